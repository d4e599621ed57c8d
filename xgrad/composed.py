"""Functions that are compositions of operations, and need no rule.

    @composed
    def std(xp, x: Array, /, *, axis=None, correction=0.0, keepdims=False) -> Variable:
        \"\"\"Standard deviation ...\"\"\"
        return xp.sqrt(xp.var(x, axis=axis, correction=correction, keepdims=keepdims))

Its body is Array API code over the namespace that it is handed, as a rule is: with a tracked input
that is the differentiable one, and everything is recorded. Where nothing is to be recorded the
library's own function of this name computes, and where it has none, or raises NotImplementedError,
the same body over the raw namespace. `xp` is no argument of the function that users call.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Concatenate, ParamSpec, TypeVar, overload

from xgrad.arrays import as_array
from xgrad.backends import PYTHON_SCALARS
from xgrad.call import array_for
from xgrad.config import current_flags
from xgrad.dispatch import backend_of, is_array
from xgrad.errors import arguments_of, fail, mixed
from xgrad.parameters import naming_of
from xgrad.raw import are_together, arrays_among, is_tracked, unwrapped, wrapped
from xgrad.registry import COMPOSED, FUNCTIONS, SEQUENCES, path_of
from xgrad.variable import Variable, wrap

P = ParamSpec("P")
R = TypeVar("R")


@overload
def composed(declared: Callable[Concatenate[Any, P], R], /) -> Callable[P, R]: ...


@overload
def composed(
    *, within: str = "", own: bool = False
) -> Callable[[Callable[Concatenate[Any, P], R]], Callable[P, R]]: ...


def composed(declared: Any = None, /, *, within: str = "", own: bool = False) -> Any:
    """Declares a composition of operations; `within` names the extension that it belongs to.

    With `own` the library's function of this name is never used: it gives something else that the
    standard allows too, and a value must not depend on whether it is recorded.

    Arrays, Variables and numbers go in, Variables come out. Without a Variable or array among the
    arguments, the first one becomes an array of the default library.
    """

    def declare(declared: Callable[Concatenate[Any, P], R]) -> Callable[P, R]:
        return _register(declared, within, own)

    return declare if declared is None else declare(declared)


def _register(declared: Callable[Concatenate[Any, P], R], within: str, own: bool) -> Callable[P, R]:
    name = path_of(declared, within)
    if name in FUNCTIONS:
        raise ValueError(f"there is a function named {name!r} already; choose another name")
    signature = inspect.signature(declared)
    parameters = list(signature.parameters.values())[1:]
    names = [parameter.name for parameter in parameters]
    naming = naming_of(name, parameters)

    @functools.wraps(declared)
    def call(*args: Any, **keywords: Any) -> Any:
        if len(args) > naming.count:
            args, keywords = naming(args, keywords)
        if any(type(value) is list for value in (*args, *keywords.values())):
            args = (*map(_as_declared, names, args), *args[len(names) :])
            keywords = {key: _as_declared(key, value) for key, value in keywords.items()}
        arrays = arrays_among((args, keywords))
        if not are_together(arrays):
            raise mixed(name, unwrapped(arguments_of(call, args, keywords)))
        if not arrays and args:
            args = (array_for(name, names[0], args[0], as_array), *args[1:])
            arrays = [args[0]]
        like = unwrapped(arrays[0]) if arrays else as_array(0.0)
        backend = backend_of(like)
        if current_flags() and is_tracked((args, keywords)):
            return declared(backend.namespace, *_variables(args), **_variables(keywords))
        try:
            raw_args, raw_keywords = unwrapped(args), unwrapped(keywords)
            if not own:
                with suppress(NotImplementedError):
                    return wrapped(backend.xp.at(name)(*raw_args, **raw_keywords))
            return wrapped(declared(backend.xp, *raw_args, **raw_keywords))
        except Exception as error:
            fail(name, error, unwrapped(arguments_of(call, args, keywords)))

    call.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    COMPOSED[name] = declared
    FUNCTIONS[name] = call
    return call


def _as_declared(name: str, value: Any) -> Any:
    """A list as the tuple that the standard asks for, where it does."""
    return tuple(value) if type(value) is list and name in SEQUENCES else value


def _variables(value: Any) -> Any:
    """An argument with its raw arrays as Variables; numbers stay, which are weak."""
    if isinstance(value, Variable) or type(value) in PYTHON_SCALARS:
        return value
    if type(value) in (list, tuple):
        return type(value)([_variables(item) for item in value])
    if type(value) is dict:
        return {key: _variables(item) for key, item in value.items()}
    return wrap(value) if is_array(value) else value
