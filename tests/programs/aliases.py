"""Writes through every kind of alias: views, exchanged buffers, names used twice, exits between a write and its use."""

import copy
import dataclasses
from collections import deque

import numpy as np

from tests.programs.harness import Row, normal
from tests.programs.writes import row


def alias_from_helper(p, x):
    def pick(a, n):
        return a[1:] if n else a

    v = pick(p, 1)
    w = v[::-1]
    keep = (v, w)
    keep[1][0] *= x
    keep[0][0] = keep[1][-1] * v[1]
    return np.sum(p * p) + keep[0][-1]


def exchanged_without_a_trip(p, n):
    u = p.copy()
    w = u
    for i in range(n):
        w = np.zeros(len(p))
        w[i] = u[i] * u[0]
        u = w
    w[0] = w[0] * w[1]
    return np.sum(u**2) + np.sum(p)


def left_between_writes(p, lim):
    a = np.zeros((3, len(p)))
    for i in range(3):
        for j in range(len(p)):
            a[i, j] = p[j] * (a[i - 1, j - 1] + 1.0)
            if a[i, j] > lim:
                break
            if a[i, j] < -2.0:
                return np.sum(a * a)
            a[i] *= a[i, j] + 1.5
        else:
            a[i, 0] = a[i, -1] ** 2
            continue
        a[i, 1] = p[i] * a[i, 1]
    return np.sum(a**2)


def repeated_and_viewed(p, x):
    i = np.array([2, 0, 2, 1])
    v = p[1:]
    p[i] = p[i] * x + np.arange(4.0)
    v[i[:2]] += v[::-1][:2] * x
    np.add.at(p, [0, 0, 1], v[:3] ** 2)
    return np.sum(p**2) + v[0]


def axis_of_length_one(p, q):
    a = np.zeros((3, 1)) + p
    a[:, :] = a * q[:1]
    a[0] = q[0]
    a[1:] += q[:1] * a[:1]
    b = np.ones((1, 4))
    b[...] = a[:, 0].sum()
    b[0] *= a[2]
    return np.sum(a**2) + np.sum(b**3)


def names_exchanged(p, x):
    y = p
    z = y * x
    y += z
    z += y
    y = z
    y *= p
    p = y
    p[0] = z[1] * y[2]
    return np.sum(y * z) + p[0]


def list_by_two_names(p, n):
    l = []
    m = l
    for k in range(n):
        l.append(p[k] * (m[-1] if m else 1.0))
        if len(m) > 2:
            m[0] = l.pop() * m[1]
    return sum(l) * m[0] + len(m)


def buffers_exchanged_at_times(p, x):
    u, w = p, p * 2.0
    k = 0
    while k < 4:
        k += 1
        if u[0] > w[0]:
            u, w = w, u
        if k == 3:
            continue
        u[1:] = w[:-1] * x
        u[0] += 0.3 * k
        if w.sum() > 50:
            break
    return u @ w + p[0]


def rows_of_transpose(a, x):
    t = a.T
    for line in t:
        line[0] = line[1] * x
        a[0] += line[:1]
    r = a.reshape(-1)
    r[2] = r[0] * r[3]
    return np.sum(a**2)


def helper_returns_a_view(p, x):
    def h(buf, c):
        for i in range(1, len(buf)):
            if buf[i] > 3:
                return buf[:i]
            buf[i] = buf[i - 1] * c + buf[i]
        return buf

    q = h(p, x)
    q[0] = q[-1] * x
    r = h(q, q[0])
    return np.sum(r**2) + p[-1]


def buffer_chosen_by_parity(p, q, n):
    s = 0.0
    for i in range(n):
        b = p if i % 2 else q
        b[i] = b[i - 1] * p[0]
        b = b[1:]
        b[0] += q[2] * s
        s += b.sum()
    return s


def masked_by_closure(p, x):
    m = p > 0

    def touch(k):
        p[k] = p[k] ** 2 * x

    p[m] = p[m][::-1] * x
    touch(0)
    p[~m] -= p[0]
    touch(-1)
    return np.sum(p**3)


def written_out(p, q):
    t = np.empty_like(p)
    np.multiply(p, q, out=t)
    np.exp(t, out=t)
    t.sort()
    np.add(t[1:], t[:-1], out=t[1:])
    return np.sum(t * np.arange(len(t)))


def slices_reversed(p, n):
    p[n:n] = 5.0
    p[::-2] *= p[::2] + 1.0
    p[3:1:-1] = p[1:3]
    return np.sum(p**2)


def stack_of_numbers(p):
    s = [p[0], p[1]]
    while len(s) > 1:
        a = s.pop()
        b = s.pop()
        if a > b:
            s.append(a * b)
        else:
            s.append(a + b)
            if len(s) == 1 and s[0] < 0.3:
                s.append(p[2])
    else:
        s.append(s[-1] * p[3])
    return s[0] + s[-1] ** 2


def energies_unpacked_into_buffers(p, v, n):
    def energy(p, v):
        return 0.5 * np.sum(v**2), np.sum(np.sin(p))

    kinetic, potential = np.ndarray(n + 1, dtype=np.float64), np.ndarray((n + 1,))
    kinetic[0], potential[0] = energy(p, v)
    for i in range(n):
        v += 0.1 * np.cos(p)
        p += 0.1 * v
        kinetic[i + 1], potential[i + 1] = energy(p, v)
    return np.sum(kinetic * potential)


def stencil_of_products(u, k, n):
    for _ in range(n):
        u[1:-1, 1:-1] += k * u[1:-1, 1:-1] * (u[2:, 1:-1] + u[:-2, 1:-1] + u[1:-1, 2:] - 4 * u[1:-1, 1:-1])
    return np.sum(u * u)


def stencil_with_former_part(u, n):
    for i in range(n):
        former = u[1:] - u[:-1]
        u[1:] -= 0.1 * former * u[:-1]
        u[:2] *= former[:2] ** 2
    return np.sum(u**3)


class Part:
    """A part of a whole, which knows what it is part of and what comes before and after it."""

    def __init__(self, v):
        self.v = v
        self.children = []
        self.parent = self.before = self.after = None

    def add(self, child):
        self.children.append(child)
        child.parent = self
        return child

    def total(self):
        return self.v + sum(child.total() for child in self.children)

    def root(self):
        return self if self.parent is None else self.parent.root()


def parts_know_their_whole(x):
    whole = Part(x)
    first, second = whole.add(Part(x * x)), whole.add(Part(2.0))
    inner = first.add(Part(3.0 * x))
    inner.parent.v = inner.parent.v * 5
    second.parent.children[0].children[0].v += 1.0
    return whole.total() + inner.root().v


def parts_in_a_loop(x, n):
    whole = Part(x)
    part = whole.add(Part(x * x)).add(Part(2.0))
    for i in range(n):
        part.parent.v = part.parent.v * 0.5 + whole.v
        whole.v = whole.v * x + i
        part.v += part.parent.parent.v
    return whole.total()


def whole_in_a_branch(x, n):
    whole = Part(x)
    part = whole.add(Part(x * x))
    if n > 2:
        part.parent.v = 7.0 * x
    else:
        part.v = 0.0
    return whole.total()


def both_ways(x):
    a, b, c = Part(x), Part(x * x), Part(2.0)
    a.after, b.before, b.after, c.before = b, a, c, b
    c.before.before.v = 5.0 * x
    total = 0.0
    part = a
    while part is not None:
        total = total * 0.5 + part.v
        part = part.after
    part = c
    while part is not None:
        total = total * 0.5 + part.v
        part = part.before
    b.before.after, b.after.before = b.after, b.before
    return total + c.before.v * a.after.v


def exchanged_in_a_ring(x, n):
    a, b = Part(x), Part(x * x)
    a.after, b.before = b, a
    for i in range(n):
        a.v = a.v * 2 + b.before.v + i
        a.v, b.v = b.v, a.v
    return a.v + b.v * 3


def list_in_itself(x):
    a = [x]
    a.append(a)
    a[1][1][0] = x * x
    return a[0] * x


def dicts_in_each_other(x):
    outer = {"v": x}
    inner = {"around": outer, "v": 2.0}
    outer["inside"] = inner
    outer["inside"]["around"]["v"] = x * x
    return outer["v"] + inner["around"]["inside"]["v"] * x


def method_kept_by_its_object(x):
    part = Part(x)
    part.sum = part.total
    part.v = 5.0 * x
    return part.sum()


def result_kept_after_the_pullback(x, y):
    part = x[1:]
    part *= y
    x *= x
    return x


def one_of_the_written_arguments(x, y, k):
    x += x * y
    y *= x
    return (x, y)[k]


def copied_deeply(p, x):
    layers = {"w": p, "rest": [x, (p * x, 2.0)]}
    other = copy.deepcopy(layers)
    other["w"] *= x
    other["rest"][1][0][0] = p[1]
    flat = copy.copy(layers)
    flat["w"] = copy.copy(p)
    flat["w"][1:] += other["w"][:-1]
    return layers["w"] * other["w"] + flat["w"] * flat["rest"][1][0] + other["rest"][1][0]


def history_copied(p, n):
    states = [p]
    for k in range(n):
        later = copy.deepcopy(states)
        later[-1][0] += k * p[1]
        later.append(later[-1] * p)
        states = later
    return sum(states) * states[0]


@dataclasses.dataclass
class Layer:
    w: np.ndarray
    scale: float


def fields_copied(p, x):
    layer = Layer(p, x)
    fields = dataclasses.asdict(layer)
    fields["w"] *= fields["scale"]
    return layer.w * fields["w"] * dataclasses.astuple(layer)[0]


def selected_by_places(a):
    b = a * a
    upper = b[np.triu_indices(3, 1)]
    upper *= 3
    corner = b[np.ix_([0, 2], [0, 1])]
    corner[0] = 7.0 * b.sum()
    large = b[np.nonzero(a > 0)]
    b *= 2.0
    b[np.tril_indices(3, -1)] = upper
    return np.sum(corner) * np.sum(large**2) + b


def selected_by_argument(a, index):
    b = a * 2
    part = b[index]
    part[0] = b[0, 1] * part[1]
    b += 1
    return np.sum(part) * b


def largest_by_place(a):
    place = np.unravel_index(np.argmax(a), a.shape)
    b = a * 2
    most = b[place]
    b *= most
    return b


REPEATED = [1, 1]


def written_at_places_from_outside(a):
    b = a * a
    b[REPEATED] += a[0, 0]
    drawn = np.random.default_rng(0).integers(0, 3, 4)
    b[drawn] -= b[drawn] * a[0, 1]
    return b


def slice_with_a_name(a, n):
    inner = slice(0, 2)
    b = a * a
    for _ in range(n):
        b[inner] = np.sin(b[inner]) + a[0]
    return b


def cast_to_the_same(a):
    b = a * 2
    same, required = np.float64(b), np.require(b)
    same[0] *= 3.0
    required[1:] += same[:-1]
    return b * same


def chosen_of_a_new_list(x, k):
    u, v = np.zeros(2), np.ones(2)
    [u, v][k][0] = x * x
    return np.sum(u) + 3 * np.sum(v)


def chosen_of_a_tuple(x, k):
    u, v = np.zeros(2), np.ones(2)
    (u, v)[k][0] = x * x
    return np.sum(u) + 3 * np.sum(v)


def chosen_by_key(x, k):
    u, v = np.zeros(2), np.ones(2)
    {"u": u, "v": v}["v" if k else "u"][0] += x * x
    return np.sum(u) + 3 * np.sum(v)


def keys_in_turn(x, keys):
    sums = {0: np.zeros(2), 1: np.ones(2)}
    for k in keys:
        sums[k] += x * sums[1 - k][1]
        sums[k][1] += x
    return np.sum(sums[0]) + 3 * np.sum(sums[1])


def dicts_by_key(x, keys):
    grads = {0: {"g": np.zeros(2)}, 1: {"g": np.zeros(2)}}
    for k in keys:
        grads[k]["g"][0] += x * x
    return np.sum(grads[0]["g"]) + 3 * np.sum(grads[1]["g"])


class Weights:
    def __init__(self):
        self.w = {0: np.zeros(2), 1: np.ones(2)}

    def put(self, k, x):
        self.w[k][0] = x * x


def put_by_method(x, keys):
    held = Weights()
    for k in keys:
        held.put(k, x)
    return np.sum(held.w[0]) + 3 * np.sum(held.w[1])


def given_by_key(x, held, k):
    held[k][0] = x * x
    return np.sum(held[0]) + 3 * np.sum(held[1])


def rows_by_number(x, rows):
    for i in range(len(rows)):
        rows[i][0] = rows[i][1] * x
    return sum(np.sum(r**2) for r in rows)


def rows_by_number_while(x, rows):
    i = 0
    while i < len(rows):
        row_i = rows[i]
        row_i[0] = x * x
        i += 1
    return rows[0][0] + 2 * rows[1][0]


def row_by_argument(x, k, rows):
    rows[k][0] = x * x
    return rows[0][0] + 2 * rows[1][0]


def row_by_data(x, rows):
    rows[int(x * 3) % 2][:] *= x
    return np.sum(rows[0]) + 2 * np.sum(rows[1])


def chosen_by_data(x):
    u, v = np.zeros(2), np.ones(2)
    [u, v][int(x * 3) % 2][0] = x * x
    return np.sum(u) + 3 * np.sum(v)


def row_filled_in(x, k, rows):
    np.add(rows[k], x * x, out=rows[k])
    np.add.at(rows[1 - k], [0, 0], x)
    rows[k][rows[k] > 3] *= x
    return np.sum(rows[0] ** 2) + 2 * np.sum(rows[1])


def filled(row, value):
    row[1] = value
    return row[0] * value


def row_by_helper(x, k, rows):
    return filled(rows[k], x * x) + rows[0][1] * rows[1][1]


def rows_of_a_dict(x, d):
    for i in range(2):
        d["r"][i][0] = x * x
    return d["r"][0][0] + 2 * d["r"][1][0]


def rows_joined(x, rows):
    for i in range(2):
        rows[i][0] = x * x
    return np.sum(np.array(rows) ** 2) + np.sum(np.concatenate(rows) ** 2)


def read_whole_after_a_write(x, rows, k):
    rows[0][0] = 5.0
    return x * x * np.sum(np.concatenate(rows)) + x * rows[k][0]


def read_whole_before_a_write(x, rows, k):
    found = rows[k]
    total = 0.0
    for _ in range(3):
        total += x * np.sum(np.array(rows)[0]) + x * x * found[0]
        rows[0][0] += 1.0
    return total


def read_in_a_list_before_a_write(x, u, v, k):
    rows, total = [u, v], 0.0
    for _ in range(3):
        total += x * x * rows[k][0]
        u[0] += 1.0
    return total


def long_list_in_turn(x, rows):
    for i in range(len(rows)):
        rows[i][0] = rows[i][1] * rows[i - 1][0] * x
    return sum(np.sum(r**2) for r in rows)


def long_list_scaled(x, rows):
    for r in rows:
        r *= x
    return rows[3][0] * np.sum(rows[0]) * x


def long_list_popped(x, rows):
    last = rows.pop()
    last[0] *= 3 * x
    rows.append(last * rows[0][0])
    rows[0][1] = last[0]
    return last[0] * np.sum(rows[0]) * rows[-1][1]


def long_list_under_two_names(x, rows):
    other = rows[:]
    other[0][0] *= 2 * x
    other[1] = other[0]
    return rows[0][0] * rows[1][0] * other[1][0]


def long_list_with_new_rows(x, rows):
    rows[0] = rows[1] * x
    rows[2] = rows[1]
    rows[2][0] *= rows[0][1]
    return rows[0][0] * rows[1][0] * rows[2][1]


def long_list_beside_an_array(x, rows, u):
    u[0] = x * x
    return u[0] * rows[0][0] + u[1]


def rows_of_a_new_array(p, n):
    u, v = np.ones((2, n))
    v[::-1][-2] = p[0] * u[1]
    for k in range(n):
        a, b = np.zeros((2, n))
        chosen = a if p[k] > 0 else b
        chosen[1:][0] = p[k] ** 2
        v += np.sin(a) - 2.0 * b
    w = u[1:]
    w[0] = p[1]
    return np.sum(u * v)


ROWS: list[Row] = [
    row(parts_know_their_whole, 0.7),
    row(parts_in_a_loop, 0.7, 3),
    row(whole_in_a_branch, 0.7, 3),
    row(whole_in_a_branch, 0.7, 1),
    row(both_ways, 0.7),
    row(exchanged_in_a_ring, 0.7, 3),
    row(list_in_itself, 0.7),
    row(dicts_in_each_other, 0.7),
    row(method_kept_by_its_object, 0.7),
    row(alias_from_helper, normal(5), 1.3),
    row(exchanged_without_a_trip, normal(5), 0),
    row(exchanged_without_a_trip, normal(5), 2),
    row(left_between_writes, normal(5), 0.8),
    row(left_between_writes, 3 * normal(5), 9.0),
    row(repeated_and_viewed, normal(5), 0.7),
    row(axis_of_length_one, normal(1), normal(5)),
    row(axis_of_length_one, normal(4), normal(5)),
    row(names_exchanged, normal(5), 0.8),
    row(list_by_two_names, normal(5), 4),
    row(list_by_two_names, normal(5), 1),
    row(buffers_exchanged_at_times, normal(5), 1.1),
    row(rows_of_transpose, normal(3, 3), 0.6),
    row(rows_of_transpose, normal(2, 4), 0.6),
    row(helper_returns_a_view, normal(5), 1.2),
    row(helper_returns_a_view, 4 * normal(5), 1.2),
    row(buffer_chosen_by_parity, normal(5), normal(5), 4),
    row(masked_by_closure, normal(5), 0.9),
    row(written_out, normal(5), normal(5)),
    row(slices_reversed, normal(5), 2),
    row(stack_of_numbers, abs(normal(5))),
    row(stack_of_numbers, normal(5)),
    row(stencil_of_products, normal(4, 5), 0.1, 3),
    row(stencil_with_former_part, normal(4), 3),
    row(energies_unpacked_into_buffers, normal(3), normal(3), 3),
    row(result_kept_after_the_pullback, normal(4), normal(3)),
    row(one_of_the_written_arguments, normal(3), normal(3, seed=1), 0),
    row(one_of_the_written_arguments, normal(3), normal(3, seed=1), 1),
    row(copied_deeply, normal(3), 0.7),
    row(history_copied, normal(3), 3),
    row(fields_copied, normal(3), 0.7),
    row(selected_by_places, normal(3, 3)),
    row(selected_by_argument, normal(3, 3), (np.array([0, 1]), np.array([2, 2])), argnums=0),
    row(selected_by_argument, normal(3, 3), slice(1, 3), argnums=0, case="slice"),
    row(selected_by_argument, normal(3, 3), (1,), argnums=0, case="row"),
    row(selected_by_argument, normal(3, 3), np.array([0, 0, 2]), argnums=0, case="array"),
    row(largest_by_place, normal(3, 3)),
    row(written_at_places_from_outside, normal(3, 3)),
    row(slice_with_a_name, normal(3), 2),
    row(cast_to_the_same, normal(4)),
    row(chosen_of_a_new_list, 0.7, 0),
    row(chosen_of_a_new_list, 0.7, 1),
    row(chosen_of_a_tuple, 0.7, 1),
    row(chosen_by_key, 0.7, 0),
    row(chosen_by_key, 0.7, 1),
    row(keys_in_turn, 0.7, [0, 1]),
    row(keys_in_turn, 0.7, [1, 0, 1]),
    row(dicts_by_key, 0.7, [0, 1]),
    row(put_by_method, 0.7, [0, 1]),
    row(given_by_key, 0.7, {0: np.zeros(2), 1: np.ones(2)}, 1, argnums=0),
    row(rows_by_number, 0.7, [normal(2), normal(3)], argnums=0),
    row(rows_by_number, 0.7, (normal(2), normal(3)), argnums=0),
    row(rows_by_number, 0.7, [normal(2), normal(3)], argnums=(0, 1)),
    row(rows_by_number_while, 0.7, [normal(2), normal(3)], argnums=0),
    row(row_by_argument, 0.7, 1, [normal(2), normal(3)], argnums=0),
    row(row_by_data, 0.7, [normal(2), normal(3)], argnums=0),
    row(chosen_by_data, 0.7),
    row(row_filled_in, 0.7, 1, [normal(2), 4 * normal(3)], argnums=0),
    row(row_by_helper, 0.7, 0, [normal(2), normal(3)], argnums=0),
    row(rows_of_a_dict, 0.7, {"r": [normal(2), normal(3)]}, argnums=0),
    row(rows_joined, 0.7, [normal(2), normal(2)], argnums=0),
    row(read_whole_after_a_write, 0.7, [normal(2), normal(2)], 0, argnums=0),
    row(read_whole_before_a_write, 0.7, [normal(2), normal(2)], 0, argnums=0),
    row(read_in_a_list_before_a_write, 0.7, normal(2), normal(2), 0, argnums=0),
    *(
        row(f, 0.7, [normal(2 + k % 3, seed=k) for k in range(10)], argnums=argnums)
        for f in (
            long_list_in_turn,
            long_list_scaled,
            long_list_popped,
            long_list_under_two_names,
            long_list_with_new_rows,
        )
        for argnums in (0, (0, 1))
    ),
    row(long_list_in_turn, 0.7, deque(normal(2, seed=k) for k in range(10)), argnums=0),
    row(long_list_beside_an_array, 0.7, [normal(2, seed=k) for k in range(10)], normal(2), argnums=0),
    row(rows_of_a_new_array, normal(4), 4),
]
