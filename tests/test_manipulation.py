"""Shapes and axes: what the manipulation functions take beyond what their samples show."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import xgrad as xg

if TYPE_CHECKING:
    from libraries import Library

LISTS: dict[str, tuple[Callable[[Any, Any], Any], tuple[int, ...]]] = {
    "reshape": (lambda xp, x: xp.reshape(x, [3, -1]), (3, 2)),
    "broadcast_to": (lambda xp, x: xp.broadcast_to(x, [2, 2, 3]), (2, 2, 3)),
    "permute_dims": (lambda xp, x: xp.permute_dims(x, [1, 0]), (3, 2)),
    "expand_dims": (lambda xp, x: xp.expand_dims(x, [0, -1]), (1, 2, 3, 1)),
    "squeeze": (lambda xp, x: xp.squeeze(xp.reshape(x, [1, 6, 1]), [0, -1]), (6,)),
    "sum": (lambda xp, x: xp.sum(x, axis=[0, 1]), ()),
    "mean": (lambda xp, x: xp.mean(x, axis=[-1]), (2,)),
    "max": (lambda xp, x: xp.max(x, axis=[1, 0], keepdims=True), (1, 1)),
    "tile": (lambda xp, x: xp.tile(x, [2, 1]), (4, 3)),
}


@pytest.mark.every_variant
@pytest.mark.parametrize("tracked", [True, False])
@pytest.mark.parametrize("name", LISTS)
def test_lists_stand_for_tuples_of_integers(lib: Library, name: str, tracked: bool) -> None:
    f, shape = LISTS[name]
    x = xg.Variable(lib.asarray(np.ones((2, 3))))
    x = x if tracked else x.detach()
    result = f(x.__array_namespace__(), x)
    assert result.shape == shape
    if tracked:
        result.backward()
        assert x.grad.shape == (2, 3)


@pytest.mark.parametrize("name", ["zeros", "ones", "empty"])
def test_new_arrays_take_lists_for_shapes(lib: Library, name: str) -> None:
    xp = xg.Variable(lib.asarray(0.0)).__array_namespace__()
    assert getattr(xp, name)([2, 3]).shape == (2, 3)
    assert xp.full([2, 3], 1.5).shape == (2, 3)


def test_a_raw_array_of_no_dimensions_fills(lib: Library) -> None:
    value = lib.asarray(2.5)
    xp = xg.Variable(value).__array_namespace__()
    for fill in (value, xg.Variable(value).detach()):
        for result in (xp.full((2,), fill), xp.full_like(lib.asarray([0.0, 0.0]), fill)):
            assert result.dtype == value.dtype
            assert lib.to_numpy(result.data).tolist() == [2.5, 2.5]
            assert lib.name != "numpy" or result.data.flags.writeable


def test_where_takes_numbers(lib: Library) -> None:
    x = xg.Variable(lib.asarray([1.0, -2.0]))
    for y in (xg.where(x > 0, x, 0.0), xg.where(x < 0, 0, x)):
        assert y.dtype == x.dtype
        assert lib.to_numpy(y.data).tolist() == [1.0, 0.0]
        x.cleargrad()
        y.backward()
        assert lib.to_numpy(x.grad.data).tolist() == [1.0, 0.0]
    constant = xg.where(x > 0, 1.0, 0.0)
    assert lib.to_numpy(constant.data).tolist() == [1.0, 0.0]
    assert not constant.tracked


def test_shapes_are_broadcast() -> None:
    assert xg.broadcast_shapes() == ()
    assert xg.broadcast_shapes((2, 1), (3,), ()) == (2, 3)
    assert xg.broadcast_shapes((0, 1), (1, 3)) == (0, 3)
    assert xg.broadcast_shapes((None, 1), (1,), (2,)) == (None, 2)
    assert xg.broadcast_shapes((None,), (3,)) == (None,)
    with pytest.raises(ValueError, match=r"\(2, 3\), \(2,\) do not fit"):
        xg.broadcast_shapes((2, 3), (2,))


def test_an_array_may_be_unstacked_into_nothing(lib: Library) -> None:
    assert xg.unstack(xg.Variable(lib.asarray(np.zeros((0, 3))))) == ()
    assert xg.unstack(lib.asarray(np.zeros((0, 3)))) == ()


def test_the_parts_of_an_array_share_one_pull(lib: Library) -> None:
    """The cost of differentiating them is that of one `stack`, however many there are and are used."""
    x = xg.Variable(lib.asarray(np.arange(6.0).reshape(3, 2)))
    first, _, last = xg.unstack(x)
    assert first.creator is last.creator
    assert first.creator.outputs[2]() is last
    (first * last + last).backward()
    assert lib.to_numpy(x.grad.data).tolist() == [[4.0, 5.0], [0.0, 0.0], [1.0, 2.0]]


def test_integers_are_unstacked_into_constants(lib: Library) -> None:
    first, second = xg.unstack(lib.asarray([[1, 2], [3, 4]]), axis=1)
    assert (lib.to_numpy(first.data).tolist(), second.tracked) == ([1, 3], False)


@pytest.mark.parametrize("tracked", [True, False])
def test_the_numbers_of_repetitions_may_be_a_variable(lib: Library, tracked: bool) -> None:
    x = xg.Variable(lib.asarray([1.0, 2.0, 3.0]))
    x = x if tracked else x.detach()
    for times in (lib.asarray([0, 2, 1]), xg.Variable(lib.asarray([0, 2, 1]))):
        assert lib.to_numpy(xg.repeat(x, times).data).tolist() == [2.0, 2.0, 3.0]


def test_repeats_may_be_a_list(lib: Any) -> None:
    x = xg.Variable(lib.asarray([1.0, 2.0]))
    y = xg.repeat(x, [1, 2])
    assert lib.to_numpy(y.data).tolist() == [1.0, 2.0, 2.0]
    y.backward()
    assert lib.to_numpy(x.grad.data).tolist() == [1.0, 2.0]


def test_a_shape_may_be_a_list_or_an_array_of_numpy(lib: Any) -> None:
    x = xg.Variable(lib.asarray([1.0, 2.0]))
    for shape in ([3, 2], np.asarray([3, 2]), (np.int64(3), 2)):
        assert xg.broadcast_to(x, shape).shape == (3, 2)
    assert xg.reshape(x, np.asarray([2, 1])).shape == (2, 1)


@pytest.mark.library("torch")
def test_a_scalar_of_numpy_is_known_before_any_array_of_numpy() -> None:
    pytest.importorskip("torch")
    code = (
        "import numpy as np, torch, xgrad as xg\n"
        "x = xg.Variable(torch.ones(2))\n"
        "print(xg.broadcast_to(x, (np.int64(3), np.int64(2))).shape)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "(3, 2)\n", done.stderr
