"""Functions and classes of SciPy written again in NumPy, operation by operation, where a rule would say the same twice.

A call with a value that is differentiated is taken apart as the function here that bears its name; each gives the same
numbers to the last bit, which tests hold against SciPy. Nothing here imports SciPy before the user's program has.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from .runtime_interpolation import (
    bspline,
    coefficients,
    grid_value,
    interp_value,
    interpolation_knots,
    piecewise,
    shape_coefficients,
)
from .runtime_sparse import solved_with, sparse_lu

TABLE: dict[str, Any] = {}


T = TypeVar("T")


def _of(*names: str) -> Callable[[T], T]:
    """Let a function or a class stand in for those of SciPy with these names."""

    def add(made: T) -> T:
        TABLE.update(dict.fromkeys(names, made))
        return made

    return add


# ---------------------------------------------------------------- scipy.integrate
def _part(y: Any, axis: int, start: Any, stop: Any, step: int = 1) -> Any:
    """Return a part of an array along one of its axes."""
    rank = np.ndim(y)
    return y[tuple([slice(start, stop, step) if i == axis % rank else slice(None) for i in range(rank)])]


def _at(y: Any, axis: int, position: int) -> Any:
    """Return what an array has at one position along one of its axes."""
    rank = np.ndim(y)
    return y[tuple([position if i == axis % rank else slice(None) for i in range(rank)])]


def _spacing(x: Any, rank: int, axis: int) -> Any:
    """Return the distances of points along an axis, so that they broadcast."""
    if np.ndim(x) == 1:
        return np.reshape(np.diff(x), tuple([-1 if i == axis % rank else 1 for i in range(rank)]))
    return np.diff(x, axis=axis)


@_of("scipy.integrate.cumulative_trapezoid")
def cumulative_trapezoid(y: Any, x: Any = None, dx: Any = 1.0, axis: int = -1, initial: Any = None) -> Any:
    """Return running integrals by the trapezoidal rule."""
    y = np.asarray(y)
    d = dx if x is None else _spacing(np.asarray(x), np.ndim(y), axis)
    found = np.cumulative_sum(d * (_part(y, axis, 1, None) + _part(y, axis, None, -1)) / 2.0, axis=axis)
    if initial is None:
        return found
    if initial != 0:
        raise ValueError("`initial` must be `None` or `0`.")
    return np.concatenate((np.zeros_like(_part(y, axis, 0, 1)), found), axis=axis)


def _simpson(y: Any, stop: int, x: Any, dx: Any, axis: int) -> Any:
    """Return the integral by Simpson's rule, on pairs of intervals."""
    y0, y1 = _part(y, axis, 0, stop, 2), _part(y, axis, 1, stop + 1, 2)
    y2 = _part(y, axis, 2, stop + 2, 2)
    if x is None:
        return np.sum(y0 + 4.0 * y1 + y2, axis=axis) * (dx / 3.0)
    h = np.diff(x, axis=axis)
    h0, h1 = _part(h, axis, 0, stop, 2), _part(h, axis, 1, stop + 1, 2)
    both, product, ratio = h0 + h1, h0 * h1, _divided(h0, h1)
    terms = y0 * (2.0 - _divided(1.0, ratio)) + y1 * (both * _divided(both, product)) + y2 * (2.0 - ratio)
    return np.sum(both / 6.0 * terms, axis=axis)


def _divided(a: Any, b: Any) -> Any:
    """Return a / b, and 0 where b is 0."""
    return np.where(b != 0, a / np.where(b != 0, b, 1.0), 0.0)


@_of("scipy.integrate.simpson")
def simpson(y: Any, x: Any = None, *, dx: Any = 1.0, axis: int = -1) -> Any:
    """Return the integral by Simpson's rule; of an even number of points with Cartwright's correction at the end."""
    y = np.asarray(y)
    rank, n = np.ndim(y), np.shape(y)[axis]
    if x is not None:
        x = np.asarray(x)
        if np.ndim(x) == 1:
            x = np.reshape(x, tuple([-1 if i == axis % rank else 1 for i in range(rank)]))
    if n % 2:
        return _simpson(y, n - 2, x, dx, axis)
    last, former = _at(y, axis, -1), _at(y, axis, -2)
    if n == 2:
        step = dx if x is None else _at(x, axis, -1) - _at(x, axis, -2)
        return 0.5 * step * (last + former)
    h0, h1 = np.float64(dx), np.float64(dx)
    if x is not None:
        steps = np.diff(x, axis=axis)
        h0, h1 = _at(steps, axis, -2), _at(steps, axis, -1)
    alpha = _divided(2 * h1**2 + 3 * h0 * h1, 6 * (h1 + h0))
    beta = _divided(h1**2 + 3.0 * h0 * h1, 6 * h0)
    eta = _divided(1 * h1**3, 6 * h0 * (h0 + h1))
    ends = alpha * last + beta * former - eta * _at(y, axis, -3)
    return _simpson(y, n - 3, x, dx, axis) + ends + 0.0


# ---------------------------------------------------------------- scipy.spatial.distance
@_of("scipy.spatial.distance.sqeuclidean")
def sqeuclidean(u: Any, v: Any, w: Any = None) -> Any:
    """Return the square of the distance of two vectors."""
    difference = u - v
    return np.dot(difference, difference if w is None else w * difference)


@_of("scipy.spatial.distance.correlation")
def correlation(u: Any, v: Any, w: Any = None, centered: bool = True) -> Any:
    """Return one less the correlation of two vectors."""
    if w is not None:
        w = w / np.sum(w)
    if centered:
        u, v = u - (np.mean(u) if w is None else np.dot(u, w)), v - (np.mean(v) if w is None else np.dot(v, w))
    vw, uw = (v, u) if w is None else (v * w, u * w)
    distance = 1.0 - np.dot(u, vw) / math.sqrt(np.dot(u, uw) * np.dot(v, vw))
    return np.clip(distance, 0.0, 2.0)


@_of("scipy.spatial.distance.cosine")
def cosine(u: Any, v: Any, w: Any = None) -> Any:
    """Return one less the cosine of the angle between two vectors."""
    return correlation(u, v, w, centered=False)


# ---------------------------------------------------------------- scipy.stats
@_of("scipy.stats.zscore")
def zscore(a: Any, axis: Any = 0, ddof: int = 0) -> Any:
    """Return standardised values."""
    return (a - np.mean(a, axis=axis, keepdims=True)) / np.std(a, axis=axis, ddof=ddof, keepdims=True)


@_of("scipy.stats.entropy")
def entropy(pk: Any, qk: Any = None, base: Any = None, axis: int = 0) -> Any:
    """Return the entropy of a distribution, or how far it is from another one."""
    from scipy.special import entr, rel_entr

    pk = 1.0 * pk / np.sum(pk, axis=axis, keepdims=True)
    if qk is None:
        terms = entr(pk)
    else:
        terms = rel_entr(pk, 1.0 * qk / np.sum(qk, axis=axis, keepdims=True))
    total = np.sum(terms, axis=axis)
    return total if base is None else total / math.log(base)


@_of("scipy.stats.gmean")
def gmean(a: Any, axis: Any = 0, dtype: Any = None, weights: Any = None) -> Any:
    """Return the geometric mean."""
    return np.exp(np.average(np.log(a), axis=axis, weights=weights))


class Frozen:
    """A distribution with its parameters, as `scipy.stats.norm(mu, sigma)` makes it."""

    def __init__(self, dist: Any, *args: Any, **keywords: Any) -> None:
        self.dist, self.args, self.keywords = dist, args, keywords

    def logpdf(self, x: Any) -> Any:
        """Return the logarithm of the density."""
        return self.dist.logpdf(x, *self.args, **self.keywords)

    def pdf(self, x: Any) -> Any:
        """Return the density."""
        return self.dist.pdf(x, *self.args, **self.keywords)

    def logpmf(self, k: Any) -> Any:
        """Return the logarithm of the probability of a count."""
        return self.dist.logpmf(k, *self.args, **self.keywords)

    def pmf(self, k: Any) -> Any:
        """Return the probability of a count."""
        return self.dist.pmf(k, *self.args, **self.keywords)

    def cdf(self, x: Any) -> Any:
        """Return the probability of what is below."""
        return self.dist.cdf(x, *self.args, **self.keywords)

    def logcdf(self, x: Any) -> Any:
        """Return the logarithm of the probability of what is below."""
        return self.dist.logcdf(x, *self.args, **self.keywords)

    def sf(self, x: Any) -> Any:
        """Return the probability of what is above."""
        return self.dist.sf(x, *self.args, **self.keywords)

    def logsf(self, x: Any) -> Any:
        """Return the logarithm of the probability of what is above."""
        return self.dist.logsf(x, *self.args, **self.keywords)

    def ppf(self, q: Any) -> Any:
        """Return the quantile of a probability."""
        return self.dist.ppf(q, *self.args, **self.keywords)

    def isf(self, q: Any) -> Any:
        """Return the quantile of a probability of what is above."""
        return self.dist.isf(q, *self.args, **self.keywords)

    def rvs(self, size: Any = 1, random_state: Any = None) -> Any:
        """Return random numbers."""
        return self.dist.rvs(*self.args, size=size, random_state=random_state, **self.keywords)

    def mean(self) -> Any:
        """Return the mean."""
        return self.dist.mean(*self.args, **self.keywords)

    def median(self) -> Any:
        """Return the median."""
        return self.dist.median(*self.args, **self.keywords)

    def var(self) -> Any:
        """Return the variance."""
        return self.dist.var(*self.args, **self.keywords)

    def std(self) -> Any:
        """Return the standard deviation."""
        return self.dist.std(*self.args, **self.keywords)

    def entropy(self) -> Any:
        """Return the entropy."""
        return self.dist.entropy(*self.args, **self.keywords)


# ---------------------------------------------------------------- scipy.sparse.linalg
@_of("scipy.sparse.linalg.splu")
class Factored:
    """A sparse matrix with its factors."""

    def __init__(self, a: Any, **options: Any) -> None:
        self.a, self.lu = a, sparse_lu(a, options)

    def solve(self, b: Any, trans: str = "N") -> Any:
        """Return the solution of a system."""
        return solved_with(self.lu, self.a, b, trans)


@_of("scipy.sparse.linalg.factorized")
def factorized(a: Any) -> Any:
    """Return the function that solves systems with a sparse matrix."""
    return Factored(a).solve


# ---------------------------------------------------------------- scipy.interpolate
@_of("scipy.interpolate.CubicSpline")
class CubicSpline:
    """A cubic spline through points."""

    def __init__(self, x: Any, y: Any, axis: int = 0, bc_type: Any = "not-a-knot", extrapolate: Any = None) -> None:
        self.x, self.axis = np.asarray(x, dtype=float), axis
        self.c = coefficients(self.x, np.asarray(y), "CubicSpline", axis, bc_type)
        periodic = isinstance(bc_type, str) and bc_type == "periodic"
        self.extrapolate = ("periodic" if periodic else True) if extrapolate is None else extrapolate

    def __call__(self, t: Any, nu: int = 0, extrapolate: Any = None) -> Any:
        """Return the value, or the nu-th derivative, at t."""
        return piecewise(self.c, self.x, t, nu, self.extrapolate if extrapolate is None else extrapolate, self.axis)

    def derivative(self, nu: int = 1) -> Any:
        """Return the function that is the nu-th derivative."""
        return Derivative(self, nu)


class Derivative:
    """A derivative of a spline."""

    def __init__(self, spline: Any, nu: int) -> None:
        self.spline, self.order = spline, nu

    def __call__(self, t: Any, nu: int = 0, extrapolate: Any = None) -> Any:
        """Return the value, or the nu-th derivative, at t."""
        return self.spline(t, self.order + nu, extrapolate)


class ShapeKeeping(CubicSpline):
    """A piecewise cubic function whose slopes depend on the shape of the values."""

    def __init__(self, x: Any, y: Any, axis: int = 0, extrapolate: Any = None) -> None:
        self.x, self.axis = np.asarray(x, dtype=float), axis
        self.c = shape_coefficients(self.x, np.asarray(y), self.name(), axis)
        self.extrapolate = True if extrapolate is None else extrapolate

    def name(self) -> str:
        """Return the interpolator's name in scipy.interpolate."""
        return "PchipInterpolator"


@_of("scipy.interpolate.PchipInterpolator")
class PchipInterpolator(ShapeKeeping):
    """A monotone interpolator."""


@_of("scipy.interpolate.Akima1DInterpolator")
class Akima1DInterpolator(ShapeKeeping):
    """Akima's interpolator."""

    def __init__(self, x: Any, y: Any, axis: int = 0) -> None:
        self.x, self.axis, self.extrapolate = np.asarray(x, dtype=float), axis, False
        self.c = shape_coefficients(self.x, np.asarray(y), "Akima1DInterpolator", axis)


@_of("scipy.interpolate.BSpline")
class BSpline:
    """A sum of B-splines."""

    def __init__(self, t: Any, c: Any, k: int, extrapolate: Any = True, axis: int = 0) -> None:
        self.t, self.k, self.extrapolate, self.axis = np.asarray(t, dtype=float), k, extrapolate, axis
        self.c = np.asarray(c) if axis == 0 else np.moveaxis(np.asarray(c), axis, 0)

    def __call__(self, x: Any, nu: int = 0, extrapolate: Any = None) -> Any:
        """Return the value, or the nu-th derivative, at x."""
        how = self.extrapolate if extrapolate is None else extrapolate
        return bspline(self.c[: len(self.t) - self.k - 1], self.t, self.k, x, nu, how, self.axis)

    def derivative(self, nu: int = 1) -> Any:
        """Return the function that is the nu-th derivative."""
        return Derivative(self, nu)


@_of("scipy.interpolate.make_interp_spline")
def make_interp_spline(x: Any, y: Any, k: int = 3, t: Any = None, bc_type: Any = None, axis: int = 0) -> Any:
    """Return the spline of degree k through points."""
    if t is not None:
        raise ValueError("make_interp_spline with knots of its own has no derivative here")
    periodic = isinstance(bc_type, str) and bc_type == "periodic"
    made = BSpline(
        interpolation_knots(x, y, k, bc_type, axis), coefficients(x, y, "make_interp_spline", axis, (k, bc_type)), k,
        "periodic" if periodic else True,
    )  # fmt: skip
    made.axis = axis
    return made


@_of("scipy.interpolate.interp1d")
class Interp1d:
    """An interpolator through points of one axis."""

    def __init__(
        self, x: Any, y: Any, kind: Any = "linear", axis: int = -1, copy: Any = None, bounds_error: Any = None,
        fill_value: Any = np.nan, assume_sorted: bool = False,
    ) -> None:  # fmt: skip
        self.x, self.y, self.kind = np.asarray(x), np.asarray(y), kind
        self.bounds_error, self.fill_value = bounds_error, fill_value
        if np.ndim(self.y) != 1:
            raise ValueError("interp1d has a derivative for values of one axis: use make_interp_spline")

    def __call__(self, t: Any) -> Any:
        """Return the value at t."""
        return interp_value(self.x, self.y, t, self.kind, self.bounds_error, self.fill_value)


@_of("scipy.interpolate.RegularGridInterpolator")
class RegularGridInterpolator:
    """What is linear between the values on a grid."""

    def __init__(
        self, points: Any, values: Any, method: str = "linear", bounds_error: Any = True, fill_value: Any = np.nan
    ) -> None:
        self.grid, self.values, self.bounds_error, self.fill_value = points, values, bounds_error, fill_value
        if method != "linear" or fill_value is None or np.ndim(values) != len(points):
            raise ValueError("RegularGridInterpolator has a derivative for numbers, linear and not extrapolated, only")

    def __call__(self, xi: Any) -> Any:
        """Return the values at points xi, (..., d), or given by their coordinates."""
        at = np.stack(np.broadcast_arrays(*xi), axis=-1) if isinstance(xi, tuple) else np.asarray(xi)
        return grid_value(self.values, self.grid, at, self.bounds_error, self.fill_value)


# ---------------------------------------------------------------- objects that the program made before
INSTANCES: dict[str, Any] = {}


def _call_of(*names: str) -> Callable[[T], T]:
    """Let a function stand in for calls of objects of these classes."""

    def add(made: T) -> T:
        INSTANCES.update(dict.fromkeys(names, made))
        return made

    return add


@_call_of("scipy.interpolate.PPoly")
def call_piecewise(spline: Any, t: Any, nu: int = 0, extrapolate: Any = None) -> Any:
    """Return the value of a piecewise polynomial at t."""
    how = spline.extrapolate if extrapolate is None else extrapolate
    return piecewise(spline.c, spline.x, t, nu, how, spline.axis)


@_call_of("scipy.interpolate.BSpline")
def call_bspline(spline: Any, x: Any, nu: int = 0, extrapolate: Any = None) -> Any:
    """Return the value of a sum of B-splines at x."""
    how = spline.extrapolate if extrapolate is None else extrapolate
    return bspline(spline.c, spline.t, spline.k, x, nu, how, spline.axis)


@_call_of("scipy.interpolate.interp1d")
def call_interp1d(made: Any, t: Any) -> Any:
    """Return the value of an interpolator at t."""
    kind = made._spline.k if made._kind == "spline" else made._kind
    return interp_value(made.x, made.y, t, kind, made.bounds_error, made.fill_value)


@_call_of("scipy.interpolate.RegularGridInterpolator")
def call_grid(made: Any, xi: Any) -> Any:
    """Return the values of an interpolator on a grid at points."""
    at = np.stack(np.broadcast_arrays(*xi), axis=-1) if isinstance(xi, tuple) else np.asarray(xi)
    return grid_value(made.values, made.grid, at, made.bounds_error, made.fill_value)
