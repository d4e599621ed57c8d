"""A training step on arrays that are spread over several devices.

The rows of the data lie on different devices; a Variable over such an array stays so, forward and
backward, with no code of ours: JAX keeps each part of the work where the rows are, and what is summed
over them is summed across devices. Under `jax.jit` the whole step becomes one program. Without
accelerators the processor is divided into as many devices as asked for.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import numpy as np
from _common import INK, ORANGE, at_least_one, command_line, progress, save_figure

import xgrad as xg


def network(parameters: list[Any], points: Any) -> Any:
    """Return the answers of a network with one hidden layer."""
    first, bias, second = parameters
    return xg.tanh(points @ first + bias) @ second


def loss(parameters: list[Any], points: Any, heights: Any) -> xg.Variable:
    """Return half the mean of the squared errors."""
    error = network(parameters, points) - heights
    return xg.mean(error * error) * 0.5


def step(raw: list[Any], points: Any, heights: Any) -> tuple[list[Any], Any]:
    """Return the parameters after a step of descent, and the loss before it: arrays in, arrays out."""
    parameters = [xg.Variable(array) for array in raw]
    value = loss(parameters, points, heights)
    value.backward()
    return [p.data - 0.05 * p.grad.data for p in parameters], value.data


def main() -> None:
    """Train on one device and on several, and compare."""
    parser = command_line(__doc__)
    parser.set_defaults(backend="jax")
    parser.add_argument("--devices", type=int, default=4, help="how many, without accelerators (4)")
    parser.add_argument("--steps", type=at_least_one, default=200, help="steps of descent (200)")
    arguments = parser.parse_args()
    if arguments.backend != "jax":
        sys.exit("only JAX spreads an array over devices: leave out --backend")
    flag = f"--xla_force_host_platform_device_count={arguments.devices}"
    os.environ["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} {flag}".strip()
    try:
        import jax
    except ModuleNotFoundError:
        sys.exit("this example needs JAX: pip install jax")
    from jax.sharding import Mesh, NamedSharding, PartitionSpec

    devices = np.asarray(jax.devices(arguments.device))
    mesh = Mesh(devices, ("rows",))
    rows = NamedSharding(mesh, PartitionSpec("rows"))
    everywhere = NamedSharding(mesh, PartitionSpec())

    rng = np.random.default_rng(0)
    points = rng.uniform(-1, 1, size=(1024, 2))
    heights = np.sin(3 * points[:, :1]) * points[:, 1:]
    start = [rng.normal(size=(2, 32)), rng.normal(size=32), 0.2 * rng.normal(size=(32, 1))]

    data = [jax.device_put(array, rows) for array in (points, heights)]
    raw = [jax.device_put(array, everywhere) for array in start]
    x = xg.Variable(data[0])
    loss([xg.Variable(array) for array in raw], x, data[1]).backward()
    spread = len(x.grad.data.sharding.device_set)
    print(f"the data lie on {len(devices)} devices, their gradient on {spread}")
    assert x.grad.data.sharding.is_equivalent_to(rows, 2), "the gradient was gathered"

    compiled, losses = jax.jit(step), []
    for _ in progress(arguments.steps, "sharded"):
        raw, value = compiled(raw, *data)
        losses.append(float(value))
    alone = [jax.device_put(array, devices[0]) for array in start]
    data = [jax.device_put(array, devices[0]) for array in (points, heights)]
    for _ in range(arguments.steps):
        alone, _ = compiled(alone, *data)
    far = max(
        float(np.max(np.abs(np.asarray(a) - np.asarray(b))))
        for a, b in zip(raw, alone, strict=True)
    )
    print(f"loss {losses[0]:.6f} -> {losses[-1]:.6f}")
    print(f"largest difference of a parameter to one device alone: {far:.1e}")
    assert far < 1e-8, "the answers differ"

    def draw(figure: Any) -> None:
        axes = figure.add_subplot()
        axes.semilogy(losses, color=ORANGE, linewidth=3)
        axes.set(xlabel="step", title="loss")
        axes.grid(color=INK, alpha=0.15)

    save_figure(arguments.output / "jax_sharded.png", draw, size=(6, 3.5))


if __name__ == "__main__":
    main()
