"""Samples of the chapter on manipulation functions."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.base import Make, Sample, View, sample, samples


@samples("reshape", reference=np.reshape)
def reshape(make: Make) -> Iterator[Sample]:
    yield sample(make(2, 3), (3, 2))
    yield sample(make(2, 3), (6,))
    yield sample(make(2, 3), (-1,))
    yield sample(make(2, 6), (2, -1, 3))
    yield sample(make(2, 3), (1, 2, 3, 1))
    yield sample(make(1, 1), ())
    yield sample(make(), (1, 1))
    yield sample(make(0, 3), (3, 0))
    yield sample(View(make(3, 2), lambda a: a.T), (6,))
    yield sample(View(make(6), lambda a: a[::2]), (3, 1))


@samples("broadcast_to", reference=np.broadcast_to)
def broadcast_to(make: Make) -> Iterator[Sample]:
    yield sample(make(3), (2, 3))
    yield sample(make(3), (3,))
    yield sample(make(2, 1), (2, 3))
    yield sample(make(2, 1), (4, 2, 3))
    yield sample(make(1, 3, 1), (2, 3, 2))
    yield sample(make(), (2, 3))
    yield sample(make(), ())
    yield sample(make(1), (0,))
    yield sample(make(0, 1), (2, 0, 3))
    yield sample(View(make(1, 3), lambda a: a.T), (3, 2))


@samples("permute_dims", reference=np.transpose)
def permute_dims(make: Make) -> Iterator[Sample]:
    yield sample(make(2, 3), (1, 0))
    yield sample(make(2, 3), (0, 1))
    yield sample(make(2, 3, 4), (2, 0, 1))
    yield sample(make(2, 3, 4), (1, 2, 0))
    yield sample(make(2, 1, 3, 2), (3, 1, 0, 2))
    yield sample(make(3), (0,))
    yield sample(make(), ())
    yield sample(make(2, 0, 3), (1, 2, 0))
    yield sample(make(3, 1, 2), (2, 1, 0))
    yield sample(View(make(3, 2), lambda a: a.T), (1, 0))


@samples("expand_dims", reference=np.expand_dims)
def expand_dims(make: Make) -> Iterator[Sample]:
    yield sample(make(2, 3), axis=0)
    yield sample(make(2, 3), axis=1)
    yield sample(make(2, 3), axis=2)
    yield sample(make(2, 3), axis=-1)
    yield sample(make(2, 3), axis=-3)
    yield sample(make(), axis=0)
    yield sample(make(0, 2), axis=1)
    yield sample(make(2, 3), axis=(0, 2))
    yield sample(make(3), axis=(-1, 0))
    yield sample(View(make(3, 2), lambda a: a.T), axis=-2)


@samples("squeeze", reference=np.squeeze)
def squeeze(make: Make) -> Iterator[Sample]:
    yield sample(make(1, 3), axis=0)
    yield sample(make(3, 1), axis=-1)
    yield sample(make(2, 1, 3), axis=1)
    yield sample(make(1, 2, 1), axis=(0, 2))
    yield sample(make(1, 2, 1), axis=(-1, 0))
    yield sample(make(1, 1), axis=(0, 1))
    yield sample(make(1), axis=0)
    yield sample(make(0, 1), axis=1)
    yield sample(make(1, 2, 1, 3), axis=-2)
    yield sample(View(make(3, 1), lambda a: a.T), axis=0)


@samples("concat", reference=lambda arrays, axis=0: np.concatenate(arrays, axis=axis))
def concat(make: Make) -> Iterator[Sample]:
    yield sample([make(2, 3), make(1, 3)])
    yield sample([make(2, 3), make(2, 1), make(2, 2)], axis=1)
    yield sample((make(2, 3), make(2, 2)), axis=-1)
    yield sample([make(2, 1, 2), make(2, 3, 2)], axis=-2)
    yield sample([make(2, 2), make(3)], axis=None)
    yield sample([make(), make(2)], axis=None)
    yield sample([make(3)])
    yield sample([make(0, 2), make(2, 2)])
    yield sample([make(0), make(0)])
    yield sample([View(make(3, 2), lambda a: a.T), make(1, 3)])


@samples("stack", reference=lambda arrays, axis=0: np.stack(arrays, axis=axis))
def stack(make: Make) -> Iterator[Sample]:
    yield sample([make(2, 3), make(2, 3)])
    yield sample([make(2, 3), make(2, 3), make(2, 3)], axis=1)
    yield sample((make(2, 3), make(2, 3)), axis=2)
    yield sample([make(2, 3), make(2, 3)], axis=-1)
    yield sample([make(2, 3), make(2, 3)], axis=-3)
    yield sample([make(), make(), make()])
    yield sample([make(3)], axis=1)
    yield sample([make(0, 2), make(0, 2)], axis=1)
    yield sample([make(1, 2, 1), make(1, 2, 1)], axis=-2)
    yield sample([View(make(3, 2), lambda a: a.T), make(2, 3)])


@samples("broadcast_arrays", reference=lambda *arrays: list(np.broadcast_arrays(*arrays)))
def broadcast_arrays(make: Make) -> Iterator[Sample]:
    yield sample(make(3), make(2, 1))
    yield sample(make(2, 3), make(2, 3))
    yield sample(make(3))
    yield sample(make(), make(2))
    yield sample(make(), make())
    yield sample(make(1, 3), make(2, 1), make(4, 1, 1))
    yield sample(make(0, 1), make(3))
    yield sample(make(1), make(0))
    yield sample(make(2, 1), make.integers(0, 9, 3))
    yield sample(View(make(1, 3), lambda a: a.T), make(2))


@samples("moveaxis", reference=np.moveaxis)
def moveaxis(make: Make) -> Iterator[Sample]:
    yield sample(make(2, 3), 0, 1)
    yield sample(make(2, 3, 4), 0, -1)
    yield sample(make(2, 3, 4), -1, 0)
    yield sample(make(2, 3, 4), 2, 1)
    yield sample(make(2, 3, 4), (0, 1), (1, 2))
    yield sample(make(2, 3, 4, 2), (0, -1), (-2, 0))
    yield sample(make(2, 3), [0, 1], [1, 0])
    yield sample(make(3), 0, 0)
    yield sample(make(2, 0, 3), 1, -1)
    yield sample(View(make(3, 2), lambda a: a.T), 1, 0)


@samples("flip", reference=np.flip)
def flip(make: Make) -> Iterator[Sample]:
    yield sample(make(3))
    yield sample(make(2, 3))
    yield sample(make(2, 3), axis=0)
    yield sample(make(2, 3), axis=-1)
    yield sample(make(2, 3, 2), axis=(0, 2))
    yield sample(make(2, 3, 2), axis=[-1, 1])
    yield sample(make(1, 3), axis=0)
    yield sample(make())
    yield sample(make(0, 3), axis=1)
    yield sample(View(make(3, 2), lambda a: a.T), axis=0)


@samples("roll", reference=np.roll)
def roll(make: Make) -> Iterator[Sample]:
    yield sample(make(4), 1)
    yield sample(make(4), -6)
    yield sample(make(2, 3), 2)
    yield sample(make(2, 3), 1, axis=0)
    yield sample(make(2, 3), -1, axis=-1)
    yield sample(make(2, 3, 3), (1, -2), axis=(0, 2))
    yield sample(make(3, 3), 1, axis=(0, 1))
    yield sample(make(2, 3), [1, 2], axis=[0, 1])
    yield sample(make(), 1)
    yield sample(make(0, 3), 1, axis=1)
    yield sample(View(make(6), lambda a: a[::2]), 1)


@samples("unstack", reference=lambda x, axis=0: list(np.unstack(x, axis=axis)))
def unstack(make: Make) -> Iterator[Sample]:
    yield sample(make(3))
    yield sample(make(2, 3))
    yield sample(make(2, 3), axis=1)
    yield sample(make(2, 3, 2), axis=-1)
    yield sample(make(2, 3, 2), axis=-2)
    yield sample(make(1, 3))
    yield sample(make(1))
    yield sample(make(2, 0))
    yield sample(make(2, 1, 2), axis=2)
    yield sample(View(make(3, 2), lambda a: a.T))


@samples("tile", reference=np.tile)
def tile(make: Make) -> Iterator[Sample]:
    yield sample(make(3), (2,))
    yield sample(make(2, 3), (2, 2))
    yield sample(make(2, 3), (2,))
    yield sample(make(3), (2, 1, 2))
    yield sample(make(2, 3), (1, 1))
    yield sample(make(2, 3), ())
    yield sample(make(2), [3])
    yield sample(make(), (3,))
    yield sample(make(), ())
    yield sample(make(2, 3), (0, 2))
    yield sample(make(0, 2), (2, 2))
    yield sample(View(make(3, 2), lambda a: a.T), (1, 2))


@samples("repeat", reference=np.repeat)
def repeat(make: Make) -> Iterator[Sample]:
    yield sample(make(3), 2)
    yield sample(make(2, 3), 2)
    yield sample(make(2, 3), 2, axis=0)
    yield sample(make(2, 3), 3, axis=-1)
    yield sample(make(3), 0)
    yield sample(make(), 2)
    yield sample(make(0, 3), 2, axis=1)
    yield sample(make(3), np.asarray([2, 0, 1]))
    yield sample(make(2, 3), np.asarray([1, 3]), axis=0)
    yield sample(make(2, 3), np.asarray([2, 1, 0]), axis=-1)
    yield sample(make(2, 2), np.asarray([0, 1, 3, 1]))
    yield sample(make(2, 3), np.asarray([2]), axis=1)
    yield sample(View(make(3, 2), lambda a: a.T), np.asarray([1, 2]), axis=0)
