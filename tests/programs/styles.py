"""Programs in the many styles that people write Python in: iterators of their own, decorators, tables, records."""

import math

import numpy as np

from tests.programs.harness import normal
from tests.programs.writes import row


# ------------------------------------------------------------ iterators
class Weighted:
    """An iterator that starts anew whenever it is gone through."""

    def __init__(self, p):
        self.p = p

    def __iter__(self):
        self.k = 0
        return self

    def __next__(self):
        if self.k == len(self.p):
            raise StopIteration
        value = self.p[self.k] * (self.k + 1)
        self.k += 1
        return value


class Multiples:
    def __init__(self, x, n):
        self.x, self.n, self.i = x, n, 0

    def __iter__(self):
        return self

    def __next__(self):
        if self.i >= self.n:
            raise StopIteration
        self.i += 1
        return self.x * self.i


class Halving:
    """Steps of Newton's method until they are short."""

    def __init__(self, x, tolerance):
        self.x, self.tolerance = x, tolerance

    def __iter__(self):
        return self

    def __next__(self):
        new = 0.5 * (self.x + 2.0 / self.x)
        if abs(new - self.x) < self.tolerance:
            raise StopIteration()
        self.x = new
        return new


def own_iterator_twice(p):
    weighted = Weighted(p)
    s = 0.0
    for v in weighted:
        s += v * v
    for v in weighted:
        s += math.sin(v)
    return s


def own_iterator_by_next(p):
    it = iter(Weighted(p))
    a = next(it)
    s = a * next(it)
    for v in it:
        s += v
        if v > 1:
            break
    return s + next(it, 3.0) * a


def own_iterator_listed(p):
    return sum(list(Weighted(p))) * max(Weighted(p))


def own_iterator_in_array(p):
    return np.array([v for v in Weighted(p)]) @ p


def own_iterator_zipped(p):
    return sum(a * b for a, b in zip(Weighted(p), p, strict=True)) + sum(i * v for i, v in enumerate(Weighted(p)))


def own_iterator_of_known_length(x):
    return sum(v * v for v in Multiples(x, 4))


def own_iterator_of_length(x, n):
    s = 0.0
    for v in Multiples(x, n):
        s += math.sin(v)
    return s


def own_iterator_until_short(x):
    last = x
    for v in Halving(x, 1e-3):
        last = v * x
    return last


def yields_from_expressions(x):
    def some():
        yield x
        yield x * x

    def more():
        yield from some()
        yield 1.0
        yield from (x**3 for _ in range(2))

    return sum(v * k for k, v in enumerate(more()))


def next_of_expression(p):
    v = next((v for v in p if v > 0), None)
    return p[0] if v is None else v**2


def next_of_expression_without(p):
    v = next((v for v in p if v > 100), None)
    return p[0] if v is None else v


def next_of_expression_raises(p):
    try:
        v = next(v for v in p if v > 100)
    except StopIteration:
        v = p[1] ** 2
    return v


def next_of_chosen(p):
    it = iter([v for v in p if v > -10])
    s = next(it)
    for v in it:
        s = s * 0.5 + v
    return s


def next_until_it_ends(p):
    it = iter(p)
    total = 0.0
    while True:
        try:
            v = next(it)
        except StopIteration:
            break
        total = total * 0.9 + v**2
    return total


def next_then_loop(p):
    it = iter(p)
    before = next(it)
    steps = []
    for v in it:
        steps.append((v - before) ** 2)
        before = v
    return sum(steps)


def pairs_of_one_iterator(p):
    it = iter(p)
    return sum(a * b for a, b in zip(it, it, strict=True))


def list_of_array_sorted(p):
    items = list(p)
    items.sort(reverse=True)
    return items[0] * items[1] - items[-1]


def tuple_of_array(p):
    items = tuple(p)
    return items[0] * items[-1] + len(items) + sum(items)


ROWS = [
    row(own_iterator_twice, normal(4)),
    row(own_iterator_by_next, normal(4)),
    row(own_iterator_listed, normal(4)),
    row(own_iterator_in_array, normal(4)),
    row(own_iterator_zipped, normal(4)),
    row(own_iterator_of_known_length, 0.7),
    row(own_iterator_of_length, 0.7, 4),
    row(own_iterator_until_short, 2.7),
    row(yields_from_expressions, 0.7),
    row(next_of_expression, normal(4)),
    row(next_of_expression_without, normal(4)),
    row(next_of_expression_raises, normal(4)),
    row(next_of_chosen, normal(5)),
    row(next_until_it_ends, normal(4)),
    row(next_then_loop, normal(4)),
    row(pairs_of_one_iterator, normal(4)),
    row(list_of_array_sorted, normal(5)),
    row(tuple_of_array, normal(4)),
]
