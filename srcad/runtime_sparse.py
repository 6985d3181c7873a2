"""Helpers of generated code for sparse matrices, whose derivative is one of their entries, like their `data`."""

from __future__ import annotations

from typing import Any

import numpy as np


def rows_and_columns(a: Any) -> Any:
    """Return where the entries of a sparse matrix stand, in the order of its `data`."""
    if a.format == "coo":
        return a.row, a.col
    if a.format not in ("csr", "csc"):
        raise TypeError(
            f"a sparse matrix of the format {a.format!r} has no derivative by its entries: use .tocsr() first"
        )
    along = np.repeat(np.arange(len(a.indptr) - 1), np.diff(a.indptr))
    return (along, a.indices) if a.format == "csr" else (a.indices, along)


def with_entries(a: Any, entries: Any) -> Any:
    """Return a sparse matrix with other entries in the places of a's."""
    if a.format == "coo":
        return type(a)((entries, (a.row, a.col)), a.shape)
    return type(a)((entries, a.indices, a.indptr), a.shape)


def sparse_times(a: Any, x: Any) -> Any:
    """Return the product of a sparse matrix, whose entries vary, with an array."""
    return a @ x


def times_sparse(x: Any, a: Any) -> Any:
    """Return the product of an array with a sparse matrix, whose entries vary."""
    return x @ a


def sparse_entries(a: Any) -> Any:
    """Return the entries of a sparse matrix."""
    rows_and_columns(a)  # refuses formats whose data are no entries
    return a.data


def all_entries(a: Any) -> Any:
    """Return the entries of a sparse matrix of any format, as `sparse_scaled` has them."""
    return (a if a.format in ("csr", "csc", "coo") else a.tocoo()).data


def entries_times(entries: Any, a: Any, x: Any, turned: bool) -> Any:
    """Return the product of a sparse matrix like a, but for its entries, with an array; `turned`: transposed."""
    made = with_entries(a, entries)
    return (made.T if turned else made) @ x


def products_at(p: Any, q: Any, a: Any) -> Any:
    """Return the sums of products of the rows of p and of q, where a sparse matrix has entries."""
    rows, columns = rows_and_columns(a)
    found = p[rows] * q[columns]
    return found if np.ndim(found) == 1 else np.sum(found, axis=tuple(range(1, np.ndim(found))))


def _refuse(k: Any) -> None:
    if k != 0:
        raise TypeError(
            "a sparse matrix has a derivative where it is made of entries and their places: of a dense array, "
            "the zeros would lose theirs"
        )


def entries_of(data: Any, a: Any, arg1: Any, k: Any) -> Any:
    """Return the entries that a sparse matrix a, which is made of `arg1`, has for other data."""
    _refuse(k)
    if len(arg1) == 3 or a.format == "coo":
        return data
    found = np.zeros(np.shape(a.data), dtype=np.result_type(data))
    np.add.at(found, entry_numbers(a, *arg1[1]), data)
    return found


def entries_back(value: Any, a: Any, arg1: Any, k: Any) -> Any:
    """Return the adjoint of the data that a sparse matrix a was made of, from that of the entries that it has."""
    _refuse(k)
    return value if len(arg1) == 3 or a.format == "coo" else value[entry_numbers(a, *arg1[1])]


def entry_numbers(a: Any, rows: Any, columns: Any) -> Any:
    """Return which entry of a sparse matrix stands at each of some places, where it surely has one."""
    from scipy.sparse import csr_array

    found = csr_array((np.arange(1.0, len(a.data) + 1.0), rows_and_columns(a)), a.shape)
    return np.asarray(found[rows, columns]).ravel().astype(int) - 1


def sparse_scaled(a: Any, factor: Any) -> Any:
    """Return a number times a sparse matrix, in a format that says where its entries stand."""
    return (a if a.format in ("csr", "csc", "coo") else a.tocoo()) * factor


def sparse_added(a: Any, b: Any) -> Any:
    """Return the sum of two sparse matrices."""
    found = a + b
    return found if found.format in ("csr", "csc", "coo") else found.tocsr()


def sparse_turned(a: Any) -> Any:
    """Return the transposed sparse matrix, which has the same entries in the same order."""
    return a.T


def sparse_as(a: Any, name: str) -> Any:
    """Return a sparse matrix in another format."""
    return a.asformat(name)


def entries_into(data: Any, y: Any, a: Any) -> Any:
    """Return the entries that a sparse matrix y gets from those of a, which it is made of."""
    found = np.zeros(np.shape(y.data), dtype=np.result_type(data))
    np.add.at(found, _places_in(y, a), data)
    return found


def entries_out(value: Any, y: Any, a: Any) -> Any:
    """Return the adjoint of the entries of a sparse matrix a, of which y is made, from that of y's."""
    return value[_places_in(y, a)]


def _places_in(y: Any, a: Any) -> Any:
    """Return which entry of a sparse matrix y each one of a is part of."""
    if y.format == "coo":
        return np.arange(len(y.data))
    found = entry_numbers(y, *rows_and_columns(a if a.format in ("csr", "csc", "coo") else a.tocoo()))
    if np.any(found < 0):
        raise ValueError("SciPy drops entries of sparse matrices that cancel exactly, and their derivative is lost")
    return found


def sparse_lu(a: Any, options: Any) -> Any:
    """Return the factors of a sparse matrix."""
    from scipy.sparse.linalg import splu

    return splu(a, **options)


def solved_with(lu: Any, a: Any, b: Any, trans: str) -> Any:
    """Return the solution of a system with the factors of a sparse matrix a (None: one that does not vary)."""
    return lu.solve(b, trans)


def opposite_trans(trans: str) -> str:
    """Return what asks SuperLU for the transposed system."""
    return "T" if trans == "N" else "N"


def dense_of(a: Any) -> Any:
    """Return a sparse matrix as an array."""
    return a.toarray()


def taken_at(x: Any, a: Any) -> Any:
    """Return the elements of an array where a sparse matrix has entries."""
    rows, columns = rows_and_columns(a)
    return x[rows, columns]
