"""Helpers of generated code for values: a quotient and an extreme, as the conventions want them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .errors import GradientLeak, RuleError


def over(a: Any, b: Any) -> Any:
    """Return `a / b`, and 0 where a is 0, whatever b is; a / 0 is an infinity. Numbers or arrays that broadcast."""
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        if np.all(a):
            return a / b
        zeros = np.zeros(np.broadcast_shapes(np.shape(a), np.shape(b)), dtype=np.result_type(a, b))
        return np.divide(a, b, out=zeros, where=a != 0)
    if a == 0:
        return a
    return a / b if b != 0 else a * math.inf


def handed_on(a: Any) -> Any:
    """Return an array that nobody else uses any more: it is as good as a copy of it."""
    return a


def times(a: Any, b: Any) -> Any:
    """Return `a * b`, and 0 where a is 0, whatever b is. Numbers or arrays that broadcast."""
    return np.where(a != 0, a * b, 0.0)


def complex_sign(x: Any) -> Any:
    """Return np.sign(x), of numbers that may be complex: x / |x|, whose derivative turns it."""
    return np.sign(x)


def turned(g: Any, y: Any, x: Any) -> Any:
    """Return the tangent of y = complex_sign(x) for the tangent g of x, and as well the adjoint: 0 for real numbers."""
    if not np.iscomplexobj(x):
        return g * 0.0
    return 1j * y * over(np.imag(np.conj(y) * g), np.abs(x))


def value_of(pair: Any) -> Any:
    """Return the value of a function that returned it with what its adjoint needs."""
    return pair[0]


def saved_of(pair: Any) -> Any:
    """Return what the adjoint of a function needs, which returned it with its value."""
    return pair[1]


def entry(parts: Any, k: int) -> Any:
    """Return the adjoint that a rule gives an argument."""
    if not isinstance(parts, tuple | list) or len(parts) <= k:
        raise RuleError(f"the rule should return a tuple with an adjoint for each argument, not {parts!r}")
    if parts[k] is None:
        raise GradientLeak(
            f"the rule has no adjoint for argument {k}, which depends on what is differentiated with respect to",
            hint="Say srcad.stop_gradient(x) if no derivative is meant to flow there.",
        )
    return parts[k]


def entry_adjoint(g: Any, parts: Any, k: int) -> Any:
    """Return the adjoints of the parts of a tuple, one of which has the adjoint g."""
    return [g if i == k else 0.0 if part is None else part * 0.0 for i, part in enumerate(parts)]


def share(a: Any, y: Any, axis: Any, initial: Any = None) -> Any:
    """Return what each element of a contributes to its extreme y along `axis`: 1, or 1 / n for n equal ones, else 0.

    y has the axes that were reduced with length one, or is a number; the result has a's shape and dtype. A number that
    the extreme starts from, `initial`, is one of the equal ones.
    """
    equal = np.where(a == y, np.ones_like(a), 0)
    count = np.sum(equal, axis=axis, keepdims=True)
    return equal / np.maximum(count if initial is None else count + (initial == y), 1)


def start_share(a: Any, y: Any, axis: Any, initial: Any) -> Any:
    """Return what the number that extremes start from contributes to each of them, in the shape of y; see `share`."""
    count = np.sum(a == y, axis=axis, keepdims=True)
    found = np.where(initial == y, 1.0 / (count + 1), 0.0)
    return found if np.ndim(y) else np.reshape(found, ())


def instead(x: Any, value: Any) -> Any:
    """Return a value whose derivatives are those of x, which is the same but for rounding and tolerances."""
    return value
