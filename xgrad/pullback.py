"""How an operation is differentiated with respect to those of its inputs that are tracked.

A rule names what it needs: `lambda xp, g, x2: g * x2`. For each set of tracked inputs that occurs,
a `Pullback` says which values must therefore be saved, and turns each rule into a pull of one
shape, `pull(xp, g, saved)`. An input that is not tracked costs nothing: `x * 2.0` becomes an
operation of one input whose rule names one value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from operator import add
from typing import Any

from xgrad import dispatch
from xgrad.arrays import as_array
from xgrad.backends import PYTHON_SCALARS
from xgrad.dispatch import backend_of
from xgrad.graph import Entry, Node, through
from xgrad.parameters import names_in
from xgrad.variable import Forgotten, Variable, wrap

OUTPUT = "y"
ASPECTS = ("shape", "dtype", "device", "ndim")
Rule = Callable[..., Any]
Pull = Callable[[Any, Any, Any], Any]


def names_of(rule: Rule) -> tuple[str, ...]:
    """The values that a rule names, after the namespace and the cotangent."""
    return names_in(rule)[2:]


def as_pull(rule: Rule) -> Pull:
    """The rule as `pull(xp, g, saved)`; `saved` is None, the one value that it names, or the tuple of them."""
    count = len(names_of(rule))
    if count == 1 or rule is through:
        return rule
    if count == 0:
        return lambda xp, g, saved: rule(xp, g)
    if count == 2:  # written out: powers and quotients are everywhere
        return lambda xp, g, saved: rule(xp, g, saved[0], saved[1])
    return lambda xp, g, saved: rule(xp, g, *saved)


def holding(pull: Pull) -> Pull:
    """The same pull where others need the cotangent after it: it finds a reference to `g` that is not its own."""

    def held(xp: Any, g: Any, saved: Any) -> Any:
        return pull(xp, g, saved)

    return held


def fit(xp: Any, g: Any, spec: tuple[tuple[int, ...], Any]) -> Any:
    """Brings a cotangent to its input's shape and dtype.

    Sums over the axes along which the input was broadcast, and casts: to a narrower or wider float,
    to the real part of a complex cotangent for a real input.
    """
    shape, dtype = spec
    if g.shape != shape:
        g = unbroadcast(xp, g, shape)
    if g.dtype != dtype:
        if xp.isdtype(g.dtype, "complex floating") and not xp.isdtype(dtype, "complex floating"):
            g = xp.real(g)
        g = xp.astype(g, dtype)
    return g


def unbroadcast(xp: Any, g: Any, shape: tuple[int, ...]) -> Any:
    """The adjoint of broadcasting to `g`'s shape from `shape`: sums over the axes that were repeated."""
    extra = len(g.shape) - len(shape)
    if extra < 0 or any(n not in (1, m) for n, m in zip(shape, g.shape[extra:], strict=True)):
        unknown = any(n != n for n in (*shape, *g.shape))  # NaN stands for them
        raise ValueError(
            f"a gradient of shape {tuple(g.shape)} cannot belong to an input of shape {tuple(shape)}"
            + (
                "; a length that is not known before it is computed has no gradient: "
                if unknown
                else ""
            )
            + ("write where(mask, x, 0.0) instead of x[mask]" if unknown else "")
        )
    repeated = tuple(
        axis
        for axis, n in enumerate(g.shape)
        if axis < extra or (shape[axis - extra] == 1 and n != 1)
    )
    if repeated:
        g = xp.sum(g, axis=repeated, keepdims=True)
    return xp.reshape(g, shape)


# How a binary operation saves its inputs, told from what each rule keeps in bits (1: the left
# input, 2: the right one).
NOTHING, SWAPPED, RIGHT, LEFT, BOTH, GENERAL = range(6)
LAYOUTS = {(0, 0): NOTHING, (0,): NOTHING, (2, 1): SWAPPED, (2,): RIGHT, (1,): LEFT, (3,): BOTH}


class Pullback:
    """The derivative of one operation with respect to its inputs at `positions`.

    `names` holds what each rule names, and `sources` where that comes from: an input's position, -1
    for the output, None for a static value. A node saves what its rule names (None, the one value,
    or a tuple), and with several rules a tuple of that. `keep` tells the callers of elementwise
    operations the same in bits, per rule: one for each input, one for the output.
    """

    def __init__(self, op: Any, positions: tuple[int, ...]) -> None:
        self.op = op
        self.positions = positions
        together = op.rules[0] if op.variadic else op.together_for(positions)
        rules = [op.rules[p] for p in positions] if together is None else [together]
        order = (*op.inputs, OUTPUT)
        self.names = tuple([names_of(rule) for rule in rules])
        self.sources = tuple(
            [tuple([self._source(name) for name in names]) for names in self.names]
        )
        self.slots = tuple([tuple([self._slot(s) for s in sources]) for sources in self.sources])
        self.lifts = any(slot is not None for slots in self.slots for slot in slots)
        alone = self.slots[0] if len(self.slots) == 1 else ()
        self.one_slot = alone[0] if len(alone) == 1 else None  # of one rule that names one value
        self.keep = tuple(
            [sum(1 << order.index(n) for n in names if n in order) for names in self.names]
        )
        in_order = all([n for n in order if n in names] == list(names) for names in self.names)
        self.layout = LAYOUTS.get(self.keep, GENERAL) if in_order else GENERAL
        pulls = [as_pull(rule) for rule in rules]
        self.joint_pull: Pull | None = None if together is None else pulls[0]
        self.first: Pull | None = pulls[0] if together is None else None
        self.rest: tuple[Pull, ...] = tuple(pulls[1:])
        self.nothing = None if len(rules) == 1 else (None,) * len(rules)
        self.table: dict[type, Entry] = dispatch.cache()

    fit = staticmethod(fit)
    results = 1

    def _source(self, name: str) -> int | None:
        if name == OUTPUT:
            return -1
        return self.op.inputs.index(name) if name in self.op.inputs else None

    def save(self, values: dict[str, Any]) -> Any:
        """What a node keeps of the values by name."""
        saved = [
            None
            if not names
            else values[names[0]]
            if len(names) == 1
            else tuple([values[name] for name in names])
            for names in self.names
        ]
        return saved[0] if len(saved) == 1 else tuple(saved)

    def _saved(self, node: Node) -> Iterator[tuple[str, int | None, Any]]:
        """What a node saved, one value at a time: its name, its source, and itself."""
        parts = (node.saved,) if len(self.names) == 1 else node.saved
        for names, sources, part in zip(self.names, self.sources, parts, strict=True):
            yield from zip(names, sources, (part,) if len(names) == 1 else part or (), strict=True)

    def meet(self, g: Any) -> Entry:
        """The raw namespace, the pulls, the adder and the addition for a type of cotangent.

        The backend may have its own.
        """
        backend = backend_of(g)
        pulls = [self.first, *self.rest]
        adder = None
        # An elementwise rule's own form only writes into memory, of which a scalar has none.
        needless = type(g) in dispatch.SCALAR_TYPES and self.op.elementwise
        if self.first is not None and not needless and not self.op.redeclared:
            own = backend.pulls.get(self.op.name, {})
            last = self.positions[-1]
            for i, position in enumerate(self.positions):
                pull = own.get(self.op.inputs[position])
                if pull is not None:
                    pulls[i] = pull if position == last else holding(pull)
            adder = backend.adders.get(self.op.name) if len(pulls) == 1 else None
        plus = add if needless else backend.xp.accumulate
        entry = self.table[type(g)] = (backend.xp, pulls[0], tuple(pulls[1:]), adder, plus)
        return entry

    def _slot(self, source: int | None) -> int | None:
        """Where a saved value stands on the graph: -1 the node, 0 and up its parents, -2 nowhere."""
        if source is None or source == -1:
            return source
        return self.positions.index(source) if source in self.positions else -2

    def lift(self, node: Node, g: Variable) -> tuple[Any, Any]:
        """The differentiable namespace, and what the node saved as Variables on the graph."""
        xp = backend_of(g._held).namespace
        saved = node.saved
        if not self.lifts:
            return xp, saved
        if self.one_slot is not None:
            return xp, _on_graph(node, self.one_slot, saved)
        if len(self.slots) > 1:
            return xp, [lifted(node, self.slots[i], part) for i, part in enumerate(saved)]
        return xp, lifted(node, self.slots[0], saved)

    def joint(
        self, node: Node, xp: Any, g: Any, saved: Any, graph: bool
    ) -> Iterable[tuple[Node, Any]]:
        """The cotangents of all inputs, from the one rule that answers for them together."""
        assert self.joint_pull is not None
        parts = self.joint_pull(xp, g, saved)
        for k, (parent, position) in enumerate(zip(node.parents, self.positions, strict=True)):
            part = parts[position]
            yield parent, part if node.specs is None else fit(xp, part, node.specs[k])

    def creator_of(self, node: Node) -> Any:
        """The node itself."""
        return node

    def watched(self, node: Node) -> Iterable[tuple[str, Node | None, Any]]:
        """The saved arrays that a Variable could have changed since: name, its node if known, and the array."""
        for name, source, value in self._saved(node):
            if source == -1:
                yield "result", node, value
            elif source in self.positions:
                yield f"input {name}", node.parents[self.positions.index(source)], value
            elif source is not None:
                operand = self._operand(node, source)
                yield f"input {name}", operand if isinstance(operand, Node) else None, value
        if isinstance(node.static, dict):
            for carrier, raw in node.static.get("*", ()):
                yield "index", carrier, raw

    def _operand(self, node: Node, position: int) -> Any:
        """What is known of an untracked input: a number, the node that stands for a Variable, or None."""
        static = node.static
        return static.get(self.op.inputs[position]) if isinstance(static, dict) else static

    def inputs_of(self, node: Node) -> tuple[Variable | None, ...]:
        """The Variables that went in, in the order of the operation's array arguments."""
        parents = node.parents
        if self.op.variadic:
            tracked = iter(parents)
            return tuple(
                stand_in(next(tracked), None)
                if position in self.positions
                else carrier and carrier.result()
                for position, carrier in enumerate(node.static[self.op.inputs[0]])
            )
        kept = {source: value for _, source, value in self._saved(node)}
        found: list[Variable | None] = []
        for position in range(len(self.op.inputs)):
            value = kept.get(position)
            if position in self.positions:
                found.append(stand_in(parents[self.positions.index(position)], value))
                continue
            operand = self._operand(node, position)
            variable = operand.result() if isinstance(operand, Node) else None
            if variable is None and value is None and not isinstance(operand, Node):
                value = operand
            if variable is None and value is not None:
                variable = wrap(as_array(value))
            found.append(variable)
        return tuple(found)


def lifted(node: Node, slots: tuple[int | None, ...], part: Any) -> Any:
    """What one rule named, as Variables on the graph."""
    if len(slots) == 1:
        return _on_graph(node, slots[0], part)
    if len(slots) == 2:  # written out: `x ** 2` has a base and an exponent
        return _on_graph(node, slots[0], part[0]), _on_graph(node, slots[1], part[1])
    return tuple([_on_graph(node, slot, part[i]) for i, slot in enumerate(slots)]) or None


def _on_graph(node: Node, slot: int | None, value: Any) -> Any:
    if slot is None or value is None:
        return value
    if slot == -2:
        return value if type(value) in PYTHON_SCALARS else wrap(value)
    if slot == -1:
        origin = node
    else:
        origin = node.first if slot == 0 else node.rest[slot - 1]  # type: ignore[assignment]
    variable: Variable | None = origin()
    if type(variable) is not Variable:  # gone, or a view, which may be stale
        variable = origin.result()
    if variable is not None and variable._held is value and variable._node is origin:
        return variable
    return wrap(value, origin)


def stand_in(origin: Node, value: Any) -> Variable:
    """The Variable of a node while it is alive, else one on the same graph with what is known of its data."""
    variable: Variable | None = origin.result()
    return (
        variable if variable is not None else wrap(Forgotten() if value is None else value, origin)
    )
