"""Helpers of generated code for linear recurrences along an axis, of which running products are one."""

from __future__ import annotations

from typing import Any

import numpy as np


def recurrence(a: Any, b: Any, axis: int) -> Any:
    """Return y with `y[i] = a[i] * y[i - 1] + b[i]` along an axis, and `y[0] = b[0]`; a and b have one shape."""
    factors, terms = np.moveaxis(a, axis, 0), np.moveaxis(b, axis, 0)
    found = np.array(terms, dtype=np.result_type(a, b))
    for i in range(1, len(found)):
        found[i] += factors[i] * found[i - 1]
    return np.moveaxis(found, 0, axis)


def recurrence_back(a: Any, b: Any, axis: int) -> Any:
    """Return y with `y[i] = a[i + 1] * y[i + 1] + b[i]` along an axis: the recurrence from the end."""
    return np.flip(recurrence(np.flip(later(a, axis), axis), np.flip(b, axis), axis), axis)


def earlier(x: Any, axis: int) -> Any:
    """Return x moved on by one along an axis, a zero coming in: `y[i] = x[i - 1]`."""
    rows = np.swapaxes(x, axis, -1)
    moved = np.concatenate((np.zeros_like(rows[..., :1]), rows[..., :-1]), axis=-1)
    return np.swapaxes(moved, axis, -1)


def later(x: Any, axis: int) -> Any:
    """Return x moved back by one along an axis, a zero coming in: `y[i] = x[i + 1]`."""
    rows = np.swapaxes(x, axis, -1)
    moved = np.concatenate((rows[..., 1:], np.zeros_like(rows[..., :1])), axis=-1)
    return np.swapaxes(moved, axis, -1)
