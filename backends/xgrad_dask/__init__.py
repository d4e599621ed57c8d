"""Dask for xgrad: SciPy's special functions and NumPy's linear algebra, block by block; transforms across blocks."""

from __future__ import annotations

from typing import ClassVar

from xgrad import Backend
from xgrad_dask import kernels


class DaskBackend(Backend):
    """Arrays of Dask, whose blocks are arrays of NumPy."""

    kernels = kernels
    namespace_path: ClassVar[str] = "array_api_compat.dask.array"
    install_hint: ClassVar[str] = "pip install 'dask[array]'"
