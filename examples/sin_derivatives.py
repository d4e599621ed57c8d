"""Draw sin and its derivatives to the third order, each got by differentiating the one before."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from _common import chosen_device, command_line, save_figure

import xgrad as xg

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NAMES = ("sin x", "sin′ x", "sin″ x", "sin‴ x")


def sin_and_derivatives(x: xg.Variable) -> list[xg.Variable]:
    """Return sin(x) and its first three derivatives at ``x``."""
    curves = [xg.sin(x)]
    for _ in range(3):
        x.cleargrad()
        curves[-1].backward(create_graph=True)
        curves.append(x.grad)
    return curves


def draw(figure: Figure, xs: list[float], curves: list[list[float]]) -> None:
    """Draw the four curves."""
    axes = figure.add_subplot(xlabel="x")
    axes.axhline(0, color="0.85", linewidth=1)
    for name, curve in zip(NAMES, curves, strict=True):
        axes.plot(xs, curve, label=name, linewidth=2)
    axes.set_xticks([k * math.pi for k in (-2, -1, 0, 1, 2)], ["−2π", "−π", "0", "π", "2π"])
    figure.legend(loc="outside upper center", ncols=4, frameon=False)


def main() -> None:
    """Run the example."""
    arguments = command_line(__doc__).parse_args()
    with chosen_device(arguments):
        at_one = sin_and_derivatives(xg.Variable(1.0, dtype="float64"))
        for name, value in zip(NAMES, at_one, strict=True):
            print(f"{name:7} at 1.0: {value.item()}")
        xs = [-7 + 14 * i / 199 for i in range(200)]
        curves = sin_and_derivatives(xg.Variable(xs, dtype="float64"))
        values = [[element.item() for element in curve.detach()] for curve in curves]
    save_figure(
        arguments.output / "sin_derivatives.png", lambda figure: draw(figure, xs, values), (7, 4)
    )


if __name__ == "__main__":
    main()
