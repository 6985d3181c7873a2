"""Helpers of generated code for values: a quotient and an extreme, as the conventions want them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np


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


def share(a: Any, y: Any, axis: Any) -> Any:
    """Return what each element of a contributes to its extreme y along `axis`: 1, or 1 / n for n equal ones, else 0.

    y has the axes that were reduced with length one, or is a number; the result has a's shape and dtype.
    """
    equal = np.where(a == y, np.ones_like(a), 0)
    return equal / np.maximum(np.sum(equal, axis=axis, keepdims=True), 1)
