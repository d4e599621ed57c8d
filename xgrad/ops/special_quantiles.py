"""Special functions: quantiles, the inverses of distribution functions.

Each is differentiable in its last argument, the probability: by one over the density. For the
others there is no derivative in these functions: a tracked one raises.
"""

from __future__ import annotations

from typing import Any

from xgrad.composed import composed
from xgrad.op import Array, op
from xgrad.ops.special_distributions import student_density
from xgrad.ops.special_reals import reals
from xgrad.variable import Variable


@op(within="special", real=True)
def gammaincinv(a: Array, p: Array, /) -> Variable:
    """The x of which gammainc(a, x) is p."""


gammaincinv.vjp(None, lambda xp, g, a, p, y: g / xp.special.gamma_p_derivative(a, y))


@op(within="special", real=True)
def gammainccinv(a: Array, p: Array, /) -> Variable:
    """The x of which gammaincc(a, x) is p."""


gammainccinv.vjp(None, lambda xp, g, a, p, y: -g / xp.special.gamma_p_derivative(a, y))


@op(within="special", real=True)
def betaincinv(a: Array, b: Array, p: Array, /) -> Variable:
    """The x of which betainc(a, b, x) is p."""


betaincinv.vjp(None, None, lambda xp, g, a, b, p, y: g / xp.special.ibeta_derivative(a, b, y))


@op(within="special", real=True)
def stdtrit(df: Array, p: Array, /) -> Variable:
    """The t of which stdtr(df, t) is p."""


stdtrit.vjp(None, lambda xp, g, df, p, y: g / student_density(xp, df, y))


@composed(within="special")
def chdtri(xp: Any, v: Array, p: Array, /) -> Variable:
    """The x of which chdtrc(v, x) is p."""
    v, p = reals(xp, v, p)
    return 2.0 * xp.special.gammainccinv(0.5 * v, p)


@composed(within="special")
def fdtri(xp: Any, dfn: Array, dfd: Array, p: Array, /) -> Variable:
    """The x of which fdtr(dfn, dfd, x) is p."""
    dfn, dfd, p = reals(xp, dfn, dfd, p)
    # The part below and the part above, of which the smaller has all its digits.
    below = xp.special.betaincinv(0.5 * dfn, 0.5 * dfd, p)
    above = xp.special.betaincinv(0.5 * dfd, 0.5 * dfn, 1.0 - p)
    small = below < above
    odds = xp.where(small, below / (1.0 - below), (1.0 - above) / above)
    return dfd / dfn * odds


@composed(within="special")
def pdtri(xp: Any, k: Array, y: Array, /) -> Variable:
    """The m of which pdtr(k, m) is y."""
    k, y = reals(xp, k, y)
    return xp.special.gammainccinv(xp.floor(k) + 1.0, y)


@composed(within="special")
def bdtri(xp: Any, k: Array, n: Array, y: Array, /) -> Variable:
    """The p of which bdtr(k, n, p) is y."""
    k, n, y = reals(xp, k, n, y)
    k = xp.floor(k)
    return 1.0 - xp.special.betaincinv(n - k, k + 1.0, y)


@composed(within="special")
def nbdtri(xp: Any, k: Array, n: Array, y: Array, /) -> Variable:
    """The p of which nbdtr(k, n, p) is y."""
    k, n, y = reals(xp, k, n, y)
    return xp.special.betaincinv(n, xp.floor(k) + 1.0, y)
