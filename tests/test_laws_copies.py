"""Law: a copy keeps its graph, or is a leaf of its own and says so."""

from __future__ import annotations

import copy
import pickle
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from libraries import Library

import xgrad as xg


def test_a_deep_copy_of_a_result_is_on_the_graph(lib: Library) -> None:
    x = xg.Variable(lib.asarray([1.0, 2.0]))
    y = x * 2.0
    z = copy.deepcopy(y)
    xg.sum(z * z).backward()
    assert z is not y
    if lib.name != "jax":  # whose arrays nobody can write to
        assert z.data is not y.data
    np.testing.assert_allclose(lib.to_numpy(x.grad.data), [8.0, 16.0])


def test_a_deep_copy_of_a_model_has_leaves_of_its_own(lib: Library) -> None:
    w = xg.Variable(lib.asarray([1.0, 2.0]), name="w")
    model = {"first": w, "tied": w, "constant": w.detach()}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        other = copy.deepcopy(model)
    assert other["first"] is other["tied"]
    assert other["first"].name == "w"
    assert other["first"].creator is None
    assert not other["constant"].tracked
    xg.sum(other["first"] * 3.0).backward()
    assert w.grad is None
    np.testing.assert_allclose(lib.to_numpy(other["first"].grad.data), [3.0, 3.0])


def test_a_leaf_copied_by_itself_warns() -> None:
    x = xg.Variable([1.0, 2.0])
    with pytest.warns(xg.GradientLostWarning, match="copy=True"):
        assert copy.deepcopy(x).creator is None
    with xg.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("error")
        assert copy.deepcopy(x).tracked


def test_a_result_does_not_go_into_a_file() -> None:
    y = xg.Variable([1.0, 2.0]) * 2.0
    with pytest.raises(TypeError, match="detach"):
        pickle.dumps(y)


def test_a_shallow_copy_shares_no_memory_either(lib: Library) -> None:
    x = xg.Variable(lib.asarray([1.0, 2.0]))
    (x * x).backward()
    with pytest.warns(xg.GradientLostWarning, match="copy"):
        y = copy.copy(x)
    with xg.no_grad():
        y += 5.0
        y.grad += 5.0
    y.cleargrad()
    (y * 3.0).backward()
    assert lib.to_numpy(x.data).tolist() == [1.0, 2.0]
    assert lib.to_numpy(x.grad.data).tolist() == [2.0, 4.0]
    z = copy.copy(x * 2.0)
    x.cleargrad()
    z.backward()
    assert lib.to_numpy(x.grad.data).tolist() == [2.0, 2.0]


@pytest.mark.parametrize(
    "copied",
    [
        lambda xp, x: xp.asarray(x, copy=True),
        lambda xp, x: xp.asarray(x, dtype=x.dtype, copy=True),
        lambda xp, x: xp.astype(x, x.dtype),
        lambda xp, x: xp.astype(x, x.dtype, copy=True),
    ],
    ids=["asarray", "asarray dtype", "astype", "astype copy"],
)
def test_a_copy_of_a_leaf_may_be_written_to(lib: Library, copied: Callable[..., Any]) -> None:
    x = xg.Variable(lib.asarray([1.0, 2.0]))
    y = copied(x.__array_namespace__(), x)
    y *= 3.0
    y[0] = 9.0
    y.backward()
    assert lib.to_numpy(x.data).tolist() == [1.0, 2.0]
    assert lib.to_numpy(x.grad.data).tolist() == [0.0, 3.0]
