"""Linear algebra functions of the standard's main namespace, which are in its extension too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xgrad.op import Array, op
from xgrad.ops.matrices import conj
from xgrad.registry import FUNCTIONS
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


@op
def vecdot(x1: Array, x2: Array, /, *, axis: int = -1) -> Variable:
    """Inner product of vectors along an axis, the first ones conjugated; the other axes broadcast."""


vecdot.vjp(
    lambda xp, g, x2, axis: conj(xp, xp.expand_dims(g, axis=axis) * x2),
    lambda xp, g, x1, axis: xp.expand_dims(g, axis=axis) * conj(xp, x1),
)

Axes = int | tuple[Sequence[int], Sequence[int]]


@op
def tensordot(x1: Array, x2: Array, /, *, axes: Axes = 2) -> Variable:
    """Sum of products over the given axes of both, or over the last ones of `x1` and first ones of `x2`."""


def _contracted(axes: Axes, ndim1: int, ndim2: int) -> tuple[list[int], list[int]]:
    """The axes of both that are summed over, counted from the front."""
    if isinstance(axes, int):
        return list(range(ndim1 - axes, ndim1)), list(range(axes))
    return [a % ndim1 for a in axes[0]], [a % ndim2 for a in axes[1]]


def _free(ndim: int, contracted: list[int]) -> list[int]:
    return [a for a in range(ndim) if a not in contracted]


def _arranged(xp: Any, product: Any, own: list[int], partners: list[int]) -> Any:
    """A cotangent that has an input's free axes first, then those of its contracted ones in the partners' order."""
    order = [*_free(product.ndim, own), *(a for _, a in sorted(zip(partners, own, strict=True)))]
    return xp.permute_dims(product, tuple(order.index(a) for a in range(product.ndim)))


def _tensordot_vjp1(xp: Any, g: Any, x2: Any, axes: Axes, x1_ndim: int) -> Any:
    own, partners = _contracted(axes, x1_ndim, x2.ndim)
    free = _free(x2.ndim, partners)
    ends = list(range(g.ndim - len(free), g.ndim))
    return _arranged(xp, xp.tensordot(g, x2, axes=(ends, free)), own, partners)


def _tensordot_vjp2(xp: Any, g: Any, x1: Any, axes: Axes, x2_ndim: int) -> Any:
    partners, own = _contracted(axes, x1.ndim, x2_ndim)
    free = _free(x1.ndim, partners)
    starts = list(range(len(free)))
    return _arranged(xp, xp.tensordot(g, x1, axes=(starts, free)), own, partners)


tensordot.vjp(_tensordot_vjp1, _tensordot_vjp2)

TWICE = ("matmul", "matrix_transpose", "tensordot", "vecdot")
"""What the standard has in the main namespace and in the extension."""

FUNCTIONS.update({f"linalg.{name}": FUNCTIONS[name] for name in TWICE})
