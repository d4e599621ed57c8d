"""Samples of the extension of Fourier transforms."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from samples.base import Make, Sample, View, sample, samples


def _along_an_axis(draw: Callable[..., np.ndarray]) -> Iterator[Sample]:
    """Lengths even and odd, padded and cropped, every norm and axis."""
    yield sample(draw(4))
    yield sample(draw(5))
    yield sample(draw(3, 4))
    yield sample(draw(4, 3), axis=0)
    yield sample(draw(2, 3, 2), axis=-2, norm="ortho")
    yield sample(draw(5), norm="forward")
    yield sample(draw(4), n=6)
    yield sample(draw(4), n=7, norm="ortho")
    yield sample(draw(6), n=4)
    yield sample(draw(5, 2), n=3, axis=0, norm="forward")
    yield sample(draw(3), n=1)
    yield sample(draw(3), n=2)
    yield sample(draw(0, 4))
    yield sample(View(draw(4, 3), lambda a: a.T))


def _over_several(draw: Callable[..., np.ndarray]) -> Iterator[Sample]:
    yield sample(draw(3, 4))
    yield sample(draw(4))
    yield sample(draw(2, 3, 4))
    yield sample(draw(2, 3, 4), axes=(0, 2))
    yield sample(draw(2, 3, 4), axes=(1,), norm="ortho")
    yield sample(draw(3, 5), norm="forward")
    yield sample(draw(3, 4), s=(4, 6), axes=(0, 1))
    yield sample(draw(3, 4), s=(2, 3), axes=(0, 1), norm="ortho")
    yield sample(draw(3, 4), s=(5, 2), axes=(1, 0))
    yield sample(draw(0, 4), axes=(1,))
    yield sample(View(draw(4, 3), lambda a: a.T))


@samples("fft.fft", reference=np.fft.fft)
def fft(make: Make) -> Iterator[Sample]:
    yield from _along_an_axis(make.complex)


@samples("fft.ifft", reference=np.fft.ifft)
def ifft(make: Make) -> Iterator[Sample]:
    yield from _along_an_axis(make.complex)


@samples("fft.rfft", reference=np.fft.rfft)
def rfft(make: Make) -> Iterator[Sample]:
    yield from _along_an_axis(make)


@samples("fft.irfft", reference=np.fft.irfft)
def irfft(make: Make) -> Iterator[Sample]:
    yield from _along_an_axis(make.complex)


@samples("fft.hfft", reference=np.fft.hfft)
def hfft(make: Make) -> Iterator[Sample]:
    yield from _along_an_axis(make.complex)


@samples("fft.ihfft", reference=np.fft.ihfft)
def ihfft(make: Make) -> Iterator[Sample]:
    yield from _along_an_axis(make)


@samples("fft.fftn", reference=np.fft.fftn)
def fftn(make: Make) -> Iterator[Sample]:
    yield from _over_several(make.complex)


@samples("fft.ifftn", reference=np.fft.ifftn)
def ifftn(make: Make) -> Iterator[Sample]:
    yield from _over_several(make.complex)


@samples("fft.rfftn", reference=np.fft.rfftn)
def rfftn(make: Make) -> Iterator[Sample]:
    yield from _over_several(make)


@samples("fft.irfftn", reference=np.fft.irfftn)
def irfftn(make: Make) -> Iterator[Sample]:
    yield from _over_several(make.complex)


def _shifted(make: Make) -> Iterator[Sample]:
    yield sample(make(4))
    yield sample(make(5))
    yield sample(make(3, 4))
    yield sample(make(3, 4), axes=0)
    yield sample(make(3, 5), axes=(1,))
    yield sample(make(2, 3, 5), axes=(0, -1))
    yield sample(make(1))
    yield sample(make(0))
    yield sample(make.complex(5))
    yield sample(View(make(5, 3), lambda a: a.T))


@samples("fft.fftshift", reference=np.fft.fftshift)
def fftshift(make: Make) -> Iterator[Sample]:
    yield from _shifted(make)


@samples("fft.ifftshift", reference=np.fft.ifftshift)
def ifftshift(make: Make) -> Iterator[Sample]:
    yield from _shifted(make)
