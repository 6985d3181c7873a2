"""Compiled loops: lengths followed through loops, branches and stacks, sums in one loop."""

import re

import numpy as np
import pytest

import srcad

pytest.importorskip("numba")

from tests.backends.test_numba import _cache, both  # noqa: F401 (the fixture keeps what is compiled in a folder)
from tests.programs import harness


def text_of(function, *args, argnums=0):
    """Return the compiled part of a gradient."""
    return srcad.source(function, *args, argnums=argnums, mode="grad", backend="numba").split("@njit")[-1]


# ------------------------------------------------------------ lengths
def bodies(p, v, m, n):
    for _ in range(n):
        d = p[None, :, :] - p[:, None, :]
        r = np.sum(d * d, axis=2) + 0.1
        a = np.sum((m * r**-1.5)[:, :, None] * d, axis=1)
        p = p + 0.01 * v
        v = v + 0.01 * a
    return np.sum(p * p)


def shrinks(x, n):
    for _ in range(n):
        x = np.sin(x[1:]) * x[:-1]
    return np.sum(x * x)


def one_of_two(x, n):
    y = x * 1.0
    for k in range(n):
        y = np.sin(y) * x if k % 2 else np.exp(-y)
        if np.sum(y) > 3.0:
            y = y[:-1] * x[0]
            break
        z = y * y
        y = z + y
    return np.sum(y * y)


def grows(x, n):
    y = x[:1] * 2.0
    for k in range(n):
        y = np.concatenate((y, x[: k + 1] * y[0]))
    return np.sum(np.sin(y))


def gates(w, b, h, n):
    c = h * 0.5
    k = w.shape[0]
    for _ in range(n):
        z = h @ w + b
        c = np.tanh(z[:, :k]) * c + np.sin(z[:, k : 2 * k])
        h = np.tanh(z[:, 2 * k :]) * np.tanh(c)
    return np.sum(h * h)


def may_be_one(x, k, n):
    for _ in range(n):
        x = x * np.sin(x[k : 2 * k]) + x[:k]
    return np.sum(x)


def while_it_lasts(x):
    while len(x) > 3:
        x = np.sin(x[1:]) + x[:-1] ** 2
    return np.sum(x)


CASES = [
    (bodies, (harness.normal(5, 3), harness.normal(5, 3), harness.positive(5), 4), (0, 1, 2)),
    (shrinks, (harness.normal(8), 3), 0),
    (one_of_two, (harness.positive(6), 5), 0),
    (grows, (harness.normal(6), 4), 0),
    (gates, (harness.normal(3, 9), harness.normal(9), harness.normal(4, 3), 3), (0, 1, 2)),
    (may_be_one, (harness.normal(6), 1, 1), 0),
    (while_it_lasts, (harness.normal(7),), 0),
]


@pytest.mark.parametrize("function, args, argnums", CASES, ids=lambda value: getattr(value, "__name__", ""))
def test_lengths(function, args, argnums):
    both(function, *args, argnums=argnums)


def test_lengths_that_a_loop_leaves_need_no_steps():
    text = text_of(bodies, *CASES[0][1], argnums=(0, 1, 2))
    assert "step" not in text
    assert "common" not in text


def apart(a, b, c, d):
    x = a - b
    y = c - d
    return np.sum(x * np.sin(y))


def test_what_is_checked_later_is_checked_first():
    args = tuple(harness.normal(6) for _ in range(4))
    both(apart, *args, argnums=(0, 1, 2, 3))
    text = text_of(apart, *args, argnums=(0, 1, 2, 3))
    assert text.count("for i") == 1
    assert text.index("raise ValueError") < text.index("for i")
    gradient = srcad.grad(apart, (0, 1, 2, 3), backend="numba")
    with pytest.raises(ValueError, match="broadcast"):
        gradient(*args[:3], np.ones(7))


# ------------------------------------------------------------ sums
def rosenbrock(x):
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2)


def neighbours(x):
    return np.sum(x[:-2] * x[1:-1] * x[2:])


def masks(x, k):
    return np.sum(np.maximum(x - k, 0.0) ** 2) + np.sum(np.minimum(0.5, x) * np.maximum(x, x[0]))


@pytest.mark.parametrize("function", [rosenbrock, neighbours])
def test_sums_at_several_places_are_one_loop(function):
    x = harness.normal(9)
    both(function, x)
    assert text_of(function, x).count("for i") == 1


def test_extremes_with_numbers():
    x = np.array([0.3, np.nan, -1.0, 0.5, 2.0, np.inf])
    both(masks, x[[0, 2, 3, 4]], 0.25, argnums=(0, 1))
    for value in (x, x[::-1].copy()):
        with np.errstate(all="ignore"):
            expected = srcad.grad(lambda x: np.sum(np.maximum(x, 0.25) * 2.0))(value)
            found = srcad.grad(lambda x: np.sum(np.maximum(x, 0.25) * 2.0), backend="numba")(value)
        np.testing.assert_array_equal(found, expected)


def test_sums_of_other_kinds():
    def f(x, flags, counts):
        return np.sum(x * flags) + np.sum(counts) * np.sum(x[counts] * counts) + np.sum(flags)

    both(f, harness.normal(5), np.array([True, False, True, True, False]), np.array([0, 3, 3, 1, 2]))
    single = harness.normal(6).astype(np.float32)
    found = srcad.grad(lambda x: np.sum(x * x * x), backend="numba")(single)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, 3 * single**2, rtol=1e-5)


def summed_over_an_axis(a, b, rows, columns):
    total = 0.0
    for i in range(len(rows)):
        part = a[: rows[i], : columns[i]] * b[: rows[-1 - i], : columns[-1 - i]]
        total += np.sum(np.sum(part, axis=1) ** 2)
    return total


def test_adjoints_with_an_axis_of_one_are_repeated_where_the_array_is_longer():
    a, b = harness.normal(4, 5), harness.normal(4, 5)
    both(summed_over_an_axis, a, b, np.array([1, 4, 4, 1]), np.array([5, 1, 5, 1]), argnums=(0, 1))


class Rows:
    def __init__(self, table):
        self.table, self.place = table, 0

    def __next__(self):
        found = self.table[self.place]
        self.place += 1
        return found


def rows_in_turn(a, n):
    rows = Rows(a)
    total = 0.0
    for i in range(n):
        total += (i + 1) * np.sum(next(rows) ** 2)
    return total


def columns_in_turn(a, n):
    a = a.copy()
    k = 0
    for _ in range(n):
        column = a[:, k]
        j = k
        k = j + 1
        column *= np.sum(column)
    return np.sum(np.sin(a))


@pytest.mark.parametrize("function", [rows_in_turn, columns_in_turn])
def test_a_part_stays_where_its_index_was(function):
    both(function, harness.normal(3, 3), 3)


# ------------------------------------------------------------ stacks of matrices, triangles, parts put back
def triangles(x, w):
    n, d = x.shape
    rows, cols = np.tril_indices(d, -1)
    chol = np.zeros((w.shape[0], d, d))
    chol[:, rows, cols] = w
    moved = np.matmul(x[None, :, :] - x[0], chol.transpose(0, 2, 1))
    return np.sum(np.sin(moved)) / n


def matrices(a, b):
    return np.sum(np.cos(np.matmul(a, b)) * np.arange(b.shape[2]))


def flows(u, n):
    u = u * 1.0
    for _ in range(n):
        u[1:-1] += 0.1 * u[1:-1] * (u[2:] - u[:-2])
    return np.sum(u * u)


@pytest.mark.parametrize("count", [1, 2, 4])
def test_stacks_of_matrices(count):
    both(triangles, harness.normal(5, 3), harness.normal(count, 3), argnums=(0, 1))
    for first, second in ((count, count), (1, count), (count, 1)):
        both(matrices, harness.normal(first, 2, 3), harness.normal(second, 3, 4), argnums=(0, 1))


def first_turned(a, b):
    return np.sum(np.sin(np.matmul(np.swapaxes(a, 1, 2), b)))


def second_turned(a, b):
    return np.sum(np.sin(a @ b.transpose(0, 2, 1)))


def both_turned(a, b):
    return np.sum(np.sin(np.swapaxes(a, 1, 2) @ np.transpose(b, (0, 2, 1))))


def turned_twice(a, b):
    return np.sum(np.sin(np.swapaxes(np.swapaxes(a, 1, 2), 2, 1) @ b[:, ::-1]))


def written_through(a, b):
    c = a * 2.0
    turned = c.transpose(0, 2, 1)
    c[0] = b[0] * b[0]
    return np.sum(np.cos(turned @ b))


TURNED = [
    (first_turned, harness.normal(4, 5, 3), harness.normal(4, 5, 2)),
    (first_turned, harness.normal(4, 5, 3), harness.normal(1, 5, 2)),
    (first_turned, harness.normal(3, 5, 4).T, harness.normal(4, 5, 2)),
    (second_turned, harness.normal(1, 3, 5), harness.normal(4, 2, 5)),
    (second_turned, harness.normal(4, 5, 3).transpose(0, 2, 1), harness.normal(4, 2, 5)),
    (second_turned, harness.normal(4, 3, 5), np.asfortranarray(harness.normal(4, 2, 5))),
    (both_turned, harness.normal(4, 5, 3), harness.normal(1, 2, 5)),
    (turned_twice, harness.normal(4, 3, 5), harness.normal(4, 5, 2)),
    (written_through, harness.normal(4, 5, 3), harness.normal(4, 5, 3)),
]


@pytest.mark.parametrize(("function", "a", "b"), TURNED, ids=lambda value: getattr(value, "__name__", ""))
def test_stacks_of_transposed_matrices(function, a, b):
    both(function, a, b, argnums=(0, 1))


def picked_mean(w, x, labels):
    scores = x @ w
    return -np.mean(np.tanh(scores)[np.arange(len(labels)), labels])


def turned_norms(p, n):
    y, d = np.linalg.norm(p), np.linalg.det(np.outer(p, p) + np.eye(3))
    for _ in range(n):
        y, d = y * (1 + 1j), d * (1 + 0.1j)
    return (y * y + d).real


def test_lengths_of_arrays_that_are_not_kept_and_real_numbers_that_become_complex():
    both(picked_mean, harness.normal(3, 4), harness.normal(5, 3), np.array([0, 3, 1, 1, 2]))
    both(turned_norms, harness.normal(3), 2)


def test_blas_takes_transposed_matrices_as_they_are():
    text = text_of(first_turned, harness.normal(4, 5, 3), harness.normal(4, 5, 2), argnums=(0, 1))
    assert "matmul_t33(" in text
    assert "matmul_33t(" in text
    assert text.count(" empty(") == 2  # for the sine's adjoint, and for a result that lies as its argument does


def test_python_takes_no_part_in_triangles():
    text = text_of(triangles, harness.normal(5, 3), harness.normal(4, 3), argnums=(0, 1))
    assert "in_python" not in text
    assert "np.transpose" not in text


@pytest.mark.parametrize("n", [0, 1, 4])
def test_parts_put_back_by_loops(n):
    both(flows, harness.normal(7), n)
    assert not re.search(r"\[.*:.*\] = ", text_of(flows, harness.normal(7), 3))


# ------------------------------------------------------------ computed again
def fractions(x, n):
    y = x * 0.0
    for k in range(n):
        y = x * x / (2.0 * k + 1.0 + y)
    return np.sum(x / (1.0 + y))


def chains(x, n):
    for _ in range(n):
        a = x * x + 0.1
        b = np.sqrt(a) / (1.0 + a)
        c = (a - b) ** 2
        x = np.sin(c) * b + a**-0.5
    return np.sum(x)


@pytest.mark.parametrize("function", [fractions, chains])
def test_arrays_computed_again(function):
    both(function, harness.positive(6), 5)


def test_few_arrays_are_kept_where_a_few_steps_give_them():
    text = text_of(bodies, *CASES[0][1], argnums=(0, 1, 2))
    assert not re.search(r"\bd_stack|\br_stack", text)


# ------------------------------------------------------------ short axes, loops apart, what is computed twice
def turned_around(x):
    y = x * 1.0
    y[:, :] = y[:, ::-1] * y[:, :1]
    return np.sum(y * np.arange(3.0))


def overlapping(x, k):
    y = x * 1.0
    y[:, k : k + 2] = y[:, k + 1 : k + 3] * 2.0
    y[0] += y[1, ::-1] * y[2]
    return np.sum(np.sin(y))


def cross(a, b):
    c = np.empty((a.shape[0], 3))
    c[:, 0] = a[:, 1] * b[:, 2] - a[:, 2] * b[:, 1]
    c[:, 1] = a[:, 2] * b[:, 0] - a[:, 0] * b[:, 2]
    c[:, 2] = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
    return np.max(np.sum(c * c, axis=1)) + np.sum(np.min(c, axis=1) * np.max(c, axis=1))


def named_twice(x, k):
    y = np.zeros((2, 3))
    y[:, k] = x
    y[:, k] += x[:, ::-1]
    return np.sum(np.exp(y))


def stays_open(x, w):
    d = x[:, None] - x
    b = np.sin(w) * w
    c = b * x
    y = d * c
    z = np.sum(y, axis=1) * b
    x = z * w
    return np.sum(y * x + d)


def waits(x, w):
    d = x[:, None] * x
    s = np.sum(d, axis=0)
    b = s * w
    d[0] = b
    return np.sum(d * b * s)


@pytest.mark.parametrize(
    "function, args",
    [
        (turned_around, (harness.normal(4, 3),)),
        (overlapping, (harness.normal(3, 4), 1)),
        (overlapping, (harness.normal(3, 4), 0)),
        (cross, (harness.normal(6, 3), harness.normal(6, 3, seed=5))),
        (named_twice, (harness.normal(2, 3), np.array([0, 2, 1]))),
        (named_twice, (harness.normal(2, 3), np.array([0, 2, 2]))),
        (stays_open, (harness.normal(7), harness.normal(7, seed=3))),
        (waits, (harness.normal(7), harness.normal(7, seed=3))),
    ],
)
def test_elements_along_short_axes(function, args):
    both(
        function,
        *args,
        argnums=tuple(i for i, arg in enumerate(args) if isinstance(arg, np.ndarray) and arg.dtype.kind == "f"),
    )


def test_points_are_numbers_in_one_loop():
    text = text_of(bodies, *CASES[0][1], argnums=(0, 1, 2))
    assert "range(3)" not in text
    assert "d_e0 = p[j, 0] - p[i, 0]" in text


def test_a_loop_apart_runs_before():
    text = text_of(stays_open, harness.normal(7), harness.normal(7, seed=3), argnums=(0, 1))
    assert text.index("c_e = ") < text.index("d_e = ") < text.index("y_e = d_e * c")


def test_lengths_of_slices_are_found_before_loops():
    text = text_of(gates, *next(args for function, args, _ in CASES if function is gates))
    loop = text[text.index("for _ in") :]
    assert "min(" not in loop


# ------------------------------------------------------------ divisions by constants
def smoothed_in_place(x, n):
    y = x.copy()
    for _ in range(n):
        for i in range(1, y.shape[0] - 1):
            y[i] = np.sin(y[i - 1] + y[i] + y[i + 1]) / 3.0
    return np.sum(y * y) / 7


def test_adjoints_are_multiplied_by_reciprocals_and_values_are_not():
    x = np.random.default_rng(0).normal(size=9)
    both(smoothed_in_place, x, 4)
    short = srcad.grad(smoothed_in_place, backend="numba")(x.astype(np.float32), 2)
    assert short.dtype == np.float32
    np.testing.assert_allclose(short, srcad.grad(smoothed_in_place)(x, 2), rtol=1e-5)
    forward, backward = text_of(smoothed_in_place, x, 4).split("# backward")
    assert "/ 3.0" in forward
    assert "* (1.0 / 3.0)" in backward
    assert not re.search(r"(?<!1\.0) / 3\.0", re.sub("#.*", "", backward))


def by_place(x, n):
    total = 0.0
    for b in range(n):  # by its name an adjoint, but the place of an element: 49 * (1.0 / 49.0) is less than 1
        total += x[int(b / 49.0)] * (b + 1.0)
    return total


def test_places_of_elements_are_computed_as_the_user_wrote_them():
    both(by_place, np.arange(3.0), 100)


def halved_and_tiny(x):
    return np.sum(np.sin(x) / 4.0 / 1e-309) * 1e-300


def test_divisors_without_a_reciprocal_of_full_precision_stay():
    x = np.array([1e-9, 2e-9])
    both(halved_and_tiny, x)
    text = text_of(halved_and_tiny, x)
    assert "1.0 /" not in text
