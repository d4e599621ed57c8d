"""Law: nothing moves between libraries or devices, or leaves the graph, unless the user says so."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import xgrad as xg
from xgrad.conversions import GradientLostWarning
from xgrad.registry import OPS


def tracked() -> Any:
    return xg.Variable(np.array([1.0, 2.0]))


@pytest.mark.parametrize("convert", [np.asarray, np.array, np.atleast_1d, np.sort])
def test_numpy_does_not_swallow_a_tracked_variable(convert: Callable[[Any], Any]) -> None:
    with pytest.raises(TypeError, match=r"\.detach\(\)"):
        convert(tracked())


@pytest.mark.parametrize("operation", [operator.add, operator.mul, operator.pow, np.ma.hypot])
def test_a_masked_array_does_not_swallow_one_either(operation: Callable[[Any, Any], Any]) -> None:
    masked = np.ma.array([1.0, 2.0], mask=[False, True])
    with pytest.raises(TypeError, match=r"\.detach\(\)"):
        operation(masked, tracked())
    assert type(operation(masked, tracked().detach())) is np.ma.MaskedArray


@pytest.mark.parametrize(
    "function", [np.add.reduce, np.add.accumulate, np.float_power.outer, np.float_power]
)
def test_what_is_no_operation_of_ours_refuses_a_variable(function: Callable[..., Any]) -> None:
    binary = any(name in str(function) for name in ("float_power", "outer"))
    inputs = (tracked(), tracked()) if binary else (tracked(),)
    with pytest.raises(TypeError, match=r"does not take Variables; .*x\.data"):
        function(*inputs)


@pytest.mark.parametrize(
    ("function", "ours"),
    [(np.sin, xg.sin), (np.arctan, xg.atan), (np.negative, xg.negative), (np.absolute, xg.abs)],
)
def test_numpys_ufuncs_are_our_operations(
    function: Callable[..., Any], ours: Callable[..., Any]
) -> None:
    x, z = tracked(), tracked()
    y = function(x)
    assert y.creator.op is ours(z).creator.op
    y.backward()
    ours(z).backward()
    np.testing.assert_array_equal(x.grad.data, z.grad.data)


def test_writing_into_an_array_takes_an_untracked_variable_and_refuses_a_tracked_one() -> None:
    x = tracked()
    (x * x).backward()
    x.data -= 0.5 * x.grad  # the book's step 28
    np.testing.assert_array_equal(x.data, np.zeros_like(x.data))
    raw = np.ones_like(x.data)
    with pytest.raises(TypeError, match=r"subtract.*\.data"):
        raw -= x
    np.testing.assert_array_equal(raw, np.ones_like(x.data))


@pytest.mark.parametrize("convert", [float, int, complex, bool, operator.index])
def test_python_numbers_are_made_of_the_value(convert: Callable[[Any], Any]) -> None:
    """float(x) cuts the graph. Whoever allows it for a tracked Variable must not do so silently."""
    n = xg.Variable(np.array(1))
    assert convert(n) == 1


def test_iteration_stays_in_the_graph() -> None:
    x = tracked()
    a, b = x
    (a * 3.0 + b * 4.0).backward()
    assert x.grad.data.tolist() == [3.0, 4.0]


def test_float_of_a_tracked_variable_warns_naming_item() -> None:
    x = xg.Variable(np.array(1.5))
    for convert in (float, complex, math.sin, np.float64):
        with pytest.warns(GradientLostWarning, match=r"\.item\(\)"):
            convert(x)
    assert x.item() == 1.5
    assert type(x.item()) is float
    assert float(x.detach()) == 1.5


def test_item_of_many_elements_raises() -> None:
    with pytest.raises((TypeError, ValueError)):
        tracked().item()


@pytest.mark.parametrize(
    "wants", [np.from_dlpack, xg.backend("array_api_strict").module.from_dlpack]
)
def test_memory_of_a_tracked_variable_is_not_handed_out(wants: Callable[[Any], Any]) -> None:
    x = tracked()
    with pytest.raises(BufferError, match=r"x\.detach\(\)"):
        wants(x)
    with pytest.raises(BufferError, match=r"x\.detach\(\)"):
        wants(x * 2.0)
    np.testing.assert_array_equal(np.asarray(wants(x.detach())), x.data)


def test_memory_that_is_handed_out_is_shared_unless_a_copy_is_asked_for() -> None:
    x = xg.Variable(np.zeros(2)).detach()
    assert np.shares_memory(np.from_dlpack(x), x.data)
    assert not np.shares_memory(np.from_dlpack(x, copy=True), x.data)
    assert x.__dlpack_device__() == x.data.__dlpack_device__()


def test_dlpack_within_a_library_stays_on_the_graph() -> None:
    x = tracked()
    xp = x.__array_namespace__()
    (3.0 * xp.from_dlpack(x)).backward()
    assert x.grad.data.tolist() == [3.0, 3.0]
    with pytest.raises(xg.NotDifferentiableError):
        xg.backend("array_api_strict").namespace.from_dlpack(x)


def test_what_is_detached_may_be_taken() -> None:
    x = tracked()
    assert np.asarray(x.detach()).tolist() == [1.0, 2.0]
    assert np.asarray(xg.Variable(np.array([1, 2]))).tolist() == [1, 2]
    with xg.no_grad():
        y = x * 2.0
    assert np.asarray(y).tolist() == [2.0, 4.0]


def test_writing_a_tracked_variable_into_a_raw_array_raises() -> None:
    out = np.zeros(2)
    with pytest.raises((TypeError, ValueError)):
        out[:] = tracked()
    assert out.tolist() == [0.0, 0.0]


def test_an_in_place_operation_on_a_raw_array_does_not_swallow_a_variable() -> None:
    a = np.ones(2)
    kept = a
    try:
        a += tracked()
    except TypeError:
        return
    assert isinstance(a, xg.Variable)
    assert a.tracked
    assert kept.tolist() == [1.0, 1.0]


def test_a_raw_array_of_another_library_raises_too() -> None:
    strict = pytest.importorskip("array_api_strict")
    x, raw = tracked(), strict.asarray([3.0, 4.0])
    for mix in (lambda: x * raw, lambda: xg.multiply(raw, x)):
        with pytest.raises(TypeError, match="multiply"):
            mix()
    with pytest.raises(TypeError, match=r"multiply|Variable"):  # strict refuses by itself
        raw * x


@pytest.mark.library("torch")
def test_torch_and_numpy_do_not_mix() -> None:
    torch = pytest.importorskip("torch")
    a, b = tracked(), xg.Variable(torch.ones(2, dtype=torch.float64))
    for mix in (lambda: a * b, lambda: b * a, lambda: a * b.data, lambda: b * a.data):
        with pytest.raises(TypeError, match="multiply") as caught:
            mix()
        assert "torch" in str(caught.value)
        assert "numpy" in str(caught.value)


def test_a_seed_of_another_library_raises() -> None:
    strict = pytest.importorskip("array_api_strict")
    x = tracked()
    y = x * 2.0
    with pytest.raises((TypeError, ValueError), match="array_api_strict"):
        y.backward(strict.asarray([1.0, 1.0]))
    assert x.grad is None


def test_a_gradient_of_another_library_raises() -> None:
    strict = pytest.importorskip("array_api_strict")
    x = tracked()
    with pytest.raises((TypeError, ValueError), match="array_api_strict"):
        x.grad = strict.asarray([1.0, 1.0])


def test_moving_within_one_library_is_differentiable() -> None:
    strict = pytest.importorskip("array_api_strict")
    device = strict.Device("device1")
    x = xg.Variable(strict.asarray([1.0, 2.0]))
    y = xg.to_device(x, device) * strict.asarray([3.0, 4.0], device=device)
    assert y.data.device == device
    y.backward(create_graph=True)
    assert x.grad.data.device == x.data.device
    assert [float(v) for v in x.grad.data] == [3.0, 4.0]
    assert x.to(device).data.device == device


def test_a_number_joins_any_device() -> None:
    strict = pytest.importorskip("array_api_strict")
    device = strict.Device("device1")
    x = xg.Variable(strict.asarray([1.0, 2.0], device=device))
    for y in (x + 1.0, 2.0 * x, x**2, 1 - x, xg.where(x > 1.0, x, 0.0), xg.maximum(x, 0.0)):
        assert y.data.device == device


FLOAT_VALUED = ["svd", "eigh", "inv", "qr", "det", "solve", "pinv", "cholesky", "svdvals"]


@pytest.mark.parametrize("name", FLOAT_VALUED)
def test_a_float_valued_function_without_a_rule_raises_for_a_tracked_input(name: str) -> None:
    """A rule that is missing must never look like a gradient of zero."""
    x = xg.Variable(np.array([[2.0, 1.0], [1.0, 3.0]]))
    arguments = (x, x) if name == "solve" else (x,)
    namespace = x.__array_namespace__()
    try:
        result = getattr(namespace.linalg, name)(*arguments)
    except (AttributeError, TypeError, NotImplementedError) as refusal:
        told = str(refusal)
        assert name in told or "linalg" in told
        return
    parts = result if isinstance(result, tuple) else (result,)
    assert all(part.tracked for part in parts)


@pytest.mark.parametrize("name", ["cumulative_sum", "prod", "sort", "roll", "var", "tensordot"])
def test_the_namespace_never_hands_out_a_function_that_cuts_the_graph(name: str) -> None:
    x = xg.Variable(np.array([[2.0, 1.0], [1.0, 3.0]]))
    arguments: dict[str, tuple[Any, ...]] = {"roll": (x, 1), "tensordot": (x, x)}
    keywords = {"axis": 0} if name == "cumulative_sum" else {}
    try:
        result = getattr(x.__array_namespace__(), name)(*arguments.get(name, (x,)), **keywords)
    except (AttributeError, TypeError, NotImplementedError) as refusal:
        told = str(refusal)
        assert name in told
        return
    assert result.tracked


def test_a_function_of_zero_derivative_gives_a_constant_without_complaint() -> None:
    x = tracked()
    for function in (xg.floor, xg.ceil, xg.round, xg.trunc, xg.sign):
        y = function(x)
        (x * y).backward()
    assert x.grad is not None


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("sin", xg.sin),
        ("multiply", lambda x: x * x),
        ("multiply", lambda x: x * 2.0),
        ("multiply", lambda x: np.ones(2) * x),
        ("matmul", lambda x: x @ x),
        ("sum", xg.sum),
        ("concat", lambda x: xg.concat([x, x])),
    ],
)
def test_an_operation_that_lost_its_rules_raises(name: str, call: Callable[[Any], Any]) -> None:

    op = OPS[name]
    rules = op.rules
    op.vjp(*[None] * len(rules))
    try:
        with pytest.raises(xg.NotDifferentiableError, match=name):
            call(tracked())
        assert not call(tracked().detach()).tracked
        with xg.no_grad():
            assert not call(tracked()).tracked
    finally:
        op.vjp(*rules)
    assert call(tracked()).tracked


def test_no_declared_operation_loses_the_gradient() -> None:
    """Every float-valued entry of the registry has rules, or a derivative of zero on purpose."""

    constants = {
        "ceil",
        "floor",
        "round",
        "trunc",
        "sign",
        "floor_divide",
    }
    silent = []
    for name, op in OPS.items():
        if op.differentiable or not op.elementwise or name in constants:
            continue
        arguments = [xg.Variable(np.array([0.5, 0.25])) for _ in op.inputs]
        try:
            y = op.function(*arguments)
        except TypeError:
            continue
        if np.issubdtype(y.dtype, np.inexact):
            silent.append(name)
    assert silent == []
