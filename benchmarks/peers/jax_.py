"""JAX: each step compiled as a whole, or (`JaxEager`) each operation dispatched on its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp

from peers.base import Array, Peer, Step, Unsupported


def rosenbrock_in_many(x: Any) -> Any:
    """The Rosenbrock function in many dimensions."""
    head, tail = x[:-1], x[1:]
    return jnp.sum(100 * (tail - head**2) ** 2 + (1 - head) ** 2)


class Jax(Peer):
    """JAX with `jax.jit` around the whole step."""

    name = "jax"
    compiles = True

    def __init__(self, device: str) -> None:
        jax.config.update("jax_enable_x64", True)
        jax.config.update("jax_platforms", "cpu")
        jax.config.update("jax_cpu_enable_async_dispatch", False)

    def version(self) -> str:
        return f"jax {jax.__version__}"

    def jit(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function compiled."""
        return jax.jit(function)

    def rosenbrock(self, x0: float, x1: float, lr: float) -> Step:
        state = jnp.asarray(x0), jnp.asarray(x1)
        slope = jax.grad(lambda a, b: 100 * (b - a**2) ** 2 + (a - 1) ** 2, argnums=(0, 1))

        def descend(a: Any, b: Any) -> Any:
            ga, gb = slope(a, b)
            return a - lr * ga, b - lr * gb

        descend = self.jit(descend)

        def step() -> tuple[Any, Any]:
            nonlocal state
            state = descend(*state)
            return state

        return step

    def newton(self, x: float) -> Step:
        v = jnp.asarray(x)
        slope = jax.grad(lambda x: x**4 - 2 * x**2)
        curvature = jax.grad(slope)
        improve = self.jit(lambda v: v - slope(v) / curvature(v))

        def step() -> tuple[Any]:
            nonlocal v
            v = improve(v)
            return (v,)

        return step

    def chain(self, x: Array, a: Array, b: Array, c: Array) -> Step:
        v, ja, jb, jc = jnp.asarray(x), jnp.asarray(a), jnp.asarray(b), jnp.asarray(c)
        seed = jnp.ones_like(v)

        def value(y: Any) -> Any:
            for _ in range(10):
                s = jnp.sin(y)
                s = s * ja
                s = s + jb
                s = jnp.tanh(s)
                s = s * 0.5
                s = jnp.exp(s)
                s = s - 1.0
                s = s / jc
                s = s + y
                y = jnp.cos(s)
            return y

        def both(v: Any) -> Any:
            y, pull_back = jax.vjp(value, v)
            return y, pull_back(seed)[0]

        both = self.jit(both)

        def step() -> tuple[Any, Any]:
            y, g = both(v)
            return y, g

        return step

    def expression(self, x: Array) -> Step:
        v = jnp.asarray(x)
        both = self.jit(
            jax.value_and_grad(lambda v: jnp.sum(jnp.sin(v) * jnp.exp(-(v**2)) + jnp.tanh(v)))
        )

        def step() -> tuple[Any, Any]:
            y, g = both(v)
            return y, g

        return step

    def nth_tanh(self, x: float, n: int) -> Step:
        v, derivative = jnp.asarray(x), jnp.tanh
        for _ in range(n):
            derivative = jax.grad(derivative)
        derivative = self.jit(derivative)
        return lambda: (derivative(v),)

    def gradient(self, x: Array) -> Step:
        v, slope = jnp.asarray(x), self.jit(jax.grad(rosenbrock_in_many))
        return lambda: (slope(v),)

    def hvp(self, x: Array, v: Array) -> Step:
        point, direction = jnp.asarray(x), jnp.asarray(v)
        slope = jax.grad(rosenbrock_in_many)
        product = self.jit(lambda x, v: jax.jvp(slope, (x,), (v,))[1])
        return lambda: (product(point, direction),)

    def deep(self, x: float, depth: int) -> Step:
        v = jnp.asarray(x)

        def value(x: Any) -> Any:
            return jax.lax.scan(
                lambda y, _: (y * 0.99999 + 0.00001, None), x, None, length=depth // 2
            )[0]

        both = self.jit(jax.value_and_grad(value))

        def step() -> tuple[Any, Any]:
            y, g = both(v)
            return y, g

        return step

    def mlp(
        self, x: Array, labels: Array, w1: Array, b1: Array, w2: Array, b2: Array, lr: float
    ) -> Step:
        images, wanted = jnp.asarray(x), jnp.eye(len(b2), dtype=x.dtype)[labels]
        state = tuple(jnp.asarray(p) for p in (w1, b1, w2, b2))

        def value(u1: Any, c1: Any, u2: Any, c2: Any) -> Any:
            logits = jnp.tanh(images @ u1 + c1) @ u2 + c2
            z = logits - jax.lax.stop_gradient(logits.max(axis=1, keepdims=True))
            return jnp.mean(jnp.log(jnp.sum(jnp.exp(z), axis=1)) - jnp.sum(z * wanted, axis=1))

        def train(state: Any) -> Any:
            loss, gradients = jax.value_and_grad(value, argnums=(0, 1, 2, 3))(*state)
            return loss, tuple(p - lr * g for p, g in zip(state, gradients, strict=True))

        train = self.jit(train)

        def step() -> tuple[Any, ...]:
            nonlocal state
            loss, state = train(state)
            return loss, *state

        return step

    def logistic(self, x: Array, y: Array, w: Array, b: float, lr: float) -> Step:
        data, wanted = jnp.asarray(x), jnp.asarray(y)
        state = jnp.asarray(w), jnp.asarray(b)

        def value(weight: Any, bias: Any, data: Any) -> Any:
            z = data @ weight + bias
            return jnp.mean(jax.nn.softplus(z) - wanted * z)

        def train(state: Any, data: Any) -> Any:
            loss, (gw, gb) = jax.value_and_grad(value, argnums=(0, 1))(*state, data)
            return loss, (state[0] - lr * gw, state[1] - lr * gb)

        train = self.jit(train)

        def step() -> tuple[Any, Any, Any]:
            nonlocal state
            loss, state = train(state, data)
            return loss, *state

        return step


class JaxEager(Jax):
    """JAX as it comes, without `jax.jit`."""

    name = "jax-eager"
    compiles = False

    def jit(self, function: Callable[..., Any]) -> Callable[..., Any]:
        return function

    def deep(self, x: float, depth: int) -> Step:
        raise Unsupported  # a loop of 10^5 operations takes it half a minute
