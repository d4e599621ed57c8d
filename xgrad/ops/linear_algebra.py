"""Linear algebra functions of the standard."""

from __future__ import annotations

from typing import Any

from xgrad.op import Array, op
from xgrad.variable import Variable


@op
def matmul(x1: Array, x2: Array, /) -> Variable:
    """Matrix product of the last two axes, over broadcast leading axes; one dimension counts as a vector."""


def _matmul_vjp1(xp: Any, g: Any, x2: Any, x1_ndim: int, x2_ndim: int) -> Any:
    if x2_ndim == 1:
        return (g if x1_ndim == 1 else g[..., None]) * x2
    if x1_ndim == 1:
        return xp.matmul(x2, g[..., None])[..., 0]
    return xp.matmul(g, xp.matrix_transpose(x2))


def _matmul_vjp2(xp: Any, g: Any, x1: Any, x1_ndim: int, x2_ndim: int) -> Any:
    if x1_ndim == 1:
        return x1 * g if x2_ndim == 1 else x1[:, None] * g[..., None, :]
    if x2_ndim == 1:
        return xp.matmul(xp.matrix_transpose(x1), g[..., None])[..., 0]
    return xp.matmul(xp.matrix_transpose(x1), g)


matmul.vjp(_matmul_vjp1, _matmul_vjp2)


@op(views=True)
def matrix_transpose(x: Array, /) -> Variable:
    """The last two axes swapped."""


matrix_transpose.vjp(lambda xp, g: xp.matrix_transpose(g))
