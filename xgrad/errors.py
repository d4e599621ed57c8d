"""Errors that name the operation, its arguments with shapes, dtypes and devices, and what to do."""

from __future__ import annotations

from typing import Any, NoReturn

from xgrad.arrays import describe
from xgrad.dispatch import backend_of, is_array
from xgrad.registry import FUNCTIONS

_KINDS = (TypeError, IndexError, ValueError, ArithmeticError, NotImplementedError, RuntimeError)


INSTEAD = {
    "cat": "concat",
    "clamp": "clip",
    "div": "divide",
    "gather": "take_along_axis",
    "index_select": "take",
    "mul": "multiply",
    "neg": "negative",
    "norm": "linalg.vector_norm linalg.matrix_norm",
    "permute": "permute_dims",
    "product": "prod",
    "relu": "maximum",
    "sigmoid": "special.expit",
    "sub": "subtract",
    "unsqueeze": "expand_dims",
}
"""What there is with a rule for functions that libraries have by another name."""


class NotDifferentiableError(TypeError):
    """A float-valued function without a rule met a tracked Variable: the gradient would be lost without a word."""


def fail(name: str, error: Exception, arguments: dict[str, Any]) -> NoReturn:
    """Raises a library's error again, of the same built-in kind, with the operation and its arguments."""
    kind = next((k for k in _KINDS if isinstance(error, k)), None)
    ours = type(error).__module__.startswith("xgrad.")
    if kind is None or ours or isinstance(error, Warning):
        raise error
    arrays = [value for value in _flat(arguments) if is_array(value)]
    places = {backend_of(array).device_name(array) for array in arrays}
    hint = f'; move one of them, e.g. x.to("{min(places)}")' if len(places) > 1 else ""
    listed = ", ".join(f"{key}={_described(value)}" for key, value in arguments.items())
    raise kind(f"{name}({listed}): {error}{hint}") from error


def mixed(name: str, arguments: dict[str, Any]) -> TypeError:
    """The error for arrays of two libraries, or on two devices that the library would bridge silently."""
    listed = ", ".join(f"{key}={_described(value)}" for key, value in arguments.items())
    arrays = {key: value for key, value in arguments.items() if is_array(value)}
    (first, a), (other, b) = next(
        (p, q)
        for p in arrays.items()
        for q in arrays.items()
        if backend_of(p[1]) is not backend_of(q[1]) or device(p[1]) != device(q[1])
    )
    libraries = backend_of(a).name, backend_of(b).name
    if device(a) != device(b):
        fix = f'{other}.to("{device(a)}") or {first}.to("{device(b)}")'
    else:
        fix = (
            f"xg.backend({libraries[0]!r}).asarray(...) around the data of {other}, or "
            f"xg.backend({libraries[1]!r}).asarray(...) around that of {first}, whichever needs no gradient"
        )
    return TypeError(
        f"{name}({listed}): {first} and {other} are not of one library and device, and nothing moves by itself; "
        f"write {fix}"
    )


def device(array: Any) -> str:
    """The name of an array's device."""
    return backend_of(array).device_name(array)


def no_rule(name: str, argument: str = "") -> NotDifferentiableError:
    """The error for a float-valued function that has no rule, or none for one of its arguments."""
    what = f" for {argument}" if argument else ""
    instead = "" if argument else "".join(f"use {ours}, or " for ours in _meant(name))
    return NotDifferentiableError(
        f"{name} has no rule{what}, so its result would carry no gradient; {instead}pass {argument or 'x'}.detach() "
        f"if that is meant, or declare one: an operation is a line of calculus (see the README)"
    )


def _meant(name: str) -> list[str]:
    """What has a rule and means the same as a library's function, or serves instead of it."""
    last = name.rpartition(".")[2]
    found = [path for path in FUNCTIONS if path.rpartition(".")[2] == last and path != name]
    return found or INSTEAD.get(last, "").split()


def _described(value: Any) -> str:
    if isinstance(value, (list, tuple)) and any(is_array(item) for item in value):
        return "[" + ", ".join(describe(item) for item in value) + "]"
    return describe(value)


def _flat(arguments: dict[str, Any]) -> list[Any]:
    found: list[Any] = []
    for value in arguments.values():
        found += value if isinstance(value, (list, tuple)) else [value]
    return found
