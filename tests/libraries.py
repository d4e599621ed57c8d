"""The array libraries that the suite runs on, each made to look the same to a test."""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any

import array_api_compat
import numpy as np

import xgrad as xg

# What a library's name stands for: where its namespace is. Any other library is asked of xgrad.
NAMESPACES = {
    "numpy": "array_api_compat.numpy",
    "array_api_strict": "array_api_strict",
    "torch": "array_api_compat.torch",
    "jax": "jax.numpy",
    "dask": "array_api_compat.dask.array",
    "cupy": "array_api_compat.cupy",
}

# Other ways to use a library, written `library:variant`. `core` does without any backend package;
# the others are devices, of which array-api-strict has some that exist to find mistakes.
VARIANTS = {
    "numpy": ("core",),
    "array_api_strict": ("device1", "device2", "no_float64"),
}

# Where not every sample is run unless `--thorough` asks for it. JAX compiles and Dask schedules each step for
# each shape anew, at a hundred times the cost of NumPy. The fake devices differ from their library in what
# they refuse, not in what they compute; and NumPy without its backend package takes the generic kernels, which
# array-api-strict takes at every sample.
THINNED = {
    "jax",
    "dask",
    "numpy:core",
    "array_api_strict:device1",
    "array_api_strict:device2",
    "array_api_strict:no_float64",
}

DTYPES = {
    "bool": ("bool",),
    "integral": ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
    "real floating": ("float32", "float64"),
    "complex floating": ("complex64", "complex128"),
}
NARROWER = {"float64": "float32", "complex128": "complex64", "int64": "int32"}


def every_variant(names: list[str]) -> list[str]:
    """Return `names` with every variant of each library among them."""
    libraries = dict.fromkeys(name.partition(":")[0] for name in names)
    every = [f"{lib}:{v}" if v else lib for lib in libraries for v in ("", *VARIANTS.get(lib, ()))]
    return list(dict.fromkeys([*every, *names]))


def missing(name: str) -> str | None:
    """Return why the library called `name` cannot be used here, or None."""
    library = name.partition(":")[0]
    if library not in NAMESPACES:
        try:
            xg.backend(library)
        except (xg.DeviceUnavailableError, ImportError) as error:
            return f"{error}; the suite knows {', '.join(NAMESPACES)}, and any library that xgrad.backend finds"
        return None
    if importlib.util.find_spec(library) is None:
        return f"{library} is not installed"
    if library == "cupy":
        import cupy

        if not cupy.is_available():
            return "CuPy is installed, but there is no CUDA device to run it on"
    return None


class Library:
    """One library, on one device: its namespace, and the way into it and out of it."""

    def __init__(self, name: str, *, thorough: bool = False) -> None:
        self.id = name
        self.thorough = thorough
        self.name, _, self.variant = name.partition(":")
        known = NAMESPACES.get(self.name)
        self.xp: Any = importlib.import_module(known) if known else xg.backend(self.name).module
        self.device: Any = self._device()
        info = self.xp.__array_namespace_info__()
        self._dtypes: dict[str, Any] = info.dtypes(device=self.device)

    def __repr__(self) -> str:
        return f"Library({self.id!r})"

    def _device(self) -> Any:
        if self.variant in {"", "core"}:
            return array_api_compat.device(self.xp.zeros(1))
        if self.name == "array_api_strict":
            return self.xp.Device(self.variant)
        return array_api_compat.device(self.xp.zeros(1, device=self.variant))

    @property
    def float_dtypes(self) -> tuple[Any, ...]:
        """The real floating dtypes of the device, the narrowest first."""
        return self.dtypes("real floating")

    @property
    def complex_dtypes(self) -> tuple[Any, ...]:
        """The complex dtypes of the device, the narrowest first."""
        return self.dtypes("complex floating")

    def dtypes(self, kind: str) -> tuple[Any, ...]:
        """Return the dtypes of a kind, in the standard's words, that the device has."""
        return tuple(self._dtypes[name] for name in DTYPES[kind] if name in self._dtypes)

    def dtype(self, like: Any) -> Any:
        """Return the library's dtype for a name or a dtype, or the nearest that the device has."""
        name = like if isinstance(like, str) else self.dtype_name(like)
        return self._dtypes[name if name in self._dtypes else NARROWER[name]]

    def dtype_name(self, dtype: Any) -> str:
        """Return the standard's name of one of the library's (or NumPy's) dtypes."""
        if isinstance(dtype, np.dtype) or (
            isinstance(dtype, type) and issubclass(dtype, np.generic)
        ):
            return np.dtype(dtype).name
        for name, native in self._dtypes.items():
            if native == dtype:
                return name
        raise TypeError(f"{dtype!r} is no dtype of {self.name} that the standard knows")

    def asarray(self, data: Any, dtype: Any = None) -> Any:
        """Return a new array of the library holding `data`: numbers, nested lists or NumPy arrays.

        Without `dtype` the array has NumPy's dtype for the data (Python floats are float64), or
        the nearest that the device has.
        """
        values = np.array(data, order="C")
        wanted = self.dtype(values.dtype if dtype is None else dtype)
        values = values.astype(self.dtype_name(wanted))
        return self.xp.asarray(values, dtype=wanted, device=self.device)

    def to_numpy(self, raw: Any) -> Any:
        """Return a copy of one of the library's arrays as a NumPy array."""
        if self.name == "array_api_strict" and hasattr(raw, "to_device"):
            raw = raw.to_device(self.xp.Device("CPU_DEVICE"))
        elif self.name == "torch" and hasattr(raw, "detach"):
            raw = raw.detach().resolve_conj().resolve_neg().cpu().numpy()
        elif self.name == "cupy" and hasattr(raw, "get"):
            raw = raw.get()
        elif self.name == "dask" and hasattr(raw, "compute"):
            raw = raw.compute()
        return np.array(raw)

    def all_to_numpy(self, raws: list[Any]) -> list[Any]:
        """The same of several arrays; Dask computes what they share once."""
        if self.name == "dask":
            raws = importlib.import_module("dask").compute(*raws)
        return [self.to_numpy(raw) for raw in raws]
