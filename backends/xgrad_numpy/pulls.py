"""Rules of first order that write into the cotangent where nobody else can see it.

On large arrays the time goes into fresh memory, whose pages the system must clear: a pull that
reuses its cotangent takes none. Each computes what the rule of the same operation computes. The
references are counted here, not in a helper, which would hold one more.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from sys import getrefcount
from typing import Any

import numpy as np

from xgrad.indexing import is_basic
from xgrad.ops.statistical import count, spread
from xgrad.registry import OPS
from xgrad_numpy.kernels import broadcast_to
from xgrad_numpy.ownership import LARGE, OWNED

Pull = Callable[[Any, Any, Any], Any]


def repeats(g: Any) -> bool:
    """Whether a cotangent is one number repeated without a copy, as the cotangent of a sum's input is."""
    return g.base is not None and not any(g.strides)


def times(g: Any, x: Any, factor: float = 1.0) -> Any:
    """`g * x * factor` for a cotangent that is one number repeated: at most one pass over memory."""
    number = g[(0,) * g.ndim] * factor
    if not isinstance(x, np.ndarray):
        return broadcast_to(number * x, g.shape)
    if number == 1 and x.shape == g.shape and x.dtype == g.dtype:
        same = x.view()
        same.flags.writeable = False  # a rule may keep it, but `x` is not a cotangent's to change
        return same
    return number * x if x.shape == g.shape else g * x * factor


def scaled(xp: Any, g: Any, x: Any) -> Any:
    """`g * x`."""
    if g.size >= LARGE[0]:
        if g.base is None and getrefcount(g) <= OWNED and g.flags.writeable:
            return np.multiply(g, x, out=g)
        if repeats(g):
            return times(g, x)
    return g * x


def divided(xp: Any, g: Any, x: Any) -> Any:
    """`g / x`."""
    if g.size >= LARGE[0] and g.base is None and getrefcount(g) <= OWNED and g.flags.writeable:
        return np.divide(g, x, out=g)
    return g / x


def negated(xp: Any, g: Any, saved: Any) -> Any:
    """`-g`."""
    if g.size >= LARGE[0]:
        if g.base is None and getrefcount(g) <= OWNED and g.flags.writeable:
            return np.negative(g, out=g)
        if repeats(g):
            return times(g, -1.0)
    return -g


def of_square(xp: Any, g: Any, x: Any) -> Any:
    """`g * (2.0 * x)`."""
    if g.size >= LARGE[0]:
        if g.base is None and getrefcount(g) <= OWNED and g.flags.writeable:
            np.multiply(g, x, out=g)
            return np.multiply(g, 2.0, out=g)
        if repeats(g):
            return times(g, x, 2.0)
    return g * (2.0 * x)


def of_pow(xp: Any, g: Any, saved: tuple[Any, Any]) -> Any:
    """`g * x2 * x1**(x2 - 1)`; a square reuses memory."""
    x1, x2 = saved
    if type(x2) in (int, float) and x2 == 2:
        if g.size >= LARGE[0]:
            if g.base is None and getrefcount(g) <= OWNED and g.flags.writeable:
                np.multiply(g, x1, out=g)
                return np.multiply(g, 2.0, out=g)
            if repeats(g):
                return times(g, x1, 2.0)
        return g * (2.0 * x1)
    rule = OPS["pow"].rules[0]
    assert rule is not None
    return rule(xp, g, x1, x2)


def of_tanh(xp: Any, g: Any, y: Any) -> Any:
    """`g * (1.0 - y * y)`, in one new array instead of two."""
    if g.size < LARGE[0]:
        return g * (1.0 - y * y)
    slope = y * y
    np.subtract(1.0, slope, out=slope)
    return _into(slope, g)


def of_logaddexp(xp: Any, g: Any, saved: tuple[Any, Any]) -> Any:
    """`g / (1 + exp(x2 - x1))`, in one new array, where no two are infinite (or one NaN)."""
    x1, x2 = saved
    if g.size >= LARGE[0] and x1.dtype == x2.dtype:
        with np.errstate(over="ignore", invalid="ignore"):
            share = x2 - x1
            if not math.isnan(share.min()):
                np.exp(share, out=share)
                np.add(share, 1.0, out=share)
                return np.divide(g, share, out=share)
    rule = OPS["logaddexp"].rules[0]
    assert rule is not None
    return rule(xp, g, x1, x2)


def of_logaddexp_turned(xp: Any, g: Any, saved: tuple[Any, Any]) -> Any:
    """The same for the other input."""
    return of_logaddexp(xp, g, saved[::-1])


def _into(slope: Any, g: Any) -> Any:
    """`g * slope` in the memory of `slope`, which nobody else sees."""
    if not repeats(g):
        return np.multiply(g, slope, out=slope)
    number = g[(0,) * g.ndim]
    return slope if number == 1 else np.multiply(slope, number, out=slope)


def add_at(xp: Any, total: Any, g: Any, saved: tuple[Any, Any]) -> Any:
    """`total` with `g` added at the index of a `getitem`: without it, a loop over the rows of an array is quadratic."""
    index, shape = saved
    owned = (
        isinstance(total, np.ndarray)
        and total.dtype == g.dtype
        and total.base is None
        and getrefcount(total) <= OWNED
        and total.flags.writeable
    )
    if owned and is_basic(index):
        total[index] += g
        return total
    gx = xp.index_add(g, index, shape)
    return np.add(total, gx, out=total) if owned else total + gx


def of_prod(xp: Any, g: Any, saved: tuple[Any, Any]) -> Any:
    """`g * y / x` in one pass, if no product on the way lost digits: else the rule, which divides by nothing."""
    x, axis = saved
    rule = OPS["prod"].rules[0]
    assert rule is not None
    sizes = np.abs(x)
    smallest, largest = sizes.min(initial=1.0), sizes.max(initial=1.0)
    # No product of any of them is further from 1 than all together can take it.
    furthest = count(x.shape, axis) * max(-math.log2(smallest or math.nan), math.log2(largest))
    if not furthest < -math.log2(np.finfo(g.dtype).smallest_normal):
        return rule(xp, g, x, axis)
    y = np.multiply.reduce(x, axis, g.dtype)
    return spread(xp, g * y.reshape(g.shape), x.shape, axis) / x


def _kept_digits(y: Any) -> bool:
    """Whether no element is zero, or so small that digits are missing."""
    return bool(np.min(np.abs(y), initial=np.inf) >= np.finfo(y.dtype).smallest_normal)


def _summed_from_the_end(g: Any, k: int) -> Any:
    """Running sums along axis `k` from its end, in the memory of `g`."""
    back = np.flip(g, k)
    np.add.accumulate(back, k, out=back)
    return g


def of_cumulative_sum(xp: Any, g: Any, saved: tuple[Any, Any, Any]) -> Any:
    """Sums of `g` from the end, in one array that is no view."""
    axis, include_initial, ndim = saved
    k = (axis or 0) % (ndim or 1)
    if include_initial:
        g = np.array(g[(*(slice(None),) * k, slice(1, None))])
    elif not (g.base is None and getrefcount(g) <= OWNED and g.flags.writeable):
        g = np.array(g)
    return _summed_from_the_end(g, k)


def of_cumulative_prod(xp: Any, g: Any, saved: tuple[Any, Any, Any, Any]) -> Any:
    """Sums of `g * y` from the end, over `x`, if no product lost digits or is infinite: else the rule."""
    x, y, axis, include_initial = saved
    rule = OPS["cumulative_prod"].rules[0]
    assert rule is not None
    k = (axis or 0) % (x.ndim or 1)
    last = y[(*(slice(None),) * k, slice(-1, None))]
    if x.shape != y.shape or not (np.all(np.isfinite(last)) and _kept_digits(y)):
        return rule(xp, g, x, y, axis, include_initial)
    total = _summed_from_the_end(g * y, k)
    return np.divide(total, x, out=total)


def of_index_put(xp: Any, g: Any, index: Any) -> Any:
    """`g` with zeros at `index`: a loop that fills an array is differentiated without a copy for each write."""
    if type(g) is np.ndarray and g.base is None and getrefcount(g) <= OWNED and g.flags.writeable:
        g[index] = 0.0
        return g
    return xp.index_put(0.0, g, index)


PULLS: dict[str, dict[str, Pull]] = {
    "multiply": {"x1": scaled, "x2": scaled},
    "divide": {"x1": divided},
    "subtract": {"x2": negated},
    "negative": {"x": negated},
    "exp": {"x": scaled},
    "square": {"x": of_square},
    "pow": {"x1": of_pow},
    "prod": {"x": of_prod},
    "cumulative_sum": {"x": of_cumulative_sum},
    "cumulative_prod": {"x": of_cumulative_prod},
    "tanh": {"x": of_tanh},
    "logaddexp": {"x1": of_logaddexp, "x2": of_logaddexp_turned},
    "index_put": {"x": of_index_put},
}
"""By operation and input; see `xgrad.Backend`."""

ADDERS: dict[str, Callable[..., Any]] = {"getitem": add_at}
"""By operation; see `xgrad.Backend`."""
