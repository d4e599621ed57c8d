"""Samples of the chapter on linear algebra."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.base import Make, Sample, View, sample, samples


@samples("matmul", reference=np.matmul)
def matmul(make: Make) -> Iterator[Sample]:
    yield sample(make(2, 3), make(3, 2))
    yield sample(make(3), make(3))
    yield sample(make(2, 3), make(3))
    yield sample(make(2), make(2, 3))
    yield sample(make(1, 3), make(3, 1))
    yield sample(make(2, 2, 3), make(2, 3, 2))
    yield sample(make(2, 1, 2, 2), make(3, 2, 1))
    yield sample(make(2, 2), make(2, 2, 3))
    yield sample(make(3, 2, 2), make(2))
    yield sample(make(2), make(3, 2, 2))
    yield sample(make(2, 0), make(0, 3))
    yield sample(make(0, 2), make(2, 3))
    yield sample(View(make(3, 2), lambda a: a.T), View(make(6, 2), lambda a: a[::2, :]))


@samples("matrix_transpose", reference=np.matrix_transpose)
def matrix_transpose(make: Make) -> Iterator[Sample]:
    yield sample(make(2, 3))
    yield sample(make(3, 3))
    yield sample(make(1, 3))
    yield sample(make(2, 3, 4))
    yield sample(make(2, 1, 3, 2))
    yield sample(make(0, 2))
    yield sample(make(3, 1))
    yield sample(make(2, 0, 3))
    yield sample(make(1, 1))
    yield sample(View(make(3, 2), lambda a: a.T))
