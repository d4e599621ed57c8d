"""Dask's Fourier transforms, of arrays that are spread along the transformed axes too.

Dask wants each of those axes in one chunk; here they are brought together first.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any


def _along_one(name: str) -> Callable[..., Any]:
    """A transform along one axis."""

    def call(x: Any, /, *, n: int | None = None, axis: int = -1, norm: str = "backward") -> Any:
        transform = getattr(importlib.import_module("dask.array").fft, name)
        return transform(x.rechunk({axis: -1}), n=n, axis=axis, norm=norm)

    return call


def _along_several(name: str) -> Callable[..., Any]:
    """A transform along several axes, all by default."""

    def call(x: Any, /, *, s: Any = None, axes: Any = None, norm: str = "backward") -> Any:
        transform = getattr(importlib.import_module("dask.array").fft, name)
        if axes is None:
            axes = range(-(x.ndim if s is None else len(s)), 0)
        axes = tuple(axes)
        return transform(x.rechunk(dict.fromkeys(axes, -1)), s=s, axes=axes, norm=norm)

    return call


fft = _along_one("fft")
ifft = _along_one("ifft")
rfft = _along_one("rfft")
irfft = _along_one("irfft")
hfft = _along_one("hfft")
ihfft = _along_one("ihfft")
fftn = _along_several("fftn")
ifftn = _along_several("ifftn")
rfftn = _along_several("rfftn")
irfftn = _along_several("irfftn")
