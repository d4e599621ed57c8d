"""NumPy for xgrad: kernels that mean what the standard's functions mean, and are faster."""

from __future__ import annotations

from sys import getrefcount
from typing import Any, ClassVar

from xgrad import Backend
from xgrad_numpy import kernels
from xgrad_numpy.ownership import OWNED, looks_at_all_alone
from xgrad_numpy.pulls import ADDERS, PULLS


class NumpyBackend(Backend):
    """Arrays of NumPy, on the CPU. On CUDA devices CuPy takes its arrays."""

    kernels = kernels
    pulls = PULLS
    adders = ADDERS
    elsewhere: ClassVar[dict[str, str]] = {"cuda": "cupy"}
    native_scalars = True
    returns_scalars = True
    names_memory = True
    install_hint: ClassVar[str] = "pip install numpy"

    def from_scalar(self, scalar: Any, /) -> Any:
        """A NumPy scalar as an array of no dimensions."""
        return kernels.array(scalar)

    def owns(self, array: Any) -> bool:
        """Whether the caller's one reference is the only way to this array's memory."""
        if getrefcount(array) > OWNED or not array.flags.writeable:
            return False
        return array.base is None or looks_at_all_alone(array)

    def memory(self, array: Any) -> Any:
        """The array at the bottom of a chain of views."""
        while (base := array.base) is not None and isinstance(base, type(array)):
            array = base
        return array
