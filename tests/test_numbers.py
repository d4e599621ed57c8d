"""Python numbers beside arrays: never narrowed, never widening, and tracked where they meet a Variable."""

from __future__ import annotations

import operator
import threading
from typing import Any

import numpy as np
import pytest

import xgrad as xg


def test_where_takes_integers_as_they_are(lib: Any) -> None:
    x = xg.Variable(lib.asarray([1.0, 2.0]))
    mask = x > 1.0
    assert lib.to_numpy(xg.where(mask, 5, x).data).tolist() == [1.0, 5.0]
    assert lib.to_numpy(xg.where(mask, x, 5).data).tolist() == [5.0, 2.0]


def test_a_mask_times_a_number_counts() -> None:
    mask = xg.Variable(np.asarray([True, False]))
    assert (mask * 3).data.tolist() == [3, 0]
    assert xg.maximum(mask, 2).data.tolist() == [2, 2]
    assert (2 - mask).data.tolist() == [1, 2]


@pytest.mark.library("torch")
def test_a_mask_of_torch_times_a_number_counts() -> None:
    torch = pytest.importorskip("torch")
    mask = xg.Variable(torch.tensor([True, False]))
    assert (mask * 3).data.tolist() == [3, 0]
    x = xg.Variable(torch.ones(2, dtype=torch.float64))
    (x * (mask * 3)).backward()
    assert x.grad.data.tolist() == [3.0, 0.0]


def test_a_number_is_weak_beside_a_raw_array_too() -> None:
    raw = np.ones(3, np.float32)
    for y in (xg.multiply(raw, 2.0), xg.maximum(raw, 0.0), xg.multiply(2.0, raw)):
        assert y.dtype == np.float32


def test_a_number_is_weak_in_a_users_function() -> None:
    class Scale(xg.Function):
        def forward(self, x: Any, factor: Any) -> Any:
            return x * factor

        def backward(self, gy: Any) -> Any:
            return gy * self.inputs[1], None

    x = xg.Variable(np.ones(2, np.float32))
    y = Scale()(x, 3.0)
    y.backward()
    assert y.dtype == x.grad.dtype == np.float32


OPERATORS = (operator.add, operator.sub, operator.mul, operator.truediv)


@pytest.mark.parametrize("shape", [(), (2,)])
@pytest.mark.parametrize("operate", OPERATORS)
def test_a_complex_number_makes_a_real_array_complex(lib: Any, operate: Any, shape: Any) -> None:
    for dtype in lib.float_dtypes:
        x = xg.Variable(
            lib.xp.asarray(np.full(shape, 0.5).tolist(), dtype=dtype, device=lib.device)
        )
        for f in (lambda x: operate(2j, x), lambda x: operate(x, 2j)):
            y = f(x)
            assert y.dtype == lib.xp.result_type(x.data, lib.xp.complex64)
            assert lib.to_numpy(y.data).tolist() == f(np.full(shape, 0.5)).tolist()
            x.cleargrad()
            xg.sum(xg.abs(y)).backward()
            assert (x.grad.dtype, x.grad.shape) == (x.dtype, x.shape)
            assert np.isfinite(lib.to_numpy(x.grad.data)).all()


@pytest.mark.parametrize("base", [2j, 1 + 1j])
def test_a_complex_base_of_a_real_power(base: complex) -> None:
    x = xg.Variable([0.5, 2.0])
    y = base**x
    np.testing.assert_allclose(y.data, base ** np.asarray([0.5, 2.0]))
    y.backward()
    expected = np.real(np.log(base) * base ** np.asarray([0.5, 2.0]))
    np.testing.assert_allclose(x.grad.data, expected)


def test_the_mixed_derivative_of_a_power_at_exponent_zero() -> None:
    x, p = xg.Variable(2.0), xg.Variable(0.0)
    (x**p).backward(create_graph=True)
    gx, gp = x.grad, p.grad
    x.cleargrad()
    p.cleargrad()
    gx.backward()
    assert p.grad.item() == pytest.approx(0.5)
    x.cleargrad()
    gp.backward()
    assert x.grad.item() == pytest.approx(0.5)


@pytest.mark.parametrize("scale", [1e-170, 1.0, 1e160])
def test_atan2_far_from_one(scale: float) -> None:
    a, b = xg.Variable(scale), xg.Variable(scale)
    xg.atan2(a, b).backward()
    assert a.grad.item() == pytest.approx(0.5 / scale)
    assert b.grad.item() == pytest.approx(-0.5 / scale)


def test_float16_means_have_gradients() -> None:
    x = xg.Variable(np.ones(100_000, np.float16))
    xg.mean(x).backward()
    np.testing.assert_allclose(x.grad.data, np.full(100_000, 1e-5), rtol=2e-2)


def test_a_truth_value_is_no_cotangent() -> None:
    y = xg.Variable([1.0, 2.0]) * 2.0
    with pytest.raises(TypeError, match="retain_grad"):
        y.backward(True)


def test_threads_that_share_a_leaf_lose_no_gradient() -> None:
    w = xg.Variable([1.0, 2.0])

    def work() -> None:
        for _ in range(200):
            xg.sum(w * 1.0).backward()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert w.grad.data.tolist() == [1200.0, 1200.0]


def test_masked_arrays_are_refused() -> None:
    with pytest.raises(TypeError, match="mask"):
        xg.Variable(np.ma.array([1.0, 2.0], mask=[0, 1]))


def test_a_backward_that_reads_raw_data_cannot_be_differentiated_again() -> None:
    class Square(xg.Function):
        def forward(self, x: Any) -> Any:
            return x**2

        def backward(self, gy: Any) -> Any:
            return 2 * self.inputs[0].data * gy  # the book's steps before Variables hold gradients

    x = xg.Variable(2.0)
    Square()(x).backward()
    assert x.grad.item() == 4.0
    x.cleargrad()
    with pytest.raises(RuntimeError, match=r"Square.*\.data"):
        (Square()(x) * x).backward(create_graph=True)
    assert x.grad is None


def test_a_backward_that_reads_raw_data_in_part_is_refused_too() -> None:
    class Power(xg.Function):
        def __init__(self, read: Any) -> None:
            self.read = read

        def forward(self, x: Any) -> Any:
            return x**3

        def backward(self, gy: Any) -> Any:
            return 3 * self.inputs[0] * self.read(self.inputs[0]) * gy

    x = xg.Variable(3.0)
    for read in (lambda v: v.data, lambda v: v.item(), lambda v: v.tolist()):
        x.cleargrad()
        Power(read)(x).backward()
        assert x.grad.item() == 27.0
        with pytest.raises(RuntimeError, match=r"Power.backward read the raw data"):
            Power(read)(x).backward(create_graph=True)
    v = xg.Variable([1.0, 2.0])
    Power(lambda v: v.tolist() and v)(v).backward()
    with pytest.raises(RuntimeError, match="raw data"):
        Power(lambda v: v.tolist() and v)(v).backward(create_graph=True)


def test_a_backward_may_be_printed_from(capsys: pytest.CaptureFixture[str]) -> None:
    class Square(xg.Function):
        def forward(self, x: Any) -> Any:
            return x**2

        def backward(self, gy: Any) -> Any:
            (x,) = self.inputs
            print(f"{x} {x:.1f} {x!r}")
            return 2 * x * gy

    x = xg.Variable(3.0)
    Square()(x).backward(create_graph=True)
    gx = x.grad
    x.cleargrad()
    gx.backward()
    assert x.grad.item() == 2.0
    assert capsys.readouterr().out == "variable(3.0) 3.0 variable(3.0)\n"


def test_a_backward_may_compare_and_detach() -> None:
    class Relu(xg.Function):
        def forward(self, x: Any) -> Any:
            return np.maximum(x, 0.0)

        def backward(self, gy: Any) -> Any:
            return xg.where(self.inputs[0] > 0, gy, 0.0 * gy)

    x = xg.Variable([-1.0, 2.0])
    (Relu()(x) * x).backward(create_graph=True)
    gx = x.grad
    x.cleargrad()
    gx.backward()
    assert x.grad.data.tolist() == [0.0, 2.0]


def test_retained_gradients_of_a_function_of_several_results() -> None:
    class Both(xg.Function):
        def forward(self, x: Any) -> Any:
            return x + 1.0, x * 2.0

        def backward(self, ga: Any, gb: Any) -> Any:
            return ga + 2.0 * gb

    x = xg.Variable([1.0])
    a, b = Both()(x)
    (a * b).backward(retain_grad=True)
    assert (a.grad.item(), b.grad.item(), x.grad.item()) == (2.0, 2.0, 6.0)


def test_names_of_operations_are_taken_once() -> None:
    with pytest.raises(ValueError, match="sin"):

        @xg.elementwise
        def sin(x: xg.Array, /) -> xg.Variable:
            """Another one."""


def test_an_operations_own_kernel_gets_its_defaults() -> None:
    @xg.op(kernel=lambda xp, x, power: xp.sum(x**power))
    def sum_of_powers_for_this_test(x: xg.Array, /, power: float = 2.0) -> xg.Variable:
        """Sum of powers."""

    try:
        sum_of_powers_for_this_test.vjp(lambda xp, g, x, power: g * (power * x ** (power - 1.0)))
        x = xg.Variable([1.0, 2.0])
        y = sum_of_powers_for_this_test(x)
        y.backward()
        assert y.item() == 5.0
        assert x.grad.data.tolist() == [2.0, 4.0]
        assert sum_of_powers_for_this_test(x, power=3.0).item() == 9.0
    finally:
        from xgrad.registry import FUNCTIONS, OPS

        for table in (OPS, FUNCTIONS):
            table.pop("sum_of_powers_for_this_test")
