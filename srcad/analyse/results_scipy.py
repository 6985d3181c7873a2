"""The kinds of what SciPy's functions give that have several results; see `results.py`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..kinds import (
    ANY,
    BOOL,
    NUMERIC,
    UNKNOWN,
    Array,
    Kind,
    Scalar,
    Sparse,
    Struct,
    dims_of_kind,
    promote,
    unknown_dims,
)
from .bound import UNKNOWN_VALUE, Bound, as_array, ask, reduced_dims


def _factor_dtype(bound: Bound) -> str | None:
    a = bound.first()
    found = ask("np.linalg.inv", (("array", a.dtype, 2),)) if isinstance(a, Array) and a.dtype is not None else None
    return found.dtype if isinstance(found, Array) else None


def _pencil_dtypes(bound: Bound) -> tuple[str | None, str | None]:
    """Return the dtype of the values, which are real, and that of the vectors."""
    dtype, second = _factor_dtype(bound), as_array(bound.kind("b"))
    if bound.const("b") is not None:
        known = dtype is not None and isinstance(second, Array) and second.dtype is not None
        dtype = promote(dtype or "", second.dtype or "") if known and isinstance(second, Array) else None
    return (None, None) if dtype is None else (str(np.empty(0, dtype).real.dtype), dtype)


def _tuple(*kinds: Kind) -> Kind:
    return Struct(tuple, tuple(range(len(kinds))), kinds)


def exponentials(bound: Bound) -> Kind:
    """scipy.special.logsumexp: a sum along axes, of float64 without weights; others take after their weights."""
    a, keep, axis = bound.first(), bound.const("keepdims", False), bound.const("axis", None)
    plain = isinstance(a, Array) and a.dtype == "float64" and bound.const("b", None) is None
    if not plain or not isinstance(a, Array) or keep is UNKNOWN_VALUE or not a.dims:
        return NUMERIC
    left = reduced_dims(a.dims, axis, bool(keep), bound.kind("axis"))
    if left is None:
        return NUMERIC
    return Array("float64", left) if left else Scalar("float64", weak=False)


def qr_factors(bound: Bound) -> Kind:
    """scipy.linalg.qr: a tuple of both factors, or of the second one."""
    return matrices(1 if bound.const("mode", "full") == "r" else 2)(bound)


def matrices(count: int) -> Callable[[Bound], Kind]:
    """Return the function that answers with a tuple of matrices."""
    return lambda bound: _tuple(*(Array(_factor_dtype(bound), (ANY, ANY)),) * count)


def lu(bound: Bound) -> Kind:
    """A permutation, which is real, and both factors."""
    dtype = _factor_dtype(bound)
    real = None if dtype is None else str(np.empty(0, dtype).real.dtype)
    return _tuple(Array(real, (ANY, ANY)), *(Array(dtype, (ANY, ANY)),) * 2)


def cho_factor(bound: Bound) -> Kind:
    """The factor, and which triangle has it."""
    return _tuple(Array(_factor_dtype(bound), dims_of_kind(bound.first())), BOOL)


def lu_factor(bound: Bound) -> Kind:
    """Both factors in one matrix, and the exchanges of rows."""
    return _tuple(Array(_factor_dtype(bound), dims_of_kind(bound.first())), Array("int32", (ANY,)))


def pencil(bound: Bound) -> Kind:
    """Values and vectors, or values alone."""
    alone = bound.const("eigvals_only", False)
    dims = dims_of_kind(bound.first())
    if alone is UNKNOWN_VALUE:
        return UNKNOWN
    values = first_lengths(bound)
    assert isinstance(values, Array)
    columns = None if dims is None or values.dims is None else (*dims[:-1], values.dims[-1])
    return values if alone else _tuple(values, Array(_pencil_dtypes(bound)[1], columns))


def tridiagonal(bound: Bound) -> Kind:
    """Values and vectors of a matrix given by its diagonals, or values alone; all of them, or some."""
    alone = bound.const("eigvals_only", False)
    values = tridiagonal_values(bound)
    assert isinstance(values, Array)
    if alone is UNKNOWN_VALUE:
        return UNKNOWN
    dims = dims_of_kind(bound.first())
    rows = dims[0] if dims else unknown_dims(1)[0]
    return values if alone else _tuple(values, Array("float64", (rows, *(values.dims or unknown_dims(1)))))


def tridiagonal_values(bound: Bound) -> Kind:
    """The eigenvalues of such a matrix."""
    dims = dims_of_kind(bound.first())
    return Array("float64", dims if dims and bound.const("select", "a") == "a" else unknown_dims(1))


def first_lengths(bound: Bound) -> Kind:
    """A real number for each row of a matrix, or some of them."""
    dims = dims_of_kind(bound.first())
    some = any(bound.const(f"subset_by_{which}", None) is not None for which in ("index", "value"))
    return Array(_pencil_dtypes(bound)[0], None if dims is None else unknown_dims(1) if some else dims[:-1])


def solved(bound: Bound) -> Kind:
    """The shape of the right-hand side."""
    dims = dims_of_kind(as_array(bound.kind("b")))
    return Array(None, dims) if dims else NUMERIC


def like_second_shape(bound: Bound) -> Kind:
    """The shape of the second argument."""
    dims = dims_of_kind(as_array(bound.kind(bound.rule.params[1])))
    return Array(None, dims) if dims else NUMERIC


def valued(bound: Bound) -> Kind:
    """The values of a spline at points: of as many axes as the points, where its coefficients say so."""
    points = "t" if bound.rule.op == "piecewise" else "x"
    c, at = dims_of_kind(bound.first()), dims_of_kind(as_array(bound.kind(points)))
    if c is None or at is None:
        return NUMERIC
    extra = len(c) - (2 if bound.rule.op == "piecewise" else 1)
    if extra or not at:
        return Array(None, (*unknown_dims(len(at) + extra),)) if len(at) + extra > 0 else NUMERIC
    return Array(None, at)


def squareform(bound: Bound) -> Kind:
    """A matrix of a vector, a vector of a matrix."""
    dims = dims_of_kind(bound.first())
    return NUMERIC if dims is None else Array(None, (ANY, ANY) if len(dims) == 1 else (ANY,))


def sparse(bound: Bound) -> Kind:
    """A sparse matrix."""
    first = bound.first()
    return Sparse(first.matrix if isinstance(first, Sparse) else bound.rule.op.endswith("_matrix"))


def sparse_product(bound: Bound) -> Kind:
    """The product of a sparse matrix with a vector or a matrix."""
    dims = dims_of_kind(bound.kind("x"))
    return NUMERIC if dims is None else Array(None, unknown_dims(len(dims)))


SCIPY: dict[str, Callable[[Bound], Kind]] = {
    "cho_factor": cho_factor, "exponentials": exponentials, "first_lengths": first_lengths,
    "like_second_shape": like_second_shape,
    "lu_factor": lu_factor, "pencil": pencil, "solved": solved, "sparse": sparse, "sparse_product": sparse_product,
    "squareform": squareform, "lu": lu, "two_matrices": matrices(2), "valued": valued,
    "qr_factors": qr_factors, "tridiagonal": tridiagonal, "tridiagonal_values": tridiagonal_values,
}  # fmt: skip
