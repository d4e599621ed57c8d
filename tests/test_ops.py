"""Every operation of the registry, at every sample, on every library: values and derivatives.

A new operation is tested by existing. What has no samples fails with a sentence that says what to add.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import numpy as np
import op_checks
import pytest
import references
import samples
from libraries import THINNED, Library
from op_checks import Call, check_call, check_call_against_numpy
from samples.elementwise import draw

import xgrad as xg
from xgrad.registry import FUNCTIONS, OPS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from samples import Sample

pytestmark = pytest.mark.every_variant

NAMES = op_checks.names()
DIFFERENTIABLE = [name for name in NAMES if op_checks.differentiable(name)]
CONSTANT = [name for name in NAMES if not op_checks.differentiable(name)]
ELEMENTWISE = [name for name in DIFFERENTIABLE if name in OPS and OPS[name].domain is not None]


def every_sample(
    names: list[str], samples_of: Callable[[str], Iterable[Sample]] = op_checks.samples_of
) -> list[Any]:
    found = [(name, k, sample) for name in names for k, sample in enumerate(samples_of(name))]
    return [pytest.param(name, k, sample, id=f"{name}{sample}") for name, k, sample in found]


def order_on(lib: Library, wanted: int, number: int, otherwise: int = 0) -> int:
    """The highest order to check at a sample.

    Where samples are thinned out, only the first of an operation is followed beyond order `otherwise`,
    unless `pytest --thorough` asks for all.
    """
    if lib.id in THINNED and not lib.thorough:
        return min(wanted, 3) if number == 0 else otherwise
    return wanted if lib.name in {"numpy", "array_api_strict"} else min(wanted, 3)


def check(call: Call, order: int) -> None:
    """A sample, by finite differences; by comparison with NumPy where those take too long or have too few digits.

    array-api-strict computes with NumPy, whose derivatives are checked by finite differences: it shows
    whether the rules keep to the standard, at every sample to the highest order.
    """
    slow = call.lib.id in THINNED or call.lib.name == "array_api_strict"
    if slow or len(call.lib.float_dtypes) == 1:
        check_call_against_numpy(call, order)
    else:
        check_call(call, order)


@pytest.mark.parametrize("name", NAMES)
def test_the_operation_has_samples(name: str) -> None:
    count = len(list(op_checks.samples_of(name)))
    assert count >= 10, (
        f"{name} has {count} samples, and needs at least 10 to be tested: declare its domain "
        f"(`@op(domain=...)`) if it works element by element; otherwise write a generator "
        f'`@samples("{name}", reference=...)` in the file of its chapter in tests/samples/'
    )


@pytest.mark.parametrize("name", sorted(samples.SAMPLES))
def test_the_samples_have_an_operation(name: str) -> None:
    assert name in OPS or name in FUNCTIONS, f"tests/samples/ has samples of {name}: there is none"


@pytest.mark.parametrize(("name", "number", "sample"), every_sample(DIFFERENTIABLE))
def test_derivatives(name: str, number: int, sample: Sample, lib: Library) -> None:
    check(Call(name, sample, lib), order_on(lib, 4, number, otherwise=1))


@pytest.mark.parametrize(("name", "number", "sample"), every_sample(DIFFERENTIABLE))
def test_derivatives_in_single_precision(
    name: str, number: int, sample: Sample, lib: Library
) -> None:
    check(Call(name, sample, lib, single=True), order_on(lib, 2, number))


@pytest.mark.parametrize(
    ("name", "number", "sample"), every_sample(DIFFERENTIABLE, op_checks.complex_samples_of)
)
def test_complex_derivatives(name: str, number: int, sample: Sample, lib: Library) -> None:
    """Where the standard takes complex numbers; the gradient of a real input stays real."""
    check(Call(name, sample, lib), order_on(lib, 2, number))


@pytest.mark.parametrize(("name", "number", "sample"), every_sample(CONSTANT))
def test_constants(name: str, number: int, sample: Sample, lib: Library) -> None:
    """An operation without derivative gives the library's own value, as a constant."""
    call = Call(name, sample, lib)
    args, kwargs = op_checks.fill((call.args, call.kwargs), call.inputs)
    raw = functools.reduce(getattr, name.split("."), lib.xp)(*args, **kwargs)
    raws = raw if isinstance(raw, tuple) else (raw,)
    for result, one in zip(results_of(call.run(*call.inputs)), raws, strict=True):
        assert not result.tracked
        assert result.dtype == one.dtype
        np.testing.assert_array_equal(lib.to_numpy(result.data), lib.to_numpy(one))

    tracked = [xg.Variable(data) for data in call.inputs]
    if any(one.dtype in lib.float_dtypes for one in raws):
        with pytest.raises(xg.NotDifferentiableError, match=name):
            call.run(*tracked)
    else:
        assert not any(result.tracked for result in results_of(call.run(*tracked)))


def results_of(results: Any) -> tuple[xg.Variable, ...]:
    """What an operation gives, as a tuple even if it is one."""
    return results if isinstance(results, tuple) else (results,)


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_values_and_derivatives_against_mpmath(name: str, lib: Library) -> None:
    """Orders 0 to 4 along a line through each of four points."""
    op_checks.skip_what_a_library_must_bring(name, lib)
    make = samples.Make(name)
    domains = OPS[name].domain
    points = draw(make, domains, [(4,)] * len(domains))
    lines = [make(4) for _ in domains]
    order = order_on(lib, 4, 0)
    expected = [
        references.derivatives(name, point, line, order)
        for point, line in zip(np.transpose(points), np.transpose(lines), strict=True)
    ]

    t = xg.Variable(lib.asarray(np.zeros(4)))
    on_the_line = zip(points, lines, strict=True)
    y = OPS[name].function(*(t * lib.asarray(d) + lib.asarray(p) for p, d in on_the_line))
    single = lib.dtype_name(t.dtype) == "float32"
    for n in range(order + 1):
        got = np.zeros(4) if y is None else lib.to_numpy(y.data)
        wanted = np.asarray([row[n] for row in expected])
        tolerance = 2e-4 if single else 1e-11
        error = np.max(np.abs(got - wanted)) / (1 + np.max(np.abs(wanted)))
        assert error < tolerance, f"{name}, order {n}: expected {wanted}, got {got}"
        if y is not None and y.tracked:
            t.cleargrad()
            y.backward(create_graph=True)
            y = t.grad
        else:
            y = None


@pytest.mark.parametrize("wrong_at", [1, 2])
def test_a_derivative_that_is_not_numpys_is_noticed(wrong_at: int) -> None:
    """Where the derivatives of NumPy stand in for finite differences."""

    def rule(xp: Any, g: Any, x: Any) -> Any:
        raw = x.data if isinstance(x, xg.Variable) else x
        if isinstance(raw, np.ndarray):
            return g * xp.cos(x)
        return g * xp.cos(x) * 1.001 if wrong_at == 1 else g * xp.cos(raw)

    call = Call("sin", next(op_checks.samples_of("sin")), Library("array_api_strict"))
    check_call_against_numpy(call, 2)
    op = OPS["sin"]
    right = op.rules
    try:
        op.vjp(rule)
        with pytest.raises(AssertionError):
            check_call_against_numpy(call, 2)
    finally:
        op.vjp(*right)
