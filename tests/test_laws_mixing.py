"""Law: arrays of two libraries or on two devices are never brought together silently, by any function.

The calls come from the registry and its samples: of each function that takes two arrays, the first
sample that holds two. The advice of each error is followed, and has to work.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from libraries import Library
from op_checks import (
    DType,
    Fixed,
    Place,
    Sample,
    View,
    function_of,
    samples_of,
    skip_what_a_library_must_bring,
)
from samples import applied

import xgrad as xg
from xgrad.isolation import isolated
from xgrad.registry import FUNCTIONS, OPS

INDEXED = {"add_at", "getitem", "index_add", "index_put", "put_at"}
"""NumPy's arrays of integers index the arrays of any library, as in the libraries themselves."""


def arrays_of(value: Any) -> list[np.ndarray]:
    """The arrays in an argument of a sample."""
    if isinstance(value, View | Fixed):
        return [value.values]
    if isinstance(value, np.ndarray):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [a for item in value for a in arrays_of(item)] if isinstance(value, list | tuple) else []


def arrays_in(sample: Sample) -> list[np.ndarray]:
    return arrays_of([*sample.args, dict(sample.kwargs)])


def first_with_two_arrays() -> dict[str, Sample]:
    found = {}
    for name in sorted({*FUNCTIONS, *OPS}):
        several = (sample for sample in samples_of(name) if len(arrays_in(sample)) > 1)
        if (sample := next(several, None)) is not None:
            found[name] = sample
    return found


SAMPLES = first_with_two_arrays()


def takes_two_arrays(function: Callable[..., Any]) -> bool:
    """Whether the signature asks for two arrays, or for any number of them."""
    parameters = inspect.signature(function).parameters.values()
    inputs = [p for p in parameters if "Array" in str(p.annotation)]
    return len(inputs) > 1 or any(
        "list" in str(p.annotation) or p.kind is p.VAR_POSITIONAL for p in inputs
    )


def test_every_function_of_two_arrays_is_mixed() -> None:
    """A function that takes two arrays needs a sample with two, or is another name of one that has."""
    known = {function_of(name) for name in SAMPLES}
    missing = [n for n, f in FUNCTIONS.items() if takes_two_arrays(f) and f not in known]
    assert missing == ["put_along_axis"], "which writes, and is tested below"


def placed(value: Any, libraries: list[Library], tracked: bool) -> Any:
    """An argument with its arrays as Variables of these libraries, which are used up in order."""
    if isinstance(value, Fixed):
        return placed(value.values, libraries, tracked=False)
    if isinstance(value, View):
        value = value.values
    if isinstance(value, np.ndarray):
        x = xg.Variable(libraries.pop(0).asarray(value))
        return x if tracked else x.detach()
    if isinstance(value, list | tuple):
        return type(value)(placed(item, libraries, tracked) for item in value)
    if isinstance(value, DType):
        return value.name
    return "cpu" if isinstance(value, Place) else value


class Mixed:
    """A call with one array from elsewhere."""

    def __init__(self, name: str, odd: int, home: Library, away: Library, tracked: bool) -> None:
        sample = SAMPLES[name]
        libraries = [away if i == odd else home for i in range(len(arrays_in(sample)))]
        self.function = function_of(name)
        self.call = applied(name, self.function)
        self.args = placed(sample.args, libraries, tracked)
        self.keywords = {k: placed(v, libraries, tracked) for k, v in sample.kwargs.items()}

    def __call__(self) -> Any:
        return self.call(*self.args, **self.keywords)

    def works(self) -> bool:
        """Whether nothing is mixed any more; there may have been a third array."""
        try:
            self()
        except TypeError:
            return False
        return True

    def named(self, argument: str) -> Any:
        """The argument that an error calls so: "x1", "arrays[0]"."""
        bound = inspect.signature(self.function).bind(*self.args, **self.keywords)
        return eval(argument, {}, bound.arguments)

    def replace(self, old: Any, new: Any) -> None:
        def replaced(value: Any) -> Any:
            if isinstance(value, list | tuple):
                return type(value)(map(replaced, value))
            return new if value is old else value

        self.args = replaced(self.args)
        self.keywords = {key: replaced(value) for key, value in self.keywords.items()}


def skip_where_the_advice_has_no_way(lib: Library) -> None:
    if lib.variant not in {"", "core"}:
        pytest.skip("nothing leaves array-api-strict's fake devices for another library")


def refused(call: Mixed, *told: str) -> str:
    with pytest.raises((TypeError, ValueError, RuntimeError)) as caught:
        call()
    message = str(caught.value)
    for words in ("nothing moves by itself", *told):
        assert words in message
    return message


def named_first(name: str, message: str) -> bool:
    """Whether an error names the function that was called, and not one inside of it."""
    return message.partition("(")[0].rpartition(".")[2] == function_of(name).__name__


@pytest.mark.parametrize("tracked", [True, False])
@pytest.mark.parametrize("name", SAMPLES)
def test_two_libraries_raise_and_the_advice_works(lib: Any, name: str, tracked: bool) -> None:
    skip_what_a_library_must_bring(name, lib)
    skip_where_the_advice_has_no_way(lib)
    away = Library("array_api_strict" if lib.name == "numpy" else "numpy")
    arrays = arrays_in(SAMPLES[name])
    for odd, array in enumerate(arrays):
        index_is_numpys = (array.dtype.kind in "iub") == (away.name == "numpy")
        if name in INDEXED and index_is_numpys:
            continue
        call = Mixed(name, odd, lib, away, tracked)
        for _ in arrays[1:]:
            message = refused(call, lib.name, away.name)
            assert named_first(name, message)
            convert, argument = re.search(r"; write xgrad\.(\S+)\((\S+)\) or ", message).groups()
            library, function = convert.split(".")
            old = call.named(argument)
            call.replace(old, getattr(xg.backend(library).namespace, function)(old.detach()))
            if call.works():
                break
        call()


def test_two_libraries_in_a_write_along_an_axis_raise(lib: Any) -> None:
    away = Library("array_api_strict" if lib.name == "numpy" else "numpy")
    x = xg.Variable(lib.asarray([1.0, 2.0])).detach()
    index = lib.asarray([0])
    for mixture in ((away.asarray([0]), lib.asarray([5.0])), (index, away.asarray([5.0]))):
        with pytest.raises(TypeError, match=r"put_along_axis.*nothing moves by itself"):
            xg.put_along_axis(x, *mixture, 0)
    np.testing.assert_array_equal(lib.to_numpy(x.data), [1.0, 2.0])


def test_a_librarys_own_functions_and_dtypes_do_not_mix_either() -> None:
    x, y = xg.Variable([1.0]).detach(), xg.backend("array_api_strict").asarray([1.0])
    for name in ("isclose", "allclose"):
        with pytest.raises(TypeError, match=name + ".*nothing moves by itself"):
            getattr(x.__array_namespace__(), name)(x, y)
    with pytest.raises(TypeError, match=r"result_type.*nothing moves by itself"):
        xg.result_type(x, y)


@pytest.mark.library("torch")
def test_a_scalar_of_numpy_joins_another_library() -> None:
    x = xg.Variable(pytest.importorskip("torch").ones(3))
    for y in (x * np.float64(2.0), xg.linalg.pinv(x[:, None], rtol=np.float64(0.1))):
        assert y.tracked
        assert y.dtype == x.dtype


@pytest.mark.library("torch")
def test_libraries_come_before_devices_in_the_advice() -> None:
    torch = pytest.importorskip("torch")
    x, y = xg.Variable([1.0, 2.0, 3.0]), xg.Variable(torch.ones(3, device="meta"))
    with pytest.raises(TypeError, match=r"write xgrad\.numpy\.asarray\(x2\)") as caught:
        x + y
    assert ".to(" not in str(caught.value)


@pytest.mark.library("array_api_strict")
def test_what_a_library_refuses_by_itself_gets_the_same_advice() -> None:
    strict = pytest.importorskip("array_api_strict")
    with isolated():
        x = xg.Variable(strict.asarray([1.0, 2.0]))
        y = xg.Variable(strict.asarray([1.0, 2.0], device=strict.Device("device1")))
        with pytest.raises(ValueError, match=r"add\(.*nothing moves by itself") as caught:
            x + y
        with pytest.raises(ValueError, match=r"concat\(.*write arrays\[1\]\.to\(.cpu.\)"):
            xg.concat([x, y])
    argument, device = re.search(r'; write (\S+)\.to\("(\S+)"\) or ', str(caught.value)).groups()
    assert (argument, device) == ("x2", "cpu")


def test_converting_to_another_library_is_asarray_and_refuses_to_lose_a_gradient(lib: Any) -> None:
    skip_where_the_advice_has_no_way(lib)
    away = Library("array_api_strict" if lib.name == "numpy" else "numpy")
    x = xg.Variable(lib.asarray([1.0, 2.0]))
    xp = xg.backend(away.name).namespace
    y = xp.asarray(x.detach())
    assert type(y.data) is type(away.asarray([1.0]))
    np.testing.assert_array_equal(away.to_numpy(y.data), [1.0, 2.0])
    told = f"asarray: no gradient passes from {lib.name} to {away.name}; pass obj.detach()"
    for tracked in (x, [x, x]):
        with pytest.raises(xg.NotDifferentiableError, match=re.escape(told)):
            xp.asarray(tracked)
    assert xg.asarray(x) is x


@pytest.mark.library("array_api_strict")
@pytest.mark.parametrize("tracked", [True, False])
@pytest.mark.parametrize("name", SAMPLES)
def test_two_devices_raise_and_the_advice_works(name: str, tracked: bool) -> None:
    home, away = Library("array_api_strict"), Library("array_api_strict:device1")
    arrays = arrays_in(SAMPLES[name])
    for odd in range(len(arrays)):
        call = Mixed(name, odd, home, away, tracked)
        for _ in arrays[1:]:
            message = refused(call, "cpu", "device1")
            assert named_first(name, message)
            argument, device = re.search(r'; write (\S+)\.to\("(\S+)"\) or ', message).groups()
            old = call.named(argument)
            call.replace(old, old.to(device))
            if call.works():
                break
        call()
