"""NumPy's kernels for linear algebra that are faster than `numpy.linalg`'s."""

from __future__ import annotations

from typing import Any

import numpy as np

_inner: Any = np.vecdot


def vector_norm(x: Any, /, *, axis: Any = None, keepdims: bool = False, ord: float = 2) -> Any:
    """The norm over the axes; the usual one by an inner product, which takes no memory for the squares."""
    if ord != 2 or x.dtype.kind not in "fc" or type(axis) is tuple:
        return np.linalg.vector_norm(x, axis=axis, keepdims=keepdims, ord=ord)
    vectors = x.reshape(-1) if axis is None else x
    norm: Any = np.sqrt(_inner(vectors, vectors, axis=-1 if axis is None else axis).real)
    if not keepdims:
        return norm
    return np.expand_dims(norm, tuple(range(x.ndim)) if axis is None else axis)
