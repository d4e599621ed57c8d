"""What compositions among the special functions do with their arguments first."""

from __future__ import annotations

from typing import Any

from array_api_compat import device

from xgrad.backends import PYTHON_SCALARS


def reals(xp: Any, *values: Any) -> list[Any]:
    """Arrays and numbers as arrays of floats, in the dtype of the first that has one.

    Raises TypeError for complex numbers, and for arguments of which none is an array.
    """
    arrays = [v for v in values if type(v) not in PYTHON_SCALARS]
    if not arrays:
        raise TypeError("special functions take arrays; at least one argument must be one")
    if any(xp.isdtype(v.dtype, "complex floating") for v in arrays):
        raise TypeError("this special function takes real numbers")
    floats = [v.dtype for v in arrays if xp.isdtype(v.dtype, "real floating")]
    place = device(arrays[0])
    info = xp.__array_namespace_info__()
    dtype = floats[0] if floats else info.default_dtypes(device=place)["real floating"]
    return [
        xp.full((), float(v), dtype=dtype, device=place)
        if type(v) in PYTHON_SCALARS
        else v
        if xp.isdtype(v.dtype, "real floating")
        else xp.astype(v, dtype)
        for v in values
    ]
