"""Searching functions of the standard."""

from __future__ import annotations

from typing import Any, Literal

from xgrad.op import Array, op
from xgrad.ops.statistical import Axis
from xgrad.variable import Variable


@op
def where(condition: Array, x1: Array, x2: Array, /) -> Variable:
    """The elements of `x1` where the condition holds, of `x2` elsewhere.

    The derivative of what was not chosen is multiplied by zero, not skipped: guard a singular input
    before the operation.
    """


where.vjp(
    None,
    lambda xp, g, condition: xp.where(condition, g, xp.zeros_like(g)),
    lambda xp, g, condition: xp.where(condition, xp.zeros_like(g), g),
)


@op
def argmax(x: Array, /, *, axis: int | None = None, keepdims: bool = False) -> Variable:
    """The position of the largest element along an axis, or in the array as a vector; of several the first."""


@op
def argmin(x: Array, /, *, axis: int | None = None, keepdims: bool = False) -> Variable:
    """The position of the smallest element along an axis, or in the array as a vector; of several the first."""


@op
def count_nonzero(x: Array, /, *, axis: Axis = None, keepdims: bool = False) -> Variable:
    """How many elements over the axes, or of all, are not zero."""


@op(results=tuple)
def nonzero(x: Array, /) -> tuple[Variable, ...]:
    """The positions of the elements that are not zero, in C order: an array of integers for each axis."""


@op
def searchsorted(
    x1: Array,
    x2: Array,
    /,
    *,
    side: Literal["left", "right"] = "left",
    sorter: Any = None,
) -> Variable:
    """Where in the sorted vector `x1` each element of `x2` would have to be put in for it to stay sorted.

    Before equal elements or, with side "right", after them. `sorter` is the order that sorts `x1`.
    """
