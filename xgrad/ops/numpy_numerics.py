"""What SciPy, scikit-learn and xarray look for on a namespace beside the standard: NumPy's numerics, by its names."""

from __future__ import annotations

from typing import Any

from array_api_compat import device as device_of

from xgrad.arrays import kind_of
from xgrad.kernels import generic
from xgrad.op import Array, op
from xgrad.ops.elementwise_arithmetic import conj
from xgrad.ops.indexing import lines
from xgrad.ops.manipulation import flip
from xgrad.ops.numpy_elementwise import floating
from xgrad.ops.numpy_names import as_constant, together
from xgrad.ops.statistical import Axis
from xgrad.ops.utility import diff
from xgrad.raw import require_together
from xgrad.registry import function
from xgrad.variable import Variable


def _opened(x: Any) -> tuple[Any, Any]:
    """The namespace of an array, and the array as a Variable."""
    x = as_constant(x)
    return x.__array_namespace__(), x


@function
def bincount(x: Array, /, weights: Array | None = None, minlength: int = 0) -> Any:
    """How often each of the integers from 0 occurs in a vector, or the sum of the weights where it does.

    The result has as many elements as the largest integer asks for, and at least `minlength`.
    Raises ValueError for a negative integer.
    """
    xp, x = _opened(x)
    if x.size and int(xp.min(x)) < 0:
        raise ValueError(
            f"bincount: integers from 0 are counted, and there are negative ones among {x.shape}"
        )
    counted = xp.ones_like(x)
    if weights is not None:
        x, counted = together("bincount", {"x": x, "weights": weights})
    size = max(int(xp.max(x)) + 1 if x.size else 0, minlength)
    return xp.index_add(counted, (x,), (size,))


@function
def put_along_axis(arr: Variable, indices: Array, values: Array, axis: int) -> None:
    """Writes values where `take_along_axis` with these indices would take them from.

    Raises TypeError for an array that is no Variable, and what a write into `arr` raises.
    """
    if not isinstance(arr, Variable):
        raise TypeError(
            "put_along_axis writes into a Variable; of an array it would lose the result"
        )
    require_together("put_along_axis", {"arr": arr, "indices": indices, "values": values})
    axis %= arr.ndim
    arr[lines(arr.__array_namespace__(), arr.shape, indices, axis, arr.device)] = values


@op
def convolve(a: Array, v: Array, /, mode: str = "full") -> Variable:
    """The discrete convolution of two vectors: all of it, the middle ("same"), or where they overlap fully ("valid").

    Raises ValueError for an empty vector, for more dimensions and for another mode.
    """


def _part(mode: str, sizes: tuple[int, int]) -> tuple[int, int]:
    """Where in the whole convolution a mode's part of it begins and ends."""
    n, m = sorted(sizes)
    start = {"full": 0, "same": (n - 1) // 2, "valid": n - 1}[mode]
    return start, start + {"full": n + m - 1, "same": m, "valid": m - n + 1}[mode]


@generic("convolve")
def _convolve(xp: Any, a: Any, v: Any, mode: str = "full") -> Any:
    """By the library's own function, else as sums along the diagonals of the outer product."""
    if len(a.shape) != 1 or len(v.shape) != 1 or 0 in (*a.shape, *v.shape):
        raise ValueError(f"vectors are convolved, not shapes {tuple(a.shape)} and {tuple(v.shape)}")
    if mode not in ("full", "same", "valid"):
        raise ValueError(f"mode is one of 'full', 'same', 'valid', not {mode!r}")
    own = xp.native("convolve")
    if own is not None:
        return own(a, v, mode=mode)
    n, m = a.shape[0], v.shape[0]
    product = a[:, None] * v[None, :]
    # Each row begins one place further to the right; so do rows that are one too long.
    zeros = xp.zeros((n, n), dtype=product.dtype, device=device_of(product))
    rows = xp.reshape(xp.concat([product, zeros], axis=1), (-1,))[: n * (n + m) - n]
    return xp.sum(xp.reshape(rows, (n, n + m - 1)), axis=0, dtype=product.dtype)[
        slice(*_part(mode, (n, m)))
    ]


def _whole(xp: Any, g: Any, mode: str, sizes: tuple[int, int]) -> Any:
    """The cotangent of the whole convolution, which is 0 outside of the mode's part."""
    if mode == "full":
        return g
    return xp.index_add(g, (slice(*_part(mode, sizes)),), (sum(sizes) - 1,))


# Each is the correlation of the cotangent with the other vector.
convolve.vjp(
    lambda xp, g, v, mode, a_shape, v_shape: xp.convolve(
        _whole(xp, g, mode, (a_shape[0], v_shape[0])), xp.flip(v), mode="valid"
    ),
    lambda xp, g, a, mode, a_shape, v_shape: xp.convolve(
        _whole(xp, g, mode, (a_shape[0], v_shape[0])), xp.flip(a), mode="valid"
    ),
)


@function
def correlate(a: Array, v: Array, /, mode: str = "valid") -> Variable:
    """The sum of products of one vector with the other one, conjugated, at each shift; `mode` as for `convolve`.

    Raises ValueError for an empty vector, for more dimensions and for another mode.
    """
    a, v = together("correlate", {"a": a, "v": v})
    if len(a) < len(v):
        return flip(convolve(conj(v), flip(a), mode))
    return convolve(a, flip(conj(v)), mode)


@function
def gradient(
    f: Array, /, *spacing: Any, axis: Axis = None, edge_order: int = 1
) -> Variable | tuple[Variable, ...]:
    """The slope of samples along each axis: second order inside, first or second order at the edges.

    `spacing` is one number for all axes, or for each axis a number or a vector of places. One axis
    gives an array, several a tuple. This is the derivative of data that lie on a grid; `xgrad.grad`
    is that of a function. Raises ValueError for axes that are too short and for spacings that do
    not go with them.
    """
    f = floating(f)
    xp = f.__array_namespace__()
    axes = range(f.ndim) if axis is None else (axis,) if isinstance(axis, int) else axis
    steps = list(spacing) or [1.0]
    steps = steps * len(axes) if len(steps) == 1 and not _ndim(steps[0]) else steps
    if len(steps) != len(axes):
        raise ValueError(f"gradient: {len(steps)} spacings do not go with {len(axes)} axes")
    if edge_order not in (1, 2):
        raise ValueError(f"gradient: edge_order is 1 or 2, not {edge_order}")
    slopes = []
    for along, step in zip(axes, steps, strict=True):
        size = f.shape[along]
        if size < edge_order + 1:
            raise ValueError(
                f"gradient: axis {along} of shape {f.shape} is too short: {edge_order + 1} elements are needed"
            )
        if _ndim(step):
            place = together("gradient", {"step": step, "f": f})[0]
            if place.shape != (size,):
                raise ValueError(
                    f"gradient: places of shape {place.shape} do not go with axis {along} of shape {f.shape}"
                )
            widths = diff(place)
        else:
            widths = xp.ones(size - 1, dtype=xp.real(f).dtype, device=f.device) * step
        slopes.append(
            xp.moveaxis(_slope(xp, xp.moveaxis(f, along, -1), widths, edge_order), -1, along)
        )
    return slopes[0] if len(slopes) == 1 else tuple(slopes)


def _ndim(value: Any) -> int:
    return 1 if isinstance(value, list | tuple) else len(getattr(value, "shape", ()))


def _slope(xp: Any, f: Any, widths: Any, edge_order: int) -> Any:
    """The slope along the last axis: inside, the mean of those on both sides, the nearer one counting more."""
    sides = diff(f) / widths
    before, after = widths[:-1], widths[1:]
    inside = (sides[..., :-1] * after + sides[..., 1:] * before) / (before + after)
    first, last = sides[..., :1], sides[..., -1:]
    if edge_order == 2:
        first = first + (first - sides[..., 1:2]) * (before[:1] / (before + after)[:1])
        last = last + (last - sides[..., -2:-1]) * (after[-1:] / (before + after)[-1:])
    return xp.concat([first, inside, last], axis=-1)


@function
def roots(p: Array, /) -> Any:
    """The zeros of a polynomial, highest power first, as the eigenvalues of its companion matrix: complex numbers.

    Raises ValueError for more than one dimension.
    """
    xp, p = _opened(p)
    if p.ndim != 1:
        raise ValueError(f"roots: coefficients are a vector, not of shape {p.shape}")
    there = [k for k in range(p.size) if p._held[k] != 0]
    degree = there[-1] - there[0] if there else 0
    zeros = p.size - 1 - there[-1] if there else 0
    found = xp.zeros(zeros, dtype=xp.result_type(p.dtype, xp.complex64), device=p.device)
    if degree == 0:
        return found
    p = p[there[0] : there[-1] + 1]
    p = p if kind_of(p._held) != "constant" else xp.astype(p, xp.real(found).dtype)
    below = xp.eye(degree, dtype=p.dtype, device=p.device)[: degree - 1, :]
    companion = xp.concat([(-p[1:] / p[0])[None, :], below], axis=0)
    return xp.concat([xp.linalg.eigvals(companion), found])
