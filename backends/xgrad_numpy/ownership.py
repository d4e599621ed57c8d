"""Whether a NumPy array may be written into: whether anybody else can see its memory.

NumPy itself decides so when it reuses the temporaries of an expression: an array that is no view and
that nobody else refers to is free. A function that receives an array by position from its caller's one
variable counts `OWNED` references to it.
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


OWNED = _of_one_owner()
