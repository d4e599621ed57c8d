"""What a sample is, and how an operation gets its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from zlib import crc32

import numpy as np


@dataclass(frozen=True)
class View:
    """An array that looks into another: `take` is applied on the library's own array."""

    base: np.ndarray
    take: Callable[[Any], Any]

    @property
    def values(self) -> np.ndarray:
        return self.take(self.base)


@dataclass(frozen=True)
class Fixed:
    """An array of floating-point numbers that is no tracked input."""

    values: np.ndarray


@dataclass(frozen=True)
class DType:
    """A dtype of the library under test, by its name; the nearest one that its device has."""

    name: str


@dataclass(frozen=True)
class Place:
    """The device under test, or another one of the library's if it has several."""

    other: bool


@dataclass(frozen=True)
class Sample:
    """One call of an operation."""

    args: tuple[Any, ...]
    kwargs: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        named = (f"{key}={_show(value)}" for key, value in self.kwargs.items())
        return "(" + ", ".join([*map(_show, self.args), *named]) + ")"


def sample(*args: Any, **kwargs: Any) -> Sample:
    """A call with these arguments."""
    return Sample(args, kwargs)


class Make:
    """Draws arrays of float64, reproducibly."""

    def __init__(self, name: str) -> None:
        self.rng = np.random.default_rng(crc32(name.encode()))

    def __call__(self, *shape: int, low: float = -2.0, high: float = 2.0) -> np.ndarray:
        return np.asarray(self.rng.uniform(low, high, shape))

    def complex(self, *shape: int) -> np.ndarray:
        return np.asarray(self(*shape) + 1j * self(*shape))

    def distinct(self, *shape: int) -> np.ndarray:
        """Values at least 0.1 apart, none near zero: differences stay clear of the kinks at ties."""
        size = int(np.prod(shape, dtype=int))
        values = (np.arange(size) - size // 2 + 0.5 + self.rng.uniform(-0.2, 0.2, size)) * 0.2
        return np.asarray(self.rng.permutation(values).reshape(shape))

    def integers(self, low: int, high: int, *shape: int) -> np.ndarray:
        return np.asarray(self.rng.integers(low, high, shape))


Generator = Callable[[Make], Iterable[Sample]]

SAMPLES: dict[str, Generator] = {}
REFERENCES: dict[str, Callable[..., Any]] = {}
THROUGH: dict[str, Callable[..., Any]] = {}


def samples(
    name: str,
    *,
    reference: Callable[..., Any] | None = None,
    through: Callable[..., Any] | None = None,
) -> Callable[[Generator], Generator]:
    """Registers the samples of an operation, with what gives its value in NumPy.

    Without that it works element by element, and has its meaning in tests/references.py. Where the
    operation takes only some arrays (Hermitian ones), or a part of its results is arbitrary (the
    sign of an eigenvector), `through(function, *args, **kwargs)` calls it, and the reference, so
    that any input will do and the results are determined.
    """

    def register(generator: Generator) -> Generator:
        if name in SAMPLES:
            raise ValueError(f"{name} has its samples already")
        SAMPLES[name] = generator
        if reference is not None:
            REFERENCES[name] = reference
        if through is not None:
            THROUGH[name] = through
        return generator

    return register


def as_precise(reference: Callable[..., Any]) -> Callable[..., Any]:
    """A function of NumPy's that computes in double precision, with a result as precise as the arrays it is given."""

    def computed(*args: Any, **kwargs: Any) -> Any:
        found = [v for value in (*args, *kwargs.values()) for v in _arrays(value)]
        dtypes = [v.dtype for v in found if v.dtype.kind in "fc"] or [np.float64]
        return np.asarray(reference(*args, **kwargs)).astype(np.result_type(*dtypes))

    return computed


def _arrays(value: Any) -> list[np.ndarray]:
    if isinstance(value, list | tuple):
        return [v for item in value for v in _arrays(item)]
    return [value] if isinstance(value, np.ndarray) else []


def applied(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """How the samples of an operation call it, or what stands for it."""
    return partial(THROUGH[name], function) if name in THROUGH else function


def samples_of(name: str) -> Iterator[Sample]:
    """The samples written for an operation; none if nobody wrote any."""
    generator = SAMPLES.get(name)
    return iter(()) if generator is None else iter(generator(Make(name)))


def _show(value: Any) -> str:
    """A short name for an argument: arrays by dtype and shape."""
    if isinstance(value, View):
        return f"view {_show(value.values)}"
    if isinstance(value, Fixed):
        return f"fixed {_show(value.values)}"
    if isinstance(value, np.ndarray):
        return f"{value.dtype.kind}{list(value.shape)}"
    if isinstance(value, (list, tuple)):
        return "(" + ", ".join(map(_show, value)) + ")"
    if isinstance(value, DType):
        return value.name
    if isinstance(value, Place):
        return "another device" if value.other else "the same device"
    if isinstance(value, float):
        return f"{value:.3g}"
    if isinstance(value, slice):
        bounds = (value.start, value.stop, value.step)
        return ":".join("" if bound is None else str(bound) for bound in bounds)
    return str(value)
