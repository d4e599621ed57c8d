"""Find the minimum of Rosenbrock's function from (0, 2) by Newton's method.

The Hessian is the gradient's gradient: each component of the recorded first backward pass is
differentiated once more. Six steps end at (1, 1), where gradient descent takes fifty thousand.
The picture compares both; the README's is made by `--compare 50000 --output docs`.
"""

from __future__ import annotations

from itertools import starmap
from typing import TYPE_CHECKING, Any

import numpy as np
from _common import ORANGE, RED, at_least_one, chosen_device, command_line, save_figure, settle
from rosenbrock_descent import descend, draw_valley, rosenbrock

import xgrad as xg

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DESCENT: dict[str, Any] = {"color": ORANGE, "linewidth": 3}
NEWTON: dict[str, Any] = {"color": RED, "linewidth": 2, "marker": "o", "markersize": 7}
NEWTON |= {"markeredgecolor": "white", "markeredgewidth": 1.2}


def gradient_and_hessian(x0: xg.Variable, x1: xg.Variable) -> tuple[list[Any], list[list[Any]]]:
    """Return the first and the second derivatives at (x0, x1), as the library's own arrays."""
    variables = (x0, x1)
    for x in variables:
        x.cleargrad()
    rosenbrock(x0, x1).backward(create_graph=True)
    gradient = [x.grad for x in variables]
    hessian = []
    for component in gradient:
        for x in variables:
            x.cleargrad()
        component.backward()
        hessian.append([x.grad.data for x in variables])
    return [component.data for component in gradient], hessian


def newton(steps: int) -> list[tuple[float, float]]:
    """Take ``steps`` steps of Newton's method from (0, 2); return the points visited."""
    x0 = xg.Variable(0.0, dtype="float64")
    x1 = xg.Variable(2.0, dtype="float64")
    path = [(x0.item(), x1.item())]
    for _ in range(steps):
        (g0, g1), ((h00, h01), (h10, h11)) = gradient_and_hessian(x0, x1)
        determinant = h00 * h11 - h01 * h10
        x0.data -= (h11 * g0 - h01 * g1) / determinant
        x1.data -= (h00 * g1 - h10 * g0) / determinant
        settle(x0, x1)
        path.append((x0.item(), x1.item()))
    return path


def draw(
    figure: Figure, newtons: list[tuple[float, float]], descents: list[tuple[float, float]]
) -> None:
    """Draw both paths through the valley, and how fast each comes down."""
    above, heights = figure.subplots(1, 2, width_ratios=(1.3, 1))
    draw_valley(above)
    above.set_title("Rosenbrock’s valley from above", loc="left")
    for path, style in ((descents, DESCENT), (newtons, NEWTON)):
        above.plot(*np.transpose(path), **style)
        # What is exactly 0 has no logarithm: it leaves the picture at the bottom.
        height = np.maximum(list(starmap(rosenbrock, path)), 1e-40)
        heights.loglog(range(1, len(path)), height[1:], **style)
    steps = f"gradient descent:\n{len(descents) - 1:,} steps"
    heights.text(60, 1e-4, steps, color="#b67f00", va="center")
    heights.text(9, 1e-14, f"Newton’s method:\n{len(newtons) - 1} steps", color=RED, va="center")
    heights.set(xlabel="steps", xlim=(0.8, 1e5), ylim=(1e-31, 1e6), yticks=(1e-24, 1e-16, 1e-8, 1))
    heights.set_title("Height above the minimum", loc="left")
    heights.minorticks_off()
    heights.grid(color="0.92")


def main() -> None:
    """Run the example."""
    parser = command_line(__doc__)
    parser.add_argument("--steps", type=at_least_one, default=6, help="Newton's steps (default: 6)")
    parser.add_argument(
        "--compare", type=int, default=1000, help="steps of gradient descent (default: 1000)"
    )
    arguments = parser.parse_args()
    with chosen_device(arguments):
        newtons = newton(arguments.steps)
        for step, (x0, x1) in enumerate(newtons):
            print(f"step {step}: ({x0}, {x1})")
        descents = descend(arguments.compare)
        print(f"after {arguments.compare} steps of gradient descent: {descents[-1]}")
    save_figure(
        arguments.output / "rosenbrock.png",
        lambda figure: draw(figure, newtons, descents),
        (10, 4.4),
    )


if __name__ == "__main__":
    main()
