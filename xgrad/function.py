"""Function: a user's own operation, in the book's form."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from typing import Any
from weakref import ref

from xgrad import debug
from xgrad.arrays import as_array, describe, kind_of
from xgrad.backends import PYTHON_SCALARS
from xgrad.config import DEBUG, current_flags, using_config
from xgrad.creator import Creator
from xgrad.dispatch import SCALAR_TYPES, backend_of
from xgrad.graph import JOINT, Entry, Node, Partial, generation_after, new_node
from xgrad.pullback import fit
from xgrad.pullback_several import SelectPullback
from xgrad.registry import FUNCTIONS
from xgrad.variable import Variable, carrier_of, raw_reads, wrap
from xgrad.writes import note_view

_NO_ANSWERS: tuple[Any, tuple[Callable[[], Any], ...]] = (None, ())
_answers: ContextVar[tuple[Any, tuple[Callable[[], Any], ...]]] = ContextVar(
    "xgrad_answers", default=_NO_ANSWERS
)
"""While a Function's `backward` runs: its record, and what answers for its results."""


READ_RAW = (
    "{name}.backward read the raw data (.data, .item()) of a tracked Variable, which is not recorded, so its own "
    "derivative could be wrong; with create_graph=True use the Variable itself, or x.detach() where a constant is "
    "meant (comparisons such as x > 0 are constants already)"
)


class Function(Creator):
    """The base of a user's own operation.

    Subclass it with `forward(self, *arrays)`, which computes one raw array or a tuple of them from
    raw arrays, and `backward(self, *gys)`, which gets the results' gradients as Variables and
    returns the inputs' gradients: written with Variables and xgrad's functions, it can be
    differentiated again. Call an instance with Variables or arrays; it is then the creator of the
    results. `self.inputs` are the Variables that went in, `self.outputs` weak references to the
    results. Calling an instance again makes a copy, which is the creator of the new results.
    """

    _record: _Record | None = None
    _generation: int | None = None

    def forward(self, *xs: Any) -> Any:
        """Computes the results from raw arrays."""
        raise NotImplementedError(f"{type(self).__name__} must define forward(self, *arrays)")

    def backward(self, *gys: Any) -> Any:
        """Computes the inputs' gradients from the results' gradients; None for an input without one."""
        raise NotImplementedError(f"{type(self).__name__} must define backward(self, *gys)")

    def __call__(self, *inputs: Any) -> Any:
        """Applies the operation; one result comes alone, several as a list."""
        return _applied(self if self._record is None else copy.copy(self), inputs)

    @property
    def name(self) -> str:
        """The class's name."""
        return type(self).__name__

    @property
    def inputs(self) -> tuple[Any, ...]:
        """The Variables that went in; the very objects while they are alive."""
        return () if self._record is None else self._record.inputs()

    @property
    def outputs(self) -> tuple[Callable[[], Any], ...]:
        """Weak references to the results. During `backward` they always answer, with a stand-in where need be."""
        if self._record is None:
            return ()
        record, answers = _answers.get()
        return answers if record is self._record else self._record.outputs

    @property
    def generation(self) -> int:
        """The length of the longest path of operations from a leaf to the inputs, or what it was set to."""
        if self._generation is not None or self._record is None:
            return self._generation or 0
        return generation_after(self._record.origins.values())

    @generation.setter
    def generation(self, value: int) -> None:
        self._generation = value

    def __repr__(self) -> str:
        return f"<{self.name}>"


class _Record:
    """What a Function remembers of its application: all raw inputs and results, and the nodes of both."""

    __slots__ = ("carriers", "origins", "outputs", "xs", "ys")

    def __init__(
        self,
        xs: tuple[Any, ...],
        ys: tuple[Any, ...],
        origins: dict[int, Node],
        carriers: dict[int, Node],
    ) -> None:
        self.xs = xs
        self.ys = ys
        self.origins = origins  # of the tracked inputs, by position
        self.carriers = carriers  # of the untracked Variables among them
        self.outputs: tuple[Callable[[], Any], ...] = ()

    def inputs(self) -> tuple[Any, ...]:
        """The Variables that went in, or stand-ins."""
        found = []
        for k, x in enumerate(self.xs):
            origin = self.origins.get(k)
            node = origin or self.carriers.get(k)
            variable = None if node is None else node.result()
            found.append(wrap(x, origin) if variable is None else variable)
        return tuple(found)


class _FunctionPullback:
    """How the walk differentiates a Function: by its own `backward`, for all inputs together."""

    first = None
    rest = ()
    table: dict[type, Entry] = {}  # noqa: RUF012 - the same entry for every type
    fit = staticmethod(fit)

    def __init__(self, function: Function, record: _Record) -> None:
        self.op = _FunctionOp(function.name)
        self.function = function
        self.record = record
        self.results: int | None = len(record.ys)

    def meet(self, g: Any) -> Entry:
        return self.table.setdefault(type(g), JOINT)

    def lift(self, node: Node, g: Any) -> tuple[Any, Any]:
        return None, None

    def creator_of(self, node: Node) -> Any:
        return self.function

    def joint(
        self, node: Node, xp: Any, g: Any, saved: Any, graph: bool
    ) -> Iterable[tuple[Node, Any]]:
        record = self.record
        arrived = dict(g) if isinstance(g, Partial) else {0: g}
        gys = []
        for k, y in enumerate(record.ys):
            part = arrived.get(k)
            if part is None:
                part = backend_of(y).xp.zeros_like(y)
            gys.append(_handed_out(part))
        answers = tuple([_answer(record, node, k) for k in range(len(record.ys))])
        answering = _answers.set((record, answers))
        reading = raw_reads.set(set() if graph else None)
        try:
            with using_config("enable_backprop", graph):
                gxs = self.function.backward(*gys)
            read = raw_reads.get()
        finally:
            raw_reads.reset(reading)
            _answers.reset(answering)
        gxs = gxs if isinstance(gxs, (tuple, list)) else (gxs,)
        if len(gxs) != len(record.xs):
            raise ValueError(
                f"{self.op.name}.backward returned {len(gxs)} gradients for {len(record.xs)} inputs"
            )
        for k, parent in record.origins.items():
            if gxs[k] is not None:
                if read and isinstance(gxs[k], Variable):
                    raise RuntimeError(READ_RAW.format(name=self.op.name))
                yield parent, _checked(self.op.name, gxs[k], record.xs[k], graph)

    def inputs_of(self, node: Node) -> tuple[Variable | None, ...]:
        return self.record.inputs()

    def watched(self, node: Node) -> Iterable[tuple[str, Node | None, Any]]:
        record = self.record
        origins = record.carriers | record.origins
        for k, x in enumerate(record.xs):
            yield f"input {k}", origins.get(k), x
        for call, y in zip(record.outputs, record.ys, strict=True):
            result = call()
            held = result is not None and result._held is y
            yield "result", result._node if held else None, y


class _FunctionOp:
    """What the graph asks of an operation: here, a name."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


def _applied(function: Function, inputs: tuple[Any, ...]) -> Any:
    like = next((v._held for v in inputs if isinstance(v, Variable)), None)
    variables = [_input(value, like) for value in inputs]
    xs = tuple([variable._array() for variable in variables])
    outputs = function.forward(*xs)
    ys = tuple(
        [_result(function, y, xs) for y in (outputs if isinstance(outputs, tuple) else (outputs,))]
    )
    results = [wrap(y) for y in ys]
    for x in xs:
        for y in ys:
            note_view(y, x)
    origins = {i: v._node for i, v in enumerate(variables) if v._node is not None}
    if origins and (flags := current_flags()):
        carriers = {
            i: carrier_of(v)
            for i, v in enumerate(variables)
            if v._node is None and isinstance(inputs[i], Variable)
        }
        record = function._record = _Record(xs, ys, origins, carriers)
        record.outputs = tuple([ref(result) for result in results])
        node = new_node(
            results[0], _FunctionPullback(function, record), [*origins.values()], None, None, None
        )
        if flags & DEBUG:
            debug.guard(node)
        for k, result in enumerate(results):
            if kind_of(result._held) == "constant":
                continue
            if len(results) == 1:
                result._node = node
            else:
                select = SelectPullback(node.op, k)
                result._node = new_node(result, select, [node], None, None, None)
    return results[0] if len(results) == 1 else results


def _input(value: Any, like: Any) -> Variable:
    """An input as a Variable; a Python number beside a Variable is weak."""
    if isinstance(value, Variable):
        return value
    if type(value) in PYTHON_SCALARS and like is not None:
        return wrap(backend_of(like).weak(value, like))
    return wrap(as_array(value))


def _result(function: Function, y: Any, xs: tuple[Any, ...]) -> Any:
    """A result as an array; a Python number is weak beside the inputs."""
    if type(y) in PYTHON_SCALARS and xs:
        return backend_of(xs[0]).weak(y, xs[0])
    if isinstance(y, list):
        raise TypeError(
            f"{function.name}.forward must return a raw array or a tuple of them, not a list"
        )
    try:
        return as_array(y)
    except TypeError as error:
        raise TypeError(f"{function.name}.forward must return raw arrays: {error}") from None


def _answer(record: _Record, node: Node, k: int) -> Callable[[], Any]:
    """The k-th result while `backward` runs: the Variable itself if it is alive, else a stand-in on the graph."""
    result = record.outputs[k]()
    if result is None or result._held is not record.ys[k]:
        result = wrap(record.ys[k], node)
        if len(record.ys) > 1:
            select = SelectPullback(node.op, k)
            result._node = new_node(result, select, [node], None, None, None)
    return lambda: result


def _handed_out(g: Any) -> Variable:
    """A cotangent for a user's `backward`, who may write into it: others hold the same one."""
    data = g._held if isinstance(g, Variable) else g
    if isinstance(g, Variable) and g._node is not None:
        return wrap(data, g._node)  # writes into it are recorded
    xp = backend_of(data).xp
    copied = type(data) not in SCALAR_TYPES and xp.writable
    return wrap(xp.asarray(data, copy=True) if copied else data)


def _checked(name: str, gx: Any, x: Any, graph: bool) -> Any:
    """A gradient that a user's `backward` returned for the raw input `x`, as the walk needs it."""
    raw = gx._held if isinstance(gx, Variable) else gx
    raw = backend_of(x).weak(raw, x) if type(raw) in PYTHON_SCALARS else as_array(raw)
    backend, spec = backend_of(raw), (x.shape, x.dtype)
    if backend is not backend_of(x):
        raise TypeError(
            f"{name}.backward returned {describe(raw)} as the gradient of {describe(x)}: it must be of that library"
        )
    if not graph:
        return fit(backend.xp, raw, spec)
    if not isinstance(gx, Variable):
        raise RuntimeError(
            f"{name}.backward returned a raw array, so its own derivative is unknown; with create_graph=True "
            f"it must compute with Variables (self.inputs, gy) and xgrad's functions, without .data"
        )
    # A Variable of its own: the user's may be an input, or be kept for something else.
    return FUNCTIONS["positive"](fit(backend.namespace, gx, spec))
