"""Changes of data through Variables, and the refusal to differentiate with values that have changed since.

Every change is noted twice: on the node of the Variable, and on the memory that was written to,
which views and detached Variables share. A node is stale if something that it saved was changed
after its own serial number. Nothing is noted while recording, so recording pays nothing for it.
"""

from __future__ import annotations

from typing import Any
from weakref import ref

from xgrad.dispatch import SCALAR_TYPES, TYPES, backend_of, is_array
from xgrad.graph import Node, next_serial

last_write = [0]
"""When data was last changed through a Variable; a walk over younger nodes alone has nothing to refuse."""

# By the identity of an array: itself, and what stands for the memory that it shares with its views.
_shared: dict[int, tuple[ref[Any], _Memory]] = {}
_owners: dict[int, ref[Any]] = {}
_memory: dict[
    int, int
] = {}  # by the identity of the owner of some memory: when it was last written to


def mark_rebound(node: Node | None, carrier: Node | None) -> int:
    """Notes that the Variable of these nodes holds another array now; returns the serial number of the change."""
    serial = last_write[0] = next_serial()
    if node is not None:
        node.written = serial
    if carrier is not None:
        carrier.written = serial
    return serial


def mark_written(array: Any, node: Node | None, carrier: Node | None) -> None:
    """Notes that a raw array was written to through the Variable of these nodes."""
    serial = mark_rebound(node, carrier)
    owner = TYPES[type(array)].memory(array)  # a training step does this for every parameter
    if owner is None:
        owner = _owner(array)
    key = id(owner)
    if key in _owners:
        _memory[key] = serial
    else:
        _stamp(owner, serial)


class _Memory:
    """Stands for memory that several arrays may share, where the library does not name its owner."""

    __slots__ = ("__weakref__",)


def note_view(view: Any, base: Any) -> None:
    """Notes that an array may be a view of another, for libraries whose arrays do not tell."""
    if view is base or TYPES[type(base)].names_memory:
        return
    backend_of(view)  # tells scalars apart, which are no views
    if type(view) in SCALAR_TYPES or type(base) in SCALAR_TYPES:
        return
    known = _shared.get(id(base))
    memory = _Memory() if known is None else known[1]
    if known is None:
        _share(base, memory)
        if id(base) in _memory:
            _stamp(memory, _memory[id(base)])
    _share(view, memory)


def _share(array: Any, memory: _Memory) -> None:
    key = id(array)
    _shared[key] = ref(array, lambda _: _shared.pop(key, None)), memory


def _stamp(owner: Any, serial: int) -> None:
    key = id(owner)
    _memory[key] = serial
    if key not in _owners:
        _owners[key] = ref(owner, lambda _: (_owners.pop(key, None), _memory.pop(key, None)))


def _owner(array: Any) -> Any:
    """The object that stands for an array's memory."""
    owner = backend_of(array).memory(array)
    if owner is not None:
        return owner
    known = _shared.get(id(array))
    return array if known is None else known[1]


def refuse_stale(order: list[Node]) -> None:
    """Raises RuntimeError, naming the operation, if a value that a node of the order saved was changed since."""
    for node in order:
        if node.serial > last_write[0]:
            continue
        assert node.pullback is not None
        for name, source, value in node.pullback.watched(node):
            if (source is not None and source.written > node.serial) or _memory_written(
                value
            ) > node.serial:
                raise RuntimeError(
                    f"{node.name}: its {name} was changed in place after the operation was recorded, and the "
                    f"derivative needs the value that it had then. Compute the result again after the change, or "
                    f"change a copy"
                )


def _memory_written(value: Any) -> int:
    if not _memory or not is_array(value) or type(value) in SCALAR_TYPES:
        return 0
    return _memory.get(id(_owner(value)), 0)
