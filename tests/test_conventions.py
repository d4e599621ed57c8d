"""The conventions of docs/conventions.md: those that no other test covers, and that each has a test."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import array_api_compat
import numpy as np
import pytest

import xgrad as xg

if TYPE_CHECKING:
    from libraries import Library

# At a singular point the libraries warn of what the tests ask about.
pytestmark = pytest.mark.filterwarnings("ignore:(divide by zero|invalid value):RuntimeWarning")

TESTS = Path(__file__).parent
PAGE = TESTS.parent / "docs" / "conventions.md"
INF = np.inf


def gradients(lib: Library, f: Callable[..., Any], *points: Any) -> list[Any]:
    """The gradient of the sum of `f(*points)` for each point."""
    xs = [xg.Variable(lib.asarray(p)) for p in points]
    f(*xs).backward()
    return [None if x.grad is None else lib.to_numpy(x.grad.data).tolist() for x in xs]


def test_a_convention_names_tests_that_exist() -> None:
    rows = [
        line
        for line in PAGE.read_text("utf-8").splitlines()
        if re.match(r"\| (?!.* test \|$)", line)
    ]
    there = {
        name
        for path in TESTS.glob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)
    }
    assert len(rows) > 30
    for row in rows:
        named = re.findall(r"`(test_\w+)`", row)
        assert named, f"no test in the row {row}"
        assert set(named) <= there, row


# --- complex numbers, and what every gradient is like


def test_a_complex_result_differentiates_its_real_part(lib: Library) -> None:
    z = [1.0 + 2.0j, -0.5 + 0.25j]
    expected = [np.conj(2 * np.asarray(z)).tolist()]
    assert gradients(lib, lambda z: z * z, z) == expected
    assert gradients(lib, lambda z: xg.real(z * z), z) == expected


def test_a_real_leaf_in_a_complex_expression_gets_a_real_gradient(lib: Library) -> None:
    x = xg.Variable(lib.asarray([1.0, -2.0]))
    (x * x * (3.0 + 4.0j)).backward()
    assert x.grad.dtype == x.dtype
    assert lib.to_numpy(x.grad.data).tolist() == [6.0, -12.0]


@pytest.mark.every_variant
@pytest.mark.parametrize("dtype", ["int64", "int32", "bool"])
def test_integer_data_are_constants(lib: Library, dtype: str) -> None:
    x = xg.Variable(lib.asarray([1.0, 2.0]))
    n = xg.Variable(lib.asarray([1, 0], dtype))
    assert not n.tracked
    chosen = n if dtype == "bool" else n == 1
    xg.where(chosen, x, 3.0 * x).backward()
    assert n.grad is None
    assert lib.to_numpy(x.grad.data).tolist() == [1.0, 3.0]
    with pytest.raises(RuntimeError, match="cast"):
        n.backward()
    with pytest.raises(TypeError, match="constant"):
        n.grad = n


@pytest.mark.every_variant
@pytest.mark.parametrize("shape", [(), (1,), (3,), (2, 1), (2, 3)])
def test_the_gradient_looks_like_its_leaf(lib: Library, shape: tuple[int, ...]) -> None:
    for dtype in lib.float_dtypes:
        x = xg.Variable(lib.asarray(np.ones(shape), dtype))
        y = x * lib.asarray(np.ones((2, 3)), dtype) + 1.0
        y.backward(create_graph=True)
        assert (x.grad.shape, x.grad.dtype) == (shape, dtype)
        assert array_api_compat.device(x.grad.data) == lib.device
        assert lib.to_numpy(x.grad.data).tolist() == np.full(shape, 6 / x.size).tolist()


def test_no_gradient_and_a_gradient_of_zeros_differ(lib: Library) -> None:
    assert gradients(lib, lambda a, b: a * 2.0, [1.0], [1.0]) == [[2.0], None]
    assert gradients(lib, lambda a, b: a + 0.0 * b, [1.0], [1.0]) == [[1.0], [0.0]]


# --- kinks and jumps


@pytest.mark.parametrize("function", [xg.maximum, xg.minimum])
def test_zeros_of_both_signs_tie(lib: Library, function: Callable[..., Any]) -> None:
    assert gradients(lib, function, [0.0, -0.0], [-0.0, 0.0]) == [[0.5, 0.5], [0.5, 0.5]]


def test_clip_at_a_bound_gives_the_bound_nothing(lib: Library) -> None:
    x, low, high = [-1.0, 0.0, 0.5, 1.0, 2.0], [0.0] * 5, [1.0] * 5
    assert gradients(lib, xg.clip, x, low, high) == [
        [0.0, 1.0, 1.0, 1.0, 0.0],
        [1.0, 0.0, 0.0, 0.0, 0.0],
        [0.0, 0.0, 0.0, 0.0, 1.0],
    ]


def test_copysign_of_a_zero_goes_by_the_sign_bits(lib: Library) -> None:
    got = gradients(lib, xg.copysign, [0.0, -0.0, 0.0, -0.0], [1.0, 1.0, -1.0, -0.0])
    assert got == [[1.0, -1.0, -1.0, 1.0], [0.0] * 4]


@pytest.mark.parametrize("function", [xg.floor, xg.ceil, xg.trunc, xg.round])
def test_a_step_is_flat_at_its_jump(lib: Library, function: Callable[..., Any]) -> None:
    assert gradients(lib, function, [-1.0, 0.0, 0.5, 1.0]) == [[0.0] * 4]
    assert gradients(lib, xg.floor_divide, [4.0], [2.0]) == [[0.0], [0.0]]


def test_the_sign_of_zero_is_flat(lib: Library) -> None:
    assert gradients(lib, xg.sign, [-1.0, 0.0, -0.0, 2.0]) == [[0.0] * 4]


def test_the_next_number_is_the_number(lib: Library) -> None:
    points = [1.0, 0.0, -2.0], [2.0, -1.0, -2.0]
    assert gradients(lib, xg.nextafter, *points) == [[1.0] * 3, [0.0] * 3]


def test_remainder_at_a_multiple(lib: Library) -> None:
    assert gradients(lib, xg.remainder, [4.0, -4.0, 0.0], [2.0] * 3) == [
        [1.0, 1.0, 1.0],
        [-2.0, 2.0, 0.0],
    ]


def test_equal_elements_are_sorted_stably(lib: Library) -> None:
    x, weights = [2.0, 1.0, 2.0], lib.asarray([1.0, 10.0, 100.0])
    assert gradients(lib, lambda x: xg.sort(x) * weights, x) == [[10.0, 1.0, 100.0]]
    down = gradients(lib, lambda x: xg.sort(x, descending=True) * weights, x)
    assert down == [[1.0, 100.0, 10.0]]


def test_a_value_that_repeats_sends_its_gradient_to_its_first_occurrence(lib: Library) -> None:
    x, weights = [3.0, 1.0, 3.0, 1.0], lib.asarray([1.0, 10.0])
    for values in (
        xg.unique_values,
        lambda x: xg.unique_all(x).values,
        lambda x: xg.unique_counts(x).values,
        lambda x: xg.unique_inverse(x).values,
    ):
        assert gradients(lib, lambda x: values(x) * weights, x) == [[10.0, 1.0, 0.0, 0.0]]  # noqa: B023


# --- statistics


def hessian(lib: Library, f: Callable[..., Any], point: Any) -> Any:
    """The second derivatives of the sum of `f(point)`, a row for each element."""
    x = xg.Variable(lib.asarray(point))
    f(x).backward(create_graph=True)
    gx = x.grad
    rows = []
    for i in range(x.size):
        x.cleargrad()
        gx[i].backward()
        rows.append(lib.to_numpy(x.grad.data).tolist())
    return rows


def test_the_deviation_of_equal_elements_is_flat(lib: Library) -> None:
    assert gradients(lib, xg.std, [2.0, 2.0, 2.0]) == [[0.0] * 3]
    assert hessian(lib, xg.std, [2.0, 2.0, 2.0]) == [[0.0] * 3] * 3


def test_a_product_with_zeros_is_a_polynomial(lib: Library) -> None:
    assert gradients(lib, xg.prod, [0.0, 2.0, 3.0]) == [[6.0, 0.0, 0.0]]
    assert gradients(lib, xg.prod, [0.0, 0.0, 3.0]) == [[0.0] * 3]
    assert hessian(lib, xg.prod, [0.0, 0.0, 3.0]) == [[0, 3.0, 0], [3.0, 0, 0], [0, 0, 0]]


def test_a_running_product_with_zeros_is_a_polynomial(lib: Library) -> None:
    assert gradients(lib, xg.cumulative_prod, [0.0, 2.0, 3.0]) == [[9.0, 0.0, 0.0]]
    assert hessian(lib, xg.cumulative_prod, [0.0, 0.0, 3.0]) == [[0, 4.0, 0], [4.0, 0, 0], [0] * 3]


@pytest.mark.filterwarnings("ignore:.*[Dd]egrees of freedom")
@pytest.mark.parametrize("function", [xg.var, xg.std])
def test_the_variance_without_degrees_of_freedom_is_nan(
    lib: Library, function: Callable[..., Any]
) -> None:
    (gradient,) = gradients(lib, lambda x: function(x, correction=1), [2.0])
    assert np.isnan(gradient).all()


# --- powers at zero, and singular points


@pytest.mark.parametrize("exponent", [-1, -1.0])
def test_a_negative_power_at_zero_is_infinite(lib: Library, exponent: float) -> None:
    assert gradients(lib, lambda x: x**exponent, [0.0]) == [[-INF]]


def test_a_negative_base_has_no_derivative_in_its_exponent(lib: Library) -> None:
    (of_base, of_exponent) = gradients(lib, xg.pow, [-2.0], [3.0])
    assert of_base == [12.0]
    assert np.isnan(of_exponent).all()


@pytest.mark.parametrize("function", [xg.log, xg.log2, xg.log10, xg.log1p])
def test_logarithms_at_the_end_of_their_domain(lib: Library, function: Callable[..., Any]) -> None:
    end = -1.0 if function is xg.log1p else 0.0
    assert gradients(lib, function, [end]) == [[INF]]


def test_quotients_by_zero(lib: Library) -> None:
    assert gradients(lib, xg.reciprocal, [0.0]) == [[-INF]]
    assert gradients(lib, xg.divide, [1.0], [0.0]) == [[INF], [-INF]]


@pytest.mark.parametrize(
    ("function", "ends", "slope"),
    [
        (xg.asin, [-1.0, 1.0], INF),
        (xg.acos, [-1.0, 1.0], -INF),
        (xg.acosh, [1.0], INF),
        (xg.atanh, [-1.0, 1.0], INF),
    ],
)
def test_inverse_functions_at_the_ends_of_their_domain(
    lib: Library, function: Callable[..., Any], ends: list[float], slope: float
) -> None:
    assert gradients(lib, function, ends) == [[slope] * len(ends)]


def test_logaddexp_of_two_minus_infinities_is_flat(lib: Library) -> None:
    assert gradients(lib, xg.logaddexp, [-INF], [-INF]) == [[0.0], [0.0]]
