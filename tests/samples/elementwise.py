"""Samples of elementwise operations, drawn from the domain that each declares for its inputs.

The values keep clear of the places where some elementwise operation has a kink, a jump or a pole: the
ends of the domain, multiples of one half (0 for abs, integers for floor, halves for round), inputs that
tie (maximum), and inputs of which one is a multiple of the other (remainder).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf, isinf
from typing import TYPE_CHECKING, Any

import numpy as np

from samples.base import Make, Sample, View, sample, samples

if TYPE_CHECKING:
    from xgrad.op import Op

SHAPES: dict[int, list[tuple[tuple[int, ...], ...]]] = {
    1: [
        ((4,),),
        ((2, 3),),
        ((),),
        ((0,),),
        ((2, 0, 1),),
        ((1, 1),),
        ((1,),),
        ((2, 1, 3),),
        ((3, 2),),
        ((0, 2),),
    ],
    2: [
        ((2, 3), (2, 3)),
        ((3, 1), (1, 4)),
        ((4,), (2, 1, 4)),
        ((2, 1, 4), (4,)),
        ((), (2, 3)),
        ((2, 3), ()),
        ((), ()),
        ((1,), (3,)),
        ((0,), (1,)),
        ((3, 0), ()),
    ],
    3: [
        ((2, 3), (2, 3), (2, 3)),
        ((2, 3), (), ()),
        ((2, 1), (3,), (1, 3)),
        ((), (2,), ()),
        ((), (), ()),
        ((0,), (1,), ()),
    ],
}
CLEAR = 0.06  # of kinks: more than the step from which finite differences start


def interval(domain: tuple[float, float]) -> tuple[float, float]:
    """Where to draw from: [-2, 2] within the domain, with a margin at its ends."""
    low, high = domain
    margin = 0.2 if isinf(high - low) else 0.05 * (high - low)
    low, high = low + margin, high - margin
    start = max(low, -2.0) if low < 2.0 else low
    stop = min(high, 2.0) if high > -2.0 else high
    return (start, stop) if start < stop else (start, start + 2.0)


def draw(make: Make, domains: Sequence[tuple[float, float]], shapes: Any) -> list[np.ndarray]:
    """One array for each input, clear of kinks whatever is paired with whatever by broadcasting."""
    bounds = [interval(domain) for domain in domains]
    for _ in range(100_000):
        # Element by element first, so that few draws are lost to a single unlucky number.
        arrays = [
            _singly(make, low, high, shape)
            for (low, high), shape in zip(bounds, shapes, strict=True)
        ]
        if all(_apart(a, b) for i, a in enumerate(arrays) for b in arrays[i + 1 :]):
            return arrays
    raise ValueError(f"no points clear of kinks found in {domains}")


def _singly(make: Make, low: float, high: float, shape: tuple[int, ...]) -> np.ndarray:
    values = make(*shape, low=low, high=high)
    while True:
        bad = np.abs(2 * values - np.round(2 * values)) < 2 * CLEAR
        if not np.any(bad):
            return values
        values = np.where(bad, make(*shape, low=low, high=high), values)


def _apart(a: np.ndarray, b: np.ndarray) -> bool:
    multiple = np.round(a / b) * b
    return bool(np.all(np.abs(a - b) > CLEAR) and np.all(np.abs(a - multiple) > CLEAR))


def elementwise_samples(op: Op) -> Iterator[Sample]:
    """The samples of an operation that declares a domain."""
    domains = op.domain
    if domains is None:
        raise ValueError(f"{op.name} declares no domain")
    make = Make(op.name)
    for shapes in SHAPES[len(domains)]:
        yield sample(*draw(make, domains, shapes))
    yield sample(*(_view(a) for a in draw(make, domains, [(2, 3)] * len(domains))))
    strided = draw(make, domains, [(3,)] * len(domains))
    yield sample(*(View(np.repeat(a, 2), lambda a: a[::2]) for a in strided))
    if len(domains) == 2:
        a, b = draw(make, domains, [(2, 3), ()])
        yield sample(a, float(b))
        a, b = draw(make, domains, [(), (2, 3)])
        yield sample(float(a), b)


def _view(values: np.ndarray) -> View:
    """The same values, seen through a transposed array."""
    return View(np.ascontiguousarray(values.T), lambda a: a.T)


def constant_samples(op: Op, kind: str) -> Iterator[Sample]:
    """The samples of an elementwise operation that has no derivative, on data of one kind."""
    make = Make(op.name)
    count = len(op.inputs)
    for shapes in SHAPES[count]:
        if kind == "f":
            yield sample(*draw(make, [(-inf, inf)] * count, shapes))
        elif kind == "i":
            yield sample(*(make.integers(1, 6, *shape) for shape in shapes))
        else:
            yield sample(*(np.asarray(make.integers(0, 2, *shape) == 1) for shape in shapes))


@samples("clip", reference=lambda x, min=None, max=None: np.clip(x, min, max))
def clip(make: Make) -> Iterator[Sample]:
    x = np.asarray([[-1.7, -0.3, 0.2], [0.9, 1.6, -0.8]])
    low, high = np.asarray([-1.1, -0.4, -0.6]), np.asarray([[0.5], [1.1]])
    yield sample(x, low, high)
    yield sample(x, np.asarray(-0.5), np.asarray(0.7))
    yield sample(x, -0.5, 0.7)
    yield sample(x, -0.5, high)
    yield sample(x, low, 0.7)
    yield sample(x, None, high)
    yield sample(x, low, None)
    yield sample(x, low)
    yield sample(x, max=np.asarray(0.7))
    yield sample(np.asarray(0.4), np.asarray(-0.5), np.asarray(0.3))
    yield sample(make(0), np.asarray(-0.5), np.asarray(0.3))
    yield sample(View(x.T.copy(), lambda a: a.T), low, high)


@samples("real", reference=np.real)
def real(make: Make) -> Iterator[Sample]:
    yield from _complex(make)


@samples("imag", reference=np.imag)
def imag(make: Make) -> Iterator[Sample]:
    yield from _complex(make)


def _complex(make: Make) -> Iterator[Sample]:
    yield sample(make.complex(4))
    yield sample(make.complex(1))
    yield sample(make.complex(2, 1, 3))
    yield sample(make.complex(2, 0))
    yield sample(View(make.complex(6), lambda a: a[::2]))
    yield sample(make.complex(2, 3))
    yield sample(make.complex())
    yield sample(make.complex(0))
    yield sample(make.complex(1, 1))
    yield sample(View(make.complex(3, 2), lambda a: a.T))
