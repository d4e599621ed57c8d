"""Steps 11 to 24 of the book: many inputs, shared variables, memory, operators, test functions."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import xgrad as xg


class Add(xg.Function):
    """x0 + x1 as the book writes it."""

    def forward(self, x0: Any, x1: Any) -> Any:
        return x0 + x1

    def backward(self, gy: Any) -> Any:
        return gy, gy


class Square(xg.Function):
    """x² as the book writes it."""

    def forward(self, x: Any) -> Any:
        return x**2

    def backward(self, gy: Any) -> Any:
        return 2 * self.inputs[0] * gy


def add(x0: Any, x1: Any) -> Any:
    return Add()(x0, x1)


def square(x: Any) -> Any:
    return Square()(x)


def scalar(value: float) -> Any:
    return xg.Variable(np.array(value))


ADDS = pytest.mark.parametrize("add", [add, xg.add, lambda a, b: a + b])
SQUARES = pytest.mark.parametrize("square", [square, xg.square, lambda x: x**2, lambda x: x * x])


def test_a_function_takes_two_variables() -> None:
    assert float(add(scalar(2.0), scalar(3.0)).data) == 5.0


def test_a_function_takes_any_number_of_variables() -> None:
    class Total(xg.Function):
        def forward(self, *xs: Any) -> Any:
            return sum(xs)

        def backward(self, gy: Any) -> Any:
            return (gy,) * len(self.inputs)

    xs = [scalar(float(i)) for i in range(5)]
    y = Total()(*xs)
    y.backward()
    assert float(y.data) == 10.0
    assert [float(x.grad.data) for x in xs] == [1.0] * 5


@ADDS
@SQUARES
def test_the_sum_of_two_squares(add: Callable[..., Any], square: Callable[..., Any]) -> None:
    x, y = scalar(2.0), scalar(3.0)
    z = add(square(x), square(y))
    z.backward()
    assert float(z.data) == 13.0
    assert (float(x.grad.data), float(y.grad.data)) == (4.0, 6.0)


@ADDS
def test_a_variable_used_twice_gets_both_gradients(add: Callable[..., Any]) -> None:
    x = scalar(3.0)
    add(x, x).backward()
    assert float(x.grad.data) == 2.0


@ADDS
def test_a_variable_used_three_times_gets_three_gradients(add: Callable[..., Any]) -> None:
    x = scalar(3.0)
    add(add(x, x), x).backward()
    assert float(x.grad.data) == 3.0


@ADDS
def test_gradients_accumulate_until_they_are_cleared(add: Callable[..., Any]) -> None:
    x = scalar(3.0)
    add(x, x).backward()
    add(add(x, x), x).backward()
    assert float(x.grad.data) == 5.0
    x.cleargrad()
    assert x.grad is None
    add(add(x, x), x).backward()
    assert float(x.grad.data) == 3.0


def test_a_generation_is_one_more_than_the_latest_input() -> None:
    x = scalar(2.0)
    a = square(x)
    b = square(a)
    c = add(b, x)
    assert (x.generation, a.generation, b.generation, c.generation) == (0, 1, 2, 3)
    assert [v.creator.generation for v in (a, b, c)] == [0, 1, 2]


def test_generations_of_built_in_operations_are_the_same() -> None:
    x = scalar(2.0)
    a = xg.square(x)
    b = xg.square(a)
    c = b + x
    assert (x.generation, a.generation, b.generation, c.generation) == (0, 1, 2, 3)


@ADDS
@SQUARES
def test_a_diamond_is_walked_in_the_right_order(
    add: Callable[..., Any], square: Callable[..., Any]
) -> None:
    x = scalar(2.0)
    a = square(x)
    y = add(square(a), square(a))
    y.backward()
    assert float(y.data) == 32.0
    assert float(x.grad.data) == 64.0


def test_arms_of_unequal_length_are_walked_in_the_right_order() -> None:
    x = scalar(2.0)
    short = x * 3.0
    long = square(square(square(x)))
    (short + long * short).backward()
    assert float(x.grad.data) == 3.0 + 9 * 3 * 2.0**8


def test_everything_is_freed_as_soon_as_it_is_dropped() -> None:
    gc.disable()
    try:
        x = xg.Variable(np.ones(1000))
        y = square(square(xg.square(x)))
        alive = [weakref.ref(v) for v in (x, y, x.data, y.data)]
        del x, y
        assert all(ref() is None for ref in alive)
    finally:
        gc.enable()


def test_a_function_holds_its_outputs_weakly() -> None:
    f = Square()
    y = f(scalar(2.0))
    assert f.outputs[0]() is y
    del y
    assert f.outputs[0]() is None


def test_gradients_between_are_dropped_unless_asked_for() -> None:
    x0, x1 = scalar(1.0), scalar(1.0)
    t = add(x0, x1)
    y = add(x0, t)
    y.backward()
    assert (y.grad, t.grad) == (None, None)
    assert (float(x0.grad.data), float(x1.grad.data)) == (2.0, 1.0)


def test_retain_grad_keeps_gradients_between() -> None:
    x0, x1 = scalar(1.0), scalar(1.0)
    t = add(x0, x1)
    y = t * 3.0
    y.backward(retain_grad=True)
    assert (float(y.grad.data), float(t.grad.data)) == (1.0, 3.0)


def test_using_config_switches_recording_off_for_a_block() -> None:
    x = scalar(2.0)
    with xg.using_config("enable_backprop", False):
        assert not xg.Config.enable_backprop
        y = square(x)
        z = xg.square(x)
    assert xg.Config.enable_backprop
    assert y.creator is None
    assert z.creator is None


def test_no_grad_is_the_short_form() -> None:
    x = scalar(2.0)
    with xg.no_grad():
        y = square(xg.square(x))
    assert float(y.data) == 16.0
    assert y.creator is None
    assert (x * 2.0).creator is not None


def test_an_unknown_setting_is_refused() -> None:
    with pytest.raises(ValueError, match="enable_backdrop"):
        xg.using_config("enable_backdrop", False)


def test_a_variable_has_a_name() -> None:
    x = xg.Variable(np.array(1.0), "x")
    assert x.name == "x"
    assert xg.Variable(np.array(1.0)).name is None


def test_a_variable_shows_the_shape_of_its_array() -> None:
    x = xg.Variable(np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]))
    assert x.shape == (2, 3)
    assert x.ndim == 2
    assert x.size == 6
    assert x.dtype == np.float64
    assert len(x) == 2


def test_the_shape_is_the_same_in_every_library(lib: Any) -> None:
    x = xg.Variable(lib.asarray([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]))
    assert (tuple(x.shape), x.ndim, x.size, len(x)) == ((2, 3), 2, 6, 2)
    assert x.dtype == x.data.dtype


def test_the_length_of_a_scalar_raises() -> None:
    with pytest.raises(TypeError):
        len(scalar(1.0))


def test_repr_is_aligned_as_in_the_book() -> None:
    x = xg.Variable(np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]))
    assert repr(x) == "variable([[1. 2. 3.]\n          [4. 5. 6.]])"


def test_repr_of_a_vector_and_of_a_scalar() -> None:
    assert repr(xg.Variable(np.array([1, 2, 3]))) == "variable([1 2 3])"
    assert repr(scalar(2.0)) == "variable(2.0)"
    assert str(scalar(2.0) + 3.0) == "variable(5.0)"


def test_operators_record() -> None:
    a, b, c = scalar(3.0), scalar(2.0), scalar(1.0)
    y = a * b + c
    y.backward()
    assert repr(y) == "variable(7.0)"
    assert (float(a.grad.data), float(b.grad.data)) == (2.0, 3.0)


def test_operators_take_arrays_on_either_side() -> None:
    x = xg.Variable(np.array([1.0, 3.0]))
    a = np.array([2.0, 4.0])
    for got, expected in [
        (x + a, [3, 7]),
        (a + x, [3, 7]),
        (x - a, [-1, -1]),
        (a - x, [1, 1]),
        (x * a, [2, 12]),
        (a * x, [2, 12]),
        (x / a, [0.5, 0.75]),
        (a / x, [2, 4 / 3]),
        (x**a, [1, 81]),
        (a**x, [2, 64]),
        (x @ a, 14),
        (a @ x, 14),
    ]:
        assert type(got) is xg.Variable
        assert np.allclose(got.data, expected)
        got.backward()
        assert x.grad is not None
        x.cleargrad()


def test_a_librarys_own_array_may_stand_on_the_left(lib: Any) -> None:
    x = xg.Variable(lib.asarray([1.0, 3.0]))
    a = lib.asarray([2.0, 4.0])
    for got, expected in [
        (a + x, [3, 7]),
        (a - x, [1, 1]),
        (a * x, [2, 12]),
        (a / x, [2, 4 / 3]),
        (a**x, [2, 64]),
        (a @ x, 14),
    ]:
        assert type(got) is xg.Variable
        assert np.allclose(lib.to_numpy(got.data), expected)


def test_comparisons_take_a_librarys_own_array_on_the_left(lib: Any) -> None:
    x = xg.Variable(lib.asarray([1.0, 3.0]))
    a = lib.asarray([2.0, 3.0])
    for got, expected in [
        (a < x, [False, False]),
        (a <= x, [False, True]),
        (a > x, [True, False]),
        (a >= x, [True, True]),
        (a == x, [False, True]),
        (a != x, [True, False]),
    ]:
        raw = got.data if isinstance(got, xg.Variable) else got
        assert lib.to_numpy(raw).tolist() == expected


def test_operators_take_numbers_on_either_side() -> None:
    x = scalar(2.0)
    assert repr(3.0 * x + 1.0) == "variable(7.0)"
    assert repr(x + np.array(3.0)) == "variable(5.0)"
    assert repr(2.0 - x) == "variable(0.0)"
    assert repr(x - 1.0) == "variable(1.0)"
    assert repr(3.0 / x) == "variable(1.5)"
    assert repr(x / 4) == "variable(0.5)"
    assert repr(x**3) == "variable(8.0)"
    assert repr(2**x) == "variable(4.0)"
    assert repr(-x) == "variable(-2.0)"
    assert repr(+x) == "variable(2.0)"
    assert repr(abs(-x)) == "variable(2.0)"


def test_a_numpy_scalar_on_the_left_gives_a_variable() -> None:
    x = scalar(2.0)
    for y in (np.float64(3.0) * x, np.float32(3.0) + x, np.float64(6.0) / x):
        assert type(y) is xg.Variable
    assert repr(np.float64(3.0) - x) == "variable(1.0)"


def sphere(x: Any, y: Any) -> Any:
    return x**2 + y**2


def matyas(x: Any, y: Any) -> Any:
    return 0.26 * (x**2 + y**2) - 0.48 * x * y


def goldstein(x: Any, y: Any) -> Any:
    return (1 + (x + y + 1) ** 2 * (19 - 14 * x + 3 * x**2 - 14 * y + 6 * x * y + 3 * y**2)) * (
        30 + (2 * x - 3 * y) ** 2 * (18 - 32 * x + 12 * x**2 + 48 * y - 36 * x * y + 27 * y**2)
    )


@pytest.mark.parametrize(
    ("function", "gradient"),
    [
        (sphere, (2.0, 2.0)),
        (matyas, (0.040000000000000036, 0.040000000000000036)),
        (goldstein, (-5376.0, 8064.0)),
    ],
)
def test_the_gradients_of_the_books_test_functions(
    function: Callable[[Any, Any], Any], gradient: tuple[float, float]
) -> None:
    x, y = scalar(1.0), scalar(1.0)
    function(x, y).backward()
    assert (float(x.grad.data), float(y.grad.data)) == gradient


@pytest.mark.parametrize("function", [sphere, matyas, goldstein])
def test_they_agree_in_every_library(lib: Any, function: Callable[[Any, Any], Any]) -> None:
    x, y = (xg.Variable(lib.asarray(1.0)) for _ in range(2))
    function(x, y).backward()
    a, b = scalar(1.0), scalar(1.0)
    function(a, b).backward()
    assert float(lib.to_numpy(x.grad.data)) == pytest.approx(float(a.grad.data), rel=1e-5)
    assert float(lib.to_numpy(y.grad.data)) == pytest.approx(float(b.grad.data), rel=1e-5)
