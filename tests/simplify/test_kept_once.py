"""What a loop keeps of each trip in any case is not computed again, and what it would be computed from is not kept."""

import numpy as np
import pytest

import srcad
from tests.programs.harness import normal, row
from tests.programs.test_programs import test_derivatives as check_row


def two_states(x, a, b):
    t = s = 0.0
    for v in x:
        y = a * v + t
        t = b * v - a * y
        s += y * b
    return s


def state_in_a_branch(x, a, b):
    t = s = 0.0
    for v in x:
        y = a * v + t
        if y > 0.1:
            t = b * y
        s += y * b
    return s


def read_in_an_inner_loop(x, a, b):
    t = s = 0.0
    for v in x:
        y = a * v + t
        for w in x:
            t = t * w + y * b
        s += y * t
    return s


def made_in_an_inner_loop(x, a, b):
    t = s = 0.0
    for v in x:
        for w in x:
            y = a * w + t
            t = b * v - a * y
        s += y * t * v
    return s


def made_in_two_loops(x, a, b):
    t = s = 0.0
    for v in x:
        for w in x:
            y = a * w + t
            t = b * v - a * y
            s += y * b
        z = y * t + v
        t = z * b
        s += z * y
    return s


def made_until_small(x, a, b):
    t, s = x[0], 0.0
    while t > 0.01:
        y = a * t
        t = 0.3 * b * y * y
        s += y * t
    return s


def filtered_twice(x, a, b):
    state = [[0.0, 0.0] for _ in range(2)]
    out = []
    for v in x:
        for s in state:
            y = a * v + s[0]
            s[0] = b * v - a * y + s[1]
            s[1] = a * v - b * y
            v = y
        out.append(v)
    return np.array(out)


def states_of_arrays(x, a, b):
    t, s = np.zeros_like(x), 0.0
    for _ in range(4):
        y = a * x + t
        t = np.sin(b * y)
        s = s + y * b
    return np.sum(s)


PROGRAMS = [
    two_states,
    state_in_a_branch,
    read_in_an_inner_loop,
    made_in_an_inner_loop,
    made_in_two_loops,
    made_until_small,
    filtered_twice,
    states_of_arrays,
]


@pytest.mark.parametrize("program", PROGRAMS)
def test_derivatives(program):
    check_row(row(program, np.abs(normal(4)), 0.7, 0.9))


@pytest.mark.parametrize("program", PROGRAMS[:4])
def test_compiled(program):
    args = np.abs(normal(4)), 0.7, 0.9
    expected = srcad.grad(program, argnums=(0, 1, 2))(*args)
    for found, one in zip(srcad.grad(program, argnums=(0, 1, 2), backend="numba")(*args), expected, strict=True):
        np.testing.assert_allclose(found, one, rtol=1e-12)


@pytest.mark.parametrize("program", [two_states, state_in_a_branch])
def test_one_value_is_kept_of_each_trip(program):
    text = srcad.source(program, normal(4), 0.7, 0.9, argnums=(0, 1, 2))
    assert text.count(".append(") == 1
    assert "y_stack.append(y)" in text
    assert text.count("y = a * v + t") == 2  # where it is made, and the comment beside its adjoint
