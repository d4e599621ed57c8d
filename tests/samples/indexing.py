"""Samples of the chapter on indexing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.base import Make, Sample, View, sample, samples


@samples("getitem", reference=lambda x, key: x[key])
def getitem(make: Make) -> Iterator[Sample]:
    i = np.asarray([0, 2, 2, 1, 2])
    j = np.asarray([1, 0, 0, -1, 0])
    yield sample(make(3, 4), 1)
    yield sample(make(3, 4), (-1, ...))
    yield sample(make(3), 2)
    yield sample(make(3, 4), (slice(None), 2))
    yield sample(make(3, 4), (slice(1, None), slice(None, None, 2)))
    yield sample(make(5), slice(None, None, -2))
    yield sample(make(3, 4), (..., slice(-3, -1)))
    yield sample(make(2, 3), (None, slice(None), None, 1))
    yield sample(make(3), (slice(2, 2),))
    yield sample(make(), ())
    yield sample(make(), (None, ...))
    yield sample(make(0, 3), (slice(None), slice(1, None)))
    yield sample(make(3), i)
    yield sample(make(3, 4), (i, j))
    yield sample(make(3, 4), (np.asarray(1), np.asarray(-2)))
    yield sample(make(3), np.asarray([[0, 1], [1, 1]]))
    yield sample(make(3), np.zeros((0,), dtype=np.int64))
    yield sample(make(3, 4), (slice(None), j))
    yield sample(make(3, 4), (i, slice(1, 3)))
    yield sample(make(2, 3), np.asarray([[True, False, True], [False, False, True]]))
    yield sample(View(make(4, 3), lambda a: a.T), (slice(None), 1))
    yield sample(View(make(6), lambda a: a[::2]), i)


def _index_add(x: np.ndarray, index: object, shape: tuple[int, ...]) -> np.ndarray:
    result = np.zeros(shape, dtype=x.dtype)
    np.add.at(result, index, x)
    return result


@samples("index_add", reference=_index_add)
def index_add(make: Make) -> Iterator[Sample]:
    i = np.asarray([0, 2, 2, 1, 2])
    j = np.asarray([1, 0, 0, -1, 0])
    yield sample(make(4), 1, (3, 4))
    yield sample(make(), 2, (3,))
    yield sample(make(2, 2), (slice(1, None), slice(None, None, 2)), (3, 4))
    yield sample(make(3), (slice(None, None, -2),), (5,))
    yield sample(make(1, 2, 1), (None, slice(None), None, 1), (2, 3))
    yield sample(make(0), slice(2, 2), (3,))
    yield sample(make(5), i, (3,))
    yield sample(make(5, 2), i, (3, 2))
    yield sample(make(5), (i, j), (3, 4))
    yield sample(make(3, 5), (slice(None), j), (3, 4))
    yield sample(make(2, 2), np.asarray([[0, 1], [1, 1]]), (3,))
    yield sample(make(3), np.asarray([[True, False, True], [False, False, True]]), (2, 3))
    yield sample(View(make(3, 5), lambda a: a.T), i, (4, 3))


def _index_put(value: np.ndarray, x: np.ndarray, index: object) -> np.ndarray:
    result = x.astype(np.result_type(value, x))
    result[index] = value
    return result


@samples("index_put", reference=_index_put)
def index_put(make: Make) -> Iterator[Sample]:
    i = np.asarray([0, 2, 2, 1, 2])
    j = np.asarray([1, 0, 0, -1, 0])
    yield sample(make(), make(3), 1)
    yield sample(make(), make(), ())
    yield sample(make(4), make(3, 4), -1)
    yield sample(make(2, 1), make(3, 4), (slice(1, None), slice(None, None, 2)))
    yield sample(make(), make(5), slice(None, None, -2))
    yield sample(make(1, 2), make(5), slice(0, 4, 2))
    yield sample(make(2, 1, 1), make(2, 3), (slice(None), None, ..., slice(1, 2)))
    yield sample(make(0), make(3), slice(2, 2))
    yield sample(make(0, 3), make(0, 3), ...)
    yield sample(make(2, 3), make(2, 3), ...)
    yield sample(make(5), make(3), i)
    yield sample(make(), make(3), i)
    yield sample(make(5, 1), make(3, 2), i)
    yield sample(make(5), make(3, 4), (i, j))
    yield sample(make(3, 5), make(3, 4), (slice(None), j))
    yield sample(make(2, 2), make(3), np.asarray([[0, 1], [1, 1]]))
    yield sample(make(0), make(3), np.zeros((0,), dtype=np.int64))
    yield sample(make(), make(2, 3), np.asarray([[True, False, True], [False, False, True]]))
    yield sample(make(3), make(2, 3), np.asarray([[True, False, True], [False, False, True]]))
    yield sample(View(make(3, 2), lambda a: a.T), View(make(3, 4), lambda a: a.T), slice(1, 3))


@samples("take", reference=np.take)
def take(make: Make) -> Iterator[Sample]:
    i = np.asarray([0, 2, 2, 1, 2])
    yield sample(make(3), i)
    yield sample(make(3), i, axis=0)
    yield sample(make(3, 2), i, axis=0)
    yield sample(make(2, 3), i, axis=1)
    yield sample(make(2, 3), i, axis=-1)
    yield sample(make(2, 3, 2), i, axis=-2)
    yield sample(make(3), np.asarray([1]))
    yield sample(make(3, 2), np.zeros((0,), dtype=np.int64), axis=0)
    yield sample(make(0, 3), i, axis=1)
    yield sample(View(make(2, 3), lambda a: a.T), i, axis=0)


@samples("take_along_axis", reference=np.take_along_axis)
def take_along_axis(make: Make) -> Iterator[Sample]:
    yield sample(make(3), np.asarray([2, 0, 2, 2]), axis=0)
    yield sample(make(3), np.asarray([-1, 0]))
    yield sample(make(2, 3), np.asarray([[0, 1, 1], [2, 0, 0]]), axis=1)
    yield sample(make(2, 3), np.asarray([[0, 0, 2, 1, 1], [2, 2, 2, 2, 2]]))
    yield sample(make(3, 2), np.asarray([[0, 2], [-3, 1]]), axis=0)
    yield sample(make(2, 3), np.asarray([[1], [0]]), axis=-1)
    yield sample(make(2, 3), np.asarray([[1, 0, 0]]), axis=-2)
    yield sample(make(2, 3), np.asarray([[2, 0]]), axis=1)
    yield sample(make(1, 3), np.asarray([[2, 0], [1, 1]]), axis=1)
    yield sample(make(2, 3, 2), make.integers(0, 3, 2, 4, 2), axis=1)
    yield sample(make(3), np.zeros((0,), dtype=np.int64))
    yield sample(make(0, 3), np.zeros((0, 2), dtype=np.int64), axis=1)
    yield sample(View(make(3, 2), lambda a: a.T), np.asarray([[0, 0], [2, 1]]), axis=1)
