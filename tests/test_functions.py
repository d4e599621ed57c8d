"""What a user's Function may do and return, beyond what the book asks of it."""

from __future__ import annotations

from typing import Any

import array_api_strict
import numpy as np
import pytest

import xgrad as xg


class Doubles(xg.Function):
    """Writes into the gradient that it is given."""

    def forward(self, x: Any) -> Any:
        return 2 * x

    def backward(self, gy: Any) -> Any:
        gy *= 2
        return gy


class DoublesInSlices(Doubles):
    def backward(self, gy: Any) -> Any:
        gy[...] = gy * 2
        return gy


@pytest.mark.parametrize("function", [Doubles, DoublesInSlices])
@pytest.mark.parametrize("create_graph", [False, True])
def test_a_backward_may_write_into_its_gradient(
    lib: Any, function: type[xg.Function], create_graph: bool
) -> None:
    a, b = xg.Variable(lib.asarray([1.0, 2.0])), xg.Variable(lib.asarray([1.0, 2.0]))
    seed = lib.asarray([1.0, 1.0])
    (function()(a) + b).backward(seed, create_graph=create_graph)
    for array, expected in ((a.grad.data, 2.0), (b.grad.data, 1.0), (seed, 1.0)):
        assert lib.to_numpy(array).tolist() == [expected, expected]


def test_a_backward_may_write_into_its_gradient_and_be_differentiated_again(lib: Any) -> None:
    x = xg.Variable(lib.asarray([1.0, 2.0]))
    (Doubles()(x * x) * x).backward(create_graph=True)
    gx = x.grad
    x.cleargrad()
    gx.backward()
    assert lib.to_numpy(gx.data).tolist() == [6.0, 24.0]
    assert lib.to_numpy(x.grad.data).tolist() == [12.0, 24.0]


def test_the_first_steps_speak_of_one_input_and_one_output() -> None:
    class SquareOfStepSix(xg.Function):
        def forward(self, x: Any) -> Any:
            return x**2

        def backward(self, gy: Any) -> Any:
            return 2 * self.input.data * gy

    x = xg.Variable(np.array(3.0))
    f = SquareOfStepSix()
    y = f(x)
    y.backward()
    assert x.grad.item() == 6.0
    assert f.input is x
    assert f.output is y
    z = -y
    assert z.creator.input is y
    assert z.creator.output is z
    with pytest.raises(AttributeError, match=r"2 inputs: see \.inputs"):
        _ = (y + x).creator.input
    with pytest.raises(AttributeError, match=r"0 inputs: see \.inputs"):
        _ = SquareOfStepSix().input


def test_functions_are_sorted_by_the_generation_that_they_are_given() -> None:
    functions = []
    for generation in (2, 0, 1, 4, 2):  # step 16
        f = xg.Function()
        f.generation = generation
        functions.append(f)
    functions.sort(key=lambda f: f.generation)
    assert [f.generation for f in functions] == [0, 1, 2, 2, 4]


def test_a_function_may_return_numbers(lib: Any) -> None:
    class Double(xg.Function):
        def forward(self, x: Any) -> Any:
            return float(x) * 2.0

        def backward(self, gy: Any) -> Any:
            return 2.0

    x = xg.Variable(lib.asarray(3.0))
    y = Double()(x)
    y.backward()
    for variable, expected in ((y, 6.0), (x.grad, 2.0)):
        assert type(variable.data) is type(x.data)
        assert (variable.dtype, variable.item()) == (x.dtype, expected)


def test_what_a_function_may_not_return(lib: Any) -> None:
    class AList(xg.Function):
        def forward(self, x: Any) -> Any:
            return [x]

    class AnotherLibrarys(Doubles):
        def backward(self, gy: Any) -> Any:
            return np.ones(2) if lib.name != "numpy" else array_api_strict.ones(2)

    x = xg.Variable(lib.asarray([1.0, 2.0]))
    with pytest.raises(TypeError, match=r"AList\.forward must return .* not a list"):
        AList()(x)
    with pytest.raises(
        TypeError, match=r"AnotherLibrarys\.backward returned float64\[2\] .* as the gradient of"
    ):
        AnotherLibrarys()(x).backward()
    assert x.grad is None


def test_a_backward_may_call_functions(lib: Any) -> None:
    class Sine(xg.Function):
        def forward(self, x: Any) -> Any:
            return lib.xp.sin(x)

        def backward(self, gy: Any) -> Any:
            return gy * Cosine()(self.inputs[0])

    class Cosine(xg.Function):
        def forward(self, x: Any) -> Any:
            return lib.xp.cos(x)

        def backward(self, gy: Any) -> Any:
            return -gy * Sine()(self.inputs[0])

    x = xg.Variable(lib.asarray([0.5, 2.0]))
    xg.check_gradients(Sine(), x.data, order=3 if len(lib.float_dtypes) > 1 else 1)
