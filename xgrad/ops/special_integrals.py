"""Special functions: exponential integrals, and the complete elliptic integral of the first kind."""

from __future__ import annotations

import math
from typing import Any

from xgrad.composed import composed
from xgrad.op import Array, elementwise, op
from xgrad.ops.special_reals import reals
from xgrad.variable import Variable

POSITIVE = ((0.0, math.inf),)


@elementwise(within="special", domain=POSITIVE, real=True)
def exp1(x: Array, /) -> Variable:
    """Exponential integral E1: the integral of exp(-t) / t from x to infinity."""


exp1.vjp(lambda xp, g, x: -g * xp.exp(-x) / x)


@elementwise(within="special", domain=POSITIVE, real=True)
def expi(x: Array, /) -> Variable:
    """Exponential integral Ei: the principal value of the integral of exp(t) / t from minus infinity to x."""


expi.vjp(lambda xp, g, x: g * xp.exp(x) / x)


@op(within="special", real=True)
def expn(n: Array, x: Array, /) -> Variable:
    """Exponential integral of order n: the integral of exp(-x t) / t**n from 1 to infinity; n has no derivative."""


# -expn(n - 1, x), which the recurrence (DLMF 8.19.12) gives without another integral.
expn.vjp(None, lambda xp, g, n, x, y: g * ((xp.astype(n, y.dtype) - 1.0) * y - xp.exp(-x)) / x)


@composed(within="special")
def ellipkm1(xp: Any, p: Array, /) -> Variable:
    """The complete elliptic integral of the first kind, `ellipk(1 - p)`, accurate near its pole at p = 0.

    By the arithmetic-geometric mean (DLMF 19.8.5), which twelve steps bring to the last digit.
    """
    (p,) = reals(xp, p)
    a, b = xp.ones_like(p), xp.sqrt(p)
    for _ in range(12):
        a, b = 0.5 * (a + b), xp.sqrt(a * b)
    return xp.where(p == 0.0, xp.full_like(p, math.inf), 0.5 * math.pi / a)


@composed(within="special")
def ellipk(xp: Any, m: Array, /) -> Variable:
    """The complete elliptic integral of the first kind, by its parameter m = k**2 up to 1."""
    (m,) = reals(xp, m)
    return xp.special.ellipkm1(1.0 - m)
