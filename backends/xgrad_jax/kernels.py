"""JAX's own kernels. JAX is imported when the first of them runs."""

from __future__ import annotations

from xgrad.borrowed import Borrowed

special = Borrowed(
    "special",
    "jax.scipy.special",
    "erf erfc erfinv erfcx ndtr ndtri log_ndtr gammaln gamma digamma zeta beta betaln expit logit entr xlogy xlog1py "
    "rel_entr kl_div i0 i0e i1 i1e gammainc gammaincc betainc",
    missing="pip install jax",
)
