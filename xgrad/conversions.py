"""The ways out of xgrad: a Variable as a Python number, as a NumPy array, as memory for another library, as a copy.

None loses a gradient without a word: numbers and copies of leaves warn, arrays and memory of tracked Variables raise.
"""

from __future__ import annotations

import copy
import warnings
from typing import TYPE_CHECKING, Any, cast

import array_api_compat

from xgrad.config import current_flags
from xgrad.dispatch import backend_of
from xgrad.registry import FUNCTIONS


class GradientLostWarning(UserWarning):
    """A tracked Variable became a plain number where the user may not have meant to leave the graph."""


class Conversions:
    """The methods of a Variable that give something else."""

    __slots__ = ()

    data: Any
    _held: Any
    _node: Any

    if TYPE_CHECKING:

        def _array(self) -> Any: ...

    def item(self) -> Any:
        """The one element as a Python number. Raises ValueError if there are more."""
        return _number(self.data)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        if self._node is not None:
            raise TypeError(
                "turning a tracked Variable into a NumPy array would lose its gradient without a word; "
                "write x.detach() if that is meant, or use the functions of xgrad"
            )
        data = self._array()
        array = data.__array__() if dtype is None else data.__array__(dtype)
        return array.copy() if copy and array is data else array

    def __dlpack__(
        self,
        /,
        *,
        stream: Any = None,
        max_version: tuple[int, int] | None = None,
        dl_device: tuple[Any, int] | None = None,
        copy: bool | None = None,
    ) -> Any:
        """The data for another library's `from_dlpack`.

        Raises BufferError for a tracked Variable, whose gradient would be lost.
        """
        if self._node is not None:
            raise BufferError(
                "handing out the memory of a tracked Variable would lose its gradient without a word; "
                "write x.detach() if that is meant"
            )
        wanted = {"stream": stream, "max_version": max_version, "dl_device": dl_device}
        given = {key: value for key, value in {**wanted, "copy": copy}.items() if value is not None}
        return self._array().__dlpack__(**given)

    def __dlpack_device__(self) -> tuple[Any, int]:
        """The kind and number of the device, as DLPack counts them."""
        kind, number = self._array().__dlpack_device__()
        return kind, int(number)

    def __bool__(self) -> bool:
        return bool(self._held)

    def __int__(self) -> int:
        return int(self._held)

    def __float__(self) -> float:
        self._warn_of_number("float")
        return float(self._held)

    def __complex__(self) -> complex:
        self._warn_of_number("complex")
        return complex(self._held)

    def _warn_of_number(self, kind: str) -> None:
        if self._node is not None and current_flags():
            warnings.warn(
                f"{kind}() of a tracked Variable gives a number without a gradient; write x.item() if that is meant",
                GradientLostWarning,
                stacklevel=3,
            )

    def __index__(self) -> int:
        return int(self._held.__index__())

    def __copy__(self) -> Any:
        """As a deep copy: memory is not shared, as in NumPy."""
        return copy.deepcopy(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        """A copy: on the graph if this was computed, else a leaf of its own, to which no gradient of this one flows.

        A leaf that is copied by itself, not within a model, warns of that: there are packages that
        copy the arrays they are given.
        """
        node = self._node
        if node is not None and node.pullback is not None:
            return FUNCTIONS["astype"](self, self._held.dtype)
        if node is not None and not memo and current_flags():
            warnings.warn(
                "a deep copy of a tracked Variable is a leaf of its own, and gives this one no gradient; "
                "write asarray(x, copy=True) for a copy on the graph",
                GradientLostWarning,
                stacklevel=3,
            )
        rebuild, state = cast("tuple[Any, Any]", self.__reduce__())
        return rebuild(*copy.deepcopy(state, memo))

    def __format__(self, spec: str) -> str:
        return format(_number(self._array()), spec) if spec else str(self)


def _number(data: Any) -> Any:
    if array_api_compat.size(data) != 1:
        raise ValueError(f"item() needs exactly one element, not shape {tuple(data.shape)}")
    value = data if data.ndim == 0 else data[(0,) * data.ndim]
    library = backend_of(data)
    kind = library.kind(data.dtype)
    if kind != "constant":
        return complex(value) if kind == "complex" else float(value)
    return bool(value) if library.xp.isdtype(data.dtype, "bool") else int(value)
