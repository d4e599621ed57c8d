"""HIPS autograd."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import autograd.numpy as anp
import numpy as np
from autograd import grad, hessian_vector_product, make_vjp, value_and_grad

from peers.base import Array, Peer, Step


def rosenbrock_in_many(x: Any) -> Any:
    """The Rosenbrock function in many dimensions."""
    head, tail = x[:-1], x[1:]
    return anp.sum(100 * (tail - head**2) ** 2 + (1 - head) ** 2)


class Autograd(Peer):
    """Functions and their gradients, as HIPS autograd has it."""

    name = "autograd"

    def version(self) -> str:
        return f"autograd {version('autograd')}"

    def rosenbrock(self, x0: float, x1: float, lr: float) -> Step:
        a, b = np.array(x0), np.array(x1)
        slope = grad(lambda a, b: 100 * (b - a**2) ** 2 + (a - 1) ** 2, argnum=[0, 1])

        def step() -> tuple[Any, Any]:
            nonlocal a, b
            ga, gb = slope(a, b)
            a -= lr * ga
            b -= lr * gb
            return a, b

        return step

    def newton(self, x: float) -> Step:
        v = np.array(x)
        slope = grad(lambda x: x**4 - 2 * x**2)
        curvature = grad(slope)

        def step() -> tuple[Any]:
            nonlocal v
            v -= slope(v) / curvature(v)
            return (v,)

        return step

    def chain(self, x: Array, a: Array, b: Array, c: Array) -> Step:
        seed = np.ones_like(x)

        def value(y: Any) -> Any:
            for _ in range(10):
                s = anp.sin(y)
                s = s * a
                s = s + b
                s = anp.tanh(s)
                s = s * 0.5
                s = anp.exp(s)
                s = s - 1.0
                s = s / c
                s = s + y
                y = anp.cos(s)
            return y

        differentiated = make_vjp(value)

        def step() -> tuple[Any, Any]:
            pull_back, y = differentiated(x)
            return y, pull_back(seed)

        return step

    def expression(self, x: Array) -> Step:
        both = value_and_grad(lambda v: anp.sum(anp.sin(v) * anp.exp(-(v**2)) + anp.tanh(v)))

        def step() -> tuple[Any, Any]:
            y, g = both(x)
            return y, g

        return step

    def nth_tanh(self, x: float, n: int) -> Step:
        v, derivative = np.array(x), anp.tanh
        for _ in range(n):
            derivative = grad(derivative)
        return lambda: (derivative(v),)

    def gradient(self, x: Array) -> Step:
        slope = grad(rosenbrock_in_many)
        return lambda: (slope(x),)

    def hvp(self, x: Array, v: Array) -> Step:
        product = hessian_vector_product(rosenbrock_in_many)
        return lambda: (product(x, v),)

    def deep(self, x: float, depth: int) -> Step:
        v = np.array(x)

        def value(y: Any) -> Any:
            for _ in range(depth // 2):
                y = y * 0.99999
                y = y + 0.00001
            return y

        both = value_and_grad(value)

        def step() -> tuple[Any, Any]:
            y, g = both(v)
            return y, g

        return step

    def mlp(
        self, x: Array, labels: Array, w1: Array, b1: Array, w2: Array, b2: Array, lr: float
    ) -> Step:
        wanted = np.eye(len(b2), dtype=x.dtype)[labels]
        parameters = [p.copy() for p in (w1, b1, w2, b2)]

        def value(parameters: Any) -> Any:
            u1, c1, u2, c2 = parameters
            logits = anp.tanh(x @ u1 + c1) @ u2 + c2
            z = logits - logits.max(axis=1, keepdims=True)
            return anp.mean(anp.log(anp.sum(anp.exp(z), axis=1)) - anp.sum(z * wanted, axis=1))

        both = value_and_grad(value)

        def step() -> tuple[Any, ...]:
            loss, gradients = both(parameters)
            for p, g in zip(parameters, gradients, strict=True):
                g *= lr
                p -= g
            return loss, *parameters

        return step

    def logistic(self, x: Array, y: Array, w: Array, b: float, lr: float) -> Step:
        weight, bias = w.copy(), np.array(b)

        def value(parameters: Any) -> Any:
            z = x @ parameters[0] + parameters[1]
            return anp.mean(anp.logaddexp(0.0, z) - y * z)

        both = value_and_grad(value)

        def step() -> tuple[Any, Any, Any]:
            nonlocal weight, bias
            loss, (gw, gb) = both([weight, bias])
            weight -= lr * gw
            bias -= lr * gb
            return loss, weight, bias

        return step
