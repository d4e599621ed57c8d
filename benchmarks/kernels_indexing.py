"""Gradients of indexing and of running sums and products at 10⁶ elements, by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
from kernel import Kernel, numbers


def vector(size: int) -> tuple[Any, ...]:
    """Numbers near one, so that their products neither vanish nor overflow; and the cotangent."""
    r = numbers()
    return 1 + r.standard_normal(size) / size, r.standard_normal(size)


def sliced(size: int) -> tuple[Any, ...]:
    """Numbers, and the cotangent of every second one."""
    x, cotangent = vector(size)
    return x, cotangent[1:-1:2].copy()


def gathered(size: int) -> tuple[Any, ...]:
    """Numbers, as many positions among them, and the cotangent."""
    r = numbers()
    return r.standard_normal(size), r.integers(0, size, size), r.standard_normal(size)


def rows(size: int) -> tuple[Any, ...]:
    """A table of rows of 50, positions that repeat each row about twice, and the cotangent."""
    r, count = numbers(), max(size // 50, 1)
    positions = r.integers(0, count, 2 * count)
    return r.standard_normal((count, 50)), positions, r.standard_normal((2 * count, 50))


def of_gather(x: Any, i: Any, w: Any) -> tuple[Any, ...]:
    """Each position adds its cotangent."""
    return x[i], np.bincount(i, w, len(x))


def of_rows(x: Any, i: Any, w: Any) -> tuple[Any, ...]:
    """The same row by row, counted as one long vector."""
    bins = (i[:, None] * x.shape[1] + np.arange(x.shape[1])).ravel()
    return x[i], np.bincount(bins, w.ravel(), x.size).reshape(x.shape)


def of_slice(x: Any, w: Any) -> tuple[Any, ...]:
    """The cotangent in its place among zeros."""
    g = np.zeros_like(x)
    g[1:-1:2] = w
    return x[1:-1:2], g


def of_sums(x: Any, w: Any) -> tuple[Any, ...]:
    """Running sums from behind."""
    return np.cumsum(x), np.cumsum(w[::-1])[::-1]


def of_products(x: Any, w: Any) -> tuple[Any, ...]:
    """Running sums from behind of cotangent times product, over the factor."""
    y = np.cumprod(x)
    return y, np.cumsum((w * y)[::-1])[::-1] / x


INDEXING = {
    "gather": Kernel("x[i], 10⁶ random positions", gathered, 1,
                     lambda xp, x, i: x[i], of_gather),
    "rows": Kernel("rows of a table, each about twice", rows, 1,
                   lambda xp, x, i: xp.take(x, i, axis=0), of_rows),
    "slice": Kernel("x[1:-1:2]", sliced, 1, lambda xp, x: x[1:-1:2], of_slice),
    "sums": Kernel("cumulative_sum", vector, 1,
                   lambda xp, x: xp.cumulative_sum(x), of_sums),
    "products": Kernel("cumulative_prod", vector, 1,
                       lambda xp, x: xp.cumulative_prod(x), of_products),
}  # fmt: skip
