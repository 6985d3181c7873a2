"""Derivatives inside differentiated functions: each row against differences, to second order, and against formulas."""

import math

import numpy as np
import pytest

import srcad

rng = np.random.default_rng(7)
X, Y = rng.normal(size=(6, 3)), rng.normal(size=6)
W, V = rng.normal(size=3), rng.normal(size=3)
NET = {"a": rng.normal(size=4), "b": rng.normal(size=4), "c": rng.normal(size=4)}


def misfit(w, x, y, b):
    return np.mean((np.tanh(x @ w) + b - y) ** 2)


slope = srcad.grad(misfit)
curvature = srcad.grad(srcad.grad(lambda t: math.sin(t) * t))


@srcad.differentiate(argnums=("w", "b"))
def decorated(w, b):
    return np.sum(np.exp(w) * b)


def gradient_steps(w, rate, b):
    for _ in range(2):
        w = w - rate * srcad.grad(misfit)(w, X, Y, b)
    return misfit(w, X, Y, b)


def gradient_step_of_a_dict(p, rate):
    def loss(q):
        return np.mean((np.tanh(X @ q["w"]) + q["b"] - Y) ** 2)

    g = srcad.grad(loss)(p)
    return loss({k: p[k] - rate * g[k] for k in ("w", "b")})


def value_and_gradient(w):
    v, g = srcad.value_and_grad(misfit)(w, X, Y, 0.1)
    return v * np.sum(g**2)


def of_number_value_and_gradient(x):
    v, g = srcad.value_and_grad(lambda t: math.exp(t * x))(x * x)
    return v * g


def product_with_the_hessian(w, v):
    return np.sum(srcad.hvp(lambda q: misfit(q, X, Y, 0.1), (w,), (v,)) ** 2)


def tangent_along(w, v):
    y, t = srcad.jvp(lambda q: np.sin(X @ q) * q[0], (w,), (v,))
    return np.sum(y * t)


def tangent_with_one_held_fixed(w, v):
    _, t = srcad.jvp(lambda q, s: np.sin(q) * s * q[0], (w, v), (None, v))
    return np.sum(t)


def pulled_back(w, v):
    y, pullback = srcad.vjp(lambda q: np.sin(X @ q) * q[0], w)
    (t,) = pullback(y * np.sum(v))
    return np.sum(t**3)


def pulled_back_twice(w):
    _, pullback = srcad.vjp(lambda q, s: q * s, w, 2.0, argnums=("s", 0))
    a, b = pullback(w)
    c, d = pullback(np.cos(w))
    return a * c + np.sum(b * d)


def differential_equation(params):
    def u(x):
        return np.sum(np.tanh(params["a"] * x + params["b"]) * params["c"])

    total = 0.0
    for x in np.linspace(0, 1, 4):
        total = total + (srcad.grad(srcad.grad(u))(x) + u(x) * srcad.grad(u)(x) - np.sin(x)) ** 2
    return total


def gradient_of_a_loop(x, n):
    def inner(q):
        s = q
        for _ in range(n):
            s = np.sin(s) * q + x
            if np.sum(s) > 1:
                s = s * 0.5
        return np.sum(s)

    return np.sum(srcad.grad(inner)(x) ** 2)


def number_of_a_loop(x, n):
    def inner(q):
        s = q
        k = 0
        while k < n:
            s = math.sin(s) * q + x
            k += 1
            if s > 1.2:
                break
        return s

    return srcad.grad(inner)(x) ** 2


def with_aux(w):
    def f(q):
        y = np.sin(q)
        return np.sum(y * q), {"y": y}

    g, aux = srcad.grad(f, has_aux=True)(w)
    return np.sum(g * aux["y"])


def number_with_aux(x):
    (v, aux), g = srcad.value_and_grad(lambda t: (math.sin(t) * x, t * t), has_aux=True)(x)
    return v * aux + g


def in_a_branch(x):
    d = srcad.grad(lambda t: math.sin(t) * x)(x) if x > 0 else srcad.grad(lambda t: t * t * x)(x)
    return d * x


def a_global_derivative(w):
    return np.sum(slope(w, X, Y, 0.2) ** 2)


def a_global_second_derivative(x):
    return curvature(x * x) * x


def with_respect_to_several(w, b):
    gw, gb = srcad.grad(misfit, argnums=(0, "b"))(w, X, Y, b)
    return np.sum(gw) * gb


def by_keyword(w, b):
    return np.sum(srcad.grad(misfit, argnums="w")(x=X, y=Y, b=b, w=w) * w)


def a_method_of_a_decorated_function(w, b):
    value, (gw, gb) = decorated.value_and_grad(w, b)
    return value * np.sum(gw) * gb


def of_an_integer(x):
    return srcad.grad(lambda t: t * t * x)(3) * x


def gradient_not_differentiated(x, w):
    return x * np.sum(srcad.grad(misfit)(w, X, Y, 0.3))


def third_order(w):
    def energy(q):
        return np.sum(srcad.grad(lambda r: np.sum(r**4) * r[0])(q) * q[::-1])

    return np.sum(srcad.grad(energy)(w) ** 2)


def of_a_partial(w):
    import functools

    return np.sum(srcad.grad(functools.partial(misfit, x=X, y=Y, b=0.1))(w) ** 2)


def inside_a_helper(w):
    def newton_step(f, t):
        return t - srcad.grad(f)(t) / srcad.grad(srcad.grad(f))(t)

    return newton_step(lambda t: math.cosh(t - w[0]) * np.exp(w[1]), newton_step(lambda t: t**4, w[2] + 2))


PROGRAMS = [
    (gradient_steps, (W, 0.3, 0.2)), (gradient_step_of_a_dict, ({"w": W, "b": 0.3}, 0.3)), (value_and_gradient, (W,)),
    (of_number_value_and_gradient, (0.6,)), (product_with_the_hessian, (W, V)), (tangent_along, (W, V)),
    (tangent_with_one_held_fixed, (W, V)), (pulled_back, (W, V)), (pulled_back_twice, (W,)),
    (differential_equation, (NET,)), (gradient_of_a_loop, (W, 4)), (gradient_of_a_loop, (W, 0)),
    (number_of_a_loop, (0.7, 5)), (with_aux, (W,)), (number_with_aux, (0.4,)), (in_a_branch, (0.7,)),
    (in_a_branch, (-0.7,)), (a_global_derivative, (W,)), (a_global_second_derivative, (0.8,)),
    (with_respect_to_several, (W, 0.3)), (by_keyword, (W, 0.3)), (a_method_of_a_decorated_function, (W, 0.4)),
    (of_an_integer, (1.5,)), (gradient_not_differentiated, (0.5, W)), (third_order, (W,)), (of_a_partial, (W,)),
    (inside_a_helper, (W,)),
]  # fmt: skip


@pytest.mark.parametrize("function, args", PROGRAMS, ids=lambda v: getattr(v, "__name__", ""))
def test_against_differences(function, args):
    value, _ = srcad.vjp(function, *args)
    assert value == pytest.approx(function(*args), rel=1e-12)
    srcad.check_grads(function, args, order=2)


def test_gradient_of_an_array_gradient_in_all_orders():
    def f(p):
        return np.sum(np.sin(p) * p[::-1] ** 2)

    p, u, v = (rng.normal(size=3) for _ in range(3))
    h = srcad.hessian(f)(p)
    np.testing.assert_allclose(srcad.jacrev(srcad.grad(f))(p), h, rtol=1e-12)
    np.testing.assert_allclose(srcad.vjp(srcad.grad(f), p)[1](v)[0], h @ v, rtol=1e-12)
    third = srcad.grad(lambda q: u @ srcad.grad(lambda r: v @ srcad.grad(f)(r))(q))(p)
    again = srcad.jvp(lambda q: srcad.jvp(srcad.grad(f), (q,), (v,))[1], (p,), (u,))[1]
    np.testing.assert_allclose(third, again, rtol=1e-12)


def test_gradient_of_value_and_grad():
    value, pullback = srcad.vjp(srcad.value_and_grad(lambda p: np.sum(p**3)), np.array([1.0, 2.0]))
    assert value[0] == 9.0
    np.testing.assert_allclose(pullback((1.0, np.array([1.0, 10.0])))[0], [3 + 6.0, 12 + 120.0])


def test_gradient_with_aux_of_a_gradient():
    first = srcad.grad(lambda x: (x**3, "note"), has_aux=True)
    assert first(2.0) == (12.0, "note")
    assert srcad.grad(lambda x: first(x)[0])(2.0) == pytest.approx(12.0)
    assert srcad.grad(first, has_aux=True)(2.0) == (pytest.approx(12.0), "note")


def test_effects_of_the_inner_function_are_seen_once(capsys):
    def inner(q):
        print("inner")
        return np.sum(q**3)

    srcad.grad(lambda p: np.sum(srcad.grad(inner)(p) ** 2))(np.ones(2))
    assert capsys.readouterr().out == "inner\n"
    srcad.grad(lambda p: srcad.value_and_grad(inner)(p)[0])(np.ones(2))
    assert capsys.readouterr().out == "inner\n"


def test_inner_randomness_is_refused_where_it_would_be_drawn_again():
    def inner(q):
        return np.sum(q**2 * np.random.normal(size=2))

    with pytest.raises(srcad.UnsupportedSyntax, match="another value each time"):
        srcad.grad(lambda p: np.sum(srcad.grad(inner)(p)))(np.ones(2))


def test_inner_function_defined_anew_is_seen():
    namespace = {"srcad": srcad, "np": np, "g": lambda x: x**2}
    f = srcad.from_source("def f(x):\n    return srcad.grad(g)(x) * x\n", namespace)
    outer = srcad.grad(f)
    assert outer(3.0) == pytest.approx(12.0)
    namespace["g"] = lambda x: x**3
    assert outer(3.0) == pytest.approx(81.0)


def test_inner_gradient_of_what_is_no_number_is_refused():
    with pytest.raises(srcad.KindError, match="number"):
        srcad.grad(lambda p: np.sum(srcad.grad(lambda q: q * 2)(p)))(np.ones(2))
    with pytest.raises(srcad.KindError, match="number"):
        srcad.grad(lambda x: srcad.grad(lambda q: (q, q))(x))(1.0)


def test_inner_gradient_reads_well():
    def loss(w, rate):
        return np.sum((w - rate * srcad.grad(lambda p: np.sum(p * p))(w)) ** 2)

    text = srcad.source(loss, W, 0.1)
    assert text.count("def ") == 3
    assert "_inner(" in text


def test_gradient_of_parts_of_different_shapes_along_a_tangent():
    def f(w):
        return np.sum(w[0] * w[0]) * w[1][0] * np.sum(w[2])

    w = (np.ones(3), [2.0], np.ones((2, 2)))
    _, along = srcad.jvp(srcad.grad(f), (w,), (w,))
    assert [np.ravel(part).tolist() for part in along] == [[48.0] * 3, [36.0], [18.0] * 4]


def power_by_calls(x, n):
    return 1.0 if n == 0 else x * power_by_calls(x, n - 1)


def power_while(x, y):
    return 1.0 if y < 0 else x * power_while(x, y - 1)


def test_derivatives_of_the_gradient_of_a_recursion_by_a_tuple_of_arguments():
    assert srcad.vjp(srcad.grad(power_by_calls, (0,)), 1.7, 3, argnums=(0,))[1]((1.0,))[0] == pytest.approx(6 * 1.7)
    assert srcad.jacrev(srcad.grad(power_by_calls, (0,)), (0,))(1.7, 3)[0][0] == pytest.approx(6 * 1.7)
    assert srcad.grad(lambda x, n: srcad.grad(power_by_calls)(x, n))(1.7, 3) == pytest.approx(6 * 1.7)


def test_the_gradient_of_an_endless_recursion_inside_is_refused():
    with pytest.raises(srcad.UnsupportedSyntax, match=r"power_while.*calls itself as often as the run tells"):
        srcad.grad(lambda x, y: srcad.grad(power_while)(x, y))(1.7, 3.0)


def waves(x):
    return np.sin(np.outer(x, x))


MADE_ANEW = [
    lambda: srcad.jacobian(srcad.jacobian(waves)),
    lambda: srcad.jacfwd(srcad.jacrev(waves), 0),
    lambda: srcad.jacobian(srcad.hessian(sum_of_cubes), has_aux=False),
    lambda: srcad.jacrev(srcad.grad(sum_of_cubes, (0,))),
]


def sum_of_cubes(x):
    return np.sum(x**3)


@pytest.mark.parametrize("make", MADE_ANEW)
def test_jacobians_made_anew_are_the_same(make, monkeypatch):
    x = np.array([0.3, 0.7])
    assert make() is make()
    first = make()(x)
    monkeypatch.setattr(srcad.dispatch, "compile_request", None)  # nothing is left to compile
    np.testing.assert_array_equal(make()(x), first)
    monkeypatch.undo()
    tangent = srcad.jvp(make(), (x,), (x,))[1]
    monkeypatch.setattr(srcad.dispatch, "compile_request", None)
    np.testing.assert_array_equal(srcad.jvp(make(), (x,), (x,))[1], tangent)


def test_jacobians_of_other_options_are_others():
    assert srcad.jacobian(waves) is not srcad.jacobian(waves, (0,))
    assert srcad.jacobian(waves) is not srcad.jacrev(waves)
    assert srcad.hessian(sum_of_cubes) is not srcad.hessian(np.sum)
