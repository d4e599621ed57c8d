"""What the namespaces hold beyond the standard: functions that users of NumPy expect."""

from xgrad.ops.einsum import (
    contraction,
    einsum,
)
from xgrad.ops.missing import (
    nancumprod,
    nancumsum,
    nanmax,
    nanmean,
    nanmin,
    nanprod,
    nanstd,
    nansum,
    nanvar,
)
from xgrad.ops.numpy_names import (
    cumprod,
    cumsum,
    dot,
    ravel,
    swapaxes,
    transpose,
)
from xgrad.ops.numpy_numerics import (
    bincount,
    convolve,
    median,
    nanmedian,
    put_along_axis,
    roots,
)
from xgrad.ops.pad import pad
from xgrad.ops.updates import (
    add_at,
    put_at,
)

__all__ = [
    "add_at",
    "bincount",
    "contraction",
    "convolve",
    "cumprod",
    "cumsum",
    "dot",
    "einsum",
    "median",
    "nancumprod",
    "nancumsum",
    "nanmax",
    "nanmean",
    "nanmedian",
    "nanmin",
    "nanprod",
    "nanstd",
    "nansum",
    "nanvar",
    "pad",
    "put_along_axis",
    "put_at",
    "ravel",
    "roots",
    "swapaxes",
    "transpose",
]
