"""Runs the calls of `cases/` on every library and says what became of their gradients.

    python tests/ecosystem/run.py                       everything, as docs/ecosystem.md counts it
    python tests/ecosystem/run.py scipy_stats --only gmean --library numpy,torch
    python tests/ecosystem/run.py --write               and writes docs/ecosystem.md

Exits with status 1 if anything is WRONG, or lost without a word.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
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
from ecosystem.sweep import VERDICTS, Reference, Verdict, judge, told

DOCS = Path(__file__).resolve().parents[2] / "docs" / "ecosystem.md"
LIBRARIES = ("numpy", "array_api_strict", "torch", "jax")


def main() -> int:
    """Runs what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("files", nargs="*", help=f"of {', '.join(cases.FILES)}; default: all")
    parser.add_argument("--library", default=",".join(LIBRARIES))
    parser.add_argument("--only", default="", help="what a function's name must contain")
    parser.add_argument("--write", action="store_true", help="write docs/ecosystem.md")
    parser.add_argument("--quiet", action="store_true")
    options = parser.parse_args()

    cases.load(*options.files)
    libraries = [Library(name) for name in options.library.split(",")]
    verdicts: list[Verdict] = []
    broken = 0
    for case in CASES:
        if options.only not in case.title:
            continue
        start = time.perf_counter()
        try:
            reference = Reference(case)
        except Exception as error:
            print(f"BROKEN {case.title} on NumPy itself: {told(error)}", flush=True)
            broken += 1
            continue
        new = [judge(reference, library) for library in libraries]
        verdicts += new
        seconds = time.perf_counter() - start
        for v in new:
            if not options.quiet or v.kind not in {"right", "constant"}:
                print(
                    f"{v.kind:8} {v.library:16} {case.title} {'' if case.native else '(NumPy only)'} "
                    f"{v.reason} {'@ ' + v.where if v.where else ''}",
                    flush=True,
                )
        if seconds > 5:
            print(f"         {case.title} took {seconds:.0f} s", flush=True)
    for library in libraries:
        counts = Counter(v.kind for v in verdicts if v.library == library.id)
        native = Counter(v.kind for v in verdicts if v.library == library.id and v.case.native)
        print(
            f"{library.id:16}",
            "  ".join(f"{k} {counts[k]}" for k in VERDICTS if counts[k]),
            "| native:",
            "  ".join(f"{k} {native[k]}" for k in VERDICTS if native[k]),
        )
    if options.write:
        DOCS.write_text(page(verdicts), "utf-8")
        print(f"wrote {DOCS}")
    bad = sum(v.kind in {"WRONG", "lost"} for v in verdicts)
    return 1 if bad or broken else 0


if __name__ == "__main__":
    sys.exit(main())
