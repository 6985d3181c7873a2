"""The kinds of the factors that np.linalg finds: eigenvalues, singular values, QR, least squares; see `results.py`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..kinds import ANY, NUMERIC, UNKNOWN, Array, Dim, Kind, Scalar, Struct, dims_of_kind
from .bound import UNKNOWN_VALUE, Bound, Dims, as_array, ask
from .results_linalg import _dtype, _result

EIGH = type(np.linalg.eigh(np.eye(1)))
EIG = type(np.linalg.eig(np.eye(1)))
SVD = type(np.linalg.svd(np.eye(1)))
QR = type(np.linalg.qr(np.eye(1)))


def _matrix(bound: Bound) -> tuple[str | None, str | None, Dims | None]:
    """Return the dtype that the factors have, that of real ones, and the axes of the argument."""
    a = bound.first()
    if not isinstance(a, Array):
        return None, None, None
    found = None if a.dtype is None else ask("np.linalg.inv", (("array", a.dtype, 2),))
    dtype = found.dtype if isinstance(found, Array) else None
    return dtype, None if dtype is None else str(np.empty(0, dtype).real.dtype), a.dims


def _short(dims: Dims) -> Dim:
    """Return the shorter of the last two lengths."""
    m, n = dims[-2:]
    return Dim(min(m.low, n.low), m.exact and n.exact)


def _several(maker: type, *parts: tuple[str | None, Dims | None]) -> Struct:
    kinds = tuple(Array(dtype, dims) for dtype, dims in parts)
    return Struct(maker, tuple(range(len(kinds))), kinds)


def _complex(dtype: str | None) -> str | None:
    """Return the dtype of complex numbers as wide as a dtype."""
    return None if dtype is None else str(np.result_type(dtype, np.complex64))


def eigh(bound: Bound) -> Kind:
    """Real values, and vectors."""
    dtype, real, dims = _matrix(bound)
    return _several(EIGH, (real, None if dims is None else dims[:-1]), (dtype, dims))


def eigvalsh(bound: Bound) -> Kind:
    """Real values."""
    _, real, dims = _matrix(bound)
    return Array(real, None if dims is None else dims[:-1])


def eig(bound: Bound) -> Kind:
    """Values and vectors, which may be complex: real ones pass for complex numbers."""
    dtype, _, dims = _matrix(bound)
    dtype = _complex(dtype)
    return _several(EIG, (dtype, None if dims is None else dims[:-1]), (dtype, dims))


def eigvals(bound: Bound) -> Kind:
    """Values, which may be complex: real ones pass for complex numbers."""
    dtype, _, dims = _matrix(bound)
    return Array(_complex(dtype), None if dims is None else dims[:-1])


def svd(bound: Bound) -> Kind:
    """The three factors, or singular values alone."""
    dtype, real, dims = _matrix(bound)
    full, vectors = bound.const("full_matrices", True), bound.const("compute_uv", True)
    if vectors is UNKNOWN_VALUE:
        return UNKNOWN
    values = None if dims is None else (*dims[:-2], _short(dims))
    if not vectors:
        return Array(real, values)
    if dims is None or values is None:
        return _several(SVD, (dtype, None), (real, None), (dtype, None))
    m, n = dims[-2:]
    left = ANY if full is UNKNOWN_VALUE else m if full else values[-1]
    right = ANY if full is UNKNOWN_VALUE else n if full else values[-1]
    return _several(SVD, (dtype, (*dims[:-2], m, left)), (real, values), (dtype, (*dims[:-2], right, n)))


def svdvals(bound: Bound) -> Kind:
    """Singular values."""
    _, real, dims = _matrix(bound)
    return Array(real, None if dims is None else (*dims[:-2], _short(dims)))


def qr(bound: Bound) -> Kind:
    """Both factors, or the second alone."""
    dtype, _, dims = _matrix(bound)
    mode = bound.const("mode", "reduced")
    if mode not in ("reduced", "r", "complete"):
        return UNKNOWN
    if dims is None:
        return Array(dtype, None) if mode == "r" else _several(QR, (dtype, None), (dtype, None))
    k = dims[-2] if mode == "complete" else _short(dims)
    r = (*dims[:-2], k, dims[-1])
    return Array(dtype, r) if mode == "r" else _several(QR, (dtype, (*dims[:-1], k)), (dtype, r))


def lstsq(bound: Bound) -> Kind:
    """Solution, sums of squares, rank and singular values."""
    a, b = as_array(bound.kind("a")), as_array(bound.kind("b"))
    dtype = _dtype(bound, a, b)
    real = None if dtype is None else str(np.empty(0, dtype).real.dtype)
    left, right = dims_of_kind(a), dims_of_kind(b)
    if left is None or right is None or len(left) != 2 or not right:
        return Struct(tuple, (0, 1, 2, 3), (NUMERIC,) * 4)
    kinds = (
        Array(dtype, (left[1], *right[1:])),
        Array(real, (ANY,)),
        Scalar("int32", False),
        Array(real, (_short(left),)),
    )
    return Struct(tuple, (0, 1, 2, 3), kinds)


def transposed(bound: Bound) -> Kind:
    """np.linalg.pinv: rows and columns exchanged."""
    dtype, _, dims = _matrix(bound)
    return Array(dtype, None if dims is None else (*dims[:-2], dims[-1], dims[-2]))


def matrix_norm(bound: Bound) -> Kind:
    """A number for each matrix."""
    _, real, dims = _matrix(bound)
    keep = bound.const("keepdims", False)
    if dims is None or keep is UNKNOWN_VALUE:
        return NUMERIC
    return _result(real, (*dims[:-2], Dim(1, True), Dim(1, True)) if keep else dims[:-2])


def multi_dot(bound: Bound) -> Kind:
    """A product of matrices, or of vectors at its ends."""
    kind = bound.kind("arrays")
    if not isinstance(kind, Struct) or not kind.items:
        return NUMERIC
    parts = [as_array(item) for item in kind.items]
    ends = [dims_of_kind(part) for part in (parts[0], parts[-1])]
    dtypes = [part.dtype for part in parts if isinstance(part, Scalar | Array)]
    dtype = dtypes[0] if len(set(dtypes)) == 1 and len(dtypes) == len(parts) else None
    if ends[0] is None or ends[1] is None:
        return NUMERIC
    return _result(dtype, ends[0][:-1] + ends[1][1:])


FACTORS: dict[str, Callable[[Bound], Kind]] = {
    "eig": eig, "eigh": eigh, "eigvals": eigvals, "eigvalsh": eigvalsh, "lstsq": lstsq, "matrix_norm": matrix_norm,
    "multi_dot": multi_dot, "qr": qr, "svd": svd, "svdvals": svdvals, "transposed": transposed,
}  # fmt: skip
