"""NumPy's names: those of functions that have another one here, and what stands beside the samples of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from op_checks import skip_what_a_library_must_bring

import xgrad as xg
from xgrad.errors import INSTEAD
from xgrad.ops import numpy_aliases
from xgrad.registry import FUNCTIONS

if TYPE_CHECKING:
    from libraries import Library

ALIASES = [
    name
    for name, path in ((n, getattr(numpy_aliases, n)) for n in vars(numpy_aliases))
    if FUNCTIONS.get(name) is path and path.__name__ != name
]
ALIASES += ["cbrt", "cross", "exp2", "i0", "sinc"]
REFLECTED = {"arccosh": 3.0, "fix": 1.0}
INTEGERS = {"bitwise_not", "invert", "left_shift", "right_shift"}
PAIRS = {"arctan2", "left_shift", "mod", "power", "right_shift", "true_divide"}


def test_the_names_are_found() -> None:
    assert len(ALIASES) > 20
    assert {"concatenate", "power", "absolute", "arcsin"} <= set(ALIASES)
    assert set(ALIASES) <= set(xg.__all__)


@pytest.mark.parametrize("name", ALIASES)
def test_a_name_of_numpys_means_what_it_does_there(name: str, lib: Library) -> None:
    if name == "i0":
        skip_what_a_library_must_bring("special.i0", lib)
    xp = xg.Variable(lib.asarray(0.0)).__array_namespace__()
    values = np.asarray([0.25, 0.5, 0.75]) + REFLECTED.get(name, 0.0)
    if name in INTEGERS:
        values = np.asarray([1, 2, 3])
    args: Any = [values, values] if name in PAIRS or name == "cross" else [values]
    ours = [xg.Variable(lib.asarray(value)) for value in args]
    if name == "concatenate":
        args, ours = [args], [ours]
    got = getattr(xp, name)(*ours)
    np.testing.assert_allclose(lib.to_numpy(got.data), getattr(np, name)(*args), rtol=1e-6)
    assert got.tracked is (name not in INTEGERS)


@pytest.mark.library("numpy")
@pytest.mark.parametrize("name", [n for n in ALIASES if isinstance(getattr(np, n), np.ufunc)])
def test_a_ufunc_of_another_name_is_recorded(name: str) -> None:
    values = np.asarray([1, 2]) if name in INTEGERS else np.asarray([0.25, 0.5])
    x = xg.Variable(values + (1 if name == "arccosh" else 0))
    args = (x, x) if name in PAIRS else (x,)
    assert getattr(np, name)(*args).tracked is (name not in INTEGERS)


def test_a_refused_ufunc_names_what_there_is() -> None:
    x = xg.Variable([1.0, 2.0])
    with pytest.raises(
        TypeError, match=r"np\.add\.reduce does not.*use xgrad\.sum, or take x\.data"
    ):
        np.add.reduce(x)
    with pytest.raises(TypeError, match=r"np\.add, where= does not.*use xgrad\.add, or"):
        np.add(x, x, where=True)  # type: ignore[call-overload]
    for call in (lambda: np.spacing(x), lambda: np.add.at(x, [0], 1.0)):  # type: ignore[arg-type]
        with pytest.raises(TypeError, match=r"does not take Variables; take x\.data"):
            call()


def test_a_library_function_without_a_rule_names_what_has_one() -> None:
    import xgrad.numpy as xn

    x = xg.Variable([3.0, 4.0])
    with pytest.raises(xg.NotDifferentiableError, match=r"no gradient; pass x\.detach\(\)"):
        xn.unwrap(x)
    with pytest.raises(xg.NotDifferentiableError, match=r"no gradient; use linalg\.solve, or pass"):
        xn.linalg.tensorsolve(xg.Variable(np.eye(2)), x)


@pytest.mark.library("torch")
def test_a_function_of_torchs_names_what_has_a_rule() -> None:
    import torch

    import xgrad.torch as xt

    x = xg.Variable(torch.tensor([3.0, 4.0]))
    for call, ours in (
        (lambda: xt.cat([x, x]), "concat"),
        (lambda: xt.sigmoid(x), r"special\.expit"),
        (lambda: xt.erf(x), r"special\.erf"),
    ):
        with pytest.raises(xg.NotDifferentiableError, match=f"use {ours}, or"):
            call()


def test_what_numpys_functions_refuse(lib: Library) -> None:
    x = xg.Variable(lib.asarray([1.0, 2.0, 3.0]))
    cube = xg.Variable(lib.asarray(np.ones((2, 2, 2))))
    for call, message in (
        (lambda: xg.split(x, 2), r"split: axis 0 of shape \(3,\) has no 2 equal parts"),
        (lambda: xg.array_split(x, 0), "array_split: .* 0 parts"),
        (lambda: xg.diag(cube), r"diag: .*\(2, 2, 2\)"),
        (lambda: xg.cov(cube), r"cov: .*\(2, 2, 2\)"),
        (lambda: xg.average(x, weights=x[:2]), r"average: weights of shape \(2,\)"),
        (lambda: xg.interp(x, x, x[:2]), r"interp: .*\(3,\) and \(2,\)"),
    ):
        with pytest.raises(ValueError, match=message):
            call()


def test_lists_and_integers_go_with_an_array(lib: Library) -> None:
    x = xg.Variable(lib.asarray([1.0, 2.0, 3.0]))
    numbers = lib.asarray(np.asarray([1, 2, 3]))
    for got, expected in (
        (xg.append(x, [4.0, x[0]]), [1.0, 2.0, 3.0, 4.0, 1.0]),
        (xg.hstack([4.0, x, [5.0]]), [4.0, 1.0, 2.0, 3.0, 5.0]),
        (xg.inner([1.0, 2.0, 3.0], x), 14.0),
        (xg.polyval([2.0, 1.0], x), [3.0, 5.0, 7.0]),
        (xg.polyval(numbers, x), [6.0, 11.0, 18.0]),
        (xg.average(x, weights=[1.0, 2.0, 1.0]), 2.0),
        (xg.average(x, weights=numbers), 14.0 / 6.0),
        (xg.interp(x, [0.0, 4.0], [0.0, 8.0]), [2.0, 4.0, 6.0]),
        (xg.interp(x, numbers, x), [1.0, 2.0, 3.0]),
        (xg.heaviside(numbers, x), [1.0, 1.0, 1.0]),
    ):
        assert got.tracked
        np.testing.assert_allclose(lib.to_numpy(got.data), expected, rtol=1e-6)


def test_numbers_in_place_of_nan_and_infinity_have_no_gradient(lib: Library) -> None:
    values = [np.nan, np.inf, -np.inf, 2.0]
    x = xg.Variable(lib.asarray(values))
    y = xg.nan_to_num(x, nan=1.0, posinf=3.0, neginf=4.0)
    assert lib.to_numpy(y.data).tolist() == [1.0, 3.0, 4.0, 2.0]
    y.backward()
    assert lib.to_numpy(x.grad.data).tolist() == [0.0, 0.0, 0.0, 1.0]
    largest = lib.to_numpy(xg.nan_to_num(x).data)
    np.testing.assert_array_equal(largest, np.nan_to_num(np.asarray(values, largest.dtype)))


def test_a_nan_is_neither_larger_nor_smaller(lib: Library) -> None:
    for function in (xg.fmax, xg.fmin):
        a = xg.Variable(lib.asarray([np.nan, 1.0, 2.0, np.nan]))
        b = xg.Variable(lib.asarray([1.0, np.nan, 2.0, np.nan]))
        y = function(a, b)
        assert lib.to_numpy(y.data)[:3].tolist() == [1.0, 1.0, 2.0]
        y[:3].backward()
        assert lib.to_numpy(a.grad.data).tolist() == [0.0, 1.0, 0.5, 0.0]
        assert lib.to_numpy(b.grad.data).tolist() == [1.0, 0.0, 0.5, 0.0]


def test_a_remainder_of_zero_has_the_slope_of_its_dividend(lib: Library) -> None:
    x = xg.Variable(lib.asarray([0.0, 0.5, -0.5]))
    xg.fmod(x, 2.0).backward()
    assert lib.to_numpy(x.grad.data).tolist() == [1.0, 1.0, 1.0]


def test_a_step_takes_its_value_at_zero(lib: Library) -> None:
    x, half = xg.Variable(lib.asarray([-1.0, 0.0, 2.0])), xg.Variable(lib.asarray(0.5))
    y = xg.heaviside(x, half)
    assert lib.to_numpy(y.data).tolist() == [0.0, 0.5, 1.0]
    y.backward()
    assert lib.to_numpy(x.grad.data).tolist() == [0.0, 0.0, 0.0]
    assert lib.to_numpy(half.grad.data).tolist() == 1.0


def test_interpolation_at_a_point_has_the_slope_after_it(lib: Library) -> None:
    x = xg.Variable(lib.asarray([0.0, 1.0, 3.0, -1.0, 4.0, np.nan]))
    y = xg.interp(x, lib.asarray([0.0, 1.0, 3.0]), lib.asarray([0.0, 2.0, 3.0]))
    np.testing.assert_array_equal(lib.to_numpy(y.data), [0.0, 2.0, 3.0, 0.0, 3.0, np.nan])
    y[:5].backward()
    assert lib.to_numpy(x.grad.data).tolist() == [2.0, 0.5, 0.0, 0.0, 0.0, 0.0]


def test_a_list_that_holds_variables_is_written(lib: Library) -> None:
    x = xg.Variable(lib.asarray([2.0, 3.0]))
    y = xg.Variable(lib.asarray([0.0, 0.0, 0.0])) * 1.0
    y[:] = [x[1], 5.0, x[0] * x[0]]
    assert lib.to_numpy(y.data).tolist() == [3.0, 5.0, 4.0]
    y.backward()
    assert lib.to_numpy(x.grad.data).tolist() == [4.0, 1.0]


def test_a_list_that_holds_variables_is_refused_with_what_joins_it(lib: Library) -> None:
    x = xg.Variable(lib.asarray([2.0, 3.0]))
    for call in (
        lambda: xg.Variable([x[0], x[1]]),
        lambda: xg.sum([x[0]]),
        lambda: x * [x[0], 2.0],
    ):
        with pytest.raises(
            TypeError, match=r"not a number; make one .* by asarray\(\[\.\.\.\]\), stack"
        ):
            call()


@pytest.mark.parametrize("axis", [1, -2])
def test_an_axis_that_is_not_there_is_named(lib: Library, axis: int) -> None:
    x = xg.Variable(lib.asarray([2.0, 3.0]))
    number, index = xg.Variable(lib.asarray(1.0)), lib.asarray(np.asarray([0]))
    for call, name in (
        (lambda: xg.diff(x, axis=axis), rf"diff: there is no axis {axis} .*shape \(2,\)"),
        (lambda: xg.diff(number), r"diff: there is no axis -1 .*shape \(\)"),
        (lambda: xg.sort(x, axis=axis), rf"sort: there is no axis {axis} "),
        (lambda: xg.sort(number), r"sort: there is no axis -1 .*shape \(\)"),
        (lambda: xg.take_along_axis(x, index, axis=axis), f"take_along_axis: .* axis {axis} "),
    ):
        with pytest.raises(IndexError, match=name):
            call()


def test_negative_integers_are_not_counted(lib: Library) -> None:
    with pytest.raises(ValueError, match=r"bincount: .*negative"):
        xg.bincount(xg.Variable(lib.asarray(np.asarray([0, 1, -1]))))


def test_what_is_named_in_place_of_another_function_has_a_rule() -> None:
    assert set(INSTEAD.values()) <= set(FUNCTIONS)
    assert not set(INSTEAD) & {name.rpartition(".")[2] for name in FUNCTIONS}


def test_an_argument_of_another_name_is_told_its_own(lib: Library) -> None:
    x: Any = xg.Variable(lib.asarray([1.0, 2.0]))
    for call, meant in (
        (lambda: xg.var(x, ddof=1), "ddof is called correction here"),  # type: ignore[call-arg]
        (lambda: xg.sum(x, dim=0), "dim is called axis here"),  # type: ignore[call-arg]
        (lambda: xg.clip(x, a_min=0.0), "a_min is called min here"),  # type: ignore[call-arg]
    ):
        with pytest.raises(TypeError, match=meant):
            call()


def test_an_array_of_variables_is_on_their_graph(lib: Library) -> None:
    xp = xg.Variable(lib.asarray(0.0)).__array_namespace__()
    x = xg.Variable(lib.asarray([2.0, 3.0]))
    y = xp.array([x[1], 2.0, x[0] * x[1]])
    assert lib.to_numpy(y.data).tolist() == [3.0, 2.0, 6.0]
    y.backward()
    assert lib.to_numpy(x.grad.data).tolist() == [3.0, 3.0]
    assert xp.array(x, copy=False) is x
    assert xp.array(x, xp.float32).dtype == xp.float32


def test_what_quantiles_and_slopes_refuse(lib: Library) -> None:
    x = xg.Variable(lib.asarray([1.0, 2.0, 3.0]))
    for call, error, message in (
        (
            lambda: xg.quantile(x, 1.5),
            ValueError,
            r"quantile: q lies between 0 and 1, and was 1\.5",
        ),
        (
            lambda: xg.percentile(x, [50.0, 101.0]),
            ValueError,
            "percentile: q lies between 0 and 100",
        ),
        (lambda: xg.quantile(x, x[0]), TypeError, "quantile: q is a number or a vector of numbers"),
        (lambda: xg.quantile(x[:0], 0.5), ValueError, r"quantile: .* no elements \(shape \(0,\)\)"),
        (lambda: xg.quantile(x, 0.5, method="weibull"), ValueError, "quantile: method is one of"),
        (lambda: xg.gradient(x[:1]), ValueError, r"gradient: axis 0 of shape \(1,\) is too short"),
        (
            lambda: xg.gradient(x, 1.0, 2.0),
            ValueError,
            "gradient: 2 spacings do not go with 1 axes",
        ),
        (lambda: xg.gradient(x, x[:2]), ValueError, r"gradient: places of shape \(2,\)"),
        (lambda: xg.gradient(x, edge_order=3), ValueError, "gradient: edge_order is 1 or 2, not 3"),
        (lambda: xg.select([x > 1.0], [x, x]), ValueError, "select: 1 conditions"),
        (lambda: xg.delete(x, 3), IndexError, "range"),
        (
            lambda: xg.linalg.norm(xg.reshape(x, (1, 1, 3)), 1),
            ValueError,
            r"norm: .*axes \(0, 1, 2\)",
        ),
    ):
        with pytest.raises(error, match=message):
            call()


def test_quantiles_beside_nan_and_infinity(lib: Library) -> None:
    x = xg.Variable(lib.asarray([1.0, np.nan, 3.0]))
    assert np.isnan(xg.quantile(x, 0.5).item())
    y = xg.nanquantile(x, 0.25)
    assert y.item() == 1.5
    y.backward()
    assert lib.to_numpy(x.grad.data).tolist() == [0.75, 0.0, 0.25]
    z = xg.Variable(lib.asarray([1.0, np.inf, -np.inf]))
    w = xg.quantile(z, 0.5)
    assert w.item() == 1.0
    w.backward()
    assert lib.to_numpy(z.grad.data).tolist() == [1.0, 0.0, 0.0]
    assert np.isnan(xg.nanquantile(xg.Variable(lib.asarray([np.nan])), 0.5).item())


def test_slopes_along_places_that_are_variables(lib: Library) -> None:
    x = xg.Variable(lib.asarray([0.0, 1.0, 3.0]))
    y = xg.gradient(lib.asarray([0.0, 1.0, 5.0]), x)
    np.testing.assert_allclose(lib.to_numpy(y.data), [1.0, 4.0 / 3.0, 2.0], rtol=1e-6)
    xg.check_gradients(
        lambda x: xg.gradient(x * x, x), x.data, order=2 if len(lib.float_dtypes) > 1 else 1
    )


def test_arguments_after_the_array_may_be_named(lib: Library) -> None:
    x = xg.Variable(lib.asarray([1.0, 2.0, 4.0, 8.0]))
    for got, expected in (
        (xg.quantile(x, q=0.5), 3.0),
        (xg.nanpercentile(x, q=50.0), 3.0),
        (xg.trapezoid(y=x), 10.5),
        (xg.append(x, values=[1.0])[-1], 1.0),
        (xg.delete(x, obj=0)[0], 2.0),
        (xg.split(x, indices_or_sections=2)[1][0], 4.0),
    ):
        assert got.item() == expected


@pytest.mark.parametrize("number", [2.0, np.float64(2.0), 2])
def test_dot_takes_a_number_on_either_side(lib: Library, number: Any) -> None:
    x = xg.Variable(lib.asarray([1.0, 2.0], lib.float_dtypes[0]))
    for y in (xg.dot(x, number), xg.dot(number, x)):
        assert y.dtype == x.dtype
        np.testing.assert_array_equal(lib.to_numpy(y.data), [2.0, 4.0])
        x.cleargrad()
        y.backward()
        np.testing.assert_array_equal(lib.to_numpy(x.grad.data), [2.0, 2.0])  # type: ignore[union-attr]
