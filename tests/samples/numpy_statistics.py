"""Samples of averages, covariances, interpolation and quadrature by NumPy's names."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.base import Make, Sample, View, as_precise, sample, samples


@samples("ptp", reference=np.ptp)
def ptp(make: Make) -> Iterator[Sample]:
    yield sample(make.distinct(3))
    yield sample(make.distinct(2, 3))
    yield sample(make.distinct(2, 3), 0)
    yield sample(make.distinct(2, 3), axis=-1)
    yield sample(make.distinct(2, 3), axis=1, keepdims=True)
    yield sample(make.distinct(2, 2, 3), axis=(0, 2))
    yield sample(make.distinct(1))
    yield sample(make.distinct())
    yield sample(make.distinct(0, 2), axis=1)
    yield sample(View(make.distinct(3, 2), lambda a: a.T), axis=0)


@samples("average", reference=as_precise(np.average))
def average(make: Make) -> Iterator[Sample]:
    yield sample(make(3))
    yield sample(make(2, 3), 0)
    yield sample(make(2, 3), axis=-1, keepdims=True)
    yield sample(make(3), weights=make(3, low=0.5))
    yield sample(make(2, 3), weights=make(2, 3, low=0.5))
    yield sample(make(2, 3), 1, make(3, low=0.5))
    yield sample(make(2, 3), axis=-2, weights=make(2, low=0.5))
    yield sample(make(2, 3), axis=0, weights=make(2, 3, low=0.5), keepdims=True)
    yield sample(make(2, 3, 2), axis=1, weights=make(3, low=0.5))
    yield sample(make(), weights=make(low=0.5))
    yield sample(View(make(3, 2), lambda a: a.T), axis=0, weights=make(2, low=0.5))


@samples("cov", reference=as_precise(np.cov))
def cov(make: Make) -> Iterator[Sample]:
    yield sample(make(4))
    yield sample(make(2, 4))
    yield sample(make(3, 2), rowvar=False)
    yield sample(make(2, 4), bias=True)
    yield sample(make(2, 4), ddof=0)
    yield sample(make(2, 4), ddof=2)
    yield sample(make(4), make(4))
    yield sample(make(2, 3), make(3))
    yield sample(make(3, 2), make(3, 1), rowvar=False)
    yield sample(make(1, 3))
    yield sample(View(make(3, 2), lambda a: a.T))


@samples("corrcoef", reference=as_precise(np.corrcoef))
def corrcoef(make: Make) -> Iterator[Sample]:
    yield sample(make(2, 4))
    yield sample(make(3, 4))
    yield sample(make(4, 2), rowvar=False)
    yield sample(make(4), make(4))
    yield sample(make(2, 4), make(4))
    yield sample(make(2, 4), make(1, 4))
    yield sample(make(4, 1), make(4, 2), rowvar=False)
    yield sample(make(2, 3), make(2, 3))
    yield sample(make(2, 5))
    yield sample(View(make(4, 2), lambda a: a.T))


@samples("trapezoid", reference=as_precise(np.trapezoid))
def trapezoid(make: Make) -> Iterator[Sample]:
    yield sample(make(4))
    yield sample(make(4), dx=0.5)
    yield sample(make(4), make(4))
    yield sample(make(2, 3))
    yield sample(make(2, 3), axis=0)
    yield sample(make(2, 3), x=make(3))
    yield sample(make(2, 3), make(2), axis=0)
    yield sample(make(2, 3), make(2, 3))
    yield sample(make(2, 3, 2), make(3), axis=-2)
    yield sample(make(1))
    yield sample(make(0))
    yield sample(View(make(3, 2), lambda a: a.T))


@samples("interp", reference=as_precise(np.interp))
def interp(make: Make) -> Iterator[Sample]:
    points = np.asarray([-1.0, 0.0, 0.5, 2.0])
    inside = np.asarray([-0.5, 0.25, 1.0, 1.75])
    outside = np.asarray([-1.5, 0.25, 2.5])
    yield sample(inside, points, make(4))
    yield sample(outside, points, make(4))
    yield sample(outside, points, make(4), -3.0)
    yield sample(outside, points, make(4), left=-3.0, right=4.0)
    yield sample(outside, points, make(4), right=make())
    yield sample(inside.reshape(2, 2), points, make(4))
    yield sample(np.asarray(0.25), points, make(4))
    yield sample(np.asarray([]), points, make(4))
    yield sample(np.asarray([0.5, 3.0]), np.asarray([1.0]), make(1))
    yield sample(inside, np.asarray([-2.0, 0.0, 2.0, 4.0]), make(4))
    yield sample(inside, points, View(make(8), lambda a: a[::2]))


@samples("polyval", reference=as_precise(np.polyval))
def polyval(make: Make) -> Iterator[Sample]:
    yield sample(make(3), make(4))
    yield sample(make(4), make(2, 3))
    yield sample(make(3), make())
    yield sample(make(1), make(3))
    yield sample(make(2), make(3))
    yield sample(make(5), make(2, 1))
    yield sample(make(6), make(3))
    yield sample(make(2), make(1, 1))
    yield sample(make(3), make(0))
    yield sample(View(make(6), lambda a: a[::2]), make(2))
