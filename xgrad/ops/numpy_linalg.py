"""What NumPy's `linalg` has beside the standard's extension, by its names."""

from __future__ import annotations

from typing import Any

from xgrad.op import Array
from xgrad.ops.elementwise_arithmetic import divide, multiply
from xgrad.ops.linalg_norms import matrix_norm, vector_norm
from xgrad.ops.linalg_solvers import inv
from xgrad.ops.linalg_spectral import svdvals
from xgrad.ops.manipulation import moveaxis
from xgrad.ops.numpy_names import as_constant
from xgrad.ops.statistical import Axis
from xgrad.registry import alias
from xgrad.variable import Variable


def norm(x: Array, /, ord: Any = None, axis: Axis = None, keepdims: bool = False) -> Variable:
    """The norm of vectors along one axis, of matrices in two, or of the array as a whole.

    Without `axis` a vector or matrix has the norm that `ord` names; without `ord` either, any array
    has the Euclidean norm of all its elements. `ord` is what `vector_norm` and `matrix_norm` take.
    Raises ValueError for a number of axes that has no norm.
    """
    x = as_constant(x)
    if ord is None and (axis is None or isinstance(axis, int)):
        return vector_norm(x, axis=axis, keepdims=keepdims)
    axes = tuple(range(x.ndim)) if axis is None else (axis,) if isinstance(axis, int) else axis
    if len(axes) == 1:
        return vector_norm(x, axis=axes[0], keepdims=keepdims, ord=2 if ord is None else ord)
    if len(axes) != 2:
        raise ValueError(
            f"norm: vectors and matrices have norms, not axes {axes} of shape {x.shape}; "
            f"without ord= the whole array has one"
        )
    matrices = moveaxis(x, axes, (-2, -1))
    found = matrix_norm(matrices, keepdims=keepdims, ord="fro" if ord is None else ord)
    return moveaxis(found, (-2, -1), axes) if keepdims else found


def cond(x: Array, /, p: Any = None) -> Variable:
    """The condition number of matrices in a norm, by default the largest singular value over the smallest."""
    if p is None or p in (2, -2):
        values = svdvals(x)
        first, last = values[..., 0], values[..., -1]
        return divide(last, first) if p == -2 else divide(first, last)
    return multiply(matrix_norm(x, ord=p), matrix_norm(inv(x), ord=p))


alias("linalg.norm", norm)
alias("linalg.cond", cond)
