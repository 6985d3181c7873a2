"""Statistics of NumPy with weights that their rules are not for, written out in Python for the specialiser to read."""

# mypy: ignore-errors

from __future__ import annotations

import numpy as np


def average(a, axis=None, weights=None, returned=False, *, keepdims=False):
    """`np.average(a, returned=True)`: the sum of the weights beside the average."""
    mean = np.average(a, axis, weights, keepdims=keepdims)
    if not returned:
        return mean
    if weights is None:
        total = np.full_like(mean, np.size(a) / np.size(mean))
    elif np.shape(weights) == np.shape(a):
        total = np.sum(np.asarray(weights), axis=axis, keepdims=keepdims)
    else:
        total = np.broadcast_to(np.sum(np.asarray(weights)), np.shape(mean)) + 0.0
    return mean, total


def cov(m, y=None, rowvar=True, bias=False, ddof=None, fweights=None, aweights=None, *, dtype=None):
    """`np.cov(m, fweights=f, aweights=a)`."""
    x = np.atleast_2d(np.asarray(m))
    if not rowvar and np.ndim(m) != 1:
        x = x.T
    if y is not None:
        other = np.atleast_2d(np.asarray(y))
        if not rowvar and other.shape[0] != 1:
            other = other.T
        x = np.concatenate((x, other), axis=0)
    x = x.astype(np.result_type(x, np.float64) if dtype is None else dtype)
    if ddof is None:
        ddof = 0 if bias else 1
    weights = None
    if fweights is not None:
        weights = np.asarray(fweights, dtype=float)
    if aweights is not None:
        each = np.asarray(aweights, dtype=float)
        weights = each if weights is None else weights * each
    if weights is None:
        x = x - np.average(x, axis=1)[:, None]
        return np.squeeze(np.dot(x, np.conj(x.T)) * np.true_divide(1, x.shape[1] - ddof))
    total = np.sum(weights)
    x = x - np.average(x, axis=1, weights=weights)[:, None]
    if ddof == 0:
        factor = total
    elif aweights is None:
        factor = total - ddof
    else:
        factor = total - ddof * sum(weights * each) / total
    return np.squeeze(np.dot(x, np.conj((x * weights).T)) * np.true_divide(1, factor))


WEIGHTED = {
    "np.average": (average, frozenset({"returned"})),
    "np.cov": (cov, frozenset({"fweights", "aweights", "dtype"})),
}
