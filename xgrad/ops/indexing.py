"""Indexing: `x[index]`, `take`, and their adjoint."""

from __future__ import annotations

import math
from typing import Any

from array_api_compat import device as device_of

from xgrad.composed import composed
from xgrad.indexing import Index, axis_of, is_basic
from xgrad.kernels import is_mask, names_all
from xgrad.op import Array, op
from xgrad.probes import shares_elements
from xgrad.variable import Variable
from xgrad.view import Views


def _looks(library: Any, y: Any, x: Any, index: Index) -> bool:
    """Whether `x[index]` looks into `x`: arrays pick copies, and so does an element where the library says so."""
    if not y.shape and not shares_elements(library.module):
        items = index if type(index) is tuple else (index,)
        return is_basic(index) and any(item is Ellipsis for item in items)
    return type(index) is int or type(index) is slice or is_basic(index)


def _put_back(y: Any, x: Any, index: Index) -> Any:
    return index_put(y, x, index)


@op(views=Views(_put_back, _looks))
def getitem(x: Array, index: Index, /) -> Variable:
    """`x[index]`, for integers, slices, Ellipsis, None, integer arrays and boolean masks, by NumPy's rules."""


getitem.vjp(lambda xp, g, index, x_shape: xp.index_add(g, index, x_shape))


@op
def index_add(x: Array, index: Index, shape: tuple[int, ...], /) -> Variable:
    """Zeros of `shape` with `x` added at `index`, repeated positions adding up: the adjoint of `getitem`."""


index_add.vjp(lambda xp, g, index: xp.getitem(g, index))


@op
def index_put(value: Array, x: Array, index: Index, /) -> Variable:
    """`x` with `value`, broadcast to `x[index]`, in place of the elements there; nothing is written into.

    Where integer arrays name a position several times, the last value stays, and the derivative
    with respect to the others is zero.
    """


def _of_value(
    xp: Any, g: Any, index: Index, value_shape: tuple[int, ...], x_shape: tuple[int, ...]
) -> Any:
    if not value_shape and names_all(xp, index, x_shape):
        return xp.sum(xp.where(index, g, xp.zeros_like(g)))
    taken = xp.positive(xp.getitem(g, index))  # a copy: what becomes of g is no concern of this one
    if not is_basic(index) and not is_mask(xp, index):
        device = device_of(g)
        numbers = xp.arange(math.prod(taken.shape), device=device)
        numbers = xp.reshape(numbers, tuple(taken.shape))
        stored = xp.index_put(numbers, xp.zeros(x_shape, dtype=numbers.dtype, device=device), index)
        stays = xp.getitem(stored, index) == numbers
        taken = xp.where(stays, taken, xp.zeros_like(taken))
    extra = len(value_shape) - len(taken.shape)
    return xp.reshape(taken, (1,) * extra + tuple(taken.shape)) if extra > 0 else taken


# The value comes first, so that the last rule to see a cotangent is the one that may write into it.
index_put.vjp(_of_value, lambda xp, g, index: xp.index_put(0.0, g, index))


@op
def take(x: Array, indices: Any, /, *, axis: int | None = None) -> Variable:
    """The elements at integer `indices` (one dimension) along an axis; `axis` may be left out for a vector."""


def _take_vjp(xp: Any, g: Any, indices: Any, axis: int | None, x_shape: tuple[int, ...]) -> Any:
    before = (slice(None),) * ((axis or 0) % len(x_shape))
    return xp.index_add(g, (*before, indices), x_shape)


take.vjp(_take_vjp)


def lines(xp: Any, shape: tuple[int, ...], indices: Any, axis: int, device: Any) -> tuple[Any, ...]:
    """The index that names, in each line along an axis of an array of this shape, the elements at its `indices`."""
    index = []
    for k, n in enumerate(shape):
        along = tuple(n if i == k else 1 for i in range(len(shape)))
        index.append(xp.reshape(xp.arange(n, device=device), along))
    index[axis] = indices
    return tuple(index)


@composed
def take_along_axis(xp: Any, x: Array, indices: Any, /, *, axis: int = -1) -> Variable:
    """The elements at integer `indices` along an axis, each line of them for the line of `x` beside it.

    `x` and `indices` have the same number of axes, and are broadcast along all but this one.
    Raises IndexError for an axis that they have not, and ValueError where one has more axes.
    """
    axis = axis_of("take_along_axis", axis, x.shape)
    if len(indices.shape) != len(x.shape):
        raise ValueError(
            f"take_along_axis: indices of shape {tuple(indices.shape)} have not the number of axes of x, "
            f"of shape {tuple(x.shape)}"
        )
    return xp.getitem(x, lines(xp, x.shape, indices, axis, device_of(indices)))
