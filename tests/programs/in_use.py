"""Iterators of what the loop's body writes into, grows or shrinks: each element is read when it is asked for."""

import functools
import itertools
import math

import numpy as np

from tests.programs.harness import Row
from tests.programs.writes import row

X = np.array([0.3, 0.8, 1.5, 0.6])
B = np.array([1.1, 0.4])
P = np.array([0.7, 0.2, 0.9])
SHORT = [0.3, 0.8, 1.5, 0.6]
THREE = [1.1, 0.4, 0.9]
LONG = [0.3, 0.8, 1.5, 0.6, 0.5, 0.4, 0.9, 0.2, 0.33, 1.1, 0.7]


# ------------------------------------------------------------ chain
def chain_of_written_arrays(x, b):
    a = np.array(x)
    c = np.array(b)
    t = 0.0
    for i, v in enumerate(itertools.chain(a, c)):
        t = t * 0.5 + v * v
        if i + 2 < len(a):
            a[i + 2] = v * t
        c[0] = t
    return t


def chain_of_arrays_written_at_a_counter(x, b):
    a = np.array(x)
    c = np.array(b)
    t = 0.0
    k = 0
    for v in itertools.chain(a, c):
        t = t * 0.5 + v * v
        k += 1
        a[k % len(a)] = v * t
        c[-1] = c[-1] + t
    return t


def chain_of_rows_in_a_list(x, b):
    rows = [np.array(x), np.array(b)]
    t = 0.0
    for v in itertools.chain.from_iterable(rows):
        t = t * 0.5 + v * v
        rows[1][0] = t
        rows[0][-1] = t
    return t


def chain_of_a_matrix(x):
    a = np.outer(x, x)
    t = 0.0
    for v in itertools.chain.from_iterable(a):
        t = t * 0.5 + v * v
        a[-1, 0] = t
        a[1] = a[1] * v
    return t


def chain_of_two_matrices(x):
    a = np.outer(x, x)
    b = a * 2
    t = 0.0
    for v in itertools.chain(a, b):
        t = t * 0.5 + np.sum(v * v)
        a[-1, 0] = t
        b[0] = b[0] * t
    return t


def chain_of_lists_one_grows(x, b):
    x = list(x)
    b = list(b)
    t = 0.0
    for i, v in enumerate(itertools.chain(x, b)):
        t = t * 0.5 + v * v
        if i == 0:
            x[2] = t
            b[1] = t * t
        if i == 1:
            b.append(t)
    return t


def chain_of_a_list_that_grows(x, b):
    x = list(x)
    t = 0.0
    for v in itertools.chain(x, b):
        t = t * 0.5 + v * v
        if len(x) < 6:
            x.append(t)
    return t


def chain_of_displays(x):
    a = [x[0], x[1] * 2]
    b = [x[2]]
    t = 0.0
    for v in itertools.chain(a, b):
        t = t * 0.5 + v * v
        a[1] = t
        b[0] = t + v
    return t


def chain_of_a_list_that_shrinks(x, b):
    x = list(x)
    t = 0.0
    for v in itertools.chain(x, b):
        t = t * 0.5 + v * v
        if len(x) > 2:
            x.pop()
    return t


def chain_of_parts_scaled_in_place(x, b):
    a = np.array(x)
    t = 0.0
    for v in itertools.chain(a[1:], a[:2], b):
        a *= 0.9
        t += v * a[0]
    return t


def chain_by_next(x, b):
    a = np.array(x)
    c = np.array(b)
    it = itertools.chain(a, c)
    t = next(it)
    a[1] = t * 3
    t += next(it) ** 2
    c[0] = 5 * t
    for v in it:
        t = t * 0.5 + v
    return t


def chain_by_next_in_while(x, b):
    a = np.array(x)
    c = np.array(b)
    it = itertools.chain(a, c)
    t = 0.0
    k = 0
    while k < len(a) + len(c):
        v = next(it)
        t = t * 0.5 + v * v
        a[2] = t
        c[1] = t
        k += 1
    return t


# ------------------------------------------------------------ accumulate
def totals_of_written_array(x):
    a = np.array(x)
    t = 0.0
    for i, v in enumerate(itertools.accumulate(a)):
        t = t * 0.5 + v * v
        a[-1] = t
        a[1] = 0.3 * t
    return t


def products_of_written_list(x):
    a = list(x)
    t = 0.0
    for v in itertools.accumulate(a, lambda p, q: p * q):
        t = t * 0.5 + v * v
        a[-1] = t
        a[1] = 0.3 * t
    return t


def totals_from_one_of_written_list(x):
    a = list(x)
    t = 0.0
    for v in itertools.accumulate(a, initial=1.0):
        t = t * 0.5 + v * v
        a[0] = a[0] * v * 2
        a[2] = v
    return t


def products_of_a_display(x):
    a = [x[0], x[1], x[2] * x[0]]
    t = 0.0
    for v in itertools.accumulate(a, lambda p, q: p * q):
        t = t * 0.5 + v * v
        a[-1] = t
    return t


def totals_of_written_rows(x):
    a = np.outer(x, x)
    t = 0.0
    for v in itertools.accumulate(a):
        t = t * 0.5 + np.sum(v * v)
        a[-1] = a[-1] * t
    return t


def totals_written_themselves(x):
    a = np.outer(x, x)
    t = 0.0
    for v in itertools.accumulate(a):
        v[0] = v[0] * 2
        t = t * 0.5 + np.sum(v * v)
    return t + np.sum(a)


# ------------------------------------------------------------ zip_longest, pairwise, islice
def longest_of_written_arrays(x, b):
    a = np.array(x)
    c = np.array(b)
    t = 0.0
    for u, v in itertools.zip_longest(a, c, fillvalue=0.7):
        t = t * 0.5 + u * v
        a[-1] = t
        c[-1] = t * 0.3
    return t


def longest_of_written_lists(x, b):
    a = list(x)
    c = list(b)
    t = 0.0
    for u, v in itertools.zip_longest(a, c, fillvalue=0.7):
        t = t * 0.5 + u * v
        a[-1] = t
        c[-1] = t * 0.3
    return t


def longest_of_displays_one_grows(x):
    a = [x[0], x[1], x[2]]
    c = [x[1]]
    t = 0.0
    for u, v in itertools.zip_longest(a, c, fillvalue=0.7):
        t = t * 0.5 + u * v
        a[-1] = t
        if len(c) < 2:
            c.append(t)
    return t


def longest_of_lists_one_grows(x, b):
    a = list(x)
    c = list(b)
    t = 0.0
    for u, v in itertools.zip_longest(a, c, fillvalue=0.7):
        t = t * 0.5 + u * v
        if len(c) < 3:
            c.append(t)
    return t


def longest_of_generator_that_appends(x):
    log = []
    t = 0.0

    def g1():
        for v in x:
            log.append(v)
            yield v

    for u, v in itertools.zip_longest(g1(), [1.0, 2.0], fillvalue=0.5):
        t = t * 0.5 + u * v * sum(log)
    return t


def longest_of_expressions_of_written_array(x):
    a = np.array(x)
    t = 0.0
    for u, v in itertools.zip_longest((p * a[0] for p in a), (q * a[1] for q in a[:2]), fillvalue=0.5):
        t = t * 0.5 + u * v
        a[0] = t
        a[1] = 0.2 * t
    return t


def pairs_of_list_that_grows(x):
    a = list(x)
    t = 0.0
    for u, v in itertools.pairwise(a):
        t = t * 0.5 + u * v
        if len(a) < 6:
            a.append(t)
    return t


def part_of_written_array(x, n):
    a = np.array(x)
    t = 0.0
    for v in itertools.islice(a, n):
        t = t * 0.5 + v * v
        a[n - 1] = t
    return t


# ------------------------------------------------------------ by `next`
def totals_by_next(x):
    a = np.array(x)
    it = itertools.accumulate(a)
    t = next(it)
    a[1] = t * 5
    t += next(it)
    return t + sum(it)


def longest_by_next(x):
    a = np.array(x)
    it = itertools.zip_longest(a, a[:2], fillvalue=1.0)
    u, v = next(it)
    a[1] = u * 5
    p, q = next(it)
    return u * v + p * q


# ------------------------------------------------------------ cycle, tee
def cycle_of_written_array(x):
    a = np.array(x)
    t = 0.0
    for i, v in zip(range(7), itertools.cycle(a)):
        t = t * 0.5 + v
        a[2] = t
        a[0] = 9.0
    return t


def cycle_of_written_display(x):
    a = [x[0], x[1], x[2]]
    t = 0.0
    for i, v in zip(range(7), itertools.cycle(a)):
        t = t * 0.5 + v
        a[2] = t
        a[0] = 9.0
    return t


def cycle_of_written_display_by_next(x):
    a = [x[0], x[1], x[2]]
    it = itertools.cycle(a)
    t = 0.0
    for i in range(8):
        v = next(it)
        t = t * 0.5 + v
        a[(i + 1) % 3] = t
    return t


def cycle_of_written_array_by_next(x, n):
    a = np.array(x)
    it = itertools.cycle(a)
    t = 0.0
    for i in range(n):
        v = next(it)
        t = t * 0.5 + v
        a[(i + 1) % 3] = t
    return t


def cycle_of_list_written_before(x):
    a = list(x)
    z = itertools.cycle(a)
    a[1] = 7.0
    return next(z) + 2 * next(z)


def tee_of_list_written_before(x):
    a = list(x)
    p, q = itertools.tee(a)
    a[0] = 3.0
    return sum(p) + 2 * sum(q)


def tee_of_list_written_between(x):
    a = list(x)
    p, q = itertools.tee(a)
    s = next(p)
    a[0] = 3.0
    return s + sum(p) + 2 * sum(q)


def tee_of_array_written_between(x):
    a = np.array(x)
    p, q = itertools.tee(a)
    s = next(p)
    a[0] = 3.0
    a[1] = 2.0
    return s + sum(p) + 2 * sum(q)


def tee_of_generator_that_appends(x):
    log = []

    def g():
        for v in x:
            log.append(v)
            yield v

    p, q = itertools.tee(g())
    s = next(p)
    t = s * sum(log)
    s = next(q)
    t += s * sum(log)
    t += next(p) * sum(log)
    return t + sum(q)


def tee_of_expression_by_what_changes(x):
    w = [2.0]
    p, q = itertools.tee(v * w[0] for v in [x[0], x[1], x[2]])
    w[0] = 3.0
    return sum(p) + 2 * sum(q)


def tee_of_expression_by_what_changes_between(x):
    w = [2.0]
    p, q = itertools.tee(v * w[0] for v in [x[0], x[1], x[2]])
    t = next(p)
    w[0] = 3.0
    t += next(q)
    return t + sum(p) + 2 * sum(q)


# ------------------------------------------------------------ several generators
def zip_of_generators_of_written_array(x, b):
    a = np.array(x)
    t = 0.0

    def g1():
        for i in range(len(a)):
            yield a[i]

    def g2():
        for i in range(len(a)):
            yield a[-1 - i]

    for u, v in zip(g1(), g2()):
        t = t * 0.5 + u * v
        a[1] = t
    return t


def zip_of_generator_and_list(x):
    a = list(x)
    t = 0.0

    def g():
        for i in range(3):
            yield a[i]

    for u, v in zip(g(), a):
        t = t * 0.5 + u * v
        a[1] = t
        a[2] = t * 0.3
    return t


def zip_of_expression_and_written_list(x):
    a = list(x)
    t = 0.0
    for u, v in zip((p * 2 for p in [1.0, 2.0, 3.0]), a):
        t = t * 0.5 + u * v
        a[1] = t
        a[2] = t * 0.3
    return t


def zip_of_counter_and_written_display(x):
    a = [x[0], x[1], x[2]]
    t = 0.0

    def g(n):
        i = 0
        while i < n:
            yield i * 1.0
            i += 1

    for u, v in zip(g(len(x)), a):
        t = t * 0.5 + u * v + v
        a[1] = t
        a[2] = t * 0.3
    return t


def zip_of_expressions_of_written_array(x):
    a = np.array(x)
    t = 0.0
    for u, v in zip((p * 2 for p in a), (q + a[0] for q in a)):
        t = t * 0.5 + u * v
        a[1] = t
        a[2] = t * 0.3
    return t


def zip_of_expressions_of_written_list(x):
    a = list(x)
    t = 0.0
    for u, v in zip((p * 2 for p in a), (q + a[0] for q in a)):
        t = t * 0.5 + u * v
        a[1] = t
        a[2] = t * 0.3
        a[0] = t
    return t


def zip_of_generators_by_what_a_call_changes(x):
    c = x[0]
    t = 0.0

    def g():
        for v in x:
            yield v * c

    def h():
        for v in x:
            yield v + c

    def bump():
        nonlocal c
        c = c * 0.5

    for u, v in zip(g(), h()):
        t = t * 0.5 + u * v
        bump()
    return t


def zip_of_generators_by_a_number_that_a_call_changes(x):
    c = 2.0
    t = 0.0

    def g():
        for v in x:
            yield v * c

    def h():
        for v in x:
            yield v + c

    def bump():
        nonlocal c
        c = c * 0.5

    for u, v in zip(g(), h()):
        t = t * 0.5 + u * v
        bump()
    return t


class Box:
    def __init__(self, v):
        self.v = v


def zip_of_generators_by_an_attribute(x):
    b = Box(2.0)
    t = 0.0

    def g():
        for v in x:
            yield v * b.v

    def h():
        for v in x:
            yield v + b.v

    for u, v in zip(g(), h()):
        t = t * 0.5 + u * v
        b.v = t
    return t


def map_of_two_expressions_by_what_changes(x):
    w = [1.0]
    t = 0.0
    for v in map(lambda p, q: p * q * w[0], (p for p in x), (q * w[0] for q in x)):
        t = t * 0.5 + v
        w[0] = t
    return t


def zip_of_expressions_left(x):
    w = [1.0]
    t = 0.0
    for u, v in zip((p * w[0] for p in x), (q * w[0] for q in x)):
        t = t * 0.5 + u * v
        w[0] = t
        if t > 1.0:
            break
    return t


def zip_of_expressions_beside_writes(x):
    w = [1.0]
    t = 0.0
    out = []
    for u, v in zip((p * 2 for p in x), (q * q for q in x)):
        t = t * 0.5 + u * v
        out.append(t)
        w[0] = t
    return t * sum(out) + w[0]


# ------------------------------------------------------------ groups
def groups_beside_a_list(x):
    out = []
    for k, g in itertools.groupby(x, key=lambda v: v > 0.7):
        out.append(sum(g) * (2 if k else 1))
    return out[0] * out[1] + sum(out)


def groups_as_lists(x):
    t = 0.0
    for k, g in itertools.groupby(x, key=lambda v: v > 0.7):
        h = list(g)
        t = t * 0.5 + h[0] * len(h)
    return t


def groups_kept_as_lists(x):
    d = [list(g) for k, g in itertools.groupby(x, key=lambda v: v > 0.7)]
    return sum((i + 1) * sum(g) for i, g in enumerate(d))


def groups_left_early(x):
    t = 0.0
    for k, g in itertools.groupby(x, key=lambda v: v > 0.7):
        for v in g:
            t = t * 0.5 + v
            break
    return t


def groups_in_a_dict(x):
    d = {}
    for k, g in itertools.groupby(sorted(x), key=lambda v: int(v)):
        d[k] = sum(g)
    return d[0] * 2 + d[1]


# ------------------------------------------------------------ made before what they read is changed
def numbered_expression_by_what_changes(x):
    w = [2.0]
    m = enumerate(v * w[0] for v in [x[0], x[1]])
    w[0] = 3.0
    return sum(i + v for i, v in m)


def part_of_expression_by_what_changes(x):
    w = [2.0]
    m = itertools.islice((v * w[0] for v in [x[0], x[1], x[2]]), 2)
    w[0] = 3.0
    return sum(m)


def map_by_what_changes(x):
    w = [2.0]
    m = map(lambda v: v * w[0], [x[0], x[1], x[2]])
    w[0] = 3.0
    return sum(m)


def map_by_what_changes_in_a_loop(x):
    w = [2.0]
    m = map(lambda v: v * w[0], [x[0], x[1], x[2]])
    t = 0.0
    for i in range(3):
        t += next(m)
        w[0] = t
    return t


def totals_of_expression_by_what_changes(x):
    w = [2.0]
    m = itertools.accumulate(v * w[0] for v in [x[0], x[1], x[2]])
    w[0] = 3.0
    return sum(m)


def pairs_of_expression_by_what_changes(x):
    w = [2.0]
    m = itertools.pairwise(v * w[0] for v in [x[0], x[1], x[2]])
    w[0] = 3.0
    return sum(a * b for a, b in m)


def longest_of_expressions_by_what_changes(x):
    w = [2.0]
    m = itertools.zip_longest((v * w[0] for v in [x[0], x[1], x[2]]), (v + w[0] for v in [x[0], x[1]]), fillvalue=2.0)
    w[0] = 3.0
    return sum(a * b for a, b in m)


def map_by_what_a_branch_changes(x):
    w = [2.0]
    m = map(lambda v: v * w[0], [x[0], x[1], x[2]])
    if x[0] > 0.1:
        w[0] = 3.0 * x[1]
    a = next(m)
    if x[0] < 0.1:
        w[0] = 3.0 * x[0]
    return a * sum(m)


def expression_by_next_in_many_places(x):
    w = [2.0]
    t = 0.0
    m = (math.sin(v) * w[0] + math.cos(v) * v for v in x if v > 0.0)
    t += next(m)
    w[0] = t
    t += next(m)
    w[0] = t
    t += next(m) * t
    w[0] = t
    t += next(m)
    return t


# ------------------------------------------------------------ the order of keys
def sorted_keys_of_either_order(x):
    d = {}
    if x > 0.5:
        d["b"] = x
        d["a"] = 1.0
    else:
        d["a"] = x
        d["b"] = 2.0
    t = 0.0
    for k in sorted(d):
        t = t * 0.5 + d[k]
    for k, v in sorted(d.items()):
        t = t * 0.5 + v
    return t * len(d) + d["a"] * ("b" in d) + ("a" in d.keys()) * x


def copies_of_either_order(x):
    d = {}
    if x > 0.5:
        d["b"] = x
        d["a"] = 1.0
    else:
        d["a"] = x
        d["b"] = 2.0
    e = dict(d)
    f = {**d, "c": x}
    g = d.copy()
    h = d | {"z": x}
    return e["a"] * f["b"] + g["a"] * h["b"]


def keywords_of_either_order(x):
    d = {}
    if x > 0.5:
        d["b"] = x
        d["a"] = 1.0
    else:
        d["a"] = x
        d["b"] = 2.0
    return (lambda a, b: a * x + b)(**d)


def keys_of_one_order(x):
    d = {}
    if x > 0.5:
        d["a"] = x
        d["b"] = 1.0
    else:
        d["a"] = 1.0
        d["b"] = 2.0 * x
    t = 0.0
    for k in d:
        t = t * 0.5 + d[k] * x
    return t


def items_of_either_order(x):
    d = {"a": x, "b": 1.0}
    e = {"b": x, "a": 2.0}
    if x > 0.5:
        d = e
    d["a"] = d["a"] * 2
    return d["a"] * d["b"] + e["a"]


def items_set_in_a_loop(x, n):
    d = {"a": x, "b": 2 * x}
    for i in range(n):
        d["a"] = d["a"] * 1.5
    t = 0.0
    for k in d:
        t = t * 0.5 + d[k] * x
    return t


# ------------------------------------------------------------ functions that change what is gone through
def fold_that_grows_its_list(x):
    import functools

    a = list(x)

    def f(p, q):
        if len(a) < 6:
            a.append(p)
        return p * 0.5 + q

    return functools.reduce(f, a)


def fold_that_writes_its_list(x):
    a = list(x)

    def f(p, q):
        a[-1] = a[-1] * q
        return p * 0.5 + q

    return functools.reduce(f, a)


def fold_from_a_value_that_grows_a_display(x):
    a = [x[0], x[1]]

    def f(p, q):
        if len(a) < 5:
            a.append(p)
        return p * 0.5 + q

    return functools.reduce(f, a, x[2])


def fold_that_shrinks_its_list(x):
    a = list(x)

    def f(p, q):
        if len(a) > 3:
            a.pop()
        return p * 0.5 + q

    return functools.reduce(f, a)


def fold_of_expression_by_what_it_changes(x):
    a = list(x)

    def f(p, q):
        a[0] = a[0] * q
        return p * 0.5 + q

    return functools.reduce(f, (v * a[0] for v in a))


def display_turned_round_in_each_trip(x):
    a = [x[0], x[1], x[2]]
    t = 0.0
    for v in a:
        a.reverse()
        t = t * 0.5 + v
    return t


def display_with_ends_swapped_in_each_trip(x):
    a = [x[0], x[1], x[2]]
    t = 0.0
    for v in a:
        a[0], a[2] = a[2], a[0]
        t = t * 0.5 + v
    return t


def numbered_display_swapped_in_each_trip(x):
    a = [x[0], x[1], x[2], x[3]]
    t = 0.0
    for i, v in enumerate(a):
        a[0], a[3] = a[3], a[0]
        a[1], a[2] = a[2], a[1]
        t = t * 0.5 + v * i
    return t


def display_turned_round_in_some_trips(x):
    a = [x[0], x[1], x[2]]
    t = 0.0
    for v in a:
        if v > 0.7:
            a.reverse()
        t = t * 0.5 + v
    return t


def display_written_and_put_back(x):
    a = [x[0], x[1], x[2]]
    t = 0.0
    n = 0
    for v in a:
        t = t * 0.5 + v * (n + 1)
        n += 1
        a[2], t = t, a[2]
    return t


ROWS: list[Row] = [
    row(chain_of_written_arrays, X, B),
    row(chain_of_arrays_written_at_a_counter, X, B),
    row(chain_of_rows_in_a_list, X, B),
    row(chain_of_a_matrix, P),
    row(chain_of_two_matrices, P),
    row(chain_of_lists_one_grows, SHORT, THREE),
    row(chain_of_lists_one_grows, LONG, THREE),
    row(chain_of_a_list_that_grows, SHORT, THREE),
    row(chain_of_a_list_that_grows, LONG[:5], THREE),
    row(chain_of_displays, X),
    row(chain_of_a_list_that_shrinks, SHORT, THREE),
    row(chain_of_parts_scaled_in_place, X, B),
    row(chain_by_next, X, B),
    row(chain_by_next_in_while, X, B),
    row(totals_of_written_array, X),
    row(totals_of_written_array, SHORT),
    row(totals_of_written_array, LONG),
    row(products_of_written_list, X),
    row(products_of_written_list, SHORT),
    row(products_of_written_list, LONG),
    row(totals_from_one_of_written_list, X),
    row(totals_from_one_of_written_list, SHORT),
    row(totals_from_one_of_written_list, LONG),
    row(products_of_a_display, X),
    row(totals_of_written_rows, P),
    row(totals_written_themselves, P),
    row(longest_of_written_arrays, X, B),
    row(longest_of_written_arrays, SHORT, THREE),
    row(longest_of_written_arrays, LONG, THREE),
    row(longest_of_written_lists, X, B),
    row(longest_of_written_lists, SHORT, THREE),
    row(longest_of_written_lists, LONG, THREE),
    row(longest_of_displays_one_grows, X),
    row(longest_of_lists_one_grows, SHORT, THREE),
    row(longest_of_generator_that_appends, X),
    row(longest_of_generator_that_appends, SHORT),
    row(longest_of_expressions_of_written_array, X),
    row(pairs_of_list_that_grows, X),
    row(pairs_of_list_that_grows, SHORT),
    row(pairs_of_list_that_grows, LONG),
    row(part_of_written_array, X, 3, argnums=0),
    row(part_of_written_array, X, 4, argnums=0),
    row(totals_by_next, X),
    row(totals_by_next, SHORT),
    row(longest_by_next, X),
    row(longest_by_next, SHORT),
    row(cycle_of_written_array, X),
    row(cycle_of_written_array, SHORT),
    row(cycle_of_written_array, LONG),
    row(cycle_of_written_display, X),
    row(cycle_of_written_display, SHORT),
    row(cycle_of_written_display_by_next, X),
    row(cycle_of_written_display_by_next, SHORT),
    row(cycle_of_written_array_by_next, X, 9, argnums=0),
    row(cycle_of_list_written_before, X),
    row(cycle_of_list_written_before, SHORT),
    row(tee_of_list_written_before, X),
    row(tee_of_list_written_before, SHORT),
    row(tee_of_list_written_between, X),
    row(tee_of_list_written_between, SHORT),
    row(tee_of_array_written_between, X),
    row(tee_of_array_written_between, SHORT),
    row(tee_of_generator_that_appends, X),
    row(tee_of_generator_that_appends, SHORT),
    row(tee_of_expression_by_what_changes, X),
    row(tee_of_expression_by_what_changes, SHORT),
    row(tee_of_expression_by_what_changes_between, X),
    row(tee_of_expression_by_what_changes_between, SHORT),
    row(zip_of_generators_of_written_array, X, B),
    row(zip_of_generator_and_list, X),
    row(zip_of_generator_and_list, SHORT),
    row(zip_of_expression_and_written_list, X),
    row(zip_of_expression_and_written_list, SHORT),
    row(zip_of_counter_and_written_display, X),
    row(zip_of_counter_and_written_display, SHORT),
    row(zip_of_expressions_of_written_array, X),
    row(zip_of_expressions_of_written_list, X),
    row(zip_of_expressions_of_written_list, SHORT),
    row(zip_of_generators_by_what_a_call_changes, X),
    row(zip_of_generators_by_what_a_call_changes, SHORT),
    row(zip_of_generators_by_a_number_that_a_call_changes, X),
    row(zip_of_generators_by_a_number_that_a_call_changes, SHORT),
    row(zip_of_generators_by_an_attribute, X),
    row(zip_of_generators_by_an_attribute, SHORT),
    row(map_of_two_expressions_by_what_changes, X),
    row(map_of_two_expressions_by_what_changes, SHORT),
    row(zip_of_expressions_left, X),
    row(zip_of_expressions_left, SHORT),
    row(zip_of_expressions_beside_writes, X),
    row(zip_of_expressions_beside_writes, SHORT),
    row(groups_beside_a_list, X),
    row(groups_beside_a_list, SHORT),
    row(groups_as_lists, X),
    row(groups_as_lists, SHORT),
    row(groups_kept_as_lists, X),
    row(groups_kept_as_lists, SHORT),
    row(groups_left_early, X),
    row(groups_left_early, SHORT),
    row(groups_in_a_dict, X),
    row(groups_in_a_dict, SHORT),
    row(numbered_expression_by_what_changes, X),
    row(numbered_expression_by_what_changes, SHORT),
    row(part_of_expression_by_what_changes, X),
    row(part_of_expression_by_what_changes, SHORT),
    row(map_by_what_changes, X),
    row(map_by_what_changes, SHORT),
    row(map_by_what_changes_in_a_loop, X),
    row(map_by_what_changes_in_a_loop, SHORT),
    row(totals_of_expression_by_what_changes, X),
    row(totals_of_expression_by_what_changes, SHORT),
    row(pairs_of_expression_by_what_changes, X),
    row(pairs_of_expression_by_what_changes, SHORT),
    row(longest_of_expressions_by_what_changes, X),
    row(longest_of_expressions_by_what_changes, SHORT),
    row(map_by_what_a_branch_changes, X),
    row(map_by_what_a_branch_changes, SHORT),
    row(expression_by_next_in_many_places, X),
    row(expression_by_next_in_many_places, SHORT),
    row(sorted_keys_of_either_order, 0.4),
    row(sorted_keys_of_either_order, 0.8),
    row(copies_of_either_order, 0.4),
    row(copies_of_either_order, 0.8),
    row(keywords_of_either_order, 0.4),
    row(keywords_of_either_order, 0.8),
    row(keys_of_one_order, 0.4),
    row(keys_of_one_order, 0.8),
    row(items_of_either_order, 0.4),
    row(items_of_either_order, 0.8),
    row(items_set_in_a_loop, 0.7, 2, argnums=0),
    row(items_set_in_a_loop, 0.7, 0, argnums=0),
    row(fold_that_grows_its_list, X),
    row(fold_that_grows_its_list, SHORT),
    row(fold_that_writes_its_list, X),
    row(fold_that_writes_its_list, SHORT),
    row(fold_from_a_value_that_grows_a_display, X),
    row(fold_that_shrinks_its_list, X),
    row(fold_that_shrinks_its_list, SHORT),
    row(fold_of_expression_by_what_it_changes, X),
    row(fold_of_expression_by_what_it_changes, SHORT),
    row(display_turned_round_in_each_trip, X),
    row(display_turned_round_in_each_trip, SHORT),
    row(display_with_ends_swapped_in_each_trip, X),
    row(numbered_display_swapped_in_each_trip, X),
    row(display_turned_round_in_some_trips, X),
    row(display_written_and_put_back, X),
]  # fmt: skip
