"""Functions that NumPy has beside the standard's, in terms of those: names that its users look for."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from xgrad.arrays import as_array
from xgrad.backends import PYTHON_SCALARS, Backend
from xgrad.dispatch import SCALAR_TYPES, backend_of, is_array
from xgrad.maker import maker
from xgrad.op import Array
from xgrad.ops.creation import asarray
from xgrad.ops.cumulative import cumulative_prod, cumulative_sum
from xgrad.ops.elementwise_arithmetic import multiply
from xgrad.ops.linear_algebra import matmul
from xgrad.ops.manipulation import moveaxis, permute_dims, reshape
from xgrad.raw import require_together
from xgrad.registry import function
from xgrad.variable import Variable, wrap


def as_constant(x: Any) -> Variable:
    """A Variable as it is, anything else as a constant."""
    return x if isinstance(x, Variable) else wrap(as_array(x))


def together(name: str, arguments: dict[str, Any]) -> list[Variable]:
    """A function's arguments as Variables: numbers and lists go to the library of the arrays, and numbers are weak.

    Raises TypeError, naming the function and its arguments, where the arrays are of several libraries.
    """
    given = list(arguments.values())
    require_together(name, arguments)
    like = next((as_constant(v) for v in given if _places(v)), None)
    return [as_constant(v) if like is None or _places(v) else _beside(v, like) for v in given]


def numbered(values: Iterable[Any], name: str = "arrays") -> dict[str, Any]:
    """The items of an argument by name: "arrays[0]", "arrays[1]", ..."""
    return {f"{name}[{i}]": value for i, value in enumerate(values)}


def _places(value: Any) -> bool:
    """Whether a value says of which library the others beside it shall be."""
    if isinstance(value, Variable):
        return True
    return is_array(value) and type(value) not in SCALAR_TYPES


def _beside(value: Any, like: Variable) -> Variable:
    if type(value) in SCALAR_TYPES:
        value = value.item()
    if type(value) in PYTHON_SCALARS:
        return wrap(backend_of(like._held).weak(value, like._held))
    found: Variable = like.__array_namespace__().asarray(value, device=like.device)
    return found


@maker
def array(
    backend: Backend, obj: Any, /, dtype: Any = None, *, copy: bool = True, device: Any = None
) -> Variable:
    """As `asarray`, in memory of its own unless `copy` is False."""
    made: Variable = backend.namespace.asarray(obj, dtype=dtype, device=device, copy=copy or None)
    return made


@function
def copy(x: Array, /) -> Variable:
    """The same elements in memory of their own; the gradient passes."""
    return asarray(x, copy=True)


@function
def transpose(x: Array, /, axes: tuple[int, ...] | None = None) -> Variable:
    """The axes in another order, in reverse order by default."""
    x = as_constant(x)
    return permute_dims(x, tuple(range(x.ndim))[::-1] if axes is None else axes)


@function
def swapaxes(x: Array, axis1: int, axis2: int, /) -> Variable:
    """Two axes swapped. Raises IndexError for an axis that the array has not."""
    x = as_constant(x)
    order = list(range(x.ndim))
    order[axis1], order[axis2] = order[axis2], order[axis1]
    return permute_dims(x, tuple(order))


@function
def ravel(x: Array, /) -> Variable:
    """The elements in C order as a vector; a view where the library can make one."""
    return reshape(x, (-1,))


@function
def dot(x1: Array, x2: Array, /) -> Variable:
    """The sum of products over the last axis of `x1` and the last but one of `x2`, or the only one of a vector.

    For matrices their product, for vectors their inner product without conjugation, and the plain
    product if either is a number. The axes left come one after the other: `x1`'s, then `x2`'s.
    """
    x1, x2 = together("dot", {"x1": x1, "x2": x2})
    if not x1.ndim or not x2.ndim:
        return multiply(x1, x2)
    if x2.ndim <= 2:
        return matmul(x1, x2)
    columns = moveaxis(x2, -2, 0)
    flat = reshape(columns, (columns.shape[0], math.prod(columns.shape[1:])))
    return reshape(matmul(x1, flat), x1.shape[:-1] + columns.shape[1:])


@function
def cumsum(x: Array, /, axis: int | None = None, *, dtype: Any = None) -> Variable:
    """Sums of the elements up to each one along an axis, or of all in C order."""
    x, axis = (reshape(x, (-1,)), 0) if axis is None else (x, axis)
    return cumulative_sum(x, axis=axis, dtype=dtype)


@function
def cumprod(x: Array, /, axis: int | None = None, *, dtype: Any = None) -> Variable:
    """Products of the elements up to each one along an axis, or of all in C order."""
    x, axis = (reshape(x, (-1,)), 0) if axis is None else (x, axis)
    return cumulative_prod(x, axis=axis, dtype=dtype)
