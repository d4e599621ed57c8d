"""Arrays of JAX that are spread over several devices: so are their gradients, whatever the operations."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    import xgrad as xg

pytestmark = pytest.mark.library("jax")


def main() -> None:
    """Compare values, gradients and their places with those on one device; run in a process of its own."""
    import jax
    import jax.numpy as jnp
    import numpy as np
    from jax.sharding import Mesh, NamedSharding, PartitionSpec

    import xgrad as xg
    import xgrad.jax as xp

    def written(x: xg.Variable) -> xg.Variable:
        y = xp.exp(x)
        y[:, 0] = 2.0
        return y

    functions: dict[str, Callable[[xg.Variable], xg.Variable]] = {
        "numbers": lambda x: 1.0 / (x * x * 2.0 + 1.0),
        "where": lambda x: xp.where(x > 0, x**2, 0.0),
        "clip": lambda x: xp.clip(x, 0.0, 1.0) + xp.maximum(x, 0.5),
        "sum": lambda x: xp.sum(x) * xp.mean(x, axis=0),
        "written": written,
        "take": lambda x: xp.take(x, xp.asarray([0, 2]), axis=0),
        "slice": lambda x: x[1:, ::2],
        "sort": lambda x: xp.sort(x, axis=0),
        "linalg": lambda x: xp.linalg.solve(xp.matmul(x.T, x), xp.ones((4,), device=x.device)),
        "joined": lambda x: xp.concat([x, xp.matrix_transpose(xp.matmul(x.T, x))]),
    }
    values = np.random.default_rng(0).normal(size=(8, 4))
    devices = jax.devices()
    assert len(devices) == 4

    def derivatives(f: Callable[[xg.Variable], xg.Variable], array: object) -> list[xg.Variable]:
        x = xg.Variable(array)
        y = f(x)
        xp.sum(y * y).backward(create_graph=True)
        first = x.grad
        x.cleargrad()
        xp.sum(first * first).backward()
        return [first, x.grad]

    lines, squares = (
        Mesh(np.array(devices), ("d",)),
        Mesh(np.array(devices).reshape(2, 2), ("d", "e")),
    )
    for mesh, spec in ((lines, ("d",)), (lines, (None, "d")), (squares, ("d", "e"))):
        sharding = NamedSharding(mesh, PartitionSpec(*spec))
        spread = jax.device_put(jnp.asarray(values), sharding)
        for name, f in functions.items():
            alone = derivatives(f, jnp.asarray(values))
            for got, expected in zip(derivatives(f, spread), alone, strict=True):
                assert got.data.sharding.is_equivalent_to(sharding, 2), f"{name} {spec} gathered it"
                np.testing.assert_allclose(
                    got.data, expected.data, rtol=1e-9, atol=1e-9, err_msg=name
                )
    print("spread")


def test_gradients_stay_where_their_leaves_are() -> None:
    pytest.importorskip("jax")
    several = "--xla_force_host_platform_device_count=4"
    environment = {
        **os.environ,
        "XLA_FLAGS": several,
        "JAX_PLATFORMS": "cpu",
        "JAX_ENABLE_X64": "1",
    }
    done = subprocess.run(
        [sys.executable, __file__], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "spread\n"), done.stderr


if __name__ == "__main__":
    main()
