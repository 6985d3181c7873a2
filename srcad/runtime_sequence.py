"""Helpers of generated code for Python's functions of sequences; k is a position, or None for the whole."""

from __future__ import annotations

from typing import Any

import numpy as np

from .runtime_reduction import others
from .runtime_values import over


def prod_tangent(g: Any, values: Any, start: Any, k: Any) -> Any:
    """Return the tangent of math.prod(values, start) for the tangent g of its k-th value, or of all of them."""
    rest = others(np.array(values), None)
    return start * (np.sum(g * rest) if k is None else g * rest[k])


def prod_adjoint(g: Any, values: Any, start: Any, k: Any) -> Any:
    """Return the adjoint of the k-th of the values in math.prod(values, start), or of all, as the values come."""
    rest = g * start * others(np.array(values), None)
    return as_sequence(rest, values) if k is None else rest[k]


def dist_tangent(g: Any, p: Any, q: Any, y: Any, k: Any) -> Any:
    """Return the tangent of y = math.dist(p, q) for the tangent g of p's k-th coordinate, or of all of them."""
    slope = over(np.array(p) - np.array(q), y)
    return np.sum(g * slope) if k is None else g * slope[k]


def dist_adjoint(g: Any, p: Any, q: Any, y: Any, k: Any) -> Any:
    """Return the adjoint of p's k-th coordinate in y = math.dist(p, q), or of all, as list or array as they are."""
    slope = g * over(np.array(p) - np.array(q), y)
    return as_sequence(slope, p) if k is None else slope[k]


def sumprod_tangent(g: Any, q: Any, k: Any) -> Any:
    """Return the tangent of math.sumprod(p, q) for the tangent g of p's k-th element, or of all of them."""
    return np.sum(np.array(q) * g) if k is None else g * q[k]


def sumprod_adjoint(g: Any, q: Any, k: Any) -> Any:
    """Return the adjoint of p's k-th element in math.sumprod(p, q), or of all, as list or array as q is."""
    return as_sequence(g * np.array(q), q) if k is None else g * q[k]


def as_sequence(values: Any, like: Any) -> Any:
    """Return the values of a one-dimensional array as what `like` is: an array, a tuple or a list."""
    if isinstance(like, np.ndarray):
        return values
    return tuple(values) if isinstance(like, tuple) else list(values)


def as_list(a: Any) -> Any:
    """Return the list of the parts of an array along its first axis; it is printed as `list(a)`."""
    return list(a)


def added_lists(a: Any, b: Any) -> Any:
    """Return the list of the sums of the elements of two lists; one that is the plain number 0.0 adds nothing."""
    if isinstance(a, float) or isinstance(b, float):
        return b if isinstance(a, float) else a
    return [added(p, q) for p, q in zip(a, b, strict=True)]


def added(a: Any, b: Any) -> Any:
    """Return the sum of two adjoints: of what turns out to be a list or a tuple, that of the elements."""
    if isinstance(a, tuple) and isinstance(b, tuple):
        return tuple(added_lists(a, b))
    return added_lists(a, b) if isinstance(a, list) or isinstance(b, list) else a + b


def added_into(a: Any, b: Any) -> Any:
    """Return the sum of two adjoints, a list or an array in the place of the first one, which others may hold."""
    if isinstance(a, list) or (isinstance(a, np.ndarray) and a.ndim):
        add_into(a, b)
        return a
    return a + b


def add_into(b: Any, g: Any) -> None:
    """Add an array or the elements of a list to those of another one, in place, in lists and arrays inside too."""
    if isinstance(b, np.ndarray):
        b += g
        return
    for k in range(len(b)):
        if isinstance(b[k], list):
            add_into(b[k], g[k])
        elif isinstance(b[k], np.ndarray):
            b[k] += g[k]
        else:
            b[k] = b[k] + g[k]
