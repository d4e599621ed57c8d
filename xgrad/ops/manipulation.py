"""Manipulation functions of the standard."""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from itertools import accumulate, zip_longest
from typing import Any

from array_api_compat import device as device_of

from xgrad.composed import composed
from xgrad.graph import through
from xgrad.op import Array, op
from xgrad.raw import require_together
from xgrad.registry import function
from xgrad.variable import Variable
from xgrad.view import Views, read_only


def _shares_memory(library: Any, y: Any, x: Any, *args: Any, **keywords: Any) -> bool:
    return not library.names_memory or library.memory(y) is library.memory(x)


def _back(y: Any, x: Any, *args: Any, **keywords: Any) -> Any:
    """The base of a view that holds all its elements in the same order."""
    return reshape(y, x.shape)


def _permuted_back(y: Any, x: Any, axes: tuple[int, ...]) -> Any:
    return permute_dims(y, _inverse(axes))


def _moved_back(y: Any, x: Any, source: Any, destination: Any) -> Any:
    return moveaxis(y, destination, source)


def _flipped_back(y: Any, x: Any, axis: Any = None) -> Any:
    return flip(y, axis=axis)


@op(views=Views(_back, _shares_memory, by_layout=True))
def reshape(x: Array, /, shape: tuple[int, ...], *, copy: bool | None = None) -> Variable:
    """The same elements in C order, in another shape; one length may be -1."""


reshape.vjp(lambda xp, g, x_shape: xp.reshape(g, x_shape))


@op(views=Views(read_only))
def broadcast_to(x: Array, /, shape: tuple[int, ...]) -> Variable:
    """The array repeated along new axes and axes of length 1."""


broadcast_to.vjp(through)  # the engine sums over what was repeated


@function
def broadcast_shapes(*shapes: tuple[int | None, ...]) -> tuple[int | None, ...]:
    """The shape that arrays of these shapes have together. A length that is not known (None) stays so.

    Raises ValueError, naming the shapes, where they do not fit.
    """
    backwards = zip_longest(*(tuple(shape)[::-1] for shape in shapes), fillvalue=1)
    return tuple(_common(lengths, shapes) for lengths in backwards)[::-1]


def _common(lengths: tuple[int | None, ...], shapes: tuple[Any, ...]) -> int | None:
    """The length of one axis, from the lengths of it in all arrays."""
    others = set(lengths) - {1}
    known = others - {None}
    if len(known) > 1:
        listed = ", ".join(str(tuple(shape)) for shape in shapes)
        raise ValueError(f"broadcast_shapes: {listed} do not fit: an axis has lengths {known}")
    return None if None in others else known.pop() if known else 1


@function
def broadcast_arrays(*arrays: Array) -> tuple[Variable, ...]:
    """The arrays, each repeated to the shape that they have together. Raises ValueError where they do not fit."""
    require_together("broadcast_arrays", {"arrays": arrays})
    shape: Any = broadcast_shapes(*(tuple(array.shape) for array in arrays))
    return tuple(broadcast_to(array, shape) for array in arrays)


@op(views=Views(_permuted_back))
def permute_dims(x: Array, /, axes: tuple[int, ...]) -> Variable:
    """The axes in another order."""


def _inverse(axes: tuple[int, ...]) -> tuple[int, ...]:
    inverse = [0] * len(axes)
    for k, axis in enumerate(axes):
        inverse[axis] = k
    return tuple(inverse)


permute_dims.vjp(lambda xp, g, axes: xp.permute_dims(g, _inverse(axes)))


@op(views=Views(_moved_back))
def moveaxis(
    x: Array, source: int | tuple[int, ...], destination: int | tuple[int, ...], /
) -> Variable:
    """The axes at `source` moved to `destination`, the others in their order."""


moveaxis.vjp(lambda xp, g, source, destination: xp.moveaxis(g, destination, source))


@op(views=Views(_flipped_back))
def flip(x: Array, /, *, axis: int | tuple[int, ...] | None = None) -> Variable:
    """The elements in reverse order along the axes, along all of them by default."""


flip.vjp(lambda xp, g, axis: xp.flip(g, axis=axis))


def _shifts(shift: int | tuple[int, ...], axis: int | tuple[int, ...] | None) -> Any:
    """One shift for each axis, where several are given: some libraries ask for it."""
    return (shift,) * len(axis) if isinstance(axis, tuple) and isinstance(shift, int) else shift


@op(kernel=lambda xp, x, shift, axis: xp.roll(x, _shifts(shift, axis), axis=axis))
def roll(
    x: Array,
    /,
    shift: int | tuple[int, ...],
    *,
    axis: int | tuple[int, ...] | None = None,
) -> Variable:
    """The elements moved along the axes; what leaves at the end comes in at the beginning.

    Without an axis the array is rolled as a vector. One shift goes for all axes.
    """


def _roll_vjp(xp: Any, g: Any, shift: Any, axis: Any) -> Any:
    shift = _shifts(shift, axis)
    back = tuple(-s for s in shift) if isinstance(shift, tuple) else -shift
    return xp.roll(g, back, axis=axis)


roll.vjp(_roll_vjp)


@op(views=Views(_back))
def expand_dims(x: Array, /, axis: int | tuple[int, ...]) -> Variable:
    """New axes of length 1 at the given positions of the result."""


expand_dims.vjp(lambda xp, g, x_shape: xp.reshape(g, x_shape))


@op(views=Views(_back))
def squeeze(x: Array, /, axis: int | tuple[int, ...]) -> Variable:
    """Without the given axes, which must be of length 1."""


squeeze.vjp(lambda xp, g, x_shape: xp.reshape(g, x_shape))


@op
def concat(arrays: list[Array] | tuple[Array, ...], /, *, axis: int | None = 0) -> Variable:
    """Arrays joined along an axis they have, or flattened first if `axis` is None."""


def _concat_vjp(
    xp: Any, g: Any, arrays_shape: list[tuple[int, ...]], axis: int | None
) -> list[Any]:
    if axis is None:
        sizes = [math.prod(shape) for shape in arrays_shape]
        ends = list(accumulate(sizes))
        return [
            xp.reshape(g[end - size : end], shape)
            for size, end, shape in zip(sizes, ends, arrays_shape, strict=True)
        ]
    k = axis % len(g.shape)
    ends = list(accumulate(shape[k] for shape in arrays_shape))
    before = (slice(None),) * k
    return [
        g[(*before, slice(end - shape[k], end), ...)]
        for end, shape in zip(ends, arrays_shape, strict=True)
    ]


concat.vjp(_concat_vjp)


@op
def stack(arrays: list[Array] | tuple[Array, ...], /, *, axis: int = 0) -> Variable:
    """Arrays of one shape joined along a new axis."""


def _stack_vjp(xp: Any, g: Any, arrays_shape: list[tuple[int, ...]], axis: int) -> list[Any]:
    before = (slice(None),) * (axis % len(g.shape))
    return [g[(*before, i, ...)] for i in range(len(arrays_shape))]


stack.vjp(_stack_vjp)


@op(views=True, results=tuple)
def unstack(x: Array, /, *, axis: int = 0) -> tuple[Variable, ...]:
    """The parts of an array along an axis, which they lack: the inverse of `stack`."""


def _unstack_vjp(xp: Any, g: tuple[Any, ...], axis: int) -> Any:
    like = next(part for part in g if part is not None)
    return xp.stack([xp.zeros_like(like) if part is None else part for part in g], axis=axis)


unstack.vjp(_unstack_vjp)


@composed
def tile(xp: Any, x: Array, repetitions: tuple[int, ...] | int, /) -> Variable:
    """The array repeated as a whole along each axis, the last axis by the last number of `repetitions`.

    One number, as NumPy allows, stands for the last axis.
    """
    repetitions = (repetitions,) if isinstance(repetitions, int) else repetitions
    ndim = max(len(x.shape), len(repetitions))
    shape = (1,) * (ndim - len(x.shape)) + tuple(x.shape)
    times = (1,) * (ndim - len(repetitions)) + tuple(repetitions)
    pairs = list(zip(times, shape, strict=True))
    x = xp.reshape(x, tuple(n for _, size in pairs for n in (1, size)))
    x = xp.broadcast_to(x, tuple(n for pair in pairs for n in pair))
    return xp.reshape(x, tuple(time * size for time, size in pairs))


@composed
def repeat(
    xp: Any, x: Array, repeats: int | Sequence[int] | Array, /, *, axis: int | None = None
) -> Variable:
    """Each element repeated along an axis, `repeats` times, or as often as its own entry there says.

    Without an axis the array is repeated as a vector. The shape that comes of an array of `repeats`
    depends on its values, which lazy libraries must compute.
    """
    if axis is None:
        x, axis = xp.reshape(x, (-1,)), 0
    axis %= len(x.shape)
    before, size, after = x.shape[:axis], x.shape[axis], x.shape[axis + 1 :]
    if isinstance(repeats, list | tuple):
        repeats = xp.asarray(repeats, device=device_of(x))
    if getattr(repeats, "shape", ()):
        return xp.take(x, _repeated_positions(xp, repeats, size), axis=axis)
    times: int = operator.index(repeats)  # type: ignore[arg-type]
    spread = xp.broadcast_to(xp.expand_dims(x, axis + 1), (*before, size, times, *after))
    return xp.reshape(spread, (*before, size * times, *after))


def _repeated_positions(xp: Any, repeats: Any, size: int) -> Any:
    """The position of each repeated element among those of the original."""
    positions = xp.arange(size, device=device_of(repeats))
    try:
        return xp.repeat(positions, repeats)
    except NotImplementedError:
        ends = xp.cumulative_sum(xp.broadcast_to(repeats, (size,)))
        total = int(ends[-1]) if size else 0
        return xp.searchsorted(ends, xp.arange(total, device=device_of(repeats)), side="right")
