"""What every peer has to be able to do: one method per work, in the same order in every file.

A method takes the work's data (NumPy arrays and numbers), moves it to where the peer wants it,
and returns a *step*: a function without arguments that does the work once and returns its results
as the peer's own arrays. The first steps are compared with `reference.py`; the same function is
timed afterwards, so what is timed is what was checked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
Step = Callable[[], tuple[Any, ...]]


class Unsupported(Exception):
    """The peer cannot do this work at all; the table shows a dash."""


class Peer:
    """One library's way of doing the works. What is not overridden, it cannot do."""

    name: str
    devices: tuple[str, ...] = ("cpu",)
    compiles: bool = False
    """Whether the first step at full size is spent on compiling: memory is measured on the next."""

    def __init__(self, device: str) -> None:
        """Import the library, hold it to one thread and to `device`."""

    def version(self) -> str:
        """The library and its version, for the table."""
        raise NotImplementedError

    def to_numpy(self, array: Any) -> Array:
        """The array on the host."""
        return np.asarray(array)

    def synchronise(self) -> None:
        """Wait until the device has done what it was asked to do."""

    def rosenbrock(self, x0: float, x1: float, lr: float) -> Step:
        """One step of gradient descent on 100 (b - a²)² + (a - 1)²; returns the new a and b."""
        raise Unsupported

    def newton(self, x: float) -> Step:
        """One Newton step on x⁴ - 2x², the curvature from double backward; returns the new x."""
        raise Unsupported

    def chain(self, x: Array, a: Array, b: Array, c: Array) -> Step:
        """Ten rounds of ten elementwise operations; returns the value and the gradient for x.

        A round turns y into cos(((exp(tanh(sin(y) a + b) 0.5) - 1) / c) + y).
        """
        raise Unsupported

    def calls(self, x: Array) -> Step:
        """One hundred times the sine of the same array, with nothing recorded; returns the last."""
        raise Unsupported

    def expression(self, x: Array) -> Step:
        """Eight operations: sum(sin(x) exp(-x²) + tanh(x)); returns the value and the gradient."""
        raise Unsupported

    def nth_tanh(self, x: float, n: int) -> Step:
        """The n-th derivative of tanh at x."""
        raise Unsupported

    def gradient(self, x: Array) -> Step:
        """The gradient of the Rosenbrock function in many dimensions, written with slices."""
        raise Unsupported

    def hvp(self, x: Array, v: Array) -> Step:
        """The product of the Hessian of the same function with v."""
        raise Unsupported

    def deep(self, x: float, depth: int) -> Step:
        """A chain of scalar operations, times 0.99999 and plus 0.00001 in turn; value, gradient."""
        raise Unsupported

    def mlp(
        self, x: Array, labels: Array, w1: Array, b1: Array, w2: Array, b2: Array, lr: float
    ) -> Step:
        """One training step: tanh layer, linear layer, softmax cross-entropy, descent in place.

        Returns the loss and the four new parameters.
        """
        raise Unsupported

    def logistic(self, x: Array, y: Array, w: Array, b: float, lr: float) -> Step:
        """One step of descent on mean(log(1 + exp(z)) - y z), z = x w + b; returns loss, w, b."""
        raise Unsupported

    def kernel(self, name: str, *data: Array) -> Step:
        """One operation's result, and its gradients from a given cotangent (see `kernels.py`)."""
        raise Unsupported
