"""Creation functions of the standard. What they make are constants: `Variable(...)` makes leaves."""

from __future__ import annotations

from typing import Any, Literal

from xgrad.backends import Backend
from xgrad.call import require_one_device
from xgrad.composed import composed
from xgrad.config import current_flags
from xgrad.dispatch import SCALAR_TYPES, backend_of, is_array
from xgrad.errors import NotDifferentiableError
from xgrad.maker import made, maker
from xgrad.op import Array, op
from xgrad.raw import require_together, unwrapped
from xgrad.variable import Variable

Shape = int | tuple[int, ...]


@maker
def asarray(
    backend: Backend,
    obj: Any,
    /,
    *,
    dtype: Any = None,
    device: Any = None,
    copy: bool | None = None,
) -> Variable:
    """An array from a Variable, which stays on its graph, from arrays, numbers and nested lists of all these.

    An array of another library is converted, which passes no gradient: a tracked Variable of one raises
    NotDifferentiableError. Raises ValueError with `copy=False` where the dtype cannot be had without a copy.
    """
    xp = backend.namespace
    if _holds_variables(obj):
        require_together("asarray", {"obj": obj})
        obj = _stacked(xp, obj)
    if not isinstance(obj, Variable) or obj.__array_namespace__() is not xp:
        if isinstance(obj, Variable) and obj.tracked and current_flags():
            library = backend_of(unwrapped(obj)).name
            raise NotDifferentiableError(
                f"asarray: no gradient passes from {library} to {backend.name}; pass obj.detach() if that is meant"
            )
        return made(backend, "asarray", obj, dtype=dtype, device=device, copy=copy)
    dtype = obj.dtype if dtype is None else backend.dtype(dtype)
    if dtype != obj.dtype or copy:
        if copy is False:
            raise ValueError(f"asarray: {obj.dtype} cannot become {dtype} without a copy")
        obj = xp.astype(obj, dtype)
    return obj if device is None else xp.to_device(obj, device)


def _holds_variables(obj: Any) -> bool:
    return isinstance(obj, (list, tuple)) and any(
        isinstance(item, Variable) or _holds_variables(item) for item in obj
    )


def _stacked(xp: Any, obj: Any) -> Any:
    """A nested list that holds Variables, as one Variable on their graph."""
    parts = [_stacked(xp, item) if _holds_variables(item) else item for item in obj]
    arrays = [part for part in parts if isinstance(part, Variable)]
    like = next((part for part in arrays if part.tracked), arrays[0])
    beside = {"dtype": like.dtype, "device": like.device}
    return xp.stack([p if isinstance(p, Variable) else xp.asarray(p, **beside) for p in parts])


@maker
def from_dlpack(
    backend: Backend, x: Any, /, *, device: Any = None, copy: bool | None = None
) -> Variable:
    """An array that another library made, by way of DLPack; a Variable of this library stays on its graph."""
    if isinstance(x, Variable) and x.__array_namespace__() is backend.namespace:
        return backend.namespace.asarray(x, device=device, copy=copy)
    return made(backend, "from_dlpack", x, device=device, copy=copy)


@maker
def arange(
    backend: Backend,
    start: float,
    /,
    stop: float | None = None,
    step: float = 1,
    *,
    dtype: Any = None,
    device: Any = None,
) -> Variable:
    """Numbers from `start` up to and without `stop`, `step` apart; from 0 if one number is given."""
    bounds = (0, start) if stop is None else (start, stop)
    return made(backend, "arange", *bounds, step, dtype=dtype, device=device)


@maker
def empty(backend: Backend, shape: Shape, *, dtype: Any = None, device: Any = None) -> Variable:
    """An array of whatever the memory holds."""
    return made(backend, "empty", shape, dtype=dtype, device=device)


@maker
def empty_like(backend: Backend, x: Array, /, *, dtype: Any = None, device: Any = None) -> Variable:
    """An array of the shape of `x`, of whatever the memory holds."""
    return like(backend, "empty_like", x, dtype, device)


@maker
def zeros(backend: Backend, shape: Shape, *, dtype: Any = None, device: Any = None) -> Variable:
    """Zeros."""
    return made(backend, "zeros", shape, dtype=dtype, device=device)


@maker
def zeros_like(backend: Backend, x: Array, /, *, dtype: Any = None, device: Any = None) -> Variable:
    """Zeros of the shape of `x`."""
    return like(backend, "zeros_like", x, dtype, device)


@maker
def ones(backend: Backend, shape: Shape, *, dtype: Any = None, device: Any = None) -> Variable:
    """Ones."""
    return made(backend, "ones", shape, dtype=dtype, device=device)


@maker
def ones_like(backend: Backend, x: Array, /, *, dtype: Any = None, device: Any = None) -> Variable:
    """Ones of the shape of `x`."""
    return like(backend, "ones_like", x, dtype, device)


def like(backend: Backend, name: str, x: Any, dtype: Any, device: Any) -> Variable:
    """What a function makes that takes an array for its shape, dtype and device alone."""
    x = x.detach() if isinstance(x, Variable) else x
    given = {"dtype": dtype, "device": device}
    return made(backend, name, x, **{k: v for k, v in given.items() if v is not None})


@maker
def full(
    backend: Backend,
    shape: Shape,
    fill_value: Array,
    *,
    dtype: Any = None,
    device: Any = None,
) -> Variable:
    """An array of one number, which may be a Variable or an array of no dimensions."""
    if _is_array(fill_value):
        return _spread(backend, fill_value, shape, dtype, device)
    return made(backend, "full", shape, fill_value, dtype=dtype, device=device)


@maker
def full_like(
    backend: Backend, x: Array, /, fill_value: Array, *, dtype: Any = None, device: Any = None
) -> Variable:
    """An array of the shape of `x` of one number, which may be a Variable or an array of no dimensions."""
    if _is_array(fill_value):
        dtype = x.dtype if dtype is None else dtype
        if device is None:
            require_one_device("full_like", unwrapped({"x": x, "fill_value": fill_value}))
        return _spread(backend, fill_value, tuple(x.shape), dtype, device)
    x = x.detach() if isinstance(x, Variable) else x
    given = {"dtype": dtype, "device": device}
    given = {key: value for key, value in given.items() if value is not None}
    return made(backend, "full_like", x, fill_value, **given)


def _is_array(value: Any) -> bool:
    return isinstance(value, Variable) or (is_array(value) and type(value) not in SCALAR_TYPES)


def _spread(backend: Backend, value: Any, shape: Shape, dtype: Any, device: Any) -> Variable:
    """A Variable or array of no dimensions, repeated; a constant in memory of its own."""
    xp = backend.namespace
    shape = (shape,) if isinstance(shape, int) else tuple(shape)
    value = xp.asarray(value, dtype=dtype, device=device)
    result: Variable = xp.broadcast_to(value, shape)
    return result if result.tracked else xp.asarray(result, copy=True)


@maker
def eye(
    backend: Backend,
    n_rows: int,
    n_cols: int | None = None,
    /,
    *,
    k: int = 0,
    dtype: Any = None,
    device: Any = None,
) -> Variable:
    """Ones on the k-th diagonal, zeros elsewhere."""
    columns = n_rows if n_cols is None else n_cols
    return made(backend, "eye", n_rows, columns, k=k, dtype=dtype, device=device)


@maker
def linspace(
    backend: Backend,
    start: Array,
    stop: Array,
    /,
    num: int,
    *,
    dtype: Any = None,
    device: Any = None,
    endpoint: bool = True,
) -> Variable:
    """`num` numbers at equal distances from `start` to `stop`, which may be Variables of no dimensions.

    Without `dtype` Python numbers and integers give the default floating-point dtype, as the standard has it, and
    floating-point arrays, of which it says nothing, theirs.
    """
    if device is None:
        require_one_device("linspace", unwrapped({"start": start, "stop": stop}))
    xp = backend.namespace
    bounds = [xp.asarray(b, device=device) if _is_array(b) else b for b in (start, stop)]
    floats = [b for b in bounds if _is_array(b) and backend.kind(b.dtype) != "constant"]
    if not floats:
        named = {"dtype": dtype, "device": device, "endpoint": endpoint}
        return made(backend, "linspace", start, stop, num, **named)
    own = xp.result_type(*[b.dtype for b in floats], *[b for b in bounds if type(b) is complex])
    steps = xp.arange(num, device=floats[0].device if device is None else device)
    weights = xp.astype(steps, own) / float(max(num - endpoint, 1))
    first, last = [xp.astype(b, own) if _is_array(b) else b for b in bounds]
    result: Variable = first * (1.0 - weights) + last * weights
    return result if dtype is None else xp.astype(result, backend.dtype(dtype))


@composed
def meshgrid(xp: Any, *arrays: Array, indexing: Literal["xy", "ij"] = "xy") -> tuple[Variable, ...]:
    """The coordinates of a grid, an array for each axis, from those of its axes.

    With "xy" the first two axes are swapped, as in pictures. Raises ValueError for another
    `indexing`.
    """
    if indexing not in {"xy", "ij"}:
        raise ValueError(f"indexing is 'xy' or 'ij', not {indexing!r}")
    order = list(range(len(arrays)))
    if indexing == "xy":
        order[:2] = order[:2][::-1]
    sizes = [_length(a) for a in arrays]
    shape = tuple(sizes[k] for k in order)
    return tuple(
        xp.broadcast_to(xp.reshape(a, tuple(sizes[i] if k == i else 1 for k in order)), shape)
        for i, a in enumerate(arrays)
    )


def _length(array: Any) -> int:
    """The number of elements of an array of one or no dimensions."""
    return array.shape[0] if array.shape else 1


@op
def tril(x: Array, /, *, k: int = 0) -> Variable:
    """The lower triangle of matrices, up to the k-th diagonal; zeros above it."""


tril.vjp(lambda xp, g, k: xp.tril(g, k=k))


@op
def triu(x: Array, /, *, k: int = 0) -> Variable:
    """The upper triangle of matrices, from the k-th diagonal; zeros below it."""


triu.vjp(lambda xp, g, k: xp.triu(g, k=k))
