"""JAX for xgrad: its special functions, and what is known of its arrays outside of `jax.jit`."""

from __future__ import annotations

import importlib
from typing import Any, ClassVar

from xgrad import Backend
from xgrad_jax import kernels


class JaxBackend(Backend):
    """Arrays of JAX, on any of its devices, and its tracers."""

    kernels = kernels
    namespace_path: ClassVar[str] = "jax.numpy"
    install_hint: ClassVar[str] = "pip install jax"
    cuda_hint: ClassVar[str] = (
        "install a build of it with CUDA support, and see that `nvidia-smi` lists the device"
    )

    spreads_arrays = True

    def placed(self, array: Any, like: Any) -> Any:
        """An array spread over devices as another one is; where values are traced, JAX decides."""
        jax = importlib.import_module("jax")
        traced = isinstance(array, jax.core.Tracer) or isinstance(like, jax.core.Tracer)
        if traced or array.sharding.is_equivalent_to(like.sharding, array.ndim):
            return array
        return jax.device_put(array, like.sharding)

    def surely(self, truth: Any) -> bool:
        """Whether a truth value is known to be true: a tracer's is not, the others are computed already."""
        return not isinstance(truth, importlib.import_module("jax").core.Tracer) and bool(truth)
