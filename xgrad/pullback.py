"""How an operation is differentiated with respect to those of its inputs that are tracked.

A rule names what it needs: `lambda xp, g, x2: g * x2`. For each set of tracked inputs that occurs, a `Pullback` says which
values must therefore be saved, and turns each rule into a pull of one shape, `pull(xp, g, saved)`. An input that is not
tracked costs nothing: `x * 2.0` becomes an operation of one input whose rule names one value.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Any

from xgrad import dispatch
from xgrad.dispatch import PYTHON_SCALARS, backend_of
from xgrad.graph import Node
from xgrad.variable import Variable, wrap

OUTPUT = "y"
ASPECTS = ("shape", "dtype", "device", "ndim")
Rule = Callable[..., Any]
Pull = Callable[[Any, Any, Any], Any]


def names_of(rule: Rule) -> tuple[str, ...]:
    """The values that a rule names, after the namespace and the cotangent."""
    return tuple(inspect.signature(rule).parameters)[2:]


def as_pull(rule: Rule, kept: tuple[str, ...]) -> Pull:
    """The rule as `pull(xp, g, saved)`; `saved` is None, the one kept value, or the tuple of them."""
    names = names_of(rule)
    if not names:
        return lambda xp, g, saved: rule(xp, g)
    if names == kept and len(kept) == 1:
        return rule
    at = [kept.index(name) for name in names]
    if len(at) == 1:
        i = at[0]
        return lambda xp, g, saved: rule(xp, g, saved[i])
    if len(at) == 2:
        i, j = at
        return lambda xp, g, saved: rule(xp, g, saved[i], saved[j])
    return lambda xp, g, saved: rule(xp, g, *[saved[k] for k in at])


def fit(xp: Any, g: Any, spec: tuple[tuple[int, ...], Any]) -> Any:
    """Brings a cotangent to its input's shape and dtype.

    Sums over the axes along which the input was broadcast, and casts: to a narrower or wider float, to the real part of
    a complex cotangent for a real input.
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
        raise ValueError(f"a gradient of shape {tuple(g.shape)} cannot belong to an input of shape {tuple(shape)}")
    repeated = tuple(
        axis
        for axis, n in enumerate(g.shape)
        if axis < extra or (shape[axis - extra] == 1 and n != 1)
    )
    if repeated:
        g = xp.sum(g, axis=repeated, keepdims=True)
    return xp.reshape(g, shape)


class Pullback:
    """The derivative of one operation with respect to its inputs at `positions`.

    `kept` names what a node must save; `sources` says for each of them where it comes from: an input's position, -1 for
    the output, None for a static value. `keep` has a bit for each input that is kept and one for the output.
    """

    def __init__(self, op: Any, positions: tuple[int, ...]) -> None:
        self.op = op
        self.positions = positions
        rules = [op.rules[p] for p in positions] if not op.variadic else [op.rules[0]]
        kept: dict[str, None] = {}
        for rule in rules:
            kept.update(dict.fromkeys(names_of(rule)))
        order = (*op.inputs, OUTPUT)
        self.kept = tuple(sorted(kept, key=lambda n: order.index(n) if n in order else len(order)))
        self.keep = sum(1 << i for i, name in enumerate(order) if name in kept)
        self.sources = tuple(
            -1 if name == OUTPUT else op.inputs.index(name) if name in op.inputs else None
            for name in self.kept
        )
        pulls = [as_pull(rule, self.kept) for rule in rules]
        self.joint_pull: Pull | None = pulls[0] if op.variadic else None
        self.first: Pull | None = None if op.variadic else pulls[0]
        self.rest: tuple[Pull, ...] = () if op.variadic else tuple(pulls[1:])
        self.table: dict[type, tuple[Any, Any, Any]] = dispatch.cache()

    fit = staticmethod(fit)

    def save(self, values: dict[str, Any]) -> Any:
        """What a node keeps of the values by name: None, the one value, or a tuple."""
        if len(self.kept) == 1:
            return values[self.kept[0]]
        return tuple([values[name] for name in self.kept]) if self.kept else None

    def meet(self, g: Any) -> tuple[Any, Any, Any]:
        """The raw namespace and pulls for a type of cotangent, with the backend's own pulls where it has some."""
        backend = backend_of(g)
        own = backend.pulls.get(self.op.name, {})
        pulls = [self.first, *self.rest]
        if self.first is not None:
            for i, position in enumerate(self.positions):
                replacement = own.get(self.op.inputs[position])
                if replacement is not None:
                    pulls[i] = as_pull(replacement, self.kept)
        entry = self.table[type(g)] = (backend.xp, pulls[0], tuple(pulls[1:]))
        return entry

    def lift(self, node: Node, g: Variable) -> tuple[Any, Any]:
        """The differentiable namespace, and what the node saved as Variables on the graph."""
        xp = backend_of(g._data).namespace
        sources = self.sources
        if not sources:
            return xp, None
        if len(sources) == 1:
            return xp, self._lifted(node, sources[0], node.saved)
        saved = [self._lifted(node, s, v) for s, v in zip(sources, node.saved, strict=True)]
        return xp, tuple(saved)

    def _lifted(self, node: Node, source: int | None, value: Any) -> Any:
        if source is None or value is None or type(value) in PYTHON_SCALARS:
            return value
        if source == -1:
            origin = node
        elif source not in self.positions:
            return wrap(value)
        else:
            slot = self.positions.index(source)
            origin = node.first if slot == 0 else node.rest[slot - 1]  # type: ignore[assignment]
        return _on(origin, value)

    def joint(
        self, node: Node, xp: Any, g: Any, saved: Any, graph: bool
    ) -> Iterable[tuple[Node, Any]]:
        """The cotangents of a list of arrays, from the one rule that answers for all of them."""
        assert self.joint_pull is not None
        parts = self.joint_pull(xp, g, saved)
        for k, (parent, position) in enumerate(zip(node.parents, self.positions, strict=True)):
            yield parent, fit(xp, parts[position], node.specs[k])

    def watched(self, node: Node) -> Iterable[tuple[str, Node | None, Any]]:
        """The saved arrays that a Variable could have changed since: name, its node if known, and the array."""
        parents = node.parents
        saved = node.saved if len(self.kept) > 1 else (node.saved,)
        for name, source, value in zip(self.kept, self.sources, saved, strict=False):
            if source == -1:
                yield "result", node, value
            elif source in self.positions:
                yield f"input {name}", parents[self.positions.index(source)], value
            elif source is not None:
                operand = self._operand(node, source)
                yield f"input {name}", operand if isinstance(operand, Node) else None, value
        if isinstance(node.static, dict):
            for carrier in node.static.get("*", ()):
                yield "index", carrier, None

    def _operand(self, node: Node, position: int) -> Any:
        """What is known of an untracked input: a number, the node that stands for a Variable, or None."""
        static = node.static
        return static.get(self.op.inputs[position]) if isinstance(static, dict) else static

    def inputs_of(self, node: Node) -> tuple[Variable | None, ...]:
        """The Variables that went in, in the order of the operation's array arguments."""
        parents = node.parents
        kept = dict(zip(self.sources, node.saved if len(self.kept) > 1 else (node.saved,), strict=False))
        if self.op.variadic:
            return tuple(_stand_in(parent, None) for parent in parents)
        found: list[Variable | None] = []
        for position in range(len(self.op.inputs)):
            value = kept.get(position)
            if position in self.positions:
                found.append(_stand_in(parents[self.positions.index(position)], value))
                continue
            operand = self._operand(node, position)
            variable = operand.output() if isinstance(operand, Node) else None
            if variable is None and value is None and not isinstance(operand, Node):
                value = operand
            if variable is None and value is not None:
                variable = wrap(value) if type(value) not in PYTHON_SCALARS else Variable(value).detach()
            found.append(variable)
        return tuple(found)


def _on(origin: Node, value: Any) -> Variable:
    """A saved value on the graph: the node's Variable if it still holds it, else another one."""
    variable: Variable | None = origin.output()
    return variable if variable is not None and variable._data is value else wrap(value, origin)


def _stand_in(origin: Node, value: Any) -> Variable:
    """The Variable of a node while it is alive, else one on the same graph with what is known of its data."""
    variable: Variable | None = origin.output()
    return wrap(value, origin) if variable is None else variable
