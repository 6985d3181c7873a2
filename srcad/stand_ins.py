"""Functions and classes of SciPy written again in NumPy, operation by operation, where a rule would say the same twice.

A call with a value that is differentiated is taken apart as the function here that bears its name; each gives the same
numbers to the last bit, which tests hold against SciPy. Nothing here imports SciPy before the user's program has.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from .runtime_calculus import quad_place, quad_width

TABLE: dict[str, Any] = {}


T = TypeVar("T")


def standing_for(*names: str) -> Callable[[T], T]:
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


@standing_for("scipy.integrate.cumulative_trapezoid")
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


@standing_for("scipy.integrate.simpson")
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


def integral(f: Any, a: Any, b: Any, shares: Any, weights: Any, form: Any, args: Any) -> Any:
    """Return the integral of a function from a to b, as a sum at points: see `quad_points`."""
    total = 0.0
    for i in range(len(shares)):
        total = total + weights[i] * f(quad_place(a, b, shares[i], form), *args)
    return total * quad_width(a, b, form)


# ---------------------------------------------------------------- scipy.spatial.distance
@standing_for("scipy.spatial.distance.sqeuclidean")
def sqeuclidean(u: Any, v: Any, w: Any = None) -> Any:
    """Return the square of the distance of two vectors."""
    difference = u - v
    return np.dot(difference, difference if w is None else w * difference)


@standing_for("scipy.spatial.distance.correlation")
def correlation(u: Any, v: Any, w: Any = None, centered: bool = True) -> Any:
    """Return one less the correlation of two vectors."""
    if w is not None:
        w = w / np.sum(w)
    if centered:
        u, v = u - (np.mean(u) if w is None else np.dot(u, w)), v - (np.mean(v) if w is None else np.dot(v, w))
    vw, uw = (v, u) if w is None else (v * w, u * w)
    distance = 1.0 - np.dot(u, vw) / math.sqrt(np.dot(u, uw) * np.dot(v, vw))
    return np.clip(distance, 0.0, 2.0)


@standing_for("scipy.spatial.distance.cosine")
def cosine(u: Any, v: Any, w: Any = None) -> Any:
    """Return one less the cosine of the angle between two vectors."""
    return correlation(u, v, w, centered=False)


# ---------------------------------------------------------------- scipy.stats
@standing_for("scipy.stats.zscore")
def zscore(a: Any, axis: Any = 0, ddof: int = 0) -> Any:
    """Return standardised values."""
    return (a - np.mean(a, axis=axis, keepdims=True)) / np.std(a, axis=axis, ddof=ddof, keepdims=True)


@standing_for("scipy.stats.entropy")
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


@standing_for("scipy.stats.gmean")
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
