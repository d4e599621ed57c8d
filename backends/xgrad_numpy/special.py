"""Special functions from SciPy, which is imported when the first of them is evaluated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xgrad.borrowed import Borrowed

UFUNCS = (
    "erf erfc erfinv erfcx ndtr ndtri log_ndtr gammaln gamma digamma zeta beta betaln expit logit log_expit entr "
    "xlogy xlog1py rel_entr kl_div i0 i0e i1 i1e j0 j1 k0 k0e k1 k1e y0 y1 gammainc gammaincc betainc chdtr chdtrc "
    "gammaincinv gammainccinv betaincinv stdtrit exp1 expi expn exp2 exp10 cbrt gammasgn rgamma poch"
)
"""What SciPy computes element by element, in the precision of its arguments.

Not `stdtr`, which has nine digits near 0 there (SciPy 1.17); the generic one over `betainc` has all.
"""


def from_scipy(
    adapt: Callable[[Callable[..., Any]], Callable[..., Any]] | None = None, names: str = UFUNCS
) -> Borrowed:
    """SciPy's functions as kernels; `adapt` makes those of another library out of them."""
    return Borrowed("special", "scipy.special", names, missing="pip install scipy", adapt=adapt)
