"""Programs that mix many forms, as real code does: dtypes, structures and ways out that meet in one function."""

import numpy as np

from tests.programs.harness import row


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
]
