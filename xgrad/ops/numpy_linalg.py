"""What NumPy's `linalg` has beside the standard's extension, by its names."""

from __future__ import annotations

from typing import Any

from xgrad.op import Array, Threshold
from xgrad.ops.elementwise_arithmetic import abs, divide, multiply, square, subtract
from xgrad.ops.linalg_norms import matrix_norm, matrix_rank, vector_norm
from xgrad.ops.linalg_solvers import inv, pinv
from xgrad.ops.linalg_spectral import svdvals
from xgrad.ops.linear_algebra import matmul
from xgrad.ops.manipulation import moveaxis
from xgrad.ops.numpy_names import as_constant, together
from xgrad.ops.statistical import Axis, sum
from xgrad.registry import alias
from xgrad.variable import Variable


def norm(x: Array, /, ord: Any = None, axis: Axis = None, keepdims: bool = False) -> Variable:
    """The norm of vectors along one axis, of matrices in two, or of the array as a whole.

    Without `axis` a vector or matrix has the norm that `ord` names; without `ord` either, any array
    has the Euclidean norm of all its elements. `ord` is what `vector_norm` and `matrix_norm` take.
    Raises ValueError for a number of axes that has no norm.
    """
    x = as_constant(x)
    if ord is None and (axis is None or isinstance(axis, int)):
        return vector_norm(x, axis=axis, keepdims=keepdims)
    axes = tuple(range(x.ndim)) if axis is None else (axis,) if isinstance(axis, int) else axis
    if len(axes) == 1:
        return vector_norm(x, axis=axes[0], keepdims=keepdims, ord=2 if ord is None else ord)
    if len(axes) != 2:
        raise ValueError(
            f"norm: vectors and matrices have norms, not axes {axes} of shape {x.shape}; "
            f"without ord= the whole array has one"
        )
    matrices = moveaxis(x, axes, (-2, -1))
    found = matrix_norm(matrices, keepdims=keepdims, ord="fro" if ord is None else ord)
    return moveaxis(found, (-2, -1), axes) if keepdims else found


def cond(x: Array, /, p: Any = None) -> Variable:
    """The condition number of matrices in a norm, by default the largest singular value over the smallest."""
    if p is None or p in (2, -2):
        values = svdvals(x)
        first, last = values[..., 0], values[..., -1]
        return divide(last, first) if p == -2 else divide(first, last)
    return multiply(matrix_norm(x, ord=p), matrix_norm(inv(x), ord=p))


def lstsq(
    a: Array, b: Array, /, rcond: Threshold | None = None
) -> tuple[Variable, Variable, Variable, Variable]:
    """The shortest x of those for which `a @ x` is nearest to `b`, a vector or the columns of a matrix.

    With it come the squared distance for each column, the rank of `a`, and its singular values. As in
    NumPy the distances are an empty array where `a` has no more rows than columns, or not full rank.
    Singular values up to `rcond` times the largest count as zero, and the derivative is that of
    matrices of the same rank (see `pinv`). Raises ValueError where `a` is no single matrix.
    """
    a, b = together("linalg.lstsq", {"a": a, "b": b})
    if a.ndim != 2 or b.ndim not in (1, 2):
        raise ValueError(
            f"linalg.lstsq: a is one matrix and b a vector or a matrix, not of shapes {a.shape} and {b.shape}"
        )
    x = matmul(pinv(a, rtol=rcond), b)
    rank = matrix_rank(a, rtol=rcond)
    rows, columns = a.shape
    distances = sum(square(abs(subtract(matmul(a, x), b))), axis=0, keepdims=b.ndim == 1)
    told = rows > columns and int(rank) == columns
    return x, distances if told else distances[:0], rank, svdvals(a)


alias("linalg.lstsq", lstsq)
alias("linalg.norm", norm)
alias("linalg.cond", cond)
