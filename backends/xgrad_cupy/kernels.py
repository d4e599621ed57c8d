"""CuPy's own kernels. Each is named after the function or generic kernel that it replaces.

Binary arithmetic goes through the operators, which take Python numbers as weak scalars. The scatter
kernels run on the device of their arrays, whatever device is current.
"""

from __future__ import annotations

import importlib
import operator
from typing import Any

from xgrad.borrowed import Borrowed
from xgrad.indexing import is_basic
from xgrad_cupy.random import NativeGenerator

special = Borrowed(
    "special",
    "cupyx.scipy.special",
    "erf erfc erfinv erfcx ndtr ndtri log_ndtr gammaln gamma digamma zeta beta betaln expit logit log_expit entr "
    "xlogy xlog1py rel_entr kl_div i0 i0e i1 i1e j0 j1 k0 k0e k1 k1e y0 y1 gammainc gammaincc betainc chdtr chdtrc "
    "gammaincinv gammainccinv betaincinv exp1 expi expn exp2 exp10 cbrt rgamma poch",
    missing="pip install cupy-cuda13x",
)
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
generator = NativeGenerator


def index_add(g: Any, index: Any, shape: tuple[int, ...]) -> Any:
    """Zeros of `shape` with `g` added at `index`, repeated positions adding up (atomically: the order may vary)."""
    cupy = importlib.import_module("cupy")
    with g.device:
        out = cupy.zeros(shape, g.dtype)
        mask = isinstance(index, cupy.ndarray) and index.dtype == bool
        if mask or is_basic(index):  # nothing is selected twice
            out[index] = g
        else:
            _scatter(out, index, g)
        return out


def take(x: Any, indices: Any, /, *, axis: int | None = None) -> Any:
    """The elements at integer indices along an axis, which only a vector may leave out."""
    if axis is None and x.ndim != 1:
        raise ValueError(f"axis must be given for an array of {x.ndim} dimensions")
    return x.take(indices, 0 if axis is None else axis)


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
