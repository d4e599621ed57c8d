"""array-api-strict for xgrad: SciPy's special functions on the NumPy arrays that it wraps.

It is the library to test with: it has what the standard has, and devices that are all the same.
"""

from __future__ import annotations

from typing import ClassVar

from xgrad import Backend
from xgrad_array_api_strict import kernels


class StrictBackend(Backend):
    """Arrays of array-api-strict."""

    kernels = kernels
    checks_devices = True  # it refuses most mixtures itself, but not one for `broadcast_arrays`
    install_hint: ClassVar[str] = "pip install array-api-strict"
