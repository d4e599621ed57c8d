"""Operations with several results: their cotangents meet in one rule, whichever of them were used."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import ref

import numpy as np
import pytest

import xgrad as xg
from xgrad.registry import FUNCTIONS, OPS

if TYPE_CHECKING:
    from libraries import Library

POINT = [0.3, 0.7, -0.4]


class Waves(NamedTuple):
    """Two results."""

    sine: Any
    cosine: Any


@pytest.fixture
def waves() -> Iterator[Any]:
    """An operation with two results; its rule is given None for one that nothing depends on."""

    @xg.op(results=Waves, kernel=lambda xp, x, scale: (scale * xp.sin(x), xp.cos(x)))
    def waves(x: xg.Array, /, scale: float = 2.0) -> Waves:
        """Sine, scaled, and cosine."""

    def rule(xp: Any, g: Any, y: Any, scale: float) -> Any:
        of_sine, of_cosine = g
        sine, cosine = y
        parts = [] if of_sine is None else [of_sine * cosine * scale]
        parts += [] if of_cosine is None else [-of_cosine * sine / scale]
        return parts[0] if len(parts) == 1 else parts[0] + parts[1]

    waves.vjp(rule)
    yield waves
    for table in (OPS, FUNCTIONS):
        del table["waves"]


def test_the_results_come_in_their_named_tuple(waves: Any, lib: Library) -> None:
    result = waves(xg.Variable(lib.asarray(POINT)))
    assert type(result) is Waves
    assert result.sine is result[0]
    plain = waves(lib.asarray(POINT))
    assert type(plain) is Waves
    assert not plain.cosine.tracked


@pytest.mark.parametrize("scale", [2.0, -1.5])
def test_every_use_of_the_results_is_differentiated(waves: Any, lib: Library, scale: float) -> None:
    point = lib.asarray(POINT)
    for f in (
        lambda x: waves(x, scale=scale),
        lambda x: waves(x, scale)[0] * x,
        lambda x: waves(x, scale)[1],
        lambda x: waves(x, scale).sine * waves(x).cosine + x,
        lambda x: xg.multiply(*waves(x)),
    ):
        xg.check_gradients(f, point, order=4 if lib.name == "numpy" else 2)


def test_a_result_may_be_dropped_or_unused(waves: Any) -> None:
    x = xg.Variable(np.asarray(POINT))
    sine = waves(x)[0]
    sine.backward()
    np.testing.assert_allclose(x.grad.data, 2 * np.cos(POINT))
    x.cleargrad()
    waves(x).cosine.backward()
    np.testing.assert_allclose(x.grad.data, -np.sin(POINT))


def test_the_creator_of_each_result_is_the_operation(waves: Any) -> None:
    x = xg.Variable(np.asarray(POINT))
    sine, cosine = waves(x)
    assert sine.creator is cosine.creator
    assert sine.creator.inputs == (x,)
    assert [output() for output in sine.creator.outputs] == [sine, cosine]
    assert xg.get_dot_graph(sine + cosine).count('label="waves"') == 1


def test_nothing_stays_alive(waves: Any) -> None:
    x = xg.Variable(np.asarray(POINT))
    gc.disable()
    try:
        sine, cosine = waves(x)
        kept = [ref(sine), ref(cosine), ref(sine._node), ref(sine.creator)]
        (sine * cosine).backward(create_graph=True)
        x.cleargrad()
        del sine, cosine
        assert [weak() for weak in kept] == [None] * 4
    finally:
        gc.enable()


def test_a_changed_result_is_refused(waves: Any) -> None:
    x = xg.Variable(np.asarray(POINT))
    sine, cosine = waves(x)
    total = sine + cosine
    with xg.no_grad():
        cosine[0] = 5.0
    with pytest.raises(RuntimeError, match="changed in place"):
        total.backward()
    assert x.grad is None


def test_debug_mode_sees_a_raw_write(waves: Any) -> None:
    x = xg.Variable(np.asarray(POINT))
    with xg.using_config("debug", True):
        sine, cosine = waves(x)
        cosine.data[0] = 5.0
        with pytest.raises(RuntimeError, match="written to"):
            (sine + cosine).backward()


def test_without_a_rule_a_tracked_input_raises() -> None:
    @xg.op(results=Waves, kernel=lambda xp, x: (x, x))
    def twice(x: xg.Array, /) -> Waves:
        """The same, twice."""

    try:
        with pytest.raises(xg.NotDifferentiableError, match="twice"):
            twice(xg.Variable(np.asarray(POINT)))
    finally:
        for table in (OPS, FUNCTIONS):
            del table["twice"]
