"""How an operation with several results is differentiated: `eigh`, `svd`, `qr`, `slogdet`.

Its application leaves one node for the operation, and one for each result that only passes its
cotangent on. The operation's node thus waits until the cotangents of all results have arrived
(serial numbers see to that), and its one rule gets them together.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from xgrad.dispatch import backend_of
from xgrad.graph import JOINT, OUTPUTS, Entry, Node, Partial, new_node
from xgrad.pullback import OUTPUT, Pullback, as_pull, fit, lifted
from xgrad.variable import Variable, wrap


class SeveralPullback(Pullback):
    """The derivative of an operation with one input and several results."""

    def __init__(self, op: Any, positions: tuple[int, ...]) -> None:
        super().__init__(op, positions)
        self.joint_pull = as_pull(op.rules[0])
        self.first = None
        self.results = 2 if op.results is tuple else len(op.results._fields)

    def meet(self, g: Any) -> Entry:
        """Nothing but that the walk must ask `joint`."""
        entry = self.table[type(g)] = JOINT
        return entry

    def lift(self, node: Node, g: Any) -> tuple[Any, Any]:
        """What the node saved; `joint` puts it on the graph."""
        return None, node.saved

    def joint(
        self, node: Node, xp: Any, g: Any, saved: Any, graph: bool
    ) -> Iterable[tuple[Node, Any]]:
        """The cotangent of the input from those of the results, None for those that nothing depends on."""
        assert self.joint_pull is not None
        assert node.first is not None
        arrived = dict(g)
        gs = tuple([arrived.get(k) for k in range(len(node.static[OUTPUTS]))])
        like = next(iter(arrived.values()))
        if graph:
            xp = backend_of(like._held).namespace
            saved = self._on_graph(node, saved)
        else:
            xp = backend_of(like).xp
        yield node.first, fit(xp, self.joint_pull(xp, gs, saved), node.specs[0])

    def _on_graph(self, node: Node, saved: Any) -> Any:
        """What the rule named, as Variables: results through nodes of their own that lead to this one."""
        names, slots = self.names[0], self.slots[0]
        if OUTPUT not in names:
            return lifted(node, slots, saved)
        parts = saved if len(names) > 1 else (saved,)
        found = [
            self._results(node, part) if name == OUTPUT else lifted(node, (slot,), part)
            for name, slot, part in zip(names, slots, parts, strict=True)
        ]
        return tuple(found) if len(names) > 1 else found[0]

    def _results(self, node: Node, ys: tuple[Any, ...]) -> tuple[Variable, ...]:
        return tuple([result_of(self.op, node, k, y) for k, y in enumerate(ys)])

    def watched(self, node: Node) -> Iterable[tuple[str, Node | None, Any]]:
        """The saved arrays that a Variable could have changed since."""
        for name, node_of, value in super().watched(node):
            if isinstance(value, tuple):
                yield from ((name, None, part) for part in value)
            else:
                yield name, node_of, value


class SelectPullback:
    """One of several results: hands its cotangent to the operation's node, which waits for all."""

    first = None
    rest = ()
    results = None
    table: dict[type, Entry] = {}  # noqa: RUF012 - the same entry for every type
    fit = staticmethod(fit)

    def __init__(self, op: Any, index: int) -> None:
        self.op = op
        self.index = index

    def meet(self, g: Any) -> Entry:
        """Nothing but that the walk must ask `joint`."""
        return self.table.setdefault(type(g), JOINT)

    def lift(self, node: Node, g: Any) -> tuple[Any, Any]:
        """Nothing: no value is needed."""
        return None, None

    def joint(
        self, node: Node, xp: Any, g: Any, saved: Any, graph: bool
    ) -> Iterable[tuple[Node, Any]]:
        """The cotangent, marked with the number of the result."""
        assert node.first is not None
        yield node.first, Partial({self.index: g})

    def creator_of(self, node: Node) -> Any:
        """What computed all results together."""
        assert node.first is not None
        return node.first.creator

    def inputs_of(self, node: Node) -> tuple[Any, ...]:
        """The Variables that went into the operation."""
        assert node.first is not None
        return node.first.inputs

    def watched(self, node: Node) -> Iterable[tuple[str, Node | None, Any]]:
        """Nothing is saved here."""
        return ()


def result_of(op: Any, node: Node, index: int, y: Any) -> Variable:
    """A Variable for one result of the operation's node; one of integers is a constant."""
    result = wrap(y)
    if backend_of(y).kind(y.dtype) != "constant":
        result._node = new_node(result, op.select(index), [node], None, None, None)
    return result
