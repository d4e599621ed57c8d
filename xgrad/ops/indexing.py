"""Indexing: `x[index]`, `take`, and their adjoint."""

from __future__ import annotations

from typing import Any

from xgrad.indexing import Index
from xgrad.op import Array, op
from xgrad.variable import Variable


@op(views=True)
def getitem(x: Array, index: Index, /) -> Variable:
    """`x[index]`, for integers, slices, Ellipsis, None, integer arrays and boolean masks, by NumPy's rules."""


getitem.vjp(lambda xp, g, index, x_shape: xp.index_add(g, index, x_shape))


@op
def index_add(x: Array, index: Index, shape: tuple[int, ...], /) -> Variable:
    """Zeros of `shape` with `x` added at `index`, repeated positions adding up: the adjoint of `getitem`."""


index_add.vjp(lambda xp, g, index: xp.getitem(g, index))


@op
def take(x: Array, indices: Any, /, *, axis: int | None = None) -> Variable:
    """The elements at integer `indices` (one dimension) along an axis; `axis` may be left out for a vector."""


def _take_vjp(xp: Any, g: Any, indices: Any, axis: int | None, x_shape: tuple[int, ...]) -> Any:
    before = (slice(None),) * ((axis or 0) % len(x_shape))
    return xp.index_add(g, (*before, indices), x_shape)


take.vjp(_take_vjp)
