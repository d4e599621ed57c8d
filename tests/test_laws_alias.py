"""Law: a gradient never aliases another's buffer, nor anything the user holds."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import xgrad as xg


def ones() -> Any:
    return xg.Variable(np.ones((2, 3)))


EXPRESSIONS: dict[str, Callable[[Any, Any], Any]] = {
    "a + b": lambda a, b: a + b,
    "a - b": lambda a, b: a - b,
    "a + b + a": lambda a, b: a + b + a,
    "+a + +b": lambda a, b: +a + +b,
    "reshape": lambda a, b: xg.reshape(a, (6,)) + xg.reshape(b, (6,)),
    "transpose": lambda a, b: a.T + b.T,
    "permute": lambda a, b: xg.permute_dims(a, (1, 0)) + xg.permute_dims(b, (1, 0)),
    "expand": lambda a, b: xg.expand_dims(a, axis=0) + xg.expand_dims(b, axis=0),
    "squeeze": lambda a, b: xg.squeeze(xg.expand_dims(a, axis=0), axis=0) + b,
    "broadcast": lambda a, b: xg.broadcast_to(a, (4, 2, 3)) + b,
    "same shape broadcast": lambda a, b: xg.broadcast_to(a, (2, 3)) + xg.broadcast_to(b, (2, 3)),
    "sum": lambda a, b: xg.sum(a) + xg.sum(b),
    "sum + itself": lambda a, b: xg.sum(a) + b,
    "concat": lambda a, b: xg.concat([a, b]),
    "stack": lambda a, b: xg.stack([a, b]),
    "slices": lambda a, b: a[:, :] + b[...],
    "astype": lambda a, b: xg.astype(a, np.float64) + xg.astype(b, np.float64),
    "real": lambda a, b: xg.real(a) + xg.conj(b),
    "where": lambda a, b: xg.where(np.eye(2, 3) > 0, a, b),
}


NUMPYS = {"where", "astype"}
"""Those that name NumPy's dtypes and arrays."""


@pytest.mark.parametrize("create_graph", [False, True])
@pytest.mark.parametrize("name", EXPRESSIONS)
def test_no_two_arrays_share_memory(name: str, create_graph: bool) -> None:
    a, b = ones(), ones()
    y = EXPRESSIONS[name](a, b)
    y.backward(retain_grad=True, create_graph=create_graph)
    arrays = [a.data, b.data, a.grad.data, b.grad.data, y.grad.data]
    for one, two in itertools.combinations(arrays, 2):
        assert not np.shares_memory(one, two)


@pytest.mark.parametrize("name", [name for name in EXPRESSIONS if name not in NUMPYS])
def test_changing_one_gradient_in_place_leaves_the_other(lib: Any, name: str) -> None:
    if lib.name in ("jax", "dask"):
        pytest.skip("arrays of this library never change")
    a, b = (xg.Variable(lib.asarray(np.ones((2, 3)).tolist())) for _ in range(2))
    EXPRESSIONS[name](a, b).backward()
    before = lib.to_numpy(b.grad.data).tolist()
    a.grad.data *= 10
    assert lib.to_numpy(b.grad.data).tolist() == before


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_a_gradient_can_be_written_to(name: str) -> None:
    """A broadcast view as a gradient would be read-only, or worse, write to many at once."""
    a, b = ones(), ones()
    EXPRESSIONS[name](a, b).backward()
    for x in (a, b):
        before = x.grad.data.copy()
        x.grad.data[0, 0] += 5.0
        before[0, 0] += 5.0
        assert np.array_equal(x.grad.data, before)


def test_the_seed_is_not_aliased() -> None:
    a, b = ones(), ones()
    seed = np.ones((2, 3))
    (a + b).backward(seed)
    seed *= 100
    assert np.all(a.grad.data == 1)
    assert not np.shares_memory(a.grad.data, seed)
    assert not np.shares_memory(b.grad.data, seed)


def test_the_seed_set_as_grad_is_not_aliased() -> None:
    a = ones()
    seed = np.ones((2, 3))
    y = xg.reshape(a, (2, 3))
    y.grad = seed
    y.backward()
    seed *= 100
    assert np.all(a.grad.data == 1)


def test_a_seed_given_as_a_variable_is_not_aliased() -> None:
    a = ones()
    seed = ones()
    (+a).backward(seed)
    assert a.grad is not seed
    assert not np.shares_memory(a.grad.data, seed.data)


def test_backward_on_a_leaf_does_not_alias_the_seed() -> None:
    a = ones()
    seed = np.ones((2, 3))
    a.backward(seed)
    seed *= 100
    assert np.all(a.grad.data == 1)


def test_accumulating_does_not_write_into_a_gradient_shared_by_hand() -> None:
    a, b = ones(), ones()
    shared = np.ones((2, 3))
    a.grad = shared
    b.grad = shared
    (a + b).backward()
    assert np.all(a.grad.data == 2)
    assert np.all(b.grad.data == 2)
    assert np.all(shared == 1)


def test_accumulating_does_not_change_a_gradient_that_is_part_of_a_graph() -> None:
    x = xg.Variable(np.array([2.0]))
    (x**3).backward(create_graph=True)
    gx = x.grad
    data = gx.data.copy()
    (x * 5.0).backward()
    assert np.array_equal(gx.data, data)
    assert x.grad.data.tolist() == [17.0]


def test_tied_weights_get_one_gradient_of_their_own() -> None:
    w = ones()
    tied = w
    (w + tied).backward()
    w.data -= 0.5 * w.grad.data
    assert np.all(w.data == 0)


def test_two_variables_over_one_array_get_separate_gradients() -> None:
    data = np.ones((2, 3))
    a, b = xg.Variable(data), xg.Variable(data)
    (a + b).backward()
    a.grad.data *= 10
    assert np.all(b.grad.data == 1)


def test_retained_gradients_alias_neither_each_other_nor_the_leafs() -> None:
    a = ones()
    h = +a
    y = h + 0.0
    y.backward(retain_grad=True)
    for one, two in itertools.combinations([a.grad.data, h.grad.data, y.grad.data], 2):
        assert not np.shares_memory(one, two)


def test_a_users_function_that_returns_its_cotangent_twice_is_no_alias() -> None:
    class Add(xg.Function):
        def forward(self, a: Any, b: Any) -> Any:
            return a + b

        def backward(self, gy: Any) -> Any:
            return gy, gy

    a, b = ones(), ones()
    Add()(a, b).backward()
    assert not np.shares_memory(a.grad.data, b.grad.data)


def test_a_users_function_that_returns_an_input_is_no_alias() -> None:
    class Multiply(xg.Function):
        def forward(self, a: Any, b: Any) -> Any:
            return a * b

        def backward(self, gy: Any) -> Any:
            a, b = self.inputs
            return b.data, a.data

    a, b = ones(), ones()
    Multiply()(a, b).backward()
    assert not np.shares_memory(a.grad.data, b.data)
    a.grad.data *= 10
    assert np.all(b.data == 1)
