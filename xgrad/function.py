"""Function: a user's own operation, in the book's form."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from typing import Any
from weakref import ref

from xgrad.arrays import as_array, kind_of
from xgrad.config import current_flags, using_config
from xgrad.dispatch import backend_of, is_array
from xgrad.graph import Node, Partial
from xgrad.pullback import fit
from xgrad.variable import Variable, carrier_of, wrap


class Function(Node):
    """The base of a user's own operation.

    Subclass it with `forward(self, *arrays)`, which computes one raw array or a tuple of them from raw arrays, and
    `backward(self, *gys)`, which gets the results' gradients as Variables and returns the inputs' gradients: written with
    Variables and xgrad's functions, it can be differentiated again. Call an instance with Variables or arrays. It is the
    node of its application: `y.creator` is the instance; `self.inputs` are the Variables that went in, `self.outputs` weak
    references to the results. Calling the same instance again makes a new node.
    """

    def __init__(self) -> None:
        """Nothing is recorded before the first call; a subclass may take parameters and need not call this."""

    def forward(self, *xs: Any) -> Any:
        """Computes the results from raw arrays."""
        raise NotImplementedError(f"{type(self).__name__} must define forward(self, *arrays)")

    def backward(self, *gys: Any) -> Any:
        """Computes the inputs' gradients from the results' gradients; None for an input without one."""
        raise NotImplementedError(f"{type(self).__name__} must define backward(self, *gys)")

    def __call__(self, *inputs: Any) -> Any:
        """Applies the operation; one result comes alone, several as a list."""
        node = copy.copy(self) if hasattr(self, "serial") else self
        return _applied(node, inputs)

    @property
    def name(self) -> str:
        """The class's name."""
        return type(self).__name__

    def __copy__(self) -> Function:
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        return twin

    def __repr__(self) -> str:
        return f"<{self.name}>"

    @property
    def inputs(self) -> tuple[Any, ...]:
        """The Variables that went in; the very objects while they are alive."""
        return super().inputs if hasattr(self, "serial") else ()

    @property
    def outputs(self) -> tuple[Callable[[], Any], ...]:
        """Weak references to the results. During `backward` they always answer, with a stand-in where need be."""
        if not hasattr(self, "serial"):
            return ()
        calls: tuple[Callable[[], Any], ...] = self.static.outputs
        return calls


class _Record:
    """What a node of a Function remembers: all raw inputs and results, and who stands for them."""

    __slots__ = ("carriers", "outputs", "xs", "ys")

    def __init__(self, xs: tuple[Any, ...], ys: tuple[Any, ...], carriers: dict[int, Node]) -> None:
        self.xs = xs
        self.ys = ys
        self.carriers = carriers
        self.outputs: tuple[Callable[[], Any], ...] = ()


class _FunctionPullback:
    """How the walk differentiates a Function: by its own `backward`, for all inputs together."""

    first = None
    rest = ()
    table: dict[type, tuple[Any, Any, Any]] = {}  # noqa: RUF012 - the same entry for every type
    fit = staticmethod(fit)

    def __init__(self, op: _FunctionOp, positions: tuple[int, ...]) -> None:
        self.op = op
        self.positions = positions

    def meet(self, g: Any) -> tuple[Any, Any, Any]:
        return self.table.setdefault(type(g), (None, None, ()))

    def lift(self, node: Node, g: Any) -> tuple[Any, Any]:
        return None, None

    def joint(self, node: Node, xp: Any, g: Any, saved: Any, graph: bool) -> Iterable[tuple[Node, Any]]:
        assert isinstance(node, Function)
        record: _Record = node.static
        arrived = dict(g) if isinstance(g, Partial) else {0: g}
        gys = []
        for k, y in enumerate(record.ys):
            part = arrived.get(k)
            if part is None:
                part = backend_of(y).xp.zeros_like(y)
            gys.append(part if isinstance(part, Variable) else wrap(part))
        before = record.outputs
        record.outputs = tuple([_answer(node, k) for k in range(len(record.ys))])
        try:
            with using_config("enable_backprop", graph):
                gxs = node.backward(*gys)
        finally:
            record.outputs = before
        gxs = gxs if isinstance(gxs, (tuple, list)) else (gxs,)
        if len(gxs) != len(record.xs):
            raise ValueError(f"{node.name}.backward returned {len(gxs)} gradients for {len(record.xs)} inputs")
        for slot, position in enumerate(self.positions):
            gx = gxs[position]
            if gx is not None:
                yield node.parents[slot], _checked(node, gx, node.specs[slot], graph)

    def inputs_of(self, node: Node) -> tuple[Variable | None, ...]:
        record: _Record = node.static
        parents = dict(zip(self.positions, node.parents, strict=True))
        found = []
        for k, x in enumerate(record.xs):
            origin = parents.get(k) or record.carriers.get(k)
            variable = None if origin is None else origin.output()
            found.append(wrap(x, parents.get(k)) if variable is None else variable)
        return tuple(found)

    def watched(self, node: Node) -> Iterable[tuple[str, Node | None, Any]]:
        record: _Record = node.static
        origins = record.carriers | dict(zip(self.positions, node.parents, strict=True))
        for k, x in enumerate(record.xs):
            yield f"input {k}", origins.get(k), x
        for call, y in zip(record.outputs, record.ys, strict=True):
            result = call()
            yield "result", None if result is None else result._node, y


class _FunctionOp:
    """What the graph asks of an operation: here, a name."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


class _Select(Node):
    """One result of a Function that has several."""

    __slots__ = ()

    @property
    def creator(self) -> Node | None:
        return self.first if self.pullback is not None else None


class _SelectPullback(_FunctionPullback):
    """Hands the cotangent of one result to the Function's node, which waits for all of them."""

    def joint(self, node: Node, xp: Any, g: Any, saved: Any, graph: bool) -> Iterable[tuple[Node, Any]]:
        assert node.first is not None
        yield node.first, Partial({node.static: g})

    def inputs_of(self, node: Node) -> tuple[Variable | None, ...]:
        return () if node.first is None else node.first.inputs

    def watched(self, node: Node) -> Iterable[tuple[str, Node | None, Any]]:
        return ()


_SELECT = _SelectPullback(_FunctionOp("select"), (0,))


def _applied(node: Function, inputs: tuple[Any, ...]) -> Any:
    variables = [value if isinstance(value, Variable) else wrap(as_array(value)) for value in inputs]
    xs = tuple([variable.data for variable in variables])
    outputs = node.forward(*xs)
    ys = tuple([_result(node, y) for y in (outputs if isinstance(outputs, tuple) else (outputs,))])
    results = [wrap(y) for y in ys]
    positions = tuple([i for i, variable in enumerate(variables) if variable._node is not None])
    if positions and current_flags():
        carriers = {
            i: carrier_of(v) for i, v in enumerate(variables) if v._node is None and isinstance(inputs[i], Variable)
        }
        record = _Record(xs, ys, carriers)
        first, *rest = [variables[i]._node for i in positions]
        specs = tuple([(xs[i].shape, xs[i].dtype) for i in positions])
        pullback = _FunctionPullback(_FunctionOp(node.name), positions)
        Node.__init__(node, pullback, first, tuple(rest), None, specs, record, ref(results[0]))  # type: ignore[arg-type]
        record.outputs = tuple([ref(result) for result in results])
        for k, result in enumerate(results):
            if kind_of(result._data) == "constant":
                continue
            if len(results) == 1:
                result._node = node
            else:
                result._node = _Select(_SELECT, node, (), None, None, k, ref(result))
    return results[0] if len(results) == 1 else results


def _result(node: Function, y: Any) -> Any:
    try:
        return as_array(y)
    except TypeError as error:
        raise TypeError(f"{node.name}.forward must return raw arrays: {error}") from None


def _answer(node: Function, k: int) -> Callable[[], Any]:
    """The k-th result while `backward` runs: the Variable itself if it is alive, else a stand-in on the graph."""
    record: _Record = node.static
    alive = record.outputs[k]()
    single = len(record.ys) == 1
    result = alive if alive is not None else wrap(record.ys[k], node if single else None)
    return lambda: result


def _checked(node: Function, gx: Any, spec: Any, graph: bool) -> Any:
    """A gradient that a user's `backward` returned, as the walk needs it."""
    if isinstance(gx, Variable):
        xp = backend_of(gx._data).namespace if graph else backend_of(gx._data).xp
        return fit(xp, gx if graph else gx._data, spec)
    if not is_array(gx):
        gx = as_array(gx)
    if graph:
        raise RuntimeError(
            f"{node.name}.backward returned a raw array, so its own derivative is unknown; with create_graph=True "
            f"it must compute with Variables (self.inputs, gy) and xgrad's functions, without .data"
        )
    return fit(backend_of(gx).xp, gx, spec)


