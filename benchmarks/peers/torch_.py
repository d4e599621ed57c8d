"""PyTorch, eager."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F

from peers.base import Array, Peer, Step


class Torch(Peer):
    """PyTorch as its own documentation writes it."""

    name = "torch"
    devices = ("cpu", "cuda")

    def __init__(self, device: str) -> None:
        torch.set_num_threads(1)
        if device == "cuda" and not torch.cuda.is_available():
            raise RuntimeError("this PyTorch sees no CUDA device")
        self.device = device

    def version(self) -> str:
        return f"torch {torch.__version__}"

    def to_numpy(self, array: Any) -> Array:
        result: Array = array.detach().cpu().numpy()
        return result

    def synchronise(self) -> None:
        if self.device == "cuda":
            torch.cuda.synchronize()

    def constant(self, value: Any) -> Any:
        """A tensor that is not differentiated, on the device."""
        return torch.tensor(value, device=self.device)

    def leaf(self, value: Any) -> Any:
        """A tensor to differentiate for, over a copy; numbers become float64 as everywhere."""
        dtype = torch.float64 if isinstance(value, float) else None
        return torch.tensor(value, dtype=dtype, device=self.device, requires_grad=True)

    def rosenbrock(self, x0: float, x1: float, lr: float) -> Step:
        a, b = self.leaf(x0), self.leaf(x1)

        def step() -> tuple[Any, Any]:
            y = 100 * (b - a**2) ** 2 + (a - 1) ** 2
            a.grad = None
            b.grad = None
            y.backward()
            with torch.no_grad():
                a.sub_(a.grad, alpha=lr)
                b.sub_(b.grad, alpha=lr)
            return a, b

        return step

    def newton(self, x: float) -> Step:
        v = self.leaf(x)

        def step() -> tuple[Any]:
            y = v**4 - 2 * v**2
            (gx,) = torch.autograd.grad(y, v, create_graph=True)
            (gx2,) = torch.autograd.grad(gx, v)
            with torch.no_grad():
                v.sub_(gx / gx2)
            return (v,)

        return step

    def chain(self, x: Array, a: Array, b: Array, c: Array) -> Step:
        v, ta, tb, tc = self.leaf(x), self.constant(a), self.constant(b), self.constant(c)
        seed = torch.ones_like(v)

        def step() -> tuple[Any, Any]:
            y = v
            for _ in range(10):
                s = torch.sin(y)
                s = s * ta
                s = s + tb
                s = torch.tanh(s)
                s = s * 0.5
                s = torch.exp(s)
                s = s - 1.0
                s = s / tc
                s = s + y
                y = torch.cos(s)
            v.grad = None
            y.backward(seed)
            return y, v.grad

        return step

    def expression(self, x: Array) -> Step:
        v = self.leaf(x)

        def step() -> tuple[Any, Any]:
            y = torch.sum(torch.sin(v) * torch.exp(-(v**2)) + torch.tanh(v))
            v.grad = None
            y.backward()
            return y, v.grad

        return step

    def nth_tanh(self, x: float, n: int) -> Step:
        v = self.leaf(x)

        def step() -> tuple[Any]:
            y = torch.tanh(v)
            for order in range(1, n + 1):
                (y,) = torch.autograd.grad(y, v, create_graph=order < n)
            return (y,)

        return step

    def gradient(self, x: Array) -> Step:
        v = self.leaf(x)

        def step() -> tuple[Any]:
            head, tail = v[:-1], v[1:]
            y = torch.sum(100 * (tail - head**2) ** 2 + (1 - head) ** 2)
            v.grad = None
            y.backward()
            return (v.grad,)

        return step

    def hvp(self, x: Array, v: Array) -> Step:
        point, direction = self.leaf(x), self.constant(v)

        def step() -> tuple[Any]:
            head, tail = point[:-1], point[1:]
            y = torch.sum(100 * (tail - head**2) ** 2 + (1 - head) ** 2)
            (gx,) = torch.autograd.grad(y, point, create_graph=True)
            return torch.autograd.grad(gx, point, direction)

        return step

    def deep(self, x: float, depth: int) -> Step:
        v = self.leaf(x)

        def step() -> tuple[Any, Any]:
            y = v
            for _ in range(depth // 2):
                y = y * 0.99999
                y = y + 0.00001
            v.grad = None
            y.backward()
            return y, v.grad

        return step

    def mlp(
        self, x: Array, labels: Array, w1: Array, b1: Array, w2: Array, b2: Array, lr: float
    ) -> Step:
        images, wanted = self.constant(x), self.constant(labels)
        # nn.Linear keeps its weight as (out, in), which is also the faster way round.
        parameters = [self.leaf(p) for p in (w1.T.copy(), b1, w2.T.copy(), b2)]
        u1, c1, u2, c2 = parameters

        def step() -> tuple[Any, ...]:
            logits = F.linear(torch.tanh(F.linear(images, u1, c1)), u2, c2)
            loss = F.cross_entropy(logits, wanted)
            for p in parameters:
                p.grad = None
            loss.backward()
            with torch.no_grad():
                for p in parameters:
                    p.sub_(p.grad, alpha=lr)
            return loss, u1.T, c1, u2.T, c2

        return step

    def logistic(self, x: Array, y: Array, w: Array, b: float, lr: float) -> Step:
        data, wanted = self.constant(x), self.constant(y)
        weight, bias = self.leaf(w), self.leaf(b)

        def step() -> tuple[Any, Any, Any]:
            loss = F.binary_cross_entropy_with_logits(data @ weight + bias, wanted)
            weight.grad = None
            bias.grad = None
            loss.backward()
            with torch.no_grad():
                weight.sub_(weight.grad, alpha=lr)
                bias.sub_(bias.grad, alpha=lr)
            return loss, weight, bias

        return step
