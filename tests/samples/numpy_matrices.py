"""Samples of products and diagonals by NumPy's names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from samples.base import DType, Make, Sample, View, sample, samples


def _diagonals(make: Make) -> Iterator[Sample]:
    yield sample(make(3, 3))
    yield sample(make(2, 3))
    yield sample(make(3, 2), 1)
    yield sample(make(3, 4), offset=-1)
    yield sample(make(2, 3), 5)
    yield sample(make(2, 3, 4))
    yield sample(make(2, 3, 4), 1, 1, 2)
    yield sample(make(2, 3, 4), axis1=-1, axis2=0)
    yield sample(make(2, 3, 4), offset=-1, axis1=2, axis2=1)
    yield sample(make(0, 3))
    yield sample(View(make(3, 2), lambda a: a.T))


@samples("diagonal", reference=np.diagonal)
def diagonal(make: Make) -> Iterator[Sample]:
    yield from _diagonals(make)


def _trace(x: Any, *args: Any, dtype: Any = None, **keywords: Any) -> Any:
    return np.trace(x, *args, dtype=dtype or x.dtype, **keywords)


@samples("trace", reference=_trace)
def trace(make: Make) -> Iterator[Sample]:
    yield from _diagonals(make)
    yield sample(make(3, 3), dtype=DType("float32"))


@samples("diag", reference=np.diag)
def diag(make: Make) -> Iterator[Sample]:
    yield sample(make(3))
    yield sample(make(3), 1)
    yield sample(make(2), -2)
    yield sample(make(1), k=3)
    yield sample(make(0))
    yield sample(make(3, 3))
    yield sample(make(2, 3), 1)
    yield sample(make(3, 2), k=-1)
    yield sample(make(3, 2), 4)
    yield sample(View(make(6), lambda a: a[::2]))
    yield sample(View(make(3, 2), lambda a: a.T))


@samples("outer", reference=np.outer)
def outer(make: Make) -> Iterator[Sample]:
    for a, b in (
        ((2,), (3,)),
        ((1,), (3,)),
        ((2, 2), (3,)),
        ((2,), (2, 2)),
        ((), (3,)),
        ((2,), ()),
        ((), ()),
        ((0,), (2,)),
        ((2,), (0,)),
    ):
        yield sample(make(*a), make(*b))
    yield sample(View(make(3, 2), lambda a: a.T), make(2))


@samples("inner", reference=np.inner)
def inner(make: Make) -> Iterator[Sample]:
    for a, b in (
        ((3,), (3,)),
        ((2, 3), (3,)),
        ((3,), (2, 3)),
        ((2, 3), (4, 3)),
        ((2, 1, 3), (2, 3)),
        ((), (3,)),
        ((2, 2), ()),
        ((), ()),
        ((0,), (0,)),
        ((2, 0), (3, 0)),
    ):
        yield sample(make(*a), make(*b))
    yield sample(View(make(3, 2), lambda a: a.T), make(3))


@samples("vdot", reference=np.vdot)
def vdot(make: Make) -> Iterator[Sample]:
    for a, b in (
        ((3,), (3,)),
        ((2, 3), (2, 3)),
        ((6,), (2, 3)),
        ((3, 2), (2, 3)),
        ((2, 1, 2), (4,)),
        ((1,), (1,)),
        ((), ()),
        ((), (1, 1)),
        ((0,), (0,)),
    ):
        yield sample(make(*a), make(*b))
    yield sample(View(make(3, 2), lambda a: a.T), make(6))


@samples("kron", reference=np.kron)
def kron(make: Make) -> Iterator[Sample]:
    for a, b in (
        ((2,), (3,)),
        ((2, 2), (2, 3)),
        ((2, 1), (3,)),
        ((2,), (3, 1)),
        ((), (3,)),
        ((2,), ()),
        ((), ()),
        ((0,), (2,)),
        ((2, 1, 2), (1, 2, 1)),
    ):
        yield sample(make(*a), make(*b))
    yield sample(View(make(3, 2), lambda a: a.T), make(2))
