"""Iterators that `next` steps along in loops and branches, and loops whose body changes what they go through."""

import itertools
import math
import types

import numpy as np

from tests.programs.harness import Row, positive
from tests.programs.writes import row

# ------------------------------------------------------------ how far an iterator has come


def next_in_loop(p, n):
    it = iter(p)
    s = 0.0
    for i in range(n):
        s += (i + 1) * next(it)
    return s


def next_in_short_loop(p):
    it = iter(p)
    s = 0.0
    for i in range(3):
        s += (i + 1) * next(it)
    return s


def next_in_while(p):
    it = iter(p)
    s = 0.0
    while s < 1.5:
        s = s + next(it) ** 2
    return s


def next_or_number_in_while(p):
    it = iter(p)
    s = 0.0
    while s < 9.0:
        s = s + next(it, 5.0) * p[0]
    return s


def next_beside_a_loop(p, w):
    it = iter(p)
    s = 0.0
    for v in w:
        s += v * next(it)
    return s


def next_in_some_trips(p, w):
    it = iter(p)
    s = 0.0
    for v in w:
        if v > 1.0:
            s += v * next(it)
    return s


def next_in_a_branch(p):
    it = iter(p)
    a = 0.0
    if p[0] > 0:
        a = next(it)
    return a + 3 * next(it)


def next_in_comprehension(p, w):
    it = iter(p)
    return sum([v * next(it) for v in w])


def next_in_pieces(p, sizes):
    it = iter(p)
    s = 0.0
    for size in sizes:
        s += sum(next(it) for _ in range(size)) ** 2
    return s


def next_row(A, n):
    rows = iter(A)
    s = 0.0
    for i in range(n):
        s += (i + 1) * np.sum(next(rows) ** 2)
    return s


def next_of_attribute(p, n):
    holder = types.SimpleNamespace(it=iter(p * 2))
    s = 0.0
    for i in range(n):
        s += (i + 1) * next(holder.it)
    return s


def next_in_helper(p, n):
    it = iter(p[1:])

    def draw():
        return next(it)

    s = 0.0
    for i in range(n):
        s += (i + 1) * draw()
    return s


def next_of_list(p, n):
    it = iter(p.tolist())
    s = 0.0
    for i in range(n):
        s += (i + 1) * next(it)
    return s


def next_until_none_in_try(p):
    a = p[0]
    try:
        it = iter(p)
        while True:
            k = next(it, None)
            if k is None:
                break
            a = a + k * math.sqrt(k)
    except ValueError:
        a = a + 0.25
    return a


def left_and_gone_on(p):
    it = iter(p)
    a = 1.0
    for v in it:
        a = a * v
        if v > 1.0:
            break
    for v in it:
        a = a + v * v
    return a


def left_in_a_loop(p):
    it = iter(p)
    a = 0.0
    while a < 6.0:
        for v in it:
            a = a + v * p[0]
            break
        a = a + 0.5
    return a


def flat_left_in_a_loop(p):
    it = p.flat
    a = 0.0
    while a < 6.0:
        for v in it:
            a = a + v * p[0]
            break
        a = a + 0.5
    return a


def flat_under_two_names(p):
    it = p.flat
    also = it
    a = 0.0
    for v in it:
        a = a + v * p[0]
        break
    for v in also:
        a = a + v * v
    return a


def flat_by_next(A, n):
    it = A.flat
    a = 0.0
    for i in range(n):
        a = a + next(it) * (i + 1)
    return a


def part_of_named_flat_written(p):
    elements = p.flat
    part = elements[1:3]
    part[0] = 7.0
    return np.sum(p * p) + np.sum(elements[::2]) + part[1]


def pairs_by_one_iterator(p):
    it = iter(p)
    t = 0.0
    for u, v in zip(it, it):
        t += u * v * v
    return t


def rows_by_one_iterator(p, q):
    it = iter(p)
    t = 0.0
    for u, w, v in zip(it, q, it):
        t += u * v * v * w
    return t


# ------------------------------------------------------------ what a header reads, rebound by what the body calls


def range_end_rebound_by_call(x, n):
    m = n

    def less():
        nonlocal m
        m = m - 1

    t = 0.0
    for i in range(m):
        t += x**i
        less()
    return t


def array_rebound_by_call(x):
    state = np.array([x, 1.0])

    def step(v):
        nonlocal state
        state = state * v + 0.1

    for v in state:
        step(v)
    return np.sum(state)


def rows_rebound_by_call(x, n):
    A = np.arange(1.0, 2 * n + 1).reshape(n, 2) * x

    def double():
        nonlocal A
        A = A * 2

    t = 0.0
    for i, line in enumerate(A):
        t += np.sum(line**2) * i
        double()
    return t


def part_rebound_by_generator(x, n):
    a = np.arange(1.0, n + 1) * x
    i = 1

    def steps():
        nonlocal a, i
        a = a * 2
        i += 1
        yield i

    t = 0.0
    for u in a[i:]:
        for k in steps():
            t += u * k * a[0]
    return t


def list_rebound_by_call(x, n):
    values = [x * k for k in range(n)]

    def longer():
        nonlocal values
        values = [v * 2 for v in values] + [x]

    t = 0.0
    for u in values:
        t += u * u
        longer()
    return t + values[-1]


def dict_rebound_by_call(x, n):
    d = {k: x * k for k in range(n)}

    def double():
        nonlocal d
        d = {k: 2 * v for k, v in d.items()}

    t = 0.0
    for k, v in d.items():
        t += v * k
        double()
    return t


def comprehension_rebinds_by_call(x, n):
    a = np.arange(1.0, n + 1) * x

    def shrink():
        nonlocal a
        a = a * 0.5
        return a[0]

    return sum([u * shrink() for u in a]) + sum(u * shrink() for u in a)


def numbered_places_rebound(x):
    a = np.array([0.5, 0.7, 1.1]) * x
    t = 0.0
    for (i,), u in np.ndenumerate(a):
        t += u * i
        a = a * 2
    return t + a[0]


# ------------------------------------------------------------ what is gathered or taken at once, and then written


def places_written(t, X):
    places = np.array([0, 2, 3])
    s = 0.0
    for x in X[places]:
        s = s + t * x
        places[:] = 1
    return s


def mask_turned_round(t, X):
    mask = X < 1.2
    s = 0.0
    for i, x in enumerate(X[mask]):
        s = s * t + x * (i + 1)
        mask[:] = ~mask
    return s


def given_places_sorted(t, X, places):
    s = 0.0
    for x, w in zip(X[places], X):
        s = s * t + x * w
        places.sort()
    return s


def row_places_written(t, A):
    rows = np.array([1, 0])
    s = 0.0
    for line in A[rows]:
        s = s * t + np.sum(line**2)
        rows[:] = 0
    return s


def pairs_of_written(x):
    a = np.array([0.5, 0.7, 1.1]) * x
    t = 0.0
    for u, v in itertools.combinations(a, 2):
        t += u * v
        a[0] = a[0] * 2
    return t + a[0]


def pairs_of_written_list(x, n):
    values = [x**i for i in range(n)]
    t = 0.0
    for u, v in itertools.combinations(values, 2):
        t += u * v
        values[0] = values[0] * 2
    return t


def pairs_of_written_rows(A):
    A = A * 2
    t = 0.0
    for u, v in itertools.combinations(A, 2):
        t += np.sum(u * v)
        A[0] = A[0] * 2
    return t


def product_of_written(x):
    a = np.array([0.5, 0.7, 1.1]) * x
    t = 0.0
    for u, v in itertools.product(a, repeat=2):
        t += u * v * v
        a[-1] = a[-1] + u
    return t + a[-1]


# ------------------------------------------------------------ read before it is set, behind a test


def item_set_later(x, n):
    d = {"s": x}
    for i in range(n):
        if i > 0 and d["y"] > 0.1:
            d["s"] = d["s"] * d["y"]
        d["y"] = np.cos(d["s"])
        d["s"] = d["s"] * d["y"]
    return d["s"]


def attribute_set_later(x, n):
    d = types.SimpleNamespace(s=x)
    for i in range(n):
        if i > 0 and d.y > 0.1:
            d.s = d.s * d.y
        d.y = np.cos(d.s)
        d.s = d.s * d.y
    return d.s


ROWS: list[Row] = [
    row(next_in_loop, positive(4), 4),
    row(next_in_short_loop, positive(4)),
    row(next_in_while, positive(4)),
    row(next_or_number_in_while, positive(4)),
    row(next_beside_a_loop, positive(4), positive(4, seed=2)),
    row(next_in_some_trips, positive(4), positive(4, seed=2)),
    row(next_in_a_branch, positive(4)),
    row(next_in_comprehension, positive(4), positive(4, seed=2)),
    row(next_in_pieces, positive(4), [1, 2, 1]),
    row(next_row, positive(2, 2), 2),
    row(next_of_attribute, positive(4), 4),
    row(next_in_helper, positive(4), 3),
    row(next_of_list, positive(4), 4),
    row(next_until_none_in_try, positive(4)),
    row(left_and_gone_on, positive(4)),
    row(left_in_a_loop, positive(4)),
    row(range_end_rebound_by_call, 0.7, 4),
    row(array_rebound_by_call, 0.7),
    row(rows_rebound_by_call, 0.7, 3),
    row(part_rebound_by_generator, 0.7, 4),
    row(list_rebound_by_call, 0.7, 4),
    row(dict_rebound_by_call, 0.7, 4),
    row(comprehension_rebinds_by_call, 0.7, 4),
    row(numbered_places_rebound, 1.3),
    row(places_written, 0.4, positive(4)),
    row(mask_turned_round, 0.4, positive(4)),
    row(given_places_sorted, 0.4, positive(4), np.array([2, 0, 3])),
    row(row_places_written, 0.4, positive(2, 2)),
    row(pairs_of_written, 1.3),
    row(pairs_of_written_list, 1.3, 4),
    row(pairs_of_written_rows, positive(3, 2)),
    row(product_of_written, 1.3),
    row(flat_left_in_a_loop, positive(4)),
    row(flat_under_two_names, positive(4)),
    row(flat_by_next, positive(2, 2), 3),
    row(part_of_named_flat_written, positive(4)),
    row(pairs_by_one_iterator, positive(40)),
    row(rows_by_one_iterator, positive(40), positive(4, seed=2)),
    row(item_set_later, 0.4, 3),
    row(attribute_set_later, 0.4, 3),
]
