"""Lengths are known as sums of arguments' lengths and whole numbers: adjoints need not be brought to a shape."""

import numpy as np
import pytest

import srcad
from srcad.analyse.lengths import combined, length_of_sum, name_of, sum_of_length, sum_of_name
from srcad.kinds import INT, Dim, Scalar
from tests.programs.harness import normal


def convolved(x, w):
    rows, columns = x.shape
    height, width = w.shape
    out = np.zeros((rows - height + 1, columns - width + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = np.sum(x[i : i + height, j : j + width] * w)
    return np.sum(out**2)


def convolved_by_slices(x, w):
    rows, columns = x.shape
    height, width = w.shape
    out = np.zeros((rows - height + 1, columns - width + 1))
    for i in range(height):
        for j in range(width):
            out += w[i, j] * x[i : i + rows - height + 1, j : j + columns - width + 1]
    return np.sum(np.tanh(out))


def moving_products(x, w):
    n, k = len(x), len(w)
    y = np.zeros(n - k + 1)
    for i in range(n - k + 1):
        y[i] = np.sum(x[i : i + k] * w)
    return np.sum(y * y)


def cholesky_by_rows(a):
    n = a.shape[0]
    low = np.zeros((n, n))
    for i in range(n):
        for j in range(i + 1):
            s = a[i, j] - np.sum(low[i, :j] * low[j, :j])
            if i == j:
                low[i, i] = np.sqrt(s)
            else:
                low[i, j] = s / low[j, j]
    return np.sum(np.log(np.diag(low)))


def pooled(x):
    rows, columns = x.shape
    out = np.zeros((rows // 2, columns // 2))
    for i in range(rows // 2):
        for j in range(columns // 2):
            out[i, j] = np.max(x[2 * i : 2 * i + 2, 2 * j : 2 * j + 2])
    return np.sum(out**2)


def wave(u0, c, n):
    u = np.zeros((n, len(u0)))
    u[0] = u0
    u[1] = u0
    for t in range(1, n - 1):
        u[t + 1, 1:-1] = 2 * u[t, 1:-1] - u[t - 1, 1:-1] + c * (u[t, 2:] - 2 * u[t, 1:-1] + u[t, :-2])
    return np.sum(u[-1] ** 2)


def states_of_three(p, n):
    out = np.zeros((n, 3))
    for t in range(n):
        out[t] = [p[0] * t, p[1], t]
    return np.sum(out[:, 1] ** 2 + out[:, 0])


def as_long_as_one_another(x, p, n):
    a = np.zeros(n)
    b = np.ones(n)
    a[0] = x
    b[1] = p
    for _ in range(n):
        c = a * b
        a = np.sin(c) + b
    return np.sum(a)


def two_axes(x, n):
    m = 2 * n
    a = np.zeros((n, m))
    b = np.ones((m, n))
    a[0, 0] = x
    c = a * b.T
    return np.sum(c * a)


def padded(x):
    n = len(x)
    y = np.zeros(n + 2)
    y[1:-1] = x
    return np.sum((y[2:] - y[:-2]) ** 2 * x)


def history(x, n):
    y = np.empty((n + 1, len(x)))
    y[0] = x
    for i in range(n):
        y[i + 1] = y[i] + 0.1 * np.sin(y[i])
    return np.sum(y[:-1] * y[1:])


def solved_upwards(u, b):
    n = len(b)
    x = np.zeros(n)
    for i in range(n - 1, -1, -1):
        x[i] = (b[i] - np.sum(u[i, i + 1 : n] * x[i + 1 :])) / u[i, i]
    return np.sum(x**2)


def shortest_paths(path):
    path = path.copy()
    for k in range(path.shape[0]):
        path[:] = np.minimum(path[:], np.add.outer(path[:, k], path[k, :]))
    return np.sum(path)


class Grid:
    def __init__(self, n, dx):
        self.n = n
        self.dx = dx

    def solve(self, k, steps):
        u, f = np.zeros(self.n), np.ones(self.n)
        for _ in range(steps):
            lap = np.zeros(self.n)
            lap[1:-1] = (u[2:] - 2 * u[1:-1] + u[:-2]) / self.dx**2
            u = u + k * lap + 0.1 * f
        return np.sum(u**2)


SQUARE = normal(4, 4)
POSITIVE = SQUARE @ SQUARE.T + 4 * np.eye(4)
KNOWN = [
    (convolved, (normal(6, 7), normal(3, 2)), (0, 1)),
    (convolved, (normal(6, 7), normal(1, 1)), (0, 1)),
    (convolved_by_slices, (normal(6, 7), normal(3, 2)), (0, 1)),
    (moving_products, (normal(8), normal(3)), (0, 1)),
    (moving_products, (normal(1), normal(1)), (0, 1)),
    (cholesky_by_rows, (POSITIVE,), 0),
    (pooled, (normal(6, 4),), 0),
    (wave, (normal(7), 0.1, 5), (0, 1)),
    (states_of_three, (normal(2), 4), 0),
    (as_long_as_one_another, (0.3, 0.4, 4), (0, 1)),
    (two_axes, (0.3, 2), 0),
    (padded, (normal(6),), 0),
    (history, (normal(6), 4), 0),
    (solved_upwards, (POSITIVE, normal(4)), (0, 1)),
    (shortest_paths, (np.abs(normal(6, 6)),), 0),
    (Grid(6, 0.1).solve, (0.001, 3), 0),
]


@pytest.mark.parametrize(("function", "args", "argnums"), KNOWN)
def test_adjoints_have_their_shapes(function, args, argnums):
    text = srcad.source(function, *args, argnums=argnums, mode="grad")
    assert not any(word in text for word in ("unbroadcast", "full(", "full_like", "expand(", "reshape")), text
    srcad.check_grads(function, args, argnums=argnums, order=2)


# ---------------------------------------------------------------- lengths that are not the same
def padded_by_helper(x, n, depth):
    if depth == 0:
        return np.zeros(n) + x
    return padded_by_helper(x * 1.1, n, depth - 1) * 2.0


def one_name_in_two_functions(x, n):
    return np.sum((np.zeros(n) + 1) * padded_by_helper(x, 1, 2))


def shadowed_argument(x, n, m):
    a = np.ones(n)

    def inner(n):
        return np.ones(n) * x

    return np.sum(a * inner(m))


def argument_bound_anew(x, n):
    a = np.ones(n) * x
    n = int(a[0] > 9) + 1
    return np.sum(a * (np.ones(n) * x))


def of_the_trip_before(x, n):
    s = 0.0
    a = np.ones(n) * x
    for k in range(1, 3):
        m = k
        b = np.ones(m) * x
        s = s + np.sum(a * b[:1])
        a = b
    return s


def counted_down(x, n):
    a = np.ones(n) * x
    s = 0.0
    while n > 1:
        n = n - 1
        b = np.ones(n) * x
        if n == 1:
            s = s + np.sum(a * b)
    return s


def reshaped(x, y, m):
    return np.sum(x.reshape(m, 2) * y.reshape(m, 2))


def of_growing_length(x, n):
    xs = [np.ones(k + 1) * x for k in range(n)]
    s = 0.0
    for k in range(n):
        s = s + np.sum(xs[0] * xs[k])
    return s


def columns_and_rows(x, n):
    a = np.ones((n, 1)) * x
    b = np.ones(n) * x
    c = a * b
    for _ in range(n):
        a = a * c[:, :1]
        b = b + c[0]
    return np.sum(c * a) + np.sum(b * a)


def lengths_in_turn(x, ns):
    s = 0.0
    for n in ns:
        s = s + np.sum((np.ones(n) * x) * (np.ones(ns[0]) * x))
    return s


def cut_short(x, w):
    s = 0.0
    for i in range(len(x)):
        s += np.sum(x[i : i + 3] * w[:1]) + np.sum(x[i : i + 2] * x[i])
    return s


def cut_to_one(x, w):
    s = 0.0
    for i in range(len(x) - 1):
        s += np.sum(x[i : i + 3] * w) if i < len(x) - 3 else np.sum(x[-1:] * w)
        s += np.sum(x[i + 1 : i + 2] * w[:i])
    return s


def from_the_end(x, w):
    s = 0.0
    for i in range(-2, 2):
        s += np.sum(x[i : i + 1] * w)
    return s * s


def downwards(x, w):
    s = 0.0
    for i in range(len(x) - 1, 2, -1):
        s += np.sum(x[i - 3 : i] * w) + np.sum(x[i - 1 : i + 2] * w[:1])
    return s * s


def counter_changed(x, w):
    s = 0.0
    for i in range(len(x) - 2):
        i = i + 2
        s += np.sum(x[i : i + 3] * w)
    return s * s


def longer_than_nothing(x, s):
    y = np.zeros(len(x[1:]) + 1) + s
    return np.sum(y * 2) + np.sum(y * x)


def counted_below_zero(s, n):
    y = np.arange(n)
    z = np.zeros(len(y) + 1) + s
    return np.sum(z * np.arange(n + 1)) + np.sum(z)


def inside_of_little(s, n):
    u = np.ones(n) * s
    w = u[2:-2]
    z = np.zeros(len(w) + 4) + s
    return np.sum(z * u) + np.sum(z)


UNKNOWN = [
    (one_name_in_two_functions, (0.5, 4), 0),
    (shadowed_argument, (0.5, 4, 1), 0),
    (argument_bound_anew, (0.5, 4), 0),
    (of_the_trip_before, (0.5, 4), 0),
    (of_the_trip_before, (0.5, 1), 0),
    (counted_down, (0.5, 4), 0),
    (reshaped, (normal(6), normal(2), -1), (0, 1)),
    (of_growing_length, (0.5, 3), 0),
    (columns_and_rows, (0.5, 3), 0),
    (lengths_in_turn, (0.5, (1, 3, 1)), 0),
    (lengths_in_turn, (0.5, [3, 1, 3]), 0),
    (cut_short, (normal(5), normal(3)), (0, 1)),
    (cut_to_one, (normal(5), normal(3)), (0, 1)),
    (cut_to_one, (normal(4), normal(3)), (0, 1)),
    (from_the_end, (normal(8), normal(1)), (0, 1)),
    (downwards, (normal(8), normal(3)), (0, 1)),
    (counter_changed, (normal(5), normal(1)), (0, 1)),
    (longer_than_nothing, (normal(3), 0.4), (0, 1)),
    (longer_than_nothing, (normal(0), 0.4), 1),
    (counted_below_zero, (0.4, 3), 0),
    (counted_below_zero, (0.4, -1), 0),
    (inside_of_little, (0.4, 6), 0),
    (inside_of_little, (0.4, 1), 0),
]


@pytest.mark.parametrize(("function", "args", "argnums"), UNKNOWN)
def test_adjoints_are_summed_where_lengths_differ(function, args, argnums):
    gradients = srcad.grad(function, argnums=argnums)(*args)
    numbers = (argnums,) if isinstance(argnums, int) else argnums
    for number, gradient in zip(numbers, gradients if isinstance(argnums, tuple) else (gradients,), strict=True):
        assert np.shape(gradient) == np.shape(args[number])
    srcad.check_grads(function, args, argnums=argnums, order=2)


# ---------------------------------------------------------------- the names of lengths
@pytest.mark.parametrize(
    ("name", "total"),
    [
        ("x.0", {"x.0": 1}),
        ("#n-1", {"#n": 1, "": -1}),
        ("-#i+3", {"#i": -1, "": 3}),
        ("[#n-2]+x.0+1", {"[#n-2]": 1, "x.0": 1, "": 1}),
        ("2*#n+x.0-w.1+10", {"#n": 2, "x.0": 1, "w.1": -1, "": 10}),
    ],
)
def test_a_name_is_a_sum(name, total):
    assert dict(sum_of_name(name)) == total
    assert dict(sum_of_name(name_of(total))) == total
    assert length_of_sum(total).name == name_of(total)


def test_no_sum():
    assert sum_of_name("p.a b.0") is None
    assert sum_of_length(Dim(4, False)) is None
    assert sum_of_length(Dim(3, True)) == {"": 3}


def test_arithmetic_of_lengths():
    n, x = Scalar("int64", length=Dim(0, False, "#n")), Scalar("int64", length=Dim(5, False, "x.0"))
    assert combined("-", INT, ((x, None), (INT, 2))).length == Dim(3, False, "x.0-2")
    assert combined("+", INT, ((n, None), (x, None))).length == Dim(5, False, "#n+x.0")
    assert combined("*", INT, ((INT, 2), (n, None))).length == Dim(0, False, "2*#n")
    assert combined("*", INT, ((n, None), (x, None))) == INT
    assert combined("-", INT, ((x, None), (x, None))).length == Dim(0, True)
    assert combined("+", INT, ((INT, None), (x, None))) == INT
