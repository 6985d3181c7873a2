"""Forward loops that only the value needs are not run for the gradient alone."""

import numpy as np
import pytest

import srcad
from tests.programs.harness import row
from tests.programs.test_programs import test_derivatives as check_row


def linear(x, a):
    s = 0.0
    for i in range(4):
        for v in a:
            s += x[i] * v
    return s


def with_positions(x, a, n):
    s = 0.0
    for i in range(n):
        j = 2 * i
        for k in range(n):
            s += x[j] * a[k]
    return s


def read_in_else(x, a):
    for i in range(3):
        y = np.sin(x) * (i + 1)
        for v in a:
            if v > x:
                break
        else:
            x = y * 2
    return x


def read_in_the_next_trip(x, a):
    last = 1.0
    s = 0.0
    for v in a:
        s += x * last
        last = v
    return s


def read_after(x, a):
    s = 0.0
    for v in a:
        w = v * 2
        s += x * v
    return s * w


X, A = np.arange(1.0, 8.0), np.array([0.3, -0.2, 0.7])
PROGRAMS = [
    (linear, (X, A)),
    (with_positions, (X, A, 3)),
    (read_in_else, (4.0, A)),
    (read_in_else, (0.4, A)),
    (read_in_the_next_trip, (0.4, A)),
    (read_after, (0.4, A)),
]


@pytest.mark.parametrize(("function", "args"), PROGRAMS)
def test_derivatives(function, args):
    check_row(row(function, *args))


@pytest.mark.parametrize("function", [linear, with_positions])
def test_no_loop_before_the_backward_sweep(function):
    args = next(args for other, args in PROGRAMS if other is function)
    forward, _ = srcad.source(function, *args, mode="grad").split("# backward")
    assert "for " not in forward
