"""Statistical functions of the standard."""

from __future__ import annotations

import math
from typing import Any

from xgrad.op import Array, op
from xgrad.variable import Variable

Axis = int | tuple[int, ...] | None


def _axes(axis: Axis, ndim: int) -> tuple[int, ...]:
    """The reduced axes, counted from the front."""
    if axis is None:
        return tuple(range(ndim))
    return tuple(a % ndim for a in (axis if isinstance(axis, tuple) else (axis,)))


def _spread(xp: Any, g: Any, shape: tuple[int, ...], axis: Axis) -> Any:
    """A reduction's result (or its cotangent) with the reduced axes back, of length 1."""
    reduced = _axes(axis, len(shape))
    return xp.reshape(g, tuple(1 if k in reduced else n for k, n in enumerate(shape)))


def _count(shape: tuple[int, ...], axis: Axis) -> int:
    return math.prod(shape[k] for k in _axes(axis, len(shape)))


@op
def sum(x: Array, /, *, axis: Axis = None, dtype: Any = None, keepdims: bool = False) -> Variable:
    """Sum over the axes, or over all elements. The empty sum is 0."""


sum.vjp(lambda xp, g, x_shape, axis: xp.broadcast_to(_spread(xp, g, x_shape, axis), x_shape))


@op
def mean(x: Array, /, *, axis: Axis = None, keepdims: bool = False) -> Variable:
    """Arithmetic mean over the axes, or over all elements. The mean of nothing is NaN."""


mean.vjp(
    lambda xp, g, x_shape, axis: xp.broadcast_to(
        _spread(xp, g * (1.0 / (_count(x_shape, axis) or 1)), x_shape, axis), x_shape
    )
)


def _extremum_vjp(xp: Any, g: Any, x: Any, y: Any, axis: Axis) -> Any:
    """Ties share the cotangent equally."""
    hit = xp.astype(x == _spread(xp, y, x.shape, axis), g.dtype)
    return hit * _spread(xp, g, x.shape, axis) / xp.sum(hit, axis=axis, keepdims=True)


@op
def max(x: Array, /, *, axis: Axis = None, keepdims: bool = False) -> Variable:
    """Largest element over the axes. Elements that tie share the gradient equally."""


max.vjp(_extremum_vjp)


@op
def min(x: Array, /, *, axis: Axis = None, keepdims: bool = False) -> Variable:
    """Smallest element over the axes. Elements that tie share the gradient equally."""


min.vjp(_extremum_vjp)
