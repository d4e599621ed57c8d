"""Samples of what users of NumPy expect beyond the standard."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.base import DType, Make, Sample, View, sample, samples


@samples("transpose", reference=np.transpose)
def transpose(make: Make) -> Iterator[Sample]:
    yield sample(make(2, 3))
    yield sample(make(2, 3, 4))
    yield sample(make(2, 3, 4), (1, 2, 0))
    yield sample(make(2, 3, 4), axes=(2, 0, 1))
    yield sample(make(2, 3), [1, 0])
    yield sample(make(2, 3), (-1, -2))
    yield sample(make(2, 3), None)
    yield sample(make(3))
    yield sample(make())
    yield sample(make(2, 0, 3))
    yield sample(View(make(3, 2), lambda a: a.T))


@samples("swapaxes", reference=np.swapaxes)
def swapaxes(make: Make) -> Iterator[Sample]:
    yield sample(make(2, 3), 0, 1)
    yield sample(make(2, 3), 1, 1)
    yield sample(make(2, 3, 4), 0, 2)
    yield sample(make(2, 3, 4), -1, -2)
    yield sample(make(2, 3, 4), 0, -1)
    yield sample(make(2, 1, 3, 2), 1, 3)
    yield sample(make(3), 0, 0)
    yield sample(make(3), 0, -1)
    yield sample(make(2, 0, 3), 1, 2)
    yield sample(View(make(3, 2), lambda a: a.T), 0, 1)


@samples("ravel", reference=np.ravel)
def ravel(make: Make) -> Iterator[Sample]:
    for shape in ((2, 3), (3,), (), (2, 2, 2), (1, 1), (0,), (2, 0), (1, 4, 1)):
        yield sample(make(*shape))
    yield sample(View(make(3, 2), lambda a: a.T))
    yield sample(View(make(6), lambda a: a[::2]))


@samples("dot", reference=np.dot)
def dot(make: Make) -> Iterator[Sample]:
    yield sample(make(3), make(3))
    yield sample(make(2, 3), make(3))
    yield sample(make(3), make(3, 2))
    yield sample(make(2, 3), make(3, 2))
    yield sample(make(2, 2, 3), make(3, 2))
    yield sample(make(2, 3), make(2, 3, 4))
    yield sample(make(3), make(2, 3, 4))
    yield sample(make(2, 1, 3), make(2, 3, 2))
    yield sample(make(), make(2, 3))
    yield sample(make(2), make())
    yield sample(make(), make())
    yield sample(make(2, 0), make(0, 3))
    yield sample(View(make(3, 2), lambda a: a.T), make(3))


@samples("pad", reference=np.pad)
def pad(make: Make) -> Iterator[Sample]:
    yield sample(make(3), 2)
    yield sample(make(2, 3), (1, 2))
    yield sample(make(2, 3), ((1, 0), (0, 2)))
    yield sample(make(2, 3), [[0, 0], [1, 1]])
    yield sample(make(2, 3), 0)
    yield sample(make(2, 3), 1, constant_values=2.5)
    yield sample(make(2, 3), 1, constant_values=make())
    yield sample(make(2, 3), ((1, 0), (0, 2)), "constant", constant_values=((1.0, 2.0), (3.0, 4.0)))
    yield sample(make(3), (2, 1), constant_values=(make(), make()))
    yield sample(make(), 0)
    yield sample(make(0, 2), 1)
    yield sample(make(3), 1, "edge")
    yield sample(make(2, 3), ((0, 2), (3, 1)), mode="edge")
    yield sample(make(3), (1, 2), "reflect")
    yield sample(make(2, 3), ((1, 0), (5, 7)), "reflect")
    yield sample(make(1, 3), ((2, 1), (0, 0)), "reflect")
    yield sample(make(3), (2, 1), "symmetric")
    yield sample(make(2, 3), ((1, 5), (0, 8)), "symmetric")
    yield sample(make(3), (2, 1), "wrap")
    yield sample(make(2, 3), ((5, 1), (0, 7)), "wrap")
    yield sample(View(make(3, 2), lambda a: a.T), 1, "reflect")


def _running(make: Make) -> Iterator[Sample]:
    yield sample(make(4))
    yield sample(make(2, 3))
    yield sample(make(2, 3), 0)
    yield sample(make(2, 3), axis=1)
    yield sample(make(2, 3), axis=-1)
    yield sample(make(2, 3, 2), axis=-2)
    yield sample(make(2, 3), axis=0, dtype=DType("float32"))
    yield sample(make())
    yield sample(make(1, 3), axis=0)
    yield sample(make(0))
    yield sample(make(2, 0), axis=0)
    yield sample(View(make(3, 2), lambda a: a.T), axis=1)


samples("cumsum", reference=np.cumsum)(_running)
samples("cumprod", reference=np.cumprod)(_running)


@samples("copy", reference=np.copy)
def copy(make: Make) -> Iterator[Sample]:
    for shape in ((), (3,), (0,), (2, 3), (1, 1), (2, 0), (2, 1, 3), (1,), (2, 2)):
        yield sample(make(*shape))
    yield sample(View(make(3, 2), lambda a: a.T))
