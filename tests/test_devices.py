"""Where numbers and lists become arrays: the default device and library, and the list of devices."""

from __future__ import annotations

import os
import subprocess
import sys
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from xgrad_cupy import CupyBackend

import xgrad as xg
import xgrad.numpy as xn
from xgrad.backends import DeviceUnavailableError

if TYPE_CHECKING:
    from libraries import Library

STRICT = "array_api_strict"
OTHER = "array_api_strict.Device('device1')"


def run(code: str, **environment: str) -> str:
    """Run `code` in a fresh interpreter and return what it prints, which is all that it may say."""
    command = [sys.executable, "-W", "always", "-c", f"import xgrad as xg\n{code}"]
    variables = os.environ | environment
    run = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    assert run.stderr == ""
    return run.stdout.strip()


def numpy_hands_over(monkeypatch: pytest.MonkeyPatch, **elsewhere: str) -> None:
    """Let other libraries take NumPy's arrays to kinds of device that it does not serve."""
    monkeypatch.setattr(type(xg.backend("numpy")), "elsewhere", elsewhere)


@pytest.mark.parametrize(
    "made", ["xg.Variable(1.0)", "xg.zeros(2)", "xg.random.default_rng(0).random(2)"]
)
def test_a_library_that_is_named_alone_takes_its_own_default_device(
    made: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even one that leaves the CPU to another library, as CuPy does."""
    strict = xg.backend(STRICT)
    monkeypatch.setattr(type(strict), "elsewhere", {"cpu": "numpy"})
    monkeypatch.setenv("XGRAD_BACKEND", STRICT)
    places = {"environment": eval(made)}
    monkeypatch.delenv("XGRAD_BACKEND")
    with xg.using_device(backend=STRICT):
        places["block"] = eval(made)
    xg.set_default_device(backend=STRICT)
    try:
        places["process"] = eval(made)
    finally:
        xg.set_default_device()
    libraries = {how: type(y.data).__module__.partition(".")[0] for how, y in places.items()}
    assert libraries == dict.fromkeys(places, STRICT)
    with xg.using_device("cpu", backend=STRICT):
        assert isinstance(eval(made).data, np.ndarray)


def test_the_device_is_the_blocks_where_another_library_serves_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    strict = xg.backend(STRICT)
    numpy_hands_over(monkeypatch, **{OTHER: STRICT})
    with xg.using_device(OTHER):
        made = xg.Variable(1.0), xg.zeros(2), xg.eye(2), strict.namespace.zeros(2)
        assert all(y.device == strict.native_device(OTHER) for y in made)
        assert isinstance(xn.zeros(2).data, np.ndarray)


def test_a_library_that_is_asked_by_name_needs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    numpy_hands_over(monkeypatch, moon="no_such_library")
    monkeypatch.setenv("XGRAD_DEVICE", "moon")
    assert isinstance(xn.zeros(2).data, np.ndarray)
    with pytest.raises(xg.DeviceUnavailableError, match="no_such_library"):
        xg.zeros(2)


def test_devices_are_those_of_the_default_library_first() -> None:
    list_them = "print(*dict.fromkeys(d.library for d in xg.devices()))"
    assert run(list_them) == "numpy"
    assert run(list_them, XGRAD_BACKEND=STRICT) == f"{STRICT} numpy"
    in_use = f"xg.backend({STRICT!r})\n{list_them}"
    assert run(in_use) == f"numpy {STRICT}"


def test_a_library_is_asked_for_its_devices_once(lib: Library) -> None:
    asked = []

    class Asked(ModuleType):
        def __getattr__(self, name: str) -> Any:
            return getattr(lib.xp, name)

        def __array_namespace_info__(self) -> Any:
            info = lib.xp.__array_namespace_info__()
            return SimpleNamespace(devices=self.devices, default_device=info.default_device)

        def devices(self) -> Any:
            asked.append("devices")
            return lib.xp.__array_namespace_info__().devices()

    backend = type(xg.backend(lib.name))(Asked(lib.xp.__name__))
    array = lib.asarray([1.0])
    for _ in range(3):
        backend.native_device(backend.device_name(array))
        backend.asarray(1.0, device=backend.home())
        backend.devices()
    assert len(asked) == 1


@pytest.mark.library("torch")
def test_torchs_devices_are_listed_without_a_word() -> None:
    code = "x = xg.Variable(1.0).to('cpu'); print(x.to('meta').device, *(d.name for d in xg.devices()))"
    name, *listed = run(code, XGRAD_BACKEND="torch").split()
    assert name == "meta"
    assert "cpu" in listed
    assert "meta" not in listed


def test_cupys_own_device_is_the_current_one_and_is_missed_where_there_is_none() -> None:
    class CUDARuntimeError(Exception):
        """What CuPy raises without a driver."""

    def count() -> int:
        raise CUDARuntimeError

    runtime = SimpleNamespace(getDeviceCount=count, CUDARuntimeError=CUDARuntimeError)
    module = SimpleNamespace(__name__="cupy", cuda=SimpleNamespace(runtime=runtime))
    backend = CupyBackend(module)
    assert backend.devices() == []
    assert backend.home() == "cuda"
    with pytest.raises(xg.DeviceUnavailableError, match="nvidia-smi"):
        backend.native_device(backend.home())


def test_a_device_object_of_the_library_is_a_device_too() -> None:
    strict = pytest.importorskip(STRICT)
    with xg.using_device(strict.Device("device1"), STRICT):
        assert xg.Variable([1.0]).device == strict.Device("device1")


@pytest.mark.parametrize("choose", [xg.using_device, xg.set_default_device])
@pytest.mark.parametrize("device", [0, 1.5, object()])
def test_what_names_no_device_is_refused_with_how_one_is_named(choose: Any, device: Any) -> None:
    with pytest.raises(TypeError, match=r"named by text such as 'cpu' or 'cuda:1'.*serves: 'cpu'"):
        choose(device)


def test_a_library_that_has_no_cuda_anywhere_does_not_ask_for_another_build_of_it() -> None:
    x = xg.Variable([1.0])
    with pytest.raises(DeviceUnavailableError, match=r"only on: cpu; cupy takes.*x\.to\('cuda'\)"):
        x.__array_namespace__().zeros(3, device="cuda")
    strict = xg.Variable(xg.backend(STRICT).asarray([1.0]))
    with pytest.raises(
        DeviceUnavailableError, match="has no arrays on 'cuda', only on: cpu"
    ) as caught:
        strict.to("cuda")
    assert "build" not in str(caught.value)


@pytest.mark.library("torch")
def test_a_library_that_could_have_cuda_asks_for_a_build_that_has_it() -> None:
    torch = pytest.importorskip("torch")
    if torch.cuda.is_available():
        pytest.skip("it has CUDA here")
    with pytest.raises(DeviceUnavailableError, match="install a build of it with CUDA support"):
        xg.Variable(torch.ones(3)).to("cuda")
