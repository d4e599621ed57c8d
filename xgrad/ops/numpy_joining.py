"""Arrays joined and split, by NumPy's names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xgrad.op import Array
from xgrad.ops.manipulation import concat, expand_dims, flip, reshape
from xgrad.ops.numpy_names import as_constant, ravel, together
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
    return concat([atleast_2d(part) for part in together(arrays)], axis=0)


@function
def hstack(arrays: Iterable[Array], /) -> Variable:
    """Arrays side by side: joined along axis 1, vectors along axis 0."""
    parts = [atleast_1d(part) for part in together(arrays)]
    return concat(parts, axis=0 if parts and parts[0].ndim == 1 else 1)


@function
def dstack(arrays: Iterable[Array], /) -> Variable:
    """Arrays one behind the other: joined along axis 2, which is made for vectors (as rows) and matrices."""
    parts = [atleast_2d(part) for part in together(arrays)]
    return concat([expand_dims(p, 2) if p.ndim == 2 else p for p in parts], axis=2)


@function
def column_stack(arrays: Iterable[Array], /) -> Variable:
    """Vectors as the columns of a matrix; matrices give all their columns."""
    parts = [atleast_1d(part) for part in together(arrays)]
    return concat([expand_dims(p, 1) if p.ndim == 1 else p for p in parts], axis=1)


@function
def append(arr: Array, values: Array, /, axis: int | None = None) -> Variable:
    """An array with others after it along an axis; without an axis the elements of both as a vector."""
    first, second = together((arr, values))
    if axis is None:
        return concat([ravel(first), ravel(second)], axis=0)
    return concat([first, second], axis=axis)


@function
def array_split(
    x: Array, indices_or_sections: int | Sequence[int], /, axis: int = 0
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
def split(x: Array, indices_or_sections: int | Sequence[int], /, axis: int = 0) -> list[Variable]:
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
