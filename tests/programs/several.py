"""Containers that are one of several, by a condition or a position, and are then written into under either name."""

from tests.programs.harness import Row
from tests.programs.writes import row


class Box:
    """Two values that change."""

    def __init__(self, v):
        self.v = v
        self.w = 0.0


def diagonal_written(x, n):
    g = [[0.0] * 3 for _ in range(3)]
    for i in range(n):
        g[i][i] = x * (i + 1)
    return sum((sum(r) for r in g)) + g[0][2] + g[1][1] * x


def diagonal_of_one_row(x, n):
    g = [[0.0] * 3] * 3
    for i in range(n):
        g[i][i] = x * (i + 1)
    return sum((sum(r) for r in g)) + g[0][2]


def row_by_position(x, n):
    g = [[x, 1.0], [2.0, x * x], [3.0, 4.0], [5.0, 6.0]]
    row = g[n]
    row[0] = x * 3
    return sum(map(sum, g)) + g[3][0] * x


def rows_by_positions(x, n):
    g = [[x, 1.0], [2.0, x * x], [3.0, 4.0], [5.0, 6.0]]
    r = g[n]
    s = g[n + 1 - 1]
    u = g[n + 1]
    r[0] = x * 3
    s[1] = r[0] * 2
    u[0] = s[0] * s[1]
    s[0] += u[0]
    return sum(map(sum, g)) + r[0] + 2 * s[1] + 3 * u[0] + r[1] * 5


def row_from_the_end(x, n):
    g = [[x, 1.0], [2.0, x * x], [3.0, 4.0]]
    r = g[n]
    r[0] = x * 3
    g[2][1] = 7.0 * x
    return sum(map(sum, g)) + r[0] + 2 * r[1]


def position_rebound(x, n):
    g = [[x, 1.0], [2.0, x * x], [3.0, 4.0]]
    r = g[n]
    n = 2
    r[0] = x * 3
    g[n][0] = 9.0 * x
    return sum(map(sum, g)) + r[0] + 2 * r[1]


def object_by_condition(x, n):
    a = Box(x)
    c = Box(2.0)
    b = a if n > 2 else c
    b.v = x * x
    return a.v + 3 * c.v


def object_and_its_other_name(x, n):
    a = Box(x)
    c = Box(2.0)
    b = a if n > 2 else c
    b.v = x * x
    a.v = a.v * 2
    b.v += 1.0
    c.w = b.v
    b.w = b.w * 3 + x
    return a.v + 3 * c.v + b.v * 7 + c.w


def list_by_condition(x, n):
    a = [x, 1.0]
    c = [2.0, x]
    if n > 2:
        b = a
    else:
        b = c
    b[0] = x * x
    return a[0] + 3 * c[0]


def best_object(x):
    a = Box(x)
    c = Box(2.0)
    best = a
    if c.v > a.v:
        best = c
    best.v *= x
    best.w = 1.0
    return a.v + 3 * c.v + a.w * 5 + c.w * 7


def objects_by_position(x, n):
    ps = [Box(x), Box(2.0), Box(x * x)]
    for i in range(n):
        p = ps[i]
        p.v = p.v * 2 + ps[0].v
        p.w += x
    return sum((p.v * p.w for p in ps))


def pairs_of_objects(x, n):
    ps = [Box(x), Box(2.0), Box(x * x)]
    for i in range(n):
        for j in range(n):
            if i != j:
                a = ps[i]
                b = ps[j]
                d = a.v - b.v
                a.w += d
                b.w -= d * x
    return sum((p.v * p.w for p in ps))


def smaller_object_in_loop(x, n):
    a = Box(x)
    c = Box(2.0)
    for i in range(n):
        smaller = a if a.v < c.v else c
        smaller.v = smaller.v * 1.7 + x
        smaller.w += 1.0
    return a.v + 3 * c.v + a.w * 5 + c.w


def held_and_swapped(x):
    a = Box(x)
    b = Box(x * x)
    c = a
    if a.v > b.v:
        a, b = (b, a)
    a.v = a.v * 2
    return a.v + 3 * b.v + c.v


def list_by_key(x, n):
    d = {1: [x, 1.0], 3: [2.0, x]}
    r = d[n]
    r[0] = 5.0 * x
    d[1][1] = 3.0
    return d[1][0] + 2 * d[3][0] + r[1] * x + d[1][1]


def cells_of_grid(x, n):
    g = [[[0.0, 0.0] for _ in range(2)] for _ in range(2)]
    for i in range(2):
        for j in range(2):
            g[i][j][(i + j + n) % 2] = x * (i + j + 1)
    return sum((g[i][j][k] * (i + 2 * j + 3 * k + 1) for i in range(2) for j in range(2) for k in range(2)))


def shortest_ways(x, n):
    d = [[0.0, x, 9.0], [x * 2, 0.0, x], [1.0, 5.0 * x, 0.0]]
    for k in range(n):
        for i in range(3):
            for j in range(3):
                if d[i][k] + d[k][j] < d[i][j]:
                    d[i][j] = d[i][k] + d[k][j]
    return sum(map(sum, d))


def dict_by_condition(x, n):
    a = {"u": x}
    b = {"u": 2.0}
    c = a if n > 2 else b
    c["u"] = 5.0 * x
    return a["u"] + 3 * b["u"] + c["u"]


def originals_written(x, n):
    a = Box(x)
    b = Box(2.0)
    c = a if n > 2 else b
    a.v = 7.0 * x
    b.v = x * x
    return c.v * x + a.v


ROWS: list[Row] = [
    row(diagonal_written, 0.7, 3),
    row(diagonal_of_one_row, 0.7, 3),
    row(row_by_position, 0.7, 3),
    row(row_by_position, 0.7, 0),
    row(rows_by_positions, 0.7, 1),
    row(rows_by_positions, 0.7, 2),
    row(row_from_the_end, 0.7, -1),
    row(row_from_the_end, 0.7, 0),
    row(position_rebound, 0.7, 1),
    row(position_rebound, 0.7, 2),
    row(object_by_condition, 0.7, 3),
    row(object_by_condition, 0.7, 1),
    row(object_and_its_other_name, 0.7, 3),
    row(object_and_its_other_name, 0.7, 1),
    row(list_by_condition, 0.7, 3),
    row(list_by_condition, 0.7, 1),
    row(best_object, 0.7),
    row(objects_by_position, 0.7, 3),
    row(pairs_of_objects, 0.7, 3),
    row(smaller_object_in_loop, 0.7, 3),
    row(held_and_swapped, 0.7),
    row(list_by_key, 0.7, 3),
    row(cells_of_grid, 0.7, 3),
    row(shortest_ways, 0.7, 2),
    row(dict_by_condition, 0.7, 3),
    row(originals_written, 0.7, 3),
    row(originals_written, 0.7, 1),
]
