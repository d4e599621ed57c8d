"""Special functions: incomplete gamma and beta functions, and the distributions that they describe.

Each is differentiable in its last argument, whose derivative is the density. For the others
(degrees of freedom, shapes) there is none in these functions: a tracked one raises.
"""

from __future__ import annotations

from typing import Any

from xgrad.kernels import generic
from xgrad.op import Array, op
from xgrad.ops.special_densities import student_peak
from xgrad.ops.special_reals import reals
from xgrad.variable import Variable


@op(within="special", real=True)
def gammainc(a: Array, x: Array, /) -> Variable:
    """Regularised lower incomplete gamma function: the integral of t**(a - 1) exp(-t) / gamma(a) from 0 to x."""


gammainc.vjp(None, lambda xp, g, a, x: g * xp.special.gamma_p_derivative(a, x))


@op(within="special", real=True)
def gammaincc(a: Array, x: Array, /) -> Variable:
    """1 - gammainc(a, x), accurate where that is small."""


gammaincc.vjp(None, lambda xp, g, a, x: -g * xp.special.gamma_p_derivative(a, x))


@op(within="special", real=True)
def chdtr(v: Array, x: Array, /) -> Variable:
    """Cumulative distribution function of chi-square with `v` degrees of freedom."""


def _chi_square_density(xp: Any, v: Any, x: Any) -> Any:
    v, x = reals(xp, v, x)
    return 0.5 * xp.special.gamma_p_derivative(0.5 * v, 0.5 * x)


chdtr.vjp(None, lambda xp, g, v, x: g * _chi_square_density(xp, v, x))


@generic("special.chdtr")
def _chdtr(xp: Any, v: Any, x: Any) -> Any:
    v, x = reals(xp, v, x)
    return xp.special.gammainc(0.5 * v, 0.5 * x)


@op(within="special", real=True)
def chdtrc(v: Array, x: Array, /) -> Variable:
    """1 - chdtr(v, x), accurate where that is small."""


chdtrc.vjp(None, lambda xp, g, v, x: -g * _chi_square_density(xp, v, x))


@generic("special.chdtrc")
def _chdtrc(xp: Any, v: Any, x: Any) -> Any:
    v, x = reals(xp, v, x)
    return xp.special.gammaincc(0.5 * v, 0.5 * x)


@op(within="special", real=True)
def betainc(a: Array, b: Array, x: Array, /) -> Variable:
    """Regularised incomplete beta function: the integral of t**(a - 1) (1 - t)**(b - 1) / beta(a, b) from 0 to x."""


betainc.vjp(None, None, lambda xp, g, a, b, x: g * xp.special.ibeta_derivative(a, b, x))


@op(within="special", real=True)
def stdtr(df: Array, t: Array, /) -> Variable:
    """Cumulative distribution function of Student's t with `df` degrees of freedom."""


def student_density(xp: Any, df: Any, t: Any) -> Any:
    """The derivative of stdtr(df, t) by t."""
    df, t = reals(xp, df, t)
    return student_peak(xp, df) * xp.exp(-0.5 * (df + 1.0) * xp.log1p(t * t / df))


stdtr.vjp(None, lambda xp, g, df, t: g * student_density(xp, df, t))


@generic("special.stdtr")
def _stdtr(xp: Any, df: Any, t: Any) -> Any:
    df, t = reals(xp, df, t)
    half, one_half = 0.5 * df, 0.5 * xp.ones_like(df)
    square = t * t
    # Of two expressions the one whose argument is not near 1, where digits are lost.
    tail = 0.5 * xp.special.betainc(half, one_half, df / (df + square))
    beyond = xp.where(t < 0.0, tail, 1.0 - tail)
    centre = 0.5 + 0.5 * xp.sign(t) * xp.special.betainc(one_half, half, square / (df + square))
    return xp.where(square < df, centre, beyond)
