"""Descend Rosenbrock's valley from (0, 2) along the gradient.

The floor of the valley is nearly flat: a thousand steps end half way, fifty thousand reach the
minimum at (1, 1). Newton's method needs six: see rosenbrock_newton.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from _common import (
    INK,
    ORANGE,
    at_least_one,
    chosen_device,
    command_line,
    draw_relief,
    progress,
    save_figure,
    settle,
)

import xgrad as xg

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def rosenbrock(x0: Any, x1: Any) -> Any:
    """Return Rosenbrock's function of two Variables, arrays or numbers."""
    return 100 * (x1 - x0**2) ** 2 + (x0 - 1) ** 2


def descend(steps: int, rate: float = 0.001) -> list[tuple[float, float]]:
    """Take ``steps`` steps against the gradient from (0, 2); return the points visited."""
    x0 = xg.Variable(0.0, dtype="float64")
    x1 = xg.Variable(2.0, dtype="float64")
    path = [(x0.item(), x1.item())]
    for step in progress(steps, "gradient descent"):
        y = rosenbrock(x0, x1)
        x0.cleargrad()
        x1.cleargrad()
        y.backward()
        if step == 0:
            print(f"gradient at (0, 2): ({x0.grad.item()}, {x1.grad.item()})")
        x0.data -= rate * x0.grad.data
        x1.data -= rate * x1.grad.data
        settle(x0, x1)
        path.append((x0.item(), x1.item()))
    return path


def draw_valley(axes: Axes) -> None:
    """Draw the valley from above, and its minimum."""
    x0, x1 = np.meshgrid(np.linspace(-1.65, 1.65, 400), np.linspace(-0.6, 2.4, 400))
    draw_relief(axes, x0, x1, rosenbrock(x0, x1))
    axes.plot(1, 1, "*", color="white", markersize=20, markeredgecolor=INK, zorder=4)
    axes.annotate("start", (0, 2), (8, 4), textcoords="offset points")
    axes.annotate("minimum", (1, 1), (-14, 6), textcoords="offset points", ha="right")
    axes.set(xlabel="$x_0$", ylabel="$x_1$", xticks=(-1, 0, 1), yticks=(0, 1, 2))


def draw(figure: Figure, path: list[tuple[float, float]]) -> None:
    """Draw the first thousand steps, and all of them if there are more."""
    steps = len(path) - 1
    ends = sorted({min(steps, 1000), steps})
    for axes, end in zip(figure.subplots(1, len(ends), squeeze=False)[0], ends, strict=True):
        draw_valley(axes)
        axes.plot(*np.transpose(path[: end + 1]), color=ORANGE, linewidth=3)
        axes.plot(*path[end], "o", color=ORANGE, markeredgecolor="white", markersize=9)
        axes.set_title(f"Gradient descent: {end:,} steps", loc="left")


def main() -> None:
    """Run the example."""
    parser = command_line(__doc__)
    parser.add_argument(
        "--steps", type=at_least_one, default=1000, help="steps to take (default: 1000)"
    )
    parser.add_argument("--rate", type=float, default=0.001, help="step size (default: 0.001)")
    arguments = parser.parse_args()
    with chosen_device(arguments):
        path = descend(arguments.steps, arguments.rate)
    for step in range(0, len(path), max(1, arguments.steps // 10)):
        print(f"step {step}: ({path[step][0]}, {path[step][1]})")
    width = 12 if arguments.steps > 1000 else 6
    name = f"rosenbrock_descent_{arguments.steps}.png"
    save_figure(arguments.output / name, lambda figure: draw(figure, path), (width, 4.8))


if __name__ == "__main__":
    main()
