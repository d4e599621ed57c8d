"""Running sums and products of the standard, and the recurrence by which products are differentiated.

Nothing here divides by an element, so zeros need no care: every rule is a polynomial in the input, right
at every order, and its cost is linear in the number of elements.
"""

from __future__ import annotations

from typing import Any

from xgrad.op import Array, op
from xgrad.ops.statistical import Axis, count, reduced_axes, spread
from xgrad.variable import Variable


def _part(x: Any, axis: int, start: int | None, stop: int | None, step: int | None = None) -> Any:
    """A slice along an axis, its bounds within the axis, as the standard asks."""
    within = slice(start, stop, step).indices(x.shape[axis])
    return x[(*(slice(None),) * axis, slice(*within), ...)]


def _cumulated(axis: int | None, ndim: int) -> int:
    """The axis, counted from the front; a vector may leave it out, and so may a number, which becomes one."""
    return (axis or 0) % (ndim or 1)


@op
def cumulative_sum(
    x: Array,
    /,
    *,
    axis: int | None = None,
    dtype: Any = None,
    include_initial: bool = False,
) -> Variable:
    """Sums of the elements up to each one along an axis, which a vector may leave out.

    `include_initial` puts the empty sum, 0, before them.
    """


def _cumulative_sum_vjp(
    xp: Any, g: Any, axis: int | None, include_initial: bool, x_ndim: int
) -> Any:
    k = _cumulated(axis, x_ndim)
    if include_initial:
        g = _part(g, k, 1, None)
    return xp.flip(xp.cumulative_sum(xp.flip(g, axis=k), axis=k), axis=k)


cumulative_sum.vjp(_cumulative_sum_vjp)


def _by_halves(xp: Any, a: Any, b: Any, axis: int) -> Any:
    """Two steps are one step of a recurrence of half the length, whose results are every second one here.

    The work of all lengths together is linear, and each is done at once (Blelloch, "Prefix sums and their
    applications", 1990).
    """
    k = axis % len(b.shape)
    n = b.shape[k]
    if n < 2:
        return b
    half = n // 2
    a0, b0, a1, b1 = [_part(v, k, start, None, 2) for start in (0, 1) for v in (a, b)]
    odds = _by_halves(xp, a1 * _part(a0, k, 0, half), a1 * _part(b0, k, 0, half) + b1, k)
    before = _part(odds, k, 0, (n - 1) // 2)
    later = _part(a0, k, 1, None) * before + _part(b0, k, 1, None)
    evens = xp.concat([_part(b0, k, 0, 1), later], axis=k)
    pairs = xp.stack([_part(evens, k, 0, half), odds], axis=k + 1)
    y = xp.reshape(pairs, (*b.shape[:k], 2 * half, *b.shape[k + 1 :]))
    return y if n % 2 == 0 else xp.concat([y, _part(evens, k, half, None)], axis=k)


@op(kernel=_by_halves)
def linear_recurrence(a: Array, b: Array, /, *, axis: int = -1) -> Variable:
    """y[i] = a[i] * y[i - 1] + b[i] along an axis, from y[0] = b[0]; `a` and `b` have one shape, a[0] is not used.

    Its derivative is such a recurrence again, from the other end, and so is that of a running product.
    """


def _from_the_end(xp: Any, g: Any, a: Any, k: int) -> Any:
    """s[i] = g[i] + a[i + 1] * s[i + 1]: all that g gives to step i, through the steps after it."""
    ahead = xp.concat([_part(a, k, 1, None), _part(a, k, 0, 1)], axis=k)
    s = xp.linear_recurrence(xp.flip(ahead, axis=k), xp.flip(g, axis=k), axis=k)
    return xp.flip(s, axis=k)


def _linear_recurrence_vjp_a(xp: Any, g: Any, a: Any, y: Any, axis: int) -> Any:
    k = axis % len(y.shape)
    start = xp.zeros_like(_part(y, k, 0, 1))
    return _from_the_end(xp, g, a, k) * xp.concat([start, _part(y, k, 0, -1)], axis=k)


linear_recurrence.vjp(
    _linear_recurrence_vjp_a,
    lambda xp, g, a, axis: _from_the_end(xp, g, a, axis % len(a.shape)),
)


@op
def cumulative_prod(
    x: Array,
    /,
    *,
    axis: int | None = None,
    dtype: Any = None,
    include_initial: bool = False,
) -> Variable:
    """Products of the elements up to each one along an axis, which a vector may leave out.

    `include_initial` puts the empty product, 1, before them. Zeros among the elements are as good as
    other numbers, at every order.
    """


def _cumulative_prod_vjp(
    xp: Any, g: Any, x: Any, y: Any, axis: int | None, include_initial: bool
) -> Any:
    k = _cumulated(axis, len(x.shape))
    if include_initial:
        g = _part(g, k, 1, None)
        before = _part(y, k, 0, -1)
    else:
        start = xp.ones_like(_part(y, k, 0, 1))
        before = xp.concat([start, _part(y, k, 0, -1)], axis=k)
    x = xp.reshape(x if x.dtype == y.dtype else xp.astype(x, y.dtype), g.shape)
    return _from_the_end(xp, g, x, k) * before


cumulative_prod.vjp(_cumulative_prod_vjp)


@op
def prod(x: Array, /, *, axis: Axis = None, dtype: Any = None, keepdims: bool = False) -> Variable:
    """Product over the axes, or over all elements. The empty product is 1.

    Zeros among the elements are as good as other numbers, at every order.
    """


def _product_of_the_others(xp: Any, x: Any) -> Any:
    """Along the last axis: of those before each element, times those after it."""
    before = xp.cumulative_prod(x, axis=-1, include_initial=True)[..., :-1]
    after = xp.cumulative_prod(xp.flip(x, axis=-1), axis=-1, include_initial=True)[..., :-1]
    return before * xp.flip(after, axis=-1)


def _prod_vjp(xp: Any, g: Any, x: Any, axis: Axis) -> Any:
    reduced = reduced_axes(axis, len(x.shape))
    order = (*(k for k in range(len(x.shape)) if k not in reduced), *reduced)
    x = x if x.dtype == g.dtype else xp.astype(x, g.dtype)
    rows = xp.permute_dims(x, order)
    kept = tuple(x.shape[k] for k in order[: len(order) - len(reduced)])
    others = _product_of_the_others(xp, xp.reshape(rows, (*kept, count(x.shape, axis))))
    back = tuple(order.index(k) for k in range(len(order)))
    others = xp.permute_dims(xp.reshape(others, rows.shape), back)
    return spread(xp, g, x.shape, axis) * others


prod.vjp(_prod_vjp)
