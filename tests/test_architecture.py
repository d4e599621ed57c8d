"""The laws of the source tree: one direction of imports, small files, everything documented."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import xgrad

ROOT = Path(__file__).parents[1]
FOLDERS = ("xgrad", "backends", "tests", "examples", "benchmarks")
MAX_LINES = 400


def module_name(path: Path) -> str:
    """Return the name by which the file at `path` is imported."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    parts = parts[1:] if parts[0] == "backends" else parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {
    module_name(path): path
    for folder in ("xgrad", "backends")
    for path in sorted((ROOT / folder).rglob("*.py"))
}
TREES = {name: ast.parse(path.read_text("utf-8")) for name, path in MODULES.items()}
CORE = [name for name in MODULES if name.partition(".")[0] == "xgrad"]


def imported(name: str, tree: ast.AST) -> set[str]:
    """Return the modules that the code in `tree`, part of the module `name`, imports anywhere.

    Those that only type checkers import count too. `from package import module` imports the
    module; the package around it is an import of its own only if a name is taken from it.
    """
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = node.module or ""
            if node.level:
                is_package = MODULES[name].name == "__init__.py"
                kept = len(name.split(".")) - node.level + is_package
                source = ".".join([*name.split(".")[:kept], *filter(None, [source])])
            for alias in node.names:
                inner = f"{source}.{alias.name}"
                found.add(inner if inner in MODULES else source)
    return found


def test_the_sources_are_where_this_file_looks_for_them() -> None:
    assert {"xgrad", "xgrad.dispatch", "xgrad_numpy", "xgrad_cupy"} <= set(MODULES)


def test_imports_make_no_circle() -> None:
    graph = {name: imported(name, tree) & set(MODULES) for name, tree in TREES.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail("import circle: " + " <- ".join(error.args[1]))


def test_a_circle_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    for_types = "if TYPE_CHECKING:\n    from xgrad import Variable"
    monkeypatch.setitem(TREES, "xgrad", ast.parse("from xgrad import config"))
    monkeypatch.setitem(TREES, "xgrad.config", ast.parse(for_types))
    with pytest.raises(pytest.fail.Exception, match="import circle"):
        test_imports_make_no_circle()


@pytest.mark.parametrize("name", MODULES)
def test_the_project_is_imported_at_the_top_of_a_file(name: str) -> None:
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            ours = {m for m in imported(name, node) if m.partition(".")[0] == "xgrad"}
            assert not ours, f"{name}.{node.name} imports {ours}: move that to the top of the file"


@pytest.mark.parametrize("name", CORE)
def test_the_core_names_no_library(name: str) -> None:
    allowed = {"xgrad", "array_api_compat", *sys.stdlib_module_names}
    others = imported(name, TREES[name])
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            others.update(a.value for a in node.args if isinstance(a, ast.Constant))
    others = {module for module in others if module.partition(".")[0] not in allowed}
    assert not others, f"{name} imports {others}: what a library does better belongs in its backend"


def test_files_are_short() -> None:
    paths = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    lengths = {str(p.relative_to(ROOT)): len(p.read_text("utf-8").splitlines()) for p in paths}
    assert not {name: n for name, n in lengths.items() if n > MAX_LINES}, "split by idea"


def public_parts(name: str, body: list[ast.stmt]) -> dict[str, ast.AST]:
    """Return the public classes, functions and methods in `body`, by their full names."""
    found: dict[str, ast.AST] = {}
    for node in body:
        if isinstance(node, ast.If | ast.Try):
            found.update(public_parts(name, node.body))
        if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        marks = {ast.unparse(mark).rpartition(".")[2] for mark in node.decorator_list}
        if node.name.startswith("_") or marks & {"overload", "setter", "deleter"}:
            continue
        found[f"{name}.{node.name}"] = node
        if isinstance(node, ast.ClassDef):
            found.update(public_parts(f"{name}.{node.name}", node.body))
    return found


@pytest.mark.parametrize("name", MODULES)
def test_everything_public_is_documented(name: str) -> None:
    tree = TREES[name]
    parts = {name: tree, **public_parts(name, tree.body)}
    bare = [part for part, node in parts.items() if not ast.get_docstring(node)]  # type: ignore[arg-type]
    assert not bare, "these say nothing of themselves"


def test_every_exported_name_exists_and_is_documented() -> None:
    assert len(set(xgrad.__all__)) == len(xgrad.__all__)
    exported = {name: getattr(xgrad, name) for name in xgrad.__all__}
    del exported["Array"]  # an alias of types has no docstring; a string stands below it
    bare = [
        name
        for name, value in exported.items()
        if callable(value) and (not inspect.getdoc(value) or value.__doc__ == type(value).__doc__)
    ]
    assert not bare, "these say nothing of themselves"


def test_importing_the_project_imports_no_library() -> None:
    code = "import sys, xgrad; print(*sys.modules)"
    command = [sys.executable, "-W", "error", "-c", code]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    roots = {name.partition(".")[0] for name in run.stdout.split()}
    libraries = {"numpy", "scipy", "cupy", "torch", "jax", "dask", "array_api_strict"}
    assert not roots & (libraries | {f"xgrad_{library}" for library in libraries})
