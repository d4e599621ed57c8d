"""Samples of the chapter on searching functions."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.base import Make, Sample, View, sample, samples


@samples("where", reference=np.where)
def where(make: Make) -> Iterator[Sample]:
    def chosen(*shape: int) -> np.ndarray:
        return np.asarray(make.integers(0, 2, *shape) == 1)

    yield sample(chosen(2, 3), make(2, 3), make(2, 3))
    yield sample(chosen(3, 1), make(1, 4), make(3, 4))
    yield sample(chosen(2, 3), make(3), make(2, 1))
    yield sample(chosen(4), make(2, 1, 4), make())
    yield sample(chosen(2, 3), make(), make(2, 3))
    yield sample(np.asarray(True), make(2, 3), make(3))
    yield sample(np.asarray(False), make(), make())
    yield sample(chosen(2, 3), make(2, 3), 1.25)
    yield sample(chosen(2, 3), -0.75, make(2, 3))
    yield sample(chosen(0), make(0), make(1))
    yield sample(chosen(2, 3), View(make(3, 2), lambda a: a.T), View(make(6), lambda a: a[::2]))


def _extremes(make: Make) -> Iterator[Sample]:
    yield sample(make(5))
    yield sample(make(2, 3))
    yield sample(make(2, 3), axis=0)
    yield sample(make(2, 3), axis=-1)
    yield sample(make(2, 3), axis=-2, keepdims=True)
    yield sample(make(2, 3), keepdims=True)
    yield sample(make(2, 3, 2), axis=1)
    yield sample(make())
    yield sample(make(1, 1), axis=0)
    yield sample(make(2, 0), axis=0)
    yield sample(make.integers(0, 2, 6))
    yield sample(View(make(3, 2), lambda a: a.T), axis=1)


@samples("argmax", reference=np.argmax)
def argmax(make: Make) -> Iterator[Sample]:
    yield from _extremes(make)


@samples("argmin", reference=np.argmin)
def argmin(make: Make) -> Iterator[Sample]:
    yield from _extremes(make)


@samples("nonzero", reference=lambda x: list(np.nonzero(x)))
def nonzero(make: Make) -> Iterator[Sample]:
    for shape in ((5,), (2, 3), (3, 1), (2, 2, 3), (1,), (0,), (2, 0)):
        yield sample(make.integers(0, 2, *shape))
    yield sample(make.integers(0, 2, 2, 3) == 1)
    yield sample(make(4) * make.integers(0, 2, 4))
    yield sample(View(make(3, 2) * make.integers(0, 2, 3, 2), lambda a: a.T))


@samples("searchsorted", reference=np.searchsorted)
def searchsorted(make: Make) -> Iterator[Sample]:
    x = np.sort(make(5))
    few = np.sort(make.integers(0, 4, 6))
    yield sample(x, make(3))
    yield sample(x, make(2, 3))
    yield sample(x, make(3), side="right")
    yield sample(x, x)
    yield sample(x, x, side="right")
    yield sample(few, make.integers(0, 4, 5))
    yield sample(few, make.integers(0, 4, 2, 3), side="right")
    yield sample(x, make())
    yield sample(x, make(0))
    yield sample(make(0), make(2))
    yield sample(np.flip(x).copy(), make(3), sorter=np.arange(5)[::-1].copy())
    yield sample(View(np.repeat(x, 2), lambda a: a[::2]), make(3))
