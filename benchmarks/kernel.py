"""A gradient that one operation dominates, and the random numbers that such are measured with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Kernel:
    """One operation, and what comes back through it."""

    title: str
    data: Callable[[int], tuple[Any, ...]]
    """From the number of elements to the inputs that are differentiated, the others, and the cotangent."""
    tracked: int
    """How many of the inputs are differentiated."""
    forward: Callable[..., Any]
    """The operation, over the namespace."""
    by_hand: Callable[..., tuple[Any, ...]]
    """The result and the gradients."""


def numbers() -> np.random.Generator:
    """Random numbers, the same for everybody."""
    return np.random.default_rng(30)
