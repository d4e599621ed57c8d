"""Arrays joined and split, by NumPy's names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from xgrad.op import Array
from xgrad.ops.indexing import take
from xgrad.ops.manipulation import concat, expand_dims, flip, reshape
from xgrad.ops.numpy_names import as_constant, numbered, ravel, swapaxes, together
from xgrad.raw import require_together
from xgrad.registry import function
from xgrad.variable import Variable


@function
def atleast_1d(x: Array, /) -> Variable:
    """The array, or a vector of one element if it has no dimensions."""
    x = as_constant(x)
    return x if x.ndim else reshape(x, (1,))


@function
def atleast_2d(x: Array, /) -> Variable:
    """The array, or a matrix of one row if it has less than two dimensions."""
    x = as_constant(x)
    return x if x.ndim > 1 else reshape(x, (1, x.shape[0] if x.ndim else 1))


@function
def vstack(arrays: Iterable[Array], /) -> Variable:
    """Arrays one below the other: joined along axis 0, vectors as rows."""
    return concat([atleast_2d(part) for part in together("vstack", numbered(arrays))], axis=0)


@function
def hstack(arrays: Iterable[Array], /) -> Variable:
    """Arrays side by side: joined along axis 1, vectors along axis 0."""
    parts = [atleast_1d(part) for part in together("hstack", numbered(arrays))]
    return concat(parts, axis=0 if parts and parts[0].ndim == 1 else 1)


@function
def dstack(arrays: Iterable[Array], /) -> Variable:
    """Arrays one behind the other: joined along axis 2, which is made for vectors (as rows) and matrices."""
    parts = [atleast_2d(part) for part in together("dstack", numbered(arrays))]
    return concat([expand_dims(p, 2) if p.ndim == 2 else p for p in parts], axis=2)


@function
def column_stack(arrays: Iterable[Array], /) -> Variable:
    """Vectors as the columns of a matrix; matrices give all their columns."""
    parts = [atleast_1d(part) for part in together("column_stack", numbered(arrays))]
    return concat([expand_dims(p, 1) if p.ndim == 1 else p for p in parts], axis=1)


@function
def append(arr: Array, /, values: Array, axis: int | None = None) -> Variable:
    """An array with others after it along an axis; without an axis the elements of both as a vector."""
    first, second = together("append", {"arr": arr, "values": values})
    if axis is None:
        return concat([ravel(first), ravel(second)], axis=0)
    return concat([first, second], axis=axis)


@function
def block(arrays: Any, /) -> Variable:
    """Blocks put together as the nested lists of them say: the innermost side by side, the next one below the other.

    Blocks of fewer dimensions than there are levels get some in front.
    """
    require_together("block", {"arrays": arrays})
    depth = _depth(arrays)
    blocks = iter(together("block", numbered(_in_order(arrays))))

    def joined(part: Any, level: int) -> Variable:
        if isinstance(part, list):
            return concat([joined(inner, level + 1) for inner in part], axis=level - depth)
        found = next(blocks)
        return reshape(found, (1,) * (depth - found.ndim) + found.shape)

    return joined(arrays, 0)


def _depth(part: Any) -> int:
    return 1 + max(map(_depth, part)) if isinstance(part, list) and part else 0


def _in_order(part: Any) -> list[Any]:
    return (
        [leaf for inner in part for leaf in _in_order(inner)] if isinstance(part, list) else [part]
    )


@function
def delete(arr: Array, /, obj: int | slice | Sequence[int], axis: int | None = None) -> Variable:
    """The array without what lies at some positions along an axis; without an axis, of its elements in C order.

    Raises IndexError for a position outside.
    """
    arr, axis = (ravel(arr), 0) if axis is None else (as_constant(arr), axis)
    size = arr.shape[axis]
    chosen = range(size)[obj] if isinstance(obj, slice) else [obj] if isinstance(obj, int) else obj
    without = {range(size)[position] for position in chosen}
    kept = [position for position in range(size) if position not in without]
    xp = arr.__array_namespace__()
    return take(arr, xp.asarray(kept, dtype=xp.int64, device=arr.device), axis=axis)


@function
def array_split(
    x: Array, /, indices_or_sections: int | Sequence[int], axis: int = 0
) -> list[Variable]:
    """The parts of an array along an axis: so many, the first ones longer by one if need be, or cut at positions.

    The parts are views where the library can make them. Raises ValueError for less than one part.
    """
    x = as_constant(x)
    size = x.shape[axis]
    if isinstance(indices_or_sections, int):
        count = indices_or_sections
        if count < 1:
            raise ValueError(f"array_split: an array cannot be split into {count} parts")
        cuts = [k * (size // count) + min(k, size % count) for k in range(1, count)]
    else:
        cuts = [int(k) for k in indices_or_sections]
    before = (slice(None),) * (axis % x.ndim)
    bounds = zip([0, *cuts], [*cuts, size], strict=True)
    return [x[(*before, slice(*slice(a, b).indices(size)[:2]), ...)] for a, b in bounds]


@function
def split(x: Array, /, indices_or_sections: int | Sequence[int], axis: int = 0) -> list[Variable]:
    """The parts of an array along an axis: so many of equal length, or cut at positions.

    Raises ValueError where equal parts are not possible; `array_split` makes some of them longer.
    """
    x = as_constant(x)
    if isinstance(indices_or_sections, int) and x.shape[axis] % indices_or_sections:
        raise ValueError(
            f"split: axis {axis} of shape {x.shape} has no {indices_or_sections} equal parts; see array_split"
        )
    return array_split(x, indices_or_sections, axis)


@function
def fliplr(x: Array, /) -> Variable:
    """The columns in reverse order: axis 1 flipped."""
    return flip(x, axis=1)


@function
def flipud(x: Array, /) -> Variable:
    """The rows in reverse order: axis 0 flipped."""
    return flip(x, axis=0)


@function
def rot90(m: Array, /, k: int = 1, axes: tuple[int, int] = (0, 1)) -> Variable:
    """The array turned by k quarters in the plane of two axes, from the first axis towards the second."""
    first, second = axes
    if k % 4 == 2:
        return flip(m, axis=(first, second))
    if k % 4 == 3:
        return flip(swapaxes(m, first, second), axis=second)
    return swapaxes(flip(m, axis=second), first, second) if k % 4 else as_constant(m)
