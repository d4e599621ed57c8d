"""PyTorch's own kernels. PyTorch is imported when the first of them runs."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from xgrad_numpy.special import from_scipy

from xgrad.borrowed import Borrowed
from xgrad_torch.random import NativeGenerator

generator = NativeGenerator


def _through_memory(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of NumPy's arrays as one of tensors on the CPU, whose memory it reads."""

    def call(*args: Any) -> Any:
        torch = importlib.import_module("torch")
        tensors = torch.broadcast_tensors(*[torch.as_tensor(a) for a in args])
        device = next(a.device for a in args if hasattr(a, "device"))
        if device.type != "cpu":
            raise NotImplementedError(
                f"torch has no special.{function.__name__}, and SciPy computes it on the CPU alone: move the tensors "
                f"there from {device}"
            )
        return torch.as_tensor(function(*[t.detach().resolve_neg().numpy() for t in tensors]))

    return call


_scipy = from_scipy(
    _through_memory, "betainc betaincinv gammaincinv gammainccinv stdtrit exp1 expi expn"
)
_renamed = {
    "j0": "bessel_j0",
    "j1": "bessel_j1",
    "y0": "bessel_y0",
    "y1": "bessel_y1",
    "k0": "modified_bessel_k0",
    "k1": "modified_bessel_k1",
    "k0e": "scaled_modified_bessel_k0",
    "k1e": "scaled_modified_bessel_k1",
}

# Not ndtr, which loses the far tail there; erfc gives it.
special = Borrowed(
    "special",
    "torch.special",
    "erf erfc erfinv erfcx ndtri log_ndtr gammaln digamma zeta expit logit entr xlogy xlog1py i0 i0e i1 i1e gammainc "
    "gammaincc exp2",
    missing="pip install torch",
    renamed=_renamed,
    otherwise=_scipy,
)


def scatter_add(values: Any, positions: Any, size: int) -> Any:
    """`size` rows of zeros with `values[i]` added to row `positions[i]`."""
    return values.new_zeros((size, *values.shape[1:])).index_add_(0, positions, values)


def std(x: Any, /, *, axis: Any = None, correction: float = 0.0, keepdims: bool = False) -> Any:
    """The deviation; PyTorch's own takes no correction that is not an integer, where its var does."""
    xp = importlib.import_module("array_api_compat.torch")
    if float(correction).is_integer():
        return xp.std(x, axis=axis, correction=correction, keepdims=keepdims)
    return xp.sqrt(xp.var(x, axis=axis, correction=correction, keepdims=keepdims))
