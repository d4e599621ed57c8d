"""Dask's own kernels: NumPy's, block by block."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from xgrad_numpy.special import from_scipy

from xgrad_dask import fft, linalg
from xgrad_dask.random import NativeGenerator


def _by_blocks(function: Callable[..., Any]) -> Callable[..., Any]:
    """An elementwise function of NumPy's arrays as a lazy one.

    Not by `map_blocks`, which takes the result's shape from one of the arguments where they
    broadcast.
    """

    def call(*args: Any) -> Any:
        return importlib.import_module("dask.array.core").elemwise(function, *args)

    return call


special = from_scipy(_by_blocks)
generator = NativeGenerator

__all__ = ["fft", "generator", "linalg", "special"]
