"""Linear equations in compiled code: the solutions of NumPy, for every layout and class of numbers, and its errors."""

import numpy as np
import pytest

import srcad

pytest.importorskip("numba")

from tests.backends.test_numba import _cache, both  # noqa: F401 (the fixture keeps what is compiled in a folder)


def vector(a, b):
    return np.sum(np.linalg.solve(a, b) ** 2)


def columns(a, b):
    return np.sum(np.sin(np.linalg.solve(a, b)))


def in_a_loop(a, b, n):
    solve = b * 2.0  # a variable by the name of what compiled code calls
    for _ in range(n):
        solve = np.linalg.solve(a, solve) + np.linalg.solve(a.T, b)
    return np.sum(solve * solve)


def system(n, dtype="float64"):
    rng = np.random.default_rng(n)
    return (rng.normal(size=(n, n)) + 3 * np.eye(n)).astype(dtype), rng.normal(size=n).astype(dtype)


@pytest.mark.parametrize("n", [1, 2, 5, 40])
def test_solutions(n):
    a, b = system(n)
    both(vector, a, b, argnums=(0, 1))
    both(in_a_loop, a, b, 3, argnums=(0, 1))
    both(columns, a, np.stack((b, b * b), axis=1), argnums=(0, 1))


def test_other_layouts_and_classes_of_numbers():
    a, b = system(4)
    many = np.stack((b, b + 1.0, b * b), axis=1)
    both(columns, np.asfortranarray(a), many, argnums=(0, 1))
    both(columns, a.T, many[::-1, ::2], argnums=(0, 1))
    both(columns, np.arange(9).reshape(3, 3) + 5 * np.eye(3, dtype=int), np.ones((3, 2)), argnums=1)
    both(vector, a.astype(np.float32), b, argnums=1)
    short = srcad.grad(vector, backend="numba")(*system(4, "float32"))
    assert short.dtype == np.float32
    np.testing.assert_allclose(short, srcad.grad(vector)(*system(4)), rtol=1e-5)


def test_nan_passes_through():
    a, b = system(3)
    a[1, 2] = np.nan
    value, gradient = srcad.value_and_grad(vector, backend="numba")(a, b)
    assert np.isnan(value)
    assert np.isnan(gradient).all()


def test_errors_are_numpys():
    gradient = srcad.grad(vector, backend="numba")
    with pytest.raises(np.linalg.LinAlgError, match="Singular matrix"):
        gradient(np.ones((3, 3)), np.ones(3))
    with pytest.raises(ValueError, match="square"):
        gradient(np.ones((3, 2)), np.ones(3))
    a, b = system(0)
    assert gradient(a, b).shape == (0, 0)
