"""A library's own functions, beyond the standard: usable on Variables, and none loses a gradient without a word."""

from __future__ import annotations

import numpy as np
import pytest
from libraries import Library

import xgrad as xg
import xgrad.numpy as xn


def test_one_that_makes_floats_of_a_tracked_variable_raises() -> None:
    with pytest.raises(xg.NotDifferentiableError, match="unwrap"):
        xn.unwrap(xg.Variable([1.0, 9.0]))
    assert not xn.unwrap(xg.Variable([1.0, 9.0]).detach()).tracked


def test_one_that_writes_into_a_tracked_variable_raises() -> None:
    x = xg.Variable([1.0, 2.0])
    y = x * 2.0
    z = y * y
    with pytest.raises(xg.NotDifferentiableError, match="copyto"):
        xn.copyto(y, xg.Variable([0.0, 0.0]).detach())
    with pytest.raises(RuntimeError, match="changed"):  # z needs what y was
        xg.sum(z).backward()


def test_one_that_writes_a_tracked_variable_into_a_constant_raises() -> None:
    constant = xg.zeros(2, dtype="float64")
    with pytest.raises(xg.NotDifferentiableError, match="copyto"):
        xn.copyto(constant, xg.Variable([1.0, 2.0]))
    with pytest.raises(xg.NotDifferentiableError, match="spacing"):
        xn.spacing(xg.Variable([1.0, 2.0]), out=constant)


def test_what_one_writes_into_a_constant_is_noted() -> None:
    x = xg.Variable([1.0, 2.0])
    for write in (
        lambda c: xn.copyto(c, xg.zeros(2, dtype="float64")),
        lambda c: xn.spacing(xg.ones(2, dtype="float64"), out=c),
    ):
        constant = xg.Variable([3.0, 4.0]).detach()
        y = xg.sum(x * constant)
        write(constant)
        with pytest.raises(RuntimeError, match="changed"):
            y.backward()


@pytest.mark.library("torch")
def test_what_torchs_functions_write_is_noted() -> None:
    import torch

    import xgrad.torch as xt

    x = xg.Variable(torch.tensor([1.0, 2.0]))
    constant = xg.Variable(torch.tensor([3.0, 4.0])).detach()
    y = xg.sum(x * constant)
    xt.relu_(constant)
    with pytest.raises(RuntimeError, match="changed"):
        y.backward()


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_put_along_axis_is_recorded(axis: int, lib: Library) -> None:
    base = np.arange(6.0).reshape(2, 3)
    indices = np.argmax(base, axis=axis, keepdims=True)
    values = np.full(indices.shape, 7.0)
    expected = base * 2.0
    np.put_along_axis(expected, indices, values * 3.0, axis)

    x, v = xg.Variable(lib.asarray(base)), xg.Variable(lib.asarray(values))
    y = x * 2.0
    xg.put_along_axis(y, xg.Variable(lib.asarray(indices)), v * 3.0, axis)
    np.testing.assert_array_equal(lib.to_numpy(y.data), expected)
    xg.sum(y).backward()
    kept = np.full(base.shape, 2.0)
    np.put_along_axis(kept, indices, np.asarray(0.0), axis)
    np.testing.assert_array_equal(lib.to_numpy(x.grad.data), kept)
    np.testing.assert_array_equal(lib.to_numpy(v.grad.data), np.full(values.shape, 3.0))


def test_put_along_axis_needs_a_variable(lib: Library) -> None:
    with pytest.raises(TypeError, match="lose the result"):
        xg.put_along_axis(lib.asarray([1.0]), lib.asarray([0]), lib.asarray([2.0]), 0)
