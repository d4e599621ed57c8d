"""Gradients of linear algebra at 10⁶ elements, by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from kernel import Kernel, numbers


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


def definite(size: int) -> tuple[Any, ...]:
    """A positive definite matrix, and the cotangent."""
    a, cotangent = matrices(size)
    return a @ a.T, cotangent


def with_cotangent(ndim: int) -> Callable[[int], tuple[Any, ...]]:
    """Many matrices of 20 × 20, far from singular, and a cotangent of so many axes for each."""

    def data(size: int) -> tuple[Any, ...]:
        r, count = numbers(), max(size // 400, 1)
        a = r.standard_normal((count, 20, 20)) + 20 * np.eye(20)
        return a, numbers().standard_normal(a.shape[: 1 + ndim])

    return data


def vectors(size: int) -> tuple[Any, ...]:
    """Vectors of 100 elements, and the cotangent of a number each."""
    r, count = numbers(), max(size // 100, 1)
    return r.standard_normal((count, 100)), r.standard_normal(count)


def pairs(size: int) -> tuple[Any, ...]:
    """Pairs of such vectors."""
    x, cotangent = vectors(size)
    return x, x[::-1].copy(), cotangent


def triples(size: int) -> tuple[Any, ...]:
    """Pairs of vectors in space, and the cotangent."""
    r = numbers()
    a, b, cotangent = (r.standard_normal((max(size // 3, 1), 3)) for _ in range(3))
    return a, b, cotangent


def long_vectors(size: int) -> tuple[Any, ...]:
    """Two vectors, and the cotangent of their products."""
    r, n = numbers(), int(size**0.5)
    return r.standard_normal(n), r.standard_normal(n), r.standard_normal((n, n))


def transposed(x: Any) -> Any:
    """The matrices transposed."""
    return np.swapaxes(x, -1, -2)


def of_norm(x: Any, w: Any) -> tuple[Any, ...]:
    """The vector over its length."""
    y = np.sqrt(np.vecdot(x, x))
    return y, (w / y)[:, None] * x


def of_inner(a: Any, b: Any, w: Any) -> tuple[Any, ...]:
    """Each vector is the other's gradient."""
    return np.vecdot(a, b), w[:, None] * b, w[:, None] * a


def of_outer(a: Any, b: Any, w: Any) -> tuple[Any, ...]:
    """Two products of the cotangent with a vector."""
    return np.outer(a, b), w @ b, w.T @ a


def of_cross(a: Any, b: Any, w: Any) -> tuple[Any, ...]:
    """Two more cross products."""
    return np.cross(a, b), np.cross(b, w), np.cross(w, a)


def of_power(a: Any, w: Any) -> tuple[Any, ...]:
    """The cube by the product rule."""
    square = a @ a
    return square @ a, w @ square.T + a.T @ w @ a.T + square.T @ w


def of_det(a: Any, w: Any) -> tuple[Any, ...]:
    """The determinant times the transposed inverse."""
    y = np.linalg.det(a)
    return y, (w * y)[:, None, None] * transposed(np.linalg.inv(a))


def of_cholesky(a: Any, w: Any) -> tuple[Any, ...]:
    """Murray 2016, "Differentiation of the Cholesky decomposition", equation (10)."""
    y = np.linalg.cholesky(a)
    inner = np.tril(y.T @ w)
    inner[np.diag_indices_from(inner)] *= 0.5
    inverse = np.linalg.inv(y)
    return y, inverse.T @ ((inner + inner.T) / 2) @ inverse


def of_triangle(a: Any, w: Any) -> tuple[Any, ...]:
    """Walter and Lehmann 2018, "Algorithmic differentiation of linear algebra functions", for R alone."""
    q, r = np.linalg.qr(a)
    m = r @ transposed(w)
    symmetric = np.tril(m) + transposed(np.tril(m, -1))
    return r, transposed(np.linalg.solve(r, transposed(q @ symmetric)))


def of_singular_values(a: Any, w: Any) -> tuple[Any, ...]:
    """The cotangent between the singular vectors."""
    u, y, vh = np.linalg.svd(a, full_matrices=False)
    return y, (u * w[:, None, :]) @ vh


def of_eigenvectors(a: Any, w: Any) -> tuple[Any, ...]:
    """Turned by the cotangent over the differences of eigenvalues."""
    values, v = np.linalg.eigh(a)
    differences = values[:, None, :] - values[:, :, None] + np.eye(values.shape[-1])
    inner = transposed(v) @ w / differences * (1 - np.eye(values.shape[-1]))
    g = v @ inner @ transposed(v)
    return v, (g + transposed(g)) / 2


def symmetric_batch(size: int) -> tuple[Any, ...]:
    """Many symmetric matrices of 20 × 20, and the cotangent of their eigenvectors."""
    a, cotangent = with_cotangent(2)(size)
    return a + transposed(a), cotangent


LINALG = {
    "matmul": Kernel("product of two matrices 1000 × 1000", two_matrices, 2,
                     lambda xp, a, b: a @ b, of_matmul),
    "solve": Kernel("linalg.solve, 1000 × 1000", two_matrices, 2,
                    lambda xp, a, b: xp.linalg.solve(a, b), of_solve),
    "inverse": Kernel("linalg.inv, 1000 × 1000", matrices, 1,
                      lambda xp, a: xp.linalg.inv(a), of_inverse),
    "power": Kernel("linalg.matrix_power, 3, 1000 × 1000", matrices, 1,
                    lambda xp, a: xp.linalg.matrix_power(a, 3), of_power),
    "cholesky": Kernel("linalg.cholesky, 1000 × 1000", definite, 1,
                       lambda xp, a: xp.linalg.cholesky(a), of_cholesky),
    "det": Kernel("linalg.det, 2500 matrices 20 × 20", with_cotangent(0), 1,
                  lambda xp, a: xp.linalg.det(a), of_det),
    "triangle": Kernel("linalg.qr (R), 2500 matrices 20 × 20", with_cotangent(2), 1,
                       lambda xp, a: xp.linalg.qr(a)[1], of_triangle),
    "eigenvalues": Kernel("linalg.eigvalsh, 2500 matrices 20 × 20", batch, 1,
                          lambda xp, a: xp.linalg.eigvalsh(a), of_eigenvalues),
    "eigenvectors": Kernel("linalg.eigh (vectors), 2500 matrices 20 × 20", symmetric_batch, 1,
                           lambda xp, a: xp.linalg.eigh(a)[1], of_eigenvectors),
    "singular": Kernel("linalg.svdvals, 2500 matrices 20 × 20", with_cotangent(1), 1,
                       lambda xp, a: xp.linalg.svdvals(a), of_singular_values),
    "norm": Kernel("linalg.vector_norm of 10⁴ vectors", vectors, 1,
                   lambda xp, x: xp.linalg.vector_norm(x, axis=-1), of_norm),
    "inner": Kernel("vecdot of 10⁴ pairs of vectors", pairs, 2,
                    lambda xp, a, b: xp.vecdot(a, b), of_inner),
    "outer": Kernel("linalg.outer, 1000 × 1000", long_vectors, 2,
                    lambda xp, a, b: xp.linalg.outer(a, b), of_outer),
    "cross": Kernel("linalg.cross of 3·10⁵ pairs of vectors", triples, 2,
                    lambda xp, a, b: xp.linalg.cross(a, b), of_cross),
}  # fmt: skip
