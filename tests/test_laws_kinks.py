"""Law: kinks have one convention on every library, the one the documentation's table states."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import xgrad as xg

# At a kink the libraries warn of what the tests ask about; Dask does so in threads of its own.
pytestmark = pytest.mark.filterwarnings("ignore:(divide by zero|invalid value):RuntimeWarning")


def gradients(lib: Any, f: Callable[..., Any], *points: Any) -> list[Any]:
    """The gradient of ``sum(f(*points))`` for each point."""
    xs = [xg.Variable(lib.asarray(p)) for p in points]
    f(*xs).backward()
    return [None if x.grad is None else lib.to_numpy(x.grad.data).tolist() for x in xs]


def derivatives(lib: Any, f: Callable[[Any], Any], at: float, count: int) -> list[float]:
    x = xg.Variable(lib.asarray(at))
    y = f(x)
    found = []
    while len(found) < count:
        x.cleargrad()
        y.backward(create_graph=True)
        y = x.grad
        found.append(float(lib.to_numpy(y.data)))
        if not y.tracked:  # a constant: what follows is zero
            found += [0.0] * (count - len(found))
    return found


def test_abs_at_zero_is_zero(lib: Any) -> None:
    assert gradients(lib, xg.abs, [-2.0, 0.0, 3.0]) == [[-1.0, 0.0, 1.0]]
    assert gradients(lib, abs, 0.0) == [0.0]


def test_abs_of_a_complex_zero_is_zero(lib: Any) -> None:
    assert gradients(lib, xg.abs, [0.0 + 0.0j]) == [[0.0]]


@pytest.mark.parametrize("function", [xg.maximum, xg.minimum])
def test_a_tie_of_two_is_shared(lib: Any, function: Callable[..., Any]) -> None:
    assert gradients(lib, function, [1.0], [1.0]) == [[0.5], [0.5]]


def test_maximum_and_minimum_elsewhere(lib: Any) -> None:
    a, b = [1.0, 5.0], [2.0, 3.0]
    assert gradients(lib, xg.maximum, a, b) == [[0.0, 1.0], [1.0, 0.0]]
    assert gradients(lib, xg.minimum, a, b) == [[1.0, 0.0], [0.0, 1.0]]


@pytest.mark.parametrize("function", [xg.max, xg.min])
def test_ties_of_a_reduction_are_shared(lib: Any, function: Callable[..., Any]) -> None:
    assert gradients(lib, function, [1.0, 1.0]) == [[0.5, 0.5]]
    assert gradients(lib, function, [3.0, 3.0, 3.0, 3.0]) == [[0.25] * 4]


def test_ties_are_shared_along_the_axis(lib: Any) -> None:
    x = [[1.0, 2.0, 2.0], [3.0, 3.0, 3.0]]
    ((first, second),) = gradients(lib, lambda v: xg.max(v, axis=-1), x)
    assert first == [0.0, 0.5, 0.5]
    assert second == pytest.approx([1 / 3] * 3)
    ((first, second),) = gradients(lib, lambda v: xg.max(v, axis=1, keepdims=True), x)
    assert first == [0.0, 0.5, 0.5]


def test_pow_at_zero_to_the_zero_is_flat_in_both(lib: Any) -> None:
    assert gradients(lib, xg.pow, [0.0], [0.0]) == [[0.0], [0.0]]
    assert gradients(lib, lambda a, b: a**b, 0.0, 0.0) == [0.0, 0.0]


def test_pow_of_a_zero_base_in_its_exponent_is_flat(lib: Any) -> None:
    assert gradients(lib, xg.pow, [0.0, 0.0], [2.0, 1.0]) == [[0.0, 1.0], [0.0, 0.0]]


@pytest.mark.parametrize("exponent", [2, 2.0])
def test_the_derivatives_of_a_square_at_zero(lib: Any, exponent: float) -> None:
    assert derivatives(lib, lambda x: x**exponent, 0.0, 4) == [0.0, 2.0, 0.0, 0.0]


def test_the_derivatives_of_a_square_at_zero_with_the_exponent_an_array(lib: Any) -> None:
    two = lib.asarray(2.0)
    assert derivatives(lib, lambda x: x**two, 0.0, 4) == [0.0, 2.0, 0.0, 0.0]
    assert derivatives(lib, lambda x: xg.pow(x, xg.Variable(two)), 0.0, 4) == [0, 2, 0, 0]


@pytest.mark.parametrize(
    ("exponent", "expected"),
    [
        (0, [0.0, 0.0, 0.0]),
        (1, [1.0, 0.0, 0.0]),
        (3, [0.0, 0.0, 6.0]),
        (0.0, [0.0, 0.0, 0.0]),
        (1.0, [1.0, 0.0, 0.0]),
        (3.0, [0.0, 0.0, 6.0]),
    ],
)
def test_the_derivatives_of_other_powers_at_zero(
    lib: Any, exponent: float, expected: list[float]
) -> None:
    assert derivatives(lib, lambda x: x**exponent, 0.0, 3) == expected


def test_square_at_zero_is_the_same(lib: Any) -> None:
    assert derivatives(lib, xg.square, 0.0, 4) == [0.0, 2.0, 0.0, 0.0]


def test_a_negative_base_with_a_whole_exponent_has_no_nan(lib: Any) -> None:
    assert derivatives(lib, lambda x: x**3.0, -2.0, 4) == [12.0, -12.0, 6.0, 0.0]


def test_a_square_root_by_power_at_zero_is_infinite(lib: Any) -> None:
    assert gradients(lib, lambda x: x**0.5, 0.0) == [np.inf]


def test_sqrt_at_zero_is_infinite(lib: Any) -> None:
    assert gradients(lib, xg.sqrt, [0.0, 4.0]) == [[np.inf, 0.25]]


def test_where_over_sqrt_at_zero_is_nan_by_rule_and_zero_in_the_safe_form(lib: Any) -> None:
    def naive(x: Any) -> Any:
        return xg.where(x > 0, xg.sqrt(x), 0.0)

    def safe(x: Any) -> Any:
        positive = x > 0
        return xg.where(positive, xg.sqrt(xg.where(positive, x, 1.0)), 0.0)

    assert np.isnan(gradients(lib, naive, 0.0)[0])
    assert gradients(lib, safe, 0.0) == [0.0]


def test_atan2_at_the_origin_is_flat(lib: Any) -> None:
    assert gradients(lib, xg.atan2, [0.0], [0.0]) == [[0.0], [0.0]]


def test_hypot_at_the_origin_is_flat(lib: Any) -> None:
    assert gradients(lib, xg.hypot, [0.0], [0.0]) == [[0.0], [0.0]]


def test_clip_lets_its_bounds_through(lib: Any) -> None:
    x = [-1.0, 0.0, 0.5, 1.0, 2.0]
    assert gradients(lib, lambda v: xg.clip(v, 0.0, 1.0), x) == [[0.0, 1.0, 1.0, 1.0, 0.0]]
    assert gradients(lib, lambda v: xg.clip(v, min=0.0), x) == [[0.0, 1.0, 1.0, 1.0, 1.0]]
    assert gradients(lib, lambda v: xg.clip(v, max=1.0), x) == [[1.0, 1.0, 1.0, 1.0, 0.0]]


def test_where_takes_the_gradient_of_the_branch_taken(lib: Any) -> None:
    mask = lib.asarray([True, False], lib.xp.bool)
    got = gradients(lib, lambda a, b: xg.where(mask, a, b), [1.0, 2.0], [3.0, 4.0])
    assert got == [[1.0, 0.0], [0.0, 1.0]]


def test_steps_are_flat(lib: Any) -> None:
    for f in (xg.floor, xg.ceil, xg.round, xg.trunc, xg.sign):
        x = xg.Variable(lib.asarray([0.5, 1.0, -1.5]))
        (f(x) + x).backward()
        assert lib.to_numpy(x.grad.data).tolist() == [1.0, 1.0, 1.0]


def test_logaddexp_with_minus_infinity_leaves_the_other_alone(lib: Any) -> None:
    assert gradients(lib, xg.logaddexp, [0.0], [-np.inf]) == [[1.0], [0.0]]


def test_the_sign_of_zero_is_no_matter_for_abs(lib: Any) -> None:
    assert gradients(lib, xg.abs, [-0.0]) == [[0.0]]


def test_the_higher_derivatives_of_abs_are_zero(lib: Any) -> None:
    assert derivatives(lib, lambda x: xg.abs(x), 2.0, 3) == [1.0, 0.0, 0.0]
    assert derivatives(lib, lambda x: xg.abs(x), 0.0, 3) == [0.0, 0.0, 0.0]
