"""Manipulation functions of the standard."""

from __future__ import annotations

import math
from itertools import accumulate
from typing import Any

from xgrad.graph import through
from xgrad.op import Array, op
from xgrad.variable import Variable


@op(views=True)
def reshape(x: Array, /, shape: tuple[int, ...], *, copy: bool | None = None) -> Variable:
    """The same elements in C order, in another shape; one length may be -1."""


reshape.vjp(lambda xp, g, x_shape: xp.reshape(g, x_shape))


@op(views=True)
def broadcast_to(x: Array, /, shape: tuple[int, ...]) -> Variable:
    """The array repeated along new axes and axes of length 1."""


broadcast_to.vjp(through)  # the engine sums over what was repeated


@op(views=True)
def permute_dims(x: Array, /, axes: tuple[int, ...]) -> Variable:
    """The axes in another order."""


def _inverse(axes: tuple[int, ...]) -> tuple[int, ...]:
    inverse = [0] * len(axes)
    for k, axis in enumerate(axes):
        inverse[axis] = k
    return tuple(inverse)


permute_dims.vjp(lambda xp, g, axes: xp.permute_dims(g, _inverse(axes)))


@op(views=True)
def expand_dims(x: Array, /, *, axis: int | tuple[int, ...] = 0) -> Variable:
    """New axes of length 1 at the given positions of the result."""


expand_dims.vjp(lambda xp, g, x_shape: xp.reshape(g, x_shape))


@op(views=True)
def squeeze(x: Array, /, axis: int | tuple[int, ...]) -> Variable:
    """Without the given axes, which must be of length 1."""


squeeze.vjp(lambda xp, g, x_shape: xp.reshape(g, x_shape))


@op
def concat(arrays: list[Array], /, *, axis: int | None = 0) -> Variable:
    """Arrays joined along an axis they have, or flattened first if `axis` is None."""


def _concat_vjp(
    xp: Any, g: Any, arrays_shape: list[tuple[int, ...]], axis: int | None
) -> list[Any]:
    if axis is None:
        sizes = [math.prod(shape) for shape in arrays_shape]
        ends = list(accumulate(sizes))
        return [
            xp.reshape(g[end - size : end], shape)
            for size, end, shape in zip(sizes, ends, arrays_shape, strict=True)
        ]
    k = axis % len(g.shape)
    ends = list(accumulate(shape[k] for shape in arrays_shape))
    before = (slice(None),) * k
    return [
        g[(*before, slice(end - shape[k], end), ...)]
        for end, shape in zip(ends, arrays_shape, strict=True)
    ]


concat.vjp(_concat_vjp)


@op
def stack(arrays: list[Array], /, *, axis: int = 0) -> Variable:
    """Arrays of one shape joined along a new axis."""


def _stack_vjp(xp: Any, g: Any, arrays_shape: list[tuple[int, ...]], axis: int) -> list[Any]:
    before = (slice(None),) * (axis % len(g.shape))
    return [g[(*before, i, ...)] for i in range(len(arrays_shape))]


stack.vjp(_stack_vjp)
