"""The graph: nodes, and the one walk that carries cotangents from results to leaves.

A node is what an operation leaves behind: how to differentiate it (`pullback`), the nodes of its tracked inputs, the few
values that its rules named, and a serial number. Serial numbers only grow, so walking them downward is a topological
order: nothing here recurses, whatever the depth. Nodes know no Variable but through a weak reference, so a graph has
no reference cycle and is freed as soon as nobody holds its results.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import Any, Protocol
from weakref import ReferenceType

_serials = itertools.count(1)
by_serial = attrgetter("serial")


class Pullback(Protocol):
    """How an operation is differentiated with respect to some of its inputs, as far as the walk needs it."""

    @property
    def op(self) -> Any:
        """The operation."""

    @property
    def table(self) -> dict[type, tuple[Any, Any, Any]]:
        """By the type of a raw cotangent: the raw namespace, the first pull, and the others."""

    @property
    def first(self) -> Any:
        """The pull of the first tracked input, or None where `joint` answers for all."""

    @property
    def rest(self) -> tuple[Any, ...]:
        """The pulls of the other tracked inputs."""

    def meet(self, g: Any) -> tuple[Any, Any, Any]:
        """Fills `table` for a type of cotangent met for the first time."""

    def lift(self, node: Node, g: Any) -> tuple[Any, Any]:
        """The differentiable namespace of a cotangent, and what the node saved, as Variables."""

    def fit(self, xp: Any, gx: Any, spec: Any) -> Any:
        """Brings a cotangent to its input's shape and dtype."""

    def joint(
        self, node: Node, xp: Any, g: Any, saved: Any, graph: bool
    ) -> Iterable[tuple[Node, Any]]:
        """The cotangents of all parents, from one rule."""

    def inputs_of(self, node: Node) -> tuple[Any, ...]:
        """The Variables that went in."""

    def watched(self, node: Node) -> Iterable[tuple[str, Node | None, Any]]:
        """The saved arrays that a Variable could have changed: name, the Variable's node if known, the array."""


class Node:
    """One recorded application of an operation, or a leaf (then `pullback` is None).

    `first` and `rest` are the nodes of the tracked inputs, in order; a node of one input pays for no tuple. `saved` is
    what the rules named: None, the bare value, or a tuple of them. `specs` holds the (shape, dtype) that the engine must
    bring each cotangent to, or None where shapes and dtypes already agree. `static` holds the arguments that are no
    tracked arrays. `written` is the serial at which the result's data was last changed through its Variable.
    """

    __slots__ = (
        "__weakref__",
        "first",
        "output",
        "pullback",
        "rest",
        "saved",
        "serial",
        "specs",
        "static",
        "written",
    )

    first: Node | None
    rest: tuple[Node, ...]

    def __init__(
        self,
        pullback: Pullback | None,
        first: Node | None,
        rest: tuple[Node, ...],
        saved: Any,
        specs: Any,
        static: Any,
        output: Callable[[], Any],
    ) -> None:
        self.pullback = pullback
        self.first = first
        self.rest = rest
        self.saved = saved
        self.specs = specs
        self.static = static
        self.output = output
        self.written = 0
        self.serial = next(_serials)

    @property
    def parents(self) -> tuple[Node, ...]:
        """The nodes of the tracked inputs, in the order of the operation's arguments."""
        return () if self.first is None else (self.first, *self.rest)

    @property
    def name(self) -> str:
        """The operation's name, or "leaf"."""
        return "leaf" if self.pullback is None else self.pullback.op.name

    @property
    def op(self) -> Any:
        """The operation, or None for a leaf."""
        return None if self.pullback is None else self.pullback.op

    @property
    def creator(self) -> Node | None:
        """What the book calls the creator of the result: this node, or None for a leaf."""
        return None if self.pullback is None else self

    @property
    def outputs(self) -> tuple[Callable[[], Any], ...]:
        """Weak references to the results: call one to get its Variable, or None when it is gone."""
        return (self.output,)

    @property
    def inputs(self) -> tuple[Any, ...]:
        """The Variables that went in, in the order of the operation's arguments.

        They are the very objects while those are alive, and equal stand-ins on the same graph afterwards. None stands
        where an untracked array was not kept.
        """
        return () if self.pullback is None else self.pullback.inputs_of(self)

    @property
    def generation(self) -> int:
        """How many operations lie on the longest path up to this one (the book's order); computed when asked."""
        depth: dict[Node, int] = {}
        for node in reversed(ancestors([self])):
            above = [depth[parent] for parent in node.parents]
            depth[node] = max(above) + 1 if above else 0
        return depth[self] - 1 if self.pullback is not None else 0

    def __repr__(self) -> str:
        return f"<{self.name} #{self.serial}>"


def new_leaf(output: ReferenceType[Any]) -> Node:
    """The node of a Variable that was made, not computed."""
    return Node(None, None, (), None, None, None, output)


def cut(node: Node) -> None:
    """Makes a computed node a leaf: everything behind it is forgotten."""
    node.pullback = node.first = node.saved = node.specs = node.static = None
    node.rest = ()


def next_serial() -> int:
    """The next serial number: later than everything recorded so far."""
    return next(_serials)


def ancestors(roots: Iterable[Node]) -> list[Node]:
    """Every node that the roots depend on, themselves included, latest first: consumers stand before producers."""
    stack = list(roots)
    seen = set(stack)
    order = []
    while stack:
        node = stack.pop()
        order.append(node)
        parent = node.first
        if parent is not None:
            if parent not in seen:
                seen.add(parent)
                stack.append(parent)
            for parent in node.rest:
                if parent not in seen:
                    seen.add(parent)
                    stack.append(parent)
    order.sort(key=by_serial, reverse=True)
    return order


def propagate(
    order: list[Node],
    cotangents: dict[Node, Any],
    graph: bool = False,
    watch: Callable[[Node, Any, Any], None] | None = None,
    kept: dict[Node, Any] | None = None,
) -> None:
    """Carries the cotangents down the order, until `cotangents` holds those of the leaves alone.

    `order` is what `ancestors` returns. Rules run on raw arrays; with `graph` the cotangents are Variables and the same
    rules run on Variables over the differentiable namespace, so they record themselves. `watch` sees each node with its cotangent and what a rule made of it; `kept` receives the
    cotangent of every node.
    """
    node = None
    try:
        for node in order:
            pullback = node.pullback
            if pullback is None:
                continue
            g = cotangents.pop(node, None)
            if g is None:
                continue
            if kept is not None:
                kept[node] = g
            if graph:
                xp, saved = pullback.lift(node, g)
                first, rest = pullback.first, pullback.rest
            else:
                saved = node.saved
                try:
                    xp, first, rest = pullback.table[type(g)]
                except KeyError:
                    xp, first, rest = pullback.meet(g)
            if first is None:
                _propagate_jointly(node, pullback, xp, g, saved, cotangents, graph, watch)
                continue
            specs = node.specs
            gx = first(xp, g, saved)
            if specs is not None:
                gx = pullback.fit(xp, gx, specs[0])
            if watch is not None:
                watch(node, g, gx)
            parent = node.first
            before = cotangents.get(parent)  # type: ignore[arg-type]
            cotangents[parent] = gx if before is None else before + gx  # type: ignore[index]
            if rest:
                for i, pull in enumerate(rest):
                    gx = pull(xp, g, saved)
                    if specs is not None:
                        gx = pullback.fit(xp, gx, specs[i + 1])
                    if watch is not None:
                        watch(node, g, gx)
                    parent = node.rest[i]
                    before = cotangents.get(parent)
                    cotangents[parent] = gx if before is None else before + gx
    except Exception as error:
        error.add_note(f"while differentiating {node!r}")
        raise


def _propagate_jointly(
    node: Node,
    pullback: Pullback,
    xp: Any,
    g: Any,
    saved: Any,
    cotangents: dict[Node, Any],
    graph: bool,
    watch: Callable[[Node, Any, Any], None] | None,
) -> None:
    """The same step for an operation whose one rule answers for all inputs together."""
    for parent, gx in pullback.joint(node, xp, g, saved, graph):
        if watch is not None:
            watch(node, g, gx)
        before = cotangents.get(parent)
        cotangents[parent] = gx if before is None else before + gx


class Partial:
    """The cotangent of an operation with several results, as far as it has arrived: one entry per result used."""

    __slots__ = ("parts",)

    def __init__(self, parts: dict[int, Any]) -> None:
        self.parts = parts

    def __add__(self, other: Partial) -> Partial:
        parts = dict(self.parts)
        for index, g in other.parts.items():
            parts[index] = parts[index] + g if index in parts else g
        return Partial(parts)

    def __iter__(self) -> Iterator[tuple[int, Any]]:
        return iter(self.parts.items())
