"""The functions that the benchmark times, each with its value and gradient written by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.random import default_rng

from tests.benchmarks.kernels import (
    adaptive,
    adaptive_hand,
    call_price,
    call_price_hand,
    diffusion,
    diffusion_args,
    diffusion_hand,
    draws_args,
    factor,
    factor_hand,
    grid_args,
    matrix_args,
    relaxed,
    relaxed_hand,
)


@dataclass(frozen=True)
class Case:
    """A function, its arguments, and its gradient by hand; `no_jax` tells why JAX is not asked.

    Nor is autograd where a function writes into arrays.
    """

    name: str
    group: str
    primal: Callable[..., object]
    hand: Callable[..., object]
    args: Callable[[], tuple[object, ...]]
    argnums: int | tuple[int, ...] = 0
    no_jax: str = ""


# ------------------------------------------------------------------ scalars
def polynomial(x, y):
    return x * x * y + y + 2


def polynomial_hand(x, y):
    return x * x * y + y + 2, (2.0 * x * y, x * x + 1.0)


def logistic_map(r, x, n):
    total = 0.0
    for _ in range(n):
        x = r * x * (1 - x)
        total += x * x
    return total


def logistic_map_hand(r, x, n):
    x_stack = []
    total = 0.0
    for _ in range(n):
        x_stack.append(x)
        x = r * x * (1 - x)
        total += x * x
    br = bx = 0.0
    for _ in reversed(range(n)):
        bx += 2 * x
        x = x_stack.pop()
        rest = 1 - x
        br += bx * x * rest
        bx = bx * r * (rest - x)
    return total, (br, bx)


def power_series(x):
    result = 0
    for i in range(len(x)):
        result = result + x[i] ** i
    return result


def power_series_hand(x):
    result = 0
    bx = np.zeros_like(x)
    for i in range(len(x)):
        result = result + x[i] ** i
    for i in reversed(range(len(x))):
        if i != 0:
            bx[i] = i * x[i] ** (i - 1)
    return result, bx


def newton_sqrt(a):
    x = a
    while abs(x * x - a) > 1e-12 * a:
        x = 0.5 * (x + a / x)
    return x


def newton_sqrt_hand(a):
    x_stack = []
    x = a
    while abs(x * x - a) > 1e-12 * a:
        x_stack.append(x)
        x = 0.5 * (x + a / x)
    value = x
    bx, ba = 1.0, 0.0
    while x_stack:
        x = x_stack.pop()
        half = bx * 0.5
        ba += half / x
        bx = half - half * a / (x * x)
    return value, ba + bx


def continued_fraction(x, n):
    result = x
    for _ in range(n):
        result = x + 1 / result
    return result


def continued_fraction_hand(x, n):
    stack = []
    result = x
    for _ in range(n):
        stack.append(result)
        result = x + 1 / result
    value = result
    bresult, bx = 1.0, 0.0
    for _ in reversed(range(n)):
        result = stack.pop()
        bx += bresult
        bresult = -bresult / (result * result)
    return value, bx + bresult


def rates(x, y, a, b, c, d):
    return x * (a - b * y), y * (d * x - c)


def lotka_volterra(a, b, c, d, x, y, h, steps):
    for _ in range(steps):
        ux, uy = rates(x, y, a, b, c, d)
        vx, vy = rates(x + 0.5 * h * ux, y + 0.5 * h * uy, a, b, c, d)
        wx, wy = rates(x + 0.5 * h * vx, y + 0.5 * h * vy, a, b, c, d)
        zx, zy = rates(x + h * wx, y + h * wy, a, b, c, d)
        x = x + h / 6 * (ux + 2 * vx + 2 * wx + zx)
        y = y + h / 6 * (uy + 2 * vy + 2 * wy + zy)
    return x * x + y * y


def lotka_volterra_hand(a, b, c, d, x, y, h, steps):
    states = []
    half, sixth, third = 0.5 * h, h / 6, h / 3
    for _ in range(steps):
        ux, uy = x * (a - b * y), y * (d * x - c)
        x2, y2 = x + half * ux, y + half * uy
        vx, vy = x2 * (a - b * y2), y2 * (d * x2 - c)
        x3, y3 = x + half * vx, y + half * vy
        wx, wy = x3 * (a - b * y3), y3 * (d * x3 - c)
        x4, y4 = x + h * wx, y + h * wy
        zx, zy = x4 * (a - b * y4), y4 * (d * x4 - c)
        states.append((x, y, x2, y2, x3, y3, x4, y4))
        x = x + sixth * (ux + 2 * vx + 2 * wx + zx)
        y = y + sixth * (uy + 2 * vy + 2 * wy + zy)
    value = x * x + y * y
    bx, by = 2 * x, 2 * y
    ba = bb = bc = bd = 0.0
    for x, y, x2, y2, x3, y3, x4, y4 in reversed(states):
        p, q = sixth * bx, sixth * by  # the adjoint of the fourth rate, of the third, ...
        bx4, by4 = p * (a - b * y4) + q * y4 * d, q * (d * x4 - c) - p * b * x4
        ba += p * x4
        bb -= p * x4 * y4
        bc -= q * y4
        bd += q * x4 * y4
        p, q = third * bx + h * bx4, third * by + h * by4
        bx3, by3 = p * (a - b * y3) + q * y3 * d, q * (d * x3 - c) - p * b * x3
        ba += p * x3
        bb -= p * x3 * y3
        bc -= q * y3
        bd += q * x3 * y3
        p, q = third * bx + half * bx3, third * by + half * by3
        bx2, by2 = p * (a - b * y2) + q * y2 * d, q * (d * x2 - c) - p * b * x2
        ba += p * x2
        bb -= p * x2 * y2
        bc -= q * y2
        bd += q * x2 * y2
        p, q = sixth * bx + half * bx2, sixth * by + half * by2
        ba += p * x
        bb -= p * x * y
        bc -= q * y
        bd += q * x * y
        bx = bx + bx4 + bx3 + bx2 + p * (a - b * y) + q * y * d
        by = by + by4 + by3 + by2 + q * (d * x - c) - p * b * x
    return value, (ba, bb, bc, bd)


# ------------------------------------------------------------------ arrays
def rosenbrock(x):
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2)


def rosenbrock_hand(x):
    a = x[:-1]
    t = x[1:] - a**2
    rest = 1.0 - a
    value = np.sum(100.0 * t**2 + rest**2)
    bx = np.zeros_like(x)
    bt = 200.0 * t
    bx[1:] = bt
    bx[:-1] -= 2.0 * (bt * a + rest)
    return value, bx


def huber(z):
    return 0.5 * z**2 * (np.abs(z) <= 1) + (np.abs(z) - 0.5) * (np.abs(z) > 1)


def robust_loss(w, X, y):
    return np.sum(huber(X @ w - y))


def robust_loss_hand(w, X, y):
    z = X @ w - y
    size = np.abs(z)
    near = size <= 1
    far = size > 1
    value = np.sum(0.5 * z**2 * near + (size - 0.5) * far)
    return value, (near * z + far * np.sign(z)) @ X


def classifier(w, X, y):
    return np.mean(np.log(1 + np.exp(-y * (X @ w)))) + 0.01 * np.sum(w**2)


def classifier_hand(w, X, y):
    e = np.exp(-y * (X @ w))
    value = np.mean(np.log(1 + e)) + 0.01 * np.sum(w**2)
    bz = -y * e / ((1 + e) * len(y))
    return value, X.T @ bz + 0.02 * w


def softmax(W, X, targets):
    logits = X @ W
    shifted = logits - np.max(logits, axis=1, keepdims=True)
    log_probabilities = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
    return -np.sum(targets * log_probabilities) / X.shape[0]


def softmax_hand(W, X, targets):
    logits = X @ W
    shifted = logits - np.max(logits, axis=1, keepdims=True)
    e = np.exp(shifted)
    total = np.sum(e, axis=1, keepdims=True)
    value = -np.sum(targets * (shifted - np.log(total))) / X.shape[0]
    bz = (e * (np.sum(targets, axis=1, keepdims=True) / total) - targets) / X.shape[0]
    return value, X.T @ bz


def network(params, X, targets):
    h = np.tanh(X @ params["W1"] + params["b1"])
    out = h @ params["W2"] + params["b2"]
    return np.mean((out - targets) ** 2)


def network_hand(params, X, targets):
    h = np.tanh(X @ params["W1"] + params["b1"])
    rest = h @ params["W2"] + params["b2"] - targets
    value = np.mean(rest**2)
    bout = 2 * rest / rest.size
    bt = (bout @ params["W2"].T) * (1 - h * h)
    return value, {
        "W1": X.T @ bt, "b1": np.sum(bt, axis=0),
        "W2": h.T @ bout, "b2": np.sum(bout, axis=0),
    }  # fmt: skip


# ------------------------------------------------------------------ arguments
def rosenbrock_args(n):
    return (default_rng(0).uniform(-1, 1, n),)


def regression_args(rows, columns):
    rng = default_rng(1)
    return rng.normal(size=columns), rng.normal(size=(rows, columns)), 3 * rng.normal(size=rows)


def classes_args(rows, columns):
    rng = default_rng(2)
    return rng.normal(size=columns), rng.normal(size=(rows, columns)), np.sign(rng.normal(size=rows))


def softmax_args(rows, columns, classes):
    rng = default_rng(3)
    targets = np.eye(classes)[rng.integers(0, classes, rows)]
    return 0.1 * rng.normal(size=(columns, classes)), rng.normal(size=(rows, columns)), targets


def network_args(inputs, hidden, outputs, rows):
    rng = default_rng(4)
    params = {
        "W1": rng.normal(size=(inputs, hidden)) / math.sqrt(inputs), "b1": np.zeros(hidden),
        "W2": rng.normal(size=(hidden, outputs)) / math.sqrt(hidden), "b2": np.zeros(outputs),
    }  # fmt: skip
    return params, rng.normal(size=(rows, inputs)), rng.normal(size=(rows, outputs))


def lotka_args():
    return 1.1, 0.4, 0.4, 0.1, 10.0, 5.0, 0.05, 100


CALL, LOOPS, SMALL, LARGE = "call overhead", "scalar loops", "small arrays", "larger arrays"

CASES = (
    Case("x*x*y + y + 2", CALL, polynomial, polynomial_hand, lambda: (3.0, 4.0), (0, 1)),
    Case("logistic map, 200 steps", LOOPS, logistic_map, logistic_map_hand, lambda: (3.2, 0.4, 200), (0, 1)),
    Case("power series, 50 terms", LOOPS, power_series, power_series_hand, lambda: (np.linspace(0.5, 1.1, 50),)),
    Case("Newton's square root, while", LOOPS, newton_sqrt, newton_sqrt_hand, lambda: (1234.5,), no_jax="a while loop"),
    Case("continued fraction, 100 levels", LOOPS, continued_fraction, continued_fraction_hand, lambda: (1.5, 100)),
    Case("Lotka-Volterra, RK4, 100 steps", LOOPS, lotka_volterra, lotka_volterra_hand, lotka_args, (0, 1, 2, 3)),
    Case("adaptive steps, while, if", LOOPS, adaptive, adaptive_hand, lambda: (0.3, 0.7, 4.0), (0, 1), "a while loop"),
    Case("relaxation, 12x12, 3 sweeps", LOOPS, relaxed, relaxed_hand, lambda: grid_args(12, 3), no_jax="writes"),
    Case("Cholesky by rows, 15x15", LOOPS, factor, factor_hand, lambda: matrix_args(15), no_jax="writes"),
    Case("Rosenbrock, n=100", SMALL, rosenbrock, rosenbrock_hand, lambda: rosenbrock_args(100)),
    Case("Huber, 1000x10", SMALL, robust_loss, robust_loss_hand, lambda: regression_args(1000, 10)),
    Case("logistic regression, 200x10", SMALL, classifier, classifier_hand, lambda: classes_args(200, 10)),
    Case("softmax cross entropy, 50x10, 5", SMALL, softmax, softmax_hand, lambda: softmax_args(50, 10, 5)),
    Case("network 10-16-3, batch 32", SMALL, network, network_hand, lambda: network_args(10, 16, 3, 32)),
    Case("diffusion, side 20", SMALL, diffusion, diffusion_hand, lambda: diffusion_args(20), (0, 1), "writes"),
    Case("option price, 1000 draws", SMALL, call_price, call_price_hand, lambda: draws_args(1000), (0, 1, 2)),
    Case("diffusion, side 256", LARGE, diffusion, diffusion_hand, lambda: diffusion_args(256), (0, 1), "writes"),
    Case("option price, 1e6 draws", LARGE, call_price, call_price_hand, lambda: draws_args(1_000_000), (0, 1, 2)),
    Case("Rosenbrock, n=1e6", LARGE, rosenbrock, rosenbrock_hand, lambda: rosenbrock_args(1_000_000)),
    Case("Huber, 100000x20", LARGE, robust_loss, robust_loss_hand, lambda: regression_args(100_000, 20)),
    Case("softmax cross entropy, 5000x50, 10", LARGE, softmax, softmax_hand, lambda: softmax_args(5000, 50, 10)),
    Case("network 784-256-10, batch 128", LARGE, network, network_hand, lambda: network_args(784, 256, 10, 128)),
)  # fmt: skip
