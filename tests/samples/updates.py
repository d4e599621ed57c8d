"""Samples of arrays with some elements changed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.base import Make, Sample, View, sample, samples


def _updates(make: Make) -> Iterator[Sample]:
    i = np.asarray([0, 2, 2, 1, 2])
    j = np.asarray([1, 0, 0, -1, 0])
    yield sample(make(3), 1, make())
    yield sample(make(3), -1, 2.5)
    yield sample(make(3, 4), -1, make(4))
    yield sample(make(3, 4), (slice(1, None), slice(None, None, 2)), make(2, 1))
    yield sample(make(5), slice(None, None, -2), make())
    yield sample(make(2, 3), (slice(None), None, ..., slice(1, 2)), make(2, 1, 1))
    yield sample(make(), (), make())
    yield sample(make(0, 3), ..., make(0, 3))
    yield sample(make(3), slice(2, 2), make(0))
    yield sample(make(3), i, make(5))
    yield sample(make(3, 2), i, make(2))
    yield sample(make(3, 4), (i, j), make(5))
    yield sample(make(3, 4), (slice(None), j), make())
    yield sample(make(3), np.asarray([[0, 1], [1, 1]]), make(2, 2))
    yield sample(make(2, 3), np.asarray([[True, False, True], [False, False, True]]), make())
    yield sample(View(make(3, 4), lambda a: a.T), slice(1, 3), View(make(3, 2), lambda a: a.T))


def _put(x: np.ndarray, index: object, value: object) -> np.ndarray:
    result = x.astype(np.result_type(x, value))
    result[index] = value
    return result


def _added(x: np.ndarray, index: object, value: object) -> np.ndarray:
    result = x.astype(np.result_type(x, value))
    np.add.at(result, index, value)
    return result


samples("put_at", reference=_put)(_updates)
samples("add_at", reference=_added)(_updates)
