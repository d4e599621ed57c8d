"""Calling an operation of one or two arrays: the library's kernel computes, and a node is left behind.

Everything is written out in these two callers: they are what a training step consists of, and a call costs as much as
half a node.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from array_api_compat import device as device_of

from xgrad import debug
from xgrad.arrays import kind_of
from xgrad.backends import PYTHON_SCALARS
from xgrad.config import DEBUG, current_flags
from xgrad.dispatch import SCALAR_TYPES, TYPES, backend_of
from xgrad.errors import arrays_in, fail, mixed, no_rule
from xgrad.graph import Node, ScalarLeaf, next_serial
from xgrad.pullback import BOTH, LEFT, NOTHING, OUTPUT, RIGHT, SWAPPED
from xgrad.variable import Variable, carrier_of

new_variable = Variable.__new__

NUMBERS = frozenset({int, float})
"""Numbers that kernels and rules take as they are. Strict libraries refuse to multiply by a truth value; and a complex
number on the left of a NumPy scalar, which is a Python float too, would make a Python number of the result."""


def unary_call(op: Any, as_array: Callable[[Any], Any]) -> Callable[..., Any]:
    """The function of an elementwise operation of one input; `as_array` makes arrays of numbers and lists."""
    kernels = op.kernels

    def call(x: Any, /) -> Variable:
        kind = type(x)
        if kind is Variable or (kind not in kernels and isinstance(x, Variable)):
            a = x._held
            parent = x._node
            if type(parent) is ScalarLeaf:
                a = a[()]
            kind = type(a)
        else:
            a = x
            parent = None
        try:
            kernel = kernels[kind]
        except KeyError:
            if a is x:
                a = array_for(op.name, op.inputs[0], x, as_array)
            kernel = op.kernel_for(a)
        try:
            y = kernel(a)
        except Exception as error:
            fail(op.name, error, {op.inputs[0]: a})
        result = new_variable(Variable)
        result._held = y
        result._node = result._grad = result._carrier = result.name = None
        result._seeded = False
        if parent is not None and (flags := current_flags()):
            pullback = op.whole or op.quick("whole")
            if pullback is None:
                refuse_float(op, y)
                return result
            keep = pullback.keep[0]
            result._node = node = Node(result)
            node.pullback = pullback
            node.first = parent
            node.rest = ()
            node.saved = (
                None
                if keep == 0
                else a
                if keep == 1
                else y
                if keep == 2
                else pullback.save({op.inputs[0]: a, OUTPUT: y})
            )
            node.specs = node.static = None
            node.serial = next_serial()
            if flags & DEBUG:
                debug.guard(node)
        return result

    return call


def binary_call(op: Any, as_array: Callable[[Any], Any]) -> Callable[..., Any]:
    """The function of an elementwise operation of two inputs."""
    kernels = op.kernels
    weak1, weak2 = op.python_scalars

    def call(x1: Any, x2: Any, /) -> Variable:
        node2 = static = None
        same = False  # whether shapes and dtypes surely agree: two scalars, an array and a number
        kind1, kind2 = type(x1), type(x2)
        if kind1 is Variable or (kind1 not in NUMBERS and isinstance(x1, Variable)):
            a = x1._held
            node1 = x1._node
            if type(node1) is ScalarLeaf:
                a = a[()]
            kind = type(a)
            if weak2 and kind2 in NUMBERS:
                b = static = x2
                same = True
            elif kind2 is kind:
                b = x2
            elif isinstance(x2, Variable):
                b = x2._held
                node2 = x2._node
                if type(node2) is ScalarLeaf:
                    b = b[()]
                if kind is type(b):
                    same = kind in SCALAR_TYPES
                elif TYPES.get(kind) is not TYPES.get(type(b)):
                    require_one_library(op.name, {op.inputs[0]: a, op.inputs[1]: b})
            else:
                b = operand(op, 1, x2, a, as_array)
        else:
            node1 = None
            if isinstance(x2, Variable):
                b = x2._held
                node2 = x2._node
                if type(node2) is ScalarLeaf:
                    b = b[()]
            elif kind2 in PYTHON_SCALARS and kind1 not in PYTHON_SCALARS:
                x1 = array_for(op.name, op.inputs[0], x1, as_array)
                b = operand(op, 1, x2, x1, as_array)
            else:
                b = x2 if kind2 in kernels else array_for(op.name, op.inputs[1], x2, as_array)
            kind = type(b)
            if weak1 and kind1 in NUMBERS:
                a = static = x1
                same = True
            else:
                a = x1 if kind1 is kind else operand(op, 0, x1, b, as_array)
        try:
            kernel = kernels[kind]
        except KeyError:
            kernel = op.kernel_for(b if kind is type(b) else a)
        try:
            y = kernel(a, b)
        except Exception as error:
            fail(op.name, error, {op.inputs[0]: a, op.inputs[1]: b})
        result = new_variable(Variable)
        result._held = y
        result._node = result._grad = result._carrier = result.name = None
        result._seeded = False
        if (node1 is not None or node2 is not None) and (flags := current_flags()):
            rest: tuple[Any, ...] = ()
            if node2 is None:
                pullback = op.left or op.quick("left")
                first = node1
                if static is None and isinstance(x2, Variable):
                    static = carrier_of(x2)
            elif node1 is None:
                pullback = op.right or op.quick("right")
                first = node2
                if static is None and isinstance(x1, Variable):
                    static = carrier_of(x1)
            else:
                pullback = op.whole or op.quick("whole")
                first = node1
                rest = (node2,)
            if pullback is None:
                refuse_float(op, y)
                return result
            layout = pullback.layout
            if layout == NOTHING:
                saved = pullback.nothing
            elif layout == SWAPPED:
                saved = (b, a)
            elif layout == RIGHT:
                saved = b
            elif layout == LEFT:
                saved = a
            elif layout == BOTH:
                saved = (a, b)
            else:
                saved = pullback.save({op.inputs[0]: a, op.inputs[1]: b, OUTPUT: y})
            result._node = node = Node(result)
            node.pullback = pullback
            node.first = first
            node.rest = rest
            node.saved = saved
            if same or (a.shape == b.shape and a.dtype is b.dtype):
                node.specs = None
            else:
                node.specs = specs_of((a, b), pullback.positions)
            node.static = static
            node.serial = next_serial()
            if flags & DEBUG:
                debug.guard(node)
        return result

    return call


def operand(op: Any, position: int, value: Any, like: Any, as_array: Callable[[Any], Any]) -> Any:
    """The other operand of a binary operation as a raw array of the library of `like`; numbers are weak."""
    if type(value) in PYTHON_SCALARS:
        return backend_of(like).weak(value, like)
    raw = array_for(op.name, op.inputs[position], value, as_array)
    if type(raw) is not type(like):
        if type(value) in SCALAR_TYPES and backend_of(value) is not backend_of(like):
            # A NumPy scalar goes with any library, as the number that it is.
            return backend_of(like).weak(value.item(), like)
        require_one_library(op.name, {op.inputs[position]: raw, op.inputs[1 - position]: like})
    return raw


def array_for(name: str, argument: str, value: Any, as_array: Callable[[Any], Any]) -> Any:
    """An argument as a raw array. Raises TypeError, naming the operation and the argument, for what is none."""
    try:
        return as_array(value)
    except TypeError as error:
        raise no_array(name, argument, value, error) from None


def no_array(name: str, argument: str, value: Any, error: TypeError) -> TypeError:
    """What `as_array` says of an argument, with the names of the operation and the argument."""
    text = repr(value) if type(value) in {str, type(None)} else type(value).__name__
    return TypeError(f"{name}({argument}={text[:60]}): {error}")


def specs_of(arrays: tuple[Any, ...], positions: tuple[int, ...]) -> tuple[Any, ...]:
    """The shape and dtype that the engine must bring each tracked input's cotangent to."""
    return tuple([(arrays[p].shape, arrays[p].dtype) for p in positions])


def refuse_float(op: Any, y: Any) -> None:
    """Raises NotDifferentiableError if an operation without the rules needed made floats from a tracked input."""
    if kind_of(y) != "constant":
        lacking = [n for n, rule in zip(op.inputs, op.rules, strict=True) if rule is None]
        raise no_rule(op.name, lacking[0] if op.differentiable else "")


def require_one_library(name: str, arguments: dict[str, Any]) -> None:
    """Raises TypeError, naming the operation and the arguments, unless all arrays are of one library."""
    if len({backend_of(array) for _, array in arrays_in(arguments)}) > 1:
        raise mixed(name, arguments)


def require_one_device(name: str, arguments: dict[str, Any]) -> None:
    """Raises TypeError, naming the operation and the arguments, unless a library's arrays are on one device."""
    places = {(backend_of(array), device_of(array)) for _, array in arrays_in(arguments)}
    if len({library for library, _ in places}) < len(places):
        raise mixed(name, arguments)


def on_one_device(op: Any, kernel: Callable[..., Any]) -> Callable[..., Any]:
    """The kernel for a library that moves arrays without a word: it raises where they are on several devices."""
    names = op.positional

    def checked(*args: Any, **keywords: Any) -> Any:
        require_one_device(op.name, {**dict(zip(names, args, strict=False)), **keywords})
        return kernel(*args, **keywords)

    return checked
