"""Find a minimum of f(x) = x⁴ − 2x² by Newton's method.

The second derivative comes from differentiating the gradient again: `create_graph=True` records
the backward pass like any other computation. The eighth line reads 1.0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from _common import RED, SEA, at_least_one, chosen_device, command_line, save_figure, settle

import xgrad as xg

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def f(x: Any) -> Any:
    """Return x⁴ − 2x²."""
    return x**4 - 2 * x**2


def derivatives(x: xg.Variable) -> tuple[xg.Variable, xg.Variable]:
    """Return f′ and f″ at ``x``."""
    y = f(x)
    x.cleargrad()
    y.backward(create_graph=True)
    first = x.grad
    x.cleargrad()
    first.backward()
    return first, x.grad


def draw(figure: Figure, visited: list[float]) -> None:
    """Draw the function and the points that Newton's method visited."""
    curve, points = np.linspace(-0.4, 2.1, 200), np.asarray(visited)
    axes = figure.add_subplot(xlabel="x", ylabel="x⁴ − 2x²")
    axes.grid(color="0.92")
    axes.plot(curve, f(curve), color=SEA[2], linewidth=3)
    axes.plot(points, f(points), "o-", color=RED, markersize=7, markeredgecolor="white")
    axes.set_title(f"From 2 to {visited[-1]:.6g} by Newton’s method", loc="left")


def main() -> None:
    """Run the example."""
    parser = command_line(__doc__)
    parser.add_argument(
        "--steps", type=at_least_one, default=10, help="lines to print (default: 10)"
    )
    arguments = parser.parse_args()
    visited = []
    with chosen_device(arguments):
        x = xg.Variable(2.0, dtype="float64")
        for step in range(arguments.steps):
            print(step, x.item())
            visited.append(x.item())
            first, second = derivatives(x)
            x.data -= first.data / second.data
            settle(x)
        first, second = derivatives(xg.Variable(2.0, dtype="float64"))
        print(f"at 2.0 the first derivative is {first.item()}, the second {second.item()}")
    save_figure(arguments.output / "newton.png", lambda figure: draw(figure, visited), (6, 4))


if __name__ == "__main__":
    main()
