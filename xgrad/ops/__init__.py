"""The operations, one file per chapter of the standard. Importing this package fills the registry."""

from xgrad.ops import (
    creation,
    cumulative,
    data_type,
    einsum,
    elementwise_arithmetic,
    elementwise_constant,
    elementwise_transcendental,
    indexing,
    linear_algebra,
    manipulation,
    missing,
    numpy_names,
    pad,
    searching,
    statistical,
    updates,
)

__all__ = [
    "creation",
    "cumulative",
    "data_type",
    "einsum",
    "elementwise_arithmetic",
    "elementwise_constant",
    "elementwise_transcendental",
    "indexing",
    "linear_algebra",
    "manipulation",
    "missing",
    "numpy_names",
    "pad",
    "searching",
    "statistical",
    "updates",
]
