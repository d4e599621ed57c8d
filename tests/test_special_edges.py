"""Composed special functions at the edges of their domains and beyond: SciPy's values, and right slopes."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import xgrad as xg
from xgrad import special

if TYPE_CHECKING:
    from libraries import Library

pytestmark = [
    pytest.mark.filterwarnings("ignore:(divide by zero|invalid value):RuntimeWarning"),
    pytest.mark.filterwarnings("ignore:.*non-integer arg n:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:floating point number truncated:RuntimeWarning"),
]
INF = math.inf
COUNTS = [-1.0, -0.5, 0.0, 1.0, 2.0, 5.0]
PARTS = [-0.1, 0.0, 0.3, 1.0, 1.2]
SIGNS = [-1.0, 0.0, 2.0]
ANGLES = [0.0, 30.0, 45.0, 60.0, 90.0, -90.0, 135.0, 180.0, -180.0, 270.0, -270.0, 450.0, 540.0]

GRIDS: dict[str, list[list[float]]] = {
    "pdtr": [COUNTS, COUNTS],
    "pdtrc": [COUNTS, COUNTS],
    "bdtr": [COUNTS, [0.0, 1.0, 5.0], PARTS],
    "bdtrc": [COUNTS, [0.0, 1.0, 5.0], PARTS],
    "nbdtr": [COUNTS, [1.0, 3.0], PARTS],
    "nbdtrc": [COUNTS, [1.0, 3.0], PARTS],
    "gdtr": [SIGNS, [0.0, 2.0], SIGNS],
    "gdtrc": [SIGNS, [0.0, 2.0], SIGNS],
    "fdtr": [SIGNS, SIGNS, SIGNS],
    "fdtrc": [SIGNS, SIGNS, SIGNS],
    "sindg": [ANGLES],
    "cosdg": [ANGLES],
    "tandg": [ANGLES],
    "cotdg": [ANGLES],
    "boxcox": [[0.0, 1.0, 3.0, INF], [-2.0, -0.5, 0.0, 0.5, 2.0]],
    "boxcox1p": [[-1.0, 0.0, 2.0, INF], [-2.0, -0.5, 0.0, 0.5, 2.0]],
    "exprel": [[INF, -INF, 0.0, 3.0]],
    "pseudo_huber": [[-1.0, 0.0, 0.5, 3.0], [0.0, 1.0, -2.0]],
    "huber": [[-1.0, 0.0, 1.0], [0.0, 1.0, -2.0]],
}


@pytest.mark.parametrize("name", sorted(GRIDS))
def test_values_are_scipys(lib: Library, name: str) -> None:
    if lib.variant == "core" and "dtr" in name:
        pytest.skip("without a backend there are no kernels to call")
    import scipy.special

    columns = np.asarray(list(itertools.product(*GRIDS[name]))).T
    expected = getattr(scipy.special, name)(*columns)
    got = getattr(special, name)(*[xg.Variable(lib.asarray(c)).detach() for c in columns])
    narrow = lib.dtype(np.float64) != lib.xp.float64
    close = {"rtol": 2e-6, "atol": 1e-7} if narrow else {"rtol": 1e-13, "atol": 1e-15}
    np.testing.assert_allclose(lib.to_numpy(got.data), expected, **close)


@pytest.mark.parametrize("name", ["sindg", "cosdg", "tandg", "cotdg"])
def test_angles_in_degrees_have_their_zeros(lib: Library, name: str) -> None:
    first = 90.0 if name[0] == "c" else 0.0
    zeros = lib.asarray([first + 180.0 * k for k in range(-4, 5)])
    assert not np.any(lib.to_numpy(getattr(special, name)(xg.Variable(zeros)).data))


def _slopes(lib: Library, name: str, *points: float, order: int = 1) -> list[Any]:
    """The derivatives by the first argument, then that by the second."""
    x, *others = [xg.Variable(lib.asarray([p])) for p in points]
    y = getattr(special, name)(x, *others)
    found = []
    for k in range(order):
        x.cleargrad()
        y.backward(create_graph=True)
        if not k:
            found += [float(lib.to_numpy(other.grad.data)[0]) for other in others]
        y = x.grad
        found.insert(k, float(lib.to_numpy(y.data)[0]))
    return found


@pytest.mark.parametrize(
    ("name", "at_zero"), [("sindg", [1, 0, -1]), ("cosdg", [0, -1, 0, 1]), ("tandg", [1, 0, 2])]
)
def test_slopes_of_angles_in_degrees(lib: Library, name: str, at_zero: list[int]) -> None:
    unit = [(math.pi / 180) ** (k + 1) for k in range(len(at_zero))]
    found = _slopes(lib, name, 0.0, order=len(at_zero))
    np.testing.assert_allclose(found, np.multiply(unit, at_zero), rtol=1e-5, atol=1e-7)
    turned = _slopes(lib, name, 180.0, order=len(at_zero))
    sign = 1.0 if name == "tandg" else -1.0
    np.testing.assert_allclose(turned, np.multiply(unit, at_zero) * sign, rtol=1e-5, atol=1e-7)


def test_slopes_of_the_box_cox_transform_at_zero(lib: Library) -> None:
    np.testing.assert_allclose(_slopes(lib, "boxcox", 0.0, 2.0), [0.0, 0.25], rtol=1e-6)
    np.testing.assert_allclose(_slopes(lib, "boxcox", 0.0, 1.0), [1.0, 1.0], rtol=1e-6)
    np.testing.assert_allclose(_slopes(lib, "boxcox", 0.0, 0.5), [INF, 4.0], rtol=1e-6)
    assert _slopes(lib, "boxcox", 0.0, -2.0)[0] == INF
    assert _slopes(lib, "boxcox", 0.0, 0.0)[0] == INF


def test_slopes_of_the_smooth_form_of_hubers_loss_at_zero(lib: Library) -> None:
    assert _slopes(lib, "pseudo_huber", 0.0, 0.0) == [0.0, 0.0]
    assert _slopes(lib, "pseudo_huber", 0.0, -2.0) == [2.0, 0.0]
    assert _slopes(lib, "pseudo_huber", INF, -2.0) == [0.0, -2.0]


def test_the_slope_of_a_distribution_is_nan_where_it_is(lib: Library) -> None:
    if lib.variant == "core":
        pytest.skip("without a backend there are no kernels to call")
    for name, others in (("pdtr", (-1.0,)), ("bdtr", (-1.0, 5.0)), ("gdtrc", (1.0, 2.0))):
        x = xg.Variable(lib.asarray([-1.0 if name == "gdtrc" else 0.3]))
        getattr(special, name)(*others, x).backward()
        assert np.isnan(lib.to_numpy(x.grad.data)).all()
