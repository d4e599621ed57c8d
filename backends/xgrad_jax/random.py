"""JAX's own random numbers, as `xgrad.random` asks for them."""

from __future__ import annotations

import importlib
import itertools
from typing import Any

from xgrad_numpy.seeds import Seeded


class NativeGenerator(Seeded):
    """Makes a new key for each call, from the seed and the number of the call."""

    def __init__(self, seed: Any, device: Any = None) -> None:
        super().__init__(seed, device)
        jax = importlib.import_module("jax")
        self._random = jax.random
        words = jax.device_put(self.words(2), device)
        self._first = jax.random.wrap_key_data(words, impl="threefry2x32")
        self._calls = itertools.count()

    def _key(self) -> Any:
        return self._random.fold_in(self._first, next(self._calls))

    def random(self, shape: tuple[int, ...], dtype: Any) -> Any:
        """Numbers spread evenly from 0 up to and without 1."""
        return self._random.uniform(self._key(), shape, dtype)

    def normal(self, shape: tuple[int, ...], dtype: Any) -> Any:
        """Numbers of the standard normal distribution."""
        return self._random.normal(self._key(), shape, dtype)

    def integers(self, low: int, high: int, shape: tuple[int, ...]) -> Any:
        """Integers from `low` up to and without `high`."""
        return self._random.randint(self._key(), shape, low, high)

    def permutation(self, count: int) -> Any:
        """The numbers 0 to count - 1 in random order."""
        return self._random.permutation(self._key(), count)
