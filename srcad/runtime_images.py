"""Helpers of generated code for images read between their elements, by B-splines, as scipy.ndimage does.

A value is a sum of coefficients, which a linear filter makes of the image, each times a product of one weight per axis.
Weights: M. Unser, "Splines: a perfect fit for signal and image processing" (1999); derivatives of a spline are
differences of splines of a lower order. `nu` tells for each axis how often the derivative along it is taken.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from .runtime_filters import extended, folded
from .runtime_shape import unbroadcast

_PADDED = {"nearest": "edge", "grid-constant": "constant"}


# ---------------------------------------------------------------- coefficients
def _padding(x: Any, order: int, mode: str, prefilter: bool) -> Any:
    """Return how many elements SciPy puts around an image before its filter."""
    n = 12 if prefilter and order > 1 and mode in _PADDED else 0
    return ((n, n),) * np.ndim(x)


def image_coefficients(x: Any, order: int, mode: str, cval: float, prefilter: bool) -> Any:
    """Return the coefficients of the B-splines that sum up to an image, as scipy.ndimage makes them."""
    from scipy.ndimage import spline_filter

    if not prefilter or order < 2:
        return x
    pairs = _padding(x, order, mode, prefilter)
    whole = extended(x, pairs, _PADDED[mode], cval) if mode in _PADDED else x
    return spline_filter(whole, order, output=np.result_type(x, np.float64), mode=mode)


def coefficients_back(value: Any, x: Any, order: int, mode: str, prefilter: bool) -> Any:
    """Return the adjoint of x in `image_coefficients(x, order, mode, cval, prefilter)`, in its shape."""
    if not prefilter or order < 2:
        return unbroadcast(value, x)
    for axis in range(np.ndim(value)):
        value = spline_filter_back(value, value, order, axis, mode)
    pairs = _padding(x, order, mode, prefilter)
    return folded(value, x, pairs, _PADDED.get(mode, "constant"))


def spline_filter_back(value: Any, x: Any, order: int, axis: int, mode: str) -> Any:
    """Return the adjoint of x in scipy.ndimage.spline_filter1d: its matrix is symmetric, up to halves at ends that are
    mirrors; only on short axes, SciPy's is not quite."""
    from scipy.ndimage import spline_filter1d

    dtype, n, rank = np.result_type(value, np.float64), np.shape(value)[axis], np.ndim(value)
    if n < 32:
        matrix = spline_filter1d(np.eye(n), order, 0, mode=mode)
        return unbroadcast(np.moveaxis(np.tensordot(value, matrix, ((axis,), (0,))), -1, axis), x)
    ends = np.ones(n)
    ends[[0, -1]] = 1.0 if mode in ("nearest", "reflect", "grid-mirror", "grid-wrap") or order < 2 else 2.0
    ends = np.reshape(ends, [-1 if i == axis % rank else 1 for i in range(rank)])
    return unbroadcast(spline_filter1d(value * ends, order, axis, output=dtype, mode=mode) / ends, x)


# ---------------------------------------------------------------- weights
def _basis(s: Any, order: int, nu: int) -> Any:
    """Return the nu-th derivative of the cardinal B-spline of an order at s, s + 1, ..., s + order, for s in [0, 1)."""
    if nu > order:
        return [np.zeros_like(s)] * (order + 1)
    found = [np.ones_like(s)]
    for d in range(1, order - nu + 1):
        padded = [0.0, *found, 0.0]
        found = [((s + i) * padded[i + 1] + (d + 1 - s - i) * padded[i]) / d for i in range(d + 1)]
    for _ in range(nu):
        padded = [0.0, *found, 0.0]
        found = [padded[i + 1] - padded[i] for i in range(len(found) + 1)]
    return found


def _along(place: Any, n: int, order: int, mode: str, nu: int) -> tuple[Any, Any]:
    """Return the positions of the coefficients that a place along an axis reads, -1 for none, and their weights."""
    dead = np.zeros(np.shape(place), dtype=bool)
    if mode == "constant":
        dead = (place < 0) | (place > n - 1)
    elif mode == "nearest":
        dead = ((place < 0) | (place > n - 1)) & (nu > 0)
        place = np.clip(place, 0, n - 1)
    elif mode == "wrap" and n > 1:
        place = np.where((place < 0) | (place > n - 1), np.mod(place, n - 1), place)
    base = np.floor(place + (0.0 if order % 2 else 0.5))
    share = place - base + (0.0 if order % 2 else 0.5)
    first = base.astype(int) - order // 2
    weights = _basis(share, order, nu)[::-1]
    found = [_inside(first + j, n, mode) for j in range(order + 1)]
    return [np.where(dead, -1, index) for index in found], [np.where(dead, 0.0, weight) for weight in weights]


def _inside(index: Any, n: int, mode: str) -> Any:
    """Return which element of an axis of n stands for one beyond its ends, -1 for none."""
    if mode == "grid-constant":
        return np.where((index < 0) | (index >= n), -1, index)
    if mode == "grid-wrap":
        return index % n
    if mode == "nearest":
        return np.clip(index, 0, n - 1)
    if mode in ("reflect", "grid-mirror"):
        index = index % (2 * n)
        return np.where(index >= n, 2 * n - 1 - index, index)
    index = index % max(2 * n - 2, 1)
    return np.where(index >= n, 2 * n - 2 - index, index)


def _terms(shape: Any, places: Any, order: int, mode: str, nu: Any) -> Any:
    """Yield, for each coefficient around the places, its positions in the flattened array (-1 for none) and weights."""
    axes = [_along(place, n, order, mode, k) for place, n, k in zip(places, shape, nu, strict=True)]
    for offset in itertools.product(range(order + 1), repeat=len(shape)):
        flat, weight, gone = 0, 1.0, False
        for (index, weights), j, n in zip(axes, offset, shape, strict=True):
            flat = flat * n + index[j]
            weight = weight * weights[j]
            gone = gone | (index[j] < 0)
        yield np.where(gone, -1, flat), weight


# ---------------------------------------------------------------- values, and their derivatives by the places
def _raised(nu: Any, *axes: int) -> Any:
    """Return the orders of derivatives with one more along each of some axes."""
    return tuple([k + axes.count(i) for i, k in enumerate(nu)])


def spline_at(c: Any, places: Any, order: int, mode: str, cval: float, nu: Any) -> Any:
    """Return the nu-th derivative of an image at places, from its coefficients c; nothing comes from beyond an edge."""
    flat = np.ravel(c)
    outside = cval if mode == "grid-constant" else 0.0
    found = np.zeros(np.shape(places)[1:], dtype=np.result_type(c, np.float64))
    for index, weight in _terms(np.shape(c), places, order, mode, nu):
        found = found + weight * np.where(index < 0, outside, flat[index])
    return found


def spline_scatter(value: Any, c: Any, places: Any, order: int, mode: str, nu: Any) -> Any:
    """Return the adjoint of c in `spline_at(c, places, order, mode, cval, nu)`, in its shape."""
    found = np.zeros(np.size(c), dtype=np.result_type(value, c))
    for index, weight in _terms(np.shape(c), places, order, mode, nu):
        kept = index >= 0
        np.add.at(found, index[kept], (value * weight)[kept])
    return np.reshape(found, np.shape(c))


def spline_slopes(c: Any, places: Any, order: int, mode: str, cval: float, nu: Any) -> Any:
    """Return the derivatives of `spline_at` by each coordinate of the places: a new first axis."""
    return np.stack([spline_at(c, places, order, mode, cval, _raised(nu, a)) for a in range(len(nu))])


def slopes_scatter(value: Any, c: Any, places: Any, order: int, mode: str, nu: Any) -> Any:
    """Return the adjoint of c in `spline_slopes(c, places, order, mode, cval, nu)`, in its shape."""
    return sum([spline_scatter(value[a], c, places, order, mode, _raised(nu, a)) for a in range(len(nu))])


def spline_curvature(c: Any, places: Any, order: int, mode: str, cval: float, nu: Any) -> Any:
    """Return the second derivatives of `spline_at` by the coordinates of the places: two new first axes."""
    axes = range(len(nu))
    rows = [[spline_at(c, places, order, mode, cval, _raised(nu, a, b)) for a in axes] for b in axes]
    return np.stack([np.stack(row) for row in rows])


def curvature_scatter(value: Any, c: Any, places: Any, order: int, mode: str, nu: Any) -> Any:
    """Return the adjoint of c in `spline_curvature(c, places, order, mode, cval, nu)`, in its shape."""
    pairs = itertools.product(range(len(nu)), repeat=2)
    return sum([spline_scatter(value[b, a], c, places, order, mode, _raised(nu, a, b)) for a, b in pairs])


# ---------------------------------------------------------------- an image at places
def places_in(x: Any, places: Any, order: int, mode: str, prefilter: bool) -> Any:
    """Return places in an image as places among its coefficients, before which others may lie."""
    return np.asarray(places, dtype=float) + _padding(x, order, mode, prefilter)[0][0]


def read_back(g: Any, x: Any, places: Any, order: int, mode: str, prefilter: bool) -> Any:
    """Return the adjoint of an image x that was read at places, in its shape."""
    inner = places_in(x, places, order, mode, prefilter)
    c = image_coefficients(np.zeros(np.shape(x)), order, mode, 0.0, prefilter)
    return coefficients_back(spline_scatter(g, c, inner, order, mode, (0,) * np.ndim(x)), x, order, mode, prefilter)


def read_slopes(x: Any, places: Any, order: int, mode: str, cval: float, prefilter: bool) -> Any:
    """Return the derivatives, by each coordinate, of an image x that is read at places: a new first axis."""
    inner = places_in(x, places, order, mode, prefilter)
    c = image_coefficients(x, order, mode, cval, prefilter)
    return spline_slopes(c, inner, order, mode, cval, (0,) * np.ndim(x))


# ---------------------------------------------------------------- where transformed images are read
def for_axes(v: Any, x: Any) -> Any:
    """Return a number, or one for each axis of x, so that it broadcasts against places in x."""
    return np.reshape(np.broadcast_to(v, (np.ndim(x),)), (-1,) + (1,) * np.ndim(x))


def for_axes_back(value: Any, v: Any) -> Any:
    """Return the adjoint of v in `for_axes(v, x)`, in its shape, for a value that was broadcast against places."""
    return unbroadcast(np.sum(value, axis=tuple(range(1, np.ndim(value)))), v)


def affine_places(matrix: Any, offset: Any, x: Any, output_shape: Any) -> Any:
    """Return where scipy.ndimage.affine_transform reads x for each element of the result."""
    grid = np.indices(np.shape(x) if output_shape is None else output_shape).astype(float)
    rank = np.ndim(x)
    if np.ndim(matrix) == 1:
        return for_axes(matrix, x) * grid + for_axes(offset, x)
    if np.shape(matrix)[1] == rank + 1:
        return np.tensordot(matrix[:rank, :rank], grid, 1) + for_axes(matrix[:rank, rank], x)
    return np.tensordot(matrix, grid, 1) + for_axes(offset, x)


def matrix_back(value: Any, matrix: Any) -> Any:
    """Return the adjoint of the matrix in `affine_places(matrix, offset, x, output_shape)`, in its shape."""
    rank = len(value)
    grid = np.indices(np.shape(value)[1:]).astype(float)
    if np.ndim(matrix) == 1:
        return for_axes_back(value * grid, matrix)
    if np.shape(matrix)[1] == rank + 1:
        grid = np.concatenate((grid, np.ones((1, *np.shape(value)[1:]))))
    found = np.tensordot(value, grid, (tuple(range(1, rank + 1)), tuple(range(1, rank + 1))))
    return unbroadcast(np.pad(found, ((0, len(matrix) - rank), (0, 0))), matrix)


def zoom_places(x: Any, y: Any, grid_mode: bool) -> Any:
    """Return where scipy.ndimage.zoom reads x for each element of y."""
    less = 0 if grid_mode else 1
    shapes = zip(np.shape(x), np.shape(y), strict=True)
    steps = for_axes(np.array([(n - less) / (m - less) if m > less else 1.0 for n, m in shapes]), x)
    grid = np.indices(np.shape(y)).astype(float)
    return (grid + 0.5) * steps - 0.5 if grid_mode else grid * steps


def rotated_back(g: Any, x: Any, angle: float, axes: Any, order: int, mode: str, prefilter: bool) -> Any:
    """Return the adjoint of x in scipy.ndimage.rotate, in its shape: plane by plane."""
    from scipy.special import cosdg, sindg

    planes = sorted([axis % np.ndim(x) for axis in axes])
    turn = np.array([[cosdg(angle), sindg(angle)], [-sindg(angle), cosdg(angle)]])
    result, image = np.moveaxis(g, planes, (-2, -1)), np.moveaxis(x, planes, (-2, -1))
    plane = np.zeros(image.shape[-2:], dtype=image.dtype)
    offset = (np.array(plane.shape) - 1) / 2 - turn @ ((np.array(result.shape[-2:]) - 1) / 2)
    places = affine_places(turn, offset, plane, result.shape[-2:])
    found = np.zeros_like(image)
    for where in np.ndindex(*image.shape[:-2]):
        found[where] = read_back(result[where], plane, places, order, mode, prefilter)
    return np.moveaxis(found, (-2, -1), planes)
