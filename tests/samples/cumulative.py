"""Samples of the running sums and products of the chapter on statistical functions."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.base import DType, Make, Sample, View, sample, samples


def _running(make: Make) -> Iterator[Sample]:
    yield sample(make(5))
    yield sample(make(4), axis=0)
    yield sample(make(2, 3), axis=0)
    yield sample(make(2, 3), axis=-1)
    yield sample(make(2, 3, 2), axis=1)
    yield sample(make(1))
    yield sample(make(3), include_initial=True)
    yield sample(make(2, 3), axis=-2, include_initial=True)
    yield sample(make(0))
    yield sample(make(0), include_initial=True)
    yield sample(make(2, 0), axis=0)
    yield sample(make(3), dtype=DType("float32"))
    yield sample(View(make(3, 2), lambda a: a.T), axis=1)
    yield sample(View(make(6), lambda a: a[::2]))


def _zeros(make: Make) -> Iterator[np.ndarray]:
    """Vectors with one zero (at the beginning, inside, at the end), with two, and of zeros alone."""
    for places in ([0], [1], [3], [0, 2], [1, 2], [0, 1, 2, 3]):
        x = make(4)
        x[places] = 0.0
        yield x


@samples("cumulative_sum", reference=np.cumulative_sum)
def cumulative_sum(make: Make) -> Iterator[Sample]:
    yield from _running(make)


@samples("cumulative_prod", reference=np.cumulative_prod)
def cumulative_prod(make: Make) -> Iterator[Sample]:
    yield from _running(make)
    for x in _zeros(make):
        yield sample(x)
    yield sample(np.asarray([[0.0, 1.5], [0.0, 0.5], [2.0, 0.0]]), axis=0, include_initial=True)


@samples("prod", reference=np.prod)
def prod(make: Make) -> Iterator[Sample]:
    yield sample(make(2, 3))
    yield sample(make(2, 3), axis=0)
    yield sample(make(2, 3), axis=-1)
    yield sample(make(2, 3), axis=-2, keepdims=True)
    yield sample(make(2, 3), keepdims=True)
    yield sample(make(2, 3, 2), axis=(0, 2))
    yield sample(make(2, 3, 2), axis=(2, 0), keepdims=True)
    yield sample(make(2, 3, 2), axis=(-2, 0))
    yield sample(make(2, 1, 3), axis=1)
    yield sample(make())
    yield sample(make(0))
    yield sample(make(0, 3), axis=0)
    yield sample(make(2, 0), axis=0)
    yield sample(make(3), dtype=DType("float32"))
    yield sample(View(make(3, 2), lambda a: a.T), axis=1)
    yield sample(View(make(6), lambda a: a[1::2]))
    for x in _zeros(make):
        yield sample(x)
    yield sample(np.asarray([[0.0, 1.5], [0.0, 0.5], [2.0, 0.0]]), axis=0)
    yield sample(np.asarray([[0.0, 1.5], [0.0, 0.5]]), axis=(0, 1))


def _recurrence(a: np.ndarray, b: np.ndarray, axis: int = -1) -> np.ndarray:
    a, b = np.moveaxis(a, axis, 0), np.moveaxis(b, axis, 0)
    y = np.zeros_like(a * b)
    for i in range(len(b)):
        y[i] = b[i] + (a[i] * y[i - 1] if i else 0)
    return np.moveaxis(y, 0, axis)


@samples("linear_recurrence", reference=_recurrence)
def linear_recurrence(make: Make) -> Iterator[Sample]:
    for n in (1, 2, 3, 4, 5, 7):
        yield sample(make(n), make(n))
    yield sample(make(2, 3), make(2, 3))
    yield sample(make(3, 2), make(3, 2), axis=0)
    yield sample(make(2, 3, 2), make(2, 3, 2), axis=-2)
    yield sample(make(0), make(0))
    yield sample(make(0, 3), make(0, 3), axis=1)
    yield sample(View(make(3, 2), lambda a: a.T), make(2, 3))
    yield sample(np.asarray([0.5, 0.0, 1.5, 0.0]), make(4))
