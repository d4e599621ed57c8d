"""Calling all other operations: arguments bound by the signature, inputs told apart by their annotation."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from array_api_compat import device as device_of

from xgrad import debug
from xgrad.arrays import kind_of
from xgrad.backends import PYTHON_SCALARS
from xgrad.call import array_for, no_array, require_one_library, specs_of
from xgrad.config import DEBUG, DEFAULT_LIBRARY, current_flags
from xgrad.dispatch import SCALAR_TYPES, backend_of, is_array
from xgrad.errors import fail, no_rule
from xgrad.graph import new_node
from xgrad.indexing import positions
from xgrad.pullback import OUTPUT, Pullback
from xgrad.registry import SEQUENCES
from xgrad.variable import Variable, carrier_of, wrap
from xgrad.view import view_of
from xgrad.writes import note_view

PLAIN = frozenset({bool, int, float, str, slice, type(None), type(...)})
"""Static arguments that hold no array; asking about others costs a microsecond."""


def single_call(op: Any, as_array: Callable[[Any], Any]) -> Callable[..., Any]:
    """The function of an operation of one array and static arguments, which go to the kernel as they are given."""
    naming = op.naming

    def call(x: Any, /, *args: Any, **keywords: Any) -> Variable:
        if len(args) >= naming.count:
            named, keywords = naming((x, *args), keywords)
            args = named[1:]
        if isinstance(x, Variable):
            a = x._held
            parent = x._node
        else:
            try:
                a = as_array(x)
            except TypeError as error:
                raise no_array(op.name, op.inputs[0], x, error) from None
            parent = None
        values: dict[str, Any] | None = None
        carriers: dict[str, Any] = {}
        for value in (*args, *keywords.values()):
            if type(value) not in PLAIN and _may_hold_array(value):
                values = op.bind((a, *args), keywords)
                kept = parent is not None and current_flags() != 0
                unwrap_static(op, values, carriers, a, kept)
                positional, keywords = op.arranged(values)
                args = tuple(positional[1:])
                break
        try:
            kernel = op.kernels[type(a)]
        except KeyError:
            kernel = op.kernel_for(a)
        try:
            y = kernel(a, *args, **keywords)
        except Exception as error:
            fail(op.name, error, op.told(op.bind((a, *args), keywords)))
        if op.view is None or not isinstance(x, Variable):
            result = wrap(y)
            if op.views:
                note_view(y, a)
        else:
            result = view_of(op, x, y, args, keywords)
            if type(result) is not Variable:
                note_view(y, a)
        if parent is not None and (flags := current_flags()) and kind_of(y) != "constant":
            pullback = op.pullback((0,))
            if pullback is None:
                raise no_rule(op.name)
            if values is None:
                values = op.bind((a, *args), keywords)
            saved = pullback.save(named_values(pullback, op, values, y))
            del values[op.inputs[0]]
            values.update(carriers)
            specs = ((a.shape, a.dtype),)
            result._node = node = new_node(result, pullback, (parent,), saved, specs, values)
            if flags & DEBUG:
                debug.guard(node)
        return result

    return call


def _may_hold_array(value: Any) -> bool:
    if type(value) is tuple:
        return any(type(item) not in PLAIN for item in value)
    return isinstance(value, (Variable, list)) or is_array(value)


def general_call(op: Any, as_array: Callable[[Any], Any]) -> Callable[..., Any]:
    """The function of any other operation: arguments bound by its signature, inputs told apart by annotation."""

    def call(*args: Any, **keywords: Any) -> Variable:
        values = op.bind(args, keywords)
        carriers: dict[str, Any] = {}
        given = list(values[op.inputs[0]]) if op.variadic else [values[n] for n in op.inputs]
        raws, like = _raw_inputs(op, given, as_array)
        nodes = [value._node if isinstance(value, Variable) else None for value in given]
        _place_inputs(op, values, raws)
        kept = any(node is not None for node in nodes) and current_flags() != 0
        unwrap_static(op, values, carriers, like, kept)
        try:
            kernel = op.kernels[type(like)]
        except KeyError:
            kernel = op.kernel_for(like)
        positional, keywords = op.arranged(values)
        try:
            y = kernel(*positional, **keywords)
        except Exception as error:
            fail(op.name, error, op.told(values))
        result = wrap(y)
        tracked = [i for i, node in enumerate(nodes) if node is not None]
        if tracked and (flags := current_flags()) and kind_of(y) != "constant":
            if not op.differentiable:
                raise no_rule(op.name)
            positions = tuple(tracked)
            pullback: Pullback | None = op.pullback(positions)
            if pullback is None:
                raise no_rule(op.name, next(op.inputs[i] for i in tracked if op.rules[i] is None))
            untracked = [
                carrier_of(value) if node is None and isinstance(value, Variable) else None
                for value, node in zip(given, nodes, strict=True)
            ]
            if op.variadic:
                carriers[op.inputs[0]] = tuple(untracked)
            else:
                named = zip(op.inputs, untracked, strict=True)
                carriers.update({name: carrier for name, carrier in named if carrier is not None})
            static = {name: values[name] for name in op.statics}
            static.update(carriers)
            parents = [node for node in (nodes[i] for i in positions) if node is not None]
            saved = pullback.save(named_values(pullback, op, values, y))
            specs = specs_of(tuple(raws), positions)
            result._node = node = new_node(result, pullback, parents, saved, specs, static)
            if flags & DEBUG:
                debug.guard(node)
        return result

    return call


def _raw_inputs(op: Any, given: list[Any], as_array: Callable[[Any], Any]) -> tuple[list[Any], Any]:
    """The raw inputs, all of one library; Python numbers become weak arrays beside an array, None stays."""
    names = [f"{op.inputs[0]}[{i}]" for i in range(len(given))] if op.variadic else op.inputs
    raws = [v._held if isinstance(v, Variable) else v for v in given]
    arrays = [r for r in raws if r is not None and type(r) not in PYTHON_SCALARS and is_array(r)]
    like = next((r for r in arrays if not _are_truths(r)), arrays[0] if arrays else None)
    if like is None:
        raws = [
            None if r is None else array_for(op.name, n, r, as_array)
            for n, r in zip(names, raws, strict=True)
        ]
        like = raws[0] if raws else None
        if like is None:
            raise TypeError(f"{op.name} needs at least one array")
    for i, raw in enumerate(raws):
        if raw is None or raw is like:
            continue
        if type(raw) in PYTHON_SCALARS:
            raws[i] = backend_of(like).weak(raw, like)
        elif not is_array(raw):
            raws[i] = array_for(op.name, names[i], raw, as_array)
    arrays = [r for r in raws if r is not None and is_array(r)]
    if any(type(r) is not type(like) for r in arrays):
        require_one_library(op.name, dict(zip(names, raws, strict=True)))
    return raws, like


def _are_truths(array: Any) -> Any:
    library = backend_of(array)
    return library.kind(array.dtype) == "constant" and library.xp.isdtype(array.dtype, "bool")


def _place_inputs(op: Any, values: dict[str, Any], raws: list[Any]) -> None:
    if op.variadic:
        values[op.inputs[0]] = raws
    else:
        values.update(zip(op.inputs, raws, strict=True))


def unwrap_static(
    op: Any, values: dict[str, Any], carriers: dict[str, Any], like: Any, kept: bool
) -> None:
    """Makes static arguments (an index) raw: Variables and lists give their arrays.

    So are raw arrays where they are `kept` for the backward pass: loops use one index again and again,
    and change it. Notes which Variables could change those arrays. Raises TypeError for a tracked one, and for
    arrays of another library, unless they index and lie in the computer's memory as NumPy's do.
    """
    for name in op.statics:
        value = values[name]
        if name in SEQUENCES and is_array(value):
            value = value.tolist()  # a shape as NumPy computes it
        if type(value) is list and name in SEQUENCES:
            value = tuple(value)
        raw = []
        for item in value if type(value) is tuple else (value,):
            if isinstance(item, Variable):
                if item._node is not None and name not in op.thresholds:
                    raise TypeError(
                        f"{op.name}: {name} is not differentiable; pass {name}.detach()"
                    )
                carriers.setdefault("*", []).append((carrier_of(item), item._held))
                raw.append(item._held)
            elif type(item) is list and name == "index":
                raw.append(positions(backend_of(like).xp, item, device_of(like)))
            else:
                raw.append(copy.deepcopy(item) if isinstance(item, list) else item)
            if not is_array(raw[-1]):
                continue
            library = backend_of(raw[-1])  # which tells scalars apart
            if type(item) in SCALAR_TYPES:
                continue
            if library.name != DEFAULT_LIBRARY or name not in op.indices:
                require_one_library(op.name, {op.inputs[0]: like, name: raw[-1]})
            if kept and raw[-1] is item and library.xp.writable:
                raw[-1] = library.xp.asarray(item, copy=True)
        values[name] = tuple(raw) if type(value) is tuple else raw[0]


def named_values(pullback: Pullback, op: Any, values: dict[str, Any], y: Any) -> dict[str, Any]:
    """The values that the rules name."""
    named: dict[str, Any] = {}
    for name in {name for names in pullback.names for name in names}:
        if name == OUTPUT:
            named[name] = y
        elif name in values:
            named[name] = values[name]
        else:
            owner, aspect = op.aspects[name]
            value = values[owner]
            named[name] = (
                [_aspect(v, aspect) for v in value] if op.variadic else _aspect(value, aspect)
            )
    return named


def _aspect(value: Any, aspect: str) -> Any:
    return device_of(value) if aspect == "device" else getattr(value, aspect)
