"""Functions of NumPy that call others, or choose as they run, written out in Python for the specialiser to read.

Each gives bit for bit what NumPy gives. `WRITTEN` says which function stands for which; where nothing that a derivative
is taken of goes in, NumPy's own is called.
"""

# mypy: ignore-errors

from __future__ import annotations

import math

import numpy as np

from .written_bins import Broadcast, histogram2d, histogram_bin_edges, kaiser
from .written_iterables import ITERABLES


def piecewise(x, condlist, funclist, *args, **kw):
    """`np.piecewise(x, condlist, funclist)`."""
    x = np.asarray(x)
    conditions = _conditions(x, condlist, len(funclist))
    y = np.zeros_like(x)
    for condition, function in zip(conditions, funclist, strict=True):
        if not callable(function):
            y[condition] = function
        else:
            part = x[condition]
            if part.size > 0:
                y[condition] = function(part, *args, **kw)
    return y


def _conditions(x, condlist, count):
    """Return the conditions of np.piecewise as a list, that of the default last."""
    found = [np.asarray(condition, dtype=bool) for condition in condlist]
    if len(found) == count:
        return found
    rest = ~found[0]
    for condition in found[1:]:
        rest = rest & ~condition
    return [*found, rest]


def vectorize(pyfunc, otype, *args):
    """`np.vectorize(pyfunc)(*args)`, of one result and without a signature."""
    arrays = np.broadcast_arrays(*args)
    flat = [np.ravel(array) for array in arrays]
    found = []
    for i in range(np.size(arrays[0])):
        found.append(pyfunc(*[values[i] for values in flat]))
    together = np.array(found) if otype is None else np.array(found, dtype=otype)
    if otype is None and np.asarray(found[0]).dtype != together.dtype:
        raise TypeError("np.vectorize casts all results to the type of the first, which is another here: say otypes")
    return np.reshape(together, np.shape(arrays[0]))


def vectorize_cores(pyfunc, otype, ranks, *args):
    """`np.vectorize(pyfunc, signature="(n),()->(m)")(*args)`: of one result; `ranks` has those of the arguments."""
    arrays = [np.asarray(arg) for arg in args]
    shape = np.broadcast_shapes(*[np.shape(a)[: np.ndim(a) - rank] for a, rank in zip(arrays, ranks, strict=True)])
    rows = []
    for a, rank in zip(arrays, ranks, strict=True):
        core = np.shape(a)[np.ndim(a) - rank :]
        rows.append(np.reshape(np.broadcast_to(a, shape + core), (-1, *core)))
    found = []
    for i in range(math.prod(shape)):
        found.append(pyfunc(*[values[i] for values in rows]))
    together = np.array(found) if otype is None else np.array(found, dtype=otype)
    return np.reshape(together, shape + np.shape(together)[1:])


def apply_along_axis(func1d, axis, arr, *args, **kwargs):
    """`np.apply_along_axis(func1d, axis, arr)`."""
    moved = np.moveaxis(np.asarray(arr), axis, -1)
    shape = moved.shape[:-1]
    rows = np.reshape(moved, (-1, moved.shape[-1]))
    found = []
    for i in range(len(rows)):
        found.append(func1d(rows[i], *args, **kwargs))
    stacked = np.array(found)
    if np.ndim(stacked) == 1:
        return np.reshape(stacked, shape)
    if np.ndim(stacked) > 2:
        raise TypeError("np.apply_along_axis of a function that returns arrays of several axes has no derivative")
    joined = np.reshape(stacked, [*[shape[k] for k in range(np.ndim(arr) - 1)], -1])
    return np.moveaxis(joined, -1, axis)


def apply_over_axes(func, a, axes):
    """`np.apply_over_axes(func, a, axes)`."""
    found = np.asarray(a)
    for axis in [axes] if np.ndim(axes) == 0 else axes:
        result = func(found, axis)
        found = result if np.ndim(result) == np.ndim(found) else np.expand_dims(result, axis)
    return found


def fromfunction(function, shape, *, dtype=float, **kwargs):
    """`np.fromfunction(function, shape)`."""
    grid = np.indices(shape, dtype=dtype)
    return function(*[grid[k] for k in range(len(shape))], **kwargs)


def polydiv(u, v):
    """`np.polydiv(u, v)`: the quotient, and the rest without leading zeros."""
    u = np.atleast_1d(u) + 0.0
    v = np.atleast_1d(v) + 0.0
    w = u[0] + v[0]
    m = len(u) - 1
    n = len(v) - 1
    scale = 1.0 / v[0]
    q = np.zeros(max(m - n + 1, 1), np.result_type(w))
    r = u.astype(np.result_type(w))
    for k in range(0, m - n + 1):
        d = scale * r[k]
        q[k] = d
        r[k : k + n + 1] -= d * v
    start = 0
    while start < len(r) - 1 and np.allclose(r[start], 0, rtol=1e-14):
        start += 1
    return q, r[start:]


def row_stack(tup, *, dtype=None, casting="same_kind"):
    """`np.row_stack(tup)`."""
    return np.vstack(tup)


def require(a, dtype=None, requirements=None):
    """`np.require(a)`, which is the array itself where it already is as it is required to be."""
    asked = [str(each).upper()[0] for each in requirements or ()]
    if "O" in asked:
        raise ValueError("whether an array owns its memory is not known while compiling: use np.copy")
    return np.asanyarray(a, dtype=dtype, order="F" if "F" in asked else "C" if "C" in asked else None)


def pad(array, pad_width, mode="constant", stat_length=None, constant_values=0, end_values=0, reflect_type="even"):
    """`np.pad`, one axis after the other, for what is filled in from the array or from values with a derivative."""
    widths = np.broadcast_to(np.asarray(pad_width), (np.ndim(array), 2))
    for axis in range(np.ndim(array)):
        before, after = widths[axis]
        length = np.shape(array)[axis]
        if mode == "constant" or mode == "linear_ramp":
            fills = _ends(constant_values if mode == "constant" else end_values, axis)
        else:
            few = length if stat_length is None else min(_length(stat_length, axis, 0), length)
            many = length if stat_length is None else min(_length(stat_length, axis, 1), length)
            fills = (
                _statistic(mode, np.take(array, range(few), axis=axis), axis),
                _statistic(mode, np.take(array, range(length - many, length), axis=axis), axis),
            )
        if mode == "linear_ramp":
            first = np.take(array, 0, axis=axis)
            last = np.take(array, -1, axis=axis)
            left = np.linspace(fills[0], first, before, endpoint=False)
            right = np.linspace(fills[1], last, after, endpoint=False)
            left = np.moveaxis(left + np.zeros((before, *np.shape(first))), 0, axis).astype(array.dtype)
            right = np.flip(np.moveaxis(right + np.zeros((after, *np.shape(last))), 0, axis), axis).astype(array.dtype)
        else:
            left = _filled(array, fills[0], before, axis)
            right = _filled(array, fills[1], after, axis)
        array = np.concatenate((left, array, right), axis=axis)
    return array


def _filled(array, fill, width, axis):
    """Return an array as wide along an axis as it is to be padded, of one value, or of one value for each line."""
    return np.repeat(np.full_like(np.take(array, [0], axis=axis), fill), width, axis=axis)


def _statistic(mode, part, axis):
    if mode == "maximum":
        return np.max(part, axis=axis, keepdims=True)
    if mode == "minimum":
        return np.min(part, axis=axis, keepdims=True)
    if mode == "median":
        return np.median(part, axis=axis, keepdims=True)
    return np.mean(part, axis=axis, keepdims=True)


def _ends(values, axis):
    """Return what an axis is filled with before and after: from one value, a pair, or a pair for each axis."""
    if isinstance(values, (tuple, list)):
        own = values[axis] if isinstance(values[0], (tuple, list)) and len(values) > 1 else values
        own = own[0] if isinstance(own[0], (tuple, list)) else own
        return (own[0], own[0]) if len(own) == 1 else (own[0], own[1])
    return values, values


def _length(lengths, axis, side):
    return np.broadcast_to(np.asarray(lengths), (axis + 1, 2))[axis, side]


def gradient(f, *varargs, axis=None, edge_order=1):
    """`np.gradient(f, *varargs)`, of spacings with a derivative."""
    if axis is None:
        axes = tuple(range(np.ndim(f)))
    elif isinstance(axis, (tuple, list)):
        axes = tuple(axis)
    else:
        axes = (axis,)
    found = [
        _gradient(f, varargs[0] if len(varargs) == 1 else varargs[k], axes[k], edge_order) for k in range(len(axes))
    ]
    return found[0] if len(axes) == 1 else tuple(found)


def _gradient(f, spacing, axis, edge_order):
    """Return the differences of np.gradient along one axis."""
    f = np.moveaxis(f, axis, -1)
    if np.ndim(spacing) == 0:
        inner = (f[..., 2:] - f[..., :-2]) / (2.0 * spacing)
        first, last, before, after = spacing, spacing, spacing, spacing
    else:
        steps = np.diff(spacing)
        first, last, before, after = steps[0], steps[-1], steps[1], steps[-2]
        if (steps == steps[0]).all():
            inner = (f[..., 2:] - f[..., :-2]) / (2.0 * steps[0])
        else:
            h = steps[:-1]
            k = steps[1:]
            inner = (
                -(k) / (h * (h + k)) * f[..., :-2] + (k - h) / (h * k) * f[..., 1:-1] + h / (k * (h + k)) * f[..., 2:]
            )
    if edge_order == 1:
        left = (f[..., 1] - f[..., 0]) / first
        right = (f[..., -1] - f[..., -2]) / last
    else:
        left = (
            -(2.0 * first + before) / (first * (first + before)) * f[..., 0]
            + (first + before) / (first * before) * f[..., 1]
            + -first / (before * (first + before)) * f[..., 2]
        )
        right = (
            last / (after * (after + last)) * f[..., -3]
            + -(last + after) / (after * last) * f[..., -2]
            + (2.0 * last + after) / (last * (after + last)) * f[..., -1]
        )
    found = np.concatenate((left[..., None], inner, right[..., None]), axis=-1)
    return np.moveaxis(found, -1, axis)


def union1d(ar1, ar2):
    """`np.union1d(ar1, ar2)`."""
    return np.unique(np.concatenate((ar1, ar2), axis=None))


def intersect1d(ar1, ar2, assume_unique=False):
    """`np.intersect1d(ar1, ar2)`."""
    first = np.ravel(ar1) if assume_unique else np.unique(ar1)
    second = np.ravel(ar2) if assume_unique else np.unique(ar2)
    together = np.sort(np.concatenate((first, second)))
    return together[:-1][together[1:] == together[:-1]]


def setdiff1d(ar1, ar2, assume_unique=False):
    """`np.setdiff1d(ar1, ar2)`."""
    first = np.ravel(ar1) if assume_unique else np.unique(ar1)
    return first[~np.isin(first, ar2)]


def setxor1d(ar1, ar2, assume_unique=False):
    """`np.setxor1d(ar1, ar2)`."""
    first = np.ravel(ar1) if assume_unique else np.unique(ar1)
    second = np.ravel(ar2) if assume_unique else np.unique(ar2)
    together = np.sort(np.concatenate((first, second)))
    edges = np.concatenate(([True], together[1:] != together[:-1], [True]))
    return together[edges[1:] & edges[:-1]]


def polyint(p, m=1, k=None):
    """`np.polyint(p, m, k)`, of constants of integration with a derivative."""
    constants = np.zeros(m) if k is None else np.atleast_1d(k) + np.zeros(m)
    for i in range(m):
        p = np.concatenate((p / np.arange(len(p), 0, -1), constants[i : i + 1]))
    return p


# ---------------------------------------------------------------- functions that write into their argument
def put_along_axis(arr, indices, values, axis=-1):
    """`np.put_along_axis(arr, indices, values, axis)`."""
    rank = np.ndim(arr)
    along = [np.reshape(np.arange(np.shape(arr)[k]), [-1 if j == k else 1 for j in range(rank)]) for k in range(rank)]
    along[axis] = indices
    arr[tuple(along)] = values


def putmask(a, mask, values):
    """`np.putmask(a, mask, values)`: values that are too few are repeated."""
    mask = np.asarray(mask).astype(bool)
    if np.ndim(values) == 0:
        a[mask] = values
    else:
        a[mask] = np.resize(values, np.shape(a))[mask]


def fftfreq(n, d=1.0):
    """`np.fft.fftfreq(n, d)`."""
    return np.rint(np.fft.fftfreq(n) * n) * (1.0 / (n * d))


def rfftfreq(n, d=1.0):
    """`np.fft.rfftfreq(n, d)`."""
    return np.arange(n // 2 + 1) * (1.0 / (n * d))


def place(arr, mask, vals):
    """`np.place(arr, mask, vals)`: values that are too few are repeated."""
    mask = np.asarray(mask).astype(bool)
    arr[mask] = np.resize(vals, np.count_nonzero(mask))


WRITTEN: dict[int, object] = {
    id(own): other
    for own, other in (
        (np.piecewise, piecewise),
        (np.apply_along_axis, apply_along_axis),
        (np.apply_over_axes, apply_over_axes),
        (np.fromfunction, fromfunction),
        (np.polydiv, polydiv),
        (getattr(np, "row_stack", None), row_stack),
        (np.require, require),
        (np.union1d, union1d),
        (np.intersect1d, intersect1d),
        (np.setdiff1d, setdiff1d),
        (np.setxor1d, setxor1d),
        (np.put_along_axis, put_along_axis),
        (np.putmask, putmask),
        (np.place, place),
        (np.histogram_bin_edges, histogram_bin_edges),
        (np.histogram2d, histogram2d),
        (np.kaiser, kaiser),
        (np.broadcast, Broadcast),
        (np.fft.fftfreq, fftfreq),
        (np.fft.rfftfreq, rfftfreq),
        *ITERABLES,
    )
    if own is not None
}
# They are never only called: they write, or what they give is used up where it is looked at.
WRITERS = frozenset({id(np.broadcast), id(np.put_along_axis), id(np.putmask), id(np.place)})
STATISTICS = ("maximum", "minimum", "median", "mean")
