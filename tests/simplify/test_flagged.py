"""Where a flag is zero, so is the derivative: clipped roots, maxima and masks, in both backends and to second order."""

import numpy as np
import pytest

import srcad

X = np.array([0.5, -0.3, 0.9, -1.7])
Z = np.random.default_rng(1).normal(size=(3, 2, 4))


def root_of_maximum(x):
    return np.sum(np.sqrt(np.maximum(x, 0.0)))


def root_of_clipped(x):
    return np.sum(np.sqrt(np.clip(x, 0, None) * 2))


def angle_of_clipped(x):
    return np.sum(np.arccos(np.clip(x, -1, 1)))


def power_of_clipped(x):
    return np.sum(np.power(x.clip(0, 1), 0.3))


def logarithm_of_minimum(x):
    return np.sum(np.log(-np.minimum(x, 0.0) + 1.0) + np.sqrt(-np.minimum(x, 0.0)))


def root_of_masked(x):
    inside = x > 0
    return np.sum(np.sqrt(x * inside) + np.sqrt(np.fmax(x, 0.0)) * 2.0)


def volatility(x):
    """Return a path of a variance that is cut off at zero, as in Heston's model with full truncation."""
    price, v = np.ones(4), x
    for k in range(3):
        up = np.clip(v, 0, None)
        z, w = Z[k]
        price = price * np.exp(-0.05 * up + np.sqrt(up * 0.1) * z)
        v = v + 0.3 * (0.2 - up) + 0.1 * np.sqrt(up * 0.1) * w
    return np.sum(price * price)


def in_place(x):
    y = x.copy()
    y[1:] *= y[1:] > 0
    return np.sum(np.sqrt(np.abs(y) * (y > 0)))


FUNCTIONS = [
    root_of_maximum, root_of_clipped, angle_of_clipped, power_of_clipped, logarithm_of_minimum, root_of_masked,
    volatility, in_place,
]  # fmt: skip


@pytest.mark.parametrize("function", FUNCTIONS)
def test_derivatives_where_nothing_flows(function):
    """Central differences have no trouble where a root is constant; a derivative of infinity times zero would."""
    with np.errstate(divide="ignore", invalid="ignore"):  # a quotient by zero that is not taken
        srcad.check_grads(function, (X,))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_compiled(function):
    pytest.importorskip("numba")
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = srcad.grad(function)(X)
    np.testing.assert_allclose(srcad.grad(function, backend="numba")(X), expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("function", [root_of_maximum, root_of_clipped, power_of_clipped])
def test_dtype_and_pullback(function):
    with np.errstate(divide="ignore"):
        short = srcad.grad(function)(X.astype(np.float32))
    assert short.dtype == np.float32
    np.testing.assert_allclose(short, srcad.grad(function)(X), rtol=1e-5)
    _, pullback = srcad.vjp(function, X)
    with np.errstate(divide="ignore", invalid="ignore"):
        (found,) = pullback(1.0)
    np.testing.assert_allclose(found, srcad.grad(function)(X))


def test_one_sided_infinities_stay():
    with np.errstate(divide="ignore"):
        assert np.isposinf(srcad.grad(root_of_clipped)(np.array([0.0, 1.0]))[0])


def relu_layer(w, x):
    h = np.maximum(w @ x, 0.0)
    return np.sum(h / 3.0 / h.shape[0] + h * h / np.exp(x[0]))


def test_what_cannot_be_infinite_is_multiplied():
    """No `over` and no `np.where` where divisors are numbers or never zero."""
    text = srcad.source(relu_layer, np.ones((3, 2)), np.ones(2), mode="grad")
    assert "over(" not in text
    assert "times(" not in text
    assert "np.where" not in text


def with_bits(x, y, k, r):
    return np.sum((x * (k & 3) + y * (k | 4) + np.exp(x) * ~k) / r)


def test_bits_of_whole_numbers_are_no_flags():
    """They count as often as they say, also beside a divisor that may be zero."""
    k, r = np.array([1, 2, 3, 7]), X * X
    srcad.check_grads(lambda x, y: with_bits(x, y, k, r), (X, X + 1.0))
    by_x, by_y = srcad.grad(with_bits, (0, 1))(X, X, k, r)
    np.testing.assert_allclose(by_x, ((k & 3) + np.exp(X) * ~k) / r)
    np.testing.assert_allclose(by_y, (k | 4) / r)
