"""What a function says of its parameters, read off its code.

`inspect.signature` tells the same, and takes twenty times as long: hundreds of declarations would
cost the import of xgrad more than all else.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import FunctionType
from typing import Any, NamedTuple

NUMPYS_OWN = frozenset({"diff", "linalg.cross"})
"""Functions where NumPy has another argument in the place that the axis takes elsewhere."""


CALLED = {"ddof": "correction", "dim": "axis", "keepdim": "keepdims"}
"""What the standard calls arguments that NumPy and PyTorch call otherwise."""


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


def place_of_axis(name: str, positional: tuple[str, ...], names: tuple[str, ...]) -> int:
    """How many arguments stand before an axis that is given by position, or -1 where it cannot be.

    The standard wants it by name, `sum(x, axis=0)`; users of NumPy also write `sum(x, 0)`.
    """
    place = len(positional)
    allowed = names[place : place + 1] == ("axis",) and name not in NUMPYS_OWN
    return place if allowed else -1


def with_named_axis(
    args: tuple[Any, ...], keywords: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The arguments with the last one, an axis given by position, by its name; as they are if it is named, too."""
    if "axis" in keywords:
        return args, keywords
    return args[:-1], {**keywords, "axis": args[-1]}
