"""Views: Variables that look into another one, as slices, reshapes and transposes do.

A view holds its base and how it was made. When the base is written to, or another view of it, the
view is marked stale, and made again from the base, recorded, when it is next looked at: what is
read is always what the base holds now. Plain Variables and fresh views pay nothing for this. A
write into a view goes up the chain of its bases (see `xgrad.inplace`).

What counts as a view is what the library says by sharing memory. Where it does not tell, or shares
none (JAX, Dask), it is what NumPy would do with arrays that lie in memory in C order.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple, NoReturn
from weakref import ref

from xgrad.config import DEFAULT_LIBRARY, current_flags, using_config
from xgrad.dispatch import SCALAR_TYPES, TYPES, backend, backend_of
from xgrad.graph import Node, renamed
from xgrad.registry import ENGINE
from xgrad.variable import Variable, wrap


class Views(NamedTuple):
    """What an operation says of its result being a view of its input."""

    back: Callable[..., Any]
    """How a view is written back: `back(y, x, *args)` is the base `x` with the elements of its view `y` in it."""
    looks: Callable[..., bool] | None = None
    """Whether this result is one: `looks(backend, y, x, *args)`, of raw arrays; None where every one is."""
    by_layout: bool = False
    """Whether some results are copies, depending on how the elements lie in memory."""


def read_only(view: Any, base: Any, *args: Any, **keywords: Any) -> NoReturn:
    """The `back` of a view that shows an element several times."""
    raise RuntimeError(
        "broadcast_to shows one element in several places, so it cannot be written to; write into its base, "
        "or into a copy such as `y + 0.0`"
    )


class View(Variable):
    """A Variable that looks into another: writing to either changes both."""

    __slots__ = ("_base", "_made_by", "_recorded")

    _base: Variable | None
    """What it looks into; None once it is on its own."""
    _made_by: tuple[Any, tuple[Any, ...], dict[str, Any]]
    """The operation that made it, and its other arguments."""
    _recorded: bool
    """Whether operations were recorded when it was made: then it is recorded when it is made again."""


class StaleView(View):
    """A view whose base was written to; the first look at its data makes it a fresh `View` again."""

    __slots__ = ()

    @property
    def _held(self) -> Any:
        _freshen(self)
        return self._held

    @property
    def _node(self) -> Node | None:  # type: ignore[override]
        _freshen(self)
        return self._node

    def _stands_for(self, node: Node) -> bool:
        return False


class Looking:
    """The views that look into one Variable: weak references to those that are fresh, and to the stale ones."""

    __slots__ = ("fresh", "limit", "stale")

    def __init__(self) -> None:
        self.fresh: list[ref[View]] = []
        self.stale: list[ref[View]] = []
        self.limit = 32  # as many as this, and those that are gone are forgotten

    def turn(self) -> None:
        """Takes all the fresh ones for stale."""
        self.stale += self.fresh
        self.fresh = []
        if len(self.stale) > self.limit:
            self.stale = list(
                {id(view): r for r in self.stale if (view := r()) is not None}.values()
            )
            self.limit = 32 + 2 * len(self.stale)


new_view = View.__new__


def view_of(op: Any, base: Variable, data: Any, args: tuple[Any, ...], keywords: Any) -> Variable:
    """The result of an operation that may look into its input: a `View` if it does."""
    raw = base._held
    kind = type(data)
    library = TYPES.get(kind) or backend_of(data)
    looks = op.view.looks
    if (
        kind in SCALAR_TYPES
        or type(raw) in SCALAR_TYPES
        or (looks is not None and not looks(library, data, raw, *args, **keywords))
    ):
        return wrap(data)
    view = new_view(View)
    view._held = data if not _apart(op, base, data, raw) else library.xp.asarray(data, copy=True)
    view._node = view._grad = view._carrier = view.name = None
    view._seeded = False
    view._base = base
    view._made_by = op, args, keywords
    view._recorded = current_flags() != 0
    _note(view, base)
    return view


def _apart(op: Any, base: Variable, data: Any, raw: Any) -> bool:
    """Whether a view shall have memory of its own: a small part of an array that is being filled.

    Whoever keeps the part (a rule that needs it) would keep the whole, so that the next write had
    to copy it: `for t in range(n): u[t + 1] = sin(u[t])` would take quadratic time and memory.
    """
    node = base._node
    return (
        node is not None
        and node.name == "index_put"
        and op.name == "getitem"
        and 8 * math.prod(data.shape) <= math.prod(raw.shape)
    )


def _note(view: View, base: Variable) -> None:
    looking: Looking | None = getattr(base, "_looking", None)
    if looking is None:
        looking = base._looking = Looking()
    fresh = looking.fresh
    fresh.append(ref(view))
    if len(fresh) > looking.limit:
        looking.fresh = [r for r in fresh if r() is not None]
        looking.limit = 32 + 2 * len(looking.fresh)


def bases(variable: Variable) -> list[Variable]:
    """What a view looks into, what that looks into, and so on to the root; empty for a Variable on its own."""
    found = []
    base = _base(variable)
    while base is not None:
        found.append(base)
        base = _base(base)
    return found


def _base(variable: Variable) -> Variable | None:
    """What a Variable looks into; settles whether a reshape does."""
    if not isinstance(variable, View) or variable._base is None:
        return None
    if variable._made_by[0].view.by_layout and not backend_of(variable._base._held).names_memory:
        _settle(variable)
    return variable._base


def _settle(view: View) -> None:
    """Takes for copies the reshapes on the way to a view that are copies in NumPy, where the library does not tell."""
    chain = [view]
    while isinstance(base := chain[-1]._base, View) and base._base is not None:
        chain.append(base)
    assert base is not None
    library = backend(DEFAULT_LIBRARY)
    # Memory that is never touched: an array that is no view, and the views as NumPy makes them.
    shadow = library.xp.empty(base.shape, dtype=library.xp.complex64)
    memory = _bottom(shadow)
    for link in reversed(chain):
        op, args, keywords = link._made_by
        shadow = op.kernel_for(shadow)(shadow, *args, **keywords)
        before, memory = memory, _bottom(shadow)
        if op.view.by_layout and memory is not before:
            link._base = None


def _bottom(shadow: Any) -> Any:
    """The array that owns the memory: those of the default library tell, with its backend package or without."""
    while shadow.base is not None:
        shadow = shadow.base
    return shadow


def mark_stale(root: Variable) -> None:
    """Every view of a Variable, and the views of those, is to be made again when it is next looked at."""
    stack, found = [root], []
    while stack:
        variable = stack.pop()
        looking: Looking | None = getattr(variable, "_looking", None)
        for r in () if looking is None else looking.fresh:
            view = r()
            if view is None or view._base is not variable or _base(view) is None:
                continue
            node = view._node
            if node is not None and node.pullback is None:
                view._base = None  # it was made a leaf of its own
                continue
            found.append(view)
            stack.append(view)
        if looking is not None:
            looking.turn()
    for view in found:
        view._held = view._node = view._carrier = None
        view.__class__ = StaleView


def written(base: Variable) -> None:
    """Notes that a raw array was written to: views of it that may be copies are made again."""
    if base._node is not None or not backend_of(base._held).names_memory:
        mark_stale(base)


def let_go(variable: Variable) -> None:
    """Parts a Variable that is to be given another array from its base and its views, which keep what they show."""
    looking: Looking | None = getattr(variable, "_looking", None)
    for r in () if looking is None else looking.stale + looking.fresh:
        view = r()
        if view is not None and view._base is variable:
            _freshen(view)
            view._base = None
    if looking is not None:
        variable._looking = None
    if isinstance(variable, View):
        variable._base = None


def _freshen(view: View) -> None:
    """Makes stale views again, from the outermost stale base inwards."""
    chain: list[View] = []
    link: Any = view
    while type(link) is StaleView:
        chain.append(link)
        link = link._base
    for link in reversed(chain):
        op, args, keywords = link._made_by
        base = link._base
        if link._recorded == bool(current_flags()):
            made = op.function(base, *args, **keywords)
        else:
            with using_config("enable_backprop", link._recorded):
                made = op.function(base, *args, **keywords)
        link.__class__ = View
        link._held = made._held
        link._node = None if made._node is None else renamed(made._node, link)
        _note(link, base)


ENGINE["let_go"] = let_go
ENGINE["written"] = written
