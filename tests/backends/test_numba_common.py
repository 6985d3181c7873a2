"""What ordinary programs use: statistics, norms, interpolation, integrals, grids, blocks of matrices, orders."""

import copy

import numpy as np
import pytest

import srcad

pytest.importorskip("numba")

from tests.backends.test_numba import _cache, both  # noqa: F401 (the fixture keeps what is compiled in a folder)
from tests.programs import harness

RNG = np.random.default_rng(0)
X, A, B = RNG.normal(size=6), RNG.normal(size=(3, 4)), RNG.normal(size=(4, 4))
KNOTS, POINTS = np.array([0.0, 0.1, 0.4, 0.5, 0.8, 1.0]), np.array([0.05, 0.45, 0.9, 1.2])
WEIGHTS = np.abs(X) + 0.5
PAIRS = np.array([[0, 1], [1, 2], [2, 3], [3, 4]])


# ------------------------------------------------------------ statistics
def spread(x):
    low, high = np.percentile(x, [25, 75])
    return (high - low) ** 2 + np.median(np.abs(x - np.median(x))) + np.quantile(x, 0.3) ** 2


def quantiles_of_columns(x):
    deciles = np.quantile(x, np.array([0.1, 0.9]), axis=1)
    return np.sum(deciles**2) + np.sum((x - np.median(x, axis=0, keepdims=True)) ** 2)


def quantiles_by_other_rules(x):
    return np.quantile(x, 0.3, method="lower") ** 2 + np.nanmedian(x) + np.nanpercentile(x, 40.0) ** 2


def weighted_mean(x, w):
    mean = np.average(x, weights=w)
    return np.average((x - mean) ** 2, weights=w)


def weighted_columns(x, w):
    return np.sum(np.average(x, axis=0, weights=w) ** 2) + np.sum(np.average(x, axis=1) ** 2)


def counts(w, samples, places):
    bars, edges = np.histogram(samples, bins=3, range=(0.0, 1.0), weights=w)
    shares = np.histogram(samples, KNOTS, weights=w**2, density=True)[0]
    return np.sum(bars**2 * edges[1:]) + np.sum(shares**2) + np.sum(np.bincount(places, weights=w, minlength=5) ** 3)


# ------------------------------------------------------------ norms
def norms_of_a_vector(x):
    return np.linalg.norm(x, 1) * np.linalg.norm(x, 2) + np.linalg.norm(x, np.inf) ** 2 + np.linalg.norm(x, 3)


def norms_of_a_matrix(x):
    return np.linalg.norm(x, "fro") + np.linalg.norm(x, 1) * np.linalg.norm(x, np.inf) + np.linalg.norm(x, 2)


def norms_of_rows(x):
    rows = x / np.linalg.norm(x, axis=1, keepdims=True)
    return np.sum(rows[:, 0]) + np.sum(np.linalg.norm(x, ord=1, axis=0) ** 2 + np.linalg.norm(x, ord=np.inf, axis=0))


def norms_of_products(a, b):
    return np.linalg.norm(a @ b - a, "fro") ** 2 + np.linalg.norm(a @ b, 2) + np.linalg.norm(a @ b, "nuc")


# ------------------------------------------------------------ interpolation and integrals
def interpolated(q, knots, values):
    return np.sum(np.interp(q, knots, values) ** 2) + np.sum(np.interp(2.0 * q, knots, values, left=0.0))


def interpolated_in_a_loop(values, knots, t):
    total = 0.0
    for _ in range(5):
        total += np.interp(t, knots, values) * 0.1
        t += 0.15 * total
    return total


def integrals(y, x):
    return np.trapezoid(y, x) ** 2 + np.trapezoid(y) + np.trapezoid(y**2, dx=0.1)


def integrals_along_axes(y, x):
    across = np.trapezoid(y, dx=0.5, axis=0)
    return np.sum(np.trapezoid(y**2, x) ** 2) + np.sum(across**2) + np.sum(np.trapezoid(y, x[None, :], axis=1) ** 3)


# ------------------------------------------------------------ blocks of matrices
def blocks(m, rows, columns, block):
    m = m.copy()
    m[np.ix_(rows, rows)] += block
    part = m[np.ix_(rows, columns)]
    return np.sum(np.sin(m)) + np.sum(part**2)


def stiffness(k, elements):
    m = np.eye(5)
    for e in range(len(elements)):
        d = elements[e]
        m[np.ix_(d, d)] += k[e] * np.array([[1.0, -1.0], [-1.0, 1.0]])
    return np.linalg.solve(m, np.ones(5))[-1]


def stiffness_by_lists(k):
    m = np.zeros((5, 5))
    for e in range(4):
        d = [e, e + 1]
        m[np.ix_(d, d)] += k[e] * k[e] * np.array([[1.0, -1.0], [-1.0, 1.0]])
    return np.sum(m**2)


def parts_by_flags(m, flags):
    free = np.array([0, 2, 3])
    return np.sum(np.linalg.inv(m[np.ix_(free, free)] + 5.0 * np.eye(3))) + np.sum(m[np.ix_(flags, flags)] ** 2)


# ------------------------------------------------------------ grids
def gaussian(width, n):
    x, y = np.mgrid[-1:1:5j, 0:n]
    v, u = np.ogrid[:n, :n]
    return np.sum(np.exp(-(x**2 + y**2) / width)) + np.sum(np.sin(width * (u - v)))


def over_a_mesh(x, y):
    u, v = np.meshgrid(x, y)
    p, q = np.meshgrid(x, y, indexing="ij")
    return np.sum(np.sin(u * v)) + np.sum(p * q * q)


def rotations(angles):
    c, s = np.cos(angles[0]), np.sin(angles[0])
    rotation = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])
    products = np.array([[angles[i] * angles[j] for j in range(3)] for i in range(2)])
    return np.sum(np.sin(products @ rotation))


# ------------------------------------------------------------ orders
def in_order_of_keys(w, times):
    total = 0.0
    for i, (at, weight) in enumerate(sorted(zip(times, w, strict=True), key=lambda pair: pair[0])):
        total = 0.5 * total + weight * i * at
    for i in sorted(range(len(w)), key=lambda i: times[i], reverse=True):
        total = 0.5 * total + w[i]
    return total * total


def in_order(w, order):
    total = 0.0
    for weight in sorted(w, key=abs):
        total = 0.5 * total + weight
    for place in sorted(order):
        total = total * 0.5 + w[place]
    largest = sorted(w, reverse=True)
    return total + largest[0] ** 2 + largest[1] * largest[2]


def best_of_pairs(w, times):
    last = max(zip(times, w, strict=True), key=lambda pair: pair[0])
    first = min(range(len(times)), key=lambda i: times[i])
    return last[0] * last[1] ** 2 + np.sin(w[first])


# ------------------------------------------------------------ shifted arrays, axes of length one
def diffused(u, n):
    for _ in range(n):
        u = u + 0.1 * (np.roll(u, 1, 0) + np.roll(u, -1, axis=0) + np.roll(u, 1, 1) + np.roll(u, -1, axis=-1) - 4 * u)
    return np.sum(u**2)


def rolled(u, shift):
    turned = np.roll(u.T, (shift, -1), axis=(0, 1)).T + np.roll(u, -7) * np.roll(u[::-1], shift, axis=(1, 0))
    return np.sum(turned * u) + np.sum(np.roll(u[0], shift) * u[1] ** 2)


def squeezed(u):
    flat = np.squeeze(u) * u.squeeze(axis=(1, 3)) * np.squeeze(u, axis=-1)[:, 0]
    return np.sum(flat**2) + np.squeeze(u[:1, :, :1]) ** 3


ROWS = (
    (spread, (X,), 0),
    (quantiles_of_columns, (A,), 0),
    (quantiles_by_other_rules, (X,), 0),
    (weighted_mean, (X, WEIGHTS), (0, 1)),
    (weighted_columns, (A, WEIGHTS[:3]), (0, 1)),
    (counts, (WEIGHTS, np.array([0.1, 0.2, 0.5, 0.6, 0.9, 0.95]), np.array([0, 1, 1, 2, 0, 2], np.uint32)), 0),
    (norms_of_a_vector, (X,), 0),
    (norms_of_a_matrix, (A,), 0),
    (norms_of_rows, (A,), 0),
    (norms_of_products, (A, B), (0, 1)),
    (interpolated, (POINTS, KNOTS, X), (0, 1, 2)),
    (interpolated_in_a_loop, (X, KNOTS, 0.1), (0, 2)),
    (integrals, (X, KNOTS), (0, 1)),
    (integrals_along_axes, (A, KNOTS[:4]), (0, 1)),
    (blocks, (B, np.array([0, 2]), np.array([3, 1, 3]), np.array([[1.0, 2.0], [3.0, 4.0]])), (0, 3)),
    (blocks, (B, np.array([2, 2]), np.array([3], np.uint32), np.array([[1.0, 2.0], [3.0, 4.0]])), (0, 3)),
    (stiffness, (WEIGHTS[:4], PAIRS), 0),
    (stiffness_by_lists, (X[:4],), 0),
    (gaussian, (0.7, 4), 0),
    (over_a_mesh, (X, KNOTS[1:]), (0, 1)),
    (rotations, (X,), 0),
    (in_order_of_keys, (X, np.array([3.0, 1.0, 2.0, 3.0, 5.0, 1.0])), 0),
    (in_order, (X, np.array([3, 1, 2, 3, 5, 1, 0])), 0),
    (best_of_pairs, (X, np.array([3.0, 1.0, 2.0, 5.0, 5.0, 1.0])), 0),
    (diffused, (A, 3), 0),
    (rolled, (A, 5), 0),
    (rolled, (A[:, :0], 2), 0),
    (squeezed, (A[:, None, :, None],), 0),
    (parts_by_flags, (B, np.array([True, False, True, True])), 0),
)


@pytest.mark.parametrize(("function", "args", "argnums"), ROWS, ids=lambda part: getattr(part, "__name__", ""))
def test_same_numbers(function, args, argnums):
    both(function, *args, argnums=argnums)


# ------------------------------------------------------------ pullbacks of functions of containers
def layer(p):
    return {"sum": np.sin(p["w"]) @ p["b"], "squares": p["w"] ** 2}


def of_a_list(xs):
    return [2 * x * xs[0][0] for x in xs]


def nested_in(p):
    hidden = np.tanh(p["layers"][0] @ p["b"])
    return {"hidden": hidden, "out": (2 * hidden, len(p) * hidden.sum())}


def writes_into_what_it_is_given(p):
    p["w"] *= 2.0
    p["w"] += p["b"]
    p["both"] = p["w"] * p["b"]
    return [np.sin(p["both"]) * p["w"], p["b"]]


@pytest.mark.parametrize(
    ("function", "given"),
    [
        (layer, {"w": A, "b": B[0]}),
        (of_a_list, [A[0], B]),
        (nested_in, {"layers": [A], "b": B[0]}),
        (writes_into_what_it_is_given, {"w": A, "b": B[0]}),
    ],
)
def test_pullbacks(function, given):
    value, pullback = srcad.vjp(function, copy.deepcopy(given))
    compiled, found = srcad.vjp(function, copy.deepcopy(given), backend="numba")
    seed = harness.random_like(value, 5)
    expected = pullback(seed)
    assert compiled.keys() == value.keys() if isinstance(value, dict) else len(compiled) == len(value)
    for _ in range(2):  # which can be called again
        adjoints = found(seed)
        assert type(adjoints[0]) is type(expected[0])
        np.testing.assert_allclose(
            harness.flat((compiled, adjoints)), harness.flat((value, expected)), rtol=1e-11, atol=1e-13
        )
