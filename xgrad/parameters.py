"""What a function says of its parameters, read off its code.

`inspect.signature` tells the same, and takes twenty times as long: hundreds of declarations would
cost the import of xgrad more than all else.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Sequence
from itertools import takewhile
from types import FunctionType
from typing import Any, NamedTuple

BY_POSITION = frozenset(
    {"axes", "axis", "d", "dtype", "full_matrices", "k", "mode", "n", "norm", "s", "side"}
)
"""Arguments that the standard wants by name, in the order in which NumPy takes them by position."""

NUMPYS_OWN = frozenset({"diff", "linalg.cross", "linspace"})
"""Functions where NumPy has another argument in that place, or another order."""

CALLED = {
    "a_max": "max",
    "a_min": "min",
    "ddof": "correction",
    "dim": "axis",
    "keepdim": "keepdims",
    "rcond": "rtol",
}
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


class Naming:
    """Names the arguments that stand beyond a function's positional ones: `sum(x, 0)`, `fft(x, 8)`.

    The standard wants them by name, `sum(x, axis=0)`; users of NumPy write them by position.
    """

    def __init__(self, name: str, positional: tuple[str, ...], names: tuple[str, ...]) -> None:
        self.count = len(positional)
        self._function = name
        self._by_name = names[self.count :]
        allowed = () if name in NUMPYS_OWN else self._by_name
        self._further = tuple(takewhile(BY_POSITION.__contains__, allowed))

    def __call__(
        self, args: tuple[Any, ...], keywords: dict[str, Any]
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """The positional arguments and the others. Raises TypeError for one too many, or one given twice."""
        further = dict(zip(self._further, args[self.count :], strict=False))
        if self.count + len(further) < len(args):
            hint = f"; by name alone: {', '.join(self._by_name)}" if self._by_name else ""
            raise TypeError(f"{self._function}: too many positional arguments{hint}")
        for name in further.keys() & keywords.keys():
            raise TypeError(f"{self._function}: {name} is given twice, by position and by name")
        return args[: self.count], {**keywords, **further}


def naming_of(name: str, parameters: Sequence[inspect.Parameter]) -> Naming:
    """The same, from a signature. A function of any number of arrays (`*arrays`) has no place for more."""
    positional = [p.name for p in parameters if p.kind is not p.KEYWORD_ONLY]
    naming = Naming(name, tuple(positional), tuple(p.name for p in parameters))
    if any(p.kind is p.VAR_POSITIONAL for p in parameters):
        naming.count = sys.maxsize
    return naming
