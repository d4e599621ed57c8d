"""PyTorch for xgrad: its special functions."""

from __future__ import annotations

from typing import ClassVar

from xgrad import Backend
from xgrad_torch import kernels


class TorchBackend(Backend):
    """Tensors of PyTorch, on any of its devices."""

    kernels = kernels
    install_hint: ClassVar[str] = "pip install torch"
