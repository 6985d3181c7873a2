"""Iterators whose length only the run knows, and what they read being assigned or changed while they are in use."""

import collections
import itertools

import numpy as np

from tests.programs.harness import Row, normal, positive
from tests.programs.writes import row


def powers(x, n):
    for i in range(n):
        yield (x**i)


def product_of_known_generator(x):
    t = 0.0
    for a, b in itertools.product(powers(x, 3), (x, 2 * x)):
        t += a * b
    return t


def product_repeated(x):
    t = 0.0
    for a, b in itertools.product(powers(x, 3), repeat=2):
        t += a * b * b
    return t


def product_of_generators(x, n):
    t = 0.0
    for a, b in itertools.product(powers(x, n), powers(2 * x, n + 1)):
        t += a * b * b
    return t


def product_of_generator_with_itself(x, n):
    t = 0.0
    for a, b in itertools.product(powers(x, n), repeat=2):
        t += a * b * b
    return t


def combinations_of_generator(x, n):
    t = 0.0
    for a, b in itertools.combinations(powers(x, n), 2):
        t += a * b * b
    return t


def accumulated_generator(x, n):
    t = 0.0
    for a in itertools.accumulate(powers(x, n)):
        t += a * a
    return t


def accumulated_from_start(x):
    t = 0.0
    for a in itertools.accumulate(powers(x, 3), initial=x):
        t += a * a
    return t


def chained_generators(x, n):
    t = 0.0
    for a in itertools.chain(powers(x, n), powers(2 * x, 3)):
        t += a * a
    return t


def zipped_generators(x, n):
    t = 0.0
    for a, b in zip(powers(x, n), powers(2 * x, n)):
        t += a * b
    return t


def neighbours_of_generator(x, n):
    t = 0.0
    for a, b in itertools.pairwise(powers(x, n)):
        t += a * b
    return t


def first_of_generator(x, n):
    t = 0.0
    for a in itertools.islice(powers(x, n), 2):
        t += a * x
    return t


def taken_while(x, n):
    t = 0.0
    for a in itertools.takewhile(lambda v: v < 3, powers(x, n)):
        t += a * x
    return t


def mapped_generator(x, n):
    return sum(map(lambda v: v * v, powers(x, n)))


def reversed_list_of_generator(x, n):
    t = 0.0
    for a in reversed(list(powers(x, n))):
        t = t * x + a
    return t


def sorted_generator(x, n):
    t = 0.0
    for a in sorted(powers(x, n)):
        t = t * x + a
    return t


def extremes_of_generator(x, n):
    return max(powers(x, n)) + min(powers(x, n))


def array_of_generator(x, n):
    return np.sum(np.array(list(powers(x, n))) ** 2)


def numbered_generator(x, n):
    t = 0.0
    for i, a in enumerate(powers(x, n), start=2):
        t += a * i
    return t


def any_of_generator(x, n):
    return x if any((v > 3 for v in powers(x, n))) else x * x


def numbered_pairs(x, n):
    t = 0.0
    for i, (a, b) in enumerate(zip(powers(x, n), itertools.count(1))):
        t += a * b * i
    return t


def endless(x):
    v = x
    while True:
        yield v
        v = v * x + 0.1


def endless_beside_range(x, n):
    return sum((a * b for a, b in zip(endless(x), range(n))))


def endless_numbered_and_left(x, n):
    t = 0.0
    for i, a in enumerate(endless(x)):
        if i == n:
            break
        t += a * i
    return t


def part_of_endless(x, n):
    return sum(itertools.islice(endless(x), n))


def endless_while(x, n):
    return sum(itertools.takewhile(lambda v: v < 3, endless(x)))


def steps_of_endless(x, n):
    return sum((v * v for v in itertools.islice(endless(x), 1, n, 2)))


def endless_left(x, n):
    xs = []
    for v in endless(x):
        if v > 10 or len(xs) >= n:
            break
        xs.append(v)
    return sum(xs)


def dropped_while(x, n):
    return sum(itertools.dropwhile(lambda v: v < 1.5, powers(x, n)))


def filtered_false(x, n):
    return sum(itertools.filterfalse(lambda v: v < 1.5, powers(x, n)))


def mapped_beside_list(x, n):
    t = 0.0
    for a, b in zip(map(lambda v: v * v, powers(x, n)), [1.0, 2.0, 3.0]):
        t += a * b
        if t > 5:
            break
    return t


def range_shorter_than_list(x, n):
    t = 0.0
    for i, w in zip(range(n), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]):
        t += w * x**i
    return t


def part_of_count(x, n):
    t = 0.0
    for a in itertools.islice(itertools.count(1), n):
        t += x**a
    return t


def count_while(x, n):
    t = 0.0
    for a in itertools.takewhile(lambda k: x**k < 5, itertools.count(1)):
        t += x**a
    return t


def whole_slice(x, n):
    t = 0.0
    for a in itertools.islice(powers(x, n), None):
        t += a
    return t


def slice_of_array(x, n):
    xs = np.linspace(0, 1, 5) * x
    t = 0.0
    for a in itertools.islice(xs, 1, n):
        t += a * a
    return t


def range_beside_list_left(x, n):
    t = 0.0
    for i, w in zip(range(n), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]):
        if t > 4:
            break
        t += w * x**i
    return t


def range_beside_list_summed(x, n):
    return sum((w * x**i for i, w in zip(range(n), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0])))


def numbered_range_beside_list(x, n):
    return sum([w * x**i * k for (k, i), w in zip(enumerate(range(n)), [1.0, x, 3.0, 4.0, 5.0, 6.0])])


def array_beside_list(x, n):
    a = np.ones(n) * x
    t = 0.0
    for i, w in zip(a, [1.0, 2.0, 3.0, 4.0]):
        t += w * x**i
    return t


def three_of_different_lengths(x, n):
    t = 0.0
    for i, w, s in zip(range(n, 0, -1), [1.0, 2.0, 3.0, 4.0, 5.0], "abcdef"):
        t += w * x**i
    return t


def largest_of_pairs(x, n):
    return max((w * x**i for i, w in zip(range(n), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0])))


def mapped_over_two(x, n):
    return sum(map(lambda i, w: w * x**i, range(n), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]))


def list_beside_generator_rebound(x, n):
    t = 0.0
    y = x * 2
    for a, b in zip(powers(x, n), [x, y, x * y, y * y, x]):
        y = y * a
        x = x + b
        t += x * y
    return t


def list_beside_range_rebound(x, n):
    t = 0.0
    y = x * 2
    for a, b in zip(range(n), [x, y, x * y, y * y, x]):
        y = y * x
        x = x + b
        t += x * y
    return t


def argument_of_generator_rebound(x, n):
    t = 0.0
    for a in powers(x, n):
        x = x + a
        t += x
    return t


def argument_rebound_numbered(x, n):
    t = 0.0
    for i, a in enumerate(powers(x, n)):
        x = x + a * i
        t += x
    return t


def argument_rebound_before(x, n):
    t = 0.0
    g = powers(x, n)
    x = x * 2
    for a in g:
        x = x + a
        t += x
    return t


def argument_rebound_zipped(x, n):
    t = 0.0
    for a, b in zip(powers(x, n), np.ones(9)):
        x = x + b
        t += x * a
    return t


def argument_rebound_beside_tuple(x, n):
    t = 0.0
    for a, b in zip(powers(x, n), (x, 2.0, 3.0, 4.0, 5.0)):
        x = x + b
        t += x * a
    return t


def expression_rebound(x, n):
    t = 0.0
    for a in (x * v for v in range(n)):
        x = x + a
        t += x
    return t


def condition_rebound(x, n):
    t = 0.0
    for a in (v * x for v in [1.0, x, 2.0] if v > 0):
        x = x + a
        t += x
    return t


def lambda_rebound(x, n):
    t = 0.0
    for a in map(lambda v: v * x, powers(x, n)):
        x = x + a
        t += x
    return t


def enumerate_then_rebound(x, n):
    xs = np.arange(n) * x
    e = enumerate(xs)
    xs = xs * 2
    t = 0.0
    for i, a in e:
        t += i * a
    return t


def expression_then_rebound(x, n):
    y = x * 2
    g = (v * v for v in [x, y])
    y = y * 3
    return sum(g)


def zip_then_rebound(x, n):
    y = x * 2
    g = zip([x, y], range(n))
    y = y * 3
    t = 0.0
    for a, b in g:
        t += a * b + y
    return t


def array_expression_then_rebound(x, n):
    xs = np.arange(n) * x
    g = (v * v for v in xs)
    xs = xs * 2
    return sum(g)


def map_reads_later_value(x, n):
    y = x * 2
    g = map(lambda v: v * y, [x, y])
    y = y * 3
    return sum(g)


def array_rebound_inside(x, n):
    xs = np.arange(n) * x
    t = 0.0
    for a in (v * v for v in xs if v > 0):
        t += a
        xs = xs * 2
    return t + xs[1]


def closure_variable_rebound_inside(x, n):
    xs = np.arange(n) * x
    t = 0.0

    def gen():
        for v in xs:
            yield v

    for a in gen():
        t += a
        xs = xs * 2
    return t + xs[1]


def generator_reads_rebound(x, n):

    def gen():
        for v in range(n):
            yield (v * x)

    t = 0.0
    for a in gen():
        t += a
        x = x * 1.1
    return t + x


def list_rebound_inside(x, n):
    xs = [x, x * 2]
    t = 0.0
    for a in (v * v for v in xs):
        t += a
        xs = [x]
    return t + xs[0]


def list_appended_before_use(x, n):
    xs = [x, x * 2]
    g = (v * v for v in xs)
    xs.append(x**3)
    return sum(g)


def closure_then_rebound(x, n):
    y = x * x
    g = (v * y for v in range(n))
    y = 3 * y
    return sum(g) + y


def range_end_then_rebound(x, n):
    y = x * x
    m = n
    g = (v * y for v in range(m))
    m = m - 2
    return sum(g) + y * m


def reversed_then_rebound(x, n):
    y = [x * x]
    r = reversed(y)
    y = [x, x]
    return sum(r) + sum(y)


def iter_then_rebound(x, n):
    a = np.arange(1, n + 1) * x
    it = iter(a)
    a = a * 2
    t = 0.0
    for v in it:
        t += v
    return t + sum(a)


def range_then_rebound(x, n):
    m = n
    r = range(m)
    m = m - 1
    t = x
    for i in r:
        t = t * x + i * m
    return t


def filter_then_rebound(x, n):
    y = x
    g = filter(lambda v: v > y, [x, 2 * x, 3 * x])
    y = y * 1.5
    return sum(g) + y


def filter_of_array_then_rebound(x, n):
    a = np.arange(1, n + 1) * x
    f = filter(lambda v: v > 1.0, a)
    a = a * 2
    return sum(f)


def accumulate_then_rebound(x, n):
    a = np.arange(1, n + 1) * x
    f = itertools.accumulate(a)
    a = a * 2
    return sum(f)


def pairwise_then_rebound(x, n):
    a = np.arange(1, n + 1) * x
    f = itertools.pairwise(a)
    a = a * 2
    t = 0.0
    for p, q in f:
        t += p * q
    return t


def combinations_rebound_inside(x, n):
    a = np.arange(1, n + 1) * x
    t = 0.0
    for p, q in itertools.combinations(a, 2):
        t += p * q
        a = a * 2
    return t + a[0]


def product_rebound_inside(x, n):
    a = np.arange(1, n + 1) * x
    t = 0.0
    for p, q in itertools.product(a, (x, 2.0)):
        t += p * q
        a = a * 2
        x = x + 1
    return t + a[0]


def chain_rebound_inside(x, n):
    a = np.arange(1, n + 1) * x
    t = 0.0
    for p in itertools.chain(a, [x, a[0]]):
        t += p
        a = a * 2
        x = x + 1
    return t + a[0]


def takewhile_rebound_inside(x, n):
    a = np.arange(1, n + 1) * x
    t = 0.0
    for p in itertools.takewhile(lambda v: v < x * 3, a):
        t += p
        a = a * 2
        x = x + 0.1
    return t + a[0]


def next_element_changed(x, n):
    xs = [x, 2 * x, 3 * x]
    t = 0.0
    for i, v in enumerate(xs):
        t += v
        if i + 1 < len(xs):
            xs[i + 1] += v * x
    return t


def zipped_lists_changed(x, n):
    xs = [x, 2 * x, 3 * x]
    ys = [1.0, 2.0, 3.0]
    t = 0.0
    for a, b in zip(xs, ys):
        t += a * b
        xs[2] = t
        ys[1] = x
    return t


def dict_changed_inside(x, n):
    d = {"a": x, "b": x * x, "c": 2.0}
    t = 0.0
    for k, v in d.items():
        t += v
        d["c"] = t * x
    return t + d["c"]


def dict_values_then_changed(x, n):
    d = {"a": x, "b": x * x, "c": 2.0}
    vs = d.values()
    d["b"] = x**3
    return sum(vs)


def zip_then_changed(x, n):
    xs = [x, 2 * x, 3 * x]
    z = zip(xs, range(3))
    xs[1] = x**4
    t = 0.0
    for a, i in z:
        t += a * (i + 1)
    return t


def reversed_then_changed(x, n):
    xs = [x, 2 * x, 3 * x]
    z = reversed(xs)
    xs[0] = x**4
    t = 0.0
    for a in z:
        t = t * x + a
    return t


def map_reads_what_the_loop_changes(x, n):
    y = 2.0
    t = 0.0
    for v in map(lambda a: a * y, [x, 2.0, 3.0]):
        y += v
        t += v
    return t


def numbered_map_reads_what_the_loop_changes(x, n):
    y = 2.0
    t = 0.0
    for i, v in enumerate(map(lambda a: a * y, [x, 2.0, 3.0])):
        y += v
        t += v * i
        if t > 1000000000.0:
            break
    return t


def iter_then_changed(x, n):
    xs = [x, 2 * x, 3 * x]
    it = iter(xs)
    a = next(it)
    xs[1] = a * x
    b = next(it)
    return a * b + sum(it)


def pairwise_changed_inside(x, n):
    xs = [x, 2 * x, 3 * x]
    t = 0.0
    for a, b in itertools.pairwise(xs):
        t += a * b
        xs[2] = t
    return t


def next_element_of_long_list_changed(x, n):
    xs = [x * i for i in range(n)]
    t = 0.0
    for i, v in enumerate(xs):
        t += v
        if i + 1 < n:
            xs[i + 1] += v * x
    return t


def long_list_rebound_inside(x, n):
    xs = [x * i for i in range(n)]
    t = 0.0
    for i, v in enumerate(xs):
        t += v
        xs = [v * x for _ in range(n + i)]
    return t + sum(xs)


def zip_of_long_list_then_rebound(x, n):
    xs = [x * i for i in range(n)]
    z = zip(xs, xs[1:])
    xs = [x * x] * n
    t = 0.0
    for a, b in z:
        t += a * b
    return t + xs[0]


def long_list_appended_before_use(x, n):
    xs = [x * i for i in range(n)]
    e = enumerate(xs)
    xs[1] = x**3
    xs.append(x)
    t = 0.0
    for i, a in e:
        t += a * i
    return t


def long_dict_changed_inside(x, n):
    d = {i: x * (i + 1) for i in range(n)}
    t = 0.0
    for k, v in d.items():
        t += v * (k + 1)
        if k + 1 < n:
            d[k + 1] = t * x
    return t


def deque_changed_inside(x, n):
    q = collections.deque([x, 2 * x, 3 * x])
    t = 0.0
    for v in q:
        t = t * x + v
        q[2] = t
    return t


def generators_in_list(x, n):
    gens = [(v * x for v in range(k)) for k in range(3)]
    return sum((sum(g) for g in gens))


def iterators_in_list(x, n):
    its = [iter([x, 2.0]), iter([3.0, x * x])]
    t = 0.0
    for it in its:
        t += next(it) * x
    return t + next(its[1])


def late_binding_in_loop(x, n):
    fs = []
    for i in range(3):
        fs.append(lambda y: y * i)
    return sum((f(x) for f in fs))


def next_element_of_array_changed(x, n):
    a = np.arange(1.0, n + 1) * x
    t = 0.0
    for i, v in enumerate(a):
        t += v
        if i + 1 < n:
            a[i + 1] += v * x
    return t


def next_row_changed(x, n):
    a = np.outer(np.arange(1.0, n + 1), np.ones(3)) * x
    t = 0.0
    for i, r in enumerate(a):
        t += r.sum()
        if i + 1 < n:
            a[i + 1] += r * x
    return t


def map_of_array_then_written(x, n):
    a = np.arange(1.0, n + 1) * x
    m = map(lambda v: v * v, a)
    a[0] = x**3
    return sum(m)


def constant_then_rebound(x, n):
    k = 2
    g = (v**k for v in (x, 2 * x, 3.0))
    k = 3
    return sum(g)


def list_then_constant_rebound(x, n):
    k = 2
    g = [v**k for v in (x, 2 * x, 3.0)]
    k = 3
    return sum(g) * k


def endless_argument_rebound(x, n):

    def gen(y):
        while y < 100:
            yield y
            y = y * 2 + 1

    g = gen(x)
    x = x + 1
    t = 0.0
    for v in g:
        t += v * x
        x = x * 1.01
    return t


def inner_zip_rebound(x, n):
    t = 0.0
    for i in range(n):
        for j, v in zip(range(i, n), [x, 2 * x, 3.0, 4.0, 5.0]):
            t += v * j
            x = x * 1.1
    return t


def zip_of_parts_rebound_inside(x, n):
    a = np.arange(1.0, n + 1) * x
    t = 0.0
    for u, v in zip(a, a[1:]):
        t += u * v
        a = a * 2
    return t + a[0]


def range_end_changed_inside(x, n):
    m = n
    t = 0.0
    for i in range(m):
        m = m - 1
        t += x**m
    return t


def reversed_array_rebound_inside(x, n):
    a = np.arange(1.0, n + 1) * x
    t = 0.0
    for u in reversed(a):
        t = t * x + u
        a = a * 2
    return t + a[0]


def array_expression_rebound_inside(x, n):
    a = np.arange(1.0, n + 1) * x
    t = 0.0
    w = x
    for u in (q * w for q in a):
        t += u
        a = a * 2
        w = w + 1
    return t + a[0]


def list_comprehension_rebound_inside(x, n):
    a = np.arange(1.0, n + 1) * x
    t = 0.0
    w = x
    for u in [q * w for q in a]:
        t += u
        a = a * 2
        w = w + 1
    return t + a[0]


def filter_rebound_inside(x, n):
    t = 0.0
    for a in filter(lambda v: v > x, [1.0, 2.0, 3.0]):
        t += a * x
        x = x + 1
    return t


def filter_of_array_rebound_inside(x, n):
    t = 0.0
    s = np.arange(n) * 0.5
    for a in filter(lambda v: v < x, s * x):
        t += a * x
        x = x - 0.1
    return t


def array_written_while_iterated(q, n):
    it = iter(q)
    a = next(it)
    q[1:] = q[1:] * n
    b = next(it)
    q[2] = 7 * q[0]
    return a * b + sum(it)


def array_written_before_the_sum(q, n):
    it = iter(q)
    q[1] -= n
    return sum(it)


def zipped_array_written(q, n):
    it = zip(q, [1.0, 2.0, 3.0, 4.0])
    k, a = next(it)
    q[1:] = q[1:] * n
    k, b = next(it)
    q[2] = 7 * q[0]
    return a * b * k + sum(k * v for k, v in it)


def iterated_array_rebound(p, q):
    it = iter(p)
    p = q
    return next(it) * next(it) + sum(it)


def counted_after_zip(x):
    count, s = itertools.count(1), 0.0
    for i, v in zip(count, [x, x * x]):
        s += i * v
    return s * next(count)


def counted_until(x):
    count, s = itertools.count(1), 0.0
    while s < 10:
        s += x * next(count)
    return s


def counted_by_steps(x, n):
    count = itertools.count(1.5, x)
    s = next(count)
    for _ in range(n):
        s = s * next(count)
    return s + sum(v for v, _ in zip(count, range(3)))


def cycled_by_next(x, n):
    cycle, s = itertools.cycle([x, 2 * x, x * x]), 0.0
    for i in range(n):
        s += next(cycle) * i
    return s


def cycled_array(x, n):
    cycle = itertools.cycle(x)
    s = next(cycle)
    for v in itertools.islice(cycle, n):
        s += v * v * s
    return s


def numbered_by_count(x):
    count, table = itertools.count(), {}
    for key in ("a", "b"):
        table[key] = next(count)
    return x * table["b"] + x * x * table["a"]


class ByPosition:
    """Gives its items by position alone."""

    def __init__(self, v):
        self.v = v

    def __getitem__(self, i):
        if i >= 3:
            raise IndexError
        return self.v * (i + 1)


class OneByOne:
    def __init__(self, v):
        self.v = v

    def __iter__(self):
        for i in range(3):
            yield self.v**i


def listed_by_position(x):
    return sum(list(ByPosition(x * x))) * len(tuple(ByPosition(x)))


def member_by_position(x):
    both = (3 * x in ByPosition(x)) and 5 * x not in ByPosition(x)
    return x * x if both and x * x in OneByOne(x) and 2.5 not in OneByOne(x) else x


def _steps_taken(n, x):
    t = 0.0
    yield t, x
    for _ in range(n):
        x = x + 0.1 * np.sin(x)
        t += 0.1
        yield t, x


def columns_of_generator(x, n):
    times, states = zip(*_steps_taken(n, x))
    return np.sum(np.stack(states) ** 2) + sum(times) + len(times)


def columns_of_generator_of_known_length(x):
    times, states = zip(*_steps_taken(3, x))
    return np.sum(np.stack(states) ** 2) + sum(times)


def columns_of_generator_with_effects(x, n):
    seen = []

    def pairs():
        for i in range(n):
            seen.append(x * i)
            yield x + i, seen[-1] * x

    sums, products = zip(*pairs())
    return sum(sums) * sum(products) + sum(seen) * len(seen)


def columns_of_expression(x, n):
    products, cosines = map(list, zip(*((x * i, np.cos(x) + i) for i in range(n) if i != 1)))
    products.append(x)
    return np.sum(np.array(products) ** 2) + np.sum(np.array(cosines) ** 2)


def columns_of_zip(x, y):
    kept, weights = zip(*((u, v) for u, v in zip(x, y) if u > 0))
    first, second = zip(*zip(x, y))
    return np.dot(kept, weights) * len(kept) + np.dot(first, second)


def sorted_members(x, n):
    seen = set()
    for i in range(n):
        seen.add(x * (i % 3 + 1))
    falling = sorted(seen, reverse=True)
    return falling[0] * 3 + falling[-1] + len(falling)


def sorted_pairs_of_set(x, n):
    seen = {(i % 2, x * (i % 3 + 1)) for i in range(n)}
    return sum(k * a * v for k, (a, v) in enumerate(sorted(seen)))


def groups_in_order(weights, group):
    total = 0.0
    for i, g in enumerate(sorted(set(group.tolist()))):
        total += weights[group == g].mean() ** 2 * (i + 1)
    survivors = {}
    for g in sorted(set(group[group > 1].tolist())):
        survivors[g] = weights[group >= g].sum()
    return total + sum(survivors.values())


ROWS: list[Row] = [
    row(product_of_known_generator, 1.3),
    row(product_repeated, 1.3),
    row(product_of_generators, 1.3, 4),
    row(product_of_generator_with_itself, 1.3, 4),
    row(combinations_of_generator, 1.3, 4),
    row(accumulated_generator, 1.3, 4),
    row(accumulated_from_start, 1.3),
    row(chained_generators, 1.3, 4),
    row(zipped_generators, 1.3, 4),
    row(neighbours_of_generator, 1.3, 4),
    row(first_of_generator, 1.3, 4),
    row(taken_while, 1.3, 4),
    row(mapped_generator, 1.3, 4),
    row(reversed_list_of_generator, 1.3, 4),
    row(sorted_generator, 1.3, 4),
    row(extremes_of_generator, 1.3, 4),
    row(array_of_generator, 1.3, 4),
    row(numbered_generator, 1.3, 4),
    row(any_of_generator, 1.3, 4),
    row(numbered_pairs, 1.3, 4),
    row(endless_beside_range, 1.3, 4),
    row(endless_numbered_and_left, 1.3, 4),
    row(part_of_endless, 1.3, 4),
    row(endless_while, 1.3, 4),
    row(steps_of_endless, 1.3, 4),
    row(endless_left, 1.3, 4),
    row(dropped_while, 1.3, 4),
    row(filtered_false, 1.3, 4),
    row(mapped_beside_list, 1.3, 4),
    row(range_shorter_than_list, 1.3, 4),
    row(part_of_count, 1.3, 4),
    row(count_while, 1.3, 4),
    row(whole_slice, 1.3, 4),
    row(slice_of_array, 1.3, 4),
    row(range_beside_list_left, 1.3, 4),
    row(range_beside_list_summed, 1.3, 4),
    row(numbered_range_beside_list, 1.3, 4),
    row(array_beside_list, 1.3, 4),
    row(three_of_different_lengths, 1.3, 4),
    row(largest_of_pairs, 1.3, 4),
    row(mapped_over_two, 1.3, 4),
    row(list_beside_generator_rebound, 1.3, 4),
    row(list_beside_range_rebound, 1.3, 4),
    row(argument_of_generator_rebound, 1.3, 4),
    row(argument_rebound_numbered, 1.3, 4),
    row(argument_rebound_before, 1.3, 4),
    row(argument_rebound_zipped, 1.3, 4),
    row(argument_rebound_beside_tuple, 1.3, 4),
    row(expression_rebound, 1.3, 4),
    row(condition_rebound, 1.3, 4),
    row(lambda_rebound, 1.3, 4),
    row(enumerate_then_rebound, 1.3, 4),
    row(expression_then_rebound, 1.3, 4),
    row(zip_then_rebound, 1.3, 4),
    row(array_expression_then_rebound, 1.3, 4),
    row(map_reads_later_value, 1.3, 4),
    row(array_rebound_inside, 1.3, 4),
    row(closure_variable_rebound_inside, 1.3, 4),
    row(generator_reads_rebound, 1.3, 4),
    row(list_rebound_inside, 1.3, 4),
    row(list_appended_before_use, 1.3, 4),
    row(closure_then_rebound, 1.3, 4),
    row(range_end_then_rebound, 1.3, 4),
    row(reversed_then_rebound, 1.3, 4),
    row(iter_then_rebound, 1.3, 4),
    row(range_then_rebound, 1.3, 4),
    row(filter_then_rebound, 1.3, 4),
    row(filter_of_array_then_rebound, 1.3, 4),
    row(accumulate_then_rebound, 1.3, 4),
    row(pairwise_then_rebound, 1.3, 4),
    row(combinations_rebound_inside, 1.3, 4),
    row(product_rebound_inside, 1.3, 4),
    row(chain_rebound_inside, 1.3, 4),
    row(takewhile_rebound_inside, 1.3, 4),
    row(next_element_changed, 1.3, 4),
    row(zipped_lists_changed, 1.3, 4),
    row(dict_changed_inside, 1.3, 4),
    row(dict_values_then_changed, 1.3, 4),
    row(zip_then_changed, 1.3, 4),
    row(reversed_then_changed, 1.3, 4),
    row(map_reads_what_the_loop_changes, 1.3, 4),
    row(numbered_map_reads_what_the_loop_changes, 1.3, 4),
    row(iter_then_changed, 1.3, 4),
    row(pairwise_changed_inside, 1.3, 4),
    row(next_element_of_long_list_changed, 1.3, 4),
    row(long_list_rebound_inside, 1.3, 4),
    row(zip_of_long_list_then_rebound, 1.3, 4),
    row(long_list_appended_before_use, 1.3, 4),
    row(long_dict_changed_inside, 1.3, 4),
    row(deque_changed_inside, 1.3, 4),
    row(generators_in_list, 1.3, 4),
    row(iterators_in_list, 1.3, 4),
    row(late_binding_in_loop, 1.3, 4),
    row(next_element_of_array_changed, 1.3, 4),
    row(next_row_changed, 1.3, 4),
    row(map_of_array_then_written, 1.3, 4),
    row(constant_then_rebound, 1.3, 4),
    row(list_then_constant_rebound, 1.3, 4),
    row(endless_argument_rebound, 1.3, 4),
    row(inner_zip_rebound, 1.3, 4),
    row(zip_of_parts_rebound_inside, 1.3, 4),
    row(range_end_changed_inside, 1.3, 4),
    row(reversed_array_rebound_inside, 1.3, 4),
    row(array_expression_rebound_inside, 1.3, 4),
    row(list_comprehension_rebound_inside, 1.3, 4),
    row(filter_rebound_inside, 1.3, 4),
    row(filter_of_array_rebound_inside, 1.3, 4),
    row(array_written_while_iterated, normal(4), 1.5),
    row(array_written_before_the_sum, normal(4), 1.5),
    row(zipped_array_written, normal(4), 1.5),
    row(iterated_array_rebound, normal(4), normal(4, seed=2)),
    row(counted_after_zip, 1.3),
    row(counted_until, 1.3),
    row(counted_by_steps, 1.3, 4),
    row(cycled_by_next, 1.3, 7),
    row(cycled_array, normal(3), 5),
    row(numbered_by_count, 1.3),
    row(listed_by_position, 0.7),
    row(member_by_position, 0.7),
    row(columns_of_generator, normal(3), 3),
    row(columns_of_generator_of_known_length, normal(3)),
    row(columns_of_generator_with_effects, 0.4, 3),
    row(columns_of_expression, 0.4, 4),
    row(columns_of_zip, normal(5), normal(5, seed=1)),
    row(sorted_members, 0.4, 5),
    row(sorted_pairs_of_set, 0.4, 5),
    row(groups_in_order, positive(4), np.array([3, 1, 3, 7]), argnums=0),
]
