"""Law: a value, its dtype and what is refused do not depend on whether the call is recorded."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import xgrad as xg
from xgrad import linalg

if TYPE_CHECKING:
    from libraries import Library

RECORDED = pytest.mark.parametrize("recorded", [True, False])


def given(lib: Library, recorded: bool, data: Any, dtype: Any = None) -> Any:
    raw = lib.asarray(data, dtype)
    return xg.Variable(raw) if recorded else raw


@RECORDED
def test_indices_along_an_axis_have_as_many_axes(lib: Library, recorded: bool) -> None:
    x = given(lib, recorded, [[1.0, 2.0], [3.0, 4.0]])
    with pytest.raises((ValueError, RuntimeError), match=r"take_along_axis.*dimensions|axes"):
        xg.take_along_axis(x, lib.asarray([0]), axis=0)


@RECORDED
def test_no_differences_are_the_array_itself(lib: Library, recorded: bool) -> None:
    x = given(lib, recorded, [1.0, 2.0])
    joined = {"prepend": lib.asarray([5.0]), "append": lib.asarray([7.0])}
    assert lib.to_numpy(xg.diff(x, n=0, **joined).data).tolist() == [1.0, 2.0]
    with pytest.raises((ValueError, RuntimeError), match=r"diff.*-1"):
        xg.diff(x, n=-1)


@RECORDED
@pytest.mark.parametrize("shape", [(0, 0), (2, 3, 0), (2, 0, 3)])
@pytest.mark.parametrize("ord", ["fro", "nuc", 1, -1, 2, -2, inf, -inf])
def test_norms_of_matrices_without_elements(
    lib: Library, recorded: bool, shape: tuple[int, ...], ord: Any
) -> None:
    """They are 0, but there is no smallest of no sums and of no singular values."""
    x = given(lib, recorded, np.zeros(shape))
    along = {-1: shape[-1], -inf: shape[-2], -2: 0}
    if along.get(ord, 1) == 0:
        with pytest.raises(ValueError, match="smallest of none"):
            linalg.matrix_norm(x, ord=ord)
        return
    for keepdims in (False, True):
        y = linalg.matrix_norm(x, ord=ord, keepdims=keepdims)
        wanted = np.zeros((*shape[:-2], 1, 1) if keepdims else shape[:-2])
        got = lib.to_numpy(y.data)
        assert got.shape == wanted.shape
        assert not got.any()
        assert y.dtype == x.dtype
        assert y.tracked == recorded


@RECORDED
@pytest.mark.parametrize(
    ("start", "stop", "expected"),
    [
        ("float32", "float32", "float32"),
        ("float64", "float64", "float64"),
        ("float32", "float64", "float64"),
        ("float32", 1, "float32"),
        (0.0, "float32", "float32"),
        ("float32", "int64", "float32"),
        ("complex64", 1.0, "complex64"),
        ("float32", 1j, "complex64"),
    ],
)
def test_numbers_between_arrays_have_their_dtype(
    lib: Library, recorded: bool, start: Any, stop: Any, expected: str
) -> None:
    arrays = [
        given(lib, recorded, at, end) if isinstance(end, str) else end
        for at, end in ((0, start), (1, stop))
    ]
    y = xg.linspace(*arrays, 3)
    assert y.dtype == lib.dtype(expected)
    end = 1j if stop == 1j else 1.0
    assert lib.to_numpy(y.data).tolist() == [0.0, 0.5 * end, end]


def test_numbers_between_numbers_have_the_default_dtype(lib: Library) -> None:
    namespace = xg.Variable(lib.asarray(1.0)).__array_namespace__()
    info = lib.xp.__array_namespace_info__()
    default = info.default_dtypes(device=lib.device)["real floating"]
    assert namespace.linspace(0.0, 1.0, 3, device=lib.device).dtype == default
