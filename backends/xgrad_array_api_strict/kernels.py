"""array-api-strict's own kernels: SciPy's functions on the NumPy arrays inside, with the device kept."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np
from xgrad_numpy.special import from_scipy


def _inside(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of NumPy's arrays as one of strict arrays, which must be on one device."""

    def call(*args: Any) -> Any:
        strict = importlib.import_module("array_api_strict")
        devices = {a.device for a in args if not isinstance(a, float)}
        if len(devices) > 1:
            raise ValueError(f"the arguments are on several devices: {devices}")
        cpu = strict.Device("CPU_DEVICE")
        inner = [a if isinstance(a, float) else np.asarray(a.to_device(cpu)) for a in args]
        # NumPy would bring an integer and a float32 to float64, which not every device has.
        floats = [a.dtype for a in inner if not isinstance(a, float) and a.dtype.kind == "f"]
        if floats:
            inner = [
                a if isinstance(a, float) or a.dtype.kind == "f" else a.astype(floats[0])
                for a in inner
            ]
        return strict.asarray(function(*inner), device=devices.pop())

    return call


special = from_scipy(_inside)
