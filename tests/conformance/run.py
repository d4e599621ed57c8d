"""Runs the official conformance suite of the Array API standard over our namespaces.

    XGRAD_ARRAY_API_TESTS=/path/to/array-api-tests python tests/conformance/run.py numpy torch

Each library is tested three times: by itself, through `xgrad.<library>` with nothing recorded, and
with every float array recording (see `recording.py`). What fails through us and not in the library
itself is ours. The examples are random: before we take the blame for a test, the library is given
ten times as many, several times over. What fails by design stands in BY_DESIGN, with the reason.
The exit status is 1 if anything else is left, or if a row of BY_DESIGN passes.

The suite is https://github.com/data-apis/array-api-tests, with its submodule `array-api`.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
REVISION = "2025.12"
VARIABLE = "XGRAD_ARRAY_API_TESTS"

# Where each library's own namespace is, and how many examples each test gets.
LIBRARIES = {
    "numpy": ("array_api_compat.numpy", 100),
    "array_api_strict": ("array_api_strict", 100),
    "torch": ("array_api_compat.torch", 20),
    "jax": ("jax.numpy", 20),
}
MODES = ("xgrad", "recording")
RETRIALS = 20
"""So many because tests of special cases draw a single number, however many examples they are given."""

# By mode and test: why we want the failure.
BY_DESIGN = {
    (
        "recording",
        "test_dlpack.py::test_dunder_dlpack",
    ): "memory that is handed out has no gradient: "
    "a tracked array refuses with BufferError, as PyTorch's do; from_dlpack stays on the graph",
}


class Outcome:
    """What became of the tests of one run: how many passed and so on, and why some failed."""

    def __init__(self, report: Path) -> None:
        tests = json.loads(report.read_text("utf-8"))["tests"]
        self.counts = Counter(test["outcome"] for test in tests)
        self.failed = {
            test["nodeid"].removeprefix("array_api_tests/"): why(test)
            for test in tests
            if test["outcome"] in {"failed", "error"}
        }

    def __str__(self) -> str:
        return ", ".join(f"{count} {word}" for word, count in sorted(self.counts.items()))


def why(test: dict[str, dict[str, str]]) -> str:
    """Return what pytest printed of a failed test."""
    return "\n".join(test[step].get("longrepr", "") for step in ("setup", "call") if step in test)


def run(suite: Path, module: str, examples: int, *options: str) -> Outcome:
    """Run the suite over the namespace `module`; `options` go to pytest."""
    env = os.environ | {
        "ARRAY_API_TESTS_MODULE": module,
        "ARRAY_API_TESTS_VERSION": REVISION,
        "JAX_ENABLE_X64": "1",
        "JAX_PLATFORMS": "cpu",
        "PYTHONPATH": os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")]),
    }
    env |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch) / "report.json"
        command = [sys.executable, "-m", "pytest", *options, "-p", "no:cacheprovider"]
        command += ["-p", "brief", "--json-report", f"--json-report-file={report}"]
        command += ["--disable-deadline", f"--max-examples={examples}"]
        process = subprocess.run(command, cwd=suite, env=env, capture_output=True, text=True)
        if process.returncode not in {0, 1}:
            sys.exit(f"the suite did not run over {module}:\n{process.stdout}\n{process.stderr}")
        return Outcome(report)


def check(suite: Path, library: str, modes: list[str], examples: int, options: list[str]) -> bool:
    """Print how a library does by itself and through us, and return whether nothing is ours."""
    raw, usual = LIBRARIES[library]
    examples = examples or usual
    everything = ["--derandomize", *options, "array_api_tests"]
    own = run(suite, raw, examples, *everything)
    print(f"{library:20} {'itself':10} {examples:4} examples: {own}", flush=True)
    good = True
    for mode in modes:
        got = run(suite, f"{mode}.{library}", examples, *everything)
        new = {test: text for test, text in got.failed.items() if test not in own.failed}
        wanted = {test for where, test in BY_DESIGN if where == mode}
        ours = {test: text for test, text in new.items() if test not in wanted}
        for _ in range(RETRIALS):
            if ours:
                again = run(
                    suite, raw, 10 * examples, *(f"array_api_tests/{test}" for test in ours)
                )
                own.failed |= again.failed
                ours = {test: text for test, text in ours.items() if test not in again.failed}
        stale = [] if "-k" in options else sorted(wanted - set(got.failed))
        print(f"{library:20} {mode:10} {examples:4} examples: {got}; ours: {len(ours)}", flush=True)
        for test, text in ours.items():
            print(f"\n--- {mode}.{library}: {test}\n{text}\n", flush=True)
        for test in stale:
            print(f"--- {mode}.{library}: {test} passes, and BY_DESIGN says that it fails")
        good = good and not ours and not stale
    return good


def main() -> int:
    """Read the command line and test the libraries that it names."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "libraries", nargs="*", metavar="LIBRARY", help="default: all that are installed"
    )
    parser.add_argument(
        "--suite", type=Path, default=os.environ.get(VARIABLE), help=f"default: ${VARIABLE}"
    )
    parser.add_argument("--mode", choices=MODES, action="append", help="default: both")
    parser.add_argument(
        "--examples", type=int, default=0, help="for each test, instead of the usual number"
    )
    parser.add_argument("-n", dest="processes", default="", help="processes; needs pytest-xdist")
    parser.add_argument(
        "-k", dest="chosen", default="", help="run only tests whose name matches, as in pytest"
    )
    args = parser.parse_args()
    if args.suite is None or not (args.suite / "array_api_tests").is_dir():
        parser.error(
            f"no conformance suite at {args.suite}: git clone --recurse-submodules "
            f"https://github.com/data-apis/array-api-tests, and set {VARIABLE} to where it is"
        )
    options = ["-n", args.processes] if args.processes else []
    options += ["-k", args.chosen] if args.chosen else []
    installed = [name for name in LIBRARIES if importlib.util.find_spec(name)]
    unknown = set(args.libraries) - set(installed)
    if unknown:
        parser.error(f"not installed here, or not listed: {', '.join(sorted(unknown))}")
    results = [
        check(args.suite.resolve(), library, args.mode or list(MODES), args.examples, options)
        for library in args.libraries or installed
    ]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
