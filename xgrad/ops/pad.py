"""`pad`: arrays with borders, in NumPy's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from array_api_compat import device as device_of

from xgrad.composed import composed
from xgrad.op import Array
from xgrad.variable import Variable

Widths = int | tuple[int, int] | tuple[tuple[int, int], ...]

MODES: dict[str, Callable[[Any, Any, int], Any]] = {
    "edge": lambda xp, k, n: xp.clip(k, 0, n - 1),
    "wrap": lambda xp, k, n: k % n,
    "reflect": lambda xp, k, n: n - 1 - xp.abs(k % max(2 * n - 2, 1) - (n - 1)),
    "symmetric": lambda xp, k, n: xp.where(k % (2 * n) < n, k % (2 * n), 2 * n - 1 - k % (2 * n)),
}
"""Which of the n elements along an axis stands at position k, which lies before the first or after the last."""


@composed
def pad(
    xp: Any, x: Array, pad_width: Widths, mode: str = "constant", *, constant_values: Any = 0
) -> Variable:
    """The array with more elements before and after it along each axis.

    Args:
        x: the array.
        pad_width: how many: one number, a pair (before, after), or a pair for each axis.
        mode: what stands there: "constant", the last element ("edge"), the array mirrored with its
            last element once ("reflect") or twice ("symmetric"), or the array over again ("wrap").
        constant_values: the numbers of mode "constant", given as `pad_width` is; Variables of no
            dimensions are differentiated.

    Raises ValueError for another mode, for negative widths, and for widths that do not fit the axes.
    """
    if mode != "constant" and mode not in MODES:
        raise ValueError(f"pad: mode is one of 'constant', {str([*MODES])[1:-1]}, not {mode!r}")
    pairs = _pairs("pad_width", pad_width, len(x.shape))
    values = _pairs("constant_values", constant_values, len(x.shape))
    for axis, ((before, after), fills) in enumerate(zip(pairs, values, strict=True)):
        size = x.shape[axis]
        if before < 0 or after < 0:
            raise ValueError(f"pad: pad_width is {pad_width}; it cannot be negative")
        if before == after == 0:
            continue
        if mode == "constant":
            x = _between(xp, x, axis, (before, after), fills)
        elif size == 0:
            raise ValueError(f"pad: axis {axis} is empty, so mode {mode!r} has nothing to repeat")
        else:
            positions = xp.arange(-before, size + after, device=device_of(x))
            x = xp.take(x, MODES[mode](xp, positions, size), axis=axis)
    return x


def _between(xp: Any, x: Any, axis: int, widths: tuple[int, int], fills: tuple[Any, Any]) -> Any:
    """The array between two blocks of one number each."""
    before, after = (
        _block(xp, x, fill, (*x.shape[:axis], width, *x.shape[axis + 1 :]))
        for width, fill in zip(widths, fills, strict=True)
    )
    return xp.concat([before, x, after], axis=axis)


def _block(xp: Any, x: Any, fill: Any, shape: tuple[int, ...]) -> Any:
    """One number, which may be an array of no dimensions, in an array that goes with `x`."""
    if hasattr(fill, "dtype"):
        return xp.broadcast_to(xp.astype(fill, x.dtype), shape)
    return xp.full(shape, fill, dtype=x.dtype, device=device_of(x))


def _pairs(name: str, given: Any, ndim: int) -> list[tuple[Any, Any]]:
    """A pair for each axis, from one value, one pair, or as many pairs."""
    rows = list(given) if isinstance(given, (tuple, list)) else [given]
    if rows and not any(isinstance(row, (tuple, list)) for row in rows):
        rows = [rows]
    rows = [tuple(row) * 2 if len(row) == 1 else tuple(row) for row in rows]
    rows = rows * ndim if len(rows) == 1 else rows
    if len(rows) != ndim or any(len(row) != 2 for row in rows):
        raise ValueError(f"pad: {name}={given} is no pair for each of {ndim} axes")
    return rows
