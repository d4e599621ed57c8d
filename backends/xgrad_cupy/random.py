"""CuPy's own generator, as `xgrad.random` asks for it."""

from __future__ import annotations

import importlib
from typing import Any

from xgrad_numpy.seeds import Seeded


class NativeGenerator(Seeded):
    """Draws on the generator's device, in the dtype that is wanted."""

    def __init__(self, seed: Any, device: Any = None) -> None:
        self._cupy = importlib.import_module("cupy")
        super().__init__(seed, self._cupy.cuda.Device() if device is None else device)
        with self.device:
            self.generator = self._cupy.random.default_rng(int(self.words(1, 64)[0]))

    def random(self, shape: tuple[int, ...], dtype: Any) -> Any:
        """Numbers spread evenly from 0 up to and without 1."""
        with self.device:
            return self.generator.random(shape, dtype)

    def normal(self, shape: tuple[int, ...], dtype: Any) -> Any:
        """Numbers of the standard normal distribution."""
        with self.device:
            return self.generator.standard_normal(shape, dtype)

    def integers(self, low: int, high: int, shape: tuple[int, ...]) -> Any:
        """Integers from `low` up to and without `high`."""
        with self.device:
            return self.generator.integers(low, high, shape)

    def permutation(self, count: int) -> Any:
        """The numbers 0 to count - 1 in random order."""
        with self.device:
            # CuPy's generators know no permutations; equal numbers are all but impossible.
            return self._cupy.argsort(self.generator.random(count))
