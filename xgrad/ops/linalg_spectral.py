"""The linear algebra extension of the standard: eigenvalues, eigenvectors and singular values.

Where eigenvalues are equal their eigenvectors are any basis of a space, and a rule that divides by
the difference of the eigenvalues has 0 / 0 for functions of the space as a whole, whose true share
is 0. So differences within rounding errors have the reciprocal 0. A function of tied eigenvectors
and of their eigenvalues (V f(w) V^H) needs a limit of which neither cotangent knows anything: its
gradient is NaN, not a number that looks right.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from xgrad.composed import composed
from xgrad.op import Array, op
from xgrad.ops.linalg_factorizations import without_complement
from xgrad.ops.matrices import adjoint, conj, constant, hermitian, identity, rounding, skew, total
from xgrad.variable import Variable


class EighResult(NamedTuple):
    """Eigenvalues in ascending order, and their eigenvectors as columns."""

    eigenvalues: Variable
    eigenvectors: Variable


class EigResult(NamedTuple):
    """Complex eigenvalues, and their eigenvectors as columns."""

    eigenvalues: Variable
    eigenvectors: Variable


class SVDResult(NamedTuple):
    """Left singular vectors as columns, singular values in descending order, right singular vectors as rows."""

    U: Variable
    S: Variable
    Vh: Variable


def _reciprocals(xp: Any, x: Any, tied: Any, lost: Any = None) -> Any:
    """1 / x, and 0 where tied, or NaN where what 0 stands for is lost."""
    result = xp.where(tied, xp.zeros_like(x), 1.0 / xp.where(tied, xp.ones_like(x), x))
    return result if lost is None else xp.where(tied & lost, xp.full_like(x, math.nan), result)


def _negligible(xp: Any, x: Any, w: Any, n: int) -> Any:
    """Where `x` is no more than a rounding error of the largest of the eigenvalues or singular values `w`."""
    size = xp.abs(constant(w))
    largest = size if 0 in size.shape else xp.max(size, axis=-1, keepdims=True)
    largest = largest if x.ndim == w.ndim else largest[..., None]
    return xp.abs(constant(x)) <= rounding(xp, w, n) * largest


def _differences(xp: Any, w: Any, g_w: Any) -> Any:
    """1 / (w_j - w_i) for all i and j; 0 for ties, and NaN for those whose cotangents are not both 0."""
    n = w.shape[-1]
    difference = w[..., None, :] - w[..., :, None]
    lost = None
    if g_w is not None:
        used = constant(g_w) != 0
        others = identity(xp, constant(difference)) == 0
        lost = (used[..., None, :] | used[..., :, None]) & others
    return _reciprocals(xp, difference, _negligible(xp, difference, w, n), lost)


@op(within="linalg", results=EighResult)
def eigh(x: Array, /) -> EighResult:
    """Eigenvalues and orthonormal eigenvectors of Hermitian matrices. The gradient is Hermitian.

    Eigenvectors have any phase (sign), and those of a repeated eigenvalue are any basis of its
    space. A function has a derivative only if it is the same for every choice; that of another one
    is taken with the phase held.
    """


def _eigh_vjp(xp: Any, g: Any, y: Any) -> Any:
    """Giles 2008, "An extended collection of matrix derivative results", section 3.1; ties as above."""
    w, v = y
    g_w, g_v = g
    v_adjoint = adjoint(xp, v)
    terms = [] if g_w is None else [v * g_w[..., None, :]]
    if g_v is not None:
        turned = _differences(xp, w, g_w) * xp.matmul(v_adjoint, conj(xp, g_v))
        terms.append(xp.matmul(v, hermitian(xp, turned)))
    return conj(xp, xp.matmul(total(terms), v_adjoint))


eigh.vjp(_eigh_vjp)


@op(within="linalg", results=EigResult)
def eig(x: Array, /) -> EigResult:
    """Eigenvalues and eigenvectors of length 1 of square matrices, in no order, complex.

    Eigenvectors have any phase, and a function has a derivative only if it is the same for every
    choice. At a matrix without a basis of eigenvectors the eigenvalues have no derivative either.
    """


def _eig_vjp(xp: Any, g: Any, y: Any) -> Any:
    """Boeddeker et al. 2017, "On the computation of complex-valued gradients"; vectors kept at length 1."""
    w, v = y
    g_w, g_v = (None if part is None else conj(xp, part) for part in g)
    v_adjoint = adjoint(xp, v)
    terms = []
    if g_w is not None:
        one = identity(xp, v_adjoint)
        terms.append(g_w[..., None, :] * one)
    if g_v is not None:
        along = xp.sum(xp.real(conj(xp, v) * g_v), axis=-2, keepdims=True)
        across = xp.matmul(v_adjoint, g_v - v * along)
        terms.append(across * conj(xp, _differences(xp, w, g_w)))
    return conj(xp, xp.linalg.solve(v_adjoint, xp.matmul(total(terms), v_adjoint)))


eig.vjp(_eig_vjp)


@op(within="linalg", results=SVDResult)
def svd(x: Array, /, *, full_matrices: bool = True) -> SVDResult:
    """Singular value decomposition `x = (U * S) @ Vh` of matrices.

    Singular vectors come in pairs of any common phase (sign), those of equal singular values, and
    those that `full_matrices` adds, are any basis of their space. A function has a derivative only
    if it is the same for every choice.
    """


def svd_vjp(xp: Any, g: Any, y: Any) -> Any:
    """Townsend 2016, "Differentiating the singular value decomposition", in sums and differences of values.

    The cotangents of U and V turn the vectors of values s_i and s_j by their sum over s_j - s_i and
    by their difference over s_j + s_i, so that what turns both alike (U V^H) is right at ties.
    """
    u, s, vh = y
    k = s.shape[-1]
    v = adjoint(xp, vh)
    g_u, g_v = (None if part is None else conj(xp, part) for part in (g[0], g[2]))
    g_s = g[1]
    g_v = None if g_v is None else adjoint(xp, g_v)
    if u.shape[-1] > k:
        u, g_u = u[..., :k], without_complement(xp, u, g_u, k)
    if v.shape[-1] > k:
        v, g_v = v[..., :k], without_complement(xp, v, g_v, k)
    v_adjoint = adjoint(xp, v)
    if g_u is None and g_v is None:
        return conj(xp, xp.matmul(u * g_s[..., None, :], v_adjoint))

    by_u = None if g_u is None else xp.matmul(adjoint(xp, u), g_u)
    by_v = None if g_v is None else xp.matmul(v_adjoint, g_v)
    used = None if g_s is None else constant(g_s) != 0
    inverse = _reciprocals(xp, s, _negligible(xp, s, s, k), used)
    middle = _turned(xp, s, g_s, by_u, by_v)
    result = xp.matmul(u, middle) if g_s is None else xp.matmul(u, middle) + u * g_s[..., None, :]
    if g_u is not None and u.shape[-2] > k:
        result = result + (g_u - xp.matmul(u, by_u)) * inverse[..., None, :]
    result = xp.matmul(result, v_adjoint)
    if g_v is not None and v.shape[-2] > k:
        outside = g_v - xp.matmul(v, by_v)
        result = result + xp.matmul(u * inverse[..., None, :], adjoint(xp, outside))
    return conj(xp, result)


def _turned(xp: Any, s: Any, g_s: Any, by_u: Any, by_v: Any) -> Any:
    """The cotangent of U^H dx V that comes from the singular vectors."""
    turns_u = 0.0 if by_u is None else skew(xp, by_u)
    turns_v = 0.0 if by_v is None else skew(xp, by_v)
    sums = s[..., None, :] + s[..., :, None]
    negligible = _negligible(xp, sums, s, s.shape[-1])
    alike = (turns_u + turns_v) * _differences(xp, s, g_s)
    apart = (turns_u - turns_v) * _reciprocals(xp, sums, negligible)
    return 0.5 * (alike + apart)


svd.vjp(svd_vjp)


@composed(within="linalg")
def eigvalsh(xp: Any, x: Array, /) -> Variable:
    """Eigenvalues of Hermitian matrices, in ascending order."""
    return xp.linalg.eigh(x)[0]


@composed(within="linalg")
def eigvals(xp: Any, x: Array, /) -> Variable:
    """Eigenvalues of square matrices, in no order, complex."""
    return xp.linalg.eig(x)[0]


@composed(within="linalg")
def svdvals(xp: Any, x: Array, /) -> Variable:
    """Singular values of matrices, in descending order."""
    return xp.linalg.svd(x, full_matrices=False)[1]
