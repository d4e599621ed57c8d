"""Everything the project can be asked to do: `nox -l` lists it, `nox -s NAME` does it.

Every session makes an environment of its own under `.nox/` (kept for the next time), installs the
project into it as a user would, and needs nothing beyond Python and a package index.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

import nox

nox.needs_version = ">=2025.5"
nox.options.default_venv_backend = "venv"
nox.options.reuse_venv = "yes"
nox.options.error_on_missing_interpreters = True
nox.options.sessions = ["lint", "types", "tests", "examples"]

PYPROJECT = nox.project.load_toml("pyproject.toml")
CPU = ("numpy", "numpy:core", "array_api_strict", "array_api_strict:device1")

# Examples that show one library; the session that tests it runs them.
ELSEWHERE = {"dask": "dask_cluster.py", "jax": "jax_sharded.py"}

FIRST_STEPS = """
from importlib.metadata import entry_points
import xgrad as xg

x = xg.Variable([1.0, 2.0])
xg.sum(x * xg.sin(x)).backward()
print("xgrad", xg.__version__, "from", xg.__file__)
print("backends", sorted(entry_points(group="xgrad.backends").names))
print("the gradient of x sin x is", x.grad)
[numpy] = entry_points(group="xgrad.backends", name="numpy")
assert type(xg.backend("numpy")) is numpy.load(), "the backend was not found"
print("expit of x is", xg.special.expit(x))
try:
    xg.special.erf(x)
except ModuleNotFoundError as error:
    print(error)
"""


def group(*names: str) -> tuple[str, ...]:
    """Return what the dependency groups of `pyproject.toml` ask for."""
    return nox.project.dependency_groups(PYPROJECT, *names)


def suite(session: nox.Session, *backends: str, needs: tuple[str, ...] = (), **env: str) -> None:
    """Run every test over `backends`, against the installed package, one process per core."""
    session.install(".", *group("test"), *needs)
    # The processes share the cores already: threads inside each would only get in their way.
    env |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    command = ["pytest", "-n", str(os.cpu_count() or 1), "--backend", ",".join(backends)]
    session.run(*command, *session.posargs, env=env)
    if example := ELSEWHERE.get(backends[0]):
        session.run("python", f"examples/{example}", "--output", session.create_tmp())


@nox.session
def tests(session: nox.Session) -> None:
    """Run the suite over NumPy, with and without its backend package, and array-api-strict."""
    plot = PYPROJECT["project"]["optional-dependencies"]["plot"]
    suite(session, *CPU, needs=(*plot, *group("types")))  # the types are a test, too


@nox.session
def torch(session: nox.Session) -> None:
    """Run the suite over PyTorch, on the CPU.

    The build is whichever the configured package index offers; a CPU build (`+cpu`), where there
    is one, counts as newer than the plain release and wins. It is a tenth of the size: on Linux,
    add PyTorch's CPU index to pip's configuration to have it.
    """
    suite(session, "torch", needs=group("torch"))


@nox.session
def jax(session: nox.Session) -> None:
    """Run the suite over JAX, on the CPU."""
    # JAX compiles each operation anew for each shape, which takes far longer than computing it:
    # little effort goes into it, and what was compiled is shared by the processes and kept for the next time.
    suite(
        session,
        "jax",
        needs=group("jax"),
        JAX_PLATFORMS="cpu",
        JAX_DISABLE_MOST_OPTIMIZATIONS="1",
        JAX_COMPILATION_CACHE_DIR=str(session.cache_dir / "jax"),
        JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS="0",
        JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES="-1",
    )


@nox.session
def dask(session: nox.Session) -> None:
    """Run the suite over Dask arrays."""
    # The suite's arrays are tiny: handing them to a pool of threads costs more than the work.
    suite(session, "dask", needs=group("dask"), DASK_SCHEDULER="synchronous")


@nox.session
def ecosystem(session: nox.Session) -> None:
    """Differentiate SciPy, scikit-learn, xarray and their kin; `-- --write` writes docs/ecosystem.md."""
    session.install(".", *group("test", "torch", "jax"))
    session.run("python", "tests/ecosystem/run.py", "--quiet", *session.posargs)


@nox.session
def gpu(session: nox.Session) -> None:
    """Run the suite over CuPy; skipped, and said so, where there is no CUDA device."""
    version = cuda_version()
    if version is None:
        session.skip("no CUDA device here: the CuPy suite was NOT run")
    if version < 12:
        session.skip(f"the driver's CUDA {version} is older than 12: the CuPy suite was NOT run")
    session.log(f"the driver speaks CUDA {version}")
    extra = f"cuda{min(version, 13)}"
    # One process: several would contend for the one device.
    session.install(f".[{extra}]", *group("test"))
    session.run("pytest", "--backend", "cupy", *session.posargs)


def cuda_version() -> int | None:
    """Return the major version of CUDA that the driver supports; None without a device."""
    try:
        driver = ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
    except OSError:
        return None
    version, devices = ctypes.c_int(), ctypes.c_int()
    failed = (
        driver.cuInit(0)
        or driver.cuDeviceGetCount(ctypes.byref(devices))
        or driver.cuDriverGetVersion(ctypes.byref(version))
    )
    return None if failed or not devices.value else version.value // 1000


@nox.session
def conformance(session: nox.Session) -> None:
    """Run the official conformance suite of the Array API standard over our namespaces.

    `XGRAD_ARRAY_API_TESTS` says where its clone is. What follows `--` are libraries (all four
    otherwise) and options, which `tests/conformance/run.py --help` lists.
    """
    suite = os.environ.get("XGRAD_ARRAY_API_TESTS")
    if not suite:
        session.skip(
            "XGRAD_ARRAY_API_TESTS is not set: the conformance suite was NOT run. Do `git clone "
            "--recurse-submodules https://github.com/data-apis/array-api-tests`, and set it to that folder"
        )
    heavy = {"torch", "jax"}
    asked = set(session.posargs) & {"numpy", "array_api_strict", *heavy}
    needs = group("test", *sorted(heavy & asked if asked else heavy))
    session.install(".", *needs, "-r", str(Path(suite) / "requirements.txt"))
    processes = str(os.cpu_count() or 1)
    session.run("python", "tests/conformance/run.py", "-n", processes, *session.posargs)


@nox.session
def examples(session: nox.Session) -> None:
    """Run every example; options after `--` are handed to each (`-- --backend torch`)."""
    session.install(".[plot]")
    pictures = session.create_tmp()
    for script in sorted(Path("examples").glob("[!_]*.py")):
        if script.name not in ELSEWHERE.values():
            session.run("python", str(script), "--output", pictures, *session.posargs)
    far = ("examples/rosenbrock_descent.py", "--steps", "50000")  # to the end of the valley
    session.run("python", *far, "--output", pictures, *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and formatting."""
    session.install(*group("lint"))
    session.run("ruff", "check", *session.posargs)
    session.run("ruff", "format", "--check")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types of the core and of the backends."""
    session.install(*PYPROJECT["project"]["dependencies"], *group("types"))
    session.run("mypy", *session.posargs)


@nox.session(reuse_venv=False)
def wheel(session: nox.Session) -> None:
    """Build the wheel, install it into an empty environment and use it from there."""
    built = Path(session.create_tmp())
    for old in built.glob("*.whl"):
        old.unlink()
    session.run("pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(built), ".")
    [package] = built.glob("*.whl")
    session.install(str(package))
    example = Path("examples/newton.py").resolve()
    with session.chdir(built):  # away from the sources
        session.run("python", "-W", "error", "-c", FIRST_STEPS)
        session.run("python", str(example), "--output", ".")


@nox.session
def benchmarks(session: nox.Session) -> None:
    """Compare the speed with that of others; options after `--` are handed on."""
    session.install(".", *group("peers"))
    session.run("python", "benchmarks/run.py", *session.posargs)
