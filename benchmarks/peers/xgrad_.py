"""xgrad over NumPy (over CuPy on a GPU)."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np
from kernels import KERNELS

import xgrad as xg
from peers.base import Array, Peer, Step


class XGrad(Peer):
    """The book's way of writing: Variables, `backward`, updates through `data`."""

    name = "xgrad"
    devices = ("cpu", "cuda")

    def __init__(self, device: str) -> None:
        self.xp: Any = import_module("cupy" if device == "cuda" else "numpy")

    def version(self) -> str:
        try:
            return f"xgrad {version('xgrad')} over {self.xp.__name__} {self.xp.__version__}"
        except PackageNotFoundError:
            return f"xgrad over {self.xp.__name__} {self.xp.__version__}"

    def to_numpy(self, array: Any) -> Array:
        return np.asarray(array) if self.xp is np else np.asarray(self.xp.asnumpy(array))

    def synchronise(self) -> None:
        if self.xp is not np:
            self.xp.cuda.get_current_stream().synchronize()

    def variable(self, value: Any) -> Any:
        """A Variable over a copy, because descent writes in place."""
        return xg.Variable(self.xp.array(value))

    def rosenbrock(self, x0: float, x1: float, lr: float) -> Step:
        a, b = self.variable(x0), self.variable(x1)

        def step() -> tuple[Any, Any]:
            y = 100 * (b - a**2) ** 2 + (a - 1) ** 2
            a.cleargrad()
            b.cleargrad()
            y.backward()
            a.data -= lr * a.grad.data
            b.data -= lr * b.grad.data
            return a.data, b.data

        return step

    def newton(self, x: float) -> Step:
        v = self.variable(x)

        def step() -> tuple[Any]:
            y = v**4 - 2 * v**2
            v.cleargrad()
            y.backward(create_graph=True)
            gx = v.grad
            v.cleargrad()
            gx.backward()
            v.data -= gx.data / v.grad.data
            return (v.data,)

        return step

    def chain(self, x: Array, a: Array, b: Array, c: Array) -> Step:
        v = self.variable(x)

        def step() -> tuple[Any, Any]:
            y = v
            for _ in range(10):
                s = xg.sin(y)
                s = s * a
                s = s + b
                s = xg.tanh(s)
                s = s * 0.5
                s = xg.exp(s)
                s = s - 1.0
                s = s / c
                s = s + y
                y = xg.cos(s)
            v.cleargrad()
            y.backward()
            return y.data, v.grad.data

        return step

    def calls(self, x: Array) -> Step:
        x, xp = self.xp.asarray(x), xg.backend(self.xp.__name__).namespace

        def step() -> tuple[Any]:
            for _ in range(100):
                y = xp.sin(x)
            return (y.data,)

        return step

    def expression(self, x: Array) -> Step:
        v = xg.Variable(self.xp.asarray(x))

        def step() -> tuple[Any, Any]:
            y = xg.sum(xg.sin(v) * xg.exp(-(v**2)) + xg.tanh(v))
            v.cleargrad()
            y.backward()
            return y.data, v.grad.data  # type: ignore[union-attr]

        return step

    def nth_tanh(self, x: float, n: int) -> Step:
        v = self.variable(x)

        def step() -> tuple[Any]:
            y = xg.tanh(v)
            for order in range(1, n + 1):
                v.cleargrad()
                y.backward(create_graph=order < n)
                y = v.grad
            return (y.data,)

        return step

    def gradient(self, x: Array) -> Step:
        v = self.variable(x)

        def step() -> tuple[Any]:
            head, tail = v[:-1], v[1:]
            y = xg.sum(100 * (tail - head**2) ** 2 + (1 - head) ** 2)
            v.cleargrad()
            y.backward()
            return (v.grad.data,)

        return step

    def hvp(self, x: Array, v: Array) -> Step:
        point, direction = self.variable(x), self.xp.asarray(v)

        def step() -> tuple[Any]:
            head, tail = point[:-1], point[1:]
            y = xg.sum(100 * (tail - head**2) ** 2 + (1 - head) ** 2)
            point.cleargrad()
            y.backward(create_graph=True)
            gx = point.grad
            point.cleargrad()
            gx.backward(direction)
            return (point.grad.data,)

        return step

    def deep(self, x: float, depth: int) -> Step:
        v = self.variable(x)

        def step() -> tuple[Any, Any]:
            y = v
            for _ in range(depth // 2):
                y = y * 0.99999
                y = y + 0.00001
            v.cleargrad()
            y.backward()
            return y.data, v.grad.data

        return step

    def mlp(
        self, x: Array, labels: Array, w1: Array, b1: Array, w2: Array, b2: Array, lr: float
    ) -> Step:
        x, wanted = self.xp.asarray(x), self.xp.asarray(np.eye(len(b2), dtype=x.dtype)[labels])
        u1, c1, u2, c2 = parameters = [self.variable(p) for p in (w1, b1, w2, b2)]

        def step() -> tuple[Any, ...]:
            logits = xg.tanh(x @ u1 + c1) @ u2 + c2
            z = logits - xg.max(logits.detach(), axis=1, keepdims=True)
            loss = xg.mean(xg.log(xg.sum(xg.exp(z), axis=1)) - xg.sum(z * wanted, axis=1))
            for p in parameters:
                p.cleargrad()
            loss.backward()
            for p in parameters:
                g = p.grad.data
                g *= lr
                p.data -= g
            return loss.data, u1.data, c1.data, u2.data, c2.data

        return step

    def logistic(self, x: Array, y: Array, w: Array, b: float, lr: float) -> Step:
        x, y = self.xp.asarray(x), self.xp.asarray(y)
        weight, bias = self.variable(w), self.variable(b)

        def step() -> tuple[Any, Any, Any]:
            z = x @ weight + bias
            loss = xg.mean(xg.logaddexp(0.0, z) - y * z)
            weight.cleargrad()
            bias.cleargrad()
            loss.backward()
            weight.data -= lr * weight.grad.data
            bias.data -= lr * bias.grad.data
            return loss.data, weight.data, bias.data

        return step

    def kernel(self, name: str, *data: Array) -> Step:
        kernel = KERNELS[name]
        xs = [xg.Variable(x) for x in data[: kernel.tracked]]
        constants, cotangent = data[kernel.tracked : -1], data[-1]

        def step() -> tuple[Any, ...]:
            y = kernel.forward(xg, *xs, *constants)
            for x in xs:
                x.cleargrad()
            y.backward(cotangent)
            return (y.data, *(x.grad.data for x in xs))  # type: ignore[union-attr]

        return step
