"""Law: Python scalars are weak. They take the dtype of the array beside them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import xgrad as xg

OPERATORS: dict[str, Callable[[Any], Any]] = {
    "x + 2.0": lambda x: x + 2.0,
    "2.0 + x": lambda x: 2.0 + x,
    "x + 2": lambda x: x + 2,
    "x - 2.0": lambda x: x - 2.0,
    "2 - x": lambda x: 2 - x,
    "x * 2.0": lambda x: x * 2.0,
    "2.0 * x": lambda x: 2.0 * x,
    "x / 3": lambda x: x / 3,
    "1.0 / x": lambda x: 1.0 / x,
    "x ** 2": lambda x: x**2,
    "x ** 0.5": lambda x: x**0.5,
    "x ** -1": lambda x: x**-1,
    "2.0 ** x": lambda x: 2.0**x,
    "2 ** x": lambda x: 2**x,
    "x % 2.0": lambda x: x % 2.0,
    "5.0 % x": lambda x: 5.0 % x,
    "-x": lambda x: -x,
    "abs(x)": abs,
    "add(x, 2.0)": lambda x: xg.add(x, 2.0),
    "multiply(2.0, x)": lambda x: xg.multiply(2.0, x),
    "maximum(x, 0.0)": lambda x: xg.maximum(x, 0.0),
    "where(x > 0, x, 0.0)": lambda x: xg.where(x > 0, x, 0.0),
    "clip(x, 0.0, 2.0)": lambda x: xg.clip(x, 0.0, 2.0),
    "hypot(x, 2.0)": lambda x: xg.hypot(x, 2.0),
    "atan2(1.0, x)": lambda x: xg.atan2(1.0, x),
    "True * x": lambda x: x * True,
}


@pytest.mark.parametrize("create_graph", [False, True])
@pytest.mark.parametrize("shape", [(), (3,)])
@pytest.mark.parametrize("name", OPERATORS)
def test_float32_stays_float32(
    lib: Any, name: str, shape: tuple[int, ...], create_graph: bool
) -> None:
    f32 = lib.xp.float32
    x = xg.Variable(lib.asarray(1.5 if shape == () else [1.5, 2.5, 3.5], f32))
    y = OPERATORS[name](x)
    assert y.dtype == f32
    assert y.data.dtype == f32
    y.backward(create_graph=create_graph)
    assert x.grad.dtype == f32
    assert x.grad.data.dtype == f32


@pytest.mark.parametrize(
    "name", [name for name in OPERATORS if "(" not in name or name == "abs(x)"]
)
def test_the_value_is_numpys(name: str) -> None:
    data = np.array([1.5, 2.5, 3.5])
    got = OPERATORS[name](xg.Variable(data)).data
    np.testing.assert_allclose(got, eval(name, {"x": data, "abs": abs}), rtol=1e-15)


@pytest.mark.parametrize("name", ["x + 2.0", "2.0 * x", "x ** 2", "x / 3", "2.0 ** x"])
def test_complex64_stays_complex64(lib: Any, name: str) -> None:
    c64 = lib.xp.complex64
    y = OPERATORS[name](xg.Variable(lib.asarray([1.5 + 1.0j], c64)))
    assert y.dtype == c64


def test_a_complex_number_makes_float32_complex64() -> None:
    x = xg.Variable(np.ones(2, np.float32))
    assert (x * 1j).dtype == np.complex64


def test_integers_keep_their_dtype_beside_integers() -> None:
    x = xg.Variable(np.ones(2, np.int32))
    assert (x + 2).dtype == np.int32
    assert (2 * x).dtype == np.int32


def test_an_integer_beside_a_float_number_becomes_float() -> None:
    x = xg.Variable(np.array([1, 2]))
    assert np.issubdtype((x * 2.5).dtype, np.floating)
    assert (x * 2.5).data.tolist() == [2.5, 5.0]


def test_a_network_in_float32_stays_float32_through_a_step() -> None:
    f32 = np.float32
    x = np.ones((4, 3), f32)
    w, b = xg.Variable(np.ones((3, 2), f32)), xg.Variable(np.zeros(2, f32))
    h = xg.tanh(x @ w + b)
    loss = xg.mean((h - 0.5) ** 2) / 2 + 1e-4 * xg.sum(w * w)
    loss.backward()
    w.data -= 0.1 * w.grad.data
    assert {v.dtype for v in (h, loss, w, b, w.grad, b.grad)} == {np.dtype(f32)}


def test_results_of_no_dimensions_keep_their_dtype_along_a_chain() -> None:
    """NumPy returns scalars for arrays of no dimensions, and those are not weak."""
    y = xg.Variable(np.array(1.5, np.float32))
    x = y
    for step in (lambda v: v * 2.0, xg.sin, lambda v: 1 - v, lambda v: v / 3, lambda v: v**2):
        y = step(y)
        assert y.dtype == np.float32
    y.backward()
    assert x.grad.dtype == np.float32


def test_a_number_given_to_a_namespace_becomes_an_array_of_its_library(lib: Any) -> None:
    xp = xg.Variable(lib.asarray(1.0)).__array_namespace__()
    for y in (xp.sin(1.0), xp.add(1.0, 2.0), xp.asarray([1.0, 2.0]), xp.zeros(2)):
        assert y.__array_namespace__() is xp
        assert not y.tracked


@pytest.mark.parametrize("kind", [np.int64, np.float32, np.float64, np.bool_])
def test_a_numpy_scalar_is_a_number_beside_the_arrays_of_another_library(
    lib: Any, kind: type
) -> None:
    if lib.name == "numpy":
        pytest.skip("NumPy's own scalars have a dtype there")
    f32 = lib.xp.float32
    x = xg.Variable(lib.asarray([1.5, 2.5], f32))
    number = kind(1)
    for y in (x * number, xg.add(number, x)):
        y.backward()
        assert y.dtype == f32
    assert lib.to_numpy(x.grad.data).tolist() == [2.0, 2.0]
    with pytest.raises(TypeError, match="not of one library"):
        x * np.asarray(number)
