"""Element-wise functions of the standard: exponentials, logarithms, trigonometry and lengths."""

from __future__ import annotations

import math
from typing import Any

from xgrad.op import Array, elementwise
from xgrad.variable import Variable

INF = math.inf


@elementwise
def exp(x: Array, /) -> Variable:
    """Exponential of each element."""


exp.vjp(lambda xp, g, y: g * y)


@elementwise
def expm1(x: Array, /) -> Variable:
    """exp(x) - 1, accurate near 0."""


expm1.vjp(lambda xp, g, y: g * (y + 1.0))


@elementwise(domain=((0.0, INF),))
def log(x: Array, /) -> Variable:
    """Natural logarithm."""


log.vjp(lambda xp, g, x: g / x)


@elementwise(domain=((-1.0, INF),))
def log1p(x: Array, /) -> Variable:
    """log(1.0 + x), accurate near 0."""


log1p.vjp(lambda xp, g, x: g / (1.0 + x))


@elementwise(domain=((0.0, INF),))
def log2(x: Array, /) -> Variable:
    """Logarithm to base 2."""


log2.vjp(lambda xp, g, x: g / (math.log(2) * x))


@elementwise(domain=((0.0, INF),))
def log10(x: Array, /) -> Variable:
    """Logarithm to base 10."""


log10.vjp(lambda xp, g, x: g / (math.log(10) * x))


@elementwise
def sin(x: Array, /) -> Variable:
    """Sine of each element, in radians."""


sin.vjp(lambda xp, g, x: g * xp.cos(x))


@elementwise
def cos(x: Array, /) -> Variable:
    """Cosine of each element, in radians."""


cos.vjp(lambda xp, g, x: -g * xp.sin(x))


@elementwise(domain=((-1.5, 1.5),))
def tan(x: Array, /) -> Variable:
    """Tangent of each element, in radians."""


tan.vjp(lambda xp, g, y: g * (1.0 + y * y))


@elementwise(domain=((-1.0, 1.0),))
def asin(x: Array, /) -> Variable:
    """Inverse sine, in radians."""


asin.vjp(lambda xp, g, x: g / (xp.sqrt(1.0 - x) * xp.sqrt(1.0 + x)))


@elementwise(domain=((-1.0, 1.0),))
def acos(x: Array, /) -> Variable:
    """Inverse cosine, in radians."""


acos.vjp(lambda xp, g, x: -g / (xp.sqrt(1.0 - x) * xp.sqrt(1.0 + x)))


@elementwise
def atan(x: Array, /) -> Variable:
    """Inverse tangent, in radians."""


atan.vjp(lambda xp, g, x: g / (1.0 + x * x))


@elementwise
def sinh(x: Array, /) -> Variable:
    """Hyperbolic sine."""


sinh.vjp(lambda xp, g, x: g * xp.cosh(x))


@elementwise
def cosh(x: Array, /) -> Variable:
    """Hyperbolic cosine."""


cosh.vjp(lambda xp, g, x: g * xp.sinh(x))


@elementwise
def tanh(x: Array, /) -> Variable:
    """Hyperbolic tangent."""


tanh.vjp(lambda xp, g, y: g * (1.0 - y * y))


@elementwise
def asinh(x: Array, /) -> Variable:
    """Inverse hyperbolic sine."""


asinh.vjp(lambda xp, g, x: g / xp.sqrt(x * x + 1.0))


@elementwise(domain=((1.0, INF),))
def acosh(x: Array, /) -> Variable:
    """Inverse hyperbolic cosine."""


acosh.vjp(lambda xp, g, x: g / (xp.sqrt(x - 1.0) * xp.sqrt(x + 1.0)))


@elementwise(domain=((-1.0, 1.0),))
def atanh(x: Array, /) -> Variable:
    """Inverse hyperbolic tangent."""


atanh.vjp(lambda xp, g, x: g / ((1.0 - x) * (1.0 + x)))


@elementwise
def atan2(x1: Array, x2: Array, /) -> Variable:
    """Angle of the point (x2, x1), in radians. Its derivative at the origin is 0."""


def _radius(xp: Any, x1: Any, x2: Any) -> Any:
    """The distance from the origin, and 1 there, where the numerators are 0. Its square might overflow."""
    return _nonzero(xp, xp.hypot(x1, x2))


atan2.vjp(
    lambda xp, g, x1, x2: g * (x2 / (r := _radius(xp, x1, x2))) / r,
    lambda xp, g, x1, x2: -g * (x1 / (r := _radius(xp, x1, x2))) / r,
)


@elementwise
def hypot(x1: Array, x2: Array, /) -> Variable:
    """Length of the vector (x1, x2). Its derivative at the origin is 0, the middle of the subgradients."""


def _nonzero(xp: Any, y: Any) -> Any:
    return xp.where(y == 0, xp.ones_like(y), y)


hypot.vjp(
    lambda xp, g, x1, y: g * x1 / _nonzero(xp, y),
    lambda xp, g, x2, y: g * x2 / _nonzero(xp, y),
)


@elementwise
def logaddexp(x1: Array, x2: Array, /) -> Variable:
    """log(exp(x1) + exp(x2)), without overflow. The gradient at two minus infinities is 0."""


def _weight(xp: Any, x: Any, y: Any) -> Any:
    """The share exp(x - y) of one term in the sum, and not NaN where both are minus infinity."""
    return xp.exp(x - xp.where(y == -INF, xp.zeros_like(y), y))


logaddexp.vjp(
    lambda xp, g, x1, y: g * _weight(xp, x1, y),
    lambda xp, g, x2, y: g * _weight(xp, x2, y),
)
