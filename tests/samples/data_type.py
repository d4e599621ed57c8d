"""Samples of the chapters on data types and on devices."""

from __future__ import annotations

from collections.abc import Iterator

from samples.base import DType, Make, Place, Sample, View, sample, samples


@samples("astype", reference=lambda x, dtype, **_: x.astype(dtype))
def astype(make: Make) -> Iterator[Sample]:
    for name in ("float64", "float32"):
        yield sample(make(2, 3), DType(name))
        yield sample(make(), DType(name))
        yield sample(make(0, 3), DType(name), copy=False)
        yield sample(View(make(3, 2), lambda a: a.T), DType(name))
    yield sample(make(2, 3), DType("complex128"))
    yield sample(make.complex(2, 3), DType("complex128"))


@samples("to_device", reference=lambda x, device, **_: x)
def to_device(make: Make) -> Iterator[Sample]:
    for place in (Place(other=False), Place(other=True)):
        yield sample(make(2, 3), place)
        yield sample(make(), place)
        yield sample(make(0, 3), place)
        yield sample(make(2, 1, 3), place)
        yield sample(View(make(3, 2), lambda a: a.T), place)
