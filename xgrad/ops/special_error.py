"""Special functions: the error functions, and the normal distribution that they describe."""

from __future__ import annotations

import math
from typing import Any

from xgrad.kernels import generic
from xgrad.op import Array, elementwise
from xgrad.variable import Variable

SLOPE_OF_ERF = 2.0 / math.sqrt(math.pi)


@elementwise(within="special", real=True)
def erf(x: Array, /) -> Variable:
    """Error function: 2/sqrt(pi) times the integral of exp(-t**2) from 0 to x."""


erf.vjp(lambda xp, g, x: g * (SLOPE_OF_ERF * xp.exp(-x * x)))


@elementwise(within="special", real=True)
def erfc(x: Array, /) -> Variable:
    """1 - erf(x), accurate where that is small."""


erfc.vjp(lambda xp, g, x: g * (-SLOPE_OF_ERF * xp.exp(-x * x)))


@elementwise(within="special", domain=((-1.0, 1.0),), real=True)
def erfinv(x: Array, /) -> Variable:
    """The inverse of erf, infinite at -1 and 1."""


erfinv.vjp(lambda xp, g, y: g * (xp.exp(y * y) / SLOPE_OF_ERF))


@elementwise(within="special", real=True)
def erfcx(x: Array, /) -> Variable:
    """exp(x**2) * erfc(x), which neither under- nor overflows for positive x."""


def _slope_of_erfcx(xp: Any, x: Any, y: Any) -> Any:
    """2 x erfcx(x) - 2/sqrt(pi), by its asymptotic series (DLMF 7.12.1) where the two terms cancel."""
    far = x > 12.0
    u = 0.5 / xp.square(xp.where(far, x, xp.ones_like(x) * 12.0))
    series = xp.zeros_like(u)
    for odd in range(19, 0, -2):
        series = -odd * u * (1.0 + series)
    return xp.where(far, SLOPE_OF_ERF * series, 2.0 * x * y - SLOPE_OF_ERF)


erfcx.vjp(lambda xp, g, x, y: g * _slope_of_erfcx(xp, x, y))


@elementwise(within="special", real=True)
def ndtr(x: Array, /) -> Variable:
    """Cumulative distribution function of the standard normal distribution."""


def _density(xp: Any, x: Any) -> Any:
    """The density of the standard normal distribution."""
    return xp.exp(-0.5 * x * x) * (1.0 / math.sqrt(2.0 * math.pi))


ndtr.vjp(lambda xp, g, x: g * _density(xp, x))


@generic("special.ndtr")
def _ndtr(xp: Any, x: Any) -> Any:
    return 0.5 * xp.special.erfc(x * -math.sqrt(0.5))


@elementwise(within="special", real=True)
def log_ndtr(x: Array, /) -> Variable:
    """Logarithm of `ndtr`, accurate far out on both sides."""


def _log_ndtr_vjp(xp: Any, g: Any, x: Any) -> Any:
    """Density over distribution: below 0 their common factor exp(-x**2 / 2) is left out, lest it underflow."""
    negative = x < 0.0
    zero = xp.zeros_like(x)
    below = math.sqrt(2.0 / math.pi) / xp.special.erfcx(
        xp.where(negative, x, zero) * -math.sqrt(0.5)
    )
    positive = xp.where(negative, zero, x)
    return g * xp.where(negative, below, _density(xp, positive) / xp.special.ndtr(positive))


log_ndtr.vjp(_log_ndtr_vjp)


@elementwise(within="special", domain=((0.0, 1.0),), real=True)
def ndtri(p: Array, /) -> Variable:
    """The inverse of ndtr: quantiles of the standard normal distribution, infinite at 0 and 1."""


ndtri.vjp(lambda xp, g, y: g / _density(xp, y))
