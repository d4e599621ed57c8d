"""The works: their data, and how fast xgrad has promised to be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from kernels import KERNELS


@dataclass(frozen=True)
class Limit:
    """xgrad takes at most `times` the CPU time of `peer`."""

    times: float
    peer: str


@dataclass(frozen=True)
class Work:
    """One row of the table."""

    key: str
    title: str
    method: str
    """The method of `Peer` that does it."""
    data: Callable[[bool], tuple[Any, ...]]
    """Quick or not, to the arguments of that method; the same in every process."""
    limit: Limit | None = None
    tolerance: float = 1e-9
    """Largest difference from the hand-derived result, relative to its largest element."""
    on_cuda: bool = False
    """Whether the arrays are large enough for a GPU to make sense."""
    settled: bool = True
    """Whether the process has freed a large array before, as one that has read its data has.

    glibc then keeps what is freed up to that size and hands it out again. Otherwise it gives arrays
    of some megabytes back to the system each time, which fills the new pages with zeros: for whole
    expressions that costs more than the arithmetic.
    """


@dataclass(frozen=True)
class Peak:
    """Memory that one step of a work takes at most, above what was there before it."""

    key: str
    title: str
    work: str
    unit: str
    bytes_per_unit: Callable[[bool], float]
    limit: float
    data: Callable[[bool], tuple[Any, ...]]


def random() -> np.random.Generator:
    """Random numbers, the same for everybody."""
    return np.random.default_rng(20)


def chain(_quick: bool) -> tuple[Any, ...]:
    """Ten elements, and the arrays that they meet on the way."""
    r = random()
    return tuple(r.uniform(lo, hi, 10) for lo, hi in ((-1, 1), (0.5, 1.5), (-0.5, 0.5), (1, 2)))


def normal(size: int, dtype: Any) -> Any:
    """A vector of normal numbers."""
    return random().standard_normal(size, dtype=dtype)


def expression(dtype: Any) -> Callable[[bool], tuple[Any, ...]]:
    """A million elements."""
    return lambda quick: (normal(1_000 if quick else 10**6, dtype),)


def many(quick: bool) -> tuple[Any, ...]:
    """A point in 10^5 dimensions and a direction."""
    r, size = random(), 1_000 if quick else 10**5
    return r.uniform(-1, 1, size), r.standard_normal(size)


def deep(quick: bool) -> tuple[Any, ...]:
    """A number and the depth of the chain."""
    return 0.5, 1_000 if quick else 10**5


def mlp(quick: bool) -> tuple[Any, ...]:
    """Images, labels and the weights of a network with one hidden layer; the learning rate."""
    r = random()
    batch, inputs, hidden, classes = (10, 20, 30, 10) if quick else (100, 784, 1000, 10)
    w1 = r.standard_normal((inputs, hidden), dtype=np.float32) / np.float32(inputs**0.5)
    w2 = r.standard_normal((hidden, classes), dtype=np.float32) / np.float32(hidden**0.5)
    return (
        r.random((batch, inputs), dtype=np.float32),
        r.integers(0, classes, batch),
        w1,
        np.zeros(hidden, dtype=np.float32),
        w2,
        np.zeros(classes, dtype=np.float32),
        0.1,
    )


def logistic(quick: bool) -> tuple[Any, ...]:
    """A linear problem with two classes; weights, bias and the learning rate."""
    r, rows, columns = random(), 200 if quick else 10**5, 10 if quick else 100
    x = r.standard_normal((rows, columns))
    y = (x @ r.standard_normal(columns) + r.standard_normal(rows) > 0).astype(np.float64)
    return x, y, np.zeros(columns), 0.0, 0.1


def kernel_data(key: str) -> Callable[[bool], tuple[Any, ...]]:
    """The kernel's name and its data."""
    return lambda quick: (key, *KERNELS[key].data(10**4 if quick else 10**6))


WORKS = (
    Work("rosenbrock", "2-D Rosenbrock, a descent step", "rosenbrock",
         lambda quick: (0.0, 2.0, 0.001), Limit(0.2, "torch")),
    Work("newton", "x⁴ − 2x², a Newton step", "newton", lambda quick: (2.0,), Limit(0.27, "torch")),
    Work("chain", "100 operations on 10 elements", "chain", chain, Limit(0.45, "torch")),
    Work("calls", "100 calls of sin on an array of 10 elements, unrecorded", "calls",
         lambda quick: chain(quick)[:1], Limit(2.2, "numpy")),  # 0.3 µs more than NumPy's 0.25
    Work("expression32", "8 operations on 10⁶ float32", "expression", expression(np.float32),
         Limit(0.45, "torch"), tolerance=1e-5, on_cuda=True),
    Work("expression32-new", "the same in a process whose memory is still unsettled", "expression",
         expression(np.float32), tolerance=1e-5, settled=False),
    Work("expression64", "8 operations on 10⁶ float64", "expression", expression(np.float64),
         Limit(1.2, "numpy"), on_cuda=True),
    Work("tanh3", "3rd derivative of tanh", "nth_tanh", lambda quick: (1.0, 3),
         Limit(0.4, "torch")),
    Work("tanh6", "6th derivative of tanh", "nth_tanh", lambda quick: (1.0, 6),
         Limit(0.65, "torch")),
    Work("gradient", "Rosenbrock in 10⁵ dimensions, gradient", "gradient",
         lambda quick: many(quick)[:1], Limit(0.65, "torch"), on_cuda=True),
    Work("hvp", "the same, Hessian-vector product", "hvp", many, Limit(0.65, "torch"),
         on_cuda=True),
    Work("deep", "a chain of 10⁵ scalar operations", "deep", deep, Limit(0.4, "torch")),
    Work("mlp", "MLP 784-1000-10, a step on 100 float32 images", "mlp", mlp, Limit(1.1, "numpy"),
         tolerance=1e-5, on_cuda=True),
    Work("logistic", "logistic regression 10⁵ × 100, a step", "logistic", logistic,
         Limit(1.05, "numpy"), on_cuda=True),
    *(Work(key, f"gradient of {kernel.title}", "kernel", kernel_data(key), Limit(1.3, "numpy"))
      for key, kernel in KERNELS.items()),
)  # fmt: skip

PEAKS = (
    Peak("expression-peak", "8 operations on 10⁷ float32, arrays above the input", "expression32",
         "arrays", lambda quick: 4.0 * (10**6 if quick else 10**7), 7,
         lambda quick: (normal(10**6 if quick else 10**7, np.float32),)),
    Peak("deep-peak", "a chain of 10⁵ scalar operations, MB", "deep", "MB", lambda quick: 1e6, 30,
         deep),
)  # fmt: skip

IMPORT_LIMIT = 25.0
"""Milliseconds that `import xgrad` may add to importing NumPy."""
