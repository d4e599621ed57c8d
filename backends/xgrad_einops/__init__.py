"""einops for Variables: `einops.rearrange`, `reduce`, `repeat`, `einsum`, `pack` and `unpack`, unmodified.

einops asks the subclasses of its `AbstractBackend` whose arrays it was given, so this module need
only be imported: xgrad does so when it meets the first array.
"""

from __future__ import annotations

from typing import Any

from einops._backends import AbstractBackend

import xgrad as xg


class XgradBackend(AbstractBackend):
    """What einops needs of an array library."""

    framework_name = "xgrad"

    def is_appropriate_type(self, tensor: Any) -> bool:
        """Whether it is a Variable."""
        return isinstance(tensor, xg.Variable)

    def from_numpy(self, x: Any) -> xg.Variable:
        """A constant on NumPy's data."""
        return xg.Variable(x).detach()

    def to_numpy(self, x: xg.Variable) -> Any:
        """NumPy's array of a constant. Raises TypeError for a tracked Variable."""
        return x.__array__()

    def arange(self, start: int, stop: int) -> Any:
        """The integers from `start` up to and without `stop`."""
        return xg.arange(start, stop)

    def reshape(self, x: Any, shape: Any) -> Any:
        """The elements in another shape."""
        return xg.reshape(x, tuple(shape))

    def transpose(self, x: Any, axes: Any) -> Any:
        """The axes in another order."""
        return xg.permute_dims(x, tuple(axes))

    def reduce(self, x: Any, operation: str, axes: Any) -> Any:
        """A reduction over axes, by its name: "sum", "mean", "max", "min", "prod", "any" or "all"."""
        return getattr(x.__array_namespace__(), operation)(x, axis=tuple(axes))

    def stack_on_zeroth_dimension(self, tensors: list[Any]) -> Any:
        """Arrays joined along a new first axis."""
        return xg.stack(tensors)

    def add_axis(self, x: Any, new_position: int) -> Any:
        """With a new axis of length 1."""
        return xg.expand_dims(x, axis=new_position)

    def tile(self, x: Any, repeats: Any) -> Any:
        """Repeated along each axis."""
        return xg.tile(x, tuple(repeats))

    def concat(self, tensors: Any, axis: int) -> Any:
        """Arrays joined along an axis."""
        return xg.concat(list(tensors), axis=axis)

    def is_float_type(self, x: Any) -> bool:
        """Whether a mean can be taken."""
        kinds = ("real floating", "complex floating")
        return bool(x.__array_namespace__().isdtype(x.dtype, kinds))

    def einsum(self, pattern: str, *x: Any) -> Any:
        """The sum of products that the pattern says."""
        return x[0].__array_namespace__().einsum(pattern, *x)
