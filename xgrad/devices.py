"""Choosing a device: for a block, for the process, or by the environment."""

from __future__ import annotations

from xgrad.config import Place, PlaceBlock, set_process_place
from xgrad.dispatch import DEFAULT_LIBRARY, Device, backend, backend_for_device, devices


def _checked(device: str | None, library: str | None) -> Place:
    if device is None:
        device = backend(library or DEFAULT_LIBRARY).devices()[0].name
    backend_for_device(device, library).native_device(device)
    return Place(device, library)


class using_device(PlaceBlock):  # noqa: N801 - named as the book's other modes
    """Makes numbers and lists into arrays on a device for a block: `with using_device("cuda"): ...`.

    Args:
        device: "cpu", "cuda", "cuda:1", or a name that the library uses itself; None for the
            library's own default.
        backend: the array library ("torch", "jax", ...). Default: NumPy on the CPU, CuPy on CUDA.

    Raises DeviceUnavailableError, saying what is missing, or ValueError for a device that the
    library does not serve.
    """

    def __init__(self, device: str | None = None, backend: str | None = None) -> None:
        super().__init__(_checked(device, backend))


def set_default_device(device: str | None = None, backend: str | None = None) -> None:
    """Sets the process's default device, in every thread; without arguments, the environment's again.

    Raises as `using_device` does, and then changes nothing.
    """
    set_process_place(None if device is None and backend is None else _checked(device, backend))


__all__ = ["Device", "devices", "set_default_device", "using_device"]
