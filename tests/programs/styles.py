"""Programs in the many styles that people write Python in: iterators of their own, decorators, tables, records."""

import functools
import heapq
import itertools
import math
import operator
import statistics
import types

import numpy as np

from tests.programs.harness import normal, positive
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


# ------------------------------------------------------------ functions that share code
def scaled_by(k):
    def decorate(f):
        @functools.wraps(f)
        def inner(*args, **keywords):
            return k * f(*args, **keywords)

        return inner

    return decorate


@scaled_by(2.0)
@scaled_by(3.0)
def decorated(x, *, power=2):
    return x**power


def decorated_twice(x):
    return decorated(x, power=3) + decorated(x)


def repeated_by(k):
    def f(x, n):
        if n <= 0:
            return x * k
        return math.sin(f(x, n - 1)) * k

    return f


TWICE, THRICE = repeated_by(2.0), repeated_by(3.0)


def recursions_of_one_text(x, n):
    return TWICE(x, n) + THRICE(x, n) * TWICE(x * 2, n)


def waves_of(k):
    def f(x):
        y = math.sin(x * k)
        for _ in range(3):
            y = math.cos(y * x + k)
        return y

    return f


WAVES = [waves_of(float(k)) for k in range(1, 4)]


def called_often(x):
    s = 0.0
    for _ in range(2):
        for f in WAVES:
            s += f(x) * f(x + 1) + f(x + 2) * f(x + 3)
    return s + WAVES[0](s) + WAVES[1](x) + WAVES[2](x) + WAVES[0](x) + WAVES[1](s) + WAVES[2](s)


# ------------------------------------------------------------ the standard library
def grouped_by_sign(p):
    found = 0.0
    for positive_ones, group in itertools.groupby(p, key=lambda v: v > 0):
        found += sum(group) ** 2 * (2 if positive_ones else 1)
    return found


def grouped_by_name(x):
    rows = [("a", x), ("a", x * 2), ("b", x**2)]
    table = {k: sum(v for _, v in group) for k, group in itertools.groupby(rows, key=operator.itemgetter(0))}
    return table["a"] * table["b"]


def array_from_expression(p):
    q = np.fromiter((v * v for v in p), dtype=float)
    return np.sum(np.sin(q))


def array_from_generator(x, n):
    q = np.fromiter((x**k for k in range(n)), np.float64, n)
    return q.sum() + np.fromiter({"a": x, "b": x * x}.values(), float) @ np.array([1.0, 2.0])


def mean_and_spread(p):
    spread = statistics.stdev(p) + statistics.pvariance(p) + statistics.variance(p) * statistics.pstdev(p)
    return statistics.mean(p) * statistics.fmean(p) + spread


def other_averages(p):
    return statistics.median(p) + statistics.geometric_mean(p) * statistics.mean([v * v for v in p if v > 0.5])


def regression(p, q):
    return statistics.correlation(p, q) + statistics.covariance(p, q) + statistics.linear_regression(p, q).slope


def summed_expression(p, q):
    return math.fsum(a * b for a, b in zip(p, q, strict=True)) + math.prod(v * v for v in p)


def mapped_over_pairs(p, q):
    return sum(itertools.starmap(lambda a, b: a * b * b, zip(p, q, strict=True)))


def least_and_greatest(p):
    return sum(heapq.nsmallest(2, p)) * heapq.nlargest(1, p)[0] + sorted(p, reverse=True)[0]


def namespace_as_state(x, n):
    state = types.SimpleNamespace(place=x, speed=0.0, time=0)
    for _ in range(n):
        state.speed -= 0.1 * state.place
        state.place += 0.1 * state.speed
        state.time += 1
    return state.place * state.time


def listed_generators(x, n):
    found = list(itertools.islice((x**k for k in range(n)), n))
    return found[0] * found[-1]


ROWS = [
    row(decorated_twice, 0.7),
    row(recursions_of_one_text, 0.7, 3),
    row(called_often, 0.7),
    row(grouped_by_sign, normal(6)),
    row(grouped_by_name, 0.7),
    row(array_from_expression, normal(4)),
    row(array_from_generator, 0.7, 4),
    row(mean_and_spread, positive(4)),
    row(mean_and_spread, [0.3, 0.4, 0.7], case="list"),
    row(other_averages, positive(5)),
    row(regression, positive(4), normal(4)),
    row(summed_expression, normal(4), positive(4)),
    row(mapped_over_pairs, normal(3), normal(3, seed=1)),
    row(least_and_greatest, normal(5)),
    row(namespace_as_state, 0.7, 3),
    row(listed_generators, 0.7, 4),
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
