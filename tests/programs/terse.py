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
]
