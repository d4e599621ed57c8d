"""Samples of the chapter on statistical functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from samples.base import Make, Sample, View, sample, samples


def _reductions(make: Callable[..., np.ndarray]) -> Iterator[Sample]:
    """The ways to name axes, which all reductions share."""
    yield sample(make(2, 3))
    yield sample(make(2, 3), axis=0)
    yield sample(make(2, 3), axis=-1)
    yield sample(make(2, 3), axis=-2, keepdims=True)
    yield sample(make(2, 3), keepdims=True)
    yield sample(make(2, 3, 2), axis=(0, 2))
    yield sample(make(2, 3, 2), axis=(-1, 0), keepdims=True)
    yield sample(make(2, 1, 3), axis=1)
    yield sample(make())
    yield sample(View(make(3, 2), lambda a: a.T), axis=1)
    yield sample(View(make(6), lambda a: a[1::2]))
    yield sample(make(2, 0), axis=0)


@samples("sum", reference=np.sum)
def sum_(make: Make) -> Iterator[Sample]:
    yield from _reductions(make)
    yield sample(make(0))
    yield sample(make(0, 3), axis=0)


@samples("mean", reference=np.mean)
def mean(make: Make) -> Iterator[Sample]:
    yield from _reductions(make)


@samples("max", reference=np.max)
def max_(make: Make) -> Iterator[Sample]:
    yield from _reductions(make.distinct)


@samples("min", reference=np.min)
def min_(make: Make) -> Iterator[Sample]:
    yield from _reductions(make.distinct)


def _spreads(make: Callable[..., np.ndarray]) -> Iterator[Sample]:
    yield from _reductions(make)
    yield sample(make(4), correction=1)
    yield sample(make(3, 2), axis=0, correction=1.0, keepdims=True)
    yield sample(make(2, 3), axis=(0, 1), correction=2)
    yield sample(View(make(3, 2), lambda a: a.T), axis=-1, correction=1)
    yield sample(make(2, 4), axis=1, correction=0.5)
    yield sample(make(4), correction=1.5, keepdims=True)


@samples("var", reference=np.var)
def var(make: Make) -> Iterator[Sample]:
    yield from _spreads(make)


@samples("std", reference=np.std)
def std(make: Make) -> Iterator[Sample]:
    # Well apart: where the deviation is small, its higher derivatives are too large for float32.
    yield from _spreads(lambda *shape: np.asarray(5.0 * make.distinct(*shape)))
