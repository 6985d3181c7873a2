"""Programs that mix many forms, as real code does: dtypes, structures and ways out that meet in one function."""

import functools

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


def class_body_reads_itself(x):
    made = []

    def counted(v):
        made.append(v)
        return v * len(made)

    def f(self, v):
        return 100 * v

    class Local:
        n = counted(x)
        m = n + 1
        weights = [n * 2.0, m]

        def __init__(self, v=n):
            self.v = v

        def f(self, v):
            return v * self.n

        g = f

        def _get(self):
            return self.v * 2

        p = property(_get)
        h = staticmethod(lambda v: v * 3)
        table = {"f": f, "g": g}
        twice = functools.partialmethod(f, 2.0)

        def run(self, key, v):
            return self.table[key](self, v)

    a, b = Local(), Local(x * x)
    return a.g(x) * a.p + b.run("f", x) * b.h(x) + b.twice() * b.weights[0] + len(made)


def chosen_in_passing(x):
    class Total:
        def __init__(self):
            self.total = 0.0

        def add(self, v):
            self.total += v
            return self

        def take(self, v):
            self.total -= v

    o = Total()
    for v in x:
        o.add(v) if v > 0 else o.take(v * v)
        v > 1 and o.take(v)
        v > 1 or o.add(2 * v)
        (o.add(v), o.take(3.0))
    return o.total * x[0]


class Counting:
    """An iterator that steps before it reads."""

    def __init__(self, x):
        self.x = x
        self.i = 0

    def __iter__(self):
        return self

    def __next__(self):
        if self.i >= len(self.x):
            raise StopIteration
        self.i += 1
        return self.x[self.i - 1] * self.i


def iterator_that_steps_first(x):
    counting = Counting(x)
    first = next(counting)
    total = 0.0
    for v in counting:
        if v > 0.9:
            break
        total += v
    return total * first + sum(counting)


def pairs_until_empty(x):
    waiting = list(x)
    total = 1.0
    while True:
        try:
            a = waiting.pop()
            b = waiting.pop()
        except IndexError:
            break
        total = total * 0.8 + a * b
    return total + a


def above(x, limit=0.0):
    return tuple(v for v in x if v > limit)


def tuple_of_some(x):
    return above(x), above(x)[1:], (x[0], above(x) + (x[0],)), above(x) * 2


def tuple_is_no_list(x):
    t = above(x)
    u = t
    t += (x[0],)
    k = 1.0
    if isinstance(t, tuple) and not isinstance(t, list) and t != list(t) and type(t[1:]) is tuple:
        k = 2.0
    match u:
        case list():
            k *= 3.0
        case tuple():
            k *= 5.0
    try:
        t[0] = 7.0
    except TypeError:
        k += 0.5
    first, *rest = t
    rest.append(first * x[1])
    return k * sum(t) + sum(u) * len(str(u)[:1]) + sum(rest) + hasattr(t, "append")


def arguments_are_a_tuple(x):
    def mean(*values):
        values += (1.0,)
        return sum(values) / len(values) * (2.0 if isinstance(values, tuple) else 3.0)

    return mean(*above(x)) + mean(*[v * v for v in x if v < 0]), above(x, -9.0)


def tuple_or_nothing(x):
    best = None
    for i in range(3):
        found = tuple(v * i for v in x if v > 0)
        if best is None or sum(found) > sum(best):
            best = found
    return sum(best) * len(best)


def list_in_a_pair_or_nothing(x):
    best = None
    for i in range(3):
        found = [v * i for v in x if v > 0]
        if best is None or sum(found) > sum(best[0]):
            best = found, i
    return sum(best[0]) * best[1]


def lists_by_a_chosen_key(x):
    parts = {"low": [], "high": [], "none": []}
    even, odd = [], []
    for i, v in enumerate(x):
        key = "high" if v > 0.5 else "low" if v > -0.5 else "none"
        parts[key].append(v)
        if len(parts[key]) > 1:
            parts[key][0] *= 2
        (odd if i % 2 else even).append(v * v)
    return sum(parts["low"]) * sum(parts["high"]) + sum(parts["none"]) * sum(even) + odd[0] * len(parts["low"])


class Scaled:
    """A sequence that is gone through by its items, and whose slices are sequences again."""

    def __init__(self, values):
        self.values = values

    def __len__(self):
        return len(self.values) - 1

    def __getitem__(self, i):
        if isinstance(i, slice):
            return Scaled(self.values[i])
        if i >= len(self.values):
            raise IndexError(i)
        return self.values[i] * (i + 1)


def sequence_by_its_items(x):
    s = Scaled(x)
    return sum(s) * s[1:3][0] + max(Scaled(list(x[:3]))) * len(s) + list(s)[2]


def local_slots(x):
    class Pair:
        __slots__ = ("a", "b")
        __match_args__ = ("a", "b")

        def __init__(self, a):
            self.a = a
            self.b = a * x

    match Pair(x + 1):
        case Pair(a, b):
            return a * b


def list_into_an_array(x):
    found = [v * v for v in x if v > 0]
    y = np.zeros((2, len(found)))
    y[0] = found
    y[1, :] += [2 * v for v in found]
    y[:, 1:] *= found[1:]
    z = np.ones(len(found))
    z -= tuple(found)
    z[1:] = found[:-1]
    w = x.copy()
    w[w > 0] = found
    np.add.at(z, [0, 0], found[:2])
    np.subtract.at(z, [1, 0], found[:2])
    return np.sum(y * z) + np.sum(w * w) + np.sum(np.stack([tuple(found), found]))


def rows_of_comprehensions(m):
    out = np.zeros_like(m)
    for i, r in enumerate(m):
        out[i] = [v * v if v > 0 else v for v in r]
    for j, c in enumerate(m.T):
        out[:, j] += [v * j for v in c]
    return np.sum(out * m)


def columns_are_tuples(x):
    a, b = zip(*[(v, v * v) for v in x if v > 0])
    return sum(a) * sum(b) * (2.0 if isinstance(a, tuple) else 3.0), a, b


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
    row(class_body_reads_itself, 1.5),
    row(sequence_by_its_items, normal(5)),
    row(local_slots, 1.5),
    row(list_into_an_array, normal(6)),
    row(rows_of_comprehensions, normal(2, 3)),
    row(columns_are_tuples, normal(6)),
    row(tuple_of_some, normal(6)),
    row(tuple_is_no_list, normal(6)),
    row(arguments_are_a_tuple, normal(6)),
    row(tuple_or_nothing, normal(6)),
    row(list_in_a_pair_or_nothing, normal(6)),
    row(lists_by_a_chosen_key, normal(6)),
    row(iterator_that_steps_first, normal(6)),
    row(pairs_until_empty, normal(5)),
    row(chosen_in_passing, normal(5)),
    row(first_of_two_exceptions, normal(5), [0, 1, 2, 9, 1]),
    row(first_exception_in_a_display, normal(5), [0, 9, 1, 2, 4]),
    row(first_exception_in_an_update, normal(5), [0, 9, 1, 2, 4]),
    row(first_exception_beside_a_call, normal(5), [0, 9, 1, 2, 4]),
]
