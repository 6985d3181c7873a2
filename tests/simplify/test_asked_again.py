"""Conditions are asked again in the backward sweep where what they read can be had first, and kept otherwise."""

import math

import numpy as np
import pytest

import srcad
from tests.programs.harness import row
from tests.programs.test_programs import test_derivatives as check_row

A = np.array([1.2, 0.3, 2.0, 0.1])


def both_branches(x, n):
    for k in range(n):
        if x > 1:
            x = math.sin(x) * (k + 1)
        else:
            x = x * x + 0.9
    return x


def one_branch(x, a):
    for v in a:
        if x * v > 1:
            x = x * x - v
    return x


def three_ways_and_one(x, n):
    for k in range(n):
        if x > k:
            x = math.sin(x)
        elif x > 0.1 * k:
            x = x * x
        else:
            x = x**3
        if x < 0.5:
            x = x**3 + 1
    return x


def compared(x, y, a):
    for _ in a:
        if x > y:
            x, y = y * y, math.sin(x)
        else:
            x = x * y
            y = y * y
    return x + y


def two_loops(x, p):
    for q in p:
        for r in q:
            if x * q[0] > r:
                x = math.sin(x) * r
            elif x < 0.2:
                x = x * x + q[1]
    return x


def adaptive(x, k, end):
    t = 0.0
    while t < end:
        h = 0.1 / (1.0 + x * x)
        if x > 1.0:
            x = x - h * k * x * x * 3.0
        else:
            x = x + h * (k * math.sin(3.0 * x) + 1.0)
        t = t + h
    return x * x + t


def rebound_after(x, y, n):
    for _ in range(n):
        if x > y:
            x = math.sin(x)
        else:
            x = x * x + 0.1
    y = y * 2
    return x * y


ASKED = [
    (both_branches, (1.3, 4)),
    (both_branches, (1.3, 0)),
    (one_branch, (0.8, A)),
    (one_branch, (-0.8, -A)),
    (three_ways_and_one, (1.3, 5)),
    (compared, (0.8, 1.3, A)),
    (two_loops, (1.3, [A, 2 * A])),
    (adaptive, (0.3, 0.7, 1.2)),
    (rebound_after, (0.8, 1.3, 3)),
]


def flag_of_an_outer_loop(x, n):
    for _ in range(n):
        flag = x > 1
        for _ in range(2):
            if flag:
                x = x * x * 0.7
            else:
                x = math.sin(x) + 0.5
    return x


def limit_of_the_trip_before(x, v, a):
    for k in range(len(a)):
        if x * v > 1:
            x = math.sin(x) * v
        else:
            x = x * x + v
        v = a[k]
    return x


def best_so_far(x, a):
    best = x * 0 - 5.0
    arg = 0
    for k in range(len(a)):
        s = a[k] * x * x
        if s > best:
            best = s * s
            arg = k
        x = math.sin(x) + 1
    return best + a[arg]


def changed_between(x, n):
    for _ in range(n):
        high = x > 1
        x = x * 1.1 + 0.1 * x * x
        if high:
            x = x * 0.5 * x
        else:
            x = math.sin(x) + 0.4
    return x


def rebound_before(x, y, n):
    for _ in range(n):
        if x > y:
            x = math.sin(x) + y
        else:
            x = x * x + 0.1
        y = y * 1.1
    return x


def read_before_saved(x, n):
    for _ in range(n):
        if x > 1:
            y = x * x
            x = math.sin(y)
            x = x * y
        else:
            x = x * x + 1
        while x > 2:
            if x > 5:
                x = x / 2.5
            else:
                x = math.log(x) + 0.2
    return x


def of_an_array(a, x):
    w = np.zeros(3)
    for k in range(len(a)):
        if w[0] > 0.4:
            w = w * x
            w[1] = w[1] * w[0] + a[k]
        else:
            w = w * w + a[k]
    return w.sum()


def asked_twice(x, n):
    for _ in range(n):
        high = x > 1
        if high:
            x = x**1.5 * 0.5
        else:
            x = x + 0.3 * x * x
        if high and n > 3:
            x = x + 0.1
    return x


def global_limit(x, n):
    global LIMIT
    for _ in range(n):
        if x > LIMIT:
            x = math.sin(x)
        else:
            x = x * x + 0.4
    return x


LIMIT = 0.7

KEPT = [
    (flag_of_an_outer_loop, (1.3, 3)),
    (limit_of_the_trip_before, (0.8, 1.3, A)),
    (best_so_far, (1.2, A)),
    (changed_between, (0.8, 4)),
    (rebound_before, (0.8, 0.7, 4)),
    (read_before_saved, (1.3, 4)),
    (of_an_array, (A, 0.7)),
    (asked_twice, (0.7, 4)),
    (global_limit, (0.5, 4)),
]


@pytest.mark.parametrize(("function", "args"), ASKED + KEPT)
def test_derivatives(function, args):
    check_row(row(function, *args))


@pytest.mark.parametrize("function", list(dict.fromkeys(function for function, _ in ASKED)))
def test_no_flag_is_stored(function):
    args = next(args for other, args in ASKED if other is function)
    assert "condition" not in srcad.source(function, *args)


def test_branches_save_before_them():
    lines = [line.strip() for line in srcad.source(both_branches, 1.3, 4, mode="grad").splitlines()]
    assert lines[lines.index("x_stack.append(x)") + 1] == "if x > 1:"
    assert lines[lines.index("x = x_stack.pop()") + 1] == "if x > 1:"
    assert "stack" not in "".join(lines).replace("x_stack", "")
