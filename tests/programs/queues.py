"""Deques from outside, dicts of other classes, heaps merged, arrays of doubles, and other rarely used containers."""

import array
import collections
import heapq
import itertools
import typing

import numpy as np

from tests.programs.harness import Row, normal
from tests.programs.writes import row

deque = collections.deque


class Delay:
    """A line of the last values."""

    def __init__(self, n):
        self.values = deque([0.5] * n, maxlen=n)

    def step(self, u):
        self.values.append(u * self.values[0])
        return self.values[0] + self.values[-1]


def appended(x, q):
    q.append(x * x)
    return q.pop() * q[0]


def replaced(x, q):
    q[0] = x * x
    q[1] += x
    return q[0] * q[1]


def at_both_ends(x, q):
    q.appendleft(x)
    q.extendleft([2 * x, x * x])
    q.extend((x, 3.0))
    q.rotate(2)
    return sum((i + 1) * v for i, v in enumerate(q)) * q.popleft()


def until_empty(x, q):
    for v in (x, x * x):
        q.append(v)
    s = 0.0
    while q:
        s = s * 0.9 + q.popleft() ** 2
    return s


def read_only(q):
    return sum(v * v for v in q) + q[0] * q[-1] + len(q)


def full(q):
    q.append(3.0 * q[0])
    return sum((i + 1) * v for i, v in enumerate(q))


def delayed(us, line):
    s = 0.0
    for u in us:
        s += line.step(u) * u
    return s


def in_a_table(x, d):
    d["line"].append(x * x)
    d["line"].popleft()
    return x * d["line"][-1] * d["line"][0]


def of_arrays(q):
    q.append(q.popleft() ** 2)
    return sum(np.sum(a) * (i + 1) for i, a in enumerate(q))


def of_pairs(q):
    q.append((q[0][1], 2.0 * q[0][0]))
    return sum(a * b * b for a, b in q)


def handed_on(q):
    return appended(q[0], q) + read_only(q)


def copied(x, q):
    p = deque(q, maxlen=2)
    p.append(x)
    p.append(x * x)
    r = q.copy()
    r.append(x)
    return p[0] * p[1] * r[0] * r[-1] + len(q)


def kinds(x, q):
    return x * isinstance(q, deque) + x * x * isinstance(q, list) + (q.maxlen or 0) * x


def of_chosen(xs, n):
    q = deque((x * x for x in xs if x > -0.5), maxlen=n)
    q.append(xs[0])
    return sum((i + 1) * v for i, v in enumerate(q)) + (q.maxlen or 0)


# ------------------------------------------------------------ what helpers make of constants
def counted(text):
    return [(collections.Counter(line.split()), 1) for line in text.split(";")]


def by_counts(x, text):
    for words, k in counted(text):
        for word, n in words.items():
            x = x * (n + k) + words[word]
    return x + counted(text)[0][0]["not there"]


def by_letter(text):
    found = collections.defaultdict(list)
    for i, c in enumerate(text):
        found[c].append(i * 1.0)
    return found


def filled_further(x, text):
    found = by_letter(text)
    found["a"].append(x)
    found["new"].append(x * x)
    return sum(len(v) * sum(v) for v in found.values()) + len(by_letter(text)["none"])


def with_default(text):
    base = len(text) * 1.0
    found = collections.defaultdict(lambda: base)
    found["a"] = 2.0
    return found


def defaults_read(x, text):
    base = 100.0
    found = with_default(text)
    return x * found["a"] + x * x * found["b"] + len(found) + base


def several(text):
    first = collections.OrderedDict((c, i + 1.0) for i, c in enumerate(text))
    return {"left": collections.Counter(text), "right": (first, collections.defaultdict(int, first))}


def of_several(x, text):
    table = several(text)
    first, second = table["right"]
    return x * table["left"]["a"] * sum(first.values()) + x * x * second["a"] + second["z"] * x


def window(text):
    return deque((len(word) * 1.0 for word in text.split()), maxlen=2)


def slid(x, text):
    q = window(text)
    q.append(x)
    return q[0] * q[1] * len(q)


def of_keys(x):
    def table():
        return {"a b": 1.0, 2: 3.0, (1, 2): 4.0, None: 6.0, 2.5: 7.0}

    d = table()
    return x * (d["a b"] + d[2] * x + d[1, 2] + d[None] * d[2.5])


# ------------------------------------------------------------ merged, and in arrays of doubles
def merged(xs, ys):
    s = 0.0
    for v in heapq.merge(xs, ys, [0.35]):
        s = s * 0.5 + v * v
    return s


def merged_by_key(xs, ys):
    down = heapq.merge(xs, ys, key=lambda v: -v)
    return sum((i + 1) * v for i, v in enumerate(down)) + list(heapq.merge(ys, xs, reverse=True))[1]


def merged_pairs(a, b):
    return sum((i + 1) * t * w for i, (t, w) in enumerate(heapq.merge(a, b)))


class Grid:
    """Numbers in an array of doubles."""

    def __init__(self, n):
        self.data = array.array("d", [0]) * n

    def __setitem__(self, i, v):
        self.data[i] = v

    def __getitem__(self, i):
        return self.data[i]


def in_doubles(x, n):
    a = array.array("d", [0.0, 1]) * n
    a[1] = x * x
    a.append(x)
    a.insert(0, 3.0)
    b = array.array("d", a[1:4])
    grid = Grid(2)
    grid[1] = b[1]
    return sum(v * i for i, v in enumerate(a)) * b[2] + grid[1] + grid[0] + len(a) * a.pop()


def doubles_beside_lists(x, n):
    a, order, stack = array.array("d", [0.0]) * n, [], [(0, 1)]
    for i in range(n):
        order.append(f"{i}")
        a[i] = float(i) * x
        a[i] += 1
    first, _ = stack.pop()
    both = isinstance(a, list | array.array)
    return sum(a) * x + len(order) * a[first] + both


def doubles_of(xs):
    a = array.array("d", xs)
    a[0] *= 2.0
    return sum(v * v for v in a)


# ------------------------------------------------------------ memos filled by sums of what they remember
def discounts(rates):
    memo = {}

    def discount(k):
        if k == 0:
            return 1.0
        if k in memo:
            return memo[k]
        memo[k] = (1 - rates[k - 1] * sum(discount(j) for j in range(1, k))) / (1 + rates[k - 1])
        return memo[k]

    return discount(len(rates))


def heap_of_weights(xs):
    memo = {}

    def weight(i):
        if i not in memo:
            memo[i] = xs[i] + max([weight(j) * xs[i] for j in range(2 * i + 1, min(2 * i + 3, len(xs)))], default=0.0)
        return memo[i]

    return weight(0)


# ------------------------------------------------------------ ordered by what is known, gone through by other means
def items_in_order(x, keys):
    by = collections.defaultdict(list)
    for i, k in enumerate(keys):
        by[k].append(i * x + 1)
    s = 0.0
    for i, (_, v) in enumerate(sorted(by.items())):
        s = s * 0.5 + (i + 1) * len(v) * sum(v)
    return s


def pairs_in_order(x):
    by = [("b", 1, [x, 2.0]), ("a", 2, [x * x]), ("a", 1, x)]
    by.sort(reverse=True)
    least = min(by)
    return by[0][2][0] * by[1][2][0] * by[2][2] + least[2]


def lists_or_nothing(xs):
    cells = {}
    for i, x in enumerate(xs):
        cells.setdefault(i % 3, []).append(x)
    s = 0.0
    for k in range(len(xs)):
        for v in cells.get(k, ()):
            s = s * 0.9 + v * v
    return s


def until_none(xs):
    left = iter(xs)
    s = 0.0
    for v in iter(lambda: next(left, None), None):
        s = s * 0.5 + v * v
    return s


class ByPlace:
    """Numbers that can be read by their places only."""

    def __init__(self, *values):
        self.values = list(values)

    def __getitem__(self, i):
        return self.values[i]


class ByPlaceAndLength(ByPlace):
    """The same, of a length that is told."""

    def __len__(self):
        return len(self.values)


def gone_through_by_place(a):
    x, y = ByPlaceAndLength(a, a * a)
    first, *rest = ByPlaceAndLength(a, 2.0, a * a)
    s = 0.0
    for i, v in enumerate(ByPlace(a, x, y)):
        s += (i + 1) * v
    return s * sum(v * v for v in ByPlace(x, y, a)) + first * rest[1] * max(ByPlaceAndLength(x, y))


def cleared(xs):
    d = {}
    for v in xs:
        d[v] = v * v
    s = sum(d.values())
    seen = d
    d.clear()
    d[xs[0]] = 3.0 * xs[0]
    return s * sum(seen.values()) + len(d)


def of_typing(x, text):
    table = typing.DefaultDict[str, float](float)
    for c, n in typing.Counter(text).items():
        table[c] += x * n
    return sum(v * v for v in table.values())


def longest_of(xs, ys):
    some = [x for x in xs if x > 0]
    return sum(a * b * b for a, b in itertools.zip_longest(some, ys, fillvalue=1.5))


def asked_of_nothing(x, rest=None):
    has = bool(rest)
    return x * rest[0] if has else x * x


def plucked_string(noise, n):
    line, energy = collections.deque(noise), 0.0
    for _ in range(n):
        first = line.popleft()
        line.append(0.45 * (first + line[0]))
        energy += first**2
    return energy


def last_of_array(x):
    last = collections.deque(x, maxlen=3)
    for _ in range(4):
        last.append(last[0] * last[-1] + 0.1)
    return sum(v * v for v in last)


def rows_in_a_queue(x):
    rows = collections.deque(np.outer(x, x))
    return np.sum(rows.popleft() * rows.pop() ** 2)


def those_marked(x, marks):
    return sum(v * v for v in itertools.compress(x, marks)) + sum(itertools.compress(x, x > 0))


ROWS: list[Row] = [
    row(appended, 0.7, deque([1.5])),
    row(appended, 0.7, deque([1.5] * 12), case="many"),
    row(replaced, 0.7, deque([1.5, 0.3])),
    row(replaced, 0.7, deque([1.5, 0.3] * 6), case="many"),
    row(at_both_ends, 0.7, deque([1.5, 0.3])),
    row(at_both_ends, 0.7, deque([1.5, 0.3, 0.2], maxlen=4), case="bounded"),
    row(until_empty, 0.7, deque([1.5, 0.3])),
    row(until_empty, 0.7, deque([1.5, 0.3] * 8), case="many"),
    row(read_only, deque([1.5, 0.3])),
    row(read_only, deque([1.5, 0.3] * 8)),
    row(read_only, deque([1.5])),
    row(full, deque([1.5, 0.3], maxlen=2)),
    row(full, deque([1.5, 0.3] * 8, maxlen=16)),
    row(full, deque([1.5, 0.3] * 8), case="unbounded"),
    row(delayed, normal(4), Delay(3), argnums=0),
    row(delayed, [0.4, 0.9, -0.2], Delay(2), argnums=0),
    row(delayed, normal(4), Delay(30), argnums=0),
    row(in_a_table, 0.7, {"line": deque([1.5, 0.3])}),
    row(of_arrays, deque([normal(2), normal(3)])),
    row(of_pairs, deque([(1.5, 0.3), (0.2, 0.7)])),
    row(of_pairs, deque([(1.5, 0.3), (0.2, 0.7)] * 5)),
    row(of_pairs, deque([(1.5, 0.3), (0.2, 0.7)] * 6)),
    row(handed_on, deque([1.5, 0.3])),
    row(copied, 0.7, deque([1.5, 0.3])),
    row(copied, 0.7, deque([1.5, 0.3] * 7)),
    row(kinds, 0.7, deque([1.5, 0.3], maxlen=5)),
    row(kinds, 0.7, deque([1.5, 0.3] * 6)),
    row(by_counts, 0.7, "a a b;a c"),
    row(filled_further, 0.7, "abca"),
    row(defaults_read, 0.7, "abc"),
    row(of_several, 0.7, "aab"),
    row(slid, 0.7, "a bc def"),
    row(of_keys, 0.7),
    row(merged, [0.1, 0.4, 0.9], [0.2, 0.5]),
    row(merged, np.array([0.1, 0.4, 0.9]), [0.2, 0.5]),
    row(merged, [0.1 * i for i in range(20)], [0.15, 0.55]),
    row(merged, [0.9, 0.1, 0.4], [0.7, 0.5], case="not in order"),
    row(merged_by_key, [0.9, 0.4, 0.1], [0.5, 0.2]),
    row(merged_pairs, [(0.1, 2.0), (0.5, 3.0)], [(0.2, 1.0)]),
    row(doubles_beside_lists, 0.7, 3),
    row(doubles_beside_lists, 0.7, 20, case="many"),
    row(in_doubles, 0.7, 3),
    row(in_doubles, 0.7, 1),
    row(doubles_of, [0.5, 0.7]),
    row(doubles_of, np.array([0.5, 0.7])),
    row(discounts, [0.01, 0.02, 0.025, 0.03]),
    row(discounts, [0.01, 0.02]),
    row(heap_of_weights, [0.5, 0.7, 0.2, 0.9, 0.1]),
    row(items_in_order, 0.7, ["b", "a", "b"]),
    row(items_in_order, 0.7, [(2, "x"), (1, "y"), (2, "a")]),
    row(pairs_in_order, 0.7),
    row(lists_or_nothing, [0.7, 0.2, 0.4, 0.9]),
    row(lists_or_nothing, normal(11)),
    row(until_none, [0.7, 0.2, 0.4]),
    row(until_none, normal(3)),
    row(gone_through_by_place, 0.7),
    row(cleared, [0.5, 0.7]),
    row(cleared, normal(4)),
    row(of_typing, 0.7, "abca"),
    row(longest_of, [0.5, -0.7, 0.2], [0.3]),
    row(longest_of, normal(5), [0.3, 0.2, 0.9, 0.4, 0.6, 0.7]),
    row(asked_of_nothing, 0.7),
    row(asked_of_nothing, 0.7, [1.5]),
    row(of_chosen, normal(6), None),
    row(of_chosen, normal(6), 3),
    row(plucked_string, normal(3), 20),
    row(plucked_string, normal(7), 20),
    row(last_of_array, normal(3)),
    row(last_of_array, normal(8)),
    row(rows_in_a_queue, normal(6)),
    row(those_marked, normal(7), (True, False, True)),
    row(those_marked, normal(3), (True, False, True)),
]
