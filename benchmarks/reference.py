"""Every work derived by hand and written for the eye, in float64 and without regard to speed.

Same methods, same order, same results as the peers: what a peer returns is compared with this
before anything is timed.
"""

from __future__ import annotations

import numpy as np
from kernels import KERNELS
from numpy.polynomial import Polynomial
from peers.base import Array, Peer, Step


def double(*arrays: Array) -> list[Array]:
    """Copies in float64."""
    return [np.array(a, dtype=np.float64) for a in arrays]


class Reference(Peer):
    """The hand-derived results."""

    name = "reference"

    def rosenbrock(self, x0: float, x1: float, lr: float) -> Step:
        a, b = x0, x1

        def step() -> tuple[float, float]:
            nonlocal a, b
            da = -400 * a * (b - a**2) + 2 * (a - 1)
            db = 200 * (b - a**2)
            a, b = a - lr * da, b - lr * db
            return a, b

        return step

    def newton(self, x: float) -> Step:
        def step() -> tuple[float]:
            nonlocal x
            x -= (4 * x**3 - 4 * x) / (12 * x**2 - 4)
            return (x,)

        return step

    def chain(self, x: Array, a: Array, b: Array, c: Array) -> Step:
        def step() -> tuple[Array, Array]:
            y, dy = x, np.ones_like(x)
            for _ in range(10):
                t = np.tanh(np.sin(y) * a + b)
                e = np.exp(0.5 * t)
                s = (e - 1) / c + y
                ds = e / c * 0.5 * (1 - t**2) * a * np.cos(y) + 1
                y, dy = np.cos(s), -np.sin(s) * ds * dy
            return y, dy

        return step

    def calls(self, x: Array) -> Step:
        (x,) = double(x)

        def step() -> tuple[Array]:
            return (np.sin(x),)

        return step

    def expression(self, x: Array) -> Step:
        (x,) = double(x)

        def step() -> tuple[Array, Array]:
            bell = np.exp(-(x**2))
            value = np.sum(np.sin(x) * bell + np.tanh(x))
            return value, (np.cos(x) - 2 * x * np.sin(x)) * bell + 1 - np.tanh(x) ** 2

        return step

    def nth_tanh(self, x: float, n: int) -> Step:
        # A derivative of a polynomial in t = tanh(x) is a polynomial in t, because dt/dx = 1 - t².
        p = Polynomial([0.0, 1.0])
        for _ in range(n):
            p = p.deriv() * Polynomial([1.0, 0.0, -1.0])
        return lambda: (p(np.tanh(x)),)

    def gradient(self, x: Array) -> Step:
        def step() -> tuple[Array]:
            off = x[1:] - x[:-1] ** 2
            g = np.zeros_like(x)
            g[:-1] += -400 * x[:-1] * off - 2 * (1 - x[:-1])
            g[1:] += 200 * off
            return (g,)

        return step

    def hvp(self, x: Array, v: Array) -> Step:
        def step() -> tuple[Array]:
            diagonal = np.zeros_like(x)
            diagonal[:-1] += 1200 * x[:-1] ** 2 - 400 * x[1:] + 2
            diagonal[1:] += 200
            beside = -400 * x[:-1]
            product = diagonal * v
            product[:-1] += beside * v[1:]
            product[1:] += beside * v[:-1]
            return (product,)

        return step

    def deep(self, x: float, depth: int) -> Step:
        scale = 0.99999 ** (depth // 2)
        return lambda: (scale * x + 0.00001 * (1 - scale) / (1 - 0.99999), scale)

    def mlp(
        self, x: Array, labels: Array, w1: Array, b1: Array, w2: Array, b2: Array, lr: float
    ) -> Step:
        x, w1, b1, w2, b2 = double(x, w1, b1, w2, b2)
        wanted = np.eye(len(b2))[labels]

        def step() -> tuple[Array, ...]:
            nonlocal w1, b1, w2, b2
            hidden = np.tanh(x @ w1 + b1)
            e = np.exp(hidden @ w2 + b2)
            p = e / e.sum(axis=1, keepdims=True)
            loss = -np.mean(np.log(np.sum(p * wanted, axis=1)))
            d2 = (p - wanted) / len(x)
            d1 = d2 @ w2.T * (1 - hidden**2)
            w1, b1 = w1 - lr * x.T @ d1, b1 - lr * d1.sum(axis=0)
            w2, b2 = w2 - lr * hidden.T @ d2, b2 - lr * d2.sum(axis=0)
            return loss, w1, b1, w2, b2

        return step

    def logistic(self, x: Array, y: Array, w: Array, b: float, lr: float) -> Step:
        def step() -> tuple[Array, Array, float]:
            nonlocal w, b
            p = 1 / (1 + np.exp(-(x @ w + b)))
            loss = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
            w, b = w - lr * x.T @ (p - y) / len(y), b - lr * float(np.mean(p - y))
            return loss, w, b

        return step

    def kernel(self, name: str, *data: Array) -> Step:
        by_hand = KERNELS[name].by_hand
        return lambda: by_hand(*data)
