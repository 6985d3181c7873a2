"""Bins, windows, lists of numbers and ufuncs that write, written out in Python for the specialiser to read.

Each gives bit for bit what NumPy gives.
"""

# mypy: ignore-errors

from __future__ import annotations

import numpy as np


def stopped(x):
    """Return x, through which no derivative flows."""
    return x


stopped.__srcad_stop__ = True


def histogram_bin_edges(a, bins=10, range=None, weights=None):
    """`np.histogram_bin_edges`: from the least to the greatest of the samples, or the edges that are given."""
    if np.ndim(bins) == 1:
        return np.asarray(bins)
    count = len(np.histogram_bin_edges(stopped(a), bins, stopped(range), weights))
    if range is not None:
        first, last = range
    elif np.size(a) == 0:
        first, last = 0, 1
    else:
        first, last = np.min(a), np.max(a)
    if first == last:
        first, last = first - 0.5, last + 0.5
    return np.linspace(first, last, count)


def histogram(a, bins=10, range=None, density=None, weights=None):
    """`np.histogram` of samples, or between edges, with a derivative: the counts have none, the edges do."""
    found = np.histogram(stopped(a), stopped(bins), stopped(range), weights=weights)
    edges = histogram_bin_edges(a, bins, range)
    if not density:
        return found[0], edges
    return found[0] / np.diff(edges) / np.sum(found[0]), edges


def histogram2d(x, y, bins=10, range=None, density=None, weights=None):
    """`np.histogram2d` of samples, or between edges, with a derivative: the counts have none, the edges do."""
    pair = bins if isinstance(bins, (tuple, list)) and len(bins) == 2 else (bins, bins)
    wide, high = (None, None) if range is None else range
    across = histogram_bin_edges(x, pair[0], wide)
    along = histogram_bin_edges(y, pair[1], high)
    places = _bins(stopped(x), stopped(across)) * (len(along) + 1) + _bins(stopped(y), stopped(along))
    counts = np.bincount(places, weights, minlength=(len(across) + 1) * (len(along) + 1)) * 1.0
    found = np.reshape(counts, (len(across) + 1, len(along) + 1))[1:-1, 1:-1]
    if not density:
        return found, across, along
    return found / np.diff(across)[:, None] / np.diff(along) / np.sum(found), across, along


def _bins(a, edges):
    """Return which bin each sample falls into, counted from 1; the last one holds its right edge."""
    place = np.searchsorted(edges, a, side="right")
    return np.where(a == edges[-1], place - 1, place)


def kaiser(M, beta):
    """`np.kaiser(M, beta)`, by its shape."""
    if M == 1:
        return np.ones(1)
    middle = (M - 1) / 2.0
    return np.i0(beta * np.sqrt(1 - ((np.arange(0, M) - middle) / middle) ** 2.0)) / np.i0(beta * 1.0)


def tolist(a):
    """`a.tolist()`."""
    if np.ndim(a) == 0:
        return float(a)
    if np.ndim(a) == 1:
        return [float(value) for value in a]
    return [tolist(part) for part in a]


def ufunc_at(ufunc, a, indices, *b):
    """`np.multiply.at(a, indices, b)` and its like: one element after the other, so that repeated indices add up."""
    places = np.arange(np.size(a)).reshape(np.shape(a))[indices]
    rest = np.ravel(places)
    along = []
    for k in range(np.ndim(a) - 1, -1, -1):
        along.insert(0, rest % np.shape(a)[k])
        rest = rest // np.shape(a)[k]
    values = [np.ravel(np.broadcast_to(value, np.shape(places))) for value in b]
    for k in range(np.size(places)):
        place = tuple([axis[k] for axis in along])
        a[place] = ufunc(a[place], *[value[k] for value in values])


def ufunc_reduce(ufunc, array, axis=0, keepdims=False, initial=None):
    """`np.hypot.reduce(array, axis)` and its like, one element after the other."""
    array = np.asarray(array)
    parts = np.reshape(array, -1) if axis is None else np.moveaxis(array, axis, 0)
    first = 0 if initial is not None else 1
    found = parts[0] if initial is None else initial
    for k in range(first, len(parts)):
        found = ufunc(found, parts[k])
    if not keepdims:
        return found
    return np.reshape(found, (1,) * array.ndim) if axis is None else np.expand_dims(found, axis)


def ufunc_accumulate(ufunc, array, axis=0):
    """`np.logaddexp.accumulate(array, axis)` and its like, one element after the other."""
    parts = np.moveaxis(np.asarray(array), axis, 0)
    found = [parts[0]]
    for k in range(1, len(parts)):
        found.append(ufunc(found[-1], parts[k]))
    return np.moveaxis(np.stack(found), 0, axis)


class Broadcast:
    """`np.broadcast(a, b)`, whose elements nobody asks for."""

    def __init__(self, *args):
        self.shape = np.broadcast_shapes(*[np.shape(arg) for arg in args])
        self.ndim = self.nd = len(self.shape)
        self.size = int(np.prod(self.shape))
        self.numiter = len(args)
