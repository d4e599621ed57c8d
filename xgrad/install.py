"""Makes `import xgrad.numpy` give the very namespace that NumPy's Variables belong to."""

from __future__ import annotations

import sys

from xgrad.dispatch import backend
from xgrad.registry import EXTENSIONS


def install(name: str) -> None:
    """Puts a library's differentiable namespace in the place of the module of this name, "xgrad.<library>".

    Its extensions become importable too: `from xgrad.numpy.linalg import solve`. Imports the library;
    raises DeviceUnavailableError, saying how to install it, where it is missing.
    """
    module = sys.modules[name]
    namespace = backend(name.rpartition(".")[2]).namespace
    namespace.__spec__, namespace.__file__ = module.__spec__, module.__file__
    namespace.__doc__ = module.__doc__
    sys.modules[name] = namespace
    for extension in (*EXTENSIONS, "random"):
        sys.modules[f"{name}.{extension}"] = getattr(namespace, extension)
