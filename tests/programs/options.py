"""Programs that call functions of NumPy and SciPy with options: rare parameters, and flags that only the run knows."""

import numpy as np
import scipy.fft
import scipy.linalg
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
]
