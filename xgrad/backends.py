"""What a backend is: one array library, as xgrad uses it.

A backend package (see `backends/README.md`) subclasses `Backend` and overrides what its library does
better. Any other library that follows the Array API standard works through the class as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

import array_api_compat

from xgrad.namespace import Namespace, RawNamespace
from xgrad.registry import ENGINE

PYTHON_SCALARS = frozenset({bool, int, float, complex})
PYTHON_KINDS = {bool: "bool", int: "integral", float: "real floating", complex: "complex floating"}
"""What Python's types mean as dtypes: the library's default dtype of a kind."""


class DeviceUnavailableError(RuntimeError):
    """A device or library was asked for that this machine does not have; the message says what to install."""


def root_name(module: Any) -> str:
    """The library's name from its namespace: "numpy" for `array_api_compat.numpy`, "jax" for `jax.numpy`."""
    name: str = module.__name__
    return name.removeprefix("array_api_compat.").partition(".")[0]


class Device(NamedTuple):
    """A place where arrays can live: its name ("cpu", "cuda:0"), the library that serves it, and what it is."""

    name: str
    library: str
    description: str


class Backend:
    """One array library. A backend package subclasses this and overrides what it does better.

    `module` is the library's Array API namespace, and `name` its root: "jax" for `jax.numpy`.
    """

    kernels: object | None = None
    """A module or object whose functions, named after operations and kernels, replace the library's where they mean
    the same and are faster."""
    pulls: ClassVar[dict[str, dict[str, Callable[..., Any]]]] = {}
    """Replacements of an operation's rules, by its name and the input's, in the form `pull(xp, g, saved)` with what
    the rule names as `saved`. They are used in first-order backward, and may write into a `g` that they own."""
    adders: ClassVar[dict[str, Callable[..., Any]]] = {}
    """For operations of one input: `add(xp, total, g, saved)` gives `total` plus what the rule makes of `g`, and may
    write into a `total` that it owns."""
    elsewhere: ClassVar[dict[str, str]] = {}
    """The backends that take the library's arrays to kinds of device that it does not serve: {"cuda": "cupy"}."""
    namespace_path: ClassVar[str] = ""
    """The module that is the library's Array API namespace, where it is at none of the usual places: see
    `xgrad.discovery`."""
    install_hint: ClassVar[str] = ""
    """How to install the library, for the error where it is missing; `pip install <name>` if this says nothing."""
    cuda_hint: ClassVar[str] = ""
    """What to do where the library could have CUDA devices and finds none; nothing if it has none anywhere."""
    native_scalars: bool = False
    """Whether the kernels of binary operations take Python numbers beside an array, as weak scalars."""
    returns_scalars: bool = False
    """Whether results of no dimensions are scalars, not arrays, and computing with scalars is faster."""
    names_memory: bool = False
    """Whether `memory` knows the owner of every array's memory."""
    checks_devices: bool = False
    """Whether each operation must compare its arguments' devices, since the library moves arrays silently."""
    spreads_arrays: bool = False
    """Whether an array may lie on several devices, so that gradients must be placed as their leaves are."""

    def __init__(self, module: Any) -> None:
        self.module = module
        self.name = root_name(module)
        self.xp = RawNamespace(self)
        self.namespace = Namespace(self)
        self._kinds: dict[Any, str] = {}

    def kind(self, dtype: Any) -> str:
        """What a dtype is to a derivative: "float", "complex" or "constant" (integers, booleans).

        Raises TypeError for text, objects and the like.
        """
        try:
            return self._kinds[dtype]
        except KeyError:
            kind = self._kinds[dtype] = self._kind(dtype)
            return kind

    def _kind(self, dtype: Any) -> str:
        isdtype = self.module.isdtype
        for kind, name in (
            ("float", "real floating"),
            ("complex", "complex floating"),
            ("constant", ("integral", "bool")),
        ):
            if isdtype(dtype, name):
                return kind
        raise TypeError(f"arrays of dtype {dtype} hold no numbers")

    def dtype(self, dtype: Any, device: Any = None) -> Any:
        """A native dtype from a native one, its name in the standard, or a Python type: a device's default of the kind.

        Raises TypeError for another name.
        """
        if dtype in PYTHON_SCALARS:
            kind = PYTHON_KINDS[dtype]
            info = self.module.__array_namespace_info__()
            return self.module.bool if kind == "bool" else info.default_dtypes(device=device)[kind]
        if not isinstance(dtype, str):
            return dtype
        found = getattr(self.module, dtype, None)
        if found is None or not self._is_dtype(found):
            raise TypeError(f"{self.name} has no dtype named {dtype!r}")
        return found

    def _is_dtype(self, value: Any) -> bool:
        try:
            return bool(self.module.isdtype(value, ("bool", "numeric")))
        except (AttributeError, TypeError, ValueError):  # what libraries say of other things
            return False

    def asarray(self, data: Any, dtype: Any = None, device: str | None = None) -> Any:
        """An array of this library from numbers, lists or its own arrays; without a copy where none is needed."""
        keywords: dict[str, Any] = {}
        if dtype is not None:
            keywords["dtype"] = self.dtype(dtype)
        if device is not None:
            keywords["device"] = self.native_device(device)
        return self.module.asarray(data, **keywords)

    def from_scalar(self, scalar: Any, /) -> Any:
        """A library's scalar as an array of no dimensions."""
        return self.asarray(scalar)

    def weak(self, value: complex, like: Any) -> Any:
        """A Python number as an array of no dimensions that changes no more of `like`'s dtype than its kind."""
        xp = self.xp
        device = array_api_compat.device(like)
        kind = self.kind(like.dtype)
        if (
            type(value) is bool
            or kind == "complex"
            or (kind == "float" and type(value) is not complex)
        ):
            return xp.asarray(value, dtype=like.dtype, device=device)
        if kind == "float":
            return xp.asarray(value, dtype=xp.result_type(like.dtype, xp.complex64), device=device)
        if type(value) is int and not xp.isdtype(like.dtype, "bool"):
            return xp.asarray(value, dtype=like.dtype, device=device)
        return xp.asarray(value, device=device)

    def placed(self, array: Any, like: Any) -> Any:
        """An array where another one is, on several devices maybe; asked for where `spreads_arrays` is set."""
        return array

    def memory(self, array: Any) -> Any:
        """The object that owns an array's memory, the same for all views of it; None where that is unknown."""
        return None

    def binary_kernel(self, name: str, kernel: Callable[..., Any]) -> Callable[..., Any]:
        """The kernel of an elementwise operation of two inputs, made to take a Python number beside an array."""
        if self.native_scalars:
            return kernel

        def call(a: Any, b: Any) -> Any:
            if type(b) in PYTHON_SCALARS:
                b = self.weak(b, a)
            elif type(a) in PYTHON_SCALARS:
                a = self.weak(a, b)
            return kernel(a, b)

        return call

    def surely(self, truth: Any) -> bool:
        """Whether an array of one truth value is known to be true; a lazy library is not made to compute it."""
        return not array_api_compat.is_lazy_array(truth) and bool(truth)

    def owns(self, array: Any) -> bool:
        """Whether nothing but the caller's one reference can see this array's memory; False when unknown."""
        return False

    def native_device(self, device: Any) -> Any:
        """The library's own device object for a name such as "cpu", "cuda" or "cuda:1"; its own objects pass.

        Raises ValueError, naming what the library serves.
        """
        if not isinstance(device, str):
            return device
        served = self.served
        kind, _, index = device.partition(":")
        matches = [
            d for name, d in served if name == device or (not index and name.split(":")[0] == kind)
        ]
        names = ", ".join(name for name, _ in served)
        if not matches and kind in self.elsewhere:
            other = self.elsewhere[kind]
            raise DeviceUnavailableError(
                f"{self.name} has no arrays on {device!r}, only on: {names}; {other} takes its arrays there: write "
                f"xgrad.{other}, or x.to({device!r})"
            )
        if not matches and kind == "cuda" and self.cuda_hint:
            raise DeviceUnavailableError(
                f"{device!r} was asked for, but {self.name} finds no such device: {self.cuda_hint}"
            )
        if not matches and kind == "cuda":
            raise DeviceUnavailableError(
                f"{self.name} has no arrays on {device!r}, only on: {names}"
            )
        if not matches:
            raise ValueError(f"{self.name} serves no device {device!r} here; it serves: {names}")
        return matches[0]

    def device_name(self, array: Any) -> str:
        """The name of the device that holds an array."""
        device = array_api_compat.device(array)
        for name, native in self.served:
            if native == device:
                return name
        return str(device)

    def home(self) -> str:
        """The name of the library's default device."""
        return self.served[0][0]

    @cached_property
    def served(self) -> list[tuple[str, Any]]:
        """The devices that the library knows of, by our names; the default device first.

        Asked for once, since some libraries try every kind of device: one that appears later is not
        seen.
        """
        info = self.module.__array_namespace_info__()
        default = info.default_device()
        natives = [default] if default is not None else []
        natives += [d for d in info.devices() if d is not None and d != default]
        return [(_device_name(native), native) for native in natives]

    def devices(self) -> list[Device]:
        """The devices of this machine that the library serves."""
        return [Device(name, self.name, "") for name, _ in self.served]

    def transfer(self, array: Any, device: Any) -> Any:
        """An array on another device of this library, or on a device that another library serves for it."""
        if isinstance(device, str):
            kind = device.partition(":")[0]
            if kind in self.elsewhere:
                return ENGINE["backend"](self.elsewhere[kind]).receive(array, device)
        return self.module_to_device(array, self.native_device(device))

    def module_to_device(self, array: Any, native: Any) -> Any:
        """Moves an array to a device object of this library."""
        if array_api_compat.device(array) == native:
            return array
        return array_api_compat.to_device(array, native)

    def receive(self, array: Any, device: str) -> Any:
        """An array of another library, moved to a device that this one serves."""
        return self.asarray(array, device=device)

    def __repr__(self) -> str:
        return f"<xgrad backend {self.name}>"


def _device_name(native: Any) -> str:
    """Our name of a library's device object: "cpu" and "cuda:0" where it is one of those, else its own."""
    platform = getattr(native, "platform", None)
    if platform is not None:
        return str(platform) if platform == "cpu" else f"{platform}:{native.id}"
    text = str(native)
    return "cpu" if text in {"cpu", "array_api_strict.Device('CPU_DEVICE')"} else text
