"""Helpers of generated code for scipy.linalg: triangular factors and what is solved with them, pencils, bands.

Formulas: I. Murray, "Differentiation of the Cholesky decomposition" (2016); F. de Hoog, R. Anderssen and M. Lukas,
"Differentiation of matrix functionals using triangular factorization" (2011) for LU; R. van der Aa, H. ter Morsche and
R. Mattheij, "Computation of eigenvalue and eigenvector derivatives" (2007) for pencils; N. Higham, "Functions
of Matrices" (2008) for the polar decomposition and second Frechet derivatives.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .runtime_axes import scatter
from .runtime_decompositions import (
    adjugate,
    by_gaps,
    diagonals,
    hermitian,
    on_diagonal,
    one_triangle,
    qr_adjoint,
    qr_tangent,
)
from .runtime_linalg import cholesky_adjoint, cholesky_tangent
from .runtime_scipy import toeplitz_adjoint, upper_block, with_block
from .runtime_shape import unbroadcast


# ---------------------------------------------------------------- what is read of a matrix that is said to be of a form
def assumed(a: Any, how: Any, lower: Any) -> Any:
    """Return the matrix that scipy.linalg.solve(a, b, lower, assume_a=how) sees in a."""
    if how in (None, "gen", "general", "banded"):
        return a
    if how == "diagonal":
        return on_diagonal(diagonals(a))
    if how == "tridiagonal":
        return np.tril(np.triu(a, -1), 1)
    if how == "upper triangular":
        return np.triu(a)
    if how == "lower triangular":
        return np.tril(a)
    if how in ("sym", "symmetric"):
        half = np.tril(a, -1) if lower else np.triu(a, 1)
        return half + np.swapaxes(half, -1, -2) + on_diagonal(diagonals(a))
    return hermitian(a, "L" if lower else "U")


def assumed_adjoint(s: Any, how: Any, lower: Any) -> Any:
    """Return the adjoint of a in `assumed(a, how, lower)`, of which s is the adjoint."""
    if how in ("sym", "symmetric"):
        both = s + np.swapaxes(s, -1, -2)
        return (np.tril(both, -1) if lower else np.triu(both, 1)) + on_diagonal(diagonals(s))
    if how in ("pos", "positive definite", "her", "hermitian"):
        return one_triangle(s, "L" if lower else "U")
    return assumed(s, how, lower)


# ---------------------------------------------------------------- Cholesky factors, in a matrix whose other half is a's
def _half(x: Any, lower: Any) -> Any:
    return np.tril(x) if lower else np.triu(x)


def _rest(x: Any, lower: Any) -> Any:
    return np.triu(x, 1) if lower else np.tril(x, -1)


def cho_tangent(g: Any, c: Any, lower: Any) -> Any:
    """Return the tangent of c in `c, lower = scipy.linalg.cho_factor(a, lower)` for the tangent g of a."""
    if lower:
        return np.tril(cholesky_tangent(g, np.tril(c))) + np.triu(g, 1)
    return np.triu(adjugate(cholesky_tangent(adjugate(g), adjugate(np.triu(c))))) + np.tril(g, -1)


def cho_adjoint(g: Any, c: Any, lower: Any) -> Any:
    """Return the adjoint of a in `c, lower = scipy.linalg.cho_factor(a, lower)` for the adjoint g of c."""
    if lower:
        return cholesky_adjoint(np.tril(g), np.tril(c)) + np.triu(g, 1)
    return adjugate(cholesky_adjoint(adjugate(np.triu(g)), adjugate(np.triu(c)))) + np.tril(g, -1)


def columns_of(x: Any) -> Any:
    """Return a vector as a matrix of one column; a matrix as it is."""
    return np.expand_dims(x, -1) if np.ndim(x) == 1 else x


def cho_solve_tangent(g: Any, c: Any, lower: Any, y: Any) -> Any:
    """Return the tangent of y = scipy.linalg.cho_solve((c, lower), b) for the tangent g of c."""
    from scipy.linalg import cho_solve

    change = np.tril(g) @ adjugate(np.tril(c)) if lower else adjugate(np.triu(g)) @ np.triu(c)
    return -cho_solve((c, lower), (change + adjugate(change)) @ y)


def cho_solve_adjoint(g: Any, c: Any, lower: Any, y: Any) -> Any:
    """Return the adjoint of c in y = scipy.linalg.cho_solve((c, lower), b)."""
    from scipy.linalg import cho_solve

    product = -columns_of(cho_solve((c, lower), g)) @ adjugate(columns_of(y))
    both = product + adjugate(product)
    return unbroadcast(np.tril(both @ np.tril(c)) if lower else np.triu(np.triu(c) @ both), c)


def own_places(values: Any, some: Any) -> Any:
    """Return a matrix with a one, in the column of each of some eigenvalues, where it stands among all of them."""
    nearest = np.argmin(np.abs(values[:, None] - some), axis=0)
    return np.eye(len(values))[:, nearest]


# ---------------------------------------------------------------- LU factors of square matrices, both in one matrix
def pivoted(piv: Any) -> Any:
    """Return the order into which LAPACK's exchanges of rows bring the rows of a matrix."""
    order = np.arange(len(piv))
    for i, k in enumerate(piv):
        order[[i, k]] = order[[k, i]]
    return order


def unit_lower(lu: Any) -> Any:
    """Return the first of the factors that scipy.linalg.lu_factor keeps in one matrix."""
    return np.tril(lu, -1) + np.eye(len(lu), dtype=lu.dtype)


def lu_tangent(g: Any, low: Any, up: Any) -> Any:
    """Return the tangents of both factors of a square matrix, in one, for its tangent g, rows in order."""
    inner = np.linalg.solve(low, np.linalg.solve(up.T, g.T).T)
    return low @ np.tril(inner, -1) + np.triu(inner) @ up


def lu_adjoint(below: Any, above: Any, low: Any, up: Any) -> Any:
    """Return the adjoint of a square matrix, rows in order, for those of its two factors."""
    inner = np.tril(adjugate(low) @ below, -1) + np.triu(above @ adjugate(up))
    return np.linalg.solve(adjugate(low), adjugate(np.linalg.solve(up, adjugate(inner))))


def lu_solve_tangent(g: Any, lu: Any, piv: Any, trans: int, y: Any) -> Any:
    """Return the tangent of y = scipy.linalg.lu_solve((lu, piv), b, trans) for the tangent g of lu."""
    from scipy.linalg import lu_solve

    change = (np.tril(g, -1) @ np.triu(lu) + unit_lower(lu) @ np.triu(g))[np.argsort(pivoted(piv))]
    return -lu_solve((lu, piv), (adjugate(change) if trans == 2 else change.T if trans else change) @ y, trans)


def lu_solve_back(g: Any, lu_and_piv: Any, trans: int) -> Any:
    """Return the adjoint of b in scipy.linalg.lu_solve(lu_and_piv, b, trans): solved with the conjugate transpose."""
    from scipy.linalg import lu_solve

    if trans == 1 and np.iscomplexobj(lu_and_piv[0]):
        return np.conj(lu_solve(lu_and_piv, np.conj(g)))
    return lu_solve(lu_and_piv, g, 0 if trans else 2)


def lu_solve_adjoint(g: Any, lu: Any, piv: Any, trans: int, y: Any) -> Any:
    """Return the adjoint of lu in y = scipy.linalg.lu_solve((lu, piv), b, trans)."""
    w, x = columns_of(lu_solve_back(g, (lu, piv), trans)), columns_of(y)
    whole = -x @ adjugate(w) if trans == 2 else -np.conj(x) @ w.T if trans else -w @ adjugate(x)
    product = whole[pivoted(piv)]
    found = np.tril(product @ adjugate(np.triu(lu)), -1) + np.triu(adjugate(unit_lower(lu)) @ product)
    return unbroadcast(found, lu)


def thin(a: Any, y: Any) -> Any:
    """Return those columns and rows of the factors y of a, as scipy.linalg.qr found them, that have a derivative."""
    rank = min(np.shape(a))
    upper = y[-1][:rank]
    if len(y) > 2 or (len(y) == 2 and isinstance(y[1], np.ndarray) and y[1].ndim == 1):
        raise ValueError("scipy.linalg.qr has a derivative without pivoting only")
    left = y[0][:, :rank] if len(y) == 2 else np.linalg.qr(a)[0]
    return left, upper


def full_qr_tangent(g: Any, a: Any, y: Any) -> Any:
    """Return the tangents of y = scipy.linalg.qr(a, mode): nan for columns of q that are not determined."""
    found = qr_tangent(g, thin(a, y))
    wider = [np.full_like(y[0], np.nan), np.zeros_like(y[1])] if len(y) == 2 else [np.zeros_like(y[0])]
    if len(y) == 2:
        wider[0][:, : np.shape(found[0])[1]] = found[0]
    wider[-1][: len(found[1])] = found[1]
    return tuple(wider)


def full_qr_adjoint(g: Any, a: Any, y: Any) -> Any:
    """Return the adjoint of a in y = scipy.linalg.qr(a, mode); g has those of the factors."""
    left, upper = thin(a, y)
    rank = len(upper)
    if len(y) == 2 and np.any(g[0][:, rank:]):
        raise ValueError("qr of a tall matrix: only the first columns of q have a derivative")
    return qr_adjoint((g[0][:, :rank] if len(y) == 2 else np.zeros_like(left), g[-1][:rank]), (left, upper), a)


# ---------------------------------------------------------------- pencils: a v = w b v, where v^H b v = 1
def pencil_tangent(ga: Any, gb: Any, w: Any, v: Any) -> Any:
    """Return the tangents of w, v = scipy.linalg.eigh(a, b) for hermitian tangents, None for none."""
    inner = 0.0 if ga is None else adjugate(v) @ ga @ v
    if gb is None:
        return np.real(diagonals(inner)), v @ by_gaps(inner, w)
    other = adjugate(v) @ gb @ v
    inner = inner - other * w
    return np.real(diagonals(inner)), v @ (by_gaps(inner, w) - 0.5 * on_diagonal(diagonals(other)))


def pencil_adjoint(g: Any, w: Any, v: Any, second: bool) -> Any:
    """Return the adjoint of a, or else of b, in w, v = scipy.linalg.eigh(a, b); g has those of w and v."""
    turn = adjugate(v) @ g[1]
    inner = on_diagonal(g[0]) + by_gaps(turn, w)
    if second:
        inner = -inner * w - 0.5 * on_diagonal(diagonals(turn))
    return v @ inner @ adjugate(v)


def some_pencil_tangent(ga: Any, gb: Any, some: Any, every: Any) -> Any:
    """Return the tangents of some values and vectors of a pencil, of which `every` has all; see `pencil_tangent`."""
    w, v = some
    change = 0.0 if ga is None else ga @ v
    if gb is not None:
        change = change - gb @ v * w
    turn = adjugate(every[1]) @ change
    own = own_places(every[0], w)
    step = every[1] @ (turn * (1 - own) / (w - np.expand_dims(every[0], -1) + own))
    if gb is not None:
        step = step - 0.5 * v * np.sum(np.conj(v) * (gb @ v), axis=0)
    return np.real(np.sum(np.conj(v) * change, axis=0)), step


def some_pencil_adjoint(g: Any, some: Any, every: Any, second: bool) -> Any:
    """Return the adjoint of a, or else of b, in some values and vectors of a pencil, of which `every` has all."""
    w, v = some
    own = own_places(every[0], w)
    turn = adjugate(every[1]) @ g[1] * (1 - own) / (w - np.expand_dims(every[0], -1) + own)
    found = v * g[0] + every[1] @ turn
    if second:
        found = -found * w - 0.5 * v * np.real(np.sum(np.conj(v) * g[1], axis=0))
    return found @ adjugate(v)


# ---------------------------------------------------------------- polar decomposition of matrices no wider than tall
def polar_tangent(g: Any, u: Any, p: Any) -> Any:
    """Return the tangents of u, p = scipy.linalg.polar(a) for the tangent g of a."""
    from scipy.linalg import solve_sylvester

    inner = adjugate(u) @ g
    turn = solve_sylvester(p, p, inner - adjugate(inner))
    across = 0.0 if _is_square(u) else adjugate(np.linalg.solve(p, adjugate(g - u @ inner)))
    return u @ turn + across, inner - turn @ p


def polar_adjoint(gu: Any, gp: Any, u: Any, p: Any) -> Any:
    """Return the adjoint of a in u, p = scipy.linalg.polar(a)."""
    from scipy.linalg import solve_sylvester

    turn = solve_sylvester(p, p, adjugate(u) @ gu - gp @ p)
    across = 0.0 if _is_square(u) else adjugate(np.linalg.solve(p, adjugate(gu - u @ (adjugate(u) @ gu))))
    return u @ (gp + turn - adjugate(turn)) + across


def _is_square(u: Any) -> bool:
    """Return whether the unitary factor of a matrix is square; that of a wide one has no rule."""
    m, n = np.shape(u)
    if m < n:
        raise ValueError("scipy.linalg.polar has a derivative for matrices that are no wider than tall: give a.T")
    return bool(m == n)


# ---------------------------------------------------------------- functions of matrices
def second_frechet(a: Any, e: Any, f: Any) -> Any:
    """Return the second derivative of the exponential of a, in the directions e and f."""
    from scipy.linalg import expm

    return upper_block(upper_block(expm(with_block(with_block(a, e), np.kron(np.eye(2), f)))))


# ---------------------------------------------------------------- matrices kept by their diagonals
def bands_of(x: Any, y: Any, below: int, above: int) -> Any:
    """Return the diagonals of the product of a column x and a row y, or of the sums of such, as a banded matrix."""
    x, y = columns_of(x), columns_of(y)
    n = len(x)
    rows = []
    for k in range(above, -below - 1, -1):
        products = np.sum(x[max(-k, 0) : n - max(k, 0)] * y[max(k, 0) : n - max(-k, 0)], axis=-1)
        rows.append(np.concatenate((np.zeros(min(max(k, 0), n)), products, np.zeros(min(max(-k, 0), n)))))
    return np.stack(rows)


def bands_turned(ab: Any, below: int, above: int) -> Any:
    """Return the transpose of a banded matrix of `below` and `above` diagonals, as a banded matrix."""
    rows = [_moved(ab[above - k], k) for k in range(-below, above + 1)]
    return np.stack(rows)


def _moved(row: Any, k: int) -> Any:
    zeros = np.zeros_like(row[: abs(k)])
    return np.concatenate((row[k:], zeros)) if k >= 0 else np.concatenate((zeros, row[:k]))


def bands_times(ab: Any, x: Any, below: int, above: int) -> Any:
    """Return the product of a banded matrix with a vector, or with columns."""
    n = np.shape(ab)[1]
    found = np.zeros_like(x)
    for k in range(-below, above + 1):
        band = ab[above - k][max(k, 0) : n - max(-k, 0)]
        part = x[max(k, 0) : n - max(-k, 0)]
        found[max(-k, 0) : n - max(k, 0)] += band * part if np.ndim(x) == 1 else np.expand_dims(band, -1) * part
    return found


def both_halves(ab: Any, lower: bool) -> Any:
    """Return the banded matrix that scipy.linalg.solveh_banded sees: half of the diagonals of a hermitian one."""
    if lower:
        return np.concatenate((np.conj(bands_turned(ab, len(ab) - 1, 0)[:-1]), np.real(ab[:1]), ab[1:]))
    return np.concatenate((ab[:-1], np.real(ab[-1:]), np.conj(bands_turned(ab, 0, len(ab) - 1)[1:])))


def half_of_bands(whole: Any, lower: bool) -> Any:
    """Return the adjoint of ab in `both_halves(ab, lower)`, in its shape."""
    n = len(whole) // 2
    turned = np.conj(bands_turned(whole, n, n))
    both = np.concatenate((whole[:n] + turned[:n], np.real(whole[n : n + 1]), whole[n + 1 :] + turned[n + 1 :]))
    return both[n:] if lower else both[: n + 1]


# ---------------------------------------------------------------- systems of Toeplitz and circulant matrices
def toeplitz_solve_back(g: Any, c_or_cr: Any) -> Any:
    """Return the adjoint of b in scipy.linalg.solve_toeplitz(c_or_cr, b): solved with the conjugate transpose."""
    from scipy.linalg import solve_toeplitz

    if isinstance(c_or_cr, tuple):
        c, r = c_or_cr
        return solve_toeplitz((np.conj(np.append(c[:1], r[1:])), np.conj(c)), g)
    return solve_toeplitz(np.append(np.conj(c_or_cr[:1]), c_or_cr[1:]), g)


def toeplitz_solve_adjoint(g: Any, y: Any, c: Any, r: Any, first: bool) -> Any:
    """Return the adjoint of c, or else of r, in y = scipy.linalg.solve_toeplitz((c, r), b), in its shape."""
    w = toeplitz_solve_back(g, c if r is None else (c, r))
    return toeplitz_adjoint(-columns_of(w) @ adjugate(columns_of(y)), c, r, first)


def first_row(c: Any) -> Any:
    """Return the first row of the circulant matrix whose first column is c."""
    return np.roll(np.flip(c), 1)


# ---------------------------------------------------------------- matrices made of vectors
def hankel_adjoint(g: Any, c: Any, r: Any, first: bool) -> Any:
    """Return the adjoint of c, or else of r, in scipy.linalg.hankel(c, r), in its shape."""
    rows, columns = np.indices(np.shape(g))
    place = rows + columns
    n = np.size(c)
    if first:
        return scatter(g, np.where(place < n, place, -1), c)
    return scatter(g, np.where(place >= n, place - n + 1, -1), r)
