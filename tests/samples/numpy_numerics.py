"""Samples of NumPy's numerics."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from samples.base import Make, Sample, View, sample, samples


def _sums(x: Any, weights: Any, minlength: int = 0) -> Any:
    """NumPy's function, which takes no complex weights and gives numbers of double precision."""
    parts = [np.bincount(x, part, minlength) for part in (np.real(weights), np.imag(weights))]
    total = parts[0] + 1j * parts[1] if np.iscomplexobj(weights) else parts[0]
    return total.astype(weights.dtype)


@samples("bincount", reference=_sums)
def bincount(make: Make) -> Iterator[Sample]:
    yield sample(np.asarray([0, 2, 1]), make(3))
    yield sample(np.asarray([1, 1, 1]), make(3))
    yield sample(np.asarray([3, 0, 3, 2]), make(4))
    yield sample(np.asarray([0]), make(1))
    yield sample(np.asarray([4]), make(1))
    yield sample(np.asarray([0, 2, 1]), weights=make(3), minlength=5)
    yield sample(np.asarray([0, 2, 2, 2]), make(4), 2)
    yield sample(np.asarray([5, 4, 3, 2, 1, 0]), make(6))
    yield sample(np.asarray([0, 1, 0, 1]), View(make(8), lambda a: a[::2]))
    yield sample(np.asarray([1, 0, 1]), View(make(6), lambda a: a[1::2]))


@samples("convolve", reference=np.convolve)
def convolve(make: Make) -> Iterator[Sample]:
    for n, m in ((4, 3), (3, 4), (3, 3), (5, 1), (1, 1), (4, 2)):
        yield sample(make(n), make(m))
    for mode in ("full", "same", "valid"):
        yield sample(make(5), make(3), mode)
        yield sample(make(2), make(5), mode=mode)
    yield sample(View(make(6), lambda a: a[::2]), make(2))


def _complex_roots(p: Any) -> Any:
    return np.roots(p).astype(np.result_type(p, np.complex64))


@samples("roots", reference=_complex_roots)
def roots(make: Make) -> Iterator[Sample]:
    for zeros in ([0.5, 2.0], [1.0, -2.0, 0.3], [1 + 1j, 1 - 1j], [3.0], [0.4j, -0.4j, 2.0]):
        yield sample(np.real(np.poly(zeros)) * 1.3)
        yield sample(np.real(np.poly(zeros)) * -0.7)


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


@samples("nanmedian", reference=np.nanmedian)
def nanmedian(make: Make) -> Iterator[Sample]:
    yield from _medians(make)
    for shape, keywords in (((5,), {}), ((3, 4), {"axis": 0}), ((3, 4), {"axis": 1}), ((3, 4), {})):
        holed = make.distinct(*shape)
        holed.reshape(-1)[1::5] = np.nan
        yield sample(holed, **keywords)
