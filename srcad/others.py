"""Numbers and arrays that are neither Python's nor NumPy's own, but work as these do."""

from __future__ import annotations

import numbers
from typing import Any

import numpy as np


def is_other_number(value: object) -> bool:
    """Return whether a value is a number that is no float: a fraction, a decimal, of mpmath's, of SymPy's."""
    if isinstance(value, numbers.Number):
        return not isinstance(value, int | float | complex | np.generic)
    of_sympy = type(value).__module__.partition(".")[0] == "sympy"
    return of_sympy and any(base.__name__ == "Expr" for base in type(value).__mro__)


def is_other_array(value: Any) -> bool:
    """Return whether a value is an array of another library that NumPy's functions hand over to: CuPy's, Dask's."""
    if isinstance(value, np.ndarray | np.generic) or not hasattr(type(value), "__array_function__"):
        return False
    return isinstance(getattr(value, "dtype", None), np.dtype) and isinstance(getattr(value, "shape", None), tuple)
