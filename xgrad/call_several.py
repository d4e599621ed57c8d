"""Calling an operation of one array that has several results."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from weakref import ref

from xgrad import debug
from xgrad.arrays import kind_of
from xgrad.call import array_for
from xgrad.call_general import named_values
from xgrad.config import DEBUG, current_flags
from xgrad.errors import fail, no_rule
from xgrad.graph import OUTPUTS, new_node
from xgrad.pullback_several import result_of
from xgrad.variable import Variable, wrap
from xgrad.writes import note_view


def several_call(op: Any, as_array: Callable[[Any], Any]) -> Callable[..., Any]:
    """The function of an operation with one input and several results, which come in its named tuple, or in a tuple."""
    packed = tuple if op.results is tuple else op.results._make

    def call(*args: Any, **keywords: Any) -> Any:
        values = op.bind(args, keywords)
        name = op.inputs[0]
        x = values[name]
        parent = x._node if isinstance(x, Variable) else None
        a = values[name] = (
            x._held if isinstance(x, Variable) else array_for(op.name, name, x, as_array)
        )
        try:
            kernel = op.kernels[type(a)]
        except KeyError:
            kernel = op.kernel_for(a)
        positional, named = op.arranged(values)
        try:
            ys = tuple(kernel(*positional, **named))
        except Exception as error:
            fail(op.name, error, op.told(values))
        flags = current_flags()
        if op.views:
            for y in ys:
                note_view(y, a)
        if parent is None or not flags or all(kind_of(y) == "constant" for y in ys):
            return packed(map(wrap, ys))
        pullback = op.pullback((0,))
        if pullback is None:
            raise no_rule(op.name)
        saved = pullback.save(named_values(pullback, op, values, ys))
        static = {name: values[name] for name in op.statics}
        whole = wrap(ys[0])  # what the node refers to: nobody sees it
        node = new_node(whole, pullback, (parent,), saved, ((a.shape, a.dtype),), static)
        if flags & DEBUG:
            debug.guard(node)
        results = [result_of(op, node, k, y) for k, y in enumerate(ys)]
        static[OUTPUTS] = tuple(map(ref, results))
        return packed(results)

    return call
