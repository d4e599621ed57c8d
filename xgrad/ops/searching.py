"""Searching functions of the standard."""

from __future__ import annotations

from xgrad.op import Array, op
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
