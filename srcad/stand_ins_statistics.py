"""Functions of scipy.stats that describe samples, written again in NumPy: see `stand_ins.py`."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from .stand_ins import TABLE, _at, standing_for

__all__ = ["TABLE"]


def _sample(a: Any, axis: Any) -> tuple[Any, int]:
    """Return an array and the axis along which it is looked at; without one, all of its elements are one sample."""
    return (np.ravel(a), 0) if axis is None else (np.asarray(a), axis)


def _moment(centered: Any, order: int, axis: int) -> Any:
    """Return the mean of a power of what is centred: by squares, as SciPy takes it."""
    halves = [order]
    while halves[-1] > 2:
        halves.append((halves[-1] - halves[-1] % 2) // 2)
    power = centered if halves[-1] == 1 else centered**2
    for n in halves[-2::-1]:
        power = power**2 * centered if n % 2 else power**2
    return np.mean(power, axis=axis)


def _centered(a: Any, axis: int) -> Any:
    """Return what an array's elements are above their mean."""
    return a - np.mean(a, axis=axis, keepdims=True)


@standing_for("scipy.stats.moment")
def moment(a: Any, order: int = 1, axis: Any = 0, nan_policy: str = "propagate", *, center: Any = None) -> Any:
    """Return a moment about the mean, or about another centre."""
    a, axis = _sample(a, axis)
    if order == 1 and center is None:
        return np.zeros_like(np.mean(a, axis=axis))[()]
    return _moment(_centered(a, axis) if center is None else a - center, order, axis)


@standing_for("scipy.stats.skew")
def skew(a: Any, axis: Any = 0, bias: bool = True, nan_policy: str = "propagate") -> Any:
    """Return the skewness."""
    a, axis = _sample(a, axis)
    n, centered = np.shape(a)[axis], _centered(a, axis)
    second, third = _moment(centered, 2, axis), _moment(centered, 3, axis)
    if bias or n <= 2:
        return third / second**1.5
    return ((n - 1.0) * n) ** 0.5 / (n - 2.0) * third / second**1.5


@standing_for("scipy.stats.kurtosis")
def kurtosis(a: Any, axis: Any = 0, fisher: bool = True, bias: bool = True, nan_policy: str = "propagate") -> Any:
    """Return the kurtosis."""
    a, axis = _sample(a, axis)
    n, centered = np.shape(a)[axis], _centered(a, axis)
    second, fourth = _moment(centered, 2, axis), _moment(centered, 4, axis)
    found = fourth / second**2.0
    if not bias and n > 3:
        scale = 1.0 / (n - 2) / (n - 3)
        found = scale * ((n**2 - 1.0) * fourth / second**2.0 - 3 * (n - 1) ** 2.0) + 3.0
    return found - 3 if fisher else found


@standing_for("scipy.stats.sem")
def sem(a: Any, axis: Any = 0, ddof: int = 1, nan_policy: str = "propagate") -> Any:
    """Return the standard error of the mean."""
    a, axis = _sample(a, axis)
    return np.std(a, axis=axis, ddof=ddof) / np.shape(a)[axis] ** 0.5


@standing_for("scipy.stats.variation")
def variation(a: Any, axis: Any = 0, nan_policy: str = "propagate", ddof: int = 0) -> Any:
    """Return the deviation relative to the mean."""
    a, axis = _sample(a, axis)
    n = float(np.shape(a)[axis])
    return np.std(a, axis=axis) * (n / (n - ddof)) ** 0.5 / np.mean(a, axis=axis)


@standing_for("scipy.stats.hmean")
def hmean(a: Any, axis: Any = 0, dtype: Any = None, *, weights: Any = None) -> Any:
    """Return the harmonic mean."""
    a, axis = _sample(a, axis)
    if weights is None:
        return 1.0 / np.mean(1.0 / a, axis=axis)
    return 1.0 / (np.sum(1.0 / a * weights, axis=axis) / np.sum(weights, axis=axis))


@standing_for("scipy.stats.trim_mean")
def trim_mean(a: Any, proportiontocut: float, axis: Any = 0) -> Any:
    """Return the mean of what is left when the least and the greatest are cut off."""
    a, axis = _sample(a, axis)
    n = np.shape(a)[axis]
    cut = int(proportiontocut * n)
    ordered = np.partition(a, (cut, n - cut - 1), axis)
    place = tuple([slice(cut, n - cut) if i == axis % np.ndim(a) else slice(None) for i in range(np.ndim(a))])
    return np.mean(ordered[place], axis=axis)


def _quantile(ordered: Any, p: float, axis: int) -> Any:
    """Return a quantile of what is sorted along an axis."""
    last = np.shape(ordered)[axis] - 1
    place = p * (last + 1) + (1 - p) - 1
    below = int(place // 1)
    share = place % 1
    return (1 - share) * _at(ordered, axis, below) + share * _at(ordered, axis, min(below + 1, last))


@standing_for("scipy.stats.iqr")
def iqr(
    x: Any, axis: Any = None, rng: Any = (25, 75), scale: Any = 1.0, nan_policy: str = "propagate",
    interpolation: str = "linear", keepdims: bool = False,
) -> Any:  # fmt: skip
    """Return the distance of two quantiles."""
    if isinstance(scale, str) or interpolation != "linear" or keepdims:
        raise ValueError("iqr has a derivative for a scale that is a number, linear and without keepdims, only")
    low, high = (rng[0], rng[1]) if rng[0] < rng[1] else (rng[1], rng[0])
    x, along = _sample(x, axis)
    ordered = np.sort(x, axis=along)
    found = _quantile(ordered, high / 100, along) - _quantile(ordered, low / 100, along)
    return found if isinstance(scale, float) and scale == 1.0 else found / scale


class Correlation(NamedTuple):
    """What `pearsonr` returns."""

    statistic: Any
    pvalue: Any


@standing_for("scipy.stats.pearsonr")
def pearsonr(x: Any, y: Any, *, alternative: str = "two-sided", method: Any = None, axis: Any = 0) -> Any:
    """Return the correlation of two samples, and how likely one as large would be without any."""
    from scipy.special import betaincc

    if alternative != "two-sided" or method is not None or np.ndim(x) != 1 or np.ndim(y) != 1:
        raise ValueError("pearsonr has a derivative for two vectors, two-sided, only")
    a, b = x - np.mean(x), y - np.mean(y)
    first, second = np.max(np.abs(a)), np.max(np.abs(b))
    a, b = a / (first * np.linalg.norm(a / first, axis=-1)), b / (second * np.linalg.norm(b / second, axis=-1))
    r = np.clip(np.vecdot(a, b), -1.0, 1.0)
    half = len(x) / 2 - 1
    return Correlation(r, 2 * betaincc(half, half, (np.abs(r) + 1) / 2))


class Regression(NamedTuple):
    """What `linregress` returns; SciPy's has an attribute more, which is not among its elements."""

    slope: Any
    intercept: Any
    rvalue: Any
    pvalue: Any
    stderr: Any


@standing_for("scipy.stats.linregress")
def linregress(x: Any, y: Any, alternative: str = "two-sided") -> Any:
    """Return the straight line through points, how well it fits, and how sure its slope is."""
    from scipy.special import stdtr

    if alternative != "two-sided" or len(x) < 3:
        raise ValueError("linregress has a derivative for three points or more, two-sided, only")
    x, y = np.asarray(x), np.asarray(y)
    spread = np.cov(x, y, bias=True)
    r = np.clip(spread[0, 1] / np.sqrt(spread[0, 0] * spread[1, 1]), -1.0, 1.0)
    slope = spread[0, 1] / spread[0, 0]
    free = len(x) - 2
    t = r * np.sqrt(free / ((1.0 - r + 1.0e-20) * (1.0 + r + 1.0e-20)))
    error = np.sqrt((1 - r**2) * spread[1, 1] / spread[0, 0] / free)
    return Regression(slope, np.mean(y) - slope * np.mean(x), r, 2 * stdtr(free, -np.abs(t)), error)
