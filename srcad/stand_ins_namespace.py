"""What stands in for SciPy's questions about array libraries: the answers for NumPy, which is the one at hand.

Many of SciPy's functions are written for any array library: they ask which one an argument belongs to, and call that
one's functions. With the answers known while compiling, such functions are taken apart like the user's own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def namespace(*arrays: Any) -> Any:
    """Return the library that arrays belong to."""
    return np


def place(array: Any) -> Any:
    """Return the device that an array lies on, which is the only one."""
    return None


def as_array(
    array: Any, dtype: Any = None, order: Any = None, copy: Any = None, *, xp: Any = None, check_finite: bool = False,
    subok: bool = False,
) -> Any:  # fmt: skip
    """Return an array, copied if asked for."""
    made = np.array(array, dtype=dtype) if copy else np.asarray(array, dtype=dtype)
    if check_finite and not np.all(np.isfinite(made)):
        raise ValueError("array must not contain infs or NaNs")
    return made


def copied(x: Any, *, xp: Any = None) -> Any:
    """Return a copy of an array."""
    return np.array(x)


def size(x: Any) -> Any:
    """Return how many elements an array has."""
    return np.size(x)


def promoted(*args: Any, broadcast: bool = False, force_floating: bool = False, xp: Any = None) -> Any:
    """Return arguments as arrays, of one shape if asked for; integers as floats if asked for."""
    arrays: list[Any] = [
        arg if arg is None else np.asarray(arg) * 1.0 if force_floating else np.asarray(arg) for arg in args
    ]
    if broadcast:
        arrays = list(np.broadcast_arrays(*arrays))
    return arrays[0] if len(arrays) == 1 else tuple(arrays)


LIBRARIES = (
    "is_cupy", "is_torch", "is_jax", "is_dask", "is_array_api_strict", "is_lazy_array", "is_marray", "is_jax_namespace",
    "is_torch_namespace", "is_cupy_namespace", "is_dask_namespace",
)  # fmt: skip
QUESTIONS: dict[str, Callable[..., Any] | bool] = {
    "array_namespace": namespace, "device": place, "is_numpy": True, "is_numpy_namespace": True,
    "_asarray": as_array, "xp_copy": copied, "xp_size": size,
    "xp_promote": promoted, **dict.fromkeys(LIBRARIES, False),
}  # fmt: skip


def answer(obj: object) -> Callable[..., Any] | bool | None:
    """Return the answer to a question about array libraries, or the function that gives it; None for other objects."""
    name, module = str(getattr(obj, "__name__", "")), str(getattr(obj, "__module__", ""))
    if name == "_namespace" and module == "scipy.signal.windows._windows":
        return namespace
    return QUESTIONS.get(name) if module.startswith("scipy._lib.") else None
