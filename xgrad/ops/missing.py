"""Statistics of the elements that are no NaN, by NumPy's names. The gradient at a NaN is 0.

Where there is nothing but NaN, sums are 0, products 1, and means, extrema and deviations are NaN.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from xgrad.arrays import kind_of
from xgrad.methods import degrees
from xgrad.op import Array
from xgrad.ops.cumulative import prod
from xgrad.ops.data_type import astype
from xgrad.ops.elementwise_arithmetic import conj, imag, real, sqrt
from xgrad.ops.elementwise_constant import isnan, logical_and, logical_not
from xgrad.ops.numpy_names import as_constant, cumprod, cumsum
from xgrad.ops.searching import where
from xgrad.ops.statistical import Axis, max, min, sum
from xgrad.registry import function
from xgrad.variable import Variable


def _filled(x: Any, value: float, dtype: Any = None) -> tuple[Variable, Variable]:
    """The array, in another dtype if one is given, with a number for each NaN, and where there was none."""
    x = as_constant(x) if dtype is None else astype(x, dtype)
    if kind_of(x._held) == "constant":
        return x, x == x
    missing = isnan(x)
    return where(missing, value, x), logical_not(missing)


def _number(
    there: Variable, like: Variable, axis: Axis, keepdims: bool, less: float = 0.0
) -> Variable:
    """How many elements are there, less some; NaN if none is left."""
    real_one = real(like) if kind_of(like._held) == "complex" else like
    number = sum(astype(there, real_one.dtype), axis=axis, keepdims=keepdims) - less
    return where(number > 0, number, math.nan)


@function
def nansum(
    x: Array, /, axis: Axis = None, *, dtype: Any = None, keepdims: bool = False
) -> Variable:
    """Sum of what is no NaN."""
    return sum(_filled(x, 0.0, dtype)[0], axis=axis, keepdims=keepdims)


@function
def nanprod(
    x: Array, /, axis: Axis = None, *, dtype: Any = None, keepdims: bool = False
) -> Variable:
    """Product of what is no NaN."""
    return prod(_filled(x, 1.0, dtype)[0], axis=axis, keepdims=keepdims)


@function
def nancumsum(x: Array, /, axis: int | None = None, *, dtype: Any = None) -> Variable:
    """Running sum along an axis, or over the flattened array, to which NaN adds nothing."""
    return cumsum(_filled(x, 0.0, dtype)[0], axis)


@function
def nancumprod(x: Array, /, axis: int | None = None, *, dtype: Any = None) -> Variable:
    """Running product along an axis, or over the flattened array, which NaN leaves as it is."""
    return cumprod(_filled(x, 1.0, dtype)[0], axis)


@function
def nanmean(
    x: Array, /, axis: Axis = None, *, dtype: Any = None, keepdims: bool = False
) -> Variable:
    """Arithmetic mean of what is no NaN."""
    known, there = _filled(x, 0.0, dtype)
    return sum(known, axis=axis, keepdims=keepdims) / _number(there, known, axis, keepdims)


def _extremum(
    choose: Callable[..., Any], fill: float, x: Any, axis: Axis, keepdims: bool
) -> Variable:
    known, there = _filled(x, fill)
    if kind_of(known._held) == "constant":
        return choose(known, axis=axis, keepdims=keepdims)
    nothing = isnan(_number(there, known, axis, keepdims))
    return where(nothing, math.nan, choose(known, axis=axis, keepdims=keepdims))


@function
def nanmax(x: Array, /, axis: Axis = None, *, keepdims: bool = False) -> Variable:
    """Largest element that is no NaN. Elements that tie share the gradient equally."""
    return _extremum(max, -math.inf, x, axis, keepdims)


@function
def nanmin(x: Array, /, axis: Axis = None, *, keepdims: bool = False) -> Variable:
    """Smallest element that is no NaN. Elements that tie share the gradient equally."""
    return _extremum(min, math.inf, x, axis, keepdims)


@function
def nanvar(
    x: Array,
    /,
    axis: Axis = None,
    *,
    dtype: Any = None,
    ddof: float | None = None,
    correction: float | None = None,
    keepdims: bool = False,
) -> Variable:
    """Variance of what is no NaN; `ddof` and `correction` are two names of what its number is lessened by."""
    x = as_constant(x) if dtype is None else astype(x, dtype)
    less = degrees("nanvar", ddof, correction)
    apart, there = _filled(x - nanmean(x, axis=axis, keepdims=True), 0.0)
    squares = apart * apart
    if kind_of(squares._held) == "complex":
        squares = real(apart * conj(apart))
    number = _number(there, squares, axis, keepdims, less)
    return sum(squares, axis=axis, keepdims=keepdims) / number


@function
def nanstd(
    x: Array,
    /,
    axis: Axis = None,
    *,
    dtype: Any = None,
    ddof: float | None = None,
    correction: float | None = None,
    keepdims: bool = False,
) -> Variable:
    """Standard deviation of what is no NaN, with a gradient of 0 where it is 0 or all elements are equal."""
    variance = nanvar(
        x, axis=axis, dtype=dtype, ddof=ddof, correction=correction, keepdims=keepdims
    )
    positive = logical_and(variance > 0, logical_not(_equal(x, dtype, axis, keepdims)))
    return where(positive, sqrt(where(positive, variance, 1.0)), 0.0 * variance)


def _equal(x: Any, dtype: Any, axis: Axis, keepdims: bool) -> Variable:
    """Where all that is no NaN is equal: the variance is 0 there, up to rounding errors."""
    x = as_constant(x).detach()
    x = x if dtype is None else astype(x, dtype)
    parts = [x]
    if kind_of(x._held) == "complex":
        missing = isnan(x)
        parts = [where(missing, math.nan, part) for part in (real(x), imag(x))]
    largest, smallest = [
        [f(part, axis=axis, keepdims=keepdims) for part in parts] for f in (nanmax, nanmin)
    ]
    equal = largest[0] == smallest[0]
    return equal & (largest[1] == smallest[1]) if parts[1:] else equal
