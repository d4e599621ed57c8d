"""Element-wise functions of the standard: those with a derivative."""

from __future__ import annotations

import math
from typing import Any

from xgrad.graph import through
from xgrad.op import Array, elementwise, op
from xgrad.variable import Variable

INF = math.inf
_REALS = (-INF, INF)


@elementwise(python_scalars=(True, True))
def add(x1: Array, x2: Array, /) -> Variable:
    """Sum, element by element."""


add.vjp(through, through)


@elementwise(python_scalars=(True, True))
def subtract(x1: Array, x2: Array, /) -> Variable:
    """Difference, element by element."""


subtract.vjp(
    through,
    lambda xp, g: -g,
)


@elementwise(python_scalars=(True, True))
def multiply(x1: Array, x2: Array, /) -> Variable:
    """Product, element by element."""


multiply.vjp(
    lambda xp, g, x2: g * x2,
    lambda xp, g, x1: g * x1,
)


@elementwise(domain=(_REALS, (0.0, INF)), python_scalars=(True, True))
def divide(x1: Array, x2: Array, /) -> Variable:
    """Quotient, element by element."""


divide.vjp(
    lambda xp, g, x2: g / x2,
    lambda xp, g, x2, y: -g * y / x2,
)


@elementwise(domain=((0.0, INF), _REALS), python_scalars=(False, True))
def pow(x1: Array, x2: Array, /) -> Variable:
    """`x1` to the power of `x2`. The derivatives at 0 are those of the polynomial: x**2 has 0, 2, 0, 0 there."""


def _pow_vjp1(xp: Any, g: Any, x1: Any, x2: Any) -> Any:
    if isinstance(x2, (int, float, complex)):
        if x2 == 0:
            return xp.zeros_like(g)
        if x2 == 1:
            return g
        return g * (x2 * x1 if x2 == 2 else x2 * x1 ** (x2 - 1))
    # 0 * x1**(-1) is 0 by the polynomial's convention, also at x1 = 0.
    constant = x2 == 0
    lower = xp.where(constant, xp.ones_like(x2), x2 - 1)
    return g * xp.where(constant, xp.zeros_like(x2), x2) * x1**lower


def _pow_vjp2(xp: Any, g: Any, x1: Any, y: Any) -> Any:
    # 0**x2 does not change with x2 > 0, and by convention not at x2 = 0: log(1) = 0 stands in for log(0).
    return g * y * xp.log(xp.where(x1 == 0, xp.ones_like(x1), x1))


pow.vjp(
    _pow_vjp1,
    _pow_vjp2,
)


@elementwise
def negative(x: Array, /) -> Variable:
    """Each element with the other sign."""


negative.vjp(lambda xp, g: -g)


@elementwise
def positive(x: Array, /) -> Variable:
    """Each element as it is."""


positive.vjp(through)


@elementwise
def abs(x: Array, /) -> Variable:
    """Absolute value. Its derivative at 0 is 0, the middle of the subgradients."""


def _abs_vjp(xp: Any, g: Any, x: Any, y: Any) -> Any:
    if not xp.isdtype(x.dtype, "complex floating"):
        return g * xp.sign(x)
    safe = xp.where(y == 0, xp.ones_like(y), y)
    return g / safe * xp.conj(x)


abs.vjp(_abs_vjp)


@elementwise
def square(x: Array, /) -> Variable:
    """Square of each element."""


square.vjp(lambda xp, g, x: g * (2 * x))


@elementwise(domain=((0.0, INF),))
def reciprocal(x: Array, /) -> Variable:
    """1 / x."""


reciprocal.vjp(lambda xp, g, y: -g * y * y)


@elementwise(domain=((0.0, INF),))
def sqrt(x: Array, /) -> Variable:
    """Principal square root. The derivative at 0 is infinite."""


sqrt.vjp(lambda xp, g, y: 0.5 * g / y)


@elementwise
def exp(x: Array, /) -> Variable:
    """Exponential of each element."""


exp.vjp(lambda xp, g, y: g * y)


@elementwise
def expm1(x: Array, /) -> Variable:
    """exp(x) - 1, accurate near 0."""


expm1.vjp(lambda xp, g, y: g * (y + 1))


@elementwise(domain=((0.0, INF),))
def log(x: Array, /) -> Variable:
    """Natural logarithm."""


log.vjp(lambda xp, g, x: g / x)


@elementwise(domain=((-1.0, INF),))
def log1p(x: Array, /) -> Variable:
    """log(1 + x), accurate near 0."""


log1p.vjp(lambda xp, g, x: g / (1 + x))


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


tan.vjp(lambda xp, g, y: g * (1 + y * y))


@elementwise(domain=((-1.0, 1.0),))
def asin(x: Array, /) -> Variable:
    """Inverse sine, in radians."""


asin.vjp(lambda xp, g, x: g / (xp.sqrt(1 - x) * xp.sqrt(1 + x)))


@elementwise(domain=((-1.0, 1.0),))
def acos(x: Array, /) -> Variable:
    """Inverse cosine, in radians."""


acos.vjp(lambda xp, g, x: -g / (xp.sqrt(1 - x) * xp.sqrt(1 + x)))


@elementwise
def atan(x: Array, /) -> Variable:
    """Inverse tangent, in radians."""


atan.vjp(lambda xp, g, x: g / (1 + x * x))


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


tanh.vjp(lambda xp, g, y: g * (1 - y * y))


@elementwise
def asinh(x: Array, /) -> Variable:
    """Inverse hyperbolic sine."""


asinh.vjp(lambda xp, g, x: g / xp.sqrt(x * x + 1))


@elementwise(domain=((1.0, INF),))
def acosh(x: Array, /) -> Variable:
    """Inverse hyperbolic cosine."""


acosh.vjp(lambda xp, g, x: g / (xp.sqrt(x - 1) * xp.sqrt(x + 1)))


@elementwise(domain=((-1.0, 1.0),))
def atanh(x: Array, /) -> Variable:
    """Inverse hyperbolic tangent."""


atanh.vjp(lambda xp, g, x: g / ((1 - x) * (1 + x)))


@elementwise
def atan2(x1: Array, x2: Array, /) -> Variable:
    """Angle of the point (x2, x1), in radians. Its derivative at the origin is 0."""


def _squared_radius(xp: Any, x1: Any, x2: Any) -> Any:
    """x1² + x2², and 1 at the origin, where the numerators are 0."""
    radius = x1 * x1 + x2 * x2
    return xp.where(radius == 0, xp.ones_like(radius), radius)


atan2.vjp(
    lambda xp, g, x1, x2: g * x2 / _squared_radius(xp, x1, x2),
    lambda xp, g, x1, x2: -g * x1 / _squared_radius(xp, x1, x2),
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
    """log(exp(x1) + exp(x2)), without overflow. Two minus infinities share the gradient equally."""


def _weight(xp: Any, x: Any, y: Any) -> Any:
    gone = y == -INF
    zero = xp.zeros_like(y)
    return xp.where(gone, zero + 0.5, xp.exp(xp.where(gone, zero, x - zero) - xp.where(gone, zero, y)))


logaddexp.vjp(
    lambda xp, g, x1, y: g * _weight(xp, x1, y),
    lambda xp, g, x2, y: g * _weight(xp, x2, y),
)


@elementwise
def maximum(x1: Array, x2: Array, /) -> Variable:
    """The larger of two elements. Where they are equal, each gets half of the gradient."""


def _share(xp: Any, g: Any, wins: Any, ties: Any) -> Any:
    """1 where an input wins, one half where it ties, else 0."""
    return xp.astype(wins, g.dtype) + 0.5 * xp.astype(ties, g.dtype)


maximum.vjp(
    lambda xp, g, x1, x2: g * _share(xp, g, x1 > x2, x1 == x2),
    lambda xp, g, x1, x2: g * _share(xp, g, x2 > x1, x1 == x2),
)


@elementwise
def minimum(x1: Array, x2: Array, /) -> Variable:
    """The smaller of two elements. Where they are equal, each gets half of the gradient."""


minimum.vjp(
    lambda xp, g, x1, x2: g * _share(xp, g, x1 < x2, x1 == x2),
    lambda xp, g, x1, x2: g * _share(xp, g, x2 < x1, x1 == x2),
)


@elementwise
def copysign(x1: Array, x2: Array, /) -> Variable:
    """The magnitude of `x1` with the sign of `x2`."""


copysign.vjp(
    lambda xp, g, x1, x2: xp.where(xp.signbit(x1) == xp.signbit(x2), g, -g),
    lambda xp, g: xp.zeros_like(g),
)


@elementwise(domain=(_REALS, (0.0, INF)))
def remainder(x1: Array, x2: Array, /) -> Variable:
    """x1 - x2 * floor(x1 / x2), with the sign of `x2`."""


remainder.vjp(
    through,
    lambda xp, g, x1, x2: -g * xp.floor_divide(x1, x2),
)


@elementwise
def conj(x: Array, /) -> Variable:
    """Complex conjugate."""


conj.vjp(lambda xp, g: xp.conj(g))


@op(views=True)
def real(x: Array, /) -> Variable:
    """Real part."""


real.vjp(through)


@op(views=True)
def imag(x: Array, /) -> Variable:
    """Imaginary part."""


# Rules transpose without conjugating: Re(gx * t) = g * Im(t) for every t, so gx = -i g.
imag.vjp(lambda xp, g, x_dtype: xp.astype(g, x_dtype) * -1j)


@op
def clip(x: Array, /, min: Array | None = None, max: Array | None = None) -> Variable:
    """Each element moved into [min, max]; None leaves a side open. At a bound the gradient goes to the element."""


def _clip_vjp(xp: Any, g: Any, x: Any, min: Any, max: Any) -> Any:
    inside = x == x if min is None else x >= min
    if max is not None:
        inside = inside & (x <= max)
    return xp.where(inside, g, xp.zeros_like(g))


def _clip_vjp_min(xp: Any, g: Any, x: Any, min: Any, max: Any) -> Any:
    low = x < min
    if max is not None:
        low = low & (min <= max)
    return xp.where(low, g, xp.zeros_like(g))


def _clip_vjp_max(xp: Any, g: Any, x: Any, min: Any, max: Any) -> Any:
    high = x > max
    if min is not None:
        high = high | (min > max)
    return xp.where(high, g, xp.zeros_like(g))


clip.vjp(_clip_vjp, _clip_vjp_min, _clip_vjp_max)
