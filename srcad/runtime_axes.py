"""Helpers of generated code that put the axes a function works along in a place of their own, and elements back.

Each is linear in its first argument, and its transpose stands beside it.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .errors import KindError


def _axes_first(rank: int, axis: Any) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the axes that are not worked along, and those that are, as positions from the front."""
    axes = tuple([i % rank for i in (axis if isinstance(axis, tuple) else (axis,))])
    return tuple([i for i in range(rank) if i not in axes]), axes


def to_last(a: Any, axis: Any) -> Any:
    """Return a with the axes `axis` (an int, a tuple or None for all) as one axis, the last."""
    if axis is None:
        return np.reshape(a, (-1,))
    others, axes = _axes_first(np.ndim(a), axis)
    shape = np.shape(a)
    kept = [shape[i] for i in others]
    return np.reshape(np.transpose(a, others + axes), (*kept, math.prod([shape[i] for i in axes])))


def from_last(rows: Any, a: Any, axis: Any) -> Any:
    """Return what `to_last` made of an array of a's shape in that shape again."""
    if axis is None:
        return np.reshape(rows, np.shape(a))
    others, axes = _axes_first(np.ndim(a), axis)
    order = others + axes
    moved = np.reshape(rows, tuple([np.shape(a)[i] for i in order]))
    return np.transpose(moved, tuple([order.index(i) for i in range(len(order))]))


def weights_like(weights: Any, a: Any, axis: Any) -> Any:
    """Return the weights of np.average(a, axis, weights) so that they broadcast against a, lying along `axis`."""
    if np.shape(weights) == np.shape(a):
        return weights
    axes = _axes_first(np.ndim(a), axis)[1]
    moved = np.transpose(weights, tuple([axes.index(i) for i in sorted(axes)]))
    return np.reshape(moved, tuple([n if i in axes else 1 for i, n in enumerate(np.shape(a))]))


def weights_adjoint(g: Any, weights: Any, a: Any, axis: Any) -> Any:
    """Return the adjoint of the weights in `weights_like(weights, a, axis)`, in their shape; g has a's shape, or
    length one along other axes."""
    if np.shape(weights) == np.shape(a):
        return g
    others, axes = _axes_first(np.ndim(a), axis)
    return np.transpose(np.sum(g, axis=others), tuple([sorted(axes).index(i) for i in axes]))


# ---------------------------------------------------------------- selections: elements, and the places they came from
def positions(a: Any) -> Any:
    """Return the positions of the elements of a, counted in C order, in a's shape: what a selection does to these tells
    which elements it takes."""
    return np.reshape(np.arange(np.size(a)), np.shape(a))


def strided_places(x: Any, shape: Any = None, strides: Any = None) -> Any:
    """Return which element of x is found at each place of `np.lib.stride_tricks.as_strided(x, shape, strides)`."""
    own = np.ravel(_offsets(x.shape, x.strides))
    asked = _offsets(x.shape if shape is None else shape, x.strides if strides is None else strides)
    order = np.argsort(own, kind="stable")
    places = np.searchsorted(own[order], np.ravel(asked))
    found = order[np.minimum(places, len(order) - 1)]
    if np.any(own[found] != np.ravel(asked)):
        raise KindError("as_strided reaches beyond the elements of the array it is given, and they have no derivative")
    return np.reshape(found, asked.shape)


def _offsets(shape: Any, strides: Any) -> Any:
    """Return how many bytes after the first element each one of an array stands."""
    shape, strides = np.atleast_1d(shape), np.atleast_1d(strides)
    return np.sum([steps * size for steps, size in zip(np.indices(shape), strides, strict=True)], axis=0)


def picked(a: Any, places: Any) -> Any:
    """Return the elements of a at positions as `positions` counts them, in the shape of `places`; 0 at position -1."""
    flat = np.ravel(a)
    return np.where(places >= 0, flat[places], 0) if np.size(flat) else np.zeros_like(a, shape=np.shape(places))


def scatter(g: Any, places: Any, a: Any) -> Any:
    """Return an array of a's shape in which each element of g is added up at its place, -1 meaning nowhere."""
    found = np.zeros(np.size(a), dtype=np.result_type(g, a))
    kept = places >= 0
    if np.all(kept):
        np.add.at(found, np.ravel(places), np.ravel(np.broadcast_to(g, np.shape(places))))
    else:
        np.add.at(found, places[kept], np.broadcast_to(g, np.shape(places))[kept])
    return np.reshape(found, np.shape(a))
