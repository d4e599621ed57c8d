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
    "special.cbrt": lambda x: mp.sign(x) * mp.root(abs(x), 3),
    "special.cosdg": lambda x: mp.cos(x * mp.pi / 180),
    "special.cosm1": lambda x: mp.cos(x) - 1,
    "special.cotdg": lambda x: mp.cot(x * mp.pi / 180),
    "special.ellipk": mp.ellipk,
    "special.ellipkm1": lambda p: mp.ellipk(1 - p),
    "special.exp1": mp.e1,
    "special.exp10": lambda x: mp.power(10, x),
    "special.exp2": lambda x: mp.power(2, x),
    "special.expi": mp.ei,
    "special.exprel": lambda x: mp.expm1(x) / x,
    "special.gammasgn": lambda x: mp.sign(mp.gamma(x)),
    "special.j0": lambda x: mp.besselj(0, x),
    "special.j1": lambda x: mp.besselj(1, x),
    "special.k0": lambda x: mp.besselk(0, x),
    "special.k0e": lambda x: mp.exp(x) * mp.besselk(0, x),
    "special.k1": lambda x: mp.besselk(1, x),
    "special.k1e": lambda x: mp.exp(x) * mp.besselk(1, x),
    "special.loggamma": mp.loggamma,
    "special.psi": mp.digamma,
    "special.rgamma": mp.rgamma,
    "special.sindg": lambda x: mp.sin(x * mp.pi / 180),
    "special.tandg": lambda x: mp.tan(x * mp.pi / 180),
    "special.y0": lambda x: mp.bessely(0, x),
    "special.y1": lambda x: mp.bessely(1, x),
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
    "special.gamma_p_derivative": lambda a, x: x ** (a - 1) * mp.exp(-x) / mp.gamma(a),
    "special.gammainc": lambda a, x: mp.gammainc(a, 0, x, regularized=True),
    "special.gammaincc": lambda a, x: mp.gammainc(a, x, regularized=True),
    "special.kl_div": lambda a, b: a * mp.log(a / b) - a + b,
    "special.polygamma": lambda n, x: mp.polygamma(int(n), x),
    "special.rel_entr": lambda a, b: a * mp.log(a / b),
    "special.stdtr": lambda df, t: _student(df, t),
    "special.xlog1py": lambda a, b: a * mp.log(1 + b),
    "special.xlogy": lambda a, b: a * mp.log(b),
    "special.zeta": mp.zeta,
    "special.binom": mp.binomial,
    "special.boxcox": lambda x, k: (mp.power(x, k) - 1) / k,
    "special.boxcox1p": lambda x, k: (mp.power(1 + x, k) - 1) / k,
    "special.chdtri": lambda v, p: 2 * _gamma_quantile(v / 2, 1 - p),
    "special.expn": lambda n, x: mp.expint(int(n), x),
    "special.gammainccinv": lambda a, p: _gamma_quantile(a, 1 - p),
    "special.gammaincinv": lambda a, p: _gamma_quantile(a, p),
    "special.huber": lambda d, r: r * r / 2 if abs(r) <= d else d * (abs(r) - d / 2),
    "special.inv_boxcox": lambda y, k: mp.power(1 + k * y, 1 / k),
    "special.inv_boxcox1p": lambda y, k: mp.power(1 + k * y, 1 / k) - 1,
    "special.multigammaln": lambda a, d: _multigammaln(a, int(d)),
    "special.pdtr": lambda k, m: mp.gammainc(k + 1, m, regularized=True),
    "special.pdtrc": lambda k, m: mp.gammainc(k + 1, 0, m, regularized=True),
    "special.pdtri": lambda k, y: _gamma_quantile(k + 1, 1 - y),
    "special.poch": lambda z, m: mp.gamma(z + m) / mp.gamma(z),
    "special.pseudo_huber": lambda d, r: d * d * (mp.sqrt(1 + (r / d) ** 2) - 1),
    "special.stdtrit": lambda df, p: _student_quantile(df, p),
    # Three arguments.
    "special.bdtr": lambda k, n, p: mp.betainc(n - k, k + 1, 0, 1 - p, regularized=True),
    "special.bdtrc": lambda k, n, p: mp.betainc(k + 1, n - k, 0, p, regularized=True),
    "special.bdtri": lambda k, n, y: 1 - _beta_quantile(n - k, k + 1, y),
    "special.betaincinv": lambda a, b, p: _beta_quantile(a, b, p),
    "special.fdtr": lambda a, b, x: _f_distribution(a, b, x),
    "special.fdtrc": lambda a, b, x: 1 - _f_distribution(a, b, x),
    "special.fdtri": lambda a, b, p: _f_quantile(a, b, p),
    "special.gdtr": lambda a, b, x: mp.gammainc(b, 0, a * x, regularized=True),
    "special.gdtrc": lambda a, b, x: mp.gammainc(b, a * x, regularized=True),
    "special.nbdtr": lambda k, n, p: mp.betainc(n, k + 1, 0, p, regularized=True),
    "special.nbdtrc": lambda k, n, p: mp.betainc(k + 1, n, 0, 1 - p, regularized=True),
    "special.nbdtri": lambda k, n, y: _beta_quantile(n, k + 1, y),
    "special.ibeta_derivative": lambda a, b, x: x ** (a - 1) * (1 - x) ** (b - 1) / mp.beta(a, b),
    "special.radian": lambda d, m, s: (d + m / 60 + s / 3600) * mp.pi / 180,
    "special.betainc": lambda a, b, x: mp.betainc(a, b, 0, x, regularized=True),
}


def _quantile(distribution: Callable[[Any], Any], p: Any, low: float, high: float) -> Any:
    """Where a distribution function is p, between two bounds: bisected first, then by secants."""
    low, high = mp.mpf(low), mp.mpf(high)
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if distribution(middle) < p.real else (low, middle)
    return mp.findroot(
        lambda x: distribution(x) - p, (low, high), tol=mp.mpf(10) ** (5 - 2 * mp.dps)
    )


def _gamma_quantile(a: Any, p: Any) -> Any:
    return _quantile(lambda x: mp.gammainc(a, 0, x, regularized=True), p, 1e-12, 60.0)


def _beta_quantile(a: Any, b: Any, p: Any) -> Any:
    return _quantile(lambda x: mp.betainc(a, b, 0, x, regularized=True), p, 0.0, 1.0)


def _student_quantile(df: Any, p: Any) -> Any:
    return _quantile(lambda t: _student(df, t), p, -100.0, 100.0)


def _f_distribution(a: Any, b: Any, x: Any) -> Any:
    return mp.betainc(a / 2, b / 2, 0, a * x / (a * x + b), regularized=True)


def _f_quantile(a: Any, b: Any, p: Any) -> Any:
    w = _beta_quantile(a / 2, b / 2, p)
    return b / a * w / (1 - w)


def _multigammaln(a: Any, d: int) -> Any:
    parts = [mp.loggamma(a - mp.mpf(j) / 2) for j in range(d)]
    return mp.fsum(parts) + mp.mpf(d * (d - 1)) / 4 * mp.log(mp.pi)


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
