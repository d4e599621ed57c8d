"""The checker is checked: right rules pass, and each way of being wrong is found and named."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import xgrad as xg
from xgrad.checking import GradientError, _Leaf, check_gradients, numerical_diff, slopes

if TYPE_CHECKING:
    from libraries import Library

X = np.asarray([[0.3, -1.2, 0.8], [1.1, 0.4, -0.7]])
ROW = np.asarray([0.6, 1.7, -0.9])


class Sine(xg.Function):
    """A function with a right rule, from which the wrong ones inherit."""

    def forward(self, x: Any) -> Any:
        return np.sin(x)

    def backward(self, g: Any) -> Any:
        (x,) = self.inputs
        return g * xg.cos(x)


class WrongSign(Sine):
    def backward(self, g: Any) -> Any:
        return -super().backward(g)


class WrongFactor(Sine):
    def backward(self, g: Any) -> Any:
        return super().backward(g) * 1.001


class WrongElement(Sine):
    def backward(self, g: Any) -> Any:
        error = np.zeros(g.shape)
        error[(1,) * g.ndim] = 0.01
        return super().backward(g) + error


class IgnoresCotangent(Sine):
    def backward(self, g: Any) -> Any:
        (x,) = self.inputs
        return xg.cos(x)


class SpreadsCotangent(Sine):
    """Right whenever all cotangents are equal, as they are when a sum is differentiated."""

    def backward(self, g: Any) -> Any:
        return super().backward(xg.broadcast_to(xg.mean(g), g.shape))


class ForgetsInput(Sine):
    """Right at order 1, wrong at order 2: the cosine is not recorded."""

    def backward(self, g: Any) -> Any:
        (x,) = self.inputs
        return g * xg.cos(x.detach())


class ForgetsCotangent(Sine):
    """Right at order 1; at order 2 along the inputs, too: only the cotangent's own gradient is lost."""

    def backward(self, g: Any) -> Any:
        (x,) = self.inputs
        return g.detach() * xg.cos(x)


class Exp(xg.Function):
    """Right at orders 1 and 2, wrong at order 3: the derivative of its derivative's derivative."""

    def forward(self, x: Any) -> Any:
        return np.exp(x)

    def backward(self, g: Any) -> Any:
        (x,) = self.inputs
        return g * ExpOnce()(x)


class ExpOnce(Exp):
    def backward(self, g: Any) -> Any:
        (x,) = self.inputs
        return g * xg.exp(x.detach())


class NaN(Sine):
    def backward(self, g: Any) -> Any:
        return super().backward(g) * math.nan


class WritesInput(Sine):
    def forward(self, x: Any) -> Any:
        y = np.sin(x)
        x *= 1.0 + 1e-12
        return y


@pytest.mark.parametrize(
    ("f", "inputs"),
    [
        (lambda x: Sine()(x), [X]),
        (lambda x: xg.sin(x) * xg.exp(x), [X]),
        (lambda x: x**3, [2.0]),
        (lambda x: x * x * x, [[1.0, 2.0]]),
        (lambda a, b: a * b / (1 + b * b), [X, ROW]),
        (lambda a, b: (a * b, a + xg.sin(b)), [X, ROW]),
        (lambda a: xg.sum(a, axis=0), [X]),
        (lambda a: a + 1, [np.zeros((0, 3))]),
        (lambda a, b: a * 3.0, [X, ROW]),
        (lambda a, i: a[i], [ROW, np.asarray([0, 2, 0])]),
        (lambda a: 2 * a, [np.asarray(1.5)]),
        (lambda a: a, [X]),
    ],
)
def test_right_derivatives_pass(f: Any, inputs: list[Any]) -> None:
    check_gradients(f, *inputs, order=4)


def test_right_derivatives_pass_on_every_library(lib: Library) -> None:
    a, b = lib.asarray(X), lib.asarray(ROW)
    check_gradients(lambda a, b: xg.tanh(a * b) + xg.sum(b), a, b, order=3)


@pytest.mark.parametrize(
    ("wrong", "order", "says"),
    [
        (WrongSign, 1, r"order 1, input 0, element \(0, 0\): expected .* got"),
        (WrongFactor, 1, r"order 1, input 0, element \(0, 0\)"),
        (WrongElement, 1, r"order 1, input 0, element \(1, 1\)"),
        (IgnoresCotangent, 1, r"order 1, input 0"),
        (SpreadsCotangent, 1, r"order 1, input 0"),
        (ForgetsInput, 2, r"order 2, input 0, element \(0, 0\)"),
        (ForgetsCotangent, 2, r"order 2, the cotangent of output 0, element \(0, 0\)"),
        (Exp, 3, r"order 3, input 0, element \(0, 0\)"),
        (NaN, 1, r"order 1, input 0, element \(0, 0\): .* got nan"),
        (WritesInput, 1, r"input 0 was changed"),
    ],
)
def test_a_wrong_rule_is_found_and_named(wrong: type[xg.Function], order: int, says: str) -> None:
    for below in range(1, order):
        check_gradients(lambda x: wrong()(x), X, order=below)
    for above in range(order, 5):
        with pytest.raises(GradientError, match=says):
            check_gradients(lambda x: wrong()(x), X.copy(), order=above)


def test_a_wrong_rule_for_the_second_input_is_found() -> None:
    with pytest.raises(GradientError, match=r"order 1, input 1, element \(0,\)"):
        check_gradients(lambda a, b: a * WrongSign()(b), X, ROW)


def test_a_wrong_rule_for_the_second_output_is_found() -> None:
    with pytest.raises(GradientError, match="order 1, input 0"):
        check_gradients(lambda a: (a * 2, WrongSign()(a)), X)


def test_one_wrong_element_among_many_is_found() -> None:
    """More elements than are checked one by one: the direction that moves all of them tells."""
    with pytest.raises(GradientError, match="along a random direction"):
        check_gradients(lambda x: WrongElement()(x), np.zeros((20, 20)), elements=2)


def test_a_jump_is_not_passed() -> None:
    with pytest.raises(GradientError, match="do not settle"):
        check_gradients(lambda x: xg.abs(x) * xg.sin(1 / x), np.asarray([1e-9]))


def test_a_function_that_differs_each_time_is_not_passed() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(GradientError, match="do not settle"):
        check_gradients(lambda x: x * rng.uniform(0.5, 1.5), X)


def test_a_kink_nearby_is_stepped_around() -> None:
    check_gradients(xg.abs, np.asarray([0.01, -0.02]))


def test_single_precision_is_checked_loosely() -> None:
    x = X.astype(np.float32)
    check_gradients(lambda x: xg.sin(x) * x, x, order=3)
    with pytest.raises(GradientError, match="order 1"):
        check_gradients(lambda x: WrongFactor()(x) * WrongSign()(x), x)


def test_tolerances_may_be_given() -> None:
    check_gradients(lambda x: WrongFactor()(x), X, rtol=0.01, order=1)
    with pytest.raises(GradientError):
        check_gradients(lambda x: WrongFactor()(x), X, rtol=1e-4, atol=0, order=1)


def test_a_gradient_of_the_wrong_dtype_is_found() -> None:
    """The engine casts; the checker does not trust it to."""
    x = X.astype(np.float32)
    check_gradients(lambda x: xg.sum(xg.astype(x, "float64") * 2), x)
    leaf = _Leaf("input 0", x)
    with pytest.raises(GradientError, match="has dtype float64, but input 0 has dtype float32"):
        leaf.gradient(xg.Variable(X), 1)
    with pytest.raises(GradientError, match=r"has shape \(3,\), but input 0 has shape \(2, 3\)"):
        leaf.gradient(xg.Variable(x[0]), 1)


def test_nothing_to_differentiate_is_said() -> None:
    with pytest.raises(GradientError, match="no input is floating-point"):
        check_gradients(lambda i: i + 1, np.asarray([1, 2]))
    with pytest.raises(GradientError, match="no output is floating-point"):
        check_gradients(lambda x: x > 0, X)


def test_the_callers_variables_are_left_alone() -> None:
    x = xg.Variable(X)
    x.grad = xg.Variable(np.ones_like(X))
    check_gradients(xg.sin, x, order=3)
    assert x.grad.data.tolist() == np.ones_like(X).tolist()
    assert x.data is X


@pytest.mark.parametrize("f", [np.sin, np.exp, np.tanh, lambda x: x**5, lambda x: 1 / (2 + x)])
@pytest.mark.parametrize("x", [0.0, 0.7, -1.3])
def test_the_estimated_error_covers_the_true_one(f: Any, x: float) -> None:
    # The derivative along the imaginary axis has no subtraction, hence no rounding to speak of.
    exact = f(np.complex128(complex(x, 1e-30))).imag / 1e-30
    (found,) = slopes(lambda t: [f(x + t)])
    assert abs(found.value - exact) <= 4 * found.error + 1e-15
    assert abs(found.value - exact) < 1e-10 * (1 + abs(exact))


def test_numerical_diff_of_the_book() -> None:
    x = xg.Variable(np.array(2.0))
    assert numerical_diff(lambda x: x**2, x) == pytest.approx(4.000000000004, abs=1e-12)
    x = xg.Variable(np.array(0.5))
    assert numerical_diff(lambda x: xg.exp(x**2) ** 2, x) == pytest.approx(3.2974426293330694)


def test_numerical_diff_takes_a_function_of_the_book() -> None:
    got = numerical_diff(Sine(), xg.Variable(ROW), eps=1e-5)
    assert isinstance(got, np.ndarray)
    np.testing.assert_allclose(got, np.cos(ROW), rtol=1e-9)


def test_numerical_diff_keeps_the_dtype() -> None:
    got = numerical_diff(xg.sin, xg.Variable(ROW.astype(np.float32)), eps=1e-2)
    assert got.dtype == np.float32
    np.testing.assert_allclose(got, np.cos(ROW), rtol=1e-3)
