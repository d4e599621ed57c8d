"""PyTorch for xgrad: its special functions."""

from __future__ import annotations

import warnings
from functools import cached_property
from typing import Any, ClassVar

from xgrad import Backend, Device
from xgrad_torch import kernels


class TorchBackend(Backend):
    """Tensors of PyTorch, on any of its devices."""

    kernels = kernels
    install_hint: ClassVar[str] = "pip install torch"
    cuda_hint: ClassVar[str] = (
        "install a build of it with CUDA support, and see that `nvidia-smi` lists the device"
    )

    @cached_property
    def served(self) -> list[tuple[str, Any]]:
        """The devices that PyTorch knows of, "meta" among them. It is asked by name for every kind that it ever had."""
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "'mkldnn' is no longer used", UserWarning)
            return super().served

    def devices(self) -> list[Device]:
        """The devices of this machine; "meta" is none, whose tensors have no elements."""
        return [device for device in super().devices() if device.name.partition(":")[0] != "meta"]
