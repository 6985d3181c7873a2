"""Programs on arrays: every kind of index, broadcasting, reductions, products, joining, and linear algebra."""

import numpy as np
from numpy import linalg as la

from tests.programs.harness import definite, integers, normal, positive, row

GRID = np.linspace(0.1, 1.0, 5)
MASK = np.array([True, False, True, True, False])
PICKS = np.array([0, 2, 2, 4, 0])


def integer_index(p):
    return p[0] * p[2] + p[-1] ** 2 - p[-3] * p[0]


def computed_index(p, k):
    i = (2 * k + 1) % len(p)
    return p[i] * p[-i] + p[i - 1]


def two_integers(a):
    return a[0, 1] * a[1, -1] + a[-1, 0] ** 2


def row_and_column(a):
    return a[0] @ a[1] + a[:, 0] @ a[:, 1]


def chained_index(a):
    return a[0][1] * a[1][2] + a[:, 1][0]


def slices(p):
    return np.sum(p[1:4] * p[:3]) + np.sum(p[-2:]) * p[2:][0]


def slices_with_steps(p):
    return p[::2] * p[::-2] + p[0:6:3].sum()


def backward_slice(p):
    return p[::-1] * p + p[3:0:-1].sum()


def open_slice(a):
    return a[:] * a[:, :] + a[:, ::-1]


def corner(a):
    b = a[1:, :-1]
    return b * a[:-1, 1:] + b**2


def empty_slice(p):
    return np.sum(p[3:3]) + p[0] * p.sum()


def ellipsis(t):
    return t[..., 0] * t[0, ..., 1] + t[...].sum() * t[1, ...][..., 0]


def newaxis(p, q):
    return p[:, None] * q[None, :] + p[:, np.newaxis]


def newaxis_between(t):
    return np.sum(t[:, None, 0] * t[0][None])


def boolean_mask(p):
    return np.sum(p[MASK] ** 2) + p[~MASK].prod()


def mask_from_data(p):
    return np.sum(p[p > 0] ** 2) - np.sum(p[p <= 0])


def mask_of_matrix(a):
    return np.sum(a[a > 0.1] ** 3)


def mask_of_rows(a):
    keep = a[:, 0] > 0
    return np.sum(a[keep] ** 2) + np.sum(a[keep, 1])


def integer_array(p):
    return p[np.array([0, 3, 1])] * 2.0


def repeated_integers(p):
    return np.sum(p[PICKS] ** 2 * np.arange(5))


def integer_list(p):
    return p[[0, 0, 1]] * p[[1, 2, 2]]


def two_integer_arrays(a, i, j):
    return np.sum(a[i, j] ** 2 * np.arange(1, len(i) + 1))


def integer_array_and_slice(a):
    return a[[0, 0, 1], 1:] * a[1, [2, 1]]


def integer_matrix(p):
    return p[np.array([[0, 1], [2, 0]])] @ np.array([1.0, 2.0])


def outer_index(a):
    return a[np.ix_([0, 1], [2, 0])] ** 2


def taken(a):
    return np.take(a, [1, 1, 0], axis=1) * np.take(a, 2)


def index_from_argmax(a):
    i = np.argmax(a[0])
    best = a[:, i]
    return best @ best * a[np.argmin(a[:, 0]), 0]


def sorted_values(p):
    q = np.sort(p)
    return q * np.arange(len(p)) + p[np.argsort(p)][::-1]


def gathered(logits, labels):
    rows = np.arange(len(labels))
    return -np.mean(logits[rows, labels] - np.log(np.sum(np.exp(logits), axis=1)))


def diagonal_parts(a):
    return np.diag(a) * np.diag(a, 1).sum() + np.trace(a)


def diagonal_made(p):
    return np.diag(p) @ np.diag(p, k=0) + np.diag(p[:-1], 1)


def triangles(a):
    return np.tril(a) @ np.triu(a, 1)


def broadcast_scalar(x, a):
    return x * a + a / x - (x - a) ** 2


def broadcast_row(a, b):
    return (a + b) * b - a / b


def broadcast_column(a, c):
    return a * c + c


def broadcast_both(c, r):
    return np.exp(-((c - r) ** 2)) * r


def broadcast_power(a, p):
    return a**p


def broadcast_ranks(t, a, p, x):
    return t * a + p - x * t


def broadcast_where(p, x, a):
    return np.where(a > 0, p, x) * a


def broadcast_maximum(a, p):
    return np.maximum(a, p) * np.minimum(a, 0.3) + np.maximum(p, 0.1)


def broadcast_explicit(p):
    return np.broadcast_to(p, (3, len(p))) * np.arange(3.0)[:, None]


def broadcast_in_steps(p, x):
    y = x
    y = y + p
    y = y * p[:, None]
    return y - x


def centred(a):
    return (a - a.mean(axis=0)) / a.std(axis=0)


def softmax_rows(a):
    e = np.exp(a - np.max(a, axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def rank_zero(x):
    return x * x + np.sin(x)


def rank_zero_from_array(a):
    total = np.sum(a)
    return np.asarray(total) * a[0] + np.array(a[1])[()] ** 2


def sums(a):
    return np.sum(a) + np.sum(a, axis=0)[1] * np.sum(a, axis=-1, keepdims=True)[0, 0] + a.sum(0) @ a.sum(0)


def sums_of_axes(t):
    return np.sum(t, axis=(0, 2)) * t.sum(axis=(-1, -2))[0]


def means(a):
    return np.mean(a**2) * a.mean(1) + np.average(a, axis=0, weights=[1.0, 3.0])[0]


def variances(a):
    return np.var(a) + np.std(a, axis=0) + np.var(a, axis=0, ddof=1)


def products(a):
    return np.prod(a) + a.prod(axis=0)


def extremes(a):
    return np.max(a) * np.min(a, axis=0) + a.max(axis=1)[0] - np.ptp(a)


def norms(a):
    return la.norm(a) + la.norm(a[0]) * la.norm(a, axis=1) + la.norm(a[:, 0], 1)


def cumulative(p):
    return np.cumsum(p) * p + np.cumprod(1 + 0.1 * p)


def cumulative_axis(a):
    return np.cumsum(a, axis=1) * np.cumsum(a, axis=0) + np.cumsum(a)[:3]


def differences(p):
    return np.diff(p) ** 2 + np.diff(p, n=2)[0]


def weighted_average(p, w):
    return np.average(p, weights=w)


def logsumexp(a):
    m = a.max()
    return m + np.log(np.sum(np.exp(a - m)))


def vector_dot(p, q):
    return p @ q * (p @ p)


def matrix_vector(a, p):
    return a @ p


def vector_matrix(p, a):
    return p @ a


def matrix_matrix(a, b):
    return a @ b


def batched(t, u):
    return t @ u


def batched_broadcast(t, a):
    return t @ a


def batched_vector(t, p):
    return np.matmul(t, p)


def dots(a, b, p):
    return np.dot(a, b) @ p + np.dot(p, p) + np.dot(a, p[0]).sum()


def quadratic_form(a, p):
    return p @ a @ p + np.vdot(p, p) + np.inner(p, a[0])


def outer_products(p, q):
    return np.outer(p, q) + np.multiply.outer(p, q) ** 2


def kronecker(a, b):
    return np.kron(a, b)


def tensor_dot(t, a):
    return np.tensordot(t, a, axes=([2], [0])) + np.tensordot(t, a, axes=1)


def einsum_product(a, b):
    return np.einsum("ij,jk->ik", a, b)


def einsum_trace(a, b):
    return np.einsum("ij,ij->", a, b) + np.einsum("ii", a[:, :2])


def einsum_batch(t, p):
    return np.einsum("bij,j->bi", t, p) * np.einsum("bij->b", t)[:, None]


def einsum_three(a, b, p):
    return np.einsum("ij,jk,k->i", a, b, p)


def einsum_outer(p, q):
    return np.einsum("i,j->ij", p, q) - np.einsum("i,i->i", p, p)[:, None]


def transposed(a):
    return a.T @ a + np.transpose(a) @ a


def transposed_axes(t):
    return np.transpose(t, (2, 0, 1)) * t.swapaxes(0, 2).sum() + np.moveaxis(t, -1, 0)


def reshaped(a):
    return a.reshape(3, 2) @ np.reshape(a, (2, -1)) + a.reshape(-1)[0]


def flattened(a):
    return a.ravel() * a.flatten()[::-1] + a.reshape(-1)


def squeezed(a):
    return np.squeeze(a[:1]) * np.expand_dims(a[0], 0)


def rolled(p):
    return np.roll(p, 1) * p - np.roll(p, -1)


def flipped(a):
    return np.flip(a, axis=1) * a + np.flipud(a) + np.fliplr(a) + np.rot90(a[:, :2])[0, 0]


def repeated(p):
    return np.repeat(p, 2) * np.tile(p, 2)


def concatenated(p, q, x):
    r = np.concatenate([p, q * 2, np.array([x, x * x])])
    return r * np.arange(1.0, len(r) + 1)


def concatenated_axis(a, b):
    return np.concatenate((a, b), axis=1) @ np.concatenate([a.T, b.T])


def stacked(p, q):
    return np.stack([p, q, p * q]) @ np.stack((p, q), axis=1)


def stacked_h_v(p, q):
    return np.hstack([p, q]).sum() * np.vstack([p, q]) + np.column_stack([p, q]).T


def split_up(p):
    a, b = np.split(p, 2)
    c, d, e = np.array_split(p, 3)
    return np.sum(a * b) + c[0] * d[0] * e[0]


def parts_used_whole_twice(p):
    parts = np.split(p, 3)
    return np.sum(np.stack(parts) ** 2) + np.sum(np.concatenate(parts)[1:] * 3) + parts[0][0]


def lists_for_arrays(x, y):
    return np.sum([x, y * x]) * np.linalg.norm([x, y]) + np.dot([x, y], [2.0, y]) + np.max((x, y))


def padded(p):
    return np.pad(p, (1, 2)) ** 2 + np.pad(p, 1, mode="constant", constant_values=0.5).sum()


def array_from_scalars(x, y):
    return np.array([x, y, x * y]) ** 2


def matrix_from_scalars(x, y):
    r = np.array([[np.cos(x), -np.sin(x)], [np.sin(x), np.cos(x)]])
    return r @ np.array([y, 1.0])


def filled(x, n):
    return np.full(n, x) * np.arange(n) + np.ones(n) * x + np.zeros((2, n)) + x * np.eye(n)[0]


def full_like(p, x):
    return np.full_like(p, x) * p + np.ones_like(p) + np.zeros_like(p)


def spaced(a, b):
    return np.linspace(a, b, 5) ** 2


def where_nested(p):
    return np.where(p > 0.5, p**2, np.where(p < -0.5, -p, p * 0.1))


def where_with_bad_branch(p):
    return np.where(p > 0, np.sqrt(np.abs(p)), p)


def where_safe(p):
    safe = np.where(p > 0, p, 1.0)
    return np.where(p > 0, np.log(safe), 0.0)


def where_unsafe(p):
    return np.where(p > 0, np.log(p), p)


def clipped(p):
    return np.clip(p, -0.5, 0.5) * p + p.clip(0.1, None)


def selected(p):
    return np.select([p < -0.3, p < 0.4], [p**2, 2 * p], default=p**3)


def masked_by_product(p):
    return (p > 0) * p**2 + (p <= 0) * p


def absolute(p):
    return np.abs(p) + np.sign(p) * p**2 + np.fabs(p) * 2


def elementwise_zoo(p):
    return np.sin(p) + np.exp(-p) * np.log1p(p) + np.sqrt(p) - np.tanh(p) / np.cosh(p) + np.arctan(p) * np.cbrt(p)


def elementwise_of_two(p, q):
    return np.arctan2(p, q) + np.hypot(p, q) + np.logaddexp(p, q) + np.power(p, q) + np.true_divide(p, q)


def exponentials(p):
    return np.exp2(p) + np.expm1(p) * np.log2(p) + np.log10(p) + np.square(p) + np.reciprocal(p)


def solved(a, b):
    return la.solve(a, b)


def solved_for_matrix(a, b):
    return la.solve(a, b) @ np.ones(2)


def inverted(a):
    return la.inv(a) @ a[0]


def determinant(a):
    return la.det(a) * a[0, 0]


def log_determinant(a):
    sign, value = la.slogdet(a)
    return sign * value


def cholesky_factor(a):
    s = (a + a.T) / 2
    return np.log(np.diag(la.cholesky(s))).sum()


def eigenvalues(a):
    s = (a + a.T) / 2
    w, v = la.eigh(s)
    return np.sum(np.log(w)) + w[-1] ** 2


def least_squares(x, y):
    return la.solve(x.T @ x, x.T @ y)


def ridge(x, y, strength):
    n = x.shape[1]
    w = la.solve(x.T @ x + strength * np.eye(n), x.T @ y)
    r = y - x @ w
    return r @ r / len(y)


def methods(a):
    return a.sum(axis=0) * a.mean() + a.dot(a[0]).max() - a.T.ravel()[1] + a.min() * a.prod() + a.std()


def more_methods(a):
    b = a.copy().reshape((3, 2)).transpose()
    return b.astype(float).cumsum() * b.flatten() + b.trace() - b.squeeze().clip(-1, 1).sum()


def attributes(a):
    n, m = a.shape
    return a * n / m + a.size - a.ndim * a.T.shape[0] * a


def as_array(p):
    return np.asarray(p) * np.array(p) + np.asarray(p, dtype=float) * np.copy(p) + np.atleast_1d(p[0])


def from_list_argument(items):
    return np.sum(np.array(items) ** 2)


def from_nested_list(items):
    m = np.array(items)
    return m @ m.T


def meshed(p, q):
    x, y = np.meshgrid(p, q)
    return np.sum(np.sin(x) * y)


def vectorised_distance(x, y):
    d2 = np.sum((x[:, None, :] - y[None, :, :]) ** 2, axis=-1)
    return np.sqrt(d2 + 0.1)


def polynomial(c, x):
    return np.polyval(c, x)


def convolution(p, k):
    n = len(p) - len(k) + 1
    total = np.zeros(n)
    for j in range(len(k)):
        total = total + k[len(k) - 1 - j] * p[j : j + n]
    return total


def interpolated(y):
    return np.interp(np.array([0.15, 0.5, 0.77]), GRID, y)


def trapezoid(y):
    return np.trapezoid(y, GRID) if hasattr(np, "trapezoid") else np.trapz(y, GRID)


def gradient_field(p):
    return np.gradient(p) * p


def cross_product(p, q):
    return np.cross(p, q) * p


def complex_inside(x):
    z = np.exp(1j * x) * (1 + 2j * x)
    return np.abs(z) ** 2 + z.real * z.imag + np.angle(z)


def spectrum(p):
    f = np.fft.rfft(p)
    return np.abs(f) ** 2 @ np.arange(len(f))


def single_precision(p, q):
    return np.sum(np.tanh(p) * q + p / (2 + q))


def single_and_double(p, q):
    return np.sum(p * q)


def integers_and_floats(n, p):
    return n * p + n**2 / p


def hinges_on_both_sides(x):
    return np.sum((x > 0.55) * (x - 0.55)) - np.sum((x < 0.65) * (0.65 - x))


def masked_functions(x, m):
    return np.sum(m * np.cos(x)) - np.sum(~m * np.exp(-x)) + m @ np.cos(x) - m @ x + np.sum(m * (1 / np.cosh(x)))


def masks_taken_apart(x, m):
    y = x * 1.0
    for i in range(3):
        y = y - m * x
        if i:
            y = m * y
    y[m] -= x[m] * 2
    return np.dot(m, y) - np.dot(~m, x) - np.sum(x * m)


def flags_in_a_loop(x, m):
    s = 0.0
    for i in range(len(x)):
        s = s + m[i] * np.cos(x[i]) - m[i] * x[i]
    return s


def whole_factors(x, u):
    return np.sum(u * np.cos(x)) - np.sum(u * np.exp(-x)) + np.sum(2 * u * x) + np.sum(u * (1.0 / (2.0 + x)))


FLAGS = np.array([True, False, True, True])
PLACES = np.array([0.5, 0.6, 0.7, 0.3])


def dtype_by_questions(x):
    v = np.array([x[0], 1.0, x[1] * x[2]])
    if not np.issubdtype(v.dtype, np.floating):
        dtype = np.float32
    else:
        dtype = np.float32 if v.dtype == np.float32 else np.float64
    if v.dtype.kind in "OU":
        raise TypeError("numbers are needed")
    if v.dtype != "float64":
        dtype = "O"
    z = np.zeros(v.shape, dtype=v.dtype if v.dtype.kind == "f" else float)
    z += v**2
    return np.sum(v.astype(dtype) ** 3 * z)


def all_of_numbers_and_arrays(a, places):
    s = 0.0
    for i in places.tolist():
        d = (a[i] * a[0])[()]
        whole = (a * i)[()]
        s = s + d * d * np.sum(whole) + np.where(a[i] > 0, a[i], 0.1 * a[i])[()] * np.asarray(a[i])[()] * whole[i]
    return s


ROWS = [
    row(integer_index, normal(5)),
    row(computed_index, normal(5), 3),
    row(two_integers, normal(2, 3)),
    row(row_and_column, normal(3, 3)),
    row(chained_index, normal(2, 3)),
    row(slices, normal(5)),
    row(slices_with_steps, normal(6)),
    row(backward_slice, normal(5)),
    row(open_slice, normal(2, 3)),
    row(corner, normal(3, 3)),
    row(empty_slice, normal(5)),
    row(ellipsis, normal(2, 3, 2)),
    row(newaxis, normal(3), normal(4)),
    row(newaxis_between, normal(2, 3, 3)),
    row(boolean_mask, normal(5)),
    row(mask_from_data, normal(6)),
    row(mask_from_data, -positive(4), case="nothing"),
    row(mask_of_matrix, normal(3, 4)),
    row(mask_of_rows, normal(4, 3)),
    row(integer_array, normal(5)),
    row(repeated_integers, normal(5)),
    row(integer_list, normal(3)),
    row(two_integer_arrays, normal(3, 4), np.array([0, 2, 0]), np.array([1, 3, 1])),
    row(integer_array_and_slice, normal(2, 3)),
    row(integer_matrix, normal(3)),
    row(outer_index, normal(3, 3)),
    row(taken, normal(3, 2)),
    row(index_from_argmax, normal(3, 4)),
    row(sorted_values, normal(5)),
    row(gathered, normal(4, 3), integers(4, high=3)),
    row(diagonal_parts, normal(3, 3)),
    row(diagonal_made, normal(3)),
    row(triangles, normal(3, 3)),
    row(broadcast_scalar, 0.7, positive(2, 3)),
    row(broadcast_scalar, np.array(0.7), positive(3), case="rank zero"),
    row(broadcast_scalar, np.array([0.7]), positive(3), case="length one"),
    row(broadcast_row, normal(2, 3), positive(3)),
    row(broadcast_row, normal(2, 3), positive(1, 3), case="length one"),
    row(broadcast_row, normal(1, 3), positive(2, 1), case="both stretched"),
    row(broadcast_row, normal(2, 2), positive(1, 1), case="all ones"),
    row(broadcast_row, normal(0, 3), positive(3), case="empty", zero=True),
    row(broadcast_column, normal(2, 3), normal(2, 1)),
    row(broadcast_both, normal(3, 1), normal(4)),
    row(broadcast_power, positive(2, 3), normal(3)),
    row(broadcast_power, positive(3, 1), normal(1, 2), case="both"),
    row(broadcast_ranks, normal(2, 3, 4), normal(3, 1), normal(4), 0.7),
    row(broadcast_where, normal(3), 0.7, normal(2, 3)),
    row(broadcast_maximum, normal(3, 4), normal(4)),
    row(broadcast_explicit, normal(4)),
    row(broadcast_in_steps, normal(3), 0.7),
    row(centred, normal(4, 3)),
    row(softmax_rows, normal(2, 3)),
    row(rank_zero, np.array(0.7)),
    row(rank_zero_from_array, normal(3)),
    row(sums, normal(2, 3)),
    row(sums_of_axes, normal(2, 3, 2)),
    row(means, normal(2, 3)),
    row(variances, normal(3, 4)),
    row(products, normal(2, 3)),
    row(all_of_numbers_and_arrays, normal(4), np.array([2, 0, 1]), argnums=0),
    row(products, np.array([[0.0, 1.5], [2.0, 0.7]]), case="one zero"),
    row(extremes, normal(3, 3)),
    row(norms, normal(3, 2)),
    row(cumulative, normal(5)),
    row(cumulative_axis, normal(2, 3)),
    row(differences, normal(5)),
    row(weighted_average, normal(4), positive(4)),
    row(logsumexp, normal(5)),
    row(vector_dot, normal(3, seed=1), normal(3, seed=2)),
    row(matrix_vector, normal(2, 3), normal(3)),
    row(vector_matrix, normal(2), normal(2, 3)),
    row(matrix_matrix, normal(2, 3), normal(3, 4)),
    row(matrix_matrix, normal(1, 3), normal(3, 1), case="length one"),
    row(batched, normal(2, 3, 2), normal(2, 2, 3)),
    row(batched, normal(1, 3, 2), normal(2, 2, 3), case="stretched"),
    row(batched_broadcast, normal(2, 3, 2), normal(2, 3)),
    row(batched_vector, normal(2, 3, 2), normal(2)),
    row(dots, normal(3, 3, seed=1), normal(3, 3, seed=2), normal(3)),
    row(quadratic_form, normal(3, 3), normal(3)),
    row(outer_products, normal(2), normal(3)),
    row(kronecker, normal(2, 2), normal(2, 3)),
    row(tensor_dot, normal(2, 2, 3), normal(3, 2)),
    row(einsum_product, normal(2, 3), normal(3, 2)),
    row(einsum_trace, normal(2, 3, seed=1), normal(2, 3, seed=2)),
    row(einsum_batch, normal(2, 3, 2), normal(2)),
    row(einsum_three, normal(2, 3), normal(3, 2), normal(2)),
    row(einsum_outer, normal(2), normal(3)),
    row(transposed, normal(2, 3)),
    row(transposed_axes, normal(2, 3, 2)),
    row(reshaped, normal(2, 3)),
    row(flattened, normal(2, 3)),
    row(squeezed, normal(2, 3)),
    row(rolled, normal(5)),
    row(flipped, normal(2, 3)),
    row(repeated, normal(3)),
    row(concatenated, normal(2), normal(3), 0.7),
    row(concatenated_axis, normal(2, 3), normal(2, 1)),
    row(stacked, normal(3, seed=1), normal(3, seed=2)),
    row(stacked_h_v, normal(3, seed=1), normal(3, seed=2)),
    row(split_up, normal(6)),
    row(parts_used_whole_twice, normal(6)),
    row(lists_for_arrays, 0.7, 1.3),
    row(padded, normal(3)),
    row(array_from_scalars, 0.7, 1.3),
    row(matrix_from_scalars, 0.7, 1.3),
    row(filled, 0.7, 3),
    row(full_like, normal(3), 0.7),
    row(spaced, 0.3, 1.7),
    row(where_nested, np.array([0.7, -0.8, 0.1, 1.5])),
    row(where_with_bad_branch, np.array([0.7, -0.8, 0.1, 1.5])),
    row(where_safe, np.array([0.7, -0.8, 0.1, 1.5])),
    row(where_unsafe, np.array([0.7, -0.8, 0.1, 1.5]), quiet=True),
    row(clipped, np.array([0.7, -0.8, 0.15, 1.5])),
    row(selected, np.array([0.7, -0.8, 0.1, 1.5])),
    row(masked_by_product, normal(5)),
    row(absolute, normal(5)),
    row(elementwise_zoo, positive(3)),
    row(elementwise_of_two, positive(3, seed=1), positive(3, seed=2)),
    row(exponentials, positive(3)),
    row(solved, normal(3, 3) + 3 * np.eye(3), normal(3)),
    row(solved_for_matrix, normal(3, 3) + 3 * np.eye(3), normal(3, 2)),
    row(inverted, normal(3, 3) + 3 * np.eye(3)),
    row(determinant, normal(3, 3)),
    row(log_determinant, normal(3, 3) + 3 * np.eye(3)),
    row(cholesky_factor, definite(3)),
    row(eigenvalues, definite(3)),
    row(least_squares, normal(5, 2), normal(5)),
    row(ridge, normal(5, 3), normal(5), 0.4),
    row(methods, normal(3, 3)),
    row(more_methods, normal(2, 3)),
    row(attributes, normal(2, 3)),
    row(as_array, normal(3)),
    row(from_list_argument, [0.5, 1.5, -0.7]),
    row(from_nested_list, [[0.5, 1.5], [-0.7, 0.2]]),
    row(meshed, normal(3), normal(2)),
    row(vectorised_distance, normal(3, 2), normal(2, 2)),
    row(polynomial, normal(4), 0.7),
    row(convolution, normal(6), normal(3)),
    row(interpolated, normal(5)),
    row(trapezoid, normal(5)),
    row(gradient_field, normal(5)),
    row(cross_product, normal(3, seed=1), normal(3, seed=2)),
    row(complex_inside, 0.7),
    row(spectrum, normal(6)),
    row(single_precision, normal(3, seed=1).astype(np.float32), positive(3, seed=2).astype(np.float32)),
    row(single_precision, normal(3).astype(np.float32), np.float32(0.7), case="scalar"),
    row(single_and_double, normal(3).astype(np.float32), normal(3, seed=1)),
    row(integers_and_floats, integers(4, low=1, high=5), positive(4)),
    row(hinges_on_both_sides, PLACES),
    row(masked_functions, PLACES, FLAGS),
    row(masks_taken_apart, PLACES, FLAGS),
    row(flags_in_a_loop, PLACES, FLAGS),
    row(whole_factors, PLACES, np.array([1, 2, 3, 5], dtype="uint8"), case="uint8"),
    row(whole_factors, PLACES, np.array([1, 2, 3, 5], dtype="uint32"), case="uint32"),
    row(whole_factors, PLACES, np.array([1, 2, 3, 5], dtype="int8"), case="int8"),
    row(whole_factors, PLACES, np.array([1, 2, 3, 5], dtype="bool"), case="bool"),
    row(dtype_by_questions, PLACES),
]
