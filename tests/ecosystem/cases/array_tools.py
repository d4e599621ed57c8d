"""array-api-extra, einops and opt_einsum."""

import math

import numpy as np

from ecosystem.case import calls, complex_normal, normal, positive, spread

call = calls("array_api_extra")
call("angle", complex_normal(4))
call("apply_where", normal(5), by=lambda f, xp, x: f(x > 0, x, lambda v: v**2, lambda v: -v))
call("apply_where fill", normal(5), by=lambda f, xp, x: f(x > 0, x, lambda v: v**2, fill_value=1.0))
call("argpartition", spread(5), 2)
call("partition", spread(5), 2, by=lambda f, xp, x, k: f(x, k)[k])
for method in "set add subtract multiply divide power min max".split():
    call(
        f"at {method}",
        positive(5),
        positive(2, seed=1),
        by=lambda f, xp, x, v, method=method: getattr(f(x * 1.0)[1:3], method)(v),
    )
call("at a leaf", positive(5), by=lambda f, xp, x: f(x)[1:3].set(7.0, copy=True))
call("at mask", normal(5), by=lambda f, xp, x: f(x * 1.0, x > 0).set(7.0))
call("at given", normal(3, 4), by=lambda f, xp, x: f(x * 1.0)[:, 1].multiply(3.0))
call("atleast_nd", normal(3), ndim=3)
call("cov", normal(3, 5))
call("create_diagonal", normal(2, 3))
call("create_diagonal offset", normal(3), offset=1)
call("deg2rad", normal(3))
call("rad2deg", normal(3))
call("expand_dims", normal(2, 3), axis=(0, 2))
call("isclose", normal(3), normal(3, seed=1))
call("isin", spread(3), spread(4))
call("kron", normal(2, 2), normal(3, 2))
call("lazy_apply", normal(3), by=lambda f, xp, x: f(np.sin, x, as_numpy=True))
call("nan_to_num", np.array([1.0, np.nan, 2.0]), by=lambda f, xp, x: f(x * 2.0))
for name in "nanmax nanmin nanmean nansum".split():
    call(
        name,
        normal(3, 4),
        by=lambda f, xp, x: (
            f(x.__array_namespace__().where(x > 1.0, math.nan, x), axis=1)
            if xp is not np
            else f(np.where(x > 1.0, math.nan, x), axis=1)
        ),
    )
call("nunique", spread(4))
call("one_hot", np.array([0, 2, 1]), 3)
call("pad", normal(2, 3), 2)
call("pad value", normal(2, 3), ((1, 2), (0, 1)), constant_values=2.0)
call("searchsorted", np.sort(spread(5)), spread(3))
call("setdiff1d", spread(5), by=lambda f, xp, x: f(x, x[:2]))
call("union1d", spread(3), spread(4) + 0.03)
call("sinc", normal(4))

call = calls("einops")
call("rearrange", normal(4, 6), "(a b) c -> c a b", a=2)
call("rearrange list", [normal(3), normal(3, seed=1)], "a b -> b a")
for operation in "sum mean max min prod".split():
    call(f"reduce {operation}", spread(2, 3, 2), "a b c -> b", operation)
call("reduce pooled", spread(4, 4), "(h 2) (w 2) -> h w", "max")
call("repeat", normal(2, 3), "a b -> b (a 2) 3")
call("einsum", normal(2, 3), normal(3, 4), "i j, j k -> k i")
call("pack", [normal(2, 3), normal(2, 1, 4)], "a *")
call("unpack", normal(2, 7), [(3,), (1, 4)], "a *")

call = calls("einops.array_api")
call("rearrange", normal(4, 6), "(a b) c -> c a b", a=2)
call("reduce", spread(2, 3, 2), "a b c -> b", "max")
call("repeat", normal(2, 3), "a b -> b (a 2) 3")
call("pack", [normal(2, 3), normal(2, 1, 4)], "a *")
call("unpack", normal(2, 7), [(3,), (1, 4)], "a *")

call = calls("opt_einsum")
for pattern, shapes in {
    "ij,jk->ik": [(2, 3), (3, 4)],
    "ij,jk,kl->il": [(2, 3), (3, 2), (2, 4)],
    "bij,bjk->bik": [(2, 2, 3), (2, 3, 2)],
    "ii->": [(3, 3)],
    "ij->ji": [(2, 3)],
    "i,i->": [(4,), (4,)],
    "ij,ij->ij": [(2, 3), (2, 3)],
    "abc,cd,ae->bde": [(2, 2, 3), (3, 2), (2, 2)],
}.items():
    call(f"contract {pattern}", pattern, *[normal(*s, seed=k) for k, s in enumerate(shapes)])
call(
    "contract_expression",
    normal(2, 3),
    normal(3, 4),
    by=lambda f, xp, a, b: f("ij,jk->ik", (2, 3), (3, 4))(a, b),
)
