"""Rules of first order that write into the cotangent where nobody else can see it.

On large arrays the time goes into fresh memory, whose pages the system must clear: a pull that
reuses its cotangent takes none. Each computes what the rule of the same operation computes. The
references are counted here, not in a helper, which would hold one more.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from sys import getrefcount
from typing import Any

import numpy as np

from xgrad.registry import OPS
from xgrad_numpy.ownership import LARGE, OWNED

Pull = Callable[[Any, Any, Any], Any]


def reusing(ufunc: Any, plain: Callable[[Any, Any], Any]) -> Pull:
    """The pull `plain(g, saved)`, in the memory of `g` if nobody else sees it."""

    def pull(xp: Any, g: Any, saved: Any) -> Any:
        if g.size >= LARGE[0] and g.base is None and getrefcount(g) <= OWNED and g.flags.writeable:
            return ufunc(g, saved, out=g)
        return plain(g, saved)

    return pull


def negated(xp: Any, g: Any, saved: Any) -> Any:
    """`-g`."""
    if g.size >= LARGE[0] and g.base is None and getrefcount(g) <= OWNED and g.flags.writeable:
        return np.negative(g, out=g)
    return -g


def of_square(xp: Any, g: Any, x: Any) -> Any:
    """`g * (2.0 * x)`."""
    if g.size >= LARGE[0] and g.base is None and getrefcount(g) <= OWNED and g.flags.writeable:
        np.multiply(g, x, out=g)
        return np.multiply(g, 2.0, out=g)
    return g * (2.0 * x)


def of_pow(xp: Any, g: Any, saved: tuple[Any, Any]) -> Any:
    """`g * x2 * x1**(x2 - 1)`; a square reuses memory."""
    x1, x2 = saved
    if type(x2) in (int, float) and x2 == 2:
        if g.size >= LARGE[0] and g.base is None and getrefcount(g) <= OWNED and g.flags.writeable:
            np.multiply(g, x1, out=g)
            return np.multiply(g, 2.0, out=g)
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
    return np.multiply(g, slope, out=slope)


_scaled = reusing(np.multiply, operator.mul)
_divided = reusing(np.divide, operator.truediv)

PULLS: dict[str, dict[str, Pull]] = {
    "multiply": {"x1": _scaled, "x2": _scaled},
    "divide": {"x1": _divided},
    "subtract": {"x2": negated},
    "negative": {"x": negated},
    "exp": {"x": _scaled},
    "square": {"x": of_square},
    "pow": {"x1": of_pow},
    "tanh": {"x": of_tanh},
}
"""By operation and input; see `xgrad.dispatch.Backend`."""
