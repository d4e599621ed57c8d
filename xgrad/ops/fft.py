"""Fourier transforms of the standard. They are linear, so each rule is the transposed transform.

The matrix of a transform is symmetric: what carries a signal to its spectrum carries the cotangent back,
with the same norm. A transform that is given another length pads or crops first; so does its transpose,
last. A real signal keeps half of its spectrum, since the other half is its conjugate: the transposes of
these transforms count that half in, or leave it out.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Literal

from array_api_compat import device as device_of

from xgrad.backends import Backend
from xgrad.composed import composed
from xgrad.maker import made, maker
from xgrad.op import Array, op
from xgrad.variable import Variable

Norm = Literal["backward", "ortho", "forward"]
Axes = Sequence[int] | None


def _part(x: Any, axis: int, start: int, stop: int) -> Any:
    """The elements from `start` up to and without `stop` along an axis."""
    return x[(*(slice(None),) * (axis % len(x.shape)), slice(start, stop), ...)]


def _resized(xp: Any, x: Any, axis: int, length: int) -> Any:
    """Zeros added at the end of an axis, or elements taken from there."""
    axis %= len(x.shape)
    there = x.shape[axis]
    if length <= there:
        return x if length == there else _part(x, axis, 0, length)
    shape = (*x.shape[:axis], length - there, *x.shape[axis + 1 :])
    return xp.concat([x, xp.zeros(shape, dtype=x.dtype, device=device_of(x))], axis=axis)


def _resized_to(xp: Any, x: Any, shape: tuple[int, ...]) -> Any:
    for axis, length in enumerate(shape):
        x = _resized(xp, x, axis, length)
    return x


def _doubled(xp: Any, half: Any, axis: int, length: int) -> Any:
    """Half a spectrum, twice where it stands for both halves: everywhere but at 0 and in the middle."""
    count = half.shape[axis]
    stop = count - 1 if length % 2 == 0 else count
    parts = [
        _part(half, axis, 0, 1),
        2.0 * _part(half, axis, 1, stop),
        _part(half, axis, stop, count),
    ]
    parts = [part for part in parts if part.shape[axis] > 0]
    return xp.concat(parts, axis=axis) if len(parts) > 1 else parts[0]


@op(within="fft")
def fft(x: Array, /, *, n: int | None = None, axis: int = -1, norm: Norm = "backward") -> Variable:
    """Spectrum of a signal: y[k] = Σ x[j] exp(-2πi jk / n), of the signal padded or cropped to length n.

    `norm` says which direction is divided by n: "backward" the inverse, "forward" this one, "ortho"
    each by √n.
    """


fft.vjp(
    lambda xp, g, x_shape, axis, norm: _resized(
        xp, xp.fft.fft(g, axis=axis, norm=norm), axis, x_shape[axis]
    )
)


@op(within="fft")
def ifft(x: Array, /, *, n: int | None = None, axis: int = -1, norm: Norm = "backward") -> Variable:
    """Signal of a spectrum: the inverse of `fft`."""


ifft.vjp(
    lambda xp, g, x_shape, axis, norm: _resized(
        xp, xp.fft.ifft(g, axis=axis, norm=norm), axis, x_shape[axis]
    )
)


def _transformed(s: Axes, axes: Axes, ndim: int) -> tuple[int, ...]:
    """The axes that a transform of several works on."""
    if axes is not None:
        return tuple(axes)
    return tuple(range(-(ndim if s is None else len(s)), 0))


@op(within="fft")
def fftn(x: Array, /, *, s: Axes = None, axes: Axes = None, norm: Norm = "backward") -> Variable:
    """Spectrum over several axes, all by default, of the signal padded or cropped to the lengths `s`."""


fftn.vjp(
    lambda xp, g, x_shape, s, axes, norm: _resized_to(
        xp, xp.fft.fftn(g, axes=_transformed(s, axes, len(x_shape)), norm=norm), x_shape
    )
)


@op(within="fft")
def ifftn(x: Array, /, *, s: Axes = None, axes: Axes = None, norm: Norm = "backward") -> Variable:
    """Signal over several axes: the inverse of `fftn`."""


ifftn.vjp(
    lambda xp, g, x_shape, s, axes, norm: _resized_to(
        xp, xp.fft.ifftn(g, axes=_transformed(s, axes, len(x_shape)), norm=norm), x_shape
    )
)


@op(within="fft")
def rfft(x: Array, /, *, n: int | None = None, axis: int = -1, norm: Norm = "backward") -> Variable:
    """The first n // 2 + 1 elements of the spectrum of a real signal; the others are their conjugates."""


def _real_of(transform: str, xp: Any, g: Any, n: int, axis: int, norm: Norm, length: int) -> Any:
    """The real part of a transform of half a spectrum with zeros for the other half."""
    return _resized(
        xp, xp.real(getattr(xp.fft, transform)(g, n=n, axis=axis, norm=norm)), axis, length
    )


def _length(n: int | None, shape: tuple[int, ...], axis: int) -> int:
    return shape[axis] if n is None else n


rfft.vjp(
    lambda xp, g, x_shape, n, axis, norm: _real_of(
        "fft", xp, g, _length(n, x_shape, axis), axis, norm, x_shape[axis]
    )
)


@op(within="fft")
def irfft(
    x: Array, /, *, n: int | None = None, axis: int = -1, norm: Norm = "backward"
) -> Variable:
    """Real signal of length n, by default 2 (m - 1), of half a spectrum of length m: the inverse of `rfft`.

    The imaginary parts at 0 and, for even n, in the middle do not count, and have gradient 0.
    """


irfft.vjp(
    lambda xp, g, x_shape, axis, norm: _resized(
        xp,
        _doubled(xp, xp.fft.ihfft(g, axis=axis, norm=norm), axis, g.shape[axis]),
        axis,
        x_shape[axis],
    )
)


@op(within="fft")
def hfft(x: Array, /, *, n: int | None = None, axis: int = -1, norm: Norm = "backward") -> Variable:
    """Real spectrum of length n, by default 2 (m - 1), of a signal whose second half is the conjugate of its first.

    The imaginary parts at 0 and, for even n, in the middle do not count, and have gradient 0.
    """


hfft.vjp(
    lambda xp, g, x_shape, axis, norm: _resized(
        xp,
        _doubled(xp, xp.fft.rfft(g, axis=axis, norm=norm), axis, g.shape[axis]),
        axis,
        x_shape[axis],
    )
)


@op(within="fft")
def ihfft(
    x: Array, /, *, n: int | None = None, axis: int = -1, norm: Norm = "backward"
) -> Variable:
    """The first n // 2 + 1 elements of the signal of a real spectrum: the inverse of `hfft`."""


ihfft.vjp(
    lambda xp, g, x_shape, n, axis, norm: _real_of(
        "ifft", xp, g, _length(n, x_shape, axis), axis, norm, x_shape[axis]
    )
)


@composed(within="fft")
def rfftn(
    xp: Any, x: Array, /, *, s: Axes = None, axes: Axes = None, norm: Norm = "backward"
) -> Variable:
    """Half the spectrum of a real signal over several axes: `rfft` along the last of them, `fft` along the others."""
    *others, last = _transformed(s, axes, len(x.shape))
    y = xp.fft.rfft(x, n=None if s is None else s[-1], axis=last, norm=norm)
    return xp.fft.fftn(y, s=s if s is None else s[:-1], axes=others, norm=norm) if others else y


@composed(within="fft")
def irfftn(
    xp: Any, x: Array, /, *, s: Axes = None, axes: Axes = None, norm: Norm = "backward"
) -> Variable:
    """Real signal of half a spectrum over several axes: the inverse of `rfftn`."""
    *others, last = _transformed(s, axes, len(x.shape))
    if others:
        x = xp.fft.ifftn(x, s=s if s is None else s[:-1], axes=others, norm=norm)
    return xp.fft.irfft(x, n=None if s is None else s[-1], axis=last, norm=norm)


@partial(maker, within="fft")
def fftfreq(
    backend: Backend, n: int, /, *, d: float = 1.0, dtype: Any = None, device: Any = None
) -> Variable:
    """The frequencies of a spectrum of length n, of samples `d` apart: those from 0 up, then the negative ones."""
    return made(backend, "fft.fftfreq", n, d=d, dtype=dtype, device=device)


@partial(maker, within="fft")
def rfftfreq(
    backend: Backend, n: int, /, *, d: float = 1.0, dtype: Any = None, device: Any = None
) -> Variable:
    """The frequencies of half a spectrum: from 0 up."""
    return made(backend, "fft.rfftfreq", n, d=d, dtype=dtype, device=device)


@op(within="fft")
def fftshift(x: Array, /, *, axes: int | Sequence[int] | None = None) -> Variable:
    """The spectrum with frequency 0 in the middle of the axes, all by default."""


fftshift.vjp(lambda xp, g, axes: xp.fft.ifftshift(g, axes=axes))


@op(within="fft")
def ifftshift(x: Array, /, *, axes: int | Sequence[int] | None = None) -> Variable:
    """The inverse of `fftshift`; they differ at odd lengths."""


ifftshift.vjp(lambda xp, g, axes: xp.fft.fftshift(g, axes=axes))
