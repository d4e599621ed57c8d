"""Seeds for the libraries' own generators: NumPy's seed sequences make any number of independent ones."""

from __future__ import annotations

from typing import Any, Self

import numpy as np


class Seeded:
    """A random generator on a device of its library, with a seed of which any number of others can be made."""

    def __init__(self, seed: Any, device: Any = None) -> None:
        self.seeds = (
            seed if isinstance(seed, np.random.SeedSequence) else np.random.SeedSequence(seed)
        )
        self.device = device

    def words(self, count: int, bits: int = 32) -> Any:
        """Unsigned integers that follow from the seed."""
        return self.seeds.generate_state(count, np.dtype(f"uint{bits}").type)

    def spawn(self, count: int) -> list[Self]:
        """Generators with streams of their own."""
        return [type(self)(child, self.device) for child in self.seeds.spawn(count)]
