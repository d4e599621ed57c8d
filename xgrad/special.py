"""Special functions, differentiable to any order, under the names that they have in `scipy.special`.

Each library evaluates them itself, or SciPy does on its memory (NumPy, Dask); where a library has
none, those that are compositions of the standard's functions still run.
"""

from xgrad.ops.special_bessel import i0, i0e, i1, i1e, sinc
from xgrad.ops.special_distributions import betainc, chdtr, chdtrc, gammainc, gammaincc, stdtr
from xgrad.ops.special_entropy import entr, kl_div, rel_entr, xlog1py, xlogy
from xgrad.ops.special_error import erf, erfc, erfcx, erfinv, log_ndtr, ndtr, ndtri
from xgrad.ops.special_gamma import beta, betaln, digamma, gamma, gammaln, polygamma, zeta
from xgrad.ops.special_logistic import (
    expit,
    log_expit,
    log_softmax,
    logit,
    logsumexp,
    softmax,
    softplus,
)

__all__ = [
    "beta",
    "betainc",
    "betaln",
    "chdtr",
    "chdtrc",
    "digamma",
    "entr",
    "erf",
    "erfc",
    "erfcx",
    "erfinv",
    "expit",
    "gamma",
    "gammainc",
    "gammaincc",
    "gammaln",
    "i0",
    "i0e",
    "i1",
    "i1e",
    "kl_div",
    "log_expit",
    "log_ndtr",
    "log_softmax",
    "logit",
    "logsumexp",
    "ndtr",
    "ndtri",
    "polygamma",
    "rel_entr",
    "sinc",
    "softmax",
    "softplus",
    "stdtr",
    "xlog1py",
    "xlogy",
    "zeta",
]
