"""Numbers and arrays that are neither Python's nor NumPy's own, but work as these do."""

from __future__ import annotations

import enum
import numbers
from typing import Any

import numpy as np

from .errors import KindError


def is_other_number(value: object) -> bool:
    """Return whether a value is a number that is no float: a fraction, a decimal, of mpmath's, of SymPy's."""
    if isinstance(value, numbers.Number):
        return not isinstance(value, int | float | complex | np.generic)
    of_sympy = type(value).__module__.partition(".")[0] == "sympy"
    return of_sympy and any(base.__name__ == "Expr" for base in type(value).__mro__)


def has_other_class(value: object) -> bool:
    """Return whether a value works as a number of Python's does, but is of another class: a fraction, of a subclass."""
    if type(value) in (float, int, bool, complex) or isinstance(value, np.generic | enum.Enum):
        return False
    return isinstance(value, float | int | complex) or is_other_number(value)


def is_other_array(value: Any) -> bool:
    """Return whether a value is an array of another library that NumPy's functions hand over to: CuPy's, Dask's."""
    if isinstance(value, np.ndarray | np.generic) or not hasattr(type(value), "__array_function__"):
        return False
    return isinstance(getattr(value, "dtype", None), np.dtype) and isinstance(getattr(value, "shape", None), tuple)


def is_number_type(dtype: str) -> bool:
    """Return whether a dtype is one of numbers or times: texts, records and objects are told by nothing but the run."""
    return not dtype.startswith(("<U", ">U", "|S", "|V", "object", "["))


def is_plain_array(value: object) -> bool:
    """Return whether a value is an array on which operators and methods mean what they do on NumPy's own."""
    if type(value) is np.ndarray:
        return True
    if not isinstance(value, np.ndarray):
        return False
    if isinstance(value, np.memmap):
        return True
    own = {name for base in type(value).__mro__[: type(value).__mro__.index(np.ndarray)] for name in vars(base)}
    return not (own - HARMLESS) & (set(dir(np.ndarray)) | {"__array_ufunc__", "__array_function__"})


HARMLESS = frozenset({
    "__module__", "__doc__", "__dict__", "__weakref__", "__new__", "__init__", "__array_finalize__", "__repr__",
    "__str__", "__reduce__", "__setstate__", "__firstlineno__", "__static_attributes__",
})  # fmt: skip


def has_own_operators(value: object) -> bool:
    """Return whether a number is of a subclass of Python's numbers that says itself what operators do."""
    base = next((each for each in (float, int, complex) if isinstance(value, each)), None)
    if base is None or isinstance(value, np.generic | enum.Enum):
        return False
    own = {name for each in type(value).__mro__[: type(value).__mro__.index(base)] for name in vars(each)}
    return not own.isdisjoint(OPERATORS)


def check_plain(obj: object) -> None:
    """Refuse an array or a number of a class that says what operators do, and an array of objects."""
    what = hint = ""
    if isinstance(obj, np.ndarray) and (not is_plain_array(obj) or obj.dtype.kind == "O"):
        what = "an array of objects" if obj.dtype.kind == "O" else f"an array of the class {type(obj).__name__}"
        hint = "Make a plain array of it: np.asarray(x, dtype=float)."
    elif has_own_operators(obj):
        what, hint = f"a number of the class {type(obj).__name__}", "Make a plain number of it: float(x)."
    if what:
        raise KindError(f"{what} is not differentiated: srcad cannot know what its operators do", hint=hint)


BINARY = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul")
OPERATORS = frozenset({f"__{how}{name}__" for name in BINARY for how in ("", "r", "i")} | {"__neg__", "__abs__"})
