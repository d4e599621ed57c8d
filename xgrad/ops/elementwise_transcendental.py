"""Element-wise functions of the standard: exponentials, logarithms, trigonometry and lengths."""

from __future__ import annotations

import math
from typing import Any

from xgrad.op import Array, elementwise
from xgrad.ops.edges import nowhere, or_infinite
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


log10.vjp(lambda xp, g, x: g / x * (1.0 / math.log(10)))


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


def _asinh_vjp(xp: Any, g: Any, x: Any) -> Any:
    if xp.isdtype(x.dtype, "complex floating"):
        return g / (xp.sqrt(1.0 - 1j * x) * xp.sqrt(1.0 + 1j * x))
    # x * x would overflow where 1 / x is still a number; hypot takes ten times as long.
    if nowhere(xp, xp.abs(x) > 0.5 * float(xp.finfo(x.dtype).max) ** 0.5):
        return g / xp.sqrt(x * x + 1.0)
    return g / xp.hypot(x, xp.ones_like(x))


asinh.vjp(_asinh_vjp)


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
    """The distance from the origin as a divisor. Its square might overflow."""
    return or_infinite(xp, xp.hypot(x1, x2))


atan2.vjp(
    lambda xp, g, x1, x2: g * (x2 / (r := _radius(xp, x1, x2))) / r,
    lambda xp, g, x1, x2: -g * (x1 / (r := _radius(xp, x1, x2))) / r,
)


@elementwise
def hypot(x1: Array, x2: Array, /) -> Variable:
    """Length of the vector (x1, x2). Its derivative at the origin is 0, the middle of the subgradients."""


hypot.vjp(
    lambda xp, g, x1, y: g * (x1 / or_infinite(xp, y)),
    lambda xp, g, x2, y: g * (x2 / or_infinite(xp, y)),
)


@elementwise
def logaddexp(x1: Array, x2: Array, /) -> Variable:
    """log(exp(x1) + exp(x2)), without overflow. The gradient at two minus infinities is 0."""


def _weight(xp: Any, x: Any, other: Any) -> Any:
    """The share 1 / (1 + exp(other - x)) of one term in the sum. Two infinite ones share equally, or have none."""
    same = (x == other) & xp.isinf(x)
    if nowhere(xp, same):
        return xp.special.expit(x - other)
    zero = xp.zeros_like(x)
    weight = xp.special.expit(xp.where(same, zero, x) - xp.where(same, zero, other))
    return xp.where(x == -INF, xp.zeros_like(weight), weight)


logaddexp.vjp(
    lambda xp, g, x1, x2: g * _weight(xp, x1, x2),
    lambda xp, g, x1, x2: g * _weight(xp, x2, x1),
)
