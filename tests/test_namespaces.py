"""`xgrad.<library>` makes arrays of that library of numbers and lists, whatever the default library is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import array_api_strict
import numpy as np
import pytest

import xgrad as xg
from xgrad.registry import OPS

if TYPE_CHECKING:
    from libraries import Library

ELEMENTWISE = [name for name, op in OPS.items() if op.elementwise and "special." not in name]
CALLS: dict[str, Callable[[Any], Any]] = {
    "a list, reduced": lambda xp: xp.sum([1.0, 2.0]),
    "a nested list": lambda xp: xp.matrix_transpose([[1.0, 2.0], [3.0, 4.0]]),
    "a tuple": lambda xp: xp.cumulative_sum((1.0, 2.0)),
    "two lists": lambda xp: xp.matmul([1.0, 2.0], [3.0, 4.0]),
    "an array and a list": lambda xp: xp.matmul(xp.ones(2), [3.0, 4.0]),
    "numbers, joined": lambda xp: xp.stack([1.0, 2.0]),
    "three lists": lambda xp: xp.where([True, False], [1.0, 2.0], [3.0, 4.0]),
    "several results": lambda xp: xp.linalg.qr([[1.0, 2.0], [3.0, 4.0]])[0],
    "a composition": lambda xp: xp.mean([1.0, 2.0]),
    "a composition of a number": lambda xp: xp.nan_to_num(1.0),
    "a composition of lists": lambda xp: xp.average([1.0, 2.0], weights=[3.0, 4.0]),
    "a composition of an array and lists": lambda xp: xp.interp(xp.ones(2), [0.0, 1.0], [2.0, 3.0]),
    "an extension": lambda xp: xp.linalg.inv([[2.0, 0.0], [0.0, 4.0]]),
    "an extension's composition": lambda xp: xp.linalg.vector_norm([3.0, 4.0]),
    "a maker": lambda xp: xp.full(2, 1.0),
    "a generator": lambda xp: xp.random.default_rng(0).random(2),
}


@pytest.fixture
def namespace(lib: Library) -> Any:
    """The namespace over the library, where another one is the default."""
    return xg.backend(lib.name).namespace


@pytest.fixture(autouse=True)
def _another_default(lib: Library) -> Any:
    with xg.using_device(backend="numpy" if lib.name != "numpy" else "array_api_strict"):
        yield


def is_of(lib: Library, y: Any) -> bool:
    return type(y.data) is type(lib.asarray([1.0]))


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_numbers_and_lists_become_its_arrays(name: str, namespace: Any, lib: Library) -> None:
    bits = name.startswith("bitwise")
    number: Any = 1 if bits else name.startswith("logical") or (0.5 if name == "atanh" else 1.0)
    function, elsewhere = getattr(namespace, name), getattr(xg, name)
    several = [(number,), ([number, number],)]
    if len(OPS[name].inputs) == 2:
        several = [(number, number), ([number], number), (number, [number]), ([number], [number])]
        several += [(namespace.asarray([number]), [number])]
    for arguments in several:
        assert is_of(lib, function(*arguments)), arguments
    assert not is_of(lib, elsewhere(*several[0])), "the default library is another one"


@pytest.mark.parametrize("case", CALLS)
def test_what_it_computes_is_its_own(case: str, namespace: Any, lib: Library) -> None:
    assert is_of(lib, CALLS[case](namespace))


def test_numbers_become_arrays_of_the_librarys_default_dtype(namespace: Any, lib: Library) -> None:
    ours = {"torch": "float32"}.get(lib.name, "float64")
    for y in (namespace.sqrt(2.0), namespace.sum([1.0, 2.0]), namespace.zeros(2)):
        assert lib.dtype_name(y.dtype) == ours
    assert namespace.sqrt(namespace.asarray(2.0, dtype="float64")).dtype == lib.dtype("float64")


def test_its_arrays_go_to_the_default_device_if_that_is_the_librarys(lib: Library) -> None:
    strict = xg.backend("array_api_strict")
    *_, name = (device.name for device in strict.devices())
    with xg.using_device(name, backend="array_api_strict"):
        for y in (
            strict.namespace.sin(1.0),
            strict.namespace.mean([1.0]),
            strict.namespace.zeros(1),
        ):
            assert y.device == strict.native_device(name) != array_api_strict.Device("CPU_DEVICE")
    assert isinstance(xg.backend("numpy").namespace.sin([1.0]).data, np.ndarray)


@pytest.mark.parametrize("lib", ["numpy"], indirect=True)
def test_arrays_pass_no_further_call_on_their_way(lib: Library) -> None:
    """A function of the namespace is the operation's caller itself: a call costs what it costs as `xgrad.sin`."""
    namespace = xg.backend("numpy").namespace
    for name in ("sin", "add", "sum", "where", "matmul"):
        assert getattr(namespace, name).__code__ is getattr(xg, name).__code__
