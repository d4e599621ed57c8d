"""Samples of what joins and splits arrays by NumPy's names."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.base import Make, Sample, View, as_precise, sample, samples


def _one_array(make: Make) -> Iterator[Sample]:
    for shape in ((), (3,), (1,), (0,), (2, 3), (1, 1), (0, 2), (2, 1, 2), (2, 2, 0)):
        yield sample(make(*shape))
    yield sample(View(make(6), lambda a: a[::2]))


samples("atleast_1d", reference=np.atleast_1d)(_one_array)
samples("atleast_2d", reference=np.atleast_2d)(_one_array)


@samples("vstack", reference=as_precise(np.vstack))
def vstack(make: Make) -> Iterator[Sample]:
    yield sample([make(3), make(3)])
    yield sample([make(2, 3), make(3)])
    yield sample((make(2, 3), make(1, 3)))
    yield sample([make(), make()])
    yield sample([make(3), make(1, 3)])
    yield sample([make(), 2.0])
    yield sample([make(3)])
    yield sample([make(0, 2), make(2)])
    yield sample([make(2, 2, 1), make(1, 2, 1)])
    yield sample([View(make(6), lambda a: a[::2]), make(3), make(3)])


@samples("hstack", reference=as_precise(np.hstack))
def hstack(make: Make) -> Iterator[Sample]:
    yield sample([make(3), make(2)])
    yield sample([make(2, 3), make(2, 1)])
    yield sample((make(3), make()))
    yield sample([make(), make()])
    yield sample([make(3), 2.0, make(2)])
    yield sample([make(3)])
    yield sample([make(0), make(2)])
    yield sample([make(2, 0), make(2, 2)])
    yield sample([make(2, 2, 1), make(2, 1, 1)])
    yield sample([View(make(6), lambda a: a[::2]), make(3), make(1)])


@samples("dstack", reference=as_precise(np.dstack))
def dstack(make: Make) -> Iterator[Sample]:
    yield sample([make(3), make(3)])
    yield sample([make(2, 3), make(2, 3)])
    yield sample((make(1, 3), make(3)))
    yield sample([make(), make()])
    yield sample([make(), 2.0])
    yield sample([make(3)])
    yield sample([make(0), make(0)])
    yield sample([make(2, 2), make(2, 2, 3)])
    yield sample([make(2, 2, 1), make(2, 2, 2)])
    yield sample([View(make(6), lambda a: a[::2]), make(3)])


@samples("column_stack", reference=as_precise(np.column_stack))
def column_stack(make: Make) -> Iterator[Sample]:
    yield sample([make(3), make(3, 1)])
    yield sample([make(3, 2), make(3)])
    yield sample((make(2, 3), make(2, 1)))
    yield sample([make(1), make(1)])
    yield sample([make(1), 2.0])
    yield sample([make(3), make(3)])
    yield sample([make(3)])
    yield sample([make(0), make(0)])
    yield sample([make(2), make(2, 0)])
    yield sample([View(make(6), lambda a: a[::2]), make(3)])


@samples("append", reference=as_precise(np.append))
def append(make: Make) -> Iterator[Sample]:
    yield sample(make(3), make(2))
    yield sample(make(2, 3), make(2))
    yield sample(make(2, 3), make(2, 2), 1)
    yield sample(make(2, 3), make(1, 3), axis=0)
    yield sample(make(2, 3), make(2, 1), axis=-1)
    yield sample(make(), make())
    yield sample(make(3), 2.0)
    yield sample(make(3), make(1, 2))
    yield sample(make(0), make(2))
    yield sample(View(make(3, 2), lambda a: a.T), make(2))


@samples("array_split", reference=np.array_split)
def array_split(make: Make) -> Iterator[Sample]:
    yield sample(make(7), 3)
    yield sample(make(6), 3)
    yield sample(make(2), 3)
    yield sample(make(5), 1)
    yield sample(make(5), [2, 3])
    yield sample(make(5), (3,))
    yield sample(make(2, 5), 2, 1)
    yield sample(make(2, 5), 3, axis=-1)
    yield sample(make(5, 2), [1, -1])
    yield sample(make(3), [2, 9])
    yield sample(View(make(10), lambda a: a[::2]), 2)


@samples("split", reference=np.split)
def split(make: Make) -> Iterator[Sample]:
    yield sample(make(6), 3)
    yield sample(make(4), 2)
    yield sample(make(3), 1)
    yield sample(make(5), [2, 3])
    yield sample(make(5), (3,))
    yield sample(make(2, 4), 2, 1)
    yield sample(make(2, 6), 3, axis=-1)
    yield sample(make(5, 2), [1, -1])
    yield sample(make(4, 1, 2), 2)
    yield sample(View(make(8), lambda a: a[::2]), 2)


def _matrices(make: Make) -> Iterator[Sample]:
    for shape in ((2, 3), (3, 2), (1, 1), (1, 3), (3, 1), (2, 2, 2), (0, 2), (2, 0), (2, 1, 3)):
        yield sample(make(*shape))
    yield sample(View(make(3, 2), lambda a: a.T))


samples("fliplr", reference=np.fliplr)(_matrices)
samples("flipud", reference=np.flipud)(_matrices)


@samples("rot90", reference=np.rot90)
def rot90(make: Make) -> Iterator[Sample]:
    for k in (0, 1, 2, 3, 4, -1):
        yield sample(make(2, 3), k)
    yield sample(make(1, 3))
    yield sample(make(0, 2))
    yield sample(make(2, 3, 2), axes=(1, 2))
    yield sample(make(2, 3, 2), k=3, axes=(2, 0))
    yield sample(make(2, 3, 2), 2, axes=(-1, 1))
    yield sample(View(make(3, 2), lambda a: a.T))


@samples("block", reference=as_precise(np.block))
def block(make: Make) -> Iterator[Sample]:
    yield sample([[make(2, 2), make(2, 1)], [make(1, 2), make(1, 1)]])
    yield sample([make(2), make(3)])
    yield sample([[make(2)], [make(2)]])
    yield sample([[make(2, 3), make(2, 3)]])
    yield sample([[make(1), 2.0], [3.0, make(1)]])
    yield sample([make(2, 1), make(2, 2)])
    yield sample([[[make(2)], [make(2)]], [[make(2)], [make(2)]]])
    yield sample([make()])
    yield sample([[make(0, 2)], [make(2, 2)]])
    yield sample(make(2, 3))
    yield sample([[View(make(3, 2), lambda a: a.T), make(2, 1)]])


@samples("delete", reference=np.delete)
def delete(make: Make) -> Iterator[Sample]:
    yield sample(make(4), 1)
    yield sample(make(4), -1)
    yield sample(make(4), [0, 2])
    yield sample(make(4), [2, 2, -2])
    yield sample(make(4), [])
    yield sample(make(5), slice(1, None, 2))
    yield sample(make(1), 0)
    yield sample(make(2, 3), 4)
    yield sample(make(2, 3), 1, 0)
    yield sample(make(2, 3), [0, -1], axis=-1)
    yield sample(make(0, 3), 2, axis=1)
    yield sample(View(make(3, 2), lambda a: a.T), 1, axis=0)
