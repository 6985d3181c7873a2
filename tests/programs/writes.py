"""Programs that write into memory or build containers step by step, and other forms of level 2."""

import copy
import itertools
import math
from collections import defaultdict, deque
from dataclasses import dataclass

import numpy as np

from tests.programs import harness
from tests.programs.harness import Row, definite, normal, positive

COUNTS = {"calls": 0}


@dataclass
class Particle:
    x: float
    v: float


def comprehension_summed(p):
    return sum([v * v for v in p])


def comprehension_indexed(x, n):
    powers = [x**k for k in range(n)]
    return powers[-1] * powers[1]


def comprehension_filtered(p):
    return sum([math.log(v) for v in p if v > 0.5])


def comprehension_nested(p, q):
    return sum([a * b for a in p for b in q if a != b])


def comprehension_of_lists(a):
    rows = [[2 * v for v in r] for r in a]
    return rows[0][1] * rows[1][0]


def comprehension_to_array(x):
    return np.array([math.sin(k * x) for k in range(4)])


def comprehension_of_tuples(p):
    pairs = [(v, v * v) for v in p]
    total = 0.0
    for a, b in pairs:
        total = total + a * b
    return total


def comprehension_in_loop(x, n):
    for k in range(1, n):
        x = sum([x / (i + 1) for i in range(k)])
    return x


def generator_summed(p, x):
    return sum(v * x**k for k, v in enumerate(p))


def generator_maximum(p):
    return max(abs(v) for v in p) * min(v for v in p)


def generator_any(p):
    if any(v < 0 for v in p) and all(v < 5 for v in p):
        return np.sum(p**2)
    return np.sum(p)


def generator_to_tuple(x):
    a, b, c = tuple(x**k for k in range(1, 4))
    return a * b + c


def dict_comprehension(params):
    squared = {name: value**2 for name, value in params.items()}
    return squared["a"] * squared["b"]


def dict_comprehension_updates(params, rate):
    new = {k: v - rate * 2 * v for k, v in params.items() if k != "fixed"}
    return sum(new.values()) * params["fixed"]


def appended(x, n):
    states = []
    for k in range(n):
        x = math.sin(x) + 0.1 * k
        states.append(x)
    return np.sum(np.array(states) ** 2)


def appended_and_read(x, n):
    values = [1.0, x]
    for k in range(n):
        values.append(values[-1] * x + values[-2])
    return values[-1]


def appended_on_some_trips(p):
    kept = []
    for v in p:
        if v > 0:
            kept.append(v * v)
    return sum(kept) / len(kept)


def extended(p, q):
    items = list(p)
    items.extend(q)
    items += [p[0] * q[0]]
    return items[0] * items[-1] + items[len(p)]


def popped(p):
    stack = [p[0], p[1], p[2]]
    last = stack.pop()
    first = stack.pop(0)
    return last * first + stack[0]


def inserted(x, y):
    items = [x]
    items.insert(0, y)
    items[1] = items[0] * x
    return items[1] * items[0]


def appended_arrays(p, n):
    history = [p]
    for _ in range(n):
        history.append(np.tanh(history[-1] + p))
    return np.stack(history)


def stack_machine(x, y):
    stack = []
    for token in "xy*x+":
        if token == "x":
            stack.append(x)
        elif token == "y":
            stack.append(y)
        else:
            b = stack.pop()
            a = stack.pop()
            stack.append(a * b if token == "*" else a + b)
    return stack[0]


def list_element_assigned(items):
    items = list(items)
    items[1] = items[0] * items[2]
    items[0] = items[1] + 1
    return items[0] * items[1]


def list_element_swapped(items):
    items = items[:]
    items[0], items[2] = items[2], items[0]
    return items[0] ** 2 + items[2]


def buffer_filled(x, n):
    out = np.zeros(n)
    for k in range(n):
        out[k] = x**k
    return out


def buffer_of_previous(x, y):
    u = np.empty(5)
    u[0] = y
    for i in range(1, 5):
        u[i] = u[i - 1] * x + y
    return u[-1]


def buffer_two_dimensions(x, y):
    a = np.zeros((3, 3))
    for i in range(3):
        for j in range(3):
            a[i, j] = x**i * y**j
    return a @ a


def element_overwritten(p):
    p = p.copy()
    p[1] = p[0] * p[2]
    p[0] = p[1] ** 2
    return np.sum(p)


def element_augmented(p, x):
    p = p.copy()
    p[0] += x
    p[1] *= x
    p[2] -= p[0] * p[1]
    p[0] /= p[2]
    return np.sum(p**2)


def argument_written(p):
    p[0] = p[1] * 2
    return p[0] * p[1]


def slice_overwritten(p, x):
    q = p * p
    q[1:3] = x
    q[-1:] = q[:1]
    return np.sum(q * p)


def slice_shifted(p):
    p = p.copy()
    p[1:] = p[:-1] * p[1:]
    return np.sum(p)


def slice_augmented(u, kappa, steps):
    u = u.copy()
    for _ in range(steps):
        u[1:-1] += kappa * (u[2:] - 2 * u[1:-1] + u[:-2])
    return np.sum(u**2)


def whole_overwritten(p, x):
    q = np.zeros_like(p)
    q[:] = p * x
    q[...] = q + p
    return np.sum(q**2)


def masked_write(p):
    q = p.copy()
    q[q < 0] = 0.0
    q[p > 1] *= 2
    return np.sum(q**2)


def fancy_write(p, x):
    q = p.copy()
    q[[0, 2]] = x * p[1]
    q[np.array([1, 3])] += q[0]
    return np.sum(q**2)


def row_written(a, p):
    b = a.copy()
    b[0] = p
    b[:, 1] = b[:, 0] * 2
    return np.sum(b**3)


def view_written(p, x):
    b = p.copy()
    v = b[1:]
    v *= x
    v[0] = b[0]
    return np.sum(b**2)


def array_augmented(p, x):
    q = p + 0.0
    q += x
    q *= p
    q -= 0.5 * q
    q /= 1 + x
    q **= 2
    return np.sum(q)


def gauss_seidel(a, steps):
    a = a.copy()
    n, m = a.shape
    for _ in range(steps):
        for i in range(1, n - 1):
            for j in range(1, m - 1):
                a[i, j] = 0.25 * (a[i - 1, j] + a[i + 1, j] + a[i, j - 1] + a[i, j + 1])
    return a


def squared_in_place(p):
    p = p.copy()
    for i in range(len(p)):
        p[i] = p[i] ** 2
    return p


def swapped_elements(p):
    p = p.copy()
    p[0], p[2] = p[2], p[0]
    for i in range(len(p) - 1):
        p[i], p[i + 1] = p[i + 1], p[i] * 0.5
    return p[0] * p[1] + p[2]


def bubble_sort(p):
    p = p.copy()
    for i in range(len(p)):
        for j in range(len(p) - 1 - i):
            if p[j] > p[j + 1]:
                p[j], p[j + 1] = p[j + 1], p[j]
    return p @ np.arange(len(p))


def buffers_exchanged(p, n):
    u = p.copy()
    w = np.zeros_like(p)
    for _ in range(n):
        w[1:] = 0.5 * (u[1:] * u[:-1])
        w[0] = u[0]
        u, w = w, u
    return np.sum(u)


def histogram_soft(p, bins):
    h = np.zeros(bins)
    for v in p:
        k = int(abs(v) * 2) % bins
        h[k] += v * v
    return h @ h


def cholesky_by_loops(a):
    n = a.shape[0]
    low = np.zeros((n, n))
    for i in range(n):
        for j in range(i + 1):
            s = a[i, j]
            for k in range(j):
                s -= low[i, k] * low[j, k]
            if i == j:
                low[i, i] = math.sqrt(s)
            else:
                low[i, j] = s / low[j, j]
    return low


def gaussian_elimination(a, b):
    a, b = a.copy(), b.copy()
    n = len(b)
    for k in range(n):
        for i in range(k + 1, n):
            factor = a[i, k] / a[k, k]
            a[i, k:] -= factor * a[k, k:]
            b[i] -= factor * b[k]
    x = np.zeros(n)
    for i in range(n - 1, -1, -1):
        x[i] = (b[i] - a[i, i + 1 :] @ x[i + 1 :]) / a[i, i]
    return x


def edit_distance_soft(p, q):
    d = np.zeros((len(p) + 1, len(q) + 1))
    d[:, 0] = np.arange(len(p) + 1)
    d[0, :] = np.arange(len(q) + 1)
    for i in range(1, len(p) + 1):
        for j in range(1, len(q) + 1):
            cost = (p[i - 1] - q[j - 1]) ** 2
            d[i, j] = cost - 0.5 * math.log(
                math.exp(-2 * d[i - 1, j]) + math.exp(-2 * d[i, j - 1]) + math.exp(-2 * d[i - 1, j - 1])
            )
    return d[-1, -1]


def helper_that_writes(p, x):
    def scale(a, i):
        a[i] = a[i] * x
        return a[i]

    p = p.copy()
    total = 0.0
    for i in range(len(p)):
        total += scale(p, i)
    scale(p, 0)
    return total + np.sum(p**2)


def helper_that_fills(x):
    def powers(out, base):
        for k in range(len(out)):
            out[k] = base**k

    out = np.zeros(4)
    powers(out, x)
    return np.sum(out)


def output_arguments(p, q):
    out = np.empty_like(p)
    np.multiply(p, q, out=out)
    np.add(out, p, out=out)
    return np.sum(out**2)


def dict_written(x, y):
    p = {"x": x}
    p["y"] = y
    p["x"] *= p["y"]
    p.update(z=p["x"] + 1)
    return p["z"] * p["x"]


def dict_filled_in_loop(p):
    table = {}
    for i, v in enumerate(p):
        table[i] = v * v
    return sum(table.values()) * table[0]


def dict_as_memo(x, n):
    memo = {}

    def fib(k):
        if k < 2:
            return x
        if k not in memo:
            memo[k] = fib(k - 1) * 0.9 + fib(k - 2)
        return memo[k]

    return fib(n)


def dict_counting(p):
    groups = defaultdict(float)
    for i, v in enumerate(p):
        groups[i % 2] += v * v
    return groups[0] * groups[1]


def dict_set_default(x):
    p = {}
    p.setdefault("a", x)
    p.setdefault("a", 2 * x)
    return p["a"] ** 2


def attribute_written(x, v):
    p = Particle(x, v)
    for _ in range(3):
        p.v -= 0.1 * p.x
        p.x += 0.1 * p.v
    return p.x * p.v


def dataclass_argument_written(p):
    p = copy.copy(p)
    p.x = p.x * p.v
    return p.x**2


def nonlocal_written(x):
    total = 0.0

    def add(v):
        nonlocal total
        total += v * v

    add(x)
    add(2 * x)
    return total


def counted(x):
    COUNTS["calls"] += 1
    return x * x


def deque_rotated(p):
    q = deque(p)
    q.append(q.popleft() * 2)
    return q[0] * q[-1]


def set_of_indices(p):
    seen = set()
    total = 0.0
    for i in (0, 2, 0, 1):
        if i not in seen:
            seen.add(i)
            total += p[i] ** 2
    return total


def with_errstate(p):
    with np.errstate(divide="ignore"):
        q = 1 / p
    return np.sum(q * q)


def with_in_loop(x):
    for _ in range(3):
        with np.errstate(over="ignore"):
            x = math.sin(x) + 1
    return x


def try_except(x):
    try:
        y = math.log(x)
    except ValueError:
        y = x * x
    return y * x


def try_finally(x):
    y = x
    try:
        y = y * x
        if y > 1:
            return y
    finally:
        COUNTS["calls"] += 1
    return y * 2


def matched(x, n):
    match n:
        case 0:
            return x
        case 1 | 2:
            return x * x
        case _:
            return x**3


def matched_structure(p):
    match p:
        case {"radius": r}:
            return math.pi * r * r
        case (a, b):
            return a * b
        case float(a):
            return a**2


def itertools_used(p):
    total = 0.0
    for a, b in itertools.combinations(p, 2):
        total += (a - b) ** 2
    for a, b in itertools.product(p, repeat=2):
        total += a * b
    return total


def accumulated(p):
    return sum(itertools.accumulate(p, lambda a, b: a * b))


def iterator_stepped(p):
    it = iter(p)
    first = next(it)
    total = 0.0
    for v in it:
        total += first * v
    return total


def yielded(p):
    def squares():
        for v in p:
            yield v * v

    return sum(squares())


def star_collected(p):
    first, *rest = list(p)
    rest[0] = first * rest[1]
    return sum(rest)


def list_of_lists_written(x):
    grid = [[0.0] * 3 for _ in range(2)]
    grid[0][1] = x
    grid[1][2] = grid[0][1] ** 2
    return sum(sum(r) for r in grid)


def list_multiplied(x):
    items = [x] * 3
    items[1] = x * x
    return items[0] * items[1] * items[2]


def sorted_list(items):
    items = list(items)
    items.sort()
    items.reverse()
    return items[0] * items[-1] + 2 * sorted(items)[1]


def array_sorted_in_place(p):
    q = p.copy()
    q.sort()
    return q @ np.arange(len(q))


def array_filled(p, x):
    q = np.empty(3)
    q.fill(x)
    return np.sum(q * p)


def updated_at(p, x):
    q = p.copy()
    np.add.at(q, [0, 0, 1], x)
    return np.sum(q**2)


def runge_kutta_history(y, rate):
    t = np.linspace(0, 1, 5)
    ys = np.zeros((5, 2))
    ys[0] = y
    for i in range(4):
        h = t[i + 1] - t[i]
        k1 = np.array([ys[i, 1], -rate * ys[i, 0]])
        middle = ys[i] + h / 2 * k1
        ys[i + 1] = ys[i] + h * np.array([middle[1], -rate * middle[0]])
    return ys


def viterbi_soft(scores):
    n, m = scores.shape
    best = np.zeros((n, m))
    best[0] = scores[0]
    for t in range(1, n):
        for s in range(m):
            best[t, s] = scores[t, s] + np.log(np.sum(np.exp(best[t - 1] - 0.1 * s)))
    return np.max(best[-1])


def row(function, *args, **options) -> Row:
    """Return a row that is checked when writes are supported."""
    return harness.row(function, *args, level=2, **options)


def real_and_imaginary_parts_written(x, y):
    z = np.zeros(4, dtype=complex)
    z.real = x
    z.imag[1:] = y[1:] * x[:3]
    kept = z.real
    z.real *= 1.5
    z.imag = z.imag * kept + 0.3
    z = z * z
    z.real += y
    return np.abs(z) ** 2 + z.real * z.imag


def real_part_of_reals_written(x):
    a = x * x
    a.real = np.sin(a) * x
    a.real[1] = x[0]
    return a * a


def reversed_part_from_joined(p, q):
    """Each adjoint is a part of one that the others add to."""
    p[::-1] += np.concatenate([np.where(q[:1] > 1.0, q[1:2], p[2:3]), p[1:4]])
    for _ in range(2):
        q[1:4] -= p[-4:1]
    return np.sum(q)


def zeros_like_the_adjoint(p):
    """The zeros of the function's own are not those that the adjoint is made of."""
    u = np.zeros_like(p)
    x = p * u
    u = x - p[::1]
    return np.sum(u)


def choice_multiplied(z, q, p, n):
    """The choice is not written into, and what is computed of it shares memory with neither array."""
    q = q - np.dot(q, p)
    p = 0.8 * (q if n else p)
    q[3:] = p[3:4] * z
    return np.sum(q)


def chosen_by_a_helper(q, x, c):
    def part(p, q, c):
        return q if c > 0.2 else p

    t = part(q, q + 0.0, c)
    q[0] = x
    return np.sum(t * t) + q[1]


def view_by_a_helper(q, x):
    def tail(q):
        return q[1:]

    t = tail(q)
    q[2] = x * x
    return np.sum(t * t) + q[1]


def edges_overwritten(q, x):
    t = np.histogram_bin_edges(q, 3)
    q[2] = x * x
    t[0] = x
    return np.sum(t * t) + q[2]


def sorted_sums(p, q):
    found = [np.sum(p), p[0]]
    p[-1] += q[1]
    found = sorted(found)
    return sum(found)


def list_of_none_filled(x, n):
    out = [None] * n
    for i in range(n):
        out[i] = x[i] * x[i + 1]
    a = np.array(out)
    a *= 2.0
    b = a
    b -= a[0] * x[0]
    return np.sum(a * a)


def list_of_none_filled_with_rows(x, n):
    out = [None for _ in range(n)]
    for i in range(n):
        out[i] = x[i : i + 2] * x[i + 1]
    a = np.array(out)
    a[0] *= 2.0
    a *= 3
    return np.sum(a * a)


def shape_assigned(x):
    a = x * 2
    for i in range(2):
        a.shape = (3, 2) if i else (2, 3)
        a[0, 1] *= 2
    if x[0] > -9:
        a.shape = -1, 1
    return np.sum(np.abs(a) * a.T)


def cholesky_by_brackets(a):
    n = len(a)
    low = np.zeros((n, n))
    for i in range(n):
        for j in range(i + 1):
            total = a[i][j]
            for k in range(j):
                total -= low[i][k] * low[j][k]
            if i == j:
                low[i][i] = total**0.5
            else:
                low[i][j] = total / low[j][j]
    return np.sum(low**2 * np.arange(1.0, n * n + 1).reshape(n, n))


def sweeps_by_brackets(a, n):
    b = a.copy()
    for i in range(1, n):
        for j in range(1, n):
            b[i][j] += 0.5 * b[i - 1][j] * b[i][-j]
            b[i][j] *= 1.5
        b[i][1:] -= b[i - 1][:-1] * b[-1][0]
    return np.sum(b * b)


def deep_brackets(a, n):
    b = a * 1.0
    for i in range(n):
        for j in range(n):
            b[i][j][i] = b[j][i][1:][0] * a[i, j][0]
            b[i, j][1] += b[i][j][i] * b[0][i, j]
    return np.sum(b**2)


def rows_by_an_array_then_brackets(a, k):
    b = a * 1.0
    b[k][0][1] = 7.0  # into a copy: k is an array
    b[0][k] *= 2.0
    c = b[k]
    return np.sum(b**2) + c[1][0] * b[k][2][1]


ROWS = [
    row(real_and_imaginary_parts_written, normal(4), normal(4)),
    row(real_part_of_reals_written, normal(4)),
    row(comprehension_summed, normal(4)),
    row(comprehension_indexed, 0.7, 4),
    row(comprehension_filtered, positive(5)),
    row(comprehension_nested, normal(3), normal(2)),
    row(comprehension_of_lists, normal(2, 2)),
    row(comprehension_to_array, 0.7),
    row(comprehension_of_tuples, normal(3)),
    row(comprehension_in_loop, 0.7, 4),
    row(generator_summed, normal(4), 0.7),
    row(generator_maximum, normal(4)),
    row(generator_any, normal(4)),
    row(generator_to_tuple, 0.7),
    row(dict_comprehension, {"a": 0.7, "b": 1.3}),
    row(dict_comprehension_updates, {"a": 0.7, "b": 1.3, "fixed": 2.0}, 0.1),
    row(appended, 0.7, 4),
    row(appended, 0.7, 0, case="empty", zero=True),
    row(appended_and_read, 0.7, 4),
    row(appended_on_some_trips, normal(6)),
    row(extended, [0.7, 1.3], (0.2, 0.4)),
    row(popped, normal(3)),
    row(inserted, 0.7, 1.3),
    row(appended_arrays, normal(3), 2),
    row(stack_machine, 0.7, 1.3),
    row(list_element_assigned, [0.7, 1.3, 0.2]),
    row(list_element_swapped, [0.7, 1.3, 0.2]),
    row(buffer_filled, 0.7, 4),
    row(buffer_of_previous, 0.7, 1.3),
    row(buffer_two_dimensions, 0.7, 1.3),
    row(element_overwritten, normal(3)),
    row(element_augmented, normal(3), 0.7),
    row(argument_written, normal(3)),
    row(slice_overwritten, normal(5), 0.7),
    row(slice_shifted, normal(4)),
    row(slice_augmented, normal(6), 0.1, 3),
    row(whole_overwritten, normal(3), 0.7),
    row(masked_write, normal(5)),
    row(fancy_write, normal(4), 0.7),
    row(row_written, normal(2, 3), normal(3)),
    row(view_written, normal(4), 0.7),
    row(array_augmented, normal(3), 0.7),
    row(gauss_seidel, normal(4, 4), 2),
    row(squared_in_place, normal(3)),
    row(swapped_elements, normal(3)),
    row(bubble_sort, normal(4)),
    row(buffers_exchanged, normal(4), 3),
    row(histogram_soft, normal(5), 3),
    row(cholesky_by_loops, harness.definite(3)),
    row(gaussian_elimination, normal(3, 3) + 3 * np.eye(3), normal(3)),
    row(edit_distance_soft, normal(3), normal(2)),
    row(helper_that_writes, normal(3), 0.7),
    row(helper_that_fills, 0.7),
    row(output_arguments, normal(3, seed=1), normal(3, seed=2)),
    row(dict_written, 0.7, 1.3),
    row(dict_filled_in_loop, normal(3)),
    row(dict_as_memo, 0.7, 6),
    row(dict_counting, normal(5)),
    row(dict_set_default, 0.7),
    row(attribute_written, 0.7, 1.3),
    row(dataclass_argument_written, Particle(0.7, 1.3)),
    row(nonlocal_written, 0.7),
    row(counted, 0.7),
    row(deque_rotated, (0.7, 1.3, 0.2)),
    row(set_of_indices, normal(3)),
    row(with_errstate, normal(3)),
    row(with_in_loop, 0.7),
    row(try_except, 0.7),
    row(try_except, -0.7, case="caught"),
    row(try_finally, 0.7),
    row(try_finally, 1.7, case="early"),
    row(matched, 0.7, 0, case="first"),
    row(matched, 0.7, 2, case="or"),
    row(matched, 0.7, 5, case="rest"),
    row(matched_structure, {"radius": 0.7}, case="dict"),
    row(matched_structure, (0.7, 1.3), case="tuple"),
    row(matched_structure, 0.7, case="float"),
    row(itertools_used, normal(3)),
    row(accumulated, normal(3)),
    row(iterator_stepped, normal(4)),
    row(yielded, normal(3)),
    row(star_collected, normal(4)),
    row(list_of_lists_written, 0.7),
    row(list_multiplied, 0.7),
    row(sorted_list, [0.7, 1.3, 0.2]),
    row(array_sorted_in_place, normal(4)),
    row(array_filled, normal(3), 0.7),
    row(updated_at, normal(3), 0.7),
    row(runge_kutta_history, normal(2), 0.7),
    row(viterbi_soft, normal(3, 2)),
    row(reversed_part_from_joined, normal(4), np.array([0.1, 1.0, 1.0, -1.0])),
    row(zeros_like_the_adjoint, normal(4)),
    row(choice_multiplied, 0.3, normal(4), normal(4, seed=2), 1, argnums=0),
    row(choice_multiplied, 0.3, normal(4), normal(4, seed=2), 0, argnums=0, case="other"),
    row(chosen_by_a_helper, normal(4), 0.3, 0.5, argnums=1, zero=True),
    row(chosen_by_a_helper, normal(4), 0.3, 0.1, argnums=1, case="other"),
    row(view_by_a_helper, normal(4), 0.3, argnums=1),
    row(edges_overwritten, normal(4), 0.3, argnums=1),
    row(sorted_sums, normal(4), normal(2, seed=2), argnums=1, zero=True),
    row(list_of_none_filled, normal(6), 4),
    row(list_of_none_filled_with_rows, normal(6), 4),
    row(shape_assigned, normal(6)),
    row(cholesky_by_brackets, definite(4)),
    row(sweeps_by_brackets, normal(5, 5), 5),
    row(deep_brackets, normal(3, 3, 3), 3),
    row(rows_by_an_array_then_brackets, normal(4, 4), np.array([0, 2, 3])),
]
