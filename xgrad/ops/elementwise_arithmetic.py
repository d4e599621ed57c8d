"""Element-wise functions of the standard: arithmetic, extrema and complex parts."""

from __future__ import annotations

import math
from typing import Any

from xgrad.graph import through
from xgrad.op import Array, elementwise, op
from xgrad.ops.edges import or_infinite
from xgrad.variable import Variable
from xgrad.view import Views

INF = math.inf
_REALS = (-INF, INF)


@elementwise(python_scalars=(True, True))
def add(x1: Array, x2: Array, /) -> Variable:
    """Sum, element by element."""


add.vjp(through, through)


@elementwise(python_scalars=(True, True))
def subtract(x1: Array, x2: Array, /) -> Variable:
    """Difference, element by element."""


subtract.vjp(
    through,
    lambda xp, g: -g,
)


@elementwise(python_scalars=(True, True))
def multiply(x1: Array, x2: Array, /) -> Variable:
    """Product, element by element."""


multiply.vjp(
    lambda xp, g, x2: g * x2,
    lambda xp, g, x1: g * x1,
)


@elementwise(domain=(_REALS, (0.0, INF)), python_scalars=(True, True))
def divide(x1: Array, x2: Array, /) -> Variable:
    """Quotient, element by element."""


divide.vjp(
    lambda xp, g, x2: g / x2,
    lambda xp, g, x2, y: -g * y / x2,
)


@elementwise(domain=((0.0, INF), _REALS), python_scalars=(False, True))
def pow(x1: Array, x2: Array, /) -> Variable:
    """`x1` to the power of `x2`. The derivatives at 0 are those of the polynomial: x**2 has 0, 2, 0, 0 there."""


def _pow_vjp1(xp: Any, g: Any, x1: Any, x2: Any) -> Any:
    if isinstance(x2, (int, float, complex)):
        if x2 == 2:
            return g * (2.0 * x1)
        if x2 == 1:
            return g
        return g * (x2 * x1 ** (x2 - 1)) if x2 else xp.zeros_like(g)
    # 0 * 0**(-1) is 0 by the polynomial's convention; of unsigned integers 0 - 1 is the largest.
    constant = x2 == 0
    if not xp.isdtype(x2.dtype, "integral"):
        constant = constant & (x1 == 0)
    lower = xp.where(constant, xp.zeros_like(x2), x2 - 1)
    return g * xp.where(constant, xp.zeros_like(x2), x2) * x1**lower


def _pow_vjp2(xp: Any, g: Any, x1: Any, y: Any) -> Any:
    # 0**x2 does not change with x2 > 0, and by convention not at x2 = 0: log(1) = 0 stands in for
    # log(0).
    base = xp.where(x1 == 0, xp.ones_like(x1), x1)
    return g * y * xp.log(base if base.dtype == y.dtype else xp.astype(base, y.dtype))


pow.vjp(
    _pow_vjp1,
    _pow_vjp2,
)


@elementwise
def negative(x: Array, /) -> Variable:
    """Each element with the other sign."""


negative.vjp(lambda xp, g: -g)


@elementwise
def positive(x: Array, /) -> Variable:
    """Each element as it is."""


positive.vjp(through)


@elementwise
def abs(x: Array, /) -> Variable:
    """Absolute value. Its derivative at 0 is 0, the middle of the subgradients."""


def _abs_vjp(xp: Any, g: Any, x: Any, y: Any) -> Any:
    if not xp.isdtype(x.dtype, "complex floating"):
        return g * xp.sign(x)
    return g / or_infinite(xp, y) * xp.conj(x)


abs.vjp(_abs_vjp)


@elementwise
def square(x: Array, /) -> Variable:
    """Square of each element."""


square.vjp(lambda xp, g, x: g * (2.0 * x))


@elementwise(domain=((0.0, INF),))
def reciprocal(x: Array, /) -> Variable:
    """1 / x."""


reciprocal.vjp(lambda xp, g, y: -g * y * y)


@elementwise(domain=((0.0, INF),))
def sqrt(x: Array, /) -> Variable:
    """Principal square root. The derivative at 0 is infinite."""


sqrt.vjp(lambda xp, g, y: 0.5 * g / y)


@elementwise
def maximum(x1: Array, x2: Array, /) -> Variable:
    """The larger of two elements. Where they are equal, each gets half of the gradient."""


def _share(xp: Any, g: Any, wins: Any, ties: Any) -> Any:
    """1 where an input wins, one half where it ties, else 0."""
    return xp.astype(wins, g.dtype) + 0.5 * xp.astype(ties, g.dtype)


maximum.vjp(
    lambda xp, g, x1, x2: g * _share(xp, g, x1 > x2, x1 == x2),
    lambda xp, g, x1, x2: g * _share(xp, g, x2 > x1, x1 == x2),
)


@elementwise
def minimum(x1: Array, x2: Array, /) -> Variable:
    """The smaller of two elements. Where they are equal, each gets half of the gradient."""


minimum.vjp(
    lambda xp, g, x1, x2: g * _share(xp, g, x1 < x2, x1 == x2),
    lambda xp, g, x1, x2: g * _share(xp, g, x2 < x1, x1 == x2),
)


@elementwise
def copysign(x1: Array, x2: Array, /) -> Variable:
    """The magnitude of `x1` with the sign of `x2`."""


copysign.vjp(
    lambda xp, g, x1, x2: xp.where(xp.signbit(x1) == xp.signbit(x2), g, -g),
    lambda xp, g: xp.zeros_like(g),
)


@elementwise(domain=(_REALS, (0.0, INF)))
def remainder(x1: Array, x2: Array, /) -> Variable:
    """x1 - x2 * floor(x1 / x2), with the sign of `x2`."""


remainder.vjp(
    through,
    lambda xp, g, x1, x2: -g * xp.floor_divide(x1, x2),
)


@elementwise
def conj(x: Array, /) -> Variable:
    """Complex conjugate."""


conj.vjp(lambda xp, g: xp.conj(g))


def _is_complex(library: Any, y: Any, x: Any) -> bool:
    return bool(y.dtype != x.dtype)


# Both write back through a product with 1j, which makes NaN where the part after it is infinite.
def _real_back(y: Any, x: Any) -> Any:
    return y + imag(x) * 1j


def _imag_back(y: Any, x: Any) -> Any:
    return real(x) + y * 1j


@op(views=Views(_real_back, _is_complex))
def real(x: Array, /) -> Variable:
    """Real part."""


real.vjp(through)


@op(views=Views(_imag_back, _is_complex))
def imag(x: Array, /) -> Variable:
    """Imaginary part."""


# Rules transpose without conjugating: Re(gx * t) = g * Im(t) for every t, so gx = -i g.
imag.vjp(lambda xp, g, x_dtype: xp.astype(g, x_dtype) * -1j)


@op
def clip(x: Array, /, min: Array | None = None, max: Array | None = None) -> Variable:
    """Each element moved into [min, max]; None leaves a side open. At a bound the gradient goes to the element."""


def _clip_vjp(xp: Any, g: Any, x: Any, min: Any, max: Any) -> Any:
    inside = x == x if min is None else x >= min
    if max is not None:
        inside = inside & (x <= max)
    return xp.where(inside, g, xp.zeros_like(g))


def _clip_vjp_min(xp: Any, g: Any, x: Any, min: Any, max: Any) -> Any:
    low = x < min
    if max is not None:
        low = low & (min <= max)
    return xp.where(low, g, xp.zeros_like(g))


def _clip_vjp_max(xp: Any, g: Any, x: Any, min: Any, max: Any) -> Any:
    high = x > max
    if min is not None:
        high = high | (min > max)
    return xp.where(high, g, xp.zeros_like(g))


clip.vjp(_clip_vjp, _clip_vjp_min, _clip_vjp_max)
