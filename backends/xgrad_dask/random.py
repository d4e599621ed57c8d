"""Dask's own generator, as `xgrad.random` asks for it: lazy numbers, drawn chunk by chunk where they are needed."""

from __future__ import annotations

import importlib
from typing import Any

from xgrad_numpy.seeds import Seeded


class NativeGenerator(Seeded):
    """Every chunk has a stream of its own, so that computing it again gives the same numbers."""

    def __init__(self, seed: Any, device: Any = None) -> None:
        super().__init__(seed, device)
        self.generator = importlib.import_module("dask.array").random.default_rng(self.seeds)

    def random(self, shape: tuple[int, ...], dtype: Any) -> Any:
        """Numbers spread evenly from 0 up to and without 1."""
        return self.generator.random(shape, dtype=dtype)

    def normal(self, shape: tuple[int, ...], dtype: Any) -> Any:
        """Numbers of the standard normal distribution."""
        return self.generator.standard_normal(shape).astype(dtype)

    def integers(self, low: int, high: int, shape: tuple[int, ...]) -> Any:
        """Integers from `low` up to and without `high`."""
        return self.generator.integers(low, high, size=shape)

    def permutation(self, count: int) -> Any:
        """The numbers 0 to count - 1 in random order."""
        return self.generator.permutation(count)
