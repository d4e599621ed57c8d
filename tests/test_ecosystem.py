"""Other people's functions on Variables: a few of each package; `nox -s ecosystem` runs all of them."""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ecosystem import cases, report
from ecosystem.case import CASES, Case
from ecosystem.sweep import Reference, judge
from libraries import Library

import xgrad as xg

RIGHT = {
    "array_tools": [
        "array_api_extra.angle",
        "array_api_extra.kron",
        "array_api_extra.cov",
        "array_api_extra.sinc",
        "einops.rearrange",
        "einops.reduce mean",
        "einops.reduce max",
        "einops.repeat",
        "einops.pack",
        "einops.array_api.reduce",
    ],
    "scipy_calculus": ["scipy.integrate.romb"],
    "scipy_special": [
        "scipy.special.fdtrc",
        "scipy.special.k1e",
        "scipy.special.gammaincinv",
        "scipy.special.ellipk",
    ],
    "scipy_stats": ["scipy.stats.zscore", "scipy.stats.f_oneway"],
    "sklearn_models": [
        "sklearn.preprocessing.StandardScaler",
        "sklearn.mixture.GaussianMixture diag",
    ],
    "xarray_labels": [
        "xarray.DataArray arithmetic",
        "xarray.DataArray sum",
        "xarray.concat",
        "xarray.where",
    ],
}
"""By file of `ecosystem/cases`: calls whose gradient is right on every library."""

REFUSED = {
    "scipy_small": ["scipy.linalg.det", "scipy.spatial.distance.cdist"],
    "sklearn_models": ["sklearn.linear_model.Lasso"],
}
"""Calls that turn their argument into a NumPy array inside, which must not happen without a word."""

PAGE = Path(__file__).parents[1] / "docs" / "ecosystem.md"
LIBRARIES = {"numpy", "array_api_strict", "torch", "jax"}


def listed(table: dict[str, list[str]]) -> Any:
    return pytest.mark.parametrize(
        ("file", "title"), [(file, title) for file, titles in table.items() for title in titles]
    )


def found(file: str, title: str, lib: Library) -> Case:
    """The call of this title. Skips where the package, or its support of the library, is missing."""
    package = title.partition(".")[0]
    pytest.importorskip(package, exc_type=ImportError)
    if lib.name not in LIBRARIES:
        pytest.skip(f"{package} is not tried on {lib.name}")
    if package == "einops":  # an editable installation may be older than the entry point
        importlib.import_module("xgrad_einops")
    if not any(case.title == title for case in CASES):
        cases.load(file)
    return next(case for case in CASES if case.title == title)


@listed(RIGHT)
@pytest.mark.filterwarnings("ignore")  # other projects' own
def test_gradients_are_right(file: str, title: str, lib: Library) -> None:
    verdict = judge(Reference(found(file, title, lib)), lib)
    if lib.variant and verdict.kind == "refused":
        # The package itself does not know of devices; without a backend some special functions are missing.
        assert "own arrays too" in verdict.reason or "install a backend package" in verdict.reason
        pytest.skip(verdict.reason)
    assert verdict.kind == "right", f"{verdict.kind}: {verdict.reason} {verdict.where}"


@listed(REFUSED)
@pytest.mark.filterwarnings("ignore")  # other projects' own
def test_what_converts_to_numpy_is_refused(file: str, title: str, lib: Library) -> None:
    case = found(file, title, lib)
    verdict = judge(Reference(case), lib)
    assert verdict.kind == "refused", verdict
    if lib.name == "numpy":
        assert "x.detach()" in verdict.reason


def test_the_sweep_finds_a_wrong_gradient(lib: Library) -> None:
    if lib.name not in LIBRARIES:
        pytest.skip("one library is enough")

    def half(xp: Any, x: Any) -> Any:
        return x * (x if isinstance(x, np.ndarray) else x.detach())

    x = np.asarray([0.5, -1.5])

    def verdict(call: Any) -> str:
        return judge(Reference(Case("builtins", "abs", (x,), by=call)), lib).kind

    assert verdict(lambda f, xp, x: x * x) == "right"
    assert verdict(lambda f, xp, x: half(xp, x)) == "WRONG"
    assert verdict(lambda f, xp, x: x if isinstance(x, np.ndarray) else x.detach()) == "lost"
    assert verdict(lambda f, xp, x: x * 1.001 if isinstance(x, xg.Variable) else x) == "WRONG"
    assert verdict(lambda f, xp, x: xp.astype(x > 0, x.dtype)) == "constant"
    assert verdict(lambda f, xp, x: float(x[0])) == "warned"
    assert verdict(lambda f, xp, x: xp.where(x < 9.0, x, xp.log(x - x))) == "NaN"


def test_the_page_has_a_row_for_every_call() -> None:
    for package in report.PACKAGES:
        name = {"scikit-learn": "sklearn"}.get(package, package.replace("-", "_"))
        pytest.importorskip(name, exc_type=ImportError)
    cases.load()
    titles = [case.title for case in CASES]
    assert len(set(titles)) == len(titles), "two calls have one title"
    sections = re.split(r"^## ", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    found = {
        f"{section.splitlines()[0]}.{report.title_of(row)}"
        for section in sections
        for row in section.splitlines()
        if "| function |" in section and row.startswith("| ") and report.title_of(row) != "function"
    }
    assert found - {f"{s.splitlines()[0]}.---" for s in sections if s} == set(titles), (
        "`nox -s ecosystem -- --write` makes docs/ecosystem.md anew"
    )


def test_the_page_has_nothing_lost_and_the_readme_its_figures() -> None:
    rows = [line.strip("| ").split(" | ") for line in PAGE.read_text("utf-8").splitlines()]
    head = next(row for row in rows if row[0] == "package")
    totals = [
        dict(zip(head, row, strict=True))
        for row in rows
        if len(row) == len(head) and row[1] in LIBRARIES
    ]
    assert all(row["lost"] == row["WRONG"] == "0" for row in totals)
    readme = (PAGE.parents[1] / "README.md").read_text("utf-8")
    for package in ("scipy", "sklearn"):
        first = next(r for r in totals if r["package"] == package and r["library"] == "numpy")
        assert f"{first['right']} of {first['calls']}" in readme


def with_integrations(site: Path, modules: dict[str, str], code: str) -> Any:
    """Runs code where integrations are installed, as an installer writes what is declared."""
    info = site / "integration-1.0.dist-info"
    info.mkdir(exist_ok=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: integration\nVersion: 1.0\n")
    lines = [f"{package} = {module}" for package, module in modules.items()]
    (info / "entry_points.txt").write_text("\n".join(["[xgrad.integrations]", *lines]))
    path = os.pathsep.join([str(site), *filter(None, sys.path)])
    command = [sys.executable, "-c", code]
    environment = os.environ | {"PYTHONPATH": path}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_our_integrations_are_declared() -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))
    declared = project["project"]["entry-points"]["xgrad.integrations"]
    assert declared == {"einops": "xgrad_einops"}


@pytest.mark.parametrize(
    "imports",
    [
        "import xgrad, einops",
        "import einops, xgrad",
        "import xgrad; xgrad.Variable(1.0); import einops",
    ],
)
def test_einops_is_told_of_variables(imports: str, tmp_path: Path) -> None:
    pytest.importorskip("einops")
    code = f"{imports}; x = xgrad.Variable([[1.0, 2.0]]); print(einops.rearrange(x, 'a b -> b a').shape)"
    run = with_integrations(tmp_path, {"einops": "xgrad_einops"}, code)
    assert run.stdout == "(2, 1)\n", run.stderr


def test_a_package_that_is_not_installed_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "xgrad_nowhere.py").write_text("import nowhere")
    (tmp_path / "xgrad_broken.py").write_text("import missing_part")
    code = "import xgrad; xgrad.Variable(1.0)"
    assert with_integrations(tmp_path, {"nowhere": "xgrad_nowhere"}, code).returncode == 0
    failed = with_integrations(tmp_path, {"broken": "xgrad_broken"}, code)
    assert "No module named 'missing_part'" in failed.stderr
