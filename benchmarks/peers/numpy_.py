"""NumPy by hand: the derivatives worked out on paper, in place where it pays (CuPy on a GPU)."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np
from kernels import KERNELS
from numpy.polynomial import Polynomial

from peers.base import Array, Peer, Step


class ByHand(Peer):
    """What a careful NumPy programmer would write who needs no library for derivatives."""

    name = "numpy"
    devices = ("cpu", "cuda")

    def __init__(self, device: str) -> None:
        self.xp: Any = import_module("cupy" if device == "cuda" else "numpy")

    def version(self) -> str:
        return f"{self.xp.__name__} {self.xp.__version__}"

    def to_numpy(self, array: Any) -> Array:
        return np.asarray(array) if self.xp is np else np.asarray(self.xp.asnumpy(array))

    def synchronise(self) -> None:
        if self.xp is not np:
            self.xp.cuda.get_current_stream().synchronize()

    def rosenbrock(self, x0: float, x1: float, lr: float) -> Step:
        a, b = x0, x1

        def step() -> tuple[float, float]:
            nonlocal a, b
            off = 200 * (b - a * a)
            a, b = a - lr * (2 * (a - 1) - 2 * a * off), b - lr * off
            return a, b

        return step

    def newton(self, x: float) -> Step:
        def step() -> tuple[float]:
            nonlocal x
            square = x * x
            x -= x * (square - 1) / (3 * square - 1)
            return (x,)

        return step

    def chain(self, x: Array, a: Array, b: Array, c: Array) -> Step:
        def step() -> tuple[Array, Array]:
            y, kept = x, []
            for _ in range(10):
                t = np.sin(y)
                t *= a
                t += b
                np.tanh(t, out=t)
                e = t * 0.5
                np.exp(e, out=e)
                s = e - 1.0
                s /= c
                s += y
                kept.append((y, t, e, s))
                y = np.cos(s)
            g = np.ones_like(x)
            for before, t, e, s in reversed(kept):
                np.sin(s, out=s)
                np.negative(s, out=s)
                g *= s
                e /= c
                e *= 0.5
                e *= g
                t *= t
                np.subtract(1.0, t, out=t)
                e *= t
                e *= a
                e *= np.cos(before)
                g += e
            return y, g

        return step

    def calls(self, x: Array) -> Step:
        x, xp = self.xp.asarray(x), self.xp

        def step() -> tuple[Any]:
            for _ in range(100):
                y = xp.sin(x)
            return (y,)

        return step

    def expression(self, x: Array) -> Step:
        xp = self.xp
        x = xp.asarray(x)

        def step() -> tuple[Any, Array]:
            bell = x * x
            xp.negative(bell, out=bell)
            xp.exp(bell, out=bell)
            wave = xp.sin(x)
            wave *= bell
            t = xp.tanh(x)
            work = wave + t
            value = work.sum()
            g = xp.cos(x)
            g *= bell
            xp.multiply(x, wave, out=work)
            work *= 2
            g -= work
            t *= t
            g -= t
            g += 1
            return value, g

        return step

    def nth_tanh(self, x: float, n: int) -> Step:
        p = Polynomial([0.0, 1.0])
        for _ in range(n):
            p = p.deriv() * Polynomial([1.0, 0.0, -1.0])
        first, *rest = (float(c) for c in reversed(p.coef))

        def step() -> tuple[float]:
            t = float(np.tanh(x))
            y = first
            for c in rest:
                y = y * t + c
            return (y,)

        return step

    def gradient(self, x: Array) -> Step:
        xp = self.xp
        x = xp.asarray(x)

        def step() -> tuple[Array]:
            head, tail = x[:-1], x[1:]
            off = head * head
            xp.subtract(tail, off, out=off)
            off *= 200
            g = xp.empty_like(x)
            g[-1] = 0
            inner = g[:-1]
            xp.multiply(head, off, out=inner)
            inner *= -2
            inner += head * 2
            inner -= 2
            g[1:] += off
            return (g,)

        return step

    def hvp(self, x: Array, v: Array) -> Step:
        xp = self.xp
        x, v = xp.asarray(x), xp.asarray(v)

        def step() -> tuple[Array]:
            head, tail, vhead = x[:-1], x[1:], v[:-1]
            moved = head * vhead
            moved *= -2
            moved += v[1:]
            off = head * head
            xp.subtract(tail, off, out=off)
            off *= vhead
            off += head * moved
            off *= -400
            out = xp.empty_like(x)
            out[-1] = 0
            inner = out[:-1]
            xp.multiply(vhead, 2, out=inner)
            inner += off
            moved *= 200
            out[1:] += moved
            return (out,)

        return step

    def deep(self, x: float, depth: int) -> Step:
        def step() -> tuple[float, float]:
            y, g = x, 1.0
            for _ in range(depth // 2):
                y = y * 0.99999
                y = y + 0.00001
            for _ in range(depth // 2):
                g = g * 0.99999
            return y, g

        return step

    def mlp(
        self, x: Array, labels: Array, w1: Array, b1: Array, w2: Array, b2: Array, lr: float
    ) -> Step:
        xp = self.xp
        x, labels, rows = xp.asarray(x), xp.asarray(labels), xp.arange(len(x))
        w1, b1, w2, b2 = (xp.array(p) for p in (w1, b1, w2, b2))

        def step() -> tuple[Any, ...]:
            hidden = x @ w1
            hidden += b1
            xp.tanh(hidden, out=hidden)
            z = hidden @ w2
            z += b2
            z -= z.max(axis=1, keepdims=True)
            p = xp.exp(z)
            total = p.sum(axis=1, keepdims=True)
            loss = (xp.log(total[:, 0]) - z[rows, labels]).mean()
            p /= total
            p[rows, labels] -= 1
            p /= len(x)
            gw2, gb2 = hidden.T @ p, p.sum(axis=0)
            gh = p @ w2.T
            hidden *= hidden
            xp.subtract(1, hidden, out=hidden)
            gh *= hidden
            gw1, gb1 = x.T @ gh, gh.sum(axis=0)
            for w, g in ((w1, gw1), (b1, gb1), (w2, gw2), (b2, gb2)):
                g *= lr
                w -= g
            return loss, w1, b1, w2, b2

        return step

    def logistic(self, x: Array, y: Array, w: Array, b: float, lr: float) -> Step:
        xp = self.xp
        x, y, w, bias = xp.asarray(x), xp.asarray(y), xp.array(w), xp.asarray(b)

        def step() -> tuple[Any, Any, Any]:
            nonlocal w, bias
            z = x @ w
            z += bias
            loss = (xp.logaddexp(0.0, z) - y * z).mean()
            xp.negative(z, out=z)
            xp.exp(z, out=z)
            z += 1
            xp.divide(1, z, out=z)
            z -= y
            z /= len(y)
            w -= lr * (x.T @ z)
            bias = bias - lr * z.sum()
            return loss, w, bias

        return step

    def kernel(self, name: str, *data: Array) -> Step:
        by_hand = KERNELS[name].by_hand
        return lambda: by_hand(*data)
