"""The linear algebra extension of the standard: inverses and linear systems."""

from __future__ import annotations

from typing import Any

from xgrad.op import Array, Threshold, op
from xgrad.ops.linalg_spectral import svd_vjp
from xgrad.ops.matrices import adjoint, conj, constant, identity, rounding
from xgrad.variable import Variable


@op(within="linalg")
def inv(x: Array, /) -> Variable:
    """Inverse of square matrices. Of a singular one it raises, or is infinite, as the library has it."""


def _inv_vjp(xp: Any, g: Any, y: Any) -> Any:
    transposed = xp.matrix_transpose(y)
    return -xp.matmul(xp.matmul(transposed, g), transposed)


inv.vjp(_inv_vjp)


@op(within="linalg")
def solve(x1: Array, x2: Array, /) -> Variable:
    """The solution of `x1 @ y = x2` for square matrices; only an `x2` of one dimension is a vector."""


def _solve_transposed(xp: Any, x1: Any, g: Any) -> Any:
    transposed = xp.matrix_transpose(x1)
    if g.ndim < x1.ndim and g.ndim > 1:  # vectors, for a stack of matrices
        return xp.linalg.solve(transposed, g[..., None])[..., 0]
    return xp.linalg.solve(transposed, g)


def _solve_vjp(xp: Any, g: Any, x1: Any, y: Any) -> tuple[Any, Any]:
    h = _solve_transposed(xp, x1, g)
    if g.ndim < x1.ndim:
        return -h[..., None] * y[..., None, :], h
    return -xp.matmul(h, xp.matrix_transpose(y)), h


solve.vjp(
    lambda xp, g, x1, y: _solve_vjp(xp, g, x1, y)[0],
    lambda xp, g, x1: _solve_transposed(xp, x1, g),
    together=_solve_vjp,
)


@op(within="linalg")
def pinv(x: Array, /, *, rtol: Threshold | None = None) -> Variable:
    """Moore-Penrose inverse; singular values up to `rtol` times the largest count as zero.

    The derivative is that of matrices of the same rank: the number of singular values that count is
    held, since where it changes the function is not continuous.
    """


def _pinv_vjp(xp: Any, g: Any, x: Any, y: Any, rtol: Any) -> Any:
    """What counts is the product of `x` with a projector, which turns with `x` where more than zeros is cut off."""
    if rtol is None:
        return _low_rank_vjp(xp, g, x, y)
    u, s, vh = xp.linalg.svd(x, full_matrices=False)
    counts, fixed = _counted(xp, constant(s), x, rtol)
    kept = vh * counts
    projector = xp.matmul(adjoint(xp, kept), kept)
    projector = projector + fixed * identity(xp, projector)
    g = _low_rank_vjp(xp, g, xp.matmul(x, projector), y)
    by_projector = xp.matmul(xp.matrix_transpose(x), g)
    by_vh = xp.matmul(conj(xp, kept), by_projector + adjoint(xp, by_projector))
    through = svd_vjp(xp, (None, None, by_vh), (u, s, vh))
    return xp.matmul(g, xp.matrix_transpose(projector)) + through


def _counted(xp: Any, s: Any, x: Any, rtol: Any) -> tuple[Any, Any]:
    """1 for the singular values that count, in columns, and 1 for a matrix that keeps all but rounding errors.

    The former are 0 where the latter is 1: nothing is projected.
    """
    largest = s[..., :1]
    above = s > largest * (rtol if isinstance(rtol, float | int) else rtol[..., None])
    nothing = s <= rounding(xp, s, max(x.shape[-2:])) * largest
    fixed = xp.all(above | nothing, axis=-1)[..., None, None]
    return xp.astype(above[..., None] & ~fixed, x.dtype), xp.astype(fixed, x.dtype)


def _low_rank_vjp(xp: Any, g: Any, x: Any, y: Any) -> Any:
    """Golub and Pereyra 1973, "The differentiation of pseudo-inverses and nonlinear least squares problems"."""
    g = adjoint(xp, conj(xp, g))
    y_adjoint = adjoint(xp, y)
    result = -xp.matmul(xp.matmul(y_adjoint, adjoint(xp, g)), y_adjoint)
    by_columns = xp.matmul(g, xp.matmul(y, y_adjoint))
    by_rows = xp.matmul(xp.matmul(y_adjoint, y), g)
    result = result + (by_columns - xp.matmul(x, xp.matmul(y, by_columns)))
    result = result + (by_rows - xp.matmul(xp.matmul(by_rows, y), x))
    return conj(xp, result)


pinv.vjp(_pinv_vjp)
