"""Special functions: the gamma and beta functions and their logarithmic derivatives."""

from __future__ import annotations

import math
import operator
from typing import Any

from xgrad.composed import composed
from xgrad.kernels import generic
from xgrad.op import Array, elementwise, op
from xgrad.ops.elementwise_constant import zero
from xgrad.ops.special_reals import reals
from xgrad.variable import Variable

POSITIVE = (0.0, math.inf)


@elementwise(within="special", domain=(POSITIVE,), real=True)
def gammaln(x: Array, /) -> Variable:
    """Logarithm of the absolute value of the gamma function."""


gammaln.vjp(lambda xp, g, x: g * xp.special.digamma(x))


@elementwise(within="special", domain=(POSITIVE,), real=True)
def gamma(x: Array, /) -> Variable:
    """Gamma function: (x - 1)! for a natural number x."""


gamma.vjp(lambda xp, g, x, y: g * y * xp.special.digamma(x))


def _sign_of_gamma(xp: Any, x: Any) -> Any:
    """-1 where the gamma function is negative: between -1 and 0, -3 and -2, ..."""
    whole = xp.floor(x)
    odd = 2.0 * xp.floor(0.5 * whole) != whole
    return xp.where((x < 0.0) & odd, -xp.ones_like(x), xp.ones_like(x))


@elementwise(within="special", domain=(POSITIVE,), real=True)
def gammasgn(x: Array, /) -> Variable:
    """The sign of the gamma function, NaN at its poles below 0."""


gammasgn.vjp(zero)


def _is_pole(xp: Any, x: Any) -> Any:
    return (x <= 0.0) & (xp.floor(x) == x)


@generic("special.gammasgn")
def _gammasgn(xp: Any, x: Any) -> Any:
    pole = (x < 0.0) & (xp.floor(x) == x)
    return xp.where(pole | xp.isnan(x), xp.full_like(x, math.nan), _sign_of_gamma(xp, x))


@elementwise(within="special", domain=(POSITIVE,), real=True)
def rgamma(x: Array, /) -> Variable:
    """1 / gamma(x), which is 0 at the poles; its derivative there comes out as NaN."""


rgamma.vjp(lambda xp, g, x, y: -g * y * xp.special.digamma(x))


@generic("special.rgamma")
def _rgamma(xp: Any, x: Any) -> Any:
    pole = (x <= 0.0) & (xp.floor(x) == x)
    return xp.where(
        pole, xp.zeros_like(x), 1.0 / xp.special.gamma(xp.where(pole, xp.ones_like(x), x))
    )


@composed(within="special")
def loggamma(xp: Any, x: Array, /) -> Variable:
    """Logarithm of the gamma function of real numbers: NaN below 0."""
    (x,) = reals(xp, x)
    return xp.special.gammaln(x) + xp.where(x < 0.0, xp.full_like(x, math.nan), xp.zeros_like(x))


@composed(within="special")
def multigammaln(xp: Any, a: Array, d: int, /) -> Variable:
    """Logarithm of the gamma function of d dimensions (DLMF 35.3.4); NaN up to a = (d - 1) / 2."""
    (a,) = reals(xp, a)
    total = xp.where(a > 0.5 * (d - 1), xp.zeros_like(a), xp.full_like(a, math.nan)) + 0.25 * d * (
        d - 1
    ) * math.log(math.pi)
    for j in range(operator.index(d)):
        total = total + xp.special.gammaln(a - 0.5 * j)
    return total


@elementwise(within="special", domain=(POSITIVE, POSITIVE), real=True)
def poch(z: Array, m: Array, /) -> Variable:
    """Pochhammer's symbol: gamma(z + m) / gamma(z)."""


poch.vjp(
    lambda xp, g, z, m, y: g * y * (xp.special.digamma(z + m) - xp.special.digamma(z)),
    lambda xp, g, z, m, y: g * y * xp.special.digamma(z + m),
)


@generic("special.poch")
def _poch(xp: Any, z: Any, m: Any) -> Any:
    sign = _sign_of_gamma(xp, z) * _sign_of_gamma(xp, z + m)
    return sign * xp.exp(xp.special.gammaln(z + m) - xp.special.gammaln(z))


@composed(within="special")
def binom(xp: Any, n: Array, k: Array, /) -> Variable:
    """Binomial coefficient of real numbers: 1 / ((n + 1) beta(n - k + 1, k + 1)).

    It is 0 where k or n - k is -1, -2, ...; its derivatives there come out as NaN.
    """
    n, k = reals(xp, n, k)
    a, b = n - k + 1.0, k + 1.0
    pole = _is_pole(xp, a) | _is_pole(xp, b)

    def only(where: Any, value: Any) -> Any:
        return xp.where(where, value, xp.ones_like(value))

    at_pole = xp.special.gamma(only(pole, n + 1.0)) * xp.special.rgamma(only(pole, a))
    elsewhere = 1.0 / ((n + 1.0) * xp.special.beta(only(~pole, a), only(~pole, b)))
    return xp.where(pole, at_pole * xp.special.rgamma(only(pole, b)), elsewhere)


@generic("special.gamma")
def _gamma(xp: Any, x: Any) -> Any:
    return _sign_of_gamma(xp, x) * xp.exp(xp.special.gammaln(x))


@elementwise(within="special", domain=(POSITIVE,), real=True)
def digamma(x: Array, /) -> Variable:
    """Derivative of the logarithm of the gamma function."""


digamma.vjp(lambda xp, g, x: g * xp.special.zeta(2.0, x))


@op(within="special", real=True)
def zeta(x: Array, q: Array, /) -> Variable:
    """Hurwitz' zeta function, the sum of (k + q)**-x over k = 0, 1, ...; Riemann's at q = 1. There is no rule for x."""


zeta.vjp(None, lambda xp, g, x, q: -g * x * xp.special.zeta(x + 1.0, q))


@composed(within="special")
def psi(xp: Any, x: Array, /) -> Variable:
    """Another name of digamma."""
    return xp.special.digamma(x)


@composed(within="special")
def polygamma(xp: Any, n: int, x: Array, /) -> Variable:
    """The nth derivative of digamma; `n` is an integer, not negative (DLMF 5.15.1)."""
    order = operator.index(n)
    if order < 0:
        raise ValueError(f"special.polygamma: n is {n}, and there are no negative orders")
    if order == 0:
        return xp.special.digamma(x)
    return (-1.0) ** (order + 1) * math.factorial(order) * xp.special.zeta(float(order + 1), x)


@elementwise(within="special", domain=(POSITIVE, POSITIVE), real=True)
def betaln(a: Array, b: Array, /) -> Variable:
    """Logarithm of the absolute value of the beta function."""


def _slope_of_betaln(xp: Any, a: Any, b: Any) -> Any:
    return xp.special.digamma(a) - xp.special.digamma(a + b)


betaln.vjp(
    lambda xp, g, a, b: g * _slope_of_betaln(xp, a, b),
    lambda xp, g, b, a: g * _slope_of_betaln(xp, b, a),
)


@generic("special.betaln")
def _betaln(xp: Any, a: Any, b: Any) -> Any:
    return xp.special.gammaln(a) + xp.special.gammaln(b) - xp.special.gammaln(a + b)


@elementwise(within="special", domain=(POSITIVE, POSITIVE), real=True)
def beta(a: Array, b: Array, /) -> Variable:
    """Beta function: gamma(a) * gamma(b) / gamma(a + b)."""


beta.vjp(
    lambda xp, g, a, b, y: g * y * _slope_of_betaln(xp, a, b),
    lambda xp, g, b, a, y: g * y * _slope_of_betaln(xp, b, a),
)


@generic("special.beta")
def _beta(xp: Any, a: Any, b: Any) -> Any:
    sign = _sign_of_gamma(xp, a) * _sign_of_gamma(xp, b) * _sign_of_gamma(xp, a + b)
    return sign * xp.exp(xp.special.betaln(a, b))
