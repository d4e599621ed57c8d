"""A library's own functions beyond the standard, on Variables: usable, and none loses a gradient."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from xgrad.config import current_flags
from xgrad.errors import no_rule
from xgrad.raw import holds_floats, is_tracked, unwrapped, wrapped
from xgrad.registry import ENGINE


def foreign(name: str, raw: Callable[..., Any]) -> Callable[..., Any]:
    """A library's function without a rule, as one on Variables.

    It raises NotDifferentiableError where it would make floats from a tracked input.
    """

    @functools.wraps(raw)
    def call(*args: Any, **keywords: Any) -> Any:
        result = wrapped(raw(*unwrapped(args), **unwrapped(keywords)))
        if current_flags() and is_tracked((args, keywords)) and holds_floats(result):
            raise no_rule(name)
        return result

    return call


ENGINE["foreign"] = foreign
