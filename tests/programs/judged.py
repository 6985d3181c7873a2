"""Objects that a second, optional name may hold; what changes between its making and its use; counts."""

import itertools
import pickle
from collections import Counter

import numpy as np

from tests.programs.harness import Row, normal
from tests.programs.writes import row


class Ball:
    def __init__(self, c):
        self.c = c

    def hit(self, d):
        rest = 1.0 - (self.c - d) ** 2
        if rest < 0:
            return None
        t = 2.0 - np.sqrt(rest)
        return t if t > 0 else None


def maybe_another_name(c):
    s = Ball(c)
    best = None
    if c > 5.0:
        best = s
    if best is None:
        return s.c * c
    return best.c * 2


def maybe_the_same_dict(c):
    s = {"c": c}
    best = None
    if c > 5.0:
        best = s
    return (0.05 if best is None else best["c"]) + s["c"] ** 2


def maybe_the_same_list(c):
    s = [c, 2 * c]
    best = s if c > 5.0 else None
    return sum(s) ** 2 if best is None else best[0]


def nearest_of_a_scene(c):
    scene, total = [Ball(c), Ball(0.5)], 0.0
    for d in (0.1, 5.0, 0.4):
        best, found = np.inf, None
        for s in scene:
            t = s.hit(d)
            if t is not None and t < best:
                best, found = t, s
        if found is None:
            total += 0.05
            continue
        n = d + best - found.c
        total += n * n
    return total


def first_that_fits(c):
    found = next((b for b in (Ball(c), Ball(2 * c)) if b.c > 5.0), None)
    return c * c if found is None else found.c


def step(w, x, state=None):
    if state is None:
        state = (0.0 * x, 0.0 * x)
    h, c = state
    c = c + w * x * np.cos(h)
    return np.tanh(c), c


def state_made_by_a_helper(w, xs):
    state = None
    for x in xs:
        state = step(w, x, state)
    return state[0].sum()


def first_doubled(parts):
    return np.sum(parts[0]) * 2.0


def energy(fields):
    return 0.5 * np.sum(fields["u"] ** 2) + 0.5 * np.sum(fields["v"] ** 2)


def written_after_the_list(x):
    parts = [np.zeros(4), np.zeros(4)]
    parts[0][1] = x * x
    return first_doubled(parts)


def written_after_the_dict(x):
    fields = {"u": np.zeros(4), "v": np.zeros(4)}
    fields["u"][1:3] = x
    return energy(fields)


def written_under_another_name(x, y):
    z = np.zeros(3)
    parts = [z, y]
    z[2] = x
    return first_doubled(parts) + energy({"u": parts[0], "v": y})


def totals_of_data(m, x, n):
    s, t = 0.0, 0.0
    for _ in range(n):
        s += x
        t = t + m * s
    return np.sum(t)


def totals_of_data_in_branches(m, x, n):
    s = 0.0
    if n > 1:
        s += x
    t = m * s
    if n > 2:
        s += x
    return np.sum(t * s * m)


def fitted_polynomial(c, x):
    s, w = 0.0, 1.0
    for a in c:
        s += a * w
        w *= x - 0.2
    return np.sum(s * s)


def total_or_smaller_array(x, m, n):
    s = 1.0
    for _ in range(n):
        s = s + m
    return np.sum(s * x) + np.mean(np.tanh(s + x))


def total_of_each_trip(x, m, n):
    p = 0.0
    for i in range(n):
        s = 1.0
        for _ in range(i):
            s += m
        p += np.sum((s * x) ** 2)
    return p


def total_written_later(x, n):
    s = 1.0
    for _ in range(n):
        s = s + x
    s[1:] *= 2
    return np.sum(s * s)


def total_made_and_scaled(x, n):
    s = 0.0
    for i in range(n):
        s = 0.9 * s + x
        s /= np.linalg.norm(s)
    return np.sum(s * x * x)


def numbers_put_into_growing_parts(x, y, p, n):
    parts = [x * k for k in range(n)]
    if y > 0:
        parts[1] = p
    p[1] = x
    parts[0] = y * y
    total = 0.0
    for q in parts:
        total = total + np.sum(q * q)
    return total


def counted(a):
    k, words = Counter(), ["x", "y", "x"]
    k.update(words)
    k.update("ab")
    k.update({"a": 2, "z": a})
    both = Counter("aab") + Counter("ac")
    left = Counter("aab")
    del left["b"]
    return a * a * k["x"] * k["a"] * k["z"] + both["a"] * a + len(left) * a**3


def accumulated_and_filled(x):
    seen, total = [x, 2 * x], 0.0
    for a, b in itertools.zip_longest(itertools.accumulate(seen), [x], fillvalue=x):
        total += a * b
    return total


def number_or_array(x, n):
    if n == 0:
        return np.sum(x)
    return x * 2.0 if n == 1 else number_or_array(x, n - 2)


def what_a_recursion_gives(x, n):
    y = number_or_array(x, n)
    return np.sum(y * x) + np.sum(y * y) + np.max(y)


def totals_of_two_ranks(x, m, n, k):
    s, z = 1.0, 1.0
    for _ in range(n):
        s = s + x
    for _ in range(k):
        z = z + m
    y = s * z
    return np.sum(y * y) + np.sum(np.sin(s + z) * s)


DATA = pickle.dumps(np.array([1.0, 2.0, 4.0]))


def data_of_unknown_kind(x):
    d = pickle.loads(DATA)
    d -= d.mean()
    return np.sum(x * x * d)


def data_scaled_in_each_trip(x, n):
    d, t = pickle.loads(DATA), 0.0
    for _ in range(n):
        d *= 1.5
        t = t + np.sum(x * x * d)
    return t


def data_under_two_names(x):
    d = pickle.loads(DATA)
    e = d
    d += 1.0
    return np.sum(x * x * e)


X = np.array([0.3, -0.5, 0.9])
M = np.array([[0.1, 0.2, 0.3], [-0.4, 0.6, 1.0]])

ROWS: list[Row] = [
    row(maybe_another_name, 1.3),
    row(maybe_another_name, 5.3),
    row(maybe_the_same_dict, 1.3),
    row(maybe_the_same_dict, 5.3),
    row(maybe_the_same_list, 1.3),
    row(maybe_the_same_list, 5.3),
    row(nearest_of_a_scene, 0.33),
    row(first_that_fits, 1.3),
    row(first_that_fits, 3.3),
    row(state_made_by_a_helper, 0.3, normal(3, 2), argnums=0),
    row(written_after_the_list, 0.7),
    row(written_after_the_dict, 0.7),
    row(written_under_another_name, 0.7, X, argnums=0),
    row(written_under_another_name, 0.7, X),
    row(totals_of_data, X, normal(3), 4, argnums=0),
    row(totals_of_data_in_branches, X, normal(3), 4, argnums=0),
    row(fitted_polynomial, np.array([0.3, 0.2, -0.5]), X, argnums=0),
    row(total_or_smaller_array, X, M, 0, argnums=0),
    row(total_or_smaller_array, X, M, 2),
    row(total_of_each_trip, X, M, 3),
    row(total_written_later, X, 1),
    row(total_written_later, X, 3),
    row(total_made_and_scaled, X, 3),
    row(numbers_put_into_growing_parts, 0.7, 0.4, normal(3), 3),
    row(numbers_put_into_growing_parts, 0.7, -0.4, normal(3), 3),
    row(counted, 1.5),
    row(accumulated_and_filled, 0.7),
    row(what_a_recursion_gives, X, 0),
    row(what_a_recursion_gives, X, 1),
    row(what_a_recursion_gives, X, 2),
    row(totals_of_two_ranks, X, M, 2, 0, argnums=0),
    row(totals_of_two_ranks, X, M, 0, 2, argnums=1),
    row(totals_of_two_ranks, X, M, 1, 2),
    row(data_of_unknown_kind, X),
    row(data_scaled_in_each_trip, X, 3),
    row(data_under_two_names, X),
]
