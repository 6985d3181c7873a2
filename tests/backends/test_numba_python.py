"""What compiled code leaves to Python, and statements that need care where loops are made of them."""

import copy

import numpy as np
import pytest

import srcad

pytest.importorskip("numba")

from tests.backends.test_numba import _cache, both  # noqa: F401 (a fixture)
from tests.programs import harness


# ------------------------------------------------------------ calls out of compiled code
def transforms(x):
    y = np.fft.fft(x)
    total = 0.0
    for k in range(3):
        total = total + np.sum(np.abs(y[k:]) ** 2) * (k + 1)
    return total


def products(a, x):
    total = 0.0
    for _ in range(3):
        x = np.einsum("ij,j->i", a, x)
        total = total + np.linalg.norm(x)
    return total


def masked(x):
    total = 0.0
    for k in range(3):
        big = x > 0.2 * k
        total = total + np.sum(x[big] ** 2)
        x[big] = x[big] * 0.5
    return total + np.sum(x**3)


def sorted_rows(a):
    total = 0.0
    for k in range(a.shape[0]):
        total = total + np.sum(np.sort(a, axis=0)[k] * (k + 1.0)) + np.median(a[k])
    return total


def only_if_needed(x, n):
    total = 0.0
    for k in range(n):
        if k > 0 and math_of(x[k - 1]) > 0.0:
            total = total + x[k] ** 2
    return total


def math_of(x):
    return np.linalg.norm(np.stack([x, x]))


@pytest.mark.parametrize(
    "function, shapes",
    [(transforms, [(8,)]), (products, [(4, 4), (4,)]), (sorted_rows, [(4, 5)])],
)
def test_python_computes_what_numba_has_not(function, shapes):
    args = [harness.normal(*shape) for shape in shapes]
    text = srcad.source(function, *args, backend="numba")
    assert "with objmode(" in text
    both(function, *args, argnums=tuple(range(len(args))))


def test_flags_are_no_reason_to_leave_compiled_code():
    x = harness.normal(7)
    assert "objmode" not in srcad.source(masked, x, backend="numba")
    both(masked, x)


def test_nothing_is_computed_in_python_that_may_not_be_needed():
    both(only_if_needed, harness.normal(5), 5)


def test_python_prints_from_compiled_code(capsys):
    def f(x):
        total = 0.0
        for k in range(x.shape[0]):
            print("k is", k)
            total = total + x[k] ** 2
        return total

    both(f, harness.normal(2))
    assert capsys.readouterr().out == "k is 0\nk is 1\n" * 2


# ------------------------------------------------------------ stacks
def marching(u, c, steps):
    before, now = u.copy(), 1.1 * u
    for _ in range(steps):
        after = np.zeros_like(u)
        after[1:-1] = 2 * now[1:-1] - before[1:-1] + c**2 * (now[2:] - 2 * now[1:-1] + now[:-2])
        before, now = now, after
    return now


@pytest.mark.parametrize("steps", [0, 1, 4])
def test_stacks_of_arrays_go_from_one_compiled_part_to_the_other(steps):
    u = harness.normal(9)
    for layout in (u, np.repeat(u, 2)[::2]):
        found, pull = srcad.vjp(marching, layout, 0.3, steps, argnums=(0, 1), backend="numba")
        expected, other = srcad.vjp(marching, layout, 0.3, steps, argnums=(0, 1))
        np.testing.assert_allclose(found, expected, rtol=1e-12)
        for _ in range(2):  # a pullback may be called again
            for mine, theirs in zip(pull(u), other(u), strict=True):
                np.testing.assert_allclose(mine, theirs, rtol=1e-11, atol=1e-13)


def parts_of_several_ranks(x, n):
    a = np.outer(x, x)
    for k in range(n):
        a[k] = a[k] * x
        a[k, 0] = a[k, 1] ** 2
        a[1:, k] *= a[0, k]
        a *= 1.1
    return np.sum(a**2)


def test_a_stack_of_numbers_and_arrays_is_several():
    both(parts_of_several_ranks, harness.normal(4), 3)


# ------------------------------------------------------------ names that begin as something else
def least(x):
    best = None
    for k in range(x.shape[0]):
        c = (x[k] - 0.3) ** 2
        if best is None or c < best:
            best = c
    return best


def rows_until(a):
    total = 0.0
    for row in a:
        for v in row:
            if v < -0.5:
                break
            total = total + v * v
        total = total * 1.5
    return total


@pytest.mark.parametrize("function, shape", [(least, (6,)), (rows_until, (4, 5))])
def test_names_that_begin_as_none_or_zero(function, shape):
    both(function, harness.normal(*shape))


SETTINGS = {"rate": 0.3, "steps": 4, "weights": (0.5, 2.0)}


def reads_settings(x):
    for _ in range(SETTINGS["steps"]):
        x = x - SETTINGS["rate"] * x * x * SETTINGS["weights"][1]
    return np.sum(x)


def test_containers_outside_are_taken_apart():
    both(reads_settings, harness.normal(5))


# ------------------------------------------------------------ order
def leaves_after_a_sum(a, limit):
    for k in range(a.shape[0]):
        if a[k, 0] > limit:
            value = np.sum(a[k] * a[k])
            break
        a[k] = a[k] * 2.0
    else:
        value = np.sum(a**3)
    return value


@pytest.mark.parametrize("limit", [-5.0, 0.4, 5.0])
def test_what_comes_before_a_break_is_done_before_it(limit):
    a = np.linspace(0.0, 1.0, 12).reshape(4, 3)
    found = srcad.jvp(leaves_after_a_sum, (a, limit), (a, None), backend="numba")
    np.testing.assert_allclose(found, srcad.jvp(leaves_after_a_sum, (a, limit), (a, None)), rtol=1e-12)
    both(leaves_after_a_sum, a, limit)


def runs_down(x):
    total = 0.0
    for k in range(x.shape[0] - 1, 0, -2):
        total = total * x[k] + x[k - 1]
    for k in range(x.shape[0] - 1, 0, -1):
        if x[k] > 1.0:
            break
        total = total * 0.5 + x[k] ** 2
    return total


def moved(a):
    b = a.swapaxes(0, 1)
    c = np.moveaxis(a, 2, 0)
    total = 0.0
    for k in range(2):
        total = total + np.sum(b[k] ** 2) * np.sum(c[k])
    return total


def shrinks(x):
    total = 0.0
    while len(x) > 1:
        total = total + x[0] * x[-1]
        x = x[1:-1]
    return total


@pytest.mark.parametrize("function, shape", [(runs_down, (7,)), (moved, (3, 4, 2)), (shrinks, (5,))])
def test_loops_and_views(function, shape):
    both(function, harness.normal(*shape))


def row_by_row(x, rows, n):
    for i in range(n):
        for j in range(2):
            rows[i][j] += x * (i + j)
    return np.sum(rows[0]) * np.sum(rows[-1])


def by_key(x, held, k):
    held["r"][k] = x * held["s"][0]
    return np.sum(held["r"] ** 2)


THREE = [np.ones(2), 2.0 * np.ones(2), np.arange(2.0)]


@pytest.mark.parametrize("function, given", [(row_by_row, (THREE, 3)), (by_key, ({"r": THREE[1], "s": THREE[0]}, 1))])
def test_arrays_of_structured_arguments_are_written(function, given):
    before = copy.deepcopy(given)
    both(function, 0.7, *given)
    harness.assert_same(given, before, "arguments before and after")


def test_checks_of_structured_arguments_are_made_in_python():
    row = np.ones(2)
    with pytest.raises(srcad.KindError, match="share memory"):
        srcad.grad(row_by_row, backend="numba")(0.7, [row, row, np.ones(2)], 3)
