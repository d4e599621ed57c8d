"""The two namespaces over one library: on raw arrays, for rules in first order, and on Variables.

The second is what `x.__array_namespace__()` returns and `import xgrad.numpy` imports. It holds
xgrad's functions, which are the same for every library, and what belongs to the library alone:
creation functions, dtypes, and its functions beyond the standard, guarded so that none of them
loses a gradient.
"""

from __future__ import annotations

import functools
import math
from types import ModuleType
from typing import TYPE_CHECKING, Any

from xgrad import kernels
from xgrad.config import PlaceBlock
from xgrad.probes import writable
from xgrad.registry import COMPOSED, ENGINE, EXTENSIONS, FUNCTIONS, MAKERS, OPS

NUMBERS_AND_LISTS = frozenset({bool, int, float, complex, list, tuple})

REVISIONS = ("2021.12", "2022.12", "2023.12", "2024.12", "2025.12")
"""The revisions of the Array API standard; the namespaces follow the last, which adds to those before."""

CONSTANTS = {
    "e": math.e,
    "inf": math.inf,
    "nan": math.nan,
    "newaxis": None,
    "pi": math.pi,
}
"""The numbers of the standard, and the index that makes a new axis."""


class MissingKernelError(AttributeError, NotImplementedError):
    """A library has no function for an operation, and nothing stands in for it; the message says what would."""


class RawNamespace:
    """A library's Array API namespace with the few kernels that the standard lacks, on raw arrays.

    An attribute is, in this order: the backend's own kernel, the generic composition of standard
    functions in `xgrad.kernels`, the library's function, our own composition where the library
    lacks it.
    """

    def __init__(self, backend: Any, extension: str = "", root: RawNamespace | None = None) -> None:
        self._backend = backend
        self._root = root or self
        self._prefix = f"{extension}." if extension else ""
        self._kernels = getattr(backend.kernels, extension, None) if extension else backend.kernels
        self._module = getattr(backend.module, extension, None) if extension else backend.module

    def __getattr__(self, name: str) -> Any:
        if name in EXTENSIONS and not self._prefix:
            found: Any = RawNamespace(self._backend, name, self)
        else:
            found = self._found(name)
        setattr(self, name, found)
        return found

    def _found(self, name: str) -> Any:
        path = self._prefix + name
        found = getattr(self._kernels, name, None)
        if (
            found is None and path in kernels.GENERIC
        ):  # before the library, which may mean another thing by it
            found = functools.partial(kernels.GENERIC[path], self._root)
        if found is None:
            found = getattr(self._module, name, None)
        if found is None and path in OPS and (own := OPS[path].kernel):
            found = functools.partial(own, self._root)
        if found is None and path in COMPOSED:
            found = functools.partial(COMPOSED[path], self._root)
        if found is None:
            library = self._backend.name
            raise MissingKernelError(
                f"{library} has no {path!r}, and no generic kernel stands in for it: install a backend package for "
                f"{library} that brings one (see backends/README.md), or give an operation of your own its `kernel=`"
            )
        return found

    def native(self, name: str) -> Any:
        """The library's own function of this name; None where it has none."""
        return getattr(self._module, name, None)

    def at(self, path: str) -> Any:
        """The attribute at a path: "sin", "linalg.solve"."""
        extension, _, name = path.rpartition(".")
        return getattr(getattr(self, extension) if extension else self, name)

    @property
    def writable(self) -> bool:
        """Whether the library's arrays can be assigned to."""
        return writable(self._backend.module)

    def to_device(self, x: Any, device: Any, /, *, stream: Any = None) -> Any:
        """The array on another device, given by name or by the library's own object."""
        return self._backend.transfer(x, device)

    def __repr__(self) -> str:
        return f"<raw namespace of {self._backend.name}>"


class Namespace(ModuleType):
    """The Array API standard over one library, on Variables. Hashable; its `__name__` is "xgrad.<library>"."""

    __array_api_version__ = REVISIONS[-1]

    def __init__(self, backend: Any, extension: str = "") -> None:
        name = f"xgrad.{backend.name}" + (f".{extension}" if extension else "")
        super().__init__(name, f"The Array API standard over {backend.name}, differentiable.")
        self._backend = backend
        self._prefix = f"{extension}." if extension else ""
        if not extension:
            self.__dict__.update(CONSTANTS)
        # A module's own hook for what is missing: names that are there cost half of what they would
        # beside a `__getattr__` of the class.
        self.__dict__["__getattr__"] = self._missing

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...

    def _missing(self, name: str) -> Any:
        if name.startswith("_") and name != "__array_namespace_info__":
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        if name in EXTENSIONS and not self._prefix:
            found: Any = Namespace(self._backend, name)
        else:
            found = self._found(self._prefix + name)
        setattr(self, name, found)
        return found

    def _found(self, path: str) -> Any:
        if path in FUNCTIONS and path not in MAKERS:
            return self._at_home(FUNCTIONS[path])
        if path in MAKERS:
            return MAKERS[path](self._backend)
        try:
            raw = self._backend.xp.at(path)
        except AttributeError:
            raise AttributeError(f"module {self.__name__!r} has no attribute {path!r}") from None
        if isinstance(raw, (type, ModuleType)) or not callable(raw):
            return raw
        return ENGINE["foreign"](path, raw)

    def _at_home(self, function: Any) -> Any:
        """The function, for which numbers and lists are arrays of this namespace's library."""
        backend = self._backend
        if hasattr(function, "op"):
            return function.op.at_home(backend)

        @functools.wraps(function)
        def call(*args: Any, **keywords: Any) -> Any:
            # Beside an array further numbers are weak, and tuples are axes or a shape.
            if (
                (args and type(args[0]) in NUMBERS_AND_LISTS)
                or list in map(type, args)
                or (keywords and list in map(type, keywords.values()))
            ):
                with PlaceBlock(ENGINE["home"](backend)):
                    return function(*args, **keywords)
            return function(*args, **keywords)

        return call

    def __dir__(self) -> list[str]:
        own = {n.removeprefix(self._prefix) for n in (*FUNCTIONS, *MAKERS)}
        raw = self._backend.module
        if self._prefix:
            own = {n.removeprefix(self._prefix) for n in FUNCTIONS if n.startswith(self._prefix)}
            raw = getattr(raw, self._prefix[:-1], None)
        else:
            own |= set(EXTENSIONS)
        own = {name for name in own if "." not in name}
        return sorted(own | {name for name in dir(raw) if not name.startswith("_")})

    def __repr__(self) -> str:
        return f"<namespace {self.__name__}>"
