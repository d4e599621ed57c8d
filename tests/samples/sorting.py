"""Samples of the chapters on sorting, on sets and on utility functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from samples.base import Fixed, Make, Sample, View, sample, samples


def _orders(make: Make) -> Iterator[Sample]:
    yield sample(make.distinct(5))
    yield sample(make.distinct(2, 3))
    yield sample(make.distinct(2, 3), axis=0)
    yield sample(make.distinct(2, 3, 2), axis=-2)
    yield sample(make.distinct(4), descending=True)
    yield sample(make.distinct(3, 2), axis=0, descending=True)
    yield sample(make.distinct(4), stable=False)
    yield sample(make.distinct(1))
    yield sample(make(0))
    yield sample(make(0, 3), axis=1)
    yield sample(View(make.distinct(3, 2), lambda a: a.T), axis=1)
    yield sample(View(make.distinct(8), lambda a: a[::2]), descending=True)


def _sorted(
    x: np.ndarray, axis: int = -1, descending: bool = False, stable: bool = True
) -> np.ndarray:
    values = np.sort(x, axis=axis)
    return np.flip(values, axis=axis) if descending else values


@samples("sort", reference=_sorted)
def sort(make: Make) -> Iterator[Sample]:
    yield from _orders(make)


@samples("argsort", reference=np.argsort)
def argsort(make: Make) -> Iterator[Sample]:
    yield from _orders(make)


def _arrays(make: Make) -> Iterator[np.ndarray | View]:
    for shape in ((5,), (2, 3), (2, 1, 3), (1,), (1, 1), (), (0,), (2, 0)):
        yield make.distinct(*shape)
    yield View(make.distinct(3, 2), lambda a: a.T)
    yield View(make.distinct(8), lambda a: a[::2])


def _unique(*names: str) -> Callable[[np.ndarray], list[np.ndarray]]:
    def reference(x: np.ndarray) -> list[np.ndarray]:
        found = np.unique_all(x)
        return [getattr(found, name) for name in names]

    return reference


@samples("unique_all", reference=_unique("values", "indices", "inverse_indices", "counts"))
def unique_all(make: Make) -> Iterator[Sample]:
    yield from map(sample, _arrays(make))


@samples("unique_counts", reference=_unique("values", "counts"))
def unique_counts(make: Make) -> Iterator[Sample]:
    yield from map(sample, _arrays(make))


@samples("unique_inverse", reference=_unique("values", "inverse_indices"))
def unique_inverse(make: Make) -> Iterator[Sample]:
    yield from map(sample, _arrays(make))


@samples("unique_values", reference=lambda x: np.unique(x, equal_nan=False))
def unique_values(make: Make) -> Iterator[Sample]:
    yield from map(sample, _arrays(make))


@samples("isin", reference=np.isin)
def isin(make: Make) -> Iterator[Sample]:
    def few(*shape: int) -> np.ndarray:
        return make.integers(0, 4, *shape)

    yield sample(few(5), few(3))
    yield sample(few(2, 3), few(4))
    yield sample(few(2, 3), few(2, 2))
    yield sample(few(4), few(1))
    yield sample(few(4), few())
    yield sample(few(), few(3))
    yield sample(few(4), few(2), invert=True)
    yield sample(few(0), few(3))
    yield sample(few(3), few(0))
    yield sample(few(2, 1, 3), few(1, 2))
    yield sample(few(2, 3), few(2), invert=True)


def _truths(make: Make) -> Iterator[Sample]:
    def few(*shape: int) -> np.ndarray:
        return make.integers(0, 2, *shape)

    yield sample(few(2, 3))
    yield sample(few(2, 3) == 1)
    yield sample(few(2, 3), axis=0)
    yield sample(few(2, 3) == 1, axis=-1)
    yield sample(few(2, 3), axis=-2, keepdims=True)
    yield sample(few(2, 3, 2), axis=(0, 2))
    yield sample(few(2, 3, 2) == 1, axis=(-1, 0), keepdims=True)
    yield sample(few())
    yield sample(few(0))
    yield sample(few(0, 3), axis=0)
    yield sample(few(2, 3) * 1.5, axis=1)
    yield sample(View(few(3, 2) * 1.5, lambda a: a.T), axis=0)


@samples("all", reference=np.all)
def all_(make: Make) -> Iterator[Sample]:
    yield from _truths(make)


@samples("any", reference=np.any)
def any_(make: Make) -> Iterator[Sample]:
    yield from _truths(make)


@samples("count_nonzero", reference=np.count_nonzero)
def count_nonzero(make: Make) -> Iterator[Sample]:
    yield from _truths(make)


def _differences(x: np.ndarray, **named: object) -> np.ndarray:
    return np.diff(x, **{key: value for key, value in named.items() if value is not None})


@samples("diff", reference=_differences)
def diff(make: Make) -> Iterator[Sample]:
    yield sample(make(5))
    yield sample(make(2, 3))
    yield sample(make(2, 3), axis=0)
    yield sample(make(2, 3, 2), axis=-2)
    yield sample(make(5), n=3)
    yield sample(make(2), n=0, prepend=Fixed(make(1)))
    yield sample(make(3, 2), axis=0, n=2)
    yield sample(make(3), prepend=make(1))
    yield sample(make(2, 3), append=make(2, 2))
    yield sample(make(2, 2), axis=0, prepend=make(1, 2), append=make(2, 2))
    yield sample(make(2), n=2, prepend=make(2), append=None)
    yield sample(make(1))
    yield sample(make(0, 3))
    yield sample(View(make(3, 2), lambda a: a.T), axis=1)
