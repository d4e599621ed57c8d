"""Changes of data type and of place."""

from __future__ import annotations

from typing import Any

from xgrad.graph import through
from xgrad.op import Array, op
from xgrad.variable import Variable


@op(views=True)
def astype(x: Array, dtype: Any, /, *, copy: bool = True, device: Any = None) -> Variable:
    """The elements as another dtype. To integers or booleans the result is a constant."""


astype.vjp(through)  # the engine casts a cotangent to its input's dtype


@op(views=True)
def to_device(x: Array, device: Any, /, *, stream: Any = None) -> Variable:
    """The array on another device, by name ("cpu", "cuda:1") or by the library's own device object."""


to_device.vjp(lambda xp, g, x_device: xp.to_device(g, x_device))
