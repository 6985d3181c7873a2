"""Programs in which lengths are equal, only seem to be, or change from one trip of a loop to the next."""

import heapq
import math

import numpy as np

from tests.programs.harness import normal, positive, row


def former_trip(p, lengths):
    total = 0.0
    y = p[:1]
    for j in range(len(lengths)):
        x = p[: lengths[j]]
        total = total + np.sum(y * x)
        y = 2.0 * x
    return total


def every_other_trip(p, lengths):
    total = 0.0
    for j in range(len(lengths)):
        x = p[: lengths[j]] * 1.5
        if j % 2 == 0:
            y = np.sin(x)
        else:
            total = total + np.sum(x * y)
    return total


def after_the_loop(p, lengths):
    y = p[:1]
    for j in range(len(lengths)):
        x = p[: lengths[j]]
        if j == 0:
            y = x * x
    return np.sum(x * y)


def one_of_two(p, x):
    a = p[:1]
    b = 2.0 * a
    if x > 0:
        a = p * x
    return np.sum(a * b)


def length_changed(p):
    n = p.shape[0]
    first = np.ones(n) * p
    n = n - 1
    return np.sum(first[1:] * (np.ones(n) * p[:n]))


def length_of_another(p):
    n = len(p)
    p = p[1:] * p[:-1]
    q = np.ones(n)
    return np.sum(p) * np.sum(q * 2.0)


def shrinking(p):
    while len(p) > 1:
        p = np.sin(p[1:]) * p[:-1]
    return p[0]


def ones_in_front(a, p):
    n = a.shape[0]
    u = np.zeros((n, 1)) + p
    return np.sum(np.exp(u) * a[:, :1])


def sliced_by_length(a, p):
    n = p.shape[0]
    z = a @ np.ones((a.shape[1], 3 * n))
    return np.sum(z[:, :n] * p + np.tanh(z[:, n : 2 * n]) * z[:, 2 * n :])


def gates(w, xs):
    n = xs.shape[1]
    h = np.zeros(n)
    c = np.zeros(n)
    for t in range(xs.shape[0]):
        z = w @ h + np.tile(xs[t], 3)
        keep = 1.0 / (1.0 + np.exp(-z[:n]))
        new = np.tanh(z[n : 2 * n])
        c = keep * c + (1.0 - keep) * new
        h = np.tanh(c) * z[2 * n :]
    return np.sum(h * h)


def pairwise(p, m, steps):
    for _ in range(steps):
        d = p[None, :, :] - p[:, None, :]
        w = m * (np.sum(d * d, axis=2) + 0.1) ** -1.5
        p = p + 0.1 * np.sum(w[:, :, None] * d, axis=1)
    return np.sum(p * p)


def mixture(weights, means, factors, x):
    n, d = x.shape
    k = weights.shape[0]
    rows, cols = np.tril_indices(d, -1)
    lower = np.zeros((k, d, d))
    lower[:, rows, cols] = factors[:, d:]
    scale = np.exp(factors[:, :d])
    centred = x[None, :, :] - means[:, None, :]
    z = scale[:, None, :] * centred + np.matmul(centred, lower.transpose(0, 2, 1))
    inner = (weights + np.sum(factors[:, :d], axis=1))[:, None] - 0.5 * np.sum(z * z, axis=2)
    top = np.max(inner, axis=0)
    return np.sum(top + np.log(np.sum(np.exp(inner - top), axis=0))) / n


def factorised(a):
    l = a @ a.T + 3.0 * np.eye(a.shape[0])
    for i in range(len(l)):
        for j in range(i):
            l[i, j] = (l[i, j] - np.dot(l[i, :j], l[j, :j])) / l[j, j]
        l[i, i] = math.sqrt(l[i, i] - np.dot(l[i, :i], l[i, :i]))
    return np.sum(np.tril(l) ** 2 * np.arange(1.0, len(l) + 1))


def branches_masked(p, x):
    inner = np.where(p > 1.0, np.sqrt(np.abs(p)) * x, np.log(np.abs(p) + 0.1))
    y = np.where(p > 0.3, inner, 2.0 * p)
    return np.mean(y * y)


def branch_in_branch(p, c):
    return np.sum(np.where(c, np.where(p > 0.5, 1.0 / p, p), 0.5 * p * p))


def quotients(p, q, x):
    r = p / q
    s = x / r
    for k in range(3):
        s = s / (x + k) + r / s
        x = x / 1.5
    return np.sum(s) / np.sum(q / x)


def negative_powers(p):
    y = p**-1.5 + p**-1 + p**-2
    for _ in range(2):
        y = (y + 1.0) ** -0.5 + y**0.5
    return np.sum(y)


def read_back_from_array(p, x):
    q = np.zeros(len(p))
    for i in range(len(p)):
        t = math.exp(x * p[i])
        q[i] = t
        x = x / t + p[i]
    return q @ p * x


def overwritten_after_store(p, x):
    q = np.zeros(4)
    for i in range(len(p)):
        t = math.exp(x * p[i])
        q[i % 4] = t
        q[i % 2] = 0.5 * x
        x = x / t + q[1]
    return np.sum(q) * x


LENGTHS = np.array([1, 3, 3, 1])


def parts_of_shape(x):
    before, n = x.shape[:-1], x.shape[-1]
    return np.sum(np.reshape(x, (*before, n, 1)) ** 3)


def differences_along(c, times):
    c, n = np.array(c), len(c)
    for _ in range(times):
        n = n - 1
        c *= 3.0
        found = np.empty((n,) + c.shape[1:], dtype=c.dtype)
        for j in range(n, 0, -1):
            found[j - 1] = j * c[j]
        c = found
    return np.sum(c**2)


def as_many_axes(x, y):
    rank = max(x.ndim, y.ndim)
    x = np.reshape(x, (1,) * (rank - x.ndim) + x.shape)
    return np.sum(np.sin(x * y) * abs(x.ndim - 4) * min(y.ndim, 3))


def pivoted(a):
    a, rows = a.copy(), list(range(len(a)))
    for k in range(len(a)):
        best = k
        for i in range(k + 1, len(a)):
            if abs(a[rows[i], k]) > abs(a[rows[best], k]):
                best = i
        rows[k], rows[best] = rows[best], rows[k]
        for i in rows[k + 1 :]:
            a[i, k:] -= a[i, k] / a[rows[k], k] * a[rows[k], k:]
    return np.array([a[i, k] for k, i in enumerate(rows)])


def by_minors(a, rows, columns):
    if len(rows) == 1:
        return a[rows[0], columns[0]]
    total = 0.0
    for j in range(len(columns)):
        total += (-1) ** j * a[rows[0], columns[j]] * by_minors(a, rows[1:], columns[:j] + columns[j + 1 :])
    return total


def determinant_by_minors(a):
    return by_minors(a, list(range(len(a))), list(range(len(a))))


def greatest_removed(a, b, c):
    items = [a, b, c]
    greatest = max(items)
    items.remove(greatest)
    return items[0] * items[1] ** 2 + greatest * len(items)


def least_removed_in_turn(a, b, c):
    items, out = [a, b, c], []
    while items:
        least = min(items)
        items.remove(least)
        out.append(least)
    return sum((i + 1) * v for i, v in enumerate(out))


def deleted_somewhere(a, b, c):
    items = [a, b, c]
    del items[0 if a > b else 1]
    return items[0] * items[1] ** 2


def inserted_somewhere(a, b, c):
    items = [a, b]
    items.insert(0 if a > b else 1, c)
    return items[0] * items[1] ** 2 + items[2] ** 3


def popped_under_another_name(a, b, c):
    items = [a, b, c]
    same = items
    v = same.pop(int(np.argmax(np.array([a, b, c]))))
    return v * items[0] * items[1] ** 2


def pairs_popped_somewhere(a, b, c):
    items = [(a, 1.0), (b, a), (c, b)]
    u, v = items.pop(0 if a > b else 1)
    return u * v + sum(p * q for p, q in items)


def popped_by_index(a, b, c):
    items, total, k = [a, b, c], 0.0, 1
    while len(items) > 0:
        total += k * items.pop(items.index(max(items))) ** 2
        k += 1
    return total


def deleted_in_a_loop(p):
    items = [p[0], p[1], p[2], p[3]]
    for v in p:
        if v < 0 and len(items) > 2:
            del items[int(v > -2)]
    return sum(i * v for i, v in enumerate(items, 1))


def object_found_and_removed(a, b, c):
    boxes = [[a], [b], [a * b]]
    last = boxes[-1]
    boxes[0].append(c)
    boxes.reverse()
    things = [Thing(a), Thing(b), Thing(a * b)]
    gone = things[1]
    things.remove(gone)
    things.insert(0, gone)
    return things[0].v * things[1].v + gone.v * (things.index(gone) + 1) + sum(last)


class Thing:
    def __init__(self, v):
        self.v = v


def weighted_sum(*xs):
    total = 0.0
    for i, v in enumerate(xs):
        total += v * (i + 1)
    return total


def first_and_rest(first, *rest, scale=1.0):
    return first * len(rest) * scale + sum(rest)


class Weighted:
    def __init__(self, weight):
        self.weight = weight

    def total(self, first, *rest):
        return self.weight * first + weighted_sum(*rest)


def handed_on(*xs, **named):
    return first_and_rest(*xs, **named)


def starred_arguments(p, x):
    xs = [v * v for v in p if v > 0]
    total = weighted_sum(x, *xs) + first_and_rest(*xs, scale=x) + first_and_rest(x, *xs)
    return total + Weighted(x).total(*xs) + handed_on(*xs, scale=2.0)


def starred_array(p):
    return weighted_sum(*p) + first_and_rest(*p)


def starred_pairs(p):
    def products(*pairs):
        return sum(a * b for a, b in pairs)

    return products(*[(v, i + 1.0) for i, v in enumerate(p) if v > 0])


# ------------------------------------------------------------ tables from outside, with rows of different lengths
STAIRS = [[1.0], [0.5, 0.3]]
AHEAD = {0: [1, 2], 1: [2], 2: []}
AROUND = {0: [1, 2], 1: [2], 2: [0]}
ROADS = {0: [(1, 0.3), (2, 2.0)], 1: [(2, 1.1)], 2: []}


def list_that_grows_beside_a_table(x):
    held = []
    for _ in range(2):
        for i in range(2):
            x = x + len(STAIRS[i]) * x * STAIRS[i][-1]
        held.append(x * x)
    return sum(held)


def all_ways(weights):
    queue, total = [0], 0.0
    while queue:
        at = queue.pop()
        total += weights[at] * weights[at]
        for ahead in AHEAD[at]:
            queue.append(ahead)
    return total


def round_and_round(weights, limit):
    queue, total = [(weights[0], 0)], 0.0
    while queue:
        held, at = queue.pop()
        total += held**2
        if total > limit:
            break
        for ahead in AROUND[at]:
            queue.append((held * weights[ahead], ahead))
    return total


def shortest_way_through_a_table(weights):
    found, queue = {0: weights[0]}, [(weights[0], 0)]
    while queue:
        length, at = heapq.heappop(queue)
        if length > found[at]:
            continue
        for ahead, step in ROADS[at]:
            longer = length + step * weights[at] ** 2
            if ahead not in found or longer < found[ahead]:
                found[ahead] = longer
                heapq.heappush(queue, (longer, ahead))
    return found[2]


def table_in_branches(x, n):
    total = 0.0
    for i in range(n):
        if x > i:
            total = total + x * len(STAIRS[i]) * STAIRS[i][0]
        else:
            total -= STAIRS[i][0] * x * x
        total += STAIRS[i][-1] * x**2
    for i in range(n):
        total = total * STAIRS[i][0]
    return total


def list_of_what_is_fixed(x, y):
    held = list(y)
    for i in range(2):
        held[i] = x[i] * held[i + 1]
    held.append(x[0] ** 2)
    return held[0] * held[1] * held[-1]


def not_yet_visited(x):
    left, at, total = set(range(len(x))), 0, 0.0
    left.discard(0)
    for _ in range(len(x) - 1):
        near = min(left, key=lambda k: abs(x[k] - x[at]))
        total, at = total + (x[near] - x[at]) ** 2, near
        left.remove(near)
    first, second = "ab"
    return total * {"a": x[0], "b": 2.0}[first] * {"a": 1.0, "b": x[1]}[second]


def block_of_a_list_that_grows(x, n):
    rows, table = [], []
    for i in range(n):
        rows.append(x * i)
        table.append([x[:, None] ** 2, np.ones((len(x), 1)) * i * x[0]])
    return np.sum(np.block(rows) ** 2) + np.sum(np.block(table) ** 3)


def sums_of_slices(a, b, c, lengths):
    total = 0.0
    for i in range(len(lengths)):
        n, m = lengths[i], lengths[-1 - i]
        inner = 0.3 * a[:n] + b[:m] - np.sin(a[1 : 1 + n]) / (2.0 + b[:n] ** 2)
        total += np.sum(inner * c[:m]) * (i + 1)
    return total


def stored_slices(a, b, lengths):
    q = np.zeros(5)
    for i in range(len(lengths)):
        n = lengths[i]
        q[:5] = 0.3 * q[:5] * a[:n] + 0.5 * b[:n] - 0.2 * q[: lengths[-1 - i]] / (2.0 + a[:5])
        q[:5] += np.cos(b[:n]) * a[:n]
    return np.sum(q * q)


def summed_products(a, b, c, rows, columns):
    total = 0.0
    for i in range(len(rows)):
        n, m = rows[i], columns[i]
        k, l = rows[-1 - i], columns[-1 - i]
        total += np.sum(np.sum(a[:n, :m] * b[:k, :l], axis=1) ** 2)
        total += np.sum(np.mean((a[:n, :m] + c[:k, :m]) * b[:k, :l], axis=0) ** 2)
        total += np.sum((a[:n, :m] / (3.0 + b[:k, :l] ** 2)).sum(axis=0, keepdims=True) * c[:k, :l])
        total += np.sum(a[:n, :m] * b[:k, :m] * c[:n, :l]) * np.sum((a[:n, :l] - b[:k, :m]) * (c[:1, :m] + a[:k, :1]))
    return total


def square_summed(a, lengths):
    total = 0.0
    for i in range(len(lengths)):
        x = a[: lengths[i]] + a[: lengths[-1 - i]]
        square = x * x
        total += np.sum(square, axis=0) * (i + 1)
        y = 1.5 * a[: lengths[i]]
        total += np.mean(y * a[: lengths[-1 - i]])
    return total


def zero_added_to_a_view(p, q, m):
    a = np.sin(p[m : 2 * m])
    b = (q - a) + (q[1:] + q)
    s = np.sum(b * b)
    for i in range(1, m - 2):
        b[1:-1] = np.sin(q) - q[:i]
    return s + 0.0 * np.sum(p) + 0.0 * np.sum(q)


def zero_added_to_an_argument(p, q, n):
    a = 0.1 + (p + q)
    s = 0.1 + np.sum(a * q)
    a[n:] = q * (s * q[:-1])
    return s + np.sum(q * q[:1]) + 0.0 * np.sum(p) + 0.0 * np.sum(q)


ROWS = [
    row(block_of_a_list_that_grows, positive(3), 3),
    row(list_of_what_is_fixed, positive(6), positive(6, seed=1), argnums=(0,)),
    row(list_of_what_is_fixed, positive(6), positive(6, seed=1), case="both"),
    row(not_yet_visited, np.array([0.3, 0.9, 0.5, 1.4])),
    row(list_that_grows_beside_a_table, 0.7),
    row(all_ways, np.array([1.0, 2.5, 1.2])),
    row(round_and_round, np.array([1.0, 0.9, 1.2]), 7.0),
    row(shortest_way_through_a_table, np.array([1.0, 0.9, 1.2])),
    row(table_in_branches, 0.5, 2),
    row(former_trip, normal(3), LENGTHS),
    row(former_trip, normal(7), np.array([7, 1, 7, 7]), case="long"),
    row(every_other_trip, normal(3), LENGTHS),
    row(every_other_trip, normal(7), np.array([1, 7, 7, 1]), case="long"),
    row(after_the_loop, normal(3), LENGTHS[:3]),
    row(after_the_loop, normal(7), np.array([1, 7, 7]), case="long"),
    row(one_of_two, normal(3), 0.7),
    row(one_of_two, normal(6), -0.7, case="other"),
    row(length_changed, normal(6)),
    row(length_changed, normal(2), case="short"),
    row(length_of_another, normal(6)),
    row(shrinking, normal(4)),
    row(shrinking, normal(7), case="long"),
    row(ones_in_front, normal(6, 2), normal(1)),
    row(ones_in_front, normal(1, 6), normal(6), case="one row"),
    row(sliced_by_length, normal(2, 6), normal(6)),
    row(sliced_by_length, normal(1, 2), normal(1), case="ones"),
    row(gates, normal(18, 6), normal(2, 6)),
    row(gates, normal(3, 1), normal(3, 1), case="one"),
    row(pairwise, normal(5, 3), positive(5), 2),
    row(pairwise, normal(1, 2), positive(1), 2, case="one"),
    row(mixture, normal(2), normal(2, 3), 0.3 * normal(2, 6), normal(5, 3)),
    row(mixture, normal(1), normal(1, 2), 0.3 * normal(1, 3), normal(1, 2), case="ones"),
    row(factorised, normal(3, 3)),
    row(branches_masked, np.array([-0.7, 0.1, 0.4, 0.9, 1.3, 2.0]), 0.7),
    row(branch_in_branch, np.array([0.2, 0.7, 1.3, -0.4]), np.array([True, True, False, False])),
    row(quotients, positive(4), positive(4), 1.3),
    row(quotients, positive(1), positive(6), 1.3, case="broadcast"),
    row(negative_powers, positive(4)),
    row(read_back_from_array, positive(3), 0.4),
    row(overwritten_after_store, positive(5), 0.4),
    row(parts_of_shape, normal(4)),
    row(parts_of_shape, normal(2, 3), case="matrix"),
    row(differences_along, normal(5), 2),
    row(differences_along, normal(5, 3), 2, case="matrix"),
    row(as_many_axes, normal(5), normal(2, 5)),
    row(pivoted, normal(4, 4)),
    row(determinant_by_minors, normal(3, 3)),
    row(greatest_removed, 1.2, 0.4, 0.9),
    row(least_removed_in_turn, 1.2, 0.4, 0.9),
    row(deleted_somewhere, 1.2, 0.4, 0.9),
    row(inserted_somewhere, 1.2, 0.4, 0.9),
    row(popped_under_another_name, 1.2, 0.4, 0.9),
    row(pairs_popped_somewhere, 1.2, 0.4, 0.9),
    row(popped_by_index, 1.2, 0.4, 0.9),
    row(deleted_in_a_loop, np.array([1.2, -0.4, -3.0, 0.7])),
    row(object_found_and_removed, 1.2, 0.4, 0.9),
    row(starred_arguments, normal(6), 1.2),
    row(starred_array, normal(45)),
    row(starred_pairs, normal(6)),
    row(sums_of_slices, normal(6), normal(6), normal(6), np.array([1, 5, 1, 5])),
    row(sums_of_slices, normal(6), normal(6), normal(6), np.array([4, 4, 4]), case="same"),
    row(stored_slices, normal(5), normal(5), np.array([1, 5, 5, 1])),
    row(summed_products, normal(4, 5), normal(4, 5), normal(4, 5), np.array([1, 4, 4, 1]), np.array([5, 1, 5, 1])),
    row(
        summed_products, normal(4, 5), normal(4, 5), normal(4, 5), np.array([1, 4, 1]), np.array([5, 5, 5]), case="rows"
    ),
    row(square_summed, normal(6), np.array([1, 5, 1, 5])),
    row(zero_added_to_a_view, normal(7), normal(2), 1),
    row(zero_added_to_an_argument, normal(3), normal(1), 3),
]
