"""Runs every test on every library: `pytest --backend torch,jax`, or NumPy and array-api-strict.

A test that asks for `lib` (a `Library`: namespace, device, conversions) or just for `xp` (its
namespace) runs once for each chosen library. One marked `every_variant` runs over all variants of
the chosen libraries too: array-api-strict's fake devices, and NumPy without its backend package.
A test that asks for neither runs whenever NumPy is chosen; one marked `library("torch")` needs that
library beside NumPy, and runs whenever that one is chosen.
"""

from __future__ import annotations

import importlib.metadata
import os
import re
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any
from zlib import crc32

# JAX computes in float32 unless told otherwise before it is imported; the suite means float64.
os.environ.setdefault("JAX_ENABLE_X64", "1")
# SciPy takes arrays of other libraries only if it is told to before it is imported.
os.environ.setdefault("SCIPY_ARRAY_API", "1")

import pytest
from exceptions import EXCEPTIONS
from libraries import THINNED, Library, every_variant, missing

import xgrad
from xgrad.isolation import isolated

if TYPE_CHECKING:
    from collections.abc import Iterator

DEFAULT = ["numpy", "array_api_strict"]
CHOSEN = pytest.StashKey[list[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--backend",
        action="append",
        metavar="NAME[,NAME…]",
        help="the libraries to run on, such as cupy or array_api_strict:device1; "
        f"may be given several times (default: {','.join(DEFAULT)})",
    )
    parser.addoption(
        "--thorough",
        action="store_true",
        help="run every sample, to its highest order, on JAX, Dask, the core alone and the fake devices too",
    )


def pytest_configure(config: pytest.Config) -> None:
    given = config.getoption("--backend") or DEFAULT
    names = list(dict.fromkeys(name.strip() for names in given for name in names.split(",")))
    for name in names:
        if why := missing(name):
            pytest.exit(f"--backend {name}: {why}", returncode=pytest.ExitCode.USAGE_ERROR)
    config.stash[CHOSEN] = names


def pytest_report_header(config: pytest.Config) -> str:
    names = config.stash[CHOSEN]
    return "libraries: " + ", ".join(f"{name} {version(name.partition(':')[0])}" for name in names)


def version(library: str) -> str:
    """Return the version of the installed distribution that provides `library`."""
    distributions = importlib.metadata.packages_distributions().get(library, [])
    return "/".join(importlib.metadata.version(name) for name in dict.fromkeys(distributions))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "lib" not in metafunc.fixturenames or "lib" in own_parameters(metafunc):
        return
    names = metafunc.config.stash[CHOSEN]
    if metafunc.definition.get_closest_marker("every_variant"):
        names = every_variant(names)
    metafunc.parametrize("lib", names, indirect=True)


def own_parameters(metafunc: pytest.Metafunc) -> set[str]:
    """Return the names that a test parametrises by itself."""
    names: set[str] = set()
    for mark in metafunc.definition.iter_markers("parametrize"):
        given = mark.args[0] if mark.args else mark.kwargs["argnames"]
        names.update(given.replace(",", " ").split() if isinstance(given, str) else given)
    return names


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    unused = set(EXCEPTIONS)
    libraries = {name.partition(":")[0] for name in config.stash[CHOSEN]}
    thorough = config.getoption("--thorough")
    kept, left_out = [], []
    for item in items:
        name = library_of(item)
        wanted = name.partition(":")[0] in libraries and (thorough or not is_spared(item, name))
        (kept if wanted else left_out).append(item)
        for (tests, library), reason in EXCEPTIONS.items():
            if library in {name, name.partition(":")[0]} and re.search(tests, item.nodeid):
                unused.discard((tests, library))
                item.add_marker(pytest.mark.xfail(reason=reason, strict=True))
    items[:] = kept
    config.hook.pytest_deselected(items=left_out)

    whole_suite = config.args == config.getini("testpaths")
    stale = [row for row in unused if whole_suite and row[1] in config.stash[CHOSEN]]
    if stale:
        raise pytest.UsageError(f"tests/exceptions.py names tests that do not exist: {stale}")


def library_of(item: pytest.Item) -> str:
    """Return the library that a test runs on or is marked with; NumPy for one that asks for none."""
    mark = item.get_closest_marker("library")
    own = str(mark.args[0]) if mark else "numpy"
    callspec = getattr(item, "callspec", None)
    return str(callspec.params.get("lib", own)) if callspec else own


SAMPLED = {
    "test_laws_inplace_programs.py",
    "test_laws_kinks_higher.py",
    "test_laws_mixing.py",
    "test_special_densities.py",
}
"""Laws of every function, which are sampled where samples are thinned out."""


def is_spared(item: pytest.Item, name: str) -> bool:
    """Whether a test of one sample is left to other libraries and to `--thorough`.

    Where samples are thinned out an operation is tested at its first one and at a sixteenth of the
    others: at another part than the operation before, so that every kind of sample has its turn. Of
    constants, in single precision and with complex numbers it is a quarter of all this.
    """
    given = getattr(item, "callspec", None)
    if name not in THINNED:
        return False
    if item.path.name in SAMPLED:
        return crc32(item.nodeid.encode()) % 8 != 0
    if given is None or "sample" not in given.params:
        return False
    number = given.params["number"]
    parts = 16 if number else 1
    if getattr(item, "originalname", "") != "test_derivatives":
        parts *= 4
    return bool((number + crc32(given.params["name"].encode())) % parts)


@pytest.fixture
def lib(request: pytest.FixtureRequest) -> Iterator[Library]:
    """The library that the test runs on."""
    library = Library(request.param, thorough=request.config.getoption("--thorough"))
    core_alone = library.variant == "core"
    with isolated() if core_alone else nullcontext():
        yield library


@pytest.fixture(autouse=True)
def _modes_are_left_as_they_were() -> Iterator[None]:
    """Fail a test that leaves a mode switched, lest the next ones run under it."""
    modes = xgrad.Config.enable_backprop, xgrad.Config.debug
    yield
    assert (xgrad.Config.enable_backprop, xgrad.Config.debug) == modes, "a mode was left switched"


@pytest.fixture
def xp(lib: Library) -> Any:
    """The namespace of the library that the test runs on."""
    return lib.xp
