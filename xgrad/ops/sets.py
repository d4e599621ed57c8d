"""Set functions of the standard. A value is an element of the array: its gradient goes to its first occurrence.

Every library sorts the values, and so do the compositions here: what is recorded has the order of what is not.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from array_api_compat import device as device_of

from xgrad.composed import composed
from xgrad.op import Array, op
from xgrad.variable import Variable


class UniqueAll(NamedTuple):
    """The values in ascending order, where each first occurs, which one each element is, how often each occurs."""

    values: Variable
    indices: Variable
    inverse_indices: Variable
    counts: Variable


class UniqueCounts(NamedTuple):
    """The values in ascending order, and how often each occurs."""

    values: Variable
    counts: Variable


class UniqueInverse(NamedTuple):
    """The values in ascending order, and which of them each element is."""

    values: Variable
    inverse_indices: Variable


def _ascending(xp: Any, flat: Any) -> Any:
    """The order of a vector's elements; of complex ones by real part, then by imaginary part."""
    if not xp.isdtype(flat.dtype, "complex floating"):
        if xp.isdtype(flat.dtype, "bool"):
            flat = xp.astype(flat, xp.uint8)
        return xp.argsort(flat)
    order = xp.argsort(xp.imag(flat))
    return xp.take(order, xp.argsort(xp.real(xp.take(flat, order, axis=0))), axis=0)


class _Runs(NamedTuple):
    """A vector, the order that sorts it, whether each in that order is new, and where the new ones stand in it."""

    flat: Any
    order: Any
    new: Any
    starts: Any

    def indices(self, xp: Any) -> Any:
        """Where each value first occurs: sorting keeps the order of equal elements."""
        return xp.take(self.order, self.starts, axis=0)

    def values(self, xp: Any) -> Any:
        """The values."""
        return xp.take(self.flat, self.indices(xp), axis=0)

    def inverse(self, xp: Any, shape: tuple[int, ...]) -> Any:
        """Which value each element is."""
        number = xp.cumulative_sum(xp.astype(self.new, self.order.dtype)) - 1
        return xp.reshape(xp.take(number, xp.argsort(self.order), axis=0), shape)

    def counts(self, xp: Any) -> Any:
        """How often each value occurs."""
        size = xp.full((1,), self.flat.shape[0], dtype=self.starts.dtype, device=self._device)
        ends = xp.concat([self.starts, size])
        return ends[1:] - ends[:-1]

    @property
    def _device(self) -> Any:
        return device_of(self.flat)


def _runs(xp: Any, x: Any) -> _Runs:
    """Equal elements stand together in sorted order. A NaN equals nothing, and is a value of its own."""
    flat = xp.reshape(x, (-1,))
    order = _ascending(xp, flat)
    ordered = xp.take(flat, order, axis=0)
    if not flat.shape[0]:
        return _Runs(flat, order, ordered != ordered, order)
    first = xp.ones((1,), dtype=xp.bool, device=device_of(flat))
    new = xp.concat([first, ordered[1:] != ordered[:-1]])
    return _Runs(flat, order, new, xp.nonzero(new)[0])


@composed
def unique_all(xp: Any, x: Array, /) -> UniqueAll:
    """The different elements of an array: values, indices, inverse_indices, counts."""
    runs = _runs(xp, x)
    inverse = runs.inverse(xp, x.shape)
    return UniqueAll(runs.values(xp), runs.indices(xp), inverse, runs.counts(xp))


@composed
def unique_counts(xp: Any, x: Array, /) -> UniqueCounts:
    """The different elements of an array: values, counts."""
    runs = _runs(xp, x)
    return UniqueCounts(runs.values(xp), runs.counts(xp))


@composed
def unique_inverse(xp: Any, x: Array, /) -> UniqueInverse:
    """The different elements of an array: values, inverse_indices."""
    runs = _runs(xp, x)
    return UniqueInverse(runs.values(xp), runs.inverse(xp, x.shape))


@composed(own=True)
def unique_values(xp: Any, x: Array, /) -> Variable:
    """The different elements of an array, in ascending order."""
    values: Variable = xp.unique_counts(x).values  # NumPy's own unique_values come in any order
    return values


def _isin(xp: Any, x1: Any, x2: Any, invert: bool) -> Any:
    found = xp.isin(x1, x2)  # not every library heeds `invert`
    return xp.logical_not(found) if invert else found


@op(kernel=_isin)
def isin(x1: Array, x2: Array, /, *, invert: bool = False) -> Variable:
    """Whether each element of `x1` is among those of `x2`, or is not if `invert`."""
