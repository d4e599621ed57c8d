"""NumPy's own kernels. Each is named after the function or generic kernel that it replaces.

The arithmetic operators mean the same as the ufuncs and take a NumPy scalar six times faster, which
is what results of no dimensions are. `operator.pow` also knows squares and square roots.
"""

from __future__ import annotations

import math
import operator
from sys import getrefcount
from typing import Any

import numpy as np

from xgrad.indexing import is_basic
from xgrad_numpy import linalg as numpy_linalg
from xgrad_numpy.ownership import LARGE, OWNED
from xgrad_numpy.random import NativeGenerator
from xgrad_numpy.special import from_scipy

add = operator.add
subtract = operator.sub
multiply = operator.mul
divide = operator.truediv
pow = operator.pow
negative = operator.neg
abs = operator.abs
equal = operator.eq
not_equal = operator.ne
less = operator.lt
less_equal = operator.le
greater = operator.gt
greater_equal = operator.ge
array = np.array
square = np.square
sin = np.sin
cos = np.cos
tan = np.tan
exp = np.exp
log = np.log
sqrt = np.sqrt
tanh = np.tanh
maximum = np.maximum
minimum = np.minimum
where = np.where
matmul = operator.matmul
expand_dims = np.expand_dims
linalg = numpy_linalg
permute_dims = np.transpose
_add_reduce: Any = np.add.reduce
concat = np.concatenate
special = from_scipy()
stack = np.stack
generator = NativeGenerator


def ones_like(x: Any, /, *, dtype: Any = None, device: Any = None) -> Any:
    """Ones of the shape of `x`; for a NumPy scalar again a scalar."""
    if dtype is None:
        if isinstance(x, np.generic):
            return type(x)(1)
        ones = np.empty(x.shape, x.dtype)
        ones.fill(1)
        return ones
    return np.ones_like(x, dtype=dtype)


def zeros_like(x: Any, /, *, dtype: Any = None, device: Any = None) -> Any:
    """Zeros of the shape of `x`; for a NumPy scalar again a scalar."""
    if dtype is None:
        return type(x)(0) if isinstance(x, np.generic) else np.zeros(x.shape, x.dtype)
    return np.zeros_like(x, dtype=dtype)


def broadcast_to(x: Any, /, shape: tuple[int, ...]) -> Any:
    """`x` repeated to a shape, without a copy where NumPy can do so; written out for arrays of one element."""
    if x.size == 1 and len(shape) >= x.ndim:
        source = x if isinstance(x, np.ndarray) else np.asarray(x)
        view: Any = np.ndarray(shape, x.dtype, source, 0, (0,) * len(shape))
        view.flags.writeable = False
        return view
    return np.broadcast_to(x, shape)


def sum(x: Any, /, *, axis: Any = None, dtype: Any = None, keepdims: bool = False) -> Any:
    """Sum over axes; small integers are summed in the default integer, as the standard asks."""
    if isinstance(axis, tuple) and not axis:
        return np.sum(x, axis=axis, dtype=dtype, keepdims=keepdims)
    total: Any = _add_reduce(x, axis, dtype, None, keepdims)
    return total


def einsum(subscripts: Any, /, *operands: Any) -> Any:
    """Sums of products; by way of matrix products where planning them pays, for large operands."""
    large = len(operands) > 1 and max(np.size(x) for x in operands) > 1000
    return np.einsum(subscripts, *operands, optimize=large)


def contraction(x1: Any, x2: Any, equation: str, /) -> Any:
    """A sum of products of two arrays."""
    return np.einsum(equation, x1, x2, optimize=max(x1.size, x2.size) > 1000)


def getitem(x: Any, index: Any) -> Any:
    """`x[index]`."""
    return x[index]


def index_add(g: Any, index: Any, shape: tuple[int, ...]) -> Any:
    """Zeros of `shape` with `g` added at `index`, repeated positions adding up."""
    if type(index) is slice and index.step in (None, 1):
        start, stop, _ = index.indices(shape[0])
        out = np.empty(shape, g.dtype)  # each element is written once
        out[:start] = 0
        out[index] = g
        out[max(start, stop) :] = 0
        return out
    mask = isinstance(index, np.ndarray) and index.dtype == np.bool_
    if mask or is_basic(index):  # nothing is selected twice
        out = np.zeros(shape, g.dtype)
        out[index] = g
        return out
    if isinstance(index, np.ndarray):
        rows = index.reshape(-1).astype(np.intp, copy=False)  # a narrow integer would overflow
        if rows.size and rows.min() < 0:
            rows = np.where(rows < 0, rows + shape[0], rows)
        return scatter_add(g.reshape(rows.size, *shape[1:]), rows, shape[0])
    positions = np.arange(math.prod(shape)).reshape(shape)[index].reshape(-1)
    return scatter_add(g.reshape(-1), positions, math.prod(shape)).reshape(shape)


def index_put(value: Any, x: Any, index: Any) -> Any:
    """`x` with `value`, broadcast, at `index`; where a position repeats, the last value stays."""
    own = getattr(value, "dtype", x.dtype)
    out = np.array(x, dtype=x.dtype if own is x.dtype else np.result_type(own, x.dtype))
    out[index] = value
    return out if out.ndim else out[()]


def take(x: Any, indices: Any, /, *, axis: int | None = None) -> Any:
    """The elements at integer indices along an axis, which only a vector may leave out."""
    if axis is None and x.ndim != 1:
        raise ValueError(f"axis must be given for an array of {x.ndim} dimensions")
    return np.take(x, indices, 0 if axis is None else axis)


def scatter_add(values: Any, positions: Any, size: int) -> Any:
    """`size` rows of zeros with `values[i]` added to row `positions[i]`.

    Floats are counted into bins, rows of them as one long vector: that takes half the time of `add.at`.
    """
    if values.dtype.kind != "f":
        out = np.zeros((size, *values.shape[1:]), values.dtype)
        np.add.at(out, positions, values)
        return out
    width = math.prod(values.shape[1:])
    bins = positions
    if values.ndim > 1:
        bins = (positions[:, None] * width + np.arange(width)).reshape(-1)
    total = np.bincount(bins, values.reshape(-1), size * width)
    return total.reshape(size, *values.shape[1:]).astype(values.dtype, copy=False)


def accumulate(total: Any, g: Any) -> Any:
    """The sum of two cotangents, in the memory of one of them if nobody else sees it."""
    if total.size >= LARGE[0] and total.dtype == g.dtype and total.shape == g.shape:
        if total.base is None and getrefcount(total) <= OWNED and total.flags.writeable:
            return np.add(total, g, out=total)
        if g.base is None and getrefcount(g) <= OWNED and g.flags.writeable:
            return np.add(total, g, out=g)
    return total + g
