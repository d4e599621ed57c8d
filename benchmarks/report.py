"""The table in markdown."""

from __future__ import annotations

import datetime
import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from measure import Row
from works import Peak, Work


def processor() -> str:
    """The processor's own name for itself."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    told = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
    model = told.get("model name", platform.machine())
    if "cpu family" in told:
        model += f" (family {told['cpu family']}, model {told.get('model', '?')})"
    return model


def machine(versions: Mapping[str, str]) -> list[str]:
    """Where and with what the figures were taken."""
    libraries = [v for v in versions.values() if not v.startswith("numpy")]
    for extra in ("numpy", "jaxlib"):
        try:
            libraries.append(f"{extra} {version(extra)}")
        except PackageNotFoundError:
            continue
    return [
        f"- Date: {datetime.date.today().isoformat()}",
        f"- Machine: {processor()}, {os.cpu_count()} cores, {platform.system()} "
        f"{platform.release()}, {platform.machine()}",
        f"- Python: {platform.python_implementation()} {platform.python_version()} "
        f"({platform.python_compiler()}, {' '.join(platform.python_build())})",
        f"- Libraries: {', '.join(dict.fromkeys(libraries))}",
    ]


def seconds(value: float) -> str:
    """A time with three figures and the unit that suits it."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if value >= size:
            return f"{value / size:.3g} {unit}"
    return f"{value / 1e-9:.3g} ns"


def verdict(value: float | None, limit: float) -> str:
    """Whether a promise was kept."""
    return "–" if value is None else "ok" if value <= limit else "**over**"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A markdown table with its first column to the left and the others to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return ["| " + " | ".join(cells) + " |" for cells in lines]


def times_as_much(ratio: float) -> str:
    """A ratio with as many figures as it is worth."""
    return f"{ratio:.2f}" if ratio < 10 else f"{ratio:.0f}"


def spread(row: Row, peer: str) -> str:
    """The median ratio and the range that holds the middle half of the rounds."""
    middle = row.ratio(peer)
    if middle is None:
        return "–"
    ratios = row.ratios(peer)
    if len(ratios) < 4:
        return times_as_much(middle)
    low, _, high = statistics.quantiles(ratios, n=4)
    return f"{times_as_much(middle)} ({times_as_much(low)}–{times_as_much(high)})"


LETTERS = {"torch": "t", "numpy": "h"}


def promises(timed: Mapping[Work, Row]) -> list[str]:
    """Each work's limit beside what was measured."""
    return table(
        ["work", "t: torch", "h: NumPy by hand", "at most", "verdict"],
        [
            [
                work.title,
                spread(row, "torch"),
                spread(row, "numpy"),
                f"{work.limit.times:g} {LETTERS[work.limit.peer]}",
                verdict(row.ratio(work.limit.peer), work.limit.times),
            ]
            for work, row in timed.items()
            if work.limit
        ],
    )


def times(timed: Mapping[Work, Row], names: Sequence[str]) -> list[str]:
    """Everybody's median time, and how xgrad compares."""

    def cell(row: Row, name: str) -> str:
        if name not in row.figures:
            return "wrong" if name in row.complaints else "–"
        ratio = row.ratio(name)
        beside = "" if name == "xgrad" or ratio is None else f" ({times_as_much(ratio)})"
        return seconds(row.median(name)) + beside

    return table(
        ["work", *names],
        [[work.title, *(cell(row, name) for name in names)] for work, row in timed.items()],
    )


def amounts(
    rows: Sequence[tuple[str, Row, float | None]], names: Sequence[str], digits: int
) -> list[str]:
    """Medians of figures that are compared with a fixed limit, not with a peer."""
    body = []
    for title, row, limit in rows:
        ours = row.median("xgrad") if "xgrad" in row.figures else None
        cells = [f"{row.median(n):.{digits}f}" if n in row.figures else "–" for n in names]
        judged = ["–", "–"] if limit is None else [f"{limit:g}", verdict(ours, limit)]
        body.append([title, *cells, *judged])
    return table(["", *names, "at most", "verdict"], body)


def notes(rows: Mapping[str, Row]) -> list[str]:
    """What the figures do not say: rounds that were repeated, peers that were wrong."""
    repeated = sum(row.disturbed for row in rows.values())
    lines = [f"- {repeated} rounds were repeated because the machine's pace had changed."]
    lines += [
        f"- {title}: {name} was not measured ({why})."
        for title, row in rows.items()
        for name, why in row.complaints.items()
    ]
    return lines


METHOD = """\
`python benchmarks/run.py` made this page. Each peer works in a process of its own, on one thread
and one processor. Before anything is timed, its results are compared with derivatives worked out
by hand (`reference.py`). Then all take turns, {rounds} rounds, each in a new random order, each turn
about 0.1 s of CPU time with the garbage collector on. The ratios are medians over the rounds of
xgrad's time over the peer's *in the same round*, with the range of the middle half in brackets;
less than 1 means that xgrad is faster. Each process has freed an array of 31 MB before it starts, so
that the C library keeps memory for the next step; the row that says so shows what happens without.
{clock}"""
CPU_CLOCK = """\
Times are CPU time of the whole process. A round in which a
fixed piece of plain Python took more than 1.25 times as long in one turn as in another is
repeated. The small works depend on how Python was compiled: with the feedback of profiles, as distributions
ship it, xgrad takes a tenth less time than without, and PyTorch hardly less."""
CUDA_CLOCK = """\
Times are wall time; the device is synchronised before and
after each turn."""


def page(
    timed: Mapping[Work, Row],
    peaks: Mapping[Peak, Row],
    started: Sequence[tuple[str, Row, float | None]],
    versions: Mapping[str, str],
    skipped: Mapping[str, str],
    rounds: int,
    device: str,
    device_name: str,
    quick: bool,
) -> str:
    """The whole page."""
    names = list(versions)
    clock = CPU_CLOCK if device == "cpu" else CUDA_CLOCK
    lines = [
        "# How fast xgrad is",
        "",
        *(["**Small data, for a first look: not the figures that count.**", ""] if quick else []),
        *METHOD.format(rounds=rounds, clock=clock).splitlines(),
        "",
        *machine(versions),
    ]
    if device != "cpu":
        lines.append(f"- Device: {device_name}")
    lines += [f"- Not here: {name} ({why})" for name, why in skipped.items()]
    if timed:
        if device == "cpu":
            lines += ["", "## What was promised", "", *promises(timed)]
        lines += ["", "## Time for a step (in brackets: xgrad's time over this one's)", ""]
        lines += times(timed, names)
    if peaks:
        rows = [(p.title, row, p.limit) for p, row in peaks.items()]
        lines += ["", "## Peak of memory during one step, above what was in use before it", ""]
        lines += amounts(rows, names, 1)
        lines += [
            "",
            "The highest resident set of a fresh process (`VmHWM`) less the resident set before.",
        ]
    if started:
        lines += ["", "## Starting up: CPU time in ms on top of `import numpy`", ""]
        lines += amounts(started, [n for n in names if n in started[0][1].figures], 1)
    every = {w.title: r for w, r in timed.items()} | {p.title: r for p, r in peaks.items()}
    every |= {title: row for title, row, _ in started}
    lines += ["", "## Notes", "", *notes(every)]
    return "\n".join(lines) + "\n"
