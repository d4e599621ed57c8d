"""CuPy for xgrad: arrays on NVIDIA (and AMD) GPUs."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from xgrad import Backend, Device, DeviceUnavailableError
from xgrad_cupy import kernels

# CuPy is imported by `kernels` only when a kernel runs: this module must load on machines without
# it, to say so.


class CupyBackend(Backend):
    """Arrays of CuPy. Device names are "cuda" (the current device) and "cuda:0", "cuda:1", ...; "cpu" is NumPy's."""

    kernels = kernels
    elsewhere: ClassVar[dict[str, str]] = {"cpu": "numpy"}
    native_scalars = True
    names_memory = True
    checks_devices = True
    install_hint: ClassVar[str] = (
        "pip install cupy-cuda13x for a CUDA 13 driver or cupy-cuda12x for CUDA 12 (nvidia-smi shows which), "
        "and see that the NVIDIA driver is installed"
    )

    def __init__(self, module: Any) -> None:
        super().__init__(module)
        self._runtime = module.cuda.runtime

    @cached_property
    def served(self) -> list[tuple[str, Any]]:
        """The CUDA devices of this machine, by our names."""
        try:
            count = self._runtime.getDeviceCount()
        except self._runtime.CUDARuntimeError:
            count = 0
        return [(f"cuda:{i}", self.module.cuda.Device(i)) for i in range(count)]

    def home(self) -> str:
        """The current CUDA device, whichever that is."""
        return "cuda"

    def native_device(self, device: Any) -> Any:
        """The CuPy device of a name. Raises DeviceUnavailableError where no CUDA device is found."""
        if not isinstance(device, str):
            return device
        if not self.served:
            raise DeviceUnavailableError(
                f"{device!r} was asked for and CuPy is installed, but it finds no CUDA device: see that "
                f"`nvidia-smi` lists one, that the driver is new enough for this CuPy, and that "
                f"CUDA_VISIBLE_DEVICES does not hide it"
            )
        if device == "cuda":
            return self.module.cuda.Device()
        return super().native_device(device)

    def device_name(self, array: Any) -> str:
        """The name of the device that holds an array."""
        return f"cuda:{array.device.id}"

    def devices(self) -> list[Device]:
        """The CUDA devices of this machine, with the names that their makers gave them."""
        found = []
        for name, device in self.served:
            described = self._runtime.getDeviceProperties(device.id)["name"].decode()
            found.append(Device(name, self.name, described))
        return found

    def asarray(self, data: Any, dtype: Any = None, device: str | None = None) -> Any:
        """A CuPy array from numbers, lists, NumPy's or CuPy's arrays, on the device asked for."""
        keywords = {} if dtype is None else {"dtype": self.dtype(dtype)}
        if device is None:
            return self.module.asarray(data, **keywords)
        with self.native_device(device):
            return self.module.asarray(data, **keywords)

    def weak(self, value: complex, like: Any) -> Any:
        """A Python number as an array beside `like`, on its device."""
        with like.device:
            return super().weak(value, like)

    def module_to_device(self, array: Any, native: Any) -> Any:
        """A copy of a CuPy array on another GPU."""
        if array.device == native:
            return array
        with native:
            return array.copy()

    def transfer(self, array: Any, device: Any) -> Any:
        """An array on another GPU, or in the computer's memory as a NumPy array for "cpu"."""
        if device == "cpu":
            return self.module.asnumpy(array)
        return super().transfer(array, device)

    def owns(self, array: Any) -> bool:
        """CuPy's reference counts say nothing of pool memory shared by views made elsewhere; copying is safe."""
        return False

    def memory(self, array: Any) -> Any:
        """The array at the bottom of a chain of views."""
        return array if array.base is None else array.base
