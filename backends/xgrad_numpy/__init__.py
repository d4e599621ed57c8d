"""NumPy for xgrad: kernels that mean what the standard's functions mean, and are faster."""

from __future__ import annotations

from sys import getrefcount
from typing import Any, ClassVar

from xgrad.dispatch import Backend
from xgrad_numpy import kernels


class NumpyBackend(Backend):
    """Arrays of NumPy, on the CPU. On CUDA devices CuPy takes its arrays."""

    kernels = kernels
    elsewhere: ClassVar[dict[str, str]] = {"cuda": "cupy"}
    native_scalars = True
    returns_scalars = True
    install_hint: ClassVar[str] = "pip install numpy"

    from_scalar = staticmethod(kernels.array)

    def owns(self, array: Any) -> bool:
        """Whether the caller's one reference is the only one to this array, and it is no view of another."""
        return array.base is None and getrefcount(array) <= _COUNT

    def memory(self, array: Any) -> Any:
        """The array at the bottom of a chain of views."""
        while isinstance(array.base, type(array)):
            array = array.base
        return array

    def _probe(self, array: Any) -> int:
        return getrefcount(array)


def _references_of_an_owner() -> int:
    """The count that `owns` sees for an array with one owner; it depends on how this Python passes arguments."""
    array = kernels.empty_vector()
    return NumpyBackend._probe(NumpyBackend, array)  # type: ignore[arg-type]


_COUNT = _references_of_an_owner()
