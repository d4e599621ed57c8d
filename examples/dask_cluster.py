"""Logistic regression out of core, on a cluster.

The data are a Dask array of many chunks: no process ever holds all of them. A Variable over such an
array builds the loss and its gradient as one plan, and Dask's scheduler computes it where the chunks
are, here in worker processes of its own. The answer is the one that NumPy finds in one piece.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
from _common import (
    INK,
    ORANGE,
    at_least_one,
    chosen_device,
    command_line,
    progress,
    save_figure,
    settle,
)

import xgrad as xg


def samples(count: int, features: int) -> tuple[np.ndarray, np.ndarray]:
    """Return points and their classes, 0.0 or 1.0, drawn with probabilities that a line decides."""
    rng = np.random.default_rng(0)
    points = rng.normal(size=(count, features))
    chances = 1 / (1 + np.exp(-points @ rng.normal(size=features)))
    return points, (rng.uniform(size=count) < chances).astype(np.float64)


def loss(weights: xg.Variable, points: Any, classes: Any) -> xg.Variable:
    """Return the mean of -log p(class), written so that it cannot overflow."""
    margins = points @ weights
    return xg.mean(xg.logaddexp(margins, 0.0 * margins) - classes * margins)


def train(points: Any, classes: Any, steps: int, rate: float) -> tuple[np.ndarray, list[float]]:
    """Return the weights after steepest descent, and the loss on the way."""
    weights = xg.Variable(0.0 * points[0])
    losses = []
    for _ in progress(steps, type(points).__module__.partition(".")[0]):
        weights.cleargrad()
        value = loss(weights, points, classes)
        value.backward()
        weights.data = weights.data - rate * weights.grad.data
        settle(weights, value)  # or the plan of all steps would be kept
        losses.append(value.item())
    return np.asarray(weights.data), losses


def main() -> None:
    """Train on the cluster and in one piece, and compare."""
    parser = command_line(__doc__)
    parser.set_defaults(backend="dask")
    parser.add_argument("--count", type=int, default=20_000, help="how many points (20 000)")
    parser.add_argument("--features", type=int, default=10, help="how many numbers each has (10)")
    parser.add_argument("--chunk", type=int, default=2_500, help="points in a chunk (2 500)")
    parser.add_argument("--steps", type=at_least_one, default=20, help="steps of descent (20)")
    parser.add_argument("--workers", type=int, default=2, help="processes of the cluster (2)")
    arguments = parser.parse_args()
    points, classes = samples(arguments.count, arguments.features)

    alone, losses = train(points, classes, arguments.steps, rate=2.0)
    print(f"NumPy, in one piece: loss {losses[0]:.6f} -> {losses[-1]:.6f}")
    if arguments.backend == "dask":
        shared, losses = on_a_cluster(points, classes, arguments)
        print(f"largest difference of a weight: {np.max(np.abs(shared - alone)):.1e}")
        assert np.allclose(shared, alone, rtol=1e-10, atol=1e-12), "the answers differ"
    else:
        with chosen_device(arguments):
            data = xg.as_array(points.tolist()), xg.as_array(classes.tolist())
            _, losses = train(*data, arguments.steps, rate=2.0)
        print(f"{arguments.backend}: loss {losses[0]:.6f} -> {losses[-1]:.6f}")

    def draw(figure: Any) -> None:
        axes = figure.add_subplot()
        axes.plot(losses, color=ORANGE, linewidth=3)
        axes.set(xlabel="step", title="loss")
        axes.grid(color=INK, alpha=0.15)

    save_figure(arguments.output / "dask_cluster.png", draw, size=(6, 3.5))


def on_a_cluster(points: Any, classes: Any, arguments: Any) -> tuple[np.ndarray, list[float]]:
    """Train on worker processes, among which the chunks are spread."""
    try:
        import dask.array as da
        from distributed import Client, LocalCluster
    except ModuleNotFoundError:
        sys.exit("this example needs Dask and its scheduler: pip install 'dask[array,distributed]'")
    settings = {"n_workers": arguments.workers, "threads_per_worker": 1, "dashboard_address": None}
    with LocalCluster(processes=True, **settings) as cluster, Client(cluster) as client:
        chunked = (
            da.from_array(points, chunks=(arguments.chunk, -1)).persist(),
            da.from_array(classes, chunks=arguments.chunk).persist(),
        )
        weights, losses = train(*chunked, arguments.steps, rate=2.0)
        places = client.has_what()
    blocks = sum(chunked[0].numblocks[:1])
    held = [len(keys) for keys in places.values()]
    print(
        f"Dask, {blocks} chunks on {len(held)} processes: loss {losses[0]:.6f} -> {losses[-1]:.6f}"
    )
    assert min(held) > 0, "a process had nothing to do"
    return weights, losses


if __name__ == "__main__":
    main()
