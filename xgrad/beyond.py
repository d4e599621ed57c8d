"""What the namespaces hold beyond the standard: functions that users of NumPy expect."""

from xgrad.ops.einsum import (
    contraction,
    einsum,
)
from xgrad.ops.numpy_names import (
    dot,
    ravel,
    swapaxes,
    transpose,
)

__all__ = [
    "contraction",
    "dot",
    "einsum",
    "ravel",
    "swapaxes",
    "transpose",
]
