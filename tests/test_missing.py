"""NaN left out, where nothing else is there, and pads that make no sense."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import xgrad as xg

if TYPE_CHECKING:
    from libraries import Library

NAN = np.nan


def value_and_gradient(lib: Library, f: Any, point: Any) -> tuple[Any, Any]:
    x = xg.Variable(lib.asarray(point))
    y = f(x)
    y.backward()
    return lib.to_numpy(y.data).tolist(), lib.to_numpy(x.grad.data).tolist()


def test_the_gradient_at_a_nan_is_zero(lib: Library) -> None:
    point = [1.0, NAN, 3.0]
    assert value_and_gradient(lib, xg.nansum, point) == (4.0, [1.0, 0.0, 1.0])
    assert value_and_gradient(lib, xg.nanmean, point) == (2.0, [0.5, 0.0, 0.5])
    assert value_and_gradient(lib, xg.nanmax, point) == (3.0, [0.0, 0.0, 1.0])
    assert value_and_gradient(lib, xg.nanmin, point) == (1.0, [1.0, 0.0, 0.0])
    assert value_and_gradient(lib, xg.nanvar, point) == (1.0, [-1.0, 0.0, 1.0])
    assert value_and_gradient(lib, xg.nanstd, point) == (1.0, [-0.5, 0.0, 0.5])


def test_the_deviation_of_equal_numbers_is_flat(lib: Library) -> None:
    assert value_and_gradient(lib, xg.nanstd, [2.0, NAN, 2.0]) == (0.0, [0.0, 0.0, 0.0])


def test_of_nothing_but_nan_the_sum_is_zero_and_the_rest_is_nan(lib: Library) -> None:
    point = [NAN, NAN]
    assert value_and_gradient(lib, xg.nansum, point) == (0.0, [0.0, 0.0])
    for f in (xg.nanmean, xg.nanmax, xg.nanmin, xg.nanvar, xg.nanstd):
        value, gradient = value_and_gradient(lib, f, point)
        assert np.isnan(value)
        assert gradient == [0.0, 0.0]


def test_integers_have_no_nan(lib: Library) -> None:
    x = lib.asarray([3, 1, 2])
    assert [xg.nansum(x).item(), xg.nanmax(x).item(), xg.nanmin(x).item()] == [6, 3, 1]


@pytest.mark.parametrize("name", ["nansum", "nanprod", "nanmean", "nanvar", "nanstd"])
def test_the_dtype_of_a_result_can_be_chosen(name: str, lib: Library) -> None:
    if len(lib.float_dtypes) == 1:
        pytest.skip("there is one floating dtype")
    narrow, wide = lib.float_dtypes[:2]
    x = xg.Variable(lib.asarray([1.0, NAN, 3.0], dtype=narrow))
    y = getattr(xg, name)(x, dtype=wide)
    y.backward()
    assert (y.dtype, x.grad.dtype) == (wide, narrow)


def test_a_deviation_has_one_correction(lib: Library) -> None:
    with pytest.raises(TypeError, match="two names of one number"):
        xg.nanstd(lib.asarray([1.0, 2.0]), ddof=1, correction=1)


@pytest.mark.parametrize(
    ("width", "mode", "message"),
    [
        (
            1,
            "mean",
            "mode is one of 'constant', 'edge', 'wrap', 'reflect', 'symmetric', not 'mean'",
        ),
        (-1, "edge", "cannot be negative"),
        (((1, 1),) * 3, "edge", "no pair for each of 2 axes"),
        (1, "wrap", "axis 1 is empty"),
    ],
)
def test_a_pad_that_makes_no_sense_is_refused(
    lib: Library, width: Any, mode: str, message: str
) -> None:
    with pytest.raises(ValueError, match=f"pad: .*{message}"):
        xg.pad(xg.Variable(lib.asarray(np.ones((2, 0)))), width, mode)
