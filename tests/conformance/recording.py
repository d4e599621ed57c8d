"""Namespaces whose every float array records: what the official suite tests in its second mode.

`recording.numpy` is `xgrad.numpy`, but where a function gives a floating or complex constant it
gives a tracked, computed Variable of the same data instead: `positive` of a leaf, so that writing
into it is legal. Nothing that the suite computes with floats then escapes the graph.
"""

from __future__ import annotations

import functools
from types import ModuleType
from typing import Any

import xgrad as xg
from xgrad.arrays import kind_of
from xgrad.namespace import Namespace


def recorded(value: Any) -> Any:
    """Return a result with its floating constants as computed Variables."""
    if isinstance(value, xg.Variable):
        if value.tracked or kind_of(value.data) == "constant":
            return value
        return xg.positive(xg.Variable(value.data))
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*map(recorded, value))
    return type(value)(map(recorded, value)) if isinstance(value, tuple | list) else value


class Recording(ModuleType):
    """A differentiable namespace whose functions give no floating constants."""

    def __init__(self, namespace: Namespace) -> None:
        super().__init__(namespace.__name__.replace("xgrad", "recording"), namespace.__doc__)
        self._namespace = namespace

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._namespace, name)
        if isinstance(found, Namespace):
            found = Recording(found)
        elif callable(found) and not isinstance(found, type):
            found = self._records(found)
        setattr(self, name, found)
        return found

    @staticmethod
    def _records(function: Any) -> Any:
        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            return recorded(function(*args, **kwargs))

        return call


def __getattr__(library: str) -> Recording:
    if library.startswith("_"):
        raise AttributeError(library)
    return Recording(xg.backend(library).namespace)
