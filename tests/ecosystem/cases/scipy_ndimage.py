"""scipy.ndimage: filters, interpolation, measurements and morphology."""

import numpy as np

from ecosystem.case import calls, complex_normal, normal, positive, spread

call = calls("scipy.ndimage")
IMAGE, LINE, KERNEL = spread(4, 4), spread(6), normal(3, 3)

for name in "convolve correlate".split():
    call(name, IMAGE, KERNEL)
for name in "convolve1d correlate1d".split():
    call(name, LINE, normal(3))
for name in "gaussian_filter gaussian_gradient_magnitude gaussian_laplace".split():
    call(name, IMAGE, 1.0)
call("gaussian_filter1d", LINE, 1.0)
for name in "laplace prewitt sobel".split():
    call(name, IMAGE)
for name in "uniform_filter maximum_filter minimum_filter median_filter".split():
    call(name, IMAGE, size=3)
for name in "uniform_filter1d maximum_filter1d minimum_filter1d".split():
    call(name, LINE, 3)
call("percentile_filter", IMAGE, 30, size=3)
call("rank_filter", IMAGE, 2, size=3)
call("generic_filter", IMAGE, lambda v: v.sum(), size=3)
call(
    "vectorized_filter",
    IMAGE,
    by=lambda f, xp, x: f(x, xp.mean if xp is not np else np.mean, size=3),
)
call(
    "generic_gradient_magnitude",
    IMAGE,
    by=lambda f, xp, x: f(x, __import__("scipy.ndimage").ndimage.sobel),
)
call(
    "generic_laplace",
    IMAGE,
    by=lambda f, xp, x: f(
        x,
        lambda a, axis, output, mode, cval: __import__("scipy.ndimage").ndimage.correlate1d(
            a, [1, -2, 1], axis, output, mode, cval
        ),
    ),
)
for name in "fourier_gaussian fourier_uniform fourier_ellipsoid fourier_shift".split():
    call(name, complex_normal(3, 3), 0.7)
call("affine_transform", IMAGE, np.eye(2) * 0.9 + 0.013)
call("map_coordinates", IMAGE, positive(2, 3), order=1)
call("geometric_transform", IMAGE, lambda c: (c[0] * 0.9, c[1] * 0.8), order=1)
call("rotate", IMAGE, 30.0, order=1)
call("shift", IMAGE, 0.4, order=1)
call("zoom", IMAGE, 1.5, order=1)
call("spline_filter", IMAGE)
call("spline_filter1d", LINE)
LABELS = np.array([1, 1, 2, 2, 2, 3])
for name in "maximum minimum mean median standard_deviation variance sum_labels extrema".split():
    call(
        name,
        LINE,
        LABELS,
        by=lambda f, xp, x, labels: f(
            x, labels, xp.asarray([1, 2, 3]) if xp is not np else [1, 2, 3]
        ),
    )
    call(f"{name} whole", IMAGE, by=lambda f, xp, x: f(x))
call("center_of_mass", positive(3, 3))
call("histogram", LINE, -1.0, 1.0, 3)
call("labeled_comprehension", LINE, LABELS, [1, 2], lambda v: v.sum(), float, 0)
for name in "maximum_position minimum_position".split():
    call(name, IMAGE)
for name in (
    "grey_closing grey_dilation grey_erosion grey_opening "
    "morphological_gradient morphological_laplace white_tophat black_tophat"
).split():
    call(name, IMAGE, size=3)
for name in "distance_transform_edt distance_transform_bf".split():
    call(name, np.array([[0, 1, 1], [1, 1, 1], [1, 1, 0]]))
call("binary_dilation", np.array([[False, True], [False, False]]))
call("sum", LINE, LABELS, [1, 2])
call("generic_filter1d", LINE, lambda line, out: out.__setitem__(slice(None), line[1:-1]), 3)
BINARY = np.array([[0, 1, 1], [1, 1, 1], [1, 1, 0]])
for name in (
    "binary_closing binary_erosion binary_fill_holes binary_opening distance_transform_cdt".split()
):
    call(name, BINARY)
