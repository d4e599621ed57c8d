"""NumPy's names for functions that have another name here: the same functions, which mean the same there.

With the operations themselves they are what NumPy's ufuncs mean on a Variable (see `xgrad.operators`).
"""

from __future__ import annotations

from xgrad.ops.elementwise_arithmetic import abs, conj, divide, pow, remainder
from xgrad.ops.elementwise_constant import (
    bitwise_invert,
    bitwise_left_shift,
    bitwise_right_shift,
    round,
    trunc,
)
from xgrad.ops.elementwise_transcendental import acos, acosh, asin, asinh, atan, atan2, atanh
from xgrad.ops.linalg_products import cross as cross_of_vectors
from xgrad.ops.manipulation import concat
from xgrad.ops.special_bessel import i0 as bessel_i0
from xgrad.ops.special_bessel import sinc as cardinal_sine
from xgrad.ops.special_elementary import cbrt as cube_root
from xgrad.ops.special_elementary import exp2 as power_of_two
from xgrad.ops.statistical import max, min
from xgrad.registry import alias

absolute = alias("absolute", abs)
amax = alias("amax", max)
amin = alias("amin", min)
arccos = alias("arccos", acos)
arccosh = alias("arccosh", acosh)
arcsin = alias("arcsin", asin)
arcsinh = alias("arcsinh", asinh)
arctan = alias("arctan", atan)
arctan2 = alias("arctan2", atan2)
arctanh = alias("arctanh", atanh)
bitwise_not = alias("bitwise_not", bitwise_invert)
cbrt = alias("cbrt", cube_root)
concatenate = alias("concatenate", concat)
conjugate = alias("conjugate", conj)
cross = alias("cross", cross_of_vectors)
exp2 = alias("exp2", power_of_two)
fix = alias("fix", trunc)
i0 = alias("i0", bessel_i0)
invert = alias("invert", bitwise_invert)
left_shift = alias("left_shift", bitwise_left_shift)
mod = alias("mod", remainder)
power = alias("power", pow)
right_shift = alias("right_shift", bitwise_right_shift)
rint = alias("rint", round)
sinc = alias("sinc", cardinal_sine)
true_divide = alias("true_divide", divide)
