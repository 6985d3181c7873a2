"""What is evaluated in which order where items are read and written: an index that changes what others read."""

from collections import deque

import numpy as np

from tests.programs.harness import normal, row

WEIGHTS = np.array([[1.0, 2.0, 4.0], [8.0, 16.0, 32.0], [64.0, 128.0, 256.0]])


def column_bound_in_the_index(x):
    b, k = np.zeros((3, 3)), 0
    b[0][(k := k + 1)] = x * x
    return np.sum(b * WEIGHTS) * k


def column_taken_from_a_deque(p, q):
    q, b = deque(q), np.zeros((3, 3))
    b[0][q.popleft()] = p[0] ** 2
    b[1][q.popleft()] += p[1] ** 2
    b[q.popleft()][q.popleft()] += p[q.popleft()] ** 3
    return np.sum(b * WEIGHTS) * len(q)


def column_taken_from_a_list(p, q):
    q, b = list(q), np.zeros((3, 3))
    b[0][q.pop()] = p[0] ** 2
    b[q.pop()][0] -= p[1] ** 2
    return np.sum(b * WEIGHTS) * len(q)


def column_drawn(p):
    rng, b = np.random.default_rng(0), np.zeros((3, 3))
    b[0][rng.integers(3)] = p[0] ** 2
    b[rng.integers(3)][rng.integers(3)] += p[1] ** 2
    return np.sum(b * WEIGHTS) * p[2] * rng.integers(100)


def places_counted(p, n):
    b, k = np.zeros((3, 3)), -1

    def nx():
        nonlocal k
        k += 1
        return k % 3

    for _ in range(n):
        b[nx()][nx()] += p[nx()] ** 2
    b[nx()] *= p[nx()]
    b[nx(), nx() :] += p[nx()]
    return np.sum(b * WEIGHTS) * k


class Grid:
    def __init__(self):
        self.values, self.at = np.zeros((3, 3)), 0

    def step(self):
        self.at += 1
        return self.at % 3

    def put(self, v):
        self.values[self.at][self.step()] = v

    def put_below(self, v):
        self.values[self.step()][self.at] = v

    def add(self, v):
        self.values[self.at][0] += v * self.step()


def places_of_an_object(p):
    g = Grid()
    g.put(p[0] ** 2)
    g.put_below(p[1] ** 2)
    g.add(p[2] ** 2)
    return np.sum(g.values * WEIGHTS)


def row_before_column(p):
    b, i = np.ones((3, 3)) * p, 0
    b[i][(i := 1)] = p[0] ** 2
    b[i][2] += (i := 2) * p[1] ** 2
    b[i][: (i := 2)] *= p[:2]
    return np.sum(b * WEIGHTS) * i


def three_indices(p):
    b, i = np.ones((2, 3, 3)), 0
    b[i][(i := 1)][(i := 2)] = p[0] ** 2
    b[0][i][i - 1] *= p[1] ** 2
    return np.sum(b * WEIGHTS)


def row_read_from_memory(p):
    b, places = np.outer(p, p), np.array([0, 1])

    def bump():
        places[0] += 1
        return 2

    b[places[0]][bump()] = p[0] ** 3
    return np.sum(b * WEIGHTS) + b[places[0]][bump()] * 3 + b[places[0] - 1, bump()]


def array_bound_in_the_value(p):
    b = np.ones((3, 3)) * p
    b[0][1] += (b := b * 2)[0][0] * p[1]
    return np.sum(b * WEIGHTS)


def place_before_value(p):
    i, b, c = 0, p * 1.0, np.outer(p, p)
    b[i] += (i := 2) * p[1] ** 2
    c[i, 1] += (i := 0) * p[1] + p[2] ** 2
    c[i, (i := 1) :] *= (i := 2) * p[1]
    return np.sum(b * WEIGHTS[1]) + np.sum(c * WEIGHTS) * i


def indices_read_in_turn(p):
    i, c = 0, np.outer(p, p * p)
    first = c[i, (i := 1)] + c[i][(i := 2)] * 3
    return first + np.sum(c[i, : (i := 1)]) * 5 + c[i].T[(i := 0)] * 7


def value_before_place(p):
    i, b, xs, v = 0, np.zeros(3), [0.0, p[2], 0.0], p[0]
    b[(i := 1)] = (i + 1) * p[0]
    xs[(i := 2)] = i * p[1]
    b[int(v := 2.0)], b[0] = p[1] ** 2, v * p[2]
    return np.sum(b * WEIGHTS[1]) + xs[1] * 3 + xs[2] * 5 + v


def taken_from_lists_of_known_length(p):
    q, b = [0, 2, 1, 0, 2, 1], np.outer(p, p * p)
    return [p[0], p[1], p[2]][q.pop()] * b[q.pop()][q.pop()] * b[q.pop(), q.pop()] * p[q.pop()]


def position_that_changes_the_list(a, b, c):
    xs, ys = [a * a, b * b, -2], [a, b, c]

    def change():
        ys[1] = a * 50
        return 1

    return xs[xs.pop()] * ys[change()] + ys[ys.index(c)] * len(xs)


def elements_joined_in_turn(p):
    q, x = [1.5, 2.5], p[0]
    return np.sum(np.r_[q.pop(), p, x, (x := p[1] ** 2)] * np.r_[x, p, q.pop(), x])


def items_updated_in_turn(p, n):
    rows, i, d = [p * (k + 1) for k in range(n)], 0, {0: p[0], 1: p[1]}
    rows[i][1] += (i := 1) * p[1] ** 2
    rows[i][(i := 0)] = p[2] ** 2
    d[i] += (i := 1) * p[2]
    return np.sum(rows[0] * p) + 10 * np.sum(rows[1] * p) + d[0] * 3 + d[1] * i


V = np.array([1.3, 0.4, 2.2])
ROWS = [
    row(column_bound_in_the_index, 1.2),
    row(column_taken_from_a_deque, V, [2, 1, 0, 2, 1, 0, 1], argnums=0),
    row(column_taken_from_a_list, V, [2, 1, 0, 2], argnums=0),
    row(column_drawn, V),
    row(places_counted, V, 1),
    row(places_counted, V, 5),
    row(places_of_an_object, V),
    row(row_before_column, V),
    row(three_indices, V),
    row(row_read_from_memory, normal(3)),
    row(array_bound_in_the_value, V),
    row(place_before_value, V),
    row(indices_read_in_turn, V),
    row(value_before_place, V),
    row(taken_from_lists_of_known_length, V),
    row(position_that_changes_the_list, 1.2, 0.7, -0.4),
    row(elements_joined_in_turn, V),
    row(items_updated_in_turn, V, 3),
]
