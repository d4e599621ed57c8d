"""What a function says of its parameters, read off its code.

`inspect.signature` tells the same, and takes twenty times as long: hundreds of declarations would
cost the import of xgrad more than all else.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import FunctionType
from typing import Any, NamedTuple


class Parameters(NamedTuple):
    """The parameters of a function, in order."""

    names: tuple[str, ...]
    positional: tuple[str, ...]
    """Those that may be given by position."""
    defaults: dict[str, Any]
    annotations: dict[str, Any]


def parameters_of(function: Any) -> Parameters:
    """The parameters of a function that was written with `def` or `lambda`, without `*args` and `**keywords`."""
    code = function.__code__
    count = code.co_argcount
    names = code.co_varnames[: count + code.co_kwonlyargcount]
    given = function.__defaults__ or ()
    defaults = dict(zip(names[count - len(given) : count], given, strict=True))
    defaults.update(function.__kwdefaults__ or {})
    return Parameters(names, names[:count], defaults, function.__annotations__)


def names_in(function: Callable[..., Any]) -> tuple[str, ...]:
    """The names of a callable's parameters; of what it wraps, if it says so."""
    function = inspect.unwrap(function)
    if type(function) is FunctionType:
        return parameters_of(function).names
    return tuple(inspect.signature(function).parameters)
