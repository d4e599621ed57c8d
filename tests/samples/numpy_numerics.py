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


def _two_vectors(make: Make) -> Iterator[Sample]:
    for n, m in ((4, 3), (3, 4), (3, 3), (5, 1), (1, 1), (4, 2), (2, 4)):
        yield sample(make(n), make(m))
    for mode in ("full", "same", "valid"):
        yield sample(make(5), make(3), mode)
        yield sample(make(5), make(2), mode)
        yield sample(make(2), make(5), mode=mode)
    yield sample(View(make(6), lambda a: a[::2]), make(2))


samples("convolve", reference=np.convolve)(_two_vectors)
samples("correlate", reference=np.correlate)(_two_vectors)


def _complex_roots(p: Any) -> Any:
    return np.roots(p).astype(np.result_type(p, np.complex64))


@samples("roots", reference=_complex_roots)
def roots(make: Make) -> Iterator[Sample]:
    for zeros in ([0.5, 2.0], [1.0, -2.0, 0.3], [1 + 1j, 1 - 1j], [3.0], [0.4j, -0.4j, 2.0]):
        yield sample(np.real(np.poly(zeros)) * 1.3)
        yield sample(np.real(np.poly(zeros)) * -0.7)


def _slopes(f: Any, *spacing: Any, **keywords: Any) -> Any:
    """NumPy's function, which gives numbers of double precision, and a list of one for one axis by position."""
    dtype = np.result_type(f, *spacing)
    found = np.gradient(f.astype(np.result_type(dtype, np.float64)), *spacing, **keywords)
    several = isinstance(found, tuple | list)
    return [part.astype(dtype) for part in found] if several else found.astype(dtype)


def _places(make: Make, size: int) -> Any:
    return np.cumsum(make(size, low=0.5, high=1.5))


@samples("gradient", reference=_slopes)
def gradient(make: Make) -> Iterator[Sample]:
    yield sample(make(5))
    yield sample(make(2))
    yield sample(make(4), 0.5)
    yield sample(make(3), edge_order=2)
    yield sample(make(5), _places(make, 5))
    yield sample(make(5), _places(make, 5), edge_order=2)
    yield sample(make(2, 3))
    yield sample(make(3, 4), 2.0)
    yield sample(make(3, 4), 2.0, 0.5, edge_order=2)
    yield sample(make(3, 4), _places(make, 3), 0.5)
    yield sample(make(3, 4), axis=-1)
    yield sample(make(3, 4), 0.5, axis=0)
    yield sample(make(2, 3, 4), axis=(2, 0))
    yield sample(View(make(3, 2), lambda a: a.T), axis=1)
