"""Programs on NumPy's functions that take functions, cast, join or may give a view: what users of other tools call."""

import functools

import numpy as np

from tests.programs.harness import definite, normal, positive, row


def piecewise_by_lambdas(x):
    return np.piecewise(x, [x < -0.3, x > 0.4], [lambda v: -v, lambda v: v**3, lambda v: np.sin(v)])


def piecewise_of_constants(x, a):
    return np.piecewise(x, [x < 0], [0.5, lambda v, k: k * v**2], a)


def vectorized_inline(x, a):
    return np.vectorize(lambda v, k: k * v if v > 0 else np.sin(v))(x, a)


@np.vectorize
def decorated(v, k):
    return v * v * k


def vectorized_by_decorator(x, a):
    return decorated(x, a) + np.vectorize(lambda v: 2 * v, otypes=[float])(x)


def along_axis(x):
    return np.apply_along_axis(lambda line: line.sum() * line[0], 1, x)


def along_axis_to_vectors(x):
    return np.apply_along_axis(lambda line, k: np.cumsum(line) ** k, 0, x, 2)


def over_axes(x):
    return np.apply_over_axes(np.sum, x, [0, 2]) * np.apply_over_axes(np.max, x, 1)


def from_function(a, b):
    return np.fromfunction(lambda i, j: a * i + b**j, (3, 2))


def divided(u, v):
    q, r = np.polydiv(u, v)
    return np.sum(q**2) + np.sum(r)


def periodic(x, fp):
    return np.interp(x, np.array([0.0, 1.0, 2.5]), fp, period=3.5)


def spaced(f, h):
    return np.gradient(f, h) * f + np.gradient(f, np.cumsum(np.exp(f)), edge_order=2)


def padded_by_statistics(x):
    return sum(np.sum(np.pad(x, (1, 2), mode=m, stat_length=2) ** 2) for m in ("maximum", "minimum", "mean", "median"))


def padded_with(x, a, b):
    ramp = np.pad(x, 2, mode="linear_ramp", end_values=a)
    return np.pad(x, (1, 2), constant_values=(a, b)) ** 2, ramp**2


def joined_by_brackets(x, a):
    return np.r_[x, x[0], 1:3] * np.sum(np.r_[0:a:5j]), np.r_[np.outer(x, x), np.diag(x)], np.c_[np.diag(x), x]


def direct_partial(x):
    spread = functools.partial(np.var, axis=0, ddof=1)
    return spread(x) * functools.partial(np.sum, axis=0)(x)


def differences_as_tuple(x):
    along = np.gradient(x)
    return np.sum(along[0] * along[1])


def windows(x):
    return np.lib.stride_tricks.sliding_window_view(x, 3) ** 2


def masked_spread(x):
    m = np.array([[True, False, True], [True, True, True]])
    return np.var(x, axis=1, where=m) + np.std(x, axis=1, correction=1) + np.prod(x, axis=1, where=m)


def cast_and_written(x):
    y = np.array(x, copy=True)
    y[0] = y[0] * y[1]
    z = np.nan_to_num(x)
    z[1] = z[1] * y[0]
    return np.sum(y * z) + np.sum(x)


def view_written(x):
    x = x * 1.5
    y = np.asfortranarray(x)
    y[0] = y[0] * y[1]
    w = x.reshape(-1)
    w[1] = w[1] ** 2
    return np.sum(x * x)


def diagonal_written(a):
    a = a * 1.5
    np.einsum("ii->i", a)[:] = np.sum(a)
    return a**2


def number_with_new_axis(x):
    return x[0][..., None] * x + x.sum()[None]


def spectrum_of_asked_length(x, n):
    s = [n + 2, n - 1]
    y = np.fft.rfftn(x, s=s, axes=[0, 1])
    return np.real(y * y) + np.imag(y)


def direction(x):
    z = x + 1j * x[::-1] ** 2
    return np.real(np.sign(z) * (1 + 2j)) + np.linalg.norm(z, 3)


def real_times_complex(x, k):
    z = np.kron(k + 2j * k, x) + np.tensordot(x, 1j * k, 0).ravel()
    return np.abs(z) ** 2


def coefficients(p, q):
    product = np.polynomial.polynomial.polymul(p, q)
    return np.polynomial.chebyshev.chebval(0.3, product) * np.polynomial.polynomial.polyval(p[0], q)


def weighted_counts(w):
    return np.histogram(np.array([0.0, 0.2, 0.9, 1.0]), bins=2, weights=w)[0] ** 2


def sets_of_numbers(x, y):
    z = np.append(x[:2], y)
    both = np.intersect1d(x, z) * 2 + np.setdiff1d(x, z).sum()
    return both, np.union1d(x, y) ** 2, np.setxor1d(x, z) ** 3


def unique_with_counts(x):
    values, counts = np.unique(np.concatenate((x, x[:1])), return_counts=True)
    return values**2 * counts


def unique_rows(x):
    return np.unique(x, axis=0) ** 2


def integrated(p, k):
    return np.polyint(p, 2, k=[k, k**2]) * 2


def fitted_by_weights(y, w):
    coefficients, residuals, *_ = np.polyfit(np.arange(5.0), y, 1, full=True)
    return np.polyfit(np.arange(5.0), y, 1, w=w) * coefficients + residuals


def fitted_with_covariance(y):
    c, v = np.polyfit(np.arange(5.0), y, 1, cov=True)
    return v @ c


def ramps(a, b):
    values, step = np.linspace(a, b, 4, retstep=True)
    return np.sum(values**2) * step + np.linspace([a, 1.0], [b, 2.0], 3, axis=1)


def put_along(x, v):
    y = x * 1.0
    np.put_along_axis(y, np.argsort(x, axis=1)[:, :1], v, axis=1)
    return y * y


def put_by_masks(x, v):
    y, z = x * 1.0, x * 2.0
    np.putmask(y, x > 0, v)
    np.place(z, x < 0, v[:2])
    y.partition(2)
    return y * z


def bounded_by_name(x, a):
    return np.clip(x, max=a) ** 2 + np.clip(x, min=-a) + np.cumulative_prod(x, include_initial=True)[1:]


def turning_vectors(a):
    values, vectors = np.linalg.eig(a)
    return np.real(vectors) ** 2 * np.abs(values)


def imaginary_part_of_real(z):
    w = z * np.conj(z[::-1])
    return np.real(np.cumprod(w)) + np.imag(np.prod(z))


def narrow_statistics(x):
    return np.median(x) * np.r_[x, 1.5] + np.interp(0.3, np.arange(3, dtype=x.dtype), x[:3]) + np.quantile(x, 0.3)


def averages_with_weights(a, w):
    mean, total = np.average(a, axis=1, weights=w, returned=True)
    return mean * total + np.average(a, returned=True)[1]


def covariance_by_weights(a, w):
    by_counts = np.cov(a, rowvar=False, fweights=[1, 3, 2, 1])
    return np.cov(a.T, aweights=w, ddof=0) * by_counts + np.cov(a[:, 0], a[:, 1], fweights=[1, 3, 2, 1], aweights=w)


def taken_in_turn(x):
    return np.hypot.reduce(x, axis=1) * np.subtract.reduce(x, axis=1) + np.logaddexp.accumulate(x)[-1, 0]


def periodic_by_lists(x, fp):
    return np.interp(x, [0.0, 1.0, 2.0], fp, period=3.0)


# ------------------------------------------------------------ triangular factors of singular matrices
def shifted_by_an_eigenvalue(x, steps):
    a = x + x.T + np.diag(2.0 * np.arange(len(x)))
    for _ in range(steps):
        shift = a[-1, -1] * np.eye(len(a))
        q, r = np.linalg.qr(a - shift)
        a = r @ q + shift
    return a[-1, -1]


def eigenvalues_by_deflation(x):
    a = x + x.T + np.diag(2.0 * np.arange(len(x)))
    total = 0.0
    for n in range(len(x), 1, -1):
        while np.sum(np.abs(a[n - 1, : n - 1])) > 1e-12:
            shift = a[n - 1, n - 1] * np.eye(n)
            q, r = np.linalg.qr(a - shift)
            a = r @ q + shift
        total = total + n * a[n - 1, n - 1] ** 2
        a = a[: n - 1, : n - 1]
    return total + a[0, 0]


def orthogonal_to_all_others(x):
    q, r = np.linalg.qr(np.vstack([x, 2.0 * x[:1]]))
    return np.sum(q * np.arange(9.0).reshape(3, 3)) + np.sum(np.sin(r))


def first_of_dependent_columns(x):
    q, r = np.linalg.qr(np.column_stack([x, x[:, 0], 0.0 * x[:, 0]]))
    return np.sum(q[:, :2] ** 3) + r[0, 1]


def factor_alone(x):
    r = np.linalg.qr(np.vstack([x, x[0] + x[1]]), mode="r")
    return np.sum(np.sin(r[:2])) + r[2, 2]


def power_of_matrices(a, n):
    return np.sum(np.linalg.matrix_power(a, n) ** 2)


ROWS = [
    row(turning_vectors, np.array([[0.0, -2.0, 0.3], [1.0, 0.2, 0.1], [0.4, 0.0, 1.5]])),
    row(imaginary_part_of_real, normal(3)),
    row(imaginary_part_of_real, normal(3) + 1j * normal(3, seed=4), case="complex"),
    row(narrow_statistics, normal(4).astype(np.float32)),
    row(sets_of_numbers, normal(4), normal(3, seed=5)),
    row(unique_with_counts, normal(4)),
    row(unique_rows, normal(3, 2)),
    row(integrated, normal(3), 0.7),
    row(fitted_by_weights, normal(5), positive(5)),
    row(fitted_with_covariance, normal(5)),
    row(ramps, 0.3, 1.7),
    row(put_along, normal(3, 4), normal(3, 1)),
    row(put_by_masks, normal(5), normal(5, seed=2)),
    row(bounded_by_name, normal(4), 0.5),
    row(piecewise_by_lambdas, normal(6)),
    row(piecewise_by_lambdas, 0.7, case="number"),
    row(piecewise_of_constants, normal(5), 0.7),
    row(vectorized_inline, normal(3, 4), positive(4)),
    row(vectorized_by_decorator, normal(3), 0.7),
    row(along_axis, normal(3, 4)),
    row(along_axis_to_vectors, normal(3, 4)),
    row(over_axes, normal(2, 3, 4)),
    row(from_function, 0.7, 1.3),
    row(divided, positive(4), positive(2)),
    row(periodic, 3 * positive(4), normal(3)),
    row(spaced, normal(5), 0.7),
    row(padded_by_statistics, normal(4)),
    row(padded_by_statistics, normal(3, 2), case="matrix"),
    row(padded_with, normal(3), 0.7, 1.3),
    row(joined_by_brackets, normal(3), 1.7),
    row(direct_partial, normal(3, 2)),
    row(differences_as_tuple, normal(3, 4)),
    row(windows, normal(5)),
    row(masked_spread, normal(2, 3)),
    row(cast_and_written, normal(3)),
    row(view_written, normal(3)),
    row(diagonal_written, normal(3, 3)),
    row(number_with_new_axis, normal(3)),
    row(spectrum_of_asked_length, normal(3, 4), 3, argnums=0),
    row(direction, normal(4)),
    row(real_times_complex, normal(3), normal(2)),
    row(coefficients, positive(3), positive(2)),
    row(weighted_counts, normal(4)),
    row(averages_with_weights, normal(3, 4), positive(4)),
    row(covariance_by_weights, normal(4, 2), positive(4)),
    row(taken_in_turn, normal(3, 4)),
    row(periodic_by_lists, normal(4), normal(3)),
    row(shifted_by_an_eigenvalue, normal(3, 3), 12, argnums=0, quiet=True),
    row(eigenvalues_by_deflation, normal(3, 3)),
    row(orthogonal_to_all_others, normal(2, 3)),
    row(first_of_dependent_columns, normal(4, 2)),
    row(factor_alone, normal(2, 3)),
    row(power_of_matrices, definite(3), 3, argnums=0),
    row(power_of_matrices, definite(3), -2, argnums=0, case="negative"),
    row(power_of_matrices, np.stack([definite(2), definite(2, seed=1)]), 3, argnums=0, case="batched"),
]
