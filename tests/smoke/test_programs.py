"""A handful of programs from end to end, for each Python that is at hand; they need srcad and NumPy only."""

import math
from dataclasses import dataclass

import numpy as np
import pytest

import srcad


def polynomial(x, y):
    return x * x * y + y + 2


@srcad.differentiate
def newton_sqrt(a):
    x = a
    while abs(x * x - a) > 1e-12 * a:
        x = 0.5 * (x + a / x)
    return x


def search(x, limit):
    total = 0.0
    for k in range(100):
        term = x**k / (k + 1)
        if k % 2 == 1:
            continue
        total = total + term * total + term
        if total > limit:
            break
    return total


def power_series(x):
    result = 0
    for i in range(len(x)):
        result = result + x[i] ** i
    return result


def huber(z):
    return 0.5 * z**2 * (np.abs(z) <= 1) + (np.abs(z) - 0.5) * (np.abs(z) > 1)


def robust(w, X, y):
    return np.sum(huber(X @ w - y))


@dataclass
class Layer:
    weights: np.ndarray
    bias: np.ndarray


def network(params, x):
    return np.mean(np.tanh(x @ params["layer"].weights + params["layer"].bias) ** 2)


def differences(f, x, h=1e-6):
    """The gradient of f at an array, by central differences."""
    x = np.asarray(x, dtype=float)
    unit = np.eye(x.size).reshape(x.size, *x.shape)
    return np.array([(f(x + h * e) - f(x - h * e)) / (2 * h) for e in unit]).reshape(x.shape)


def test_gradient_and_hessian():
    value, gradient = srcad.value_and_grad(polynomial, argnums=(0, 1))(3.0, 4.0)
    assert value == 42.0
    assert gradient == (24.0, 10.0)
    assert np.array_equal(srcad.hessian(polynomial, argnums=(0, 1))(3.0, 4.0), [[8.0, 6.0], [6.0, 0.0]])


def test_decorated_while():
    assert newton_sqrt(2.0) == pytest.approx(math.sqrt(2))
    value, gradient = newton_sqrt.value_and_grad(2.0)
    assert value == newton_sqrt(2.0)
    assert gradient == pytest.approx(0.5 / math.sqrt(2), rel=1e-10)


def test_exits():
    expected = differences(lambda x: search(x, 8.0), 0.9)
    assert srcad.grad(search)(0.9, 8.0) == pytest.approx(expected, rel=1e-6)


def test_elements_of_an_array():
    x = np.array([0.7, 1.3, 0.2, -0.4])
    assert srcad.grad(power_series)(x) == pytest.approx(differences(power_series, x), abs=1e-6)


def test_helper_and_matrix():
    rng = np.random.default_rng(0)
    X, y, w = 2 * rng.normal(size=(20, 3)), rng.normal(size=20), rng.normal(size=3)
    assert srcad.grad(robust)(w, X, y) == pytest.approx(differences(lambda w: robust(w, X, y), w), abs=1e-5)


def test_structures():
    rng = np.random.default_rng(0)
    params = {"layer": Layer(rng.normal(size=(4, 2)), rng.normal(size=2))}
    x = rng.normal(size=(6, 4))
    gradient = srcad.grad(network)(params, x)
    assert isinstance(gradient["layer"], Layer)
    assert gradient["layer"].weights.shape == (4, 2)

    def by_bias(bias):
        return network({"layer": Layer(params["layer"].weights, bias)}, x)

    assert gradient["layer"].bias == pytest.approx(differences(by_bias, params["layer"].bias), abs=1e-6)


def test_forward_and_reverse_agree():
    x, dx, by = np.array([0.3, 0.9]), np.array([1.0, -2.0]), np.array([0.5, 1.5])

    def f(x):
        return np.sin(x) * np.sum(x**2)

    value, tangent = srcad.jvp(f, (x,), (dx,))
    same, pullback = srcad.vjp(f, x)
    assert np.array_equal(value, same)
    assert by @ tangent == pytest.approx(pullback(by)[0] @ dx, rel=1e-14)


def test_closures_and_lambdas():
    scale = 3.0
    f, g = (lambda x: scale * x**2), (lambda x: x**3)
    assert srcad.grad(f)(2.0) == 12.0
    assert srcad.grad(g)(2.0) == 12.0
    assert srcad.grad(srcad.grad(g))(2.0) == 12.0


def test_source_is_python():
    text = newton_sqrt.source(2.0)
    compile(text, "generated", "exec")
    assert "x_stack" in text


def test_errors_tell_the_line():
    def leaky(x):
        return float(int(x))

    with pytest.raises(srcad.SrcadError, match=r"test_programs\.py:\d+, in leaky"):
        srcad.grad(leaky)(2.5)
