"""Measure xgrad against its peers: `python benchmarks/run.py`.

With nothing else said, everything is measured and `benchmarks/RESULTS.md` is written anew.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from measure import FIRST, IMPORTS, Failed, Remote, Row, check, imports, measure, peak, pin
from peers import ON_CUDA, PEERS, installed
from report import page
from works import IMPORT_LIMIT, PEAKS, WORKS, Peak, Work

HERE = Path(__file__).parent
EVERYTHING = [*(w.key for w in WORKS), *(p.key for p in PEAKS), "import"]


def say(text: str) -> None:
    """Tell how far it is, beside the table and not in it."""
    print(text, file=sys.stderr, flush=True)


def arguments() -> argparse.Namespace:
    """What the user asked for."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)

    def several(text: str) -> list[str]:
        return [part.strip() for part in text.split(",") if part.strip()]

    parser.add_argument("--peers", type=several, help=f"some of {','.join(PEERS)}")
    parser.add_argument("--works", type=several, help=f"some of {','.join(EVERYTHING)}")
    parser.add_argument("--rounds", type=int, help="turns that each peer takes (15; 3 if quick)")
    parser.add_argument("--quick", action="store_true", help="small data, for a first look")
    parser.add_argument("--check", action="store_true", help="compare the results, time nothing")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--output", type=Path, help="the markdown file to write")
    options = parser.parse_args()
    for asked, known, what in (
        (options.peers, list(PEERS), "peer"),
        (options.works, EVERYTHING, "work"),
    ):
        for name in asked or ():
            if name not in known:
                parser.error(f"no {what} is called {name!r}; there are {', '.join(known)}")
    return options


def cuda_device() -> str:
    """The name of the CUDA device, or the end of the program where there is none."""
    try:
        import cupy

        if not cupy.is_available():
            raise RuntimeError("CuPy is installed, but it sees no CUDA device")
        name = cupy.cuda.runtime.getDeviceProperties(0)["name"]
    except (ImportError, RuntimeError) as error:
        raise SystemExit(
            f"--device cuda: {error}. It takes an NVIDIA GPU with its driver, and the CuPy wheel "
            "for it: pip install cupy-cuda12x (or cupy-cuda13x)."
        ) from None
    return str(name.decode() if isinstance(name, bytes) else name)


class Crew:
    """The peers that take part. Every work has new processes, so that none inherits a heap."""

    def __init__(self, names: list[str], device: str) -> None:
        self.device = device
        self.versions: dict[str, str] = {}
        self.skipped: dict[str, str] = {}
        for name in names:
            if not installed(name):
                self.leave_out(name, "not installed")
            elif device == "cuda" and name not in ON_CUDA:
                self.leave_out(name, "has no part in the GPU's works")
            else:
                self.versions[name] = ""

    def leave_out(self, name: str, why: str) -> None:
        """Go on without a peer."""
        self.skipped[name] = why
        self.versions.pop(name, None)
        say(f"{name} is left out: {why}")

    @contextmanager
    def at_work(self) -> Iterator[list[Remote]]:
        """Everybody's worker, started and greeted."""
        remotes = [Remote(name, self.device) for name in self.versions]
        try:
            ready = []
            for remote in remotes:
                try:
                    remote.greet()
                except Failed as error:
                    self.leave_out(remote.name, str(error))
                    continue
                self.versions[remote.name] = remote.version
                ready.append(remote)
            yield ready
        finally:
            for remote in remotes:
                remote.close()


def compare(works: list[Work], crew: Crew, quick: bool) -> int:
    """Compare everybody's results with the hand-derived ones; 1 if somebody is wrong."""
    wrong = False
    with crew.at_work() as remotes:
        for work in works:
            row, right = check(work, remotes, quick)
            for name, why in row.complaints.items():
                print(f"{name} is WRONG: {why}")
            wrong = wrong or bool(row.complaints)
            print(f"{work.key}: right are {', '.join(r.name for r in right) or 'none'}")
    return int(wrong or not crew.versions)


def main() -> int:
    """Measure, print, and write down."""
    options = arguments()
    device_name = cuda_device() if options.device == "cuda" else ""
    names = options.peers or list(PEERS if options.device == "cpu" else ON_CUDA)
    wanted = options.works or EVERYTHING
    rounds = options.rounds or (3 if options.quick else 15)
    works = [w for w in WORKS if w.key in wanted and (options.device == "cpu" or w.on_cuda)]
    crew = Crew(names, options.device)
    if options.check:
        return compare(works, crew, options.quick)
    if options.device == "cpu":
        pin()

    shuffle = random.Random(1)
    timed = {}
    for work in works:
        say(f"{work.title} …")
        with crew.at_work() as remotes:
            timed[work] = measure(work, remotes, rounds, options.quick, shuffle)

    peaks: dict[Peak, Row] = {}
    started: list[tuple[str, Row, float | None]] = []
    if options.device == "cpu":
        for memory in PEAKS:
            if memory.key in wanted:
                say(f"{memory.title} …")
                peaks[memory] = peak(memory, list(crew.versions), min(rounds, 3), options.quick)
        if "import" in wanted:
            say("imports …")
            for title, statements, limit in (
                ("import", IMPORTS, IMPORT_LIMIT),
                ("import and the first gradient", FIRST, None),
            ):
                started.append(
                    (title, imports(statements, list(crew.versions), rounds, shuffle), limit)
                )

    text = page(
        timed,
        peaks,
        started,
        crew.versions,
        crew.skipped,
        rounds,
        options.device,
        device_name,
        options.quick,
    )
    print(text)
    output = options.output
    if output is None and not (options.peers or options.works or options.quick):
        output = HERE / ("RESULTS.md" if options.device == "cpu" else "RESULTS-cuda.md")
    if output is not None:
        output.write_text(text, encoding="utf-8")
        say(f"written to {output}")
    complaints = [row.complaints for row in (*timed.values(), *peaks.values())]
    return int(any(complaints))


if __name__ == "__main__":
    raise SystemExit(main())
