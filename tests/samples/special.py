"""Samples of special functions: those of which an argument is not differentiated, and those over axes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from samples.base import Fixed, Make, Sample, View, sample, samples

Draw = Callable[..., np.ndarray]


def _with_parameter(parameter: Draw, draw: Draw) -> Iterator[Sample]:
    """Shapes and kinds of two arguments, of which the first is not differentiated."""
    yield sample(Fixed(parameter(2, 3)), draw(2, 3))
    yield sample(Fixed(parameter(3, 1)), draw(1, 4))
    yield sample(Fixed(parameter(4)), draw(2, 1, 4))
    yield sample(Fixed(parameter(2, 1, 3)), draw(3))
    yield sample(Fixed(parameter(2, 3)), draw())
    yield sample(Fixed(parameter()), draw(2, 3))
    yield sample(float(parameter()), draw(4))
    yield sample(float(parameter()), draw())
    yield sample(Fixed(parameter(1)), draw(0))
    yield sample(float(parameter()), View(draw(3, 2), lambda a: a.T))
    yield sample(float(parameter()), View(draw(6), lambda a: a[::2]))


def _between(make: Make, low: float, high: float) -> Draw:
    return lambda *shape: make(*shape, low=low, high=high)


@samples("special.zeta")
def zeta(make: Make) -> Iterator[Sample]:
    yield from _with_parameter(_between(make, 1.3, 4.0), _between(make, 0.4, 3.0))


@samples("special.polygamma")
def polygamma(make: Make) -> Iterator[Sample]:
    for n in range(5):
        yield sample(n, make(3, low=0.6, high=3.0))
    yield sample(1, make(low=0.6, high=3.0))
    yield sample(2, make(2, 3, low=0.6, high=3.0))
    yield sample(1, make(0))
    yield sample(1, make(2, 0, 1))
    yield sample(3, View(make(3, 2, low=0.6, high=3.0), lambda a: a.T))
    for n in (0, 1, 3):  # between the poles
        yield sample(n, make(3, low=-9.7, high=-9.3))


@samples("special.gamma_p_derivative")
def gamma_p_derivative(make: Make) -> Iterator[Sample]:
    yield from _with_parameter(_between(make, 0.4, 4.0), _between(make, 0.4, 4.0))
    yield from _with_parameter(_between(make, 10.0, 20.0), _between(make, 9.0, 30.0))


@samples("special.gammainc")
def gammainc(make: Make) -> Iterator[Sample]:
    yield from _with_parameter(_between(make, 0.4, 4.0), _between(make, 0.4, 4.0))


@samples("special.gammaincc")
def gammaincc(make: Make) -> Iterator[Sample]:
    yield from _with_parameter(_between(make, 0.4, 4.0), _between(make, 0.4, 4.0))


@samples("special.chdtr")
def chdtr(make: Make) -> Iterator[Sample]:
    yield from _with_parameter(_between(make, 0.8, 8.0), _between(make, 0.8, 8.0))


@samples("special.chdtrc")
def chdtrc(make: Make) -> Iterator[Sample]:
    yield from _with_parameter(_between(make, 0.8, 8.0), _between(make, 0.8, 8.0))


@samples("special.stdtr")
def stdtr(make: Make) -> Iterator[Sample]:
    yield from _with_parameter(_between(make, 0.6, 9.0), make)


def _beta(make: Make) -> Iterator[Sample]:
    shape, x = _between(make, 0.4, 4.0), _between(make, 0.15, 0.85)
    yield sample(Fixed(shape(2, 3)), Fixed(shape(2, 3)), x(2, 3))
    yield sample(Fixed(shape(3, 1)), Fixed(shape(2, 1, 1)), x(1, 4))
    yield sample(Fixed(shape(2, 3)), Fixed(shape(3)), x())
    yield sample(Fixed(shape()), Fixed(shape()), x(2, 3))
    yield sample(1.0, 1.0, x(3))
    yield sample(float(shape()), float(shape()), x(4))
    yield sample(float(shape()), float(shape()), x())
    yield sample(Fixed(shape(1)), 2.5, x(0))
    yield sample(0.5, 2.5, View(x(3, 2), lambda a: a.T))
    yield sample(2.5, 0.5, View(x(6), lambda a: a[::2]))
    yield sample(Fixed(shape(3) + 10.0), Fixed(shape(3) + 20.0), x(3))


@samples("special.betainc")
def betainc(make: Make) -> Iterator[Sample]:
    yield from _beta(make)


@samples("special.ibeta_derivative")
def ibeta_derivative(make: Make) -> Iterator[Sample]:
    yield from _beta(make)


def _logsumexp(a: Any, axis: Any = None, b: Any = None, keepdims: bool = False) -> Any:
    return np.log(np.sum(np.exp(a) * (1.0 if b is None else b), axis=axis, keepdims=keepdims))


@samples("special.logsumexp", reference=_logsumexp)
def logsumexp(make: Make) -> Iterator[Sample]:
    weights = _between(make, 0.3, 2.0)
    yield sample(make(4))
    yield sample(make(2, 3))
    yield sample(make(2, 3), axis=0)
    yield sample(make(2, 3), axis=-1, keepdims=True)
    yield sample(make(2, 3, 2), axis=(0, -1))
    yield sample(make(2, 1, 3), axis=(1,), keepdims=True)
    yield sample(make())
    yield sample(View(make(3, 2), lambda a: a.T), axis=1)
    yield sample(View(make(6), lambda a: a[1::2]))
    yield sample(make(2, 3), b=weights(2, 3))
    yield sample(make(2, 3), axis=1, b=weights(3))
    yield sample(make(3), axis=0, b=weights(2, 3))
    yield sample(make(2, 1), axis=-1, b=weights(1, 3), keepdims=True)
    yield sample(make(2, 3), axis=0, b=Fixed(np.asarray([[1.0, 0.0, 2.0], [0.5, 1.0, -0.01]])))
    yield sample(make(0, 3), axis=1)


def _softmax(x: Any, axis: Any = None) -> Any:
    return np.exp(x) / np.sum(np.exp(x), axis=axis, keepdims=True)


def _over_axes(make: Make) -> Iterator[Sample]:
    yield sample(make(4))
    yield sample(make(2, 3))
    yield sample(make(2, 3), axis=0)
    yield sample(make(2, 3), axis=-1)
    yield sample(make(2, 3, 2), axis=1)
    yield sample(make(2, 3, 2), axis=(0, -1))
    yield sample(make())
    yield sample(make(2, 1), axis=1)
    yield sample(make(0))
    yield sample(make(2, 0), axis=1)
    yield sample(View(make(3, 2), lambda a: a.T), axis=0)
    yield sample(View(make(6), lambda a: a[::2]))


@samples("special.softmax", reference=_softmax)
def softmax(make: Make) -> Iterator[Sample]:
    yield from _over_axes(make)


@samples("special.log_softmax", reference=lambda x, axis=None: np.log(_softmax(x, axis)))
def log_softmax(make: Make) -> Iterator[Sample]:
    yield from _over_axes(make)
