"""Rules of the user's own: rows, functions, forward and backward pairs, for functions that srcad cannot read."""

import ctypes
import ctypes.util
import math
import sys
import types
import zlib

import numpy as np
import pytest

import srcad
from srcad.dispatch import forget
from srcad.rules import load, rule
from srcad.syntax.read import ROOTS

black_box = types.ModuleType("black_box")
black_box.logistic = eval("lambda x: 1 / (1 + np.exp(-x))", {"np": np})
black_box.boxcox = eval("lambda x, t: (x**t - 1) / t")
black_box.other = eval("lambda x: x * x")
logistic = black_box.logistic
libm = ctypes.CDLL(ctypes.util.find_library("m"))
libm.erf.restype, libm.erf.argtypes = ctypes.c_double, [ctypes.c_double]
erf = libm.erf
CALLS = []


def service(x, y):
    """Stand in for a call over the network."""
    CALLS.append("primal")
    return eval("x**2 * y")


def blur(image, width):
    return eval("np.convolve(image, np.ones(width) / width, mode='same')")


def solve(a, b):
    CALLS.append("solve")
    return eval("np.linalg.solve(a, b)")


def solve_forward(a, b):
    inverse = np.linalg.inv(a)
    CALLS.append("forward")
    return inverse @ b, inverse


def solve_backward(g, inverse, a, b):
    bb = inverse.T @ g
    return -np.outer(bb, inverse @ b), bb


@pytest.fixture(autouse=True, scope="module")
def rules():
    """State the rules of this file, and take them away after it."""
    load()
    sys.modules["black_box"] = black_box
    tables = [rule.RULES, rule.BOUND, rule.OBJECTS, rule.HELPERS, rule.USERS, ROOTS]
    before = [table.copy() for table in tables]
    srcad.rule("black_box.logistic(x)", "g * y * (1 - y)")
    srcad.rule("black_box.boxcox(x, t)", "g * x ** (t - 1)", "g * (x**t * np.log(x) - y) / t")
    srcad.rule("erf(x)", "g * 2 / np.sqrt(np.pi) * np.exp(-x * x)", function=erf, result="number")
    srcad.rule("blur(image, width)", "blur(g, width)", sort="linear")
    srcad.rule(solve, forward=solve_forward, vjp=solve_backward)

    @srcad.rule(service)
    def service_adjoint(g, out, x, y):
        return 2 * g * x * y, g * x**2

    yield
    del sys.modules["black_box"]
    for table, former in zip(tables, before, strict=True):
        table.clear()
        table.update(former)
    forget()


# ------------------------------------------------------------ what is right
def test_row_of_partials():
    srcad.check_rule(black_box.logistic, (np.linspace(-2, 2, 5),), order=2)
    srcad.check_rule(black_box.logistic, (0.3,), order=2)
    srcad.check_rule(black_box.boxcox, (np.array([1.0, 2.0]), np.array([[0.5], [3.0]]) + 0.0), order=2)
    assert "black_box.logistic(x)" in srcad.source(lambda x: black_box.logistic(x) * 2, 0.3)


def test_function_of_ctypes():
    srcad.check_rule(erf, (0.4,), order=2)
    assert srcad.grad(lambda x: erf(x * x))(0.5) == pytest.approx(2 / math.sqrt(math.pi) * math.exp(-(0.5**4)))
    assert srcad.grad(lambda x: libm.erf(x))(0.0) == pytest.approx(2 / math.sqrt(math.pi))


def test_linear_row_gives_both_modes():
    image = np.random.default_rng(0).normal(size=9)
    srcad.check_rule(lambda p: np.sum(blur(p, 3) ** 2), (image,), order=2)
    srcad.check_rule(blur, (image, 3))


def test_adjoint_by_a_function():
    def f(x, y):
        return service(x * 2, y) + y

    assert srcad.grad(f, argnums=(0, 1))(3.0, 5.0) == (4 * 6 * 5.0, 37.0)
    srcad.check_rule(service, (1.5, 0.5), modes=("rev",))


def test_value_is_computed_once_and_the_adjoints_together():
    CALLS.clear()
    text = srcad.source(lambda x, y: service(x, y), 1.0, 2.0, argnums=(0, 1))
    assert text.count("service_vjp(") == 1
    srcad.value_and_grad(lambda x, y: service(x, y), argnums=(0, 1))(1.0, 2.0)
    assert CALLS == ["primal"]


def test_forward_and_backward_pair():
    a, b = np.array([[3.0, 1.0], [0.5, 2.0]]), np.array([1.0, -2.0])
    srcad.check_rule(solve, (a, b), modes=("rev",))
    CALLS.clear()
    by_a, by_b = srcad.grad(lambda a, b: np.sum(solve(a, b) ** 2), argnums=(0, 1))(a, b)
    assert CALLS == ["forward"]
    expected = srcad.grad(lambda a, b: np.sum(np.linalg.solve(a, b) ** 2), argnums=(0, 1))(a, b)
    np.testing.assert_allclose(by_a, expected[0])
    np.testing.assert_allclose(by_b, expected[1])

    def inside_a_loop(b, n):
        for i in range(n):
            if b[0] > -50:
                b = solve(a, b) + i
        return np.sum(b)

    srcad.check_grads(inside_a_loop, (b, 4), order=1, modes=("rev",))


def test_tangent_by_a_function():
    def power(x, n):
        return eval("x**n")

    def power_tangent(tangents, y, x, n):
        dx, dn = tangents
        return (0.0 if dx is None else n * x ** (n - 1) * dx) + (0.0 if dn is None else y * np.log(x) * dn)

    def power_adjoint(g, y, x, n):
        return g * n * x ** (n - 1), g * y * np.log(x)

    srcad.rule(power, jvp=power_tangent, vjp=power_adjoint)
    srcad.check_rule(power, (1.5, 2.5), order=2)
    srcad.check_rule(power, (np.array([1.5, 0.5]), 2.5), modes=("fwd",))


def test_rule_for_a_function_that_has_source():
    def clipped(x):
        return np.maximum(x, 0.0)

    assert srcad.grad(lambda x: clipped(x))(-1.0) == 0.0
    gradient = srcad.grad(lambda x: clipped(x))
    assert gradient(-1.0) == 0.0
    srcad.rule(clipped, vjp=lambda g, y, x: g, jvp=lambda dx, y, x: dx)  # straight through
    assert gradient(-1.0) == 1.0
    assert srcad.jvp(lambda x: clipped(x), (-1.0,), (2.0,)) == (0.0, 2.0)


def test_rule_stated_again_replaces_the_former():
    def twice(x):
        return 2 * x

    gradient = srcad.grad(lambda x: twice(x))
    srcad.rule(twice, "3 * g")
    assert gradient(1.0) == 3.0
    srcad.rule(twice, "5 * g")
    assert gradient(1.0) == 5.0


def test_constant_rule():
    srcad.rule("zlib.crc32(data)", sort="constant")
    assert srcad.grad(lambda p: zlib.crc32(p) * 0.0 + np.sum(p))(np.ones(2)).tolist() == [1.0, 1.0]


def test_local_names_like_those_of_rules():
    def f(x):
        blur = x * 2
        black_box = blur * x
        return black_box + erf(x) * 0

    assert srcad.grad(f)(3.0) == 12.0
    assert srcad.grad(lambda black_box: black_box * logistic(black_box))(0.0) == 0.5
    assert srcad.grad(lambda blur, solve: libm.erf(blur) * solve, argnums=1)(0.0, 2.0) == 0.0


# ------------------------------------------------------------ what is refused
@pytest.mark.parametrize(
    "target, partials, options, words",
    [
        ("np.sin(x)", ("g",), {}, "has a rule already"),
        ("black_box.other(x", ("g",), {}, "cannot read"),
        ("black_box.other(x)", ("g * z",), {}, "reads z"),
        ("black_box.other(x)", ("g *",), {}, "cannot be read"),
        ("black_box.other(y)", ("g * y",), {}, "parameter"),
        ("black_box.other(x)", ("g * unknown(x)",), {}, "unknown"),
        ("black_box.other(x)", ("g", "g"), {}, "1 parameters"),
        ("black_box.nothing(x)", ("g",), {}, "not there"),
        ("nowhere.f(x)", ("g",), {}, "not known"),
        ("black_box.other(x)", ("g",), {"sort": "curved"}, "sort"),
        ("black_box.other(x)", ("g",), {"result": "cube"}, "result"),
        (erf, ("g",), {}, "parameters"),
    ],
)
def test_bad_rules(target, partials, options, words):
    with pytest.raises(srcad.RuleError, match=words):
        srcad.rule(target, *partials, **options)
    with pytest.raises(srcad.SourceNotFound):
        srcad.grad(lambda x: black_box.other(x))(1.5)


def test_wrong_rule_is_found():
    def cubed(x):
        return eval("x**3")

    srcad.rule(cubed, "g * 2 * x * x")
    with pytest.raises(srcad.CheckFailed):
        srcad.check_rule(cubed, (1.5,))


def test_parameter_without_a_text_is_no_constant():
    assert srcad.grad(lambda p: np.sum(blur(p, 3)))(np.ones(3)).tolist() == pytest.approx([2 / 3, 1.0, 2 / 3])
    for derivative in (
        srcad.grad(lambda w: np.sum(blur(np.ones(3), w))),
        lambda w: srcad.jvp(blur, (np.ones(3), w), (None, 1.0)),
    ):
        with pytest.raises(srcad.MissingRule, match="width"):
            derivative(2.0)


def test_rule_without_a_tangent_says_so():
    with pytest.raises(srcad.MissingRule, match="no tangent"):
        srcad.jvp(lambda x: service(x, 1.0), (1.0,), (1.0,))


def test_rule_without_an_adjoint_for_an_argument_says_so():
    def partly(x, y):
        return eval("x * y")

    srcad.rule(partly, vjp=lambda g, out, x, y: (g * y, None))
    assert srcad.grad(lambda x: partly(x, 3.0))(2.0) == 3.0
    with pytest.raises(srcad.GradientLeak, match="argument 1"):
        srcad.grad(lambda y: partly(2.0, y))(3.0)
