"""Sorting functions of the standard. A sorted array is its elements taken in another order."""

from __future__ import annotations

from typing import Any

from xgrad.composed import composed
from xgrad.indexing import axis_of
from xgrad.op import Array, op
from xgrad.variable import Variable


@op
def argsort(
    x: Array, /, *, axis: int = -1, descending: bool = False, stable: bool = True
) -> Variable:
    """The positions of the elements along an axis in sorted order: integers, and so a constant."""


@composed
def sort(
    xp: Any, x: Array, /, *, axis: int = -1, descending: bool = False, stable: bool = True
) -> Variable:
    """The elements along an axis in order. The gradient goes back to where each came from.

    Equal elements keep their order, also in descending order, unless `stable` is False. Raises IndexError for
    an axis that the array has not.
    """
    axis = axis_of("sort", axis, x.shape)
    order = xp.argsort(x, axis=axis, descending=descending, stable=stable)
    return xp.take_along_axis(x, order, axis=axis)
