"""The methods of a Variable that NumPy's users expect: each is the function of its name.

They take what NumPy's methods take: axes and shapes as lists, shapes as several integers, `ddof` for
`correction`. Since NumPy's functions call the methods of what is no array of its own, `np.sum(x)`
and `np.reshape(x, shape)` are our operations too; `out` is there for them and must stay None.

There is no `sort`, which in NumPy sorts an array in place: write `xgrad.sort(x)`. `fill`, `put` and
`resize` write in place too and are left out; write `x[...] = value`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Self

from array_api_compat import device as device_of

from xgrad.dispatch import backend_of
from xgrad.registry import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    Axis = int | Sequence[int] | None


class Methods:
    """What can be said as `x.sum(axis=0)` as well as `sum(x, axis=0)`. See the module for what is left out."""

    __slots__ = ()

    _held: Any

    if TYPE_CHECKING:

        def __array_namespace__(self) -> Any: ...

    # --- reductions

    def sum(
        self, axis: Axis = None, keepdims: bool = False, *, dtype: Any = None, out: None = None
    ) -> Self:
        """Sum over the axes, or over all elements."""
        _refuse("sum", out)
        return FUNCTIONS["sum"](
            self, axis=_axes(axis), dtype=self._native(dtype), keepdims=keepdims
        )

    def prod(
        self, axis: Axis = None, keepdims: bool = False, *, dtype: Any = None, out: None = None
    ) -> Self:
        """Product over the axes, or of all elements."""
        _refuse("prod", out)
        return FUNCTIONS["prod"](
            self, axis=_axes(axis), dtype=self._native(dtype), keepdims=keepdims
        )

    def mean(
        self, axis: Axis = None, keepdims: bool = False, *, dtype: Any = None, out: None = None
    ) -> Self:
        """Arithmetic mean over the axes, or of all elements; computed in another dtype if one is given."""
        _refuse("mean", out)
        x = self if dtype is None else self.astype(dtype)
        return FUNCTIONS["mean"](x, axis=_axes(axis), keepdims=keepdims)

    def max(self, axis: Axis = None, keepdims: bool = False, *, out: None = None) -> Self:
        """Largest element over the axes, or of all; elements that tie share the gradient."""
        _refuse("max", out)
        return FUNCTIONS["max"](self, axis=_axes(axis), keepdims=keepdims)

    def min(self, axis: Axis = None, keepdims: bool = False, *, out: None = None) -> Self:
        """Smallest element over the axes, or of all; elements that tie share the gradient."""
        _refuse("min", out)
        return FUNCTIONS["min"](self, axis=_axes(axis), keepdims=keepdims)

    def var(
        self,
        axis: Axis = None,
        keepdims: bool = False,
        *,
        ddof: float | None = None,
        correction: float | None = None,
        dtype: Any = None,
        out: None = None,
    ) -> Self:
        """Variance over the axes: the squared deviations from the mean, over their number less `ddof` or `correction`.

        The two are one number, by NumPy's name and the standard's; raises TypeError if both are given.
        """
        _refuse("var", out)
        x = self if dtype is None else self.astype(dtype)
        less = degrees("var", ddof, correction)
        return FUNCTIONS["var"](x, axis=_axes(axis), correction=less, keepdims=keepdims)

    def std(
        self,
        axis: Axis = None,
        keepdims: bool = False,
        *,
        ddof: float | None = None,
        correction: float | None = None,
        dtype: Any = None,
        out: None = None,
    ) -> Self:
        """Standard deviation over the axes: the square root of `var`, with a gradient of 0 where it is 0."""
        _refuse("std", out)
        x = self if dtype is None else self.astype(dtype)
        less = degrees("std", ddof, correction)
        return FUNCTIONS["std"](x, axis=_axes(axis), correction=less, keepdims=keepdims)

    def any(self, axis: Axis = None, keepdims: bool = False, *, out: None = None) -> Self:
        """Whether some element is true (not 0), over the axes."""
        _refuse("any", out)
        return FUNCTIONS["any"](self, axis=_axes(axis), keepdims=keepdims)

    def all(self, axis: Axis = None, keepdims: bool = False, *, out: None = None) -> Self:
        """Whether every element is true (not 0), over the axes."""
        _refuse("all", out)
        return FUNCTIONS["all"](self, axis=_axes(axis), keepdims=keepdims)

    def argmax(self, axis: int | None = None, keepdims: bool = False, *, out: None = None) -> Self:
        """The position of the first largest element, along an axis or among all elements in C order."""
        _refuse("argmax", out)
        return FUNCTIONS["argmax"](self, axis=axis, keepdims=keepdims)

    def argmin(self, axis: int | None = None, keepdims: bool = False, *, out: None = None) -> Self:
        """The position of the first smallest element, along an axis or among all elements in C order."""
        _refuse("argmin", out)
        return FUNCTIONS["argmin"](self, axis=axis, keepdims=keepdims)

    def cumsum(self, axis: int | None = None, *, dtype: Any = None, out: None = None) -> Self:
        """Sums of the elements up to each one, along an axis or of all in C order."""
        _refuse("cumsum", out)
        return FUNCTIONS["cumsum"](self, axis=axis, dtype=self._native(dtype))

    def cumprod(self, axis: int | None = None, *, dtype: Any = None, out: None = None) -> Self:
        """Products of the elements up to each one, along an axis or of all in C order."""
        _refuse("cumprod", out)
        return FUNCTIONS["cumprod"](self, axis=axis, dtype=self._native(dtype))

    # --- shapes

    def reshape(self, *shape: Any, order: str = "C", copy: bool | None = None) -> Self:
        """The same elements in another shape, given as a tuple, a list or several integers; one may be -1."""
        _require_c("reshape", order)
        return FUNCTIONS["reshape"](self, _integers(shape), copy=copy)

    def flatten(self, order: str = "C") -> Self:
        """The elements in C order as a vector, in memory of its own."""
        _require_c("flatten", order)
        return FUNCTIONS["reshape"](self, (-1,), copy=True)

    def ravel(self, order: str = "C") -> Self:
        """The elements in C order as a vector; a view where the library can make one."""
        _require_c("ravel", order)
        return FUNCTIONS["reshape"](self, (-1,))

    def squeeze(self, axis: Axis = None) -> Self:
        """Without the given axes, which must be of length 1; without all such axes by default."""
        ones = tuple([k for k, n in enumerate(self._held.shape) if n == 1])
        return FUNCTIONS["squeeze"](self, ones if axis is None else _axes(axis))

    def transpose(self, *axes: Any) -> Self:
        """The axes in another order, given as a tuple, a list or several integers; reversed by default."""
        order = _integers(axes)
        return FUNCTIONS["permute_dims"](self, order or tuple(range(len(self._held.shape)))[::-1])

    def swapaxes(self, axis1: int, axis2: int, /) -> Self:
        """Two axes swapped."""
        return FUNCTIONS["swapaxes"](self, axis1, axis2)

    def diagonal(self, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Self:
        """The elements on a diagonal of two axes, along a new last axis."""
        moved = FUNCTIONS["moveaxis"](self, (axis1, axis2), (-2, -1))
        return FUNCTIONS["linalg.diagonal"](moved, offset=offset)

    def trace(self, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Self:
        """The sum of the elements on a diagonal of two axes."""
        return FUNCTIONS["sum"](self.diagonal(offset, axis1, axis2), axis=-1)

    # --- elements

    def take(self, indices: Any, axis: int | None = None) -> Self:
        """The elements at integer indices along an axis, or among all elements in C order."""
        x = self.ravel() if axis is None else self
        if isinstance(indices, list):
            xp = self.__array_namespace__()
            indices = xp.asarray(indices, device=device_of(self._held))
        return FUNCTIONS["take"](x, indices, axis=axis or 0)

    def repeat(self, repeats: Any, axis: int | None = None) -> Self:
        """Each element repeated, along an axis or among all elements in C order."""
        return FUNCTIONS["repeat"](self, repeats, axis=axis)

    def argsort(self, axis: int = -1, *, descending: bool = False, stable: bool = True) -> Self:
        """The positions that would sort the elements along an axis."""
        return FUNCTIONS["argsort"](self, axis=axis, descending=descending, stable=stable)

    def nonzero(self) -> tuple[Self, ...]:
        """The positions of the elements that are not 0, an array for each axis."""
        return FUNCTIONS["nonzero"](self)

    def clip(self, min: Any = None, max: Any = None, *, out: None = None) -> Self:
        """Each element, or the bound that it lies beyond."""
        _refuse("clip", out)
        return FUNCTIONS["clip"](self, min, max)

    def round(self, decimals: int = 0, *, out: None = None) -> Self:
        """The nearest number with so many decimals, the even one of two as near; its gradient is 0."""
        _refuse("round", out)
        if not decimals:
            return FUNCTIONS["round"](self)
        scale = 10.0**decimals
        return FUNCTIONS["round"](self * scale) / scale  # type: ignore[operator]

    def conj(self) -> Self:
        """The complex conjugates."""
        return FUNCTIONS["conj"](self)

    @property
    def real(self) -> Self:
        """The real parts; of real numbers, themselves."""
        return FUNCTIONS["real"](self) if self._complex() else self

    @property
    def imag(self) -> Self:
        """The imaginary parts; of real numbers, zeros."""
        return FUNCTIONS["imag" if self._complex() else "zeros_like"](self)

    def dot(self, other: Any, /) -> Self:
        """NumPy's product of the last axis with the last but one of `other`: for matrices, their product."""
        return FUNCTIONS["dot"](self, other)

    # --- kinds of array

    def astype(self, dtype: Any, *, copy: bool = True) -> Self:
        """The elements as another dtype: the library's own, its name in the standard, or a Python type."""
        return FUNCTIONS["astype"](self, self._native(dtype), copy=copy)

    def copy(self) -> Self:
        """The same elements in memory of their own; the gradient passes."""
        return FUNCTIONS["asarray"](self, copy=True)

    def tolist(self) -> Any:
        """The elements as nested lists of Python numbers, or as one number; they carry no gradient."""
        x: Any = self
        return [row.tolist() for row in FUNCTIONS["asarray"](x.data)] if x.ndim else x.item()

    @property
    def itemsize(self) -> int:
        """The number of bytes of one element."""
        xp, dtype = self.__array_namespace__(), self._held.dtype
        if xp.isdtype(dtype, "bool"):
            return 1
        limits = xp.iinfo if xp.isdtype(dtype, "integral") else xp.finfo
        return int(limits(dtype).bits) // 8 * (2 if self._complex() else 1)

    @property
    def nbytes(self) -> int:
        """The number of bytes of all elements."""
        return math.prod(self._held.shape) * self.itemsize

    def _complex(self) -> bool:
        return bool(self.__array_namespace__().isdtype(self._held.dtype, "complex floating"))

    def _native(self, dtype: Any) -> Any:
        """The library's dtype for a name or a Python type."""
        return None if dtype is None else backend_of(self._held).dtype(dtype, device_of(self._held))


def degrees(name: str, ddof: float | None, correction: float | None) -> float:
    """What is taken from the number of elements. Raises TypeError if it is given by both names."""
    if ddof is not None and correction is not None:
        raise TypeError(
            f"{name}: ddof and correction are two names of one number; give one of them"
        )
    return (correction if ddof is None else ddof) or 0.0


def _axes(axis: Axis) -> int | tuple[int, ...] | None:
    return axis if axis is None or isinstance(axis, int) else tuple(axis)


def _integers(given: tuple[Any, ...]) -> tuple[int, ...]:
    """Integers given one by one, or as one tuple or list; None for none of them."""
    if len(given) == 1 and (given[0] is None or isinstance(given[0], (tuple, list))):
        given = tuple(given[0] or ())
    return given


def _refuse(name: str, out: None) -> None:
    if out is not None:
        raise TypeError(f"{name}: out= would write around the graph; assign the result instead")


def _require_c(name: str, order: str) -> None:
    if order != "C":
        raise NotImplementedError(f"{name} reads elements in C order alone, not {order!r}")
