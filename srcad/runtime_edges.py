"""What a generated function does at its edges: seeds come in, gradients go out."""

from __future__ import annotations

from numbers import Number
from typing import Any

import numpy as np

from .errors import KindError
from .kinds import is_plain_array
from .runtime_shape import expand, unbroadcast


def seeded(seed: Any, y: Any) -> Any:
    """Return the adjoint of a result y for a seed: of y's shape and dtype, and an array of its own."""
    if isinstance(y, np.ndarray):
        if np.shape(seed) != np.shape(y):
            raise KindError(f"the seed has shape {np.shape(seed)}, the result {np.shape(y)}")
        return np.array(seed, dtype=np.result_type(y.dtype, np.float32) if y.dtype.kind in "biu" else y.dtype)
    if np.ndim(seed) != 0:
        raise KindError(f"the seed has shape {np.shape(seed)}, but the result is a number")
    return seed[()] if isinstance(seed, np.ndarray) else seed


def check_scalar(value: Any) -> None:
    """Raise KindError unless a result is one real number."""
    if np.ndim(value) != 0 or isinstance(value, complex | np.complexfloating):
        what = f"an array of shape {np.shape(value)}" if np.ndim(value) else "a complex number"
        raise KindError(
            f"grad needs a function that returns a real number, but this one returned {what}",
            hint="For other results use srcad.vjp (a derivative with a seed) or srcad.jacobian.",
        )


def numeric(value: Any) -> Any:
    """Return a value that srcad knows nothing of, if operators do with it what they do with numbers and arrays."""
    check_numeric(value)
    return value


def check_numeric(value: Any) -> None:
    """Raise KindError for an object whose operators may mean something else than NumPy's."""
    if isinstance(value, Number | np.generic | list | tuple) or is_plain_array(value):
        return
    cls = type(value)
    if isinstance(value, np.ndarray) or not hasattr(cls, "__array_function__"):
        raise KindError(
            f"an object of the class {cls.__name__} meets a value that is differentiated, "
            "and srcad cannot know what its operators do",
            hint="Make an array of it first: np.asarray(...), or .toarray().",
        )


def like(g: Any, x: Any) -> Any:
    """Return a gradient with x's shape and dtype."""
    return unbroadcast(expand(g, x), x)


def copied(g: Any) -> Any:
    """Return a copy of an array, or of the arrays in a list; numbers as they are."""
    if isinstance(g, list):
        return [copied(item) for item in g]
    return np.array(g) if isinstance(g, np.ndarray) else g


def full(g: Any, x: Any) -> Any:
    """Return an adjoint that may still be the plain number 0.0 as an array of x's shape, which may be written into."""
    if hasattr(x, "tocsr"):
        x = x.data  # of a sparse matrix, its entries
    return g if np.shape(g) == np.shape(x) else np.array(expand(g, x))


def check_apart(written: Any, *others: Any) -> None:
    """Raise KindError if an argument that the function writes into shares memory with another one."""
    for other in others:
        if isinstance(written, np.ndarray) and isinstance(other, np.ndarray):
            shared = np.may_share_memory(written, other) and np.shares_memory(written, other)
        else:
            shared = other is written and isinstance(other, list | np.ndarray)
        if shared:
            raise KindError(
                "two arguments share memory, and the function writes into one, whose effect on the other is lost",
                hint="Hand over a copy of one of them.",
            )


def integer(x: Any) -> Any:
    """Return integers made from numbers with a derivative, as they are; the name marks where it ended."""
    return x


def stop_gradient(x: Any) -> Any:
    """Return x, which is a constant for all derivatives."""
    return x
