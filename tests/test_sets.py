"""What the set and searching functions say of elements that repeat, of NaN, of complex and of Python numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import xgrad as xg

if TYPE_CHECKING:
    from libraries import Library

pytestmark = pytest.mark.every_variant

NAN = float("nan")
CASES = {
    "repeated": [3.0, 1.0, 3.0, 2.0, 1.0],
    "matrix": [[1.0, 0.0], [1.0, 1.0]],
    "zeros of both signs": [0.0, -0.0, 1.0],
    "nan": [NAN, 1.0, NAN, 1.0],
    "complex": [1.0 + 1.0j, 1.0 - 1.0j, 1.0 + 1.0j, 0.0j],
    "integers": [[5, 2], [2, 2]],
    "truth values": [True, False, True],
}


@pytest.mark.parametrize("tracked", [False, True])
@pytest.mark.parametrize("case", CASES)
def test_the_unique_elements_are_numpys(lib: Library, case: str, tracked: bool) -> None:
    data = np.asarray(CASES[case])
    expected = np.unique_all(data)
    raw = lib.asarray(data)
    x: Any = xg.Variable(raw) if tracked else raw
    found = xg.unique_all(x)
    for name in expected._fields:
        got = lib.to_numpy(getattr(found, name).data)
        np.testing.assert_array_equal(got, getattr(expected, name), err_msg=name)
    pairs = [
        *zip(xg.unique_counts(x), (expected.values, expected.counts), strict=True),
        *zip(xg.unique_inverse(x), (expected.values, expected.inverse_indices), strict=True),
        (xg.unique_values(x), expected.values),
    ]
    for part, wanted in pairs:
        np.testing.assert_array_equal(lib.to_numpy(part.data), wanted)


def test_a_number_is_searched_for_too(lib: Library) -> None:
    x = xg.Variable(lib.asarray([1.0, 2.0, 2.0, 3.0]))
    assert int(xg.searchsorted(x, 2.0)) == 1
    assert int(xg.searchsorted(x, 2, side="right")) == 3


def test_a_number_may_be_in_a_set(lib: Library) -> None:
    n = xg.Variable(lib.asarray([1, 2, 3]))
    assert lib.to_numpy(xg.isin(n, 2).data).tolist() == [False, True, False]
    assert bool(xg.isin(2, n))
    assert lib.to_numpy(xg.isin(n, 2, invert=True).data).tolist() == [True, False, True]
