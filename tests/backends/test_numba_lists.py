"""Lists that a function appends to, under the numba backend: they are stacks there."""

import numpy as np
import pytest

import srcad

pytest.importorskip("numba")

from tests.backends.test_numba import _cache  # noqa: F401 (a fixture)
from tests.backends.test_numba_tuples import in_all_modes


def numbers(x):
    hs = []
    for t in range(len(x)):
        hs.append(np.tanh(x[t]))
    return np.mean(np.array(hs) ** 2)


def states(x):
    hs = []
    h = x
    for _ in range(len(x)):
        h = np.tanh(h + x)
        hs.append(h)
    return np.mean(np.array(hs) ** 2)


def comprehension(x):
    return np.sum(np.array([v * v for v in x]))


def read_again(x):
    out = []
    s = 0.0
    for v in x:
        s += v * v
        out.append(s)
    t = 0.0
    for o in out:
        t += np.sin(o)
    return t + out[-1] * len(out)


def from_the_last(x):
    hs = [np.zeros(3)]
    for t in range(len(x)):
        hs.append(np.tanh(hs[-1] * 0.5 + x[t]))
    H = np.stack(hs)
    return np.sum(H**2) + np.sum(hs[2] * hs[-1])


def copies(x):
    h = x[:3].copy()
    hs = []
    for t in range(len(x)):
        h[t % 3] += x[t] ** 2
        hs.append(h.copy())
    return np.sum(np.array(hs)[:, 0] ** 2) + np.sum(hs[5] * hs[7])


def two_lists(x):
    a, b = [], []
    for v in x:
        if v > 0:
            a.append(v)
        else:
            b.append(v * v)
    return np.sum(np.array(a)) * np.sum(np.array(b)) + len(a)


def stays_empty(x):
    a = []
    for v in x:
        if v > 1e9:
            a.append(v)
    return np.sum(np.array(a)) + np.sum(x**2)


def matrices(x):
    Ts = []
    T = np.eye(2)
    for v in x:
        T = T @ np.array([[np.cos(v), -np.sin(v)], [np.sin(v), np.cos(v)]])
        Ts.append(T)
    p = np.array(Ts)
    return np.sum(p[:, 0, 1] ** 2) + np.sum(Ts[3])


def gone_through(x):
    out = []
    for v in x:
        out.append(np.array([v, v * v]))
    s = 0.0
    for o in out:
        s += o[0] * o[1]
    return s


@pytest.mark.parametrize(
    "function",
    [numbers, states, comprehension, read_again, from_the_last, copies, two_lists, stays_empty, matrices, gone_through],
)
def test_lists_that_grow(function):
    in_all_modes(function, np.linspace(-0.5, 1.0, 9))
    in_all_modes(function, np.linspace(-0.5, 1.0, 60))


def of_arrays_in_use(x):
    h = x[:3].copy()
    hs = []
    for t in range(len(x)):
        h[t % 3] += x[t] ** 2
        hs.append(h)
    return np.sum(np.array(hs)[:, 0] ** 2)


def handed_out(x):
    out = []
    for v in x:
        out.append(v * v)
    return out


def test_lists_that_are_more_than_stacks_are_refused():
    x = np.linspace(-0.5, 1.0, 60)
    with pytest.raises(srcad.UnsupportedSyntax):
        srcad.grad(of_arrays_in_use, backend="numba")(x)
    with pytest.raises(srcad.UnsupportedSyntax, match="a list, as the result"):
        srcad.vjp(handed_out, x, backend="numba")
    np.testing.assert_allclose(srcad.grad(of_arrays_in_use, backend="auto")(x), srcad.grad(of_arrays_in_use)(x))


def work_along(path, k):
    held, work = 0.0, 0.0
    for d in path:
        held = np.sin(held + k * d)
        work += held * d
    return work


def test_the_gradient_of_a_list_is_a_list():
    path = [0.1 * i for i in range(40)]
    found, rate = srcad.grad(work_along, (0, 1), backend="numba")(path, 0.5)
    expected, other = srcad.grad(work_along, (0, 1))(path, 0.5)
    assert isinstance(found, list)
    assert isinstance(expected, list)
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    np.testing.assert_allclose(rate, other, rtol=1e-12)
