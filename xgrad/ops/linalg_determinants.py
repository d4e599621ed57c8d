"""The linear algebra extension of the standard: determinants, differentiable at singular matrices too."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from xgrad.dispatch import backend_of
from xgrad.op import Array, op
from xgrad.ops.matrices import adjoint, conj, constant, identity, rounding
from xgrad.raw import unwrapped
from xgrad.variable import Variable


class SlogdetResult(NamedTuple):
    """The sign of a determinant (a complex number of modulus 1, or 0) and the logarithm of its modulus."""

    sign: Variable
    logabsdet: Variable


@op(within="linalg")
def det(x: Array, /) -> Variable:
    """Determinant of square matrices. Its gradient, the cofactors, is right for singular ones as well.

    That of a matrix with an element that is not finite is NaN.
    """


def _det_vjp(xp: Any, g: Any, x: Any, y: Any) -> Any:
    g = g[..., None, None]
    if _far_from_singular(xp, constant(x), constant(y)):
        return g * y[..., None, None] * xp.matrix_transpose(xp.linalg.inv(x))
    # Libraries refuse a whole stack for one matrix whose singular values they cannot find.
    known = xp.all(xp.isfinite(x), axis=(-2, -1), keepdims=True)
    cofactors = xp.matrix_transpose(_adjugate(xp, xp.where(known, x, identity(xp, x))))
    return g * xp.where(known, cofactors, xp.full_like(x, math.nan))


det.vjp(_det_vjp)


def _far_from_singular(xp: Any, x: Any, y: Any) -> bool:
    """Whether the inverses can be trusted, also in products that cancel, as the higher derivatives have them.

    By Hadamard's inequality the determinant is at most the product of the rows' lengths; of random
    rows it is about that times exp(-n / 2). Where values are not known yet (lazy, or under a trace), no.
    """
    lengths = xp.linalg.vector_norm(x, axis=-1)
    logs = xp.sum(xp.log(xp.where(lengths == 0, xp.ones_like(lengths), lengths)), axis=-1)
    size = xp.abs(y)
    enough = xp.log(xp.where(size == 0, xp.ones_like(size), size)) > logs - 0.5 * x.shape[-1] - 12.0
    truth = unwrapped(xp.all((size != 0) & enough))
    return backend_of(truth).surely(truth)


SPLIT = 4
"""How many of the smallest singular values are kept apart, and so the highest order right at every rank."""


def _adjugate(xp: Any, x: Any) -> Any:
    """det(x) inv(x), a polynomial in x, without a division by small singular values.

    With U, S, V of the singular value decomposition held constant, B = U^H x V is S here, and
    det(x) = det(U) det(B) det(V^H) everywhere. B in blocks [[P, Q], [R, T]], with T of the smallest
    singular values, gives det(B) = det(P) det(W), where W = T - R inv(P) Q is small enough to
    expand, and inv(B) by W's.
    """
    n = x.shape[-1]
    k = min(n, SPLIT)
    m = n - k
    u, s, vh = xp.linalg.svd(constant(x), full_matrices=False)
    u_adjoint, v = adjoint(xp, u), adjoint(xp, vh)
    b = xp.matmul(u_adjoint, xp.matmul(x, v))
    p, q, r, w = b[..., :m, :m], b[..., :m, m:], b[..., m:, :m], b[..., m:, m:]
    factor = xp.linalg.det(u) * xp.linalg.det(vh)
    if m == 0:
        middle = _expanded(xp, w)[0]
    else:
        # With more than k singular values of 0 all derivatives up to order k are 0.
        kept = s[..., m - 1] > s[..., 0] * rounding(xp, x, n)
        p = xp.where(kept[..., None, None], p, identity(xp, p))
        inverse = xp.linalg.inv(p)
        right, left = xp.matmul(inverse, q), xp.matmul(r, inverse)
        small, small_det = _expanded(xp, w - xp.matmul(r, right))
        corner = small_det[..., None, None] * inverse + xp.matmul(right, xp.matmul(small, left))
        above = xp.concat([corner, -xp.matmul(right, small)], axis=-1)
        below = xp.concat([-xp.matmul(small, left), small], axis=-1)
        middle = xp.concat([above, below], axis=-2)
        factor = factor * xp.astype(kept, x.dtype) * xp.linalg.det(p)
    return factor[..., None, None] * xp.matmul(v, xp.matmul(middle, u_adjoint))


def _expanded(xp: Any, w: Any) -> tuple[Any, Any]:
    """The adjugate and the determinant of small matrices, expanded by their minors."""
    k = w.shape[-1]
    every = tuple(range(k))
    known: dict[tuple[tuple[int, ...], tuple[int, ...]], Any] = {
        ((), ()): xp.ones_like(w[..., 0, 0])
    }

    def minor(rows: tuple[int, ...], columns: tuple[int, ...]) -> Any:
        if (rows, columns) not in known:
            total: Any = 0.0
            for place, column in enumerate(columns):
                rest = minor(rows[1:], columns[:place] + columns[place + 1 :])
                total = total + (-1.0) ** place * w[..., rows[0], column] * rest
            known[rows, columns] = total
        return known[rows, columns]

    def without(i: int) -> tuple[int, ...]:
        return every[:i] + every[i + 1 :]

    rows = [
        xp.stack([(-1.0) ** (i + j) * minor(without(j), without(i)) for j in every], axis=-1)
        for i in every
    ]
    return xp.stack(rows, axis=-2), minor(every, every)


@op(within="linalg", results=SlogdetResult)
def slogdet(x: Array, /) -> SlogdetResult:
    """Sign and logarithm of the modulus of the determinant of square matrices.

    A singular matrix has sign 0 and logarithm minus infinity; the gradient needs its inverse, and is
    what the library makes of that: an error or no finite number.
    """


def _slogdet_vjp(xp: Any, g: Any, x: Any, y: Any) -> Any:
    g_sign, g_log = g
    factor = g_log
    if g_sign is not None and xp.isdtype(x.dtype, "complex floating"):
        turned = g_sign * y[0]
        turned = 0.5 * (
            turned - conj(xp, turned)
        )  # a sign can only turn: i times the imaginary part
        factor = turned if g_log is None else turned + xp.astype(g_log, x.dtype)
    if factor is None:
        return xp.zeros_like(x)
    return factor[..., None, None] * xp.matrix_transpose(xp.linalg.inv(x))


slogdet.vjp(_slogdet_vjp)
