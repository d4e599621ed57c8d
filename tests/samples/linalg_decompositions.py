"""Samples of the decompositions, whose functions here do not depend on signs, phases and bases that are arbitrary."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import array_api_compat.numpy as reference
import numpy as np

from samples.base import Make, Sample, View, sample, samples

Function = Callable[..., Any]


def _adjoint(xp: Any, x: Any) -> Any:
    x = xp.matrix_transpose(x)
    return xp.conj(x) if xp.isdtype(x.dtype, "complex floating") else x


def _eye(xp: Any, x: Any) -> Any:
    """The identity like `x`, with more columns or rows if that has them (Dask's `eye` has blocks missing then)."""
    rows, columns = (xp.arange(n, device=x.device) for n in x.shape[-2:])
    return xp.astype(rows[:, None] == columns[None, :], x.dtype)


def _diagonal(xp: Any, x: Any) -> Any:
    """The diagonal matrix of 0, 2, 4, ... like `x`, so that its eigenvalues or singular values are apart."""
    steps = xp.arange(0, 2 * x.shape[-1], 2, device=x.device)
    return _eye(xp, x) * xp.astype(steps, x.dtype)


def _moduli(xp: Any, x: Any) -> Any:
    """The squares of the moduli, which no phase changes."""
    return xp.real(x) ** 2 + xp.imag(x) ** 2 if xp.isdtype(x.dtype, "complex floating") else x**2


def of_definite(function: Function, x: Any, **named: Any) -> Any:
    """Of a Hermitian matrix with positive eigenvalues."""
    xp = x.__array_namespace__()
    square = xp.matmul(x, _adjoint(xp, x))
    return function(square + _eye(xp, square), **named)


def _hermitian(xp: Any, x: Any) -> Any:
    return 0.3 * (x + _adjoint(xp, x)) + _diagonal(xp, x)


def of_hermitian(function: Function, x: Any) -> Any:
    """The eigenvalues of a Hermitian matrix."""
    return function(_hermitian(x.__array_namespace__(), x))


def of_eigenvectors(function: Function, x: Any) -> list[Any]:
    """Of a Hermitian matrix eigenvalues, eigenvectors but for their phase, and a function of both."""
    xp = x.__array_namespace__()
    w, v = function(_hermitian(xp, x))
    return [w, _moduli(xp, v), xp.matmul(v * xp.sin(w)[..., None, :], _adjoint(xp, v))]


def _general(xp: Any, x: Any) -> Any:
    return 0.2 * x + 0.5 * _diagonal(xp, x)


def of_distinct(function: Function, x: Any) -> Any:
    """The eigenvalues of a general matrix that has no two near each other, by their sums of powers."""
    xp = x.__array_namespace__()
    w = function(_general(xp, x))
    return [xp.sum(w, axis=-1), xp.sum(w * w, axis=-1), xp.sum(xp.exp(w / 2.0), axis=-1)]


def of_general(function: Function, x: Any) -> list[Any]:
    """Functions of eigenvalues and eigenvectors that depend neither on their order nor on their phases."""
    xp = x.__array_namespace__()
    w, v = function(_general(xp, x))
    weights = xp.real(xp.sin(w / 2.0))[..., None, :]
    return [xp.sum(w * w, axis=-1), xp.sum(_moduli(xp, v) * weights, axis=-1)]


def of_singular_vectors(function: Function, x: Any, **named: Any) -> list[Any]:
    """Singular values, their vectors but for the phase, functions of both, and projectors onto the rest."""
    xp = x.__array_namespace__()
    u, s, vh = function(0.5 * x + _diagonal(xp, x) + _eye(xp, x), **named)
    k = s.shape[-1]
    left, right, others = u[..., :k], vh[..., :k, :], (u[..., k:], _adjoint(xp, vh)[..., k:])
    function_of_both = xp.matmul(left * xp.sin(s / 3.0)[..., None, :], right)
    rest = [xp.matmul(part, _adjoint(xp, part)) for part in others]
    return [s, _moduli(xp, left), _moduli(xp, right), function_of_both, *rest]


def of_triangle(function: Function, x: Any, **named: Any) -> list[Any]:
    """Q and R with a positive diagonal of R, and the projector onto the columns that "complete" adds."""
    xp = x.__array_namespace__()
    ones = _eye(xp, x)
    q, r = function(x + 3.0 * ones, **named)
    k = min(x.shape[-2:])
    signs = xp.sign(xp.real(xp.sum(r[..., :k, :] * ones[:k, :], axis=-1))) if k else r[..., 0]
    signs = xp.astype(signs, x.dtype)
    rest = q[..., k:]
    return [
        q[..., :k] * signs[..., None, :],
        signs[..., None] * r[..., :k, :],
        xp.matmul(rest, _adjoint(xp, rest)),
    ]


def _square(make: Make) -> Iterator[Sample]:
    yield sample(make(3, 3))
    yield sample(make(2, 2))
    yield sample(make(1, 1))
    yield sample(make(4, 4))
    yield sample(make(2, 3, 3))
    yield sample(make(2, 1, 2, 2))
    yield sample(make(0, 2, 2))
    yield sample(View(make(3, 3), lambda a: a.T))
    yield sample(View(make(4, 2, 2), lambda a: a[::2, ...]))
    yield sample(np.zeros((2, 2)))


def _rectangular(make: Make, **named: Any) -> Iterator[Sample]:
    yield sample(make(3, 3), **named)
    yield sample(make(3, 2), **named)
    yield sample(make(2, 3), **named)
    yield sample(make(4, 2), **named)
    yield sample(make(2, 4), **named)
    yield sample(make(1, 1), **named)
    yield sample(make(2, 3, 2), **named)
    yield sample(make(2, 1, 2, 3), **named)
    yield sample(make(0, 3, 2), **named)
    yield sample(View(make(3, 2), lambda a: a.T), **named)


@samples("linalg.cholesky", reference=reference.linalg.cholesky, through=of_definite)
def cholesky(make: Make) -> Iterator[Sample]:
    yield from _square(make)
    yield sample(make(3, 3), upper=True)
    yield sample(make(2, 2, 3), upper=True)


@samples("linalg.eigh", reference=np.linalg.eigh, through=of_eigenvectors)
def eigh(make: Make) -> Iterator[Sample]:
    yield from _square(make)


@samples("linalg.eigvalsh", reference=np.linalg.eigvalsh, through=of_hermitian)
def eigvalsh(make: Make) -> Iterator[Sample]:
    yield from _square(make)


@samples("linalg.eig", reference=reference.linalg.eig, through=of_general)
def eig(make: Make) -> Iterator[Sample]:
    yield from _square(make)


@samples("linalg.eigvals", reference=reference.linalg.eigvals, through=of_distinct)
def eigvals(make: Make) -> Iterator[Sample]:
    yield from _square(make)


@samples("linalg.svd", reference=np.linalg.svd, through=of_singular_vectors)
def svd(make: Make) -> Iterator[Sample]:
    yield from _rectangular(make, full_matrices=False)
    yield from _rectangular(make)


@samples("linalg.svdvals", reference=reference.linalg.svdvals)
def svdvals(make: Make) -> Iterator[Sample]:
    yield from _rectangular(make)


@samples("linalg.qr", reference=np.linalg.qr, through=of_triangle)
def qr(make: Make) -> Iterator[Sample]:
    yield from _rectangular(make)
    yield from _rectangular(make, mode="complete")
