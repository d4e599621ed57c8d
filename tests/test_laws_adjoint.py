"""Law: a rule is the adjoint of the derivative, real or complex.

With J the derivative of an operation (linear over the real numbers), `backward` from a cotangent u gives
Jᴴu. That is linear in u, so its own derivative with respect to u, asked for in the direction t, must be
Jt: the derivative of the operation itself, which differences of its values give. What a rule drops, turns
in the wrong direction in the complex plane or makes depend on u twice shows here.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

import numpy as np
import op_checks
import pytest
from libraries import Library
from op_checks import Call
from samples import Sample

import xgrad as xg

NAMES = [name for name in op_checks.names() if op_checks.differentiable(name)]
STEP = 1e-5


def some(samples_of: Any) -> list[Any]:
    return [
        pytest.param(name, sample, id=f"{name}{sample}")
        for name in NAMES
        for sample in islice(samples_of(name), 3)
    ]


def like(rng: np.random.Generator, data: np.ndarray) -> np.ndarray:
    """Random numbers of an array's shape and dtype."""
    real, imaginary = rng.normal(size=data.shape), rng.normal(size=data.shape)
    return np.asarray(real + 1j * imaginary if data.dtype.kind == "c" else real, dtype=data.dtype)


def values(call: Call, inputs: list[np.ndarray]) -> list[np.ndarray]:
    return [y.data for y in op_checks.tracked_results(call.run(*map(xg.Variable, inputs)))]


def check_adjoint(name: str, sample: Sample) -> None:
    call = Call(name, sample, Library("numpy"))
    rng = np.random.default_rng(2)
    xs = [xg.Variable(data) for data in call.inputs]
    directions = [like(rng, data) for data in call.inputs]
    ys = op_checks.tracked_results(call.run(*xs))
    us = [xg.Variable(like(rng, y.data)) for y in ys]
    for y, u in zip(ys, us, strict=True):
        y.backward(u, create_graph=True)
    total = sum(
        xg.sum(xg.real(xg.astype(x.grad, "complex128") * np.conj(t)))
        for x, t in zip(xs, directions, strict=True)
    )
    for u in us:
        u.cleargrad()
    if total.tracked:  # a step function's gradient is 0 whatever u is
        total.backward()

    ahead, behind = (
        values(
            call, [data + sign * STEP * t for data, t in zip(call.inputs, directions, strict=True)]
        )
        for sign in (1, -1)
    )
    for u, after, before in zip(us, ahead, behind, strict=True):
        expected = (after - before) / (2 * STEP)
        got = np.zeros_like(expected) if u.grad is None else u.grad.data
        single = expected.dtype in (np.float32, np.complex64)
        tolerance = (1e-1 if single else 1e-7) * (1 + np.max(np.abs(expected), initial=0))
        np.testing.assert_allclose(got, expected, rtol=0, atol=tolerance)


@pytest.mark.parametrize(("name", "sample"), some(op_checks.samples_of))
def test_the_transposed_rule_is_the_derivative(name: str, sample: Sample) -> None:
    check_adjoint(name, sample)


@pytest.mark.parametrize(("name", "sample"), some(op_checks.complex_samples_of))
def test_the_transposed_complex_rule_is_the_derivative(name: str, sample: Sample) -> None:
    check_adjoint(name, sample)
