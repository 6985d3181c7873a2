"""Programs whose derivatives need memory of their own, or in another layout than that of the primal."""

import operator

import numpy as np

import srcad
from tests.programs.harness import Row, positive, row

SPREAD = operator.methodcaller("std", axis=0)


# ------------------------------------------------------------ written after a copy that computes nothing
def scaled_and_written(x):
    y = x * 1.0
    z = y[::-1]
    y[1] *= x[0]
    z[0] = z[1] * y[0] + 1.0 * z[0]
    w = 0.0 + y
    w += y * y
    return np.sum(y**2) + np.sum(np.sin(z)) + np.sum(w[1:] * y[:-1])


def descended(x, p):
    for _ in range(2):
        x = x - 0.1 * srcad.grad(scaled_and_written)(x) * p
    return np.sum(x**2)


def moved_along(x, v):
    return srcad.jvp(scaled_and_written, (x,), (v * 1.0,))[1] ** 2


def written_and_recursive(x, n):
    y = x * 1.0
    y[1] *= x[0]
    if n == 0:
        return y
    z = written_and_recursive(y, n - 1)
    w = 1.0 * z
    w[0] = w[0] * y[1] + np.sum(z)
    return w + z


def checkpointed_and_written(x, n):
    s = x * 1.0
    for _ in srcad.checkpointed(range(n), slots=2):
        y = s * 1.0
        y[1] *= s[0]
        y[0] += 0.1 * y[1] * s[1]
        s = y * 1.0
        s[2] = s[2] + 0.1 * y[0] ** 2
    return np.sum(s**2) + np.sum(x)


# ------------------------------------------------------------ stopped
def written_after_it_was_stopped(x):
    y = np.sin(x)
    z = srcad.stop_gradient(y)
    y[0] = x[1] * x[2]
    return np.sum(np.sign(z) * x) + y[0] ** 2


def stopped_and_written(x):
    y = np.sign(x)
    z = srcad.stop_gradient(y * x * 0 + y)
    z[0] = 5.0
    z += 1.0
    return np.sum(z * x) + np.sum(y * x * x)


# ------------------------------------------------------------ orders of memory
def read_as_it_lies(x):
    w = np.arange(1.0, 1.0 + x.size)
    y = np.asfortranarray(x) * 1.0
    s = np.sum(x.ravel("K") ** 2 * w) + x.flatten("A") @ w + np.sum(np.ravel(y * y, order="K") * w)
    return s + np.sum(x.reshape(-1, order="A") ** 3 * w) + np.sum(np.reshape(y, (2, -1), order="A")[0] ** 2)


# ------------------------------------------------------------ places outside
def put_outside(x):
    y, z = x.copy(), np.outer(x, x)
    np.put(y, [-1], x[1] ** 2, mode="clip")
    np.put(y, [4], v=x[0] ** 2, mode="wrap")
    y.put(indices=[1], values=x[1:2] ** 3)
    z.put([-2, 11], x[1:3] ** 2, mode="clip")
    return np.sum(y * np.arange(1.0, 1.0 + len(y))) + np.sum(z * y)


def places_of_what_is_written(x, s):
    y = x.copy()
    np.add.at(y, [np.argmin(y)], s)
    np.add.at(y, np.argsort(y)[:2], s * np.ones(2))
    np.subtract.at(y, np.nonzero(y > 0.8), s * s)
    np.add.at(y, y > 0.2, s * x[1])
    return np.sum(y * np.arange(1.0, 1.0 + len(y)))


def arguments_by_position(x, v):
    y, z, low = x.copy(), np.zeros((4, 4)), np.where(x > 0.8, np.nan, x)
    np.copyto(y, v, "same_kind", y > 0.8)
    np.putmask(y, [1, 0, 1, 0], v * y)
    np.place(y, [0, 0, 0, 1], v[:1] ** 2)
    np.put(y, [[0], [1], [2]], v[:2, None])
    np.fill_diagonal(z, v[:2])
    np.nan_to_num(low, False)
    again = y.reshape(2, 2, copy=True)
    again[0] = v[1] * y[0]
    y.__array__()[2] *= v[2]
    return np.sum(y * np.arange(1.0, 5.0)) + np.sum(z**2) + np.sum(low * v) + np.sum(again**3)


# ------------------------------------------------------------ methods by name
def methods_by_name(m, w):
    total = operator.methodcaller("sum", axis=0)(m)
    one = operator.methodcaller("var", ddof=1)(m)
    return np.sum(total * w) + one * np.sum(operator.methodcaller("sum", 0)(m) ** 2) + np.sum(SPREAD(m) ** 3)


X = np.array([0.3, 0.7, 1.1, 0.9])
ROWS: list[Row] = [
    row(scaled_and_written, X),
    row(descended, X, 0.7),
    row(moved_along, X, 0.3 * X, order=1),
    row(written_and_recursive, X, 0),
    row(written_and_recursive, X, 3),
    row(checkpointed_and_written, X, 3),
    row(written_after_it_was_stopped, X),
    row(stopped_and_written, X),
    row(read_as_it_lies, positive(2, 3)),
    row(put_outside, X),
    row(places_of_what_is_written, X, 0.4),
    row(arguments_by_position, X, positive(4)),
    row(methods_by_name, positive(2, 3), positive(3)),
]
