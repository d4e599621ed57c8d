"""SciPy's smaller packages: constants, cluster, linalg, optimize, differentiate, spatial."""

import numpy as np

from ecosystem.case import calls, const, definite, normal, positive, spread, uniform

call = calls("scipy.constants")
call("convert_temperature", positive(3), "Celsius", "Fahrenheit")
call("lambda2nu", positive(3), by=lambda f, xp, x: f(x) * 1e-8)
call("nu2lambda", positive(3), by=lambda f, xp, x: f(x) * 1e-8)

call = calls("scipy.cluster.vq")
call("whiten", normal(5, 3))
call("vq", spread(5, 2), spread(3, 2, seed=1))
call("kmeans", spread(6, 2), spread(2, 2, seed=1))
call("kmeans2", spread(6, 2), spread(2, 2, seed=1), minit="matrix")

DISTANCES = spread(10) + 2.0
call = calls("scipy.cluster.hierarchy")
for name in "single complete average weighted centroid median ward linkage".split():
    call(name, DISTANCES)
LINKAGE = const([[0, 1, 1.0, 2], [2, 3, 2.0, 2], [4, 5, 3.5, 4]])


def linkage(heights):
    """The linkage of four points, by its heights."""
    xp = heights.__array_namespace__()
    table = xp.asarray(LINKAGE.value)
    return xp.concat([table[:, :2], heights[:, None], table[:, 3:]], axis=1)


HEIGHTS = np.array([1.0, 2.0, 3.5])
for name in "cophenet inconsistent maxdists leaves_list to_mlab_linkage is_monotonic num_obs_linkage".split():
    call(name, HEIGHTS, by=lambda f, xp, h: f(linkage(h)))
call("maxinconsts", HEIGHTS, const(np.ones((3, 4))), by=lambda f, xp, h, r: f(linkage(h), r))
call("maxRstat", LINKAGE, positive(3, 4), 1)
call("fcluster", HEIGHTS, by=lambda f, xp, h: f(linkage(h), 1.5))
call("fclusterdata", spread(5, 2), 1.5)
call(
    "from_mlab_linkage",
    HEIGHTS,
    by=lambda f, xp, h: f(linkage(h)[:, :3] + xp.asarray([1.0, 1.0, 0.0])),
)
call("is_valid_linkage", HEIGHTS, by=lambda f, xp, h: f(linkage(h)))
call("is_isomorphic", np.array([1, 1, 2]), np.array([2, 2, 1]))
call("optimal_leaf_ordering", LINKAGE, positive(6))

call = calls("scipy.linalg")
call("orthogonal_procrustes", normal(4, 3), normal(4, 3, seed=1), native=True)
call("block_diag", normal(2, 2), normal(1, 3))
call("fiedler", spread(4))
for name in "det inv pinv svdvals expm logm sqrtm eigvalsh cholesky norm null_space orth".split():
    call(name, definite(3), native=False)
for name in "toeplitz hankel circulant companion".split():
    call(name, positive(3), native=False)
for name in "solve lstsq solve_triangular".split():
    call(name, definite(3), normal(3), native=False)
for name in "lu qr eigh svd schur ldl polar".split():
    call(name, definite(3), native=False)
call("cho_factor", definite(3), native=False)
call("khatri_rao", normal(2, 3), normal(2, 3, seed=1), native=False)
call("bandwidth", definite(3), native=False)
call("subspace_angles", normal(4, 2), normal(4, 2, seed=1), native=False)
call("solve_toeplitz", positive(3) + np.array([3.0, 0, 0]), normal(3), native=False)

call = calls("scipy.optimize")
call("rosen", normal(4))
call("rosen_der", normal(4))
call("rosen_hess", normal(4))
call("rosen_hess_prod", normal(4), normal(4, seed=1))
call(
    "minimize",
    normal(3),
    by=lambda f, xp, c: f(lambda x: ((x - c) ** 2).sum(), c + 1.0),
    pick="x",
    native=False,
)
call("root", normal(3), by=lambda f, xp, c: f(lambda x: x**3 - c, c + 1.0), pick="x", native=False)
call("nnls", positive(4, 3), positive(4), native=False)
call("linear_sum_assignment", spread(3, 3), native=False)
call("lsq_linear", normal(4, 2), normal(4), pick="x", native=False)
call("approx_fprime", normal(3), by=lambda f, xp, x: f(x, lambda x: (x**2).sum()), native=False)

call = calls("scipy.optimize.elementwise")
call(
    "find_root",
    positive(3),
    by=lambda f, xp, c: f(
        lambda x, c: x**2 - c, (xp.zeros_like(c), xp.zeros_like(c) + 2.0), args=(c,)
    ),
    pick="x",
)
call(
    "find_minimum",
    normal(3),
    by=lambda f, xp, c: f(
        lambda x, c: (x - c) ** 2,
        (xp.zeros_like(c) - 5.0, xp.zeros_like(c), xp.zeros_like(c) + 5.0),
        args=(c,),
    ),
    pick="f_x",
)
call(
    "bracket_root",
    positive(3),
    by=lambda f, xp, c: f(
        lambda x, c: x - c, xp.zeros_like(c) - 1.0, xp.zeros_like(c) + 0.1, args=(c,)
    ),
    pick="f_bracket",
)
call(
    "bracket_minimum",
    normal(3),
    by=lambda f, xp, c: f(lambda x, c: (x - c) ** 2, xp.zeros_like(c), args=(c,)),
    pick="f_bracket",
)

call = calls("scipy.differentiate")
call("derivative", positive(3), by=lambda f, xp, x: f(lambda x: x**3, x), pick="df", tolerance=1e-4)
call("jacobian", positive(3), by=lambda f, xp, x: f(lambda x: x**3, x), pick="df", tolerance=1e-4)
call(
    "hessian",
    positive(3),
    by=lambda f, xp, x: f(lambda x: (x[0] ** 2) * x[1] * x[2], x),
    pick="ddf",
    tolerance=1e-3,
)

call = calls("scipy.spatial.distance")
for name in "pdist squareform".split():
    call(name, normal(4, 2) if name == "pdist" else positive(6), native=False)
call("cdist", normal(3, 2), normal(4, 2, seed=1), native=False)
for (
    name
) in "euclidean sqeuclidean cosine correlation cityblock chebyshev braycurtis canberra".split():
    call(name, spread(4), spread(4, seed=1) * 1.3, native=False)
call("jensenshannon", uniform(4), uniform(4, seed=1), native=False)
call("minkowski", spread(4), spread(4, seed=1) * 1.3, 3, native=False)
call("mahalanobis", normal(3), normal(3, seed=1), definite(3), native=False)
