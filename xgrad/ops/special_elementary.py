"""Special functions that are elementary: powers, angles in degrees, the Box-Cox transform, Huber's loss.

Where the formula is 0 / 0 a power series takes over, so that derivatives of every order are right there.
"""

from __future__ import annotations

import math
from typing import Any

from xgrad.composed import composed
from xgrad.kernels import generic
from xgrad.op import Array, elementwise
from xgrad.ops.special_reals import reals
from xgrad.variable import Variable

INF = math.inf


@elementwise(within="special", real=True)
def exp2(x: Array, /) -> Variable:
    """2**x."""


exp2.vjp(lambda xp, g, y: g * y * math.log(2.0))


@generic("special.exp2")
def _exp2(xp: Any, x: Any) -> Any:
    return xp.pow(xp.full_like(x, 2.0), x)


@elementwise(within="special", real=True)
def exp10(x: Array, /) -> Variable:
    """10**x."""


exp10.vjp(lambda xp, g, y: g * y * math.log(10.0))


@generic("special.exp10")
def _exp10(xp: Any, x: Any) -> Any:
    return xp.pow(xp.full_like(x, 10.0), x)


@elementwise(within="special", domain=((0.0, INF),), real=True)
def cbrt(x: Array, /) -> Variable:
    """The real cube root, also of negative numbers. Its derivative at 0 is infinite."""


cbrt.vjp(lambda xp, g, y: g / (3.0 * y * y))


@generic("special.cbrt")
def _cbrt(xp: Any, x: Any) -> Any:
    return xp.sign(x) * xp.pow(xp.abs(x), xp.full_like(x, 1.0 / 3.0))


def _polynomial(xp: Any, x: Any, terms: list[float]) -> Any:
    result = xp.full_like(x, terms[-1])
    for term in terms[-2::-1]:
        result = result * x + term
    return result


# sinh(h) / h in powers of h**2, and atanh(w) / w in powers of w**2.
_SINH = [1.0 / math.factorial(2 * k + 1) for k in range(10)]
_ATANH = [1.0 / (2 * k + 1) for k in range(16)]


def _exprel(xp: Any, x: Any) -> Any:
    near = xp.abs(x) < 1.0
    half = 0.5 * xp.where(near, x, xp.zeros_like(x))
    far = xp.where(near, xp.ones_like(x), x)
    inside = xp.exp(half) * _polynomial(xp, half * half, _SINH)
    return xp.where(near, inside, xp.expm1(far) / far)


def _log1prel(xp: Any, x: Any) -> Any:
    """log1p(x) / x, and 1 at 0: with w = x / (2 + x) it is (1 - w) atanh(w) / w."""
    near = xp.abs(x) < 0.5
    inner = xp.where(near, x, xp.zeros_like(x))
    far = xp.where(near, xp.ones_like(x), x)
    w = inner / (2.0 + inner)
    return xp.where(near, (1.0 - w) * _polynomial(xp, w * w, _ATANH), xp.log1p(far) / far)


@composed(within="special")
def exprel(xp: Any, x: Array, /) -> Variable:
    """(exp(x) - 1) / x, and 1 at 0, where it is smooth."""
    return _exprel(xp, *reals(xp, x))


@composed(within="special")
def boxcox(xp: Any, x: Array, lmbda: Array, /) -> Variable:
    """The Box-Cox transform of positive numbers: (x**lmbda - 1) / lmbda, and log(x) where lmbda is 0."""
    x, lmbda = reals(xp, x, lmbda)
    log = xp.log(x)
    return log * _exprel(xp, lmbda * log)


@composed(within="special")
def boxcox1p(xp: Any, x: Array, lmbda: Array, /) -> Variable:
    """The Box-Cox transform of 1 + x."""
    x, lmbda = reals(xp, x, lmbda)
    log = xp.log1p(x)
    return log * _exprel(xp, lmbda * log)


@composed(within="special")
def inv_boxcox(xp: Any, y: Array, lmbda: Array, /) -> Variable:
    """What `boxcox` takes to y: (1 + lmbda y)**(1 / lmbda), and exp(y) where lmbda is 0."""
    y, lmbda = reals(xp, y, lmbda)
    return xp.exp(y * _log1prel(xp, lmbda * y))


@composed(within="special")
def inv_boxcox1p(xp: Any, y: Array, lmbda: Array, /) -> Variable:
    """What `boxcox1p` takes to y."""
    y, lmbda = reals(xp, y, lmbda)
    return xp.expm1(y * _log1prel(xp, lmbda * y))


@composed(within="special")
def cosm1(xp: Any, x: Array, /) -> Variable:
    """cos(x) - 1, accurate near 0."""
    (x,) = reals(xp, x)
    half = xp.sin(0.5 * x)
    return -2.0 * half * half


def _radians(xp: Any, x: Any, period: float) -> Any:
    """Degrees in radians, brought near 0 first, where they have more digits."""
    (x,) = reals(xp, x)
    return (x - period * xp.round(x / period)) * (math.pi / 180.0)


@composed(within="special")
def sindg(xp: Any, x: Array, /) -> Variable:
    """Sine of an angle in degrees."""
    return xp.sin(_radians(xp, x, 360.0))


@composed(within="special")
def cosdg(xp: Any, x: Array, /) -> Variable:
    """Cosine of an angle in degrees."""
    return xp.cos(_radians(xp, x, 360.0))


@composed(within="special")
def tandg(xp: Any, x: Array, /) -> Variable:
    """Tangent of an angle in degrees."""
    return xp.tan(_radians(xp, x, 180.0))


@composed(within="special")
def cotdg(xp: Any, x: Array, /) -> Variable:
    """Cotangent of an angle in degrees."""
    return 1.0 / xp.tan(_radians(xp, x, 180.0))


@composed(within="special")
def radian(xp: Any, d: Array, m: Array, s: Array, /) -> Variable:
    """Degrees, minutes and seconds as an angle in radians."""
    d, m, s = reals(xp, d, m, s)
    return (d + m / 60.0 + s / 3600.0) * (math.pi / 180.0)


@composed(within="special")
def huber(xp: Any, delta: Array, r: Array, /) -> Variable:
    """Huber's loss: r**2 / 2 up to abs(r) = delta, and linear beyond; infinite for a negative delta."""
    delta, r = reals(xp, delta, r)
    size = xp.abs(r)
    loss = xp.where(size <= delta, 0.5 * r * r, delta * (size - 0.5 * delta))
    return xp.where(delta < 0.0, xp.full_like(loss, INF), loss)


@composed(within="special")
def pseudo_huber(xp: Any, delta: Array, r: Array, /) -> Variable:
    """The smooth form of Huber's loss, delta**2 (sqrt(1 + (r / delta)**2) - 1); infinite for a negative delta."""
    delta, r = reals(xp, delta, r)
    ratio = r / delta
    loss = r * r / (1.0 + xp.sqrt(1.0 + ratio * ratio))
    return xp.where(delta < 0.0, xp.full_like(loss, INF), loss)
