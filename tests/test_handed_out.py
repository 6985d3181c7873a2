"""What is handed out as a gradient has the shape and the type of its argument, or an error is raised."""

import math

import numpy as np
import pytest

import srcad

LONG, SHORT = np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0])
PRODUCTS = [
    lambda x, y: np.dot(x, y),
    lambda x, y: x @ y,
    lambda x, y: 2 * np.inner(x, y),
    lambda x, y: np.vdot(x, y),
    lambda x, y: np.sum(x * y),
    lambda x, y: np.einsum("i,i->", x, y),
]


@pytest.mark.parametrize("argnums", [0, 1, (0, 1)])
@pytest.mark.parametrize("function", PRODUCTS)
def test_vectors_of_unequal_lengths_are_refused_as_by_the_plain_call(function, argnums):
    with pytest.raises(ValueError, match=r"shape|size|broadcast"):
        function(LONG, SHORT)
    for derivative in (srcad.grad, srcad.value_and_grad):
        with pytest.raises(ValueError, match=r"shape|size|broadcast"):
            derivative(function, argnums)(LONG, SHORT)
    assert [part.shape for part in srcad.grad(function, (0, 1))(LONG, LONG)] == [(3,), (3,)]


def test_lengths_are_compared_only_where_nothing_else_compares_them():
    assert "of_shape" in srcad.source(lambda x, y: np.dot(x, y), LONG, LONG, mode="grad")
    assert "of_shape" not in srcad.source(lambda x, y: np.sum((x - y) ** 2), LONG, LONG, mode="grad")
    assert "of_shape" not in srcad.source(lambda x, y: np.dot(x, y), LONG, LONG, mode="value_and_grad")


@pytest.mark.parametrize("z", [1.5 + 0.5j, np.complex128(1.5 + 0.5j)])
@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (lambda z: z.real, 1.0),
        (lambda z: 3.0 * np.real(z), 3.0),
        (lambda z: z.real**2 if z.imag > 0 else z.real, 3.0),
        (lambda z: (z + z.conjugate()).real, 2.0),
        (lambda z: max(z.real, z.imag), 1.0),
        (lambda z: 1.0, 0.0),
        (lambda z: abs(z) ** 2, 3.0 + 1.0j),
    ],
)
def test_gradients_by_complex_numbers_are_complex(function, expected, z):
    for found in (srcad.grad(function)(z), srcad.value_and_grad(function)(z)[1], srcad.vjp(function, z)[1](1.0)[0]):
        assert found == pytest.approx(expected)
        assert type(found) is type(z) or np.iscomplexobj(found)


def test_parts_of_containers_have_the_types_of_theirs():
    found = srcad.grad(lambda d: d["a"].real + d["b"])({"a": 1.0 + 2.0j, "b": 2.0})
    assert [type(part) for part in found.values()] == [complex, float]


@pytest.mark.parametrize("function", [lambda x: abs(x**0.5), lambda x: (x**1.5).real, lambda x: x**0.5 * x**0.5])
def test_complex_powers_of_negative_numbers_are_refused(function):
    assert srcad.grad(function)(2.0) == pytest.approx((function(2.0 + 1e-6) - function(2.0 - 1e-6)) / 2e-6)
    for derivative in (srcad.grad, srcad.value_and_grad):
        with pytest.raises(srcad.KindError, match="complex"):
            derivative(lambda x: function(x).real)(-2.0)
    with pytest.raises(srcad.KindError, match="complex"):
        srcad.jvp(lambda x: function(x).real, (-2.0,), (1.0,))


def test_the_way_out_that_is_told_works():
    assert srcad.grad(lambda x: abs((x + 0j) ** 0.5))(-2.0) == pytest.approx(-(0.125**0.5))


def test_roots_of_negative_numbers_are_those_of_the_library():
    with pytest.raises(ValueError, match="domain"):
        srcad.grad(lambda x: math.sqrt(x))(-2.0)
    with np.errstate(invalid="ignore"):
        assert np.isnan(srcad.grad(lambda x: np.sqrt(x))(-2.0))
        assert np.isnan(srcad.grad(lambda x: x**0.5)(np.float64(-2.0)))
    assert "of_real" not in srcad.source(lambda x: (x * x + 1) ** 0.5, 2.0, mode="grad")
    assert "of_real" not in srcad.source(lambda x: x**3, 2.0, mode="grad")
