"""Medians and quantiles, by NumPy's names: elements at places in the sorted order, and between two of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from xgrad.op import Array
from xgrad.ops.elementwise_constant import isnan
from xgrad.ops.numpy_elementwise import real_floating
from xgrad.ops.statistical import Axis
from xgrad.registry import function
from xgrad.variable import Variable

Fractions = float | Sequence[float]

METHODS: dict[str, Callable[[Any, Any], Any]] = {
    "linear": lambda xp, place: place,
    "lower": lambda xp, place: xp.floor(place),
    "higher": lambda xp, place: xp.ceil(place),
    "nearest": lambda xp, place: xp.round(place),
    "midpoint": lambda xp, place: (xp.floor(place) + xp.ceil(place)) / 2.0,
}
"""At which place a value is taken that lies between two elements."""


@function
def median(x: Array, /, axis: Axis = None, *, keepdims: bool = False) -> Variable:
    """The middle of the elements in order: of two in the middle, their mean. NaN where there is a NaN.

    Raises TypeError for complex numbers, which have no order, ValueError for arrays of no elements.
    """
    return _ordered("median", x, 0.5, axis, keepdims, skip=False)


@function
def nanmedian(x: Array, /, axis: Axis = None, *, keepdims: bool = False) -> Variable:
    """The middle of the elements in order without NaN: of two in the middle, their mean. NaN where nothing is left.

    Raises TypeError for complex numbers, which have no order, ValueError for arrays of no elements.
    """
    return _ordered("nanmedian", x, 0.5, axis, keepdims, skip=True)


@function
def quantile(
    x: Array, /, q: Fractions, axis: Axis = None, *, method: str = "linear", keepdims: bool = False
) -> Variable:
    """The value below which the fraction `q` of the elements lies, on a line between the two next to it.

    `method` says what it is between two elements: on the line from one to the other ("linear"), the
    "lower", the "higher" or the "nearest" one, or their "midpoint".
    Several fractions give a first axis; they are numbers and get no gradient. NaN where there is a
    NaN. Raises TypeError for complex numbers, which have no order, ValueError for arrays of no
    elements, for fractions outside of [0, 1] and for another method.
    """
    return _ordered("quantile", x, q, axis, keepdims, method=method, skip=False)


@function
def nanquantile(
    x: Array, /, q: Fractions, axis: Axis = None, *, method: str = "linear", keepdims: bool = False
) -> Variable:
    """As `quantile`, of the elements without NaN. NaN where nothing is left."""
    return _ordered("nanquantile", x, q, axis, keepdims, method=method, skip=True)


@function
def percentile(
    x: Array, /, q: Fractions, axis: Axis = None, *, method: str = "linear", keepdims: bool = False
) -> Variable:
    """As `quantile`, with fractions in percent."""
    return _ordered("percentile", x, q, axis, keepdims, method=method, skip=False, whole=100)


@function
def nanpercentile(
    x: Array, /, q: Fractions, axis: Axis = None, *, method: str = "linear", keepdims: bool = False
) -> Variable:
    """As `nanquantile`, with fractions in percent."""
    return _ordered("nanpercentile", x, q, axis, keepdims, method=method, skip=True, whole=100)


def _ordered(
    name: str,
    x: Any,
    q: Any,
    axis: Axis,
    keepdims: bool,
    *,
    skip: bool,
    whole: float = 1,
    method: str = "linear",
) -> Variable:
    """What lies at fractions of the sorted elements; with `skip`, of those that are no NaN."""
    fractions, several = _fractions(name, q, whole)
    if method not in METHODS:
        raise ValueError(f"{name}: method is one of {', '.join(METHODS)}, not {method!r}")
    x = real_floating(name, x)
    xp = x.__array_namespace__()
    axes = range(x.ndim) if axis is None else (axis,) if isinstance(axis, int) else axis
    reduced = sorted(a % x.ndim for a in axes)
    kept = [a for a in range(x.ndim) if a not in reduced]
    shape = tuple(x.shape[a] for a in kept)
    length = math.prod(x.shape[a] for a in reduced)
    if length == 0:
        raise ValueError(f"{name}: there is no order among no elements (shape {x.shape})")
    rows = xp.reshape(xp.permute_dims(x, (*kept, *reduced)), (*shape, length))
    missing = isnan(rows)
    last = xp.count_nonzero(~missing, axis=-1, keepdims=True) - 1
    ordered = xp.sort(xp.where(missing, xp.full_like(rows, math.inf), rows), axis=-1)
    most = xp.astype(xp.clip(last, min=0), rows.dtype)
    lacking = last < 0 if skip else last < length - 1
    if keepdims:
        shape = tuple(1 if a in reduced else n for a, n in enumerate(x.shape))
    found = [
        xp.reshape(xp.where(lacking, xp.full_like(v, math.nan), v), shape)
        for v in (
            _between(xp, ordered, METHODS[method](xp, most * fraction)) for fraction in fractions
        )
    ]
    result: Variable = xp.stack(found) if several else found[0]
    return result


def _fractions(name: str, q: Any, whole: float) -> tuple[list[float], bool]:
    """The fractions as numbers, and whether several were asked for."""
    if hasattr(q, "tolist") and not getattr(q, "tracked", False):
        q = q.tolist()
    several = isinstance(q, Sequence)
    numbers = list(q) if several else [q]
    if not numbers or not all(isinstance(number, int | float) for number in numbers):
        raise TypeError(
            f"{name}: q is a number or a vector of numbers, and gets no gradient; not {q!r}"
        )
    if not all(0 <= number <= whole for number in numbers):
        raise ValueError(f"{name}: q lies between 0 and {whole}, and was {q!r}")
    return [number / whole for number in numbers], several


def _between(xp: Any, ordered: Any, place: Any) -> Any:
    """The value of each row at a place between two of its elements."""
    below = xp.floor(place)
    low = xp.take_along_axis(ordered, xp.astype(below, xp.int64), axis=-1)
    high = xp.take_along_axis(ordered, xp.astype(xp.ceil(place), xp.int64), axis=-1)
    share = place - below
    # Beside an element that is hit there may be an infinite one, which has no part in the result.
    return low * (1.0 - share) + xp.where(share == 0, xp.zeros_like(high), high) * share
