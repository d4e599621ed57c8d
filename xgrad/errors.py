"""Errors that name the operation, its arguments with shapes, dtypes and devices, and what to do."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from xgrad.arrays import describe
from xgrad.dispatch import backend_of, is_array
from xgrad.registry import FUNCTIONS

_KINDS = (TypeError, IndexError, ValueError, ArithmeticError, NotImplementedError, RuntimeError)


INSTEAD = {
    "cat": "concat",
    "clamp": "clip",
    "compress": "take",
    "diagflat": "diag",
    "div": "divide",
    "dsplit": "split",
    "ediff1d": "diff",
    "fft2": "fft.fftn",
    "float_power": "pow",
    "gather": "take_along_axis",
    "hsplit": "split",
    "ifft2": "fft.ifftn",
    "index_select": "take",
    "insert": "concat",
    "irfft2": "fft.irfftn",
    "logaddexp2": "logaddexp",
    "mul": "multiply",
    "multi_dot": "matmul",
    "neg": "negative",
    "partition": "sort",
    "permute": "permute_dims",
    "piecewise": "select",
    "polyfit": "linalg.lstsq",
    "product": "prod",
    "relu": "maximum",
    "rfft2": "fft.rfftn",
    "rollaxis": "moveaxis",
    "sigmoid": "special.expit",
    "sub": "subtract",
    "tensorsolve": "linalg.solve",
    "unique": "unique_values",
    "unsqueeze": "expand_dims",
    "vsplit": "split",
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
    hint = _apart(arguments)
    raise kind(f"{name}({_listed(arguments)}): {error}{hint and '; '}{hint}") from error


def mixed(name: str, arguments: dict[str, Any]) -> TypeError:
    """The error for arrays of two libraries, or on two devices that the library would bridge silently."""
    return TypeError(f"{name}({_listed(arguments)}): {_apart(arguments)}")


def _apart(arguments: dict[str, Any]) -> str:
    """Which arrays are of two libraries or on two devices, and what brings them together; nothing if none are."""
    arrays = list(arrays_in(arguments))
    pairs = [(p, q) for p in arrays for q in arrays]
    for (first, a), (other, b) in pairs:
        if backend_of(a) is not backend_of(b):
            here, there = (f"xgrad.{backend_of(array).name}.asarray" for array in (a, b))
            return (
                f"{first} and {other} are not of one library, and nothing moves by itself; write {here}({other}) or "
                f"{there}({first}); no gradient passes between libraries, so a tracked one needs .detach() too"
            )
    for (first, a), (other, b) in pairs:
        if device(a) != device(b):
            return (
                f"{first} and {other} are not on one device, and nothing moves by itself; "
                f'write {other}.to("{device(a)}") or {first}.to("{device(b)}")'
            )
    return ""


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


def arguments_of(
    function: Callable[..., Any], args: tuple[Any, ...], keywords: dict[str, Any]
) -> dict[str, Any]:
    """The arguments of a call by their names; numbered where the function does not tell them."""
    try:
        return inspect.signature(function).bind(*args, **keywords).arguments
    except (TypeError, ValueError):
        return {"args": args, **keywords}


def arrays_in(arguments: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The raw arrays among the arguments, in lists and tuples too, each with what it is called: "arrays[0]"."""
    for name, value in arguments.items():
        if isinstance(value, (list, tuple)):
            yield from arrays_in({f"{name}[{i}]": item for i, item in enumerate(value)})
        elif is_array(value):
            yield name, value


def _listed(arguments: dict[str, Any]) -> str:
    return ", ".join(f"{key}={_described(value)}" for key, value in arguments.items())


def _described(value: Any) -> str:
    if isinstance(value, (list, tuple)) and any(arrays_in({"": value})):
        return "[" + ", ".join(map(_described, value)) + "]"
    return describe(value)
