"""Between Variables and raw arrays, through whatever tuples and lists a function takes or returns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from array_api_compat import device as device_of

from xgrad.arrays import kind_of
from xgrad.dispatch import SCALAR_TYPES, TYPES, backend_of, is_array
from xgrad.errors import mixed
from xgrad.variable import Variable, wrap


def unwrapped(value: Any) -> Any:
    """An argument with the raw arrays of its Variables."""
    if isinstance(value, Variable):
        return value._held
    if type(value) in (list, tuple):
        return type(value)([unwrapped(item) for item in value])
    if type(value) is dict:
        return {key: unwrapped(item) for key, item in value.items()}
    return value


def wrapped(value: Any) -> Any:
    """A result with its raw arrays as constants."""
    if isinstance(value, tuple):
        parts = [wrapped(item) for item in value]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    if isinstance(value, list):
        return [wrapped(item) for item in value]
    return wrap(value) if is_array(value) else value


def leaves(value: Any) -> Iterator[Any]:
    """Everything in an argument that is no list, tuple or dictionary."""
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from leaves(item)
    elif isinstance(value, dict):
        yield from leaves(list(value.values()))
    else:
        yield value


def is_tracked(value: Any) -> bool:
    """Whether there is a tracked Variable in an argument."""
    return any(isinstance(item, Variable) and item._node is not None for item in leaves(value))


def arrays_among(arguments: Any) -> list[Any]:
    """The Variables and arrays in an argument; a library's scalars only where there is nothing else."""
    found = [v for v in leaves(arguments) if isinstance(v, Variable) or is_array(v)]
    return [v for v in found if type(v) not in SCALAR_TYPES] or found


def are_of_one_library(arrays: list[Any]) -> bool:
    """Whether these Variables and arrays are of one library."""
    return len(arrays) < 2 or len({backend_of(raw) for raw in unwrapped(arrays)}) == 1


def are_together(arrays: list[Any]) -> bool:
    """Whether they are of one library, and on one device if that library moves arrays without a word."""
    if len(arrays) < 2:
        return True
    if not are_of_one_library(arrays):
        return False
    raws = unwrapped(arrays)
    return not backend_of(raws[0]).checks_devices or len(set(map(device_of, raws))) == 1


def require_together(name: str, arguments: dict[str, Any]) -> None:
    """Raises TypeError, naming the function and its arguments, unless the arrays among them are together."""
    kinds = {type(v._held) if isinstance(v, Variable) else type(v) for v in arguments.values()}
    if len(kinds) == 1 and (known := TYPES.get(kinds.pop())) and not known.checks_devices:
        return  # as nearly always, and quickly told
    if not are_together(arrays_among(arguments)):
        raise mixed(name, unwrapped(arguments))


def holds_floats(value: Any) -> bool:
    """Whether there is a Variable in a result that could have had a gradient."""
    return any(isinstance(v, Variable) and kind_of(v._held) != "constant" for v in leaves(value))
