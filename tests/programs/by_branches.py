"""Programs that fill or overwrite arrays by branches, of which one runs: nothing is lost of what the others store."""

import numpy as np

from tests.programs.harness import definite, normal, positive, row


def warped_by_branches(x, y):
    n, m = len(x), len(y)
    d = np.zeros((n, m))
    for i in range(n):
        for j in range(m):
            c = (x[i] - y[j]) ** 2
            if i == 0 and j == 0:
                d[i, j] = c
            elif i == 0:
                d[i, j] = c + d[i, j - 1]
            elif not j > 0:
                d[i, j] = c + d[i - 1, j]
            else:
                a, b, e = d[i - 1, j], d[i, j - 1], d[i - 1, j - 1]
                d[i, j] = c - np.log(np.exp(-a) + np.exp(-b) + np.exp(-e))
    return d[n - 1, m - 1] * d[0, 1]


def lower_triangle_in_a_square(low, b):
    y = np.zeros(len(b))
    for i in range(len(b)):
        s = b[i]
        for j in range(len(b)):
            if j < i:
                s -= low[i, j] * y[j]
        y[i] = s / low[i, i]
    return np.sum(y**3)


def overwritten_off_the_diagonal(x):
    y = np.zeros(len(x))
    for i in range(len(x)):
        for j in range(len(x)):
            if i != j:
                y[i] = y[i] + y[j] * x[j]
            else:
                y[j] = np.sin(x[i]) * y[j] + x[j]
    return np.sum(y**2)


def overwritten_from_both_ends(x):
    n = len(x)
    y = x * 2.0
    for i in range(n):
        if i > 1:
            y[i - 1] = y[i] * y[i - 1]
        else:
            y[n - 1 - i] = np.exp(y[i]) * y[n - 1 - i]
    return np.sum(y**2)


def overwritten_in_another_sweep(x):
    y = x * 2.0
    for t in range(2):
        for i in range(len(x)):
            if not (i >= 2 or t == 1):
                y[i] = y[i] * y[i + 1]
            elif t < 1:
                y[i] = np.sin(y[i]) * y[i - 1]
            else:
                y[i - 1] *= y[i]
    return np.sum(y**2)


def read_in_one_branch_and_written_in_the_other(x):
    y = x * x
    for i in range(1, len(x)):
        if x[i] > 1.0:
            y[i] = y[i] * y[i - 1]
        else:
            y[i - 1] = np.sin(y[i])
    return np.sum(y * x)


def nothing_left_of_a_root(x, y):
    return np.sqrt(max(x - 10 * y, 0.0)) + x * y * min(y, np.sqrt(min(x, 0.9 * y)))


def weighted_by_its_sign(x, c):
    return sum((v * (1.0 if v > c else 0.5 if v == c else 3.0)) ** 2 for v in (x, 2 * x, c))


class Squaring:
    weight = 3.0

    @staticmethod
    def of(x):
        return x * x


class Scaling:
    weight = 4.0

    @staticmethod
    def of(x):
        return 5.0 * x


def method_of_one_of_two_functions(x):
    join = np.add if x > 0 else np.multiply
    return join(x, 3.0) + join.reduce([x, 2.0])


def method_of_one_of_two_classes(x):
    kinds = [Squaring, Scaling]
    i = 1 if x > 0 else 0
    return kinds[i].of(x) * kinds[i].weight


ROWS = [
    row(warped_by_branches, normal(4), normal(5, seed=1)),
    row(lower_triangle_in_a_square, definite(4), normal(4)),
    row(overwritten_off_the_diagonal, 0.5 * normal(4)),
    row(overwritten_from_both_ends, 0.5 * normal(5)),
    row(overwritten_in_another_sweep, 0.5 * normal(5)),
    row(read_in_one_branch_and_written_in_the_other, positive(6)),
    row(nothing_left_of_a_root, 2.0, 0.5, order=1),
    row(weighted_by_its_sign, 0.3, 0.4, argnums=(0,)),
    row(method_of_one_of_two_functions, 1.5),
    row(method_of_one_of_two_functions, -1.5, case="other"),
    row(method_of_one_of_two_classes, 1.5),
    row(method_of_one_of_two_classes, -1.5, case="other"),
]
