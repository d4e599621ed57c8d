"""The linear algebra extension of the standard: products of vectors, powers and diagonals of matrices."""

from __future__ import annotations

import operator
from typing import Any

from xgrad.composed import composed
from xgrad.op import Array, op
from xgrad.ops.matrices import identity
from xgrad.variable import Variable


def _outer(xp: Any, x1: Any, x2: Any) -> Any:
    if x1.ndim != 1 or x2.ndim != 1:
        raise ValueError(f"it takes two vectors, not arrays of shapes {x1.shape} and {x2.shape}")
    return x1[:, None] * x2[None, :]


@op(within="linalg", kernel=_outer)
def outer(x1: Array, x2: Array, /) -> Variable:
    """Products of each element of one vector with each of the other. Raises ValueError for other than vectors."""


outer.vjp(
    lambda xp, g, x2: xp.matmul(g, x2),
    lambda xp, g, x1: xp.matmul(xp.matrix_transpose(g), x1),
)


@composed(within="linalg")
def cross(xp: Any, x1: Array, x2: Array, /, *, axis: int = -1) -> Variable:
    """Cross product of vectors of 3 elements along an axis, counted from the back; the other axes broadcast.

    Raises ValueError for vectors of another length.
    """
    if x1.shape[axis] != 3 or x2.shape[axis] != 3:
        raise ValueError(
            f"linalg.cross takes vectors of 3 elements; axis {axis} of shapes {x1.shape} and "
            f"{x2.shape} is longer or shorter"
        )
    a, b = ([x[_at(x.ndim, axis, i)] for i in range(3)] for x in (x1, x2))
    parts = [a[i - 2] * b[i - 1] - a[i - 1] * b[i - 2] for i in range(3)]
    return xp.stack(parts, axis=axis)


def _at(ndim: int, axis: int, i: int) -> tuple[Any, ...]:
    return (*[slice(None)] * (axis % ndim), i, ...)


@composed(within="linalg")
def matrix_power(xp: Any, x: Array, n: int, /) -> Variable:
    """Square matrices multiplied by themselves; a negative `n` takes the inverse, and 0 the identity.

    By repeated squaring. The gradient for n = 0 is 0. Raises TypeError unless `n` is an integer.
    """
    if not hasattr(n, "__index__"):
        raise TypeError(f"linalg.matrix_power: n is an integer, not {n!r}")
    n = operator.index(n)
    if n == 0:
        return xp.where(xp.ones_like(x, dtype=xp.bool), identity(xp, x), x)
    base = xp.linalg.inv(x) if n < 0 else x
    power = base
    for bit in f"{abs(n):b}"[1:]:
        power = xp.matmul(power, power)
        power = xp.matmul(power, base) if bit == "1" else power
    return power


@composed(within="linalg")
def diagonal(xp: Any, x: Array, /, *, offset: int = 0) -> Variable:
    """The diagonals of matrices; above the main one for a positive `offset`, below it for a negative one."""
    rows, columns = x.shape[-2:]
    first = offset if offset >= 0 else -offset * columns
    length = max(0, min(rows + min(offset, 0), columns - max(offset, 0)))
    flat = xp.reshape(x, (*x.shape[:-2], rows * columns))
    return flat[..., first : first + length * (columns + 1) : columns + 1]


@composed(within="linalg")
def trace(xp: Any, x: Array, /, *, offset: int = 0, dtype: Any = None) -> Variable:
    """The sum along the diagonals of matrices."""
    return xp.sum(xp.linalg.diagonal(x, offset=offset), axis=-1, dtype=dtype)
