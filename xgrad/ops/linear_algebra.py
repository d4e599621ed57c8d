"""Linear algebra functions of the standard."""

from __future__ import annotations

from typing import Any

from xgrad.op import Array, op
from xgrad.variable import Variable
from xgrad.view import Views


@op
def matmul(x1: Array, x2: Array, /) -> Variable:
    """Matrix product of the last two axes, over broadcast leading axes; one dimension counts as a vector."""


# An argument of one dimension takes one from the result, so the result's dimensions tell what the other one had.


def _matmul_vjp1(xp: Any, g: Any, x2: Any) -> Any:
    if x2.ndim == 1:
        return g * x2 if g.ndim == 0 else g[..., None] * x2
    if g.ndim < x2.ndim:
        return xp.matmul(x2, g[..., None])[..., 0]
    return xp.matmul(g, xp.matrix_transpose(x2))


def _matmul_vjp2(xp: Any, g: Any, x1: Any) -> Any:
    if x1.ndim == 1:
        return x1 * g if g.ndim == 0 else x1[:, None] * g[..., None, :]
    if g.ndim < x1.ndim:
        return xp.matmul(xp.matrix_transpose(x1), g[..., None])[..., 0]
    return xp.matmul(xp.matrix_transpose(x1), g)


matmul.vjp(_matmul_vjp1, _matmul_vjp2)


def _transposed_back(y: Any, x: Any) -> Any:
    return matrix_transpose(y)


@op(views=Views(_transposed_back))
def matrix_transpose(x: Array, /) -> Variable:
    """The last two axes swapped."""


matrix_transpose.vjp(lambda xp, g: xp.matrix_transpose(g))
