"""Programs that call functions of NumPy and SciPy with options: rare parameters, and flags that only the run knows."""

import numpy as np
import scipy.fft
import scipy.linalg
import scipy.signal
import scipy.special
from scipy import stats

from tests.programs.harness import definite, normal, positive, row

HOLES = np.array([[0.0, np.nan, 0.0, 0.0], [0.0, 0.0, 0.0, np.nan], [np.nan, 0.0, 0.0, 0.0]])
SOME = np.array([True, True, False, True])


# ------------------------------------------------------------ flags that only the run knows
def middle(x, axis=None, keep=False):
    return np.median(x, axis=axis, keepdims=keep)


def low_share(x, keep):
    return np.quantile(x, 0.3, keepdims=keep) + np.nanpercentile(x, 40, keepdims=keep)


def middle_of_columns(x, keep):
    return np.sum(np.median(x, axis=0, keepdims=keep) * np.array([1.0, 2.0, 3.0]))


def of_three_diagonals(d, e, alone):
    return scipy.linalg.eigh_tridiagonal(d, e, eigvals_only=alone)


# ------------------------------------------------------------ where a sum starts
def sum_from(x, y):
    return sum(x, start=y) * sum(x * y, start=2 * y)


def sum_from_a_number(x):
    return sum(x, start=2.0) ** 2


# ------------------------------------------------------------ parameters that are rarely given
def axes_as_none(x):
    return np.sum(x.transpose(None) * np.transpose(x, None) ** 2)


def arrays_like_others(x):
    a = np.array([[x[0], x[1]], [x[1], 2 * x[0]]], like=x)
    b = np.asarray(x, device="cpu", copy=False, like=x)
    return a @ b + np.zeros(2, like=x) + np.full(2, x[0], like=x)


def copied_to_write(x):
    a = np.asarray(x, copy=True)
    a *= x
    b = np.asanyarray(x, dtype=float, copy=True)
    b[0] = 1.0
    return np.sum(a * b)


def ramps_along_columns(x, y):
    return np.geomspace(x, y, 4, axis=1), np.logspace(x, y, 3, base=2.0, axis=-1)


def sums_without_holes(x):
    x = x + HOLES
    keep = x > -1.0
    both = np.nansum(x, axis=0, where=keep) * np.nanprod(x, axis=0, where=SOME, initial=2.0)
    means = np.nanmean(x, axis=1, where=SOME, keepdims=True)
    return both, means, np.nanvar(x, where=keep, ddof=1), np.nanstd(x, axis=1, where=SOME)


def running_sums_as_floats(x):
    return np.cumulative_sum(x, axis=1, dtype=float), np.cumulative_sum(x[0], dtype=float, include_initial=True)


def average_and_weight(x):
    return np.average(x, returned=True)


def solved_in_other_axes(a, b):
    return np.linalg.tensorsolve(a, b, axes=(1,))


def factors_in_two(a):
    lower, upper = scipy.linalg.lu(a, permute_l=True)
    places, again, _ = scipy.linalg.lu(a, p_indices=True)
    return np.sum(lower * upper.T) + np.sum(again[places] ** 2)


def turned_exponential(a, e):
    return scipy.linalg.expm_frechet(a, e, compute_expm=False)


def spectrum_by_one_worker(x):
    return np.abs(scipy.fft.rfft(x, overwrite_x=False, workers=1)) ** 2


def counts_in_a_list(p):
    return stats.multinomial.logpmf([1, 2, 1], 4, p / np.sum(p))


def largest_of_real_eigenvalues(a):
    return np.max(np.linalg.eigvals(a @ a.T))


# ------------------------------------------------------------ what extremes, products and quantiles depend on besides
def extremes_from(x, y):
    return np.max(x, initial=y) ** 2 + np.min(2 * x, axis=0, initial=y, keepdims=True).sum() + x.max(initial=y) * y


def extremes_of_some(x, y):
    return np.min(x, axis=1, initial=y, where=x < 0.8).sum()


def product_from(x, y):
    return np.prod(x, axis=0, initial=y).sum() + x.prod(initial=y)


def quantiles_by_share(x, q):
    along = np.sum(np.percentile(x, 100 * q, axis=1) ** 2) + np.quantile(x, q[0], axis=0, keepdims=True)[0, 1]
    return along + np.nanquantile(x, q, method="hazen").sum() + np.quantile(x, q[1], method="lower")


def weighted_quantiles(x, w):
    rows = np.quantile(x, [0.3, 0.8], weights=w, method="inverted_cdf", axis=1) * np.arange(6.0).reshape(2, 3)
    return np.sum(rows) + np.percentile(x, 40.0, weights=w, method="inverted_cdf") ** 2


# ------------------------------------------------------------ factors asked for in another form
def inverse_of_hermitian(a):
    return np.sum(np.linalg.pinv(a, hermitian=True) ** 2)


def singular_values_of_hermitian(a, b):
    h = a + a.T + 1j * (b - b.T)
    u, s, v = np.linalg.svd(h, hermitian=True)
    product = np.abs((u * np.sqrt(s)) @ v) ** 2
    return np.sum(product * np.arange(9.0).reshape(3, 3)) + np.linalg.svd(a, compute_uv=False, hermitian=True)[0]


def complete_factors(a):
    q, r = np.linalg.qr(a, mode="complete")
    return np.sum(r**3) + np.sum(q[:, :2] ** 3)


def some_states(a):
    w, v = scipy.linalg.eigh(a + a.T, subset_by_index=[0, 1])
    return np.sum(w**2) + np.sum(v**4) + scipy.linalg.eigh(a, eigvals_only=True, subset_by_value=[-100.0, 0.3]).sum()


def some_modes(a, b):
    mass = b @ b.T + np.eye(4)
    w, v = scipy.linalg.eigh(a, mass, subset_by_index=(1, 2), lower=False)
    return np.sum(np.sin(w)) + np.sum(v**4) + scipy.linalg.eigvalsh(a, mass, subset_by_index=[3, 3])[0]


def sums_with_signs(a, b):
    size, sign = scipy.special.logsumexp(a, axis=1, b=b, return_sign=True)
    other, ones = scipy.special.logsumexp(a, axis=0, return_sign=True, keepdims=True)
    return np.sum(sign * np.exp(size)) + np.sum(size**2) + np.sum(other * ones)


def filtered_both_ways(x, padding):
    b, a = np.array([1.0, 0.5, 0.2]), np.array([2.0, 0.3])
    return np.sum(scipy.signal.filtfilt(b, a, x, axis=0, padtype=padding, padlen=4) ** 2)


# ------------------------------------------------------------ functions of parts, and views by strides
def vectorized_over_rows(x, y):
    products = np.vectorize(np.outer, signature="(n),(m)->(n,m)")
    first = np.vectorize(lambda a, s: (a * s)[0], signature="(n),()->()", otypes=[float])
    return np.sum(products(x, y) ** 2) + np.sum(first(x, y[..., 0]) ** 2)


def strided(x):
    step = x.strides[0]
    pairs = np.lib.stride_tricks.as_strided(x, shape=(len(x) - 1, 2), strides=(step, step))
    again = np.lib.stride_tricks.as_strided(x[::2], (3, 2), (0, 2 * step))
    return np.sum(np.prod(pairs, axis=1)) + np.sum(again**2 * np.arange(3.0)[:, None])


ROWS = [
    row(middle, normal(3)),
    row(middle, normal(3, 4), 1, True, argnums=0, order=1, case="columns"),
    row(low_share, normal(6), False, argnums=0),
    row(low_share, normal(6), True, argnums=0, case="kept"),
    row(middle_of_columns, normal(4, 3), False, argnums=0),
    row(of_three_diagonals, normal(4), positive(3), True, argnums=(0, 1)),
    row(of_three_diagonals, normal(4), positive(3), False, argnums=(0, 1), case="vectors"),
    row(sum_from, normal(3), 0.7),
    row(sum_from_a_number, normal(3)),
    row(axes_as_none, normal(2, 3)),
    row(arrays_like_others, normal(2)),
    row(copied_to_write, normal(3)),
    row(ramps_along_columns, positive(3), positive(3, seed=1)),
    row(sums_without_holes, normal(3, 4)),
    row(running_sums_as_floats, normal(2, 3)),
    row(average_and_weight, normal(2, 3)),
    row(solved_in_other_axes, normal(2, 6, 3), normal(2, 3)),
    row(factors_in_two, normal(4, 4)),
    row(turned_exponential, 0.3 * normal(3, 3), normal(3, 3)),
    row(spectrum_by_one_worker, normal(5)),
    row(counts_in_a_list, positive(3)),
    row(largest_of_real_eigenvalues, definite(3)),
    row(extremes_from, normal(3, 2), 0.1),
    row(extremes_from, normal(3), 3.0, case="above"),
    row(extremes_of_some, normal(3, 2), 0.2),
    row(product_from, normal(3, 2), 0.7),
    row(product_from, np.array([[0.0, 1.0], [2.0, 3.0]]), 0.3, case="zero"),
    row(quantiles_by_share, normal(3, 5), np.array([0.23, 0.71])),
    row(weighted_quantiles, normal(3, 5), positive(3, 5), argnums=0),
    row(inverse_of_hermitian, normal(3, 3)),
    row(singular_values_of_hermitian, normal(3, 3), normal(3, 3, seed=1)),
    row(complete_factors, normal(4, 2)),
    row(complete_factors, normal(2, 3), case="wide"),
    row(some_states, normal(4, 4)),
    row(some_modes, normal(4, 4), normal(4, 4, seed=1)),
    row(sums_with_signs, normal(2, 3), normal(2, 3, seed=3)),
    row(filtered_both_ways, normal(12, 2), "odd"),
    row(filtered_both_ways, normal(12, 2), "even"),
    row(filtered_both_ways, normal(12, 2), "constant"),
    row(filtered_both_ways, normal(12), None),
    row(vectorized_over_rows, normal(4, 3), normal(4, 2)),
    row(vectorized_over_rows, normal(3), normal(2), case="alone"),
    row(vectorized_over_rows, normal(2, 1, 3), normal(4, 2), case="broadcast"),
    row(strided, normal(5)),
]
