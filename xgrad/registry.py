"""The table of operations, by the standard's names.

It is the meeting point that keeps imports one way: a Variable's operators look their operation up
here, the operations (which make Variables) enter themselves here, and the tests walk it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar


class Operation(Protocol):
    """What the table says of an operation; `xgrad.op.Op` is one."""

    name: str
    function: Callable[..., Any]
    inputs: tuple[str, ...]
    rules: tuple[Callable[..., Any] | None, ...]
    domain: tuple[tuple[float, float], ...] | None
    elementwise: bool
    kernel: Callable[..., Any] | None
    results: type | None

    @property
    def differentiable(self) -> bool:
        """Whether it has rules."""

    def vjp(self, *rules: Callable[..., Any] | None) -> None:
        """Declares the rules, one per input."""

    def at_home(self, library: Any) -> Callable[..., Any]:
        """The function for the namespace over this library (a backend)."""


def path_of(declared: Callable[..., Any], within: str) -> str:
    """The name of a function in the tables: its own, after that of the extension that it belongs to."""
    return f"{within}.{declared.__name__}" if within else declared.__name__


SEQUENCES = frozenset(
    {"axes", "axis", "destination", "pad_width", "repetitions", "shape", "shift", "source"}
)
"""Arguments that are tuples of integers in the standard: a list does as well, as in NumPy."""

EXTENSIONS = ("linalg", "fft", "special")
"""The parts of a namespace that are namespaces themselves."""

OPS: dict[str, Operation] = {}
"""Every operation, by name. The test suite is generated from it."""

FUNCTIONS: dict[str, Callable[..., Any]] = {}
"""What users call, by name: every operation's function and every composition of operations."""

COMPOSED: dict[str, Callable[..., Any]] = {}
"""The compositions of operations, by name, as they are written: over the namespace that they are handed."""

MAKERS: dict[str, Callable[[Any], Callable[..., Any]]] = {}
"""What belongs to one library, by name: from its backend, the function that makes Variables of it."""

ENGINE: dict[str, Callable[..., Any]] = {}
"""What modules further down need of those that stand above them, by name.

"backward" and "seed" stand in `xgrad.differentiate`, "write" and "update" in `xgrad.inplace`, "let_go" and "written" in
`xgrad.view`, "foreign" in `xgrad.foreign`.
"""

F = TypeVar("F", bound=Callable[..., Any])


def function(declared: F) -> F:
    """Enters a function that is written with other functions, and needs neither a rule nor a namespace."""
    return alias(declared.__name__, declared)


def alias(name: str, meant: F) -> F:
    """Enters a function under another name, which is NumPy's where the standard has a new one."""
    if name in FUNCTIONS:
        raise ValueError(f"there is a function named {name!r} already")
    FUNCTIONS[name] = meant
    return meant
