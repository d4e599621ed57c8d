"""A library's own functions beyond the standard, on Variables: usable, and none loses a gradient."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from xgrad.config import current_flags
from xgrad.errors import arguments_of, mixed, no_rule
from xgrad.raw import (
    are_together,
    arrays_among,
    holds_floats,
    is_tracked,
    leaves,
    unwrapped,
    wrapped,
)
from xgrad.registry import ENGINE
from xgrad.variable import Variable
from xgrad.writes import mark_written


def foreign(name: str, raw: Callable[..., Any]) -> Callable[..., Any]:
    """A library's function without a rule, as one on Variables.

    It raises NotDifferentiableError where it would make floats from a tracked input, or write where
    one is, and TypeError for arrays of several libraries. What it writes into constants is noted, as
    any write through a Variable is.
    """

    @functools.wraps(raw)
    def call(*args: Any, **keywords: Any) -> Any:
        if not are_together(arrays_among((args, keywords))):
            raise mixed(name, unwrapped(arguments_of(raw, args, keywords)))
        lossy = bool(current_flags()) and is_tracked((args, keywords))
        if lossy and keywords.get("out") is not None:
            raise no_rule(name)
        result = wrapped(raw(*unwrapped(args), **unwrapped(keywords)))
        if result is None or name.endswith("_") or "out" in keywords:  # as functions that write do
            for value in leaves((args, keywords)):
                if isinstance(value, Variable):
                    mark_written(value._array(), value._node, value._carrier)
        if lossy and (result is None or holds_floats(result)):
            raise no_rule(name)
        return result

    return call


ENGINE["foreign"] = foreign
