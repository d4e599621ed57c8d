"""What each library has of its own, for type checkers and editors: they cannot see `xgrad.install` put it in place."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

__all__: list[str] = []

if TYPE_CHECKING:
    from xgrad import random

    __array_api_version__: str
    __array_namespace_info__: Callable[[], Any]
    bool: Any
    int8: Any
    int16: Any
    int32: Any
    int64: Any
    uint8: Any
    uint16: Any
    uint32: Any
    uint64: Any
    float32: Any
    float64: Any
    complex64: Any
    complex128: Any

    __all__ += [
        "__array_api_version__",
        "__array_namespace_info__",
        "bool",
        "complex64",
        "complex128",
        "float32",
        "float64",
        "int8",
        "int16",
        "int32",
        "int64",
        "random",
        "uint8",
        "uint16",
        "uint32",
        "uint64",
    ]
