"""Special functions: where they come from, what they refuse, and their limits; test_ops.py tests the rest."""

from __future__ import annotations

import inspect
import math
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import mpmath
import numpy as np
import op_checks
import pytest
import references

import xgrad as xg
from xgrad import special
from xgrad.isolation import isolated
from xgrad.kernels import GENERIC

if TYPE_CHECKING:
    from libraries import Library

# At a singular point the libraries warn of what the tests ask about.
pytestmark = pytest.mark.filterwarnings("ignore:(divide by zero|invalid value):RuntimeWarning")
INF = math.inf


@pytest.fixture(autouse=True)
def _kernels_are_there(request: pytest.FixtureRequest) -> None:
    """Skip a test of one library where no backend brings it special functions."""
    if "lib" in request.fixturenames and request.getfixturevalue("lib").variant == "core":
        pytest.skip("without a backend there are no kernels to call")


NAMES = [name for name in op_checks.names() if name.startswith("special.")]


def derivatives(lib: Library, f: Callable[..., Any], points: list[float], order: int) -> list[Any]:
    """The derivatives of order 0 to `order` at each of the points."""
    x = xg.Variable(lib.asarray(points))
    y = f(x)
    found = [lib.to_numpy(y.data)]
    for _ in range(order):
        x.cleargrad()
        y.backward(create_graph=True)
        y = x.grad
        found.append(lib.to_numpy(y.data))
    return found


def gradients(lib: Library, f: Callable[..., Any], *points: list[float]) -> list[Any]:
    """The gradient of the sum of `f(*points)` for each point."""
    xs = [xg.Variable(lib.asarray(p)) for p in points]
    f(*xs).backward()
    return [lib.to_numpy(x.grad.data).tolist() for x in xs]


# --- where they come from


@pytest.mark.parametrize("name", NAMES)
def test_the_core_alone_has_the_compositions_and_asks_for_a_backend_for_the_others(
    name: str,
) -> None:
    function = getattr(special, name.removeprefix("special."))
    call = next(iter(op_checks.samples_of(name)))
    arguments = [a.values if hasattr(a, "values") else a for a in call.args]
    needs = op_checks.needs_backend(name)
    refused = pytest.raises(NotImplementedError, match="install a backend package for numpy")
    with isolated(), refused if needs else nullcontext():
        assert function(*arguments).data is not None


def test_a_missing_scipy_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy.special", None)
    known = xg.backend("numpy")
    bare = type(known)(known.module)
    with pytest.raises(ModuleNotFoundError, match=r"special\.erf .* pip install scipy"):
        bare.xp.special.erf(np.ones(2))
    assert bare.xp.special.expit(np.zeros(2)).tolist() == [0.5, 0.5]
    assert not hasattr(bare.xp.special, "no_such_function")


POINTS = [-1e3, -2.5, -0.3, 0.0, 0.2, 0.7, 1.0, 3.5, 1e3, INF, -INF, math.nan]
PROBABILITIES = [0.0, 1e-12, 0.3, 0.5, 0.6, 0.75, 1.0, 1.5, -0.5, math.nan]
PAIRS = [0.0, 0.2, 1.0, 3.5, 1e-300, math.nan]


@pytest.mark.filterwarnings("ignore:overflow:RuntimeWarning")
@pytest.mark.parametrize(
    "name", sorted(n for n in GENERIC if n.startswith("special.") and not n.endswith("_derivative"))
)
def test_a_composition_has_scipys_values_and_limits(name: str) -> None:
    import scipy.special

    last = name.removeprefix("special.")
    generic, expected = GENERIC[name], getattr(scipy.special, last)
    xp = xg.backend("numpy").xp
    arrays = [np.asarray(PROBABILITIES if last == "logit" else POINTS)]
    if last in {"beta", "betaln", "chdtr", "chdtrc", "poch", "stdtr"}:
        degrees = np.asarray([0.5, 1.0, 2.5, 7.0])[:, None]
        arrays = [degrees, np.asarray([0.2, 0.9, 1.0, 2.7, 8.0])]
    elif last in {"xlogy", "xlog1py", "rel_entr", "kl_div"}:
        arrays = [np.asarray(PAIRS)[:, None], np.asarray([*PAIRS, -0.5])]
    elif last == "gamma":
        arrays = [np.asarray([-3.5, -2.5, -0.3, 0.2, 1.0, 3.5, 20.0, 200.0])]
    elif last in {"softmax", "log_softmax", "logsumexp"}:
        arrays = [np.asarray([-1e3, 0.0, 2.0, 1e3, -INF])]
    np.testing.assert_allclose(generic(xp, *arrays), expected(*arrays), rtol=1e-13, atol=1e-300)


def test_beta_and_binomials_are_accurate_and_zero_at_poles(lib: Library) -> None:
    a, b = lib.asarray([8.0, 9.0, 20.0, 2.0]), lib.asarray([1.0, 3.0, 0.5, 5.0])
    expected = [
        [
            references.value(f"special.{name}", pair)
            for pair in zip((8.0, 9.0, 20.0, 2.0), (1.0, 3.0, 0.5, 5.0), strict=True)
        ]
        for name in ("beta", "binom")
    ]
    tolerance = 1e-5 if lib.dtype(np.float64) != lib.xp.float64 else 1e-13
    for function, values in zip((special.beta, special.binom), expected, strict=True):
        got = lib.to_numpy(function(xg.Variable(a), b).data)
        np.testing.assert_allclose(got, values, rtol=tolerance, atol=1e-15)
    assert np.isnan(gradients(lib, lambda n: special.binom(n, b), [8.0, 9.0, 20.0, 2.0])[0][3])


def test_the_t_distribution_is_accurate_near_zero_and_far_out() -> None:
    for df in (0.5, 1.0, 2.5, 70.0):
        t = [-1e6, -40.0, -1.0, -1e-9, 0.0, 1e-9, 1e-3, 1.0, 40.0]
        expected = [references.value("special.stdtr", (df, point)) for point in t]
        np.testing.assert_allclose(special.stdtr(df, xg.Variable(t)).data, expected, rtol=1e-13)


def test_scipys_own_functions_dispatch_to_ours() -> None:
    code = """
import scipy.special, xgrad as xg
x = xg.Variable([0.5, 1.0])
y = scipy.special.erf(x)
y.backward(create_graph=True)
slope, x.grad = x.grad, None
slope.backward()
assert abs(float(x.grad.data[0]) + 2 * 0.5 * float(slope.data[0])) < 1e-14
"""
    command = [sys.executable, "-W", "error", "-c", code]
    environment = os.environ | {"SCIPY_ARRAY_API": "1"}
    finished = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert finished.returncode == 0, finished.stderr


@pytest.mark.parametrize(
    "name",
    ["stdtr", "chdtr", "gammainc", "pdtr", "pdtri", "gdtr", "expn", "stdtrit", "gammaincinv"],
)
def test_a_parameter_may_be_an_integer(lib: Library, name: str) -> None:
    function = getattr(special, name)
    last = [0.3, 0.8]
    others = [3] * (len(inspect.signature(function).parameters) - 1)
    whole = [xg.Variable(lib.asarray(n)) for n in others]
    real = [xg.Variable(lib.asarray(float(n))).detach() for n in others]
    got = gradients(lib, lambda x: function(*whole, x), last)
    expected = gradients(lib, lambda x: function(*real, x), last)
    narrow = lib.dtype(np.float64) != lib.xp.float64
    np.testing.assert_allclose(got, expected, rtol=1e-6 if narrow else 1e-14)


@pytest.mark.library("torch")
def test_torch_says_where_it_has_no_incomplete_beta_function() -> None:
    import torch

    x = torch.ones(2, device="meta")
    with pytest.raises(NotImplementedError, match=r"special\.betainc.* meta"):
        special.betainc(x, x, x)


@pytest.mark.library("dask")
def test_dask_stays_lazy() -> None:
    import dask.array

    x = xg.Variable(dask.array.from_array(np.linspace(0.1, 0.9, 6), chunks=2))
    y = special.erf(x)
    assert isinstance(y.data, dask.array.Array)
    assert y.data.chunks == x.data.chunks


# --- what they refuse


@pytest.mark.parametrize("name", ["gammainc", "gammaincc", "chdtr", "chdtrc", "stdtr", "zeta"])
def test_a_parameter_without_derivative_is_refused(name: str, lib: Library) -> None:
    function = getattr(special, name)
    x = xg.Variable(lib.asarray([1.5, 2.5]))
    parameter = next(iter(xg.registry.OPS[f"special.{name}"].inputs))
    for arguments in ((x, x), (x, lib.asarray([1.5, 2.5]))):
        with pytest.raises(xg.NotDifferentiableError, match=rf"special\.{name} .*for {parameter}"):
            function(*arguments)
    function(x.detach(), x).backward()
    assert x.grad is not None


def test_the_shapes_of_the_incomplete_beta_function_are_refused(lib: Library) -> None:
    x = xg.Variable(lib.asarray([0.25, 0.5]))
    for parameter, arguments in (("a", (x, 2.0, x)), ("b", (2.0, x, 0.5))):
        with pytest.raises(xg.NotDifferentiableError, match=rf"betainc .*for {parameter}"):
            special.betainc(*arguments)
    with xg.no_grad():
        assert not special.betainc(x, 2.0, x).tracked


@pytest.mark.parametrize("name", ["erf", "expit", "xlogy", "logsumexp", "softmax", "sinc"])
def test_complex_numbers_are_refused(name: str, lib: Library) -> None:
    z = xg.Variable(lib.asarray([1.0 + 2.0j]))
    arguments = (z, z) if name == "xlogy" else (z,)
    with pytest.raises(TypeError, match=rf"special\.{name}.* real numbers"):
        getattr(special, name)(*arguments)


def test_the_order_of_polygamma_is_a_natural_number(lib: Library) -> None:
    x = xg.Variable(lib.asarray([1.5]))
    with pytest.raises(ValueError, match="negative"):
        special.polygamma(-1, x)
    with pytest.raises(TypeError):
        special.polygamma(1.5, x)  # type: ignore[arg-type]


# --- limits


@pytest.mark.parametrize("name", ["gammaln", "gamma", "rgamma", "digamma"])
def test_derivatives_between_the_poles_of_the_gamma_function(lib: Library, name: str) -> None:
    points = [-0.25, -3.5, -9.5, -12.75, -30.25]
    with mpmath.workdps(60):
        # The derivatives of log |gamma| are real.
        logarithm = name == "gammaln"
        truth = (lambda x: mpmath.log(abs(mpmath.gamma(x)))) if logarithm else getattr(mpmath, name)
        expected = [[float(mpmath.diff(truth, x, n)) for x in points] for n in range(4)]
    got = derivatives(lib, getattr(special, name), points, 3)
    narrow = lib.dtype(np.float64) != lib.xp.float64
    np.testing.assert_allclose(got, expected, rtol=1e-4 if narrow else 1e-10)


def test_polygamma_between_its_poles(lib: Library) -> None:
    points = [-0.25, -3.5, -9.5, -12.75, -30.25]
    narrow = lib.dtype(np.float64) != lib.xp.float64
    for n in range(5):
        expected = [float(mpmath.polygamma(n, x)) for x in points]
        got = lib.to_numpy(special.polygamma(n, xg.Variable(lib.asarray(points))).data)
        np.testing.assert_allclose(got, expected, rtol=1e-4 if narrow else 1e-9)


def test_the_derivatives_of_sinc_at_zero(lib: Library) -> None:
    expected = [1.0, 0.0, -(math.pi**2) / 3, 0.0, math.pi**4 / 5]
    got = np.ravel(derivatives(lib, special.sinc, [0.0], 4))
    np.testing.assert_allclose(got, expected, rtol=1e-6, atol=1e-6)


def test_the_derivatives_of_the_bessel_functions_at_zero(lib: Library) -> None:
    got = np.ravel(derivatives(lib, special.i0, [0.0], 4))
    np.testing.assert_allclose(got, [1.0, 0.0, 0.5, 0.0, 0.375], rtol=1e-6)
    got = np.ravel(derivatives(lib, special.i1, [0.0], 4))
    np.testing.assert_allclose(got, [0.0, 0.5, 0.0, 0.375, 0.0], rtol=1e-6)


def test_the_scaled_bessel_functions_at_their_kink(lib: Library) -> None:
    assert gradients(lib, special.i0e, [0.0]) == [[0.0]]
    assert gradients(lib, special.i1e, [0.0]) == [[0.5]]


@pytest.mark.parametrize(("function", "zero"), [(special.xlogy, 0.0), (special.xlog1py, -1.0)])
def test_a_product_with_a_logarithm_where_the_factor_is_zero(
    lib: Library, function: Callable[..., Any], zero: float
) -> None:
    of_x, of_y = gradients(lib, function, [0.0, 0.0, 0.0], [zero, zero - 1.0, zero + 1.0])
    assert of_x == [0.0, 0.0, 0.0]
    assert of_y == [0.0, 0.0, 0.0]
    of_x, of_y = gradients(lib, function, [0.0, 2.0], [zero + math.e, zero])
    np.testing.assert_allclose(of_x, [1.0, -INF], rtol=1e-6)
    assert of_y == [0.0, INF]


def test_entropies_at_zero(lib: Library) -> None:
    assert gradients(lib, special.entr, [0.0]) == [[INF]]
    assert gradients(lib, special.rel_entr, [0.0], [1.0]) == [[-INF], [0.0]]
    assert gradients(lib, special.kl_div, [0.0], [1.0]) == [[-INF], [1.0]]


def test_sums_of_exponentials_of_minus_infinity(lib: Library) -> None:
    assert gradients(lib, special.logsumexp, [-INF, -INF]) == [[0.0, 0.0]]
    assert gradients(lib, special.logsumexp, [-INF, 1.0]) == [[0.0, 1.0]]
    value, *_ = derivatives(lib, special.logsumexp, [-INF, -INF], 0)
    assert value == -INF


def test_an_element_of_weight_zero_has_no_part_in_the_sum(lib: Library) -> None:
    b = lib.asarray([0.0, 1.0])
    value, slope = derivatives(lib, lambda a: special.logsumexp(a, b=b), [1e3, 2.0], 1)
    assert value == 2.0
    assert slope.tolist() == [0.0, 1.0]


def test_large_numbers_overflow_nothing(lib: Library) -> None:
    large = [1e4, -1e4, 0.0]
    assert derivatives(lib, special.logsumexp, large, 1)[1].tolist() == [1.0, 0.0, 0.0]
    value, _ = derivatives(lib, special.softmax, large, 1)
    assert value.tolist() == [1.0, 0.0, 0.0]
    value, _ = derivatives(lib, special.log_softmax, large, 1)
    assert value.tolist() == [0.0, -2e4, -1e4]
    assert derivatives(lib, special.softplus, large, 1)[1].tolist() == [1.0, 0.0, 0.5]
    assert derivatives(lib, special.log_expit, large, 1)[1].tolist() == [0.0, 1.0, 0.5]


def test_slopes_far_out_keep_their_digits(lib: Library) -> None:
    _, slope, curvature = derivatives(lib, special.expit, [-30.0, 30.0], 2)
    tail = math.exp(-30.0)
    np.testing.assert_allclose(slope, [tail, tail], rtol=1e-5)
    np.testing.assert_allclose(curvature, [tail, -tail], rtol=1e-5)
    _, slope, curvature = derivatives(lib, special.log_ndtr, [-1e4, -2e2, 50.0], 2)
    np.testing.assert_allclose(slope, [1e4 + 1e-4, 2e2 + 5e-3, 0.0], rtol=1e-6)
    np.testing.assert_allclose(curvature, [-1.0, -1.0, 0.0], rtol=1e-4)


def test_quantile_functions_at_the_ends_of_their_domain(lib: Library) -> None:
    assert gradients(lib, special.logit, [0.0, 1.0]) == [[INF, INF]]
    assert gradients(lib, special.ndtri, [0.0, 1.0]) == [[INF, INF]]
    assert gradients(lib, special.erfinv, [-1.0, 1.0]) == [[INF, INF]]


def test_densities_at_zero(lib: Library) -> None:
    a = lib.asarray([0.5, 1.0, 2.0])
    assert gradients(lib, lambda x: special.gammainc(a, x), [0.0] * 3) == [
        pytest.approx([INF, 1.0, 0.0])
    ]
    b = lib.asarray([1.0, 1.0, 1.0])
    assert gradients(lib, lambda x: special.betainc(a, b, x), [0.0] * 3) == [
        pytest.approx([INF, 1.0, 0.0])
    ]
