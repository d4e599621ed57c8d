"""Gradients that one operation dominates, at 10⁶ elements, by hand: what the rules have to stand beside.

Each row gives the data, and an operation's result with the gradients from a given cotangent: as a careful
NumPy programmer writes them (`by_hand`), and through xgrad (`forward`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Kernel:
    """One operation, and what comes back through it."""

    title: str
    data: Callable[[int], tuple[Any, ...]]
    """From the number of elements to the inputs that are differentiated, the others, and the cotangent."""
    tracked: int
    """How many of the inputs are differentiated."""
    forward: Callable[..., Any]
    """The operation, over the namespace."""
    by_hand: Callable[..., tuple[Any, ...]]
    """The result and the gradients."""


def numbers() -> np.random.Generator:
    """Random numbers, the same for everybody."""
    return np.random.default_rng(30)


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


def matrices(size: int) -> tuple[Any, ...]:
    """A matrix that is easily inverted, and the cotangent."""
    r, n = numbers(), int(size**0.5)
    return r.standard_normal((n, n)) / n**0.5 + 2 * np.eye(n), r.standard_normal((n, n))


def two_matrices(size: int) -> tuple[Any, ...]:
    """The same with a second matrix before the cotangent."""
    a, cotangent = matrices(size)
    return a, a.T.copy(), cotangent


def batch(size: int) -> tuple[Any, ...]:
    """Many symmetric matrices of 20 × 20, and the cotangent of their eigenvalues."""
    r, count = numbers(), max(size // 400, 1)
    a = r.standard_normal((count, 20, 20))
    return a + np.swapaxes(a, -1, -2), r.standard_normal((count, 20))


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


def of_matmul(a: Any, b: Any, w: Any) -> tuple[Any, ...]:
    """Two products with the cotangent."""
    return a @ b, w @ b.T, a.T @ w


def of_solve(a: Any, b: Any, w: Any) -> tuple[Any, ...]:
    """The transposed system, and the outer product with the solution."""
    y = np.linalg.solve(a, b)
    g = np.linalg.solve(a.T, w)
    return y, -g @ y.T, g


def of_inverse(a: Any, w: Any) -> tuple[Any, ...]:
    """Minus the cotangent between two transposed inverses."""
    y = np.linalg.inv(a)
    return y, -y.T @ w @ y.T


def of_eigenvalues(a: Any, w: Any) -> tuple[Any, ...]:
    """The cotangent in the basis of eigenvectors."""
    values, vectors = np.linalg.eigh(a)
    return values, (vectors * w[:, None, :]) @ np.swapaxes(vectors, -1, -2)


KERNELS = {
    "gather": Kernel("x[i], 10⁶ random positions", gathered, 1,
                     lambda xp, x, i: x[i], of_gather),
    "rows": Kernel("rows of a table, each about twice", rows, 1,
                   lambda xp, x, i: xp.take(x, i, axis=0), of_rows),
    "slice": Kernel("x[1:-1:2]", sliced, 1, lambda xp, x: x[1:-1:2], of_slice),
    "sums": Kernel("cumulative_sum", vector, 1,
                   lambda xp, x: xp.cumulative_sum(x), of_sums),
    "products": Kernel("cumulative_prod", vector, 1,
                       lambda xp, x: xp.cumulative_prod(x), of_products),
    "matmul": Kernel("product of two matrices 1000 × 1000", two_matrices, 2,
                     lambda xp, a, b: a @ b, of_matmul),
    "solve": Kernel("linalg.solve, 1000 × 1000", two_matrices, 2,
                    lambda xp, a, b: xp.linalg.solve(a, b), of_solve),
    "inverse": Kernel("linalg.inv, 1000 × 1000", matrices, 1,
                      lambda xp, a: xp.linalg.inv(a), of_inverse),
    "eigenvalues": Kernel("linalg.eigvalsh, 2500 matrices 20 × 20", batch, 1,
                          lambda xp, a: xp.linalg.eigvalsh(a), of_eigenvalues),
}  # fmt: skip
