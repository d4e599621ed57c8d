"""Steps 1 to 10 of the book: a box, a function, a chain, and gradients by hand and by machine."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import xgrad as xg


class Square(xg.Function):
    """x² as the book's tenth step writes it, on raw arrays both ways."""

    def forward(self, x: Any) -> Any:
        return x**2

    def backward(self, gy: Any) -> Any:
        return 2 * self.inputs[0] * gy


class Exp(xg.Function):
    """eˣ, likewise."""

    def forward(self, x: Any) -> Any:
        return np.exp(x)

    def backward(self, gy: Any) -> Any:
        return xg.exp(self.inputs[0]) * gy


def square(x: Any) -> Any:
    return Square()(x)


def exp(x: Any) -> Any:
    return Exp()(x)


def test_a_variable_is_a_box_around_the_very_array_it_was_given() -> None:
    data = np.array([1.0, 2.0])
    x = xg.Variable(data)
    assert x.data is data
    x.data = np.array(2.0)
    assert x.data == 2.0


def test_a_function_takes_a_variable_and_gives_a_variable() -> None:
    y = Square()(xg.Variable(np.array(10)))
    assert type(y) is xg.Variable
    assert y.data == 100


def test_functions_chain() -> None:
    y = square(exp(square(xg.Variable(np.array(0.5)))))
    assert float(y.data) == pytest.approx(1.648721270700128, rel=1e-15)


def test_numerical_diff_of_one_function() -> None:
    dy = xg.numerical_diff(Square(), xg.Variable(np.array(2.0)))
    assert float(dy) == pytest.approx(4.000000000004, rel=1e-13)


def test_numerical_diff_of_a_composite() -> None:
    dy = xg.numerical_diff(lambda x: square(exp(square(x))), xg.Variable(np.array(0.5)))
    assert float(dy) == pytest.approx(3.2974426293330694, rel=1e-10)


def test_backpropagation_by_hand_on_raw_arrays() -> None:
    class RawSquare(xg.Function):
        def forward(self, x: Any) -> Any:
            return x**2

        def backward(self, gy: Any) -> Any:
            return 2 * self.inputs[0].data * gy

    class RawExp(xg.Function):
        def forward(self, x: Any) -> Any:
            return np.exp(x)

        def backward(self, gy: Any) -> Any:
            return np.exp(self.inputs[0].data) * gy

    A, B, C = RawSquare(), RawExp(), RawSquare()
    x = xg.Variable(np.array(0.5))
    a = A(x)
    b = B(a)
    y = C(b)
    y.grad = np.array(1.0)
    b.grad = C.backward(y.grad.data)
    a.grad = B.backward(b.grad.data)
    x.grad = A.backward(a.grad.data)
    assert float(x.grad.data) == 3.297442541400256


def test_creators_lead_from_the_output_back_to_the_input() -> None:
    A, B, C = Square(), Exp(), Square()
    x = xg.Variable(np.array(0.5))
    a = A(x)
    b = B(a)
    y = C(b)
    assert y.creator is C
    assert y.creator.inputs[0] is b
    assert y.creator.inputs[0].creator is B
    assert y.creator.inputs[0].creator.inputs[0] is a
    assert y.creator.inputs[0].creator.inputs[0].creator is A
    assert y.creator.inputs[0].creator.inputs[0].creator.inputs[0] is x
    assert x.creator is None


def test_creators_of_built_in_operations_lead_back_too() -> None:
    x = xg.Variable(np.array(0.5))
    a = xg.square(x)
    y = xg.exp(a)
    assert y.creator.name == "exp"
    assert y.creator.inputs[0] is a
    assert a.creator.inputs[0] is x
    assert y.creator.outputs[0]() is y


def test_inputs_are_the_very_variables_constants_too() -> None:
    x = xg.Variable(np.array([1.0, 2.0]))
    n = xg.Variable(np.array([3, 4]))
    for y in (x * n, n * x, x + n, xg.concat([x, x]), x[1:]):
        given = y.creator.inputs
        assert any(v is x for v in given)
    assert (x * n).creator.inputs[1] is n
    assert (n + x).creator.inputs[0] is n


def test_inputs_are_the_very_variables_also_after_their_data_was_replaced() -> None:
    x = xg.Variable(np.array([1.0, 2.0]))
    y = xg.sin(x)
    x.data = np.array([3.0, 4.0])
    assert y.creator.inputs[0] is x


def test_inputs_that_are_gone_are_stood_in_for_on_the_same_graph() -> None:
    x = xg.Variable(np.array([1.0, 2.0]))
    y = xg.sin(x * 3.0)
    (stand_in,) = y.creator.inputs
    assert stand_in.data.tolist() == [3.0, 6.0]
    assert stand_in.creator.inputs[0] is x


def test_backward_of_the_users_own_functions_gives_the_books_gradient() -> None:
    x = xg.Variable(np.array(0.5))
    square(exp(square(x))).backward()
    assert float(x.grad.data) == 3.297442541400256


def test_backward_of_built_in_operations_gives_the_books_gradient() -> None:
    x = xg.Variable(np.array(0.5))
    xg.square(xg.exp(xg.square(x))).backward()
    assert float(x.grad.data) == 3.297442541400256


def test_the_composite_has_its_gradient_in_every_library(lib: Any) -> None:
    x = xg.Variable(lib.asarray(0.5))
    xg.square(xg.exp(xg.square(x))).backward()
    eps = 1e-5 if "32" in str(x.dtype) else 1e-15
    assert float(lib.to_numpy(x.grad.data)) == pytest.approx(2 * math.exp(0.5), rel=eps)


def test_as_array_makes_arrays_of_numbers_and_leaves_arrays_alone() -> None:
    array = np.array([1.0])
    assert xg.as_array(array) is array
    assert isinstance(xg.as_array(1.0), np.ndarray)
    assert isinstance(xg.as_array(np.float64(1.0)), np.ndarray)


def test_data_is_an_array_even_where_numpy_computes_a_scalar() -> None:
    x = xg.Variable(np.array(0.5))
    assert isinstance((x * x).data, np.ndarray)
    assert isinstance(xg.square(x).data, np.ndarray)
    assert isinstance(square(x).data, np.ndarray)
    assert isinstance(xg.sum(xg.Variable(np.ones(3))).data, np.ndarray)


def test_a_scalars_gradient_is_an_array_too() -> None:
    x = xg.Variable(np.array(0.5))
    (x * x * 3.0).backward()
    assert isinstance(x.grad.data, np.ndarray)


def test_numbers_and_nested_lists_become_arrays() -> None:
    assert xg.Variable(1.5).shape == ()
    assert xg.Variable([[1.0, 2.0], [3.0, 4.0]]).shape == (2, 2)


@pytest.mark.parametrize("wrong", ["text", b"bytes", object(), {"a": 1}, {1.0}, len])
def test_anything_else_raises_naming_its_type(wrong: object) -> None:
    with pytest.raises(TypeError, match=type(wrong).__name__):
        xg.Variable(wrong)


def test_text_in_an_operation_raises_naming_its_type() -> None:
    x = xg.Variable(np.array(1.0))
    with pytest.raises(TypeError, match="str"):
        xg.add(x, "1")
    with pytest.raises(TypeError, match="str"):
        x + "1"


@pytest.mark.parametrize(
    ("wrong", "dtype"),
    [(object(), "object"), ("text", "U4"), (np.datetime64("2026-01-01"), "datetime64")],
)
def test_an_array_of_no_numbers_raises_naming_its_dtype(wrong: object, dtype: str) -> None:
    with pytest.raises(TypeError, match=dtype):
        xg.Variable(np.array([wrong]))


def test_square_forward() -> None:
    assert float(square(xg.Variable(np.array(2.0))).data) == 4.0


def test_square_backward() -> None:
    x = xg.Variable(np.array(3.0))
    square(x).backward()
    assert float(x.grad.data) == 6.0


def test_a_gradient_agrees_with_the_numerical_one_at_random_points() -> None:
    x = xg.Variable(np.random.default_rng(0).random(1))
    square(x).backward()
    assert np.allclose(x.grad.data, xg.numerical_diff(square, x))
