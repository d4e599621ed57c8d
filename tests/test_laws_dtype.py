"""Law: the gradient of a leaf has its dtype, its shape and its device. Integers are constants."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import xgrad as xg


@pytest.mark.parametrize("create_graph", [False, True])
@pytest.mark.parametrize(
    "join",
    [
        lambda a, b: a + b,
        lambda a, b: a * b,
        lambda a, b: a / b,
        lambda a, b: a**b,
        lambda a, b: xg.maximum(a, b),
        lambda a, b: xg.where(np.array([True, False]), a, b),
        lambda a, b: xg.concat([a, b]),
        lambda a, b: xg.stack([a, b]),
        lambda a, b: a @ b,
    ],
    ids=["add", "multiply", "divide", "pow", "maximum", "where", "concat", "stack", "matmul"],
)
def test_mixed_precision_gives_each_leaf_its_own(join: Any, create_graph: bool) -> None:
    a = xg.Variable(np.array([1.5, 2.5], np.float32))
    b = xg.Variable(np.array([2.0, 3.0], np.float64))
    y = join(a, b)
    assert y.dtype == np.float64
    y.backward(create_graph=create_graph)
    assert a.grad.dtype == np.float32
    assert b.grad.dtype == np.float64


def test_a_float32_leaf_read_many_times_in_float64_keeps_float32() -> None:
    a = xg.Variable(np.array([1.5, 2.5], np.float32))
    wide = np.array([2.0, 3.0])
    (a * wide + a / wide + xg.astype(a, np.float64) * 3.0).backward()
    assert a.grad.dtype == np.float32


def test_mixed_precision_agrees_in_every_library(lib: Any) -> None:
    if len(lib.float_dtypes) < 2:
        pytest.skip("one floating dtype cannot be mixed")
    narrow, wide = lib.float_dtypes[0], lib.float_dtypes[-1]
    a = xg.Variable(lib.asarray([1.5, 2.5], narrow))
    b = xg.Variable(lib.asarray([2.0, 3.0], wide))
    (a * b).backward()
    assert (a.grad.dtype, b.grad.dtype) == (narrow, wide)


@pytest.mark.parametrize("create_graph", [False, True])
def test_a_real_leaf_has_a_real_gradient_beside_a_complex_one(create_graph: bool) -> None:
    a = xg.Variable(np.array([1.5, 2.5]))
    z = xg.Variable(np.array([2.0 + 1j, 3.0 - 1j]))
    xg.sum(xg.real(a * z) + xg.imag(a * z)).backward(create_graph=create_graph)
    assert a.grad.dtype == np.float64
    assert z.grad.dtype == np.complex128
    assert a.grad.data.tolist() == [3.0, 2.0]


@pytest.mark.parametrize("shape", [(), (1,), (3, 1), (1, 3), (0,), (2, 1, 3)])
def test_the_gradient_has_the_leafs_shape_under_broadcasting(shape: tuple[int, ...]) -> None:
    a = xg.Variable(np.ones(shape))
    big = np.ones((4, *np.broadcast_shapes(shape, (1,))))
    (a * big + big / a).backward()
    assert a.grad.shape == shape


@pytest.mark.parametrize("shape", [(1,), (), (1, 2), (3,), (2, 1)])
def test_a_leaf_whose_shape_changed_since_gets_no_gradient(shape: tuple[int, ...]) -> None:
    """A gradient summed down to another shape would be the gradient of something else."""
    a = xg.Variable(np.array([1.0, 2.0]))
    y = a * 3.0
    a.data = np.ones(shape)
    with pytest.raises((RuntimeError, ValueError)):
        y.backward()
    assert a.grad is None


def test_a_scalar_leaf_in_a_matrix_keeps_its_shape_to_second_order() -> None:
    a = xg.Variable(np.array(2.0))
    (a**3 * np.ones((2, 3))).backward(create_graph=True)
    ga = a.grad
    a.cleargrad()
    ga.backward()
    assert a.grad.shape == ()
    assert float(a.grad.data) == 6 * 6 * 2.0


def test_the_gradient_is_on_the_leafs_device() -> None:
    strict = pytest.importorskip("array_api_strict")
    device = strict.Device("device1")
    x = xg.Variable(strict.asarray([[1.0, 2.0], [3.0, 4.0]], device=device))
    w = xg.Variable(strict.asarray([1.0, 2.0], device=device))
    y = xg.mean(xg.tanh(x * w + 1.0) ** 2) + xg.sum(xg.concat([x[0, :], w]) * 2.0)
    y.backward(create_graph=True)
    assert y.data.device == device
    assert x.grad.data.device == device
    assert w.grad.data.device == device
    assert x.device == x.grad.device


@pytest.mark.parametrize("dtype", [np.int64, np.int32, np.uint8, np.bool_])
def test_asking_for_the_gradient_of_integers_raises_and_says_to_cast(dtype: Any) -> None:
    n = xg.Variable(np.ones(3, dtype))
    with pytest.raises((TypeError, RuntimeError), match=r"astype|cast"):
        n.backward()
    with pytest.raises((TypeError, RuntimeError), match=r"astype|cast"):
        (n * n).backward()


def test_integers_beside_floats_are_constants() -> None:
    x, n = xg.Variable(np.array([1.0, 2.0])), xg.Variable(np.array([3, 4]))
    assert x.tracked
    assert not n.tracked
    (x * n).backward()
    assert n.grad is None
    assert x.grad.data.tolist() == [3.0, 4.0]


def test_an_integer_result_of_a_tracked_input_is_a_constant() -> None:
    x = xg.Variable(np.array([1.0, 2.0]))
    assert not xg.astype(x, np.int64).tracked
    assert not (x > 1.0).tracked
    assert not xg.argmax(x).tracked if hasattr(xg, "argmax") else True


def test_a_cast_integer_has_a_gradient() -> None:
    x = xg.astype(xg.Variable(np.array([1, 2])), np.float64)
    leaf = xg.Variable(x.data)
    (leaf * leaf).backward()
    assert leaf.grad.data.tolist() == [2.0, 4.0]


def test_a_leaf_made_with_a_dtype_has_it() -> None:
    x = xg.Variable([1, 2, 3], dtype="float32")
    assert x.tracked
    assert x.dtype == np.float32
    assert xg.Variable([1, 2], dtype=np.float64).dtype == np.float64


def test_backward_of_a_constant_says_that_nothing_is_tracked() -> None:
    with xg.no_grad():
        y = xg.Variable(np.array(2.0)) * 3.0
    with pytest.raises((RuntimeError, TypeError, ValueError)):
        y.backward()


def test_backward_of_a_vector_differentiates_its_sum(lib: Any) -> None:
    x = xg.Variable(lib.asarray([[1.0, 2.0], [3.0, 4.0]]))
    (x * x).backward()
    assert lib.to_numpy(x.grad.data).tolist() == [[2.0, 4.0], [6.0, 8.0]]


def test_backward_of_a_leaf_gives_it_its_seed() -> None:
    x = xg.Variable(np.array([1.0, 2.0]))
    x.backward()
    assert x.grad.data.tolist() == [1.0, 1.0]


def test_the_seed_takes_the_results_dtype() -> None:
    x = xg.Variable(np.ones(2, np.float32))
    y = x * 2.0
    y.backward(np.ones(2, np.float64))
    assert x.grad.dtype == np.float32


@pytest.mark.parametrize("leftover", ["retained", "set", "given"])
def test_a_leftover_gradient_is_no_seed_of_the_next_backward(leftover: str) -> None:
    x = xg.Variable(np.array(1.0))
    y = x * 2.0
    if leftover == "retained":
        y.backward(np.array(5.0), retain_grad=True)
    elif leftover == "given":
        y.backward(np.array(5.0))
    else:
        y.grad = np.array(5.0)
        y.backward()
    assert float(x.grad.data) == 10.0
    x.cleargrad()
    y.backward()
    assert float(x.grad.data) == 2.0


def test_a_gradient_left_between_is_not_counted_by_the_next_backward() -> None:
    x = xg.Variable(np.array(1.0))
    h = x * 2.0
    y = h * 3.0
    y.backward(retain_grad=True)
    x.cleargrad()
    y.backward(retain_grad=True)
    assert float(x.grad.data) == 6.0
    assert float(h.grad.data) == 3.0
    (h * 1.0).backward()
    assert float(x.grad.data) == 8.0


def test_a_gradient_that_the_user_sets_is_the_seed() -> None:
    x = xg.Variable(np.array([1.0, 2.0]))
    y = x * 2.0
    y.grad = np.array([10.0, 100.0])
    y.backward()
    assert x.grad.data.tolist() == [20.0, 200.0]


def test_a_seed_may_be_a_variable_and_then_takes_part_in_the_graph() -> None:
    x, v = xg.Variable(np.array(3.0)), xg.Variable(np.array(5.0))
    (x * x).backward(v, create_graph=True)
    gx = x.grad
    assert float(gx.data) == 30.0
    gx.backward()
    assert float(v.grad.data) == 6.0


def test_an_explicit_seed_wins_over_one_that_was_set() -> None:
    x = xg.Variable(np.array(1.0))
    y = x * 2.0
    y.grad = np.array(7.0)
    y.backward(np.array(3.0))
    assert float(x.grad.data) == 6.0


def test_grad_may_be_set_to_an_array_a_variable_or_none() -> None:
    x = xg.Variable(np.array(1.0))
    x.grad = np.array(2.0)
    assert type(x.grad) is xg.Variable
    x.grad = xg.Variable(np.array(3.0))
    assert float(x.grad.data) == 3.0
    x.grad = None
    assert x.grad is None


def test_a_constant_becomes_a_leaf_of_the_same_data(lib: Any) -> None:
    constant = xg.Variable(lib.asarray([1.0, 2.0])).detach()
    x = xg.Variable(constant)
    assert x.tracked
    assert not constant.tracked
    (x * x).backward()
    assert lib.to_numpy(x.grad.data).tolist() == [2.0, 4.0]
    for tracked in (x, x * 2.0):
        with pytest.raises(TypeError, match="tracked already"):
            xg.Variable(tracked)
