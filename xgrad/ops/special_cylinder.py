"""Special functions: the Bessel functions J, Y and K of order 0 and 1 (DLMF 10.6, 10.29)."""

from __future__ import annotations

import math
from typing import Any

from xgrad.op import Array, elementwise
from xgrad.ops.special_bessel import even_series
from xgrad.variable import Variable

POSITIVE = ((0.0, math.inf),)


@elementwise(within="special", real=True)
def j0(x: Array, /) -> Variable:
    """Bessel function of the first kind of order 0."""


j0.vjp(lambda xp, g, x: -g * xp.special.j1(x))


@elementwise(within="special", real=True)
def j1(x: Array, /) -> Variable:
    """Bessel function of the first kind of order 1."""


# j1(x) / x, for |x| < 2 to the last digit (DLMF 10.2.2)
_J1_OVER_X = [
    (-1) ** k * 0.5 / (4.0**k * math.factorial(k) * math.factorial(k + 1)) for k in range(16)
]


def _j1_over_x(xp: Any, x: Any) -> Any:
    return even_series(xp, x, 2.0, _J1_OVER_X, lambda far: xp.special.j1(far) / far)


j1.vjp(lambda xp, g, x: g * (xp.special.j0(x) - _j1_over_x(xp, x)))


@elementwise(within="special", domain=POSITIVE, real=True)
def y0(x: Array, /) -> Variable:
    """Bessel function of the second kind of order 0."""


y0.vjp(lambda xp, g, x: -g * xp.special.y1(x))


@elementwise(within="special", domain=POSITIVE, real=True)
def y1(x: Array, /) -> Variable:
    """Bessel function of the second kind of order 1."""


y1.vjp(lambda xp, g, x, y: g * (xp.special.y0(x) - y / x))


@elementwise(within="special", domain=POSITIVE, real=True)
def k0(x: Array, /) -> Variable:
    """Modified Bessel function of the second kind of order 0."""


k0.vjp(lambda xp, g, x: -g * xp.special.k1(x))


@elementwise(within="special", domain=POSITIVE, real=True)
def k1(x: Array, /) -> Variable:
    """Modified Bessel function of the second kind of order 1."""


k1.vjp(lambda xp, g, x, y: -g * (xp.special.k0(x) + y / x))


@elementwise(within="special", domain=POSITIVE, real=True)
def k0e(x: Array, /) -> Variable:
    """exp(x) * k0(x), which does not underflow."""


k0e.vjp(lambda xp, g, x, y: g * (y - xp.special.k1e(x)))


@elementwise(within="special", domain=POSITIVE, real=True)
def k1e(x: Array, /) -> Variable:
    """exp(x) * k1(x), which does not underflow."""


k1e.vjp(lambda xp, g, x, y: g * (y - xp.special.k0e(x) - y / x))
