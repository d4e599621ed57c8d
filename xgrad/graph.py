"""The graph: nodes, and the one walk that carries cotangents from results to leaves.

A node is what an operation leaves behind: how to differentiate it (`pullback`), the nodes of its
tracked inputs, the few values that its rules named, and a serial number. Serial numbers only grow,
so walking them downward is a topological order: nothing here recurses, whatever the depth. A node
is itself a weak reference to the Variable that it computed, and holds no other: a graph has no
reference cycle, and is freed as soon as nobody holds its results.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import add, attrgetter
from typing import Any, Protocol, TypeAlias, TypeVar
from weakref import WeakKeyDictionary, ref

from xgrad.creator import Creator

next_serial = itertools.count(1).__next__
"""The next serial number: later than everything recorded so far."""

by_serial = attrgetter("serial")

OUTPUTS = "*outputs"
"""Under which name a node of an operation with several results keeps the weak references to them."""


Entry: TypeAlias = tuple[Any, Any, Any, Any, Any]
"""What the walk needs for a type of raw cotangent: the raw namespace, the first pull, the others, an adder or None,
and how two cotangents are added."""

JOINT: Entry = (None, None, (), None, None)
"""The entry of an operation whose one rule answers for all inputs: no pull, so the walk asks `joint`."""


class Pullback(Protocol):
    """How an operation is differentiated with respect to some of its inputs, as far as the walk needs it."""

    @property
    def op(self) -> Any:
        """The operation."""

    @property
    def table(self) -> dict[type, Entry]:
        """The entries by the type of a raw cotangent."""

    @property
    def first(self) -> Any:
        """The pull of the first tracked input, or None where `joint` answers for all."""

    @property
    def rest(self) -> tuple[Any, ...]:
        """The pulls of the other tracked inputs."""

    def meet(self, g: Any) -> Entry:
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

    def creator_of(self, node: Node) -> Any:
        """What the user sees as the creator of the node's Variable."""

    @property
    def results(self) -> int | None:
        """How many results the operation has, each of several on a node of its own; None on such a node."""

    def watched(self, node: Node) -> Iterable[tuple[str, Node | None, Any]]:
        """The saved arrays that a Variable could have changed: name, the Variable's node if known, the array."""


class Node(ref, Creator):  # type: ignore[type-arg]
    """One recorded application of an operation, or a leaf (then `pullback` is None).

    A node is a weak reference to the Variable that it computed: calling it gives that Variable, or
    None when it is gone. A Variable that was written to has a new node; `result` asks for that.
    `first` and `rest` are the nodes of the tracked inputs, in order. `saved`
    is what the rules named (see `Pullback`). `specs` holds the (shape, dtype) that the engine must
    bring each cotangent to, or None where shapes and dtypes agree already. `static` holds the
    arguments that are no tracked arrays.
    """

    __slots__ = ("__weakref__", "first", "pullback", "rest", "saved", "serial", "specs", "static")
    __hash__ = object.__hash__
    __eq__ = object.__eq__

    pullback: Pullback | None
    first: Node | None
    rest: tuple[Node, ...]
    saved: Any
    specs: Any
    static: Any
    serial: int

    @property
    def parents(self) -> tuple[Node, ...]:
        """The nodes of the tracked inputs, in the order of the operation's arguments."""
        return () if self.first is None else (self.first, *self.rest)

    @property
    def op(self) -> Any:
        """The operation, or None for a leaf."""
        return None if self.pullback is None else self.pullback.op

    @property
    def name(self) -> str:
        """The operation's name, or "leaf"."""
        return "leaf" if self.pullback is None else self.pullback.op.name

    @property
    def written(self) -> int:
        """The serial number at which this node's Variable last changed its data; 0 for never."""
        return _written.get(self, 0)

    @written.setter
    def written(self, serial: int) -> None:
        _written[self] = serial

    @property
    def creator(self) -> Any:
        """What the book calls the creator of the result: this node, a user's Function, or None for a leaf."""
        return None if self.pullback is None else self.pullback.creator_of(self)

    @property
    def operation(self) -> Node | None:
        """The node of the operation: this one, its parent where this is one result of several, None for a leaf."""
        if self.pullback is None:
            return None
        return self.first if self.pullback.results is None else self

    @property
    def several(self) -> bool:
        """Whether this operation has several results, which have nodes of their own."""
        return self.pullback is not None and (self.pullback.results or 1) > 1

    def result(self) -> Any:
        """The Variable that was computed, or None when it is gone or was written to since."""
        variable = self()
        return variable if variable is not None and variable._stands_for(self) else None

    @property
    def outputs(self) -> tuple[Callable[[], Any], ...]:
        """Weak references to the results: call one to get its Variable, or None when it is gone."""
        found: tuple[Callable[[], Any], ...] = (
            self.static[OUTPUTS] if self.several else (self.result,)
        )
        return found

    @property
    def inputs(self) -> tuple[Any, ...]:
        """The Variables that went in, in the order of the operation's arguments.

        They are the very objects while those are alive, and stand-ins on the same graph afterwards.
        None stands where an untracked array was not kept.
        """
        return () if self.pullback is None else self.pullback.inputs_of(self)

    @property
    def generation(self) -> int:
        """How many operations lie on the longest path before this one (the book's order); computed when asked."""
        return 0 if self.pullback is None else generation_after(self.parents)

    def __repr__(self) -> str:
        return f"<{self.name} #{self.serial}>"


_written: WeakKeyDictionary[Node, int] = WeakKeyDictionary()


class Leaf(Node):
    """The node of a Variable that was made, not computed."""

    __slots__ = ("written",)


class ScalarLeaf(Leaf):
    """A leaf whose library computes faster with its scalars than with its arrays of no dimensions."""

    __slots__ = ()


def new_leaf(variable: Any, kind: type[Leaf] = Leaf) -> Leaf:
    """The node of a Variable that was made, not computed."""
    leaf = _fill(kind(variable), None, None, (), None, None, None)
    leaf.written = 0
    return leaf


def new_node(
    variable: Any,
    pullback: Pullback,
    parents: Sequence[Node],
    saved: Any,
    specs: Any,
    static: Any,
) -> Node:
    """The node of a computed Variable."""
    return _fill(Node(variable), pullback, parents[0], tuple(parents[1:]), saved, specs, static)


def renamed(node: Node, variable: Any) -> Node:
    """The same application, as the node of another Variable: of the one that is to hold its result."""
    other = Node(variable)
    for name in ("pullback", "first", "rest", "saved", "specs", "static", "serial"):
        setattr(other, name, getattr(node, name))
    return other


N = TypeVar("N", bound=Node)


def _fill(
    node: N,
    pullback: Pullback | None,
    first: Node | None,
    rest: tuple[Node, ...],
    saved: Any,
    specs: Any,
    static: Any,
) -> N:
    node.pullback = pullback
    node.first = first
    node.rest = rest
    node.saved = saved
    node.specs = specs
    node.static = static
    node.serial = next_serial()
    return node


def cut(node: Node) -> None:
    """Makes a computed node a leaf: everything behind it is forgotten."""
    node.pullback = node.first = node.saved = node.specs = node.static = None
    node.rest = ()


def generation_after(parents: Iterable[Node]) -> int:
    """The generation of an operation on the results of these nodes: 0 on leaves alone."""
    depth: dict[Node, int] = {}
    for node in reversed(ancestors(parents)):
        depth[node] = 1 + max(depth.get(parent, 0) for parent in node.parents)
    return max((depth.get(parent, 0) for parent in parents), default=0)


def ancestors(roots: Iterable[Node]) -> list[Node]:
    """Every computed node that the roots depend on, themselves included: consumers stand before producers."""
    order: list[Node] = []
    seen: set[Node] = set()
    for root in roots:
        if root.first is not None and root not in seen:
            seen.add(root)
            order.append(root)
    for node in order:  # which grows on the way
        parent: Node = node.first  # type: ignore[assignment]
        if parent.first is not None and parent not in seen:
            seen.add(parent)
            order.append(parent)
        if node.rest:
            for parent in node.rest:
                if parent.first is not None and parent not in seen:
                    seen.add(parent)
                    order.append(parent)
    order.sort(key=by_serial, reverse=True)
    return order


def through(xp: Any, g: Any) -> Any:
    """The rule of an operation whose cotangent passes unchanged; the walk knows it and calls nothing."""
    return g


def propagate(
    order: list[Node],
    cotangents: dict[Node, Any],
    graph: bool = False,
    watch: Callable[[Node, Any, Any], None] | None = None,
    kept: dict[Node, Any] | None = None,
) -> None:
    """Carries the cotangents down the order, until `cotangents` holds those of the leaves alone.

    `order` is what `ancestors` returns. Rules run on raw arrays; with `graph` the cotangents are
    Variables and the same rules run on Variables over the differentiable namespace, so they record
    themselves. `watch` sees each node with its cotangent and what a rule made of it; `kept`
    receives the cotangent of every node.
    """
    node = None
    try:
        for node in order:
            pullback: Pullback = node.pullback  # type: ignore[assignment]
            g = cotangents.pop(node, None)
            if g is None:
                continue
            if kept is not None and not isinstance(g, Partial):
                kept[node] = g
            if graph:
                xp, saved = pullback.lift(node, g)
                first, rest, adder, plus = pullback.first, pullback.rest, None, add
            else:
                saved = node.saved
                try:
                    xp, first, rest, adder, plus = pullback.table[type(g)]
                except KeyError:
                    xp, first, rest, adder, plus = pullback.meet(g)
            if first is None:
                _propagate_jointly(node, pullback, xp, g, saved, cotangents, graph, watch)
                continue
            parent: Node = node.first  # type: ignore[assignment]
            if adder is not None and parent in cotangents and watch is None:
                before = cotangents.pop(parent)
                cotangents[parent] = adder(xp, before, g, saved)
                before = None
                continue
            specs = node.specs
            gx = g if first is through else first(xp, g, saved[0] if rest else saved)
            if specs is not None:
                gx = pullback.fit(xp, gx, specs[0])
            if watch is not None:
                watch(node, g, gx)
            if parent in cotangents:
                before = cotangents.pop(parent)  # a variable of its own: `plus` counts references
                gx = plus(before, gx)
                before = None
            cotangents[parent] = gx
            gx = None  # so that who gets it next holds the only reference
            if not rest:
                continue
            i = 1
            for parent, pull in zip(node.rest, rest):  # noqa: B905 - as long by construction
                gx = g if pull is through else pull(xp, g, saved[i])
                if specs is not None:
                    gx = pullback.fit(xp, gx, specs[i])
                if watch is not None:
                    watch(node, g, gx)
                if parent in cotangents:
                    before = cotangents.pop(parent)
                    gx = plus(before, gx)
                    before = None
                cotangents[parent] = gx
                gx = None
                i += 1
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
        for index, g in other.parts.items():
            self.parts[index] = self.parts[index] + g if index in self.parts else g
        return self  # the walk owns the left operand; a copy per result would be quadratic

    def __iter__(self) -> Iterator[tuple[int, Any]]:
        return iter(self.parts.items())
