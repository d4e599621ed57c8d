"""What a library's arrays can do where the standard leaves it open, found by trying, once for each library."""

from __future__ import annotations

import functools
from typing import Any


@functools.cache
def writable(module: Any) -> bool:
    """Whether elements of an array can be assigned to."""
    array = module.zeros(2)
    try:
        array[0] = 1.0
    except Exception:  # every library has its own error for it
        return False
    return True


@functools.cache
def shares_elements(module: Any) -> bool:
    """Whether `x[0]` of a vector is a view of the element, not a copy."""
    array = module.zeros(2)
    element = array[0]
    try:
        element[...] = 1.0
    except Exception:  # every library has its own error for it
        return False
    return bool(array[0] == 1.0)
