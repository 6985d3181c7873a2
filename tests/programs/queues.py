"""Deques as arguments, in arguments and as attributes: changed, read, and differentiated with respect to."""

import collections

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
    row(of_chosen, normal(6), None),
    row(of_chosen, normal(6), 3),
]
