"""Lists of arrays that only grow have adjoints of arrays, which need no shape from elsewhere."""

import numpy as np
import pytest

import srcad


def stages(x, n):
    ks = []
    for i in range(n):
        y = x
        for j in range(i):
            y = y + 0.1 * ks[j]
        ks.append(np.sin(y))
    return np.sum(ks[0] * ks[-1])


def trajectory(q, p, n):
    found = []
    for _ in range(n):
        p = p - 0.1 * q
        q = q + 0.1 * p
        found.append(q.copy())
    return np.sum(np.array(found) ** 2)


def begun_with_one(x, n):
    ks = [x * 2]
    for i in range(n):
        if i % 2:
            ks.append(ks[-1] * x)
        else:
            z = np.cos(ks[-1])
            ks.append(z)
            x = x + z
    return np.sum(np.array(ks) ** 2) + len(ks)


def gone_through(x, n):
    ks = []
    for i in range(n):
        ks.append(x * i)
    s = 0.0
    for k in ks:
        s = s + np.sum(k * k)
    return s


def written_after(x, n):
    ks = []
    for i in range(n):
        y = x * i
        ks.append(y)
        y[0] = 3.0
        x = x + y
    return np.sum(np.stack(ks) ** 2)


def read_sometimes(x, n):
    total = 0.0
    for t in range(n):
        ks = []
        for i in range(3):
            ks.append(x * (i + 1))
        if t % 2 == 0:
            total = total + np.sum(ks[1] * ks[2])
        x = np.sin(x)
    return total


def under_two_names(x, n):
    ks = []
    for i in range(n):
        ks.append(x * i)
    ys = ks
    ys.append(x)
    return np.sum(ks[n] * ks[1])


def replaced(x, n):
    ks = []
    for i in range(n):
        ks.append(x * i)
    ks[0] = x * x
    return np.sum(ks[0] * ks[n - 1])


X = np.array([0.3, 0.8])


@pytest.mark.parametrize("n", [2, 5])
@pytest.mark.parametrize(
    "function", [stages, begun_with_one, gone_through, written_after, read_sometimes, under_two_names, replaced]
)
def test_derivatives(function, n):
    srcad.check_grads(function, (X, n), argnums=0, order=2)
    value, pullback = srcad.vjp(function, X, n, argnums=0)
    assert value == function(X, n)
    assert np.allclose(pullback(2.0), 2 * srcad.grad(function)(X, n))


def test_derivative_of_a_trajectory():
    srcad.check_grads(trajectory, (X, 2 * X, 3), argnums=(0, 1), order=2)


@pytest.mark.parametrize(("function", "args"), [(stages, (X, 4)), (begun_with_one, (X, 4)), (trajectory, (X, X, 3))])
def test_no_shape_is_asked_for(function, args):
    text = srcad.source(function, *args, mode="grad")
    assert "full(" not in text
    assert text.count("_stack = []") <= 1
