"""Utility functions of the standard."""

from __future__ import annotations

from typing import Any

from xgrad.composed import composed
from xgrad.indexing import axis_of
from xgrad.op import Array, op
from xgrad.ops.statistical import Axis
from xgrad.variable import Variable


@op
def all(x: Array, /, *, axis: Axis = None, keepdims: bool = False) -> Variable:
    """Whether all elements over the axes are true, as numbers that are not zero are. True for none."""


@op
def any(x: Array, /, *, axis: Axis = None, keepdims: bool = False) -> Variable:
    """Whether some element over the axes is true, as numbers that are not zero are. False for none."""


@composed
def diff(
    xp: Any,
    x: Array,
    /,
    *,
    axis: int = -1,
    n: int = 1,
    prepend: Array | None = None,
    append: Array | None = None,
) -> Variable:
    """Differences between neighbours along an axis, taken `n` times, after `prepend` and `append` are joined on.

    With `n` of 0 it is the array as it is, nothing joined on. Raises IndexError for an axis that the
    array has not, and ValueError for a negative `n`.
    """
    axis = axis_of("diff", axis, x.shape)
    if n < 0:
        raise ValueError(f"diff takes differences n times, 0 times or more, not n={n}")
    if n == 0:
        return xp.positive(x)
    parts = [part for part in (prepend, x, append) if part is not None]
    if len(parts) > 1:
        x = xp.concat(parts, axis=axis)
    before = (slice(None),) * axis
    for _ in range(n):
        size = x.shape[len(before)]
        start = min(1, size)
        x = x[(*before, slice(start, size), ...)] - x[(*before, slice(0, size - start), ...)]
    return x
