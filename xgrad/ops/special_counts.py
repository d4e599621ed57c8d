"""Special functions: more distribution functions, in terms of the incomplete gamma and beta functions.

They are differentiable in the parameters that those are differentiable in; the others raise if tracked.
"""

from __future__ import annotations

from typing import Any

from xgrad.composed import composed
from xgrad.op import Array
from xgrad.ops.special_reals import reals
from xgrad.variable import Variable


@composed(within="special")
def pdtr(xp: Any, k: Array, m: Array, /) -> Variable:
    """Cumulative distribution function of Poisson's distribution of mean m: up to k."""
    k, m = reals(xp, k, m)
    return xp.special.gammaincc(xp.floor(k) + 1.0, m)


@composed(within="special")
def pdtrc(xp: Any, k: Array, m: Array, /) -> Variable:
    """1 - pdtr(k, m), accurate where that is small."""
    k, m = reals(xp, k, m)
    return xp.special.gammainc(xp.floor(k) + 1.0, m)


@composed(within="special")
def bdtr(xp: Any, k: Array, n: Array, p: Array, /) -> Variable:
    """Cumulative distribution function of the binomial distribution of n trials: up to k successes."""
    k, n, p = reals(xp, k, n, p)
    k = xp.floor(k)
    return xp.special.betainc(n - k, k + 1.0, 1.0 - p)


@composed(within="special")
def bdtrc(xp: Any, k: Array, n: Array, p: Array, /) -> Variable:
    """1 - bdtr(k, n, p), accurate where that is small."""
    k, n, p = reals(xp, k, n, p)
    k = xp.floor(k)
    return xp.special.betainc(k + 1.0, n - k, p)


@composed(within="special")
def nbdtr(xp: Any, k: Array, n: Array, p: Array, /) -> Variable:
    """Cumulative distribution function of the negative binomial: up to k failures before the n-th success."""
    k, n, p = reals(xp, k, n, p)
    return xp.special.betainc(n, xp.floor(k) + 1.0, p)


@composed(within="special")
def nbdtrc(xp: Any, k: Array, n: Array, p: Array, /) -> Variable:
    """1 - nbdtr(k, n, p), accurate where that is small."""
    k, n, p = reals(xp, k, n, p)
    return xp.special.betainc(xp.floor(k) + 1.0, n, 1.0 - p)


@composed(within="special")
def fdtr(xp: Any, dfn: Array, dfd: Array, x: Array, /) -> Variable:
    """Cumulative distribution function of F with `dfn` and `dfd` degrees of freedom."""
    dfn, dfd, x = reals(xp, dfn, dfd, x)
    ratio = dfn * x
    return xp.special.betainc(0.5 * dfn, 0.5 * dfd, ratio / (dfd + ratio))


@composed(within="special")
def fdtrc(xp: Any, dfn: Array, dfd: Array, x: Array, /) -> Variable:
    """1 - fdtr(dfn, dfd, x), accurate where that is small."""
    dfn, dfd, x = reals(xp, dfn, dfd, x)
    return xp.special.betainc(0.5 * dfd, 0.5 * dfn, dfd / (dfd + dfn * x))


@composed(within="special")
def gdtr(xp: Any, a: Array, b: Array, x: Array, /) -> Variable:
    """Cumulative distribution function of the gamma distribution of rate a and shape b."""
    a, b, x = reals(xp, a, b, x)
    return xp.special.gammainc(b, a * x)


@composed(within="special")
def gdtrc(xp: Any, a: Array, b: Array, x: Array, /) -> Variable:
    """1 - gdtr(a, b, x), accurate where that is small."""
    a, b, x = reals(xp, a, b, x)
    return xp.special.gammaincc(b, a * x)
