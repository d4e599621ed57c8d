"""CuPy's own kernels. Each is named after the function or generic kernel that it replaces.

Binary arithmetic goes through the operators, which take Python numbers as weak scalars. The scatter
kernels run on the device of their arrays, whatever device is current.
"""

from __future__ import annotations

import importlib
import operator
from typing import Any

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
matmul = operator.matmul
getitem = operator.getitem


def index_add(g: Any, index: Any, shape: tuple[int, ...]) -> Any:
    """Zeros of `shape` with `g` added at `index`, repeated positions adding up (atomically: the order may vary)."""
    cupy = importlib.import_module("cupy")
    with g.device:
        out = cupy.zeros(shape, g.dtype)
        if any(
            isinstance(item, (cupy.ndarray, list))
            for item in (index if isinstance(index, tuple) else (index,))
        ):
            _scatter(out, index, g)
        else:
            out[index] = g
        return out


def scatter_add(values: Any, positions: Any, size: int) -> Any:
    """`size` rows of zeros with `values[i]` added to row `positions[i]`."""
    cupy = importlib.import_module("cupy")
    with values.device:
        out = cupy.zeros((size, *values.shape[1:]), values.dtype)
        _scatter(out, positions, values)
        return out


def _scatter(out: Any, index: Any, values: Any) -> None:
    add_at = importlib.import_module("cupyx").scatter_add
    if values.dtype.kind == "c":  # scatter_add takes real numbers: the parts are views of `out`
        add_at(out.real, index, values.real)
        add_at(out.imag, index, values.imag)
    else:
        add_at(out, index, values)
