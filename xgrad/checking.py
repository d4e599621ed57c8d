"""Derivatives checked against finite differences, to any order.

The idea in three lines.  Let `s1 = <w, f(x)>` with a random cotangent `w`: order 1 is right when
our gradient of `s1` agrees with finite differences of `f`.  Order k + 1 is right when our gradient
of `<v, gradient of sk>` agrees with finite differences of it, and these need no more than order k.

From order 2 on the cotangent `w` is an input like the others, so a rule that does not record what
it does to its cotangent is caught as well.  A derivative along a direction does not see every
mistake (a gradient summed over the wrong axis may have the right inner product), so order 1 is
compared element by element, and the shape, dtype and device of every gradient with those of its
input at every order.

Finite differences are central, extrapolated to step zero by Richardson's scheme with the error
estimate of Ridders: about eleven digits in float64.  Where they do not settle, the check fails: a
derivative is not right for want of evidence.  All arrays stay in their library and on their device;
only inner products leave it, as Python numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import array_api_compat

from xgrad.arrays import as_array
from xgrad.dispatch import backend_of
from xgrad.variable import Variable, as_variable

if TYPE_CHECKING:
    from random import Random

__all__ = ["GradientError", "check_gradients", "numerical_diff"]

Arrays: TypeAlias = list[Any]
"""Raw arrays, one for each input (and each cotangent): a point, a direction or a gradient."""

FIRST_STEP = 1 / 32
HALVINGS = 9  # The last step still keeps ten digits.


class GradientError(AssertionError):
    """A derivative disagrees with finite differences, or has the wrong shape, dtype or device."""


def numerical_diff(f: Callable[[Variable], Variable], x: Any, eps: float = 1e-4) -> Any:
    """The central difference (f(x + eps) - f(x - eps)) / 2 eps, as an array of x's library.

    Right for an `f` that works element by element or on a single number; `check_gradients` takes
    any function and says how far the difference itself can be trusted.
    """
    data = x.data if isinstance(x, Variable) else as_array(x)
    after = f(Variable(data + eps))
    before = f(Variable(data - eps))
    return (after.data - before.data) / (2 * eps)


def check_gradients(
    f: Callable[..., Any],
    *inputs: Any,
    order: int = 2,
    rng: Random | None = None,
    rtol: float | None = None,
    atol: float | None = None,
    step: float = FIRST_STEP,
    elements: int = 64,
) -> None:
    """Compare the derivatives of `f`, of orders 1 to `order`, with finite differences.

    Args:
        f: takes one Variable for each input and returns a Variable or a tuple of them; it must give
            the same values each time, and be smooth within a short distance of the inputs.
        *inputs: Variables, arrays of any library, numbers or lists. Those of integers and booleans
            are handed to `f` as constants; no `.grad` of the caller's own Variables is touched.
        order: the highest order to check.
        rng: draws the cotangents and directions; the same ones each time when left out.
        rtol: relative tolerance, 1e-6 when left out (0.01 for single precision); the estimated
            error of the finite difference is allowed on top.
        atol: absolute tolerance, as `rtol` when left out.
        step: the longest step to take from an input; halved until the differences settle.
        elements: how many elements of each input to check one by one at order 1. Where there are
            more, these are chosen at random, and a direction that moves all of them is checked too.

    Raises:
        GradientError: naming the order, the input, the element, what was expected and what came.
    """
    from random import Random  # two milliseconds that `import xgrad` should not cost

    check = _Check(f, inputs, Random(0) if rng is None else rng, step)
    single = any(leaf.single for leaf in check.leaves + check.cotangents)
    tolerance = 1e-2 if single else 1e-6
    check.tolerances = _Tolerances(
        relative=tolerance if rtol is None else rtol,
        absolute=tolerance if atol is None else atol,
        doubt=5e-2 if single else 1e-4,
    )
    check.element_by_element(elements)
    if order > 1:
        check.along_a_direction(order)
    check.inputs_unmodified()


class Slope(NamedTuple):
    """A derivative by finite differences, and how far it can be trusted."""

    value: float
    error: float


def slopes(scalars: Callable[[float], Sequence[float]], step: float = FIRST_STEP) -> list[Slope]:
    """The derivatives at 0 of some scalar functions of one number, evaluated together.

    Central differences at steps h, h/2, h/4, … are extrapolated to h = 0 until they settle or
    rounding makes them worse; of all entries of a scalar's table the one with the least estimated
    error counts.
    """

    def differences(h: float) -> list[list[float]]:
        pairs = zip(scalars(h), scalars(-h), strict=True)
        return [[(after - before) / (2 * h)] for after, before in pairs]

    rows = differences(step)
    best = [Slope(row[0], math.inf) for row in rows]
    for halving in range(1, HALVINGS + 1):
        coarser, rows = rows, differences(step / 2**halving)
        done = True
        for i, (row, coarse) in enumerate(zip(rows, coarser, strict=True)):
            for power, above in enumerate(coarse, start=1):
                last = row[-1]
                row.append(last + (last - above) / (4.0**power - 1))
                error = max(abs(row[-1] - last), abs(row[-1] - above))
                if error < best[i].error:
                    best[i] = Slope(row[-1], error)
            uncertain = best[i].error / (1 + abs(best[i].value))
            worse = abs(row[-1] - coarse[-1]) > 10 * best[i].error
            done = done and (uncertain <= 1e-10 or (uncertain <= 1e-3 and worse))
        if done:
            break
    return best


class _Tolerances(NamedTuple):
    """How far a derivative may be from its finite difference, and that from being certain."""

    relative: float
    absolute: float
    doubt: float

    def complaint(self, expected: Slope, got: float) -> str | None:
        """What is wrong, or None. Comparisons are written so that NaN is wrong."""
        says = f"expected {expected.value:.12g} (finite differences, ± {expected.error:.1g})"
        if not expected.error <= self.doubt * (1 + abs(expected.value)):
            return (
                f"the finite differences do not settle, so nothing can be said; {says}, "
                f"got {got:.12g}. Is the function smooth there?"
            )
        size = max(abs(expected.value), abs(got))
        allowed = self.absolute + self.relative * size + 4 * expected.error
        return None if abs(expected.value - got) <= allowed else f"{says}, got {got:.12g}"


class _Leaf(NamedTuple):
    """An input, or the cotangent of an output: what its arrays and gradients must look like."""

    label: str
    like: Any

    @property
    def is_complex(self) -> bool:
        return backend_of(self.like).kind(self.like.dtype) == "complex"

    @property
    def single(self) -> bool:
        return bool(backend_of(self.like).module.finfo(self.like.dtype).bits <= 32)

    @property
    def places(self) -> Iterator[tuple[int, ...]]:
        """The index of each element."""
        return product(*map(range, self.like.shape))

    def array(self, numbers: Sequence[complex]) -> Any:
        """An array that looks like this leaf, with the given elements."""
        xp, device = backend_of(self.like).module, array_api_compat.device(self.like)
        flat = xp.asarray(numbers, dtype=self.like.dtype, device=device)
        return xp.reshape(flat, tuple(self.like.shape))

    def normal(self, rng: Random) -> Any:
        """Elements drawn from a standard normal distribution, complex where the leaf is."""
        count = math.prod(self.like.shape)
        if self.is_complex:
            return self.array([complex(rng.gauss(), rng.gauss()) for _ in range(count)])
        return self.array([rng.gauss() for _ in range(count)])

    def direction(self, rng: Random) -> Any:
        """Elements of size 1/2 to 1, of either sign: each moves, none by more than one."""
        count = math.prod(self.like.shape)
        turn = complex(0.6, 0.8) if self.is_complex else 1.0
        signs = [rng.choice((turn, -turn)) for _ in range(count)]
        return self.array([sign * rng.uniform(0.5, 1.0) for sign in signs])

    def unit(self, place: tuple[int, ...], one: complex = 1.0) -> Any:
        """Zeros, with a one at a place."""
        return self.array([one if other == place else 0.0 for other in self.places])

    def gradient(self, grad: Variable | None, order: int) -> Any:
        """The raw gradient, once it is known to look like the leaf; zeros where there is none."""
        if grad is None:
            return self.array([0.0] * math.prod(self.like.shape))
        for what, expected, got in (
            ("type", type(self.like).__name__, type(grad.data).__name__),
            ("shape", tuple(self.like.shape), tuple(grad.shape)),
            ("dtype", self.like.dtype, grad.dtype),
            ("device", array_api_compat.device(self.like), grad.device),
        ):
            if expected != got:
                raise GradientError(
                    f"order {order}: the gradient for {self.label} has {what} {got}, "
                    f"but {self.label} has {what} {expected}"
                )
        return grad.data


class _Check:
    """One function at one point, with the random cotangents and directions of its check."""

    tolerances: _Tolerances

    def __init__(
        self, f: Callable[..., Any], inputs: Sequence[Any], rng: Random, step: float
    ) -> None:
        self.f = f
        self.rng = rng
        self.step = step
        # New handles on the same arrays: the caller's views and strides, but none of his `.grad`.
        self.arguments = [Variable(as_variable(x).data) for x in inputs]
        self.tracked = [i for i, x in enumerate(self.arguments) if x.tracked]
        if not self.tracked:
            raise GradientError("no input is floating-point, so there is nothing to differentiate")
        self.leaves = [_Leaf(f"input {i}", self.arguments[i].data) for i in self.tracked]
        self.given = [leaf.like for leaf in self.leaves]
        self.point = [backend_of(x).module.asarray(x, copy=True) for x in self.given]

        ys = self.outputs(self.given)[1]
        self.cotangents = [_Leaf(f"the cotangent of output {i}", y.data) for i, y in ys]
        self.weights = [leaf.normal(rng) for leaf in self.cotangents]

    def outputs(self, point: Arrays) -> tuple[list[Variable], list[tuple[int, Variable]]]:
        """The tracked inputs at a point, and the floating-point outputs of f, each with its place."""
        arguments = list(self.arguments)
        xs = [Variable(x) for x in point]
        for i, x in zip(self.tracked, xs, strict=True):
            arguments[i] = x
        result = self.f(*arguments)
        ys = result if isinstance(result, tuple | list) else (result,)
        kept = [(i, y) for i, y in enumerate(ys) if backend_of(y.data).kind(y.dtype) != "constant"]
        if not kept:
            raise GradientError("no output is floating-point, so there is nothing to check")
        return xs, kept

    def element_by_element(self, elements: int) -> None:
        """Order 1: every element of every gradient."""
        xs, ys = self.outputs(self.given)
        for (_, y), weight in zip(ys, self.weights, strict=True):
            if y.tracked:
                y.backward(weight)
        grads = [leaf.gradient(x.grad, 1) for leaf, x in zip(self.leaves, xs, strict=True)]

        def compare(where: str, direction: Arrays) -> None:
            def scalars(t: float) -> list[float]:
                ys = self.outputs(_moved(self.point, t, direction))[1]
                return [_inner(self.weights, [y.data for _, y in ys])]

            (expected,) = slopes(scalars, self.step)
            complaint = self.tolerances.complaint(expected, _inner(direction, grads))
            if complaint is not None:
                raise GradientError(f"order 1, {where}: {complaint}")

        if any(math.prod(leaf.like.shape) > elements for leaf in self.leaves):
            directions = [leaf.direction(self.rng) for leaf in self.leaves]
            compare("along a random direction", directions)
        nowhere = [leaf.gradient(None, 1) for leaf in self.leaves]
        for i, leaf in enumerate(self.leaves):
            places = list(leaf.places)
            if len(places) > elements:
                places = sorted(self.rng.sample(places, elements))
            for place, one in product(places, (1.0, 1j) if leaf.is_complex else (1.0,)):
                direction = [*nowhere[:i], leaf.unit(place, one), *nowhere[i + 1 :]]
                imaginary = ", imaginary part" if one == 1j else ""
                compare(f"{leaf.label}, element {place}{imaginary}", direction)

    def along_a_direction(self, order: int) -> None:
        """Orders 2 and up, all from the same evaluations, in inputs and cotangents together."""
        leaves = [*self.leaves, *self.cotangents]
        origin = [*self.point, *self.weights]
        contractions = [[leaf.normal(self.rng) for leaf in self.leaves]]
        contractions += [[leaf.normal(self.rng) for leaf in leaves] for _ in range(order - 2)]
        found = self.gradients([*self.given, *self.weights], contractions, order)[1:]

        def compare(direction: Arrays) -> list[str | None]:
            def scalars(t: float) -> list[float]:
                point = _moved(origin, t, direction)
                grads = self.gradients(point, contractions, order - 1)
                return [_inner(v, g) for v, g in zip(contractions, grads, strict=True)]

            expected = slopes(scalars, self.step)
            pairs = zip(expected, found, strict=True)
            return [self.tolerances.complaint(s, _inner(direction, g)) for s, g in pairs]

        complaints = compare([leaf.direction(self.rng) for leaf in leaves])
        wrong = next((k for k, complaint in enumerate(complaints) if complaint), None)
        if wrong is None:
            return
        # The direction only says that something is wrong: look for the element.
        nowhere = [leaf.gradient(None, 1) for leaf in leaves]
        for i, leaf in enumerate(leaves):
            for place in leaf.places:
                alone = compare([*nowhere[:i], leaf.unit(place), *nowhere[i + 1 :]])[wrong]
                if alone is not None:
                    where = f"{leaf.label}, element {place}"
                    raise GradientError(f"order {wrong + 2}, {where}: {alone}")
        where = "along a random direction"
        raise GradientError(f"order {wrong + 2}, {where}: {complaints[wrong]}")

    def gradients(self, point: Arrays, contractions: list[Arrays], order: int) -> list[Arrays]:
        """The gradients of s1, s2, … up to an order: s1's in the inputs, the others' in all leaves."""
        count = len(self.leaves)
        xs, ys = self.outputs(point[:count])
        seeds = [Variable(w) for w in point[count:]]
        leaves = list(zip([*self.leaves, *self.cotangents], [*xs, *seeds], strict=True))
        pairs = [(y, seed) for (_, y), seed in zip(ys, seeds, strict=True)]
        found: list[Arrays] = []
        for level in range(order):
            for _, x in leaves:
                x.cleargrad()
            for root, seed in pairs:
                if root.tracked:
                    root.backward(seed, create_graph=level < order - 1)
            among = leaves[:count] if level == 0 else leaves
            found.append([leaf.gradient(x.grad, level + 1) for leaf, x in among])
            if level < order - 1:
                grads = [x.grad for _, x in among]
                weights = zip(grads, contractions[level], strict=True)
                pairs = [(grad, Variable(v)) for grad, v in weights if grad is not None]
        return found

    def inputs_unmodified(self) -> None:
        """Neither f nor a rule may write into what it was given."""
        for leaf, before in zip(self.leaves, self.point, strict=True):
            same = (leaf.like == before) | (before != before)  # NaN stays NaN
            if not bool(backend_of(before).module.all(same)):
                raise GradientError(f"{leaf.label} was changed by the function or by a rule")


def _moved(point: Arrays, t: float, direction: Arrays) -> Arrays:
    """The point at a distance along a direction."""
    return [x + t * d for x, d in zip(point, direction, strict=True)]


def _inner(a: Arrays, b: Arrays) -> float:
    """The real inner product of two lists of arrays."""
    total = 0.0
    for p, q in zip(a, b, strict=True):
        backend = backend_of(p)
        xp = backend.module
        if backend.kind(p.dtype) == "complex":
            total += float(xp.sum(xp.real(p) * xp.real(q) + xp.imag(p) * xp.imag(q)))
        else:
            total += float(xp.sum(p * q))
    return total
