"""Samples of statistics that leave NaN out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.base import Make, Sample, View, sample, samples


def _holes(values: np.ndarray) -> np.ndarray:
    """Every third element replaced by NaN, but for the first of all."""
    values = values.copy()
    values.reshape(-1)[2::3] = np.nan
    return values


def _reductions(make: Make) -> Iterator[Sample]:
    yield sample(_holes(make.distinct(4)))
    yield sample(_holes(make.distinct(2, 4)))
    yield sample(_holes(make.distinct(2, 4)), axis=0)
    yield sample(_holes(make.distinct(2, 4)), axis=-1, keepdims=True)
    yield sample(_holes(make.distinct(2, 4)), keepdims=True)
    yield sample(_holes(make.distinct(2, 4, 2)), axis=(0, 2))
    yield sample(_holes(make.distinct(2, 4, 2)), axis=[-1, 1], keepdims=True)
    yield sample(make.distinct(2, 3))
    yield sample(make.distinct())
    yield sample(View(_holes(make.distinct(4, 2)), lambda a: a.T), axis=1)
    yield sample(View(_holes(make.distinct(8)), lambda a: a[1::2]))


def _along(function: object) -> object:
    """NumPy's function, which takes no list for an axis."""

    def call(x: np.ndarray, axis: object = None, **keywords: object) -> np.ndarray:
        return function(x, axis=tuple(axis) if isinstance(axis, list) else axis, **keywords)  # type: ignore[operator]

    return call


for _name in ("nansum", "nanprod", "nanmean", "nanmax", "nanmin"):
    samples(_name, reference=_along(getattr(np, _name)))(_reductions)


def _running(make: Make) -> Iterator[Sample]:
    yield sample(_holes(make(4)))
    yield sample(_holes(make(2, 4)))
    yield sample(make(2, 3))
    yield sample(_holes(make(4)), axis=0)
    yield sample(_holes(make(3, 4)), axis=0)
    yield sample(_holes(make(3, 4)), axis=-1)
    yield sample(_holes(make(2, 2, 3)), axis=1)
    yield sample(make(2, 0), axis=1)
    yield sample(make(1), axis=-1)
    yield sample(View(_holes(make(4, 3)), lambda a: a.T), axis=1)


for _name in ("nancumsum", "nancumprod"):
    samples(_name, reference=getattr(np, _name))(_running)


def _deviations(make: Make) -> Iterator[Sample]:
    yield from _reductions(make)
    yield sample(_holes(make.distinct(2, 4)), axis=1, ddof=1)
    yield sample(_holes(make.distinct(2, 5)), correction=0.5)


samples("nanvar", reference=_along(np.nanvar))(_deviations)


@samples("nanstd", reference=_along(np.nanstd))
def nanstd(make: Make) -> Iterator[Sample]:
    for one in _deviations(make):
        if one.args[0] is not None and getattr(
            one.args[0], "shape", (2,)
        ):  # no kink at a single number
            yield one
