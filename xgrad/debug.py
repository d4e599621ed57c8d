"""Debug mode: finds writes into raw arrays behind our back, and names the rule that makes the first NaN."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

from xgrad.dispatch import backend_of, is_array
from xgrad.graph import Node
from xgrad.variable import Variable

_copies: WeakKeyDictionary[Node, list[tuple[Any, Any]]] = WeakKeyDictionary()
_used = [False]  # whether debug mode was ever on: asking an empty weak dictionary costs more


def guard(node: Node) -> None:
    """Keeps copies of the arrays that a node saved, to compare them when it is differentiated."""
    assert node.pullback is not None
    static = node.static if isinstance(node.static, dict) else {}
    items = [value for _, _, value in node.pullback.watched(node)]
    for value in static.values():  # an index may hold arrays too
        items += value if isinstance(value, tuple) else (value,)
    arrays = [item for item in items if is_array(item)]
    copies = [(array, backend_of(array).xp.asarray(array, copy=True)) for array in arrays]
    if copies:
        _copies[node] = copies
        _used[0] = True


def refuse_changed(order: list[Node]) -> None:
    """Raises RuntimeError if an array that a guarded node saved has changed since."""
    if not _used[0]:
        return
    for node in order:
        for value, copy in _copies.get(node, ()):
            xp = backend_of(value).xp
            same = (value == copy) | ((value != value) & (copy != copy))
            if not bool(xp.all(same)):
                raise RuntimeError(
                    f"{node.name}: an array that its derivative needs was written to after the operation was "
                    f"recorded, not through its Variable; write into a copy, or compute the result again"
                )


def _has_nan(g: Any) -> bool:
    raw = g._held if isinstance(g, Variable) else g
    if not is_array(raw):
        return False
    xp = backend_of(raw).xp
    return bool(xp.any(xp.isnan(raw)))


def refuse_nan(node: Node, g: Any, gx: Any) -> None:
    """Raises FloatingPointError, naming the operation, if its rule made a NaN of a cotangent that has none."""
    if _has_nan(gx) and not _has_nan(g):
        raise FloatingPointError(
            f"the derivative of {node.name} is NaN here; at a singular point, choose the input with where() "
            f"before the operation, not the result after it"
        )
