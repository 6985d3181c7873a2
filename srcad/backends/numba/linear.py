"""Solutions of linear equations by LAPACK in compiled code, for what np.linalg.solve takes and with its dtypes.

numba compiles its own for three seconds, most of them for the texts of errors, and refuses nan and integers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

KINDS = {"f": "s", "d": "d", "F": "c", "D": "z"}  # NumPy's letters of dtypes, and LAPACK's


def common_type(*dtypes: str) -> np.dtype[Any]:
    """Return the dtype in which np.linalg computes: integers count as float64."""
    return np.result_type(*(dtype if np.dtype(dtype).char in KINDS else "float64" for dtype in dtypes))


def solve(a: Any, b: Any) -> Any:
    """Return the solution of a @ x = b for a vector or the columns of a matrix; `solver` says how."""
    return np.linalg.solve(a, b)


def solver(a: Any, b: Any) -> Callable[[Any, Any], Any]:
    """Return what `solve` is for the types of its arguments: it calls xGESV, for which numba has no public name."""
    import numba
    from numba.np import linalg

    ready: Callable[[], None] = linalg.ensure_lapack
    ready()
    dtype = common_type(str(a.dtype), str(b.dtype))
    made: Callable[[], Any] = linalg._LAPACK
    lapack = made()
    gesv, place = lapack.numba_xgesv(numba.from_dtype(dtype)), linalg.F_INT_nptype
    kind = ord(KINDS[dtype.char])
    wrong = "the matrix must be square, with as many rows as the right hand side"

    def solve_vector(a: Any, b: Any) -> Any:
        n = b.shape[0]
        if a.shape[0] != n or a.shape[1] != n:
            raise ValueError(wrong)
        matrix = np.empty((n, n), dtype)  # by columns
        x = np.empty(n, dtype)
        pivots = np.empty(n, place)
        for i in range(n):
            for j in range(n):
                matrix[j, i] = a[i, j]
            x[i] = b[i]
        if n == 0:
            return x
        failed = gesv(kind, n, 1, matrix.ctypes, n, pivots.ctypes, x.ctypes, n)
        if failed != 0 and matrix.size + pivots.size > 0:  # so that numba keeps both until here
            raise np.linalg.LinAlgError("Singular matrix")
        return x

    def solve_matrix(a: Any, b: Any) -> Any:
        n, m = b.shape
        if a.shape[0] != n or a.shape[1] != n:
            raise ValueError(wrong)
        matrix = np.empty((n, n), dtype)
        columns = np.empty((m, n), dtype)
        pivots = np.empty(n, place)
        for i in range(n):
            for j in range(n):
                matrix[j, i] = a[i, j]
            for j in range(m):
                columns[j, i] = b[i, j]
        x = np.empty((n, m), dtype)
        if n == 0 or m == 0:
            return x
        failed = gesv(kind, n, m, matrix.ctypes, n, pivots.ctypes, columns.ctypes, n)
        if failed != 0 and matrix.size + pivots.size > 0:
            raise np.linalg.LinAlgError("Singular matrix")
        for i in range(n):
            for j in range(m):
                x[i, j] = columns[j, i]
        return x

    return solve_vector if b.ndim == 1 else solve_matrix
