"""NumPy's pulls write into cotangents: into their own alone, and with the values of the rules.

Everything is run with `LARGE` lowered, so that small arrays take the ways of large ones.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from xgrad_numpy import pulls
from xgrad_numpy.ownership import LARGE

import xgrad as xg
from xgrad.registry import OPS

RNG = np.random.default_rng(3)
CASES = [(name, i) for name, inputs in pulls.PULLS.items() for i in inputs]
NEW_MEMORY = {"tanh", "logaddexp", "prod", "cumulative_prod"}
"""What saves memory in another way than by writing into its cotangent."""


@pytest.fixture
def reusing() -> Iterator[None]:
    before = LARGE[0]
    LARGE[0] = 2
    yield
    LARGE[0] = before


def saved_for(name: str, wanted: str) -> Any:
    x = RNG.uniform(0.5, 2.0, 6)
    of = {
        "pow": (x, 2),
        "logaddexp": (x, np.logaddexp(x, x[::-1])),
        "index_put": slice(1, 3),
        "prod": (x, None),
        "cumulative_sum": (None, False, 1),
        "cumulative_prod": (x, np.cumprod(x), None, False),
    }
    if name in of:
        return of[name]
    return None if pulls.PULLS[name][wanted] is pulls.negated else x


@pytest.mark.parametrize(("name", "wanted"), CASES)
def test_a_pull_gives_what_its_rule_gives(name: str, wanted: str, reusing: None) -> None:
    op = OPS[name]
    rule = op.rules[op.inputs.index(wanted)]
    xp = xg.backend("numpy").xp
    saved = saved_for(name, wanted)
    named = () if saved is None else saved if isinstance(saved, tuple) else (saved,)
    g = np.asarray(RNG.normal(size=() if name == "prod" else 6))
    expected = rule(xp, g.copy(), *named)
    kept = g.copy()
    held = g  # a second reference: nobody may write
    np.testing.assert_allclose(pulls.PULLS[name][wanted](xp, g, saved), expected, rtol=1e-13)
    np.testing.assert_array_equal(held, kept)


def owned(pull: Callable[..., Any], saved: Any) -> bool:
    """Whether the pull returns the very memory of a cotangent that it alone holds."""
    g = np.ones(6)
    address = g.ctypes.data
    return bool(pull(None, g, saved).ctypes.data == address)


@pytest.mark.parametrize(("name", "wanted"), [case for case in CASES if case[0] not in NEW_MEMORY])
def test_a_pull_reuses_the_memory_that_it_owns(name: str, wanted: str, reusing: None) -> None:
    assert owned(pulls.PULLS[name][wanted], saved_for(name, wanted))


@pytest.mark.parametrize("name", ["x1", "x2"])
def test_a_view_or_a_broadcast_cotangent_is_not_written_to(name: str, reusing: None) -> None:
    whole = np.ones(8)
    pulls.PULLS["multiply"][name](None, whole[:6], np.full(6, 7.0))
    np.testing.assert_array_equal(whole, np.ones(8))
    spread = xg.backend("numpy").xp.broadcast_to(np.float64(1.0), (6,))
    pulls.PULLS["multiply"][name](None, spread, np.full(6, 7.0))


@pytest.mark.parametrize("number", [1.0, -0.3])
@pytest.mark.parametrize(("name", "wanted"), [case for case in CASES if case[0] != "prod"])
def test_a_repeated_number_is_a_cotangent_like_another(
    name: str, wanted: str, number: float, reusing: None
) -> None:
    saved = saved_for(name, wanted)
    pull, xp = pulls.PULLS[name][wanted], xg.backend("numpy").xp
    operands = [saved, 2.0, np.float64(2.0), np.array([2.0])] if name == "multiply" else [saved]
    for operand in operands:
        parts = operand if isinstance(operand, tuple) else (operand,)
        g = xp.broadcast_to(np.float64(number), (6,))
        found = pull(xp, g, operand)
        np.testing.assert_allclose(found, pull(xp, np.full(6, number), operand), rtol=1e-15)
        assert found.shape == (6,)
        if any(np.shares_memory(found, part) for part in parts if isinstance(part, np.ndarray)):
            assert not found.flags.writeable


def test_logaddexp_of_a_number_needs_no_rule(
    reusing: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, x = np.asarray(0.0), np.asarray([-1.0, 0.0, 2.0, 3.0])
    g = np.asarray([1.0, 2.0, 3.0, 4.0])
    monkeypatch.setattr(OPS["logaddexp"], "rules", (None, None))
    xp = xg.backend("numpy").xp
    share = g / (1.0 + np.exp(-x))
    np.testing.assert_allclose(pulls.of_logaddexp_turned(xp, g, (number, x)), share, rtol=1e-15)
    np.testing.assert_allclose(pulls.of_logaddexp(xp, g, (number, x)), g - share, rtol=1e-14)


def test_logaddexp_of_infinities_goes_by_the_rule(reusing: None) -> None:
    x = np.array([-np.inf, 0.0, np.inf, np.nan])
    rule = OPS["logaddexp"].rules[1]
    assert rule is not None
    xp = xg.backend("numpy").xp
    with np.errstate(invalid="ignore"):
        y = np.logaddexp(x, [-np.inf, -np.inf, 0.0, 0.0])
        expected = rule(xp, np.ones(4), x, y)
        found = pulls.of_logaddexp(xp, np.ones(4), (x, y))
    np.testing.assert_array_equal(found, expected)
    assert found[0] == 0


def test_a_sum_of_products_gives_gradients_in_memory_of_their_own(reusing: None) -> None:
    x, z = (xg.Variable(RNG.uniform(0.5, 2.0, 6)) for _ in range(2))
    xg.sum(x * z).backward()
    np.testing.assert_array_equal(x.grad.data, z.data)
    assert not np.shares_memory(x.grad.data, z.data)
    x.grad.data[:] = 0
    assert np.all(z.data > 0)


INDICES = [
    slice(1, None),
    2,
    -1,
    (slice(None, None, 2),),
    ...,
    np.array([1, 1, 3]),
    [0, 0],
    np.arange(6) > 2,
]


@pytest.mark.parametrize("index", INDICES, ids=str)
def test_what_comes_through_an_index_is_added_into_the_total(index: Any) -> None:
    x = np.arange(6.0)
    g = RNG.normal(size=np.shape(x[index]))
    xp = xg.backend("numpy").xp
    expected = 1 + xp.index_add(g, index, (6,))
    total = np.ones(6)
    address = total.ctypes.data
    held = np.ones(6)
    view = np.ones(8)[:6]
    for other in (held, view):
        np.testing.assert_array_equal(pulls.add_at(xp, other, g, (index, (6,))), expected)
        np.testing.assert_array_equal(other, np.ones(6))
    cotangents = [total]
    del total
    before = cotangents.pop()
    result = pulls.add_at(xp, before, g, (index, (6,)))
    np.testing.assert_array_equal(result, expected)
    assert result.ctypes.data == address


def test_a_loop_over_rows_adds_into_one_array() -> None:
    x = xg.Variable(RNG.normal(size=(2000, 500)))
    total: Any = 0.0
    for row in x:
        total = total + xg.sum(row * row)
    tracemalloc.start()
    total.backward()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    np.testing.assert_allclose(x.grad.data, 2 * x.data)
    assert peak < 1.5 * x.data.nbytes


def test_sums_of_one_array_add_into_one_array() -> None:
    x = xg.Variable(RNG.normal(size=100_000))
    y = xg.sum(x) + xg.sum(x) * 2.0 + xg.sum(x) * 3.0
    tracemalloc.start()
    y.backward()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    np.testing.assert_array_equal(x.grad.data, np.full(x.shape, 6.0))
    assert peak < 1.5 * x.data.nbytes


EXPRESSIONS: list[Callable[..., Any]] = [
    lambda x, z: x * z + xg.exp(x) * xg.exp(x),
    lambda x, z: xg.exp(-(x**2)) * xg.tanh(z - x),
    lambda x, z: (x / z) * (x / z) + xg.square(z - x),
    lambda x, z: xg.exp(xg.exp(x)) - x - x - z,
    lambda x, z: (h := xg.exp(x)) * h + h + xg.reshape(h, (2, 3)).T.T.T[:, 0][0] + z,
    lambda x, z: xg.concat([x, x]) * xg.concat([z, x]),
    # A sum hands one cotangent to both inputs; more is added to one of them while the other waits.
    lambda x, z: x * z + xg.sin(x + z),
    lambda x, z: xg.exp(x) * z + xg.sin(x + z),
]


@pytest.mark.parametrize("f", EXPRESSIONS)
def test_gradients_saved_values_and_seeds_are_what_they_are_without(f: Any, reusing: None) -> None:
    x, z = (xg.Variable(RNG.uniform(0.5, 2.0, 6)) for _ in range(2))
    before = x.data.copy(), z.data.copy()
    y = f(x, z)
    result = y.data.copy()
    seed = RNG.normal(size=y.shape)
    seed_before = seed.copy()
    gradients = []
    for large in (
        2,
        2,
        10**9,
    ):  # twice with reuse: the first must not have spoilt what the graph keeps
        LARGE[0] = large
        x.cleargrad()
        z.cleargrad()
        y.backward(seed)
        gradients.append((x.grad.data.copy(), z.grad.data.copy()))
    for gx, gz in gradients:
        np.testing.assert_allclose(gx, gradients[-1][0], rtol=1e-14)
        np.testing.assert_allclose(gz, gradients[-1][1], rtol=1e-14)
    np.testing.assert_array_equal(seed, seed_before)
    np.testing.assert_array_equal(y.data, result)
    np.testing.assert_array_equal(x.data, before[0])
    np.testing.assert_array_equal(z.data, before[1])


@pytest.mark.parametrize("f", EXPRESSIONS)
def test_retained_gradients_are_not_written_over(f: Any, reusing: None) -> None:
    x, z = (xg.Variable(RNG.uniform(0.5, 2.0, 6)) for _ in range(2))
    h = x * 1.0
    y = xg.sum(f(h, z))
    y.backward(retain_grad=True)
    np.testing.assert_array_equal(h.grad.data, x.grad.data)
    assert not np.shares_memory(h.grad.data, x.grad.data)


@pytest.mark.parametrize("name", ["prod", "cumulative_prod"])
def test_products_that_lost_digits_go_by_the_rule(name: str) -> None:
    for factors, dtype in (([1e-200, 1e-200, 1e200], float), ([1e-22, 1e-22, 1e22], np.float32)):
        x = xg.Variable(np.asarray(factors, dtype))
        y = xg.prod(x) if name == "prod" else xg.cumulative_prod(x)[-1]
        y.backward()
        others = [factors[1] * factors[2], factors[0] * factors[2], 0.0]
        np.testing.assert_allclose(x.grad.data, others, rtol=1e-6, atol=1e-40)


KEPT = RNG.normal(size=(2, 3))
ALONE: dict[str, tuple[Callable[[], Any], bool]] = {
    "an array": (lambda: np.ones(6), True),
    "all of an array in another shape": (lambda: np.ones(6).reshape(2, 3), True),
    "its transpose": (lambda: np.ones((2, 3)).T, True),
    "what somebody keeps": (lambda: KEPT, False),
    "what somebody keeps in another shape": (lambda: KEPT.reshape(6), False),
    "a part": (lambda: np.ones(7)[1:], False),
    "a number repeated": (lambda: np.broadcast_to(np.ones(1), (3,)), False),
    "foreign memory": (lambda: np.frombuffer(bytearray(16)), False),
    "an array that cannot be written to": (lambda: np.frombuffer(bytes(16)), False),
}


@pytest.mark.parametrize("case", ALONE)
def test_memory_is_owned_by_whom_alone_can_see_it(case: str) -> None:
    make, expected = ALONE[case]
    array = make()
    assert xg.backend("numpy").owns(array) is expected


def test_a_gradient_in_another_shape_is_not_copied() -> None:
    x = xg.Variable(RNG.normal(size=6))
    weights = RNG.normal(size=(2, 3))
    (xg.reshape(x, (2, 3)) * weights).backward()
    np.testing.assert_array_equal(x.grad.data, weights.reshape(6))
    assert x.grad.data.base is not None
    x.cleargrad()
    xg.reshape(x, (2, 3)).backward(weights)
    x.grad.data[0] = 7.0
    assert weights[0, 0] != 7.0


def test_the_peak_of_an_expression_is_six_arrays_above_its_input() -> None:
    tracemalloc = pytest.importorskip("tracemalloc")
    x = xg.Variable(np.full(100_000, 0.5))
    tracemalloc.start()
    try:
        xg.sum(xg.sin(x) * xg.exp(-(x**2)) + xg.tanh(x)).backward()
        peak = tracemalloc.get_traced_memory()[1] / x.data.nbytes
    finally:
        tracemalloc.stop()
    assert peak < 6.5
