"""Checkpointed loops: the schedule against its optimum, derivatives against differences, memory, and refusals."""

import functools
import math
import sys
import tracemalloc

import numpy as np
import pytest

import srcad
from srcad.runtime_checkpoints import checkpointed_back, checkpointed_run


@functools.cache
def fewest(steps, slots):
    """The least number of steps forward before the last ones backward, by trying every place for the next state."""
    if steps <= 1:
        return 0
    if slots == 1:
        return steps * (steps - 1) // 2
    return min(m + fewest(steps - m, slots - 1) + fewest(m, slots) for m in range(1, steps))


def by_revolve(steps, slots):
    """The same by the formula of Griewank and Walther."""
    r = next(r for r in range(steps) if math.comb(slots + r, slots) >= steps)
    return r * steps - math.comb(slots + r, slots + 1)


def run(steps, slots, left=False):
    """Run and turn a loop of counters, ended or `left` by its code; return how many steps that takes, but the last."""
    made, order = 0, []

    def step(k, x, code):
        nonlocal made
        made += 1
        assert x == k
        return x + 1, 2 if left and x + 1 == steps else 0

    def back(k, state, adjoint):
        assert state == (k, 0)
        order.append(k)
        return adjoint

    over, ends = (range(10**9), 1) if left else (range(steps), None)
    end, _, kept = checkpointed_run(step, over, slots, ends, 0, 0)
    assert end == steps
    assert sum(k >= 0 for k in kept) <= slots + 1
    assert checkpointed_back(step, back, over, slots, ends, kept, (0, 0), (1.0,), ()) == (1.0,)
    assert order == list(range(steps))[::-1]
    return made - 1  # the last step gives the loop's value


@pytest.mark.parametrize("slots", range(1, 8))
def test_no_schedule_repeats_fewer_steps(slots):
    for steps in range(1, 60):
        assert run(steps, slots) == fewest(steps, slots) == by_revolve(steps, slots)


def test_ten_thousand_steps_with_twenty_slots():
    assert run(10_000, 20) == by_revolve(10_000, 20)


@pytest.mark.parametrize("slots", [1, 2, 3, 5, 10, 20])
def test_not_to_know_the_steps_costs_less_than_half_as_many_again(slots):
    for steps in [*range(2, 200), 1000 if slots == 1 else 5000]:
        assert fewest_known(steps, slots) <= run(steps, slots, left=True) <= 1.4 * fewest_known(steps, slots)


def fewest_known(steps, slots):
    return steps * (steps - 1) // 2 if slots == 1 else by_revolve(steps, slots)


# ------------------------------------------------------------ derivatives
def scalar(x, c):
    s = x
    for k in srcad.checkpointed(range(10), slots=3):
        s = np.sin(s) * c + 0.1 * k
    return s


def stencil(u, c, steps, slots):
    u = u.copy()
    energy = 0.0
    for _ in srcad.checkpointed(range(steps), slots=slots):
        flow = c * (u[2:] - 2 * u[1:-1] + u[:-2])
        u[1:-1] += flow * u[1:-1]
        energy = energy + np.sum(u**2)
    return np.sum(u**3) + energy


def network(u, p):
    count = 0
    for _ in srcad.checkpointed(range(1, 9, 2), 2):
        u = np.tanh(p["w"] @ u + p["b"])
        count += 1
    return np.sum(u) * count


def branches(x, n):
    s = x
    for k in srcad.checkpointed(range(n), slots=4):
        for j in range(3):
            s = s * x + 0.01 * j * s * s
        if k % 2:
            s = np.cos(s)
    return s * x


def in_a_container(x, c):
    state = (x, {"v": 0.5 * x})
    for _ in srcad.checkpointed(range(6), slots=2):
        state = (state[0] + 0.1 * state[1]["v"], {"v": state[1]["v"] - c * np.sin(state[0])})
    return np.sum(state[0] * state[1]["v"])


def named_like_a_temporary(c, x):
    c = c.copy()
    t = x
    for _ in srcad.checkpointed(range(4), slots=2):
        c[0] *= x
        for k in range(3):
            if k == 1:
                t = t + c[0] ** 2
    return np.sum(c * c) + t


def twice(x):
    total = 0.0
    for _ in range(3):
        for _ in srcad.checkpointed(range(5), slots=2):
            x = x + 0.1 * np.sin(x)
        total = total + x
    return total


def leaves_early(x, most):
    for k in srcad.checkpointed(range(9), slots=2):
        x = x * x + 0.1 * k
        if x > most:
            break
    return x


def leaves_or_ends(u, most):
    count = 1
    for k in srcad.checkpointed(range(12), slots=3):
        if k % 4 == 1:
            continue
        u = np.sin(u) * 1.3 + 0.05 * k
        count += 1
        if np.sum(u) > most:
            break
    else:
        u = u * count
    return np.sum(u * u) * count


def square_root(a):
    x = a
    for _ in srcad.checkpointed(range(10**9), slots=2):
        if abs(x * x - a) < 1e-9 * a:
            break
        x = 0.5 * (x + a / x)
    return x


START = np.array([0.1, 0.5, 0.9, 0.4, 0.2])
PROGRAMS = {
    "scalar": (scalar, (0.7, 1.1)),
    "in place": (lambda u, c: stencil(u, c, 12, 3), (START, 0.2)),
    "network": (network, (START[:2], {"w": np.array([[0.5, 0.2], [0.1, 0.9]]), "b": np.array([0.1, 0.2])})),
    "branches": (lambda x: branches(x, 7), (0.7,)),
    "no steps": (lambda x: branches(x, 0), (0.7,)),
    "one step": (lambda x: branches(x, 1), (0.7,)),
    "named like a temporary": (named_like_a_temporary, (START[:2], 0.3)),
    "container": (in_a_container, (START[:2], 0.3)),
    "inside a loop": (twice, (0.4,)),
    "leaves at once": (leaves_early, (0.7, 0.4)),
    "leaves early": (leaves_early, (0.7, 1.2)),
    "does not leave": (leaves_early, (0.7, 1e300)),
    "leaves or ends, left": (leaves_or_ends, (START[:3], 4.0)),
    "leaves or ends, ended": (leaves_or_ends, (START[:3], 100.0)),
    "converges": (square_root, (2.3,)),
    "nested": (lambda x, c: srcad.grad(lambda t: scalar(t, c))(x) * c, (0.7, 1.1)),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_both_modes(name):
    function, args = PROGRAMS[name]
    srcad.check_grads(function, args, order=1 if name == "nested" else 2)
    if name != "nested":  # the inner gradient comes in another order there
        assert srcad.value_and_grad(function)(*args)[0] == function(*args)


def test_a_pullback_may_be_called_again():
    _, pullback = srcad.vjp(lambda u: stencil(u, 0.2, 9, 3), START)
    np.testing.assert_array_equal(pullback(1.0)[0], pullback(1.0)[0])


def test_plain_python_just_iterates():
    assert list(srcad.checkpointed(range(3), slots=1)) == [0, 1, 2]
    assert list(srcad.checkpointed("ab", slots=5)) == ["a", "b"]


def test_generated_code_makes_as_few_steps_as_there_must_be():
    gradient = srcad.grad(lambda u: stencil(u, 0.2, 50, 4))
    gradient(START)
    calls = 0

    def watch(frame, event, argument):
        nonlocal calls
        calls += event == "call" and frame.f_code.co_name == "step"

    sys.setprofile(watch)
    try:
        gradient(START)
    finally:
        sys.setprofile(None)
    assert calls == by_revolve(50, 4) + 1


def test_memory_is_that_of_the_slots():
    u = np.linspace(0.0, 1.0, 20_000)
    gradient = srcad.grad(lambda u: stencil(u, 0.01, 400, 20))
    gradient(u)
    tracemalloc.start()
    try:
        gradient(u)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    one_step = 12 * u.nbytes  # what a step backward and the loop's ends hold at a time
    assert peak < 1.2 * 20 * u.nbytes + one_step


def returns_early(x):
    for k in srcad.checkpointed(range(4), slots=2):
        x = x * x
        if k == 2:
            return x
        if x > 9.0:
            return 2.0 * x
    return x


def returns_one_thing_early(x):
    for k in srcad.checkpointed(range(4), slots=2):
        x = x * x
        if k == 2:
            return x
    return x


def test_a_return_that_is_a_break():
    assert srcad.grad(returns_one_thing_early)(0.5) == 8 * 0.5**7


def prints(x):
    for _ in srcad.checkpointed(range(4), slots=2):
        x = x * x
        print(x)
    return x


def over_a_list(x):
    for v in srcad.checkpointed([1.0, 2.0], slots=2):
        x = x * v
    return x


def under_two_names(x):
    u = np.ones(3) * x
    v = u[1:]
    for _ in srcad.checkpointed(range(4), slots=2):
        u *= u
    return np.sum(v)


def uses_what_is_left(x):
    for _ in srcad.checkpointed(range(4), slots=2):
        t = x * 2
        x = np.sin(t)
    return x + t


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (returns_early, "`return` in a checkpointed loop"),
        (prints, "print"),
        (over_a_list, "range"),
        (under_two_names, "`v` holds too"),
        (uses_what_is_left, "bind it before"),
    ],
)
def test_what_cannot_be_run_again_is_refused(function, words):
    with pytest.raises(srcad.SrcadError, match=words):
        srcad.grad(function)(0.5)
