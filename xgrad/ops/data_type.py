"""Data type functions of the standard, and changes of place."""

from __future__ import annotations

from typing import Any

from xgrad.backends import Backend
from xgrad.dispatch import is_array
from xgrad.graph import through
from xgrad.maker import made, maker
from xgrad.op import Array, op
from xgrad.raw import unwrapped
from xgrad.variable import Variable
from xgrad.view import Views


def _same(library: Any, y: Any, x: Any, *args: Any, **keywords: Any) -> bool:
    """Whether the library gave the array itself back."""
    return y is x


def _uncopied(library: Any, y: Any, x: Any, *args: Any, copy: bool = True, **keywords: Any) -> bool:
    """Whether no copy was asked for; a library whose arrays never change gives the array itself for one."""
    return not copy and y is x


def _back(y: Any, x: Any, *args: Any, **keywords: Any) -> Any:
    return y


@op(views=Views(_back, _uncopied))
def astype(x: Array, dtype: Any, /, *, copy: bool = True, device: Any = None) -> Variable:
    """The elements as another dtype. To integers or booleans the result is a constant.

    Without `copy` and with the dtype that the array has, the result is a view of it.
    """


astype.vjp(through)  # the engine casts a cotangent to its input's dtype


@op(views=Views(_back, _same))
def to_device(x: Array, device: Any, /, *, stream: Any = None) -> Variable:
    """The array on another device, by name ("cpu", "cuda:1") or by the library's own device object."""


to_device.vjp(lambda xp, g, x_device: xp.to_device(g, x_device))


@maker
def can_cast(backend: Backend, from_: Any, to: Any, /) -> bool:
    """Whether a dtype, or an array's, can become another by the standard's promotion rules."""
    return bool(made(backend, "can_cast", unwrapped(from_), to))


def _dtype_of(value: Any) -> Any:
    raw = unwrapped(value)
    return raw.dtype if is_array(raw) else raw


class Limits:
    """What a library says of a dtype's limits, with Python numbers for the library's scalars."""

    def __init__(self, raw: Any, number: type) -> None:
        self._raw = raw
        self._number = number

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        value = getattr(self._raw, name)
        return value if isinstance(value, int) or not _is_number(value) else self._number(value)

    def __dir__(self) -> list[str]:
        return dir(self._raw)

    def __repr__(self) -> str:
        return repr(self._raw)


def _is_number(value: Any) -> bool:
    return hasattr(value, "__float__") and not callable(value)


@maker
def finfo(backend: Backend, type: Any, /) -> Any:
    """The limits of a floating dtype, or of an array's: `bits`, `eps`, `max`, `min`, `smallest_normal`, `dtype`."""
    return Limits(made(backend, "finfo", _dtype_of(type)), float)


@maker
def iinfo(backend: Backend, type: Any, /) -> Any:
    """The limits of an integer dtype, or of an array's: `bits`, `max`, `min`, `dtype`."""
    return Limits(made(backend, "iinfo", _dtype_of(type)), int)


@maker
def isdtype(backend: Backend, dtype: Any, kind: Any) -> bool:
    """Whether a dtype is of a kind: "bool", "integral", "real floating", "complex floating", "numeric", ..."""
    return bool(made(backend, "isdtype", dtype, kind))


@maker
def result_type(backend: Backend, *arrays_and_dtypes: Any) -> Any:
    """The dtype that an operation on arrays, numbers and dtypes, which may be names, gives."""
    named = (backend.dtype(a) if isinstance(a, str) else a for a in arrays_and_dtypes)
    return made(backend, "result_type", *unwrapped(tuple(named)))
