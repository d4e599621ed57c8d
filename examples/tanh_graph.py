"""Draw the computation of the n-th derivative of tanh, which grows with every order."""

from __future__ import annotations

from _common import chosen_device, command_line, save_graph

import xgrad as xg


def main() -> None:
    """Run the example."""
    parser = command_line(__doc__)
    parser.add_argument("--order", type=int, default=3, help="the order to draw (default: 3)")
    arguments = parser.parse_args()
    with chosen_device(arguments):
        x = xg.Variable(1.0, dtype="float64", name="x")
        y = xg.tanh(x)
        y.name = "y"
        print(f"tanh x at 1.0: {y.item()}")
        for order in range(1, arguments.order + 1):
            x.cleargrad()
            y.backward(create_graph=True)
            y = x.grad
            y.name = f"derivative {order}"
            operations = xg.get_dot_graph(y, verbose=False).count("shape=box")
            print(f"derivative {order}: {y.item()} ({operations} operations)")
        save_graph(y, arguments.output / f"tanh_{arguments.order}.png")


if __name__ == "__main__":
    main()
