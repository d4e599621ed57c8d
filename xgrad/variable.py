"""The Variable: an array of any library that remembers how it was computed."""

from __future__ import annotations

from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

import array_api_compat

from xgrad.arrays import as_array, kind_of
from xgrad.backends import PYTHON_SCALARS
from xgrad.conversions import Conversions
from xgrad.dispatch import ARRAY_TYPES, SCALAR_TYPES, backend_of
from xgrad.graph import Leaf, Node, ScalarLeaf, ancestors, cut, new_leaf
from xgrad.methods import Methods
from xgrad.namespace import REVISIONS
from xgrad.operators import Operators
from xgrad.registry import ENGINE, FUNCTIONS
from xgrad.writes import mark_rebound, mark_written

raw_reads: ContextVar[set[Node] | None] = ContextVar("xgrad_reads", default=None)
"""While a Function's `backward` is itself recorded: the nodes of tracked Variables whose raw data it read."""
current_reads = raw_reads.get


class Forgotten:
    """Stands for data that was not kept: no rule needed it, and its Variable is gone."""

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(
            f"the data of this Variable was not kept, so it has no {name}; hold on to the Variable"
        )

    def __repr__(self) -> str:
        return "forgotten"


class Variable(Operators, Methods, Conversions):
    """An array and, if it was computed from tracked Variables, the node that can differentiate it.

    A floating or complex Variable that a user makes is tracked: operations on it are recorded and
    `backward` fills its `grad`. Integer and boolean data are constants. Results are tracked when an
    input was.

    Args:
        data: an array of any library (not copied), a constant (what a namespace's `zeros` or
            `asarray` gives), a Python number or a nested list of numbers.
        name: shown when the graph is drawn.
        dtype: the dtype wanted, native or by its standard name ("float64").
        device: where it should live, e.g. "cpu", "cuda", "cuda:1".

    Raises TypeError, naming the type, for anything else.
    """

    __slots__ = (
        "__weakref__",
        "_carrier",
        "_grad",
        "_held",  # the array; masked arrays of NumPy's take what is called `_data`, whatever it is
        "_looking",
        "_node",
        "_seeded",
        "name",
    )

    __xgrad_variable__ = True  # a raw array is everything array-like but this

    def __init__(
        self, data: Any, name: str | None = None, *, dtype: Any = None, device: str | None = None
    ) -> None:
        if isinstance(data, Variable):
            if data._node is not None:
                raise TypeError(
                    "this Variable is tracked already; use x.detach() for a constant on the same data"
                )
            data = data._array()
        self._held = as_array(data, dtype, device)
        self._node: Node | None = None
        self._grad: Variable | None = None
        self._seeded = False
        self._carrier: Node | None = None
        self._looking: Any = None  # its views; left out where speed counts, until there is one
        self.name = name
        backend = backend_of(self._held)
        if backend.kind(self._held.dtype) != "constant":
            scalar = backend.returns_scalars and self._held.ndim == 0
            self._node = new_leaf(self, ScalarLeaf if scalar else Leaf)

    # --- data and gradient
    # -------------------------------------------------------------------------------------------

    @property
    def data(self) -> Any:
        """The raw array. Setting it (also by `x.data -= ...`) is seen by every graph recorded before."""
        if (reads := current_reads()) is not None and self._node is not None:
            reads.add(self._node)
        data = self._held
        return data if type(data) in ARRAY_TYPES else self._array()

    @data.setter
    def data(self, value: Any) -> None:
        if value is self._held:
            mark_written(value, self._node, self._carrier)
            if getattr(self, "_looking", None) is not None:
                ENGINE["written"](self)
            return
        if isinstance(value, Variable):
            if value._node is not None:
                raise TypeError(
                    "x.data takes a raw array; this is a tracked Variable: assign its .data"
                )
            value = value._held
        if type(value) in PYTHON_SCALARS:
            value = backend_of(self._held).weak(value, self._held)
        value = as_array(value)
        if self._node is not None and kind_of(value) == "constant":
            raise TypeError(
                f"x.data of a tracked Variable must stay floating or complex, not {value.dtype}"
            )
        if type(self._node) is ScalarLeaf and (value.ndim or not backend_of(value).returns_scalars):
            self._node.__class__ = Leaf  # type: ignore[assignment]
        ENGINE["let_go"](self)  # its views stay with the array that it had
        self._held = value
        mark_rebound(self._node, self._carrier)

    def _stands_for(self, node: Node) -> bool:
        """Whether this Variable still holds what the node computed, or the constant that it stands for."""
        return self._node is node or self._carrier is node

    def _array(self) -> Any:
        """The data as an array, which a library's scalar becomes here for good."""
        data = self._held
        kind = type(data)
        if kind is Forgotten or kind in ARRAY_TYPES:
            return data
        library = backend_of(data)
        if kind in SCALAR_TYPES:
            data = self._held = library.from_scalar(data)
        return data

    @property
    def grad(self) -> Variable | None:
        """The gradient that `backward` added up, or None.

        Setting it on a result makes it the seed of its next `backward`. Raises ValueError unless
        shape, dtype and library are those of the data, TypeError on a constant.
        """
        return self._grad

    @grad.setter
    def grad(self, value: Any) -> None:
        if value is not None:
            if self._node is None:
                raise TypeError("a constant has no gradient")
            value = ENGINE["seed"](self, value)
        self._grad = value
        self._seeded = value is not None

    def cleargrad(self) -> None:
        """Forgets the gradient."""
        self._grad = None
        self._seeded = False

    def backward(
        self, grad: Any = None, retain_grad: bool = False, create_graph: bool = False
    ) -> None:
        """Adds the derivative of this Variable to the `grad` of every leaf that it was computed from.

        Args:
            grad: the cotangent to start from, of this Variable's shape and dtype. Default: what the
                user set as `y.grad`, else ones, which differentiates the sum of the elements.
            retain_grad: also set the `grad` of the results in between, as far as they are alive.
            create_graph: record the backward pass itself, so that gradients can be differentiated
                again.

        The graph is kept, so `backward` may be called again. All or nothing: whatever is raised on
        the way leaves every `grad` as it was. A complex leaf receives the direction of steepest
        ascent of the real part, as in PyTorch: the conjugate of the derivative.

        Raises RuntimeError if nothing tracked led here, or if a saved value was changed in place
        since.
        """
        ENGINE["backward"](self, grad, retain_grad, create_graph)

    # --- the graph
    # ---------------------------------------------------------------------------------------------------

    @property
    def tracked(self) -> bool:
        """Whether operations on this Variable are recorded."""
        return self._node is not None

    @property
    def creator(self) -> Any:
        """What computed this Variable: a node with `inputs`, `outputs` and `generation`, or None for a leaf."""
        return None if self._node is None else self._node.creator

    @property
    def generation(self) -> int:
        """The length of the longest path of operations from a leaf to here; 0 for a leaf."""
        creator = self.creator
        return 0 if creator is None else creator.generation + 1

    def detach(self) -> Variable:
        """A constant on the same data: a change in place of either is a change of both."""
        return wrap(self._array())

    def unchain(self) -> None:
        """Makes this Variable a leaf: what computed it is forgotten, also by what was computed from it."""
        if self._node is not None and self._node.pullback is not None:
            cut(self._node)

    def unchain_backward(self) -> None:
        """Makes every input on the way here a leaf; this Variable keeps its creator."""
        if self._node is not None:
            for node in ancestors([self._node]):
                if node is not self._node.operation and node is not self._node:
                    cut(node)

    # --- what an array says of itself
    # --------------------------------------------------------------------------------

    @property
    def shape(self) -> tuple[int, ...]:
        """The length of each axis."""
        return tuple(self._held.shape)

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self._held.shape)

    @property
    def size(self) -> Any:
        """The number of elements, or None where a lazy library does not know."""
        return array_api_compat.size(self._held)

    @property
    def dtype(self) -> Any:
        """The library's dtype."""
        return self._held.dtype

    @property
    def device(self) -> Any:
        """The library's device object."""
        return array_api_compat.device(self._held)

    @property
    def T(self) -> Variable:
        """The transpose: all axes in reverse order."""
        return FUNCTIONS["permute_dims"](self, tuple(range(self.ndim))[::-1])

    @property
    def mT(self) -> Variable:
        """The matrix transpose: the last two axes swapped. Raises ValueError below two dimensions."""
        return FUNCTIONS["matrix_transpose"](self)

    def to(self, device: str) -> Variable:
        """This Variable on another device ("cpu", "cuda", "cuda:1"); the gradient travels back by itself."""
        return FUNCTIONS["to_device"](self, device)

    def to_device(self, device: Any, /, *, stream: Any = None) -> Variable:
        """The standard's name of `to`; `device` may also be the library's own device object."""
        return FUNCTIONS["to_device"](self, device, stream=stream)

    def __array_namespace__(self, *, api_version: str | None = None) -> Any:
        """The differentiable Array API namespace over this Variable's library.

        Raises ValueError for a revision of the standard that there is not.
        """
        if api_version is not None and api_version not in REVISIONS:
            raise ValueError(
                f"{api_version!r} is no revision of the standard; it has {', '.join(REVISIONS)}"
            )
        return backend_of(self._held).namespace

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("len() of an array of no dimensions")
        return self.shape[0]

    def __iter__(self) -> Iterator[Variable]:
        if not self.shape:
            raise TypeError("iteration over an array of no dimensions")
        return (self[i] for i in range(len(self)))

    def __repr__(self) -> str:
        return f"variable({str(self._array()).replace(chr(10), chr(10) + ' ' * 9)})"

    def __reduce__(self) -> Any:
        if self._node is not None and self._node.pullback is not None:
            raise TypeError(
                "a computed Variable would lose its graph in a copy or file; use x.detach()"
            )
        grad = None if self._grad is None else self._grad.data
        return _rebuild, (self.data, self.name, self._node is not None, grad)

    # --- indexing
    # ----------------------------------------------------------------------------------------------------

    def __getitem__(self, index: Any) -> Variable:
        return FUNCTIONS["getitem"](self, index)

    def __setitem__(self, index: Any, value: Any) -> None:
        """Writes `value`, broadcast, at `index`: recorded, unless nothing that is tracked takes part.

        What was computed before keeps the old values. Raises RuntimeError on a tracked leaf and its
        views while operations are recorded (write inside `no_grad` to update a parameter), TypeError
        if the kind of `value` does not fit into this dtype.
        """
        ENGINE["write"](self, index, value)


_new = Variable.__new__


def wrap(data: Any, node: Node | None = None) -> Variable:
    """A Variable on raw data, as operations make it: untracked, or the result of a node."""
    variable = _new(Variable)
    variable._held = data
    variable._node = node
    variable._grad = None
    variable._seeded = False
    variable._carrier = None
    variable.name = None
    return variable


def as_variable(value: Any) -> Variable:
    """The Variable itself, or a new one on an array, a number or a list."""
    return value if isinstance(value, Variable) else Variable(value)


def carrier_of(variable: Variable) -> Node:
    """The node that stands for an untracked Variable in the records of operations on it.

    What it looks into gets one, too: a write there is a write here (see `xgrad.inplace`).
    """
    if variable._carrier is None:
        variable._carrier = new_leaf(variable)
        base = getattr(variable, "_base", None)
        if base is not None and base._node is None:
            carrier_of(base)
    return variable._carrier


def _rebuild(data: Any, name: str | None, tracked: bool, grad: Any) -> Variable:
    variable = Variable(data, name)
    if not tracked:
        variable._node = None
    elif grad is not None:
        variable._grad = wrap(grad)
    return variable
