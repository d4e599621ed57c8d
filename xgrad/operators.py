"""The operators of a Variable: each is the standard's function of the same meaning, looked up by its name.

Where the order of the arguments is the same, an operation takes the place of its operator when it is
declared (see `METHODS`), which saves a call for every `x * y`.
"""

from __future__ import annotations

from typing import Any, Self

from xgrad.registry import ENGINE, FUNCTIONS

REDUCTIONS = {
    "add": "sum",
    "multiply": "prod",
    "maximum": "max",
    "minimum": "min",
    "logical_and": "all",
    "logical_or": "any",
}
"""What it is to reduce an array by one of NumPy's ufuncs."""

METHODS = {
    "add": "__add__",
    "subtract": "__sub__",
    "multiply": "__mul__",
    "divide": "__truediv__",
    "pow": "__pow__",
    "matmul": "__matmul__",
    "negative": "__neg__",
}
"""The operators that training steps are made of, by the operation that is called for them without a detour."""


def _without_graph(name: str, value: Any) -> Any:
    """The data of an operand that NumPy is to write into an array."""
    if not isinstance(value, Operators):
        return value
    if getattr(value, "tracked", False):
        raise TypeError(
            f"{name} into an array would lose the gradient of a tracked Variable; write x.data if that is meant"
        )
    return getattr(value, "data")  # noqa: B009 - the class that has it stands above


class Operators:
    """Arithmetic, comparison and bit operators, with arrays and numbers on either side."""

    __slots__ = ()

    __array_priority__ = 1000.0

    # Equality compares elements; a hash by identity still lets a Variable be a dictionary's key.
    __hash__ = object.__hash__

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **keywords: Any) -> Any:
        """NumPy's ufuncs on a Variable: `array * x` and `np.sin(x)` are our operations.

        With `out=` (`array -= x`) NumPy computes, from the data: a tracked Variable raises TypeError.
        """
        name = ufunc.__name__
        if method == "__call__" and not keywords and name in FUNCTIONS:
            return FUNCTIONS[name](*inputs)
        if method == "__call__" and "out" in keywords:
            return ufunc(*[_without_graph(name, value) for value in inputs], **keywords)
        ours = name if method == "__call__" else REDUCTIONS.get(name if method == "reduce" else "")
        instead = f"use xgrad.{ours}, or " if ours in FUNCTIONS else ""
        given = "".join(f", {key}=" for key in keywords) if method == "__call__" else f".{method}"
        raise TypeError(
            f"np.{name}{given} does not take Variables; {instead}take x.data for the array without its gradient"
        )

    def __neg__(self) -> Self:
        return FUNCTIONS["negative"](self)

    def __pos__(self) -> Self:
        return FUNCTIONS["positive"](self)

    def __abs__(self) -> Self:
        return FUNCTIONS["abs"](self)

    def __invert__(self) -> Self:
        return FUNCTIONS["bitwise_invert"](self)

    def __add__(self, other: Any) -> Self:
        return FUNCTIONS["add"](self, other)

    def __radd__(self, other: Any) -> Self:
        return FUNCTIONS["add"](other, self)

    def __sub__(self, other: Any) -> Self:
        return FUNCTIONS["subtract"](self, other)

    def __rsub__(self, other: Any) -> Self:
        return FUNCTIONS["subtract"](other, self)

    def __mul__(self, other: Any) -> Self:
        return FUNCTIONS["multiply"](self, other)

    def __rmul__(self, other: Any) -> Self:
        return FUNCTIONS["multiply"](other, self)

    def __truediv__(self, other: Any) -> Self:
        return FUNCTIONS["divide"](self, other)

    def __rtruediv__(self, other: Any) -> Self:
        return FUNCTIONS["divide"](other, self)

    def __floordiv__(self, other: Any) -> Self:
        return FUNCTIONS["floor_divide"](self, other)

    def __rfloordiv__(self, other: Any) -> Self:
        return FUNCTIONS["floor_divide"](other, self)

    def __mod__(self, other: Any) -> Self:
        return FUNCTIONS["remainder"](self, other)

    def __rmod__(self, other: Any) -> Self:
        return FUNCTIONS["remainder"](other, self)

    def __pow__(self, other: Any) -> Self:
        return FUNCTIONS["pow"](self, other)

    def __rpow__(self, other: Any) -> Self:
        return FUNCTIONS["pow"](other, self)

    def __matmul__(self, other: Any) -> Self:
        return FUNCTIONS["matmul"](self, other)

    def __rmatmul__(self, other: Any) -> Self:
        return FUNCTIONS["matmul"](other, self)

    def __and__(self, other: Any) -> Self:
        return FUNCTIONS["bitwise_and"](self, other)

    def __rand__(self, other: Any) -> Self:
        return FUNCTIONS["bitwise_and"](other, self)

    def __or__(self, other: Any) -> Self:
        return FUNCTIONS["bitwise_or"](self, other)

    def __ror__(self, other: Any) -> Self:
        return FUNCTIONS["bitwise_or"](other, self)

    def __xor__(self, other: Any) -> Self:
        return FUNCTIONS["bitwise_xor"](self, other)

    def __rxor__(self, other: Any) -> Self:
        return FUNCTIONS["bitwise_xor"](other, self)

    def __lshift__(self, other: Any) -> Self:
        return FUNCTIONS["bitwise_left_shift"](self, other)

    def __rlshift__(self, other: Any) -> Self:
        return FUNCTIONS["bitwise_left_shift"](other, self)

    def __rshift__(self, other: Any) -> Self:
        return FUNCTIONS["bitwise_right_shift"](self, other)

    def __rrshift__(self, other: Any) -> Self:
        return FUNCTIONS["bitwise_right_shift"](other, self)

    def __eq__(self, other: object) -> Self:  # type: ignore[override]
        return FUNCTIONS["equal"](self, other)

    def __ne__(self, other: object) -> Self:  # type: ignore[override]
        return FUNCTIONS["not_equal"](self, other)

    def __lt__(self, other: Any) -> Self:
        return FUNCTIONS["less"](self, other)

    def __le__(self, other: Any) -> Self:
        return FUNCTIONS["less_equal"](self, other)

    def __gt__(self, other: Any) -> Self:
        return FUNCTIONS["greater"](self, other)

    def __ge__(self, other: Any) -> Self:
        return FUNCTIONS["greater_equal"](self, other)

    def __iadd__(self, other: Any) -> Self:
        return ENGINE["update"](self, "add", other)

    def __isub__(self, other: Any) -> Self:
        return ENGINE["update"](self, "subtract", other)

    def __imul__(self, other: Any) -> Self:
        return ENGINE["update"](self, "multiply", other)

    def __itruediv__(self, other: Any) -> Self:
        return ENGINE["update"](self, "divide", other)

    def __ifloordiv__(self, other: Any) -> Self:
        return ENGINE["update"](self, "floor_divide", other)

    def __imod__(self, other: Any) -> Self:
        return ENGINE["update"](self, "remainder", other)

    def __ipow__(self, other: Any) -> Self:
        return ENGINE["update"](self, "pow", other)

    def __imatmul__(self, other: Any) -> Self:
        return ENGINE["update"](self, "matmul", other)

    def __iand__(self, other: Any) -> Self:
        return ENGINE["update"](self, "bitwise_and", other)

    def __ior__(self, other: Any) -> Self:
        return ENGINE["update"](self, "bitwise_or", other)

    def __ixor__(self, other: Any) -> Self:
        return ENGINE["update"](self, "bitwise_xor", other)

    def __ilshift__(self, other: Any) -> Self:
        return ENGINE["update"](self, "bitwise_left_shift", other)

    def __irshift__(self, other: Any) -> Self:
        return ENGINE["update"](self, "bitwise_right_shift", other)
