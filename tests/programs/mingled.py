"""Programs that mix many forms, as real code does: dtypes, structures and ways out that meet in one function."""

import numpy as np

from tests.programs.harness import normal, row


def number_beside_narrow_array(x, s):
    return np.sum(x * s)


def number_beside_narrow_items(x, s):
    total = np.float32(0)
    for v in x:
        total += v * s
    return total


def narrow_number(x):
    return 3 * x


def narrow_number_as_it_is(x):
    return x


def narrow_number_beside_wide(x, y):
    for _ in range(3):
        y = x * y
    return y


def narrowed_number(x, y):
    return x * np.float32(y)


def number_or_three(x):
    if x > 0:
        y = np.array([x, x * x, 1.0])
    else:
        y = x * 3
    return np.sum(y * 2) + np.max(y)


def factor(v, k):
    if k > 3:
        raise KeyError(k)
    return v * k


def first_of_two_exceptions(x, where):
    total = 0.0
    d = {0: 1.0, 1: x[0]}
    for i in where:
        try:
            total += x[i] * d[i]
        except IndexError:
            total *= 2
            break
        except KeyError:
            d[i] = total
            continue
        total += 0.1
    return total + sum(d.values())


def first_exception_in_a_display(x, where):
    total = 0.0
    d = {0: 1.0, 1: x[0]}
    for i in where:
        try:
            total += np.array([x[i], d[i]]) @ x[:2]
        except IndexError:
            total = 2 * total + 1
        except KeyError:
            total = 3 * total + x[2]
    return total


def first_exception_in_an_update(x, where):
    y = x.copy()
    d = {0: 1.0, 1: x[0]}
    for i in where:
        try:
            y[i] += d[i]
        except IndexError:
            y *= 2
        except KeyError:
            y *= x[2]
    return np.sum(y)


def first_exception_beside_a_call(x, where):
    total = 0.0
    for i in where:
        try:
            total += x[i] + factor(x[0], i)
            total += x[0] if x[i] < factor(x[1], i) else x[1]
        except IndexError:
            total = 2 * total + 1
        except KeyError:
            total = 3 * total + x[2]
    return total


NARROW = np.array([1.0, -2.0, 0.5], dtype=np.float32)

ROWS = [
    row(number_beside_narrow_array, NARROW, 2.0, tolerance=1e-5, order=1),
    row(number_beside_narrow_items, NARROW, 2.0, tolerance=1e-5, order=1),
    row(narrow_number, np.float32(1.5), order=1),
    row(narrow_number_as_it_is, np.float32(1.5), order=1),
    row(narrow_number_beside_wide, np.float32(1.5), np.float64(2.0), order=1),
    row(narrow_number_beside_wide, np.float32(1.5), 2.0, case="python", tolerance=1e-5, order=1),
    row(narrowed_number, np.float32(1.5), np.float64(2.0), tolerance=1e-5, order=1),
    row(number_or_three, 0.5),
    row(number_or_three, -0.5, case="number"),
    row(first_of_two_exceptions, normal(5), [0, 1, 2, 9, 1]),
    row(first_exception_in_a_display, normal(5), [0, 9, 1, 2, 4]),
    row(first_exception_in_an_update, normal(5), [0, 9, 1, 2, 4]),
    row(first_exception_beside_a_call, normal(5), [0, 9, 1, 2, 4]),
]
