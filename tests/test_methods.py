"""A Variable's methods: what NumPy's arrays answer, with the gradient of the function of the same name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import xgrad as xg
from xgrad.checking import check_gradients
from xgrad.methods import Methods

if TYPE_CHECKING:
    from libraries import Library

POINT = np.asarray([[1.25, -2.5, 3.0], [0.5, 4.5, -1.75]])

# Each is called on a Variable and on NumPy's array; the values must agree.
METHODS: dict[str, Callable[[Any], Any]] = {
    "sum": lambda x: x.sum(),
    "sum over an axis": lambda x: x.sum(0),
    "sum over several": lambda x: x.sum(axis=(0, 1), keepdims=True),
    "sum as another dtype": lambda x: x.sum(axis=-1, dtype="float32"),
    "prod": lambda x: x.prod(axis=(0, 1)),
    "var": lambda x: x.var(axis=0),
    "var with ddof": lambda x: x.var(axis=-1, ddof=1, keepdims=True),
    "std": lambda x: x.std(),
    "std with ddof": lambda x: x.std(axis=1, ddof=1),
    "cumsum": lambda x: x.cumsum(),
    "cumsum along an axis": lambda x: x.cumsum(axis=-1),
    "cumprod": lambda x: x.cumprod(0),
    "mean": lambda x: x.mean(axis=1),
    "mean as another dtype": lambda x: x.mean(dtype="float32"),
    "max": lambda x: x.max(axis=-1, keepdims=True),
    "min": lambda x: x.min(),
    "reshape by integers": lambda x: x.reshape(3, -1),
    "reshape by one integer": lambda x: x.reshape(6),
    "reshape by a tuple": lambda x: x.reshape((3, 2)),
    "reshape by a list": lambda x: x.reshape([6]),
    "reshape into no dimensions": lambda x: x[:1, :1].reshape(()),
    "flatten": lambda x: x.T.flatten(),
    "ravel": lambda x: x.ravel(),
    "squeeze": lambda x: x[:, None, :1].squeeze(),
    "squeeze one axis": lambda x: x[:, None, :1].squeeze(axis=1),
    "transpose": lambda x: x.transpose(),
    "transpose by integers": lambda x: x[None].transpose(1, 2, 0),
    "transpose by a list": lambda x: x[None].transpose([1, 2, 0]),
    "swapaxes": lambda x: x[None].swapaxes(0, -1),
    "take": lambda x: x.take([5, 0, 0]),
    "take along an axis": lambda x: x.take([2, 0, 0], axis=1),
    "repeat": lambda x: x.repeat(2),
    "repeat along an axis": lambda x: x.repeat(3, axis=0),
    "clip": lambda x: x.clip(-2.0, 2.0),
    "clip from below": lambda x: x.clip(min=0.0),
    "conj": lambda x: x.conj(),
    "real": lambda x: x.real,
    "dot": lambda x: x.dot(x.T),
    "diagonal": lambda x: x.diagonal(),
    "diagonal above the main one": lambda x: x.diagonal(1),
    "trace": lambda x: x.trace(),
    "trace below the main diagonal": lambda x: x.trace(offset=-1),
    "copy": lambda x: x.copy(),
    "astype": lambda x: x.astype("float32"),
}
CONSTANTS: dict[str, Callable[[Any], Any]] = {
    "round": lambda x: x.round(),
    "round to decimals": lambda x: (x / 3.0).round(2),
    "imag": lambda x: x.imag,
    "any": lambda x: (x > 4.0).any(axis=0),
    "all": lambda x: (x > -2.0).all(axis=-1, keepdims=True),
    "argmax": lambda x: x.argmax(),
    "argmax along an axis": lambda x: x.argmax(axis=0),
    "argmin": lambda x: x.argmin(axis=-1),
    "argsort": lambda x: x.argsort(axis=0),
    "nonzero": lambda x: x.clip(min=0.0)[0].nonzero()[0],
    "to integers": lambda x: x.astype("int64"),
    "to truth values": lambda x: x.clip(min=0.0).astype(bool),
}


ELSEWHERE = {"tolist", "itemsize", "nbytes"}
"""What has a test of its own below."""


def test_every_method_is_asked() -> None:
    asked = {name.split()[0] for name in (*METHODS, *CONSTANTS)}
    assert {name for name in vars(Methods) if not name.startswith("_")} - asked == ELSEWHERE


@pytest.mark.every_variant
@pytest.mark.parametrize("name", METHODS)
def test_a_method_answers_as_numpys(lib: Library, name: str) -> None:
    f = METHODS[name]
    result = f(xg.Variable(lib.asarray(POINT)))
    expected = np.asarray(f(POINT))
    assert result.tracked
    assert result.shape == expected.shape
    assert result.dtype == lib.dtype(expected.dtype)
    np.testing.assert_allclose(lib.to_numpy(result.data), expected, rtol=1e-5)
    if expected.dtype == np.float64:
        check_gradients(f, lib.asarray(POINT), order=2)


@pytest.mark.every_variant
@pytest.mark.parametrize("name", CONSTANTS)
def test_a_method_without_gradient_answers_as_numpys(lib: Library, name: str) -> None:
    x = xg.Variable(lib.asarray(POINT))
    result, expected = CONSTANTS[name](x), CONSTANTS[name](POINT)
    np.testing.assert_allclose(lib.to_numpy(result.data), expected, rtol=1e-5, atol=1e-6)
    if result.tracked:
        result.backward()
        assert not lib.to_numpy(x.grad.data).any()


def test_a_complex_array_has_parts(lib: Library) -> None:
    z = xg.Variable(lib.asarray([1.0 + 2.0j, 3.0 - 1.0j]))
    assert lib.to_numpy(z.real.data).tolist() == [1.0, 3.0]
    assert lib.to_numpy(z.imag.data).tolist() == [2.0, -1.0]
    assert lib.to_numpy(z.conj().data).tolist() == [1.0 - 2.0j, 3.0 + 1.0j]
    assert (z.itemsize, z.nbytes) == (16, 32)


@pytest.mark.every_variant
def test_an_array_says_how_large_it_is(lib: Library) -> None:
    for dtype, size in (("float32", 4), ("int8", 1), ("bool", 1), ("int32", 4)):
        x = xg.Variable(lib.asarray([0, 1, 1], dtype))
        assert (x.size, x.itemsize, x.nbytes) == (3, size, 3 * size)


@pytest.mark.every_variant
def test_pythons_types_stand_for_the_librarys_dtypes(lib: Library) -> None:
    x = xg.Variable(lib.asarray([1.5, 2.0]))
    info = lib.xp.__array_namespace_info__()
    assert x.astype(int).dtype == info.default_dtypes(device=lib.device)["integral"]
    assert x.astype(float).dtype in lib.float_dtypes
    assert x.astype(bool).dtype == lib.dtype("bool")
    assert x.astype(x.dtype).dtype == x.dtype


def test_tolist_gives_python_numbers(lib: Library) -> None:
    assert xg.Variable(lib.asarray([[1.5, 2.0], [3.0, 4.0]])).tolist() == [[1.5, 2.0], [3.0, 4.0]]
    counted = xg.Variable(lib.asarray([1, 2])).tolist()
    assert counted == [1, 2]
    assert type(counted[0]) is int
    assert xg.Variable(lib.asarray(2.5)).tolist() == 2.5


def test_copy_and_flatten_give_memory_of_their_own(lib: Library) -> None:
    x = xg.Variable(lib.asarray([[1.0, 2.0]])).detach()
    copies = [x.copy(), x.flatten()]
    if lib.name not in {"jax", "dask"}:  # those cannot be written into
        x.data[0, 0] = 5.0
    assert [lib.to_numpy(c.data).ravel().tolist() for c in copies] == [[1.0, 2.0]] * 2


@pytest.mark.parametrize(
    "f",
    [
        lambda x: np.sum(x, axis=0),
        lambda x: np.mean(x, axis=1, keepdims=True),
        lambda x: np.max(x),
        lambda x: np.std(x, axis=1, ddof=1),
        lambda x: np.cumsum(x, axis=0),
        np.min,
        lambda x: np.clip(x, -1.0, 1.0),
        lambda x: np.reshape(x, (3, 2)),
        np.transpose,
        lambda x: np.swapaxes(x, 0, 1),
        lambda x: np.repeat(x, 2, axis=1),
        lambda x: np.round(x, 1),
    ],
)
def test_numpys_functions_that_call_methods_keep_the_gradient(f: Callable[[Any], Any]) -> None:
    x = xg.Variable(POINT)
    result = f(x)
    assert result.tracked
    np.testing.assert_allclose(result.data, f(POINT))


def test_out_is_refused() -> None:
    x = xg.Variable(POINT)
    for name in ("sum", "prod", "cumsum", "std", "mean", "max", "round", "clip"):
        with pytest.raises(TypeError, match=f"{name}: out="):
            getattr(x, name)(out=np.zeros(()))


def test_a_deviation_has_one_correction_by_two_names(lib: Library) -> None:
    x = xg.Variable(lib.asarray([1.0, 2.0, 4.0]))
    assert x.var(correction=1).item() == x.var(ddof=1).item() == pytest.approx(7 / 3)
    assert x.std(correction=1).item() == x.std(ddof=1).item()
    with pytest.raises(TypeError, match="two names of one number"):
        xg.Variable(lib.asarray([1.0, 2.0])).std(ddof=1, correction=1)


def test_fortran_order_is_refused() -> None:
    with pytest.raises(NotImplementedError, match="C order"):
        xg.Variable(POINT).reshape(3, 2, order="F")
    with pytest.raises(NotImplementedError, match="C order"):
        xg.Variable(POINT).ravel("F")
