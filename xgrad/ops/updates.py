"""Arrays with some elements changed, as new arrays: what `x[index] = value` says, as a function.

Nothing is written into, so they suit immutable libraries, transformations and code without side
effects. An index may be whatever `x[index]` takes, and the dtype of `x` stays.
"""

from __future__ import annotations

from xgrad.indexing import Index
from xgrad.inplace import storable
from xgrad.op import Array
from xgrad.ops.creation import zeros_like
from xgrad.ops.elementwise_arithmetic import add
from xgrad.ops.indexing import getitem, index_add, index_put
from xgrad.ops.numpy_names import as_constant
from xgrad.raw import require_together
from xgrad.registry import function
from xgrad.variable import Variable


@function
def put_at(x: Array, index: Index, value: Array, /) -> Variable:
    """`x` with `value`, broadcast to `x[index]`, in place of the elements there.

    Where integer arrays name a position several times, the last value stays. Raises TypeError where
    `x` cannot hold numbers of the kind of `value`.
    """
    require_together("put_at", {"x": x, "value": value})
    x = as_constant(x)
    return index_put(storable(x, value), x, index)


@function
def add_at(x: Array, index: Index, value: Array, /) -> Variable:
    """`x` with `value`, broadcast to `x[index]`, added to the elements there.

    Where integer arrays name a position several times, every value is added. Raises TypeError where
    `x` cannot hold numbers of the kind of `value`.
    """
    require_together("add_at", {"x": x, "value": value})
    x = as_constant(x)
    there = zeros_like(getitem(x.detach(), index))
    return add(x, index_add(storable(x, add(there, storable(x, value))), index, x.shape))
