"""Whether a NumPy array may be written into: whether anybody else can see its memory.

NumPy itself decides so when it reuses the temporaries of an expression: an array that is no view and
that nobody else refers to is free. A function that receives an array by position from its caller's one
variable counts `OWNED` references to it, and one that asks a view for its base counts `OWNED_BASE`.
"""

from __future__ import annotations

from sys import getrefcount
from typing import Any

import numpy as np

LARGE = [4096]
"""From how many elements on reusing memory is worth asking; a list, so that tests can lower it, to 2 at least."""


def _count(array: Any) -> int:
    return getrefcount(array)


def _of_one_owner() -> int:
    # How many references Python itself holds while it passes an argument differs between versions.
    array = np.empty(1)
    return _count(array)


def _of_one_view() -> int:
    view = np.empty(2).reshape(1, 2)
    base = view.base
    return getrefcount(base)


OWNED = _of_one_owner()
OWNED_BASE = _of_one_view()


def looks_at_all_alone(view: Any) -> bool:
    """Whether a view shows all of an array that nobody else can see, as what `reshape` returns often does."""
    base = view.base
    return (
        type(base) is np.ndarray
        and bool(base.flags.owndata)
        and base.nbytes == view.nbytes
        and getrefcount(base) <= OWNED_BASE
    )
