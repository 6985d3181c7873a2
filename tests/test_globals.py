"""Global variables that a function assigns: what is counted is counted once by each derivative, as by a plain call."""

import numpy as np
import pytest

import srcad

CALLS = 0
LAST = 1.5
TABLE = None
STATS = {"calls": 0, "scale": 1.5}


def bump():
    global CALLS
    CALLS += 1


def calls():
    return CALLS


def counts(x):
    global CALLS
    CALLS += 1
    return x * x


def nested_function_counts(x):
    def f(t):
        global CALLS
        CALLS = CALLS + 1
        return np.sin(t)

    return f(x) + f(2 * x)


def counts_in_a_loop(x, n=50):
    global CALLS
    total = 0.0
    for i in range(n):
        CALLS += 1
        if i % 2:
            total += x * i
    return total


def counts_in_while(x):
    global CALLS
    while x > 1.0:
        x = x * 0.5 + 0.1
        CALLS += 1
    return x * x


def read_by_another(x):
    global CALLS
    CALLS = 3
    bump()
    y = x * calls()
    CALLS *= 2
    return y * CALLS


def counts_on_paths(x):
    global CALLS
    CALLS = 1
    if x > 1:
        CALLS += 5
    else:
        bump()
    return x**CALLS


def several_at_once(x):
    global CALLS, LAST
    CALLS, LAST = 2, 0.5
    for LAST in (1.0, 2.0):  # noqa: B007
        bump()
    return x * LAST * CALLS


def made_where_it_is_none(x, n=4):
    global TABLE
    TABLE = None
    if TABLE is None:
        TABLE = [k * 0.5 for k in range(n)]
    return sum(c * x**i for i, c in enumerate(TABLE))


def called_where_nothing_varies(x):
    global CALLS
    CALLS = 0
    k = twice(3)
    return x * k + CALLS * x


def twice(n):
    bump()
    bump()
    return 2 * n


def counts_in_a_dict(x, n=50):
    total = 0.0
    for i in range(n):
        STATS["calls"] += 1
        if i % 2:
            total += x * STATS["calls"]
    return total


FUNCTIONS = [
    counts, nested_function_counts, counts_in_a_loop, counts_in_while, read_by_another, counts_on_paths,
    several_at_once, made_where_it_is_none, called_where_nothing_varies, counts_in_a_dict,
]  # fmt: skip


def reset():
    global CALLS, LAST, TABLE
    CALLS, LAST, TABLE = 10, 1.5, None
    STATS.update(calls=0, scale=1.5)


def state():
    return CALLS, LAST, TABLE, dict(STATS)


@pytest.mark.parametrize("x", [0.4, 1.3, 6.0])
@pytest.mark.parametrize("function", FUNCTIONS)
def test_each_derivative_counts_once(function, x):
    reset()
    value = function(x)
    after = state()
    step = 1e-6
    slope = []
    for point in (x + step, x - step):
        reset()
        slope.append(function(point))
    for run in (
        lambda: srcad.value_and_grad(function)(x),
        lambda: srcad.jvp(function, (x,), (1.0,)),
        lambda: srcad.value_and_grad(function)(x),
    ):
        reset()
        found, derivative = run()
        assert found == value
        assert state() == after
        assert derivative == pytest.approx((slope[0] - slope[1]) / (2 * step), rel=1e-6)
