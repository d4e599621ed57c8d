"""Products and diagonals by NumPy's names, where those mean something else than the standard's of the same name."""

from __future__ import annotations

from typing import Any

from xgrad.op import Array
from xgrad.ops.elementwise_arithmetic import multiply
from xgrad.ops.indexing import index_add
from xgrad.ops.linalg_products import diagonal as diagonal_of_matrices
from xgrad.ops.linear_algebra import tensordot, vecdot
from xgrad.ops.manipulation import moveaxis, reshape
from xgrad.ops.numpy_names import as_constant, ravel, together
from xgrad.ops.statistical import sum
from xgrad.registry import function
from xgrad.variable import Variable


@function
def diagonal(x: Array, /, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Variable:
    """The diagonal of the matrices that two axes hold, by default the first two; it is the last axis of the result."""
    return diagonal_of_matrices(moveaxis(x, (axis1, axis2), (-2, -1)), offset=offset)


@function
def trace(
    x: Array, /, offset: int = 0, axis1: int = 0, axis2: int = 1, dtype: Any = None
) -> Variable:
    """The sum along the diagonal of the matrices that two axes hold, by default the first two."""
    return sum(diagonal(x, offset, axis1, axis2), axis=-1, dtype=dtype)


@function
def diag(v: Array, /, k: int = 0) -> Variable:
    """The matrix that has a vector as its k-th diagonal, or the k-th diagonal of a matrix.

    Raises ValueError for other than vectors and matrices.
    """
    v = as_constant(v)
    if v.ndim == 2:
        return diagonal_of_matrices(v, offset=k)
    if v.ndim != 1:
        raise ValueError(f"diag: it takes a vector or a matrix, not shape {v.shape}")
    size = v.shape[0] + abs(k)
    along = v.__array_namespace__().arange(v.shape[0], device=v.device)
    return index_add(v, (along + max(-k, 0), along + max(k, 0)), (size, size))


@function
def outer(a: Array, b: Array, /) -> Variable:
    """Products of each element of one array with each of the other, both in C order: a matrix."""
    a, b = together("outer", {"a": a, "b": b})
    return multiply(reshape(a, (-1, 1)), reshape(b, (1, -1)))


@function
def inner(a: Array, b: Array, /) -> Variable:
    """The sum of products over the last axes of both, without conjugation; the plain product if one is a number."""
    a, b = together("inner", {"a": a, "b": b})
    if not a.ndim or not b.ndim:
        return multiply(a, b)
    return tensordot(a, b, axes=((a.ndim - 1,), (b.ndim - 1,)))


@function
def vdot(a: Array, b: Array, /) -> Variable:
    """The sum of products of all elements in C order, those of the first conjugated."""
    a, b = together("vdot", {"a": a, "b": b})
    return vecdot(ravel(a), ravel(b))


@function
def kron(a: Array, b: Array, /) -> Variable:
    """The Kronecker product: each element of `a` times all of `b`, in blocks; missing axes are put in front."""
    a, b = together("kron", {"a": a, "b": b})
    ndim = max(a.ndim, b.ndim)
    rows, columns = ((1,) * (ndim - x.ndim) + x.shape for x in (a, b))
    spread = reshape(a, tuple(n for row in rows for n in (row, 1)))
    blocks = reshape(b, tuple(n for column in columns for n in (1, column)))
    shape = tuple(n * m for n, m in zip(rows, columns, strict=True))
    return reshape(multiply(spread, blocks), shape)
