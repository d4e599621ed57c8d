"""A library's own functions on Variables: creation functions, dtypes, and everything that has no rule."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from xgrad.arrays import kind_of
from xgrad.config import current_flags
from xgrad.dispatch import is_array
from xgrad.errors import no_rule
from xgrad.registry import ADAPTERS, FUNCTIONS
from xgrad.variable import Variable, wrap

CONSTANT = (
    "zeros_like",
    "ones_like",
    "empty_like",
    "shape",
    "result_type",
    "can_cast",
    "isdtype",
)
"""Functions that take an array for its shape, dtype or device alone."""


def _raw(value: Any) -> Any:
    if isinstance(value, Variable):
        return value._data
    if type(value) in (list, tuple):
        return type(value)(_raw(item) for item in value)
    return value


def _wrapped(value: Any) -> Any:
    if isinstance(value, tuple):
        parts = [_wrapped(item) for item in value]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    if isinstance(value, list):
        return [_wrapped(item) for item in value]
    return wrap(value) if is_array(value) else value


def _tracked(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return any(_tracked(item) for item in value)
    return isinstance(value, Variable) and value._node is not None


def _makes_floats(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return any(_makes_floats(item) for item in value)
    if isinstance(value, Variable):
        value = value._data
    return is_array(value) and kind_of(value) != "constant"


def constant(backend: Any, name: str, raw: Callable[..., Any]) -> Callable[..., Any]:
    """A function whose result does not depend on the elements of its arguments."""

    @functools.wraps(raw)
    def call(*args: Any, **keywords: Any) -> Any:
        return _wrapped(raw(*_raw(args), **{key: _raw(value) for key, value in keywords.items()}))

    return call


def guarded(backend: Any, name: str, raw: Callable[..., Any]) -> Callable[..., Any]:
    """A function without a rule: it raises NotDifferentiableError rather than lose the gradient of a tracked input."""
    plain = constant(backend, name, raw)

    @functools.wraps(raw)
    def call(*args: Any, **keywords: Any) -> Any:
        result = plain(*args, **keywords)
        if current_flags() and _tracked([*args, *keywords.values()]) and _makes_floats(result):
            raise no_rule(name)
        return result

    return call


def filled(backend: Any, name: str, raw: Callable[..., Any]) -> Callable[..., Any]:
    """`full_like`, which depends on its second argument alone."""
    plain = constant(backend, name, raw)

    @functools.wraps(raw)
    def call(x: Any, /, fill_value: Any, **keywords: Any) -> Any:
        if current_flags() and _tracked(fill_value):
            raise no_rule(name)
        return plain(x, fill_value, **keywords)

    return call


def converter(backend: Any, name: str, raw: Callable[..., Any]) -> Callable[..., Any]:
    """`asarray`, which keeps a Variable on its graph."""
    plain = guarded(backend, name, raw)

    @functools.wraps(raw)
    def call(
        obj: Any, /, *, dtype: Any = None, device: Any = None, copy: bool | None = None
    ) -> Any:
        if not isinstance(obj, Variable):
            given = {"dtype": dtype, "device": device, "copy": copy}
            return plain(obj, **{key: value for key, value in given.items() if value is not None})
        result = obj
        if copy or (dtype is not None and dtype != obj.dtype):
            result = FUNCTIONS["astype"](result, obj.dtype if dtype is None else dtype, copy=True)
        return result if device is None else FUNCTIONS["to_device"](result, device)

    return call


ADAPTERS["*"] = guarded
ADAPTERS["asarray"] = converter
ADAPTERS["full_like"] = filled
for _name in CONSTANT:
    ADAPTERS[_name] = constant
