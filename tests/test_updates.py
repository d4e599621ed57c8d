"""Functional updates keep the array that they change, its dtype, and the kind of its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import xgrad as xg

if TYPE_CHECKING:
    from libraries import Library


@pytest.mark.every_variant
def test_the_array_itself_stays_as_it_was(lib: Library) -> None:
    for x in (lib.asarray([1.0, 2.0, 3.0]), xg.Variable(lib.asarray([1.0, 2.0, 3.0])).detach()):
        put = xg.put_at(x, slice(0, 2), 5.0)
        added = xg.add_at(x, lib.asarray([0, 0, 2]), 1)
        assert lib.to_numpy(put.data).tolist() == [5.0, 5.0, 3.0]
        assert lib.to_numpy(added.data).tolist() == [3.0, 2.0, 4.0]
        raw = x.data if isinstance(x, xg.Variable) else x
        assert lib.to_numpy(raw).tolist() == [1.0, 2.0, 3.0]


def test_the_dtype_stays(lib: Library) -> None:
    x = xg.Variable(lib.asarray([1.0, 2.0], "float32"))
    value = xg.Variable(lib.asarray(0.5))
    for f in (xg.put_at, xg.add_at):
        y = f(x, 0, value)
        y.backward()
        assert (y.dtype, x.grad.dtype, value.grad.dtype) == (x.dtype, x.dtype, value.dtype)


@pytest.mark.parametrize("name", ["put_at", "add_at"])
def test_numbers_of_another_kind_are_refused(lib: Library, name: str) -> None:
    f = getattr(xg, name)
    with pytest.raises(TypeError, match="does not fit"):
        f(lib.asarray([1, 2]), 0, lib.asarray(0.5))
    with pytest.raises(TypeError, match="does not fit"):
        f(xg.Variable(lib.asarray([1.0, 2.0])), 0, lib.asarray(np.asarray(1j)))


def test_elements_that_are_replaced_get_no_gradient(lib: Library) -> None:
    x, v = xg.Variable(lib.asarray([1.0, 2.0])), xg.Variable(lib.asarray(3.0))
    (xg.put_at(x, 0, v) * lib.asarray([5.0, 7.0])).backward()
    assert lib.to_numpy(x.grad.data).tolist() == [0.0, 7.0]
    assert v.grad.item() == 5.0


@pytest.mark.parametrize("tracked", [False, True])
def test_a_write_may_overlap_with_what_is_read(lib: Any, tracked: bool) -> None:
    def made(values: Any) -> Any:
        x = xg.Variable(lib.asarray(values))
        return x * 1.0 if tracked else x.detach() * 1.0

    values = np.arange(6.0).reshape(3, 2)
    y = made(values)
    y[1:] = y[:-1]
    values[1:] = values[:-1].copy()
    assert lib.to_numpy(y.data).tolist() == values.tolist()
    square = made([[1.0, 2.0], [3.0, 4.0]])
    square[:] = square.T
    assert lib.to_numpy(square.data).tolist() == [[1.0, 3.0], [2.0, 4.0]]
    square += square.T
    assert lib.to_numpy(square.data).tolist() == [[2.0, 5.0], [5.0, 8.0]]


@pytest.mark.parametrize("value", [1.7, [1.7, 2.0], 1j, [1, 2.5]], ids=str)
def test_a_number_whose_kind_would_be_lost_is_not_written(lib: Any, value: Any) -> None:
    x = xg.Variable(lib.asarray([1, 2]))
    with pytest.raises(TypeError, match="does not fit into an array of"):
        x[...] = value
    assert lib.to_numpy(x.data).tolist() == [1, 2]
    x[0] = 5
    x[1:] = [True]
    assert lib.to_numpy(x.data).tolist() == [5, 1]


def test_numbers_before_constants_become_an_array(lib: Any) -> None:
    xp = xg.Variable(lib.asarray(0.0)).__array_namespace__()
    two = xp.asarray(lib.asarray(2.0))
    assert lib.to_numpy(xp.asarray([1.0, two]).data).tolist() == [1.0, 2.0]
    rows = xp.asarray([[1.0, 3.0], [two, 4.0]])
    assert lib.to_numpy(rows.data).tolist() == [[1.0, 3.0], [2.0, 4.0]]
