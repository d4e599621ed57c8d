"""Indices by NumPy's rules, in standard functions alone.

`normalise` writes an index out into one item per axis; `flat_positions` says which elements it
selects; `put_basic` is the adjoint of selecting them where no position can repeat.
"""

from __future__ import annotations

import math
from typing import Any, TypeAlias

from array_api_compat import device as device_of

Index: TypeAlias = Any
"""What may stand in brackets: integers, slices, Ellipsis, None, integer and boolean arrays, and tuples of them."""

Items: TypeAlias = list[Any]


def _is_array(item: Any) -> bool:
    return hasattr(item, "dtype") and hasattr(item, "shape")


_KINDS = ("bool", "unsigned integer", "signed integer", "real floating", "complex floating")


def require_same_kind(xp: Any, source: Any, target: Any) -> None:
    """Raises TypeError unless numbers of one dtype may be stored in another: width may be lost, a kind may not."""
    ranks = [
        next(i for i, kind in enumerate(_KINDS) if xp.isdtype(d, kind)) for d in (source, target)
    ]
    if ranks[0] > ranks[1]:
        raise TypeError(
            f"{source} does not fit into an array of {target}, which keeps its dtype; cast one of them with astype"
        )


class _Separator:
    """Stands for an Ellipsis that takes no axis: between two arrays it still keeps them apart."""


_SEPARATOR = _Separator()


def is_basic(index: Index) -> bool:
    """Whether an index is made of integers, slices, Ellipsis and None alone, and selects nothing twice."""
    items = index if isinstance(index, tuple) else (index,)
    return all(
        item is None
        or item is Ellipsis
        or isinstance(item, slice)
        or (type(item) is not bool and not _is_array(item) and hasattr(item, "__index__"))
        for item in items
    )


def positions(xp: Any, given: list[Any], device: Any) -> Any:
    """A list in an index, as every library reads it like NumPy: a nested one as an array.

    Raises IndexError unless it holds integers or truth values.
    """
    if all(hasattr(item, "__index__") for item in given):
        return list(given)
    array = xp.asarray(given, device=device)
    if 0 in array.shape:
        return xp.astype(array, xp.int64)
    if not xp.isdtype(array.dtype, ("bool", "integral")):
        raise IndexError(f"an index holds integers or truth values, not {given!r}")
    return array


def normalise(xp: Any, index: Index, shape: tuple[int, ...], device: Any) -> Items:
    """An index as a list: integers, slices, integer arrays (each takes one axis) and None (makes one).

    Ellipsis and missing axes become full slices, boolean arrays the integer arrays of their true
    positions, lists become integer arrays. Raises IndexError for too many indices, for integers out
    of bounds and for a single truth value.
    """
    raw = index if isinstance(index, tuple) else (index,)
    items: Items = []
    for given in raw:
        item = given
        if isinstance(given, list):
            array = xp.asarray(positions(xp, given, device), device=device)
            item = array if array.shape != (0,) else xp.astype(array, xp.int64)
        if _is_array(item) and xp.isdtype(xp.asarray(item).dtype, "bool"):
            if not item.shape:
                raise IndexError("a single truth value is no index here; use where()")
            items += list(xp.nonzero(item))
        else:
            items.append(item)
    arrays = any(_is_array(item) for item in items)
    taken = sum(item is not None and item is not Ellipsis for item in items)
    if taken > len(shape):
        raise IndexError(f"{taken} indices for an array of {len(shape)} dimensions, shape {shape}")
    at = next((i for i, item in enumerate(items) if item is Ellipsis), len(items))
    filler: Items = [slice(None)] * (len(shape) - taken)
    if not filler and arrays and at < len(items):
        filler = [_SEPARATOR]
    items = items[:at] + filler + items[at + 1 :]
    axis = 0
    for i, item in enumerate(items):
        if item is None or item is _SEPARATOR:
            continue
        if not _is_array(item) and not isinstance(item, slice):
            items[i] = _checked(item, axis, shape)
        axis += 1
    return items


def _checked(item: Any, axis: int, shape: tuple[int, ...]) -> int:
    if type(item) is bool:
        raise IndexError("a single truth value is no index here; use where()")
    if not hasattr(item, "__index__"):
        raise IndexError(
            f"an index is made of integers, slices, ..., None and arrays, not of {item!r}"
        )
    position = item.__index__()
    size = shape[axis]
    if not -size <= position < size:
        raise IndexError(f"index {position} is out of bounds for axis {axis} of shape {shape}")
    return int(position % size)


def axis_of(name: str, axis: int, shape: tuple[int, ...]) -> int:
    """An axis counted from the front. Raises IndexError, naming the function, where the array has none such."""
    if not -len(shape) <= axis < len(shape):
        raise IndexError(
            f"{name}: there is no axis {axis} in an array of {len(shape)} dimensions, shape {tuple(shape)}"
        )
    return axis % len(shape)


def flat_positions(xp: Any, items: Items, shape: tuple[int, ...], device: Any) -> Any:
    """The positions, in C order, of the selected elements of an array of this shape, in the shape of the selection."""
    strides = [math.prod(shape[axis + 1 :]) for axis in range(len(shape))]
    arrays = any(_is_array(item) for item in items)
    advanced = [
        i for i, item in enumerate(items) if _is_array(item) or (arrays and isinstance(item, int))
    ]
    together = not advanced or advanced == list(range(advanced[0], advanced[-1] + 1))
    blocks: list[
        tuple[Any, tuple[int, ...]]
    ] = []  # each block of output axes: its offsets and its shape
    chosen: Any = None
    where_advanced = 0
    base = 0
    axis = 0
    for i, item in enumerate(items):
        if item is _SEPARATOR:
            continue
        if item is None:
            blocks.append((None, (1,)))
            continue
        if i in advanced:
            if chosen is None:
                where_advanced = len(blocks) if together else 0
            offset = _wrapped(xp, item, shape[axis]) * strides[axis]
            chosen = offset if chosen is None else chosen + offset
        elif isinstance(item, slice):
            start, stop, step = item.indices(shape[axis])
            length = len(range(start, stop, step))
            offsets = (
                xp.arange(length, device=device) * (step * strides[axis]) + start * strides[axis]
            )
            blocks.append((offsets, (length,)))
        else:
            base += item * strides[axis]
        axis += 1
    if chosen is not None:
        blocks.insert(where_advanced, (chosen, _shape(chosen)))
    out_shape = tuple(n for _, block in blocks for n in block)
    total = xp.full(out_shape, base, dtype=xp.arange(0, device=device).dtype, device=device)
    before = 0
    for offsets, block in blocks:
        after = len(out_shape) - before - len(block)
        if offsets is not None:
            total = total + (
                offsets if not _is_array(offsets) else xp.reshape(offsets, (*block, *(1,) * after))
            )
        before += len(block)
    return total


def _shape(offsets: Any) -> tuple[int, ...]:
    return tuple(offsets.shape) if _is_array(offsets) else ()


def _wrapped(xp: Any, item: Any, size: int) -> Any:
    """Positions along one axis with negative ones counted from the end."""
    if not _is_array(item):
        return item
    item = xp.astype(
        item, xp.arange(0, device=device_of(item)).dtype
    )  # a narrow one would overflow
    return xp.where(item < 0, item + size, item)


def put_basic(xp: Any, g: Any, items: Items, shape: tuple[int, ...]) -> Any:
    """Zeros of `shape` with `g` at a selection by integers, slices and None: padded axis by axis."""
    axes = [item for item in items if item is not None]
    spans = [
        range(item, item + 1) if isinstance(item, int) else range(*item.indices(n))
        for item, n in zip(axes, shape, strict=True)
    ]
    if any(len(span) == 0 for span in spans):
        return xp.zeros(shape, dtype=g.dtype, device=device_of(g))
    g = xp.reshape(g, tuple(len(span) for span in spans))
    for axis, (span, n) in enumerate(zip(spans, shape, strict=True)):
        if span != range(n):
            g = _padded(xp, g, axis, span, n)
    return g


def _padded(xp: Any, g: Any, axis: int, span: range, n: int) -> Any:
    """`g` spread over the positions of `span` along one axis of length `n`, with zeros elsewhere."""
    before, after = tuple(g.shape[:axis]), tuple(g.shape[axis + 1 :])

    def zeros(*lengths: int) -> Any:
        return xp.zeros((*before, *lengths, *after), dtype=g.dtype, device=device_of(g))

    if span.step < 0:
        g, span = xp.flip(g, axis=axis), span[::-1]
    count, step = len(span), span.step
    if step > 1 and count > 1:  # each element with the zeros that follow it
        column = xp.reshape(g, (*before, count, 1, *after))
        g = xp.concat([column, zeros(count, step - 1)], axis=axis + 1)
        g = xp.reshape(g, (*before, count * step, *after))
        g = g[(*(slice(None),) * axis, slice(0, span[-1] - span[0] + 1), ...)]
    parts = [zeros(span[0]), g, zeros(n - 1 - span[-1])]
    parts = [part for part in parts if part.shape[axis] > 0]
    return xp.concat(parts, axis=axis) if len(parts) > 1 else g
