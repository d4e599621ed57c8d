"""Linear algebra on stacks of matrices: NumPy's functions, block by block, each matrix within one block.

Dask itself has some of them, for a single matrix. Its algorithms are taken for one that is spread
over several blocks; where Dask has none, the blocks of a matrix are brought together.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np
from array_api_compat.numpy import linalg as numpy_linalg

Function = Callable[..., Any]


def by_blocks(name: str, signature: str, spread: Function | None = None) -> Function:
    """NumPy's function of this name as a lazy one, with the signature of a generalised ufunc.

    In it u and v are the numbers of vectors of a decomposition, which its options tell; `spread`
    is Dask's function for a matrix of several blocks.
    """
    function = getattr(numpy_linalg, name)
    given, _, made = signature.partition("->")
    new = [key for key in "kuv" if key in made and key not in given]

    def call(x: Any, *others: Any, **named: Any) -> Any:
        complete = named.get("full_matrices", name == "svd") or named.get("mode") == "complete"
        # Dask decomposes a matrix whose rows alone, or columns, are spread, and makes no more vectors than need be.
        refused = name in {"qr", "svd"} and (complete or min(x.numblocks) > 1)
        if spread is not None and x.ndim == 2 and x.npartitions > 1 and not refused:
            return spread(x, *others, **named)
        m, n = x.shape[-2:]
        k = min(m, n)
        sizes = {"k": k, "u": m if complete else k, "v": n if complete else k}
        small = function(*(np.eye(2, dtype=a.dtype) for a in (x, *others)), **named)
        return importlib.import_module("dask.array").apply_gufunc(
            function,
            signature,
            x,
            *others,
            output_dtypes=[y.dtype for y in small] if isinstance(small, tuple) else small.dtype,
            output_sizes={key: sizes[key] for key in new},
            allow_rechunk=True,
            **named,
        )

    return call


def _to_tolerance(name: str, given: str, made: str) -> Function:
    """A function with an `rtol`: a number, or an array with one for each matrix."""
    number = by_blocks(name, f"{given}->{made}")
    function = getattr(numpy_linalg, name)

    def call(x: Any, *, rtol: Any = None) -> Any:
        if not hasattr(rtol, "dtype"):
            return number(x, rtol=rtol)
        dtype = function(np.eye(2, dtype=x.dtype), rtol=0.1).dtype
        return importlib.import_module("dask.array").apply_gufunc(
            lambda block, limits: function(block, rtol=limits),
            f"{given},()->{made}",
            x,
            rtol,
            output_dtypes=dtype,
            allow_rechunk=True,
        )

    return call


def _own(name: str) -> Function:
    """Dask's function, which is imported when it is called."""

    def call(*args: Any, **named: Any) -> Any:
        functions = importlib.import_module("array_api_compat.dask.array").linalg
        return getattr(functions, name)(*args, **named)

    return call


def _cholesky_of_blocks(x: Any, *, upper: bool = False) -> Any:
    """Dask's is of the upper triangle unless it is told, and array-api-compat (1.16) does not tell it."""
    lower = importlib.import_module("dask.array").linalg.cholesky(x, lower=True)
    return lower.T.conj() if upper else lower


cholesky = by_blocks("cholesky", "(n,n)->(n,n)", _cholesky_of_blocks)
det = by_blocks("det", "(n,n)->()")
eig = by_blocks("eig", "(n,n)->(n),(n,n)")
eigh = by_blocks("eigh", "(n,n)->(n),(n,n)")
eigvals = by_blocks("eigvals", "(n,n)->(n)")
eigvalsh = by_blocks("eigvalsh", "(n,n)->(n)")
inv = by_blocks("inv", "(n,n)->(n,n)", _own("inv"))
matrix_rank = _to_tolerance("matrix_rank", "(m,n)", "()")
pinv = _to_tolerance("pinv", "(m,n)", "(n,m)")
qr = by_blocks("qr", "(m,n)->(m,u),(u,n)", _own("qr"))
slogdet = by_blocks("slogdet", "(n,n)->(),()")
svd = by_blocks("svd", "(m,n)->(m,u),(k),(v,n)", _own("svd"))
svdvals = by_blocks("svdvals", "(m,n)->(k)")
_of_vector = by_blocks("solve", "(n,n),(n)->(n)", _own("solve"))
_of_matrix = by_blocks("solve", "(n,n),(n,k)->(n,k)", _own("solve"))


def solve(x1: Any, x2: Any, /) -> Any:
    """The solution of linear systems; only an `x2` of one dimension is a vector."""
    return (_of_vector if x2.ndim == 1 else _of_matrix)(x1, x2)
