"""The benchmark still runs, and what it would time is right. Nothing here looks at a clock."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"


@pytest.fixture
def benchmarks(monkeypatch):
    """Import one of the benchmark's modules, and forget them all afterwards."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    before = set(sys.modules)
    yield import_module
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(BENCHMARKS)):
            del sys.modules[name]


def run(*arguments):
    """Run the benchmark as a user does."""
    return subprocess.run(
        [sys.executable, BENCHMARKS / "run.py", *arguments], capture_output=True, text=True
    )


def test_results_are_those_derived_by_hand(benchmarks):
    found = run("--check", "--quick", "--peers", "xgrad,numpy")
    assert found.returncode == 0, found.stdout + found.stderr
    assert found.stdout.splitlines() == [
        f"{work.key}: right are xgrad, numpy" for work in benchmarks("works").WORKS
    ]


def test_cuda_is_refused_clearly_where_there_is_none():
    found = run("--check", "--device", "cuda", "--works", "mlp", "--peers", "numpy")
    if found.returncode == 0:
        pytest.skip("this machine has a CUDA device")
    assert "--device cuda" in found.stderr
    assert "pip install cupy-cuda" in found.stderr


@pytest.mark.parametrize(
    ("result", "complaint"),
    [
        (lambda g: g * 1.001, "is off by"),
        (lambda g: g * np.nan, "is off by"),
        (lambda g: g.astype(np.float32), "dtype"),
        (lambda g: g[None], "shape"),
    ],
)
def test_a_wrong_peer_is_found_out(benchmarks, result, complaint):
    worker, by_hand = benchmarks("worker"), benchmarks("peers.numpy_").ByHand("cpu")
    (work,) = (w for w in benchmarks("works").WORKS if w.key == "gradient")
    data = work.data(True)
    worker.check(by_hand, work, data)

    right = by_hand.gradient
    by_hand.gradient = lambda x: lambda: (result(right(x)()[0]),)
    with pytest.raises(worker.Wrong, match=complaint):
        worker.check(by_hand, work, data)


def test_every_peer_has_every_work_or_says_nothing(benchmarks):
    base, works = benchmarks("peers.base").Peer, benchmarks("works").WORKS
    assert {w.method for w in works} == {
        name
        for name, member in vars(base).items()
        if callable(member) and name not in ("__init__", "version", "to_numpy", "synchronise")
    }


def test_ratios_are_taken_within_a_round(benchmarks):
    row = benchmarks("measure").Row({"xgrad": [1.0, 20.0, 3.0], "torch": [2.0, 10.0, 12.0]})
    assert row.ratios("torch") == [0.25, 0.5, 2.0]
    assert row.ratio("torch") == 0.5
    assert row.ratio("numpy") is None
