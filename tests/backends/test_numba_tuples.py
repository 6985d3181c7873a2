"""Functions that return several things, under the numba backend: factors, grids, indices, pieces of arrays."""

import numpy as np
import pytest

import srcad

pytest.importorskip("numba")

from tests.backends.test_numba import _cache, both  # noqa: F401 (a fixture)


def in_all_modes(function, x):
    """Assert that both backends give the same in reverse mode, in forward mode and in two parts."""
    both(function, x)
    along = np.cos(np.arange(x.size)).reshape(x.shape)
    found = srcad.jvp(function, (x,), (along,), backend="numba")
    np.testing.assert_allclose(found, srcad.jvp(function, (x,), (along,)), rtol=1e-10)
    value, pullback = srcad.vjp(function, x, backend="numba")
    expected, plain = srcad.vjp(function, x)
    np.testing.assert_allclose(value, expected, rtol=1e-12)
    np.testing.assert_allclose(pullback(2.0)[0], plain(2.0)[0], rtol=1e-10)
    np.testing.assert_allclose(pullback(1.0)[0], plain(1.0)[0], rtol=1e-10)


# ------------------------------------------------------------ what comes in pieces that lie apart
def picks_what_is_large(x):
    i, j = np.where(x > 0.2)
    return np.sum(x[i, j] ** 2 * j)


def test_columns_of_one_array_are_read_as_they_lie():
    x = np.random.default_rng(0).normal(size=(4, 3))
    in_all_modes(picks_what_is_large, x)


# ------------------------------------------------------------ factors of matrices
def log_density(x):
    total = 0.0
    for i in range(3):
        s = x @ x.T + (i + 1.0) * np.eye(3)
        total += x[i] @ np.linalg.solve(s, x[i]) + np.linalg.slogdet(s)[1]
    return -0.5 * total


def signed_determinant(x):
    sign, logarithm = np.linalg.slogdet(x)
    return sign * logarithm


def eigen(x):
    total = 0.0
    for i in range(3):
        values, vectors = np.linalg.eigh(x + i * x.T)
        total += np.sum(values**3) * vectors[0, 0] ** 2
    return total


def factors(x):
    q, r = np.linalg.qr(x)
    u, s, vt = np.linalg.svd(x, full_matrices=False)
    return np.sum(q[0] * np.diag(r)) + np.sum((u * s**2) @ vt * x)


def least_squares(x):
    return np.sum(np.linalg.lstsq(x, np.ones(3), rcond=None)[0] ** 2)


def singular_values(x):
    return np.sum(np.linalg.svd(x, compute_uv=False)) + np.sum(np.linalg.pinv(x) ** 2) + np.linalg.cond(x)


@pytest.mark.parametrize("function", [log_density, signed_determinant, eigen, factors, least_squares, singular_values])
def test_factors(function):
    x = 2 * np.eye(3) + 0.3 * np.random.default_rng(1).normal(size=(3, 3))
    in_all_modes(function, x)


def test_second_derivatives_of_factors():
    x = 2 * np.eye(3) + 0.3 * np.random.default_rng(1).normal(size=(3, 3))
    along = np.ones((3, 3))
    found = srcad.hvp(log_density, x, along, backend="numba")
    np.testing.assert_allclose(found, srcad.hvp(log_density, x, along), rtol=1e-9)


# ------------------------------------------------------------ grids, slopes and pieces
def on_a_grid(x):
    a, b = np.meshgrid(x[0], x[1])
    first, second = np.gradient(a * b**2)
    return np.sum(first**2) + np.sum(second * a)


def in_pieces(x):
    a, b, c = np.split(x, 3)
    whole, rest = np.divmod(x, 0.3)
    fraction, _ = np.modf(x * whole)
    return np.sum(a * b * c) + np.sum(rest**2) + np.sum(fraction * x)


@pytest.mark.parametrize("function", [on_a_grid, in_pieces])
def test_arrays_in_pieces(function):
    in_all_modes(function, 1.0 + np.random.default_rng(2).random((3, 3)))


# ------------------------------------------------------------ dtypes, and displays of integers and floats
def through_complex_numbers(x):
    z = x.astype(complex) * (1 + 2j)
    flags = np.eye(3, dtype=bool)
    return np.sum(np.abs(z) ** 2) + np.sum(np.where(flags, x, 0.0)) + np.sum((x > 1.0).astype(int) * x)


def turned(x):
    t = np.eye(3)
    for i in range(3):
        c, s = np.cos(x[i, 0]), np.sin(x[i, 0])
        t = t @ np.array([[c, -s, 0], [s, c, i], [0, 0, 1]])
    return t[0, 2] + t[1, 1] ** 2


@pytest.mark.parametrize("function", [through_complex_numbers, turned])
def test_types_by_their_names_in_python(function):
    in_all_modes(function, np.random.default_rng(3).normal(size=(3, 3)))


# ------------------------------------------------------------ matrices laid out by columns, on stacks
def inverses(x):
    total = 0.0
    for i in range(3):
        k = np.linalg.inv(x + i * np.eye(3))
        u = np.linalg.solve(x, k[:, :1])
        c = np.linalg.cholesky(k @ k.T + np.eye(3))
        total += np.sum(k**3) + np.sum(u**3) + np.sum(c**3)
    return total


def test_matrices_by_columns_go_from_one_compiled_part_to_the_other():
    in_all_modes(inverses, 3 * np.eye(3) + np.random.default_rng(4).normal(size=(3, 3)))


# ------------------------------------------------------------ flags and places as indices
def bins(x):
    total = 0.0
    for i in range(3):
        inside = np.logical_and(0.3 * i <= x, x < 0.3 * (i + 1))
        there = x[inside]
        total += there.mean() ** 2 if there.size > 0 else 0.0
    return total


def flags_are_written_through(x):
    y = x * 1.0
    for i in range(3):
        high = y > 0.2 * i
        y[high] = y[high] ** 2 * 0.5
        y[~high] += 0.1
        y[high] *= x[high]
        y[x > 1] = 0.3
    a = np.outer(x, y)
    a[high] = 0.0
    a[:, ~high] *= 2.0
    return np.sum(y**2) + np.sum(a[x > 0.5] ** 2)


def places_named_twice(x):
    places = np.array([0, 0, 3, 3, 5])
    y = x * 1.0
    y[places] += x[places] * x[:5] + np.arange(5.0)
    y[places] *= 2.0
    return np.sum(y**2)


@pytest.mark.parametrize("function", [bins, flags_are_written_through, places_named_twice])
def test_flags_and_places(function):
    for x in (np.linspace(-0.2, 1.1, 9), np.full(6, 5.0)):
        both(function, x)
    along = np.ones(9)
    found = srcad.hvp(function, np.linspace(-0.2, 1.1, 9), along, backend="numba")
    np.testing.assert_allclose(found, srcad.hvp(function, np.linspace(-0.2, 1.1, 9), along), rtol=1e-10)


def by_quadrature(a, b):
    x, w = np.polynomial.legendre.leggauss(5)
    return 0.5 * np.dot(w, np.exp(-a * x) * np.cos(b * x))


def test_parts_have_names_that_no_other_value_had():
    """The program has a `t_1` before it is shortened: a part by that name was taken for a number."""
    both(by_quadrature, 1.3, 0.4, argnums=(0, 1))
