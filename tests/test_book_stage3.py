"""Steps 25 to 36 of the book: drawing, Taylor, descent, Newton, and gradients of gradients."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import numpy as np
import pytest

import xgrad as xg


def scalar(value: float) -> Any:
    return xg.Variable(np.array(value))


def value(x: Any) -> float:
    return float(x.data)


def test_the_graph_of_an_expression_is_written_in_dot() -> None:
    x0, x1 = xg.Variable(np.array(1.0), "x0"), xg.Variable(np.array(2.0), "x1")
    y = x0 + x1
    y.name = "y"
    text = xg.get_dot_graph(y, verbose=False)
    assert text.startswith("digraph")
    assert text.count("->") == 3
    for label in ("x0", "x1", "add", "y"):
        assert label in text


def test_a_verbose_graph_tells_shapes_and_dtypes() -> None:
    x = xg.Variable(np.ones((2, 3)), "x")
    text = xg.get_dot_graph(xg.sin(x), verbose=True)
    assert "(2, 3)" in text
    assert "float64" in text


def test_a_shared_function_is_drawn_once() -> None:
    x = scalar(2.0)
    a = xg.sin(x)
    assert xg.get_dot_graph(a + a).count("sin") == 1


def test_sin_as_the_books_own_function() -> None:
    class Sin(xg.Function):
        def forward(self, x: Any) -> Any:
            return np.sin(x)

        def backward(self, gy: Any) -> Any:
            return gy * xg.cos(self.inputs[0])

    x = scalar(np.pi / 4)
    y = Sin()(x)
    y.backward()
    assert value(y) == pytest.approx(0.7071067811865476, rel=1e-15)
    assert value(x.grad) == pytest.approx(0.7071067811865476, rel=1e-15)


def taylor_sin(x: Any, threshold: float) -> Any:
    y = 0
    for i in range(100000):
        c = (-1) ** i / math.factorial(2 * i + 1)
        t = c * x ** (2 * i + 1)
        y = y + t
        if abs(t.data) < threshold:
            break
    return y


@pytest.mark.parametrize(
    ("threshold", "y_expected", "gx_expected"),
    [
        (0.0001, 0.7071064695751781, 0.7071032148228457),
        (1e-150, 0.7071067811865475, 0.7071067811865475),
    ],
)
def test_the_taylor_series_of_sin(threshold: float, y_expected: float, gx_expected: float) -> None:
    x = scalar(np.pi / 4)
    y = taylor_sin(x, threshold)
    y.backward()
    assert value(y) == pytest.approx(y_expected, rel=1e-15)
    assert value(x.grad) == pytest.approx(gx_expected, rel=1e-15)


def rosenbrock(x0: Any, x1: Any) -> Any:
    return 100 * (x1 - x0**2) ** 2 + (x0 - 1) ** 2


def test_the_gradient_of_rosenbrock() -> None:
    x0, x1 = scalar(0.0), scalar(2.0)
    rosenbrock(x0, x1).backward()
    assert (value(x0.grad), value(x1.grad)) == (-2.0, 400.0)


def test_a_thousand_steps_down_rosenbrocks_valley() -> None:
    x0, x1 = scalar(0.0), scalar(2.0)
    a, b = 0.0, 2.0
    for _ in range(1000):
        y = rosenbrock(x0, x1)
        x0.cleargrad()
        x1.cleargrad()
        y.backward()
        x0.data -= 0.001 * x0.grad.data
        x1.data -= 0.001 * x1.grad.data
        slope = 200 * (b - a * a)
        a, b = a - 0.001 * (2 * (a - 1) - 2 * a * slope), b - 0.001 * slope
    assert value(x0) == pytest.approx(a, rel=1e-9)
    assert value(x1) == pytest.approx(b, rel=1e-9)
    assert value(x0) == pytest.approx(0.6837118569138317, rel=1e-9)


NEWTON = [
    2.0,
    1.4545454545454546,
    1.1510467893775467,
    1.0253259289766978,
    1.0009084519430513,
    1.0000012353089454,
    1.000000000002289,
    1.0,
    1.0,
    1.0,
]


def quartic(x: Any) -> Any:
    return x**4 - 2 * x**2


def test_newtons_method_with_the_second_derivative_by_hand() -> None:
    x = scalar(2.0)
    seen = []
    for _ in range(10):
        seen.append(repr(x))
        y = quartic(x)
        x.cleargrad()
        y.backward()
        x.data -= x.grad.data / (12 * x.data**2 - 4)
    assert seen == [f"variable({v})" for v in NEWTON]


def test_newtons_method_with_the_second_derivative_by_the_machine() -> None:
    x = scalar(2.0)
    seen = []
    for _ in range(10):
        seen.append(repr(x))
        y = quartic(x)
        x.cleargrad()
        y.backward(create_graph=True)
        gx = x.grad
        x.cleargrad()
        gx.backward()
        x.data -= gx.data / x.grad.data
    assert seen == [f"variable({v})" for v in NEWTON]


def test_the_second_derivative_of_the_quartic() -> None:
    x = scalar(2.0)
    quartic(x).backward(create_graph=True)
    gx = x.grad
    assert value(gx) == 24.0
    x.cleargrad()
    gx.backward()
    assert value(x.grad) == 44.0


def test_without_clearing_the_second_derivative_is_added_to_the_first() -> None:
    x = scalar(2.0)
    quartic(x).backward(create_graph=True)
    gx = x.grad
    gx.backward()
    assert value(x.grad) == 68.0
    assert value(gx) == 24.0


def derivatives(function: Any, x: Any, count: int) -> list[Any]:
    """The first ``count`` derivatives at ``x``, each by backward through the one before."""
    y = function(x)
    found = []
    for _ in range(count):
        x.cleargrad()
        y.backward(create_graph=True)
        y = x.grad
        found.append(y.data)
    return found


def test_sin_and_its_derivatives_go_round_in_four() -> None:
    data = np.linspace(-7, 7, 200)
    got = derivatives(xg.sin, xg.Variable(data), 8)
    expected = [np.cos(data), -np.sin(data), -np.cos(data), np.sin(data)] * 2
    for a, b in zip(got, expected, strict=True):
        np.testing.assert_allclose(a, b, rtol=0, atol=1e-12)


@pytest.mark.parametrize("at", [0.0, 1.0, -2.5])
def test_tanh_to_its_seventh_derivative(at: float) -> None:
    got = [float(v) for v in derivatives(xg.tanh, scalar(at), 7)]
    with mpmath.workdps(50):
        expected = [float(mpmath.diff(mpmath.tanh, at, n)) for n in range(1, 8)]
    assert got == pytest.approx(expected, rel=1e-10, abs=1e-10)


def test_tanh_by_the_users_own_function_to_its_fifth_derivative() -> None:
    class Tanh(xg.Function):
        def forward(self, x: Any) -> Any:
            return np.tanh(x)

        def backward(self, gy: Any) -> Any:
            y = self.outputs[0]()
            return gy * (1 - y * y)

    got = [float(v) for v in derivatives(lambda x: Tanh()(x), scalar(1.0), 5)]
    with mpmath.workdps(50):
        expected = [float(mpmath.diff(mpmath.tanh, 1.0, n)) for n in range(1, 6)]
    assert got == pytest.approx(expected, rel=1e-11)


def test_derivatives_to_third_order_in_every_library(lib: Any) -> None:
    x = xg.Variable(lib.asarray([-1.0, 0.5, 2.0]))
    got = derivatives(xg.tanh, x, 3)
    expected = derivatives(xg.tanh, xg.Variable(np.array([-1.0, 0.5, 2.0])), 3)
    for a, b in zip(got, expected, strict=True):
        np.testing.assert_allclose(lib.to_numpy(a), b, rtol=1e-4)


def test_a_gradient_may_appear_in_a_further_expression() -> None:
    x = scalar(2.0)
    y = x**2
    y.backward(create_graph=True)
    gx = x.grad
    x.cleargrad()
    z = gx**3 + y
    z.backward()
    assert value(x.grad) == 100.0


def test_a_product_of_a_hessian_and_a_vector_by_double_backprop() -> None:
    x = xg.Variable(np.array([1.0, 2.0, 3.0]))
    y = xg.sum(x**3)
    y.backward(create_graph=True)
    v = np.array([4.0, 5.0, 6.0])
    z = xg.sum(v * x.grad)
    x.cleargrad()
    z.backward()
    np.testing.assert_allclose(x.grad.data, 6 * np.array([1.0, 2.0, 3.0]) * v)


def test_a_plain_backward_leaves_gradients_that_record_nothing() -> None:
    x = scalar(2.0)
    quartic(x).backward()
    assert x.grad.creator is None
