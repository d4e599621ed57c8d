"""Where a library cannot do what the suite asks of all: the only place that says so.

Each row names tests, by a regular expression searched for in their node ids, and a library, or one
of its variants; the reason says what is missing there, and since when if that is known. Such a test
must fail: one that passes is an error, and so is a row that no test matches, so the table never
outlives its reasons.
"""

from __future__ import annotations

MASKED = "the shape of a masked Dask array is not known before it is computed"
FOREIGN = "its operators raise for a foreign object instead of returning NotImplemented (2.6)"

NO_DEGREES = "its std and var warn of missing degrees of freedom where there is no result at all"
UNHEEDED = "its own isin ignores invert (2.6.1); ours does not"
UNIQUE = "how many different elements a Dask array has is not known before it is computed"
NAN_COUNTS = "its unique_all finds no index for a NaN"
SORTER = "its searchsorted knows no sorter, and no array of no dimensions"
STRIDES = "its searchsorted warns that it copies a view"
COMPLEX_ORDER = "its unique knows no complex numbers"

NO_EXTREMUM = "its max and min refuse arrays of no elements, along any axis"
EMPTY_FFT = "its FFT library refuses arrays of no elements"
ONLY_VALUES = "array-api-compat (1.16) asks its svd for the values alone, which it cannot give"

EXCEPTIONS: dict[tuple[str, str], str] = {
    (r"derivatives.*-fft\.\w+\(.\[0, 4\]", "torch"): EMPTY_FFT,
    ("test_a_librarys_own_array_may_stand_on_the_left", "array_api_strict"): FOREIGN,
    ("test_comparisons_take_a_librarys_own_array_on_the_left", "array_api_strict"): FOREIGN,
    (r"derivatives.*index_put\(.\[3\].*b\[2, 3\]", "dask"): MASKED,
    (r"derivatives.*(getitem|index_add|add_at)\(.*b\[2, 3\]", "dask"): MASKED,
    (r"test_constants.*isin\(.*invert", "array_api_strict"): UNHEEDED,
    (r"derivatives.*unique_\w+\((?!.*\b0\])", "dask"): UNIQUE,
    (r"unique_elements_are_numpys.*-(repeated|matrix|zeros.*|nan|complex)-True", "dask"): UNIQUE,
    (r"unique_elements_are_numpys.*-nan-False", "dask"): NAN_COUNTS,
    ("test_a_value_that_repeats_sends_its_gradient", "dask"): UNIQUE,
    (r"test_constants.*searchsorted\(.*(f\[\]|sorter)", "dask"): SORTER,
    ("test_a_number_is_searched_for_too", "dask"): SORTER,
    (r"test_constants.*searchsorted\(view", "torch"): STRIDES,
    (r"test_the_unique_elements_are_numpys.*complex-False", "torch"): COMPLEX_ORDER,
    (r"derivatives.*(std|var)\(f\[2, 0\]", "torch"): NO_DEGREES,
    ("test_constants.*linalg.matrix_rank", "dask"): ONLY_VALUES,
    (r"derivatives.*ptp\(f\[0, 2\]", "dask"): NO_EXTREMUM,
}
