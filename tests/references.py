"""What elementwise operations mean, in mpmath: values and derivatives that owe nothing to NumPy or to us.

One line per operation, keyed by the standard's name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import mpmath
from mpmath import mp

DIGITS = 40


def _student(df: Any, t: Any) -> Any:
    """The distribution of Student's t: half of what lies beyond -|t| and |t|."""
    tail = mp.betainc(df / 2, mp.mpf(1) / 2, 0, df / (df + t * t), regularized=True) / 2
    return tail if t < 0 else 1 - tail


REFERENCES: dict[str, Callable[..., Any]] = {
    # One argument.
    "abs": abs,
    "acos": mp.acos,
    "acosh": mp.acosh,
    "asin": mp.asin,
    "asinh": mp.asinh,
    "atan": mp.atan,
    "atanh": mp.atanh,
    "ceil": mp.ceil,
    "conj": mp.conj,
    "cos": mp.cos,
    "cosh": mp.cosh,
    "exp": mp.exp,
    "expm1": mp.expm1,
    "floor": mp.floor,
    "log": mp.log,
    "log1p": lambda x: mp.log(1 + x),
    "log2": lambda x: mp.log(x) / mp.log(2),
    "log10": mp.log10,
    "negative": lambda x: -x,
    "positive": lambda x: x,
    "reciprocal": lambda x: 1 / x,
    "round": mp.nint,
    "sign": mp.sign,
    "sin": mp.sin,
    "sinh": mp.sinh,
    "sqrt": mp.sqrt,
    "square": lambda x: x * x,
    "tan": mp.tan,
    "tanh": mp.tanh,
    "trunc": lambda x: mp.sign(x) * mp.floor(abs(x)),
    "special.digamma": mp.digamma,
    "special.entr": lambda x: -x * mp.log(x),
    "special.erf": mp.erf,
    "special.erfc": mp.erfc,
    "special.erfcx": lambda x: mp.exp(x * x) * mp.erfc(x),
    "special.erfinv": mp.erfinv,
    "special.expit": lambda x: 1 / (1 + mp.exp(-x)),
    "special.gamma": mp.gamma,
    "special.gammaln": mp.loggamma,
    "special.i0": lambda x: mp.besseli(0, x),
    "special.i0e": lambda x: mp.exp(-abs(x)) * mp.besseli(0, x),
    "special.i1": lambda x: mp.besseli(1, x),
    "special.i1e": lambda x: mp.exp(-abs(x)) * mp.besseli(1, x),
    "special.log_expit": lambda x: -mp.log(1 + mp.exp(-x)),
    "special.log_ndtr": lambda x: mp.log(mp.ncdf(x)),
    "special.logit": lambda x: mp.log(x / (1 - x)),
    "special.ndtr": mp.ncdf,
    "special.ndtri": lambda p: mp.sqrt(2) * mp.erfinv(2 * p - 1),
    "special.sinc": lambda x: mp.sin(mp.pi * x) / (mp.pi * x),
    "special.softplus": lambda x: mp.log(1 + mp.exp(x)),
    # Two arguments.
    "add": lambda a, b: a + b,
    "atan2": mp.atan2,
    "copysign": lambda a, b: abs(a) * mp.sign(b),
    "divide": lambda a, b: a / b,
    "floor_divide": lambda a, b: mp.floor(a / b),
    "hypot": mp.hypot,
    "logaddexp": lambda a, b: mp.log(mp.exp(a) + mp.exp(b)),
    "maximum": lambda a, b: max(b, a),
    "minimum": lambda a, b: min(b, a),
    "multiply": lambda a, b: a * b,
    "nextafter": lambda a, b: a,
    "pow": lambda a, b: a**b,
    "remainder": lambda a, b: a - b * mp.floor(a / b),
    "subtract": lambda a, b: a - b,
    "special.beta": mp.beta,
    "special.betaln": lambda a, b: mp.log(mp.beta(a, b)),
    "special.chdtr": lambda v, x: mp.gammainc(v / 2, 0, x / 2, regularized=True),
    "special.chdtrc": lambda v, x: mp.gammainc(v / 2, x / 2, regularized=True),
    "special.gammainc": lambda a, x: mp.gammainc(a, 0, x, regularized=True),
    "special.gammaincc": lambda a, x: mp.gammainc(a, x, regularized=True),
    "special.kl_div": lambda a, b: a * mp.log(a / b) - a + b,
    "special.polygamma": lambda n, x: mp.polygamma(int(n), x),
    "special.rel_entr": lambda a, b: a * mp.log(a / b),
    "special.stdtr": lambda df, t: _student(df, t),
    "special.xlog1py": lambda a, b: a * mp.log(1 + b),
    "special.xlogy": lambda a, b: a * mp.log(b),
    "special.zeta": mp.zeta,
    # Three arguments.
    "special.betainc": lambda a, b, x: mp.betainc(a, b, 0, x, regularized=True),
}


def reference(name: str) -> Callable[..., Any]:
    """What an operation means. Fails, saying what to add, where nobody wrote it down."""
    assert name in REFERENCES, (
        f"{name} has no reference: add a line with its meaning in mpmath to tests/references.py"
    )
    return REFERENCES[name]


def value(name: str, point: Sequence[complex]) -> complex:
    """The value at a point, real or complex."""
    with mp.workdps(DIGITS):
        result = mp.mpmathify(reference(name)(*map(mp.mpmathify, point)))
        return complex(result) if any(isinstance(p, complex) for p in point) else float(result.real)


def derivatives(
    name: str, point: Sequence[float], direction: Sequence[float], order: int
) -> list[float]:
    """The first derivatives, and the value, at t = 0 of the function at point + t direction.

    Along a line that is askew to the axes they contain all mixed partial derivatives.
    """
    f = reference(name)

    def along(t: Any) -> Any:
        return f(*(mp.mpf(p) + t * mp.mpf(d) for p, d in zip(point, direction, strict=True)))

    with mp.workdps(DIGITS):
        return [float(mpmath.diff(along, 0, n).real) for n in range(order + 1)]
