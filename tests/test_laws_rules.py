"""Law: a rule runs on raw arrays in a plain backward pass, on Variables when a graph is wanted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import xgrad as xg
from xgrad.registry import OPS


@pytest.fixture
def seen() -> Iterator[list[Any]]:
    """What sin's rule was handed: its rule is replaced by one that takes notes."""
    notes: list[Any] = []
    sin = OPS["sin"]
    rules = sin.rules

    def rule(xp: Any, g: Any, x: Any) -> Any:
        notes.append((xp, g, x))
        return g * xp.cos(x)

    sin.vjp(rule)
    yield notes
    sin.vjp(*rules)


def test_a_plain_backward_hands_its_rules_raw_arrays(lib: Any, seen: list[Any]) -> None:
    x = xg.Variable(lib.asarray([1.0, 2.0]))
    xg.sum(xg.sin(x)).backward()
    ((xp, g, saved),) = seen
    assert not isinstance(g, xg.Variable)
    assert saved is x.data
    assert not isinstance(xp.cos(saved), xg.Variable)


def test_with_create_graph_rules_are_handed_variables(lib: Any, seen: list[Any]) -> None:
    x = xg.Variable(lib.asarray([1.0, 2.0]))
    xg.sum(xg.sin(x)).backward(create_graph=True)
    ((xp, g, saved),) = seen
    assert isinstance(g, xg.Variable)
    assert isinstance(saved, xg.Variable)
    assert isinstance(xp.cos(saved), xg.Variable)


def test_a_plain_backward_records_nothing() -> None:
    x = xg.Variable(np.array([1.0, 2.0]))
    xg.sum(xg.sin(x) * x).backward()
    assert x.grad.creator is None
    assert not x.grad.tracked


def test_create_graph_records_although_recording_is_switched_off() -> None:
    """Asking for the graph of a gradient is asking; the mode governs what is recorded forward."""
    x = xg.Variable(np.array(2.0))
    y = x**3
    with xg.no_grad():
        y.backward(create_graph=True)
    gx = x.grad
    x.cleargrad()
    gx.backward()
    assert float(x.grad.data) == 12.0


def test_a_rule_is_not_run_for_an_input_that_needs_no_gradient() -> None:
    ran: list[str] = []
    multiply = OPS["multiply"]
    rules = multiply.rules
    multiply.vjp(
        lambda xp, g, x2: ran.append("first") or g * x2,
        lambda xp, g, x1: ran.append("second") or g * x1,
    )
    try:
        x = xg.Variable(np.array([1.0, 2.0]))
        (x * np.array([3.0, 4.0])).backward()
        assert ran == ["first"]
        (np.array([3.0, 4.0]) * x).backward()
        assert ran == ["first", "second"]
    finally:
        multiply.vjp(*rules)


def test_a_rule_may_name_the_inputs_in_any_order() -> None:
    subtract = OPS["subtract"]
    rules = subtract.rules
    subtract.vjp(lambda xp, g, x2, x1: g * (x1 + 2.0 * x2), lambda xp, g, x2, x1: g * x2 / x1)
    try:
        a, b = xg.Variable(np.array([2.0])), xg.Variable(np.array([3.0]))
        (a - b).backward()
        assert (a.grad.data.tolist(), b.grad.data.tolist()) == ([8.0], [1.5])
        for x in (a, b):
            x.cleargrad()
        (a - b.detach()).backward()
        (a.detach() - b).backward()
        assert (a.grad.data.tolist(), b.grad.data.tolist()) == ([8.0], [1.5])
    finally:
        subtract.vjp(*rules)


def test_a_replaced_rule_is_what_backward_uses() -> None:
    sin = OPS["sin"]
    rules = sin.rules
    sin.vjp(lambda xp, g, x: g * 7)
    try:
        x = xg.Variable(np.array([1.0, 2.0]))
        xg.sin(x).backward()
        assert x.grad.data.tolist() == [7.0, 7.0]
    finally:
        sin.vjp(*rules)
    x.cleargrad()
    xg.sin(x).backward()
    assert x.grad.data.tolist() == np.cos([1.0, 2.0]).tolist()


def test_backward_may_be_called_again() -> None:
    x = xg.Variable(np.array(3.0))
    y = xg.sin(x) * x
    y.backward()
    once = float(x.grad.data)
    y.backward()
    assert float(x.grad.data) == 2 * once


def test_parts_of_one_graph_may_be_walked_apart() -> None:
    x = xg.Variable(np.array(3.0))
    shared = x * x
    a, b = shared * 2.0, shared * 5.0
    a.backward()
    b.backward()
    assert float(x.grad.data) == 6 * 7.0


def test_the_sum_over_broadcast_axes_is_the_engines(lib: Any) -> None:
    a = xg.Variable(lib.asarray([[1.0], [2.0]]))
    b = xg.Variable(lib.asarray([3.0, 4.0, 5.0]))
    c = xg.Variable(lib.asarray(2.0))
    (a * b * c).backward()
    assert lib.to_numpy(a.grad.data).tolist() == [[24.0], [24.0]]
    assert lib.to_numpy(b.grad.data).tolist() == [6.0, 6.0, 6.0]
    assert float(lib.to_numpy(c.grad.data)) == 36.0
