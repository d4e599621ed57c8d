"""Runs the calls of `cases/` on every library and says what became of their gradients.

    python tests/ecosystem/run.py                       everything, as docs/ecosystem.md counts it
    python tests/ecosystem/run.py scipy_stats --only gmean --library numpy,torch
    python tests/ecosystem/run.py --write               and writes docs/ecosystem.md

Exits with status 1 if anything is WRONG, or lost without a word.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
import warnings
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

# Before the libraries are imported: SciPy's array mode, and 64-bit numbers in JAX.
os.environ["SCIPY_ARRAY_API"] = "1"
os.environ.setdefault("JAX_ENABLE_X64", "1")
os.environ.setdefault("JAX_PLATFORMS", "cpu")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from libraries import Library

from ecosystem import cases
from ecosystem.case import CASES
from ecosystem.report import page
from ecosystem.support import SUPPORT
from ecosystem.sweep import VERDICTS, Reference, Verdict, judge, told

DOCS = Path(__file__).resolve().parents[2] / "docs" / "ecosystem.md"
SLOW = 15
LIBRARIES = ("numpy", "array_api_strict", "torch", "jax")


def sweep(file: str, names: list[str], only: str) -> list[Verdict | str]:
    """The verdicts on the calls of one file, and lines on what is broken or slow."""
    warnings.simplefilter("ignore")
    before = len(CASES)
    cases.load(file)
    libraries = [Library(name) for name in names]
    found: list[Verdict | str] = []
    for case in CASES[before:]:
        if only not in case.title:
            continue
        start = time.perf_counter()
        try:
            reference = Reference(case)
        except Exception as error:
            found.append(f"BROKEN {case.title} on NumPy itself: {told(error)}")
            continue
        found += [judge(reference, library) for library in libraries]
        if (seconds := time.perf_counter() - start) > SLOW:
            found.append(f"slow     {case.title} took {seconds:.0f} s")
    return found


def main() -> int:
    """Runs what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("files", nargs="*", help=f"of {', '.join(cases.FILES)}; default: all")
    parser.add_argument("--library", default=",".join(LIBRARIES))
    parser.add_argument("--only", default="", help="what a function's name must contain")
    parser.add_argument("--write", action="store_true", help="write docs/ecosystem.md")
    parser.add_argument("--quiet", action="store_true", help="say nothing of what is right")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes at a time")
    options = parser.parse_args()

    files = options.files or cases.FILES
    libraries = options.library.split(",")
    verdicts: list[Verdict] = []
    broken = 0
    with ProcessPoolExecutor(options.jobs, multiprocessing.get_context("spawn")) as pool:
        work = [pool.submit(sweep, file, libraries, options.only) for file in files]
        for done in work:
            for found in done.result():
                if isinstance(found, str):
                    print(found, flush=True)
                    broken += found.startswith("BROKEN")
                    continue
                verdicts.append(found)
                if not options.quiet or found.kind not in {"right", "constant"}:
                    where = f" @ {found.where}" if found.where else ""
                    start = f"{found.kind:8} {found.library:16} {found.title} ({found.support})"
                    print(f"{start} {found.reason}{where}", flush=True)
    for library in libraries:
        for support in SUPPORT:
            mine = [v for v in verdicts if v.library == library and v.support == support]
            counts = Counter(v.kind for v in mine)
            told_of = "  ".join(f"{kind} {counts[kind]}" for kind in VERDICTS if counts[kind])
            print(f"{library:16} {support:12} {told_of}")
    if options.write:
        DOCS.write_text(page(verdicts), "utf-8")
        print(f"wrote {DOCS}")
    bad = sum(v.kind in {"WRONG", "lost"} for v in verdicts)
    return 1 if bad or broken else 0


if __name__ == "__main__":
    sys.exit(main())
