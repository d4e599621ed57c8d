"""scipy.integrate and scipy.interpolate."""

import numpy as np

from ecosystem.case import calls, const, normal, positive, spread

call = calls("scipy.integrate")
GRID = np.cumsum(positive(5))
call("trapezoid", normal(5), GRID)
call("trapezoid axis", normal(3, 4), dx=0.3, axis=0)
call("cumulative_trapezoid", normal(5), GRID)
call("cumulative_trapezoid initial", normal(2, 4), dx=0.3, initial=0)
call("cumulative_simpson", normal(5), x=GRID)
call("cumulative_simpson dx", normal(2, 5), dx=0.3)
call("simpson", normal(5), GRID)
call("simpson even", normal(2, 6), dx=0.3)
call("romb", normal(5), dx=0.3)
call(
    "qmc_quad",
    positive(1),
    by=lambda f, xp, c: f(
        lambda x: x[0] * c[0],
        xp.asarray([0.0]),
        xp.asarray([1.0]),
        n_points=16,
        qrng=__import__("scipy.stats").stats.qmc.Halton(1, rng=np.random.default_rng(1)),
    ),
    pick="integral",
)
call("fixed_quad", positive(1), by=lambda f, xp, c: f(lambda x: x**2 * c, 0.0, 1.0), native=False)
call("quad", positive(1), by=lambda f, xp, c: f(lambda x: x**2 * c[0], 0.0, 1.0)[0], native=False)
call("quad_vec", positive(2), by=lambda f, xp, c: f(lambda x: x**2 * c, 0.0, 1.0)[0], native=False)
call(
    "solve_ivp",
    positive(1),
    by=lambda f, xp, c: f(lambda t, y: -y * c, (0.0, 1.0), [1.0]).y,
    native=False,
)
call(
    "odeint",
    positive(1),
    by=lambda f, xp, c: f(lambda y, t: -y * c, [1.0], [0.0, 1.0]),
    native=False,
)
call(
    "tanhsinh",
    positive(3),
    by=lambda f, xp, c: f(lambda x, c: x**2 * c, xp.zeros_like(c), xp.ones_like(c), args=(c,)),
    pick="integral",
)
call(
    "tanhsinh bounds",
    positive(3),
    by=lambda f, xp, b: f(lambda x: xp.exp(-x), xp.zeros_like(b), b),
    pick="integral",
)
call(
    "nsum",
    positive(2) + 1.5,
    by=lambda f, xp, p: f(
        lambda k, p: 1.0 / k**p, xp.ones_like(p), xp.full_like(p, 20.0), args=(p,)
    ),
    pick="sum",
)
call(
    "cubature",
    positive(2),
    by=lambda f, xp, c: f(
        lambda x, c: xp.sum(x**2, axis=-1)[:, None] * c,
        # Left to the library these are float32 on PyTorch, which never reaches the tolerance of 1e-8.
        xp.asarray([0.0], dtype=xp.float64),
        xp.asarray([1.0], dtype=xp.float64),
        args=(c,),
    ),
    pick="estimate",
)
call(
    "cubature bounds",
    positive(1),
    by=lambda f, xp, b: f(lambda x: xp.sum(x**2, axis=-1), xp.zeros_like(b), b),
    pick="estimate",
)

call = calls("scipy.interpolate")
X, Y, AT = np.arange(7.0), normal(7), positive(3) * 2.2
for name in "CubicSpline PchipInterpolator Akima1DInterpolator".split():
    call(name, const(X), Y, AT, by=lambda f, xp, x, y, at: f(x, y)(at))
call(
    "CubicHermiteSpline",
    const(X),
    Y,
    normal(7, seed=1),
    AT,
    by=lambda f, xp, x, y, d, at: f(x, y, d)(at),
)
call("PPoly", normal(3, 6), const(X), AT, by=lambda f, xp, c, x, at: f(c, x)(at))
call(
    "PPoly derivative",
    normal(3, 6),
    const(X),
    AT,
    by=lambda f, xp, c, x, at: f(c, x).derivative()(at),
)
call("PPoly integrate", normal(3, 6), const(X), by=lambda f, xp, c, x: f(c, x).integrate(0.5, 4.5))
call("BPoly", normal(3, 6), const(X), AT, by=lambda f, xp, c, x, at: f(c, x)(at))
call(
    "BSpline",
    const(np.arange(11.0)),
    normal(7),
    AT + 3.0,
    by=lambda f, xp, t, c, at: f(t, c, 3)(at),
)
call("make_interp_spline", const(X), Y, AT, by=lambda f, xp, x, y, at: f(x, y)(at))
call(
    "make_lsq_spline",
    const(X),
    Y,
    AT,
    by=lambda f, xp, x, y, at: f(x, y, xp.asarray([0.0, 0, 0, 0, 3, 6, 6, 6, 6]))(at),
)
call("make_smoothing_spline", const(X), Y, AT, by=lambda f, xp, x, y, at: f(x, y, lam=0.5)(at))
call("make_splrep", const(X), Y, AT, by=lambda f, xp, x, y, at: f(x, y, s=0)(at))
call("make_splprep", normal(2, 7), by=lambda f, xp, x: f(x, s=0)[0](xp.asarray([0.2, 0.7])))
call("generate_knots", const(X), Y, by=lambda f, xp, x, y: next(iter(f(x, y, s=0.1))))
call(
    "NdBSpline",
    const(np.arange(11.0)),
    normal(7),
    AT + 3.0,
    by=lambda f, xp, t, c, at: f((t,), c, 3)(at[:, None]),
)
call(
    "RBFInterpolator",
    const(spread(6, 2)),
    normal(6),
    positive(3, 2),
    by=lambda f, xp, x, y, at: f(x, y)(at),
)
call(
    "RBFInterpolator points",
    spread(6, 2),
    normal(6),
    positive(3, 2),
    by=lambda f, xp, x, y, at: f(x, y, kernel="gaussian", epsilon=1.0)(at),
    tolerance=1e-4,
)
for method in "linear nearest slinear cubic pchip".split():
    call(
        f"RegularGridInterpolator {method}",
        const(np.arange(5.0)),
        normal(5, 5),
        positive(3, 2) * 1.7,
        by=lambda f, xp, x, v, at, method=method: f((x, x), v, method=method)(at),
    )
call("interp1d", const(X), Y, AT, by=lambda f, xp, x, y, at: f(x, y)(at), native=False)
call("barycentric_interpolate", const(X), Y, AT, native=False)
call("krogh_interpolate", const(X), Y, AT, native=False)
call("griddata", const(spread(6, 2)), normal(6), const(positive(3, 2) * 0.1), native=False)
call("UnivariateSpline", const(X), Y, AT, by=lambda f, xp, x, y, at: f(x, y)(at), native=False)
