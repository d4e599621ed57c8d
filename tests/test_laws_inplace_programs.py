"""Law: code that writes means what it means in NumPy, on every library, and is differentiated as it is run.

Random programs of views and writes run on NumPy's own arrays and on Variables: every value that can
be read at the end is the same, and the derivatives are those of the NumPy program.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import xgrad as xg

SHAPE = (3, 4)
OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+=": lambda a, b: a.__iadd__(b),
    "-=": lambda a, b: a.__isub__(b),
    "*=": lambda a, b: a.__imul__(b * 0.5),
    "/=": lambda a, b: a.__itruediv__(b * b + 1.0),
}


class OfNumpy:
    """What the programs use besides brackets and operators, on NumPy's arrays."""

    reshape = staticmethod(np.reshape)
    permute_dims = staticmethod(np.transpose)
    expand_dims = staticmethod(np.expand_dims)
    squeeze = staticmethod(np.squeeze)
    sin = staticmethod(np.sin)
    sum = staticmethod(np.sum)


def index_of(rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    """A basic index that leaves at least one axis."""
    items: list[Any] = []
    for axis, n in enumerate(shape):
        kind = rng.integers(4)
        if kind == 0 and axis > 0:
            items.append(int(rng.integers(-n, n)) if n else slice(None))
        elif kind == 1:
            items.append(slice(int(rng.integers(0, max(n, 1))), None))
        elif kind == 2:
            items.append(slice(None, None, int(rng.choice([1, 2, -1]))))
        else:
            items.append(slice(None))
    return items[0] if len(items) == 1 else tuple(items)


def program(seed: int, length: int) -> list[Callable[[Any, list[Any], Any], None]]:
    """A random program: steps that take the input, the arrays made so far and a namespace.

    It is run on NumPy while it is drawn up, so that every step fits the shapes.
    """
    rng = np.random.default_rng(seed)
    x = rng.uniform(0.5, 1.5, SHAPE)
    env: list[Any] = [x * 1.0]
    steps: list[Callable[[Any, list[Any], Any], None]] = []

    def expression(shape: tuple[int, ...]) -> Callable[[Any, list[Any], Any], Any]:
        kind = rng.integers(4)
        i, j = int(rng.integers(3)), int(rng.integers(4))
        c = float(rng.uniform(0.5, 1.5))
        same = [k for k, a in enumerate(env) if a.shape == shape]
        if kind == 0:
            return lambda x, env, f: c
        if kind == 1:
            return lambda x, env, f: x[i, j] * c
        if kind == 2 and same:
            k = int(rng.choice(same))
            return lambda x, env, f: f.sin(env[k]) * c
        if shape and shape[-1] and shape[-1] <= 4:
            n = shape[-1]
            return lambda x, env, f: x[i, :n] * c
        return lambda x, env, f: f.sin(x[i, j])

    def draw() -> Callable[[Any, list[Any], Any], None]:
        k = int(rng.integers(len(env)))
        shape = env[k].shape
        kind = rng.integers(11)
        if kind <= 1:
            index = index_of(rng, shape)
            return lambda x, env, f: env.append(env[k][index])
        if kind == 2:
            wanted = (
                (-1,) if rng.integers(2) else (shape[0], -1)
            )  # Dask splits and merges axes, no more
            return lambda x, env, f: env.append(f.reshape(env[k], wanted))
        if kind == 3:
            axes = tuple(int(a) for a in rng.permutation(len(shape)))
            return lambda x, env, f: env.append(f.permute_dims(env[k], axes))
        if kind == 4:
            if 1 in shape:
                axis = shape.index(1)
                return lambda x, env, f: env.append(f.squeeze(env[k], axis=axis))
            return lambda x, env, f: env.append(f.expand_dims(env[k], axis=-1))
        if kind == 5:
            return lambda x, env, f: env.append(f.sin(env[k]))
        if kind == 6:
            return lambda x, env, f: env.append(env[k])
        name = str(rng.choice(list(OPERATORS)))
        if kind == 7:
            whole = expression(shape)

            def step(x: Any, env: list[Any], f: Any) -> None:
                env[k] = OPERATORS[name](env[k], whole(x, env, f))

            return step
        index = index_of(rng, shape)
        if kind == 8 and shape[0] > 1:
            index = rng.integers(0, shape[0], 3)
        value = expression(env[k][index].shape)

        def put(x: Any, env: list[Any], f: Any) -> None:
            at = index if f is OfNumpy or isinstance(index, (int, slice, tuple)) else f.index(index)
            if kind == 10:
                view = env[k]
                view[at] = OPERATORS[name](view[at], value(x, env, f))
            else:
                env[k][at] = value(x, env, f)

        return put

    while len(steps) < length:
        step = draw()
        shape_before = [a.shape for a in env]
        step(x, env, OfNumpy)
        if env[-1].ndim == 0 or env[-1].size == 0 or env[-1].ndim > 4:
            assert len(env) > len(shape_before)
            env.pop()
            continue
        steps.append(step)
    return steps


def execute(steps: Any, x: Any, f: Any) -> list[Any]:
    env = [x * 1.0]
    for step in steps:
        step(x, env, f)
    return env


def total(env: list[Any], f: Any) -> Any:
    return sum(f.sum(f.sin(a * (1.0 + 0.1 * k))) for k, a in enumerate(env))


def of_library(lib: Any) -> Any:
    class Xgrad:
        reshape = staticmethod(xg.reshape)
        permute_dims = staticmethod(xg.permute_dims)
        expand_dims = staticmethod(xg.expand_dims)
        squeeze = staticmethod(xg.squeeze)
        sin = staticmethod(xg.sin)
        sum = staticmethod(xg.sum)
        index = staticmethod(lib.asarray)

    return Xgrad


def check(lib: Any, seed: int, length: int) -> None:
    steps = program(seed, length)
    rng = np.random.default_rng(seed + 10_000)
    at, direction = rng.uniform(0.5, 1.5, SHAPE), rng.uniform(-1.0, 1.0, SHAPE)
    f = of_library(lib)
    x = xg.Variable(lib.asarray(at))
    env = execute(steps, x, f)
    shown = lib.all_to_numpy([ours.data for ours in env])
    for ours, theirs in zip(shown, execute(steps, at, OfNumpy), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12)

    def along(t: float) -> float:
        return float(total(execute(steps, at + t * direction, OfNumpy), OfNumpy))

    total(env, f).backward(create_graph=True)
    slope = xg.sum(x.grad * lib.asarray(direction))
    h = 1e-3
    points = [along(k * h) for k in (-2, -1, 0, 1, 2)]
    first = (points[0] - 8 * points[1] + 8 * points[3] - points[4]) / (12 * h)
    second = (-points[0] + 16 * points[1] - 30 * points[2] + 16 * points[3] - points[4]) / (
        12 * h * h
    )
    np.testing.assert_allclose(slope.item(), first, rtol=1e-6, atol=1e-6)
    x.cleargrad()
    slope.backward()
    curvature = 0.0
    if x.grad is not None:
        curvature = xg.sum(x.grad * lib.asarray(direction)).item()
    np.testing.assert_allclose(curvature, second, rtol=1e-4, atol=1e-4)
    x.cleargrad()
    total(execute(steps, x, f), f).backward()
    np.testing.assert_allclose(
        np.sum(lib.to_numpy(x.grad.data) * direction), first, rtol=1e-6, atol=1e-6
    )


@pytest.mark.parametrize("seed", range(12))
def test_a_program_that_writes_is_that_of_numpy(lib: Any, seed: int) -> None:
    check(lib, seed, 10)


@pytest.mark.parametrize("seed", range(100, 300))
def test_many_programs_that_write(seed: int) -> None:
    from libraries import Library

    check(Library("numpy"), seed, 16)


@pytest.mark.parametrize("through_the_view", [True, False])
def test_a_reshape_of_a_copy_looks_into_the_copy(lib: Any, through_the_view: bool) -> None:
    """A transposed array has no flat view, and is copied; the copy has views of its own."""
    x = xg.Variable(lib.asarray(np.ones((2, 3))))
    y = x * 1.0
    flat = xg.reshape(xg.permute_dims(y, (1, 0)), (-1,))
    table = xg.reshape(flat, (2, 3))
    if through_the_view:
        table[0, 1] = 5.0
    else:
        flat[1] = 5.0
    assert lib.to_numpy(y.data).tolist() == [[1, 1, 1], [1, 1, 1]]
    assert lib.to_numpy(flat.data).tolist() == [1, 5, 1, 1, 1, 1]
    assert lib.to_numpy(table.data).tolist() == [[1, 5, 1], [1, 1, 1]]
    (xg.sum(table) + xg.sum(y)).backward()
    assert lib.to_numpy(x.grad.data).tolist() == [[2, 2, 2], [1, 2, 2]]
