"""Helpers of generated code for scipy.interpolate: piecewise polynomials and splines by their coefficients, and grids.

All are linear in coefficients and values; `nu` tells which derivative by the point is taken. C. de Boor, "A Practical
Guide to Splines" (1978).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .runtime_shape import unbroadcast


# ---------------------------------------------------------------- coefficients, linear in the values at given points
def coefficients(x: Any, y: Any, name: str, axis: int, bc: Any) -> Any:
    """Return the coefficients that scipy.interpolate.CubicSpline and its relatives find for points x and values y."""
    from scipy import interpolate

    made = getattr(interpolate, name)
    if name == "CubicSpline":
        return made(x, y, axis, bc).c
    return made(x, y, bc[0], None, bc[1], axis).c


def _homogeneous(bc: Any) -> Any:
    """Return conditions at the ends with all values 0."""
    if bc is None or isinstance(bc, str | int):
        return bc
    if len(bc) == 2 and isinstance(bc[0], int) and not isinstance(bc[1], int | str | tuple | None):
        return bc[0], np.zeros_like(bc[1])
    if len(bc) == 2 and isinstance(bc[0], int) and isinstance(bc[1], float):
        return bc[0], 0.0
    return tuple([_homogeneous(part) for part in bc])


def coefficients_tangent(g: Any, x: Any, name: str, axis: int, bc: Any) -> Any:
    """Return the tangent of `coefficients(x, y, name, axis, bc)` for the tangent g of y."""
    return coefficients(x, g, name, axis, _homogeneous(bc))


def coefficients_values_back(value: Any, x: Any, y: Any, name: str, axis: int, bc: Any) -> Any:
    """Return the adjoint of y in `coefficients(x, y, name, axis, bc)`, in its shape: by the matrix of the map."""
    n, axis = np.shape(y)[axis], axis % np.ndim(y)
    matrix = coefficients(x, np.eye(n), name, 0, _ends_for(bc, n))
    lead = np.ndim(matrix) - 1  # the axes of coefficients; those of y other than `axis` follow
    found = np.tensordot(matrix, value, (tuple(range(lead)), tuple(range(lead))))
    return unbroadcast(np.moveaxis(found, 0, axis), y)


def _ends_for(bc: Any, n: int) -> Any:
    """Return conditions at the ends with all values 0, for n functions at once."""
    if bc is None or isinstance(bc, str | int):
        return bc
    if len(bc) == 2 and isinstance(bc[0], int) and not isinstance(bc[1], str | tuple | None):
        return bc[0], np.zeros(n)
    return tuple([_ends_for(part, n) for part in bc])


def shape_coefficients(x: Any, y: Any, name: str, axis: int) -> Any:
    """Return the coefficients that an interpolator finds which keeps the shape of the values."""
    from scipy import interpolate

    return getattr(interpolate, name)(x, y, axis).c


def interpolation_knots(x: Any, y: Any, k: int, bc: Any, axis: int) -> Any:
    """Return the knots that scipy.interpolate.make_interp_spline puts between points."""
    from scipy.interpolate import make_interp_spline

    return make_interp_spline(x, y, k, None, bc, axis).t


# ---------------------------------------------------------------- piecewise polynomials
def piecewise(c: Any, x: Any, t: Any, nu: int, extrapolate: Any, axis: int) -> Any:
    """Return the nu-th derivative at t of the polynomials with coefficients c between the points x."""
    from scipy.interpolate import PPoly

    made = PPoly.construct_fast(np.ascontiguousarray(c), x, extrapolate, axis)
    return made(t, nu)


def _pieces(c: Any, x: Any, t: Any, nu: int, extrapolate: Any) -> Any:
    """Return in which piece each t lies, and its weight for each degree; 0 where there is no value."""
    points = np.asarray(t, dtype=float)
    if extrapolate == "periodic":
        points = x[0] + (points - x[0]) % (x[-1] - x[0])
    piece = np.clip(np.searchsorted(x, points, side="right") - 1, 0, len(x) - 2)
    s = points - x[piece]
    known = np.ones_like(s) if extrapolate else np.where((points >= x[0]) & (points <= x[-1]), 1.0, 0.0)
    degrees = range(len(c) - 1, -1, -1)
    weights = [known * math.perm(k, nu) * s ** max(k - nu, 0) if k >= nu else np.zeros_like(s) for k in degrees]
    return piece, weights


def piecewise_back(value: Any, c: Any, x: Any, t: Any, nu: int, extrapolate: Any, axis: int) -> Any:
    """Return the adjoint of c in `piecewise(c, x, t, nu, extrapolate, axis)`, in its shape."""
    rank = np.ndim(t)
    value = np.moveaxis(value, tuple(range(axis, axis + rank)), tuple(range(rank)))
    piece, weights = _pieces(c, x, t, nu, extrapolate)
    found = np.zeros(np.shape(c), dtype=np.result_type(value, c))
    extra = (1,) * (np.ndim(value) - rank)
    for row, weight in zip(found, weights, strict=True):
        np.add.at(row, piece, np.where(np.isnan(value), 0.0, value) * np.reshape(weight, np.shape(weight) + extra))
    return found


def at_points(value: Any, t: Any, axis: int) -> Any:
    """Return the adjoint of points t at which a function with values of some shape was taken, in their shape."""
    rank = np.ndim(t)
    others = tuple([i for i in range(np.ndim(value)) if not axis <= i < axis + rank])
    return unbroadcast(np.sum(value, axis=others), t)


def on_points(g: Any, y: Any, t: Any, axis: int) -> Any:
    """Return what belongs to points so that it broadcasts against values taken there."""
    rank = np.ndim(t)
    return np.reshape(g, (1,) * axis + np.shape(t) + (1,) * (np.ndim(y) - rank - axis))


# ---------------------------------------------------------------- B-splines
def bspline(c: Any, t: Any, k: int, x: Any, nu: int, extrapolate: Any, axis: int) -> Any:
    """Return the nu-th derivative at x of the B-spline of degree k with coefficients c on the knots t."""
    from scipy.interpolate import BSpline

    return BSpline.construct_fast(t, np.ascontiguousarray(c), k, extrapolate, axis)(x, nu)


def bspline_back(value: Any, c: Any, t: Any, k: int, x: Any, nu: int, extrapolate: Any, axis: int) -> Any:
    """Return the adjoint of c in `bspline(c, t, k, x, nu, extrapolate, axis)`, in its shape."""
    rank, n = np.ndim(x), len(c)
    value = np.moveaxis(value, tuple(range(axis, axis + rank)), tuple(range(rank)))
    basis = bspline(np.eye(n), t, k, x, nu, extrapolate, 0)
    both = np.where(np.isnan(basis), 0.0, basis), np.where(np.isnan(value), 0.0, value)
    return unbroadcast(np.tensordot(*both, (tuple(range(rank)), tuple(range(rank)))), c)


# ---------------------------------------------------------------- scipy.interpolate.interp1d, of one axis
def interp_value(x: Any, y: Any, t: Any, kind: Any, bounds_error: Any, fill_value: Any) -> Any:
    """Return what scipy.interpolate.interp1d finds at t."""
    from scipy.interpolate import interp1d

    return interp1d(x, y, kind, bounds_error=bounds_error, fill_value=fill_value)(t)


def interp_known(x: Any, t: Any, fill_value: Any) -> Any:
    """Return 1 where interp1d looks between or beyond points, 0 where a fixed value fills in."""
    if isinstance(fill_value, str):
        return np.ones(np.shape(t))
    return np.where((t >= np.min(x)) & (t <= np.max(x)), 1.0, 0.0)


def interp_order(kind: Any) -> int:
    """Return the degree of the splines of scipy.interpolate.interp1d."""
    orders = {"linear": 1, "slinear": 1, "quadratic": 2, "cubic": 3}
    if isinstance(kind, int) and kind > 0:
        return kind
    if kind not in orders:
        raise ValueError(f"scipy.interpolate.interp1d of the kind {kind!r} has no derivative: it jumps")
    return orders[kind]


def interp_rate(x: Any, y: Any, t: Any, kind: Any, fill_value: Any) -> Any:
    """Return the derivative of `interp_value` by t."""
    k = interp_order(kind)
    c, knots = coefficients(x, y, "make_interp_spline", 0, (k, None)), interpolation_knots(x, y, k, None, 0)
    return bspline(c, knots, k, t, 1, True, 0) * interp_known(x, t, fill_value)


def interp_tangent(g: Any, x: Any, y: Any, t: Any, kind: Any, fill_value: Any) -> Any:
    """Return the tangent of `interp_value` for the tangent g of y."""
    k = interp_order(kind)
    c, knots = coefficients(x, g, "make_interp_spline", 0, (k, None)), interpolation_knots(x, y, k, None, 0)
    return bspline(c, knots, k, t, 0, True, 0) * interp_known(x, t, fill_value)


def interp_values_back(g: Any, x: Any, y: Any, t: Any, kind: Any, fill_value: Any) -> Any:
    """Return the adjoint of y in `interp_value`, in its shape."""
    k = interp_order(kind)
    knots, seed = interpolation_knots(x, y, k, None, 0), g * interp_known(x, t, fill_value)
    c = bspline_back(seed, np.zeros(np.shape(y), dtype=np.result_type(y, seed)), knots, k, t, 0, True, 0)
    return coefficients_values_back(c, x, y, "make_interp_spline", 0, (k, None))


# ---------------------------------------------------------------- grids: images read at places, linear in between
def grid_value(values: Any, points: Any, xi: Any, bounds_error: Any, fill_value: Any) -> Any:
    """Return what scipy.interpolate.RegularGridInterpolator finds at points xi, (..., d)."""
    from scipy.interpolate import RegularGridInterpolator

    return RegularGridInterpolator(points, values, "linear", bounds_error, fill_value)(xi)


def grid_places(points: Any, xi: Any) -> Any:
    """Return where points lie among the elements of a grid, coordinates in front; -1 for those outside."""
    axes = [
        np.interp(xi[..., i], along, np.arange(len(along)), -1.0, len(along) + 1.0) for i, along in enumerate(points)
    ]
    return np.stack(axes)


def grid_scale(points: Any, xi: Any) -> Any:
    """Return how fast the places of `grid_places` move with the points."""
    rows = []
    for i, along in enumerate(points):
        cell = np.clip(np.searchsorted(along, xi[..., i], side="right") - 1, 0, len(along) - 2)
        rows.append(1.0 / np.diff(along)[cell])
    return np.stack(rows)
