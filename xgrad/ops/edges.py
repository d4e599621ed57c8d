"""What rules share where a formula alone gives no number: divisors of zero, and cases too rare to pay for."""

from __future__ import annotations

import math
from typing import Any

from xgrad.dispatch import backend_of
from xgrad.raw import unwrapped


def or_infinite(xp: Any, y: Any) -> Any:
    """A divisor, infinite where it is zero: there the quotient and all its derivatives are 0."""
    return xp.where(y == 0, xp.full_like(y, math.inf), y)


def nowhere(xp: Any, condition: Any) -> bool:
    """Whether a condition is known to hold for no element; a lazy library is not made to compute it."""
    none = unwrapped(xp.logical_not(xp.any(condition)))
    return backend_of(none).surely(none)
