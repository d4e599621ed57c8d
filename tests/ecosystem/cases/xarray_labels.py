"""xarray: labelled arrays around Variables."""

import numpy as np

from ecosystem.case import calls, normal, positive, spread

call = calls("xarray")
TABLE = spread(4, 3)


def on(action, pick=lambda r: r.data):
    """A DataArray of an array, what the action makes of it, and the array in that."""
    return lambda cls, xp, x: pick(
        action(cls(x, dims=("t", "s"), coords={"t": [0.0, 1.0, 2.0, 3.0]}))
    )


ACTIONS = {
    "arithmetic": lambda a: a * 2.0 + a**2 - 1.0 / (a + 10.0),
    "broadcasting": lambda a: a + a[0] * a[:, 1],
    "where": lambda a: a.where(a > 0, 0.5),
    "clip": lambda a: a.clip(-0.5, 0.5),
    "abs": abs,
    "transpose": lambda a: a.transpose("s", "t"),
    "T": lambda a: a.T,
    "isel": lambda a: a.isel(t=[0, 2], s=1),
    "sel": lambda a: a.sel(t=2.0),
    "getitem": lambda a: a[1:, ::2],
    "loc": lambda a: a.loc[1.0:3.0],
    "dot": lambda a: a.dot(a, dim="s"),
    "stack": lambda a: a.stack(z=("t", "s")),
    "expand_dims": lambda a: a.expand_dims("n"),
    "squeeze": lambda a: a[:, :1].squeeze(),
    "pad": lambda a: a.pad(t=1, constant_values=0.0),
    "shift": lambda a: a.shift(t=1, fill_value=0.0),
    "roll": lambda a: a.roll(t=1),
    "diff": lambda a: a.diff("t"),
    "cumsum": lambda a: a.cumsum("t"),
    "cumprod": lambda a: a.cumprod("t"),
    "groupby": lambda a: a.groupby(a.t > 1.5).sum(),
    "groupby mean": lambda a: a.groupby(a.t > 1.5).mean(),
    "resample weights": lambda a: a.weighted(abs(a[:, 0]) + 1.0).mean("t"),
    "rolling": lambda a: a.rolling(t=2).mean().dropna("t"),
    "coarsen": lambda a: a.coarsen(t=2).mean(),
    "interp": lambda a: a.interp(t=1.5),
    "differentiate": lambda a: a.differentiate("t"),
    "integrate": lambda a: a.integrate("t"),
    "quantile": lambda a: a.quantile(0.3, dim="t"),
    "fillna": lambda a: a.fillna(0.0),
    "sortby": lambda a: a.sortby("t", ascending=False),
    "sortby of a result": lambda a: (a * 2.0).sortby("t", ascending=False),
    "astype": lambda a: a.astype(np.float64),
    "polyfit": lambda a: a.polyfit("t", 1).polyfit_coefficients,
    "argmax": lambda a: a * a.argmax("t"),
}
for name, action in ACTIONS.items():
    call(f"DataArray {name}", TABLE, by=on(action))
for name in "sum mean prod max min std var median".split():
    call(f"DataArray {name}", TABLE, by=on(lambda a, name=name: getattr(a, name)("t")))
    call(f"DataArray {name} whole", TABLE, by=on(lambda a, name=name: getattr(a, name)()))
call("Dataset sum", TABLE, by=lambda c, xp, x: c({"a": (("t", "s"), x)}).sum("t").a.data)
call(
    "concat", normal(3), normal(3, seed=1), by=lambda f, xp, x, y: f([_line(x), _line(y)], "n").data
)
call(
    "where",
    normal(3),
    normal(3, seed=1),
    by=lambda f, xp, x, y: f(_line(x) > 0, _line(x), _line(y)).data,
)
call("dot", normal(3), normal(3, seed=1), by=lambda f, xp, x, y: f(_line(x), _line(y)).data)
call("apply_ufunc", normal(3), by=lambda f, xp, x: f(lambda a: a**2, _line(x)).data)
call(
    "DataArray numpy functions",
    positive(3),
    by=lambda f, xp, x: (np.exp(_line(x)) * np.log(_line(x))).data,
)
call("cov", normal(5), normal(5, seed=1), by=lambda f, xp, x, y: f(_line(x), _line(y)).data)
call("corr", normal(5), normal(5, seed=1), by=lambda f, xp, x, y: f(_line(x), _line(y)).data)


def _line(x):
    import xarray

    return xarray.DataArray(x, dims=("t",))
