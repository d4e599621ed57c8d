"""Measuring: workers in processes of their own, taking turns in shuffled rounds."""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from works import Peak, Work

HERE = Path(__file__).parent
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
    "JAX_PLATFORMS": "cpu",
    "PYTHONHASHSEED": "0",
}
STEADY = 1.25
"""A round counts when the machine's pace differed by no more than this between its turns."""


class Failed(Exception):
    """A peer that did not start, or stopped."""


def environment() -> dict[str, str]:
    """The environment of every measured process: one thread, and this folder to import from."""
    path = os.pathsep.join(p for p in (str(HERE), os.environ.get("PYTHONPATH", "")) if p)
    found = os.environ | ONE_THREAD | {"PYTHONPATH": path}
    # Without compiled files at hand, an import would mostly measure Python's compiler.
    found.pop("PYTHONDONTWRITEBYTECODE", None)
    return found


def pin() -> None:
    """Hold this process, and those it starts, to one processor: no library counts more."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


class Remote:
    """The parent's end of a worker."""

    def __init__(self, name: str, device: str = "cpu") -> None:
        self.name = name
        self.version = ""
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "worker.py"), name, device],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment(),
        )

    def greet(self) -> None:
        """Wait until the worker has imported its library."""
        hello = self.answer()
        if "error" in hello:
            self.close()
            raise Failed(hello["error"])
        self.version = hello["version"]

    def answer(self) -> dict[str, Any]:
        """The worker's next line."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise Failed(f"{self.name} stopped with status {self.process.wait()}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def ask(self, command: str, **arguments: Any) -> dict[str, Any]:
        """Have the worker do something and wait for its answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"command": command, **arguments}) + "\n")
        self.process.stdin.flush()
        return self.answer()

    def close(self) -> None:
        """End the worker."""
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()
        self.process.wait()


@dataclass
class Row:
    """What was found out about one work: figures by peer, one for each round."""

    figures: dict[str, list[float]] = field(default_factory=dict)
    complaints: dict[str, str] = field(default_factory=dict)
    disturbed: int = 0

    def median(self, peer: str) -> float:
        """The peer's median figure."""
        return statistics.median(self.figures[peer])

    def ratios(self, peer: str) -> list[float]:
        """xgrad's figure over the peer's, round by round, sorted."""
        pairs = zip(self.figures["xgrad"], self.figures[peer], strict=True)
        return sorted(ours / theirs for ours, theirs in pairs)

    def ratio(self, peer: str) -> float | None:
        """The median of those, or None where one of the two has no figures."""
        if "xgrad" not in self.figures or peer not in self.figures:
            return None
        return statistics.median(self.ratios(peer))


def check(work: Work, remotes: Sequence[Remote], quick: bool) -> tuple[Row, list[Remote]]:
    """Compare everybody's results with the reference; who is right may be timed."""
    row, right = Row(), []
    for remote in remotes:
        answer = remote.ask("check", work=work.key, quick=quick)
        if answer["outcome"] == "right":
            right.append(remote)
        elif answer["outcome"] != "unsupported":
            row.complaints[remote.name] = answer["why"]
    return row, right


def measure(
    work: Work, remotes: Sequence[Remote], rounds: int, quick: bool, shuffle: random.Random
) -> Row:
    """Time a work: everybody takes a turn in each round, in a new order each time."""
    row, right = check(work, remotes, quick)
    for remote in right:
        remote.ask("calibrate", seconds=0.01 if quick else 0.1)
        row.figures[remote.name] = []
    order, done = list(right), 0
    while done < rounds:
        shuffle.shuffle(order)
        turns = {remote.name: remote.ask("turn") for remote in order}
        paces = [turn["pace"] for turn in turns.values()]
        if paces and max(paces) > STEADY * min(paces) and row.disturbed < rounds:
            row.disturbed += 1
            continue
        for name, turn in turns.items():
            row.figures[name].append(turn["seconds"])
        done += 1
    return row


def peak(work: Peak, names: Sequence[str], rounds: int, quick: bool) -> Row:
    """Measure a peak of memory: a fresh process for every figure, nothing left from before."""
    row, unit = Row(), work.bytes_per_unit(quick)
    for _ in range(rounds):
        for name in names:
            remote = Remote(name)
            remote.greet()
            answer = remote.ask("peak", peak=work.key, quick=quick)
            remote.close()
            if answer["outcome"] == "right":
                row.figures.setdefault(name, []).append(answer["bytes"] / unit)
            elif answer["outcome"] != "unsupported":
                row.complaints[name] = answer["why"]
    return row


IMPORTS = {
    "xgrad": "import xgrad",
    "autograd": "import autograd",
    "mygrad": "import mygrad",
    "jax": "import jax.numpy",
    "torch": "import torch",
}
FIRST = {
    "xgrad": "import xgrad; x = xgrad.Variable(3.0); y = x * x; y.backward()",
    "autograd": "import autograd; autograd.grad(lambda x: x * x)(3.0)",
    "mygrad": "import mygrad; x = mygrad.tensor(3.0); y = x * x; y.backward()",
    "jax": "import jax; jax.grad(lambda x: x * x)(3.0)",
    "torch": "import torch; x = torch.tensor(3.0, requires_grad=True); y = x * x; y.backward()",
}


def imports(
    statements: dict[str, str], names: Sequence[str], rounds: int, shuffle: random.Random
) -> Row:
    """Milliseconds of CPU time that a statement takes in a fresh Python that has NumPy loaded."""
    template = (
        "import time, numpy; start = time.process_time(); {}; "
        "print((time.process_time() - start) * 1000)"
    )
    row, order = Row(), [name for name in names if name in statements]
    for turn in range(rounds + 1):
        shuffle.shuffle(order)
        for name in order:
            found = subprocess.run(
                [sys.executable, "-c", template.format(statements[name])],
                capture_output=True,
                text=True,
                env=environment(),
            )
            if found.returncode:
                row.complaints[name] = found.stderr.strip().splitlines()[-1]
            elif turn:  # the first round only fills the caches of the file system
                row.figures.setdefault(name, []).append(float(found.stdout))
    return row
