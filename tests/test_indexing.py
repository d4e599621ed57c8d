"""Indices of every kind: the gradient goes to what the library itself selected."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from libraries import Library

import xgrad as xg
from xgrad.isolation import isolated

RNG = np.random.default_rng(7)
A = np.asarray

INDICES: dict[str, tuple[tuple[int, ...], Any]] = {
    "a mask beside repeated integers": ((2, 3), (A([True, False]), A([0, 0, 0]))),
    "a tuple inside a tuple": ((3, 2), ((0, 0),)),
    "a slice and a tuple": ((3, 2), (slice(None), (0, 0))),
    "a list": ((3, 2), [0, 0, 2]),
    "two lists": ((3, 2), ([0, 0, 2], [1, 1, 0])),
    "an integer, a slice and an array": ((2, 3, 3), (0, slice(None), A([0, 1, 1]))),
    "arrays kept apart": ((2, 3, 3), (A([0, 1, 1]), slice(None), A([0, 2, 2]))),
    "negative repeated": ((4,), A([-1, 3, -1])),
    "a matrix of rows": ((4, 2), A([[0, 3], [3, 3]])),
    "no rows": ((4, 2), np.zeros(0, int)),
    "steps backwards": ((7, 3), (slice(5, None, -2), slice(None, None, 2))),
    "new axes": ((3, 2), (None, Ellipsis, 1, None)),
    "a scalar of NumPy": ((4, 2), np.int64(2)),
    "int8 rows of a long array": ((100, 5), A([90, 90], np.int8)),
}


@pytest.mark.parametrize("case", INDICES)
@pytest.mark.parametrize("alone", [True, False], ids=["core alone", "backend"])
def test_numpy_and_the_core_alone_agree_with_add_at(case: str, alone: bool) -> None:
    shape, index = INDICES[case]
    x = RNG.normal(size=shape)
    g = RNG.normal(size=x[index].shape)
    expected = np.zeros(shape)
    np.add.at(expected, index, g)

    def gradient() -> Any:
        v = xg.Variable(x)
        y = v[index]
        np.testing.assert_array_equal(y.data, x[index])
        y.backward(g)
        return v.grad.data

    if alone:
        with isolated():
            got = gradient()
    else:
        got = gradient()
    np.testing.assert_allclose(got, expected, rtol=1e-12)


@pytest.mark.library("torch")
@pytest.mark.parametrize(
    "case", ["an integer, a slice and an array", "arrays kept apart", "a list", "a matrix of rows"]
)
def test_torchs_own_gradient_is_the_same(case: str) -> None:
    torch = pytest.importorskip("torch")
    shape, index = INDICES[case]
    index = (
        tuple(torch.asarray(i) if isinstance(i, np.ndarray) else i for i in index)
        if isinstance(index, tuple)
        else torch.asarray(index)
    )
    raw = torch.asarray(RNG.normal(size=shape))
    theirs = raw.clone().requires_grad_()
    picked = theirs[index]
    w = torch.asarray(RNG.normal(size=tuple(picked.shape)))
    picked.backward(w)
    x = xg.Variable(raw)
    x[index].backward(w)
    assert torch.equal(x.grad.data, theirs.grad)


def test_a_single_truth_value_is_refused_where_the_core_indexes(lib: Any) -> None:
    if lib.name != "array_api_strict":
        pytest.skip("the library has a meaning of its own for it")
    with pytest.raises((IndexError, TypeError)):
        xg.Variable(lib.asarray([1.0, 2.0]))[True,]


def test_an_index_of_another_library_is_refused() -> None:
    strict = pytest.importorskip("array_api_strict")
    with pytest.raises(TypeError, match="getitem"):
        xg.Variable(np.ones(3))[strict.asarray([0, 0])]


def test_take_without_an_axis_wants_a_vector() -> None:
    assert xg.take(xg.Variable([1.0, 2.0]), np.asarray([1, 1])).data.tolist() == [2.0, 2.0]
    with pytest.raises(ValueError, match="axis"):
        xg.take(xg.Variable(np.ones((2, 2))), np.asarray([0]))


@pytest.mark.parametrize("arrays", [iter, list, tuple])
def test_stack_and_concat_keep_the_graph_of_any_iterable(arrays: Any) -> None:
    x = xg.Variable([1.0, 2.0, 3.0])
    xg.stack(arrays([x[i] for i in range(3)])).backward(np.asarray([1.0, 2.0, 3.0]))
    assert x.grad.data.tolist() == [1.0, 2.0, 3.0]


@pytest.mark.parametrize(
    "index",
    [
        [[0, 1], [1, 2]],
        [[0, 1]],
        [0, 2],
        [-1],
        [],
        ([0, 1], [1, 2]),
        ([[0], [2]], [1, 2]),
        (slice(None), [0, 0]),
        [True, False, True],
    ],
    ids=str,
)
def test_a_list_in_an_index_is_what_it_is_for_numpy(index: Any, lib: Library) -> None:
    values = np.arange(1.0, 10.0).reshape(3, 3)
    x = xg.Variable(lib.asarray(values))
    y = x[index]
    np.testing.assert_array_equal(lib.to_numpy(y.data), values[index])
    z = x * 1.0
    z[index] = 0.0
    values[index] = 0.0
    np.testing.assert_array_equal(lib.to_numpy(z.data), values)
    z.backward()
    np.testing.assert_array_equal(lib.to_numpy(x.grad.data), values != 0.0)


@pytest.mark.parametrize("index", [[0.5], [[0.0, 1.0]], (slice(None), [0.5])], ids=str)
def test_a_list_of_other_numbers_is_no_index(index: Any, lib: Library) -> None:
    x = xg.Variable(lib.asarray([[1.0, 2.0], [3.0, 4.0]]))
    z = x * 1.0
    with pytest.raises(IndexError):
        _ = x[index]
    with pytest.raises(IndexError):
        z[index] = 0.0
    assert lib.to_numpy(z.data).tolist() == [[1.0, 2.0], [3.0, 4.0]]


@pytest.mark.parametrize("index", [0.5, "a", ("a", 0)], ids=str)
def test_what_is_no_index_is_told_so(index: Any, lib: Library) -> None:
    x = xg.Variable(lib.asarray([[1.0, 2.0], [3.0, 4.0]]))
    with pytest.raises((IndexError, TypeError), match="getitem"):
        _ = x[index]
