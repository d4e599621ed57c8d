"""The differentiable namespace over one library: what `x.__array_namespace__()` returns.

It holds xgrad's operations, which are the same for every library, and the library's own functions,
adapted: creation functions make Variables, and a float-valued function that has no rule raises when
an input is tracked.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

from xgrad.registry import ADAPTERS, FUNCTIONS


class Namespace:
    """The Array API standard over one library, on Variables. Hashable; its `__name__` is "xgrad.<library>"."""

    def __init__(self, backend: Any, prefix: str = "") -> None:
        self.__name__ = f"xgrad.{backend.name}" + (f".{prefix}".rstrip(".") if prefix else "")
        self._backend = backend
        self._prefix = prefix

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        path = self._prefix + name
        found = FUNCTIONS.get(path)
        if found is None:
            raw = self._backend.xp
            for part in path.split("."):
                raw = getattr(raw, part)
            found = self._adapted(path, raw)
        setattr(self, name, found)
        return found

    def _adapted(self, path: str, raw: Any) -> Any:
        if isinstance(raw, ModuleType):
            return Namespace(self._backend, path + ".")
        if isinstance(raw, type) or not callable(raw):
            return raw
        adapt = ADAPTERS.get(path) or ADAPTERS["*"]
        return adapt(self._backend, path, raw)

    def __dir__(self) -> list[str]:
        own = {n.removeprefix(self._prefix) for n in FUNCTIONS if n.startswith(self._prefix)}
        raw = self._backend.module
        for part in self._prefix.split(".")[:-1]:
            raw = getattr(raw, part)
        return sorted(own | {name for name in dir(raw) if not name.startswith("_")})

    def __repr__(self) -> str:
        return f"<namespace {self.__name__}>"
