"""The linear algebra extension of the standard: norms, and the rank."""

from __future__ import annotations

import math
from typing import Any, Literal

from xgrad.composed import composed
from xgrad.op import Array, Threshold, op
from xgrad.ops.edges import or_infinite
from xgrad.ops.matrices import conj, constant, rounding
from xgrad.ops.statistical import Axis, spread
from xgrad.variable import Variable


@op(within="linalg")
def vector_norm(
    x: Array, /, *, axis: Axis = None, keepdims: bool = False, ord: float = 2
) -> Variable:
    """The norm (sum(|x|**ord))**(1 / ord) over the axes, or over all elements.

    The largest or smallest modulus for an `ord` of inf or -inf, and the count of elements that are
    not 0 for 0. Where the norm is 0, and in an element that is 0 for an `ord` other than an even
    number, the derivative is 0, the middle of the subgradients; elements that tie share it equally.
    """


def _vector_norm_vjp(xp: Any, g: Any, x: Any, y: Any, axis: Axis, ord: float) -> Any:
    if ord == 0 or 0 in x.shape:
        return xp.zeros_like(x)
    # Quotients by the norm neither overflow nor vanish all together, as the powers themselves do.
    if ord == 2:
        return conj(xp, x) * spread(xp, g / or_infinite(xp, y), x.shape, axis)
    g, y = spread(xp, g, x.shape, axis), spread(xp, y, x.shape, axis)
    if ord in (math.inf, -math.inf):
        hit = xp.astype(xp.abs(x) == y, g.dtype)
        return g * hit / xp.sum(hit, axis=axis, keepdims=True) * _phase(xp, x)
    if ord == 1:
        return g * _phase(xp, x)
    flat = (x == 0) | (y == 0)
    ratio = x / or_infinite(xp, y)
    if ord > 0 and ord % 2 == 0:  # a polynomial in the elements
        return g * conj(xp, ratio) * _squared(xp, ratio) ** (ord / 2 - 1)
    ratio = xp.where(flat, xp.ones_like(ratio), ratio)
    slope = conj(xp, ratio) * xp.abs(ratio) ** (ord - 2.0)
    return g * xp.where(flat, xp.zeros_like(slope), slope)


def _squared(xp: Any, x: Any) -> Any:
    """The squares of the moduli."""
    return xp.real(x * xp.conj(x)) if xp.isdtype(x.dtype, "complex floating") else x * x


def _phase(xp: Any, x: Any) -> Any:
    """The derivative of the modulus: the conjugate of the sign, 0 at 0."""
    if not xp.isdtype(x.dtype, "complex floating"):
        return xp.sign(x)
    return xp.conj(x) * (1.0 / or_infinite(xp, xp.abs(x)))


vector_norm.vjp(_vector_norm_vjp)

Order = float | Literal["fro", "nuc"] | None


@composed(within="linalg", own=True)
def matrix_norm(xp: Any, x: Array, /, *, keepdims: bool = False, ord: Order = "fro") -> Variable:
    """Norms of matrices.

    The Frobenius norm ("fro"), the nuclear norm ("nuc"), the largest or smallest singular value (2,
    -2), sum of moduli in a column (1, -1) or in a row (inf, -inf).

    The derivative of what is 0 is 0, the middle of the subgradients: of the norm of a zero matrix,
    of a zero singular value. Sums and singular values that tie share it equally.

    The largest of no sums or singular values is 0; ValueError is raised for the smallest, and for
    another `ord`.
    """
    if ord in ("fro", None):
        return xp.linalg.vector_norm(x, axis=(-2, -1), keepdims=keepdims)
    if ord not in ("nuc", 1, -1, 2, -2, math.inf, -math.inf):
        raise ValueError(
            f"linalg.matrix_norm has no ord={ord!r}: 'fro', 'nuc', 1, -1, 2, -2, inf or -inf"
        )
    by_sums = ord in (1, -1, math.inf, -math.inf)
    over, along = (-1, -2) if ord in (math.inf, -math.inf) else (-2, -1)
    if x.shape[along] == 0 or (x.shape[over] == 0 and not by_sums):
        if ord in (-1, -2, -math.inf):
            raise ValueError(
                f"linalg.matrix_norm of ord={ord!r} is the smallest of none in matrices of shape {tuple(x.shape[-2:])}"
            )
        return xp.sum(xp.abs(x), axis=(-2, -1), keepdims=keepdims)
    if by_sums:
        sums = xp.sum(xp.abs(x), axis=over, keepdims=True)
        extremum = xp.max if ord in (1, math.inf) else xp.min
        result = extremum(sums, axis=along, keepdims=True)
        return result if keepdims else xp.squeeze(result, axis=(-2, -1))
    result = _of_values(xp, xp.linalg.svdvals(x), ord)
    return result[..., None, None] if keepdims else result


def _of_values(xp: Any, s: Any, ord: Any) -> Any:
    """The norm of singular values in descending order; up to rounding errors they are 0, or tie."""
    known = constant(s)
    error = rounding(xp, known, known.shape[-1])
    largest = known[..., :1]
    chosen = known > error * largest
    if ord != "nuc":
        edge = largest if ord > 0 else known[..., -1:]
        chosen = chosen & (xp.abs(known - edge) <= error * largest)
    weights = xp.astype(chosen, s.dtype)
    total = xp.sum(s * weights, axis=-1)
    return total if ord == "nuc" else total / xp.clip(xp.sum(weights, axis=-1), min=1.0)


@op(within="linalg")
def matrix_rank(x: Array, /, *, rtol: Threshold | None = None) -> Variable:
    """The number of singular values above `rtol` times the largest: integers, which are constants."""
