"""Samples of special functions that are made of others, and of quantiles, drawn from where they are smooth."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from samples.base import Fixed, Make, Sample, View, sample, samples

Draw = Callable[..., Any]

SHAPES: list[tuple[tuple[int, ...], ...]] = [
    ((4,), (4,), (4,)),
    ((2, 3), (2, 3), (2, 3)),
    ((), (), ()),
    ((0,), (1,), ()),
    ((2, 0, 1), (3,), (1,)),
    ((3, 1), (1, 4), (4,)),
    ((2, 1, 3), (3,), ()),
    ((), (2, 3), (3,)),
    ((1,), (3,), (3, 1)),
]
"""Of the last argument, then of the others from the right; each broadcasts."""


def real(low: float, high: float, apart: float = 1.0) -> Callable[[Make], Draw]:
    """Numbers between two bounds, which are differentiated."""
    return lambda make: lambda *shape: np.asarray(apart * make(*shape, low=low, high=high))


def fixed(low: float, high: float) -> Callable[[Make], Draw]:
    """Numbers between two bounds, which are not."""
    return lambda make: lambda *shape: Fixed(make(*shape, low=low, high=high))


def whole(low: int, high: int) -> Callable[[Make], Draw]:
    """Natural numbers between two bounds, bounds included, as floats that are not differentiated."""
    return lambda make: (
        lambda *shape: Fixed(
            np.asarray(np.round(make(*shape, low=low - 0.49, high=high + 0.49)) + 0.0)
        )
    )


_P = (0.1, 0.9)
ARGUMENTS: dict[str, list[Callable[[Make], Draw]]] = {
    "psi": [real(0.4, 3.0)],
    "loggamma": [real(0.4, 3.0)],
    "binom": [real(3.0, 5.0), real(0.4, 2.0)],
    "exprel": [real(-2.0, 2.0)],
    "boxcox": [real(0.4, 2.0), real(-1.5, 1.5)],
    "boxcox1p": [real(-0.4, 2.0), real(-1.5, 1.5)],
    "inv_boxcox": [real(-0.6, 0.8), real(-0.9, 0.9)],
    "inv_boxcox1p": [real(-0.6, 0.8), real(-0.9, 0.9)],
    "cosm1": [real(-2.0, 2.0)],
    "sindg": [real(-2.0, 2.0, apart=100.0)],
    "cosdg": [real(-2.0, 2.0, apart=100.0)],
    "tandg": [real(0.1, 0.8, apart=100.0)],
    "cotdg": [real(0.2, 0.8, apart=100.0)],
    "radian": [real(0.0, 50.0), real(0.0, 50.0), real(0.0, 50.0)],
    "huber": [real(1.1, 1.6), real(-1.0, 1.0)],
    "pseudo_huber": [real(0.5, 2.0), real(-2.0, 2.0)],
    "ellipk": [real(-2.0, 0.8)],
    "ellipkm1": [real(0.2, 2.0)],
    "expn": [whole(0, 4), real(0.4, 3.0)],
    "gammaincinv": [fixed(0.4, 4.0), real(*_P)],
    "gammainccinv": [fixed(0.4, 4.0), real(*_P)],
    "betaincinv": [fixed(0.6, 3.0), fixed(0.6, 3.0), real(*_P)],
    "stdtrit": [fixed(1.0, 6.0), real(*_P)],
    "chdtri": [fixed(1.0, 8.0), real(*_P)],
    "fdtri": [fixed(1.0, 6.0), fixed(1.0, 6.0), real(*_P)],
    "pdtri": [whole(0, 4), real(*_P)],
    "bdtri": [whole(0, 3), whole(4, 7), real(*_P)],
    "nbdtri": [whole(0, 3), whole(1, 7), real(*_P)],
    "pdtr": [whole(0, 4), real(0.4, 4.0)],
    "pdtrc": [whole(0, 4), real(0.4, 4.0)],
    "bdtr": [whole(0, 3), whole(4, 7), real(*_P)],
    "bdtrc": [whole(0, 3), whole(4, 7), real(*_P)],
    "nbdtr": [whole(0, 3), whole(1, 7), real(*_P)],
    "nbdtrc": [whole(0, 3), whole(1, 7), real(*_P)],
    "fdtr": [fixed(1.0, 6.0), fixed(1.0, 6.0), real(0.3, 3.0)],
    "fdtrc": [fixed(1.0, 6.0), fixed(1.0, 6.0), real(0.3, 3.0)],
    "gdtr": [real(0.5, 2.0), fixed(0.6, 4.0), real(0.5, 2.0)],
    "gdtrc": [real(0.5, 2.0), fixed(0.6, 4.0), real(0.5, 2.0)],
}
"""By function: where its arguments are drawn from."""


def _drawn(makers: list[Callable[[Make], Draw]], make: Make) -> Iterator[Sample]:
    draws = [maker(make) for maker in makers]
    for shapes in SHAPES:
        yield sample(*[d(*s) for d, s in zip(draws, shapes[len(draws) - 1 :: -1], strict=True)])
    others, last = draws[:-1], draws[-1]
    yield sample(*[d() for d in others], View(last(3, 2), lambda a: a.T))
    yield sample(*[d(3) for d in others], View(last(6), lambda a: a[::2]))


def _declare(name: str, makers: list[Callable[[Make], Draw]]) -> None:
    @samples(f"special.{name}")
    def _(make: Make) -> Iterator[Sample]:
        yield from _drawn(makers, make)


for _name, _makers in ARGUMENTS.items():
    _declare(_name, _makers)


@samples("special.multigammaln")
def multigammaln(make: Make) -> Iterator[Sample]:
    for shape in [(4,), (2, 3), (), (0,), (2, 0, 1), (1, 1), (2, 1, 3)]:
        yield sample(make(*shape, low=1.2, high=4.0), 2)
    for d in (1, 3, 4):
        yield sample(make(3, low=2.2, high=4.0), d)
    yield sample(View(make(3, 2, low=1.2, high=4.0), lambda a: a.T), 2)
