"""Special functions: products with logarithms, which are 0 where the factor is, and the entropies made of them."""

from __future__ import annotations

import math
from typing import Any

from xgrad.kernels import generic
from xgrad.op import Array, elementwise
from xgrad.variable import Variable

INF = math.inf
POSITIVE = (0.0, INF)
REALS = (-INF, INF)


@elementwise(within="special", domain=(REALS, POSITIVE), real=True)
def xlogy(x1: Array, x2: Array, /) -> Variable:
    """x1 * log(x2), and 0 where x1 is 0. At (0, 0) both derivatives are 0."""


def _at(xp: Any, condition: Any, value: float, x: Any) -> Any:
    """A number where a condition holds, else `x`."""
    return xp.where(condition, xp.full_like(x, value), x)


def _xlogy_vjp1(xp: Any, g: Any, x1: Any, x2: Any) -> Any:
    return g * xp.log(_at(xp, (x1 == 0.0) & (x2 <= 0.0), 1.0, x2))


def _xlogy_vjp2(xp: Any, g: Any, x1: Any, x2: Any) -> Any:
    return g * x1 / _at(xp, (x1 == 0.0) & (x2 == 0.0), 1.0, x2)


xlogy.vjp(_xlogy_vjp1, _xlogy_vjp2)


def _unless_zero(xp: Any, x1: Any, x2: Any, logarithm: Any) -> Any:
    """x1 * logarithm, and 0 where x1 is 0 and x2 a number."""
    product = x1 * logarithm
    return xp.where((x1 == 0.0) & (x2 == x2), xp.zeros_like(product), product)


@generic("special.xlogy")
def _xlogy(xp: Any, x1: Any, x2: Any) -> Any:
    return _unless_zero(xp, x1, x2, xp.log(_at(xp, (x1 == 0.0) & (x2 <= 0.0), 1.0, x2)))


@elementwise(within="special", domain=(REALS, (-1.0, INF)), real=True)
def xlog1py(x1: Array, x2: Array, /) -> Variable:
    """x1 * log1p(x2), and 0 where x1 is 0. At (0, -1) both derivatives are 0."""


def _xlog1py_vjp1(xp: Any, g: Any, x1: Any, x2: Any) -> Any:
    return g * xp.log1p(_at(xp, (x1 == 0.0) & (x2 <= -1.0), 0.0, x2))


def _xlog1py_vjp2(xp: Any, g: Any, x1: Any, x2: Any) -> Any:
    return g * x1 / (1.0 + _at(xp, (x1 == 0.0) & (x2 == -1.0), 0.0, x2))


xlog1py.vjp(_xlog1py_vjp1, _xlog1py_vjp2)


@generic("special.xlog1py")
def _xlog1py(xp: Any, x1: Any, x2: Any) -> Any:
    return _unless_zero(xp, x1, x2, xp.log1p(_at(xp, (x1 == 0.0) & (x2 <= -1.0), 0.0, x2)))


@elementwise(within="special", domain=(POSITIVE,), real=True)
def entr(x: Array, /) -> Variable:
    """Entropy -x * log(x); 0 at 0, where the slope is infinite, and minus infinity below."""


entr.vjp(lambda xp, g, x: -g * (xp.log(x) + 1.0))


@generic("special.entr")
def _entr(xp: Any, x: Any) -> Any:
    return _at(xp, x < 0.0, -INF, -xp.special.xlogy(x, _at(xp, x < 0.0, 1.0, x)))


@elementwise(within="special", domain=(POSITIVE, POSITIVE), real=True)
def rel_entr(x1: Array, x2: Array, /) -> Variable:
    """Relative entropy x1 * log(x1 / x2); 0 where x1 is 0 and x2 is not negative, infinite outside."""


rel_entr.vjp(
    lambda xp, g, x1, x2: g * (xp.log(x1) - xp.log(x2) + 1.0),
    lambda xp, g, x1, x2: -g * x1 / x2,
)


@generic("special.rel_entr")
def _rel_entr(xp: Any, x1: Any, x2: Any) -> Any:
    inside = (x1 > 0.0) & (x2 > 0.0)
    ratio = xp.where(inside, x1, xp.ones_like(x1)) / xp.where(inside, x2, xp.ones_like(x2))
    outside = (x1 < 0.0) | (x2 < 0.0) | ((x2 == 0.0) & (x1 > 0.0))
    result = _at(xp, outside, INF, x1 * xp.log(ratio))
    return xp.where((x1 == x1) & (x2 == x2), result, x1 + x2)


@elementwise(within="special", domain=(POSITIVE, POSITIVE), real=True)
def kl_div(x1: Array, x2: Array, /) -> Variable:
    """Kullback-Leibler divergence x1 * log(x1 / x2) - x1 + x2, infinite where one of them is negative."""


kl_div.vjp(
    lambda xp, g, x1, x2: g * (xp.log(x1) - xp.log(x2)),
    lambda xp, g, x1, x2: g * (1.0 - x1 / x2),
)


@generic("special.kl_div")
def _kl_div(xp: Any, x1: Any, x2: Any) -> Any:
    return xp.special.rel_entr(x1, x2) - x1 + x2
