"""A call to somebody else's function, written down so that any library's arrays can be put into it.

    call = calls("scipy.stats")
    call("gmean", positive(5, 3), axis=0)

NumPy arrays of floats among the arguments, also inside lists and tuples, are the inputs that are
differentiated; arrays of integers and truth values, and what `const` marks, are constants.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Const:
    """An array of floats that is not differentiated."""

    value: Any


@dataclass(frozen=True)
class Case:
    """One call. `by(function, xp, *args, **kwargs)` makes it, by default a plain call."""

    package: str
    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any] = field(default_factory=dict)
    by: Callable[..., Any] | None = None
    pick: Any = None  # names of attributes, or a function of the result; None: all arrays in it
    native: bool = True  # whether it runs on arrays of any library (see `support`)
    tolerance: float = 1e-5
    step: float = 1e-3
    library: str | None = None  # the only one to run it on

    @property
    def title(self) -> str:
        """The function's full name."""
        return f"{self.package}.{self.name}"

    def __str__(self) -> str:
        return self.title


CASES: list[Case] = []


def calls(package: str) -> Callable[..., None]:
    """A function that notes a call to a function of the package: its name, then its arguments."""

    def call(
        name: str,
        *args: Any,
        by: Callable[..., Any] | None = None,
        pick: Any = None,
        native: bool = True,
        tolerance: float = 1e-5,
        step: float = 1e-3,
        **kwargs: Any,
    ) -> None:
        case = Case(package, name, args, kwargs, by, pick, native, tolerance, step)
        CASES.append(case)

    return call


def const(value: Any) -> Const:
    """An array of floats that is not differentiated."""
    return Const(np.asarray(value, dtype=float) if not isinstance(value, np.ndarray) else value)


def _random(*shape: int) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32(repr(shape).encode()))


def normal(*shape: int, seed: int = 0) -> Any:
    """Standard normal numbers, the same for a shape and a seed."""
    return np.asarray(_random(seed, *shape).normal(size=shape))


def uniform(*shape: int, low: float = 0.0, high: float = 1.0, seed: int = 0) -> Any:
    """Numbers between two bounds, the same for a shape and a seed, none near a bound."""
    part = _random(seed, *shape).uniform(0.05, 0.95, size=shape)
    return np.asarray(low + (high - low) * part)


def positive(*shape: int, seed: int = 0) -> Any:
    """Numbers between one half and two."""
    return uniform(*shape, low=0.5, high=2.0, seed=seed)


def spread(*shape: int, seed: int = 0) -> Any:
    """Numbers about zero, unevenly and at least a tenth apart, in random order: no ties, no kinks."""
    size = int(np.prod(shape))
    rng = _random(seed, *shape)
    steps = np.cumsum(rng.uniform(0.1, 0.3, size=size))
    return np.reshape(rng.permutation(steps - steps[size // 2] + 0.031), shape)


def complex_normal(*shape: int, seed: int = 0) -> Any:
    """Standard normal complex numbers."""
    return normal(*shape, seed=seed) + 1j * normal(*shape, seed=seed + 100)


def definite(n: int, seed: int = 0) -> Any:
    """A symmetric, positive definite matrix."""
    a = normal(n, n, seed=seed)
    return a @ a.T + n * np.eye(n)
