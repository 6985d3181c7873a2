"""What the public functions promise: arguments, results, structures, and what may change between two calls."""

import contextlib
import copy
import functools
import inspect
import io
import logging
import math
import pickle
import subprocess
import sys
import threading
import types
from collections import namedtuple
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np
import pytest
from numpy.typing import NDArray

import srcad
from srcad.tree import tree_leaves
from tests.programs import helpers

Pair = namedtuple("Pair", "a b")


@dataclass
class Point:
    x: float
    y: float


@dataclass
class Settings:
    scale: float
    flag: bool
    values: np.ndarray
    count: int = 2


def identity(x):
    return x


def square(x):
    return x * x


def product(x, y):
    """Return the product."""
    return x * y


def scaled(x, scale=2.0, *, shift=0.0):
    return scale * x * x + shift * x


def sum_of_squares(p):
    return np.sum(p * p)


def swirl(p):
    return np.array([p[0] * p[1], np.sin(p[0]), p[1] ** 2])


@srcad.differentiate
def decorated(x, n=2):
    """Return a power."""
    return x**n


@srcad.differentiate(argnums=(0, "bias"))
def decorated_with_options(w, x, bias=0.5):
    return np.sum(w * x) + bias * bias


def number_of(x, n):
    memo = {}

    def number(k):
        if k not in memo:
            memo[k] = x * (k + 1) if k < 2 else number(k - 1) * x + number(k - 2)
        return memo[k]

    return number(n)


def test_integers_known_where_needed():
    gradient = srcad.grad(number_of)
    for n in (3, 5, 3, 4, 3, 3, 5, 5, 5, 5, 4, 4, 4, 3):
        slope = (number_of(0.7 + 1e-6, n) - number_of(0.7 - 1e-6, n)) / 2e-6
        np.testing.assert_allclose(gradient(0.7, n), slope, rtol=1e-7)
    with pytest.raises(srcad.UnsupportedSyntax):
        gradient(0.7, 60)
    assert gradient(0.7, 3) == srcad.grad(number_of)(0.7, 3)


# ------------------------------------------------------------ grad
def test_gradient_of_the_identity():
    assert srcad.grad(identity)(3.0) == 1.0
    assert srcad.grad(lambda x: x)(np.float64(2.0)) == 1.0


def test_gradient_of_a_constant():
    assert srcad.grad(lambda x: 3.0)(2.0) == 0.0
    assert srcad.grad(lambda x: 3)(2.0) == 0.0
    np.testing.assert_array_equal(srcad.grad(lambda p: 1.0)(np.ones((2, 3))), np.zeros((2, 3)))


def test_gradient_of_an_unused_argument():
    assert srcad.grad(lambda x, y: x * 2, argnums=1)(1.0, 2.0) == 0.0
    np.testing.assert_array_equal(srcad.grad(lambda x, p: x * 2, argnums=1)(1.0, np.ones(3)), np.zeros(3))


def test_same_value_for_two_arguments():
    assert srcad.grad(product, argnums=(0, 1))(3.0, 3.0) == (3.0, 3.0)
    p = np.array([1.0, 2.0])
    first, second = srcad.grad(lambda a, b: np.sum(a * a * b), argnums=(0, 1))(p, p)
    np.testing.assert_allclose(first, 2 * p * p)
    np.testing.assert_allclose(second, p * p)
    assert not np.shares_memory(first, second)


def test_argument_returned_or_passed_on_is_not_shared():
    p = np.ones(3)
    value, pullback = srcad.vjp(identity, p)
    seed = np.array([1.0, 2.0, 3.0])
    (gradient,) = pullback(seed)
    np.testing.assert_array_equal(gradient, seed)
    assert not np.shares_memory(gradient, seed)
    np.testing.assert_array_equal(value, p)


@pytest.mark.parametrize("x", [-1.5, 0.0, 2.0])
def test_powers(x):
    assert srcad.grad(lambda t: t**2)(x) == 2 * x
    assert srcad.grad(lambda t: t**3)(x) == pytest.approx(3 * x * x)
    assert srcad.grad(lambda t: t**0)(x) == 0.0
    assert srcad.grad(lambda t: t**1)(x) == 1.0


def test_division_by_itself():
    assert srcad.grad(lambda x: x / x)(3.0) == 0.0
    assert srcad.grad(lambda x: x - x)(3.0) == 0.0


@pytest.mark.parametrize("argnums", [0, -2, "x"])
def test_argnums_of_one(argnums):
    assert srcad.grad(product, argnums=argnums)(3.0, 5.0) == 5.0
    assert srcad.grad(product, argnums)(3.0, 5.0) == 5.0
    assert srcad.value_and_grad(product, argnums=argnums)(3.0, 5.0) == (15.0, 5.0)


@pytest.mark.parametrize("argnums", [(1, 0), ("y", "x"), [1, 0], ("y", 0), (-1, 0)])
def test_argnums_of_several(argnums):
    found = srcad.grad(product, argnums=argnums)(3.0, 5.0)
    assert found == (3.0, 5.0)
    assert isinstance(found, tuple)


def test_argnums_of_one_in_a_tuple():
    assert srcad.grad(product, argnums=(1,))(3.0, 5.0) == (3.0,)


def test_argnums_by_name_of_keyword_only_and_default():
    assert srcad.grad(scaled, argnums="shift")(3.0) == 3.0
    assert srcad.grad(scaled, argnums="shift")(3.0, shift=4.0) == 3.0
    assert srcad.grad(scaled, argnums=("x", "scale"))(3.0, shift=1.0) == (13.0, 9.0)


def test_argnums_of_star_arguments():
    assert srcad.grad(lambda *args: args[0] * args[1] ** 2, argnums=1)(3.0, 5.0) == 30.0
    assert srcad.grad(lambda x, *rest: x * rest[0], argnums=(0, 1))(3.0, 5.0) == (5.0, 3.0)


def test_keyword_arguments_in_the_call():
    gradient = srcad.grad(product)
    assert gradient(x=3.0, y=5.0) == gradient(3.0, y=5.0) == gradient(3.0, 5.0) == 5.0


def test_has_aux():
    def f(x, y):
        z = x * y
        return z * z, {"z": z, "name": "aux"}

    gradient, aux = srcad.grad(f, has_aux=True)(2.0, 3.0)
    assert gradient == 36.0
    assert aux == {"z": 6.0, "name": "aux"}
    (value, aux), gradient = srcad.value_and_grad(f, has_aux=True)(2.0, 3.0)
    assert (value, gradient) == (36.0, 36.0)
    assert aux["z"] == 6.0
    value, pullback, aux = srcad.vjp(f, 2.0, 3.0, has_aux=True)
    assert pullback(1.0) == (36.0, 24.0)
    assert aux["name"] == "aux"


def test_third_derivative_by_nesting():
    def f(x):
        return math.sin(x) * x**3

    third = srcad.grad(srcad.grad(srcad.grad(f)))
    x = 0.7
    expected = -(x**3) * math.cos(x) - 9 * x**2 * math.sin(x) + 18 * x * math.cos(x) + 6 * math.sin(x)
    assert third(x) == pytest.approx(expected, rel=1e-12)
    assert srcad.grad(srcad.grad(srcad.grad(lambda t: t**3)))(x) == pytest.approx(6.0)
    assert srcad.grad(srcad.grad(srcad.grad(srcad.grad(lambda t: t**3))))(x) == 0.0


def test_gradient_inside_a_differentiated_function():
    def steepness(x):
        return srcad.grad(lambda t: t**3)(x) * x

    assert srcad.grad(steepness)(2.0) == pytest.approx(36.0)


def test_inner_gradient_keeps_the_outer_variable_fixed():
    def f(x):
        return srcad.grad(lambda y: x * y * y)(3.0) * x  # 6 x * x

    assert srcad.grad(f)(2.0) == pytest.approx(24.0)


def test_gradient_step_inside_a_differentiated_function():
    def loss(w, rate):
        return np.sum((w - rate * srcad.grad(sum_of_squares)(w)) ** 2)

    w = np.array([1.0, 2.0])
    assert srcad.grad(loss, argnums=1)(w, 0.1) == pytest.approx(-2 * np.sum(w * w) * 2 * 0.8)


# ------------------------------------------------------------ value_and_grad, vjp, jvp
def test_value_is_bit_for_bit_the_plain_one():
    def f(p):
        return np.sum(np.exp(p) / (1 + p**2)) / 3

    p = np.random.default_rng(0).normal(size=20)
    value, _ = srcad.value_and_grad(f)(p)
    assert value == f(p)
    assert type(value) is type(f(p))


def test_value_and_grad_of_several():
    value, (x, y) = srcad.value_and_grad(product, argnums=(0, 1))(3.0, 5.0)
    assert (value, x, y) == (15.0, 5.0, 3.0)


def test_vjp_has_an_entry_for_each_argument():
    def f(x, n, name, p):
        return x * n * p

    value, pullback = srcad.vjp(f, 2.0, 3, "text", np.ones(2))
    np.testing.assert_array_equal(value, [6.0, 6.0])
    found = pullback(np.array([1.0, 2.0]))
    assert isinstance(found, tuple)
    assert found[0] == 9.0
    assert found[1] is None
    assert found[2] is None
    np.testing.assert_array_equal(found[3], [6.0, 12.0])


def test_vjp_with_argnums_gives_what_grad_would():
    _, pullback = srcad.vjp(product, 3.0, 5.0, argnums=1)
    assert pullback(1.0) == 3.0
    _, pullback = srcad.vjp(product, 3.0, 5.0, argnums=("y", "x"))
    assert pullback(2.0) == (6.0, 10.0)


def test_pullback_called_twice():
    def f(p):
        q = p
        for _ in range(3):
            q = np.sin(q) * p
        return q

    p = np.array([0.3, 0.7])
    _, pullback = srcad.vjp(f, p)
    first = pullback(np.array([1.0, 0.0]))[0].copy()
    second = pullback(np.array([0.0, 1.0]))[0].copy()
    again = pullback(np.array([1.0, 0.0]))[0]
    np.testing.assert_array_equal(first, again)
    np.testing.assert_allclose(first + second, pullback(np.ones(2))[0], rtol=1e-15)
    assert first[1] == second[0] == 0.0


def test_pullback_of_an_array_by_many_names_called_twice():
    def f(q, p, x, n):
        u = q
        held = [u, q]
        table = {0: q, 1: p * x}
        table[0][0] *= x
        p = sum(held) * 0.2
        for _ in range(n):
            other = [*held, q]
            q = u + p
        return sum(np.sum(z) for z in held) * np.sum(p) + 0.0 * len(other)

    args = (np.array([0.1, 0.2, 0.3]), np.array([0.4, 0.5, 0.6]), 0.7, 2)
    _, pullback = srcad.vjp(f, *args, argnums=(0, 2))
    first = [np.copy(part) for part in pullback(1.0)]
    for part, again, whole in zip(first, pullback(1.0), srcad.grad(f, argnums=(0, 2))(*args), strict=True):
        np.testing.assert_array_equal(part, again)
        np.testing.assert_allclose(part, whole, rtol=1e-14)


def test_pullback_leaves_its_seed_as_it_was():
    seed = np.array([1.0, 2.0, 3.0])
    _, pullback = srcad.vjp(lambda p: np.cumsum(p * p), np.ones(3))
    pullback(seed)
    np.testing.assert_array_equal(seed, [1.0, 2.0, 3.0])


def test_pullback_of_containers():
    def f(x, y):
        return {"a": x * y, "b": (x, [y * y])}

    value, pullback = srcad.vjp(f, 2.0, 3.0)
    assert value == {"a": 6.0, "b": (2.0, [9.0])}
    assert pullback({"a": 1.0, "b": (10.0, [100.0])}) == (13.0, 602.0)


def test_two_pullbacks_at_once():
    _, at_one = srcad.vjp(swirl, np.array([1.0, 2.0]))
    _, at_two = srcad.vjp(swirl, np.array([3.0, 4.0]))
    np.testing.assert_allclose(at_one(np.array([1.0, 0.0, 0.0]))[0], [2.0, 1.0])
    np.testing.assert_allclose(at_two(np.array([1.0, 0.0, 0.0]))[0], [4.0, 3.0])


def test_jvp():
    assert srcad.jvp(product, (3.0, 5.0), (1.0, 10.0)) == (15.0, 35.0)


def test_jvp_with_arguments_held_fixed():
    assert srcad.jvp(lambda x, n: x**n, (3.0, 2), (1.0, None)) == (9.0, 6.0)
    assert srcad.jvp(product, (3.0, 5.0), (None, 1.0)) == (15.0, 3.0)
    assert srcad.jvp(product, (3.0, 5.0), (None, None)) == (15.0, 0.0)


def of_any_kind(x):
    return x.sum() * 2.0 + x.mean() ** 3


@pytest.mark.parametrize("x", [np.float64(0.3), np.float32(0.3), np.array(0.3), np.array(0.3, np.float32)], ids=repr)
def test_tangents_of_numpys_numbers(x):
    first, second = 2 + 3 * x**2, 6 * x
    for tangent in (1.0, 1, np.float64(1.0), np.ones(())):
        found = srcad.jvp(of_any_kind, (x,), (tangent,))[1]
        np.testing.assert_allclose(found, first, rtol=1e-6)
        np.testing.assert_allclose(srcad.hvp(of_any_kind, (x,), (tangent,)), second, rtol=1e-6)
    assert srcad.jvp(of_any_kind, (x,), (1.0,))[1].dtype == x.dtype
    for derivative in (srcad.jacfwd, srcad.jacrev, srcad.jacobian):
        np.testing.assert_allclose(derivative(of_any_kind)(x), first, rtol=1e-6)
        assert derivative(of_any_kind)(x).dtype == x.dtype
    np.testing.assert_allclose(srcad.hessian(of_any_kind)(x), second, rtol=1e-6)


def test_jvp_of_containers():
    value, tangent = srcad.jvp(
        lambda p: {"r": p["x"] * p["y"][0]}, ({"x": 2.0, "y": [3.0]},), ({"x": 1.0, "y": [10.0]},)
    )
    assert value == {"r": 6.0}
    assert tangent == {"r": 23.0}


def test_jvp_of_a_constant():
    assert srcad.jvp(lambda x: 3.0, (2.0,), (1.0,)) == (3.0, 0.0)
    _, tangent = srcad.jvp(lambda p: np.ones(2), (np.ones(3),), (np.ones(3),))
    np.testing.assert_array_equal(tangent, [0.0, 0.0])


def test_modes_agree_on_nested_derivatives():
    def f(p):
        return np.sum(np.sin(p[:-1]) * p[1:] ** 2)

    p, d = np.array([0.3, 0.7, 1.1]), np.array([1.0, -0.5, 0.2])
    forward_over_reverse = srcad.jvp(srcad.grad(f), (p,), (d,))[1]
    reverse_over_forward = srcad.grad(lambda q: srcad.jvp(f, (q,), (d,))[1])(p)
    reverse_over_reverse = srcad.grad(lambda q: np.sum(srcad.grad(f)(q) * d))(p)
    np.testing.assert_allclose(forward_over_reverse, reverse_over_forward, rtol=1e-12)
    np.testing.assert_allclose(forward_over_reverse, reverse_over_reverse, rtol=1e-12)
    np.testing.assert_allclose(forward_over_reverse, srcad.hessian(f)(p) @ d, rtol=1e-12)


def test_forward_over_forward():
    second = srcad.jvp(lambda x: srcad.jvp(lambda t: math.sin(t), (x,), (1.0,))[1], (0.7,), (1.0,))[1]
    assert second == pytest.approx(-math.sin(0.7))


# ------------------------------------------------------------ jacobian, hessian, hvp
@pytest.mark.parametrize("of", [srcad.jacobian, srcad.jacfwd, srcad.jacrev])
def test_jacobian_of_a_vector_function(of):
    x, y = 0.3, 0.7
    found = of(swirl)(np.array([x, y]))
    np.testing.assert_allclose(found, [[y, x], [np.cos(x), 0.0], [0.0, 2 * y]], rtol=1e-14)


@pytest.mark.parametrize("of", [srcad.jacobian, srcad.jacfwd, srcad.jacrev])
@pytest.mark.parametrize("result, argument", [((), (3,)), ((3,), ()), ((2, 3), (3,)), ((2,), (2, 3)), ((1,), (1,))])
def test_jacobian_shapes(of, result, argument):
    weights = np.random.default_rng(0).normal(size=(*result, *argument))

    axes = tuple(range(len(result), weights.ndim))

    def linear(p):
        return np.sum(weights * p, axis=axes)

    point = np.ones(argument) if argument else 1.0
    found = of(linear)(point)
    assert np.shape(found) == (*result, *argument)
    np.testing.assert_allclose(found, weights, rtol=1e-13)


@pytest.mark.parametrize("of", [srcad.jacobian, srcad.jacfwd, srcad.jacrev])
def test_jacobian_has_none_for_flags_and_declared_integers(of):
    found = of(lambda p: p.values[: p.count] * (p.scale if p.flag else 1.0))(Settings(2.0, True, np.array([1.0, 3.0])))
    assert found.scale.tolist() == [1.0, 3.0]
    assert found.values.tolist() == [[2.0, 0.0], [0.0, 2.0]]
    assert found.flag is None
    assert found.count is None


def test_batched_gradient_has_none_for_flags_and_declared_integers():
    gradient = srcad.batched_grad(lambda p, x: np.sum(p.values[: p.count] * p.scale * x), batched=(1,))
    found = gradient(Settings(2.0, True, np.array([1.0, 3.0])), np.array([1.0, 2.0]))
    assert found.scale.tolist() == [4.0, 8.0]
    assert found.flag is None
    assert found.count is None


@pytest.mark.parametrize("of", [srcad.jacobian, srcad.jacfwd, srcad.jacrev])
def test_jacobian_with_argnums(of):
    a, p = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([5.0, 6.0])
    np.testing.assert_allclose(of(np_matvec, argnums=1)(a, p), a)
    by_a, by_p = of(np_matvec, argnums=(0, "p"))(a, p)
    assert by_a.shape == (2, 2, 2)
    np.testing.assert_allclose(by_a[0, 0], p)
    np.testing.assert_allclose(by_p, a)


def np_matvec(a, p):
    return a @ p


def test_jacobian_of_a_gradient_is_the_hessian():
    def f(p):
        return np.sum(np.exp(p) * p[::-1])

    p = np.array([0.3, 0.7, -0.2])
    np.testing.assert_allclose(srcad.jacobian(srcad.grad(f))(p), srcad.hessian(f)(p), rtol=1e-12)


def test_hessian_is_symmetric():
    def rosenbrock(x):
        return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)

    x = np.array([0.3, -0.2, 0.9, 1.4])
    h = srcad.hessian(rosenbrock)(x)
    assert h.shape == (4, 4)
    np.testing.assert_allclose(h, h.T, rtol=1e-13, atol=1e-11)
    assert h[0, 3] == 0.0
    assert h[3, 3] == pytest.approx(200.0)


def test_hessian_of_a_number():
    assert srcad.hessian(lambda x: x**4)(2.0) == pytest.approx(48.0)


def test_hessian_of_a_matrix():
    h = srcad.hessian(lambda a: np.sum(a**3))(np.array([[1.0, 2.0], [3.0, 4.0]]))
    assert h.shape == (2, 2, 2, 2)
    assert h[1, 0, 1, 0] == pytest.approx(18.0)
    assert h[1, 0, 0, 1] == 0.0


def test_hvp():
    def f(p):
        return p[0] ** 2 * p[1] + np.sum(p**3)

    p, v = np.array([1.0, 2.0, 3.0]), np.array([1.0, -1.0, 0.5])
    np.testing.assert_allclose(srcad.hvp(f, (p,), (v,)), srcad.hessian(f)(p) @ v, rtol=1e-13)


# ------------------------------------------------------------ structures and types
@pytest.mark.parametrize(
    "tree, function, expected",
    [
        ((2.0, 3.0), lambda t: t[0] * t[1], (3.0, 2.0)),
        ([2.0, 3.0], lambda t: t[0] * t[1], [3.0, 2.0]),
        ({"b": 2.0, "a": 3.0}, lambda t: t["a"] * t["b"], {"b": 3.0, "a": 2.0}),
        (Pair(2.0, 3.0), lambda t: t.a * t.b, Pair(3.0, 2.0)),
        (Point(2.0, 3.0), lambda t: t.x * t.y, Point(3.0, 2.0)),
        ({"p": [Pair(2.0, (3.0,))]}, lambda t: t["p"][0].a * t["p"][0].b[0], {"p": [Pair(3.0, (2.0,))]}),
        ((2.0, [], {}, ()), lambda t: t[0] ** 2, (4.0, [], {}, ())),
    ],
    ids=["tuple", "list", "dict", "named tuple", "dataclass", "nested", "empty"],
)
def test_gradient_has_the_structure_of_its_argument(tree, function, expected):
    before = copy.deepcopy(tree)
    found = srcad.grad(function)(tree)
    assert found == expected
    assert type(found) is type(expected)
    assert tree == before
    if isinstance(expected, dict):
        assert list(found) == list(expected)


def test_gradient_of_a_dict_of_arrays():
    def f(params, x):
        return np.sum(np.tanh(x @ params["w"] + params["b"]))

    params = {"w": np.ones((3, 2)), "b": np.zeros(2)}
    found = srcad.grad(f)(params, np.ones((4, 3)))
    assert {k: v.shape for k, v in found.items()} == {"w": (3, 2), "b": (2,)}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept(dtype):
    p = np.array([0.5, 1.5], dtype=dtype)
    value, gradient = srcad.value_and_grad(lambda q: np.sum(np.sin(q) * 2 + q / 3))(p)
    assert value.dtype == dtype
    assert gradient.dtype == dtype
    _, tangent = srcad.jvp(lambda q: np.sin(q), (p,), (p,))
    assert tangent.dtype == dtype


def test_dtypes_of_mixed_arguments_are_kept_apart():
    p, q = np.ones(3, dtype=np.float32), np.ones(3)
    first, second = srcad.grad(lambda a, b: np.sum(a * b * np.exp(b)), argnums=(0, 1))(p, q)
    assert first.dtype == np.float32
    assert second.dtype == np.float64


def test_float32_number():
    gradient = srcad.grad(lambda x: x * x)(np.float32(1.5))
    assert gradient == 3.0
    assert np.asarray(gradient).dtype == np.float32


def test_integers_are_taken_as_real():
    gradient = srcad.grad(square)(3)
    assert gradient == 6.0
    assert isinstance(gradient, float)
    found = srcad.grad(sum_of_squares)(np.array([1, 2, 3]))
    assert found.dtype == np.float64
    np.testing.assert_array_equal(found, [2.0, 4.0, 6.0])
    assert srcad.grad(lambda x: x / 2 + x**-1)(2) == pytest.approx(0.25)


def test_integers_not_differentiated_stay_integers():
    def f(x, n):
        return x * (n // 2) + n % 2 * x

    assert srcad.grad(f)(2.0, 7) == 4.0


def test_array_of_rank_zero():
    gradient = srcad.grad(square)(np.array(3.0))
    assert np.shape(gradient) == ()
    assert gradient == 6.0


@pytest.mark.parametrize("of", [srcad.jacobian, srcad.jacfwd, srcad.jacrev])
def test_jacobian_of_an_empty_result(of):
    found = of(lambda x: np.zeros((0, 2), np.float32) * x.sum())(np.ones(3, np.float32))
    assert found.shape == (0, 2, 3)
    assert of(lambda x: x * 2)(np.ones((0, 3))).shape == (0, 3, 0, 3)


def test_empty_array():
    assert srcad.grad(sum_of_squares)(np.zeros((0, 3))).shape == (0, 3)


def test_array_that_is_not_contiguous_or_not_writable():
    base = np.arange(12.0).reshape(3, 4)
    view = base[::2, ::-1].T
    view.flags.writeable = False
    np.testing.assert_array_equal(srcad.grad(sum_of_squares)(view), 2 * view)
    np.testing.assert_array_equal(srcad.grad(lambda p: np.sum(p))(np.broadcast_to(1.0, (2, 3))), np.ones((2, 3)))


def test_gradients_can_be_written_by_the_caller():
    gradient = srcad.grad(lambda p: np.sum(p))(np.ones((2, 3)))
    gradient += 1.0
    np.testing.assert_array_equal(gradient, np.full((2, 3), 2.0))
    first, second = srcad.grad(lambda a, b: np.sum(a + b), argnums=(0, 1))(np.ones(3), np.ones(3))
    first[0] = 7.0
    assert second[0] == 1.0


def test_complex_argument_is_steepest_ascent():
    z = 1.5 - 0.5j
    assert srcad.grad(lambda t: abs(t) ** 2)(z) == pytest.approx(2 * z)
    found = srcad.grad(lambda t: np.sum(np.abs(t) ** 2))(np.array([z, 2j]))
    np.testing.assert_allclose(found, [2 * z, 4j])
    assert srcad.grad(lambda t: (t * t).real)(z) == pytest.approx(np.conj(2 * z))


# ------------------------------------------------------------ conventions
@pytest.mark.parametrize(
    "function, point, expected",
    [
        (abs, 0.0, 0.0),
        (lambda x: np.maximum(x, 0), 0.0, 0.5),
        (lambda x: max(x, 0.0), 0.0, 0.5),
        (lambda x: x**0, 0.0, 0.0),
        (lambda x: x**2, 0.0, 0.0),
        (lambda x: x**1.5, 0.0, 0.0),
        (lambda x: np.sqrt(x) * 0.0, 0.0, 0.0),
        (lambda x: np.floor(x) + np.sign(x) + round(x), 1.3, 0.0),
        (lambda x: np.where(x > 0, np.sqrt(x), 0.0), 0.0, 0.0),
        (lambda x: np.where(x > 0, np.log(x), 2 * x), -1.0, 2.0),
    ],
)
def test_convention_at_a_kink(function, point, expected):
    with np.errstate(all="ignore"):
        assert srcad.grad(lambda x: function(x))(point) == expected


def test_convention_of_norm_at_zero():
    np.testing.assert_array_equal(srcad.grad(np_norm)(np.zeros(3)), np.zeros(3))


def np_norm(p):
    return np.linalg.norm(p)


def test_convention_of_ties():
    np.testing.assert_allclose(srcad.grad(lambda p: np.max(p))(np.array([1.0, 1.0, 0.0])), [0.5, 0.5, 0.0])
    assert srcad.grad(lambda x, y: np.maximum(x, y), argnums=(0, 1))(2.0, 2.0) == (0.5, 0.5)
    with np.errstate(all="ignore"):
        assert srcad.grad(lambda x: np.sqrt(x))(0.0) == np.inf


def test_stop_gradient():
    assert srcad.grad(lambda x: x * srcad.stop_gradient(x))(3.0) == 3.0
    assert srcad.jvp(lambda x: srcad.stop_gradient(x * x), (3.0,), (1.0,)) == (9.0, 0.0)
    assert srcad.stop_gradient(3.0) == 3.0


# ------------------------------------------------------------ the decorator
def test_decorator_keeps_the_primal():
    assert decorated(3.0) == 9.0
    assert decorated(3.0, n=3) == 27.0
    assert decorated.__name__ == "decorated"
    assert decorated.__doc__ == "Return a power."
    assert decorated.__module__ == __name__
    assert list(inspect.signature(decorated).parameters) == ["x", "n"]


def test_decorator_gives_derivatives():
    assert decorated.grad(3.0) == 6.0
    assert decorated.grad(3.0, 3) == 27.0
    assert decorated.value_and_grad(3.0, n=3) == (27.0, 27.0)


def test_decorator_with_options():
    w, x = np.array([1.0, 2.0]), np.array([3.0, 4.0])
    by_w, by_bias = decorated_with_options.grad(w, x)
    np.testing.assert_array_equal(by_w, x)
    assert by_bias == 1.0
    value, (_, by_bias) = decorated_with_options.value_and_grad(w, x, bias=2.0)
    assert value == 15.0
    assert by_bias == 4.0


def test_functions_take_decorated_functions():
    assert srcad.grad(decorated)(3.0) == 6.0
    assert srcad.jvp(decorated, (3.0,), (1.0,)) == (9.0, 6.0)
    assert srcad.grad(lambda x: decorated(x) * x)(3.0) == 27.0
    assert srcad.grad(srcad.grad(decorated))(3.0) == 2.0


def test_derivative_keeps_name_and_signature():
    gradient = srcad.grad(product)
    assert "product" in gradient.__name__
    assert list(inspect.signature(gradient).parameters) == ["x", "y"]


def test_source_is_what_runs():
    text = decorated.source(3.0)
    assert "def " in text
    assert "decorated" in text
    compile(text, "generated", "exec")
    assert srcad.source(product, 3.0, 5.0, argnums=(0, 1)) != srcad.source(product, 3.0, 5.0)


@pytest.mark.parametrize("mode", ["grad", "value_and_grad", "vjp", "jvp", "hvp"])
def test_source_of_each_mode(mode):
    text = srcad.source(square, 3.0, mode=mode)
    compile(text, "generated", "exec")
    assert "square" in text


def test_show_prints(capsys):
    srcad.show(decorated, 3.0)
    shown = capsys.readouterr().out
    assert shown.strip() == decorated.source(3.0).strip()
    srcad.show(product, 3.0, 5.0, argnums=1, mode="grad")
    assert "def " in capsys.readouterr().out


def test_show_of_a_derivative_is_what_runs_when_it_is_called(capsys):
    x = np.ones(3)
    gradient = srcad.grad(decorated)
    assert srcad.source(gradient, 3.0) == srcad.source(decorated, 3.0, mode="grad")
    assert srcad.source(decorated.grad, 3.0) == decorated.source(3.0, mode="grad")
    srcad.show(gradient)
    assert capsys.readouterr().out == srcad.source(gradient, 3.0)
    both = srcad.value_and_grad(product, (0, 1))
    assert srcad.source(both, 3.0, 5.0) == srcad.source(product, 3.0, 5.0, argnums=(0, 1))
    assert "def product_value_and_grad" in srcad.source(both)
    assert srcad.source(srcad.grad(srcad.grad(square)), 3.0) == srcad.source(srcad.grad(square), 3.0, mode="grad")
    assert "square_grad" not in srcad.source(srcad.hessian(lambda x: np.sum(x**3)), x)
    assert "6 * dx * x" in srcad.source(srcad.hessian(lambda x: np.sum(x**3)), x)
    assert srcad.source(gradient, 3.0, debug=True) == srcad.source(decorated, 3.0, mode="grad", debug=True)
    assert srcad.source(srcad.grad(product), 3.0, 5.0, argnums=1) != srcad.source(srcad.grad(product), 3.0, 5.0)


def test_show_without_arguments_before_and_after_a_call():
    def total(x):
        return np.sum(x * x) if np.ndim(x) else x * x

    assumed = srcad.source(total)
    assert assumed.startswith("# Assumed, as it was not called yet: x a vector.")
    assert assumed.partition("\n")[2] == srcad.source(total, np.ones(3))
    assert srcad.source(total) == srcad.source(total, np.ones(3))
    assert srcad.grad(total)(3.0) == 6.0
    srcad.value_and_grad(total)(3.0)
    assert srcad.source(total) == srcad.source(total, 3.0)  # what was compiled last
    srcad.grad(total)(np.ones((2, 2)))
    assert srcad.source(total, mode="grad") == srcad.source(total, np.ones((2, 2)), mode="grad")


@dataclass
class Mass:
    weight: float
    place: np.ndarray


def annotated(
    mass: Mass, parts: list[float], pair: tuple[float, int], z: NDArray[np.float32], kind: "str | None" = None
):
    return mass.weight * np.sum(mass.place) + sum(parts) + pair[0] * pair[1] + np.sum(z)


def quadratic(x, a, n):
    total = 0.0
    for _ in range(n):
        total += x @ a @ x
    return total


def entries(m):
    rows, columns = m.shape
    return sum(m[i, j] for i in range(rows) for j in range(columns))


def by_key(table):
    return table["x"] ** 2


def by_name(text: str, x: float):
    return len(text) * x


def unpacked(p):
    a, b = p
    return a * b


@pytest.mark.parametrize(
    ("function", "told"),
    [
        (lambda x, y: x**y, "x a number, y a number"),
        (quadratic, "x a vector, a a matrix, n a whole number"),
        (entries, "m a matrix"),
        (annotated, "mass a Mass, parts a list, pair a tuple, z a vector of float32"),
        (lambda points: sum(x * y for x, y in points), "points a matrix"),
        (unpacked, "p a vector"),
        (lambda u: u[1:, 0] @ u[1:, 0] + np.linalg.det(u), "u a matrix"),
    ],
)
def test_what_a_function_is_assumed_to_be_written_for(function, told):
    text = srcad.source(function)
    assert text.startswith(f"# Assumed, as it was not called yet: {told}.\n")
    compile(text, "generated", "exec")


@pytest.mark.parametrize(("function", "name"), [(by_key, "table"), (by_name, "text"), (lambda f, x: f(x), "f")])
def test_what_cannot_be_assumed(function, name):
    with pytest.raises(srcad.KindError, match=f"what `{name}` of .* cannot be told before a call"):
        srcad.source(function)


def test_show_takes_the_options_of_the_decorator():
    both = srcad.differentiate(argnums=(0, "y"))(product)
    assert srcad.source(both) == srcad.source(product, argnums=(0, "y"))
    assert "with respect to x, y." in srcad.source(both, 1.0, 2.0)
    assert "with respect to y." in srcad.source(both, 1.0, 2.0, argnums=1)

    class Spring:
        def __init__(self):
            self.stiffness = 3.0

        @srcad.differentiate
        def energy(self, x):
            return self.stiffness * x * x

    assert "with respect to x." in srcad.source(Spring().energy)


def test_method_of_a_class():
    class Model:
        def __init__(self, scale):
            self.scale = scale

        @srcad.differentiate(argnums="x")
        def loss(self, x):
            return self.scale * x * x

        def energy(self, x):
            return self.scale * x**3

    model = Model(3.0)
    assert model.loss(2.0) == 12.0
    assert model.loss.grad(2.0) == 12.0
    assert srcad.grad(model.energy)(2.0) == 36.0
    model.scale = 1.0
    assert srcad.grad(model.energy)(2.0) == 12.0


def test_gradient_with_respect_to_an_attribute():
    class Model:
        def __init__(self):
            self.w = np.array([1.0, 2.0])

        def loss(self, x):
            return np.sum((self.w * x) ** 2)

    model = Model()
    found = srcad.grad(Model.loss, argnums="self.w")(model, np.array([3.0, 4.0]))
    np.testing.assert_allclose(found, [18.0, 64.0])
    np.testing.assert_array_equal(model.w, [1.0, 2.0])


@pytest.mark.parametrize(
    "function",
    [functools.partial(product, 3.0), lambda x: 3.0 * x, functools.partial(product, y=3.0)],
    ids=["partial", "lambda", "partial by keyword"],
)
def test_callables(function):
    assert srcad.grad(function)(2.0) == 3.0


def test_function_from_text():
    namespace = {"np": np, "scale": 2.0}
    f = srcad.from_source("def f(x):\n    return scale * np.sin(x)\n", namespace)
    assert f(0.5) == 2.0 * np.sin(0.5)
    assert srcad.grad(f)(0.5) == pytest.approx(2.0 * np.cos(0.5))


# ------------------------------------------------------------ what may change between calls
def test_kinds_change_between_calls():
    gradient = srcad.grad(lambda x: np.sum(x * x))
    assert gradient(3.0) == 6.0
    np.testing.assert_array_equal(gradient(np.array([1.0, 2.0])), [2.0, 4.0])
    np.testing.assert_array_equal(gradient(np.ones((2, 1))), 2 * np.ones((2, 1)))
    assert gradient(np.float32(3.0)).dtype == np.float32
    assert gradient(4.0) == 8.0


def test_lengths_change_between_calls():
    gradient = srcad.grad(lambda p, q: np.sum(p * q), argnums=(0, 1))
    for n, m in [(3, 3), (1, 3), (3, 1), (1, 1), (7, 7), (7, 1)]:
        first, second = gradient(np.ones(n), np.ones(m))
        assert (first.shape, second.shape) == ((n,), (m,))
        assert first.sum() == second.sum() == max(n, m)


def test_structure_changes_between_calls():
    def f(items):
        total = 0.0
        for item in items:
            total = total + item * item
        return total

    gradient = srcad.grad(f)
    assert gradient([1.0, 2.0]) == [2.0, 4.0]
    assert gradient([1.0]) == [2.0]
    assert gradient((3.0,)) == (6.0,)
    np.testing.assert_array_equal(gradient(np.array([1.0, 2.0])), [2.0, 4.0])


def test_flags_and_strings_change_between_calls():
    def f(x, kind, flip=False):
        y = math.sin(x) if kind == "sin" else math.exp(x)
        return -y if flip else y

    gradient = srcad.grad(f)
    assert gradient(0.5, "sin") == pytest.approx(math.cos(0.5))
    assert gradient(0.5, "exp") == pytest.approx(math.exp(0.5))
    assert gradient(0.5, "exp", True) == pytest.approx(-math.exp(0.5))
    assert gradient(0.5, "sin", flip=False) == pytest.approx(math.cos(0.5))


def test_functions_passed_in_change_between_calls():
    gradient = srcad.grad(lambda x, f: f(x) * x)
    assert gradient(2.0, square) == pytest.approx(12.0)
    assert gradient(2.0, math.exp) == pytest.approx(3 * math.exp(2.0))
    assert gradient(2.0, lambda t: t) == pytest.approx(4.0)
    assert gradient(2.0, square) == pytest.approx(12.0)


def module_of(text):
    """Return a function made from a text, and the module that holds its globals."""
    module = types.ModuleType("made")
    return srcad.from_source(text, module.__dict__), module


def test_global_number_changes_between_calls():
    f, module = module_of("def f(x):\n    return factor * x * x\n")
    module.factor = 2.0
    gradient = srcad.grad(f)
    assert gradient(3.0) == 12.0
    module.factor = 5.0
    assert gradient(3.0) == 30.0
    module.factor = np.array(2.0)
    assert gradient(3.0) == 12.0
    module.factor = 1
    assert gradient(3.0) == 6.0


def test_helper_is_defined_anew_between_calls():
    f, module = module_of("def f(x):\n    return helper(x) * 2\n")
    module.helper = square
    gradient = srcad.grad(f)
    second = srcad.grad(srcad.grad(f))
    assert gradient(3.0) == 12.0
    assert second(3.0) == 4.0
    module.helper = lambda x: x**3
    assert gradient(3.0) == 54.0
    assert second(3.0) == 36.0
    module.helper = srcad.from_source("def helper(x):\n    return 7 * x\n", {})
    assert gradient(3.0) == 14.0


def test_helper_of_a_helper_is_defined_anew():
    inner, module = module_of("def outer(x):\n    return inner(x) + x\n")
    module.inner = square
    module.outer = inner
    f = srcad.from_source("def f(x):\n    return outer(x)\n", module.__dict__)
    assert srcad.grad(f)(3.0) == 7.0
    module.inner = lambda x: 5 * x
    assert srcad.grad(f)(3.0) == 6.0


def test_function_of_a_module_is_replaced(monkeypatch):
    def f(x):
        return helpers.squared(x) + helpers.decay(x) * 0

    gradient = srcad.grad(f)
    assert gradient(0.5) == 1.0
    monkeypatch.setattr(helpers, "squared", lambda x: x**3)
    assert gradient(0.5) == 0.75


def test_closure_changes_between_calls():
    factor = 2.0

    def f(x):
        return factor * x

    gradient = srcad.grad(f)
    assert gradient(3.0) == 2.0
    factor = 5.0
    assert gradient(3.0) == 5.0


def test_closures_of_one_definition_are_kept_apart():
    def make(k):
        return lambda x: k * x

    gradients = [srcad.grad(make(k)) for k in (1.0, 2.0, np.float64(3.0))]
    assert [gradient(7.0) for gradient in gradients] == [1.0, 2.0, 3.0]


def test_lambdas_on_one_line_are_kept_apart():
    first, second = (lambda x: x * 2), (lambda x: x * 3)
    assert srcad.grad(first)(1.0) == 2.0
    assert srcad.grad(second)(1.0) == 3.0


def test_default_is_read_when_the_gradient_is_called():
    def f(x, scale=2.0):
        return scale * x

    gradient = srcad.grad(f)
    assert gradient(1.0) == 2.0
    f.__defaults__ = (5.0,)
    assert gradient(1.0) == 5.0


# ------------------------------------------------------------ visible effects
def test_visible_effects_happen_once(capsys):
    def f(x):
        print("called with", x)
        for k in range(2):
            x = x * x
            print("step", k)
        return x

    assert srcad.grad(f)(3.0) == 108.0
    assert capsys.readouterr().out == "called with 3.0\nstep 0\nstep 1\n"
    srcad.jvp(f, (3.0,), (1.0,))
    assert capsys.readouterr().out == "called with 3.0\nstep 0\nstep 1\n"


def test_primal_is_evaluated_once():
    def f(x):
        return x * cost(x)

    def cost(x):
        print(x)
        return x + 1

    with contextlib.redirect_stdout(io.StringIO()) as out:
        srcad.value_and_grad(f)(2.0)
    assert out.getvalue() == "2.0\n"


def test_random_numbers_are_drawn_once():
    def f(p):
        noise = np.random.normal(size=3)
        return np.sum(p * noise)

    np.random.seed(3)
    gradient = srcad.grad(f)(np.ones(3))
    np.random.seed(3)
    np.testing.assert_array_equal(gradient, np.random.normal(size=3))


def test_generator_passed_in_is_drawn_from_once():
    def f(p, rng):
        return np.sum((p + rng.normal(size=2)) ** 2)

    found = srcad.grad(f)(np.ones(2), np.random.default_rng(5))
    np.testing.assert_allclose(found, 2 * (1 + np.random.default_rng(5).normal(size=2)))


def test_arguments_are_as_they_were():
    params = {"w": np.ones(3), "b": [1.0, (2.0,)]}
    before = copy.deepcopy(params)
    srcad.grad(lambda p: np.sum(p["w"] * p["b"][0]) + p["b"][1][0] ** 2)(params)
    assert params["b"] == before["b"]
    np.testing.assert_array_equal(params["w"], before["w"])


# ------------------------------------------------------------ threads, processes, pickles
def test_threads():
    def f(x, n):
        for _ in range(n):
            x = math.sin(x) * 2
        return x

    def work(k):
        return srcad.grad(f)(0.1 * k, k % 5)

    expected = [srcad.grad(f)(0.1 * k, k % 5) for k in range(24)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(24))) == expected


def test_first_calls_from_many_threads_at_once():
    start = threading.Barrier(8)
    functions = [(lambda x, k=k: x**k) for k in range(1, 9)]
    gradient = srcad.grad(sum_of_squares)

    def work(k):
        start.wait()
        p = np.full(k % 3 + 1, float(k))
        return srcad.grad(functions[k])(2.0), gradient(p).tolist(), gradient(p[:, None]).shape

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(work, range(8)))
    assert found == [((k + 1) * 2.0**k, [2.0 * k] * (k % 3 + 1), (k % 3 + 1, 1)) for k in range(8)]


def test_pickling_a_decorated_function():
    again = pickle.loads(pickle.dumps(decorated))
    assert again is decorated
    assert again.grad(3.0) == 6.0


def test_decorated_function_in_a_worker_process():
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(worker, decorated, 3.0).result(timeout=60) == (9.0, 6.0)


def worker(function, x):
    return function(x), function.grad(x)


BY_VALUE = """
import dataclasses, linecache, math, sys
from typing import NamedTuple
import srcad
import cloudpickle

@srcad.differentiate(argnums=("b",))
def power(x, b, n=3):
    return x if n == 0 else b * power(x, b, n - 1)

@dataclasses.dataclass
class Shape:
    width: float
    height: float = 2.0
    def area(self):
        return self.width * self.height

class Pair(NamedTuple):
    first: float
    second: float

def scaled(factor):
    def by(x):
        return factor * times(x, x)
    return by

def times(x, y):
    return x * y

def widened(shape, x):
    wide = dataclasses.replace(shape, width=shape.width * x)
    return Pair(wide.area(), x).first * Shape(x).area()

class Model:
    def __init__(self, w):
        self.w = w
    @srcad.differentiate
    def loss(self, x):
        return self.w * x * x
    def energy(self, x):
        return self.w * x

for number, cell in enumerate(["def inner(x):\\n    return x * x\\n", "def outer(x):\\n    return inner(x) * x\\n"]):
    name = f"<cell {number}>"
    linecache.cache[name] = len(cell), None, cell.splitlines(True), name
    exec(compile(cell, name, "exec"))

model = Model(3.0)
calls = [
    (power.grad, (2.0, 3.0)), (power.value_and_grad, (2.0, 3.0)), (srcad.differentiate(lambda x: x * x).grad, (3.0,)),
    (model.loss.grad, (2.0,)), (srcad.grad(model.energy), (2.0,)), (srcad.hessian(lambda x: x**3), (2.0,)),
    (srcad.grad(outer), (2.0,)), (lambda x: power.grad(x, 3.0), (2.0,)),
    (srcad.jacobian(power, 1), (2.0, 3.0)), (srcad.jacobian(model.loss), (2.0,)), (srcad.jacfwd(outer), (2.0,)),
    (srcad.grad(widened, argnums=1), (Shape(3.0), 1.5)), (srcad.grad(scaled(3.0)), (2.0,)),
    (srcad.jacrev(lambda x: x**3), (2.0,)), (srcad.grad(math.sin), (2.0,)), (srcad.jacobian(math.sin), (2.0,)),
]
with open(sys.argv[1], "wb") as file:
    cloudpickle.dump((calls, [f(*args) for f, args in calls]), file)
"""
LOADED = """
import pickle, sys
with open(sys.argv[1], "rb") as file:
    calls, results = pickle.load(file)
assert [f(*args) for f, args in calls] == results, results
"""


def test_functions_of_a_script_are_pickled_by_value(tmp_path):
    (tmp_path / "script.py").write_text(BY_VALUE)
    for text in (["script.py"], ["-c", LOADED]):
        command = [sys.executable, *text, "functions.pickle"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
    elsewhere = tmp_path / "elsewhere"  # a machine that does not have the script
    elsewhere.mkdir()
    (tmp_path / "script.py").unlink()
    command = [sys.executable, "-c", LOADED, "../functions.pickle"]
    done = subprocess.run(command, cwd=elsewhere, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


def test_a_function_that_is_sent_without_its_text_says_so():
    code = (lambda x: x * x * 3.0).__code__.replace(co_filename="<dynamic-code>")  # as cloudpickle leaves it
    with pytest.raises(srcad.SourceNotFound, match=r"came in a pickle.*\n.*send its derivative"):
        srcad.grad(types.FunctionType(code, {}))(2.0)


def test_a_gradient_of_a_bound_method_is_pickled():
    again = pickle.loads(pickle.dumps(srcad.grad(Scaled(3.0).of)))
    assert again(2.0) == 3.0


@pytest.mark.parametrize("make", [srcad.grad, srcad.jacobian, srcad.hessian, srcad.jacfwd, srcad.value_and_grad])
@pytest.mark.parametrize("function", [decorated, square, math.sin, np.sinc, lambda: Scaled(3.0).of])
def test_derivatives_are_pickled_with_what_they_are_of(make, function):
    derivative = make(function() if function.__name__ == "<lambda>" else function)
    assert pickle.loads(pickle.dumps(derivative))(2.0) == derivative(2.0)
    assert copy.deepcopy(derivative)(2.0) == derivative(2.0)


def test_derivatives_of_functions_of_scipy_are_pickled():
    special, stats = pytest.importorskip("scipy.special"), pytest.importorskip("scipy.stats")
    for function in (special.gamma, special.logsumexp, stats.norm.logpdf):
        for make in (srcad.grad, srcad.jacobian):
            derivative = make(function)
            x = np.array([0.3, 0.7]) if function is special.logsumexp else 0.7
            np.testing.assert_array_equal(pickle.loads(pickle.dumps(derivative))(x), derivative(x))


def test_copies_of_a_decorated_function_are_itself():
    assert copy.deepcopy(decorated) is decorated
    assert copy.copy(decorated) is decorated


def test_tangents_are_read_in_the_order_of_the_primal():
    def f(x):
        w = np.arange(6.0)
        flat = x.reshape(6, order="A") ** 2 + np.reshape(x, -1, order="A")
        return np.sum(x.ravel("K") ** 3 * w) + x.flatten("A") @ w + np.sum(flat * w)

    x, w = np.asfortranarray(np.arange(1.0, 7.0).reshape(2, 3)), np.arange(6.0)
    slopes = np.array([3 * v * v * u + u + 2 * v * u + u for v, u in zip(x.ravel("K"), w, strict=True)])
    expected = slopes.reshape(2, 3, order="F")
    np.testing.assert_allclose(srcad.grad(f)(x), expected)
    np.testing.assert_allclose(srcad.jacfwd(f)(x), expected)
    curvature = np.array([6 * v * u + 2 * u for v, u in zip(x.ravel("K"), w, strict=True)]).reshape(2, 3, order="F")
    np.testing.assert_allclose(np.diag(srcad.hessian(f)(x).reshape(6, 6)), curvature.ravel())


@pytest.mark.parametrize("backend", ["numpy", "numba"])
def test_what_is_stopped_is_a_copy(backend):
    if backend == "numba":
        pytest.importorskip("numba")

    def written_after(x):
        y = x * 2
        z = srcad.stop_gradient(y)
        y[0] = 5.0
        return np.sum(z * x)

    def written_itself(x):
        y = x * 2
        z = srcad.stop_gradient(y)
        z[0] = 5.0
        return np.sum(z * x) + np.sum(y)

    x = np.array([1.0, 2.0, 3.0])
    assert written_after(x) == 28.0
    np.testing.assert_allclose(srcad.grad(written_after, backend=backend)(x), [2.0, 4.0, 6.0])
    np.testing.assert_allclose(srcad.grad(written_itself, backend=backend)(x), [7.0, 6.0, 8.0])


def test_pullbacks_keep_what_they_need():
    x, w = np.array([1.0, 2.0, 3.0]), np.array([2.0, 0.5, 1.5])
    value, pullback = srcad.vjp(lambda w: np.exp(w * x), w)
    wanted = value * value * x
    value -= 1.0
    w *= 0.0
    np.testing.assert_allclose(pullback(np.exp(np.array([2.0, 0.5, 1.5]) * x))[0], wanted)

    def writes(y, factor):
        y *= factor
        y[0] = y[1] * y[2]
        return np.sum(y)

    y, factor = np.array([1.0, 2.0, 3.0]), np.array([2.0, 2.0, 3.0])
    _, pullback = srcad.vjp(writes, y, factor)
    first = pullback(1.0)
    y[:] = 9.0
    factor[:] = 7.0
    for one, other in zip(pullback(1.0), first, strict=True):
        np.testing.assert_array_equal(one, other)


def test_jacobians_by_several_containers():
    def f(p, q, x):
        return {"a": p["w"] * q["w"], "b": p["w"] @ x}

    p, q, x = {"w": np.array([1.0, 2.0])}, {"w": np.array([3.0, 4.0])}, np.array([0.5, 0.7])
    forward, backward = (how(f, argnums=(0, 1, 2))(p, q, x) for how in (srcad.jacfwd, srcad.jacrev))
    assert list(forward) == ["a", "b"]
    for key, block in forward.items():
        assert isinstance(block, tuple)
        assert [type(part) for part in block] == [dict, dict, np.ndarray]
        for one, other in zip(tree_leaves(block), tree_leaves(backward[key]), strict=True):
            np.testing.assert_allclose(one, other)
    row, _ = srcad.hessian(lambda p, x: np.sum(p["w"] ** 2 * x), argnums=(0, 1))(p, x)[0]["w"]
    np.testing.assert_allclose(row["w"], np.diag(2 * x))


def test_equal_objects_are_not_the_same():
    class Model:
        def __init__(self, w):
            self.w = w

        def __eq__(self, other):
            return isinstance(other, Model)

        def __hash__(self):
            return 1

        def __call__(self, x):
            return np.sum(self.w * x)

    x = np.ones(2)
    for w in (1.0, 3.0):
        value, gradient = srcad.value_and_grad(Model(w))(x)
        assert value == 2 * w
        np.testing.assert_array_equal(gradient, [w, w])


# ------------------------------------------------------------ optimisers, check_grads
def test_scipy_takes_value_and_grad():
    optimize = pytest.importorskip("scipy.optimize")

    @srcad.differentiate
    def rosenbrock(x, a):
        return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (a - x[:-1]) ** 2)

    found = optimize.minimize(rosenbrock.value_and_grad, np.array([-1.0, 2.0, 0.5]), args=(1.0,), jac=True)
    np.testing.assert_allclose(found.x, 1.0, atol=1e-4)
    hessian = srcad.hessian(rosenbrock)
    found = optimize.minimize(
        rosenbrock, np.zeros(3), args=(1.0,), jac=rosenbrock.grad, hess=hessian, method="trust-exact"
    )
    np.testing.assert_allclose(found.x, 1.0, atol=1e-4)


def test_scipy_newton_krylov_with_jacobian():
    optimize = pytest.importorskip("scipy.optimize")

    def equations(p):
        return np.array([p[0] ** 2 + p[1] - 3.0, p[0] * p[1] - 2.0])

    found = optimize.root(equations, np.array([1.5, 0.8]), jac=srcad.jacobian(equations))
    np.testing.assert_allclose(equations(found.x), 0.0, atol=1e-10)


@pytest.mark.parametrize("order", [1, 2])
@pytest.mark.parametrize("modes", [("fwd",), ("rev",), ("fwd", "rev")])
def test_check_grads_accepts_right_derivatives(order, modes):
    srcad.check_grads(lambda x, p: np.sum(np.sin(x * p)), (0.7, np.array([0.1, 0.2])), order=order, modes=modes)
    srcad.check_grads(decorated, (1.3,), order=order, modes=modes)


def test_a_page_of_functions_compiles_quickly():
    """Compile time is linear in the text, not in the number of trips."""

    def long_loop(x, n):
        for _ in range(n):
            x = x + 1e-6 * math.sin(x)
        return x

    text = srcad.source(long_loop, 0.5, 10)
    assert text == srcad.source(long_loop, 0.5, 1_000_000)
    assert srcad.grad(long_loop)(0.5, 20_000) == pytest.approx(1.017, abs=0.01)


def test_check_grads_holds_arguments_fixed():
    def f(x, steps, y):
        for _ in range(int(steps)):  # no derivative by it
            x = x * y
        return x

    srcad.check_grads(f, (0.7, 3.0, 1.2), argnums=(0, -1))
    srcad.check_grads(f, (0.7, 3.0, 1.2), argnums=0)

    def wrong(x, y):
        return x + y

    srcad.rule(wrong)(lambda g, r, x, y: (g, 2 * g))
    srcad.check_grads(wrong, (0.7, 1.2), argnums=0, modes=["rev"], order=1)
    with pytest.raises(srcad.CheckFailed):
        srcad.check_grads(wrong, (0.7, 1.2), argnums=(1,), modes=["rev"], order=1)


def test_check_grads_takes_complex_results_of_real_arguments():
    srcad.check_grads(lambda x: np.fft.fft(x * x), (np.array([0.1, 0.5, -0.7]),))
    srcad.check_grads(lambda x: {"turned": [x * 1j, "text"], "squared": x**2}, (1.5,))
    srcad.check_grads(lambda z: (np.exp(z) * z, abs(z)), (1.5 + 0.5j,))


def test_variables_named_like_what_a_pullback_takes():
    def f(saved, seed):
        total = 0.5
        for k in range(3):
            total = total + np.sin(seed[k] * total) * saved
        seed = total * saved
        return seed * saved

    seed = np.array([0.3, 1.2, 2.0])
    value, pullback = srcad.vjp(f, 1.5, seed)
    assert value == f(1.5, seed)
    for part, whole in zip(pullback(3.0), srcad.grad(f, argnums=(0, 1))(1.5, seed), strict=True):
        np.testing.assert_allclose(part, 3.0 * np.asarray(whole))
    srcad.check_grads(f, (1.5, seed))


def test_gradient_of_a_number_that_becomes_an_array():
    def f(q, y):
        if y:
            y = q
        return np.sum(y)

    q = np.array([0.5, 2.0])
    assert srcad.grad(f, argnums=1)(q, 0.7) == 0.0
    assert srcad.grad(f, argnums=1)(q, 0.0) == 1.0
    assert type(srcad.grad(f, argnums=1)(q, 0.7)) is float


@pytest.mark.parametrize("modes", [("reverse",), "fwd", ()])
def test_check_grads_refuses_modes_that_it_does_not_know(modes):
    with pytest.raises(srcad.KindError, match="fwd"):
        srcad.check_grads(lambda x: x * x, (1.0,), modes=modes)


@pytest.mark.parametrize("of", [srcad.jacobian, srcad.jacfwd, srcad.jacrev])
def test_jacobian_of_complex_results(of):
    x, z = np.array([0.3, 0.4]), np.array([0.3 + 1j, 0.4 - 2j])
    np.testing.assert_allclose(of(lambda x: np.exp(1j * x))(x), np.diag(1j * np.exp(1j * x)), rtol=1e-14)
    np.testing.assert_allclose(of(lambda x: np.sum(np.exp(1j * x)))(x), 1j * np.exp(1j * x), rtol=1e-14)
    np.testing.assert_allclose(of(lambda z: z * z)(z), np.diag(2 * z), rtol=1e-14)
    np.testing.assert_allclose(of(np.fft.fft)(np.arange(3.0)), np.fft.fft(np.eye(3)), rtol=1e-14)
    wide = of(lambda z: np.array([z[0], z[0] * z[1], z[1]]))(z)
    np.testing.assert_allclose(wide, [[1, 0], [z[1], z[0]], [0, 1]], rtol=1e-14)


@pytest.mark.parametrize("function", [lambda x: x**3, lambda x: (x[0] ** 2, x[0] * x[1]), lambda x: np.outer(x, x)])
def test_second_derivatives_need_a_number(function):
    x = np.array([1.0, 2.0])
    with pytest.raises(srcad.KindError, match="returns a number"):
        srcad.hessian(function)(x)
    with pytest.raises(srcad.KindError, match="returns a number"):
        srcad.hvp(function, x, x)


def casts(x):
    return np.sum(x.astype(np.float32)) + np.sum(np.asarray(x, dtype=np.float32) ** 2)


def written_into_less(x):
    y = np.zeros(2, dtype=np.float32)
    y[:] = x
    return np.sum(y * y)


@pytest.mark.parametrize("function", [casts, written_into_less])
def test_gradients_are_as_wide_as_their_arguments(function):
    gradient = srcad.grad(function)(np.array([0.5, 2.0]))
    assert gradient.dtype == np.float64
    assert srcad.grad(function)(np.array([0.5, 2.0], np.float32)).dtype == np.float32


def cubed(x):
    return np.sum(x**3)


@srcad.differentiate
def decorated_cube(x):
    return np.sum(x**3)


def of_complex_parts(parts):
    return np.sum(np.abs(parts["z"]) ** 2 * parts["x"]) + parts["w"].imag * 3.0


@pytest.mark.parametrize("backend", ["numpy", "numba"])
def test_gradients_in_the_convention_of_jax_are_conjugated(backend):
    parts = {"z": np.array([1 + 2j, 3j]), "x": np.array([0.5, 2.0]), "w": 1 - 1j}
    ours = srcad.grad(of_complex_parts, backend=backend)(parts)
    value, theirs = srcad.value_and_grad(of_complex_parts, backend=backend, hermitian=False)(parts)
    assert value == of_complex_parts(parts)
    for key in parts:
        np.testing.assert_array_equal(theirs[key], np.conj(ours[key]))
    assert theirs["x"].dtype == float
    again = pickle.loads(pickle.dumps(srcad.grad(of_complex_parts, hermitian=False)))
    np.testing.assert_array_equal(again(parts)["z"], np.conj(ours["z"]))


def test_gradients_in_the_convention_of_jax_are_not_differentiated():
    slope = srcad.grad(lambda z, x: np.abs(z) ** 2 * x, hermitian=False)
    with pytest.raises(srcad.KindError, match="hermitian=False"):
        srcad.grad(slope)
    with pytest.raises(srcad.KindError, match="hermitian=False"):
        srcad.grad(lambda x: slope(1 + 2j, x).real)(2.0)


@pytest.mark.parametrize("made", [srcad.grad(cubed), decorated_cube.grad, srcad.grad(decorated_cube)])
def test_derivatives_are_pickled_by_name(made):
    again = pickle.loads(pickle.dumps(made))
    np.testing.assert_array_equal(again(np.array([1.0, 2.0])), [3.0, 12.0])
    hessian = pickle.loads(pickle.dumps(srcad.hessian(cubed)))
    np.testing.assert_array_equal(hessian(np.array([1.0, 2.0])), [[6.0, 0.0], [0.0, 12.0]])


@dataclass
class Scaled:  # with __eq__ and so without __hash__
    factor: float

    def of(self, x):
        return self.factor * x

    def __call__(self, x):
        return self.factor * x * x


def test_callable_objects_without_a_hash():
    assert srcad.grad(Scaled(2.0))(3.0) == 12.0
    assert srcad.grad(np.poly1d([1.0, 2.0, 0.5]))(3.0) == 8.0


def test_functions_that_numba_compiled():
    numba = pytest.importorskip("numba")

    @numba.njit
    def squared(x):
        return x * x

    def outside(x):
        return squared(x) * 2.0 + x

    assert srcad.grad(squared)(3.0) == 6.0
    assert srcad.grad(outside)(3.0) == 13.0


# ------------------------------------------------------------ parameters without a derivative
V, M = np.array([3.0, 1.0, 2.5, 4.0]), np.arange(12.0).reshape(3, 4) ** 1.3


@pytest.mark.parametrize("function", [
    lambda s: np.linalg.norm(V, s + 2.0),
    lambda s: np.var(V, ddof=s),
    lambda s: V.std(ddof=s),
    lambda s: np.nan_to_num(np.array([np.nan, 1.0]), nan=s)[0],
    lambda s: np.unwrap(V, period=2 * s)[3],
    lambda s: np.mgrid[0:s:4j][3],
    lambda s: np.unique_counts(V * s).values[0],
    lambda s: np.histogramdd(M * s, bins=2)[1][0][1],
])  # fmt: skip
def test_a_derivative_is_not_lost_in_a_parameter(function):
    with pytest.raises(srcad.SrcadError, match="derivative"):
        srcad.grad(function)(0.55)
    with pytest.raises(srcad.SrcadError, match="derivative"):
        srcad.jvp(function, (0.55,), (1.0,))


def test_text_made_by_percent():
    with pytest.raises(srcad.GradientLeak, match="text"):
        srcad.grad(lambda x: float("%.3f" % x) * 2)(0.3)  # noqa: UP031


# ------------------------------------------------------------ what compiling does beside
def fitted_parabola(y):
    return np.sum(np.polyfit(np.arange(len(y)), y, 2))


def test_compiling_a_fit_prints_nothing(capfd):
    srcad.grad(fitted_parabola)(np.array([1.0, 2.0, 4.0, 3.0, 2.5]))  # LAPACK writes past Python's streams
    assert capfd.readouterr() == ("", "")


class Positive:
    def __get__(self, held, owner=None):
        return held._value

    def __set__(self, held, value):
        held._value = abs(value)


class Scale:
    value = Positive()

    def __init__(self, value):
        self.value = value


def scaled_by_descriptor(x):
    return Scale(x).value * x


logger = logging.getLogger(__name__)


def logged_square(x):
    logger.debug("x is %s", x)
    return x * x


@pytest.mark.parametrize("function", [scaled_by_descriptor, logged_square])
def test_is_compiled_once(function, monkeypatch):
    gradient = srcad.grad(function)
    assert gradient(1.5) == 3.0
    monkeypatch.setattr("srcad.dispatch.compile_request", None)
    assert gradient(2.5) == 5.0
