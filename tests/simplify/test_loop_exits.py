"""Loops that are left early are printed as one would write them: no integers for exits where `break` and `else` do."""

import numpy as np
import pytest

import srcad
from tests.programs.harness import row
from tests.programs.test_programs import test_derivatives as check_row


def newton_until(a):
    x = a
    while True:
        d = (x * x - a) / (2 * x)
        x = x - d
        if abs(d) < 1e-10:
            return x


def newton_at_most(a, n):
    x = a
    for _ in range(n):
        d = (x * x - a) / (2 * x)
        x = x - d
        if abs(d) < 1e-10:
            return x
    return x


def bisected(a):
    low, high = 0.0, a
    for _ in range(100):
        middle = (low + high) / 2
        if abs(middle * middle - a) < 1e-6:
            return middle + (a - middle * middle) / (2 * middle)
        if middle * middle < a:
            low = middle
        else:
            high = middle
    raise RuntimeError("no convergence")


def filled_until(x):
    y = x.copy()
    i = 0
    while True:
        y[i] = y[i] * y[i + 1]
        i += 1
        if i + 1 >= len(y):
            return y


def helper_that_fills(x):
    return np.sum(filled_until(x) ** 2)


def first_above(x, limit):
    for v in x:
        if v > limit:
            return v * v
    return -1.0


def several_ways_out(x, limit):
    while True:
        x = x * 1.5
        if x > limit:
            return x * 2
        if x > 0.9 * limit:
            return x * x


def searched_in_vain(x, limit):
    for i in range(len(x)):
        if x[i] > limit:
            found = x[i] * i
            break
    else:
        found = np.sum(x)
    return found * found


X = np.array([0.4, 1.2, -0.3, 0.8])
PROGRAMS = [
    (newton_until, (2.0,)),
    (newton_at_most, (2.0, 20)),
    (newton_at_most, (2.0, 2)),
    (helper_that_fills, (X,)),
    (first_above, (X, 1.0)),
    (several_ways_out, (0.7, 3.0)),
    (several_ways_out, (0.83, 3.0)),
    (searched_in_vain, (X, 0.9)),
    (searched_in_vain, (X, 9.0)),
]


@pytest.mark.parametrize(("function", "args"), PROGRAMS)
def test_derivatives(function, args):
    check_row(row(function, *args))


def test_derivatives_of_a_search():
    assert srcad.grad(bisected)(2.0) == pytest.approx(0.5 / 2.0**0.5, rel=1e-6)
    assert srcad.jvp(bisected, (2.0,), (1.0,))[1] == pytest.approx(0.5 / 2.0**0.5, rel=1e-6)
    assert np.array_equal(srcad.grad(first_above)(X, 5.0), np.zeros(4))


@pytest.mark.parametrize("function", [newton_until, newton_at_most, bisected, helper_that_fills])
def test_no_integer_stands_for_an_exit(function):
    args = next((args for other, args in PROGRAMS if other is function), (2.0,))
    text = srcad.source(function, *args)
    assert "code" not in text
    assert "None" not in text
    assert "unbroadcast" not in text


def test_the_value_is_returned_after_the_loop():
    lines = [line.strip() for line in srcad.source(newton_until, 2.0).splitlines()]
    assert lines[lines.index("if abs(d) < 1e-10:") + 1 : lines.index("# backward")] == ["break", "value = x"]


def test_else_of_a_loop():
    assert "    else:\n        raise RuntimeError('no convergence')" in srcad.source(bisected, 2.0)
