"""Backward: from a seed at the result to the `grad` of every leaf, all or nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeAlias

from xgrad import debug
from xgrad.arrays import as_array, describe, kind_of
from xgrad.backends import PYTHON_SCALARS
from xgrad.config import DEBUG, RECORD, current_modes, using_config
from xgrad.dispatch import SCALAR_TYPES, backend_of
from xgrad.graph import Node, ScalarLeaf, ancestors, new_leaf, propagate
from xgrad.pullback import fit
from xgrad.registry import ENGINE
from xgrad.variable import Variable, wrap
from xgrad.view import View
from xgrad.writes import last_write, refuse_stale

Finish: TypeAlias = Callable[[Variable, Node, dict[Node, Any]], Variable]
"""Makes the cotangent of a node the gradient of its Variable, taking it out of the dictionary."""

Change: TypeAlias = tuple[Variable, Variable | None, Variable | None, bool]
"""A Variable, its new gradient, and what its `grad` and `_seeded` were before."""

# Stands for the ones that a walk starts from, which nobody can change.
_NOBODY = new_leaf(wrap(None))

# What is added to a leaf's gradient must not be overtaken by another thread's backward.
_committing = threading.Lock()


def backward(root: Variable, grad: Any, retain_grad: bool, create_graph: bool) -> None:
    """What `Variable.backward` does; see there."""
    node = root._node
    if node is None:
        raise RuntimeError(_why_untracked(root))
    modes = current_modes()
    if create_graph and not modes & RECORD:
        with using_config("enable_backprop", True):
            backward(root, grad, retain_grad, create_graph)
        return
    seed = _seed(root, grad, create_graph)
    order = ancestors((node,))
    if order and order[-1].serial <= last_write[0]:
        refuse_stale(order)
    watch = debug.refuse_nan if modes & DEBUG else None
    debug.refuse_changed(order)
    cotangents = {node: seed}
    kept: dict[Node, Any] | None = {} if retain_grad else None
    propagate(order, cotangents, create_graph, watch, kept)
    finish = _Recorder(seed) if create_graph else _plain
    del seed  # an unused one may become a gradient without a copy
    with _committing:
        _commit(_changes(root, cotangents, kept, finish))


def _why_untracked(root: Variable) -> str:
    if kind_of(root._held) == "constant":
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
    if type(value) is bool:
        raise TypeError("grad takes a cotangent; retain_grad and create_graph are given by name")
    data = root._held
    backend = backend_of(data)
    given = value if isinstance(value, Variable) else None
    raw = value._held if isinstance(value, Variable) else value
    if type(raw) in PYTHON_SCALARS:
        raw = backend.xp.full_like(data, raw)
    else:
        raw = as_array(raw)
    if backend_of(raw) is not backend:
        raise TypeError(
            f"grad: {describe(raw)} cannot be the gradient of {describe(data)}; convert it first"
        )
    if tuple(raw.shape) != tuple(data.shape):
        raise ValueError(f"grad: {describe(raw)} cannot be the gradient of {describe(data)}")
    if raw.dtype != data.dtype:
        if kind_of(raw) == "complex" and kind_of(data) != "complex":
            raise ValueError(f"grad: {describe(raw)} cannot be the gradient of {describe(data)}")
        if given is not None and given._node is not None:
            fitted: Variable = fit(backend.namespace, given, (root.shape, root.dtype))
            return fitted
        raw = backend.xp.astype(raw, data.dtype)
        given = None
    return given if given is not None else wrap(raw)


def _seed(root: Variable, grad: Any, create_graph: bool) -> Any:
    data = root._held
    backend = backend_of(data)
    if grad is None and not root._seeded:
        ones = backend.xp.ones_like(data)
        if not create_graph:
            return ones
        seed = wrap(ones)
        seed._carrier = _NOBODY
        return seed
    given = as_seed(root, grad) if grad is not None else root._grad
    assert given is not None
    if backend.kind(data.dtype) == "complex":
        given = backend.namespace.conj(given)
    return given if create_graph else given._held


def _changes(
    root: Variable, cotangents: dict[Node, Any], kept: dict[Node, Any] | None, finish: Finish
) -> list[Change]:
    """What is to be written into which `grad`. Nothing is written yet."""
    changes: list[Change] = []
    if kept is not None:
        for node in list(kept):
            variable = node.result()
            if variable is not None:
                grad = finish(variable, node, kept)
                changes.append((variable, grad, variable._grad, variable._seeded))
    elif root._grad is not None and root._node is not None and root._node.pullback is not None:
        changes.append((root, None, root._grad, root._seeded))
    for leaf in list(cotangents):
        variable = leaf()
        if variable is not None and variable._node is leaf:
            grad = finish(variable, leaf, cotangents)
            before = variable._grad
            if before is not None:
                grad = _added(variable, before, grad, finish is not _plain)
            changes.append((variable, grad, before, variable._seeded))
    return changes


def _added(leaf: Variable, before: Variable, grad: Variable, create_graph: bool) -> Variable:
    """The leaf's gradient with a new one added."""
    if before.shape != leaf.shape or before.dtype != leaf.dtype:
        raise ValueError(
            f"x.grad is {describe(before._held)} from before, but x.data is now "
            f"{describe(leaf._held)}: call x.cleargrad() first"
        )
    return before + grad if create_graph else wrap(before._held + grad._held)


def _plain(variable: Variable, node: Node, cotangents: dict[Node, Any]) -> Variable:
    """A raw cotangent as a gradient, in memory of its own."""
    data = variable._held
    g = cotangents.pop(node)
    if type(node) is ScalarLeaf and SCALAR_TYPES.get(type(g)) is data.dtype:
        return wrap(g)  # as what follows would end
    if g.shape != data.shape:
        raise _misfit(g, data)
    backend = backend_of(data)
    if g.dtype is not data.dtype and g.dtype != data.dtype:
        g = fit(backend.xp, g, (data.shape, data.dtype))
    if backend.kind(data.dtype) == "complex":
        g = backend.xp.conj(g)
    if type(g) not in SCALAR_TYPES and not backend.owns(g):
        g = backend.xp.asarray(g, copy=True)
    return wrap(backend.placed(g, data) if backend.spreads_arrays else g)


class _Recorder:
    """Finishes the gradients of a walk on the graph: each a Variable that nobody else holds, in memory of its own."""

    def __init__(self, seed: Variable) -> None:
        self._used = {id(seed): seed}

    def __call__(self, variable: Variable, node: Node, cotangents: dict[Node, Any]) -> Variable:
        data = variable._held
        g: Variable = cotangents.pop(node)
        if g._held.shape != data.shape:
            raise _misfit(g._held, data)
        backend = backend_of(data)
        if g._held.dtype is not data.dtype and g._held.dtype != data.dtype:
            g = fit(backend.namespace, g, (data.shape, data.dtype))
        if backend.kind(data.dtype) == "complex":
            g = backend.namespace.conj(g)
        if id(g) in self._used:
            g = backend.namespace.positive(g)
        self._used[id(g)] = g
        if type(g._held) not in SCALAR_TYPES:
            g._held = backend.xp.asarray(g._held, copy=True)
        if backend.spreads_arrays:
            g._held = backend.placed(g._held, data)
        if isinstance(g, View):
            g._base = None
        return g


def _misfit(g: Any, data: Any) -> RuntimeError:
    return RuntimeError(
        f"a gradient of shape {tuple(g.shape)} cannot be that of {describe(data)}: its data was replaced by an "
        f"array of another shape since it was used, or a rule returned a wrong shape"
    )


def _commit(changes: list[Change]) -> None:
    """Writes all gradients, or none: an interrupt between two writes takes the first back."""
    try:
        for variable, grad, _, _ in changes:
            variable._grad = grad
            variable._seeded = False
    except BaseException:
        for variable, _, grad, seeded in changes:
            variable._grad = grad
            variable._seeded = seeded
        raise


ENGINE["backward"] = backward
ENGINE["seed"] = as_seed
