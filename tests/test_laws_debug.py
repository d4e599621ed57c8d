"""Law: debug mode finds writes behind our back, and names the operation whose rule makes a NaN."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import numpy as np
import pytest

import xgrad as xg


def leaf() -> Any:
    return xg.Variable(np.array([1.0, 2.0]))


def test_debug_mode_finds_a_write_to_the_raw_array() -> None:
    data = np.array([1.0, 2.0])
    x = xg.Variable(data)
    with xg.using_config("debug", True):
        y = xg.sin(x)
        data[0] = 100.0
        with pytest.raises(RuntimeError, match="sin"):
            y.backward()
    assert x.grad is None


def test_debug_mode_finds_a_write_to_a_raw_output() -> None:
    x = leaf()
    with xg.using_config("debug", True):
        y = xg.tanh(x)
        raw = y.data
        raw[0] = 100.0
        with pytest.raises(RuntimeError, match="tanh"):
            y.backward()


def test_debug_mode_finds_a_write_to_a_raw_constant() -> None:
    c = np.array([3.0, 4.0])
    with xg.using_config("debug", True):
        y = leaf() * c
        c += 1.0
        with pytest.raises(RuntimeError, match="multiply"):
            y.backward()


def test_debug_mode_finds_a_write_to_what_a_users_function_went_in() -> None:
    class Square(xg.Function):
        def forward(self, x: Any) -> Any:
            return x * x

        def backward(self, gy: Any) -> Any:
            return 2 * self.inputs[0] * gy

    data = np.array([1.0, 2.0])
    with xg.using_config("debug", True):
        y = Square()(xg.Variable(data))
        data[0] = 100.0
        with pytest.raises(RuntimeError, match="Square"):
            y.backward()


def test_debug_mode_raises_no_alarm_without_cause() -> None:
    x = leaf()
    with xg.using_config("debug", True):
        y = xg.sum(xg.tanh(x) * x + xg.log(x))
        y.backward(create_graph=True)
        gx = x.grad
        x.cleargrad()
        gx.backward()
    assert x.grad is not None


def test_debug_mode_raises_no_alarm_for_a_nan_that_was_there_before() -> None:
    """A saved NaN equals itself here."""
    x = xg.Variable(np.array([np.nan, 1.0]))
    with xg.using_config("debug", True):
        y = x * 2.0 + xg.where(np.array([False, True]), x * x, 0.0)
        try:
            y.backward()
        except ArithmeticError:
            return  # naming the NaN is right, crying "changed" would not be


def test_debug_mode_blames_no_rule_for_a_nan_in_the_seed() -> None:
    with xg.using_config("debug", True):
        y = leaf() * 2.0
        try:
            y.backward(np.array([np.nan, 1.0]))
        except ArithmeticError as error:
            told = str(error)
        else:
            told = ""
    assert "multiply" not in told


def test_debug_mode_names_the_operation_whose_rule_makes_a_nan() -> None:
    x = xg.Variable(np.array([0.0, 1.0]))
    with xg.using_config("debug", True):
        y = xg.where(np.array([False, True]), xg.sqrt(x), 0.0) * 2.0
        with np.errstate(all="ignore"), pytest.raises(ArithmeticError, match="sqrt"):
            y.backward()
    assert x.grad is None


def test_debug_mode_changes_no_gradient() -> None:
    x = leaf()
    with xg.using_config("debug", True):
        y = xg.sum(xg.tanh(x) * x)
        y.backward()
    watched = x.grad.data.tolist()
    x.cleargrad()
    xg.sum(xg.tanh(x) * x).backward()
    assert x.grad.data.tolist() == watched


def test_a_graph_recorded_in_debug_mode_is_freed_like_any_other() -> None:
    gc.collect()
    gc.disable()
    try:
        with xg.using_config("debug", True):
            x = leaf()
            y = xg.sin(xg.sin(x))
            y.backward(create_graph=True)
        alive = [weakref.ref(v) for v in (x, y, x.data, y.data, x.grad)]
        del x, y
        assert all(ref() is None for ref in alive)
    finally:
        gc.enable()
