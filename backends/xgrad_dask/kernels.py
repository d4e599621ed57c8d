"""Dask's own kernels: NumPy's, block by block."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np
from xgrad_numpy import kernels
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


def scatter_add(values: Any, positions: Any, size: int) -> Any:
    """`size` rows of zeros with `values[i]` added to row `positions[i]`: by NumPy's kernel, on all rows at once."""
    # 0 is the axis of what is added up, -1 that of the rows of the result.
    axes = tuple(range(1, values.ndim))
    return importlib.import_module("dask.array").blockwise(
        kernels.scatter_add,
        (-1, *axes),
        values,
        (0, *axes),
        positions,
        (0,),
        size=size,
        new_axes={-1: size},
        concatenate=True,
        dtype=values.dtype,
        meta=np.empty((0,) * values.ndim, values.dtype),
    )


special = from_scipy(_by_blocks)
generator = NativeGenerator

__all__ = ["fft", "generator", "linalg", "scatter_add", "special"]
