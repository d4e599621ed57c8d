"""Sum the Taylor series of sin at π/4 until its terms are small, and differentiate the sum.

Automatic differentiation follows the loop that ran, however often it ran: the smaller the
threshold, the longer the recorded graph, which is drawn for both thresholds.
"""

from __future__ import annotations

import math

from _common import chosen_device, command_line, save_graph

import xgrad as xg


def taylor_sin(x: xg.Variable, threshold: float) -> xg.Variable:
    """Return x − x³/3! + x⁵/5! − …, up to the first term smaller than ``threshold``."""
    y = xg.as_variable(0.0)
    for i in range(100_000):
        power = 2 * i + 1
        term = (-1) ** i / math.factorial(power) * x**power
        y = y + term
        if abs(term.item()) < threshold:
            break
    return y


def main() -> None:
    """Run the example."""
    parser = command_line(__doc__)
    parser.add_argument(
        "--threshold",
        type=float,
        nargs="+",
        default=[1e-4, 1e-150],
        help="the sizes of terms to stop at (default: 1e-4 1e-150)",
    )
    arguments = parser.parse_args()
    with chosen_device(arguments):
        for threshold in arguments.threshold:
            x = xg.Variable(math.pi / 4, dtype="float64", name="x")
            y = taylor_sin(x, threshold)
            y.name = "sin x"
            y.backward()
            print(f"threshold {threshold:g}: sin x = {y.item()}, its derivative {x.grad.item()}")
            save_graph(y, arguments.output / f"taylor_sin_{threshold:g}.png")
    print(f"exactly: {math.sin(math.pi / 4)}, {math.cos(math.pi / 4)}")


if __name__ == "__main__":
    main()
