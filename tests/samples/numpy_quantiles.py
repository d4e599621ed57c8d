"""Samples of medians and quantiles by NumPy's names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from samples.base import Make, Sample, View, as_precise, sample, samples


def _medians(make: Make) -> Iterator[Sample]:
    yield sample(make.distinct(5))
    yield sample(make.distinct(4))
    yield sample(make.distinct(2, 3))
    yield sample(make.distinct(2, 3), axis=0)
    yield sample(make.distinct(2, 3), axis=-1)
    yield sample(make.distinct(2, 3), 1, keepdims=True)
    yield sample(make.distinct(2, 3), keepdims=True)
    yield sample(make.distinct(2, 3, 2), axis=(0, 2))
    yield sample(make.distinct(2, 3, 2), axis=(-1, 0), keepdims=True)
    yield sample(make.distinct(1))
    yield sample(make.distinct())
    yield sample(View(make.distinct(4, 3), lambda a: a.T), axis=1)


@samples("median", reference=np.median)
def median(make: Make) -> Iterator[Sample]:
    yield from _medians(make)


def _holed(make: Make) -> Iterator[tuple[np.ndarray, dict[str, Any]]]:
    for shape, keywords in (((5,), {}), ((3, 4), {"axis": 0}), ((3, 4), {"axis": 1}), ((3, 4), {})):
        values = make.distinct(*shape)
        values.reshape(-1)[1::5] = np.nan
        yield values, keywords


@samples("nanmedian", reference=np.nanmedian)
def nanmedian(make: Make) -> Iterator[Sample]:
    yield from _medians(make)
    for values, keywords in _holed(make):
        yield sample(values, **keywords)


def _quantiles(make: Make, whole: float) -> Iterator[Sample]:
    for fraction in (0.0, 0.3, 0.5, 0.99, 1.0):
        yield sample(make.distinct(5), fraction * whole)
    yield sample(make.distinct(4), [0.25 * whole, 0.8 * whole])
    yield sample(make.distinct(2, 3), 0.4 * whole)
    yield sample(make.distinct(2, 3), 0.4 * whole, axis=0)
    yield sample(make.distinct(2, 3), [0.1 * whole], axis=-1)
    yield sample(make.distinct(2, 3), 0.7 * whole, 1, keepdims=True)
    yield sample(make.distinct(2, 3, 2), (0.2 * whole, 0.9 * whole), axis=(0, 2), keepdims=True)
    for method in ("lower", "higher", "nearest", "midpoint"):
        yield sample(
            make.distinct(2, 5), [0.2 * whole, 0.5 * whole, 0.625 * whole], 1, method=method
        )
    yield sample(make.distinct(1), 0.4 * whole)
    yield sample(make.distinct(), 0.4 * whole)
    yield sample(View(make.distinct(4, 3), lambda a: a.T), 0.6 * whole, axis=1)


@samples("quantile", reference=as_precise(np.quantile))
def quantile(make: Make) -> Iterator[Sample]:
    yield from _quantiles(make, 1.0)


@samples("percentile", reference=as_precise(np.percentile))
def percentile(make: Make) -> Iterator[Sample]:
    yield from _quantiles(make, 100.0)


@samples("nanquantile", reference=as_precise(np.nanquantile))
def nanquantile(make: Make) -> Iterator[Sample]:
    yield from _quantiles(make, 1.0)
    for values, keywords in _holed(make):
        yield sample(values, 0.3, **keywords)


@samples("nanpercentile", reference=as_precise(np.nanpercentile))
def nanpercentile(make: Make) -> Iterator[Sample]:
    yield from _quantiles(make, 100.0)
    for values, keywords in _holed(make):
        yield sample(values, [30.0, 80.0], **keywords)
