"""The namespaces are the Array API standard: every name, with the standard's signature, for programs and type checkers.

array-api-strict says what the standard has. What the functions compute, the official conformance
suite tests (`nox -s conformance`).
"""

from __future__ import annotations

import importlib
import inspect
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import array_api_strict
import pytest

import xgrad as xg
import xgrad.standard
from xgrad.registry import EXTENSIONS, FUNCTIONS

if TYPE_CHECKING:
    from libraries import Library

ITS_OWN = {
    "ArrayAPIStrictFlags",
    "Device",
    "__version__",
    "get_array_api_strict_flags",
    "reset_array_api_strict_flags",
    "set_array_api_strict_flags",
}
"""What array-api-strict has beside the standard."""


def standard() -> dict[str, Any]:
    """Return everything of the standard, by its path ("sin", "linalg.solve")."""
    found = {
        name: getattr(array_api_strict, name)
        for name in array_api_strict.__all__
        if name not in {*ITS_OWN, *EXTENSIONS}
    }
    for extension in ("linalg", "fft"):
        module = getattr(array_api_strict, extension)
        found |= {f"{extension}.{name}": getattr(module, name) for name in module.__all__}
    return found


STANDARD = standard()
CALLED = [path for path, value in STANDARD.items() if inspect.isfunction(value)]


def at(namespace: Any, path: str) -> Any:
    for name in path.split("."):
        namespace = getattr(namespace, name)
    return namespace


def parameters(function: Any) -> list[tuple[str, str, Any]]:
    """Return the name, kind and default of each parameter."""
    undefined = array_api_strict._creation_functions.Undef.UNDEF  # its None
    return [
        (p.name, p.kind.name, None if p.default is undefined else p.default)
        for p in inspect.signature(function).parameters.values()
    ]


@pytest.fixture
def namespace(lib: Library) -> Any:
    """The namespace of the library; without backend packages it is not the one that is imported."""
    if lib.variant == "core":
        pytest.skip("this is about the namespace that is imported, with its backend package")
    return xg.backend(lib.name).namespace


@pytest.mark.parametrize("path", CALLED)
def test_functions_have_the_standards_signature(path: str, namespace: Any) -> None:
    function = at(namespace, path)
    assert parameters(function) == parameters(STANDARD[path])
    if path != "__array_namespace_info__":
        assert path in FUNCTIONS, "it is the library's own, which has no derivative"
        assert inspect.getdoc(function)


@pytest.mark.parametrize("path", [path for path in STANDARD if path not in CALLED])
def test_the_other_names_are_there(path: str, namespace: Any, lib: Library) -> None:
    wanted = STANDARD[path]
    if isinstance(wanted, float | str | None):
        assert at(namespace, path) == wanted or wanted != wanted
    else:  # a dtype, and on every library that has it
        assert at(namespace, path) == getattr(lib.xp, path)


def test_dir_lists_what_there_is(namespace: Any) -> None:
    listed = dir(namespace)
    assert {path for path in STANDARD if "." not in path} | {*EXTENSIONS} <= {
        *listed,
        "__array_api_version__",
        "__array_namespace_info__",
    }
    for extension in ("linalg", "fft"):
        own = {path.partition(".")[2] for path in STANDARD if path.startswith(extension)}
        assert own <= set(dir(getattr(namespace, extension)))
    assert not [name for name in listed if not hasattr(namespace, name)]


def test_an_array_gives_the_namespace_that_is_imported(namespace: Any, lib: Library) -> None:
    if lib.variant == "core":
        pytest.skip("what runs without backend packages has namespaces of its own")
    x = xg.Variable(lib.asarray([1.0]))
    imported = importlib.import_module(f"xgrad.{lib.name}")
    assert imported is namespace
    assert imported.__name__ == f"xgrad.{lib.name}"
    assert {namespace: 1}[imported] == 1
    for version in (None, "2021.12", "2025.12"):
        assert x.__array_namespace__(api_version=version) is imported
    with pytest.raises(ValueError, match=r"2025\.12"):
        x.__array_namespace__(api_version="2019.12")


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_extensions_are_modules_of_their_own(extension: str, namespace: Any, lib: Library) -> None:
    module = importlib.import_module(f"xgrad.{lib.name}.{extension}")
    assert module is getattr(namespace, extension)
    assert {module: 1}[module] == 1
    assert not hasattr(module, "sine_of_the_times")
    assert not hasattr(module, "pi"), "that belongs to the namespace around it"


def test_what_is_not_there_is_an_attribute_error(namespace: Any) -> None:
    assert not hasattr(namespace, "sine_of_the_times")
    with pytest.raises(AttributeError, match=r"xgrad\.\w+.*sine_of_the_times"):
        _ = namespace.sine_of_the_times


def test_the_standard_module_lists_everything() -> None:
    names = {path for path in STANDARD if "." not in path and not path.startswith("__")}
    dtypes = {name for name in names if isinstance(STANDARD[name], array_api_strict._dtypes.DType)}
    assert names - dtypes | {*EXTENSIONS} <= set(xgrad.standard.__all__)
    assert sorted(set(xgrad.standard.__all__), key=str.lower) == sorted(
        xgrad.standard.__all__, key=str.lower
    )
    for name in xgrad.standard.__all__:
        assert hasattr(xgrad.standard, name)
        assert hasattr(xg, name)


def test_limits_of_dtypes_are_python_numbers(namespace: Any, lib: Library) -> None:
    for dtype in (*lib.float_dtypes, *lib.complex_dtypes):
        for limits in (namespace.finfo(dtype), namespace.finfo(namespace.zeros(1, dtype=dtype))):
            assert type(limits.bits) is int
            assert {type(getattr(limits, n)) for n in ("eps", "max", "min")} == {float}
            assert type(limits.smallest_normal) is float
            assert 1.0 + limits.eps > 1.0 > limits.eps > limits.smallest_normal > 0.0 > limits.min
    for dtype in lib.dtypes("integral"):
        limits = namespace.iinfo(dtype)
        assert {type(getattr(limits, n)) for n in ("bits", "max", "min")} == {int}
        assert limits.max - limits.min == 2**limits.bits - 1
    assert not hasattr(limits, "sine_of_the_times")


PROGRAM = """\
import xgrad
import xgrad.cupy
import xgrad.numpy as xp

x = xp.asarray([1.0], dtype=xp.float32)
reveal_type(xp.sin(x))
reveal_type(xp.sum(x, axis=0))
reveal_type(xp.zeros((2, 3)))
reveal_type(xp.concat([x, x]))
reveal_type(xgrad.cupy.concat((x, x)))
reveal_type(xp.linalg.qr(x).R)
reveal_type(xp.pi)
xgrad.float32  # belongs to a library
xp.nonexistent
xp.linalg.nonexistent
xp.sum(x, axis="0")
xp.sin(x=x)
"""
REVEALED = ["Variable"] * 6 + ["float"]
WRONG = [13, 14, 15, 16, 17]


@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_type_checkers_see_every_function(checker: str, tmp_path: Path) -> None:
    """Completion and jumping to definitions work by what they see."""
    command = shutil.which(checker, path=str(Path(sys.executable).parent))
    if command is None:
        pytest.skip(f"{checker} is not installed")
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, "utf-8")
    env = os.environ | {"MYPYPATH": os.environ.get("PYTHONPATH", "")}
    run = subprocess.run([command, str(program)], capture_output=True, text=True, env=env)
    said = [line for line in run.stdout.splitlines() if "program.py:" in line]
    revealed = [
        line.rpartition('is "')[2] for line in said if "evealed" in line or "Type of" in line
    ]
    wrong = [int(line.split("program.py:")[1].split(":")[0]) for line in said if "error:" in line]
    got = [kind.rpartition(".")[2].strip('"') for kind in revealed]
    assert got == REVEALED, run.stdout
    assert sorted(set(wrong)) == WRONG, run.stdout
