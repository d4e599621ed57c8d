"""Statistical functions of the standard."""

from __future__ import annotations

import math
from typing import Any

from xgrad.op import Array, op
from xgrad.ops.edges import nowhere
from xgrad.ops.matrices import constant
from xgrad.variable import Variable

Axis = int | tuple[int, ...] | None
INF = math.inf


def reduced_axes(axis: Axis, ndim: int) -> tuple[int, ...]:
    """The reduced axes, counted from the front."""
    if axis is None:
        return tuple(range(ndim))
    return tuple(a % ndim for a in (axis if isinstance(axis, tuple) else (axis,)))


def spread(xp: Any, g: Any, shape: tuple[int, ...], axis: Axis) -> Any:
    """A reduction's result (or its cotangent) with the reduced axes back, of length 1."""
    reduced = reduced_axes(axis, len(shape))
    return xp.reshape(g, tuple(1 if k in reduced else n for k, n in enumerate(shape)))


def _repeated(xp: Any, g: Any, x_shape: tuple[int, ...], axis: Axis) -> Any:
    """A reduction's cotangent at every element that it reduced."""
    return xp.broadcast_to(spread(xp, g, x_shape, axis), x_shape)


def count(shape: tuple[int, ...], axis: Axis) -> int:
    """How many elements make one result."""
    return math.prod(shape[k] for k in reduced_axes(axis, len(shape)))


@op
def sum(x: Array, /, *, axis: Axis = None, dtype: Any = None, keepdims: bool = False) -> Variable:
    """Sum over the axes, or over all elements. The empty sum is 0."""


sum.vjp(_repeated)


@op
def mean(x: Array, /, *, axis: Axis = None, keepdims: bool = False) -> Variable:
    """Arithmetic mean over the axes, or over all elements. The mean of nothing is NaN."""


mean.vjp(
    lambda xp, g, x_shape, axis: _repeated(
        xp, g * (1.0 / (count(x_shape, axis) or 1)), x_shape, axis
    )
)


def _extremum_vjp(xp: Any, g: Any, x: Any, y: Any, axis: Axis) -> Any:
    """Ties share the cotangent equally."""
    hit = xp.astype(x == spread(xp, y, x.shape, axis), g.dtype)
    return hit * spread(xp, g, x.shape, axis) / xp.sum(hit, axis=axis, keepdims=True)


@op
def max(x: Array, /, *, axis: Axis = None, keepdims: bool = False) -> Variable:
    """Largest element over the axes. Elements that tie share the gradient equally."""


max.vjp(_extremum_vjp)


@op
def min(x: Array, /, *, axis: Axis = None, keepdims: bool = False) -> Variable:
    """Smallest element over the axes. Elements that tie share the gradient equally."""


min.vjp(_extremum_vjp)


def _deviation(xp: Any, x: Any, axis: Axis) -> Any:
    """How far each element is from the mean; what |x - mean|^2 grows by is twice its conjugate."""
    away = x - xp.mean(x, axis=axis, keepdims=True)
    return xp.conj(away) if xp.isdtype(x.dtype, "complex floating") else away


def _per_degree(factor: float, shape: tuple[int, ...], axis: Axis, correction: float) -> float:
    """`factor` over the degrees of freedom; NaN where there are none, as the variance is."""
    degrees = count(shape, axis) - correction
    return factor / degrees if degrees > 0 else math.nan


@op
def var(
    x: Array, /, *, axis: Axis = None, correction: float = 0.0, keepdims: bool = False
) -> Variable:
    """Variance over the axes, or over all elements, with N - `correction` degrees of freedom.

    Where there are none, value and gradient are NaN.
    """


def _var_vjp(xp: Any, g: Any, x: Any, axis: Axis, correction: float) -> Any:
    share = g * _per_degree(2.0, x.shape, axis, correction)
    return _repeated(xp, share, x.shape, axis) * _deviation(xp, x, axis)


var.vjp(_var_vjp)


@op
def std(
    x: Array, /, *, axis: Axis = None, correction: float = 0.0, keepdims: bool = False
) -> Variable:
    """Standard deviation over the axes, or over all elements: the root of `var`. That of equal elements is flat."""


def _std_vjp(xp: Any, g: Any, x: Any, y: Any, axis: Axis, correction: float) -> Any:
    share = g * _per_degree(1.0, x.shape, axis, correction)
    share = share / xp.where(_equal(xp, constant(x), constant(y), axis), xp.full_like(y, INF), y)
    return _repeated(xp, share, x.shape, axis) * _deviation(xp, x, axis)


def _equal(xp: Any, x: Any, y: Any, axis: Axis) -> Any:
    """Where all elements are equal. Their deviation `y` is 0 there up to rounding errors, as their mean is exact."""
    if not math.prod(x.shape):
        return y == 0
    reduced = reduced_axes(axis, len(x.shape))
    first = x[tuple(slice(0, 1 if k in reduced else None) for k in range(len(x.shape)))]
    error = 4.0 * count(x.shape, axis) * float(xp.finfo(x.dtype).eps)
    if nowhere(xp, spread(xp, y, x.shape, axis) <= error * xp.abs(first)):
        return y == 0
    equal = xp.all(x == first, axis=axis)
    return (y == 0) | xp.reshape(equal, y.shape)


std.vjp(_std_vjp)
