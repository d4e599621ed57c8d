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
    near, infinite = xp.abs(x) < 1.0, x == INF
    half = 0.5 * xp.where(near, x, xp.zeros_like(x))
    far = xp.where(near | infinite, xp.ones_like(x), x)
    inside = xp.exp(half) * _polynomial(xp, half * half, _SINH)
    outside = xp.where(
        infinite, xp.exp(xp.where(infinite, x, -xp.ones_like(x))), xp.expm1(far) / far
    )
    return xp.where(near, inside, outside)


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


def _boxcox(xp: Any, x: Any, lmbda: Any, logarithm: Any) -> Any:
    """The transform of x; the logarithm is a function, which is not asked where x**lmbda is 0."""
    one = xp.ones_like(x + lmbda)
    vanishes = ((x == 0.0) & (lmbda > 0.0)) | ((x == INF) & (lmbda < 0.0))
    power = xp.where(vanishes, lmbda, one)
    end = (xp.pow(xp.where(vanishes, x, one), power) - 1.0) / power
    log = logarithm(vanishes)
    # 0 * inf is 0 here, on the side of the infinite logarithm.
    finite = xp.where((lmbda == 0.0) & xp.isinf(log), xp.sign(log), log)
    return xp.where(vanishes, end, log * _exprel(xp, xp.where(vanishes, one, lmbda * finite)))


@composed(within="special")
def boxcox(xp: Any, x: Array, lmbda: Array, /) -> Variable:
    """The Box-Cox transform of positive numbers: (x**lmbda - 1) / lmbda, and log(x) where lmbda is 0."""
    x, lmbda = reals(xp, x, lmbda)
    return _boxcox(xp, x, lmbda, lambda but: xp.log(xp.where(but, xp.ones_like(x), x)))


@composed(within="special")
def boxcox1p(xp: Any, x: Array, lmbda: Array, /) -> Variable:
    """The Box-Cox transform of 1 + x."""
    x, lmbda = reals(xp, x, lmbda)
    return _boxcox(xp, 1.0 + x, lmbda, lambda but: xp.log1p(xp.where(but, xp.zeros_like(x), x)))


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


_DEGREE = math.pi / 180.0


def _within_turn(xp: Any, x: Any, period: float) -> Any:
    """An angle in degrees less whole periods, which is exact."""
    (x,) = reals(xp, x)
    return x - period * xp.round(x / period)


def _tangent(xp: Any, x: Any) -> tuple[Any, Any]:
    """Whether an angle is within 45 degrees of a multiple of 180, and its tangent there, elsewhere its cotangent."""
    rest = _within_turn(xp, x, 180.0)
    rest = xp.where(rest == -90.0, rest + 180.0, rest)
    near = xp.abs(rest) <= 45.0
    complement = xp.where(rest > 0.0, 90.0 - rest, -90.0 - rest)
    return near, xp.tan(xp.where(near, rest, complement) * _DEGREE)


@composed(within="special")
def sindg(xp: Any, x: Array, /) -> Variable:
    """Sine of an angle in degrees, exact at its zeros."""
    rest = _within_turn(xp, x, 360.0)
    rest = xp.where(rest > 90.0, 180.0 - rest, xp.where(rest < -90.0, -180.0 - rest, rest))
    return xp.sin(rest * _DEGREE)


@composed(within="special")
def cosdg(xp: Any, x: Array, /) -> Variable:
    """Cosine of an angle in degrees, exact at its zeros."""
    rest = _within_turn(xp, x, 360.0)
    sine = xp.sin(xp.where(rest > 0.0, 90.0 - rest, 90.0 + rest) * _DEGREE)
    return xp.where(xp.abs(rest) < 45.0, xp.cos(rest * _DEGREE), sine)


@composed(within="special")
def tandg(xp: Any, x: Array, /) -> Variable:
    """Tangent of an angle in degrees, exact at its zeros and infinite at its poles."""
    near, t = _tangent(xp, x)
    return xp.where(near, t, 1.0 / xp.where(near, xp.ones_like(t), t))


@composed(within="special")
def cotdg(xp: Any, x: Array, /) -> Variable:
    """Cotangent of an angle in degrees, exact at its zeros and infinite at its poles."""
    near, t = _tangent(xp, x)
    return xp.where(near, 1.0 / xp.where(near, t, xp.ones_like(t)), t)


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
    # The share of the parabola: half of it, if delta is infinite.
    infinite = delta == INF
    finite = xp.where(infinite, xp.ones_like(delta), delta)
    size = finite + xp.hypot(finite, r)
    share = finite / xp.where(size == 0.0, xp.ones_like(size), size)
    share = xp.where(infinite, xp.full_like(share, 0.5), share)
    loss = r * (r * share)
    return xp.where(delta < 0.0, xp.full_like(loss, INF), loss)
