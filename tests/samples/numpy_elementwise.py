"""Samples of functions of each element that NumPy has beside the standard's."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.base import Make, Sample, View, as_precise, sample, samples

NAN, INF = float("nan"), float("inf")


def _reals(make: Make) -> Iterator[Sample]:
    for shape in ((3,), (2, 3), (), (1,), (0,), (2, 0), (2, 1, 2), (1, 4)):
        yield sample(make.distinct(*shape))
    yield sample(View(make.distinct(3, 2), lambda a: a.T))
    yield sample(View(make.distinct(6), lambda a: a[::2]))


for name in ("deg2rad", "rad2deg", "fabs", "angle"):
    samples(name, reference=getattr(np, name))(_reals)


def _pairs(make: Make) -> Iterator[Sample]:
    for a, b in (
        ((3,), (3,)),
        ((2, 3), (2, 3)),
        ((2, 3), (3,)),
        ((1,), (2, 1)),
        ((), (3,)),
        ((), ()),
        ((0,), (0,)),
        ((2, 0), (0,)),
    ):
        # Apart by construction: at a tie there is no derivative.
        yield sample(make.distinct(*a), np.asarray(make.distinct(*b) + 0.05))
    yield sample(make.distinct(3), 0.31)
    yield sample(View(make.distinct(3, 2), lambda a: a.T), make.distinct(3) + 0.05)


for name in ("fmax", "fmin"):
    samples(name, reference=getattr(np, name))(_pairs)


@samples("fmod", reference=as_precise(np.fmod))
def fmod(make: Make) -> Iterator[Sample]:
    # The whole number that divides is told apart by a quarter.
    signs = np.asarray([1.0, -1.0, 1.0])
    for shape in ((3,), (2, 3), (1, 3), (0, 3), (2, 2, 3)):
        wholes = make.integers(-2, 3, *shape)
        divisor = make(*shape, low=0.5, high=1.5) * signs
        rest = make(*shape, low=0.25, high=0.75) * np.where(wholes < 0, -1.0, 1.0)
        yield sample(np.abs(divisor) * (wholes + rest), divisor)
    yield sample(np.asarray(5.5), np.asarray(2.0))
    yield sample(np.asarray(-5.5), np.asarray(2.0))
    yield sample(np.asarray([1.5, -2.5]), -1.0)
    yield sample(np.asarray([0.0, 0.25]), 1.0)
    yield sample(View(np.asarray([0.5, 0.0, -2.5]), lambda a: a[::2]), np.asarray([2.0, 2.0]))


@samples("heaviside", reference=np.heaviside)
def heaviside(make: Make) -> Iterator[Sample]:
    yield from (sample(make.distinct(*shape), 0.5) for shape in ((3,), (2, 3), (), (0,), (1, 1)))
    yield sample(make.distinct(3), make(3))
    yield sample(make.distinct(2, 3), make(3))
    yield sample(make.distinct(3), make())
    yield sample(make.distinct(2, 1), make(3))
    yield sample(View(make.distinct(3, 2), lambda a: a.T), 1.0)


@samples("nan_to_num", reference=np.nan_to_num)
def nan_to_num(make: Make) -> Iterator[Sample]:
    yield from (sample(make(*shape)) for shape in ((3,), (2, 3), (), (0,), (2, 1)))
    yield sample(make(3), nan=1.0)
    yield sample(make(3), posinf=1.0, neginf=-1.0)
    yield sample(make(2, 2), nan=1.0, posinf=5.0)
    yield sample(make(1), neginf=0.0)
    yield sample(View(make(3, 2), lambda a: a.T))


@samples("select", reference=as_precise(np.select))
def select(make: Make) -> Iterator[Sample]:
    def masks(*shape: int) -> list[np.ndarray]:
        return [np.asarray(make.integers(0, 2, *shape) > 0) for _ in range(2)]

    for shape in ((3,), (2, 3), (), (0,), (1, 4)):
        yield sample(masks(*shape), [make(*shape), make(*shape)])
    yield sample(masks(4), [make(4), make(4)], 2.0)
    yield sample(masks(4), [make(4), make(4)], default=make(4))
    yield sample(masks(4), [make(4), 1.0], make())
    yield sample(masks(2, 3), [make(3), make(2, 1)])
    yield sample(masks(3)[:1], [make(3)])
    yield sample(masks(3), [View(make(6), lambda a: a[::2]), make(3)])
