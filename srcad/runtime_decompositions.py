"""Helpers of generated code for what np.linalg finds: eigenvalues, singular values, QR and what rests on them.

Formulas: M. Giles, "An extended collection of matrix derivative results" (2008); J. Townsend, "Differentiating the
singular value decomposition" (2016); H.-J. Liao et al., "Differentiable programming tensor networks" (2019) for QR;
G. Golub and V. Pereyra (1973) for the pseudo-inverse. Vectors of equal eigenvalues or singular values are one of many
bases: a derivative through them is infinite or nan there, one through the values alone is not.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .runtime_linalg import dot_left, dot_right, norm_slope
from .runtime_shape import unbroadcast
from .runtime_values import over


def adjugate(x: Any) -> Any:
    """Return the conjugate transpose of stacks of matrices."""
    return np.conj(np.swapaxes(x, -1, -2))


def by_gaps(x: Any, w: Any) -> Any:
    """Return `x[i, j] / (w[j] - w[i])`, 0 on the diagonal and where x is 0; infinite where two of w are equal."""
    eye = np.eye(w.shape[-1], dtype=bool)
    gaps = np.expand_dims(w, -2) - np.expand_dims(w, -1)
    return np.where(eye, 0, over(x, np.where(eye, 1, gaps)))


def on_diagonal(d: Any) -> Any:
    """Return diagonal matrices of vectors (..., n)."""
    return np.expand_dims(d, -1) * np.eye(d.shape[-1], dtype=d.dtype)


def diagonals(x: Any) -> Any:
    """Return the diagonals of square matrices, (..., n)."""
    return np.copy(np.diagonal(x, 0, -2, -1))  # of its own: it may be written into


# ---------------------------------------------------------------- symmetric matrices, of which one triangle is read
def hermitian(a: Any, UPLO: str) -> Any:
    """Return the matrix that np.linalg.eigh sees: one triangle of a, and its mirror."""
    half = np.tril(a, -1) if UPLO == "L" else np.triu(a, 1)
    return half + adjugate(half) + on_diagonal(np.real(diagonals(a)))


def hermitian_of(a: Any) -> Any:
    """Return the matrix that functions of NumPy with `hermitian=True` see."""
    return hermitian(a, "L")


def one_triangle(s: Any, UPLO: str) -> Any:
    """Return the adjoint of a in `hermitian(a, UPLO)`, of which s is the adjoint: a triangle."""
    both = s + adjugate(s)
    half = np.tril(both, -1) if UPLO == "L" else np.triu(both, 1)
    return half + on_diagonal(np.real(diagonals(s)))


def eigh_tangent(g: Any, y: Any) -> Any:
    """Return the tangents of y = np.linalg.eigh(a) for the hermitian tangent g of a."""
    inner = adjugate(y[1]) @ g @ y[1]
    return np.real(diagonals(inner)), y[1] @ by_gaps(inner, y[0])


def eigh_adjoint(g: Any, y: Any) -> Any:
    """Return the adjoint of a in y = np.linalg.eigh(a); g has those of the values and the vectors."""
    inner = on_diagonal(g[0]) + by_gaps(adjugate(y[1]) @ g[1], y[0])
    return y[1] @ inner @ adjugate(y[1])


def spectral(v: Any, d: Any) -> Any:
    """Return the matrices with the orthogonal columns of v as eigenvectors and d as eigenvalues."""
    return (v * np.expand_dims(d, -2)) @ adjugate(v)


# ---------------------------------------------------------------- matrices of any kind
def eig_tangent(g: Any, y: Any) -> Any:
    """Return the tangents of y = np.linalg.eig(a) for the tangent g of a.

    The vectors keep their length, and their greatest component stays real, as LAPACK has it.
    """
    inner = np.linalg.solve(y[1], g @ y[1])
    turned = y[1] @ by_gaps(inner, y[0])
    along = np.sum(np.real(np.conj(y[1]) * turned), axis=-2, keepdims=True)
    if not np.iscomplexobj(turned):
        return diagonals(inner), turned - y[1] * along
    greatest = at_greatest(y[1])
    spin = np.sum(greatest * np.imag(turned), axis=-2, keepdims=True)
    return diagonals(inner), turned - y[1] * (along + 1j * spin)


def at_greatest(v: Any) -> Any:
    """Return the inverse of the greatest component of each column of v, a real number, at its place; else 0."""
    size = np.abs(v)
    place = np.expand_dims(np.argmax(size, axis=-2), -2)
    rows = np.expand_dims(np.arange(v.shape[-2]), -1)
    return np.where(rows == place, 1 / np.where(rows == place, np.real(v), 1), 0)


def eig_adjoint(g: Any, y: Any) -> Any:
    """Return the adjoint of a in y = np.linalg.eig(a); g has those of the values and the vectors."""
    v = y[1]
    inner = adjugate(v) @ g[1]
    across = inner - adjugate(v) @ (v * np.expand_dims(np.real(diagonals(inner)), -2))
    if np.iscomplexobj(v):
        across = across - 1j * (adjugate(v) @ (at_greatest(v) * np.expand_dims(np.imag(diagonals(inner)), -2)))
    middle = on_diagonal(g[0]) + by_gaps(across, np.conj(y[0]))
    return np.linalg.solve(adjugate(v), middle @ adjugate(v))


def eigvals_tangent(g: Any, a: Any) -> Any:
    """Return the tangent of np.linalg.eigvals(a) for the tangent g of a."""
    v = np.linalg.eig(a)[1]
    return diagonals(np.linalg.solve(v, g @ v))


def eigvals_adjoint(g: Any, a: Any) -> Any:
    """Return the adjoint of a in np.linalg.eigvals(a)."""
    v = np.linalg.eig(a)[1]
    return np.linalg.solve(adjugate(v), np.expand_dims(g, -1) * adjugate(v))


def svd_tangent(g: Any, y: Any) -> Any:
    """Return the tangents of y = np.linalg.svd(a) for the tangent g of a."""
    k = y[1].shape[-1]
    u, s, v = y[0][..., :k], y[1], adjugate(y[2])[..., :k]
    inner = adjugate(u) @ g @ v
    row, column = np.expand_dims(s, -2), np.expand_dims(s, -1)
    spin = on_diagonal(over(inner_spin(inner), s))
    du = u @ (by_gaps(inner * row + column * adjugate(inner), s * s) + spin) + over(g @ v - u @ inner, row)
    dv = v @ by_gaps(column * inner + adjugate(inner) * row, s * s) + over(adjugate(g) @ u - v @ adjugate(inner), row)
    rest_u, rest_v = y[0][..., k:], adjugate(y[2])[..., k:]
    full_u = np.concatenate((du, -u @ (adjugate(du) @ rest_u)), axis=-1)
    full_v = np.concatenate((dv, -v @ (adjugate(dv) @ rest_v)), axis=-1)
    return full_u, np.real(diagonals(inner)), adjugate(full_v)


def inner_spin(inner: Any) -> Any:
    """Return the imaginary parts of a diagonal, as imaginary numbers; zeros for real matrices."""
    return diagonals(inner) - np.real(diagonals(inner))


def svd_adjoint(g: Any, y: Any) -> Any:
    """Return the adjoint of a in y = np.linalg.svd(a); g has those of the three factors."""
    k = y[1].shape[-1]
    u, s, v = y[0][..., :k], y[1], adjugate(y[2])[..., :k]
    rest_u, rest_v = y[0][..., k:], adjugate(y[2])[..., k:]
    gv = adjugate(g[2])
    bu = g[0][..., :k] - rest_u @ (adjugate(g[0][..., k:]) @ u)
    bv = gv[..., :k] - rest_v @ (adjugate(gv[..., k:]) @ v)
    row, column = np.expand_dims(s, -2), np.expand_dims(s, -1)
    left, right = adjugate(u) @ bu, adjugate(v) @ bv
    inner = by_gaps(left - adjugate(left), s * s) * row + column * by_gaps(right - adjugate(right), s * s)
    inner = inner + on_diagonal(g[1] + over(inner_spin(left), s))
    beside = over(bu - u @ left, row) @ adjugate(v) + u @ adjugate(over(bv - v @ right, row))
    return u @ inner @ adjugate(v) + beside


def svdvals_slope(a: Any, d: Any) -> Any:
    """Return the adjoint of a for the adjoint d of its singular values."""
    u, _, vh = np.linalg.svd(a, full_matrices=False)
    return (u * np.expand_dims(d, -2)) @ vh


def svdvals_tangent(g: Any, a: Any) -> Any:
    """Return the tangent of the singular values of a for the tangent g of a."""
    u, _, vh = np.linalg.svd(a, full_matrices=False)
    return np.real(diagonals(adjugate(u) @ g @ adjugate(vh)))


# ---------------------------------------------------------------- QR
def _leading(q: Any) -> int:
    """Return how many columns of a matrix determine its q: real and square, it has its last column from the others."""
    m, n = q.shape[-2:]
    return int(n - 1 if m == n and not np.iscomplexobj(q) else n)


def qr_tangent(g: Any, y: Any) -> Any:
    """Return the tangents of y = np.linalg.qr(a) for the tangent g of a, whose first columns are independent."""
    q, r, k = y[0], y[1], _leading(y[0])
    turned = np.swapaxes(r[..., :k, :k], -1, -2)[..., ::-1, ::-1]
    c = np.swapaxes(_solved(turned, np.swapaxes(g[..., :k], -1, -2)[..., ::-1, :])[..., ::-1, :], -1, -2)
    m = np.concatenate((adjugate(q) @ c, np.zeros_like(q[..., : q.shape[-1], k:])), axis=-1)
    lower = np.tril(m, -1)
    spin = lower - adjugate(lower) + on_diagonal(inner_spin(m))
    dq = q @ spin + (c - q @ m) if q.shape[-2] > q.shape[-1] else q @ spin
    return dq, np.triu(adjugate(q) @ g - spin @ r)


def qr_adjoint(g: Any, y: Any, a: Any) -> Any:
    """Return the adjoint of a in y = np.linalg.qr(a); g has those of both factors."""
    q, r, k = y[0], y[1], _leading(y[0])
    br, along = np.triu(g[1]), adjugate(q) @ g[0]
    m = along - br @ adjugate(r)
    turn = q @ (np.tril(m - adjugate(m), -1) + on_diagonal(inner_spin(m)))
    bq = turn + (g[0] - q @ along) if q.shape[-2] > q.shape[-1] else turn
    found = q @ br
    first = found[..., :k] + adjugate(_solved(r[..., :k, :k], adjugate(bq[..., :k])))
    return np.concatenate((first, found[..., k:]), axis=-1)


def _solved(r: Any, x: Any) -> Any:
    """Return the inverse of an upper triangular matrix times x, infinite where it has none and x is not 0."""
    none = diagonals(r) == 0
    return over(np.linalg.solve(r + on_diagonal(none), x), np.expand_dims(~none, -1))


# ---------------------------------------------------------------- pseudo-inverses, least squares, powers, products
def pinv_tangent(g: Any, a: Any, y: Any) -> Any:
    """Return the tangent of y = np.linalg.pinv(a) for the tangent g of a, whose rank does not change."""
    h = adjugate(g)
    left = y @ adjugate(y) @ (h - h @ a @ y)
    right = (h - y @ a @ h) @ adjugate(y) @ y
    return left + right - y @ g @ y


def pinv_adjoint(g: Any, a: Any, y: Any) -> Any:
    """Return the adjoint of a in y = np.linalg.pinv(a), in a's shape."""
    h = adjugate(g)
    left = (h - a @ y @ h) @ y @ adjugate(y)
    right = adjugate(y) @ y @ (h - h @ y @ a)
    return left + right - adjugate(y) @ g @ adjugate(y)


def matrix_power_tangent(g: Any, a: Any, n: int) -> Any:
    """Return the tangent of np.linalg.matrix_power(a, n) for the tangent g of a."""
    if n < 0:
        a = np.linalg.inv(a)
        g, n = -(a @ g @ a), -n
    total = np.zeros_like(g)
    for i in range(n):
        total = total + np.linalg.matrix_power(a, i) @ g @ np.linalg.matrix_power(a, n - 1 - i)
    return total


def multi_dot_adjoint(g: Any, arrays: Any, k: int) -> Any:
    """Return the adjoint of the k-th array in np.linalg.multi_dot(arrays), in its shape."""
    x = arrays[k]
    if k + 1 < len(arrays):
        g = dot_left(g, x if k == 0 else np.dot(_product(arrays[:k]), x), _product(arrays[k + 1 :]))
    return g if k == 0 else dot_right(g, _product(arrays[:k]), x)


def _product(arrays: Any) -> Any:
    """Return the matrix product of one or more arrays."""
    found = arrays[0]
    for x in arrays[1:]:
        found = np.dot(found, x)
    return found


def cond_slope(x: Any, y: Any, p: Any) -> Any:
    """Return the derivative of y = np.linalg.cond(x, p), in x's shape (..., n, n)."""
    if p is None or p == 2 or p == -2:
        u, s, vh = np.linalg.svd(x, full_matrices=False)
        edge = (np.arange(s.shape[-1]) == 0) / s[..., :1] - (np.arange(s.shape[-1]) == s.shape[-1] - 1) / s[..., -1:]
        found = np.expand_dims(y, (-2, -1)) * ((u * np.expand_dims(edge, -2)) @ vh)
        return -found if p == -2 else found
    inverse = np.linalg.inv(x)
    a = np.linalg.norm(x, p, axis=(-2, -1), keepdims=True)
    b = np.linalg.norm(inverse, p, axis=(-2, -1), keepdims=True)
    slope = adjugate(inverse) @ norm_slope(inverse, b, p, (-2, -1)) @ adjugate(inverse)
    return b * norm_slope(x, a, p, (-2, -1)) - a * slope


def lstsq_tangent(g: Any, a: Any, b: Any, y: Any) -> Any:
    """Return the tangents of y = np.linalg.lstsq(a, b) for the tangent g of a, whose rank does not change."""
    p = np.linalg.pinv(a)
    change = -2 * np.sum(np.real(np.conj(b - a @ y[0]) * (g @ y[0])), axis=0)
    return pinv_tangent(g, a, p) @ b, _residuals(change, y), 0, svdvals_tangent(g, a)


def lstsq_right_tangent(g: Any, a: Any, b: Any, y: Any) -> Any:
    """Return the tangents of y = np.linalg.lstsq(a, b) for the tangent g of b."""
    change = 2 * np.sum(np.real(np.conj(b - a @ y[0]) * g), axis=0)
    return np.linalg.pinv(a) @ g, _residuals(change, y), 0, np.zeros_like(y[3])


def lstsq_adjoint(g: Any, a: Any, b: Any, y: Any) -> Any:
    """Return the adjoint of a in y = np.linalg.lstsq(a, b); g has those of solution, residuals and singular values."""
    p = np.linalg.pinv(a)
    left = pinv_adjoint(g[0] @ adjugate(b), a, p) if np.ndim(b) == 2 else pinv_adjoint(np.outer(g[0], np.conj(b)), a, p)
    rest = _residual_slope(g[1], a, b, y)
    through = rest @ adjugate(y[0]) if np.ndim(b) == 2 else np.outer(rest, np.conj(y[0]))
    return unbroadcast(left - through + svdvals_slope(a, g[3]), a)


def lstsq_right(g: Any, a: Any, b: Any, y: Any) -> Any:
    """Return the adjoint of b in y = np.linalg.lstsq(a, b), in b's shape."""
    return unbroadcast(adjugate(np.linalg.pinv(a)) @ g[0] + _residual_slope(g[1], a, b, y), b)


def _residuals(change: Any, y: Any) -> Any:
    """Return the tangent of the sums of squares that np.linalg.lstsq gives, which may be none."""
    return np.reshape(change, np.shape(y[1])) if np.size(y[1]) else np.zeros_like(y[1])


def _residual_slope(g: Any, a: Any, b: Any, y: Any) -> Any:
    """Return the adjoint of the residuals of least squares for that of their sums of squares, which may be none."""
    return 2 * (b - a @ y[0]) * (np.sum(g) if np.ndim(b) == 1 else g) if np.size(g) else np.zeros_like(b)


def tensorinv_adjoint(g: Any, a: Any, ind: int, y: Any) -> Any:
    """Return the adjoint of a in y = np.linalg.tensorinv(a, ind), in a's shape."""
    m = np.ndim(a) - ind
    inner = np.tensordot(y, g, (tuple(range(m)), tuple(range(m))))
    return -np.tensordot(inner, y, (tuple(range(ind, 2 * ind)), tuple(range(m, m + ind))))


def tensorsolve_adjoint(g: Any, a: Any, b: Any) -> Any:
    """Return the adjoint of b in np.linalg.tensorsolve(a, b), in b's shape."""
    turned = np.transpose(a, tuple(range(np.ndim(b), np.ndim(a))) + tuple(range(np.ndim(b))))
    return np.reshape(np.linalg.tensorsolve(turned, g), np.shape(b))
