"""What other packages declare by entry points: backends (`xgrad.backends`) and integrations (`xgrad.integrations`).

A backend's entry point is named after its library, and is loaded when the first array of that library
is met. An integration tells another package of Variables, before that takes them; its entry point is
named after that package and is loaded with every backend, if the package is installed, so it should
be light.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from xgrad.backends import Backend, DeviceUnavailableError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint
    from types import ModuleType

BACKENDS = "xgrad.backends"
INTEGRATIONS = "xgrad.integrations"

USUAL_PLACES = ("", ".array", ".numpy", ".array_api")
"""Where libraries keep their Array API namespace, in themselves or in array-api-compat."""

ignored_groups: set[str] = set()
"""The groups of entry points that are not looked at; see `xgrad.isolation`."""


def load(name: str, module: Any = None) -> Backend:
    """Makes the backend of a library: from its package if one is installed, else the generic one.

    Raises DeviceUnavailableError, saying how to install it, where the library is missing, and
    ImportError, naming the distribution, where its backend package is broken or there are two.
    """
    _introduce()
    kind = _backend_class(name)
    return kind(_namespace(name, kind) if module is None else module)


def _entries(group: str) -> list[EntryPoint]:
    if group in ignored_groups:
        return []
    from importlib.metadata import entry_points

    return list(entry_points(group=group))


def _introduce() -> None:
    """Imports the modules that tell the installed packages of Variables."""
    for entry in _entries(INTEGRATIONS):
        try:
            entry.load()
        except ModuleNotFoundError as error:
            if error.name is None or error.name.partition(".")[0] != entry.name:
                raise _broken(entry, error) from error


def _backend_class(name: str) -> type[Backend]:
    entries = [entry for entry in _entries(BACKENDS) if entry.name == name]
    if not entries:
        return Backend
    if len(entries) > 1:
        every = " and ".join(sorted(_distribution(entry) for entry in entries))
        raise ImportError(f"{every} each bring a backend for {name}: uninstall all but one of them")
    (entry,) = entries
    try:
        found = entry.load()
    except Exception as error:
        raise _broken(entry, error) from error
    if not (isinstance(found, type) and issubclass(found, Backend)):
        raise _broken(entry, TypeError(f"{entry.value} is no subclass of xgrad.Backend"))
    return found


def _broken(entry: EntryPoint, error: Exception) -> ImportError:
    return ImportError(
        f"{_distribution(entry)} declares {entry.value!r} for {entry.name} ({entry.group}), which does not load: "
        f"{type(error).__name__}: {error}; install a version of it that works, or uninstall it: xgrad needs no package "
        f"for {entry.name}"
    )


def _distribution(entry: EntryPoint) -> str:
    return (
        "a package without a name"
        if entry.dist is None
        else f"{entry.dist.name} {entry.dist.version}"
    )


def _namespace(name: str, kind: type[Backend]) -> ModuleType:
    """The library's Array API namespace: where its backend says, or the first of the usual places."""
    usual = [root + name + part for root in ("array_api_compat.", "") for part in USUAL_PLACES]
    for place in [kind.namespace_path] if kind.namespace_path else usual:
        try:
            module = importlib.import_module(place)
        except ModuleNotFoundError as error:
            lacking = error.name or ""
            if lacking != name and f"{place}.".startswith(f"{lacking}."):
                continue  # the library may be there, but not this part of it
            what = "is not installed here" if lacking == name else f"needs {lacking}, which is not"
            hint = kind.install_hint or f"pip install {name}"
            raise DeviceUnavailableError(f"{name} {what}: {hint}") from error
        if hasattr(module, "asarray"):
            return module
    raise DeviceUnavailableError(
        f"{name} is no array library, or keeps its Array API namespace where nobody looks: a backend package says "
        f"where, by `namespace_path` (see backends/README.md)"
    )
