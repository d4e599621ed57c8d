"""Kernels that a backend borrows from a module, which is imported when the first of them is used."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any

from xgrad.kernels import GENERIC


class Borrowed:
    """The kernels of an extension: functions of a module under the names that they have there.

    `extension` is what they belong to ("special"), `names` the functions that mean what the
    operations of those names mean, and `adapt` makes a kernel of such a function, where the two are
    called differently; `renamed` holds those that the module has under another name, and `otherwise`
    lends what this module lacks. Where the module is missing, the generic kernels stand in for those that
    have one; for the others ModuleNotFoundError says `missing`: what to install.
    """

    def __init__(
        self,
        extension: str,
        module: str,
        names: str,
        *,
        missing: str,
        adapt: Callable[[Callable[..., Any]], Callable[..., Any]] | None = None,
        renamed: Mapping[str, str] | None = None,
        otherwise: Borrowed | None = None,
    ) -> None:
        self._extension = extension
        self._module = module
        self._names = {name: name for name in names.split()} | dict(renamed or {})
        self._missing = missing
        self._adapt = adapt
        self._otherwise = otherwise

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name not in self._names and self._otherwise is not None:
            lent: Callable[..., Any] = getattr(self._otherwise, name)
            return lent
        if name not in self._names:
            raise AttributeError(f"{self._module} lends no {name}")
        path = f"{self._extension}.{name}"
        try:
            module = importlib.import_module(self._module)
        except ModuleNotFoundError:
            if path in GENERIC:
                raise AttributeError(name) from None
            raise ModuleNotFoundError(
                f"{path} is computed by {self._module}, which is not installed: {self._missing}"
            ) from None
        found: Callable[..., Any] = getattr(module, self._names[name])
        return found if self._adapt is None else self._adapt(found)
