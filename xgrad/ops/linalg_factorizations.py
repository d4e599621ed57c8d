"""The linear algebra extension of the standard: the Cholesky and QR decompositions."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from xgrad.op import Array, op
from xgrad.ops.matrices import adjoint, conj, hermitian, lower_half, right_solve
from xgrad.variable import Variable


class QRResult(NamedTuple):
    """An orthonormal factor and an upper triangular one."""

    Q: Variable
    R: Variable


@op(within="linalg")
def cholesky(x: Array, /, *, upper: bool = False) -> Variable:
    """The lower triangular L with L L^H = x, or its adjoint, of positive definite Hermitian matrices.

    The gradient is Hermitian. Raises where a matrix is not positive definite, or gives NaN, as the
    library has it.
    """


def _cholesky_vjp(xp: Any, g: Any, y: Any, upper: bool) -> Any:
    """Murray 2016, "Differentiation of the Cholesky decomposition", with general solves."""
    if upper:
        y, g = adjoint(xp, y), adjoint(xp, g)
    transposed = xp.matrix_transpose(y)
    middle = hermitian(xp, lower_half(xp, xp.matmul(transposed, g)))
    half = xp.linalg.solve(transposed, middle)
    return xp.linalg.solve(transposed, adjoint(xp, half))


cholesky.vjp(_cholesky_vjp)


def _qr(xp: Any, x: Any, mode: str) -> Any:
    # Other modes of NumPy's and PyTorch's answer with something else than Q and R.
    if mode not in ("reduced", "complete"):
        raise ValueError('mode is "reduced" or "complete"; R alone is the second of the results')
    return xp.linalg.qr(x, mode=mode)


@op(within="linalg", results=QRResult, kernel=_qr)
def qr(x: Array, /, *, mode: Literal["reduced", "complete"] = "reduced") -> QRResult:
    """The factors of `x = Q R`: orthonormal columns, and an upper triangle.

    The columns of Q beyond the rank that "complete" adds are any basis of the rest, and a function
    of them has a derivative only if it is the same for every basis. The first min(M, N) columns of
    `x` must be linearly independent: no derivative exists where they are not. Raises ValueError for
    another mode.
    """


def _qr_vjp(xp: Any, g: Any, y: Any) -> Any:
    """Walter and Lehmann 2010, "Algorithmic differentiation of linear algebra functions"; wide ones by blocks."""
    q, r = y
    g_q, g_r = (None if part is None else conj(xp, part) for part in g)
    m, n = q.shape[-2], r.shape[-1]
    k = min(m, n)
    if q.shape[-1] > k:
        q, g_q = q[..., :k], without_complement(xp, q, g_q, k)
        r, g_r = r[..., :k, :], None if g_r is None else g_r[..., :k, :]
    if n == k:
        return conj(xp, _tall(xp, q, r, g_q, g_r))
    first, rest = r[..., :k], r[..., k:]
    if g_r is None:
        result = _tall(xp, q, first, g_q, None)
        return conj(xp, xp.concat([result, xp.zeros_like(rest)], axis=-1))
    # The columns of x beyond the k-th are Q times those of R.
    g_rest = g_r[..., k:]
    through_q = xp.matmul(q, xp.matmul(rest, adjoint(xp, g_rest)))
    g_q = through_q if g_q is None else g_q + through_q
    result = _tall(xp, q, first, g_q, g_r[..., :k])
    return conj(xp, xp.concat([result, xp.matmul(q, g_rest)], axis=-1))


def _tall(xp: Any, q: Any, r: Any, g_q: Any, g_r: Any) -> Any:
    """The cotangent of a matrix with at least as many rows as columns."""
    inner = None if g_r is None else xp.matmul(r, adjoint(xp, g_r))
    if g_q is not None:
        by_q = xp.matmul(adjoint(xp, g_q), q)
        inner = -by_q if inner is None else inner - by_q
    both = 2.0 * hermitian(xp, lower_half(xp, inner))
    left = xp.matmul(q, both)
    left = left if g_q is None else g_q + left
    return right_solve(xp, left, adjoint(xp, r))


def without_complement(xp: Any, q: Any, g: Any, k: int) -> Any:
    """The cotangent of the first k columns of a unitary matrix that stands for that of all columns.

    The others are a basis of what these leave over, and turn with them.
    """
    if g is None:
        return None
    others, g_others = q[..., k:], g[..., k:]
    first = q[..., :k]
    turned = xp.matmul(others, xp.matmul(adjoint(xp, g_others), first))
    return g[..., :k] - turned


qr.vjp(_qr_vjp)
