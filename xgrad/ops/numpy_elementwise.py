"""Functions of each element that NumPy has beside the standard's."""

from __future__ import annotations

import math
from typing import Any

from xgrad.arrays import kind_of
from xgrad.op import Array
from xgrad.ops.creation import zeros_like
from xgrad.ops.data_type import astype
from xgrad.ops.elementwise_arithmetic import (
    abs,
    imag,
    maximum,
    minimum,
    multiply,
    negative,
    real,
    remainder,
)
from xgrad.ops.elementwise_constant import equal, isnan, less, sign
from xgrad.ops.elementwise_transcendental import atan2
from xgrad.ops.numpy_names import as_constant, numbered, together
from xgrad.ops.searching import where
from xgrad.raw import require_together
from xgrad.registry import alias, function
from xgrad.variable import Variable


def floating(x: Any) -> Variable:
    """The array as a Variable; integers and truth values in the library's default floating-point dtype."""
    x = as_constant(x)
    if kind_of(x._held) != "constant":
        return x
    defaults = x.__array_namespace__().__array_namespace_info__().default_dtypes(device=x.device)
    return astype(x, defaults["real floating"])


def real_floating(name: str, x: Any) -> Variable:
    """The same of a function of real numbers. Raises TypeError, naming it, for complex ones."""
    x = floating(x)
    _refuse_complex(name, x)
    return x


def _refuse_complex(name: str, *values: Variable) -> None:
    for x in values:
        if kind_of(x._held) == "complex":
            raise TypeError(f"{name}: it is a function of real numbers, and was given {x.dtype}")


@function
def deg2rad(x: Array, /) -> Variable:
    """Degrees as radians. Raises TypeError for complex numbers."""
    return multiply(real_floating("deg2rad", x), math.pi / 180.0)


@function
def rad2deg(x: Array, /) -> Variable:
    """Radians as degrees. Raises TypeError for complex numbers."""
    return multiply(real_floating("rad2deg", x), 180.0 / math.pi)


radians = alias("radians", deg2rad)
degrees = alias("degrees", rad2deg)


@function
def fabs(x: Array, /) -> Variable:
    """Absolute values as floating-point numbers; the gradient at 0 is 0. Raises TypeError for complex numbers."""
    return abs(real_floating("fabs", x))


@function
def fmod(x1: Array, x2: Array, /) -> Variable:
    """The remainder of a division, with the sign of the dividend `x1`; `remainder` has the divisor's."""
    x1, x2 = together("fmod", {"x1": x1, "x2": x2})
    _refuse_complex("fmod", x1, x2)
    size = abs(x2)
    return where(less(x1, 0), negative(remainder(negative(x1), size)), remainder(x1, size))


@function
def fmax(x1: Array, x2: Array, /) -> Variable:
    """The larger of two elements, or the one that is no NaN. Equal ones share the gradient."""
    return maximum(*_without_nan("fmax", x1, x2))


@function
def fmin(x1: Array, x2: Array, /) -> Variable:
    """The smaller of two elements, or the one that is no NaN. Equal ones share the gradient."""
    return minimum(*_without_nan("fmin", x1, x2))


def _without_nan(name: str, x1: Any, x2: Any) -> tuple[Variable, Variable]:
    """Both, each with the other's element in place of a NaN."""
    x1, x2 = together(name, {"x1": x1, "x2": x2})
    return where(isnan(x1), x2, x1), where(isnan(x2), x1, x2)


@function
def heaviside(x1: Array, x2: Array, /) -> Variable:
    """0 for a negative `x1`, 1 for a positive one, and `x2` for 0: a step, whose derivative by `x1` is 0."""
    x1, x2 = together("heaviside", {"x1": floating(x1), "x2": x2})
    _refuse_complex("heaviside", x1, x2)
    return where(equal(x1, 0.0), x2, (sign(x1) + 1.0) / 2.0)


@function
def nan_to_num(
    x: Array, /, *, nan: float = 0.0, posinf: float | None = None, neginf: float | None = None
) -> Variable:
    """The array with numbers in place of NaN and the infinities; the gradient there is 0.

    By default the infinities become the largest numbers of the dtype. Of a complex number each part
    is taken by itself.
    """
    x = as_constant(x)
    kind = kind_of(x._held)
    if kind == "constant":
        return x
    if kind == "complex":
        parts = [
            nan_to_num(part, nan=nan, posinf=posinf, neginf=neginf) for part in (real(x), imag(x))
        ]
        return parts[0] + parts[1] * 1j
    largest = float(x.__array_namespace__().finfo(x.dtype).max)
    x = where(isnan(x), nan, x)
    x = where(equal(x, math.inf), largest if posinf is None else posinf, x)
    return where(equal(x, -math.inf), -largest if neginf is None else neginf, x)


@function
def angle(z: Array, /, deg: bool = False) -> Variable:
    """The angle of complex numbers with the positive real axis, in radians or degrees; 0 or pi for real ones."""
    z = floating(z)
    is_complex = kind_of(z._held) == "complex"
    turned = atan2(imag(z), real(z)) if is_complex else atan2(zeros_like(z), z)
    return rad2deg(turned) if deg else turned


@function
def select(condlist: list[Array], choicelist: list[Array], /, default: Array = 0) -> Variable:
    """Of each element the first choice whose condition holds, and `default` where none does.

    Raises ValueError unless there is a choice for each condition.
    """
    if not condlist or len(condlist) != len(choicelist):
        raise ValueError(
            f"select: {len(condlist)} conditions go with as many choices, not with {len(choicelist)}"
        )
    given = {"condlist": condlist, "choicelist": choicelist, "default": default}
    require_together("select", given)
    *choices, result = together("select", {**numbered(choicelist), "default": default})
    for condition, choice in zip(reversed(condlist), reversed(choices), strict=True):
        result = where(condition, choice, result)
    return result
