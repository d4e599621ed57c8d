"""The two namespaces over one library: on raw arrays, for rules in first order, and on Variables.

The second is what `x.__array_namespace__()` returns. It holds xgrad's operations, which are the
same for every library, and the library's own functions, adapted: creation functions make Variables,
and a float-valued function that has no rule raises when an input is tracked.
"""

from __future__ import annotations

from functools import partial
from types import ModuleType
from typing import Any

from xgrad import kernels
from xgrad.registry import ADAPTERS, FUNCTIONS, OPS


class RawNamespace:
    """A library's Array API namespace with the few kernels that the standard lacks, on raw arrays.

    An attribute is, in this order: the backend's own kernel, the generic composition of standard
    functions in `xgrad.kernels`, the library's function.
    """

    def __init__(self, backend: Any) -> None:
        self._backend = backend

    def __getattr__(self, name: str) -> Any:
        backend = self._backend
        found = getattr(backend.kernels, name, None)
        if (
            found is None and name in kernels.GENERIC
        ):  # before the library, which may mean another thing by it
            found = partial(kernels.GENERIC[name], self)
        if found is None:
            found = getattr(backend.module, name, None)
        if found is None and name in OPS and (own := OPS[name].kernel):
            found = partial(own, self)
        if found is None:
            raise AttributeError(
                f"{backend.name} has no {name!r}, and no generic kernel stands in for it"
            )
        setattr(self, name, found)
        return found

    def to_device(self, x: Any, device: Any, /, *, stream: Any = None) -> Any:
        """The array on another device, given by name or by the library's own object."""
        return self._backend.transfer(x, device)

    def __repr__(self) -> str:
        return f"<raw namespace of {self._backend.name}>"


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
