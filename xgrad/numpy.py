"""The Array API standard over NumPy, differentiable to any order: `import xgrad.numpy as xp`."""

from xgrad.beyond import *  # noqa: F403
from xgrad.install import install
from xgrad.native import *  # noqa: F403
from xgrad.standard import *  # noqa: F403 - for type checkers and editors; `install` puts the rest in place

install(__name__)
