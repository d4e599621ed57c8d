"""Function: the user's own operation, in the book's words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import xgrad as xg


class Square(xg.Function):
    """The book's early form: backward works on raw arrays."""

    def forward(self, x: Any) -> Any:
        return x**2

    def backward(self, gy: Any) -> Any:
        return 2 * self.inputs[0].data * gy.data


class SinCos(xg.Function):
    """Two outputs of one input."""

    def forward(self, x: Any) -> Any:
        return np.sin(x), np.cos(x)

    def backward(self, gs: Any, gc: Any) -> Any:
        (x,) = self.inputs
        return gs * xg.cos(x) - gc * xg.sin(x)


def test_a_backward_of_raw_arrays_works_at_first_order() -> None:
    x = xg.Variable(np.array([1.0, 3.0]))
    Square()(x).backward()
    assert x.grad.data.tolist() == [2.0, 6.0]


def test_a_backward_of_raw_arrays_raises_when_a_graph_is_wanted() -> None:
    x = xg.Variable(np.array(3.0))
    y = Square()(x)
    with pytest.raises((TypeError, RuntimeError), match=r"(?s)Square.*(Variable|raw)"):
        y.backward(create_graph=True)
    assert x.grad is None


def test_forward_is_handed_raw_arrays_and_backward_variables() -> None:
    seen: list[Any] = []

    class Spy(xg.Function):
        def forward(self, x: Any) -> Any:
            seen.append(x)
            return x * 1.0

        def backward(self, gy: Any) -> Any:
            seen.append(gy)
            return gy

    x = xg.Variable(np.array([3.0]))
    Spy()(x).backward()
    assert type(seen[0]) is np.ndarray
    assert type(seen[1]) is xg.Variable


def test_a_function_takes_raw_arrays_and_numbers_too() -> None:
    class Multiply(xg.Function):
        def forward(self, a: Any, b: Any) -> Any:
            return a * b

        def backward(self, gy: Any) -> Any:
            a, b = self.inputs
            return gy * b, gy * a

    x = xg.Variable(np.array([3.0, 4.0]))
    (Multiply()(x, np.array([5.0, 6.0])) + Multiply()(2.0, x)).backward()
    assert x.grad.data.tolist() == [7.0, 8.0]


def test_two_outputs_come_as_a_tuple_and_both_count() -> None:
    x = xg.Variable(np.array(0.5))
    s, c = SinCos()(x)
    (s * 2.0 + c * 3.0).backward()
    assert float(x.grad.data) == pytest.approx(2 * np.cos(0.5) - 3 * np.sin(0.5))


def test_an_unused_output_counts_as_zero() -> None:
    x = xg.Variable(np.array(0.5))
    s, c = SinCos()(x)
    (s * 2.0).backward()
    assert float(x.grad.data) == pytest.approx(2 * np.cos(0.5))
    assert c.grad is None


@pytest.mark.parametrize("create_graph", [False, True])
def test_a_dropped_output_counts_as_zero(create_graph: bool) -> None:
    x = xg.Variable(np.array([0.5, 1.5]))
    y = SinCos()(x)[1]
    y.backward(create_graph=create_graph)
    np.testing.assert_allclose(x.grad.data, -np.sin(x.data))


def test_several_outputs_to_second_order() -> None:
    x = xg.Variable(np.array(0.5))
    s, c = SinCos()(x)
    (s * c).backward(create_graph=True)
    gx = x.grad
    x.cleargrad()
    gx.backward()
    assert float(x.grad.data) == pytest.approx(-2 * np.sin(1.0))


class SinCosByOutputs(xg.Function):
    """The same, its derivative written with its outputs."""

    def forward(self, x: Any) -> Any:
        return np.sin(x), np.cos(x)

    def backward(self, gs: Any, gc: Any) -> Any:
        s, c = (output() for output in self.outputs)
        return gs * c - gc * s


@pytest.mark.parametrize("used", [0, 1])
@pytest.mark.parametrize("drop", [False, True])
def test_backward_may_use_outputs_to_any_order_though_they_were_dropped(
    used: int, drop: bool
) -> None:
    x = xg.Variable(np.array([0.5, 1.5]))
    outputs = SinCosByOutputs()(x)
    y = outputs[used]
    if drop:
        del outputs
    phase = np.pi / 2 * (1 - used)  # sin(x) is cos(x - π/2)
    for order in range(1, 5):
        x.cleargrad()
        y.backward(create_graph=True)
        y = x.grad
        expected = np.cos(x.data - phase + order * np.pi / 2)
        np.testing.assert_allclose(y.data, expected, atol=1e-12)


def test_an_integer_output_beside_a_float_one_is_a_constant() -> None:
    class MaxAndWhere(xg.Function):
        def forward(self, x: Any) -> Any:
            return x.max(), x.argmax()

        def backward(self, g: Any, _: Any) -> Any:
            (x,) = self.inputs
            return xg.where(x == xg.max(x), g, 0.0)

    x = xg.Variable(np.array([1.0, 5.0, 2.0]))
    largest, where = MaxAndWhere()(x)
    largest.backward()
    assert x.grad.data.tolist() == [0.0, 1.0, 0.0]
    assert not where.tracked


def test_broadcasting_and_casting_inside_forward_are_undone_by_the_engine() -> None:
    class AddInSingle(xg.Function):
        def forward(self, a: Any, b: Any) -> Any:
            return (a + b).astype(np.float32)

        def backward(self, gy: Any) -> Any:
            return gy, gy

    a, b = xg.Variable(np.ones((2, 3))), xg.Variable(np.ones(3))
    AddInSingle()(a, b).backward()
    assert b.grad.data.tolist() == [2.0, 2.0, 2.0]
    assert a.grad.dtype == b.grad.dtype == np.float64


def test_the_same_variable_twice_in_one_function() -> None:
    class Multiply(xg.Function):
        def forward(self, a: Any, b: Any) -> Any:
            return a * b

        def backward(self, gy: Any) -> Any:
            a, b = self.inputs
            return gy * b, gy * a

    x = xg.Variable(np.array(3.0))
    Multiply()(x, x).backward(create_graph=True)
    gx = x.grad
    x.cleargrad()
    gx.backward()
    assert (float(gx.data), float(x.grad.data)) == (6.0, 2.0)


def test_a_function_that_returns_its_input_shares_no_gradient() -> None:
    class Same(xg.Function):
        def forward(self, x: Any) -> Any:
            return x

        def backward(self, gy: Any) -> Any:
            return gy

    x = xg.Variable(np.array([1.0, 2.0]))
    y = Same()(x)
    (y * y).backward(retain_grad=True)
    assert x.grad.data.tolist() == [2.0, 4.0]
    assert not np.shares_memory(x.grad.data, y.grad.data)


def test_inputs_are_the_very_variables_and_outputs_weak_references() -> None:
    f = SinCos()
    x = xg.Variable(np.array(0.5))
    s, c = f(x)
    assert f.inputs[0] is x
    assert [ref() for ref in f.outputs] == [s, c] or (f.outputs[0]() is s and f.outputs[1]() is c)
    assert s.creator is f
    assert c.creator is f


def test_one_instance_called_twice_is_two_applications() -> None:
    f = Square()
    a, b = xg.Variable(np.array(3.0)), xg.Variable(np.array(5.0))
    y = f(a) * f(b)
    y.backward()
    assert float(a.grad.data) == 2 * 3 * 25
    assert float(b.grad.data) == 2 * 5 * 9


def test_one_instance_called_on_its_own_result() -> None:
    f = Square()
    x = xg.Variable(np.array(2.0))
    f(f(x)).backward()
    assert float(x.grad.data) == 32.0


def test_an_instance_keeps_its_own_attributes() -> None:
    class Scale(xg.Function):
        def __init__(self, factor: float) -> None:
            self.factor = factor

        def forward(self, x: Any) -> Any:
            return x * self.factor

        def backward(self, gy: Any) -> Any:
            return gy * self.factor

    double, triple = Scale(2.0), Scale(3.0)
    x = xg.Variable(np.array(1.0))
    y = double(triple(double(x)))
    y.backward()
    assert float(y.data) == 12.0
    assert float(x.grad.data) == 12.0


def test_a_value_kept_on_self_in_forward_is_there_in_backward() -> None:
    class Exp(xg.Function):
        def forward(self, x: Any) -> Any:
            self.y = np.exp(x)
            return self.y

        def backward(self, gy: Any) -> Any:
            return gy * self.y

    f = Exp()
    a, b = xg.Variable(np.array(0.0)), xg.Variable(np.array(1.0))
    y = f(a) + f(b)
    y.backward()
    assert float(a.grad.data) == 1.0
    assert float(b.grad.data) == pytest.approx(np.e)


def test_none_means_no_gradient_for_that_input() -> None:
    class First(xg.Function):
        def forward(self, a: Any, b: Any) -> Any:
            return a * 1.0

        def backward(self, gy: Any) -> Any:
            return gy, None

    a, b = xg.Variable(np.array(1.0)), xg.Variable(np.array(2.0))
    First()(a, b).backward()
    assert float(a.grad.data) == 1.0
    assert b.grad is None or float(b.grad.data) == 0.0


def test_too_few_gradients_raise_naming_the_function() -> None:
    class Lazy(xg.Function):
        def forward(self, a: Any, b: Any) -> Any:
            return a * b

        def backward(self, gy: Any) -> Any:
            return gy

    a, b = xg.Variable(np.array(1.0)), xg.Variable(np.array(2.0))
    y = Lazy()(a, b)
    with pytest.raises((TypeError, ValueError, RuntimeError), match="Lazy"):
        y.backward()
    assert a.grad is None


def test_a_gradient_of_the_wrong_shape_raises_naming_the_function() -> None:
    class Wrong(xg.Function):
        def forward(self, x: Any) -> Any:
            return x * 1.0

        def backward(self, gy: Any) -> Any:
            return gy[:1, None]

    y = Wrong()(xg.Variable(np.ones((3,))))
    with pytest.raises((TypeError, ValueError, RuntimeError), match="Wrong"):
        y.backward()


def test_what_forward_raises_reaches_the_caller_and_records_nothing() -> None:
    class Broken(xg.Function):
        def forward(self, x: Any) -> Any:
            raise ZeroDivisionError("on purpose")

    with pytest.raises(ZeroDivisionError, match="on purpose"):
        Broken()(xg.Variable(np.array(1.0)))
    assert xg.Config.enable_backprop


def test_a_function_records_nothing_for_constants() -> None:
    y = Square()(xg.Variable(np.array([1, 2])))
    assert not y.tracked


def test_functions_work_in_every_library(lib: Any) -> None:
    class Cube(xg.Function):
        def forward(self, x: Any) -> Any:
            return x * x * x

        def backward(self, gy: Any) -> Any:
            (x,) = self.inputs
            return 3 * x * x * gy

    x = xg.Variable(lib.asarray([1.0, 2.0]))
    Cube()(x).backward(create_graph=True)
    gx = x.grad
    x.cleargrad()
    gx.backward()
    assert lib.to_numpy(gx.data).tolist() == [3.0, 12.0]
    assert lib.to_numpy(x.grad.data).tolist() == [6.0, 12.0]
