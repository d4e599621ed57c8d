"""JAX's own kernels. JAX is imported when the first of them runs."""

from __future__ import annotations

import importlib
from typing import Any

from xgrad.borrowed import Borrowed
from xgrad_jax.random import NativeGenerator

generator = NativeGenerator

special = Borrowed(
    "special",
    "jax.scipy.special",
    "erf erfc erfinv erfcx ndtr ndtri log_ndtr gammaln gamma digamma zeta beta betaln expit logit entr xlogy xlog1py "
    "rel_entr kl_div i0 i0e i1 i1e gammainc gammaincc betainc",
    missing="pip install jax",
)


def scatter_add(values: Any, positions: Any, size: int) -> Any:
    """`size` rows of zeros with `values[i]` added to row `positions[i]`."""
    return importlib.import_module("jax").ops.segment_sum(values, positions, size)
