"""Helpers of generated code for powers and special functions."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .runtime_values import over


# ---------------------------------------------------------------- powers and special functions
def power_base(g: Any, x: Any, p: Any, y: Any = None) -> Any:
    """Return `g * p * x ** (p - 1)`, the derivative of `x ** p` through x; 0 where p or g is 0, also at x = 0.

    x, p and g are numbers or arrays that broadcast; so is the result. At x = 0 it is infinite for p < 1, as for a root.
    """
    if isinstance(p, np.ndarray):
        found = g * p * x ** np.where(p == 0, 0, p - 1)
    elif p == 0:
        return 0.0 * g * np.ones_like(x) if isinstance(x, np.ndarray) else 0.0 * g
    elif isinstance(x, np.ndarray):
        found = g * p * x ** (p - 1)
    else:
        return over(g * p, x) if x == 0 and np.real(p) < 1 else g * p * x ** (p - 1)
    if np.any(np.real(p) < 1) and not np.all(x):
        return np.where(g == 0, 0, found)  # not 0 * inf
    return found


def power_exponent(g: Any, x: Any, p: Any, y: Any) -> Any:
    """Return `g * y * log(x)`, the derivative of `y = x ** p` through p; 0 where x is 0 and p is not negative.

    All are numbers or arrays that broadcast; so is the result. It is nan where x is negative and the dtype real.
    """
    if type(x) in (int, float) and x > 0:
        return g * y * math.log(x)  # one of Python's numbers does not widen float32
    zero = (x == 0) & (np.real(p) >= 0)
    return g * y * np.log(np.where(zero, np.ones_like(x), x))


def power_cross(g: Any, x: Any, p: Any) -> Any:
    """Return `g * x ** (p - 1) * (1 + p * log(x))`, the second derivative of `x ** p` through x and p.

    All are numbers or arrays that broadcast; so is the result. It is 0 where x is 0 and p > 1.
    """
    zero = (x == 0) & (np.real(p) > 1)
    safe = np.where(zero, np.ones_like(x), x)
    return np.where(zero, 0, g * safe ** (p - 1.0) * (1 + p * np.log(safe)))


def sinc_slope(x: Any) -> Any:
    """Return the derivative of np.sinc at a number or an array: `(cos(pi x) - sinc(x)) / x`, near 0 its series."""
    near = np.abs(x) < 0.05
    safe = np.where(near, np.ones_like(x), x)
    s = (math.pi * x) ** 2
    series = -math.pi * (math.pi * x) * (1 / 3 - s / 30 + s * s / 840 - s**3 / 45360)
    return np.where(near, series, (np.cos(math.pi * safe) - np.sinc(safe)) / safe)


def polygamma(n: int, x: float) -> float:
    """Return the n-th derivative of the digamma function at a number x (n = 0: digamma itself).

    By the recurrence up to large x, then the asymptotic series (Abramowitz and Stegun, 6.4.11).
    """
    sign = -1.0 if n % 2 == 0 else 1.0  # (-1) ** (n + 1)
    total = 0.0
    while x < 15 + n:
        total += sign * math.factorial(n) / x ** (n + 1)
        x += 1.0
    if n == 0:
        total += math.log(x) - 0.5 / x
    else:
        total += sign * (math.factorial(n - 1) / x**n + 0.5 * math.factorial(n) / x ** (n + 1))
    for k, bernoulli in enumerate((1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6), start=1):
        total += sign * bernoulli * math.factorial(2 * k + n - 1) / math.factorial(2 * k) / x ** (2 * k + n)
    return total


def bessel_i(n: int, x: Any) -> Any:
    """Return the modified Bessel function of the first kind of a whole order n, by a series.

    Abramowitz and Stegun, 9.6.10, whose terms are of one sign, and for large x 9.7.1.
    """
    size = np.abs(x)
    large = size > 25.0
    half = 0.5 * np.where(large, np.zeros_like(size), size)
    term = half**n / math.factorial(n)
    total = term
    for k in range(1, 60):
        term = term * (half * half) / (k * (n + k))
        total = total + term
    inverse = 1 / (8 * np.where(large, size, np.full_like(size, 25.0)))
    term = np.ones_like(inverse)
    tail = term
    for k in range(1, 30):
        term = term * -(4 * n * n - (2 * k - 1) ** 2) * inverse / k
        tail = tail + term
    found = np.where(large, np.exp(np.where(large, size, 0)) * np.sqrt(4 * inverse / math.pi) * tail, total)
    return found * np.sign(x) ** (n % 2)


def logistic(d: Any) -> Any:
    """Return 1 / (1 + exp(-d)), with all digits on either side of 0 and no overflow."""
    e = np.exp(-np.abs(d))
    return np.where(d >= 0, 1.0, e) / (1 + e)


def logistic2(d: Any) -> Any:
    """Return 1 / (1 + 2**-d); see `logistic`."""
    e = np.exp2(-np.abs(d))
    return np.where(d >= 0, 1.0, e) / (1 + e)


def shares(a: Any, axis: Any) -> Any:
    """Return the share of each exp(a) in their sum along `axis`: by differences to the greatest."""
    top = np.max(a, axis=axis, keepdims=True)
    e = np.exp(a - np.where(np.isfinite(top), top, 0))
    total = np.sum(e, axis=axis, keepdims=True)
    return e / np.where(total == 0, 1, total)
