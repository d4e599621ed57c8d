"""The slopes of distribution functions: accurate for large parameters, in single precision too, and at the ends."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import mpmath
import numpy as np
import pytest
from mpmath import mp

import xgrad as xg
from xgrad import special

if TYPE_CHECKING:
    from libraries import Library

INF = math.inf


@pytest.fixture(autouse=True)
def _kernels_are_there(lib: Library) -> None:
    """Skip where no backend brings special functions."""
    if lib.variant == "core":
        pytest.skip("without a backend there are no kernels to call")


def _gamma(a: Any, x: Any) -> Any:
    return mp.exp((a - 1) * mp.log(x) - x - mp.loggamma(a))


def _beta(a: Any, b: Any, x: Any) -> Any:
    powers = (a - 1) * mp.log(x) + (b - 1) * mp.log(1 - x)
    return mp.exp(powers - mp.loggamma(a) - mp.loggamma(b) + mp.loggamma(a + b))


def _student(df: Any, t: Any) -> Any:
    peak = mp.exp(mp.loggamma((df + 1) / 2) - mp.loggamma(df / 2)) / mp.sqrt(df * mp.pi)
    return peak * (1 + t * t / df) ** (-(df + 1) / 2)


def _f(dfn: Any, dfd: Any, x: Any) -> Any:
    below = dfd + dfn * x
    return _beta(dfn / 2, dfd / 2, dfn * x / below) * dfn * dfd / below**2


DENSITIES: dict[str, tuple[float, Callable[..., Any]]] = {
    "gammainc": (1.0, _gamma),
    "gammaincc": (-1.0, _gamma),
    "chdtr": (1.0, lambda v, x: _gamma(v / 2, x / 2) / 2),
    "chdtrc": (-1.0, lambda v, x: _gamma(v / 2, x / 2) / 2),
    "pdtrc": (1.0, lambda k, m: _gamma(mp.floor(k) + 1, m)),
    "gdtr": (1.0, lambda b, x: _gamma(b, x)),
    "stdtr": (1.0, _student),
    "betainc": (1.0, _beta),
    "fdtr": (1.0, _f),
}
PARAMETERS = [1e-3, 0.5, 3.0, 9.0, 11.0, 300.0, 1e5, 1e7, 1e8]


def _arguments(name: str, dtype: Any, large: list[float]) -> list[list[float]]:
    """Parameters and a point where the density is not small, as numbers that the dtype has."""
    rows = []
    for v in [*PARAMETERS, *large]:
        if name == "betainc":
            near = min(0.5, 0.5 ** round(math.log2(v)))
            rows += [(v, v, 0.5), (v, 1.0, 1.0 - near), (1.0, v, near), (2.0, v, near)]
        elif name == "fdtr":
            rows += [(v, v, 1.0)]
        elif name == "stdtr":
            rows += [(v, 0.5), (v, -3.0)]
        elif name != "pdtrc" or v < 1e8 or dtype is np.float64:  # which it counts to
            rows += [(v, v), (v, v + v**0.5), (v, 0.8 * v if v < 1e3 else v - v**0.5)]
    exact = [[float(dtype(number)) for number in row] for row in rows]
    return [row for row in exact if 0.0 < row[-1] < 1.0 or name != "betainc"]


@pytest.mark.parametrize("name", sorted(DENSITIES))
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_slopes_are_accurate_for_large_parameters(lib: Library, name: str, dtype: Any) -> None:
    if lib.dtype(dtype) != getattr(lib.xp, np.dtype(dtype).name):
        pytest.skip("the device has no such dtype")
    single = dtype is np.float32
    rows = _arguments(name, dtype, [] if single else [1e10, 1e12])
    sign, density = DENSITIES[name]
    with mpmath.workdps(50):
        expected = [sign * float(density(*map(mp.mpf, row))) for row in rows]
    columns = [np.asarray(column, dtype=dtype) for column in zip(*rows, strict=True)]
    *parameters, x = [xg.Variable(lib.asarray(column)) for column in columns]
    rate = [1.0] if name == "gdtr" else []
    getattr(special, name)(*rate, *[p.detach() for p in parameters], x).backward()
    got = lib.to_numpy(x.grad.data)
    assert got.dtype == dtype
    np.testing.assert_allclose(got, expected, rtol=6e-6 if single else 2e-13)


def test_higher_derivatives_are_accurate_for_large_parameters(lib: Library) -> None:
    a, b = [3.0, 50.0, 1e5], [0.25, 0.5, 0.5]
    single = lib.dtype(np.float64) != lib.xp.float64
    with mpmath.workdps(40):
        pairs = [(mp.mpf(v), mp.mpf(v + v**0.5 // 1)) for v in a]
        of_gamma = [[float(mp.diff(partial(_gamma, v), x, n)) for v, x in pairs] for n in (1, 2, 3)]
        of_beta = [
            [float(mp.diff(partial(_beta, v, v), x, n)) for (v, _), x in zip(pairs, b, strict=True)]
            for n in (1, 2, 3)
        ]
    shape = xg.Variable(lib.asarray(a)).detach()
    for f, points, expected in (
        (lambda x: special.gammainc(shape, x), [float(x) for _, x in pairs], of_gamma),
        (lambda x: special.betainc(shape, shape, x), b, of_beta),
    ):
        x = xg.Variable(lib.asarray(points))
        y = f(x)
        for order in range(4):
            x.cleargrad()
            y.backward(create_graph=True)
            y = x.grad
            if order:
                scale = np.max(np.abs(np.asarray(expected)), axis=0)
                error = np.abs(lib.to_numpy(y.data) - expected[order - 1]) / scale
                assert np.all(error < (1e-3 if single else 1e-10)), (order, error)


def _derivatives_at(lib: Library, f: Callable[..., Any], point: float, order: int) -> list[float]:
    x = xg.Variable(lib.asarray([point]))
    y = f(x)
    found = []
    for _ in range(order):
        x.cleargrad()
        y.backward(create_graph=True)
        y = x.grad
        found.append(float(lib.to_numpy(y.data)[0]))
    return found


@pytest.mark.parametrize(
    ("a", "expected"),
    [
        (0.5, [INF, -INF, INF]),
        (1.0, [1.0, -1.0, 1.0]),
        (1.5, [0.0, INF]),
        (2.0, [0.0, 1.0, -2.0, 3.0]),
        (3.0, [0.0, 0.0, 1.0, -3.0]),
        (20.0, [0.0, 0.0, 0.0, 0.0]),
    ],
)
def test_derivatives_of_the_gamma_distribution_at_zero(
    lib: Library, a: float, expected: list[float]
) -> None:
    found = _derivatives_at(lib, lambda x: special.gammainc(a, x), 0.0, len(expected))
    np.testing.assert_allclose(found, expected, rtol=1e-5)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (0.5, 2.0, [INF, -INF]),
        (1.0, 1.0, [1.0, 0.0, 0.0]),
        (1.0, 3.0, [3.0, -6.0, 6.0]),
        (2.0, 3.0, [0.0, 12.0, -48.0, 72.0]),
        (1.5, 1.0, [0.0, INF]),
        (20.0, 30.0, [0.0, 0.0, 0.0]),
    ],
)
def test_derivatives_of_the_beta_distribution_at_its_ends(
    lib: Library, a: float, b: float, expected: list[float]
) -> None:
    found = _derivatives_at(lib, lambda x: special.betainc(a, b, x), 0.0, len(expected))
    np.testing.assert_allclose(found, expected, rtol=1e-5)
    found = _derivatives_at(lib, lambda x: special.betainc(b, a, x), 1.0, len(expected))
    mirrored = [(-1) ** n * value for n, value in enumerate(expected)]
    np.testing.assert_allclose(found, mirrored, rtol=1e-5)


def test_densities_outside_of_their_domain(lib: Library) -> None:
    a = lib.asarray([0.0, 2.0, 2.0, -1.0, math.nan])
    x = lib.asarray([1.0, -1.0, INF, 1.0, 1.0])
    got = lib.to_numpy(special.gamma_p_derivative(a, x).data)
    np.testing.assert_array_equal(got, [0.0, math.nan, 0.0, math.nan, math.nan])
    a, b = lib.asarray([2.0, 2.0, -1.0, 2.0, 0.0]), lib.asarray([2.0, 2.0, 2.0, 0.0, 2.0])
    x = lib.asarray([-0.5, 1.5, 0.5, 0.5, 0.0])
    got = lib.to_numpy(special.ibeta_derivative(a, b, x).data)
    np.testing.assert_array_equal(got, [math.nan, math.nan, math.nan, 0.0, 0.0])


def test_the_shapes_of_densities_are_refused(lib: Library) -> None:
    x = xg.Variable(lib.asarray([0.5]))
    with pytest.raises(xg.NotDifferentiableError, match=r"gamma_p_derivative .*for a"):
        special.gamma_p_derivative(x, x)
    for arguments, parameter in (((x, 2.0, 0.5), "a"), ((2.0, x, 0.5), "b")):
        with pytest.raises(xg.NotDifferentiableError, match=rf"ibeta_derivative .*for {parameter}"):
            special.ibeta_derivative(*arguments)
