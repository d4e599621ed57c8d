"""Law: what is flat at a kink is flat at every order, and edges of overflow and infinity cost no derivative."""

from __future__ import annotations

from collections.abc import Callable
from math import inf, nan
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import xgrad as xg
from xgrad import linalg, special

if TYPE_CHECKING:
    from libraries import Library


def towers(lib: Library, f: Callable[..., Any], *points: Any, orders: int = 4) -> list[list[Any]]:
    """The gradient for each point, order by order: of the sum of `f`, then of the sum of the last gradients.

    That has generic weights, so that it sees every mixed derivative.
    """
    xs = [xg.Variable(lib.asarray(p)) for p in points]
    y = xg.sum(f(*xs))
    found: list[list[Any]] = []
    while len(found) < orders:
        for x in xs:
            x.cleargrad()
        if y.tracked:
            y.backward(create_graph=True)
        gradients = [xg.zeros_like(x) if x.grad is None else x.grad for x in xs]
        found.append([lib.to_numpy(g.data) for g in gradients])
        weights = [np.cos(1 + 3 * i + np.arange(g.size)) for i, g in enumerate(gradients)]
        terms = [
            xg.sum(g * lib.asarray(np.reshape(w, g.shape), lib.dtype(g.dtype)))
            for g, w in zip(gradients, weights, strict=True)
        ]
        y = sum(terms[1:], start=terms[0])
    return found


def assert_towers(lib: Library, f: Callable[..., Any], points: Any, first: Any) -> None:
    """That the gradients are `first`, and all higher derivatives 0."""
    for order, gradients in enumerate(towers(lib, f, *points), start=1):
        for gradient, expected in zip(gradients, first, strict=True):
            wanted = np.asarray(expected) if order == 1 else np.zeros_like(gradient)
            np.testing.assert_allclose(
                gradient, wanted, rtol=1e-6, atol=0.0, err_msg=f"order {order}"
            )


FLAT: dict[str, tuple[Any, ...]] = {
    "abs": (xg.abs, [0.0, -0.0]),
    "complex abs": (xg.abs, [0j, 0j]),
    "complex sign": (xg.sign, [0j]),
    "hypot": (xg.hypot, [0.0], [0.0]),
    "atan2": (xg.atan2, [0.0], [0.0]),
    "pow at (0, 0)": (xg.pow, [0.0], [0.0]),
    "std": (xg.std, [2.0, 2.0, 2.0]),
    "logaddexp of -inf": (xg.logaddexp, [-inf], [-inf]),
    "logsumexp of -inf": (special.logsumexp, [-inf, -inf]),
    "nan_to_num": (xg.nan_to_num, [nan, inf]),
    "matrix_power": (lambda x: linalg.matrix_power(x, 0), [[1.0, 2.0], [0.5, -1.0]]),
}
"""What the table of conventions calls flat: gradients of 0 at these points."""

for _ord in (0, 1, 2, 3, 4, 6, 0.5, 2.5, -1, -2, inf, -inf):
    for _zero in (0.0, 0j):
        FLAT[f"vector_norm {_ord} of {_zero}"] = (
            lambda x, ord=_ord: linalg.vector_norm(x, ord=ord),
            [_zero] * 2,
        )
for _of in ("fro", "nuc", 1, -1, 2, -2, inf, -inf):
    for _zero in (0.0, 0j):
        FLAT[f"matrix_norm {_of} of {_zero}"] = (
            lambda x, ord=_of: linalg.matrix_norm(x, ord=ord),
            [[_zero] * 2] * 2,
        )


@pytest.mark.filterwarnings("ignore:(divide by zero|invalid value):RuntimeWarning")
@pytest.mark.parametrize("name", FLAT)
def test_what_is_flat_at_a_kink_is_flat_at_every_order(lib: Library, name: str) -> None:
    f, *points = FLAT[name]
    assert_towers(lib, f, points, [np.zeros_like(np.asarray(p)) for p in points])


LINEAR: dict[str, tuple[Any, list[Any], list[Any]]] = {
    "maximum": (xg.maximum, [[1.0], [1.0]], [[0.5], [0.5]]),
    "minimum": (xg.minimum, [[0.0], [-0.0]], [[0.5], [0.5]]),
    "max": (xg.max, [[1.0, 1.0]], [[0.5, 0.5]]),
    "min": (xg.min, [[1.0, 1.0, 2.0]], [[0.5, 0.5, 0.0]]),
    "sort": (xg.sort, [[2.0, 1.0, 2.0]], [[1.0, 1.0, 1.0]]),
    "fmax": (xg.fmax, [[1.0, nan], [1.0, 1.0]], [[0.5, 0.0], [0.5, 1.0]]),
    "fmod": (xg.fmod, [[0.0], [2.0]], [[1.0], [0.0]]),
    "heaviside": (xg.heaviside, [[0.0], [0.5]], [[0.0], [1.0]]),
    "clip": (xg.clip, [[0.0, 1.0], [0.0, 0.0], [1.0, 1.0]], [[1.0, 1.0], [0.0, 0.0], [0.0, 0.0]]),
    "copysign": (xg.copysign, [[0.0, -0.0], [1.0, 1.0]], [[1.0, -1.0], [0.0, 0.0]]),
    "remainder": (xg.remainder, [[4.0], [2.0]], [[1.0], [-2.0]]),
    "nextafter": (xg.nextafter, [[1.0], [2.0]], [[1.0], [0.0]]),
    "norm of a zero": (
        lambda x: linalg.vector_norm(x, ord=3),
        [[3.0, 0.0]],
        [[1.0, 0.0]],
    ),
    "a tie in a norm": (
        lambda x: linalg.vector_norm(x, ord=inf),
        [[1.0, -1.0]],
        [[0.5, -0.5]],
    ),
    "logaddexp with -inf": (xg.logaddexp, [[0.0], [-inf]], [[1.0], [0.0]]),
    "logaddexp with inf": (xg.logaddexp, [[inf, 0.0], [0.0, inf]], [[1.0, 0.0], [0.0, 1.0]]),
    "logaddexp of inf": (xg.logaddexp, [[inf], [inf]], [[0.5], [0.5]]),
    "logaddexp of both": (xg.logaddexp, [[inf], [-inf]], [[1.0], [0.0]]),
    "logsumexp of inf": (special.logsumexp, [[inf, 0.0, inf, -inf]], [[0.5, 0.0, 0.5, 0.0]]),
}
"""What the table gives a gradient of another number: all that follows is 0."""


@pytest.mark.parametrize("name", LINEAR)
def test_what_has_a_slope_at_a_kink_is_straight_there(lib: Library, name: str) -> None:
    f, points, first = LINEAR[name]
    assert_towers(lib, f, points, first)


# --- deviations of equal elements, whose mean may be rounded


EQUAL = {
    "three tenths": [0.1] * 3,
    "a hundred": [0.7] * 100,
    "sevenths": [1 / 3] * 7,
    "large": np.full(3, 1e6 + 0.1, "float32"),
    "complex": [0.1 + 0.7j] * 3,
}


@pytest.mark.parametrize("name", EQUAL)
@pytest.mark.parametrize("function", [xg.std, xg.nanstd])
def test_the_deviation_of_equal_elements_is_flat_whatever_their_mean(
    lib: Library, function: Callable[..., Any], name: str
) -> None:
    if name == "complex" and function is xg.std and lib.name == "array_api_strict":
        pytest.skip("the standard's std takes real numbers")
    point = np.asarray(EQUAL[name])
    assert_towers(lib, function, [point], [np.zeros_like(point)])


def test_the_deviation_is_flat_along_one_constant_column(lib: Library) -> None:
    x = np.asarray([[0.1, 1.0], [0.1, 3.0], [0.1, 5.0]])
    for options in ({"axis": 0}, {"axis": 0, "keepdims": True}, {"axis": (0,), "correction": 1}):
        for gradients in towers(lib, lambda x: xg.std(x, **options), x):  # noqa: B023
            assert np.all(gradients[0][:, 0] == 0.0)
        first, second, *_ = towers(lib, lambda x: xg.std(x, **options), x)  # noqa: B023
        assert np.all(first[0][[0, 2], 1] != 0.0)
        assert np.all(second[0][:, 1] != 0.0)


def test_the_deviation_of_nearly_equal_elements_is_none_of_it(lib: Library) -> None:
    x = np.asarray([1.0, 1.0 + 2.0**-10, 1.0])
    ((gradient,), *_) = towers(lib, xg.std, x, orders=1)
    np.testing.assert_allclose(gradient, np.asarray([-1, 2, -1]) / 18**0.5, rtol=0.1)


def test_the_deviation_of_numbers_in_place_of_nan_is_flat_too(lib: Library) -> None:
    point = np.asarray([0.1, nan, 0.1, 0.1])
    assert_towers(lib, xg.nanstd, [point], [np.zeros(4)])


# --- where higher derivatives are something else


def test_mixed_derivatives_of_a_power_leave_the_logarithm_of_zero_out(lib: Library) -> None:
    x, y = xg.Variable(lib.asarray([0.0, 0.0])), xg.Variable(lib.asarray([1.0, 2.0]))
    xg.pow(x, y).backward(create_graph=True)
    once = x.grad
    assert lib.to_numpy(once.data).tolist() == [1.0, 0.0]
    x.cleargrad()
    y.cleargrad()
    once.backward(create_graph=True)
    twice = x.grad
    assert lib.to_numpy(twice.data).tolist() == [0.0, 2.0]
    assert lib.to_numpy(y.grad.data).tolist() == [1.0, 0.0]
    y.cleargrad()
    twice.backward()
    assert lib.to_numpy(y.grad.data)[1] == 3.0


@pytest.mark.filterwarnings("ignore:(divide by zero|invalid value):RuntimeWarning")
def test_second_derivatives_at_singular_points(lib: Library) -> None:
    def second(f: Callable[..., Any], at: float) -> float:
        return float(towers(lib, f, at, orders=2)[1][0] / np.cos(1.0))

    for f in (xg.sqrt, xg.log, xg.log2, xg.log10):
        assert second(f, 0.0) == -inf
    assert second(xg.log1p, -1.0) == -inf
    assert second(xg.reciprocal, 0.0) == inf
    for f in (xg.asin, xg.acos, xg.acosh, xg.atanh):
        assert np.isnan(second(f, 1.0))
    orders = [float(order[0]) for order in towers(lib, lambda x: x**0.5, 0.0, orders=3)]
    assert orders == [inf, -inf, inf]


# --- exponents that are integers without a sign


@pytest.mark.parametrize("dtype", ["uint8", "int8", "int64"])
def test_a_power_of_integers_does_not_wrap_around(lib: Library, dtype: str) -> None:
    exponent = lib.asarray([0, 0, 1, 2, 3], dtype)
    x = xg.Variable(lib.asarray([2.0, 0.0, 1.5, 3.0, 0.0], "float32"))
    try:
        y = xg.pow(x, exponent)
    except TypeError:  # the standard leaves it open to mix kinds
        pytest.skip(f"{lib.name} takes no integers beside floats")
    y.backward(create_graph=True)
    first = x.grad
    assert lib.to_numpy(first.data).tolist() == [0.0, 0.0, 1.0, 6.0, 0.0]
    x.cleargrad()
    first.backward()
    assert lib.to_numpy(x.grad.data).tolist() == [0.0, 0.0, 0.0, 2.0, 0.0]


# --- infinity and overflow


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_slopes_of_large_numbers_are_not_lost(lib: Library, dtype: str) -> None:
    """Where squares overflow. Nothing warns either."""
    if lib.dtype(dtype) != lib.dtype("float64") and dtype == "float64":
        pytest.skip("no float64 here")
    large = float(np.finfo(lib.dtype_name(lib.dtype(dtype))).max) ** 0.75

    def slope(f: Callable[..., Any], *points: float) -> list[float]:
        xs = [xg.Variable(lib.asarray(p, dtype)) for p in points]
        f(*xs).backward()
        return [float(lib.to_numpy(x.grad.data)) for x in xs]

    assert slope(xg.asinh, large) == pytest.approx([1 / large])
    assert slope(xg.asinh, -large) == pytest.approx([1 / large])
    assert slope(xg.acosh, large) == pytest.approx([1 / large])
    assert slope(xg.log1p, large) == pytest.approx([1 / large])
    assert slope(xg.log10, large) == pytest.approx([1 / large / np.log(10.0)])
    assert slope(xg.hypot, large, large) == pytest.approx([0.5**0.5] * 2)
    y = xg.hypot(x := xg.Variable(lib.asarray(large, dtype)), lib.asarray(1.0, dtype))
    y.backward(lib.asarray(large, dtype))
    assert float(lib.to_numpy(x.grad.data)) == pytest.approx(large)
    assert slope(xg.atan2, large, large) == pytest.approx([0.5 / large, -0.5 / large])


def test_weights_count_among_infinite_elements(lib: Library) -> None:
    a = xg.Variable(lib.asarray([inf, inf, 1.0]))
    b = xg.Variable(lib.asarray([1.0, 3.0, 2.0]))
    special.logsumexp(a, b=b).backward()
    assert lib.to_numpy(a.grad.data).tolist() == [0.25, 0.75, 0.0]
    assert lib.to_numpy(b.grad.data).tolist() == [0.25, 0.25, 0.0]


def test_large_arrays_have_the_same_weights(lib: Library) -> None:
    n = 40_000
    a, b = np.linspace(-800.0, 800.0, n), np.zeros(n)
    with np.errstate(over="ignore"):
        expected = 1.0 / (1.0 + np.exp(-a))
    for last, wanted in ((0.0, 0.5), (inf, 1.0), (-inf, 0.0)):
        a[-1], expected[-1] = last, wanted
        xs = [xg.Variable(lib.asarray(v)) for v in (a, b)]
        xg.logaddexp(*xs).backward()
        for x, right in zip(xs, (expected, 1.0 - expected), strict=True):
            np.testing.assert_allclose(lib.to_numpy(x.grad.data), right, rtol=2e-4, atol=1e-6)
    a[-1] = b[-1] = inf
    xs = [xg.Variable(lib.asarray(v)) for v in (a, b)]
    xg.logaddexp(*xs).backward()
    assert [float(lib.to_numpy(x.grad.data)[-1]) for x in xs] == [0.5, 0.5]


def test_det_of_a_stack_with_one_matrix_of_nan(lib: Library) -> None:
    """The others keep their cofactors."""
    for n in (2, 3, 6):
        good = np.cos(np.arange(n * n, dtype=float) ** 2).reshape(n, n)
        bad = good.copy()
        bad[0, 0] = nan
        far = np.full((n, n), inf)
        x = xg.Variable(lib.asarray(np.stack([good, bad, far])))
        with np.errstate(invalid="ignore"):
            linalg.det(x).backward()
        got = lib.to_numpy(x.grad.data)
        np.testing.assert_allclose(got[0], np.linalg.det(good) * np.linalg.inv(good).T, rtol=1e-3)
        assert np.all(np.isnan(got[1:]))
