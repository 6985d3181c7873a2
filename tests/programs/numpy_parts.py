"""Programs on what NumPy takes and gives in parts: lists, pieces, bins, elements one by one, draws, ufuncs."""

import numpy as np

from tests.programs.harness import normal, positive, row


def pieces_of_many_lengths(x):
    p, q, r = np.split(x, [1, 4])
    return np.sum(p * q**2) + np.sum(p * r)


def pieces_in_loop(x):
    parts = np.split(x, [1, 4])
    t = 0.0
    for i in range(1, 3):
        t = t + np.sum(parts[0] * parts[i] ** 2)
    return t


def products_of_pieces(x):
    return sum(np.prod(k) for k in np.array_split(x, 4))


def prefixes_in_list(x, n):
    found = []
    for i in range(1, n):
        found.append(x[:i] ** 2)
    t = 0.0
    for i in range(n - 1):
        t = t + np.sum(found[0] * found[i] ** 2) + np.sum(found[i] * found[i - 1][0])
    return t


def sparse_mesh(x, y):
    a, b = np.meshgrid(x, y, sparse=True)
    c, d = np.meshgrid(x, y, indexing="ij")
    return np.sum(a * b**2) + np.sum(c * d * d) + np.sum(a * x) + np.sum(b * x)


def mesh_of_one(x, y):
    a, b = np.meshgrid(x, y)
    c, d, e = np.meshgrid(x, y, y[0], indexing="ij")
    return np.sum(a * b**2) + np.sum(a * x[:, None]) + np.sum(c * d * e * x)


def broadcast_pair(x, y):
    a, b = np.broadcast_arrays(x, y)
    return np.sum(a * b**2) + np.sum(a * x)


def lists_for_arrays(x):
    t = np.sum(np.choose([0, 1, 1], [x, x**2])) + x @ [1, 2, 3] + np.sum(x ** [1, 2, 3]) + x.dot([1, 2, 3])
    t = t + [1, 2, 3] @ x + np.sum(np.insert(x, 1, [5, 6]) ** 2) + np.sum(np.insert(x, 1, [x[0], x[2]]) ** 2)
    t = t + np.concatenate(([x[0]], x, [0])) @ np.arange(5) + np.hstack(([x[0]], x, [0])) @ np.arange(5)
    return t + np.linalg.multi_dot([[[1, 2, 3]], np.diag(x), [[1], [2], [3]]])[0, 0]


def choices_by_array(x):
    return np.sum(np.choose([0, 1, 0], np.stack([x, x**2])))


def updated_by_ufuncs(x, w):
    i = np.array([0, 2, 2, 0])
    y = x**2
    np.multiply.at(y, [1, 1], 3.0)
    np.multiply.at(y, i, w)
    np.maximum.at(y, i[:2], 0.3)
    return np.sum(y**2)


def updated_in_rows(x, w):
    y = x**2
    np.multiply.at(y, (slice(None), [1, 1]), x[:, :2])
    np.divide.at(y, [0, 0], w)
    np.negative.at(y, 1)
    np.add.at(y, ([0, 0], [1, 1]), [1.0, w[0, 0]])
    return np.sum(y**2)


def constant_updated_after_use(x):
    y = np.ones(3)
    z = x * y
    np.multiply.at(y, [0, 0], 3.0)
    return np.sum(z * y * x)


def numbers_put_for_nan(x):
    y = np.where(x > 0, np.nan, x)
    np.nan_to_num(y, copy=False, nan=0.5)
    return np.sum(y**2)


def output_by_position(x, a):
    y = np.zeros(3)
    z = x * y
    np.dot(a, x, y)
    z += y * x
    np.clip(x, -0.5, 0.5, y)
    z += y * x
    np.sum(a, 0, None, y)
    z += y * x
    x.clip(-0.2, 0.7, y)
    z += y * x
    np.cumsum(x, None, None, y)
    return np.sum(z * y * x)


def edges_of_bins(x):
    h, e = np.histogram(x, bins=3)
    d, f = np.histogram(x * 2, density=True)
    w, _ = np.histogram(x, bins=4, weights=x**2)
    return np.sum(h * e[1:]) + np.sum(d * np.arange(10)) + np.sum(f**2) + np.sum(w * np.arange(4))


def range_of_bins(x, s):
    h, e = np.histogram(x, bins=3, range=(s - 2, s + 2))
    k, g = np.histogram(x, bins=[-2, s, 2])
    b = np.histogram_bin_edges(x, 5)
    return np.sum(h * (e[1:] + e[:-1])) + np.sum(k * np.diff(g)) + b[1] * b[3]


def bins_of_pairs(x, y):
    h, a, b = np.histogram2d(x, y, bins=(2, 3))
    d, _, _ = np.histogram2d(x, y, bins=2, density=True)
    w, _, _ = np.histogram2d(x, y, bins=2, weights=x * y)
    return np.sum(h * np.outer(a[1:], b[1:])) + np.sum(d**2) + np.sum(w**2)


def window_by_shape(b):
    return np.sum(np.kaiser(5, b) ** 2)


def step_at_the_edge(b):
    return np.heaviside(0.0, b) * 2 + np.heaviside(1.0, b) + np.sum(np.heaviside([0.0, 1.0], b))


def untaken_branches(x):
    t = np.sum(np.where(x > 0, np.sqrt(x), 0.0) * x) + np.sum(np.where(x > 0, np.log(x), x**2))
    return t + np.sum(np.where(np.abs(x) < 1, np.arccos(x), x)) + np.sum(np.sqrt(np.where(x > 0, x, 1.0)))


def numbers_by_item(x):
    return x[0].item() * 2 + x.item(1) ** 2 + x.sum().item() + np.sum(x).item()


def numbers_by_places(x):
    t = 0.0
    for i in range(2):
        t += x.item(i, 2) ** 2 + x.item((i, 1)) + x[i].max().item()
    return t + x[:1, :1].item() + x.item(4)


def list_of_numbers(x):
    l = x.tolist()
    return sum(v * v for v in l) + l[0]


def list_of_lists_of_numbers(x):
    l = x.tolist()
    t = 0.0
    for r in l:
        for v in r:
            t += v**2
    return t + l[1][2]


def elements_with_places(x):
    t = 0.0
    for (i, j), v in np.ndenumerate(x):
        t += v**2 * (i + 2 * j)
    for idx, v in np.ndenumerate(x):
        t += v * x[idx] * idx[0]
    return t


def places_one_by_one(x):
    t = 0.0
    for i, j in np.ndindex(2, 3):
        t += x[i, j] ** 2 * (i + 2 * j)
    for idx in np.ndindex(x.shape):
        t += np.sin(x[idx])
    y = np.zeros_like(x)
    for idx in np.ndindex(*x.shape):
        y[idx] = x[idx] ** 2
    for i in np.ndindex(3):
        t += x[0][i]
    return t + np.sum(y * x)


def elements_in_a_row(x):
    t = 0.0
    for v in x.flat:
        t += v**2
    return t * x.flat[1] + np.sum(x.flat[2:4])


def elements_written_in_a_row(x, s):
    y = x.copy()
    y.flat[2] = s
    y.flat[3:5] = s * x[0, :2]
    y.flat[[0]] += 1.0
    y.flat[::4] *= 2
    return np.sum(y**2)


def draws_moved_and_stretched(x, s):
    rng = np.random.default_rng(0)
    z = rng.normal(size=(5, 3))
    n = rng.normal(s, 2.0, 3)
    m = rng.normal(loc=x, scale=s)
    u = rng.uniform(s, 2)
    v = rng.uniform(-(x**2), x**2, size=(2, 3))
    e = rng.exponential(s, 4)
    return np.mean(np.exp(-((z @ x) ** 2))) + n.sum() ** 2 + np.sum(m * x) + u * s + np.sum(v**2) + e.sum()


def draws_of_the_old_generator(x, s):
    np.random.seed(3)
    z = np.random.randn(4, 3)
    a = np.random.permutation(x)
    b = np.random.choice(x, 4)
    y = x.copy()
    np.random.shuffle(y)
    return (
        np.mean((z @ x * s) ** 2)
        + np.random.rand() * s
        + np.random.normal(0, s)
        + a @ np.arange(3)
        + np.sum(b**2)
        + y @ [1, 2, 3]
    )


def draws_of_a_state(x):
    rs = np.random.RandomState(3)
    return (
        np.mean((rs.randn(4, 3) @ x) ** 2)
        + rs.rand(3) @ x
        + np.sum(rs.normal(loc=x, scale=x**2))
        + x[rs.randint(0, 3)]
        + np.sum(rs.permutation(x)[:2] ** 2)
        + np.sum(x[rs.choice(3, 2)])
    )


def samples_of_samples(x):
    rng = np.random.default_rng(1)
    means = []
    for k in range(5):
        means.append(np.mean(rng.choice(x, size=len(x), replace=True)))
    return np.std(means) + rng.choice(x) * rng.choice(x, (2, 2)).sum() + rng.permutation(np.outer(x, x))[1] @ x


def shuffled_in_place(X):
    rng = np.random.default_rng(1)
    Y = X**2
    Z = Y * X
    rng.shuffle(Y)
    i = np.arange(4)
    rng.shuffle(i)
    W = X[i] * X
    rng.shuffle(i)
    return np.sum(Y * Z) + np.sum(W[i] * X)


def slices_of_ranges(x, n):
    t = 0.0
    for i in range(n)[::-1]:
        t = t * x[i] + x[i]
    for i in range(1, n)[1:]:
        t = t * x[i] + x[i]
    r = range(n)
    for i in r[:-1]:
        t = t + x[r[i]] * x[r[-1]]
    return t


def asked_what_it_is(x):
    e = x.flat
    if isinstance(e, np.ndarray) or hasattr(e, "shape"):
        return np.sum(x)
    return 3 * np.sum(x) if type(e) is np.flatiter else 2 * np.sum(x)


ROWS = [
    row(asked_what_it_is, normal(3)),
    row(pieces_of_many_lengths, normal(6)),
    row(pieces_in_loop, normal(6)),
    row(products_of_pieces, normal(6)),
    row(prefixes_in_list, normal(6), 4),
    row(sparse_mesh, normal(4), normal(3)),
    row(mesh_of_one, normal(4), normal(1)),
    row(broadcast_pair, normal(1), normal(3)),
    row(lists_for_arrays, positive(3)),
    row(choices_by_array, positive(3)),
    row(updated_by_ufuncs, normal(5), normal(4)),
    row(updated_in_rows, normal(3, 3), normal(2, 3)),
    row(constant_updated_after_use, normal(3)),
    row(numbers_put_for_nan, normal(3)),
    row(output_by_position, normal(3), normal(3, 3)),
    row(edges_of_bins, normal(7)),
    row(range_of_bins, normal(7), 0.3),
    row(bins_of_pairs, normal(7), normal(7, seed=2)),
    row(window_by_shape, 2.5),
    row(step_at_the_edge, 0.7),
    row(untaken_branches, normal(6), quiet=True),
    row(numbers_by_item, normal(3)),
    row(numbers_by_places, normal(2, 3)),
    row(list_of_numbers, normal(3)),
    row(list_of_lists_of_numbers, normal(2, 3)),
    row(elements_with_places, normal(2, 3)),
    row(places_one_by_one, normal(2, 3)),
    row(elements_in_a_row, normal(2, 3)),
    row(elements_written_in_a_row, normal(2, 3), 0.3),
    row(draws_moved_and_stretched, normal(3), 0.5),
    row(draws_of_the_old_generator, normal(3), 0.5),
    row(draws_of_a_state, normal(3)),
    row(samples_of_samples, normal(6)),
    row(shuffled_in_place, normal(4, 3)),
    row(slices_of_ranges, normal(5), 4),
]
