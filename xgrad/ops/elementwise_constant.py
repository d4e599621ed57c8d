"""Element-wise functions of the standard: those that are constant almost everywhere, and those of truth values."""

from __future__ import annotations

import math
from typing import Any

from xgrad.graph import through
from xgrad.op import Array, elementwise
from xgrad.variable import Variable

INF = math.inf
_REALS = (-INF, INF)


def zero(xp: Any, g: Any) -> Any:
    """The rule of a step function: its derivative is 0 wherever there is one."""
    return xp.zeros_like(g)


@elementwise
def ceil(x: Array, /) -> Variable:
    """The smallest integer not below each element."""


ceil.vjp(zero)


@elementwise
def floor(x: Array, /) -> Variable:
    """The largest integer not above each element."""


floor.vjp(zero)


@elementwise
def round(x: Array, /) -> Variable:
    """The nearest integer; halves go to the even one."""


round.vjp(zero)


@elementwise
def trunc(x: Array, /) -> Variable:
    """Each element without its fraction."""


trunc.vjp(zero)


@elementwise
def sign(x: Array, /) -> Variable:
    """The sign of each element: -1, 0 or 1; of a complex one x / |x|."""


def _sign_vjp(xp: Any, g: Any, x: Any, y: Any) -> Any:
    if not xp.isdtype(x.dtype, "complex floating"):
        return xp.zeros_like(g)
    length = xp.abs(x)
    safe = xp.where(length == 0, xp.ones_like(length), length)
    # Only the change across the radius counts: dy = (t - y Re(conj(y) t)) / |x|.
    change = (g - xp.astype(xp.real(g * y), g.dtype) * xp.conj(y)) / safe
    return xp.where(length == 0, xp.zeros_like(change), change)


sign.vjp(_sign_vjp)


@elementwise(domain=(_REALS, (0.0, INF)))
def floor_divide(x1: Array, x2: Array, /) -> Variable:
    """The largest integer not above the quotient."""


floor_divide.vjp(
    zero,
    zero,
)


@elementwise
def nextafter(x1: Array, x2: Array, /) -> Variable:
    """The next number after `x1` in the direction of `x2`: to a derivative it is `x1`."""


nextafter.vjp(through, zero)


@elementwise
def isfinite(x: Array, /) -> Variable:
    """Whether each element is finite."""


@elementwise
def isinf(x: Array, /) -> Variable:
    """Whether each element is infinite."""


@elementwise
def isnan(x: Array, /) -> Variable:
    """Whether each element is NaN."""


@elementwise
def signbit(x: Array, /) -> Variable:
    """Whether each element's sign is negative, -0.0 included."""


@elementwise
def logical_not(x: Array, /) -> Variable:
    """Not, element by element."""


@elementwise
def bitwise_invert(x: Array, /) -> Variable:
    """Each bit turned over."""


@elementwise
def equal(x1: Array, x2: Array, /) -> Variable:
    """x1 == x2, element by element."""


@elementwise
def not_equal(x1: Array, x2: Array, /) -> Variable:
    """x1 != x2, element by element."""


@elementwise
def less(x1: Array, x2: Array, /) -> Variable:
    """x1 < x2, element by element."""


@elementwise
def less_equal(x1: Array, x2: Array, /) -> Variable:
    """x1 <= x2, element by element."""


@elementwise
def greater(x1: Array, x2: Array, /) -> Variable:
    """x1 > x2, element by element."""


@elementwise
def greater_equal(x1: Array, x2: Array, /) -> Variable:
    """x1 >= x2, element by element."""


@elementwise
def logical_and(x1: Array, x2: Array, /) -> Variable:
    """And, element by element."""


@elementwise
def logical_or(x1: Array, x2: Array, /) -> Variable:
    """Or, element by element."""


@elementwise
def logical_xor(x1: Array, x2: Array, /) -> Variable:
    """Either but not both, element by element."""


@elementwise
def bitwise_and(x1: Array, x2: Array, /) -> Variable:
    """And of each bit."""


@elementwise
def bitwise_or(x1: Array, x2: Array, /) -> Variable:
    """Or of each bit."""


@elementwise
def bitwise_xor(x1: Array, x2: Array, /) -> Variable:
    """Either but not both, of each bit."""


@elementwise
def bitwise_left_shift(x1: Array, x2: Array, /) -> Variable:
    """Bits moved to the left by `x2` places."""


@elementwise
def bitwise_right_shift(x1: Array, x2: Array, /) -> Variable:
    """Bits moved to the right by `x2` places."""
