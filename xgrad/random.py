"""Random numbers: the same ones for a seed on every library, device and dtype, and differentiable.

    rng = xgrad.random.Generator(seed=0)
    noise = rng.normal(loc, scale)  # loc and scale may be tracked: noise = loc + scale * z

A generator draws on the host, in double precision, by the default library's counter-based Philox
(Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011), and moves the numbers to where
they are wanted, rounded to the dtype wanted there. So a run on one library repeats a run on another,
up to rounding, for as long as that library leaves its streams as they are.
With `native=True` the library's own generator draws instead, on its device: faster there, and
other numbers. `xgrad.torch.random` is this module over PyTorch's arrays.

A generator may be used by several threads, but then who gets which numbers is up to chance: give
each thread one of its own by `spawn`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from types import ModuleType
from typing import Any

from array_api_compat import device as device_of

from xgrad.arrays import kind_of
from xgrad.backends import Backend
from xgrad.config import DEFAULT_LIBRARY, default_place
from xgrad.devices import backend_for_device
from xgrad.dispatch import SCALAR_TYPES, backend, backend_of, is_array
from xgrad.kernels import GENERIC
from xgrad.ops.cumulative import cumulative_sum
from xgrad.ops.elementwise_arithmetic import multiply, negative
from xgrad.ops.elementwise_constant import less
from xgrad.ops.elementwise_transcendental import log1p
from xgrad.ops.indexing import take
from xgrad.ops.manipulation import broadcast_shapes, reshape
from xgrad.raw import unwrapped
from xgrad.registry import MAKERS
from xgrad.variable import Variable, wrap

Shape = int | Sequence[int]
Place = tuple[Backend, Any]
"""A library, and one of its devices or None."""


class _Host:
    """Draws on the host; what it gives belongs to the default library."""

    def __init__(self, seed: Any) -> None:
        draw = backend(DEFAULT_LIBRARY).module.random
        self.generator = (
            seed if isinstance(seed, draw.Generator) else draw.Generator(draw.Philox(seed))
        )

    def random(self, shape: tuple[int, ...], dtype: Any) -> Any:
        return self.generator.random(shape)

    def normal(self, shape: tuple[int, ...], dtype: Any) -> Any:
        return self.generator.standard_normal(shape)

    def integers(self, low: int, high: int, shape: tuple[int, ...]) -> Any:
        return self.generator.integers(low, high, shape)

    def permutation(self, count: int) -> Any:
        return self.generator.permutation(count)

    def spawn(self, count: int) -> list[Any]:
        return [_Host(child) for child in self.generator.spawn(count)]


class Generator:
    """A stream of random numbers.

    Args:
        seed: an integer, or a sequence of integers, for a stream that can be repeated; None for one
            that nobody foresees.
        xp: the library of the numbers, by name ("torch") or by its namespace; by default that of
            the arrays among the arguments of a call, else the one of the default device.
        device: where they shall live; by default where those arrays do.
        native: whether the library's own generator draws, on the device.

    Raises NotImplementedError for `native` on a library of whose generator nothing is known.
    """

    def __init__(
        self, seed: Any = None, *, xp: Any = None, device: Any = None, native: bool = False
    ) -> None:
        self._library: str | None = xp if xp is None or isinstance(xp, str) else _name_of(xp)
        self._device = device
        if native:
            library, self._device = self._place((), None)
            self._library = library.name
            self._source = library.xp.generator(seed, self._device)
        else:
            self._source = _Host(seed)

    def spawn(self, count: int) -> list[Generator]:
        """New generators whose streams are independent of this one's and of each other's."""
        children = []
        for source in self._source.spawn(count):
            child = Generator.__new__(Generator)
            child._library, child._device, child._source = self._library, self._device, source
            children.append(child)
        return children

    def uniform(
        self,
        low: Any = 0.0,
        high: Any = 1.0,
        shape: Shape | None = None,
        *,
        dtype: Any = None,
        device: Any = None,
    ) -> Variable:
        """Numbers spread evenly from `low` up to and without `high`, differentiable in both.

        `shape` is by default what `low` and `high` have together, the dtype theirs if they are
        arrays, else the library's default.
        """
        u = self._standard("random", (low, high), shape, dtype, device)
        plain = isinstance(low, float) and isinstance(high, float) and (low, high) == (0.0, 1.0)
        return u if plain else low + (high - low) * u

    def normal(
        self,
        loc: Any = 0.0,
        scale: Any = 1.0,
        shape: Shape | None = None,
        *,
        dtype: Any = None,
        device: Any = None,
    ) -> Variable:
        """Numbers of the normal distribution about `loc` with deviation `scale`, differentiable in both.

        Shape and dtype are told as for `uniform`.
        """
        z = self._standard("normal", (loc, scale), shape, dtype, device)
        plain = isinstance(loc, float) and isinstance(scale, float) and (loc, scale) == (0.0, 1.0)
        return z if plain else loc + scale * z

    def random(self, shape: Shape = (), *, dtype: Any = None, device: Any = None) -> Variable:
        """Numbers spread evenly from 0 up to and without 1."""
        return self._standard("random", (), shape, dtype, device)

    def standard_normal(
        self, shape: Shape = (), *, dtype: Any = None, device: Any = None
    ) -> Variable:
        """Numbers of the normal distribution about 0 with deviation 1."""
        return self._standard("normal", (), shape, dtype, device)

    def exponential(
        self,
        scale: Any = 1.0,
        shape: Shape | None = None,
        *,
        dtype: Any = None,
        device: Any = None,
    ) -> Variable:
        """Numbers of the exponential distribution with mean `scale`, differentiable in it.

        By the inverse of its distribution function: `-scale * log(1 - u)` for u spread evenly from
        0 to 1. Shape and dtype are told as for `uniform`.
        """
        u = self._standard("random", (scale,), shape, dtype, device)
        return multiply(negative(log1p(negative(u))), scale)

    def integers(
        self,
        low: int,
        high: int | None = None,
        shape: Shape = (),
        *,
        dtype: Any = None,
        device: Any = None,
    ) -> Variable:
        """Integers from `low` up to and without `high`, all as likely; from 0 if one bound is given."""
        low, high = (0, low) if high is None else (low, high)
        return self._integers(self._place((), device), dtype, "integers", low, high, _tuple(shape))

    def bernoulli(
        self, p: Any = 0.5, shape: Shape | None = None, *, device: Any = None
    ) -> Variable:
        """True with probability `p`, which may be an array: `shape` is by default its own. A constant."""
        return less(self._standard("random", (p,), shape, None, device), p)

    def permutation(self, x: Any, *, axis: int = 0, device: Any = None) -> Variable:
        """The numbers 0 to x - 1 in random order, or an array with its parts along an axis in random order."""
        count = x if isinstance(x, int) else x.shape[axis]
        place = self._place((x,), device)
        order = self._integers(place, None, "permutation", count)
        return order if isinstance(x, int) else take(x, order, axis=axis)

    def choice(
        self,
        x: Any,
        shape: Shape = (),
        *,
        replace: bool = True,
        p: Any = None,
        axis: int = 0,
        device: Any = None,
    ) -> Variable:
        """Numbers below x, or parts of an array along an axis, drawn at random; each only once without `replace`.

        `p` gives the weights of all, which need not sum to 1. Raises ValueError where more is drawn
        without replacement than there is.
        """
        count = x if isinstance(x, int) else x.shape[axis]
        shape = _tuple(shape)
        wanted = math.prod(shape)
        if not replace and wanted > count:
            raise ValueError(f"choice: {wanted} of {count} cannot be drawn without replacement")
        place = self._place((x, p), device)
        if p is None and replace:
            order = self._integers(place, None, "integers", 0, count, (wanted,))
        elif p is None:
            order = self._integers(place, None, "permutation", count)[:wanted]
        else:
            order = self._weighted(place, p, count, wanted, replace)
        if isinstance(x, int):
            return reshape(order, shape)
        parts = take(x, order, axis=axis)
        at = axis % len(x.shape)
        return reshape(parts, (*x.shape[:at], *shape, *x.shape[at + 1 :]))

    def _weighted(self, place: Place, p: Any, count: int, wanted: int, replace: bool) -> Variable:
        """Positions drawn by weights: by the inverse of their running sum, or the first of a race.

        The race of exponential times, each at its weight's rate, is the method of Efraimidis and
        Spirakis, "Weighted random sampling with a reservoir" (2006).
        """
        library, device = place
        given = unwrapped(p)
        floating = is_array(given) and kind_of(given) == "float"
        dtype = _dtype("real floating", given.dtype if floating else None, place)
        weights = wrap(library.asarray(given, dtype, device))
        xp = library.namespace
        if weights.shape != (count,):
            raise ValueError(f"choice: p has shape {weights.shape}, not ({count},)")
        if library.surely(xp.any(~(weights >= 0) | xp.isinf(weights)).data):
            raise ValueError("choice: a weight in p is negative or no finite number")
        needed = 1 if replace else wanted
        if wanted and library.surely((xp.count_nonzero(weights) < needed).data):
            raise ValueError(
                f"choice: {wanted} cannot be drawn, since too many weights in p are zero"
            )
        if replace:
            sums = cumulative_sum(weights)
            u = self._floats(place, dtype, "random", (wanted,))
            return xp.clip(xp.searchsorted(sums, u * sums[-1], side="right"), max=count - 1)
        u = self._floats(place, dtype, "random", (count,))
        times = -xp.log1p(-u) / xp.where(weights > 0, weights, 1.0)
        return xp.argsort(xp.where(weights > 0, times, math.inf))[:wanted]

    def _standard(
        self, name: str, parameters: tuple[Any, ...], shape: Any, dtype: Any, device: Any
    ) -> Variable:
        """Numbers of a standard distribution that go with a distribution's parameters."""
        arrays = [unwrapped(v) for v in parameters if hasattr(v, "dtype")]
        if shape is None:
            shape = broadcast_shapes(*(tuple(a.shape) for a in arrays))
        if dtype is None:
            floats = [a.dtype for a in arrays if kind_of(a) == "float"]
            dtype = floats[0] if floats else None
        return self._floats(self._place(parameters, device), dtype, name, _tuple(shape))

    def _floats(self, place: Place, dtype: Any, name: str, shape: tuple[int, ...]) -> Variable:
        library, device = place
        dtype = _dtype("real floating", dtype, place)
        numbers = getattr(self._source, name)(shape, dtype)
        if name == "random" and isinstance(self._source, _Host):
            # Rounded to fewer digits, the last numbers below 1 would be 1.
            last = 1.0 - 0.5 * float(library.module.finfo(dtype).eps)
            numbers = backend(DEFAULT_LIBRARY).xp.minimum(numbers, last)
        return wrap(library.asarray(numbers, dtype, device))

    def _integers(self, place: Place, dtype: Any, name: str, *args: Any) -> Variable:
        library, device = place
        dtype = _dtype("integral", dtype, place)
        return wrap(library.asarray(getattr(self._source, name)(*args), dtype, device))

    def _place(self, parameters: tuple[Any, ...], device: Any) -> Place:
        """The library and the device of what a call gives: its arrays', this generator's, or the default ones."""
        device = self._device if device is None else device
        library = None if self._library is None else backend(self._library)
        for value in parameters:
            raw = unwrapped(value)
            if library is None and is_array(raw) and type(raw) not in SCALAR_TYPES:
                library = backend_of(raw)
                device = device_of(raw) if device is None else device
        if library is None:
            place = default_place()
            device = place.device if device is None else device
            named = device if device is None or isinstance(device, str) else str(device)
            library = backend_for_device(named, place.backend)
        return library, None if device is None else library.native_device(device)

    def __repr__(self) -> str:
        return f"<xgrad random generator over {self._library or 'any library'}>"


def default_rng(
    seed: Any = None, *, xp: Any = None, device: Any = None, native: bool = False
) -> Generator:
    """A generator, by the name that NumPy has for it."""
    return Generator(seed, xp=xp, device=device, native=native)


def _dtype(kind: str, dtype: Any, place: Place) -> Any:
    """The dtype wanted, by default the library's own of a kind."""
    library, device = place
    if dtype is not None:
        return library.dtype(dtype)
    return library.module.__array_namespace_info__().default_dtypes(device=device)[kind]


def _tuple(shape: Shape) -> tuple[int, ...]:
    return (shape,) if isinstance(shape, int) else tuple(shape)


def _name_of(xp: Any) -> str:
    """The library of a namespace: ours over it, or its own."""
    return backend_of(unwrapped(xp.asarray(0))).name


def _unknown_generator(xp: Any, seed: Any, device: Any) -> Any:
    """Stands in for the kernel that gives a library's own generator, where no backend brings it."""
    raise NotImplementedError(
        f"no generator of {xp} is known; leave native=True out to draw on the host"
    )


GENERIC["generator"] = _unknown_generator


def _over(library: Backend) -> Any:
    """This module over one library."""
    module = ModuleType(f"xgrad.{library.name}.random", __doc__)
    module.Generator = partial(Generator, xp=library.name)  # type: ignore[attr-defined]
    module.default_rng = module.Generator  # type: ignore[attr-defined]
    return module


MAKERS["random"] = _over
