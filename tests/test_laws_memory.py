"""Law: only what a rule names is kept alive, and what is dropped is freed without the collector."""

from __future__ import annotations

import contextlib
import gc
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import xgrad as xg
from xgrad.registry import OPS

SHAPE = (1000,)


def leaf(value: float = 0.5) -> Any:
    return xg.Variable(np.full(SHAPE, value))


def constant(value: float = 2.0) -> np.ndarray:
    return np.full(SHAPE, value)


@pytest.fixture(autouse=True)
def no_collector() -> Iterator[None]:
    """Reference counts alone must do the work."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def alive_after(count: int, step: Callable[[Any], Any]) -> int:
    """How many of the arrays made by ``count`` steps are alive while only the last is held."""
    y = leaf()
    arrays = []
    for _ in range(count):
        y = step(y)
        arrays.append(weakref.ref(y.data))
    return sum(ref() is not None for ref in arrays)


@pytest.mark.parametrize(
    "step",
    [
        lambda y: y + 1.0,
        lambda y: 1.0 - y,
        lambda y: y + constant(),
        lambda y: y - constant(),
        lambda y: -y,
        lambda y: y * 3.0,
        lambda y: y / 3.0,
        lambda y: y + y,
        lambda y: xg.reshape(y, SHAPE) + 1.0,
        lambda y: xg.sum(xg.broadcast_to(y, (2, *SHAPE)), axis=0),
    ],
    ids=["+1", "1-", "+c", "-c", "neg", "*3", "/3", "y+y", "reshape", "broadcast"],
)
def test_a_hundred_linear_steps_keep_one_array(step: Callable[[Any], Any]) -> None:
    assert alive_after(100, step) <= 1


@pytest.mark.parametrize(
    "step",
    [
        lambda lib, y: y + 1.0,
        lambda lib, y: y * 3.0,
        lambda lib, y: xg.reshape(y, SHAPE) + 1.0,
        lambda lib, y: y[lib.asarray(np.arange(SHAPE[0]))],
        lambda lib, y: xg.take(y, lib.asarray(np.arange(SHAPE[0]))),
        lambda lib, y: xg.concat([y[:500], y[500:]]),
        lambda lib, y: xg.astype(y, lib.float_dtypes[-1 if y.dtype == lib.float_dtypes[0] else 0]),
    ],
    ids=["+1", "*3", "reshape", "getitem", "take", "concat", "astype"],
)
def test_it_is_so_in_every_library(lib: Any, step: Callable[[Any, Any], Any]) -> None:
    """A table of who shares memory with whom, say, must not keep alive what is no view."""
    y = xg.Variable(lib.asarray(np.full(SHAPE, 0.5)))
    arrays = []
    for _ in range(20):
        y = step(lib, y)
        arrays.append(weakref.ref(y.data))
    assert sum(ref() is not None for ref in arrays) <= 1


def test_a_hundred_sines_keep_their_inputs() -> None:
    """The test above is no accident of the way it counts."""
    assert alive_after(100, xg.sin) == 100


def is_kept(make: Callable[[Any], Any]) -> bool:
    """Whether the result keeps the array of the intermediate that ``make`` was handed."""
    h = leaf() + 0.25
    array = weakref.ref(h.data)
    y = make(h)
    del h
    assert y.tracked
    return array() is not None


@pytest.mark.parametrize(
    "make", [xg.sin, xg.log, xg.square, lambda h: h * h, lambda h: h * leaf(), lambda h: h**3]
)
def test_an_input_that_the_rule_names_is_kept(make: Callable[[Any], Any]) -> None:
    assert is_kept(make)


@pytest.mark.parametrize(
    "make",
    [
        xg.tanh,
        xg.exp,
        xg.sqrt,
        lambda h: h * constant(),
        lambda h: constant() * h,
        lambda h: h / constant(),
        lambda h: h @ np.ones((SHAPE[0], 2)),
        xg.sum,
        xg.mean,
        lambda h: xg.astype(h, np.float32),
        lambda h: xg.concat([h, leaf()]),
        lambda h: xg.where(np.ones(SHAPE, dtype=bool), h, 0.0),
    ],
)
def test_an_input_that_no_rule_names_is_not_kept(make: Callable[[Any], Any]) -> None:
    assert not is_kept(make)


def test_multiply_keeps_a_constant_but_not_what_it_multiplies() -> None:
    c = constant()
    kept = weakref.ref(c)
    y = (leaf() + 1.0) * c
    del c
    assert kept() is not None
    del y
    assert kept() is None


def test_nothing_is_kept_for_a_constant_result() -> None:
    c = xg.Variable(np.arange(5))
    with xg.no_grad():
        y = xg.sin(leaf())
    assert (c * 2).creator is None
    assert y.creator is None


def test_cotangents_are_freed_while_walking() -> None:
    """A hundred steps back hold a few arrays at a time, not one for each step."""

    held: list[int] = []
    refs: list[Any] = []
    sin = OPS["sin"]
    rules = sin.rules

    def rule(xp: Any, g: Any, x: Any) -> Any:
        gx = g * xp.cos(x)
        refs.append(weakref.ref(gx))
        held.append(sum(ref() is not None for ref in refs))
        return gx

    sin.vjp(rule)
    try:
        y = leaf()
        for _ in range(50):
            y = xg.sin(y)
        y.backward()
    finally:
        sin.vjp(*rules)
    assert max(held) <= 4


def graph_of_order(order: int) -> list[Any]:
    """Weak references to everything reachable that a differentiation to ``order`` made."""
    x, w = leaf(), leaf(1.5)
    h = xg.tanh(x * w) + xg.sin(x) / w
    y = xg.sum(h * h)
    refs = [weakref.ref(v) for v in (x, w, h, y, x.data, w.data, h.data)]
    for _ in range(order):
        x.cleargrad()
        y.backward(create_graph=True, retain_grad=True)
        refs += [weakref.ref(v) for v in (x.grad, w.grad, x.grad.data, w.grad.data)]
        y = xg.sum(x.grad * w.grad)
        refs.append(weakref.ref(y))
    y.backward()
    return refs


@pytest.mark.parametrize("order", [0, 1, 2, 3])
def test_everything_is_freed_without_the_collector(order: int) -> None:
    refs = graph_of_order(order)
    assert [ref() for ref in refs if ref() is not None] == []
    assert gc.collect() == 0


def test_a_leaf_may_keep_its_gradients_graph_without_a_cycle() -> None:
    x = leaf()
    xg.sum(x**3).backward(create_graph=True)
    refs = [weakref.ref(v) for v in (x, x.data, x.grad, x.grad.data)]
    del x
    assert all(ref() is None for ref in refs)


@pytest.mark.parametrize("order", [1, 2, 3])
def test_the_users_own_functions_make_no_cycle_either(order: int) -> None:
    class Tanh(xg.Function):
        def forward(self, x: Any) -> Any:
            return np.tanh(x)

        def backward(self, gy: Any) -> Any:
            y = self.outputs[0]()
            return gy * (1 - y * y)

    def run() -> list[Any]:
        x = leaf()
        f = Tanh()
        y = f(x)
        refs = [weakref.ref(v) for v in (x, f, y, x.data, y.data)]
        for _ in range(order):
            x.cleargrad()
            y.backward(create_graph=True)
            y = x.grad
            refs.append(weakref.ref(y))
        return refs

    refs = run()
    assert [ref() for ref in refs if ref() is not None] == []


def test_a_failed_backward_leaves_nothing_alive_either() -> None:
    class Broken(xg.Function):
        def forward(self, x: Any) -> Any:
            return x * 1.0

        def backward(self, gy: Any) -> Any:
            raise ZeroDivisionError

    def run() -> list[Any]:
        x = leaf()
        y = xg.sin(Broken()(xg.sin(x)))
        with contextlib.suppress(ZeroDivisionError):
            y.backward()
        return [weakref.ref(v) for v in (x, y, x.data)]

    assert all(ref() is None for ref in run())


def test_unchain_backward_lets_go_of_the_past() -> None:
    x = leaf()
    past = xg.sin(x)
    h = xg.sin(past)
    y = xg.sin(h)
    refs = [weakref.ref(past), weakref.ref(past.data)]
    del past
    assert refs[1]() is not None
    y.unchain_backward()
    assert all(ref() is None for ref in refs)
    assert h.creator is None
    assert y.creator.inputs[0] is h


def test_unchain_cuts_one_variable_off() -> None:
    x = leaf()
    h = xg.sin(x)
    h.unchain()
    assert h.creator is None


def test_detach_shares_data_and_cuts_the_graph() -> None:
    x = leaf()
    h = xg.sin(x)
    d = h.detach()
    assert d.data is h.data
    assert not d.tracked
    assert h.tracked
