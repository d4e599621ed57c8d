"""The examples print the figures that the book prints, and leave their pictures where asked."""

from __future__ import annotations

import importlib.util
import io
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"
SCRIPTS = sorted(path.name for path in EXAMPLES.glob("[!_]*.py"))
NUMBER = re.compile(r"-?\d+\.\d+(?:e[+-]?\d+)?")


def run(script: str, *options: str, encoding: str = "utf-8") -> subprocess.CompletedProcess[str]:
    """Run a script as a user does, with warnings as errors."""
    command = [sys.executable, "-W", "error", str(EXAMPLES / script), *options]
    chosen = {"XGRAD_DEVICE", "XGRAD_BACKEND"}
    environment = {name: value for name, value in os.environ.items() if name not in chosen}
    environment["PYTHONIOENCODING"] = encoding
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", check=False, env=environment
    )


def lines(script: str, output: Path, *options: str, backend: str = "numpy") -> list[str]:
    """Return what a script prints, after it ran without a fault and drew into `output`."""
    done = run(script, "--backend", backend, "--device", "cpu", "--output", str(output), *options)
    assert done.returncode == 0, done.stderr
    assert "\r" not in done.stderr, "a progress bar went to a pipe"
    if importlib.util.find_spec("matplotlib") is None:
        pictures = [line for line in done.stderr.splitlines() if "needs matplotlib" in line]
    else:
        assert done.stderr == ""
        pictures = [str(path) for path in output.iterdir() if path.stat().st_size]
    assert pictures or list(output.glob("*.dot")), "no picture"
    return done.stdout.splitlines()


def numbers(line: str) -> list[float]:
    """Return the numbers with a decimal point in a line."""
    return [float(number) for number in NUMBER.findall(line)]


def test_newton(tmp_path: Path) -> None:
    shown = lines("newton.py", tmp_path)
    assert shown[:8] == [
        "0 2.0",
        "1 1.4545454545454546",
        "2 1.1510467893775467",
        "3 1.0253259289766978",
        "4 1.0009084519430513",
        "5 1.0000012353089454",
        "6 1.000000000002289",
        "7 1.0",
    ]
    assert shown[10] == "at 2.0 the first derivative is 24.0, the second 44.0"


def test_rosenbrock_descent(tmp_path: Path) -> None:
    shown = lines("rosenbrock_descent.py", tmp_path)
    assert shown[0] == "gradient at (0, 2): (-2.0, 400.0)"
    assert shown[1] == "step 0: (0.0, 2.0)"
    assert shown[11].startswith("step 1000: ")
    assert numbers(shown[11]) == pytest.approx([0.6837118569138317, 0.4659526837427042], rel=1e-9)


def test_rosenbrock_descent_draws_a_long_run_too(tmp_path: Path) -> None:
    shown = lines("rosenbrock_descent.py", tmp_path, "--steps", "1500")
    assert shown[11].startswith("step 1500: ")


def test_rosenbrock_newton(tmp_path: Path) -> None:
    shown = lines("rosenbrock_newton.py", tmp_path, "--compare", "20")
    assert numbers(shown[0]) == [0.0, 2.0]
    assert numbers(shown[1]) == pytest.approx([-1 / 399, 0.0], rel=1e-12, abs=1e-12)
    assert shown[6] == "step 6: (1.0, 1.0)"


def test_functions(tmp_path: Path) -> None:
    shown = [line for line in lines("functions.py", tmp_path) if "gradient" in line]
    assert [line.partition(" at ")[0] for line in shown] == ["Sphere", "Matyas", "Goldstein-Price"]
    expected = [(2.0, 2.0), (0.04, 0.04), (-5376.0, 8064.0)]
    for line, gradient in zip(shown, expected, strict=True):
        assert numbers(line) == pytest.approx(gradient, rel=1e-14)


def test_sin_derivatives(tmp_path: Path) -> None:
    shown = lines("sin_derivatives.py", tmp_path)
    expected = [0.8414709848078965, 0.5403023058681398, -0.8414709848078965, -0.5403023058681398]
    assert [numbers(line)[-1] for line in shown[:4]] == expected


def test_taylor_sin(tmp_path: Path) -> None:
    shown = [line for line in lines("taylor_sin.py", tmp_path) if "threshold" in line]
    assert numbers(shown[0])[-2:] == [0.7071064695751781, 0.7071032148228457]
    assert numbers(shown[1])[-2:] == [0.7071067811865475, 0.7071067811865475]


def test_tanh_graph(tmp_path: Path) -> None:
    shown = lines("tanh_graph.py", tmp_path, "--order", "2")
    values = [numbers(line)[-1] for line in shown if line.startswith("derivative")]
    assert values == pytest.approx([0.4199743416140260, -0.6397000084492246], rel=1e-13)


@pytest.mark.library("dask")
def test_dask_cluster(tmp_path: Path) -> None:
    shown = lines("dask_cluster.py", tmp_path, "--steps", "3", "--count", "4000", backend="dask")
    assert shown[1].startswith("Dask, 2 chunks on 2 processes")
    assert numbers(shown[0]) == numbers(shown[1])
    assert numbers(shown[2])[0] < 1e-12


def test_dask_cluster_in_one_piece_needs_no_dask(tmp_path: Path) -> None:
    shown = lines("dask_cluster.py", tmp_path, "--steps", "3", "--count", "400")
    assert numbers(shown[0]) == numbers(shown[1])


@pytest.mark.library("jax")
def test_jax_sharded(tmp_path: Path) -> None:
    shown = lines("jax_sharded.py", tmp_path, "--steps", "20", backend="jax")
    assert shown[0] == "the data lie on 4 devices, their gradient on 4"
    first, last = numbers(shown[1])
    assert last < 0.5 * first
    assert numbers(shown[2])[0] < 1e-12


def test_every_example_is_tested() -> None:
    tested = {f"{name.removeprefix('test_')}.py" for name in globals() if name.startswith("test_")}
    assert set(SCRIPTS) <= tested


@pytest.mark.parametrize("script", SCRIPTS)
def test_help_names_the_options_of_every_example(script: str) -> None:
    done = run(script, "--help")
    assert done.returncode == 0, done.stderr
    assert all(option in done.stdout for option in ("--device", "--backend", "--output"))


@pytest.mark.parametrize("options", [("--backend", "no_such_library"), ("--device", "moon")])
def test_what_is_not_there_is_said_in_one_line(options: tuple[str, str]) -> None:
    done = run("newton.py", *options)
    assert done.returncode == 1
    assert options[1] in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_terminal_may_lack_letters(tmp_path: Path) -> None:
    done = run("sin_derivatives.py", "--output", str(tmp_path), encoding="ascii")
    assert done.returncode == 0, done.stderr
    assert "sin?" in done.stdout


def load_common() -> Any:
    """Import what the examples share."""
    spec = importlib.util.spec_from_file_location("examples_common", EXAMPLES / "_common.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_draws_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    common = load_common()
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert list(common.progress(1000, "work")) == list(range(1000))
    bars = sys.stderr.getvalue().split("\r")  # type: ignore[attr-defined]
    assert bars[-1].startswith("work █")
    assert "100 %" in bars[-1]
    assert bars[-1].endswith("\n")
    assert len(bars) <= 102


def test_progress_is_quiet_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    common = load_common()
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert list(common.progress(3, "work")) == [0, 1, 2]
    assert sys.stderr.getvalue() == ""  # type: ignore[attr-defined]
