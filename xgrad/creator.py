"""What the book calls the creator of a result, in its first steps too, where there is one input and one output."""

from __future__ import annotations

from typing import Any


class Creator:
    """What nodes and Functions have in common: `input` and `output` beside `inputs` and `outputs`."""

    __slots__ = ()

    inputs: Any
    outputs: Any

    @property
    def input(self) -> Any:
        """The one Variable that went in. Raises AttributeError where there are several."""
        return _only("input", self.inputs)

    @property
    def output(self) -> Any:
        """The one result, or None when it is gone. Raises AttributeError where there are several."""
        return _only("output", self.outputs)()


def _only(name: str, values: tuple[Any, ...]) -> Any:
    if len(values) != 1:
        raise AttributeError(f"there are {len(values)} {name}s: see .{name}s")
    return values[0]
