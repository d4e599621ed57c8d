"""Modes: whether operations are recorded, whether they are watched, and where new arrays are made.

Each mode is a `ContextVar`, so it belongs to one thread or one asyncio task and cannot leak into
another. A mode is switched for a block by a context manager that restores it whatever happens
inside.
"""

from __future__ import annotations

import contextlib
import inspect
import os
from collections.abc import Callable
from contextvars import ContextVar
from types import TracebackType
from typing import Any, ClassVar, NamedTuple, Self, TypeVar

RECORD = 1
DEBUG = 2

# All modes that are on, and what an operation reads, once: 0 to record nothing, else the modes.
_modes: ContextVar[int] = ContextVar("xgrad_modes", default=RECORD)
_flags: ContextVar[int] = ContextVar("xgrad_flags", default=RECORD)
current_flags = _flags.get
current_modes = _modes.get


DEFAULT_LIBRARY = "numpy"
"""What numbers and lists become arrays of where nobody says otherwise."""


class Place(NamedTuple):
    """Where arrays made from numbers and lists go: the device and the library, each None unless the user names one.

    Without a device it is the library's own default; without a library, the default one, or
    whichever takes its arrays to the device.
    """

    device: str | None
    backend: str | None


class _Modes:
    """The modes of the running thread or task, as attributes: `Config.enable_backprop = False`."""

    __slots__ = ()

    @property
    def enable_backprop(self) -> bool:
        """Whether operations on tracked Variables are recorded, so that `backward` can follow them. Default True."""
        return bool(_modes.get() & RECORD)

    @enable_backprop.setter
    def enable_backprop(self, value: bool) -> None:
        _set_base(RECORD, value)

    @property
    def debug(self) -> bool:
        """Whether graphs are watched; default False, since it costs time and memory.

        Recording keeps copies of saved arrays, to find writes behind our back, and backward names
        the operation whose rule makes the first NaN.
        """
        return bool(_modes.get() & DEBUG)

    @debug.setter
    def debug(self, value: bool) -> None:
        _set_base(DEBUG, value)


Config = _Modes()

_FLAGS = {"enable_backprop": RECORD, "debug": DEBUG}

# What was set by assignment, and the blocks that are open. The flags follow from the two.
_base: ContextVar[int] = ContextVar("xgrad_base", default=RECORD)
_blocks: ContextVar[tuple[Any, ...]] = ContextVar("xgrad_blocks", default=())


def _set_base(flag: int, value: bool) -> None:
    base = _base.get()
    _base.set(base | flag if value else base & ~flag)
    _refresh(_blocks.get())


def _refresh(blocks: tuple[Any, ...]) -> None:
    _blocks.set(blocks)
    modes = _base.get()
    for block in blocks:
        modes = modes | block._flag if block._value else modes & ~block._flag
    _modes.set(modes)
    _flags.set(modes if modes & RECORD else 0)


F = TypeVar("F", bound=Callable[..., Any])


class Block(contextlib.ContextDecorator):
    """A mode switched for a block, or for each call of a function.

    The blocks that are open stand in a context variable, innermost last. One that ends takes its
    own entry out, so blocks may end in any order, as generators do.
    """

    _open: ClassVar[ContextVar[tuple[Any, ...]]]

    def __call__(self, function: F) -> F:
        """Decorates a function.

        Raises TypeError for a generator or async function: its body does not run while it is called.
        """
        kinds = (
            inspect.isgeneratorfunction,
            inspect.iscoroutinefunction,
            inspect.isasyncgenfunction,
        )
        if any(kind(function) for kind in kinds):
            raise TypeError(
                f"{function.__qualname__} runs after its call returns; open the block inside it"
            )
        return super().__call__(function)

    def __enter__(self) -> Self:
        self._set((*self._open.get(), self))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        blocks = self._open.get()
        for i in reversed(range(len(blocks))):
            if blocks[i] is self:
                self._set(blocks[:i] + blocks[i + 1 :])
                break

    def _set(self, blocks: tuple[Any, ...]) -> None:
        self._open.set(blocks)


class using_config(Block):  # noqa: N801 - the book's name
    """Sets one mode for a block: `with using_config("enable_backprop", False): ...`.

    Also decorates a function, for each of its calls. Raises ValueError for a mode that does not
    exist.
    """

    _open = _blocks

    def __init__(self, name: str, value: bool) -> None:
        if name not in _FLAGS:
            raise ValueError(f"there is no mode {name!r}; the modes are {', '.join(_FLAGS)}")
        self._flag = _FLAGS[name]
        self._value = bool(value)

    def _set(self, blocks: tuple[Any, ...]) -> None:
        _refresh(blocks)


class no_grad(using_config):  # noqa: N801 - the book's name
    """Records nothing inside the block: results are constants and no array is kept for a backward pass."""

    def __init__(self) -> None:
        super().__init__("enable_backprop", False)


class PlaceBlock(Block):
    """Where numbers and lists become arrays, for a block."""

    _open: ClassVar[ContextVar[tuple[Any, ...]]] = ContextVar("xgrad_places", default=())

    def __init__(self, place: Place) -> None:
        self.place = place


_process_place: list[Place | None] = [None]


def default_place() -> Place:
    """Where numbers and lists become arrays: the block's place, else the process's, else the environment's.

    The environment variables are `XGRAD_DEVICE` ("cpu", "cuda", "cuda:1") and `XGRAD_BACKEND`
    ("numpy", "torch").
    """
    blocks = PlaceBlock._open.get()
    place = blocks[-1].place if blocks else _process_place[0]
    if place is not None:
        return place
    return Place(os.environ.get("XGRAD_DEVICE") or None, os.environ.get("XGRAD_BACKEND") or None)


def set_process_place(place: Place | None) -> None:
    """Replaces the process's default place; None goes back to the environment's."""
    _process_place[0] = place
