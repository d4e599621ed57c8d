"""Samples of the chapter on creation functions: of those that depend on the elements of an argument."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from samples.base import DType, Make, Sample, View, sample, samples


def _triangles(make: Make) -> Iterator[Sample]:
    yield sample(make(3, 3))
    yield sample(make(2, 4))
    yield sample(make(4, 2), k=1)
    yield sample(make(3, 3), k=-1)
    yield sample(make(3, 3), k=5)
    yield sample(make(2, 3, 3), k=-5)
    yield sample(make(2, 2, 3, 2))
    yield sample(make(1, 1))
    yield sample(make(0, 3))
    yield sample(make(2, 0, 3), k=1)
    yield sample(View(make(3, 2), lambda a: a.T))


@samples("tril", reference=np.tril)
def tril(make: Make) -> Iterator[Sample]:
    yield from _triangles(make)


@samples("triu", reference=np.triu)
def triu(make: Make) -> Iterator[Sample]:
    yield from _triangles(make)


@samples("meshgrid", reference=lambda *arrays, **named: list(np.meshgrid(*arrays, **named)))
def meshgrid(make: Make) -> Iterator[Sample]:
    yield sample(make(3), make(2))
    yield sample(make(3), make(2), indexing="ij")
    yield sample(make(3))
    yield sample(make(2), make(3), make(2))
    yield sample(make(2), make(3), make(1), indexing="ij")
    yield sample(make(1), make(1))
    yield sample(make(0), make(2))
    yield sample(make(2), make(0), indexing="ij")
    yield sample(make(2), make(3), make(2), make(2))
    yield sample(View(make(4), lambda a: a[::2]), make(3))


@samples("linspace", reference=np.linspace)
def linspace(make: Make) -> Iterator[Sample]:
    yield sample(make(), make(), 5)
    yield sample(make(), make(), num=4)
    yield sample(make(), 2.5, 3)
    yield sample(-1.5, make(), 3)
    yield sample(make(), make(), 1)
    yield sample(make(), make(), 2)
    yield sample(make(), make(), 0)
    yield sample(make(), make(), 4, endpoint=False)
    yield sample(make(), make(), 1, endpoint=False)
    yield sample(make(), make(), 3, dtype=DType("float32"))


@samples("full", reference=np.full)
def full(make: Make) -> Iterator[Sample]:
    for shape in ((), (3,), (2, 3), (1, 2, 1), (0,), (2, 0), (4, 1), (1,)):
        yield sample(shape, make())
    yield sample(3, make())
    yield sample((2, 2), make(), dtype=DType("float32"))


@samples(
    "full_like", reference=lambda x, fill_value, **named: np.full(x.shape, fill_value, **named)
)
def full_like(make: Make) -> Iterator[Sample]:
    for shape in ((), (3,), (2, 3), (1, 2, 1), (0,), (2, 0), (4, 1), (1,)):
        yield sample(make.integers(0, 9, *shape), make(), dtype=DType("float64"))
    yield sample(make.integers(0, 9, 2, 2), make(), dtype=DType("float32"))
    yield sample(make.integers(0, 9, 2, 2), fill_value=make(), dtype=DType("float64"))


def _nested(obj: Any, dtype: Any = None, copy: bool = False) -> np.ndarray:
    """NumPy's array, but with Python numbers as weak beside arrays as they are everywhere else."""
    arrays: list[np.ndarray] = []

    def collect(value: Any) -> None:
        for item in value if isinstance(value, list | tuple) else ():
            collect(item)
        if isinstance(value, np.ndarray):
            arrays.append(value)

    collect(obj)
    return np.asarray(obj, dtype=dtype or np.result_type(*arrays))


@samples("asarray", reference=_nested)
def asarray(make: Make) -> Iterator[Sample]:
    yield sample(make(2, 3))
    yield sample(make())
    yield sample(make(0))
    yield sample(make(2, 3), copy=True)
    yield sample([make(), 2.5, make()])
    yield sample([[make(), 1.0], [0.5, make()]])
    yield sample([make(3), make(3)])
    yield sample((make(), make()))
    yield sample(make(3), dtype=DType("float32"))
    yield sample(View(make(3, 2), lambda a: a.T))
