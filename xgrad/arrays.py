"""From what users write to raw arrays: numbers, nested lists and arrays of any library."""

from __future__ import annotations

from typing import Any

from xgrad.backends import PYTHON_SCALARS, Backend
from xgrad.config import default_place
from xgrad.devices import backend_for_device, default_device
from xgrad.dispatch import SCALAR_TYPES, backend_of, is_array


def as_array(
    data: Any, dtype: Any = None, device: str | None = None, library: Backend | None = None
) -> Any:
    """A raw array from an array of any library, a Python number or a nested list of numbers.

    Arrays stay in their library and on their device unless `dtype` or `device` asks for a change,
    and are not copied where nothing changes. Numbers and lists go to the default device (see
    `using_device`), or to `library` where one is given. Library scalars such as `np.float64` become
    arrays of no dimensions.

    Raises TypeError, naming the type, for text, objects and the like, and for lists that hold
    arrays, and OverflowError for an integer that is too large for the library.
    """
    if type(data) in PYTHON_SCALARS or isinstance(data, (list, tuple)):
        _refuse_strangers(data)
        if library is None:
            place = default_place()
            where = device or place.device
            backend = backend_for_device(where, place.backend)
        else:
            where = device or default_device(library)
            backend = library
        array = backend.asarray(data, dtype, where)
        try:
            backend.kind(array.dtype)
        except TypeError:
            raise _too_large(data) from None
        return array
    if not is_array(data):
        raise TypeError(f"{_type_name(data)} is not an array, a number or a list of numbers")
    backend = backend_of(data)
    backend.kind(data.dtype)  # refuses text and objects
    if type(data) in SCALAR_TYPES:
        data = backend.asarray(data)
    if dtype is not None and data.dtype != backend.dtype(dtype):
        data = backend.xp.astype(data, backend.dtype(dtype))
    return data if device is None else backend.transfer(data, device)


def kind_of(array: Any) -> str:
    """What the array's dtype is to a derivative: "float", "complex" or "constant"."""
    return backend_of(array).kind(array.dtype)


def describe(value: Any) -> str:
    """An argument in an error message: its dtype, shape, library and device, or the value of a number.

    For instance "float64[4, 2] (numpy on cpu)".
    """
    if not is_array(value):
        text = repr(value)
        return text if len(text) <= 60 else f"{_type_name(value)}"
    backend: Backend = backend_of(value)
    dtype = str(value.dtype).rpartition(".")[2]
    shape = ", ".join(map(str, value.shape))
    return f"{dtype}[{shape}] ({backend.name} on {backend.device_name(value)})"


_TO_JOIN = "; make one array of those in a list first, by asarray([...]), stack or concat"


def _refuse_strangers(data: Any) -> None:
    stack = [data]
    while stack:
        item = stack.pop()
        if isinstance(item, (list, tuple)):
            stack += reversed(item)
        elif type(item) not in PYTHON_SCALARS and not _is_number(item):
            hint = _TO_JOIN if hasattr(item, "dtype") else ""
            raise TypeError(f"{_type_name(item)} is not a number{hint}")


def _is_number(value: object) -> bool:
    from numbers import Number  # a millisecond that few programs need

    return isinstance(value, Number)


def _too_large(data: Any) -> Exception:
    """The error for Python numbers of which a library makes no numbers of its own."""
    stack = [data]
    while stack:
        item = stack.pop()
        if isinstance(item, (list, tuple)):
            stack += item
        elif isinstance(item, int) and abs(item) >= 2**63:
            return OverflowError(
                f"{item} is too large for an array's integers; write it as a float"
            )
        elif type(item) not in PYTHON_SCALARS and not hasattr(item, "dtype"):
            return TypeError(f"{_type_name(item)} is no number that arrays hold; write float(...)")
    return TypeError(f"{data!r} makes no array of numbers")


def _type_name(value: object) -> str:
    kind = type(value)
    return (
        kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    )
