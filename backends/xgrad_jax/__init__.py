"""JAX for xgrad: its special functions."""

from __future__ import annotations

from typing import ClassVar

from xgrad.dispatch import Backend
from xgrad_jax import kernels


class JaxBackend(Backend):
    """Arrays of JAX, on any of its devices, and its tracers."""

    kernels = kernels
    install_hint: ClassVar[str] = "pip install jax"
