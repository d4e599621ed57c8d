"""Special functions: the modified Bessel functions of order 0 and 1, and sinc.

What their slopes divide by x is the difference of two terms that cancel near 0. There the power
series takes over, whose derivatives of every order are right at 0 itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from xgrad.kernels import generic
from xgrad.op import Array, elementwise
from xgrad.variable import Variable


def even_series(
    xp: Any, x: Any, bound: float, terms: list[float], otherwise: Callable[[Any], Any]
) -> Any:
    """The sum of `terms[k] * x**(2 * k)` within the bound, and `otherwise(x)` outside."""
    near = xp.abs(x) < bound
    square = xp.square(xp.where(near, x, xp.zeros_like(x)))
    series = xp.full_like(x, terms[-1])
    for term in terms[-2::-1]:
        series = series * square + term
    return xp.where(near, series, otherwise(xp.where(near, xp.full_like(x, bound), x)))


@elementwise(within="special", real=True)
def i0(x: Array, /) -> Variable:
    """Modified Bessel function of order 0."""


i0.vjp(lambda xp, g, x: g * xp.special.i1(x))


@elementwise(within="special", real=True)
def i1(x: Array, /) -> Variable:
    """Modified Bessel function of order 1."""


# i1(x) / x, for |x| < 2 to the last digit (DLMF 10.25.2)
_I1_OVER_X = [0.5 / (4.0**k * math.factorial(k) * math.factorial(k + 1)) for k in range(16)]


def _i1_over_x(xp: Any, x: Any) -> Any:
    return even_series(xp, x, 2.0, _I1_OVER_X, lambda far: xp.special.i1(far) / far)


i1.vjp(lambda xp, g, x: g * (xp.special.i0(x) - _i1_over_x(xp, x)))


@elementwise(within="special", domain=((0.0, math.inf),), real=True)
def i0e(x: Array, /) -> Variable:
    """exp(-abs(x)) * i0(x), which does not overflow. It has a kink at 0, where its derivative is 0."""


i0e.vjp(lambda xp, g, x, y: g * (xp.special.i1e(x) - xp.sign(x) * y))


@elementwise(within="special", domain=((0.0, math.inf),), real=True)
def i1e(x: Array, /) -> Variable:
    """exp(-abs(x)) * i1(x), which does not overflow."""


def _i1e_over_x(xp: Any, x: Any) -> Any:
    near = xp.abs(x) < 2.0
    scale = xp.exp(-xp.abs(xp.where(near, x, xp.zeros_like(x))))
    far = xp.where(near, xp.full_like(x, 2.0), x)
    inside = scale * even_series(xp, x, 2.0, _I1_OVER_X, lambda far: far)
    return xp.where(near, inside, xp.special.i1e(far) / far)


i1e.vjp(lambda xp, g, x, y: g * (xp.special.i0e(x) - _i1e_over_x(xp, x) - xp.sign(x) * y))


@elementwise(within="special", real=True)
def sinc(x: Array, /) -> Variable:
    """sin(pi * x) / (pi * x), and 1 at 0. It is smooth: its second derivative at 0 is -pi**2 / 3."""


# The derivative of sinc, over x.
_SLOPE_OF_SINC = [
    (-1) ** (k + 1) * math.pi ** (2 * k + 2) * (2 * k + 2) / math.factorial(2 * k + 3)
    for k in range(16)
]


def _sinc_vjp(xp: Any, g: Any, x: Any) -> Any:
    def closed(far: Any) -> Any:
        return (xp.cos(math.pi * far) - xp.special.sinc(far)) / (far * far)

    return g * x * even_series(xp, x, 1.0, _SLOPE_OF_SINC, closed)


sinc.vjp(_sinc_vjp)


@generic("special.sinc")
def _sinc(xp: Any, x: Any) -> Any:
    angle = math.pi * xp.where(x == 0.0, xp.ones_like(x), x)
    return xp.where(x == 0.0, xp.ones_like(x), xp.sin(angle) / angle)
