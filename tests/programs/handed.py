"""Arrays that are written, then handed on to another name, as by steps of schemes, and some that only look like it."""

import numpy as np

from tests.programs.harness import normal, positive
from tests.programs.writes import row


def heat(u0, alpha, steps):
    u = u0.copy()
    for _ in range(steps):
        unew = u.copy()
        unew[1:-1] = u[1:-1] + alpha * (u[2:] - 2 * u[1:-1] + u[:-2]) * u[1:-1]
        u = unew
    return np.sum(u**2)


def upwind(u, c):
    for _ in range(4):
        un = np.empty_like(u)
        un[0] = u[0]
        un[1:] = u[1:] - c * u[1:] * (u[1:] - u[:-1])
        u = un
    return u


def relaxed_until(u, tol):
    change = 1.0
    trips = 0
    while change > tol and trips < 6:
        new = u.copy()
        new[1:-1, 1:-1] = 0.25 * (u[2:, 1:-1] + u[:-2, 1:-1] + u[1:-1, 2:] ** 2 + u[1:-1, :-2])
        change = np.max(np.abs(new - u))
        u = new
        trips += 1
    return np.sum(u**3)


def written_twice(u, n):
    for k in range(n):
        un = np.zeros_like(u)
        un[:] = u * u
        un[1:] *= un[:-1] + k
        un[:2] = un[:2] * un[1:3]
        u = un
    return u


def handed_in_a_branch(u, n):
    for k in range(n):
        un = u * 1.0
        un[k] = un[k] ** 2 * un[k + 1]
        if k % 2 == 0:
            u = un
    return np.sum(u**2)


def two_buffers(u, n):
    un = np.zeros_like(u)
    u = u.copy()
    for k in range(n):
        un[1:] = u[1:] * u[:-1] + un[:-1]
        un[0] = u[0] ** 2
        u, un = un, u
    return np.sum(u**2) + np.sum(un**3)


def one_buffer(u, n):
    un = np.zeros_like(u)
    for k in range(n):
        un[1:] = u[1:] * u[:-1] + un[1:]
        un[0] = 0.5 * u[0]
        u = un
    return np.sum(u**2)


def written_after(u, n):
    for k in range(n):
        un = u**2
        un[k] = un[k] * un[k + 1]
        u = un
        u[k + 1] *= u[k]
    return np.sum(u)


def read_after(u, n):
    s = 0.0
    for k in range(n):
        un = u**2
        un[k] = un[k] * un[k + 1]
        u = un
        s += np.sum(un * u)
    return s


def kept(u, n):
    history = []
    for k in range(n):
        un = u**2
        un[k] = un[k] * un[k + 1]
        history.append(un)
        u = un
    history[0][1] = 3.0
    return np.sum(u) + history[0][1] * history[1][0] + history[0][0]


def seen_through_a_view(u, n):
    left = u[:-1]
    s = 0.0
    for k in range(n):
        un = u**2
        un[k] = un[k] * left[k]
        left = un[:-1]
        u = un
        left[0] = left[1] * 2
        s += np.sum(u**2)
    return s


def result_beside_it(u, n):
    first = u
    for k in range(n):
        un = u * u
        un[1:] = un[1:] * un[:-1]
        un[1:] = un[1:] * un[:-1]
        if k == 0:
            first = un
        u = un
    return np.sum(first * u)


def by_a_helper(u, n):
    def step(v, k):
        new = v.copy()
        new[k] = v[k] * v[k + 1]
        v = new
        return v

    for k in range(n):
        u = step(u, k)
    return np.sum(u**2)


def three_levels(u, n):
    old = u
    now = 1.5 * u
    for _ in range(n):
        new = np.zeros_like(now)
        new[1:-1] = 2 * now[1:-1] - old[1:-1] + 0.1 * (now[2:] - now[:-2]) * now[1:-1]
        old = now
        now = new
    return np.sum(now**2) + np.sum(old)


ROWS = [
    row(heat, normal(7), 0.1, 3),
    row(upwind, positive(6), 0.2),
    row(relaxed_until, positive(5, 4), 1e-3, argnums=0),
    row(written_twice, positive(4), 3),
    row(handed_in_a_branch, positive(5), 4),
    row(two_buffers, positive(4), 3),
    row(one_buffer, positive(4), 3),
    row(written_after, positive(5), 3),
    row(read_after, positive(5), 3),
    row(kept, positive(5), 3),
    row(seen_through_a_view, positive(5), 3),
    row(result_beside_it, positive(4), 2),
    row(by_a_helper, positive(5), 3),
    row(three_levels, positive(6), 3),
]
