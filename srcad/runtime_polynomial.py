"""Helpers of generated code for polynomials by their coefficients, highest power first."""

from __future__ import annotations

from typing import Any

import numpy as np

from .runtime_decompositions import adjugate, pinv_adjoint, pinv_tangent
from .runtime_recurrence import recurrence
from .runtime_shape import unbroadcast


def powers(x: Any, n: int) -> Any:
    """Return the powers of x from n - 1 down to 0, as a first axis."""
    exponents = np.reshape(np.arange(n - 1, -1, -1, dtype=np.result_type(x)), (-1,) + (1,) * np.ndim(x))
    return x**exponents


def polyval_adjoint(g: Any, p: Any, x: Any) -> Any:
    """Return the adjoint of the coefficients p in np.polyval(p, x), in their shape."""
    return np.sum(g * powers(x, len(p)), axis=tuple(range(1, 1 + np.ndim(x))))


def vander_slope(x: Any, N: Any, increasing: bool) -> Any:
    """Return the derivatives of the elements of np.vander(x, N, increasing) by the element of x in their row."""
    n = len(x) if N is None else N
    exponents = np.arange(n) if increasing else np.arange(n - 1, -1, -1)
    return exponents * np.expand_dims(x, -1) ** np.maximum(exponents - 1, 0)


def poly_slope(zeros: Any, y: Any) -> Any:
    """Return the derivatives of y = np.poly(zeros): a row for each of the zeros, by dividing its factor out."""
    factors = np.expand_dims(zeros, -1) * np.ones_like(y[:-1])
    rows = recurrence(factors, np.expand_dims(np.ones_like(zeros), -1) * y[:-1], 1)
    return -np.concatenate((np.zeros_like(rows[:, :1]), rows), axis=1)


def added_from_the_end(g: Any, p: Any) -> Any:
    """Return the last numbers of g, as many as p has: the adjoint of a summand of polynomials."""
    return np.reshape(g[np.size(g) - np.size(p) :], np.shape(p))


def roots_slope(p: Any, y: Any) -> Any:
    """Return the derivatives of the simple roots y of a polynomial by its coefficients: a row for each root."""
    return -np.transpose(powers(y, len(p))) / np.expand_dims(np.polyval(np.polyder(p), y), -1)


def fit_matrix(x: Any, deg: int, w: Any) -> Any:
    """Return the matrix whose pseudo-inverse np.polyfit applies to the values."""
    return np.vander(x, deg + 1) if w is None else np.vander(x, deg + 1) * np.expand_dims(w, -1)


def fit_values(y: Any, w: Any) -> Any:
    """Return the values that np.polyfit fits, each times its weight."""
    return y if w is None else y * np.reshape(w, (-1,) + (1,) * (np.ndim(y) - 1))


def weighted_back(g: Any, w: Any) -> Any:
    """Return the adjoint of y in fit_values(y, w)."""
    return g if w is None else fit_values(g, np.conj(w))


def polyfit_tangent(g: Any, x: Any, y: Any, deg: int, w: Any) -> Any:
    """Return the tangent of np.polyfit(x, y, deg, w=w) for the tangent g of x."""
    a = fit_matrix(x, deg, w)
    da = fit_values(np.expand_dims(g, -1) * vander_slope(x, deg + 1, False), w)
    return pinv_tangent(da, a, np.linalg.pinv(a)) @ fit_values(y, w)


def polyfit_adjoint(g: Any, x: Any, y: Any, deg: int, w: Any) -> Any:
    """Return the adjoint of x in np.polyfit(x, y, deg, w=w)."""
    a, values = fit_matrix(x, deg, w), np.conj(fit_values(y, w))
    product = np.outer(g, values) if np.ndim(y) == 1 else g @ np.swapaxes(values, -1, -2)
    slope = weighted_back(pinv_adjoint(product, a, np.linalg.pinv(a)), w)
    return np.sum(slope * np.conj(vander_slope(x, deg + 1, False)), axis=-1)


def polyfit_values_adjoint(g: Any, x: Any, deg: int, w: Any) -> Any:
    """Return the adjoint of y in np.polyfit(x, y, deg, w=w)."""
    return weighted_back(adjugate(np.linalg.pinv(fit_matrix(x, deg, w))) @ g, w)


def before_the_end(x: Any, value: Any) -> Any:
    """Return x as the last numbers of a polynomial as long as `value`, zeros in front."""
    return np.pad(np.ravel(x), (np.size(value) - np.size(x), 0))


def polyder_adjoint(g: Any, p: Any, m: int) -> Any:
    """Return the adjoint of the coefficients p in np.polyder(p, m), in their shape."""
    return unbroadcast(np.stack([np.polyder(row, m) for row in np.eye(len(p), dtype=g.dtype)]) @ g, p)


def polyint_adjoint(g: Any, p: Any, m: int) -> Any:
    """Return the adjoint of the coefficients p in np.polyint(p, m), in their shape."""
    return unbroadcast(np.stack([np.polyint(row, m) for row in np.eye(len(p), dtype=g.dtype)]) @ g, p)
