"""What is installed: typed packages, a version, and backends that anybody can add to."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import re
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import xgrad
from xgrad.isolation import isolated

# A whole array library: NumPy's arrays in a class of its own, under the namespace `tinyarray`.
TINYARRAY = '''
"""A minimal array library that follows the standard by leaning on NumPy."""

import sys
from operator import attrgetter

import numpy as np


class Array:
    """An array."""

    def __init__(self, values):
        self.values = np.asarray(values)

    dtype = property(attrgetter("values.dtype"))
    shape = property(attrgetter("values.shape"))
    ndim = property(attrgetter("values.ndim"))
    size = property(attrgetter("values.size"))
    device = property(attrgetter("values.device"))

    def to_device(self, device, /, *, stream=None):
        return self

    def __array_namespace__(self, *, api_version=None):
        return sys.modules[__name__]

    def __array__(self, dtype=None, copy=None):
        return np.array(self.values, dtype, copy=copy)


def bare(value):
    """Take the NumPy array out of an Array, wherever it stands in an argument."""
    if isinstance(value, list | tuple):
        return type(value)(map(bare, value))
    return value.values if isinstance(value, Array) else value


def lifted(function):
    """Make NumPy's function one on Arrays."""

    def call(*args, **kwargs):
        result = function(*bare(args), **{name: bare(value) for name, value in kwargs.items()})
        return Array(result) if isinstance(result, np.ndarray | np.generic) else result

    return call


for name in "add radd sub rsub mul rmul truediv rtruediv neg pow eq ne lt le gt ge and getitem".split():
    setattr(Array, f"__{name}__", lifted(getattr(np.ndarray, f"__{name}__")))


def __getattr__(name):
    if name.startswith("__") and name != "__array_namespace_info__":
        raise AttributeError(name)
    value = getattr(np, name)
    return value if isinstance(value, type) or not callable(value) else lifted(value)
'''

# Its backend for us, as its authors would ship it: one kernel of their own.
XGRAD_TINYARRAY = '''
"""The backend package of somebody else's library."""

import tinyarray
from xgrad import Backend

calls = []


class kernels:
    """What the library does better."""

    @staticmethod
    def sin(x, /):
        calls.append("sin")
        return tinyarray.Array(tinyarray.np.sin(x.values))


class TinyBackend(Backend):
    """Tiny arrays."""

    kernels = kernels
'''

USE = """
import tinyarray
import xgrad as xg

x = xg.Variable(tinyarray.asarray([0.0, 1.0, 2.0]))
y = xg.sum(xg.sin(x) * x)
y.backward(create_graph=True)
gradient = x.grad
x.cleargrad()
xg.sum(gradient).backward()
assert type(y.data) is type(gradient.data) is type(x.grad.data) is tinyarray.Array

np = tinyarray.np
v = x.data.values
np.testing.assert_allclose(gradient.data.values, np.sin(v) + v * np.cos(v), rtol=1e-14)
np.testing.assert_allclose(x.grad.data.values, 2 * np.cos(v) - v * np.sin(v), rtol=1e-14)
"""


def run(code: str, *paths: Path) -> subprocess.CompletedProcess[str]:
    """Run `code` in a process of its own that also finds packages in `paths`."""
    before = os.environ.get("PYTHONPATH")
    path = os.pathsep.join([*map(str, paths), *([before] if before else [])])
    command = [sys.executable, "-W", "error", "-c", code]
    environment = os.environ | {"PYTHONPATH": path}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder of installed packages that holds the foreign library."""
    (tmp_path / "tinyarray.py").write_text(TINYARRAY)
    return tmp_path


def install(site: Path, distribution: str, name: str, value: str) -> None:
    """Put a distribution into `site`, as an installer would, that declares a backend."""
    info = site / f"{distribution}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[xgrad.backends]\n{name} = {value}\n")


def install_backend(site: Path) -> None:
    """Put the foreign library's backend package into `site`."""
    (site / "xgrad_tinyarray.py").write_text(XGRAD_TINYARRAY)
    install(site, "xgrad-tinyarray", "tinyarray", "xgrad_tinyarray:TinyBackend")


OURS = ("numpy", "cupy", "torch", "jax", "dask", "array_api_strict")
PACKAGES = ("xgrad", "xgrad_einops", *(f"xgrad_{name}" for name in OURS))


@pytest.mark.parametrize("name", OURS)
def test_a_backend_of_ours_loads_without_its_library(name: str) -> None:
    (entry,) = entry_points(group="xgrad.backends", name=name)
    blocked = "import sys; sys.modules |= dict.fromkeys(('cupy', 'torch', 'jax', 'dask', 'scipy', 'array_api_strict'))"
    code = f"{blocked}; import {entry.module}; print(getattr({entry.module}, {entry.attr!r}).install_hint)"
    finished = run(code)
    assert finished.returncode == 0, finished.stderr
    assert "pip install" in finished.stdout


def test_our_backends_are_found_like_anybodys() -> None:
    assert set(OURS) <= entry_points(group="xgrad.backends").names
    (ours,) = entry_points(group="xgrad.backends", name="numpy")
    assert issubclass(ours.load(), xgrad.Backend)
    assert type(xgrad.backend("numpy")) is ours.load()


def test_the_version_is_that_of_the_distribution() -> None:
    assert importlib.metadata.version("xgrad") == xgrad.__version__


@pytest.mark.parametrize("package", PACKAGES)
def test_each_package_says_that_it_is_typed(package: str) -> None:
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    assert Path(spec.origin).with_name("py.typed").is_file()


def test_nothing_else_is_installed() -> None:
    files = importlib.metadata.files("xgrad") or []
    roots = {file.parts[0] for file in files if file.suffix != ".pth" and ".." not in file.parts}
    ours = {*PACKAGES, f"xgrad-{xgrad.__version__}.dist-info"}
    assert roots <= ours


def test_a_backend_of_a_third_party_is_picked_up(site: Path) -> None:
    install_backend(site)
    used = "import xgrad_tinyarray; assert xgrad_tinyarray.calls, 'its kernel was not used'"
    named = "assert type(xg.backend('tinyarray')) is xgrad_tinyarray.TinyBackend"
    finished = run(f"{USE}\n{used}\n{named}", site)
    assert finished.returncode == 0, finished.stderr


def test_a_library_of_a_third_party_needs_no_backend(site: Path) -> None:
    finished = run(USE, site)
    assert finished.returncode == 0, finished.stderr


def test_a_namespace_may_be_a_part_of_its_library(site: Path) -> None:
    library = site / "tinylib"
    library.mkdir()
    (library / "__init__.py").write_text("")
    (site / "tinyarray.py").rename(library / "array_api.py")
    by_array = (
        "import tinylib.array_api as t; import xgrad as xg; found = xg.Variable(t.asarray([1.0]))"
    )
    by_name = "import xgrad as xg; found = xg.Variable([1.0, 2.0])"
    for code in (f"import xgrad; xgrad.backend('tinylib'); {by_array}", by_array):
        finished = run(f"{code}; assert xg.backend('tinylib').module is t", site)
        assert finished.returncode == 0, finished.stderr
    finished = run(
        f"import os; os.environ['XGRAD_BACKEND'] = 'tinylib'; {by_name}; print(found.data.__module__)",
        site,
    )
    assert finished.stdout == "tinylib.array_api\n", finished.stderr


def test_a_backend_says_where_an_unusual_namespace_is(site: Path) -> None:
    library = site / "tinylib"
    library.mkdir()
    (library / "__init__.py").write_text("")
    (site / "tinyarray.py").rename(library / "deep_inside.py")
    code = "import xgrad; print(xgrad.backend('tinylib').module.__name__)"
    assert "says where, by `namespace_path`" in run(code, site).stderr
    (site / "xgrad_tinylib.py").write_text(
        "import xgrad\n\nclass Tiny(xgrad.Backend):\n    namespace_path = 'tinylib.deep_inside'\n"
    )
    install(site, "xgrad-tinylib", "tinylib", "xgrad_tinylib:Tiny")
    finished = run(code, site)
    assert finished.stdout == "tinylib.deep_inside\n", finished.stderr


@pytest.mark.parametrize("name", OURS)
def test_the_core_finds_the_namespaces_of_our_libraries_by_itself(name: str) -> None:
    pytest.importorskip(name)
    with isolated():
        alone = xgrad.backend(name)
        assert type(alone) is xgrad.Backend
    assert alone.module is xgrad.backend(name).module


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (None, "ModuleNotFoundError: No module named 'xgrad_tinyarray'"),
        ("import nowhere_to_be_found", "ModuleNotFoundError: .*nowhere_to_be_found"),
        ("Other = 1", "AttributeError: .*TinyBackend"),
        ("class TinyBackend: pass", "TypeError: .*no subclass of xgrad.Backend"),
    ],
)
def test_a_broken_backend_is_called_by_its_distribution(
    source: str | None, told: str, site: Path
) -> None:
    install(site, "their-arrays", "tinyarray", "xgrad_tinyarray:TinyBackend")
    if source is not None:
        (site / "xgrad_tinyarray.py").write_text(source)
    finished = run(USE, site)
    last = finished.stderr.splitlines()[-1]
    wanted = f"ImportError: their-arrays 1.0 declares 'xgrad_tinyarray:TinyBackend' for tinyarray.*{told}.*uninstall it"
    assert re.search(wanted, last), finished.stderr


def test_two_backends_for_one_library_are_refused_by_name(site: Path) -> None:
    install_backend(site)
    install(site, "their-arrays", "tinyarray", "somewhere_else:TinyBackend")
    finished = run(USE, site)
    wanted = "ImportError: their-arrays 1.0 and xgrad-tinyarray 1.0 each bring a backend for tinyarray: uninstall"
    assert wanted in finished.stderr


def test_a_library_that_is_missing_is_asked_for(site: Path) -> None:
    (site / "halfarray.py").write_text("import nowhere_to_be_found")
    code = "import xgrad; xgrad.backend({!r})"
    wanted = "DeviceUnavailableError: tinierarray is not installed here: pip install tinierarray"
    assert wanted in run(code.format("tinierarray")).stderr
    wanted = (
        "DeviceUnavailableError: halfarray needs nowhere_to_be_found, which is not: pip install"
    )
    assert wanted in run(code.format("halfarray"), site).stderr


def test_the_suite_runs_on_a_library_of_a_third_party(site: Path) -> None:
    """As `backends/README.md` says."""
    install_backend(site)
    kernels = str(Path(__file__).with_name("test_kernels.py"))
    command = [kernels, "-p", "no:cacheprovider", "--backend", "tinyarray"]
    code = f"import sys, pytest; sys.exit(pytest.main({command}))"
    finished = run(code, site)
    assert finished.returncode == 0, finished.stdout
    assert "libraries: tinyarray" in finished.stdout
    unknown = run(code.replace("tinyarray", "tinierarray"), site)
    assert unknown.returncode == pytest.ExitCode.USAGE_ERROR
    assert "tinierarray is not installed here" in unknown.stderr + unknown.stdout
