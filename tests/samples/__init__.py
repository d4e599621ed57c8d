"""Sample calls of every operation, from which its tests are made.

Elementwise operations need none: theirs are drawn from the domain that they declare (`elementwise.py`).
For any other operation, write a generator in the file of its chapter of the standard:

    @samples("sum", reference=np.sum)
    def sum_(make):
        yield sample(make(2, 3), axis=-1)

`make` draws arrays, always the same ones for an operation. In a sample, arrays of floating-point numbers
(in lists and tuples too) are the tracked inputs; arrays of integers or booleans are moved to the library
under test as constants, as are floats in `Fixed`; everything else is passed as it is. The reference gives the
value in NumPy.
"""

from samples import (
    creation,
    cumulative,
    data_type,
    einsum,
    fft,
    indexing,
    linalg,
    linalg_decompositions,
    linear_algebra,
    manipulation,
    missing,
    numpy_elementwise,
    numpy_joining,
    numpy_linalg,
    numpy_matrices,
    numpy_names,
    numpy_numerics,
    numpy_quantiles,
    numpy_statistics,
    searching,
    sorting,
    special,
    special_composed,
    statistical,
    updates,
)
from samples.base import (
    REFERENCES,
    SAMPLES,
    DType,
    Fixed,
    Make,
    Place,
    Sample,
    View,
    applied,
    sample,
    samples,
    samples_of,
)

CHAPTERS = (
    fft,
    creation,
    cumulative,
    data_type,
    einsum,
    indexing,
    linalg,
    linalg_decompositions,
    linear_algebra,
    manipulation,
    missing,
    numpy_elementwise,
    numpy_joining,
    numpy_linalg,
    numpy_matrices,
    numpy_names,
    numpy_numerics,
    numpy_quantiles,
    numpy_statistics,
    searching,
    special,
    sorting,
    special_composed,
    statistical,
    updates,
)

__all__ = [
    "CHAPTERS",
    "REFERENCES",
    "SAMPLES",
    "DType",
    "Fixed",
    "Make",
    "Place",
    "Sample",
    "View",
    "applied",
    "sample",
    "samples",
    "samples_of",
]
