"""Functions that belong to one library, because they make arrays or speak of its dtypes.

    @maker
    def zeros(backend, shape, *, dtype=None, device=None) -> Variable:
        ...

`xgrad.torch.zeros` makes tensors. `xgrad.zeros` makes arrays of the library of its first array
argument, or, where there is none, on the default device (see `xgrad.using_device`).
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from xgrad.backends import Backend
from xgrad.config import current_flags, default_place
from xgrad.devices import backend_for_device, default_device
from xgrad.dispatch import backend_of
from xgrad.errors import arguments_of, fail, mixed, no_rule
from xgrad.parameters import naming_of
from xgrad.raw import are_of_one_library, arrays_among, holds_floats, is_tracked, unwrapped, wrapped
from xgrad.registry import FUNCTIONS, MAKERS, path_of

P = ParamSpec("P")
R = TypeVar("R")


def maker(declared: Callable[Concatenate[Backend, P], R], within: str = "") -> Callable[P, R]:
    """Declares a function that belongs to one library, over that library's backend."""
    name = path_of(declared, within)
    signature = inspect.signature(declared)
    signature = signature.replace(parameters=list(signature.parameters.values())[1:])

    naming = naming_of(name, list(signature.parameters.values()))

    def checked(backend: Backend, args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        if len(args) > naming.count:
            args, keywords = naming(args, keywords)
        if not are_of_one_library(arrays_among((args, keywords))):
            raise mixed(name, unwrapped(arguments_of(unbound, args, keywords)))
        return declared(backend, *args, **keywords)

    def bound(backend: Backend) -> Callable[P, R]:
        @functools.wraps(declared)
        def call(*args: Any, **keywords: Any) -> Any:
            return checked(backend, args, keywords)

        call.__signature__ = signature  # type: ignore[attr-defined]
        return call

    @functools.wraps(declared)
    def unbound(*args: Any, **keywords: Any) -> Any:
        return checked(_backend_for(args, keywords), args, keywords)

    unbound.__signature__ = signature  # type: ignore[attr-defined]
    MAKERS[name] = bound
    FUNCTIONS[name] = unbound
    return unbound


def _backend_for(args: Any, keywords: dict[str, Any]) -> Backend:
    """The backend of the first array among the arguments, or that of the default device."""
    for value in arrays_among((args, keywords)):
        return backend_of(unwrapped(value))
    place = default_place()
    device = keywords.get("device")
    return backend_for_device(device if isinstance(device, str) else place.device, place.backend)


def made(backend: Backend, name: str, *args: Any, **keywords: Any) -> Any:
    """What the library's function of this name gives, as constants.

    Arguments that are None are left out. A dtype and a device may be given by name; without a
    device the default one is used where it is this library's. Raises NotDifferentiableError rather
    than lose the gradient of a tracked argument.
    """
    given = {key: unwrapped(value) for key, value in keywords.items() if value is not None}
    if "dtype" in given:
        given["dtype"] = backend.dtype(given["dtype"])
    if "device" in given:
        given["device"] = backend.native_device(given["device"])
    elif "device" in keywords and (device := default_device(backend)) is not None:
        given["device"] = backend.native_device(device)
    try:
        result = wrapped(backend.xp.at(name)(*unwrapped(args), **given))
    except Exception as error:
        fail(name, error, arguments_of(FUNCTIONS[name], unwrapped(args), given))
    if current_flags() and is_tracked((args, keywords)) and holds_floats(result):
        raise no_rule(name)
    return result
