"""What the example scripts share: the command line, a progress bar and the saving of pictures."""

from __future__ import annotations

import argparse
import os
import sys
import time
from contextlib import AbstractContextManager, nullcontext
from io import TextIOWrapper
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Any

import numpy as np

import xgrad as xg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# JAX computes in float32 unless told otherwise before it is imported; the figures mean float64.
os.environ.setdefault("JAX_ENABLE_X64", "1")

OUTPUT = Path(__file__).parent / "output"
INK, ORANGE, RED = "#17324d", "#f2a900", "#e8456b"
SEA = ("#0b2545", "#13577a", "#4c9aa8", "#a9d3cb", "#e9f3e6")
PICTURES: dict[Any, Any] = {
    "font.size": 10,
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.spines.bottom": False,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    **dict.fromkeys(
        ("text.color", "axes.labelcolor", "axes.titlecolor", "xtick.color", "ytick.color"), INK
    ),
}


def at_least_one(text: str) -> int:
    """Return a number of steps from the command line."""
    if int(text) < 1:
        raise argparse.ArgumentTypeError("at least one step is needed")
    return int(text)


def command_line(description: str | None) -> argparse.ArgumentParser:
    """Return a parser with the options that every example understands."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # for a terminal that lacks ′ or █
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--device", help="where to compute, such as cpu, cuda or cuda:1")
    parser.add_argument("--backend", help="the array library, such as numpy, cupy, torch or jax")
    parser.add_argument(
        "--output",
        type=Path,
        default=OUTPUT,
        metavar="DIR",
        help="the folder for pictures (default: output/ beside the script)",
    )
    return parser


def chosen_device(arguments: argparse.Namespace) -> AbstractContextManager[object]:
    """Return the block in which numbers and lists become arrays of what the user asked for."""
    if arguments.device is None and arguments.backend is None:
        return nullcontext()
    try:
        return xg.using_device(arguments.device, backend=arguments.backend)
    except (xg.DeviceUnavailableError, ValueError) as error:
        raise SystemExit(f"{type(error).__name__}: {error}") from None


def settle(*variables: xg.Variable) -> None:
    """Let a lazy library (Dask) compute these now, lest its plan grow with every step."""
    lazy = [variable for variable in variables if hasattr(variable.data, "persist")]
    if lazy:
        from dask import persist  # all at once: their plans share work

        for variable, data in zip(lazy, persist(*(v.data for v in lazy)), strict=True):
            variable.data = data


def progress(steps: int, label: str) -> Iterator[int]:
    """Count from 0 to ``steps`` - 1 with a bar on the terminal; say nothing to a pipe or a file."""
    if not sys.stderr.isatty():
        yield from range(steps)
        return
    width, start, shown = 32, time.monotonic(), -1
    for step in range(steps):
        yield step
        percent = 100 * (step + 1) // steps
        if percent != shown:
            shown = percent
            bar = "█" * (width * percent // 100)
            seconds = time.monotonic() - start
            print(
                f"\r{label} {bar:·<{width}} {percent:3d} %  {step + 1:,} steps, {seconds:.1f} s",
                end="",
                file=sys.stderr,
                flush=True,
            )
    if shown >= 0:
        print(file=sys.stderr)


def draw_relief(axes: Axes, x: Any, y: Any, height: Any) -> None:
    """Draw a landscape from above, the deeper the darker; ``height`` is positive."""
    from matplotlib.colors import LinearSegmentedColormap

    colours = LinearSegmentedColormap.from_list("sea", SEA)
    axes.contourf(x, y, np.log10(height + 0.1), levels=19, cmap=colours)


def save_figure(path: Path, draw: Callable[[Figure], None], size: tuple[float, float]) -> None:
    """Let ``draw`` fill a figure of ``size`` inches, save it at ``path`` and say where it is."""
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure
    except ModuleNotFoundError:
        print(f"{path.name} is not drawn: that needs matplotlib", file=sys.stderr)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with mpl.rc_context(PICTURES):
        figure = Figure(figsize=size, layout="constrained")
        draw(figure)
        figure.savefig(path, dpi=160)
    print(f"picture: {path}")


def save_graph(output: xg.Variable, path: Path) -> None:
    """Draw the computation of ``output`` as ``path``; without Graphviz, save it as DOT text."""
    if which("dot") is None:
        path = path.with_suffix(".dot")
    path.parent.mkdir(parents=True, exist_ok=True)
    xg.plot_dot_graph(output, verbose=False, to_file=path)
    print(f"graph: {path}")
