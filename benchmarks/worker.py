"""One peer in a process of its own, driven over its standard input and output.

Each line in is a JSON object with a command, each line out is the answer. `measure.py` is at the
other end.
"""

from __future__ import annotations

import contextlib
import gc
import itertools
import json
import os
import resource
import sys
import time
from typing import Any

import numpy as np
from peers import load
from peers.base import Peer, Step, Unsupported
from reference import Reference
from works import PEAKS, WORKS, Work

CHECKED_STEPS = 3
"""Steps of descent build on each other, so that the third shows what the first got wrong."""


class Wrong(Exception):
    """A result that differs from the hand-derived one."""


def check(peer: Peer, work: Work, data: tuple[Any, ...]) -> None:
    """Compare the first steps with the reference: values, shapes, and the dtype of arrays."""
    dtype = next((a.dtype for a in data if isinstance(a, np.ndarray)), np.dtype(np.float64))
    step: Step = getattr(peer, work.method)(*data)
    reference: Step = getattr(Reference("cpu"), work.method)(*data)
    for turn in range(CHECKED_STEPS):
        results, wanted = step(), reference()
        for place, (raw, want) in enumerate(zip(results, wanted, strict=True)):
            got = peer.to_numpy(raw)
            where = f"{work.key}: result {place} of step {turn}"
            if got.shape != np.shape(want):
                raise Wrong(f"{where} has shape {got.shape}, not {np.shape(want)}")
            if got.dtype != dtype:
                raise Wrong(f"{where} has dtype {got.dtype}, not {dtype}")
            off = np.max(np.abs(got - want)) / max(np.max(np.abs(want)), 1e-3)
            if not off <= work.tolerance:
                raise Wrong(f"{where} is off by {off:.1e}, allowed are {work.tolerance:.0e}")


def spin() -> float:
    """CPU seconds of a fixed piece of plain Python: how fast this machine is just now."""
    start, total = time.process_time(), 0
    for i in range(50_000):
        total += i
    return time.process_time() - start


def resident() -> int:
    """Bytes of memory in use, the highest mark being brought down to it first."""
    with contextlib.suppress(OSError), open("/proc/self/clear_refs", "w") as file:
        file.write("5")
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return highest()


def highest() -> int:
    """The largest amount of memory in use since `resident` was called (where the system tells)."""
    try:
        with open("/proc/self/status") as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024


class Worker:
    """The commands. One work at a time is held ready."""

    def __init__(self, name: str, device: str) -> None:
        self.peer = load(name, device)
        self.clock = time.process_time if device == "cpu" else time.perf_counter
        self.step: Step = tuple
        self.loops = 1

    def hello(self) -> dict[str, Any]:
        """The library and its version."""
        return {"version": self.peer.version()}

    def check(self, work: str, quick: bool) -> dict[str, Any]:
        """Compare with the reference and keep a fresh step ready for the clock."""
        self.step = tuple
        (found,) = (w for w in WORKS if w.key == work)
        if found.settled:
            np.ones(31 * 2**20, dtype=np.uint8)  # taken, touched and given back
        data = found.data(quick)
        try:
            check(self.peer, found, data)
        except Unsupported:
            return {"outcome": "unsupported"}
        except Wrong as error:
            return {"outcome": "wrong", "why": str(error)}
        except Exception as error:
            return {"outcome": "failed", "why": f"{work}: {type(error).__name__}: {error}"}
        self.step = getattr(self.peer, found.method)(*data)
        return {"outcome": "right"}

    def calibrate(self, seconds: float) -> dict[str, Any]:
        """Find how many steps fill a turn; this also warms everything up."""
        self.loops = 1
        self.run()
        while (spent := self.run()) < seconds / 2 and self.loops < 10**7:
            self.loops = max(self.loops + 1, int(self.loops * min(10, seconds / max(spent, 1e-6))))
        return {"loops": self.loops}

    def run(self) -> float:
        """Seconds that the steps of one turn take."""
        gc.collect()
        step, clock = self.step, self.clock
        self.peer.synchronise()
        start = clock()
        for _ in itertools.repeat(None, self.loops):
            step()
        self.peer.synchronise()
        return clock() - start

    def turn(self) -> dict[str, Any]:
        """Seconds per step, and the pace of the machine around them."""
        before = spin()
        seconds = self.run() / self.loops
        return {"seconds": seconds, "pace": min(before, spin())}

    def peak(self, peak: str, quick: bool) -> dict[str, Any]:
        """Bytes that one step takes above what was in use before it."""
        (found,) = (p for p in PEAKS if p.key == peak)
        (work,) = (w for w in WORKS if w.key == found.work)
        method = getattr(self.peer, work.method)
        try:
            method(*work.data(True))()
            step: Step = method(*found.data(quick))
        except Unsupported:
            return {"outcome": "unsupported"}
        except Exception as error:
            return {"outcome": "failed", "why": f"{peak}: {type(error).__name__}: {error}"}
        if self.peer.compiles:
            step()
        gc.collect()
        before = resident()
        step()
        return {"outcome": "right", "bytes": highest() - before}


def main(name: str, device: str) -> None:
    """Answer commands until the input ends."""
    # What a library prints must not get between the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    try:
        worker = Worker(name, device)
    except Exception as error:
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}), file=answers, flush=True)
        return
    print(json.dumps(worker.hello()), file=answers, flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        answer = getattr(worker, request.pop("command"))(**request)
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
