"""Law: no recursion, and time linear in the graph, however deep or wide."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import xgrad as xg


def test_a_chain_a_million_deep() -> None:
    x = xg.Variable(np.array(1.0))
    y = x
    for _ in range(1_000_000):
        y = y + 1.0
    y.backward()
    assert float(x.grad.data) == 1.0
    del y  # freeing must not recurse either


def test_a_deep_chain_to_second_order() -> None:
    x = xg.Variable(np.array(1.0))
    y = x * x
    for _ in range(20_000):
        y = y * 1.0
    y.backward(create_graph=True)
    gx = x.grad
    x.cleargrad()
    gx.backward()
    assert float(x.grad.data) == 2.0


def test_a_deep_chain_of_the_users_own_functions_is_freed() -> None:
    class Same(xg.Function):
        def forward(self, x: Any) -> Any:
            return x * 1.0

        def backward(self, gy: Any) -> Any:
            return gy

    x = xg.Variable(np.array(1.0))
    y = x
    for _ in range(100_000):
        y = Same()(y)
    y.backward()
    assert float(x.grad.data) == 1.0
    del y


def test_a_deep_chain_whose_variables_are_all_held_is_freed() -> None:
    y = xg.Variable(np.array(1.0))
    held = [y]
    for _ in range(100_000):
        y = y + 1.0
        held.append(y)
    y.backward(retain_grad=True)
    assert float(held[0].grad.data) == 1.0
    held.clear()
    del y


def test_a_deep_chain_is_unchained_and_drawn_without_recursion() -> None:
    y = xg.Variable(np.array(0.0))
    for _ in range(20_000):
        y = y + y
    assert y.generation == 20_000
    assert xg.get_dot_graph(y, verbose=False).count("->") >= 60_000
    y.unchain_backward()
    assert y.creator.inputs[0].creator is None


def one_leaf_with_many_consumers(count: int) -> Any:
    x = xg.Variable(np.array([1.0]))
    return xg.concat([x * 2.0 for _ in range(count)])


def one_node_with_many_consumers(count: int) -> Any:
    h = xg.Variable(np.array(1.0)) * 1.0
    total = h
    for _ in range(count):
        total = total + h
    return total


def many_leaves(count: int) -> Any:
    return xg.concat([xg.Variable(np.array([1.0])) * 2.0 for _ in range(count)])


def a_deep_chain(count: int) -> Any:
    y = xg.Variable(np.array(1.0))
    for _ in range(count):
        y = y * 1.0
    return y


def a_function_of_many_inputs(count: int) -> Any:
    class Total(xg.Function):
        def forward(self, *xs: Any) -> Any:
            return sum(xs)

        def backward(self, gy: Any) -> Any:
            return (gy,) * len(self.inputs)

    return Total()(*[xg.Variable(np.array(1.0)) for _ in range(count)])


def a_function_of_many_outputs(count: int) -> Any:
    class Split(xg.Function):
        def forward(self, x: Any) -> Any:
            return tuple(x[i : i + 1] for i in range(count))

        def backward(self, *gys: Any) -> Any:
            return xg.concat(gys)

    return xg.concat(Split()(xg.Variable(np.ones(count))))


def a_graph_with_a_change_beside_it(count: int) -> Any:
    y = one_leaf_with_many_consumers(count)
    other = xg.Variable(np.array([1.0]))
    other.data -= 1.0  # from here on, backward has to look at what was saved before
    return y


GRAPHS = pytest.mark.parametrize(
    "build",
    [
        one_leaf_with_many_consumers,
        one_node_with_many_consumers,
        many_leaves,
        a_deep_chain,
        a_function_of_many_inputs,
        a_function_of_many_outputs,
        a_graph_with_a_change_beside_it,
    ],
)


def test_a_hundred_thousand_consumers_of_one_leaf() -> None:
    x = xg.Variable(np.array([1.0]))
    xg.concat([x * 2.0 for _ in range(100_000)]).backward()
    assert x.grad.data.tolist() == [200_000.0]


def test_a_hundred_thousand_leaves() -> None:
    xs = [xg.Variable(np.array([1.0])) for _ in range(100_000)]
    xg.concat([x * 2.0 for x in xs]).backward()
    assert all(x.grad.data[0] == 2.0 for x in xs)


def seconds(build: Callable[[int], Any], count: int) -> float:
    """The least of three: CPU time of one backward over a graph of ``count``."""
    y = build(count)
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        y.backward()
        best = min(best, time.process_time() - start)
    return best


@GRAPHS
def test_backward_takes_linear_time(build: Callable[[int], Any]) -> None:
    """Sixteen times the graph takes sixteen times as long, more as it outgrows the caches; quadratic would take 256."""
    small, large = seconds(build, 2_000), seconds(build, 32_000)
    assert large < 16 * 10 * small
