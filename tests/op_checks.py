"""What is asked of every operation, at every sample, on every library.

`test_ops.py` expects these checks to pass; `test_mutation.py` expects them to fail once a rule is broken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import array_api_compat
import array_api_strict
import numpy as np
import pytest
import references
import samples
from libraries import Library
from samples import DType, Fixed, Place, Sample, View
from samples.elementwise import constant_samples, elementwise_samples

import xgrad as xg
from xgrad.checking import check_gradients
from xgrad.registry import COMPOSED, FUNCTIONS, OPS


def names() -> list[str]:
    """Every operation, and every composition of operations that has samples."""
    return sorted({*OPS, *COMPOSED, *samples.SAMPLES})


def differentiable(name: str) -> bool:
    """Whether the function has derivatives: compositions do, operations if they have rules."""
    return name not in OPS or OPS[name].differentiable


def samples_of(name: str) -> Iterator[Sample]:
    """The samples of an operation: drawn from its domain, then those that were written for it."""
    op = OPS.get(name)
    if op is not None and op.differentiable and op.domain is not None:
        yield from elementwise_samples(op)
    yield from samples.samples_of(name)
    if op is not None and op.elementwise and not op.differentiable:
        yield from constant_samples(op, kind_of_data(name))


def complex_samples_of(name: str) -> Iterator[Sample]:
    """The samples with imaginary parts: of all inputs, of the first alone, of all but the first."""
    make = samples.Make(f"complex {name}")
    for k, real in enumerate(samples_of(name)):
        numbers = count()

        def added(values: np.ndarray, k: int = k, numbers: Iterator[int] = numbers) -> np.ndarray:
            first = next(numbers) == 0
            if values.dtype.kind != "f" or (k % 3 == 1 and not first) or (k % 3 == 2 and first):
                return values
            return np.asarray(values + 1j * make(*values.shape, low=0.2, high=0.6))

        sample = Sample(*with_arrays((real.args, real.kwargs), added))
        if allowed_by_the_standard(name, sample):
            yield sample


def with_arrays(value: Any, change: Callable[[np.ndarray], np.ndarray]) -> Any:
    """Arguments with their floating-point arrays changed."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "fc":
        return change(value)
    if isinstance(value, View):
        return View(change(value.base), value.take)
    if isinstance(value, list | tuple):
        return type(value)(with_arrays(item, change) for item in value)
    if isinstance(value, Mapping):
        return {key: with_arrays(item, change) for key, item in value.items()}
    return value


def allowed_by_the_standard(name: str, sample: Sample) -> bool:
    """Whether array-api-strict takes these arguments.

    Operations that the standard lacks take all, and compositions what the standard's functions in them do.
    """
    extension, _, last = name.rpartition(".")
    if extension == "special":  # the standard has none, and ours take real numbers
        return False
    home = getattr(array_api_strict, extension, None) if extension else array_api_strict
    function = getattr(home, last, None)
    if function is None and name in OPS:
        return True
    function = function or function_of(name)
    call = Call(name, sample, Library("array_api_strict"))
    args, kwargs = fill((call.args, call.kwargs), call.inputs)
    try:
        samples.applied(name, function)(*args, **kwargs)
    except (TypeError, ValueError, Warning):  # complex numbers cast to a real dtype warn
        return False
    return any(xg.backend("array_api_strict").kind(x.dtype) == "complex" for x in call.inputs)


def kind_of_data(name: str) -> str:
    """The data that an operation without derivative takes: bits of integers, truth values, numbers."""
    if name.startswith("bitwise_"):
        return "i"
    return "b" if name.startswith("logical_") else "f"


COMPOSITIONS = frozenset(
    {
        *("expit", "logit", "log_expit", "softplus", "logsumexp", "softmax", "log_softmax"),
        *("xlogy", "xlog1py", "entr", "rel_entr", "kl_div", "sinc"),
        *(
            "exp2",
            "exp10",
            "cbrt",
            "exprel",
            "boxcox",
            "boxcox1p",
            "inv_boxcox",
            "inv_boxcox1p",
            "cosm1",
            "radian",
        ),
        *(
            "sindg",
            "cosdg",
            "tandg",
            "cotdg",
            "huber",
            "pseudo_huber",
            "ellipk",
            "ellipkm1",
            "gammasgn",
        ),
    }
)
"""The special functions that are compositions of the standard's; the others some library must bring."""


def needs_backend(name: str) -> bool:
    """Whether no library has the function without a backend package."""
    extension, _, last = name.rpartition(".")
    return extension == "special" and last not in COMPOSITIONS


def skip_what_a_library_must_bring(name: str, lib: Library) -> None:
    """Skips a test on the core alone where a function needs a backend; test_special.py tests what it raises."""
    if lib.variant == "core" and needs_backend(name):
        pytest.skip(f"{name} needs a backend with special functions")


def function_of(name: str) -> Callable[..., Any]:
    """What users call."""
    return OPS[name].function if name in OPS else FUNCTIONS[name]


@dataclass
class Call:
    """A sample on one library: `run` takes the tracked inputs alone, everything else is in place."""

    name: str
    sample: Sample
    lib: Library
    single: bool = False

    def __post_init__(self) -> None:
        skip_what_a_library_must_bring(self.name, self.lib)
        self.inputs: list[Any] = []
        self.args = self._prepare(self.sample.args)
        self.kwargs = self._prepare(dict(self.sample.kwargs))

    def _prepare(self, value: Any) -> Any:
        """The argument on the library; a tracked input is replaced by its number."""
        if isinstance(value, View):
            whole = self._prepare(value.base)
            self.inputs[whole.number] = value.take(self.inputs[whole.number])
            return whole
        if isinstance(value, np.ndarray):
            if value.dtype.kind not in "fc":
                return self.lib.asarray(value)
            self.inputs.append(self.lib.asarray(narrowed(value) if self.single else value))
            return Tracked(len(self.inputs) - 1)
        if isinstance(value, Fixed):
            return self.lib.asarray(narrowed(value.values) if self.single else value.values)
        if isinstance(value, DType):
            return self.lib.dtype(value.name)
        if isinstance(value, Place):
            return self.lib.device if not value.other else other_device(self.lib)
        if isinstance(value, (list, tuple)):
            return type(value)(map(self._prepare, value))
        if isinstance(value, dict):
            return {key: self._prepare(item) for key, item in value.items()}
        return value

    def run(self, *inputs: Any) -> Any:
        args, kwargs = fill((self.args, self.kwargs), inputs)
        return samples.applied(self.name, function_of(self.name))(*args, **kwargs)

    def expected(self) -> Any:
        """The value by an independent reference: mpmath element by element, or NumPy. Several come as a list."""
        args = [self._numpy(argument) for argument in self.sample.args]
        kwargs = {key: self._numpy(argument) for key, argument in self.sample.kwargs.items()}
        if self.name in samples.REFERENCES:
            reference = samples.REFERENCES[self.name]
            values = samples.applied(self.name, reference)(*args, **kwargs)
            several = isinstance(values, list | tuple)
            return list(map(np.asarray, values)) if several else np.asarray(values)
        arrays = np.broadcast_arrays(*map(np.asarray, args))
        points = zip(*(a.ravel().tolist() for a in arrays), strict=True)
        values = np.asarray([references.value(self.name, point) for point in points])
        values = values.astype(np.result_type(*args)).reshape(arrays[0].shape)
        return values.real if self.name == "abs" else values

    def _numpy(self, value: Any) -> Any:
        """The argument as NumPy takes it."""
        if isinstance(value, View | Fixed):
            value = value.values
        if isinstance(value, np.ndarray):
            return narrowed(value) if self.single else value
        if isinstance(value, list | tuple):
            return type(value)(map(self._numpy, value))
        return value.name if isinstance(value, DType) else value


@dataclass(frozen=True)
class Tracked:
    """Where a tracked input goes."""

    number: int


def fill(value: Any, inputs: Sequence[Any]) -> Any:
    """The arguments with the tracked inputs in their places."""
    if isinstance(value, Tracked):
        return inputs[value.number]
    if isinstance(value, (list, tuple)):
        return type(value)(fill(item, inputs) for item in value)
    if isinstance(value, dict):
        return {key: fill(item, inputs) for key, item in value.items()}
    return value


def narrowed(values: np.ndarray) -> np.ndarray:
    """The same values in single precision, if they are floating-point."""
    narrower = {"f": np.float32, "c": np.complex64}.get(values.dtype.kind)
    return values if narrower is None else values.astype(narrower)


def other_device(lib: Library) -> Any:
    """A device of the library that is not the one under test, if there is one with the same dtypes."""
    info = lib.xp.__array_namespace_info__()
    kinds = info.dtypes(device=lib.device)
    # PyTorch's "meta" holds no data, and Dask's own device is wherever its chunks are.
    places = [d for d in info.devices() if d is not None and str(d) not in {"meta", "DASK_DEVICE"}]
    same = [d for d in places if info.dtypes(device=d) == kinds]
    return next((device for device in same if device != lib.device), lib.device)


def tracked_results(results: Any) -> list[xg.Variable]:
    """The results that can be differentiated, of a function that gives one or several."""
    several = results if isinstance(results, list | tuple) else [results]
    return [result for result in several if result.tracked]


def check_value(call: Call) -> None:
    """The value, its shape, dtype and device, and that the result is tracked; each of several."""
    results = call.run(*map(xg.Variable, call.inputs))
    expected = call.expected()
    assert isinstance(results, list | tuple) == isinstance(expected, list)
    pairs = (
        zip(results, expected, strict=True) if isinstance(expected, list) else [(results, expected)]
    )
    for result, value in pairs:
        _check_one_value(call, result, value)


def _check_one_value(call: Call, result: Any, expected: np.ndarray) -> None:
    assert result.tracked == (expected.dtype.kind in "fc")
    assert result.dtype == call.lib.dtype(expected.dtype)
    if call.name != "to_device":
        assert array_api_compat.device(result.data) == call.lib.device
    got = call.lib.to_numpy(result.data)
    assert got.shape == expected.shape
    if expected.dtype.kind not in "fc":
        np.testing.assert_array_equal(got, expected)
        return
    narrow = np.finfo(got.dtype).bits <= 32 or call.single
    tolerance = 1e-5 if narrow else 1e-13
    np.testing.assert_allclose(got, expected, rtol=tolerance, atol=tolerance)


def check_call(call: Call, order: int) -> None:
    """Value and derivatives of a differentiable operation at one sample; at order 0 the gradient's looks."""
    check_value(call)
    check_every_gradient_comes(call)
    if order > 0:
        check_gradients(call.run, *call.inputs, order=order)


def check_call_against_numpy(call: Call, order: int) -> None:
    """The same where finite differences take too long: the derivatives are those that NumPy has at this sample."""
    check_value(call)
    check_every_gradient_comes(call)
    single = call.single or len(call.lib.float_dtypes) == 1
    same = Call(call.name, call.sample, Library("numpy"), single=single)
    before = call.lib.all_to_numpy(call.inputs)
    results = tracked_results(call.run(*map(xg.Variable, call.inputs)))
    narrow = {call.lib.dtype_name(y.dtype) for y in results} & {"float32", "complex64"}
    tolerance = 1e-3 if single or narrow else 1e-9
    for got, expected in zip(gradients(call, order), gradients(same, order), strict=True):
        allowed = tolerance * (1 + np.max(np.abs(expected), initial=0))
        np.testing.assert_allclose(got, expected, rtol=0, atol=allowed)
    for after, values in zip(call.lib.all_to_numpy(call.inputs), before, strict=True):
        np.testing.assert_array_equal(after, values, "an input was changed")


def gradients(call: Call, order: int) -> list[np.ndarray]:
    """The gradients of orders 1 to `order`, with respect to inputs and, above the first, cotangents.

    Each order differentiates an inner product of the order before with random numbers, the same ones
    on every library.
    """
    rng = np.random.default_rng(0)

    def weights(x: xg.Variable) -> xg.Variable:
        values = rng.normal(size=x.shape) + 1j * rng.normal(size=x.shape)
        name = call.lib.dtype_name(x.dtype)
        return xg.Variable(call.lib.asarray(values if "complex" in name else values.real, x.dtype))

    inputs = [xg.Variable(data) for data in call.inputs]
    roots = tracked_results(call.run(*inputs))
    cotangents = [weights(y) for y in roots]
    pairs = [*zip(roots, cotangents, strict=True)]
    found = []
    for level in range(order):
        leaves = [*inputs, *cotangents] if level else inputs
        for leaf in leaves:
            leaf.cleargrad()
        for y, cotangent in pairs:
            y.backward(cotangent, create_graph=level < order - 1)
        found += [raw_gradient(leaf, call.lib) for leaf in leaves]
        given = [(leaf.grad, weights(leaf)) for leaf in leaves]
        pairs = [(grad, v) for grad, v in given if grad is not None and grad.tracked]
    return call.lib.all_to_numpy(found)


def raw_gradient(leaf: xg.Variable, lib: Library) -> Any:
    """The gradient of a leaf, once it is known to look like it; zeros where there is none."""
    if leaf.grad is None:
        return lib.asarray(np.zeros(leaf.shape), leaf.dtype)
    wanted = (type(leaf.data), leaf.shape, leaf.dtype, leaf.device)
    assert (type(leaf.grad.data), leaf.grad.shape, leaf.grad.dtype, leaf.grad.device) == wanted
    return leaf.grad.data


def check_every_gradient_comes(call: Call) -> None:
    """No input may be left without a gradient, of its shape and dtype: zeros are an answer, None is not."""
    inputs = [xg.Variable(data) for data in call.inputs]
    for result in tracked_results(call.run(*inputs)):
        result.backward()
    for i, x in enumerate(inputs):
        assert x.grad is not None, f"{call.name} gave no gradient for tracked input {i}"
        assert (x.grad.shape, x.grad.dtype, x.grad.device) == (x.shape, x.dtype, x.device)
