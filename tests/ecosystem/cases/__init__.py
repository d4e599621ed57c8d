"""The calls, a file for each package."""

from __future__ import annotations

import importlib
import importlib.util
from pathlib import Path

FILES = sorted(p.stem for p in Path(__file__).parent.glob("[!_]*.py"))


def load(*names: str) -> None:
    """Notes the calls of the files of these names, or of all."""
    for name in names or FILES:
        importlib.import_module(f"ecosystem.cases.{name}")
