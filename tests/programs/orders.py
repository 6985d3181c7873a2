"""Orders that classes and functions say (`__lt__`, `cmp_to_key`), and operators that change what they get."""

import functools
import operator

import numpy as np

from tests.programs.harness import normal, row


class Less:
    def __init__(self, key, value):
        self.key, self.value = key, value

    def __lt__(self, other):
        return self.key < other.key


class Greater:
    def __init__(self, key, value):
        self.key, self.value = key, value

    def __gt__(self, other):
        return self.key > other.key


@functools.total_ordering
class Total:
    def __init__(self, value):
        self.value = value

    def __eq__(self, other):
        return self.value == other.value

    def __lt__(self, other):
        return self.value < other.value


def sorted_objects(p):
    items = sorted([Less(v, v * v) for v in p])
    return sum((i + 1) * item.value for i, item in enumerate(items))


def sorted_in_place(a, b, c):
    items = [Total(a), Total(b), Total(c)]
    items.sort()
    return items[0].value + 2 * items[1].value * items[2].value


def extremes_of_objects(a, b, c):
    return min(Total(a), Total(b), Total(c)).value * max([Total(a), Total(b)]).value


def by_the_mirrored_method(a, b, c):
    items = [Greater(a, a), Greater(b, b * b), Greater(a, c)]
    up, down = sorted(items), sorted(items, reverse=True)
    total = up[0].value * 2 + up[1].value * 3 + up[2].value * 5 + down[0].value * 7 + down[1].value * 11
    return total + min(items).value + max(items).value


def ties_keep_their_order(p):
    items = [Less(float(i % 2), v) for i, v in enumerate(p)]
    items.sort()
    down = sorted(items, reverse=True)
    total = sum((i + 1) * item.value for i, item in enumerate(items))
    return total + sum((i + 1) ** 2 * item.value for i, item in enumerate(down)) + max(items).value * min(items).value


def compared_by_a_function(p):
    items = sorted(p, key=functools.cmp_to_key(lambda a, b: -1 if a > b else 1))
    return sum((i + 1) * v for i, v in enumerate(items))


def by_first(a, b):
    return -1 if a[0] > b[0] else (1 if a[0] < b[0] else 0)


def tuples_compared_by_a_function(a, b, c):
    items = sorted([(a, b), (b, c), (c, a)], key=functools.cmp_to_key(by_first), reverse=True)
    return items[0][1] * items[1][0] + items[2][0] ** 2


def operator_changes_list(x):
    a = [x]
    b = a
    operator.iadd(a, [2 * x])
    operator.setitem(a, 0, x * x)
    c = [1.0, x]
    operator.delitem(c, 0)
    return b[0] * b[1] + len(a) + c[0]


def operator_of_numbers(x):
    y = operator.iadd(x, 2.0)
    return operator.imul(y, y) + y + x


def operator_changes_array(p):
    q = p * 2
    r = q
    operator.iadd(q, p)
    operator.itruediv(q, 2.0)
    return np.sum(r * q)


def lists_joined_in_place(p):
    return sum(functools.reduce(operator.iadd, [[v, v * v] for v in p], []))


V = np.array([1.3, 0.4, 2.2, 0.9, -0.5])
ROWS = [
    row(sorted_objects, V),
    row(sorted_objects, list(V)),
    row(sorted_in_place, 1.2, 0.4, 0.9),
    row(extremes_of_objects, 1.2, 0.4, 0.9),
    row(by_the_mirrored_method, 1.2, 0.4, 0.9),
    row(ties_keep_their_order, normal(5)),
    row(ties_keep_their_order, list(normal(4))),
    row(compared_by_a_function, V),
    row(tuples_compared_by_a_function, 1.2, 0.4, 0.9),
    row(operator_changes_list, 1.2),
    row(operator_of_numbers, 1.2),
    row(operator_changes_array, normal(3)),
    row(lists_joined_in_place, normal(3)),
    row(lists_joined_in_place, normal(12)),
]
