"""Averages, covariances, interpolation and quadrature, by NumPy's names."""

from __future__ import annotations

from typing import Any

from xgrad.arrays import kind_of
from xgrad.op import Array
from xgrad.ops.creation import zeros_like
from xgrad.ops.elementwise_arithmetic import clip, conj, real, sqrt, subtract
from xgrad.ops.elementwise_constant import greater, isnan, less
from xgrad.ops.indexing import take
from xgrad.ops.linear_algebra import matmul, matrix_transpose
from xgrad.ops.manipulation import broadcast_to, reshape
from xgrad.ops.numpy_elementwise import floating, real_floating
from xgrad.ops.numpy_joining import vstack
from xgrad.ops.numpy_matrices import diag
from xgrad.ops.numpy_names import ravel, together
from xgrad.ops.searching import searchsorted, where
from xgrad.ops.statistical import Axis, max, mean, min, sum
from xgrad.ops.utility import diff
from xgrad.raw import require_together
from xgrad.registry import function
from xgrad.variable import Variable


@function
def ptp(x: Array, /, axis: Axis = None, *, keepdims: bool = False) -> Variable:
    """The largest element less the smallest. Elements that tie share the gradient."""
    return subtract(max(x, axis=axis, keepdims=keepdims), min(x, axis=axis, keepdims=keepdims))


@function
def average(
    x: Array, /, axis: Axis = None, weights: Array | None = None, *, keepdims: bool = False
) -> Variable:
    """The mean over the axes, each element as often as its weight says.

    `weights` have the shape of `x`, or are a vector along the one axis. Raises ValueError for
    other weights.
    """
    if weights is None:
        return mean(floating(x), axis=axis, keepdims=keepdims)
    x, weights = map(floating, together("average", {"x": x, "weights": weights}))
    if weights.shape != x.shape:
        if not isinstance(axis, int) or weights.shape != (x.shape[axis],):
            raise ValueError(
                f"average: weights of shape {weights.shape} do not go with shape {x.shape} and axis {axis}"
            )
        weights = reshape(weights, (-1,) + (1,) * (x.ndim - 1 - axis % x.ndim))
    total = sum(broadcast_to(weights, x.shape), axis=axis, keepdims=keepdims)
    return sum(x * weights, axis=axis, keepdims=keepdims) / total


@function
def cov(
    m: Array,
    /,
    y: Array | None = None,
    rowvar: bool = True,
    bias: bool = False,
    ddof: float | None = None,
) -> Variable:
    """The covariances of variables: each row of `m` is one, or each column without `rowvar`; `y` holds more of them.

    The sums are divided by the number of observations less `ddof`, which is 0 with `bias`, else 1.
    Raises ValueError for more than two dimensions.
    """
    given = together("cov", {"m": m} if y is None else {"m": m, "y": y})
    observed = vstack([_variables(each, rowvar) for each in given])
    apart = observed - mean(observed, axis=1, keepdims=True)
    less = float(not bias) if ddof is None else ddof
    products = matmul(apart, matrix_transpose(_conjugate(apart)))
    result = products / (observed.shape[1] - less)
    return reshape(result, ()) if result.shape == (1, 1) else result


def _variables(m: Any, rowvar: bool) -> Variable:
    """One variable a row."""
    m = floating(m)
    if m.ndim > 2:
        raise ValueError(f"cov: variables are the rows of a matrix, not of shape {m.shape}")
    if m.ndim < 2:
        return reshape(m, (1, -1))
    return m if rowvar else matrix_transpose(m)


def _conjugate(x: Variable) -> Variable:
    return conj(x) if kind_of(x._held) == "complex" else x


@function
def corrcoef(x: Array, /, y: Array | None = None, rowvar: bool = True) -> Variable:
    """The correlations of variables, which are given as for `cov`."""
    require_together("corrcoef", {"x": x, "y": y})
    covariance = cov(x, y, rowvar)
    if not covariance.ndim:
        return covariance / covariance
    variance = diag(covariance)
    deviation = sqrt(real(variance) if kind_of(variance._held) == "complex" else variance)
    return covariance / deviation[:, None] / deviation[None, :]


@function
def trapezoid(y: Array, x: Array | None = None, dx: Any = 1.0, axis: int = -1) -> Variable:
    """The integral of samples along an axis by the trapezoidal rule, at positions `x` or at a distance `dx`.

    `x` is a vector, or has the shape of `y`.
    """
    y, *rest = together("trapezoid", {"y": y} if x is None else {"y": y, "x": x})
    y = floating(y)
    before = (slice(None),) * (axis % y.ndim)
    size = y.shape[axis]
    if rest:
        x = rest[0]
        along = x.ndim == 1
        dx = diff(x, axis=0 if along else axis)
        dx = reshape(dx, (-1,) + (1,) * (y.ndim - 1 - axis % y.ndim)) if along else dx
    one = 1 if size else 0
    pairs = y[(*before, slice(one, size), ...)] + y[(*before, slice(0, size - one), ...)]
    return sum(pairs * dx / 2.0, axis=axis)


@function
def interp(x: Array, xp: Array, fp: Array, left: Any = None, right: Any = None) -> Variable:
    """The values at `x` of the lines between the points (xp, fp), which stand in increasing order.

    Before the first point the value is `left`, after the last one `right`: by default those of `fp`
    there. At a point the slope is that of the line after it, and of none after the last one.
    Differentiable in all. Raises ValueError unless `xp` and `fp` are vectors of one length.
    """
    x, xp, fp = together("interp", {"x": x, "xp": xp, "fp": fp})
    x, xp, fp = real_floating("interp", x), real_floating("interp", xp), floating(fp)
    if xp.ndim != 1 or xp.shape != fp.shape or not xp.size:
        raise ValueError(f"interp: points are two vectors, not of shapes {xp.shape} and {fp.shape}")
    n = xp.shape[0]
    flat = ravel(x)
    position = searchsorted(xp.detach(), flat.detach(), side="right") - 1
    below, above = clip(position, 0, n - 1), clip(position + 1, 0, n - 1)
    x0, y0 = take(xp, below, axis=0), take(fp, below, axis=0)
    width, rise = take(xp, above, axis=0) - x0, take(fp, above, axis=0) - y0
    inside = width > 0.0
    value = y0 + where(inside, flat - x0, 0.0) / where(inside, width, 1.0) * rise
    value = where(isnan(flat), flat, value)
    value = where(less(flat, xp[0]), fp[0] if left is None else left, value)
    value = where(greater(flat, xp[n - 1]), fp[n - 1] if right is None else right, value)
    return reshape(value, x.shape)


@function
def polyval(p: Array, x: Array, /) -> Variable:
    """The polynomial with the coefficients `p`, highest power first, at each element of `x`, by Horner's scheme."""
    p, x = together("polyval", {"p": p, "x": x})
    if kind_of(p._held) != kind_of(x._held):
        p, x = floating(p), floating(x)
    result = zeros_like(x)
    for coefficient in p:
        result = result * x + coefficient
    return result
