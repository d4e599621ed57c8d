"""The judgement of one call: its gradient by `backward` against finite differences of the same call on NumPy.

right     the gradient agrees with finite differences; or both say that the derivative is zero
constant  the result is no longer tracked, and its derivative is zero: nothing was lost
refused   an exception
warned    the gradient is missing or incomplete, and a GradientLostWarning said so
NaN       the gradient is NaN somewhere, where the derivative is a number, and right elsewhere
lost      the result is not tracked, without a word
WRONG     a value or a gradient is wrong, without a word
"""

from __future__ import annotations

import importlib
import signal
import traceback
import warnings
import zlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

import xgrad as xg
from ecosystem.case import Case, Const
from ecosystem.support import support

VERDICTS = ("right", "constant", "refused", "warned", "NaN", "lost", "WRONG")
SECONDS = 180
VALUES = 1e-7


@dataclass(frozen=True)
class Verdict:
    """What came of a call on one library."""

    package: str
    title: str
    support: str
    library: str
    kind: str
    reason: str = ""
    where: str = ""


class Reference:
    """A call on NumPy: its value, and the derivative of a random sum of it by finite differences.

    The derivative takes many calls, so it is computed when it is first asked for.
    """

    def __init__(self, case: Case) -> None:
        self.case = case
        self.inputs = list(_inputs((case.args, case.kwargs)))
        self.value = outputs(case, perform(case, lambda a: a, np))
        rng = np.random.default_rng(zlib.crc32(case.title.encode()))
        self.weights = [_weights(rng, v) for v in self.value]

    @cached_property
    def gradients(self) -> list[Any]:
        """The derivative by each input."""
        return self._differences[0]

    @cached_property
    def errors(self) -> list[Any]:
        """How far each derivative may be off."""
        return self._differences[1]

    def total(self, values: list[Any]) -> float:
        """The sum of the results by their weights."""
        total = 0.0
        for v, w in zip(values, self.weights, strict=True):
            finite = np.where(np.isfinite(v), v, 0.0)
            total += float(np.sum(finite.real * w.real) + np.sum(finite.imag * w.imag))
        return total

    @cached_property
    def _differences(self) -> tuple[list[Any], list[Any]]:
        gradients = [np.zeros_like(a) for a in self.inputs]
        errors = [np.zeros(a.shape) for a in self.inputs]
        for k, a in enumerate(self.inputs):
            directions = (1.0, 1.0j) if np.iscomplexobj(a) else (1.0,)
            for index in np.ndindex(a.shape):
                for direction in directions:
                    slope, error = self._slope(k, index, direction)
                    gradients[k][index] += slope * direction
                    errors[k][index] += error
        return gradients, errors

    def _slope(self, k: int, index: tuple[int, ...], direction: complex) -> tuple[float, float]:
        """The derivative along an element, to fourth order, and how far from it second order is."""
        h = self.case.step
        f = {}
        for s in (-2, -1, 1, 2):
            moved = [np.array(a) for a in self.inputs]
            moved[k][index] += s * h * direction
            f[s] = self.total(outputs(self.case, perform(self.case, _each(moved), np)))
        near, far = (f[1] - f[-1]) / (2 * h), (f[2] - f[-2]) / (4 * h)
        return (4 * near - far) / 3, abs(near - far) * 1e-2


def _weights(rng: Any, value: Any) -> Any:
    w = rng.uniform(0.5, 1.5, size=np.shape(value))
    if np.iscomplexobj(value):
        w = w + 1j * rng.uniform(0.5, 1.5, size=np.shape(value))
    return np.where(np.isfinite(value), w, 0.0)


def _inputs(value: Any) -> Any:
    """The arrays in the arguments that are differentiated, in order."""
    if isinstance(value, np.ndarray):
        if value.dtype.kind in "fc":
            yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _inputs(item)
    elif isinstance(value, dict):
        yield from _inputs(list(value.values()))


def perform(case: Case, variable: Any, xp: Any, constant: Any = lambda a: a) -> Any:
    """The result of the call with other arrays in the place of its inputs and constants."""

    def convert(value: Any) -> Any:
        if isinstance(value, Const):
            return constant(value.value)
        if isinstance(value, np.ndarray):
            if value.dtype.kind not in "fc":
                return constant(value)
            return variable(value)
        if isinstance(value, (list, tuple)):
            return type(value)(convert(item) for item in value)
        if isinstance(value, dict):
            return {key: convert(item) for key, item in value.items()}
        return value

    function = _function(case)
    args, kwargs = convert(case.args), convert(case.kwargs)
    with np.errstate(all="ignore"):
        return (
            function(*args, **kwargs) if case.by is None else case.by(function, xp, *args, **kwargs)
        )


def _each(arrays: list[Any]) -> Any:
    """Puts the arrays, one after the other, in the places of a call's inputs."""
    following = iter(arrays)
    return lambda _: next(following)


def _function(case: Case) -> Any:
    """The function, by its name up to the first space."""
    found = importlib.import_module(case.package)
    for part in case.name.split(" ")[0].split("."):
        found = getattr(found, part)
    return found


def outputs(case: Case, result: Any) -> list[Any]:
    """The floating arrays in a result that the case wants."""
    if callable(case.pick):
        result = case.pick(result)
    elif case.pick is not None:
        result = [getattr(result, name) for name in case.pick.split()]
    return list(_floats(result))


def _floats(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from _floats(item)
    elif isinstance(value, dict):
        yield from _floats(list(value.values()))
    elif isinstance(value, (float, complex)) or (
        hasattr(value, "dtype") and any(k in str(value.dtype) for k in ("float", "complex"))
    ):
        yield value


def judge(reference: Reference, library: Any) -> Verdict:
    """The verdict on the call of a reference, made on Variables of a library (see `libraries.Library`)."""
    case = reference.case
    about = (case.package, case.title, support(case, _function(case)), library.id)
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(SECONDS)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("ignore")
            warnings.simplefilter("always", xg.GradientLostWarning)
            kind, reason = _compare(reference, library)
    except Exception as error:
        own = _own_refusal(case, library)
        return Verdict(*about, "refused", own or told(error), place(error))
    finally:
        signal.alarm(0)
    if caught and kind in {"lost", "WRONG"}:
        return Verdict(*about, "warned", f"{kind}: {caught[0].message}")
    return Verdict(*about, kind, reason)


def _own_refusal(case: Case, library: Any) -> str:
    """What the call says to the library's own arrays, if it refuses them too."""
    try:
        perform(case, library.asarray, library.xp, library.asarray)
    except Exception as error:
        return f"{library.name}'s own arrays too: {told(error)}"
    return ""


def _compare(reference: Reference, library: Any) -> tuple[str, str]:
    case = reference.case
    variables = []

    def variable(array: Any) -> Any:
        variables.append(xg.Variable(library.asarray(array)))
        return variables[-1]

    def constant(array: Any) -> Any:
        return xg.Variable(library.asarray(array)).detach()

    namespace = constant(np.zeros(1)).__array_namespace__()
    results = outputs(case, perform(case, variable, namespace, constant))
    if len(results) != len(reference.value):
        return "WRONG", f"{len(results)} results instead of {len(reference.value)}"
    values = [_to_numpy(library, r) for r in results]
    gap = _gap(values, reference.value)
    tolerance = case.tolerance
    if gap > VALUES:  # some functions compute in less precision on some libraries
        own = outputs(case, perform(case, library.asarray, library.xp, library.asarray))
        if _gap(values, [library.to_numpy(r) for r in own]) > VALUES:
            return "WRONG", f"values {values} instead of {reference.value}"[:150]
        tolerance = max(tolerance, 10 * gap)
    tracked = [isinstance(r, xg.Variable) and r.tracked for r in results]
    zero = all(not np.any(np.abs(g) > 1e-8) for g in reference.gradients)
    if not any(tracked):
        return ("constant", "") if zero else ("lost", "the result is not tracked")
    pairs = [(r, w) for r, w, t in zip(results, reference.weights, tracked, strict=True) if t]
    _backward(pairs, library)
    kind, told_of = "right", ""
    for k, (v, expected) in enumerate(zip(variables, reference.gradients, strict=True)):
        got = np.zeros_like(expected) if v.grad is None else library.to_numpy(v.grad.data)
        scale = max(1.0, float(np.max(np.abs(expected), initial=0.0)))
        off = np.abs(got - expected)
        holes = np.isnan(off)
        if np.any(off[~holes] - reference.errors[k][~holes] > tolerance * scale):
            worst = float(np.max(off[~holes]))
            return "WRONG", f"gradient of input {k} off by {worst:.2g} (scale {scale:.2g})"
        if np.any(holes):
            kind, told_of = "NaN", f"{holes.sum()} of {holes.size} elements of input {k}"
    return kind, told_of


def _gap(values: list[Any], others: list[Any]) -> float:
    """The largest difference, relative to the numbers where these are large; infinite for other shapes."""
    worst = 0.0
    for a, b in zip(values, others, strict=True):
        if np.shape(a) != np.shape(b) or not np.array_equal(np.isfinite(a), np.isfinite(b)):
            return float("inf")
        there = np.isfinite(a)
        off = np.abs(np.asarray(a)[there] - np.asarray(b)[there])
        worst = max(worst, np.max(off / np.maximum(1.0, np.abs(b)[there]), initial=0.0))
    return float(worst)


def _backward(pairs: list[tuple[Any, Any]], library: Any) -> None:
    total: Any = None
    for result, weights in pairs:
        terms = [xg.sum(_part(result, False) * library.asarray(weights.real))]
        if np.iscomplexobj(weights):
            terms.append(xg.sum(_part(result, True) * library.asarray(weights.imag)))
        for term in terms:
            total = term if total is None else total + term
    total.backward()


def _part(result: Any, imaginary: bool) -> Any:
    kind = "complex" in str(result.dtype)
    return (xg.imag if imaginary else xg.real)(result) if kind else result


def _to_numpy(library: Any, result: Any) -> Any:
    if isinstance(result, (np.ndarray, float, complex)):
        return np.asarray(result)
    return library.to_numpy(result.data if isinstance(result, xg.Variable) else result)


def told(error: BaseException) -> str:
    """An exception in one short line."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:150]}"


def place(error: BaseException) -> str:
    """Where in the other project an exception came from."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "site-packages" in f.filename]
    if not frames:
        return ""
    last = frames[-1]
    return f"{last.filename.split('site-packages/')[1]}:{last.lineno} {last.line}"


def _too_long(_signal: int, _frame: Any) -> None:
    raise TimeoutError(f"took more than {SECONDS} s")
