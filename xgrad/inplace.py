"""Writing: `y[index] = value` and `y += value`, recorded.

A write that is recorded destroys nothing: the Variable adopts the result of an operation, with a
new node, and whatever was computed from it before keeps the old values and the old node. Only where
nobody else can see the memory is it written into, which nobody can tell apart. A write into a view
goes up to the root of its bases, which adopts the whole; the views are made again from there (see
`xgrad.view`). A write that is not recorded goes into the memory itself where the library can, and
is noted (see `xgrad.writes`).
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from xgrad import debug
from xgrad.backends import PYTHON_SCALARS
from xgrad.call_general import PLAIN
from xgrad.config import DEBUG, current_flags, no_grad
from xgrad.dispatch import SCALAR_TYPES, backend_of
from xgrad.errors import fail
from xgrad.graph import new_node, renamed
from xgrad.indexing import is_basic, positions, require_same_kind
from xgrad.kernels import names_all
from xgrad.raw import leaves
from xgrad.registry import ENGINE, FUNCTIONS, OPS
from xgrad.variable import Variable
from xgrad.view import View, bases, mark_stale, read_only
from xgrad.writes import mark_rebound, mark_written

WHAT_TO_DO = (
    "a write while operations are recorded would take away the Variable that its gradient belongs to. Write into "
    "a copy (y = x + 0.0; y[index] = value), or compute a new Variable (x = x + value); to update a parameter, "
    "write inside `with no_grad():`"
)


def write(x: Variable, index: Any, value: Any) -> None:
    """What `x[index] = value` does."""
    if isinstance(value, View) and value._base is x and _made_by_index(value, index):
        return  # the end of `x[index] += ...`, which has written already
    chain = [x, *bases(x)]
    index = tuple([_position(x, i) for i in index]) if type(index) is tuple else _position(x, index)
    value = storable(x, value)
    if not _recorded(chain, value):
        _write_raw(chain, index, value)
    elif len(chain) > 1 or not _put_owned(x, index, value):
        before = x.detach() if _covers(x, index) else x
        _adopt(chain, FUNCTIONS["index_put"](value, before, index))


def _position(x: Variable, item: Any) -> Any:
    """A part of an index, a list as an array."""
    return positions(backend_of(x._held).xp, item, x.device) if type(item) is list else item


def _covers(x: Variable, index: Any) -> bool:
    """Whether an index surely names every element, so that nothing depends on what they were before.

    Their cotangents would be zeros, and come out as NaN where the elements were NaN or infinite.
    """
    if index is ...:
        return True
    mask, library = _raw(index), backend_of(x._held)
    return names_all(library.xp, mask, x.shape) and library.surely(library.xp.all(mask))


def update(x: Variable, name: str, other: Any) -> Variable:
    """What an in-place operator does: `x += other` is `update(x, "add", other)`. Returns `x`."""
    chain = [x, *bases(x)]
    recorded = _recorded(chain, other)
    result = FUNCTIONS[name](x, other)
    if result.shape != x.shape:
        raise ValueError(
            f"{name} in place: the result has shape {result.shape}, but x keeps its shape {x.shape}; "
            f"compute a new Variable instead"
        )
    result = storable(x, result)
    if recorded:
        _adopt(chain, result)
    else:
        _write_raw(chain, ..., result)
    return x


def _made_by_index(view: View, index: Any) -> bool:
    op, args, _ = view._made_by
    return op is OPS["getitem"] and is_basic(index) and bool(args[0] == index)


def _recorded(chain: list[Variable], value: Any) -> bool:
    """Whether a write into the first of a chain of views is recorded.

    Raises RuntimeError where it could not be followed: into a leaf, or through a view that was not
    recorded itself; and wherever an element is shown several times.
    """
    for view in chain[:-1]:
        if view._made_by[0].view.back is read_only:  # type: ignore[attr-defined]
            read_only(view, None)
    if not current_flags():
        return False
    nodes = [variable._node for variable in chain]
    for node in nodes:
        if node is not None and node.pullback is None:
            kind = "tracked leaf" if node is nodes[0] else "view of a tracked leaf"
            raise RuntimeError(f"x is a {kind}, and {WHAT_TO_DO}")
    recorded = isinstance(value, Variable) and value._node is not None
    if not recorded and all(node is None for node in nodes):
        return False
    if not all(view._recorded for view in chain[:-1]):  # type: ignore[attr-defined]
        raise RuntimeError(
            "x is a view that was made inside `with no_grad():`, so its base would miss a write that is recorded; "
            "make the view where operations are recorded"
        )
    return True


def storable(x: Variable, value: Any) -> Any:
    """A value of the dtype of `x`. Raises TypeError where the kind of its numbers would be lost."""
    data = x._held
    library = backend_of(data)
    if isinstance(value, (list, tuple)):
        numbers = list(leaves(value))
        if any(isinstance(v, Variable) for v in numbers):
            value = library.namespace.asarray(value, device=x.device)  # which stays on their graph
        else:
            for number in numbers:
                _require_kind_of(library.xp, number, data.dtype)
            return library.xp.asarray(value, dtype=data.dtype, device=x.device)
    if type(value) in PYTHON_SCALARS:
        _require_kind_of(library.xp, value, data.dtype)
        return value
    raw = value._held if isinstance(value, Variable) else value
    dtype = getattr(raw, "dtype", data.dtype)
    if dtype is data.dtype or dtype == data.dtype or backend_of(raw) is not library:
        return value  # the operation has the words for another library
    require_same_kind(library.xp, dtype, data.dtype)
    return FUNCTIONS["astype"](value, data.dtype)


def _require_kind_of(xp: Any, number: Any, dtype: Any) -> None:
    """Raises TypeError for a Python number of a kind that an array of this dtype cannot hold."""
    kinds = ("real floating", "complex floating")[isinstance(number, complex) :]
    if isinstance(number, float | complex) and not xp.isdtype(dtype, kinds):
        raise TypeError(
            f"{number!r} does not fit into an array of {dtype}, which keeps its dtype; cast the array with astype"
        )


def _adopt(chain: list[Variable], result: Variable) -> None:
    """Carries a new value up a chain of views to the root, which holds it from now on; the views follow."""
    root = chain[-1]
    for view, base in pairwise(chain):
        op, args, keywords = view._made_by  # type: ignore[attr-defined]
        if base is root and op is OPS["getitem"]:
            mark_stale(root)  # no view of it looks into its memory any more
            if _put_owned(root, args[0], result):
                return
        result = op.view.back(result, base, *args, **keywords)
    node = None if result._node is None else renamed(result._node, root)
    mark_stale(root)
    # No call stands between these three, so no interrupt can part them.
    root._held = result._held
    root._node = node
    root._carrier = None
    if root._node is not None and current_flags() & DEBUG:
        debug.guard(root._node)


def _put_owned(x: Variable, index: Any, value: Any) -> bool:
    """Records `x[index] = value` by writing into the data, if nobody else can see it; else does nothing.

    So a loop that fills an array takes time in proportion to what it writes.
    """
    if not all(type(i) in PLAIN for i in (index if type(index) is tuple else (index,))):
        return False
    library = backend_of(x._held)
    data, x._held = x._held, None
    try:
        owned = type(data) not in SCALAR_TYPES and library.owns(data)
    finally:
        x._held = data
    raw = value._held if isinstance(value, Variable) else value
    if not owned or (type(raw) not in PYTHON_SCALARS and backend_of(raw) is not library):
        return False
    nodes = value._node if isinstance(value, Variable) else None, x._node
    positions = tuple([i for i, node in enumerate(nodes) if node is not None])
    named = {"index": index, "value_shape": getattr(raw, "shape", ()), "x_shape": data.shape}
    specs = (named["value_shape"], data.dtype), (data.shape, data.dtype)
    op: Any = OPS["index_put"]
    pullback = op.pullback(positions)
    node = new_node(
        x,
        pullback,
        [node for node in nodes if node is not None],
        pullback.save(named),
        tuple([specs[i] for i in positions]),
        {"index": index},
    )
    mark_stale(x)  # views that have memory of their own
    try:
        # No call stands between the write and its record, so no interrupt can part them.
        data[index] = raw
        x._node = node
        x._carrier = None
    except Exception as error:
        fail("index_put", error, {"value": raw, "x": data, "index": index})
    if current_flags() & DEBUG:
        debug.guard(node)
    return True


def _write_raw(chain: list[Variable], index: Any, value: Any) -> None:
    """A write that is not recorded: into memory that the bases share, or up the chain to the root.

    Where a graph may need the old values of a constant, the root gets new memory, if recording is on:
    then nobody meant to change what was recorded.
    """
    x, root = chain[0], chain[-1]
    data = x._array()
    library = backend_of(data)
    kept = current_flags() and any(v._carrier is not None for v in chain)
    shared = library.names_memory and library.memory(data) is library.memory(root._array())
    raw_index = tuple([_raw(i) for i in index]) if isinstance(index, tuple) else _raw(index)
    raw = _raw(value)
    if library.xp.writable and (shared or x is root) and not kept:
        try:
            data[raw_index] = raw
            mark_written(data, x._node, x._carrier)
            if not shared:
                mark_stale(x)
            return
        except (IndexError, TypeError, ValueError, NotImplementedError, RuntimeError):
            pass  # an overlap or an index that the library does not take, or an error that is told better below
        except BaseException:  # an interrupt, before or after the write
            mark_written(data, x._node, x._carrier)
            mark_stale(x)
            raise
    with no_grad():
        whole = index is ... and isinstance(value, Variable) and value.shape == x.shape
        result = value if whole else FUNCTIONS["index_put"](value, x, index)
        for view, base in pairwise(chain):
            op, args, keywords = view._made_by  # type: ignore[attr-defined]
            result = op.view.back(result, base, *args, **keywords)
    mark_stale(root)
    if kept:
        root._held = result._held
        root._carrier = None  # it stands for the old values, which the graph keeps
    elif library.xp.writable:
        data = root._array()
        try:
            data[...] = result._held
        finally:
            mark_written(data, root._node, root._carrier)
    else:
        root._held = result._held
        mark_rebound(root._node, root._carrier)


def _raw(value: Any) -> Any:
    return value._held if isinstance(value, Variable) else value


ENGINE["write"] = write
ENGINE["update"] = update
