"""Programs that call NumPy with every argument its functions take: by position, or saying what is so without it."""

import numpy as np

from tests.programs.harness import normal, positive, row


def by_position(x):
    s = np.sum(np.median(x, 0)) + np.sum(np.quantile(x, 0.3, 0) ** 2) + np.sum(np.percentile(x, [30.0, 60.0], 1) ** 2)
    mean, total = np.average(x, 1, [1.0, 2.0, 3.0], True)
    s = s + np.sum(mean**2 / total) + np.sum(np.take(x, [0, 5], 1, None, "wrap") ** 2)
    values, places = np.unique(x, True)
    s = (
        s
        + np.sum(values**2 * places)
        + np.sum(np.var(x, 0, None, None, 1) ** 2)
        + np.sum(np.sum(x, 0, None, None, True) ** 2)
    )
    line, step = np.linspace(x[0, 0], x[1, 1], 5, True, True)
    return s + step * np.sum(line**3) + np.sum(np.choose([0, 4, -1], [x[0], x[1] ** 2, x[0] * x[1]], None, "clip"))


def by_position_of_methods(x):
    s = (
        np.sum(x.mean(1, None, None, True) ** 2)
        + np.sum(x.std(0, None, None, 1))
        + np.sum(x.take([0, 5], 1, None, "clip") ** 2)
    )
    return (
        s
        + x.trace(1, 0, 1) ** 2
        + np.sum(x.clip(0.6, 1.5) ** 2)
        + np.sum(x.round(1) * x)
        + np.sum(x.cumsum(1, None) ** 2)
    )


def what_is_so_anyway(x):
    y = np.add(x, x * x, out=None, where=True, casting="same_kind", order="K", subok=True)
    y = y * np.median(x, axis=0, out=None, overwrite_input=False) + np.interp(x, [0.0, 1.0, 2.0], y[0], period=None)
    return np.sum(np.concatenate((y, x), axis=0, out=None, dtype=None, casting="same_kind") ** 2) + np.max(y, out=None)


def told_the_dtype(x, n):
    whole = np.arange(3)
    y = np.multiply(x, whole, dtype=float) + np.exp(x[0], dtype=np.float64) * np.sqrt(n, dtype=float)
    z = np.ascontiguousarray(y.T, dtype=float) + np.asfortranarray(x.T, float)
    return np.sum(z**2) + np.sum(np.add.reduce(x, 1, float) ** 2)


def reduced_from_a_start(x):
    s = np.maximum.reduce(x, axis=None, initial=0.5) * np.add.reduce(x[0], initial=2.0) ** 2
    s = s + np.sum(np.hypot.reduce(x, 1, keepdims=True, initial=0.3) ** 2) + np.hypot.reduce(x, axis=None)
    return (
        s + np.sum(np.logaddexp.reduce(x, axis=0, keepdims=True)) + np.sum(np.multiply.reduce(x, axis=0, keepdims=True))
    )


def differences_with_an_end(x):
    return np.sum(np.ediff1d(x, 9.0, None) ** 2) * x[0] + np.sum(
        np.ediff1d(x * x, to_begin=[1.0, 2.0], to_end=x[1]) ** 2
    )


X = positive(2, 3)
ROWS = [
    row(by_position, X),
    row(by_position_of_methods, X),
    row(what_is_so_anyway, X),
    row(told_the_dtype, X, 3),
    row(reduced_from_a_start, X),
    row(differences_with_an_end, normal(4)),
]
