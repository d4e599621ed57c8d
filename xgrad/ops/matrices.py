"""What the rules of linear algebra have in common. All of it works on stacks of matrices.

The formulas are published for the cotangent G with dL = Re<G, dy> = Re(sum(conj(G) * dy)), while
rules take its conjugate; so they conjugate on the way in and on the way out.
"""

from __future__ import annotations

from typing import Any

from array_api_compat import device as device_of

from xgrad.variable import Variable


def conj(xp: Any, x: Any) -> Any:
    """The complex conjugate; a real array as it is, without a copy."""
    return xp.conj(x) if xp.isdtype(x.dtype, "complex floating") else x


def constant(x: Any) -> Any:
    """The same values, through which no derivative goes."""
    return x.detach() if isinstance(x, Variable) else x


def adjoint(xp: Any, x: Any) -> Any:
    """The conjugate transpose."""
    return conj(xp, xp.matrix_transpose(x))


def identity(xp: Any, x: Any) -> Any:
    """The identity matrix of the order, dtype and device of square matrices."""
    return xp.astype(xp.eye(x.shape[-1], device=device_of(constant(x))), x.dtype)


def hermitian(xp: Any, x: Any) -> Any:
    """The Hermitian part (x + x^H) / 2."""
    return 0.5 * (x + adjoint(xp, x))


def skew(xp: Any, x: Any) -> Any:
    """Twice the skew-Hermitian part, x - x^H."""
    return x - adjoint(xp, x)


def lower_half(xp: Any, x: Any) -> Any:
    """The lower triangle with half of the diagonal: what with its adjoint makes up a Hermitian matrix."""
    return 0.5 * (xp.tril(x) + xp.tril(x, k=-1))


def right_solve(xp: Any, b: Any, a: Any) -> Any:
    """`b @ inv(a)`."""
    return xp.matrix_transpose(xp.linalg.solve(xp.matrix_transpose(a), xp.matrix_transpose(b)))


def rounding(xp: Any, x: Any, n: int) -> float:
    """The relative rounding error of singular values and eigenvalues of n rows in the dtype of `x`."""
    return 4.0 * max(n, 1) * float(xp.finfo(x.dtype).eps)


def total(terms: list[Any]) -> Any:
    """The sum of the terms that there are."""
    result = terms[0]
    for term in terms[1:]:
        result = result + term
    return result
