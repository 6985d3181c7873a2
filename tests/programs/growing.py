"""Lists that get more elements while they are gone through: beside others, by number, by generators."""

import functools

import numpy as np

from tests.programs.harness import Row
from tests.programs.writes import normal, row


def grown_beside_an_array(x, p):
    seen = [x]
    for last, factor in zip(seen, p):
        seen.append(last * factor)
    return sum(seen)


def grown_beside_a_list(x):
    left, right, total = [x], [2 * x], 0.0
    for a, b in zip(left, right):
        total += a * b
        if len(left) < 4:
            left.append(2 * a)
            right.append(a + b)
    return total


def grown_beside_a_longer_list(x):
    left, right, total = [x], [2 * x, 3 * x, 5 * x, 7 * x, 9 * x], 0.0
    for a, b in zip(left, right):
        total += a * b
        if len(left) < 3:
            left.append(a * b)
    return total


def grown_by_number(x, p):
    seen, total = [x], 0.0
    for i, (a, factor) in enumerate(zip(seen, p)):
        total += a * factor * (i + 1)
        if i < 2:
            seen.append(a * factor)
    return total


def grown_beside_a_range(x):
    seen, total = [x, 2 * x], 0.0
    for a, k in zip(seen, range(10)):
        total += a * k
        if k < 5:
            seen.append(a + k)
    return total


def grown_under_a_generator(x, p):
    seen = [x]
    for product in (a * k for a, k in zip(seen, p)):
        seen.append(np.sin(product) * seen[-1])
    return sum(seen)


def grown_under_map(x):
    seen, total = [x, 2 * x], 0.0
    for a in map(lambda v: v * x, seen):
        total += a
        if len(seen) < 5:
            seen.append(a)
    return total


def grown_backwards(x):
    seen, total = [x, 2 * x], 0.0
    for a in reversed(seen):
        total += a * a
        seen.append(3 * a)
    return total + len(seen)


def grown_after_next(x):
    seen, total = [x, 2 * x], 0.0
    rest = iter(seen)
    first = next(rest)
    seen.append(first * first)
    for a in rest:
        total += first * a
        if len(seen) < 6:
            seen.append(a + 1)
    return total


def shrunk_beside_its_tail(x):
    seen, total = [x, 2 * x, 3 * x], 0.0
    for a, b in zip(seen, seen[1:]):
        total += a * b
        seen.pop()
    return total


def grown_dict_twice(x):
    table, total = {"a": x, "b": x * x}, 0.0
    items = table.items()
    for _, value in items:
        total += value
    table["c"] = total * x
    for _, value in items:
        total += 2 * value
    return total


P = np.array([1.36, -0.83, -1.15, -1.43])


def folded_from_an_array(rows, h):
    found = functools.reduce(lambda hs, u: hs + [u * hs[-1]], rows, [h])
    return sum(np.sum(each**2) for each in found)


def folded_from_two_arrays(rows, h):
    found = functools.reduce(lambda hs, u: [hs[-1] * u] + hs, rows, [h, 2 * h])
    return sum((i + 1) * np.sum(each**2) for i, each in enumerate(found))


def folded_with_a_star(rows, h):
    def grown(hs, u):
        return [*hs, u + hs[-1] * h]

    start = [h]
    return sum(np.sum(each**2) for each in functools.reduce(grown, rows, start))


def folded_by_append(rows, h):
    def grown(hs, u):
        hs.append(u * hs[-1])
        return hs

    return sum(np.sum(each**2) for each in functools.reduce(grown, rows, [h]))


def lists_added_to_an_array(rows, h):
    found = sum([[u] for u in rows], [h])
    return np.sum(found[0] ** 2) + np.sum(found[1] * found[0])


def folded_over_a_range(h, n):
    found = functools.reduce(lambda hs, k: hs + [(k + 1) * hs[-1]], range(n), [h])
    return sum(np.sum(each**2) for each in found)


ROWS: list[Row] = [
    row(grown_beside_an_array, 0.7, P),
    row(grown_beside_a_list, 0.7),
    row(grown_beside_a_longer_list, 0.7),
    row(grown_by_number, 0.7, P),
    row(grown_beside_a_range, 0.7),
    row(grown_under_a_generator, 0.7, P),
    row(grown_under_map, 0.7),
    row(grown_backwards, 0.7),
    row(grown_after_next, 0.7),
    row(shrunk_beside_its_tail, 0.7),
    row(grown_dict_twice, 0.7),
    row(folded_from_an_array, normal(5, 2), normal(2, seed=3)),
    row(folded_from_two_arrays, normal(5, 2), normal(2, seed=3)),
    row(folded_with_a_star, normal(5, 2), normal(2, seed=3)),
    row(folded_by_append, normal(5, 2), normal(2, seed=3)),
    row(lists_added_to_an_array, normal(5, 2), normal(2, seed=3)),
    row(folded_over_a_range, normal(2, seed=3), 4),
]
