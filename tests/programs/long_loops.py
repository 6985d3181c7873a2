"""Loops of many trips over lists and tables whose length could be known: they stay loops where what follows allows."""

import numpy as np

from tests.programs.harness import Row, normal
from tests.programs.writes import row


def nested_over_numbers(p):
    xs = [0.1, 0.2, 0.3, 0.4]
    s = 0.0
    for u in xs:
        for v in xs:
            for w in xs:
                for z in xs:
                    s = s + np.exp(-p[0] * u * v) * p[1] * w + z * p[2]
    return s


def nested_over_places(x, a):
    s = 0.0
    for i in [0, 1, 2, 3]:
        for j in (3, 1, 2):
            for k in [0, 1, 2, 3]:
                for m in [1, 2, 3]:
                    s += x[i] * x[j] * a[k] if i != j else x[k] * x[m]
    return s


def quadrature_of_three_axes(p):
    points = ((-0.77, 0.55), (0.0, 0.88), (0.77, 0.55))
    s = 0.0
    for x, u in points:
        for y, v in points:
            for z, w in points:
                t = x * p[0] + y * p[1] + z * p[2]
                t = t * t + 0.1 * x
                s += u * v * w * np.sin(t)
                s += t
    return s


def grown_while_gone_through(p):
    xs = [0.1, 0.2, 0.3, 0.4]
    s = 0.0
    for u in xs:
        for v in [1.0, 2.0, 3.0]:
            for w in [1.0, 2.0, 3.0]:
                t = np.sin(u * v * w * p)
                s = s + t
                s = s * 1.01
                s = s + p * t
        if len(xs) < 6:
            xs.append(0.5 * u)
    return s


def replaced_while_gone_through(p):
    xs = [0.1, 0.2, 0.3, 0.4]
    s = 0.0
    for i, u in enumerate(xs):
        for v in [1.0, 2.0, 3.0]:
            for w in [1.0, 2.0, 3.0]:
                t = np.sin(u * v * w * p)
                s = s + t
                s = s * 1.01
                s = s + p * t
        xs[(i + 1) % 4] = 0.7
    return s


def mixed_numbers(p):
    s = 0.0
    for u in [1, 0.5, 2]:
        for v in [1, 2, 3]:
            for w in [True, False, True]:
                for z in (2, 3, 4):
                    t = p**v / u + v // 2
                    t = t * (2 if w else 3)
                    s = s + t % z
                    s = s + p
    return s


def left_early(p):
    s = 0.0
    for u in [0.1, 0.2, 0.3, 0.4]:
        for v in [0.1, 0.2, 0.3, 0.4]:
            for w in [0.1, 0.2, 0.3, 0.4]:
                t = np.exp(u * v * w * p)
                s = s + t
                if s > 11:
                    break
                s = s + 0.1 * t
            else:
                continue
            s = s * p
            break
    return s + u * v * w


def history(x):
    hist = []
    for i in range(50):
        x = x - 0.1 * x**2 / (i + 1)
        hist.append(x)
    return sum(hist)


def path(x):
    found = [x]
    for _ in range(60):
        found.append(found[-1] * 0.9 + 0.1)
    return found[-1] * found[10]


def points(x):
    pts = [(x, x * 2)]
    for _ in range(30):
        a, b = pts[-1]
        pts.append((a * 0.9 + b * 0.1, b))
    return sum(a * b for a, b in pts)


def table(x):
    d = {}
    for i in range(30):
        d[i] = x**i
    return sum(d.values())


def filled(x):
    xs = [x] * 40
    for i in range(1, 40):
        xs[i] = xs[i - 1] * x
    return sum(xs)


def bins(x):
    found = [0.0] * 3
    for i in range(30):
        found[i % 3] += x * i
    return found[0] * found[1]


def smallest(x):
    best = None
    for i in range(25):
        v = (x - i) ** 2
        if best is None or v < best:
            best = v
    return best


def layers(x):
    found = []
    for i in range(20):
        found.append(np.ones(3) * x * i)
    return np.sum(np.array(found))


def matrix(x):
    m = [[0.0] * 8 for _ in range(8)]
    for i in range(8):
        for j in range(8):
            m[i][j] = x * i + j * x**2
    return sum(sum(r) for r in m)


def queue(x):
    q = [x]
    t = 0.0
    for i in range(20):
        v = q.pop(0)
        t += v
        q.append(v * 0.9)
        if i % 2:
            q.append(v * x)
    return t


def unpacked_after(x):
    xs = []
    for i in range(20):
        xs.append(x**i)
    a, b, *rest = xs
    return a * b + rest[3]


def returned(x):
    xs = [x]
    for _ in range(15):
        xs.append(xs[-1] * x)
    return xs


def returned_pairs(x):
    xs = []
    for i in range(15):
        xs.append((x * i, x**2))
    return xs


def returned_table(x):
    d = {}
    for i in range(15):
        d[f"k{i}"] = x * i
    return d


def as_arguments(x):
    def inner(*args):
        return args[0] * args[3] + args[-1]

    xs = [x + i for i in range(16)]
    return inner(*xs)


def comprehension(x):
    xs = [x * i for i in range(30)]
    ys = [a * b for a, b in zip(xs, xs[1:])]
    return sum(ys) + xs[3]


def counted(x):
    counts = [0] * 20
    values = [0.0] * 20
    for i in range(40):
        k = (i * 7) % 20
        counts[k] += 1
        values[k] += x * i
    return sum(v / c for v, c in zip(values, counts) if c > 0)


def coefficients(x):
    ws = [0.5, 0.25, 0.125]
    t = 0.0
    for i in range(30):
        t += ws[i % 3] * x**i
    return t


def swapped(x):
    xs = [x**i for i in range(15)]
    for i in range(14):
        xs[i], xs[i + 1] = xs[i + 1], xs[i] * 1.1
    return xs[0] * xs[14]


def of_arrays(p):
    states = [p]
    for i in range(20):
        states.append(states[-1] * 0.9 + p[i % 3])
    return np.sum(states[-1] * states[5])


def sorted_after(x):
    xs = [np.sin(x * i) for i in range(20)]
    xs.sort()
    return xs[0] * xs[-1]


def rows_of_zeros(x):
    grid = [[0.0] * 5 for _ in range(20)]
    for i in range(20):
        grid[i][i % 5] += x * i
    return sum(grid[i][i % 5] ** 2 for i in range(20))


def objects(x):
    class_of = {"a": 1.0, "b": 2.0}
    found = []
    for i in range(20):
        found.append({"v": x * i, "w": class_of["a" if i % 2 else "b"]})
    return sum(d["v"] * d["w"] for d in found)


def returned_rows(x, n):
    rows = []
    for i in range(n):
        rows.append([x * i] * i)
    return rows


def returned_triangle(x, n):
    rows = []
    for i in range(n):
        r = []
        for j in range(i + 1):
            r.append(np.sin(x * j))
        rows.append(r)
    return rows


def returned_arrays(p, n):
    rows = []
    for i in range(n):
        r = []
        for j in range(i + 1):
            r.append(p * j * i)
        rows.append(r)
    return rows


def returned_twice(x, n):
    r = []
    for i in range(n):
        r.append(x * i)
    rows = [r, r]
    for _ in range(n):
        rows.append(r)
    return rows


def returned_with_a_part(x, n):
    rows = []
    for i in range(n):
        rows.append([x * i] * 2)
    last = rows[-1]
    last[0] = x**3
    return rows, last


def returned_open_pairs(x, n):
    pairs = []
    for i in range(n):
        pairs.append((x * i, x**2))
    return pairs, x


def basis_splines(x, t, c, k):
    def basis(i, k):
        if k == 0:
            return 1.0 if t[i] <= x < t[i + 1] else 0.0
        a = 0.0 if t[i + k] == t[i] else (x - t[i]) / (t[i + k] - t[i]) * basis(i, k - 1)
        b = 0.0 if t[i + k + 1] == t[i + 1] else (t[i + k + 1] - x) / (t[i + k + 1] - t[i + 1]) * basis(i + 1, k - 1)
        return a + b

    return sum(c[i] * basis(i, k) for i in range(len(c)))


class Kept:
    """An object that the first trip makes and every trip changes."""

    def __init__(self, value):
        self.value = value


def object_made_in_one_trip(x, n):
    total = 0.0
    for k in range(n):
        if k == 0:
            kept = Kept(x)
        total = total * 0.5 + kept.value
        kept.value = kept.value * 1.1
    return total


def list_made_in_one_trip(x, n):
    total = 0.0
    for k in range(n):
        if k == 0:
            items = [x, 1.0]
        total = total * 0.5 + items[0]
        items[0] = items[0] * 1.1
    return total


def dict_made_in_some_trips(x, n):
    total = 0.0
    for k in range(n):
        if k % 3 == 0:
            table = {"a": x * k}
        total = total * 0.5 + table["a"]
        table["a"] *= x
    return total


def closure_variable_set_in_one_trip(x, n):
    total = 0.0

    def start():
        nonlocal y
        y = x

    def go_on():
        nonlocal y
        y = y * 1.1

    for k in range(n):
        if k == 0:
            start()
        total = total * 0.5 + y  # noqa: F821
        go_on()
    if total < 0:
        y = 0.0
    return total


def first_trip_starts(x, n):
    total, started = 0.0, False
    for _ in range(n):
        if not started:
            y = x * x
        else:
            y = y * x + 0.5  # noqa: F821
        started = True
        total += y
    return total


def set_in_an_outer_trip(x, n):
    total = 0.0
    for k in range(n):
        if k > 0:
            for _ in range(2):
                total += y * x  # noqa: F821
                y = y * 0.5  # noqa: F821
        else:
            y = x
        y = y + 0.25
    return total


ROWS: list[Row] = [
    row(basis_splines, 1.3, [0.0, 0.0, 0.0, 1.0, 2.0, 3.0, 3.0, 3.0], [1.0, 2.0, -1.0, 0.5, 0.3], 2, argnums=(0, 2)),
    row(history, 1.3),
    row(path, 1.3),
    row(points, 1.3),
    row(table, 0.9),
    row(filled, 0.9),
    row(bins, 1.3),
    row(smallest, 1.3),
    row(layers, 1.3),
    row(matrix, 1.3),
    row(queue, 0.7),
    row(unpacked_after, 0.9),
    row(returned, 0.9),
    row(returned_pairs, 0.9),
    row(returned_table, 0.9),
    row(as_arguments, 0.9),
    row(comprehension, 0.3),
    row(counted, 0.3),
    row(coefficients, 0.7),
    row(swapped, 0.7),
    row(of_arrays, normal(3)),
    row(sorted_after, 0.7),
    row(rows_of_zeros, 0.7),
    row(objects, 0.7),
    row(returned_rows, 0.9, 4),
    row(returned_triangle, 0.9, 4),
    row(returned_arrays, normal(2), 3),
    row(returned_twice, 0.9, 3),
    row(returned_with_a_part, 0.9, 3),
    row(returned_open_pairs, 0.9, 3),
    row(object_made_in_one_trip, 1.2, 5),
    row(list_made_in_one_trip, 1.2, 5),
    row(dict_made_in_some_trips, 1.2, 5),
    row(closure_variable_set_in_one_trip, 1.2, 5),
    row(first_trip_starts, 1.2, 5),
    row(set_in_an_outer_trip, 0.7, 4),
    row(nested_over_numbers, normal(3)),
    row(nested_over_places, normal(4), normal(4)),
    row(quadrature_of_three_axes, normal(3)),
    row(grown_while_gone_through, 0.7),
    row(replaced_while_gone_through, 0.7),
    row(mixed_numbers, 0.7),
    row(left_early, 0.7),
]
