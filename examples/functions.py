"""Differentiate three functions that optimisers are tested on: Sphere, Matyas, Goldstein-Price."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from _common import RED, chosen_device, command_line, draw_relief, save_figure, save_graph

import xgrad as xg

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure


def sphere(x: Any, y: Any) -> Any:
    """Return the squared distance from the origin."""
    return x**2 + y**2


def matyas(x: Any, y: Any) -> Any:
    """Return Matyas' function: a flat valley along x = y."""
    return 0.26 * (x**2 + y**2) - 0.48 * x * y


def goldstein(x: Any, y: Any) -> Any:
    """Return the Goldstein-Price function: several minima, values from 3 to a million."""
    return (1 + (x + y + 1) ** 2 * (19 - 14 * x + 3 * x**2 - 14 * y + 6 * x * y + 3 * y**2)) * (
        30 + (2 * x - 3 * y) ** 2 * (18 - 32 * x + 12 * x**2 + 48 * y - 36 * x * y + 27 * y**2)
    )


FUNCTIONS: dict[str, Callable[[Any, Any], Any]] = {
    "Sphere": sphere,
    "Matyas": matyas,
    "Goldstein-Price": goldstein,
}


def draw(figure: Figure, gradients: dict[str, tuple[float, float]]) -> None:
    """Draw each function from above, the deeper the darker, and the way down from (1, 1)."""
    x, y = np.meshgrid(np.linspace(-2, 2, 200), np.linspace(-2, 2, 200))
    places = figure.subplots(1, len(gradients), sharey=True)
    for axes, (name, gradient) in zip(places, gradients.items(), strict=True):
        down_x, down_y = -np.asarray(gradient) / np.hypot(*gradient)
        draw_relief(axes, x, y, FUNCTIONS[name](x, y))
        axes.quiver(1, 1, down_x, down_y, color=RED, angles="xy", scale=4, width=0.012)
        axes.plot(1, 1, "o", color=RED, markersize=8, markeredgecolor="white")
        axes.set(xlabel="x", aspect="equal", xticks=(-2, 0, 2), yticks=(-2, 0, 2))
        axes.set_title(name, loc="left")
    places[0].set_ylabel("y")


def main() -> None:
    """Run the example."""
    arguments = command_line(__doc__).parse_args()
    gradients = {}
    with chosen_device(arguments):
        for name, function in FUNCTIONS.items():
            x = xg.Variable(1.0, dtype="float64", name="x")
            y = xg.Variable(1.0, dtype="float64", name="y")
            z = function(x, y)
            z.name = "z"
            z.backward()
            gradients[name] = (x.grad.item(), y.grad.item())
            print(f"{name} at (1, 1): gradient", *gradients[name])
            save_graph(z, arguments.output / f"{name.lower()}_graph.png")
    save_figure(arguments.output / "functions.png", lambda figure: draw(figure, gradients), (11, 4))


if __name__ == "__main__":
    main()
