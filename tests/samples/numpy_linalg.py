"""Samples of what NumPy's `linalg` has beside the standard's."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

import numpy as np

from samples.base import Make, Sample, View, sample, samples


@samples("linalg.norm", reference=np.linalg.norm)
def norm(make: Make) -> Iterator[Sample]:
    yield from (sample(make(*shape)) for shape in ((3,), (2, 3), (2, 3, 2), (1,), (1, 1)))
    yield sample(make(2, 3), keepdims=True)
    yield sample(make(2, 3), axis=-1)
    yield sample(make(2, 3, 2), axis=(2, 0))
    for ord in (1, 2, 3, inf, -inf):
        yield sample(make.distinct(3), ord)
        yield sample(make.distinct(2, 3), ord, 0)
        yield sample(make.distinct(2, 3), ord, axis=1, keepdims=True)
    for ord in (1, 2, inf, "fro", "nuc"):
        yield sample(make.distinct(2, 3), ord)
        yield sample(make.distinct(2, 2, 3), ord, axis=(2, 1), keepdims=True)
    yield sample(View(make(3, 2), lambda a: a.T))


@samples("linalg.cond", reference=np.linalg.cond)
def cond(make: Make) -> Iterator[Sample]:
    for p in (None, 2, -2):
        yield sample(make.distinct(2, 3) + np.eye(2, 3), p)
    for p in (1, -1, inf, -inf, "fro", "nuc", 2):
        yield sample(make.distinct(2, 2) + np.asarray([[4.0, 0.0], [1.0, 2.0]]), p)
    yield sample(make.distinct(3, 2, 2) + 2.0 * np.eye(2))
    yield sample(View(make.distinct(2, 3, 3) + 2.0 * np.eye(3), lambda a: a[0, ...].T), p="fro")


def _lstsq(a: np.ndarray, b: np.ndarray, rcond: float | None = None) -> list[np.ndarray]:
    x, distances, rank, values = np.linalg.lstsq(a, b, rcond)
    return [x, distances, np.asarray(rank, np.int64), values]


@samples("linalg.lstsq", reference=_lstsq)
def lstsq(make: Make) -> Iterator[Sample]:
    for rows, columns in ((3, 2), (4, 1), (3, 3), (2, 3), (1, 2)):
        a = make.distinct(rows, columns) + 2.0 * np.eye(rows, columns)
        yield sample(a, make(rows))
        yield sample(a, make(rows, 2))
    yield sample(make.distinct(4, 3) + 2.0 * np.eye(4, 3), make(4, 1), 1e-10)
    yield sample(View(make.distinct(2, 3) + 2.0 * np.eye(2, 3), lambda a: a.T), make(3), rcond=None)
    yield sample(0.2 * make.distinct(3, 2) + 3.0 * np.eye(3, 2, -1), make(3), rcond=0.1)
    yield sample(np.asarray([[4.0, 1.0], [2.0, 1.0], [1.0, 0.0]]), make(3), rcond=0.5)  # of rank 1
