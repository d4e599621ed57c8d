"""Law: writes are recorded or refused; a view shows what its base holds; nothing held elsewhere changes."""

from __future__ import annotations

import gc
import tracemalloc
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import xgrad as xg


def leaf(lib: Any, *values: float) -> Any:
    return xg.Variable(lib.asarray(values))


def values(lib: Any, x: Any) -> Any:
    return lib.to_numpy(x.data).tolist()


def test_a_view_that_was_made_before_a_write_shows_it(lib: Any) -> None:
    x = leaf(lib, 1.0, 2.0, 3.0, 4.0)
    y = x * 1.0
    square = xg.reshape(y, (2, 2))
    row, turned = square[1], square.T
    y[2] = x[0] * 10.0
    turned[0] *= 2.0  # elements 0 and 2
    assert values(lib, y) == [2.0, 2.0, 20.0, 4.0]
    assert values(lib, row) == [20.0, 4.0]
    assert values(lib, square) == [[2.0, 2.0], [20.0, 4.0]]
    xg.sum(row).backward()
    assert values(lib, x.grad) == [20.0, 0.0, 0.0, 1.0]


def test_what_was_computed_before_a_write_keeps_the_old_values(lib: Any) -> None:
    x = leaf(lib, 1.0, 2.0)
    y = x * 1.0
    before = y * y
    y[0] = 5.0
    y += 1.0
    xg.sum(before).backward()
    assert values(lib, x.grad) == [2.0, 4.0]
    assert before.creator.inputs[0] is not y
    assert values(lib, y) == [6.0, 3.0]


def test_an_output_that_its_own_rule_needs_may_be_written_to(lib: Any) -> None:
    x = leaf(lib, 0.0, 1.0)
    y = xg.exp(x)
    y *= y
    y.backward(create_graph=True)
    np.testing.assert_allclose(values(lib, x.grad), 2 * np.exp([0.0, 2.0]))
    gx = x.grad
    x.cleargrad()
    gx.backward()
    np.testing.assert_allclose(values(lib, x.grad), 4 * np.exp([0.0, 2.0]))


@pytest.mark.parametrize(
    "write",
    [
        lambda x: x.__setitem__(0, 1.0),
        lambda x: x.__iadd__(1.0),
        lambda x: x[:1].__imul__(2.0),
        lambda x: xg.reshape(x, (2, 1)).__setitem__(0, 1.0),
    ],
    ids=["[]", "+=", "slice", "reshape"],
)
def test_a_tracked_leaf_is_not_written_to_while_recording(
    lib: Any, write: Callable[[Any], Any]
) -> None:
    x = leaf(lib, 1.0, 2.0)
    with pytest.raises(RuntimeError, match=r"tracked leaf.*no_grad"):
        write(x)
    assert values(lib, x) == [1.0, 2.0]


def test_without_recording_a_leaf_is_written_to_and_stays_one(lib: Any) -> None:
    w = leaf(lib, 1.0, 2.0)
    same = w
    for _ in range(2):
        xg.sum(w * w).backward()
        with xg.no_grad():
            w -= 0.5 * w.grad
            w[0] = 3.0
        w.cleargrad()
    assert w is same
    assert w.tracked
    assert w.creator is None
    assert values(lib, w) == [3.0, 0.0]
    xg.sum(w * w).backward()
    assert values(lib, w.grad) == [6.0, 0.0]


def test_constants_are_written_to_in_the_memory_that_they_were_made_of() -> None:
    data = np.arange(4)
    n = xg.Variable(data)
    view = n[1:]
    view += 10
    n[0] = 7
    assert data.tolist() == [7, 11, 12, 13]
    assert view.data.tolist() == [11, 12, 13]


def test_constants_have_views_on_every_library(lib: Any) -> None:
    n = xg.Variable(lib.asarray([0, 1, 2, 3]))
    view = xg.reshape(n, (2, 2)).T[1:]
    view += 10
    n[0] = 7
    assert values(lib, n) == [7, 11, 2, 13]
    assert values(lib, view) == [[11, 13]]


@pytest.mark.parametrize(
    ("use", "constant", "write"),
    [
        (lambda x, c: x * c, [3.0, 4.0], lambda c: c.__imul__(2.0)),
        (lambda x, c: x / c, [3.0, 4.0], lambda c: c.__setitem__(0, 9.0)),
        (lambda x, c: x * c[:1], [3.0, 4.0], lambda c: c[1:].__iadd__(2.0)),
        (lambda x, c: xg.reshape(c, (2, 1))[:, 0] * x, [3.0, 4.0], lambda c: c.__isub__(1.0)),
        (lambda x, c: xg.take(x, c), [1, 1], lambda c: c.__setitem__(0, 0)),
        (lambda x, c: xg.where(c > 0, x * c, x), [1.0, -2.0], lambda c: c.__imul__(-1.0)),
    ],
    ids=["multiply", "divide", "slice", "reshape", "index", "condition"],
)
def test_a_write_into_a_constant_leaves_the_graph_what_it_was_recorded_with(
    lib: Any, use: Callable[..., Any], constant: list[float], write: Callable[..., Any]
) -> None:
    def gradient(meanwhile: Callable[..., Any]) -> Any:
        x, c = leaf(lib, 1.0, 2.0), xg.Variable(lib.asarray(constant)).detach()
        y = use(x, c)
        meanwhile(c)
        xg.sum(y).backward()
        return values(lib, x.grad)

    assert gradient(write) == gradient(lambda c: None)


def test_a_constant_that_is_filled_becomes_a_result(lib: Any) -> None:
    x = leaf(lib, 1.0, 2.0, 3.0)
    out = x.detach() * 0.0
    for i in range(3):
        out[i] = x[i] ** 2
        if i:
            out[i] += out[i - 1]
    out.backward()
    assert values(lib, out) == [1.0, 5.0, 14.0]
    assert values(lib, x.grad) == [6.0, 8.0, 6.0]


@pytest.mark.parametrize("steps", [200])
def test_a_loop_that_fills_an_array_copies_nothing(steps: int) -> None:
    x = xg.Variable(np.ones(steps))
    out = x.detach() * 0.0
    address = out.data.ctypes.data
    for i in range(steps):
        out[i] = x[i] * 2.0
    assert out.data.ctypes.data == address
    out.backward()
    assert x.grad.data.tolist() == [2.0] * steps


def test_a_write_is_not_seen_by_whoever_holds_the_raw_array() -> None:
    y = leaf_of_numpy() * 1.0
    held = y.data
    y[0] = 9.0
    y += 1.0
    assert held.tolist() == [1.0, 2.0]


def leaf_of_numpy() -> Any:
    return xg.Variable(np.array([1.0, 2.0]))


def test_an_overwritten_duplicate_has_no_derivative(lib: Any) -> None:
    v = leaf(lib, 1.0, 2.0, 3.0)
    y = xg.Variable(lib.asarray([0.0, 0.0])) * 1.0
    y[lib.asarray([1, 0, 1])] = v
    y.backward()
    assert values(lib, y) == [2.0, 3.0]
    assert values(lib, v.grad) == [0.0, 1.0, 1.0]


@pytest.mark.filterwarnings("ignore:(invalid|divide)")
@pytest.mark.parametrize("how", ["mask", "all"])
def test_what_is_overwritten_everywhere_has_no_part_in_the_gradient(how: str, lib: Any) -> None:
    x = leaf(lib, 1.0, 2.0)
    y = (x - x) / (x - x)  # NaN, and so are its derivatives
    every = x > 0.0
    if how == "mask" and lib.name == "dask":
        pytest.skip("Dask is not asked what a mask holds")
    y[every if how == "mask" else ...] = x[every] * 3.0 if how == "mask" else x * 3.0
    xg.sum(y).backward()
    assert values(lib, x.grad) == [3.0, 3.0]


def test_a_write_keeps_dtype_and_shape(lib: Any) -> None:
    narrow, wide = lib.float_dtypes[0], lib.float_dtypes[-1]
    x = xg.Variable(lib.asarray([1.0, 2.0], dtype=narrow))
    v = xg.Variable(lib.asarray([3.0, 4.0], dtype=wide))
    y = x * 1.0
    y *= v
    y[0] = v[1]
    assert y.dtype == narrow
    y.backward()
    assert v.grad.dtype == wide
    assert values(lib, v.grad) == [0.0, 3.0]
    n = xg.Variable(lib.asarray([1, 2]))
    with pytest.raises(TypeError, match="dtype"):
        n[0] = v[0]
    with pytest.raises(TypeError, match=r"dtype|promoted"):
        n += v
    with pytest.raises(TypeError, match="dtype"):
        y[0] = 1.0j
    with pytest.raises(ValueError, match="shape"):
        y += xg.Variable(lib.asarray([[1.0, 2.0], [3.0, 4.0]], dtype=narrow))


def test_a_broadcast_view_refuses_to_be_written_to_and_follows_its_base(lib: Any) -> None:
    y = leaf(lib, 1.0, 2.0) * 1.0
    spread = xg.broadcast_to(y, (2, 2))
    with pytest.raises(RuntimeError, match="several places"):
        spread[0, 0] = 1.0
    y[0] = 5.0
    assert values(lib, spread) == [[5.0, 2.0], [5.0, 2.0]]


def test_a_view_made_without_recording_refuses_a_recorded_write(lib: Any) -> None:
    x = leaf(lib, 1.0, 2.0)
    y = x * 1.0
    with xg.no_grad():
        view = y[:1]
    with pytest.raises(RuntimeError, match="no_grad"):
        view[0] = x[1]
    with pytest.raises(RuntimeError, match="no_grad"):
        view[0] = 3.0


def test_rebinding_parts_a_variable_from_its_views(lib: Any) -> None:
    y = leaf(lib, 1.0, 2.0) * 1.0
    view, stale = y[:1], y[1:]
    y[1] = 7.0
    y.data = lib.asarray([8.0, 9.0])
    view[0] = 3.0
    assert values(lib, y) == [8.0, 9.0]
    assert values(lib, view) == [3.0]
    assert values(lib, stale) == [7.0]


def test_parts_of_complex_arrays_are_views(lib: Any) -> None:
    if not lib.complex_dtypes:
        pytest.skip("the device has no complex dtype")
    z = xg.Variable(lib.asarray([1.0 + 2.0j, 3.0 - 1.0j])) * 1.0
    real, imag = xg.real(z), xg.imag(z)
    real *= 2.0
    imag[0] = 5.0
    assert values(lib, z) == [2.0 + 5.0j, 6.0 - 1.0j]


def test_gradients_are_nobodys_views(lib: Any) -> None:
    a, b = (xg.Variable(lib.asarray([[1.0, 2.0], [3.0, 4.0]])) for _ in range(2))
    xg.sum((a.T + b) ** 2).backward(create_graph=True)
    before = values(lib, b.grad)
    with xg.no_grad():
        a.grad[...] = 0.0
    assert values(lib, b.grad) == before


def test_what_was_written_is_freed_without_the_collector() -> None:
    gc.collect()
    gc.disable()
    try:
        x = leaf_of_numpy()
        y = x * 1.0
        view = y[:1]
        y[1] = x[0]
        view += 1.0
        flat = xg.reshape(y, (2, 1))
        y *= 2.0
        refs = [weakref.ref(v) for v in (y, view, flat)] + [weakref.ref(y._node)]
        del y, view, flat
        assert [r() for r in refs] == [None] * 4
    finally:
        gc.enable()


def test_writes_do_not_pile_up() -> None:
    y = leaf_of_numpy() * 1.0
    for _ in range(500):
        view = y[:1]
        view += 1.0
    assert y.data.tolist() == [501.0, 2.0]
    assert len(y._looking.fresh) + len(y._looking.stale) < 200


def test_a_recurrence_in_an_array_takes_linear_memory() -> None:
    def peak(steps: int) -> int:
        x = xg.Variable(np.linspace(0.0, 1.0, 500))
        tracemalloc.start()
        u = xg.zeros((steps + 1, 500), dtype="float64")
        u[0] = x
        for t in range(steps):
            u[t + 1] = xg.sin(u[t]) * u[t]
        xg.sum(u).backward()
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(80) < 3 * peak(40)


def test_a_part_of_an_array_that_is_filled_stays_a_view(lib: Any) -> None:
    x = xg.Variable(lib.asarray([1.0, 2.0]))
    y = xg.zeros_like(xg.concat([x] * 8)).detach()
    y[0] = x[0]
    first, other = y[:1], y[:1]
    y[0] = x[1]
    assert values(lib, first) == [2.0]
    first *= 3.0
    assert values(lib, y)[0] == values(lib, other)[0] == 6.0
    with xg.no_grad():
        other[...] = 7.0
    assert values(lib, y)[0] == values(lib, first)[0] == 7.0


def test_what_needs_no_copy_is_a_view(lib: Any) -> None:
    y = xg.Variable(lib.asarray([1.0, 2.0])) * 1.0
    same = xg.astype(y, y.dtype, copy=False)
    if lib.name in {"jax", "dask"}:
        return  # there an array of its own is allowed
    same[0] = 5.0
    assert values(lib, y) == [5.0, 2.0]


@pytest.mark.parametrize(
    ("index", "value"), [(2, 1.0), (-3, 1.0), ((0, 0), 1.0), (slice(0, 2), [1.0, 2.0, 3.0])]
)
def test_a_write_out_of_bounds_raises_and_changes_nothing(lib: Any, index: Any, value: Any) -> None:
    y = xg.Variable(lib.asarray([1.0, 2.0])) * 1.0
    given = lib.asarray(value)
    with pytest.raises((IndexError, TypeError, ValueError, RuntimeError)):
        y[index] = given
    assert values(lib, y) == [1.0, 2.0]


def test_unpacking_gives_views(lib: Any) -> None:
    y = xg.Variable(lib.asarray([[1.0, 2.0], [3.0, 4.0]])) * 1.0
    first, second = y
    first += second
    assert values(lib, y) == [[4.0, 6.0], [3.0, 4.0]]


def test_the_page_on_writing_says_what_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    page = (Path(__file__).parents[1] / "docs" / "inplace.md").read_text("utf-8")
    snippet = page.split("```python\n")[1].split("```")[0]
    exec(compile(snippet, "docs/inplace.md", "exec"), {})
    said = [
        line.partition("# ")[2].strip()
        for line in snippet.splitlines()
        if "# var" in line or "#   " in line
    ]
    printed = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert printed == said


@pytest.mark.library("jax")
def test_a_number_is_written_where_a_mask_is_not_known_yet() -> None:
    jax = pytest.importorskip("jax")

    def f(a: Any, b: Any) -> Any:
        x, w = xg.Variable(a), xg.Variable(b)
        y = x * 1.0
        y[y > 1.0] = w * 3.0
        y[y < 0.0] = 0.0
        xg.sum(y**2).backward()
        return x.grad.data, w.grad.data

    gx, gw = jax.jit(f)(jax.numpy.asarray([0.5, 2.0, -1.0, 3.0]), jax.numpy.asarray(2.0))
    assert (gx.tolist(), gw.item()) == ([1.0, 0.0, 0.0, 0.0], 72.0)
