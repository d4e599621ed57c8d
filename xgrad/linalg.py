"""What `xgrad.<library>.linalg` holds: the standard's extension, and two names of NumPy's."""

from xgrad.ops.linalg_determinants import (
    SlogdetResult,
    det,
    slogdet,
)
from xgrad.ops.linalg_factorizations import (
    QRResult,
    cholesky,
    qr,
)
from xgrad.ops.linalg_norms import (
    matrix_norm,
    matrix_rank,
    vector_norm,
)
from xgrad.ops.linalg_products import (
    cross,
    diagonal,
    matrix_power,
    outer,
    trace,
)
from xgrad.ops.linalg_solvers import (
    inv,
    pinv,
    solve,
)
from xgrad.ops.linalg_spectral import (
    EighResult,
    EigResult,
    SVDResult,
    eig,
    eigh,
    eigvals,
    eigvalsh,
    svd,
    svdvals,
)
from xgrad.ops.linear_algebra import (
    matmul,
    matrix_transpose,
    tensordot,
    vecdot,
)
from xgrad.ops.numpy_linalg import (
    cond,
    lstsq,
    norm,
)

__all__ = [
    "EigResult",
    "EighResult",
    "QRResult",
    "SVDResult",
    "SlogdetResult",
    "cholesky",
    "cond",
    "cross",
    "det",
    "diagonal",
    "eig",
    "eigh",
    "eigvals",
    "eigvalsh",
    "inv",
    "lstsq",
    "matmul",
    "matrix_norm",
    "matrix_power",
    "matrix_rank",
    "matrix_transpose",
    "norm",
    "outer",
    "pinv",
    "qr",
    "slogdet",
    "solve",
    "svd",
    "svdvals",
    "tensordot",
    "trace",
    "vecdot",
    "vector_norm",
]
