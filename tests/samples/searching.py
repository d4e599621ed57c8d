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
