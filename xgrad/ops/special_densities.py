"""Special functions: the derivatives of the incomplete gamma and beta functions, accurate for large parameters.

Products of powers and gamma functions that are each huge cancel. C. Loader, "Fast and accurate
computation of binomial probabilities" (2000), writes them as a small exponential instead, of two parts
that are computed without cancellation: the deviance of the argument from the parameter, and the error
of Stirling's formula. Both are kernels, so that only their values are computed so; the rules are
plain calculus.
"""

from __future__ import annotations

import math
from typing import Any

from xgrad.kernels import generic
from xgrad.op import Array, op
from xgrad.ops.special_reals import reals
from xgrad.variable import Variable

# (DLMF 5.11.1); in double precision to the last digit from 10 on.
_STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156]
_HALF_LOG_2PI = 0.5 * math.log(2.0 * math.pi)
# (artanh(v) / v - 1) / v**2 in powers of v**2, for |v| up to 1/3
_ATANH = [1.0 / (2 * k + 3) for k in range(17)]


def _polynomial(xp: Any, x: Any, terms: list[float]) -> Any:
    result = xp.full_like(x, terms[-1])
    for term in terms[-2::-1]:
        result = result * x + term
    return result


def stirling_error(xp: Any, a: Any) -> Any:
    """log(gamma(a + 1)) less Stirling's formula for it, (a + 1/2) log(a) - a + log(2 pi) / 2, of positive numbers."""
    far = a >= 10.0
    near = xp.where(far, xp.full_like(a, 10.0), a)
    inverse = 1.0 / xp.where(far, a, xp.full_like(a, 10.0))
    series = inverse * _polynomial(xp, inverse * inverse, _STIRLING)
    power = (near + 0.5) * xp.log(near) - near + _HALF_LOG_2PI
    return xp.where(far, series, xp.special.gammaln(near + 1.0) - power)


def deviance(xp: Any, a: Any, mean: Any, above: Any) -> Any:
    """a log(a / mean) + mean - a, of positive numbers; `above` is `mean - a`, as exactly as the caller knows it."""
    v = above / (a + mean)
    near = xp.abs(v) < 1.0 / 3.0
    v = xp.where(near, v, xp.zeros_like(v))
    series = v * (above - 2.0 * a * v * v * _polynomial(xp, v * v, _ATANH))
    ratio = xp.where(near, xp.ones_like(v), mean / a)
    return xp.where(near, series, above - a * xp.log(ratio))


def _at_end(xp: Any, a: Any, slope: Any) -> Any:
    """What a density with the power a - 1 is where the base of the power is 0."""
    below = xp.where(a < 1.0, xp.full_like(a, math.inf), xp.zeros_like(a))
    return xp.where(a == 1.0, slope, below)


@op(within="special", real=True)
def gamma_p_derivative(a: Array, x: Array, /) -> Variable:
    """The derivative of gammainc(a, x) by x, `x**(a - 1) exp(-x) / gamma(a)`: the density of the gamma distribution.

    NaN for negative numbers. There is no derivative by a. (The name is Boost's; SciPy has none.)
    """


@generic("special.gamma_p_derivative")
def _gamma_p_derivative(xp: Any, a: Any, x: Any) -> Any:
    a, x = xp.broadcast_arrays(*reals(xp, a, x))
    inside = (a > 0.0) & (x > 0.0) & (x < math.inf) & (a < math.inf)
    one = xp.ones_like(a + x)
    safe_a, safe_x = xp.where(inside, a, one), xp.where(inside, x, one)
    exponent = stirling_error(xp, safe_a) + deviance(xp, safe_a, safe_x, safe_x - safe_a)
    density = xp.sqrt(safe_a) / safe_x * xp.exp(-exponent) / math.sqrt(2.0 * math.pi)
    end = xp.where((x == 0.0) & (a > 0.0), _at_end(xp, a, one), xp.zeros_like(one))
    known = (a >= 0.0) & (x >= 0.0)
    return xp.where(inside, density, xp.where(known, end, xp.full_like(one, math.nan)))


def _gamma_p_slope(xp: Any, g: Any, a: Any, x: Any, y: Any) -> Any:
    """At 0 by the difference of two densities, which would cancel elsewhere."""
    a, x = reals(xp, a, x)
    end = x == 0.0
    steeper = end & (a > 1.0)
    one = xp.ones_like(a + x)
    ratio = xp.where(end, a - 2.0 * one, (a - 1.0 - x) / xp.where(end, one, x))
    lower = xp.special.gamma_p_derivative(xp.where(steeper, a - 1.0, one), x)
    return g * xp.where(steeper, lower - y, y * ratio)


gamma_p_derivative.vjp(None, _gamma_p_slope)


@op(within="special", real=True)
def ibeta_derivative(a: Array, b: Array, x: Array, /) -> Variable:
    """The derivative of betainc(a, b, x) by x, `x**(a - 1) (1 - x)**(b - 1) / beta(a, b)`: the density of beta's.

    NaN for negative numbers, and beyond 1. There is no derivative by a and b. (The name is Boost's; SciPy has none.)
    """


@generic("special.ibeta_derivative")
def _ibeta_derivative(xp: Any, a: Any, b: Any, x: Any) -> Any:
    a, b, x = xp.broadcast_arrays(*reals(xp, a, b, x))
    known = (a >= 0.0) & (b >= 0.0) & (x >= 0.0) & (x <= 1.0)
    spread = (a > 0.0) & (b > 0.0) & (a < math.inf) & (b < math.inf)  # else it is all at one point
    inside = spread & (x > 0.0) & (x < 1.0)
    one = xp.ones_like(a + b + x)
    p = xp.where(inside, x, 0.5 * one)
    safe_a, safe_b = xp.where(inside, a, one), xp.where(inside, b, one)
    q, n = 1.0 - p, safe_a + safe_b
    above = safe_b * p - safe_a * q  # what n * p is above a, and b above n * q
    exponent = (
        (stirling_error(xp, n) - stirling_error(xp, safe_a) - stirling_error(xp, safe_b))
        - deviance(xp, safe_a, n * p, above)
        - deviance(xp, safe_b, n * q, -above)
    )
    scale = xp.sqrt(safe_a) * xp.sqrt(safe_b / n) / (p * q) / math.sqrt(2.0 * math.pi)
    density = scale * xp.exp(exponent)
    end = xp.where(x == 0.0, _at_end(xp, a, b), _at_end(xp, b, a))
    end = xp.where(known & spread, end, xp.zeros_like(one))
    return xp.where(inside, density, xp.where(known, end, xp.full_like(one, math.nan)))


def _ibeta_slope(xp: Any, g: Any, a: Any, b: Any, x: Any, y: Any) -> Any:
    """At 0 and 1 by the difference of two densities, which would cancel elsewhere."""
    a, b, x = reals(xp, a, b, x)
    one = xp.ones_like(a + b + x)
    low, high = x == 0.0, x == 1.0
    p, q = xp.where(low, one, x), xp.where(high, one, 1.0 - x)
    ratio = (a - 1.0 - (a + b - 2.0) * x) / (p * q)
    slope = y * xp.where(low | high, (a - 1.0) / p - (b - 1.0) / q, ratio)
    from_low, from_high = low & (a > 1.0), high & (b > 1.0)
    total = a + b - 1.0
    left = xp.special.ibeta_derivative(xp.where(from_low, a - 1.0, one), b, x)
    right = xp.special.ibeta_derivative(a, xp.where(from_high, b - 1.0, one), x)
    slope = xp.where(from_low, total * left - y * (b - 1.0) / q, slope)
    return g * xp.where(from_high, y * (a - 1.0) / p - total * right, slope)


ibeta_derivative.vjp(None, None, _ibeta_slope)


def student_peak(xp: Any, df: Any) -> Any:
    """The density of Student's t with `df` degrees of freedom at 0."""
    half = 0.5 * df
    between = deviance(xp, half, half + 0.5, xp.full_like(half, 0.5))
    error = stirling_error(xp, half + 0.5) - stirling_error(xp, half)
    return xp.exp(error - between) / math.sqrt(2.0 * math.pi)
