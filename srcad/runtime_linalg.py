"""Helpers of generated code for products of vectors and matrices, and for np.linalg.

Formulas: M. Giles, "An extended collection of matrix derivative results for forward and reverse mode AD" (2008); for
cholesky, I. Murray, "Differentiation of the Cholesky decomposition" (2016). `_left` and `_right` are adjoints of the
first and the second operand; each has that operand's shape, whatever was broadcast.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np

from .runtime_axes import from_last, to_last
from .runtime_shape import unbroadcast
from .runtime_values import over, share


def _turned(x: Any) -> Any:
    """Return an array with its last two axes swapped, or a sparse matrix turned."""
    return np.swapaxes(x, -1, -2) if isinstance(x, np.ndarray) else x.T


# ---------------------------------------------------------------- products
def matmul_left(g: Any, a: Any, b: Any) -> Any:
    """Return the adjoint of a in a @ b, in a's shape."""
    if b.ndim == 1:
        return unbroadcast(np.expand_dims(g, -1) * b, a)
    if a.ndim == 1:
        return unbroadcast((b @ np.expand_dims(g, -1))[..., 0], a)
    return unbroadcast(g @ _turned(b), a)


def matmul_right(g: Any, a: Any, b: Any) -> Any:
    """Return the adjoint of b in a @ b, in b's shape."""
    if a.ndim == 1 and b.ndim == 1:
        return unbroadcast(np.expand_dims(g, -1) * a, b)
    if a.ndim == 1:
        return unbroadcast(np.expand_dims(a, -1) * np.expand_dims(g, -2), b)
    if b.ndim == 1:
        return unbroadcast((_turned(a) @ np.expand_dims(g, -1))[..., 0], b)
    return unbroadcast(_turned(a) @ g, b)


def dot_left(g: Any, a: Any, b: Any) -> Any:
    """Return the adjoint of a in np.dot(a, b), in a's shape."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return unbroadcast(g * b, a)
    if b.ndim == 1:
        return np.expand_dims(g, -1) * b
    kept = a.ndim - 1
    return np.tensordot(g, np.moveaxis(b, -2, 0), (tuple(range(kept, g.ndim)), tuple(range(1, b.ndim))))


def dot_right(g: Any, a: Any, b: Any) -> Any:
    """Return the adjoint of b in np.dot(a, b), in b's shape."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return unbroadcast(g * a, b)
    axes = tuple(range(a.ndim - 1))
    found = np.tensordot(a, g, (axes, axes))
    return found if b.ndim == 1 else np.moveaxis(found, 0, -2)


def inner_left(g: Any, a: Any, b: Any) -> Any:
    """Return the adjoint of a in np.inner(a, b), in a's shape."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return unbroadcast(g * b, a)
    return np.tensordot(g, b, (tuple(range(a.ndim - 1, np.ndim(g))), tuple(range(b.ndim - 1))))


def inner_right(g: Any, a: Any, b: Any) -> Any:
    """Return the adjoint of b in np.inner(a, b), in b's shape."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return unbroadcast(g * a, b)
    axes = tuple(range(a.ndim - 1))
    return np.tensordot(g, a, (axes, axes))


def cross_left(g: Any, a: Any, b: Any, axisa: int, axisb: int, axisc: int, axis: Any) -> Any:
    """Return the adjoint of a in np.cross(a, b, axisa, axisb, axisc, axis), in a's shape."""
    axisa, axisb, axisc = (axisa, axisb, axisc) if axis is None else (axis, axis, axis)
    found = np.cross(np.moveaxis(b, axisb, -1), np.moveaxis(g, axisc, -1))
    return np.moveaxis(unbroadcast(found, np.moveaxis(a, axisa, -1)), -1, axisa)


def cross_right(g: Any, a: Any, b: Any, axisa: int, axisb: int, axisc: int, axis: Any) -> Any:
    """Return the adjoint of b in np.cross(a, b, axisa, axisb, axisc, axis), in b's shape."""
    return cross_left(-g, b, a, axisb, axisa, axisc, axis)


def kron_left(g: Any, a: Any, b: Any) -> Any:
    """Return the adjoint of a in np.kron(a, b), in a's shape."""
    pairs, _, right = _kron_shapes(np.shape(a), np.shape(b))
    blocks = np.reshape(g, pairs) * np.reshape(b, right)
    return np.reshape(np.sum(blocks, axis=tuple(range(1, len(pairs), 2))), np.shape(a))


def kron_right(g: Any, a: Any, b: Any) -> Any:
    """Return the adjoint of b in np.kron(a, b), in b's shape."""
    pairs, left, _ = _kron_shapes(np.shape(a), np.shape(b))
    blocks = np.reshape(g, pairs) * np.reshape(a, left)
    return np.reshape(np.sum(blocks, axis=tuple(range(0, len(pairs), 2))), np.shape(b))


def _kron_shapes(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[list[int], list[int], list[int]]:
    """Return the shape (a0, b0, a1, b1, ...) of the blocks of np.kron, and shapes of a and b that fit it."""
    rank = max(len(a), len(b))
    a = (1,) * (rank - len(a)) + a
    b = (1,) * (rank - len(b)) + b
    pairs = [n for pair in zip(a, b, strict=True) for n in pair]
    return pairs, [n for m in a for n in (m, 1)], [n for m in b for n in (1, m)]


def tensordot_left(g: Any, a: Any, b: Any, axes: Any) -> Any:
    """Return the adjoint of a in np.tensordot(a, b, axes), in a's shape."""
    summed_a, summed_b = _tensordot_axes(np.ndim(a), np.ndim(b), axes)
    free_a = [i for i in range(np.ndim(a)) if i not in summed_a]
    free_b = [i for i in range(np.ndim(b)) if i not in summed_b]
    found = np.tensordot(g, b, (list(range(len(free_a), np.ndim(g))), free_b))
    order = free_a + [summed_a[summed_b.index(i)] for i in sorted(summed_b)]  # the axes of a that those of `found` are
    return np.transpose(found, [order.index(i) for i in range(len(order))])


def tensordot_right(g: Any, a: Any, b: Any, axes: Any) -> Any:
    """Return the adjoint of b in np.tensordot(a, b, axes), in b's shape."""
    summed_a, summed_b = _tensordot_axes(np.ndim(a), np.ndim(b), axes)
    free_a = [i for i in range(np.ndim(a)) if i not in summed_a]
    free_b = [i for i in range(np.ndim(b)) if i not in summed_b]
    found = np.tensordot(a, g, (free_a, list(range(len(free_a)))))
    order = [summed_b[summed_a.index(i)] for i in sorted(summed_a)] + free_b
    return np.transpose(found, [order.index(i) for i in range(len(order))])


def _tensordot_axes(rank_a: int, rank_b: int, axes: Any) -> tuple[list[int], list[int]]:
    """Return the axes of a and of b that np.tensordot sums over, in pairs."""
    if isinstance(axes, int):
        return list(range(rank_a - axes, rank_a)), list(range(axes))
    left, right = ([part] if isinstance(part, int) else list(part) for part in axes)
    return [i % rank_a for i in left], [i % rank_b for i in right]


# ---------------------------------------------------------------- einsum: the adjoint is another einsum
def einsum_adjoint(g: Any, subscripts: str, operands: Any, k: int) -> Any:
    """Return the adjoint of the k-th operand in np.einsum(subscripts, *operands), in its shape."""
    x = operands[k]
    backward, alone, twice = einsum_backward(subscripts, tuple([np.ndim(operand) for operand in operands]), k)
    rest = [operand for i, operand in enumerate(operands) if i != k]
    ones = [np.ones(np.shape(x)[axis], dtype=np.result_type(x)) for axis in alone]
    eyes = [np.eye(np.shape(x)[axis], dtype=np.result_type(x)) for axis in twice]
    return unbroadcast(np.einsum(backward, g, *rest, *ones, *eyes), x)


def exchanged(operands: Any, k: int, g: Any) -> Any:
    """Return a tuple of operands with g in place of the k-th."""
    return tuple([g if i == k else x for i, x in enumerate(operands)])


@lru_cache(maxsize=256)
def einsum_backward(subscripts: str, ranks: tuple[int, ...], k: int) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
    """Return the subscripts of the einsum that gives the adjoint of the k-th operand, for operands of the given ranks.

    Its operands are g, the others, then a vector of ones for each axis of the k-th whose index nothing else has, and an
    identity matrix for each axis that repeats an index; the second and third results are these axes.

        einsum_backward("ij,jk->ik", (2, 2), 0)     ("ik,jk->ij", (), ())
        einsum_backward("ii->i", (2,), 0)           ("i,ia->ia", (), (1,))
    """
    inputs, output = _einsum_labels(subscripts.replace(" ", ""), ranks)
    used = set("".join(inputs) + output)
    fresh = iter([c for c in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" if c not in used])
    parts = [output] + [labels for i, labels in enumerate(inputs) if i != k]
    known = set("".join(parts))
    target, alone, twice, eyes = "", [], [], []
    for axis, label in enumerate(inputs[k]):
        if label in target:
            other = next(fresh)
            eyes.append(label + other)
            twice.append(axis)
            target += other
            continue
        target += label
        if label not in known:
            alone.append(axis)
    parts += [inputs[k][axis] for axis in alone] + eyes
    return ",".join(parts) + "->" + target, tuple(alone), tuple(twice)


def _einsum_labels(subscripts: str, ranks: tuple[int, ...]) -> tuple[list[str], str]:
    """Return the indices of each operand and of the result, an ellipsis written out in letters that are free."""
    left, arrow, output = subscripts.partition("->")
    inputs = left.split(",")
    free = [c for c in "ZYXWVUTSRQPONMLKJIHGFEDCBAzyxwvutsrqponmlkjihgfedcba" if c not in subscripts]
    widths = [rank - len(labels.replace("...", "")) for labels, rank in zip(inputs, ranks, strict=True)]
    widest = max([width for labels, width in zip(inputs, widths, strict=True) if "..." in labels], default=0)
    dots = "".join(free[:widest])
    written = [
        labels.replace("...", dots[widest - width :]) for labels, width in zip(inputs, widths, strict=True)
    ]  # an ellipsis of fewer axes has the last ones
    if arrow:
        return written, output.replace("...", dots)
    letters = "".join(inputs).replace(".", "")
    return written, dots + "".join(sorted({c for c in letters if letters.count(c) == 1}))


# ---------------------------------------------------------------- norms
def norm_slope(x: Any, y: Any, ord: Any, axis: Any) -> Any:
    """Return the derivative of y = np.linalg.norm(x, ord, axis), in x's shape; y broadcasts against x. At 0 it is 0."""
    if axis is None:
        axis = (0, 1) if np.ndim(x) == 2 else 0
    if isinstance(axis, tuple) and len(axis) == 1:
        axis = axis[0]
    if not isinstance(axis, tuple):
        return _vector_norm_slope(x, y, ord, axis)
    if ord is None or ord == "fro":
        return over(x, y)
    rows, columns = axis
    if ord in (1, -1, math.inf, -math.inf):  # y may be a sum in another order, as of LAPACK's
        summed, other = (rows, columns) if ord in (1, -1) else (columns, rows)
        sums = np.sum(np.abs(x), axis=summed, keepdims=True)
        found = np.max(sums, axis=other, keepdims=True) if ord > 0 else np.min(sums, axis=other, keepdims=True)
        return np.sign(x) * share(sums, found, other)
    u, _, vh = np.linalg.svd(np.moveaxis(x, axis, (-2, -1)), full_matrices=False)
    if ord == "nuc":
        found = u @ vh
    elif ord == 2:
        found = np.expand_dims(u[..., :, 0], -1) * np.expand_dims(vh[..., 0, :], -2)
    else:
        found = np.expand_dims(u[..., :, -1], -1) * np.expand_dims(vh[..., -1, :], -2)
    return np.moveaxis(found, (-2, -1), axis)


def _vector_norm_slope(x: Any, y: Any, ord: Any, axis: int) -> Any:
    """Return the derivative of a vector norm along an axis; see `norm_slope`."""
    if ord is None or ord == 2:
        return over(x, y)
    size = np.abs(x)
    if ord in (math.inf, -math.inf):
        return np.sign(x) * share(size, y, axis)
    if ord == 0:
        return np.zeros_like(x)
    if ord == 1:
        return np.sign(x)
    return np.sign(x) * over(size ** (ord - 1), y ** (ord - 1))


def vector_slope(x: Any, y: Any, ord: Any, axis: Any) -> Any:
    """Return the derivative of y = np.linalg.vector_norm(x, ord, axis), in x's shape; y broadcasts against x."""
    if ord == 2:
        return over(x, y)
    return from_last(_vector_norm_slope(to_last(x, axis), to_last(y, axis), ord, -1), x, axis)


# ---------------------------------------------------------------- systems of equations
def solve_columns(a: Any, right: Any, b: Any) -> Any:
    """Return the solution for a right-hand side that is a vector (..., n) where b is one, else (..., n, k)."""
    if b.ndim == 1:
        return np.linalg.solve(a, np.expand_dims(right, -1))[..., 0]
    return np.linalg.solve(a, right)


def matmul_columns(m: Any, x: Any, b: Any) -> Any:
    """Return m @ x, for an x that is a vector (..., n) where b is one, else of columns (..., n, k)."""
    return (m @ np.expand_dims(x, -1))[..., 0] if b.ndim == 1 else m @ x


def solve_left(g: Any, a: Any, b: Any, y: Any) -> Any:
    """Return the adjoint of a in y = np.linalg.solve(a, b), in a's shape."""
    w = solve_columns(_turned(a), g, b)
    if b.ndim == 1:
        return unbroadcast(-np.expand_dims(w, -1) * np.expand_dims(y, -2), a)
    return unbroadcast(-(w @ _turned(y)), a)


def solve_right(g: Any, a: Any, b: Any) -> Any:
    """Return the adjoint of b in np.linalg.solve(a, b), in b's shape."""
    return unbroadcast(solve_columns(_turned(a), g, b), b)


# ---------------------------------------------------------------- determinants
def cofactors(a: Any, y: Any) -> Any:
    """Return the derivative of y = np.linalg.det(a), in a's shape (..., n, n): its cofactors, singular or not."""
    if np.all(y):
        return np.expand_dims(y, (-2, -1)) * _turned(np.linalg.inv(a))
    u, s, vh = np.linalg.svd(a)
    sign = np.expand_dims(np.linalg.det(u) * np.linalg.det(vh), (-2, -1))
    ones = np.where(np.eye(s.shape[-1], dtype=bool), 1.0, np.expand_dims(s, -2))  # row i: all but the i-th
    return sign * (np.conj(u) @ (np.expand_dims(np.prod(ones, axis=-1), -1) * np.conj(vh)))


def cofactors_slope(g: Any, a: Any) -> Any:
    """Return the tangent of the cofactors of a for the tangent g of a, both (..., n, n), and as well the adjoint."""
    y = np.linalg.det(a)
    if np.all(y):
        inverse = _turned(np.linalg.inv(a))
        trace = np.sum(inverse * g, axis=(-2, -1), keepdims=True)
        return np.expand_dims(y, (-2, -1)) * (trace * inverse - inverse @ _turned(g) @ inverse)
    return singular_slope(g, a)


def singular_slope(g: Any, a: Any) -> Any:
    """Return what `cofactors_slope` does, for matrices that may be singular: by singular values."""
    u, s, vh = np.linalg.svd(a)
    n = s.shape[-1]
    eye = np.eye(n, dtype=bool)
    gone = eye[:, None, :] | eye[None, :, :]
    pairs = np.prod(np.where(gone, 1.0, s[..., None, None, :]), axis=-1) * ~eye  # products of all but two
    sign = np.expand_dims(np.linalg.det(u) * np.linalg.det(vh), (-2, -1))
    inner = np.conj(_turned(u)) @ g @ np.conj(_turned(vh))
    on = pairs @ np.expand_dims(np.diagonal(inner, axis1=-2, axis2=-1), -1)
    return sign * (np.conj(u) @ (on * eye - _turned(inner) * pairs) @ np.conj(vh))


def slogdet_tangent(g: Any, a: Any, y: Any) -> Any:
    """Return the tangents of the sign and the logarithm of y = np.linalg.slogdet(a)."""
    change = np.sum(_turned(np.linalg.inv(a)) * g, axis=(-2, -1))
    return y[0] * (change - np.real(change)), np.real(change)


def slogdet_adjoint(g: Any, a: Any, y: Any) -> Any:
    """Return the adjoint of a in y = np.linalg.slogdet(a), in a's shape; g has those of sign and logarithm."""
    factor = g[1]
    if np.iscomplexobj(a):
        factor = factor - 1j * np.imag(np.conj(g[0]) * y[0])
    return np.expand_dims(factor, (-2, -1)) * np.conj(_turned(np.linalg.inv(a)))


# ---------------------------------------------------------------- Cholesky factors
def cholesky_tangent(g: Any, y: Any) -> Any:
    """Return the tangent of y = np.linalg.cholesky(a) for the tangent g of a, whose lower triangle counts."""
    lower = np.tril(g, -1)
    change = lower + np.conj(_turned(lower)) + np.real(_diagonal(g))
    inner = np.linalg.solve(y, np.conj(_turned(np.linalg.solve(y, change))))
    return y @ (np.tril(inner, -1) + 0.5 * _diagonal(inner))


def cholesky_adjoint(g: Any, y: Any) -> Any:
    """Return the adjoint of a in y = np.linalg.cholesky(a), in a's shape: lower triangular, as what it reads."""
    upper = np.conj(_turned(y))
    inner = upper @ g
    inner = np.tril(inner, -1) + 0.5 * np.real(_diagonal(inner))
    s = np.linalg.solve(upper, np.conj(_turned(np.linalg.solve(upper, np.conj(_turned(inner))))))
    return np.tril(s + np.conj(_turned(s)), -1) + np.real(_diagonal(s))


def _diagonal(a: Any) -> Any:
    """Return a matrix with all but its diagonal put to 0, in a's shape (..., n, n)."""
    return a * np.eye(a.shape[-1], dtype=a.dtype)
