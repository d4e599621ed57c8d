"""Which library an array belongs to.

A backend answers for one array library. It is found by the type of an array, in one dictionary
look-up that is filled on the first array of a type: nothing is imported or discovered when xgrad is
imported.
"""

from __future__ import annotations

from typing import Any

import array_api_compat

from xgrad.backends import Backend, root_name
from xgrad.discovery import load
from xgrad.registry import ENGINE

TYPES: dict[type, Backend] = {}
"""The backend of every type of array met so far."""

LIBRARIES: dict[str, Backend] = {}
"""The same, by the library's name."""

CACHES: list[dict[type, Any]] = []
"""Every table that `cache` made."""

SCALAR_TYPES: dict[type, Any] = {}
"""The scalar types that libraries return for arrays of no dimensions (np.float64), filled as they are met: each with
its dtype if that is real and floating, else None."""

ARRAY_TYPES: set[type] = set()
"""The types in `TYPES` that are no such scalars."""


def cache() -> dict[type, Any]:
    """A new table by array type, emptied whenever the set of backends changes."""
    table: dict[type, Any] = {}
    CACHES.append(table)
    return table


def backend_of(array: Any) -> Backend:
    """The backend of an array, by its type. Raises TypeError, naming the type, for anything that is no array."""
    try:
        return TYPES[type(array)]
    except KeyError:
        return _meet(array)


def is_array(value: object) -> bool:
    """Whether a value is a raw array of some library."""
    if type(value) in TYPES:
        return True
    if isinstance(value, type) or hasattr(value, "__xgrad_variable__"):
        return False
    return bool(array_api_compat.is_array_api_obj(value))


def _meet(array: Any) -> Backend:
    kind = type(array)
    if hasattr(array, "mask") and hasattr(array, "filled"):
        raise TypeError("a masked array would lose its mask; use where(mask, value, x) on its data")
    if not is_array(array):
        raise TypeError(
            f"{kind.__module__}.{kind.__qualname__} is not an array, a number or a list of numbers"
        )
    module = array_api_compat.array_namespace(array)
    name = root_name(module)
    found = LIBRARIES.get(name)
    if found is None:
        found = LIBRARIES.setdefault(name, load(name, module))
    if not hasattr(kind, "__setitem__") and kind is not type(found.module.asarray(array)):
        real = found.module.isdtype(array.dtype, "real floating")
        SCALAR_TYPES[kind] = array.dtype if real else None
    else:
        ARRAY_TYPES.add(kind)
    TYPES[kind] = found
    return found


def backend(name: str) -> Backend:
    """The backend of a library by the library's name ("numpy", "torch", "jax", "dask", "cupy", ...).

    Imports the library. Raises DeviceUnavailableError, saying how to install it, where it is
    missing.
    """
    found = LIBRARIES.get(name)
    if found is None:
        found = LIBRARIES.setdefault(name, load(name))
    return found


ENGINE["backend"] = backend
