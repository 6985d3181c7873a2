"""Helpers of generated code for scipy.ndimage's filters: what lies beyond the edges of an image, and its adjoint.

A filter that does the same everywhere is a convolution T on the image extended at its edges. Its transpose is that of
T, which is T on everything turned round, and then the edges folded back onto the elements that they were copies of.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .runtime_shape import unbroadcast

_NUMPY_MODES = {
    "reflect": "symmetric", "grid-mirror": "symmetric", "symm": "symmetric", "symmetric": "symmetric",
    "mirror": "reflect", "nearest": "edge", "edge": "edge", "wrap": "wrap", "grid-wrap": "wrap",
    "constant": "constant", "grid-constant": "constant", "fill": "constant",
}  # fmt: skip


# ---------------------------------------------------------------- how far a filter reaches, before and after each axis
def reach(weights: Any, origin: Any) -> Any:
    """Return how far scipy.ndimage.correlate with these weights reaches: pairs, one for each axis."""
    sizes = np.shape(weights)
    return tuple([(n // 2 + c, n - 1 - n // 2 - c) for n, c in zip(sizes, _each(origin, len(sizes)), strict=True)])


def reach_along(x: Any, weights: Any, origin: Any, axis: int) -> Any:
    """Return how far scipy.ndimage.correlate1d with these weights reaches along each axis of x."""
    pairs = [(0, 0)] * np.ndim(x)
    pairs[axis] = reach(weights, origin)[0]
    return tuple(pairs)


def turned_round(pairs: Any) -> Any:
    """Return the reach of a filter whose weights are turned round."""
    return tuple([(after, before) for before, after in pairs])


def around(x: Any, radius: Any, axes: Any = None) -> Any:
    """Return the reach of a filter of a radius (a number, or one for each of `axes`) along axes of x, None for all."""
    places = range(np.ndim(x)) if axes is None else (axes,) if np.ndim(axes) == 0 else tuple(axes)
    pairs = [(0, 0)] * np.ndim(x)
    for axis, r in zip(places, _each(radius, len(places)), strict=True):
        pairs[axis] = (r, r)
    return tuple(pairs)


def window_radius(size: Any, origin: Any) -> Any:
    """Return a radius that holds the windows of `size` elements, moved by `origin`."""
    return np.asarray(size) // 2 + np.abs(origin)


def gaussian_radius(sigma: Any, truncate: float, radius: Any) -> Any:
    """Return the radius at which scipy.ndimage.gaussian_filter cuts off."""
    return (truncate * np.asarray(sigma) + 0.5).astype(int) if radius is None else radius


def _each(value: Any, count: int) -> Any:
    """Return a number as often as there are axes; a sequence as it is."""
    return [int(value)] * count if np.ndim(value) == 0 else [int(v) for v in value]


# ---------------------------------------------------------------- edges
def extended(x: Any, pairs: Any, mode: Any, cval: Any = 0.0) -> Any:
    """Return x with as many elements more at each end of each axis as `pairs` say, as scipy.ndimage's `mode` does."""
    if isinstance(mode, str):
        name = _NUMPY_MODES[mode]
        return np.pad(x, pairs, constant_values=cval) if name == "constant" else np.pad(x, pairs, mode=name)  # type: ignore[call-overload]
    for axis, name in enumerate(mode):
        x = extended(x, tuple([pair if i == axis else (0, 0) for i, pair in enumerate(pairs)]), name, cval)
    return x


def folded(value: Any, x: Any, pairs: Any, mode: Any) -> Any:
    """Return the adjoint of x in `extended(x, pairs, mode)`, in its shape and dtype: edges added to what they copy."""
    modes = [mode] * np.ndim(x) if isinstance(mode, str) else mode
    for axis, name in enumerate(modes):
        before, after = pairs[axis]
        n = np.shape(x)[axis]
        rows = np.moveaxis(value, axis, 0)
        inner = np.array(rows[before : before + n])
        if _NUMPY_MODES[name] != "constant" and before + after:
            places = extended(np.arange(n), ((before, after),), name)
            outside = np.r_[0:before, before + n : before + n + after]
            np.add.at(inner, places[outside], rows[outside])
        value = np.moveaxis(inner, 0, axis)
    return unbroadcast(value, x)


# ---------------------------------------------------------------- filters that choose one element of each window
def _windows(x: Any, size: Any, footprint: Any, origin: Any, axes: Any) -> Any:
    """Return the reach of a window around each element, and the places in it that count."""
    rank = np.ndim(x)
    places = (
        tuple(range(rank)) if axes is None else tuple([i % rank for i in ((axes,) if np.ndim(axes) == 0 else axes)])
    )
    mask = np.ones(_each(size, len(places)), dtype=bool) if footprint is None else np.asarray(footprint, dtype=bool)
    if mask.ndim == len(places):
        mask = np.expand_dims(np.transpose(mask, np.argsort(places)), [i for i in range(rank) if i not in places])
    moves = [0] * rank
    for axis, c in zip(places, _each(origin, len(places)), strict=True):
        moves[axis] = c
    return reach(mask, moves), np.argwhere(mask)


def _parts(whole: Any, x: Any, offsets: Any) -> Any:
    """Return, for each offset, the part of an extended image that lies that far from its corner."""
    return [whole[tuple([slice(o, o + n) for o, n in zip(offset, np.shape(x), strict=True)])] for offset in offsets]


def chosen_tangent(
    g: Any, x: Any, y: Any, size: Any, footprint: Any, mode: Any, cval: Any, origin: Any, axes: Any = None
) -> Any:
    """Return the tangent of a filter that chooses y from a window around each element of x: among ties, their mean."""
    pairs, offsets = _windows(x, size, footprint, origin, axes)
    equal = [part == y for part in _parts(extended(x, pairs, mode, cval), x, offsets)]
    tangents = _parts(extended(g, pairs, mode), x, offsets)
    count = np.maximum(sum(equal), 1).astype(g.dtype)
    return sum([part * same for part, same in zip(tangents, equal, strict=True)]) / count


def chosen_adjoint(
    g: Any, x: Any, y: Any, size: Any, footprint: Any, mode: Any, cval: Any, origin: Any, axes: Any = None
) -> Any:
    """Return the adjoint of x in a filter that chooses y from a window around each element, in its shape."""
    pairs, offsets = _windows(x, size, footprint, origin, axes)
    whole = extended(x, pairs, mode, cval)
    equal = [part == y for part in _parts(whole, x, offsets)]
    share = g / np.maximum(sum(equal), 1).astype(g.dtype)
    found = np.zeros(np.shape(whole), dtype=g.dtype)
    for part, same in zip(_parts(found, x, offsets), equal, strict=True):
        part += share * same
    return folded(found, x, pairs, mode)


def line_of(x: Any, size: int, axis: int) -> Any:
    """Return the size of a window that lies along one axis of x."""
    sizes = [1] * np.ndim(x)
    sizes[axis] = size
    return tuple(sizes)


def moved_along(x: Any, origin: int, axis: int) -> Any:
    """Return the origin of a window that lies along one axis of x."""
    return tuple([origin if i == axis % np.ndim(x) else 0 for i in range(np.ndim(x))])


# ---------------------------------------------------------------- the slopes of a smoothed image
def slopes(x: Any, sigma: Any, mode: Any, cval: float) -> Any:
    """Return the derivatives of an image, smoothed by a Gaussian, along each axis: a new first axis."""
    from scipy.ndimage import gaussian_filter

    orders = np.eye(np.ndim(x), dtype=int)
    return np.stack([gaussian_filter(x, sigma, tuple(order), mode=mode, cval=cval) for order in orders])


def slopes_back(value: Any, x: Any, sigma: Any, mode: Any) -> Any:
    """Return the adjoint of x in `slopes(x, sigma, mode, cval)`, in its shape."""
    from scipy.ndimage import gaussian_filter

    pairs = around(x, gaussian_radius(sigma, 4.0, None))
    turned = [np.flip(np.pad(part, pairs)) for part in value]
    orders = np.eye(np.ndim(x), dtype=int)
    back = [gaussian_filter(t, sigma, tuple(o), mode="constant") for t, o in zip(turned, orders, strict=True)]
    return folded(np.flip(sum(back)), x, pairs, mode)
