"""Helpers of generated code for SciPy's functions, in plain NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np

from .runtime_axes import scatter
from .runtime_decompositions import hermitian, one_triangle
from .runtime_shape import unbroadcast


def exprel_slope(x: Any) -> Any:
    """Return the derivative of `(exp(x) - 1) / x` at x: near 0 by its series."""
    near = np.abs(x) < 0.3
    safe = np.where(near, np.ones_like(x), x)
    small = np.where(near, x, np.zeros_like(x))
    term = np.full_like(small, 0.5)
    total = term
    for n in range(3, 16):  # sum of (n - 1) x ** (n - 2) / n!
        term = term * small * (n - 1) / (n * (n - 2))
        total = total + term
    return np.where(near, total, (np.exp(safe) - np.expm1(safe) / safe) / safe)


def boxcox_slope(x: Any, p: Any) -> Any:
    """Return the derivative of `(x ** p - 1) / p` through p: at p = 0 half the square of the logarithm."""
    zero = p == 0
    safe = np.where(zero, np.ones_like(p, dtype=float), p)
    power = x**safe
    return np.where(zero, 0.5 * np.log(x) ** 2, (power * np.log(x) - (power - 1) / safe) / safe)


def covariance(cov: Any, mean: Any) -> Any:
    """Return the matrix that scipy.stats.multivariate_normal sees: its lower triangle mirrored, or a diagonal."""
    return hermitian(cov, "L") if np.ndim(cov) > 1 else cov * np.eye(np.size(mean))


def covariance_adjoint(g: Any, cov: Any, mean: Any) -> Any:
    """Return the adjoint of cov in `covariance(cov, mean)`."""
    return one_triangle(g, "L") if np.ndim(cov) > 1 else unbroadcast(g * np.eye(np.size(mean)), cov)


def normal_slope(x: Any, mean: Any, cov: Any) -> Any:
    """Return the derivative of the log density of a multivariate normal distribution through x."""
    return -np.linalg.solve(cov, np.expand_dims(x - mean, -1))[..., 0]


def singular_normal_slope(x: Any, mean: Any, cov: Any) -> Any:
    """Return what `normal_slope` does, for a covariance matrix that may be singular, as scipy.stats takes it."""
    inverse = np.linalg.pinv(cov, 1e6 * np.finfo(float).eps)
    return -(inverse @ np.expand_dims(x - mean, -1))[..., 0]


def regular_matrix(cov: Any) -> Any:
    """Return a covariance matrix, with respect to which there is a derivative; refuse a singular one."""
    if np.linalg.matrix_rank(cov, 1e6 * np.finfo(float).eps * np.linalg.norm(cov, 2)) < len(cov):
        raise ValueError("multivariate_normal has no derivative by a singular covariance matrix")
    return cov


def normal_cov_slope(x: Any, mean: Any, cov: Any) -> Any:
    """Return the derivative of the log density of a multivariate normal distribution through its covariance matrix."""
    r = normal_slope(x, mean, cov)
    return 0.5 * (np.expand_dims(r, -1) * np.expand_dims(r, -2) - np.linalg.inv(cov))


def multinomial_slope(x: Any, p: Any) -> Any:
    """Return the derivative of scipy.stats.multinomial.logpmf(x, n, p) through p, whose last is 1 - the others."""
    x = np.asarray(x)
    last = 1.0 - np.sum(p[..., :-1], axis=-1, keepdims=True)
    others = x[..., :-1] / p[..., :-1] - x[..., -1:] / last
    return np.concatenate((others, 0.0 * others[..., :1]), axis=-1)


# ---------------------------------------------------------------- triangles and blocks
def triangle_of(a: Any, trans: Any, lower: bool, unit_diagonal: bool) -> Any:
    """Return the matrix that scipy.linalg.solve_triangular sees in a tangent of a."""
    offset = 1 if unit_diagonal else 0
    half = np.tril(a, -offset) if lower else np.triu(a, offset)
    turned = half if trans in (0, "N") else np.swapaxes(half, -1, -2)
    return np.conj(turned) if trans in (2, "C") else turned


def triangle_adjoint(w: Any, y: Any, trans: Any, lower: bool, unit_diagonal: bool) -> Any:
    """Return the adjoint of a in y = scipy.linalg.solve_triangular(a, b); w is that of b."""
    y = np.conj(y)
    product = -np.outer(w, y) if np.ndim(y) == 1 else -(w @ np.swapaxes(y, -1, -2))
    turned = product if trans in (0, "N") else np.swapaxes(product, -1, -2)
    full = np.conj(turned) if trans in (2, "C") else turned
    offset = 1 if unit_diagonal else 0
    return np.tril(full, -offset) if lower else np.triu(full, offset)


def with_block(a: Any, g: Any) -> Any:
    """Return the matrix [[a, g], [0, a]], of which a function has the derivative along g as its upper right block."""
    upper = np.concatenate((a, g), axis=-1)
    return np.concatenate((upper, np.concatenate((np.zeros_like(a), a), axis=-1)), axis=-2)


def upper_block(x: Any) -> Any:
    """Return the upper right block of a matrix of four."""
    n = x.shape[-1] // 2
    return x[..., :n, n:]


def toeplitz_adjoint(g: Any, c: Any, r: Any, first: bool) -> Any:
    """Return the adjoint of c, or else of r, in scipy.linalg.toeplitz(c, r), in its shape."""
    rows, columns = np.indices(np.shape(g))
    below = rows - columns
    if r is None:  # then the first row is the conjugate of the first column
        return scatter(np.where(below < 0, np.conj(g), g), np.abs(below), c)
    if first:
        return scatter(g, np.where(below >= 0, below, -1), c)
    return scatter(g, np.where(below < 0, -below, -1), r)


def block_of(g: Any, arrays: Any, k: int) -> Any:
    """Return the part of g that belongs to the k-th of the matrices in scipy.linalg.block_diag, in its shape."""
    shapes = [np.shape(np.atleast_2d(x)) for x in arrays]
    row, column = sum([shape[0] for shape in shapes[:k]]), sum([shape[1] for shape in shapes[:k]])
    part = g[row : row + shapes[k][0], column : column + shapes[k][1]]
    return unbroadcast(np.reshape(part, np.shape(arrays[k])), arrays[k])
