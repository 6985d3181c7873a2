"""Programs whose adjoints cancel, follow from one another, or have factors in common."""

import numpy as np

from tests.programs.harness import normal, positive, row


# ------------------------------------------------------------ shifts that cancel
def log_sum_exp(z, axis):
    m = np.max(z, axis=axis, keepdims=True)
    return np.squeeze(m, axis) + np.log(np.sum(np.exp(z - m), axis=axis))


def log_sum_exp_of_all(z):
    m = z.max()
    return m + np.log(np.exp(z - m).sum())


def rows_against_weights(z, weights):
    """Weights that do not add up to one: the shift cancels all the same."""
    shifted = z - np.max(z, axis=1, keepdims=True)
    return np.sum(weights * (shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))))


def half_shifted(z):
    """The shift is added back by half, and so does not cancel."""
    m = np.max(z, axis=0)
    return np.sum(0.5 * m + np.log(np.sum(np.exp(z - m), axis=0)))


def attention(q, k, v):
    scores = q @ k.T / np.sqrt(q.shape[1])
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = weights / weights.sum(axis=-1, keepdims=True)
    return np.sum((weights @ v) ** 2)


def centred(x, w):
    """What is centred already has no mean, whose adjoint is zero."""
    d = x - np.mean(x)
    return np.sum(w * (d - np.mean(d)) ** 2)


def shifted_in_a_loop(z, n):
    total = 0.0
    for _ in range(n):
        m = np.max(z)
        e = np.exp(z - m)
        total = total + m + np.log(np.sum(e))
        z = e / np.sum(e) * z
    return total


def shifted_by_an_element(z, i):
    """The shift is an element, not the maximum."""
    m = z[i]
    return m + np.log(np.sum(np.exp(z - m)))


def mixture(logits, means, x):
    """The weights of the parts and the parts themselves are both shifted."""
    a = logits - np.max(logits)
    log_weights = a - np.log(np.sum(np.exp(a)))
    parts = log_weights[:, None] - 0.5 * (x[None, :] - means[:, None]) ** 2
    m = np.max(parts, axis=0)
    return np.sum(m + np.log(np.sum(np.exp(parts - m), axis=0)))


# ------------------------------------------------------------ sums of one another
def scaled_twice(s, t, w, v):
    """The adjoints of s and t are sums of the same products, but for numbers."""
    return np.sum(s * t * w * np.tanh(v))


def scaled_with_flags(s, w):
    return np.sum(s * np.maximum(w, 0.0)) + s * np.sum((w > 0.5) * 1.0)


# ------------------------------------------------------------ stencils and parts
def diffused(u, rate, n):
    for _ in range(n):
        flux = u[2:] + u[:-2] - 2.0 * u[1:-1]
        u[1:-1] += rate * flux
    return np.sum(u * u)


def diffused_beside_products(u, rate, n):
    """What the step overwrites is needed, too: for the product."""
    total = 0.0
    for _ in range(n):
        flux = u[2:] + u[:-2] - 2.0 * u[1:-1]
        total = total + np.sum(u[1:-1] ** 3)
        u[1:-1] += rate * flux
    return total + np.sum(u * u)


def diffused_in_two(u, v, rate, n):
    for _ in range(n):
        first = u[2:] + u[:-2] - 2.0 * u[1:-1]
        second = v[2:] + v[:-2] - 2.0 * v[1:-1]
        u[1:-1] += rate * first * v[1:-1]
        v[1:-1] += rate * second - u[1:-1]
    return np.sum(u * v)


def diffused_with_ghosts(u, rate, n):
    """The ends are set in each step, before what reads them."""
    for k in range(n):
        u[0] = u[1]
        u[-1] = 0.5 * k
        lap = u[2:] + u[:-2] - 2.0 * u[1:-1]
        u[1:-1] = u[1:-1] + rate * lap
    return np.sum(u[1:-1] ** 2)


def triangle(x, d, upper):
    m = np.zeros((d, d))
    rows, cols = np.triu_indices(d) if upper else np.tril_indices(d, -1)
    m[rows, cols] = x
    return np.sum(np.sin(m @ m.T)) + np.sum(m[cols, rows])


def triangles(x, d):
    """A stack of triangular factors, and products of stacks."""
    m = np.zeros((x.shape[0], d, d))
    rows, cols = np.tril_indices(d, -1)
    m[:, rows, cols] = x
    product = np.matmul(m, m.transpose(0, 2, 1)) + 0.1 * m @ m
    return np.sum(product**2)


def written_twice(x):
    m = np.zeros(3)
    k = np.array([0, 2, 0, 1])
    m[k] = x
    return np.sum(m**2)


def one_matrix_for_all(a, b):
    """The first stack has one matrix, which is spread over the others."""
    return np.sum((a @ b) ** 2)


# ------------------------------------------------------------ adjoints set, not added to
def gates(w, x, n):
    """Slices of one array, next to one another, in a loop."""
    size = w.shape[0]
    h = np.zeros((x.shape[0], size))
    for _ in range(n):
        z = x + h @ w
        a = np.tanh(z[:, :size])
        b = np.sin(z[:, size : 2 * size])
        c = z[:, 2 * size :] * 0.5
        h = a * b + c
    return np.sum(h**2)


def slices_that_meet(x, k):
    return np.sum(x[:k] ** 2) * np.sum(np.sin(x[k:])) + np.sum(x[k - 1 : k + 1] ** 3)


def elements_in_turn(x):
    total = 0.0
    for i in range(len(x)):
        total = total + x[i] ** i
    return total


def elements_from_the_end(x, n):
    """The first trips count from the end, and meet what later ones have."""
    total = 0.0
    for i in range(-2, n):
        total = total + x[i] * x[i] * (i + 3)
    return total


def elements_twice(x, n):
    total = 0.0
    for i in range(n):
        for j in range(2):
            total = total + x[i] ** 2 * (j + 1)
    return total


def diagonal_and_rows(m):
    total = 0.0
    for i in range(len(m)):
        total = total + np.sum(m[i, : i + 1] ** 2) / (i + 1)
    for i in range(len(m)):
        total = total * m[i, i]
    return total


_ties = np.array([[1.0, 1.0, 0.5], [0.2, 0.7, 0.7]])

ROWS = [
    row(log_sum_exp, normal(3, 4), 1),
    row(log_sum_exp, normal(3, 4), 0, case="down"),
    row(log_sum_exp, normal(3, 4), -1, case="last"),
    row(log_sum_exp, normal(3, 1), 1, case="one class"),
    row(log_sum_exp, normal(1, 3), 0, case="one row"),
    row(log_sum_exp, _ties, 1, case="ties"),
    row(log_sum_exp_of_all, normal(5)),
    row(log_sum_exp_of_all, normal(2, 3), case="matrix"),
    row(rows_against_weights, normal(3, 4), normal(3, 4, seed=1)),
    row(rows_against_weights, normal(3, 4), normal(3, 1, seed=1), case="one weight a row"),
    row(rows_against_weights, normal(3, 1), normal(3, 1, seed=1), case="one class", zero=True, argnums=0),
    row(rows_against_weights, normal(3, 4), normal(4, seed=1), case="weights by class"),
    row(half_shifted, normal(3, 4)),
    row(attention, normal(2, 3), normal(4, 3, seed=1), normal(4, 2, seed=2)),
    row(centred, normal(5), positive(5)),
    row(shifted_in_a_loop, normal(4), 3),
    row(shifted_by_an_element, normal(4), 2),
    row(mixture, normal(3), normal(3, seed=1), normal(5, seed=2)),
    row(scaled_twice, 1.3, 0.7, normal(4), normal(4, seed=1)),
    row(scaled_with_flags, 1.3, normal(5)),
    row(diffused, normal(7), 0.2, 3, level=2),
    row(diffused, normal(3), 0.2, 3, level=2, case="one inside"),
    row(diffused, normal(7), 0.2, 0, level=2, case="no step", argnums=0),
    row(diffused_beside_products, normal(7), 0.2, 3, level=2),
    row(diffused_in_two, normal(6), normal(6, seed=1), 0.2, 3, level=2),
    row(diffused_with_ghosts, normal(6), 0.2, 3, level=2),
    row(triangle, normal(6), 3, True, level=2, argnums=0),
    row(triangle, normal(3), 3, False, level=2, argnums=0, case="below"),
    row(triangle, normal(1), 2, False, level=2, argnums=0, case="one element"),
    row(triangles, normal(2, 3), 3, level=2),
    row(triangles, normal(1, 3), 3, level=2, case="one matrix"),
    row(written_twice, normal(4), level=2),
    row(gates, normal(2, 6), normal(3, 6), 2),
    row(gates, normal(1, 3), normal(2, 3), 2, case="one wide"),
    row(slices_that_meet, normal(5), 2, argnums=0),
    row(slices_that_meet, normal(5), -2, argnums=0, case="from the end"),
    row(elements_in_turn, positive(4)),
    row(elements_from_the_end, normal(4), 4, argnums=0),
    row(elements_twice, normal(3), 3, argnums=0),
    row(diagonal_and_rows, positive(3, 3)),
    row(one_matrix_for_all, normal(1, 2, 3), normal(4, 3, 2)),
    row(one_matrix_for_all, normal(4, 2, 3), normal(4, 3, 2), case="as many"),
    row(one_matrix_for_all, normal(2, 3), normal(4, 3, 2), case="no stack"),
]
