"""JAX's own kernels. JAX is imported when the first of them runs."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np
from xgrad_numpy.special import from_scipy

from xgrad.borrowed import Borrowed
from xgrad.dispatch import backend
from xgrad.indexing import is_basic, normalise
from xgrad.kernels import GENERIC
from xgrad_jax.random import NativeGenerator

generator = NativeGenerator


def _called_back(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of NumPy's arrays as one of JAX's, which calls it on the host, under `jax.jit` too."""

    def on_the_host(*args: Any) -> Any:
        return function(*map(np.asarray, args))

    def call(*args: Any) -> Any:
        jax = importlib.import_module("jax")
        dtype = jax.numpy.result_type(*args)
        arrays = jax.numpy.broadcast_arrays(*[jax.numpy.asarray(a, dtype=dtype) for a in args])
        result = jax.ShapeDtypeStruct(arrays[0].shape, dtype)
        return jax.pure_callback(on_the_host, result, *arrays, vmap_method="expand_dims")

    return call


_scipy = from_scipy(
    _called_back, "j0 j1 k0 k0e k1 k1e y0 y1 zeta gammaincinv gammainccinv betaincinv stdtrit"
)


# Not zeta, which is wrong there from q = -8 down (JAX 0.10), and with it the derivatives of digamma.
# Not beta and betaln, which have six digits there from arguments of 8 on (JAX 0.10); gammaln gives them.
special = Borrowed(
    "special",
    "jax.scipy.special",
    "erf erfc erfinv erfcx ndtr ndtri log_ndtr gammaln gamma digamma expit logit entr xlogy xlog1py "
    "rel_entr kl_div i0 i0e i1 i1e gammainc gammaincc betainc exp1 expi expn",
    missing="pip install jax",
    otherwise=_scipy,
)


def scatter_add(values: Any, positions: Any, size: int) -> Any:
    """`size` rows of zeros with `values[i]` added to row `positions[i]`."""
    return importlib.import_module("jax").ops.segment_sum(values, positions, size)


def index_add(g: Any, index: Any, shape: tuple[int, ...]) -> Any:
    """Zeros of `shape` with `g` added at `index`, repeated positions adding up."""
    if not is_basic(index):
        return GENERIC["index_add"](backend("jax").xp, g, index, shape)
    # Zeros that are bound to no device go where `g` is.
    zeros = importlib.import_module("jax.numpy").zeros(shape, g.dtype)
    return zeros.at[index].add(g, mode="clip")  # an index is clipped where it is read, too


def index_put(value: Any, x: Any, index: Any) -> Any:
    """`x` with `value`, broadcast, at `index`; where a position repeats, the last value stays."""
    xp = backend("jax").xp
    # Of repeated positions JAX does not say which value stays; and it keeps the dtype of `x`.
    if is_basic(index) and getattr(value, "dtype", x.dtype) == x.dtype:
        normalise(xp, index, x.shape, None)  # JAX leaves out what is out of bounds
        try:
            return x.at[index].set(value)
        except ValueError:
            pass  # shapes that do not go together, or that JAX does not know to
    return GENERIC["index_put"](xp, value, x, index)


def _placed(name: str) -> Callable[..., Any]:
    """JAX's function of this name, which makes an array, on devices that another array is spread over."""

    def make(*args: Any, device: Any = None, **keywords: Any) -> Any:
        jax = importlib.import_module("jax")
        function = getattr(jax.numpy, name)
        try:
            return function(*args, device=device, **keywords)
        except (ValueError, IndexError):
            if not isinstance(device, jax.sharding.NamedSharding):
                raise
            # A shape that is not divided so: all of it everywhere.
            whole = jax.sharding.NamedSharding(device.mesh, jax.sharding.PartitionSpec())
            return function(*args, device=whole, **keywords)

    return make


arange, asarray, eye, linspace = map(_placed, ("arange", "asarray", "eye", "linspace"))
empty, full, ones, zeros = map(_placed, ("empty", "full", "ones", "zeros"))
empty_like, full_like = map(_placed, ("empty_like", "full_like"))
ones_like, zeros_like = map(_placed, ("ones_like", "zeros_like"))


def permute_dims(x: Any, axes: tuple[int, ...]) -> Any:
    """The axes in another order, counted from the end where they are negative, which JAX does not know."""
    return x.transpose(tuple([axis + x.ndim if axis < 0 else axis for axis in axes]))
