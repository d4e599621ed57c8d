"""Linear algebra where mathematics is degenerate: singular matrices, ties, zeros, and what is arbitrary."""

from __future__ import annotations

from collections.abc import Callable
from math import inf, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import xgrad as xg
from xgrad import linalg

if TYPE_CHECKING:
    from libraries import Library

SPREAD = np.asarray([[2.0, -1.0, 0.5], [0.25, 1.0, -0.75], [1.5, 0.125, -2.0]])
SYMMETRIC = SPREAD + SPREAD.T
HALVES = np.full((4, 4), 0.5) * [[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]]
"""An orthogonal matrix."""


def gradient(lib: Library, f: Callable[..., Any], point: Any) -> np.ndarray:
    """The gradient of the sum of `f` at a point."""
    x = xg.Variable(lib.asarray(point))
    f(x).backward()
    return np.asarray(lib.to_numpy(x.grad.data))


def assert_close(got: Any, expected: Any) -> None:
    tolerance = 2e-5 if got.dtype.itemsize == 4 else 1e-12
    np.testing.assert_allclose(got, expected, rtol=tolerance, atol=tolerance)


def inner(lib: Library, x: Any, weights: Any) -> Any:
    return xg.sum(x * lib.asarray(weights))


# --- determinants and inverses


def cofactors(x: np.ndarray) -> np.ndarray:
    """By their definition: the signed determinants without a row and a column."""
    result = np.empty_like(x)
    for i, j in np.ndindex(x.shape):
        minor = np.delete(np.delete(x, i, 0), j, 1)
        result[i, j] = (-1) ** (i + j) * np.linalg.det(minor)
    return result


@pytest.mark.parametrize("rank", range(7))
def test_det_of_a_singular_matrix_has_its_cofactors(lib: Library, rank: int) -> None:
    """They are 0 from rank n - 2 down."""
    left, right = np.cos(np.arange(36.0)).reshape(6, 6), np.sin(np.arange(36.0) ** 2).reshape(6, 6)
    x = left[:, :rank] @ right[:rank, :]
    got = gradient(lib, linalg.det, x)
    assert_close(got, cofactors(x) if rank > 4 else np.zeros((6, 6)))


@pytest.mark.parametrize("rank", range(5))
def test_all_derivatives_of_det_are_right_at_every_rank(rank: int) -> None:
    left, right = np.cos(np.arange(30.0)).reshape(5, 6), np.sin(np.arange(30.0) ** 2).reshape(6, 5)
    xg.check_gradients(linalg.det, left[:, :rank] @ right[:rank, :], order=4)


def test_one_singular_matrix_in_a_stack_leaves_the_others_right(lib: Library) -> None:
    stack = np.stack([SPREAD, np.outer([1.0, 2.0, 3.0], [1.0, 1.0, 1.0]), np.diag([2.0, 3.0, 0.0])])
    assert_close(gradient(lib, linalg.det, stack), np.stack([*map(cofactors, stack)]))


@pytest.mark.filterwarnings("ignore:(divide by zero|invalid value):RuntimeWarning")
@pytest.mark.parametrize(
    "f",
    [linalg.inv, lambda x: linalg.slogdet(x)[1], lambda x: linalg.solve(x, x[0, :])],
    ids=["inv", "slogdet", "solve"],
)
def test_what_divides_by_a_singular_matrix_has_no_finite_gradient(
    lib: Library, f: Callable[..., Any]
) -> None:
    try:
        got = gradient(lib, f, np.ones((2, 2)))
    except Exception as error:
        assert "ingular" in str(error), error
    else:
        assert not np.isfinite(got).all()


# --- functions of Hermitian matrices


@pytest.mark.parametrize("f", [linalg.cholesky, linalg.eigvalsh, lambda x: linalg.eigh(x)[1] ** 2])
def test_the_gradient_of_a_function_of_hermitian_matrices_is_hermitian(
    lib: Library, f: Callable[..., Any]
) -> None:
    weights = np.sin(np.arange(9.0)).reshape(3, 3)
    got = gradient(lib, lambda x: inner(lib, f(x), weights), SYMMETRIC + 6 * np.eye(3))
    assert_close(got, got.T)
    assert np.abs(got).max() > 0.01


# --- ties


@pytest.mark.parametrize("scale", [1.0, 3.0])
def test_functions_of_all_eigenvalues_are_right_at_ties(lib: Library, scale: float) -> None:
    point = scale * np.eye(3)
    assert_close(gradient(lib, linalg.eigvalsh, point), np.eye(3))
    assert_close(gradient(lib, lambda x: xg.log(linalg.eigh(x)[0]), point), np.eye(3) / scale)
    assert_close(gradient(lib, lambda x: linalg.eigh(x)[0] ** 2, point), 2 * point)
    assert_close(gradient(lib, lambda x: xg.log(linalg.svdvals(x)), point), np.eye(3) / scale)
    assert_close(gradient(lib, lambda x: xg.real(linalg.eigvals(x)), point), np.eye(3))


def test_the_projector_onto_tied_eigenvectors_is_right(lib: Library) -> None:
    """dP = P dx Q + Q dx P over the gap, for P onto the eigenvalue 1 and Q onto 0."""
    p = HALVES[:, :2] @ HALVES[:, :2].T
    q = np.eye(4) - p
    weights = np.arange(16.0).reshape(4, 4)

    def projected(x: Any) -> Any:
        v = linalg.eigh(x).eigenvectors[:, 2:]
        return inner(lib, xg.matmul(v, xg.matrix_transpose(v)), weights)

    half = p @ weights @ q + q @ weights @ p
    assert_close(gradient(lib, projected, p), (half + half.T) / 2)


def test_the_orthogonal_factor_is_right_at_tied_singular_values(lib: Library) -> None:
    """Of U V^H at an orthogonal matrix it is the part that keeps it orthogonal: (W - O W^T O) / 2."""
    weights = np.arange(16.0).reshape(4, 4)

    def polar(x: Any) -> Any:
        u, _, vh = linalg.svd(x, full_matrices=False)
        return inner(lib, xg.matmul(u, vh), weights)

    expected = (weights - HALVES @ weights.T @ HALVES) / 2
    assert_close(gradient(lib, polar, HALVES), expected)


def test_a_function_of_tied_eigenvectors_and_their_eigenvalues_is_nan(lib: Library) -> None:
    """Its derivative exists, and neither cotangent knows of it: that must not look like a gradient."""

    def rebuilt(x: Any) -> Any:
        w, v = linalg.eigh(x)
        return inner(lib, xg.matmul(v * w, xg.matrix_transpose(v)), SPREAD)

    def rebuilt_from_singular_vectors(x: Any) -> Any:
        u, s, vh = linalg.svd(x, full_matrices=False)
        return inner(lib, xg.matmul(u * s, vh), SPREAD)

    for f in (rebuilt, rebuilt_from_singular_vectors):
        assert np.isnan(gradient(lib, f, np.eye(3))).all()
        apart = np.diag([3.0, 2.0, 1.0])
        expected = SYMMETRIC / 2 if f is rebuilt else SPREAD
        assert_close(gradient(lib, f, apart), expected)


def test_eigenvectors_are_differentiated_with_their_phase_held(lib: Library) -> None:
    """A function that depends on the phase has no derivative; what it gets is as if v^H dv were 0."""
    point = np.asarray([[2.0, 1.0j], [-1.0j, 3.0]])
    v = np.linalg.eigh(point)[1]
    expected = gradient(lib, lambda x: inner(lib, linalg.eigh(x)[1], v.conj()), point)
    assert_close(np.abs(expected), np.zeros((2, 2)))  # v^H v = 1 along with its phase


# --- norms

ORDERS = ["fro", "nuc", 1, -1, 2, -2, inf, -inf]


@pytest.mark.filterwarnings("ignore:divide by zero:RuntimeWarning")
@pytest.mark.parametrize("ord", [0, 1, 2, 3, 4, 0.5, 2.5, -1, -2, inf, -inf])
def test_the_vector_norm_of_zero_is_flat(lib: Library, ord: float) -> None:
    assert_close(gradient(lib, lambda x: linalg.vector_norm(x, ord=ord), np.zeros(3)), np.zeros(3))


@pytest.mark.parametrize("ord", ORDERS)
def test_the_matrix_norm_of_zero_is_flat(lib: Library, ord: Any) -> None:
    for shape in ((2, 3), (3, 3)):
        got = gradient(lib, lambda x: linalg.matrix_norm(x, ord=ord), np.zeros(shape))
        assert_close(got, np.zeros(shape))


@pytest.mark.parametrize("ord", [1, 0.5, 1.5, 3])
def test_a_zero_in_a_vector_norm_is_flat(lib: Library, ord: float) -> None:
    got = gradient(lib, lambda x: linalg.vector_norm(x, ord=ord), [3.0, 0.0])
    assert_close(got, [1.0, 0.0])


@pytest.mark.parametrize("ord", [inf, -inf])
def test_ties_in_a_vector_norm_are_shared(lib: Library, ord: float) -> None:
    got = gradient(lib, lambda x: linalg.vector_norm(x, ord=ord), [1.0, -1.0, 1.0])
    assert_close(got, [1 / 3, -1 / 3, 1 / 3])


def test_ties_in_a_matrix_norm_are_shared(lib: Library) -> None:
    for ord in (2, -2):
        got = gradient(lib, lambda x, ord=ord: linalg.matrix_norm(x, ord=ord), HALVES)
        assert_close(got, HALVES / 4)
    for ord in (1, -1, inf, -inf):
        got = gradient(lib, lambda x, ord=ord: linalg.matrix_norm(x, ord=ord), np.eye(3))
        assert_close(got, np.eye(3) / 3)


def test_the_nuclear_norm_leaves_out_singular_values_of_zero(lib: Library) -> None:
    point = np.outer([1.0, 2.0, -2.0], [0.5, 0.5, 1.0, -1.0])
    got = gradient(lib, lambda x: linalg.matrix_norm(x, ord="nuc"), point)
    assert_close(got, point / (3.0 * sqrt(2.5)))
    smallest = gradient(lib, lambda x: linalg.matrix_norm(x, ord=-2), point)
    assert_close(smallest, np.zeros((3, 4)))


# --- the rest


def test_pinv_is_differentiated_at_constant_rank(lib: Library) -> None:
    """Of a matrix without full rank small changes that keep the rank are followed, and the others ignored."""
    a, b = np.asarray([1.0, 2.0, -2.0]), np.asarray([2.0, 1.0])
    lengths = (a @ a) * (b @ b)
    pinv = np.outer(b, a) / lengths
    got = gradient(lib, lambda x: inner(lib, linalg.pinv(x), pinv), np.outer(a, b))
    assert_close(got, -np.outer(a, b) / lengths**2)


def test_a_tolerance_is_compared_with_and_has_no_derivative(lib: Library) -> None:
    """Tracked or not: what it cuts off moves the results by steps."""
    data = lib.asarray(np.stack([np.eye(2), np.diag([1.0, 0.25])]))
    rtol = xg.Variable(lib.asarray([0.125, 0.5]))
    assert lib.to_numpy(linalg.matrix_rank(data, rtol=rtol).data).tolist() == [2, 1]
    assert not linalg.pinv(data, rtol=rtol).tracked
    x = xg.Variable(data)
    linalg.pinv(x, rtol=xg.sin(rtol)).backward()
    expected = np.stack([-np.ones((2, 2)), [[-1.0, 4 / 3], [4 / 3, 0.0]]])
    assert_close(lib.to_numpy(x.grad.data), expected)
    assert rtol.grad is None


def test_the_zeroth_power_of_a_matrix_is_flat(lib: Library) -> None:
    assert_close(gradient(lib, lambda x: linalg.matrix_power(x, 0), SPREAD), np.zeros((3, 3)))


def test_the_rank_is_a_constant(lib: Library) -> None:
    assert not linalg.matrix_rank(xg.Variable(lib.asarray(SPREAD))).tracked


def test_the_results_have_the_standards_names(lib: Library) -> None:
    x = xg.Variable(lib.asarray(SYMMETRIC))
    assert linalg.eigh(x)._fields == linalg.eig(x)._fields == ("eigenvalues", "eigenvectors")
    assert linalg.svd(x)._fields == ("U", "S", "Vh")
    assert linalg.qr(x)._fields == ("Q", "R")
    assert linalg.slogdet(x)._fields == ("sign", "logabsdet")


@pytest.mark.parametrize("mode", ["r", "raw", "full"])
def test_qr_has_two_modes(mode: Any, lib: Library) -> None:
    with pytest.raises(ValueError, match=f'mode={mode!r}.*"reduced" or "complete"'):
        linalg.qr(xg.Variable(lib.asarray(SPREAD)), mode=mode)


def test_the_extension_has_the_products_of_the_main_namespace(lib: Library) -> None:
    x = xg.Variable(lib.asarray(SPREAD))
    namespace = x.__array_namespace__()
    for name in ("matmul", "tensordot", "vecdot"):
        assert getattr(linalg, name) is getattr(xg, name)
        assert getattr(namespace.linalg, name)(x, x).tracked
    assert namespace.linalg.matrix_transpose(x).tracked


@pytest.mark.parametrize(
    ("f", "shapes", "told"),
    [
        (linalg.outer, [(2, 2), (2,)], "two vectors"),
        (linalg.cross, [(2,), (2,)], "3 elements"),
        (lambda x: linalg.matrix_norm(x, ord=3), [(2, 2)], "ord=3"),
    ],
)
def test_what_is_not_defined_is_refused(
    f: Callable[..., Any], shapes: list[Any], told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        f(*(xg.Variable(np.ones(shape)) for shape in shapes))


def test_a_power_of_a_matrix_is_an_integer(lib: Any) -> None:
    with pytest.raises(TypeError, match=r"linalg\.matrix_power: n is an integer, not 1\.5"):
        xg.linalg.matrix_power(xg.Variable(lib.asarray([[1.0, 2.0], [3.0, 4.0]])), 1.5)  # type: ignore[arg-type]


@pytest.mark.library("dask")
def test_nothing_is_computed_while_a_lazy_graph_is_built() -> None:
    da = pytest.importorskip("dask.array")
    blocks = []

    def seen(block: Any) -> Any:
        blocks.extend([block.shape] if block.size else [])
        return block

    values = np.asarray(
        [[3.0, 1.0, 2.0, 0.5], [1.0, 4.0, 0.0, 1.0], [2.0, 0.0, 5.0, 1.5], [0.5, 1.0, 1.5, 6.0]]
    )
    lazy = da.from_array(values, chunks=(2, 2)).map_blocks(seen, dtype=float, meta=np.empty((0, 0)))
    for f in (
        xg.sort,
        xg.median,
        xg.linalg.det,
        lambda x: x[[0, 2, 2]],
    ):
        x = xg.Variable(lazy)
        xg.sum(f(x) * f(x)).backward()
        assert not blocks
        same = xg.Variable(values)
        xg.sum(f(same) * f(same)).backward()
        np.testing.assert_allclose(x.grad.data.compute(), same.grad.data, rtol=1e-12, atol=1e-12)
        assert blocks
        blocks.clear()
