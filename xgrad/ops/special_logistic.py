"""Special functions: the logistic function and its kin, sums of exponentials."""

from __future__ import annotations

import math
from typing import Any

from xgrad.kernels import generic
from xgrad.op import Array, elementwise, op
from xgrad.ops.edges import nowhere, or_infinite
from xgrad.ops.statistical import Axis, reduced_axes, spread
from xgrad.variable import Variable

INF = math.inf


@elementwise(within="special", real=True)
def expit(x: Array, /) -> Variable:
    """Logistic function 1 / (1 + exp(-x)), the sigmoid."""


# 1 - y would cancel for large x.
expit.vjp(lambda xp, g, x, y: g * y * xp.special.expit(-x))


@generic("special.expit")
def _expit(xp: Any, x: Any) -> Any:
    small = xp.exp(-xp.abs(x))
    return xp.where(x < 0.0, small, xp.ones_like(x)) / (1.0 + small)


@elementwise(within="special", domain=((0.0, 1.0),), real=True)
def logit(x: Array, /) -> Variable:
    """The inverse of expit: log(x / (1 - x)), infinite at 0 and 1."""


logit.vjp(lambda xp, g, x: g / (x * (1.0 - x)))


@generic("special.logit")
def _logit(xp: Any, x: Any) -> Any:
    middle = xp.abs(x - 0.5) < 0.2  # there the difference of logarithms would cancel
    inner = xp.where(middle, x - 0.5, xp.zeros_like(x))
    return xp.where(middle, 2.0 * xp.atanh(2.0 * inner), xp.log(x) - xp.log1p(-x))


@elementwise(within="special", real=True)
def log_expit(x: Array, /) -> Variable:
    """Logarithm of the logistic function, which neither under- nor overflows."""


log_expit.vjp(lambda xp, g, x: g * xp.special.expit(-x))


@generic("special.log_expit")
def _log_expit(xp: Any, x: Any) -> Any:
    return xp.where(x < 0.0, x, xp.zeros_like(x)) - xp.log1p(xp.exp(-xp.abs(x)))


@elementwise(within="special", real=True)
def softplus(x: Array, /) -> Variable:
    """log(1 + exp(x)), which does not overflow: a smooth max(x, 0)."""


softplus.vjp(lambda xp, g, x: g * xp.special.expit(x))


@generic("special.softplus")
def _softplus(xp: Any, x: Any) -> Any:
    return xp.where(x > 0.0, x, xp.zeros_like(x)) + xp.log1p(xp.exp(-xp.abs(x)))


@op(within="special", real=True)
def logsumexp(
    a: Array, axis: Axis = None, b: Array | None = None, keepdims: bool = False
) -> Variable:
    """log(sum(b * exp(a))) over the axes, or over all elements, which neither under- nor overflows.

    `b` are weights, 1 without them; they broadcast with `a`. The result is NaN where the sum is
    negative, minus infinity where it is zero, and a sum of minus infinities has a gradient of zeros.
    """


def _shares(xp: Any, g: Any, a: Any, b: Any, y: Any, axis: Axis, shape: tuple[int, ...]) -> Any:
    """The cotangent times exp(a - y): what each element adds to the sum, divided by the sum.

    Where that is infinite, the infinite elements are all of it.
    """
    known = nowhere(xp, y == INF)
    y = spread(xp, xp.where(y == -INF, xp.zeros_like(y), y), shape, axis)
    if known:
        shares = xp.exp(a - y)
    else:
        infinite = (a == INF) & (y == INF)
        hits = xp.astype(infinite, g.dtype)
        total = xp.sum(xp.broadcast_to(hits if b is None else b * hits, shape), axis=axis)
        total = spread(xp, total, shape, axis)
        shares = xp.exp(xp.where(infinite, xp.full_like(a, -INF), a) - y)
        shares = shares + hits / or_infinite(xp, total)
    return xp.broadcast_to(spread(xp, g, shape, axis) * shares, shape)


def _logsumexp_vjp_a(xp: Any, g: Any, a: Any, axis: Axis, b: Any, y: Any) -> Any:
    if b is None:
        return _shares(xp, g, a, b, y, axis, a.shape)
    a = xp.where(b == 0.0, xp.full_like(a, -INF), a)  # however large it is
    return b * _shares(xp, g, a, b, y, axis, a.shape)


def _logsumexp_vjp_b(xp: Any, g: Any, a: Any, axis: Axis, b: Any, y: Any) -> Any:
    return _shares(xp, g, a, b, y, axis, (a + b).shape)


logsumexp.vjp(_logsumexp_vjp_a, _logsumexp_vjp_b)


@generic("special.logsumexp")
def _logsumexp(xp: Any, a: Any, axis: Axis = None, b: Any = None, keepdims: bool = False) -> Any:
    if b is not None:
        a, b = xp.broadcast_arrays(a, b)
        a = xp.where(b == 0.0, xp.full_like(a, -INF), a)
    if not math.prod(a.shape):
        return xp.sum(a, axis=axis, keepdims=keepdims) - INF
    top = xp.max(a, axis=axis, keepdims=True)
    finite = xp.isfinite(top)
    zero = xp.zeros_like(top)
    nowhere = xp.full_like(top, -INF)
    below = xp.where(finite, a - xp.where(finite, top, zero), nowhere)
    terms = xp.exp(xp.where(a == top, zero, below))
    total = xp.sum(terms if b is None else b * terms, axis=axis, keepdims=True)
    nothing = total == 0.0
    y = top + xp.where(nothing, nowhere, xp.log(xp.where(nothing, xp.ones_like(total), total)))
    return y if keepdims else xp.squeeze(y, axis=reduced_axes(axis, a.ndim))


@op(within="special", real=True)
def softmax(x: Array, axis: Axis = None) -> Variable:
    """exp(x) / sum(exp(x)) over the axes, or over all elements, which does not overflow."""


softmax.vjp(lambda xp, g, y, axis: y * (g - xp.sum(g * y, axis=axis, keepdims=True)))


@generic("special.softmax")
def _softmax(xp: Any, x: Any, axis: Axis = None) -> Any:
    if not math.prod(x.shape):
        return xp.exp(x)
    e = xp.exp(x - xp.max(x, axis=axis, keepdims=True))
    return e / xp.sum(e, axis=axis, keepdims=True)


@op(within="special", real=True)
def log_softmax(x: Array, axis: Axis = None) -> Variable:
    """Logarithm of softmax, accurate where that underflows."""


log_softmax.vjp(lambda xp, g, y, axis: g - xp.exp(y) * xp.sum(g, axis=axis, keepdims=True))


@generic("special.log_softmax")
def _log_softmax(xp: Any, x: Any, axis: Axis = None) -> Any:
    if not math.prod(x.shape):
        return xp.exp(x)
    below = x - xp.max(x, axis=axis, keepdims=True)
    return below - xp.log(xp.sum(xp.exp(below), axis=axis, keepdims=True))
