"""Numbers of different classes that meet in one variable: which class it is, is asked when the code runs."""

import numpy as np

from tests.programs.harness import row


def one_or_the_other(x, k):
    e = x if x < 0 else k
    return x * (2 if isinstance(e, int) else 3) * (5 if isinstance(e, int | float) else 7)


def by_a_branch(x, k):
    if x < 0:
        e = x
    else:
        e = k
    return x * (2 if type(e) is float else 3)


def total_of_nothing(x, k):
    total = 0
    for i in range(k):
        if i > 5:
            total += x
    return x * (2 if isinstance(total, int) else 3) + total


def largest(x, k):
    e = max(x, k)
    return x * (2 if isinstance(e, int) else 3)


def nearest(x):
    e = min([x, 1, 2.5], key=lambda v: abs(v - 1))
    return x * (2 if isinstance(e, int) else 3)


def by_and(x, k):
    e = x and k
    return x * (2 if isinstance(e, int) else 3)


def from_a_helper(x):
    def first(v):
        return v if v < 0 else 1

    return x * (2 if isinstance(first(x), int) else 3)


def numpy_or_python(x):
    e = np.float32(2) if x < 0 else x
    f = np.float64(x) if x > 0 else x
    return x * (2 if isinstance(e, np.floating) else 3) * (5 if isinstance(f, np.floating) else 7)


def by_a_key(x):
    e = {"a": x, "b": 1}["a" if x < 0 else "b"]
    return x * (2 if isinstance(e, int) else 3)


def in_lists(x, k):
    held, count = [x, 1, 2.0, x * x, 3], 0
    for i in range(k + 3):
        count += isinstance(held[i], int)
    grown = []
    for i in range(k + 7):
        if i % 2:
            grown.append(x * i)
        else:
            grown.append(i)
    return x * count + x * sum(isinstance(v, int) for v in grown) + x * isinstance(grown[k + 1], float)


def written_in_a_list(x, k):
    held = [x] * 9
    held[k] = 3
    ordered = sorted([x, 1, 2.5, 0])
    return x * sum(isinstance(v, int) * (i + 1) for i, v in enumerate([*held, *ordered]))


def matched(x, k):
    match x if x < 0 else k:
        case int():
            return x * 2
        case float():
            return x * 3
    return x * 5


ROWS = [
    row(function, value, *(2 for _ in range(function.__code__.co_argcount - 1)), case=case)
    for function in (
        one_or_the_other, by_a_branch, total_of_nothing, largest, nearest, by_and, from_a_helper, numpy_or_python,
        by_a_key, in_lists, written_in_a_list, matched,
    )
    for value, case in ((0.7, ""), (-0.7, "below zero"))
]  # fmt: skip
