"""xgrad: automatic differentiation for any array.

Variables hold arrays of any library that follows the Array API standard (NumPy, CuPy, PyTorch, JAX,
Dask, ...). Operations on them are recorded as they run; `backward` gives derivatives of any order.
"""

from xgrad import differentiate as _differentiate  # noqa: F401 - gives Variables their backward
from xgrad import foreign as _foreign  # noqa: F401 - guards a library's own functions
from xgrad import inplace as _inplace  # noqa: F401 - and their writes
from xgrad import random
from xgrad.arrays import as_array
from xgrad.backends import Backend, DeviceUnavailableError
from xgrad.beyond import *  # noqa: F403
from xgrad.beyond import __all__ as _beyond
from xgrad.checking import check_gradients, numerical_diff
from xgrad.config import Config, no_grad, using_config
from xgrad.conversions import GradientLostWarning
from xgrad.devices import Device, devices, set_default_device, using_device
from xgrad.dispatch import backend
from xgrad.errors import NotDifferentiableError
from xgrad.function import Function
from xgrad.op import Array, elementwise, op
from xgrad.standard import *  # noqa: F403
from xgrad.standard import __all__ as _standard
from xgrad.variable import Variable, as_variable
from xgrad.visualize import get_dot_graph, plot_dot_graph

__version__ = "0.1.0"

__all__ = [  # noqa: PLE0604
    "Array",
    "Backend",
    "Config",
    "Device",
    "DeviceUnavailableError",
    "Function",
    "GradientLostWarning",
    "NotDifferentiableError",
    "Variable",
    "as_array",
    "as_variable",
    "backend",
    "check_gradients",
    "devices",
    "elementwise",
    "get_dot_graph",
    "no_grad",
    "numerical_diff",
    "op",
    "plot_dot_graph",
    "random",
    "set_default_device",
    "using_config",
    "using_device",
    *_standard,
    *_beyond,
]
