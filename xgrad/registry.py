"""The table of operations, by the standard's names.

It is the meeting point that keeps imports one way: a Variable's operators look their operation up
here, the operations (which make Variables) enter themselves here, and the tests walk it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol


class Operation(Protocol):
    """What the table says of an operation; `xgrad.op.Op` is one."""

    name: str
    function: Callable[..., Any]
    inputs: tuple[str, ...]
    rules: tuple[Callable[..., Any] | None, ...]
    domain: tuple[tuple[float, float], ...] | None
    elementwise: bool
    kernel: Callable[..., Any] | None

    @property
    def differentiable(self) -> bool:
        """Whether it has rules."""

    def vjp(self, *rules: Callable[..., Any] | None) -> None:
        """Declares the rules, one per input."""


OPS: dict[str, Operation] = {}
"""Every operation, by name. The test suite is generated from it."""

FUNCTIONS: dict[str, Callable[..., Any]] = {}
"""What users call, by name: every operation's function and every composition of operations."""

ADAPTERS: dict[str, Callable[[Any, str, Callable[..., Any]], Callable[..., Any]]] = {}
"""How a namespace turns a library's own function into one on Variables, by name; "*" is for all others."""

ENGINE: dict[str, Callable[..., Any]] = {}
"""What a Variable's methods need of the modules that stand above it: "backward" and "seed"."""
