"""Helpers of generated code for reductions, weighted means, and running sums and products."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .runtime_axes import from_last, to_last, weights_like
from .runtime_recurrence import recurrence, recurrence_back


# ---------------------------------------------------------------- reductions
def axis_size(a: Any, axis: Any) -> int:
    """Return how many elements of a one element of its mean over `axis` (an int, a tuple or None) stands for."""
    shape = np.shape(a)
    if axis is None:
        return math.prod(shape)
    return math.prod([shape[i] for i in axis]) if isinstance(axis, tuple) else shape[axis]


def nan_count(a: Any, axis: Any) -> Any:
    """Return how many elements along `axis` are not nan, in a's dtype, the axes kept with length one."""
    return np.sum(~np.isnan(a), axis=axis, dtype=np.result_type(a), keepdims=True)


def others(a: Any, axis: Any) -> Any:
    """Return for each element of a the product of all others along `axis` (an int, a tuple or None), in a's shape.

    By running products from both ends, so that zeros do no harm.
    """
    rows = to_last(a, axis)
    one = np.ones_like(rows[..., :1])
    left = np.cumprod(np.concatenate((one, rows[..., :-1]), axis=-1), axis=-1)
    right = np.cumprod(np.concatenate((one, rows[..., :0:-1]), axis=-1), axis=-1)[..., ::-1]
    return from_last(left * right, a, axis)


def others_slope(g: Any, a: Any, axis: Any) -> Any:
    """Return the tangent of others(a, axis) for the tangent g of a; its matrix is symmetric, so also the adjoint."""
    rows, slopes = to_last(a, axis), to_last(g, axis)
    left, left_slope = before_and_slope(rows, slopes)
    right, right_slope = before_and_slope(rows[..., ::-1], slopes[..., ::-1])
    return from_last(left_slope * right[..., ::-1] + left * right_slope[..., ::-1], a, axis)


def before_and_slope(rows: Any, slopes: Any) -> Any:
    """Return the products of all elements before each one along the last axis, and their tangents."""
    ahead = np.concatenate((np.ones_like(rows[..., :1]), rows[..., :-1]), axis=-1)
    moving = np.concatenate((np.zeros_like(rows[..., :1]), slopes[..., :-1]), axis=-1)
    return np.cumprod(ahead, axis=-1), cumprod_tangent(moving, ahead, -1)


# ---------------------------------------------------------------- weighted means
def average_share(a: Any, axis: Any, weights: Any) -> Any:
    """Return the weight of each element of a in np.average(a, axis, weights), their sum being 1; it broadcasts."""
    if weights is None:
        return 1 / axis_size(a, axis)
    return weights_like(weights, a, axis) / average_total(a, axis, weights)


def average_total(a: Any, axis: Any, weights: Any) -> Any:
    """Return the sum of weights that np.average(a, axis, weights) divides by, the axes kept with length one."""
    return np.sum(weights_like(weights, a, axis) * np.ones_like(a), axis=axis, keepdims=True)


# ---------------------------------------------------------------- running sums and products
def cumsum_adjoint(g: Any, a: Any, axis: Any) -> Any:
    """Return the adjoint of a in np.cumsum(a, axis), in a's shape: the sums from the other end."""
    if axis is None:
        return np.reshape(np.cumsum(g[::-1])[::-1], np.shape(a))
    return np.flip(np.cumsum(np.flip(g, axis), axis), axis)


def cumprod_tangent(g: Any, a: Any, axis: Any) -> Any:
    """Return the tangent of np.cumprod(a, axis) for the tangent g of a; zeros in a do no harm."""
    if axis is None:
        return cumprod_tangent(np.reshape(g, (-1,)), np.reshape(a, (-1,)), 0)
    if np.all(a):
        return np.cumprod(a, axis) * np.cumsum(g / a, axis)
    return recurrence(a, products_before(a, axis) * g, axis)


def cumprod_adjoint(g: Any, a: Any, axis: Any) -> Any:
    """Return the adjoint of a in np.cumprod(a, axis), in a's shape; zeros in a do no harm."""
    if axis is None:
        return np.reshape(cumprod_adjoint(g, np.reshape(a, (-1,)), 0), np.shape(a))
    if np.all(a):
        return cumsum_adjoint(g * np.cumprod(a, axis), a, axis) / a
    return products_before(a, axis) * recurrence_back(a, g, axis)


def products_before(a: Any, axis: int) -> Any:
    """Return the products of all elements before each one along an axis; 1 for the first."""
    rows = to_last(a, axis)
    ahead = np.concatenate((np.ones_like(rows[..., :1]), rows[..., :-1]), axis=-1)
    return from_last(np.cumprod(ahead, axis=-1), a, axis)
