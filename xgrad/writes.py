"""Changes of data through Variables, and the refusal to differentiate with values that have changed since.

Every change is noted twice: on the node of the Variable, and on the memory that was written to, which views and detached
Variables share. A node is stale if something that it saved was changed after its own serial number. Nothing is noted
while recording, so recording pays nothing for it.
"""

from __future__ import annotations

from typing import Any
from weakref import ref

from xgrad.dispatch import SCALAR_TYPES, backend_of, is_array
from xgrad.graph import Node, next_serial

_last_write = [0]
_memory: dict[int, tuple[Any, int]] = {}


def mark_rebound(*nodes: Node | None) -> None:
    """Notes that the Variable of these nodes holds another array now."""
    serial = _last_write[0] = next_serial()
    for node in nodes:
        if node is not None:
            node.written = serial


def mark_written(array: Any, *nodes: Node | None) -> None:
    """Notes that a raw array was written to through the Variable of these nodes."""
    mark_rebound(*nodes)
    if type(array) in SCALAR_TYPES:
        return
    owner = backend_of(array).memory(array)
    key = id(owner)
    known = _memory.get(key)
    weak = known[0] if known is not None else ref(owner, lambda _: _memory.pop(key, None))
    _memory[key] = (weak, _last_write[0])


def refuse_stale(order: list[Node]) -> None:
    """Raises RuntimeError, naming the operation, if a value that a node of the order saved was changed since."""
    if not order or order[-1].serial > _last_write[0]:
        return
    for node in order:
        if node.pullback is None or node.serial > _last_write[0]:
            continue
        for name, source, value in node.pullback.watched(node):
            if (source is not None and source.written > node.serial) or _memory_written(value) > node.serial:
                raise RuntimeError(
                    f"{node.name}: its {name} was changed in place after the operation was recorded, and the "
                    f"derivative needs the value that it had then. Compute the result again after the change, or "
                    f"change a copy"
                )


def _memory_written(value: Any) -> int:
    if not _memory or not is_array(value) or type(value) in SCALAR_TYPES:
        return 0
    return _memory.get(id(backend_of(value).memory(value)), (None, 0))[1]
