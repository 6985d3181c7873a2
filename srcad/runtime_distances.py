"""Helpers of generated code for scipy.spatial.distance: distances of all pairs, by the differences of their points."""

from __future__ import annotations

from typing import Any

import numpy as np

from .runtime_axes import scatter
from .runtime_values import over, share


def metric_slope(d: Any, y: Any, metric: str, p: Any) -> Any:
    """Return the derivative of distances y by the differences d of points, which lie along the last axis of d."""
    if metric == "euclidean":
        return over(d, np.expand_dims(y, -1))
    if metric == "sqeuclidean":
        return 2.0 * d
    if metric == "cityblock":
        return np.sign(d)
    if metric == "chebyshev":
        return np.sign(d) * share(np.abs(d), np.expand_dims(y, -1), -1)
    if metric == "minkowski":
        return np.sign(d) * over(np.abs(d) ** (p - 1), np.expand_dims(y, -1) ** (p - 1))
    raise ValueError(f"distances by the metric {metric!r} have no derivative here: write them in NumPy")


def pair_slope(a: Any, b: Any, y: Any, metric: str, p: Any) -> Any:
    """Return the derivative of y = scipy.spatial.distance.cdist(a, b) by the first point of each pair."""
    return metric_slope(np.expand_dims(a, 1) - np.expand_dims(b, 0), y, metric, p)


def own_slope(x: Any, y: Any, metric: str, p: Any) -> Any:
    """Return the derivative of y = scipy.spatial.distance.pdist(x) by the first point of each pair."""
    i, j = np.triu_indices(len(x), 1)
    return metric_slope(x[i] - x[j], y, metric, p)


def pair_differences(g: Any) -> Any:
    """Return the differences of all pairs of rows, in the order of scipy.spatial.distance.pdist."""
    i, j = np.triu_indices(len(g), 1)
    return g[i] - g[j]


def pair_differences_back(value: Any, x: Any) -> Any:
    """Return the adjoint of x in `pair_differences(x)`, in its shape."""
    i, j = np.triu_indices(len(x), 1)
    found = np.zeros(np.shape(x), dtype=value.dtype)
    np.add.at(found, i, value)
    np.subtract.at(found, j, value)
    return found


def squareform_back(value: Any, x: Any) -> Any:
    """Return the adjoint of x in scipy.spatial.distance.squareform(x), in its shape."""
    if np.ndim(x) == 1:
        i, j = np.triu_indices(len(value), 1)
        return value[i, j] + value[j, i]
    i, j = np.triu_indices(len(x), 1)
    return scatter(value, i * len(x) + j, x)


def half_form(x: Any) -> Any:
    """Return what scipy.spatial.distance.squareform reads of a matrix or a vector, in its other form."""
    if np.ndim(x) == 1:
        n = (1 + int(np.sqrt(1 + 8 * len(x)))) // 2
        i, j = np.triu_indices(n, 1)
        found = np.zeros((n, n), dtype=x.dtype)
        found[i, j], found[j, i] = x, x
        return found
    i, j = np.triu_indices(len(x), 1)
    return x[i, j]
