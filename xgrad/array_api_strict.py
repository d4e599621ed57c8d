"""The Array API standard over array-api-strict, differentiable to any order: `import xgrad.array_api_strict as xp`."""

from xgrad.beyond import *  # noqa: F403
from xgrad.install import install
from xgrad.native import *  # noqa: F403
from xgrad.standard import *  # noqa: F403 - for type checkers and editors; `install` puts the rest in place

install(__name__)
