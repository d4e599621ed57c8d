"""Operations: declared by a signature and a rule per input, called with Variables, arrays and numbers.

    @elementwise
    def sin(x: Array, /) -> Variable:
        \"\"\"Sine of each element, in radians.\"\"\"
    sin.vjp(lambda xp, g, x: g * xp.cos(x))

The name says which function of the array's library computes the value, or which kernel of
`xgrad.kernels`. The parameters annotated as `Array` are the inputs; the others are static. A rule
is Array API code over the namespace it is handed; its own parameter names say what is kept alive
for it: an input, `y` (the output), a static parameter, or an input's `x_shape`, `x_dtype`,
`x_device`, `x_ndim`. An operation of an extension says so (`@op(within="linalg")`), and one with
several results which named tuple holds them (`@op(results=QRResult)`, or `tuple`): then `g` is the tuple of the
results' cotangents, None for a result that nothing depends on, and `y` the tuple of the results.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Annotated, Any, ParamSpec, Protocol, TypeAlias, TypeVar, cast, overload

from xgrad import dispatch
from xgrad.arrays import as_array
from xgrad.backends import Backend
from xgrad.call import binary_call, on_one_device, unary_call
from xgrad.call_general import general_call, single_call
from xgrad.call_several import several_call
from xgrad.dispatch import backend_of
from xgrad.operators import METHODS, Operators
from xgrad.parameters import CALLED, Naming, parameters_of
from xgrad.pullback import ASPECTS, OUTPUT, Pullback, Rule, names_of
from xgrad.pullback_several import SelectPullback, SeveralPullback
from xgrad.registry import FUNCTIONS, OPS, path_of
from xgrad.view import Views

P = ParamSpec("P")
R_co = TypeVar("R_co", covariant=True)
Array: TypeAlias = Annotated[Any, "Array"]
"""An input: a Variable, an array of any library, or a number. Annotating a parameter with it makes it an input."""
Threshold: TypeAlias = Annotated[Any, "Threshold"]
"""A static number or array that moves the result by steps, if at all: a tracked one is taken as a constant."""


class Operator(Protocol[P, R_co]):
    """The type of an operation's function: called as declared, and `vjp` gives it rules."""

    op: Op

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R_co:
        """Applies the operation."""

    def vjp(self, *rules: Rule | None, together: Rule | None = None) -> None:
        """Declares one rule per input, in order; None where an input has no derivative. See `Op.vjp`."""


class Op:
    """One operation: its signature, its inputs, its rules, and the kernel of each library met so far."""

    def __init__(
        self,
        declared: Callable[..., Any],
        *,
        elementwise: bool,
        kernel: Callable[..., Any] | None = None,
        domain: tuple[tuple[float, float], ...] | None = None,
        python_scalars: tuple[bool, bool] = (False, False),
        views: bool | Views = False,
        within: str = "",
        results: type | None = None,
        real: bool = False,
    ) -> None:

        self.name = path_of(declared, within)
        self.declared = declared
        self.parameters, self.positional, self._defaults, annotations = parameters_of(declared)
        self.naming = Naming(self.name, self.positional, self.parameters)
        kinds = {n: str(annotations.get(n)) for n in self.parameters}
        arrays = [n for n, kind in kinds.items() if "Array" in kind]
        self.inputs = tuple(arrays)
        self.views = bool(views)
        self.view = views if isinstance(views, Views) else None
        self.kernel = kernel
        self.variadic = any("list" in kinds[n] for n in arrays)
        self.results = results
        self.real = real
        if not arrays:
            raise TypeError(
                f"{self.name} has no input: annotate its array parameters with xgrad.Array"
            )
        if elementwise and (len(arrays) != len(kinds) or len(arrays) > 2):
            raise TypeError(
                f"{self.name}: an elementwise operation takes one or two arrays and nothing else; use @xg.op"
            )
        self.statics = tuple(n for n in kinds if n not in arrays)
        self.indices = {n for n in self.statics if "Index" in kinds[n]}
        self.thresholds = {n for n in self.statics if "Threshold" in kinds[n]}
        self.aspects = {f"{n}_{a}": (n, a) for n in arrays for a in ASPECTS}
        self.elementwise = elementwise
        # Whether arrays are all that it takes: then what it saves is told by bits, and callers can be quick.
        self.plain = elementwise or (len(arrays) == 2 and not self.statics and not self.variadic)
        self.python_scalars = python_scalars
        infinite = (float("-inf"), float("inf"))
        self.domain = (domain or (infinite,) * len(arrays)) if elementwise else None
        self.kernels: dict[type, Callable[..., Any]] = dispatch.cache()
        self.rules: tuple[Rule | None, ...] = (None,) * len(arrays)
        self.together: Rule | None = None
        self.selects: list[SelectPullback] = []
        self.redeclared = False
        self._declared: tuple[Rule | None, ...] = self.rules
        self._pullbacks: dict[tuple[int, ...], Pullback | None] = {}
        self._prepared = True  # there is nothing to prepare until there are rules
        self.whole: Pullback | None = None
        self.left: Pullback | None = None
        self.right: Pullback | None = None
        self.function = self._function(as_array)

    def at_home(self, library: Backend) -> Callable[..., Any]:
        """The function, for which numbers and lists are arrays of this library wherever the default device is."""

        def as_array_here(data: Any) -> Any:
            return as_array(data, None, None, library)

        return self._function(as_array_here)

    def _function(self, as_array: Callable[[Any], Any]) -> Callable[..., Any]:
        if self.results is not None:
            make = several_call
        elif self.plain:
            make = unary_call if self.elementwise and len(self.inputs) == 1 else binary_call
        else:
            make = general_call if self.variadic or len(self.inputs) > 1 else single_call
        function = functools.wraps(self.declared)(make(self, as_array))
        function.vjp = self.vjp  # type: ignore[attr-defined]
        function.op = self  # type: ignore[attr-defined]
        return function

    @property
    def differentiable(self) -> bool:
        """Whether it has a rule for some input."""
        return any(rule is not None for rule in self.rules)

    def vjp(self, *rules: Rule | None, together: Rule | None = None) -> None:
        """Declares the rules, one per input in order; None where an input has no derivative.

        Where rules share most of their work, `together` returns the tuple of what all of them
        return; it stands in for them when all inputs are tracked.

        Raises TypeError if a rule names something that is no input, output, static parameter or
        aspect of an input.
        """
        if len(rules) != len(self.inputs):
            raise TypeError(
                f"{self.name} has {len(self.inputs)} inputs; {len(rules)} rules were given"
            )
        known = {OUTPUT, *self.inputs}
        if self.variadic:
            known = {OUTPUT, *self.statics, *self.aspects}
        elif not self.plain:
            known |= {*self.statics, *self.aspects}
        for rule in (*rules, together):
            for named in () if rule is None else names_of(rule):
                if named not in known:
                    raise TypeError(
                        f"a rule of {self.name} names {named!r}; it can name {', '.join(sorted(known))}"
                    )
        if not self.differentiable:
            self._declared = rules
        self.redeclared = rules != self._declared  # then a backend's own pulls mean something else
        self.rules = rules
        self.together = together
        self._pullbacks.clear()
        self.whole = self.left = self.right = None
        self._prepared = False

    def quick(self, side: str) -> Pullback | None:
        """What stands ready for the quick callers as `whole`, `left` or `right`, from its first use on."""
        if not self._prepared:
            self.whole = self.pullback(tuple(range(len(self.inputs))))
            self.left = self.pullback((0,))
            self.right = self.pullback((1,)) if len(self.inputs) == 2 else None
            self._prepared = True
        found: Pullback | None = getattr(self, side)
        return found

    def select(self, index: int) -> SelectPullback:
        """How one of several results hands its cotangent on."""
        while len(self.selects) <= index:
            self.selects.append(SelectPullback(self, len(self.selects)))
        return self.selects[index]

    def together_for(self, positions: tuple[int, ...]) -> Rule | None:
        """The rule that answers for the inputs at these positions together, if there is one."""
        return self.together if len(positions) == len(self.inputs) else None

    def pullback(self, positions: tuple[int, ...]) -> Pullback | None:
        """How to differentiate with respect to the inputs at these positions; None where they have no rule."""
        if positions not in self._pullbacks:
            has_rules = all(self.rules[0 if self.variadic else p] is not None for p in positions)
            kind = Pullback if self.results is None else SeveralPullback
            self._pullbacks[positions] = kind(self, positions) if has_rules else None
        return self._pullbacks[positions]

    def kernel_for(self, array: Any) -> Callable[..., Any]:
        """The kernel of an array's library, which is looked up once per type of array."""
        backend = backend_of(array)
        kernel = backend.xp.at(self.name) if self.kernel is None else self._own(backend)
        if self.elementwise and len(self.inputs) == 2:
            kernel = backend.binary_kernel(self.name, kernel)
        if backend.checks_devices:
            kernel = on_one_device(self, kernel)
        if self.real:
            kernel = _of_reals(kernel, backend)
        self.kernels[type(array)] = kernel
        return cast("Callable[..., Any]", kernel)

    def _own(self, backend: Backend) -> Callable[..., Any]:
        """The kernel that came with the declaration, over a library; it gets every argument."""
        kernel = self.kernel
        assert kernel is not None

        def call(*args: Any, **keywords: Any) -> Any:
            values = self.bind(args, keywords)
            return kernel(backend.xp, *[values[name] for name in self.parameters])

        return call

    def bind(self, args: tuple[Any, ...], keywords: dict[str, Any]) -> dict[str, Any]:
        """The arguments by name, with defaults. Raises TypeError as Python does for a wrong call."""
        if len(args) > self.naming.count:
            args, keywords = self.naming(args, keywords)
        values = dict(self._defaults)
        values.update(zip(self.positional, args, strict=False))
        values.update(keywords)
        if len(values) != len(self.parameters):
            try:
                inspect.signature(self.declared).bind(*args, **keywords)
            except TypeError as error:
                meant = [f"{n} is called {CALLED[n]} here" for n in keywords if n in CALLED]
                raise TypeError("; ".join([f"{self.name}: {error}", *meant])) from None
        return values

    def told(self, values: dict[str, Any]) -> dict[str, Any]:
        """The arguments worth naming in an error: all but defaults, in the order of the signature."""
        return {
            n: values[n]
            for n in self.parameters
            if n not in self._defaults or values[n] is not self._defaults[n]
        }

    def arranged(self, values: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        """The arguments for a kernel: those without a default by position, others by name unless they are default.

        Libraries differ in which optional arguments they know, so a default is left for them to
        choose; but not a default axis, which some of them lack.
        """
        positional = [values[n] for n in self.positional if n not in self._defaults]
        named = {
            n: values[n]
            for n, default in self._defaults.items()
            if values[n] is not default or (n == "axis" and default is not None)
        }
        for n in self.parameters:
            if n not in self.positional and n not in self._defaults:
                named[n] = values[n]
        return positional, named


def _of_reals(kernel: Callable[..., Any], backend: Backend) -> Callable[..., Any]:
    def checked(*args: Any, **keywords: Any) -> Any:
        for value in (*args, *keywords.values()):
            dtype = getattr(value, "dtype", type(value))
            if dtype is complex or (hasattr(value, "dtype") and backend.kind(dtype) == "complex"):
                raise TypeError(f"it is a function of real numbers here, and was given {dtype}")
        return kernel(*args, **keywords)

    return checked


def _register(new: Op) -> Any:
    if new.name in FUNCTIONS:
        raise ValueError(f"there is an operation named {new.name!r} already; choose another name")
    OPS[new.name] = new
    FUNCTIONS[new.name] = new.function
    if new.name in METHODS:
        setattr(Operators, METHODS[new.name], new.function)
    return new.function


@overload
def op(declared: Callable[P, R_co], /) -> Operator[P, R_co]: ...


@overload
def op(
    *,
    kernel: Callable[..., Any] | None = None,
    views: bool | Views = False,
    within: str = "",
    results: type | None = None,
    real: bool = False,
) -> Callable[[Callable[P, R_co]], Operator[P, R_co]]: ...


def op(
    declared: Any = None,
    /,
    *,
    kernel: Callable[..., Any] | None = None,
    views: bool | Views = False,
    within: str = "",
    results: type | None = None,
    real: bool = False,
) -> Any:
    """Declares an operation by its signature.

    The parameters annotated `Array` (or `list[Array]`) are inputs, the others static.

    Args:
        kernel: how to compute the value, as `kernel(xp, ...)` over the library's namespace, raw
            arrays and all other arguments; without it, by the library's function of this name.
        views: whether libraries may give an array that shares the input's memory; where the result
            is meant as a view, to be written through, how that is done.
        within: the extension that it belongs to ("linalg", "fft", "special"); none for the main
            namespace.
        results: the named tuple of an operation with several results, or `tuple` where their number
            is not always the same. It has one input.
        real: whether it is a function of real numbers alone, and refuses complex ones.
    """

    def declare(declared: Callable[..., Any]) -> Any:
        return _register(
            Op(
                declared,
                elementwise=False,
                kernel=kernel,
                views=views,
                within=within,
                results=results,
                real=real,
            )
        )

    return declare if declared is None else declare(declared)


@overload
def elementwise(declared: Callable[P, R_co], /) -> Operator[P, R_co]: ...


@overload
def elementwise(
    *,
    kernel: Callable[..., Any] | None = None,
    domain: Any = None,
    python_scalars: tuple[bool, bool] = (False, False),
    within: str = "",
    real: bool = False,
) -> Callable[[Callable[P, R_co]], Operator[P, R_co]]: ...


def elementwise(
    declared: Any = None,
    /,
    *,
    kernel: Callable[..., Any] | None = None,
    domain: Any = None,
    python_scalars: tuple[bool, bool] = (False, False),
    within: str = "",
    real: bool = False,
) -> Any:
    """Declares an operation of one or two inputs that acts element by element, with broadcasting.

    Args:
        kernel: how to compute the value, as `kernel(xp, x)` over the library's namespace and raw
            arrays; without it, by the library's function of this name.
        domain: a (low, high) pair per input, infinite where it is open: where the tests may
            evaluate it.
        python_scalars: per input, whether the rules and every library's operator take a Python
            number in its place.
        within: the extension that it belongs to ("special"); none for the main namespace.
        real: whether it is a function of real numbers alone, and refuses complex ones.
    """

    def declare(declared: Callable[..., Any]) -> Any:
        return _register(
            Op(
                declared,
                elementwise=True,
                kernel=kernel,
                domain=domain,
                python_scalars=python_scalars,
                within=within,
                real=real,
            )
        )

    return declare if declared is None else declare(declared)
