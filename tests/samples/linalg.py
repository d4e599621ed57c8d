"""Samples of the linear algebra extension: products, inverses, determinants and norms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import inf
from typing import Any

import array_api_compat.numpy as reference
import numpy as np

from samples.base import Fixed, Make, Sample, View, sample, samples


def regular(make: Make, *shape: int) -> np.ndarray:
    """Square matrices that are far from singular."""
    return np.asarray(0.4 * make(*shape) + 2.0 * np.eye(shape[-1]))


def _squares(make: Make) -> Iterator[np.ndarray | View]:
    yield regular(make, 3, 3)
    yield regular(make, 2, 2)
    yield regular(make, 1, 1)
    yield regular(make, 4, 4)
    yield regular(make, 2, 3, 3)
    yield regular(make, 2, 1, 2, 2)
    yield regular(make, 0, 2, 2)
    yield View(regular(make, 3, 3), lambda a: a.T)
    yield View(regular(make, 4, 2, 2), lambda a: a[::2, ...])
    yield np.asarray([[0.5, 2.0], [-1.5, 0.25]])


@samples("vecdot", reference=reference.vecdot)
def vecdot(make: Make) -> Iterator[Sample]:
    yield sample(make(3), make(3))
    yield sample(make(2, 3), make(2, 3))
    yield sample(make(2, 3), make(2, 3), axis=-2)
    yield sample(make(2, 3), make(3))
    yield sample(make(3), make(2, 3), axis=-1)
    yield sample(make(2, 1, 3), make(4, 3))
    yield sample(make(1, 3, 2), make(2, 3, 1), axis=-2)
    yield sample(make(1), make(1))
    yield sample(make(2, 0), make(2, 0))
    yield sample(make(0, 3), make(3))
    yield sample(View(make(3, 2), lambda a: a.T), View(make(6), lambda a: a[::2]))


@samples("tensordot", reference=np.tensordot)
def tensordot(make: Make) -> Iterator[Sample]:
    yield sample(make(2, 3), make(2, 3))
    yield sample(make(2, 3), make(3, 2), axes=1)
    yield sample(make(2), make(3), axes=0)
    yield sample(make(2, 3, 2), make(3, 2, 4))
    yield sample(make(2, 3), make(4, 3), axes=((1,), (1,)))
    yield sample(make(2, 3, 4), make(4, 2, 2), axes=((2, 0), (0, 1)))
    yield sample(make(2, 3, 4), make(3, 4, 2), axes=((-1, 0), (1, -1)))
    yield sample(make(3, 2), make(2, 3), axes=([0, 1], [1, 0]))
    yield sample(make(2, 3), make(), axes=0)
    yield sample(make(2, 0), make(0, 3), axes=1)
    yield sample(View(make(3, 2), lambda a: a.T), View(make(3, 4), lambda a: a[:, ::2]), axes=1)


@samples("linalg.outer", reference=np.outer)
def outer(make: Make) -> Iterator[Sample]:
    yield sample(make(2), make(3))
    yield sample(make(3), make(2))
    yield sample(make(3), make(3))
    yield sample(make(1), make(3))
    yield sample(make(3), make(1))
    yield sample(make(1), make(1))
    yield sample(make(0), make(3))
    yield sample(make(3), make(0))
    yield sample(View(make(6), lambda a: a[::2]), make(2))
    yield sample(make(2), View(make(3, 2), lambda a: a.T[0, :]))


@samples("linalg.cross", reference=np.cross)
def cross(make: Make) -> Iterator[Sample]:
    yield sample(make(3), make(3))
    yield sample(make(2, 3), make(2, 3))
    yield sample(make(3, 2), make(3, 2), axis=-2)
    yield sample(make(3, 3), make(3, 3), axis=-1)
    yield sample(make(2, 3), make(1, 3))
    yield sample(make(2, 1, 3), make(4, 3))
    yield sample(make(3), make(2, 3))
    yield sample(make(3, 1, 2), make(1, 3, 4, 1), axis=-3)
    yield sample(make(0, 3), make(3))
    yield sample(View(make(3, 2), lambda a: a.T), View(make(6), lambda a: a[::2]))


def _rectangles(make: Make, **named: Any) -> Iterator[Sample]:
    yield sample(make(3, 3), **named)
    yield sample(make(2, 3), **named)
    yield sample(make(3, 2), **named)
    yield sample(make(2, 3, 3), **named)
    yield sample(make(0, 2, 2), **named)
    yield sample(View(make(4, 3), lambda a: a.T), **named)


@samples(
    "linalg.diagonal", reference=lambda x, offset=0: np.diagonal(x, offset, axis1=-2, axis2=-1)
)
def diagonal(make: Make) -> Iterator[Sample]:
    yield from _rectangles(make)
    for offset in (1, -1, 2, -2, 3, -4):
        yield sample(make(2, 3), offset=offset)
        yield sample(make(2, 4, 3), offset=offset)
    yield sample(make(0, 3))


@samples(
    "linalg.trace",
    reference=lambda x, offset=0: np.asarray(np.trace(x, offset, axis1=-2, axis2=-1)),
)
def trace(make: Make) -> Iterator[Sample]:
    yield from _rectangles(make)
    yield from _rectangles(make, offset=1)
    yield sample(make(2, 4, 3), offset=-2)
    yield sample(make(2, 3), offset=5)


@samples("linalg.matrix_power", reference=np.linalg.matrix_power)
def matrix_power(make: Make) -> Iterator[Sample]:
    for n in (0, 1, 2, 3, 5, -1, -2, -3):
        yield sample(regular(make, 3, 3), n)
    yield sample(regular(make, 2, 2, 2), 3)
    yield sample(regular(make, 2, 2, 2), 0)
    yield sample(regular(make, 2, 1, 1), -2)
    yield sample(regular(make, 0, 2, 2), 2)
    yield sample(View(regular(make, 3, 3), lambda a: a.T), 2)


@samples("linalg.inv", reference=np.linalg.inv)
def inv(make: Make) -> Iterator[Sample]:
    yield from map(sample, _squares(make))


@samples("linalg.solve", reference=reference.linalg.solve)
def solve(make: Make) -> Iterator[Sample]:
    yield sample(regular(make, 3, 3), make(3))
    yield sample(regular(make, 3, 3), make(3, 2))
    yield sample(regular(make, 1, 1), make(1))
    yield sample(regular(make, 2, 3, 3), make(3))
    yield sample(regular(make, 2, 3, 3), make(3, 2))
    yield sample(regular(make, 3, 3), make(2, 3, 1))
    yield sample(regular(make, 2, 2, 2), make(2, 2, 2))
    yield sample(regular(make, 2, 2, 2), make(2, 2))
    yield sample(regular(make, 2, 1, 2, 2), make(3, 2, 1))
    yield sample(regular(make, 0, 2, 2), make(2, 1))
    yield sample(View(regular(make, 3, 3), lambda a: a.T), View(make(2, 3), lambda a: a.T))
    yield sample(np.asarray([[0.5, 2.0], [-1.5, 0.25]]), View(make(4), lambda a: a[::2]))


CUT_OFF = np.asarray([[2.0, 0.5, -0.25], [0.5, -1.25, 0.5], [-0.25, 0.25, 0.5]])
"""Its singular values are neither close to each other nor to the tolerances below."""


@samples("linalg.pinv", reference=reference.linalg.pinv)
def pinv(make: Make) -> Iterator[Sample]:
    yield sample(regular(make, 3, 3))
    yield sample(np.concatenate([regular(make, 2, 2), make(1, 2)]))
    yield sample(np.concatenate([regular(make, 2, 2), make(2, 1)], axis=1))
    yield sample(np.concatenate([regular(make, 2, 2, 2), make(2, 2, 2)], axis=1))
    yield sample(np.concatenate([regular(make, 2, 2, 2), make(2, 2, 1)], axis=2), rtol=1e-3)
    yield sample(make(1, 3, low=0.5))
    yield sample(make(3, 1, low=0.5))
    yield sample(regular(make, 1, 1), rtol=0.1)
    yield sample(np.zeros((0, 2, 3)))
    yield sample(View(regular(make, 3, 3)[:2, :], lambda a: a.T))
    yield sample(regular(make, 2, 2, 2), rtol=Fixed(np.asarray([1e-3, 0.01])))
    yield sample(regular(make, 2, 2), rtol=Fixed(np.asarray(1e-3)))
    yield sample(CUT_OFF, rtol=0.4)
    yield sample(np.stack([CUT_OFF[:2], CUT_OFF[1:]]), rtol=Fixed(np.asarray([1e-3, 0.5])))
    yield sample(CUT_OFF[:, :2], rtol=0.8)


SINGULAR = {
    "of rank 2": np.asarray([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]) / 4,
    "of rank 1": np.outer([1.0, 2.0, -1.0], [0.5, -1.0, 1.0]),
    "of rank 0": np.zeros((3, 3)),
    "of six rows": np.diag([1.0, 2.0, 0.0, 1.5, 3.0, 1.0]) + np.triu(np.ones((6, 6)), 2) / 2,
}


@samples("linalg.det", reference=np.linalg.det)
def det(make: Make) -> Iterator[Sample]:
    yield from map(sample, _squares(make))
    yield from map(sample, SINGULAR.values())
    yield sample(np.stack([regular(make, 3, 3), SINGULAR["of rank 2"]]))


@samples("linalg.slogdet", reference=lambda x: list(np.linalg.slogdet(x)))
def slogdet(make: Make) -> Iterator[Sample]:
    yield from map(sample, _squares(make))
    yield sample(-regular(make, 3, 3))


def _norms(make: Callable[..., np.ndarray], **named: Any) -> Iterator[Sample]:
    yield sample(make(3), **named)
    yield sample(make(2, 3), axis=-1, **named)
    yield sample(make(2, 3), axis=0, keepdims=True, **named)
    yield sample(make(2, 2, 2), axis=(0, -1), **named)


@samples("linalg.vector_norm", reference=reference.linalg.vector_norm)
def vector_norm(make: Make) -> Iterator[Sample]:
    yield from _norms(make)
    yield sample(make(2, 3))
    yield sample(make(2, 3), keepdims=True)
    yield sample(make(1))
    yield sample(make(0))
    yield sample(make(0, 3), axis=1)
    yield sample(View(make(3, 2), lambda a: a.T), axis=1)
    yield sample(np.asarray([0.0, 1.0, -2.0]))
    yield sample(np.asarray([0.0, 1.0, -2.0]), ord=4)
    for ord in (0, 1, inf, -inf, 3, 4, 0.5, 2.5, -1, -2):
        yield from _norms(make.distinct, ord=ord)


@samples("linalg.matrix_norm", reference=reference.linalg.matrix_norm)
def matrix_norm(make: Make) -> Iterator[Sample]:
    for ord in ("fro", "nuc", 1, -1, 2, -2, inf, -inf):
        yield sample(make.distinct(2, 3) + np.eye(2, 3), ord=ord)
        yield sample(make.distinct(2, 3, 2) + np.eye(3, 2), ord=ord, keepdims=True)
    yield sample(make(1, 1), ord="nuc")
    for ord in ("nuc", 1, 2, inf):
        yield sample(make(0, 0), ord=ord)
        yield sample(make(2, 3, 0), ord=ord)
    yield sample(make(2, 0, 3), ord=inf, keepdims=True)
    yield sample(make(2, 0, 3), ord=-1)
    yield sample(make(0, 2, 2))
    yield sample(View(make(3, 2), lambda a: a.T))


@samples("linalg.matrix_rank", reference=reference.linalg.matrix_rank)
def matrix_rank(make: Make) -> Iterator[Sample]:
    yield from map(sample, SINGULAR.values())
    yield sample(make(3, 3))
    yield sample(make(2, 3))
    yield sample(make(2, 3, 2))
    yield sample(make(0, 2, 2))
    yield sample(np.stack([np.eye(2), np.diag([1.0, 0.01])]), rtol=0.1)
    yield sample(np.stack([np.eye(2), np.diag([1.0, 0.01])]), rtol=Fixed(np.asarray([0.1, 1e-3])))
    yield sample(View(make(3, 2), lambda a: a.T))
