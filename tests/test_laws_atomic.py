"""Law: backward is all or nothing: whatever is raised on the way leaves every `.grad` as it was."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import xgrad as xg
from xgrad.registry import OPS

STEPS = 8
"""How many faulty rules the graph below runs in one backward."""


class Fuse:
    """Counts the rules that run and raises at the one it is set to."""

    def __init__(self) -> None:
        self.at: int | None = None
        self.error: type[BaseException] = ZeroDivisionError
        self.count = 0

    def set(self, at: int | None, error: type[BaseException] = ZeroDivisionError) -> None:
        self.at, self.error, self.count = at, error, 0

    def check(self) -> None:
        self.count += 1
        if self.count == self.at:
            raise self.error("on purpose")


@pytest.fixture
def fuse() -> Iterator[Fuse]:
    """A fuse wired into the rules of sin and of multiply."""
    fuse = Fuse()
    sin, multiply = OPS["sin"], OPS["multiply"]
    kept = sin.rules, multiply.rules

    def sin_rule(xp: Any, g: Any, x: Any) -> Any:
        fuse.check()
        return g * xp.cos(x)

    def left(xp: Any, g: Any, x2: Any) -> Any:
        fuse.check()
        return g * x2

    def right(xp: Any, g: Any, x1: Any) -> Any:
        fuse.check()
        return g * x1

    sin.vjp(sin_rule)
    multiply.vjp(left, right)
    yield fuse
    sin.vjp(*kept[0])
    multiply.vjp(*kept[1])


class Mine(xg.Function):
    """A user's function on the same fuse."""

    fuse: Fuse

    def forward(self, x: Any) -> Any:
        return x * 3.0

    def backward(self, gy: Any) -> Any:
        self.fuse.check()
        return gy + gy + gy


def graph(fuse: Fuse) -> tuple[list[Any], Any]:
    """Three leaves and an expression of three sines, two products and a user's function."""
    a, b, c = (xg.Variable(np.array([0.5, i + 1.0])) for i in range(3))
    mine = Mine()
    mine.fuse = fuse
    s = xg.sin(a)
    t = xg.sin(s * b)
    u = mine(xg.sin(t * c))
    return [a, b, c, s, t, u], u


def gradients(variables: list[Any]) -> list[Any]:
    return [None if v.grad is None else v.grad.data.tolist() for v in variables]


@pytest.mark.parametrize("create_graph", [False, True])
@pytest.mark.parametrize("retain_grad", [False, True])
@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt, MemoryError, SystemExit])
def test_a_fault_at_any_rule_changes_no_gradient(
    fuse: Fuse, error: type[BaseException], retain_grad: bool, create_graph: bool
) -> None:
    variables, y = graph(fuse)
    y.backward(retain_grad=retain_grad, create_graph=create_graph)
    rules = fuse.count
    assert rules == STEPS
    before = gradients(variables)
    held = [v.grad for v in variables]
    for k in range(1, rules + 1):
        fuse.set(k, error)
        with pytest.raises(error, match="on purpose"):
            y.backward(retain_grad=retain_grad, create_graph=create_graph)
        assert gradients(variables) == before
        assert all(v.grad is g for v, g in zip(variables, held, strict=True))


def test_a_fault_in_the_first_backward_leaves_no_gradient_at_all(fuse: Fuse) -> None:
    variables, y = graph(fuse)
    for k in range(1, STEPS + 1):
        fuse.set(k)
        with pytest.raises(ZeroDivisionError):
            y.backward(retain_grad=True)
        assert gradients(variables) == [None] * 6


@pytest.mark.parametrize("create_graph", [False, True])
def test_the_same_backward_succeeds_once_the_fault_is_gone(fuse: Fuse, create_graph: bool) -> None:
    variables, y = graph(fuse)
    y.backward()
    expected = gradients(variables[:3])
    for v in variables:
        v.cleargrad()
    for k in range(1, STEPS + 1):
        fuse.set(k)
        with pytest.raises(ZeroDivisionError):
            y.backward(create_graph=create_graph)
    fuse.set(None)
    y.backward(create_graph=create_graph)
    assert gradients(variables[:3]) == expected


@pytest.mark.parametrize("recording", [True, False])
@pytest.mark.parametrize("create_graph", [False, True])
def test_a_fault_restores_the_modes(fuse: Fuse, create_graph: bool, recording: bool) -> None:
    _, y = graph(fuse)
    for k in range(1, STEPS + 1):
        fuse.set(k)
        with xg.using_config("enable_backprop", recording):
            with pytest.raises(ZeroDivisionError):
                y.backward(create_graph=create_graph)
            assert xg.Config.enable_backprop is recording
        assert xg.Config.enable_backprop


def test_a_seed_survives_a_fault(fuse: Fuse) -> None:
    variables, y = graph(fuse)
    y.grad = np.array([2.0, 3.0])
    fuse.set(3)
    with pytest.raises(ZeroDivisionError):
        y.backward()
    assert y.grad.data.tolist() == [2.0, 3.0]
    fuse.set(None)
    y.backward()
    got = gradients(variables[:3])
    for v in variables:
        v.cleargrad()
    y.backward(np.array([2.0, 3.0]))
    assert gradients(variables[:3]) == got


def test_a_fault_at_second_order_leaves_the_first_order_alone(fuse: Fuse) -> None:
    variables, y = graph(fuse)
    y.backward(create_graph=True)
    a = variables[0]
    ga = a.grad
    fuse.set(None)
    ga.backward()
    rules = fuse.count
    for v in variables:
        v.cleargrad()
    for k in range(1, rules + 1):
        fuse.set(k)
        with pytest.raises(ZeroDivisionError):
            ga.backward()
        assert gradients(variables) == [None] * 6
    fuse.set(None)
    ga.backward()
    assert a.grad is not None


def test_a_seed_of_the_wrong_shape_changes_nothing() -> None:
    x = xg.Variable(np.array([1.0, 2.0]))
    y = x * 2.0
    with pytest.raises((ValueError, TypeError), match=r"float64\[3\]"):
        y.backward(np.ones(3))
    assert x.grad is None


def test_a_leaf_whose_gradient_cannot_be_added_leaves_the_others_alone() -> None:
    """The last step, adding to what is there, must not fail half way."""
    a, b = xg.Variable(np.ones(2)), xg.Variable(np.ones(3))
    (a * 2.0).backward()
    a.data = np.ones(3)  # its gradient from before has another shape now
    for y in (a * b, b * a, b * 1.0 + a):
        with pytest.raises((ValueError, RuntimeError)):
            y.backward()
        assert b.grad is None
        assert a.grad.data.tolist() == [2.0, 2.0]
    a.cleargrad()
    (a * b).backward()
    assert a.grad.data.tolist() == [1.0, 1.0, 1.0]
    assert b.grad.data.tolist() == [1.0, 1.0, 1.0]


class Interrupt:
    """Raises KeyboardInterrupt at the k-th place where Python looks for signals: around each call."""

    def __init__(self, at: int) -> None:
        self.at, self.count = at, 0

    def __call__(self, frame: Any, event: str, arg: Any) -> None:
        if event in {"call", "c_return"}:
            self.count += 1
            if self.count == self.at:
                sys.setprofile(None)
                raise KeyboardInterrupt


def fill(y: xg.Variable, x: xg.Variable) -> None:
    for i in range(3):
        y[i] = x[i] * x[i]


def fill_through_a_view(y: xg.Variable, x: xg.Variable) -> None:
    half = y[:2]
    half += x[:2] * x[:2]
    y[2:] = x[2:] * x[2:]


@pytest.mark.library("numpy")
@pytest.mark.parametrize("write", [fill, fill_through_a_view])
def test_an_interrupted_write_has_happened_whole_or_not_at_all(write: Any) -> None:
    write(
        xg.backend("numpy").namespace.zeros(3), xg.Variable(np.ones(3))
    )  # what is done once is done
    interrupted, at = True, 0
    while interrupted:
        at += 1
        x, y = xg.Variable(np.arange(1.0, 4.0)), xg.backend("numpy").namespace.zeros(3)
        try:
            sys.setprofile(Interrupt(at))
            write(y, x)
            interrupted = False
        except KeyboardInterrupt:
            pass
        finally:
            sys.setprofile(None)
        done = y.data != 0.0
        assert y.data.tolist() == np.where(done, x.data**2, 0.0).tolist()
        assert y.tracked or not done.any()
        if y.tracked:
            y.backward()
            assert x.grad.data.tolist() == np.where(done, 2.0 * x.data, 0.0).tolist()
    assert at > 50


@pytest.mark.library("numpy")
def test_an_interrupted_write_that_is_not_recorded_is_known() -> None:
    interrupted, at, refused = True, 0, 0
    while interrupted:
        at += 1
        x = xg.Variable(np.arange(1.0, 4.0))
        y = xg.sin(x)
        try:
            with xg.no_grad():
                sys.setprofile(Interrupt(at))
                x[1:] = 5.0
                sys.setprofile(None)
            interrupted = False
        except KeyboardInterrupt:
            pass
        finally:
            sys.setprofile(None)
        if x.data[1] == 5.0:
            refused += 1
            with pytest.raises(RuntimeError, match="changed in place"):
                y.backward()
    assert refused > 1
