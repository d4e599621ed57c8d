"""The kernels that the standard lacks: the generic ones and each backend's, against NumPy's own loops."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import xgrad as xg
from xgrad import kernels
from xgrad.isolation import isolated

pytestmark = pytest.mark.every_variant

RNG = np.random.default_rng(11)
ROWS = {
    "vector": ((9,), 5),
    "rows": ((9, 3), 5),
    "blocks": ((9, 2, 3), 5),
    "no values": ((0, 3), 5),
    "no columns": ((9, 0), 5),
    "one row gets all": ((9, 2), 1),
}


def kernels_of(lib: Any) -> Any:
    return xg.dispatch.backend_of(lib.asarray([1.0])).xp


@pytest.mark.parametrize("case", ROWS)
def test_scatter_add_sums_the_rows_of_each_position(lib: Any, case: str) -> None:
    shape, size = ROWS[case]
    values = RNG.normal(size=shape)
    positions = RNG.integers(0, size, shape[0])
    expected = np.zeros((size, *shape[1:]))
    np.add.at(expected, positions, values)
    got = kernels_of(lib).scatter_add(lib.asarray(values), lib.asarray(positions), size)
    assert tuple(got.shape) == expected.shape
    assert got.dtype == lib.asarray(values).dtype
    np.testing.assert_allclose(lib.to_numpy(got), expected, rtol=1e-5, atol=1e-6)


def test_a_nan_stays_in_its_own_row(lib: Any) -> None:
    values, positions = np.array([1.0, np.nan, 2.0, 3.0]), np.array([0, 1, 2, 2])
    got = kernels_of(lib).scatter_add(lib.asarray(values), lib.asarray(positions), 4)
    np.testing.assert_array_equal(lib.to_numpy(got), [1.0, np.nan, 5.0, 0.0])


@pytest.mark.parametrize("dtype", ["float32", "float64", "complex64", "complex128", "int64"])
def test_numpys_own_kernel_keeps_the_dtype_and_the_sum(dtype: str) -> None:
    values = (RNG.normal(size=(8, 3)) * 4).astype(dtype)
    positions = RNG.integers(0, 5, 8)
    expected = np.zeros((5, 3), dtype)
    np.add.at(expected, positions, values)
    for xp in (xg.backend("numpy").xp, None):
        if xp is None:
            with isolated():
                got = xg.backend("numpy").xp.scatter_add(values, positions, 5)
        else:
            got = xp.scatter_add(values, positions, 5)
        assert got.dtype == expected.dtype
        np.testing.assert_allclose(got, expected, rtol=1e-5)


def test_libraries_that_cannot_sort_scatter_by_comparison() -> None:
    class Unsorted:
        """NumPy as a library without `argsort` shows itself."""

        def __getattr__(self, name: str) -> Any:
            if name == "argsort":
                raise AttributeError(name)
            return getattr(xg.backend("numpy").xp, name)

    values, positions = RNG.normal(size=(9, 2)), RNG.integers(0, 4, 9)
    expected = np.zeros((4, 2))
    np.add.at(expected, positions, values)
    got = kernels.scatter_add(Unsorted(), values, positions, 4)
    np.testing.assert_allclose(got, expected, rtol=1e-12)
