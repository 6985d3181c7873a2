"""What a person would write shorter is written shorter: the form of gradients, compared with differences, too."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import srcad

Array = NDArray[np.float64]
X = np.array([[0.3, -1.2], [0.8, 0.1], [-0.4, 0.9]])
V = np.array([0.5, -0.7, 1.1])


def gradient(function: Callable[..., Any], *args: object, argnums: int | tuple[int, ...] = 0) -> str:
    """Return the text of a gradient without comments, compared with central differences to second order."""
    srcad.check_grads(function, args, argnums=argnums, order=2)
    text = srcad.source(function, *args, argnums=argnums, mode="grad")
    return "".join(line.partition("  #")[0] + "\n" for line in text.splitlines())


def springs(pos: Array) -> float:
    energy = 0.0
    for i in range(len(pos)):
        for j in range(i + 1, len(pos)):
            d = pos[i] - pos[j]
            r = np.sqrt(d @ d)
            if r < 2.0:
                energy += (r - 1.0) ** 2
    return energy


def read_later(x: Array) -> float:
    total = 0.0
    for v in x:
        y = v * v if v > 0 else 0.0
        total += y * v + math.sin(v)
    return total


def likelihood(sigma: float, x: Array) -> float:
    return float(np.sum(0.5 * np.log(2 * np.pi * sigma**2) + 0.5 * (x / sigma) ** 2))


def by_elements(sigma: Array) -> float:
    return float(np.sum(np.log(3 * sigma**2)))


def twice_the_root(T: float, s: float) -> float:
    a = s / math.sqrt(T)
    b = s * math.sqrt(T)
    return a * a + b


def not_the_same_root(T: float, s: float) -> float:
    a = s / math.sqrt(T)
    T = T + s
    b = s * math.sqrt(T)
    return a * a + b


def written_between(x: Array) -> float:
    y = x.copy()
    a = np.sum(np.exp(y)) * y[0]
    y[1] = y[0] * y[1]
    return float(a + np.sum(np.exp(y)))


def normalised(x: Array) -> float:
    mu = x.mean(axis=0)
    return float(np.sum(((x - mu) / np.sqrt(x.var(axis=0) + 0.1)) ** 3))


def scores(x: Array) -> float:
    return float(np.sum(((x - np.mean(x)) / np.std(x)) ** 3))


def steps(x: float, y: float, h: float) -> float:
    for _ in range(3):
        k = y
        m = y + h * math.sin(x)
        x = x + h * (k + m)
        y = y - h * x
    return x * y


def test_adjoints_that_a_branch_leaves_at_zero_are_added_in_the_other_one() -> None:
    found = gradient(springs, X)
    assert "else:" not in found
    assert "                bpos[i] += bd\n" in found


def test_what_is_read_after_the_branch_stays_there() -> None:
    found = gradient(read_later, V)
    assert "        if v > 0:\n            bv += 2 * v * v\n" in found


def test_factors_above_and_below_the_line_cancel() -> None:
    found = gradient(likelihood, 1.3, V)
    assert ".size / sigma" in found
    assert "np.pi" not in found


def test_powers_of_arrays_are_cancelled_only_where_the_shape_stays() -> None:
    assert "2.0 / sigma" in gradient(by_elements, np.abs(V))


def test_a_function_is_called_once_for_the_same_arguments() -> None:
    assert gradient(twice_the_root, 2.0, 0.7, argnums=(0, 1)).count("math.sqrt(T)") == 1


def test_a_function_is_called_again_where_its_argument_has_changed() -> None:
    assert gradient(not_the_same_root, 2.0, 0.7, argnums=(0, 1)).count("math.sqrt(") == 2
    assert gradient(written_between, V).count("np.exp(y)") == 2


def test_a_mean_that_has_a_name_is_read_by_it() -> None:
    assert "np.mean" not in gradient(normalised, X)
    assert "keepdims" not in gradient(scores, V)


def test_like_terms_are_joined_wherever_they_stand() -> None:
    found = gradient(steps, 0.3, 0.8, 0.1, argnums=(0, 1))
    assert "bt + bt" not in found
    assert "2 * bt" in found


def cross_entropy(W: Array, X: Array, y: NDArray[np.int64]) -> float:
    z = X @ W
    z = z - z.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return float(-logp[np.arange(len(y)), y].mean())


def pairs(x: Array) -> float:
    e = np.exp(x[:, None] * x[None, :])
    e = 3 * e
    np.fill_diagonal(e, 0.0)
    return float(e.sum())


def broadcast_twice(x: Array, y: Array) -> float:
    z = x + y
    return float(np.sum(z + 1.0))


def test_nothing_is_computed_for_its_shape_alone() -> None:
    found = gradient(cross_entropy, X.T, X, np.array([0, 2, 1]))
    assert " logp =" not in found
    assert "np.log(" not in found
    found = gradient(pairs, V)
    assert "3 * e" not in found
    assert "    e[" not in found


def test_a_shape_that_nothing_else_has_is_computed() -> None:
    assert "x + y" in gradient(broadcast_twice, V[:1], V, argnums=(0, 1))
    srcad.check_grads(broadcast_twice, (V, V[:1]), argnums=(0, 1))


def by_observations(mu: float, sigma: float, x: Array) -> float:
    total = 0.0
    for v in x:
        total += math.log(2 * math.pi * sigma**2) + (v - mu) ** 2 / (2 * sigma**2)
    return total


def test_no_loop_computes_the_same_again_and_again_before_the_backward_sweep() -> None:
    assert gradient(by_observations, 0.2, 1.3, V, argnums=(0, 1)).count("for ") == 1
    assert srcad.grad(by_observations, argnums=(0, 1))(0.2, 0.0, V[:0]) == (0.0, 0.0)  # no trip divides by zero


def horner(c: Array, x: float) -> float:
    y = 0.0
    for each in c[::-1]:
        y = y * x + each
    return y


def neighbours(x: Array) -> float:
    total = 0.0
    for a, b in zip(x[1:], x[:-1], strict=True):
        total += a * b * b
    return total


def columns(M: Array) -> float:
    total = 0.0
    for j in range(M.shape[1]):
        total += M.T[j] @ M.T[j] * M[:, j][0] * M.T[0][j]
    return total


def test_no_trip_makes_an_array_of_zeros() -> None:
    for found in (gradient(horner, V, 0.5), gradient(neighbours, V), gradient(columns, X)):
        backward = found.partition("reversed(")[2]
        assert "\n        " in backward
        assert not [line for line in backward.splitlines() if line.startswith("        ") and "zeros_like" in line]


def swings(g: float, n: int) -> float:
    state = (0.3, 0.0)
    for _ in range(n):
        angle, speed = state
        speed = speed - 0.01 * g * math.sin(angle)
        state = angle + 0.01 * speed, speed
    return state[0]


def test_what_is_added_to_the_adjoint_of_a_number_is_written_so() -> None:
    found = gradient(swings, 9.8, 3)
    assert "= bstate + " not in found
    assert "bstate +=" in found or "bstate -=" in found


def softmax_in_place(z: Array) -> float:
    z = z * 1.0
    z -= z.max(axis=1, keepdims=True)
    e = np.exp(z)
    e /= e.sum(axis=1, keepdims=True)
    return float(np.sum(e[:, 0] ** 2))


def shifted(x: Array) -> float:
    x -= np.max(x)
    return float(np.log(np.sum(np.exp(2 * x))))


def seen_by_another(x: Array) -> float:
    y = x.copy()
    row = y[1:]
    y *= np.sum(y)
    row[0] += 1.0
    return float(np.sum(y**2) + row[0])


def two_arguments(x: Array, z: Array) -> float:
    x /= np.sum(x)
    return float(np.sum(x * z))


def standardised(x: Array, w: Array) -> float:
    x -= x.mean(axis=0)
    x /= x.std(axis=0)
    return float(np.sum((x @ w) ** 2))


def stable_softmax(x: Array) -> float:
    z = 2.0 * x
    z -= z.max(axis=1)[:, None]
    np.exp(z, out=z)
    z /= z.sum(axis=1)[:, None]
    return float(-np.sum(np.log(z[:, 0])))


def squared_and_shifted(x: Array) -> float:
    y = np.sin(x)
    z = y * y
    y += 1.0
    return float(np.sum(y * z))


def parts_overwritten(x: Array) -> float:
    y = np.sin(x)
    z = y * y
    y[0] = 3.0
    y[1:] *= z[1:]
    return float(np.sum(y * z))


def test_whole_arrays_are_bound_anew_where_something_before_reads_their_elements() -> None:
    for function, args in ((standardised, (X, X[0].copy())), (stable_softmax, (X,)), (squared_and_shifted, (V,))):
        text = gradient(function, *args)
        assert "stack" not in text
        assert "_part" not in text
    with pytest.raises(srcad.SrcadError, match="memory"):
        srcad.grad(standardised)(X, X[0])


def test_what_is_saved_outside_loops_has_a_name() -> None:
    text = gradient(parts_overwritten, V)
    assert "y_part = y[0]" in text
    assert "stack" not in text


def test_whole_arrays_that_one_name_holds_are_bound_anew() -> None:
    assert "stack" not in gradient(softmax_in_place, X)
    assert "np.copy" not in gradient(shifted, V)


def test_what_another_name_sees_is_updated_in_place() -> None:
    gradient(seen_by_another, V)
    gradient(two_arguments, V, V[::-1].copy(), argnums=(0, 1))
    with pytest.raises(srcad.SrcadError, match="memory"):
        srcad.grad(two_arguments)(V, V)


def scaled_sums(p: Array, w: float) -> float:
    total = 0.0
    for i in range(2):
        total += np.sum(w * p[i : i + 2]) ** 2
    return total + float(np.sum(w * p[1:] * 3))


def rows_of_products(x: Array, w: Array) -> float:
    out = np.empty((2, 2))
    for i in range(2):
        out[i, :] = np.sum(x[i : i + 2, :, None] * w[:, None, :], axis=(0, 1))
    return float(np.sum(np.tanh(out) ** 2))


def rows_written_between(x: Array, w: Array) -> float:
    out = np.zeros((3, 2))
    for i in range(3):
        out[i, :] = np.sum(x[i, :, None] * w[:, None] * (1 + out[i, 0]), axis=0) + out[0, :]
    return float(np.sum(np.tanh(out) ** 2))


def inside_of_frame(x: Array) -> float:
    framed = np.zeros(len(x) + 2)
    framed[1:-1] = np.sin(x)
    total = 0.0
    for i in range(3):
        total += np.sum(framed[i : i + 3]) ** 2
    return total


def test_numbers_that_multiply_what_is_filled_with_one_make_no_array() -> None:
    found = gradient(scaled_sums, X, 0.7, argnums=(0, 1))
    assert "full_like" not in found
    assert "ones_like" not in found
    single = np.array([[0.5, 0.25]], dtype=np.float32)  # whose adjoint is of its own dtype
    assert srcad.grad(scaled_sums)(single, 0.7).dtype == np.float32


def test_parts_of_adjoints_that_stay_are_not_copied() -> None:
    assert "np.copy" not in gradient(rows_of_products, X, X[:2, :], argnums=(0, 1))
    assert "np.copy" not in gradient(inside_of_frame, V)
    gradient(rows_written_between, X, X[0], argnums=(0, 1))
