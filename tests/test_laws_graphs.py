"""Whatever the shape of a graph, its derivatives are those of truncated Taylor series."""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np
import pytest

import xgrad as xg

ORDER = 4


class Series:
    """A polynomial in t, cut off after t⁴: calculus without a graph, to compare with."""

    def __init__(self, *terms: float) -> None:
        self.terms = [*terms, *[0.0] * (ORDER + 1 - len(terms))]

    def __add__(self, other: Series) -> Series:
        return Series(*[a + b for a, b in zip(self.terms, other.terms, strict=True)])

    def __sub__(self, other: Series) -> Series:
        return Series(*[a - b for a, b in zip(self.terms, other.terms, strict=True)])

    def __mul__(self, other: Series) -> Series:
        a, b = self.terms, other.terms
        return Series(*[sum(a[i] * b[n - i] for i in range(n + 1)) for n in range(ORDER + 1)])

    def sin(self) -> Series:
        """sin(c + u) = Σ sin⁽ᵏ⁾(c) uᵏ / k!, where u has no constant term."""
        c, u = self.terms[0], Series(0.0, *self.terms[1:])
        total, power = Series(), Series(1.0)
        for k in range(ORDER + 1):
            total += power * Series(math.sin(c + k * math.pi / 2) / math.factorial(k))
            power *= u
        return total


def grow(leaves: list[Any], sin: Any, seed: int, size: int = 25) -> Any:
    """A random expression: every step takes any earlier values, so arms are shared and uneven."""
    rng = random.Random(seed)
    values = list(leaves)
    for _ in range(size):
        a, b = rng.choice(values), rng.choice(values)
        step = rng.randrange(4)
        values.append((sin(a + b), a + b, a - b, sin(a) * b)[step])
    total = values[-1]
    for value in rng.sample(values, 3):
        total = total + sin(value)
    return total


@pytest.mark.parametrize("seed", range(15))
def test_random_graphs_have_the_derivatives_of_their_series(seed: int) -> None:
    points, along = [0.3, -0.7, 1.1], [1.0, 0.5, -0.25]
    xs = [xg.Variable(np.array(p)) for p in points]
    y = grow(xs, xg.sin, seed)
    series = grow([Series(p, v) for p, v in zip(points, along, strict=True)], Series.sin, seed)
    for k in range(1, ORDER + 1):
        for x in xs:
            x.cleargrad()
        y.backward(create_graph=True)
        parts = [x.grad * v for x, v in zip(xs, along, strict=True) if x.grad is not None]
        y = sum(parts[1:], parts[0])
        expected = series.terms[k] * math.factorial(k)
        assert float(y.data) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("seed", range(15))
def test_both_ways_of_backward_agree(seed: int) -> None:
    def gradients(create_graph: bool) -> list[float]:
        xs = [xg.Variable(np.array(p)) for p in (0.3, -0.7, 1.1)]
        grow(xs, xg.sin, seed).backward(create_graph=create_graph)
        return [0.0 if x.grad is None else float(x.grad.data) for x in xs]

    assert gradients(False) == pytest.approx(gradients(True), rel=1e-13)


def test_a_part_computed_without_recording_is_a_constant() -> None:
    x = xg.Variable(np.array(2.0))
    with xg.no_grad():
        c = x * x
    (c * x).backward()
    assert float(x.grad.data) == 4.0


def test_a_detached_part_is_a_constant() -> None:
    x = xg.Variable(np.array(2.0))
    ((x * x).detach() * x).backward()
    assert float(x.grad.data) == 4.0


def test_an_unchained_part_is_a_leaf() -> None:
    x = xg.Variable(np.array(2.0))
    h = x * x
    y = h * x
    h.unchain()
    y.backward()
    assert float(x.grad.data) == 4.0
    assert float(h.grad.data) == 2.0


def test_two_graphs_that_share_leaves_add_up() -> None:
    x = xg.Variable(np.array(2.0))
    (x * 3.0).backward()
    (x * x).backward()
    assert float(x.grad.data) == 7.0


def test_a_leaf_that_the_result_does_not_depend_on_has_no_gradient() -> None:
    x, other = xg.Variable(np.array(2.0)), xg.Variable(np.array(3.0))
    _ = other * x
    (x * 2.0).backward()
    assert other.grad is None


def test_results_that_nobody_holds_take_part_all_the_same() -> None:
    x = xg.Variable(np.array(2.0))
    y = xg.sin(xg.sin(xg.sin(x) * x) + x)
    y.backward(retain_grad=True)
    s = math.sin
    c = math.cos
    inner = s(2.0) * 2.0
    expected = c(s(inner) + 2.0) * (c(inner) * (c(2.0) * 2.0 + s(2.0)) + 1.0)
    assert float(x.grad.data) == pytest.approx(expected, rel=1e-14)


def test_what_is_joined_is_known_whether_it_is_tracked_or_not(lib: Any) -> None:
    a = xg.Variable(lib.asarray([1.0]))
    c = xg.Variable(lib.asarray([2.0])).detach()
    assert xg.concat([a, c]).creator.inputs == (a, c)
    first, second, third = xg.stack([lib.asarray([3.0]), c, a]).creator.inputs
    assert first is None  # a raw array that no rule needs
    assert second is c
    assert third is a
