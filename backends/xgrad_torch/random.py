"""PyTorch's own generator, as `xgrad.random` asks for it."""

from __future__ import annotations

import importlib
from typing import Any

from xgrad_numpy.seeds import Seeded


class NativeGenerator(Seeded):
    """Draws on the generator's device, in the dtype that is wanted."""

    def __init__(self, seed: Any, device: Any = None) -> None:
        self._torch = importlib.import_module("torch")
        super().__init__(seed, self._torch.get_default_device() if device is None else device)
        self.generator = self._torch.Generator(self.device)
        self.generator.manual_seed(int(self.words(1, 64)[0]))

    @property
    def _place(self) -> dict[str, Any]:
        return {"generator": self.generator, "device": self.device}

    def random(self, shape: tuple[int, ...], dtype: Any) -> Any:
        """Numbers spread evenly from 0 up to and without 1."""
        return self._torch.rand(shape, dtype=dtype, **self._place)

    def normal(self, shape: tuple[int, ...], dtype: Any) -> Any:
        """Numbers of the standard normal distribution."""
        return self._torch.randn(shape, dtype=dtype, **self._place)

    def integers(self, low: int, high: int, shape: tuple[int, ...]) -> Any:
        """Integers from `low` up to and without `high`."""
        return self._torch.randint(low, high, shape, **self._place)

    def permutation(self, count: int) -> Any:
        """The numbers 0 to count - 1 in random order."""
        return self._torch.randperm(count, **self._place)
