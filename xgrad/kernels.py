"""The few kernels that the standard lacks, as compositions of standard functions.

Each takes the raw namespace first. A backend replaces any of them by a function of the same name;
without a backend these run on every compliant library, immutable ones included, since nothing here
writes into an array that it was given.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from array_api_compat import device as device_of

from xgrad.indexing import Index, flat_positions, is_basic, normalise, put_basic

GENERIC: dict[str, Callable[..., Any]] = {}
"""The generic kernels, by name."""


def generic(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declares the generic kernel of a name: "index_add", or "special.expit" for an operation of an extension."""

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        GENERIC[name] = function
        return function

    return declare


@generic("getitem")
def getitem(xp: Any, x: Any, index: Index) -> Any:
    """`x[index]` as the library does it, and by NumPy's rules where it does not know such an index."""
    try:
        return x[index]
    except (AssertionError, IndexError, KeyError, TypeError, ValueError, NotImplementedError):
        # Dask asserts that an array in an index has one axis, and looks for fields by text. What follows raises
        # the clear error itself if the index is really out of bounds or of the wrong kind.
        items = normalise(xp, index, x.shape, device_of(x))
        positions = flat_positions(xp, items, x.shape, device_of(x))
        flat = xp.take(xp.reshape(x, (-1,)), xp.reshape(positions, (-1,)), axis=0)
        return xp.reshape(flat, positions.shape)


@generic("index_add")
def index_add(xp: Any, g: Any, index: Index, shape: tuple[int, ...]) -> Any:
    """Zeros of `shape` with `g` added at `index`, repeated positions adding up: the adjoint of `x[index]`.

    Where arrays select, the library itself says what: the index is applied to the positions.
    """
    device = device_of(g)
    if is_basic(index):
        return put_basic(xp, g, normalise(xp, index, shape, device), shape)
    size = math.prod(shape)
    every = xp.reshape(xp.arange(size, device=device), shape)
    positions = xp.reshape(xp.getitem(every, index), (-1,))
    return xp.reshape(xp.scatter_add(xp.reshape(g, (-1,)), positions, size), shape)


@generic("index_put")
def index_put(xp: Any, value: Any, x: Any, index: Index) -> Any:
    """`x` with `value`, broadcast, at `index`; where a position repeats, the last value stays.

    Integer arrays never go to the library's own assignment, which may leave open which value stays.
    """
    device = device_of(x)
    if not hasattr(value, "dtype"):
        value = xp.asarray(value, dtype=x.dtype, device=device)
    if value.dtype != x.dtype:
        dtype = xp.result_type(value, x)
        value, x = xp.astype(value, dtype), xp.astype(x, dtype)
    shape = tuple(x.shape)
    if not value.shape and names_all(xp, index, shape):
        return xp.where(index, value, x)  # works where nobody knows yet what the mask holds
    basic = is_basic(index)
    parts = index if isinstance(index, tuple) else (index,)
    stretches = any(part is None for part in parts)  # lazy libraries leave it out as they assign
    if xp.writable and (is_mask(xp, index) or (basic and not stretches)):
        result = xp.asarray(x, copy=True)
        try:
            result[index] = value
        except (IndexError, TypeError, ValueError, NotImplementedError):
            pass  # an index that the library does not know, or an error that the following raises too
        else:
            return result
    if basic:
        items = normalise(xp, index, shape, device)
        here = xp.getitem(x, index)
        spread = put_basic(xp, _broadcast(xp, value, here.shape), items, shape)
        mask = put_basic(xp, xp.ones(here.shape, dtype=xp.bool, device=device), items, shape)
        return xp.where(mask, spread, x)
    size = math.prod(shape)
    every = xp.reshape(xp.arange(size, device=device), shape)
    positions = xp.getitem(every, index)
    values = xp.reshape(_broadcast(xp, value, positions.shape), (-1,))
    last = _last_at(xp, xp.reshape(positions, (-1,)), size)
    if last is None:
        return xp.asarray(x, copy=True)
    flat = xp.reshape(x, (-1,))
    chosen = xp.take(values, xp.where(last < 0, xp.zeros_like(last), last), axis=0)
    return xp.reshape(xp.where(last < 0, flat, chosen), shape)


def is_mask(xp: Any, index: Index) -> bool:
    """Whether an index is one array of truth values."""
    return hasattr(index, "dtype") and bool(xp.isdtype(index.dtype, "bool"))


def names_all(xp: Any, index: Index, shape: tuple[int, ...]) -> bool:
    """Whether an index is a mask that says of every element whether it is selected."""
    return is_mask(xp, index) and tuple(index.shape) == shape


def _broadcast(xp: Any, value: Any, shape: tuple[int, ...]) -> Any:
    """The value repeated to a shape; axes of length 1 that stand before it are dropped, as assignment does."""
    extra = len(value.shape) - len(shape)
    if extra > 0 and all(n == 1 for n in value.shape[:extra]):
        value = xp.reshape(value, value.shape[extra:])
    return xp.broadcast_to(value, shape)


def _last_at(xp: Any, positions: Any, size: int) -> Any:
    """For each of `size` places: the last i with `positions[i]` there, or -1. None where there are no positions."""
    count = positions.shape[0]
    if count == 0 or size == 0:
        return None
    rows = xp.arange(size, dtype=positions.dtype, device=device_of(positions))
    if not hasattr(xp, "argsort"):
        hits = rows[:, None] == positions[None, :]
        numbers = xp.arange(count, device=device_of(positions))[None, :]
        return xp.max(xp.where(hits, numbers, -xp.ones_like(numbers)), axis=1)
    order = xp.argsort(positions, stable=True)
    positions = xp.take(positions, order, axis=0)
    right = xp.searchsorted(positions, rows, side="right")
    left = xp.searchsorted(positions, rows, side="left")
    last = xp.take(order, xp.clip(right - 1, min=0, max=count - 1), axis=0)
    return xp.where(right > left, last, -xp.ones_like(last))


@generic("scatter_add")
def scatter_add(xp: Any, values: Any, positions: Any, size: int) -> Any:
    """`size` rows of zeros with `values[i]` added to row `positions[i]`; positions are of one dimension, not negative.

    Sorts the rows by position and sums each run of equal positions by doubling, so that rounding
    errors and NaN stay within their own row (a difference of running sums would spread them).
    """
    count = values.shape[0]
    tail = tuple(values.shape[1:])
    rows = xp.arange(size, dtype=positions.dtype, device=device_of(values))
    if count == 0 or size == 0:
        return xp.zeros((size, *tail), dtype=values.dtype, device=device_of(values))
    if not hasattr(xp, "argsort"):
        return _scatter_by_comparison(xp, values, positions, rows)
    order = xp.argsort(positions)
    positions = xp.take(positions, order, axis=0)
    values = xp.take(values, order, axis=0)
    left = xp.searchsorted(positions, rows, side="left")
    right = xp.searchsorted(positions, rows, side="right")
    for shift in _doublings(xp, right - left, count):
        same = positions[shift:] == positions[:-shift]
        mask = xp.reshape(same, (-1,) + (1,) * len(tail))
        added = values[shift:, ...] + xp.where(
            mask, values[:-shift, ...], xp.zeros_like(values[:-shift, ...])
        )
        values = xp.concat([values[:shift, ...], added], axis=0)
    last = xp.clip(right - 1, min=0, max=count - 1)
    mask = xp.reshape(right > left, (-1,) + (1,) * len(tail))
    totals = xp.take(values, last, axis=0)
    return xp.where(mask, totals, xp.zeros_like(totals))


def _doublings(xp: Any, runs: Any, count: int) -> list[int]:
    """The shifts 1, 2, 4, ... below the longest run, or below `count` where the values are not known yet."""
    try:
        longest = int(xp.max(runs))
    except (
        Exception
    ):  # a traced or lazy array has no value to give; every library has its own error for it
        longest = count
    return [1 << k for k in range(max(longest - 1, 0).bit_length())]


def _scatter_by_comparison(xp: Any, values: Any, positions: Any, rows: Any) -> Any:
    """The same for libraries that cannot sort (lazy ones): each row sums the values whose position is its own."""
    tail = (1,) * (len(values.shape) - 1)
    hits = xp.reshape(
        rows[:, None] == positions[None, :], (rows.shape[0], positions.shape[0], *tail)
    )
    spread = xp.where(hits, values[None, ...], xp.zeros_like(values[None, ...]))
    return xp.sum(spread, axis=1)


@generic("accumulate")
def accumulate(xp: Any, total: Any, g: Any) -> Any:
    """The sum of two cotangents. A backend may write it into one of them, if nobody else can see that."""
    return total + g
