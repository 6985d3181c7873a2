"""What a list of unknown length holds: replaced by arrays of another shape, shared, changed in place."""

import numpy as np

from .harness import normal, positive, row


def longer_items(x, n):
    l = []
    for i in range(n):
        l.append(x[i : i + 2] * x[i])
    for i in range(n):
        if i % 2:
            l[i] = np.concatenate((l[i], x))
    t = 0.0
    for i in range(n):
        t = t + np.sum(l[i] ** 2) * (i + 1)
    return t


def shorter_items(x, n):
    l = []
    for i in range(n):
        l.append(np.outer(x, x)[i])
    for i in range(n - 1):
        l[i] = l[i][:1] * 2 + np.sum(l[i + 1])
    t = 0.0
    for i in range(n):
        t = t + np.sum(np.sin(l[i])) * (i + 1)
    return t


def items_of_other_shapes(x, n):
    l = []
    for i in range(n):
        l.append(x * x[i])
    l[0] = l[0] * l[1] + x[0]
    l[-1] = np.ones(1) * np.sum(x)
    m = l
    m[1] = m[0] ** 2
    return sum(np.sum(v * v) for v in l)


def pairs_replaced(x, n):
    l = []
    for i in range(n):
        l.append([x[i], 2.0])
    for i in range(n):
        l[i] = [l[i][0] * 2, x[i] * l[i][1]]
    return sum(a * b for a, b in l)


def items_swapped_and_shared(x, n):
    l = []
    for i in range(n):
        l.append(x[: i + 1] * x[i])
    for i in range(n // 2):
        l[i], l[n - 1 - i] = l[n - 1 - i], l[i]
    l[0] *= 2.0
    l[1] = l[0][:2]
    l[1] *= 3.0
    return sum(np.sum(v * v) * (i + 1) for i, v in enumerate(l))


def item_scaled(x, n):
    l = []
    for i in range(n):
        l.append(x * x[i])
    l[0] *= 2.0
    return sum(np.sum(v * v) * (i + 1) for i, v in enumerate(l))


def view_as_item(x, n):
    l = []
    for i in range(n):
        l.append(x * x[i])
    l[1] = l[0][:2]
    return sum(np.sum(v * v) * (i + 1) for i, v in enumerate(l))


def view_as_item_scaled(x, n):
    l = []
    for i in range(n):
        l.append(x * x[i])
    l[1] = l[0][:2]
    l[1] *= 3.0
    return sum(np.sum(v * v) * (i + 1) for i, v in enumerate(l))


def item_twice_scaled(x, n):
    l = []
    for i in range(n):
        l.append(x * x[i])
    l[1] = l[0]
    l[1] *= 3.0
    return sum(np.sum(v * v) * (i + 1) for i, v in enumerate(l))


def item_twice_written(x, n):
    l = []
    for i in range(n):
        l.append(x * x[i])
    l[1] = l[0]
    l[1][0] = 3.0 * x[0]
    return sum(np.sum(v * v) * (i + 1) for i, v in enumerate(l))


def rows_changed_in_turn(x, n):
    rows = []
    for i in range(n):
        rows.append(x * i)
    r = rows[1]
    for each in rows:
        each *= x
    for i in range(n):
        rows[i] -= 1.5 * x[i]
    r /= 3.0
    return sum(np.sum(v * v) * (k + 1) for k, v in enumerate(rows)) + np.sum(r**3)


def one_array_many_times(x, n):
    d = {"a": [], "b": x * 1.0}
    for i in range(n):
        d["a"].append(d["b"])
        d["a"][i] += x[i]
    d["a"][-1] *= 2.0
    return np.sum(d["b"] ** 2) + sum(np.sum(v) for v in d["a"])


def numbers_under_two_names(x, n):
    l = [x[i] for i in range(n)]
    m = l
    for i in range(n):
        m[i] *= x[i]
        m[i] **= 2
    return sum(v * (k + 1) for k, v in enumerate(l))


def product_tree(r):
    r = np.sort(r)
    p = [np.array([-v, 1.0]) for v in r]
    n = len(p)
    while n > 1:
        m, k = divmod(n, 2)
        tmp = [np.convolve(p[i], p[i + m]) for i in range(m)]
        if k:
            tmp[0] = np.convolve(tmp[0], p[-1])
        p = tmp
        n = m
    return np.sum(p[0] ** 2)


def lists_in_a_list_longer(x, n):
    rows = []
    for i in range(n):
        rows.append([x[i]])
    first = rows[0]
    for i in range(n):
        rows[i] += [x[i] * 2]
    first += [x[0] ** 2]
    return sum(v * v * (k + 1) for row in rows for k, v in enumerate(row)) + sum(first)


def generator_handed_over(p):
    def listed(it):
        found = list(it)
        return np.array(found)

    return np.sum(listed(t * t for t in p)) + np.sum(np.fromiter((t * p[0] for t in p), float) ** 2)


def one_array_under_two_positions(x, n):
    l = []
    for i in range(n):
        l.append(x * x[i])
    l.append(l[0])
    m = [l, l]
    for k in range(2):
        m[k][0] *= x
    np.add(l[0], x, out=l[0])
    for i, v in enumerate(l):
        v[i % len(v)] *= 2.0
    for v, w in zip(l, l[1:]):
        w -= v * 0.1
    l[-1][1:] += x[:-1]
    last = l.pop()
    last -= x * x
    return sum(np.sum(v * v * v) * (i + 1) for i, v in enumerate(l)) + np.sum(last)


def taken_on_one_path(q, n):
    l = []
    for i in range(n):
        l.append(q * i)
    if n > 2:
        _ = l.pop(0)
        l.append(q)
        return 1.5 * q
    return sum(l)


def index_by_tuple_of_a_range(a, n):
    b = a * a
    b[tuple(range(n))] += 5.0 * a[0, 0]
    return np.sum(b) + a[tuple(range(n))] ** 2


def index_by_tuple_of_a_list(a, n):
    place = []
    for k in range(n):
        place.append(k)
    return a[tuple(place)] ** 2 if isinstance(tuple(place), tuple) else 0.0


def axes_as_a_tuple(a, n):
    return np.sum(np.sum(a**2, axis=tuple(range(n)))) + np.sum(a.mean(axis=tuple(k for k in range(n))) ** 3)


def index_by_rows_turned(a):
    place = np.argwhere(a > 0)
    return np.sum(a[tuple(place.T)] ** 3)


def first_of_several_results(b):
    a = np.array([[2.0, 0.3, 0.1], [0.3, 1.5, -0.2], [0.1, -0.2, 1.1], [0.5, 0.2, 0.9]])
    beta, *_ = np.linalg.lstsq(a, b, rcond=None)
    values, *vectors = np.linalg.eigh(a.T @ np.diag(b * b) @ a)
    *_, last = np.outer(b, b).shape
    return np.sum(beta**2) + np.sum(values**2) * len(vectors) * last


def picked_by_a_range(z, y):
    p = np.exp(z) / np.sum(np.exp(z), axis=1, keepdims=True)
    return -np.mean(np.log(p[range(len(y)), y]))


def range_gives_a_copy(x):
    q = x[range(2)]
    q[0] = q[0] * 3
    return np.sum(q * q) + np.sum(x)


def range_read_before_a_write(x):
    x = x * 1.0
    q = x[range(2)]
    x[0] = 5.0
    return np.sum(q * q) + np.sum(x * x)


def written_by_a_range(x, n):
    y = np.zeros(3)
    y[range(n)] = x[range(n)]
    y[range(n)] += x[range(1, n + 1)] ** 2
    places = range(-1, 2)
    return np.sum(y * y) + np.sum(x[places] ** 2)


ROWS = [
    row(taken_on_one_path, 0.7, 4),
    row(taken_on_one_path, 0.7, 2, case="other"),
    row(lists_in_a_list_longer, normal(5), 4),
    row(generator_handed_over, normal(5)),
    row(generator_handed_over, normal(7), case="long"),
    row(one_array_under_two_positions, normal(5), 4),
    row(longer_items, normal(5), 4),
    row(shorter_items, normal(5), 4),
    row(items_of_other_shapes, normal(5), 4),
    row(pairs_replaced, normal(5), 4),
    row(items_swapped_and_shared, normal(5), 4),
    row(item_scaled, normal(5), 4),
    row(view_as_item, normal(5), 4),
    row(view_as_item_scaled, normal(5), 4),
    row(item_twice_scaled, normal(5), 4),
    row(item_twice_written, normal(5), 4),
    row(rows_changed_in_turn, normal(5), 4),
    row(one_array_many_times, normal(5), 4),
    row(numbers_under_two_names, normal(5), 4),
    row(product_tree, normal(5)),
    row(index_by_tuple_of_a_range, normal(2, 3), 2),
    row(index_by_tuple_of_a_list, normal(2, 3), 2),
    row(axes_as_a_tuple, normal(2, 3), 2),
    row(index_by_rows_turned, normal(2, 3)),
    row(first_of_several_results, positive(4)),
    row(picked_by_a_range, normal(4, 3), np.array([0, 2, 1, 1])),
    row(range_gives_a_copy, normal(3)),
    row(range_read_before_a_write, normal(3)),
    row(written_by_a_range, normal(3), 2),
]
