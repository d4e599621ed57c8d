"""MyGrad. It has no derivatives of derivatives."""

from __future__ import annotations

from typing import Any

import mygrad as mg
import numpy as np

from peers.base import Array, Peer, Step


class MyGrad(Peer):
    """MyGrad with its memory guard off, as its documentation advises for speed."""

    name = "mygrad"

    def __init__(self, device: str) -> None:
        mg.turn_memory_guarding_off()

    def version(self) -> str:
        return f"mygrad {mg.__version__}"

    def to_numpy(self, array: Any) -> Array:
        return np.asarray(getattr(array, "data", array))

    def rosenbrock(self, x0: float, x1: float, lr: float) -> Step:
        a, b = mg.tensor(x0), mg.tensor(x1)

        def step() -> tuple[Any, Any]:
            y = 100 * (b - a**2) ** 2 + (a - 1) ** 2
            y.backward()
            a.data -= lr * a.grad
            b.data -= lr * b.grad
            a.null_grad()
            b.null_grad()
            return a, b

        return step

    def chain(self, x: Array, a: Array, b: Array, c: Array) -> Step:
        v = mg.tensor(x)

        def step() -> tuple[Any, Any]:
            y = v
            for _ in range(10):
                s = mg.sin(y)
                s = s * a
                s = s + b
                s = mg.tanh(s)
                s = s * 0.5
                s = mg.exp(s)
                s = s - 1.0
                s = s / c
                s = s + y
                y = mg.cos(s)
            y.backward()
            return y, v.grad

        return step

    def expression(self, x: Array) -> Step:
        v = mg.tensor(x, copy=False)

        def step() -> tuple[Any, Any]:
            y = mg.sum(mg.sin(v) * mg.exp(-(v**2)) + mg.tanh(v))
            y.backward()
            return y, v.grad

        return step

    def gradient(self, x: Array) -> Step:
        v = mg.tensor(x)

        def step() -> tuple[Any]:
            head, tail = v[:-1], v[1:]
            y = mg.sum(100 * (tail - head**2) ** 2 + (1 - head) ** 2)
            y.backward()
            return (v.grad,)

        return step

    def deep(self, x: float, depth: int) -> Step:
        v = mg.tensor(x)

        def step() -> tuple[Any, Any]:
            y = v
            for _ in range(depth // 2):
                y = y * 0.99999
                y = y + 0.00001
            y.backward()
            return y, v.grad

        return step

    def mlp(
        self, x: Array, labels: Array, w1: Array, b1: Array, w2: Array, b2: Array, lr: float
    ) -> Step:
        wanted = np.eye(len(b2), dtype=x.dtype)[labels]
        u1, c1, u2, c2 = parameters = [mg.tensor(p) for p in (w1, b1, w2, b2)]

        def step() -> tuple[Any, ...]:
            logits = mg.matmul(mg.tanh(mg.matmul(x, u1) + c1), u2) + c2
            z = logits - logits.data.max(axis=1, keepdims=True)
            loss = mg.mean(mg.log(mg.sum(mg.exp(z), axis=1)) - mg.sum(z * wanted, axis=1))
            loss.backward()
            for p in parameters:
                g = p.grad
                g *= lr
                p.data -= g
                p.null_grad()
            return loss, u1, c1, u2, c2

        return step

    def logistic(self, x: Array, y: Array, w: Array, b: float, lr: float) -> Step:
        weight, bias = mg.tensor(w), mg.tensor(b)

        def step() -> tuple[Any, Any, Any]:
            z = mg.matmul(x, weight) + bias
            loss = mg.mean(mg.logaddexp(0.0, z) - y * z)
            loss.backward()
            weight.data -= lr * weight.grad
            bias.data -= lr * bias.grad
            weight.null_grad()
            bias.null_grad()
            return loss, weight, bias

        return step
