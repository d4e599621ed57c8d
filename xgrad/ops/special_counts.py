"""Special functions: more distribution functions, in terms of the incomplete gamma and beta functions.

They are differentiable in the parameters that those are differentiable in; the others raise if tracked.
Outside of their domain they are NaN, as SciPy's are: a parameter becomes NaN there, and so the slopes do.
(Not every library's incomplete gamma function is NaN for it.)
"""

from __future__ import annotations

import math
from typing import Any

from xgrad.composed import composed
from xgrad.op import Array
from xgrad.ops.special_reals import reals
from xgrad.variable import Variable


def _where(xp: Any, condition: Any, x: Any, otherwise: float = math.nan) -> Any:
    """`x` where a condition holds, else a number."""
    return xp.where(condition, x, xp.full_like(x, otherwise))


@composed(within="special")
def pdtr(xp: Any, k: Array, m: Array, /) -> Variable:
    """Cumulative distribution function of Poisson's distribution of mean m: up to k."""
    k, m = reals(xp, k, m)
    a = _where(xp, k >= 0.0, xp.floor(k) + 1.0)
    return _where(xp, a == a, xp.special.gammaincc(a, m))


@composed(within="special")
def pdtrc(xp: Any, k: Array, m: Array, /) -> Variable:
    """1 - pdtr(k, m), accurate where that is small."""
    k, m = reals(xp, k, m)
    a = _where(xp, k >= 0.0, xp.floor(k) + 1.0)
    return _where(xp, a == a, xp.special.gammainc(a, m))


@composed(within="special")
def bdtr(xp: Any, k: Array, n: Array, p: Array, /) -> Variable:
    """Cumulative distribution function of the binomial distribution of n trials: up to k successes."""
    k, n, p = reals(xp, k, n, p)
    k = _where(xp, k >= 0.0, xp.floor(k))
    every = k == n
    below = xp.special.betainc(_where(xp, ~every, n - k, 1.0), k + 1.0, 1.0 - p)
    return _where(xp, ~(every & (p >= 0.0) & (p <= 1.0)), below, 1.0)


@composed(within="special")
def bdtrc(xp: Any, k: Array, n: Array, p: Array, /) -> Variable:
    """1 - bdtr(k, n, p), accurate where that is small."""
    k, n, p = reals(xp, k, n, p)
    k = xp.floor(k)
    inside = (p >= 0.0) & (p <= 1.0)
    every, none = k == n, (k < 0.0) & (n >= 0.0)
    above = xp.special.betainc(
        _where(xp, ~none, k + 1.0, 1.0), _where(xp, ~(every | none), n - k, 1.0), p
    )
    return _where(xp, ~(none & inside), _where(xp, ~(every & inside), above, 0.0), 1.0)


@composed(within="special")
def nbdtr(xp: Any, k: Array, n: Array, p: Array, /) -> Variable:
    """Cumulative distribution function of the negative binomial: up to k failures before the n-th success."""
    k, n, p = reals(xp, k, n, p)
    return xp.special.betainc(n, _where(xp, k > -1.0, xp.trunc(k) + 1.0), p)


@composed(within="special")
def nbdtrc(xp: Any, k: Array, n: Array, p: Array, /) -> Variable:
    """1 - nbdtr(k, n, p), accurate where that is small."""
    k, n, p = reals(xp, k, n, p)
    return xp.special.betainc(_where(xp, k > -1.0, xp.trunc(k) + 1.0), n, 1.0 - p)


@composed(within="special")
def fdtr(xp: Any, dfn: Array, dfd: Array, x: Array, /) -> Variable:
    """Cumulative distribution function of F with `dfn` and `dfd` degrees of freedom."""
    dfn, dfd, x = reals(xp, dfn, dfd, x)
    dfn = _where(xp, (dfn > 0.0) & (dfd > 0.0) & (x >= 0.0), dfn)
    ratio = dfn * x
    return xp.special.betainc(0.5 * dfn, 0.5 * dfd, ratio / (dfd + ratio))


@composed(within="special")
def fdtrc(xp: Any, dfn: Array, dfd: Array, x: Array, /) -> Variable:
    """1 - fdtr(dfn, dfd, x), accurate where that is small."""
    dfn, dfd, x = reals(xp, dfn, dfd, x)
    dfn = _where(xp, (dfn > 0.0) & (dfd > 0.0) & (x >= 0.0), dfn)
    return xp.special.betainc(0.5 * dfd, 0.5 * dfn, dfd / (dfd + dfn * x))


@composed(within="special")
def gdtr(xp: Any, a: Array, b: Array, x: Array, /) -> Variable:
    """Cumulative distribution function of the gamma distribution of rate a and shape b."""
    a, b, x = reals(xp, a, b, x)
    b = _where(xp, x >= 0.0, b)
    return _where(xp, b == b, xp.special.gammainc(b, a * x))


@composed(within="special")
def gdtrc(xp: Any, a: Array, b: Array, x: Array, /) -> Variable:
    """1 - gdtr(a, b, x), accurate where that is small."""
    a, b, x = reals(xp, a, b, x)
    b = _where(xp, x >= 0.0, b)
    return _where(xp, b == b, xp.special.gammaincc(b, a * x))
