"""Devices: which there are, who serves them, and choosing one for a block, the process or the environment."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from xgrad.backends import Backend, Device, DeviceUnavailableError
from xgrad.config import (
    DEFAULT_LIBRARY,
    Place,
    PlaceBlock,
    default_place,
    set_process_place,
)
from xgrad.dispatch import LIBRARIES, backend
from xgrad.registry import ENGINE


def backend_for_device(device: str | None, library: str | None) -> Backend:
    """The backend that makes arrays on a device: the named library's, or whichever takes its arrays there.

    Without a device it is the named library's; without a library, the default one's.
    """
    found = backend(library or DEFAULT_LIBRARY)
    other = None if device is None else found.elsewhere.get(device.partition(":")[0])
    return found if other is None else backend(other)


def default_device(library: Backend) -> str | None:
    """The default device, where it is for arrays of this library; None for the library's own."""
    place = default_place()
    if place.device is None:
        return None
    named = backend(place.backend or DEFAULT_LIBRARY)
    serving = named.elsewhere.get(place.device.partition(":")[0], named.name)
    return place.device if serving == library.name else None


def home(library: Backend) -> Place:
    """Where numbers and lists become arrays of this library, whatever the default one is."""
    return Place(default_device(library), library.name)


ENGINE["home"] = home


def devices() -> list[Device]:
    """The devices of this machine that libraries serve: the default one first, then those that are in use.

    To them belong the libraries to which one of them hands its arrays. A library that is installed
    but not in use is not imported for this. A device that appears later, or goes, is not noticed.

    Raises DeviceUnavailableError if the library that the user made the default is missing.
    """
    names = [backend(default_place().backend or DEFAULT_LIBRARY).name, DEFAULT_LIBRARY]
    names += sorted(LIBRARIES)
    found = []
    for name in dict.fromkeys(names):
        with suppress(DeviceUnavailableError, ImportError):
            library = backend(name)
            names += library.elsewhere.values()
    for name in dict.fromkeys(names):
        with suppress(DeviceUnavailableError, ImportError):
            found += backend(name).devices()
    return found


def _checked(device: Any, library: str | None) -> Place:
    if device is not None and not isinstance(device, str):
        device = _named(device, library)
    found = backend_for_device(device, library)
    found.native_device(found.home() if device is None else device)
    return Place(device, library)


def _named(device: Any, library: str | None) -> str:
    """Our name of a library's own device object. Raises TypeError for anything else."""
    found = backend(library or DEFAULT_LIBRARY)
    for name, native in found.served:
        if type(native) is type(device) and native == device:
            return name
    names = ", ".join(repr(name) for name, _ in found.served)
    raise TypeError(
        f"a device is named by text such as 'cpu' or 'cuda:1', and {device!r} is no device object of {found.name} "
        f"either, which serves: {names}"
    )


class using_device(PlaceBlock):  # noqa: N801 - named as the book's other modes
    """Makes numbers and lists into arrays on a device for a block: `with using_device("cuda"): ...`.

    Args:
        device: "cpu", "cuda", "cuda:1", a name that the library uses itself, or its own device
            object; None for the library's own default.
        backend: the array library ("torch", "jax", ...). Default: NumPy on the CPU, CuPy on CUDA.

    Raises DeviceUnavailableError, saying what is missing, ValueError for a device that the library
    does not serve, or TypeError for what names none.
    """

    def __init__(self, device: Any = None, backend: str | None = None) -> None:
        super().__init__(_checked(device, backend))


def set_default_device(device: Any = None, backend: str | None = None) -> None:
    """Sets the process's default device, in every thread; without arguments, the environment's again.

    Raises as `using_device` does, and then changes nothing.
    """
    set_process_place(None if device is None and backend is None else _checked(device, backend))


__all__ = ["Device", "devices", "set_default_device", "using_device"]
