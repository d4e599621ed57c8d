"""Backward: from a seed at the result to the `grad` of every leaf, all or nothing."""

from __future__ import annotations

from typing import Any
from weakref import ref

from xgrad import debug
from xgrad.arrays import as_array, describe, kind_of
from xgrad.config import using_config
from xgrad.dispatch import PYTHON_SCALARS, SCALAR_TYPES, backend_of
from xgrad.graph import Node, ancestors, propagate
from xgrad.pullback import fit
from xgrad.registry import ENGINE
from xgrad.variable import Variable, wrap
from xgrad.writes import refuse_stale


def backward(root: Variable, grad: Any, retain_grad: bool, create_graph: bool) -> None:
    """What `Variable.backward` does; see there."""
    node = root._node
    if node is None:
        raise RuntimeError(_why_untracked(root))
    seed = _seed(root, grad, create_graph)
    order = ancestors((node,))
    refuse_stale(order)
    debug.refuse_changed(order)
    cotangents = {node: seed}
    kept: dict[Node, Any] | None = {} if retain_grad else None
    watch = debug.watcher()
    if create_graph:
        with using_config("enable_backprop", True):
            propagate(order, cotangents, True, watch, kept)
            results = _results(root, cotangents, kept, create_graph)
    else:
        propagate(order, cotangents, False, watch, kept)
        results = _results(root, cotangents, kept, create_graph)
    _commit(results)


def _why_untracked(root: Variable) -> str:
    if kind_of(root._data) == "constant":
        return (
            f"an array of {root.dtype} is a constant and has no derivative; "
            f'cast it first, e.g. Variable(data, dtype="float64") or astype(x, xp.float64)'
        )
    return (
        "backward() on a Variable that no tracked Variable led to: it is a constant, or it was computed "
        "inside `with no_grad():`, or from integer data (cast that to a floating dtype)"
    )


def as_seed(root: Variable, value: Any) -> Variable:
    """A user's cotangent or gradient as a Variable of the root's shape, dtype, library and device.

    Raises ValueError or TypeError, naming both sides, where it is not one.
    """
    data = root._data
    backend = backend_of(data)
    given = value if isinstance(value, Variable) else None
    raw = value._data if isinstance(value, Variable) else value
    if type(raw) in PYTHON_SCALARS:
        raw = backend.xp.full_like(data, raw)
    else:
        raw = as_array(raw)
    if backend_of(raw) is not backend:
        raise TypeError(f"grad: {describe(raw)} cannot be the gradient of {describe(data)}; convert it first")
    if tuple(raw.shape) != tuple(data.shape):
        raise ValueError(f"grad: {describe(raw)} cannot be the gradient of {describe(data)}")
    if raw.dtype != data.dtype:
        if kind_of(raw) == "complex" and kind_of(data) != "complex":
            raise ValueError(f"grad: {describe(raw)} cannot be the gradient of {describe(data)}")
        if given is not None and given._node is not None:
            return fit(backend.namespace, given, (root.shape, root.dtype))
        raw = backend.xp.astype(raw, data.dtype)
        given = None
    return given if given is not None else wrap(raw)


def _seed(root: Variable, grad: Any, create_graph: bool) -> Any:
    data = root._data
    backend = backend_of(data)
    if grad is None and not root._seeded:
        ones = backend.xp.ones_like(data)
        return wrap(ones) if create_graph else ones
    given = as_seed(root, grad) if grad is not None else root._grad
    assert given is not None
    if backend.kind(data.dtype) == "complex":
        given = backend.namespace.conj(given)
    return given if create_graph else given._data


def _results(
    root: Variable, cotangents: dict[Node, Any], kept: dict[Node, Any] | None, create_graph: bool
) -> list[tuple[Variable, Variable | None]]:
    """What is to be written into which `grad`. Nothing is written yet."""
    results: list[tuple[Variable, Variable | None]] = []
    if kept is None:
        if root._node is not None and root._node.pullback is not None:
            results.append((root, None))
    else:
        for node, g in kept.items():
            variable = node.output()
            if variable is not None:
                results.append((variable, _finished(variable, g, create_graph)))
    while cotangents:
        leaf, g = cotangents.popitem()
        variable = leaf.output()
        if variable is None:
            continue
        results.append((variable, _added(variable, g, create_graph)))
    return results


def _added(leaf: Variable, g: Any, create_graph: bool) -> Variable:
    """The leaf's gradient with a new one added."""
    before = leaf._grad
    if before is None:
        return _finished(leaf, g, create_graph)
    if before.shape != leaf.shape or before.dtype != leaf.dtype:
        raise ValueError(
            f"x.grad is {describe(before._data)} from before, but x.data is now {describe(leaf._data)}: "
            f"call x.cleargrad() first"
        )
    fresh = _finished(leaf, g, create_graph)
    return before + fresh if create_graph else wrap(before._data + fresh._data)


def _finished(variable: Variable, g: Any, create_graph: bool) -> Variable:
    """A cotangent as a gradient: conjugated if complex, of the Variable's shape and dtype, in memory of its own."""
    data = variable._data
    backend = backend_of(data)
    xp = backend.namespace if create_graph else backend.xp
    raw = g._data if create_graph else g
    if raw.shape != data.shape:
        raise RuntimeError(
            f"a gradient of shape {tuple(raw.shape)} cannot be that of {describe(data)}: its data was replaced by an "
            f"array of another shape since it was used, or a rule returned a wrong shape"
        )
    if raw.dtype != data.dtype:
        g = fit(xp, g, (tuple(data.shape), data.dtype))
    if backend.kind(data.dtype) == "complex":
        g = xp.conj(g)
    if not create_graph:
        return wrap(g if type(g) in SCALAR_TYPES or backend.owns(g) else backend.xp.asarray(g, copy=True))
    raw = g._data
    node = g._node
    del g
    fresh = wrap(raw if type(raw) in SCALAR_TYPES else backend.xp.asarray(raw, copy=True), node)
    if node is not None and node.output() is None:
        node.output = ref(fresh)
    return fresh


def _commit(results: list[tuple[Variable, Variable | None]]) -> None:
    """Writes all gradients, or none: an interrupt between two writes takes the first back."""
    before = [(variable, variable._grad, variable._seeded) for variable, _ in results]
    try:
        for variable, grad in results:
            variable._grad = grad
            variable._seeded = False
    except BaseException:
        for variable, grad, seeded in before:
            variable._grad = grad
            variable._seeded = seeded
        raise


ENGINE["backward"] = backward
ENGINE["seed"] = as_seed
