"""Every rule is broken on purpose, in each of the ways below, and the suite of `test_ops.py` must see it.

A mutant that is equivalent to its rule cannot be seen. Which ones are is not listed but decided, by
looking at the rule itself with the arguments that it is handed at the samples:

- A rule with a changed result is equivalent if it returns what the rule returns: zeros with their sign
  flipped, the rules of an addition swapped.
- A rule that does not record what it does to a value is equivalent if its derivative with respect to
  that value is zero, so that there is nothing to record: a comparison, an index; or if the operation
  refuses to be differentiated with respect to it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np
import op_checks
import pytest
from libraries import Library
from op_checks import Call, check_call

import xgrad as xg
from xgrad import dispatch, pullback
from xgrad.isolation import isolated
from xgrad.pullback import names_of
from xgrad.registry import OPS

Rule = Callable[..., Any]
TOGETHER = -1
"""The place of the rule that answers for all inputs together."""
RULES = [
    (name, i)
    for name, op in sorted(OPS.items())
    for i, rule in [*enumerate(op.rules), (TOGETHER, op.together)]
    if rule is not None
]


def rule_of(name: str, i: int) -> Rule | None:
    """The rule for input `i`, or for all of them together."""
    op = OPS[name]
    return op.together if i == TOGETHER else op.rules[i]


def answers_for(name: str, i: int) -> str:
    """What the rule answers for, as the tests' names have it."""
    return "together" if i == TOGETHER else OPS[name].inputs[i]


@dataclass(frozen=True)
class Mutant:
    """A broken rule, the order at which it goes wrong, and whether it is equivalent after all."""

    what: str
    rule: Rule
    order: int
    equivalent: bool


@dataclass(frozen=True)
class Handed:
    """What a rule was handed, once, in a plain backward pass."""

    xp: Any
    g: Any
    args: tuple[Any, ...]


@pytest.fixture(autouse=True)
def core_alone(request: pytest.FixtureRequest) -> Iterator[None]:
    """Without a backend package, whose own versions of some rules would stand in for the mutants."""
    needed = op_checks.needs_backend(request.node.callspec.params["name"])
    with nullcontext() if needed else isolated():
        yield


def library(name: str) -> Library:
    """NumPy, with its backend package where the operation needs one."""
    return Library("numpy" if op_checks.needs_backend(name) else "numpy:core")


@pytest.mark.parametrize(("name", "i"), RULES, ids=[f"{n}-{answers_for(n, i)}" for n, i in RULES])
def test_every_mutant_of_the_rule_dies(name: str, i: int) -> None:
    mutants = [m for m in mutants_of(name, i) if not m.equivalent]
    assert mutants, f"no way of breaking rule {i} of {name} makes a difference at its samples"
    with rule_replaced(name, i, rule_of(name, i)):
        assert not dies(name, 2), f"{name} fails as it is, so its mutants prove nothing"
    survivors = []
    for mutant in mutants:
        with rule_replaced(name, i, mutant.rule):
            if not dies(name, mutant.order):
                survivors.append(mutant.what)
    assert not survivors, f"rule {i} of {name} may be broken unseen: {survivors}"


def dies(name: str, order: int) -> bool:
    """Whether the suite notices, at any sample, by any exception."""
    for sample in op_checks.samples_of(name):
        try:
            check_call(Call(name, sample, library(name)), order)
        except Exception:
            return True
    return False


def mutants_of(name: str, i: int) -> Iterator[Mutant]:
    """The rule for input `i`, broken in every way."""
    rules = OPS[name].rules
    rule = rule_of(name, i)
    handed = list(arguments(name, i))

    def changed(what: str, mutate: Callable[..., Any]) -> Mutant:
        mutant = functools.wraps(rule)(lambda xp, g, *args: mutate(xp, g, args))
        with np.errstate(all="ignore"):
            same = all(equal(answer(mutant, h), answer(rule, h)) for h in handed)
        return Mutant(what, mutant, 1, same)

    yield changed("sign flipped", lambda xp, g, args: each(lambda r: -r, rule(xp, g, *args)))
    yield changed(
        "half as much again", lambda xp, g, args: each(lambda r: r * 1.5, rule(xp, g, *args))
    )
    yield changed(
        "one more everywhere", lambda xp, g, args: each(lambda r: r + 1, rule(xp, g, *args))
    )
    yield changed("ones for the cotangent", lambda xp, g, args: rule(xp, ones(xp, g), *args))

    for k, value in enumerate(names_of(rule)):
        yield changed(
            f"ones for {value}",
            lambda xp, g, args, k=k: rule(xp, g, *args[:k], ones(xp, args[k]), *args[k + 1 :]),
        )
    for place, value in enumerate(("g", *names_of(rule))):
        forgetful = functools.wraps(rule)(functools.partial(without_record, rule, place))
        needless = refused(name, value) or not any(matters(rule, place, h) for h in handed)
        yield Mutant(f"{value} not recorded", forgetful, 2, needless)

    if len(rules) == 2 and i == 0 and rules[1] is not None:
        yield Mutant("the two rules swapped", rules[1], 1, swap_is_equivalent(name))


def refused(name: str, value: str) -> bool:
    """Whether a value that a rule names is an input that no rule answers for: a tracked one is refused."""
    op = OPS[name]
    return value in op.inputs and op.rules[op.inputs.index(value)] is None


def answer(rule: Rule, h: Handed) -> Any:
    """What a rule returns; the error's type if a mutant cannot even compute (the inverse of ones)."""
    try:
        return rule(h.xp, h.g, *h.args)
    except Exception as error:
        return type(error).__name__


def ones(xp: Any, value: Any) -> Any:
    """Ones like an array of numbers, or like each of several; anything else as it is."""
    if type(value) is tuple:
        return tuple(ones(xp, part) for part in value)
    data = value.data if isinstance(value, xg.Variable) else value
    is_numbers = isinstance(data, np.ndarray | np.generic) and data.dtype.kind in "fc"
    return xp.ones_like(value) if is_numbers else value


def without_record(rule: Rule, place: int, xp: Any, *values: Any) -> Any:
    """The rule, with the value at a place (0 is the cotangent) taken for a constant."""
    kept = list(values)
    kept[place] = detached(kept[place])
    return rule(xp, *kept)


def detached(value: Any) -> Any:
    """A Variable, or each of several, as a constant; anything else as it is."""
    if type(value) is tuple:
        return tuple(map(detached, value))
    return value.detach() if isinstance(value, xg.Variable) else value


def matters(rule: Rule, place: int, h: Handed) -> bool:
    """Whether the rule's result has a derivative, not zero, with respect to the value at a place."""
    values = [constant(value) for value in (h.g, *h.args)]
    several = type(values[place]) is tuple
    parts = values[place] if several else (values[place],)
    watched = [xg.Variable(v.data) if isinstance(v, xg.Variable) else v for v in parts]
    leaves = [v for v in watched if isinstance(v, xg.Variable) and v.tracked]
    if not leaves:
        return False
    values[place] = tuple(watched) if several else watched[0]
    results = rule(dispatch.backend_of(leaves[0].data).namespace, *values)
    for result in results if isinstance(results, list | tuple) else [results]:
        if result.tracked:
            result.backward(cotangent(result))
    return any(v.grad is not None and bool(np.any(v.grad.data)) for v in leaves)


def constant(value: Any) -> Any:
    """What a rule is handed with `create_graph`: a Variable for an array, or for each of several."""
    if type(value) is tuple:
        return tuple(map(constant, value))
    is_numbers = isinstance(value, np.ndarray | np.generic) and value.dtype.kind in "fc"
    return xg.Variable(value).detach() if is_numbers else value


def swap_is_equivalent(name: str) -> bool:
    """Whether the gradients at all samples are the same with the rules swapped."""
    before = [gradients(call) for call in calls(name)]
    with rules_replaced(name, OPS[name].rules[::-1]):
        try:
            after = [gradients(call) for call in calls(name)]
        except Exception:
            return False
    return all(equal(a, b) for a, b in zip(before, after, strict=True))


def calls(name: str) -> Iterator[Call]:
    for sample in op_checks.samples_of(name):
        yield Call(name, sample, library(name))


def gradients(call: Call) -> list[Any]:
    """The gradients of all inputs, for a random cotangent."""
    inputs = [xg.Variable(data) for data in call.inputs]
    for result in op_checks.tracked_results(call.run(*inputs)):
        result.backward(cotangent(result))
    return [None if x.grad is None else x.grad.data for x in inputs]


def cotangent(result: xg.Variable) -> np.ndarray:
    """Random numbers of the shape and dtype of a result."""
    rng = np.random.default_rng(1)
    real, imaginary = rng.normal(size=result.shape), rng.normal(size=result.shape)
    is_complex = result.dtype.kind == "c"
    return np.asarray(real + 1j * imaginary if is_complex else real, dtype=result.dtype)


def arguments(name: str, i: int) -> Iterator[Handed]:
    """What rule `i` is handed at the samples."""
    rule = rule_of(name, i)
    seen: list[Handed] = []

    @functools.wraps(rule)
    def spy(xp: Any, g: Any, *args: Any) -> Any:
        seen.append(Handed(xp, g, args))
        return rule(xp, g, *args)

    with rule_replaced(name, i, spy):
        for call in calls(name):
            gradients(call)
    assert seen, f"rule {i} of {name} is used at none of its samples"
    yield from seen


@contextmanager
def rules_replaced(
    name: str, rules: tuple[Rule | None, ...], together: Rule | None = None
) -> Iterator[None]:
    """Other rules for an operation, for the length of a block; without one for all inputs together unless given."""
    op = OPS[name]
    before, before_together = op.rules, op.together
    op.vjp(*rules, together=together)
    try:
        yield
    finally:
        op.vjp(*before, together=before_together)


def rule_replaced(name: str, i: int, rule: Rule) -> Any:
    """Another rule for one input or for all; a rule of the other input brings both swapped."""
    rules = OPS[name].rules
    if i == TOGETHER:
        return rules_replaced(name, rules, rule)
    if rule in rules and rule is not rules[i]:
        return rules_replaced(name, rules[::-1])
    return rules_replaced(name, (*rules[:i], rule, *rules[i + 1 :]))


def each(change: Callable[[Any], Any], result: Any) -> Any:
    """The result of a rule, changed; all of them for a rule that answers for a list of inputs."""
    if isinstance(result, list | tuple):
        return [None if part is None else change(part) for part in result]
    return change(result)


def equal(a: Any, b: Any) -> bool:
    """Whether two results of a rule are the same, to the last digit."""
    if a is None or b is None:
        return a is b
    if isinstance(a, str) or isinstance(b, str):  # the names of errors
        return type(a) is type(b) and bool(a == b)
    if isinstance(a, list | tuple):
        return all(map(equal, a, b))
    return np.array_equal(np.asarray(a), np.asarray(b))


ENGINE = {
    "forgotten": lambda xp, g, shape: g,
    "not summed": lambda xp, g, shape: xp.reshape(
        xp.reshape(g, (-1,))[: int(np.prod(shape))], shape
    ),
    "averaged": lambda xp, g, shape: RIGHT(xp, g, shape) * (int(np.prod(shape)) / g.size),
}
RIGHT = pullback.unbroadcast
BROADCASTING = [
    name
    for name, op in sorted(OPS.items())
    if op.domain is not None and len(op.domain) > 1 and op.differentiable
]


@pytest.mark.parametrize("name", BROADCASTING)
@pytest.mark.parametrize("mutant", ENGINE)
def test_a_broken_sum_over_broadcast_axes_is_seen(
    name: str, mutant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pullback, "unbroadcast", ENGINE[mutant])
    assert dies(name, 1)
