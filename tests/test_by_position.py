"""Arguments by position: where the standard wants a name and NumPy does not, NumPy's order is understood."""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import xgrad as xg
from xgrad.registry import COMPOSED, FUNCTIONS, OPS

if TYPE_CHECKING:
    from libraries import Library

AXIS_BY_POSITION = sorted(
    name
    for name in (*OPS, *COMPOSED)
    if "." not in name
    and hasattr(np, name)
    and [
        p.name
        for p in inspect.signature(FUNCTIONS[name]).parameters.values()
        if p.kind is p.KEYWORD_ONLY
    ][:1]
    == ["axis"]
    and not isinstance(getattr(np, name), np.ufunc)
)


def test_many_functions_take_an_axis() -> None:
    assert {"sum", "sort", "concat", "std", "repeat", "argmax"} <= set(AXIS_BY_POSITION)


@pytest.mark.parametrize("name", AXIS_BY_POSITION)
def test_an_axis_by_position_is_what_it_is_for_numpy(name: str, lib: Library) -> None:
    values = np.asarray([[3.0, 1.0, 2.0], [4.0, 6.0, 5.0]])
    x = xg.Variable(lib.asarray(values))
    before = {"roll": (1,), "repeat": (2,), "take": (np.asarray([1, 0]),)}.get(name, ())
    before = (np.argsort(values),) if name == "take_along_axis" else before
    first: Any = [values, values] if name in {"concat", "stack"} else values
    ours: Any = [x, x] if name in {"concat", "stack"} else x
    moved = [lib.asarray(b) if isinstance(b, np.ndarray) else b for b in before]
    call: Any = FUNCTIONS[name]
    if name == "diff":  # the order of the difference stands there for NumPy
        with pytest.raises(TypeError, match="positional"):
            call(ours, 1)
        return
    try:
        expected = getattr(np, name)(first, *before, 1)
    except TypeError:  # by name only, there too
        expected = getattr(np, name)(first, *before, axis=1)
    for operand in (ours, first if lib.id == "numpy" else ours):
        got = call(operand, *moved, 1)
        for one, other in zip(
            *[r if isinstance(r, tuple) else [r] for r in (got, expected)], strict=True
        ):
            np.testing.assert_allclose(lib.to_numpy(one.data), other, rtol=1e-6)
    with pytest.raises(TypeError, match=name):
        call(ours, *moved, 1, axis=1)


MATRIX = np.asarray([[3.0, 1.0, 2.0], [4.0, 6.0, 5.0]])
BY_POSITION: list[tuple[str, tuple[Any, ...]]] = [
    ("fft.rfft", (MATRIX, 4)),
    ("fft.rfft", (MATRIX, 4, 0, "ortho")),
    ("fft.irfft", (MATRIX + 0j, 3, 1)),
    ("fft.rfftn", (MATRIX, (2, 2), (0, 1))),
    ("fft.fftshift", (MATRIX, 1)),
    ("fft.fftfreq", (5, 0.5)),
    ("fft.rfftfreq", (5, 0.5)),
    ("tril", (MATRIX, -1)),
    ("triu", (MATRIX, 1)),
    ("tensordot", (MATRIX, MATRIX, 2)),
    ("searchsorted", (MATRIX[0, ::2], MATRIX[1], "right")),
    ("eye", (3, 3, 1, "float32")),
    ("arange", (0, 3, 1, "float32")),
    ("asarray", (MATRIX, "float32")),
    ("full", (2, 7.0, "float32")),
    ("zeros", ((2, 3), "float32")),
    ("ones_like", (MATRIX, "float32")),
]


@pytest.mark.parametrize(("name", "args"), BY_POSITION)
def test_what_numpy_takes_by_position_has_the_name_of_the_standard(
    name: str, args: tuple[Any, ...], lib: Library
) -> None:
    xp = xg.Variable(lib.asarray(0.0)).__array_namespace__()
    ours = [lib.asarray(arg) if isinstance(arg, np.ndarray) else arg for arg in args]
    expected = functools.reduce(getattr, name.split("."), np)(*args)
    tracked = [arg if arg is own else xg.Variable(own) for arg, own in zip(args, ours, strict=True)]
    for given in (ours, tracked):
        got = functools.reduce(getattr, name.split("."), xp)(*given)
        np.testing.assert_allclose(lib.to_numpy(got.data), expected, rtol=1e-6)
        assert str(got.dtype).endswith("32") or args[-1] != "float32"


def test_a_call_with_too_many_arguments_says_which_go_by_name(lib: Library) -> None:
    x = xg.Variable(lib.asarray([1.0, 2.0]))
    xp: Any = x.__array_namespace__()
    for call, message in (
        (lambda: xp.diff(x, 1), r"diff: too many .*by name alone: axis, n, prepend, append"),
        (lambda: xp.linspace(0, 1, 5, False), "linspace: .*: dtype, device, endpoint"),
        (lambda: xp.zeros(3, "float32", "cpu"), "zeros: .*by name alone: dtype, device"),
        (lambda: xp.sum(x, 0, axis=0), "sum: axis is given twice"),
        (lambda: xp.where(x > 1.0, x, x, x), "where: too many positional arguments$"),
    ):
        with pytest.raises(TypeError, match=message):
            call()
    with pytest.raises(Exception, match="4"):  # NumPy's shape is one argument: this is no dtype
        xp.zeros(3, 4)
