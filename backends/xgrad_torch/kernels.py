"""PyTorch's own kernels. PyTorch is imported when the first of them runs."""

from __future__ import annotations

import importlib
from typing import Any

from xgrad_numpy.special import from_scipy

from xgrad.borrowed import Borrowed
from xgrad_torch.random import NativeGenerator

_scipy = from_scipy()
generator = NativeGenerator


class Special(Borrowed):
    """The functions of `torch.special`, and those of SciPy that it lacks, for tensors on the CPU."""

    def betainc(self, a: Any, b: Any, x: Any) -> Any:
        """The regularised incomplete beta function, by SciPy, which reads the tensors' memory."""
        torch = importlib.import_module("torch")
        tensors = torch.broadcast_tensors(a, b, x)
        if x.device.type != "cpu":
            raise NotImplementedError(
                f"torch has no special.betainc, and SciPy computes it on the CPU alone: move the tensors there from "
                f"{x.device}"
            )
        return torch.as_tensor(_scipy.betainc(*[t.detach().resolve_neg().numpy() for t in tensors]))


# Not ndtr, which loses the far tail there; erfc gives it.
special = Special(
    "special",
    "torch.special",
    "erf erfc erfinv erfcx ndtri log_ndtr gammaln digamma zeta expit logit entr xlogy xlog1py i0 i0e i1 i1e gammainc "
    "gammaincc",
    missing="pip install torch",
)


def scatter_add(values: Any, positions: Any, size: int) -> Any:
    """`size` rows of zeros with `values[i]` added to row `positions[i]`."""
    return values.new_zeros((size, *values.shape[1:])).index_add_(0, positions, values)
