"""Programs that mean to be misunderstood: what srcad makes of them is right, as differences tell."""

import functools
import math
import operator

import numpy as np
import pytest

import srcad


class Plain(np.ndarray):
    """A subclass that changes nothing."""


def chosen_by_flag(x):
    return (x, x * x)[x > 0]


def chosen_by_count(x):
    return [x, x * x, x**3][int(x > 0) + int(x > 1)]


def chosen_in_a_loop(x, n):
    s = x * 0
    for i in range(n):
        s = s + (x, x * x, x * x * s)[i % 3] * (s + 1)
    return np.sum(s)


def nested_displays(x, i):
    return [(x, x * x), (x**3, x**4)][i][1 - i]


def looks_like_a_cast(x):
    def int(t):
        return t * t

    return int(x)


def shadowed_builtins(x):
    sum, max, len = x * 2, x * 3, x * 4
    return sum * max * len


def shadowed_numpy(x):
    np = x * x
    return np + math.sin(x)


def names_of_generated_code(x, stack=2.0, bx=3.0):
    value = x * stack
    dx = value * bx
    t, trips, code, seed = dx, x, stack, bx
    return dx * t * trips * code * seed


def names_of_stacks(x, x_stack, n):
    for _ in range(n):
        x = math.sin(x) * x_stack * x
    return x


def names_of_helpers(p, unbroadcast, full):
    a = p
    if full > 0:
        a = p * unbroadcast
    return np.sum(a * a) * full


def names_of_builtins(x, n, reversed, len):
    for _ in range(n):
        x = x * reversed * len * x
    return x


def names_of_marks(x, x_height):
    for _ in range(2):
        try:
            for _ in range(3):
                x = math.sin(x) * x_height
        except ValueError:
            x = 2 * x
    return x


def late_binding(x):
    functions = [lambda t, k=k: t**k for k in range(1, 4)]
    total = 0.0
    for f in functions:
        total = total + f(x)
    return total


def rebound_in_a_branch(x):
    f = math.sin
    if x > 0:
        f = math.cos
    return f(x) * x


def argument_rebound(x):
    for x in (x, x * x):  # noqa: B020
        y = x
    return y * x


def conditions_with_side_effects(x):
    total, k = 0.0, 0
    while (k := k + 1) < 4 and (y := x * k) < 10:
        total = total + y
    return total


def short_circuits(x):
    return (x > 5 and 1 / (x - x)) or x * x


def chained(x):
    return x * (0 < x < 2) * (1 if 1 != 2 != 3 else 0)


def late_exit(x):
    for k in range(10):
        for j in range(10):
            if j * k > 6:
                break
            x = x * 1.01
        else:
            continue
        if x > 1.6:
            return x * k
    return x


def operators_as_functions(x):
    return functools.reduce(operator.mul, (x, operator.neg(x), operator.pow(x, 2)), 1.0)


def through_a_default(x):
    def g(t, scale=x * x):
        return t * scale

    return g(x)


def many_names(x):
    a = b = c = x
    a, b = b * 2, a * 3
    (c, d), *rest = (c * a, b), c, d if (d := x) else 0
    return a * b + c * d + rest[0]


def floor_and_remainder(x):
    return x // 0.4 * x + x % 0.7 + math.fmod(x, 0.3)


class Cubing:
    """An object whose product with a number is not a product."""

    def __mul__(self, other):
        return other**3

    __rmul__ = __mul__


cubing = Cubing()


def operators_of_a_class(x, other):
    return Cubing() * x + x * cubing + other * x


def deep_inside(x):
    def one(a):
        def two(b):
            def three(c):
                return a * b * c * x

            return three(b * a)

        return two(a + x)

    return one(x)


class Law:
    """An object at the top level whose methods are called."""

    def __init__(self, factor):
        self.factor = factor

    def force(self, x):
        return self.factor * x * x


law = Law(3.0)


def method_of_a_global_object(x):
    return law.force(x) * x


@functools.lru_cache
def cached_recursion(x, n):
    return x if n < 2 else cached_recursion(x, n - 1) * cached_recursion(x, n - 2)


def calls_a_cached_recursion(x):
    return cached_recursion(x, 5) + x


def written_into_an_argument(x, box):
    box.factor = x * x
    return box.factor * x


def deleted_and_bound_again(x):
    y = x * 2
    del y
    for k in range(3):
        y = x * k
        x = x + y
        del y
    y = x * 3
    return y


def grows_while_iterating(x):
    items = [x, x * x]
    for v in items:
        if len(items) < 5:
            items.append(v * 2)
    return sum(items)


def array_of_objects(x):
    a = np.array([x, None], dtype=object)
    return a[0] * x


def roots_of(p):
    return np.sum(np.abs(np.apply_along_axis(np.sum, 0, p)))


def vectorised(p):
    return np.sum(np.vectorize(math.sin)(p))


def piecewise(p):
    return np.sum(np.piecewise(p, [p < 0, p >= 0], [-1.0, lambda t: t * t]))


PROGRAMS = [
    (roots_of, (np.array([0.3, 0.7]),)), (vectorised, (np.array([0.3, 0.7]),)), (piecewise, (np.array([0.3, -0.7]),)),
    (method_of_a_global_object, (1.3,)), (calls_a_cached_recursion, (1.3,)), (deleted_and_bound_again, (1.3,)),
    (grows_while_iterating, (1.3,)), (array_of_objects, (1.3,)), (written_into_an_argument, (1.3, Law(2.0))),
    (chosen_by_flag, (1.3,)), (chosen_by_flag, (-1.3,)), (chosen_by_count, (1.3,)), (chosen_by_count, (0.3,)),
    (chosen_in_a_loop, (0.7, 5)), (chosen_in_a_loop, (np.array([0.3, 0.7]), 5)), (nested_displays, (1.2, 0)),
    (nested_displays, (1.2, 1)), (looks_like_a_cast, (1.3,)), (shadowed_builtins, (1.3,)), (shadowed_numpy, (1.3,)),
    (names_of_generated_code, (1.3,)), (names_of_stacks, (1.3, 0.7, 3)), (names_of_marks, (1.3, 0.7)),
    (names_of_helpers, (np.ones((3, 1)), np.array([1.0, 2.0]), 0.7)), (names_of_builtins, (1.3, 2, 0.7, 0.8)),
    (late_binding, (1.3,)), (rebound_in_a_branch, (0.7,)),
    (rebound_in_a_branch, (-0.7,)), (argument_rebound, (1.3,)), (conditions_with_side_effects, (1.3,)),
    (conditions_with_side_effects, (4.3,)), (short_circuits, (1.3,)), (chained, (1.3,)), (late_exit, (1.3,)),
    (late_exit, (0.3,)), (operators_as_functions, (1.3,)), (through_a_default, (1.3,)), (many_names, (1.3,)),
    (floor_and_remainder, (1.3,)), (deep_inside, (0.9,)),
    (operators_of_a_class, (1.3, cubing)),
]  # fmt: skip


@pytest.mark.parametrize("function, args", PROGRAMS, ids=lambda v: getattr(v, "__name__", ""))
def test_right(function, args):
    value, _ = srcad.vjp(function, *args)
    assert value == pytest.approx(function(*args), rel=1e-13)
    srcad.check_grads(function, args, order=2)


def test_arrays_of_a_class_that_changes_nothing():
    p = np.array([1.0, 2.0]).view(Plain)
    np.testing.assert_array_equal(srcad.grad(lambda q: np.sum(q * q))(p), [2.0, 4.0])


def test_memory_mapped_array(tmp_path):
    p = np.memmap(tmp_path / "p", dtype=float, mode="w+", shape=(3,))
    p[:] = [1.0, 2.0, 3.0]
    np.testing.assert_array_equal(srcad.grad(lambda q: np.sum(q * q))(p), [2.0, 4.0, 6.0])


def test_large_integers_not_differentiated():
    assert srcad.grad(lambda x, n: x * (n % 7))(2.0, 10**400) == float(10**400 % 7)
    assert srcad.grad(lambda x: x * x)(10**30) == 2e30


def test_empty_containers():
    assert srcad.grad(lambda x: 1.0)([]) == []
    assert srcad.grad(lambda x: 1.0)({}) == {}
    assert srcad.grad(lambda x, p: np.sum(x) + len(p), argnums=(0, 1))(np.zeros(0), ())[1] == ()
    assert srcad.grad(lambda x: x, argnums=())(1.0) == ()


def test_not_a_number_and_infinity_go_through():
    assert srcad.grad(lambda x: x * x)(math.inf) == math.inf
    assert math.isnan(srcad.grad(lambda x: x * x)(math.nan))


def test_unusual_dtypes():
    assert srcad.grad(lambda x: np.sum(x * x))(np.array([1, 2], np.float16)).dtype == np.float16
    assert srcad.grad(lambda x: x * x)(np.longdouble(1.5)) == 3.0
    assert srcad.grad(lambda x: np.sum(x * x))(np.array([1.0, 2.0], ">f8")).tolist() == [2.0, 4.0]
    z = np.array([1.0 + 2.0j, -0.5 + 0.3j])
    gradient = srcad.grad(lambda x: np.sum(np.real(np.cumprod(x * np.conj(x[::-1])))) + np.imag(np.prod(x)))
    assert gradient(z.astype(">c16")).tolist() == gradient(z).tolist()
    assert srcad.grad(lambda x: np.sum(np.median(x) * x))(np.array([3.0, 1.0], ">f8")).tolist() == [4.0, 4.0]


def test_functions_of_the_tables_by_themselves():
    assert srcad.grad(np.sin)(0.0) == 1.0
    assert srcad.grad(math.exp)(0.0) == 1.0
    assert srcad.grad(abs)(-2.0) == -1.0
    assert srcad.grad(operator.mul, argnums=(0, 1))(2.0, 3.0) == (3.0, 2.0)
    np.testing.assert_allclose(srcad.grad(np.linalg.norm)(np.array([3.0, 4.0])), [0.6, 0.8])
    np.testing.assert_array_equal(srcad.jacobian(np.cumsum)(np.ones(2)), [[1.0, 0.0], [1.0, 1.0]])
    assert srcad.grad(functools.lru_cache(lambda x: x * x))(3.0) == 6.0


def test_helper_replaced_in_all_ways(monkeypatch):
    space = {"scale": 2.0, "helper": lambda x: x * x}
    f = srcad.from_source("def f(x):\n    return helper(x) * scale\n", space)
    gradient, tangent = srcad.grad(f), lambda x: srcad.jvp(f, (x,), (1.0,))[1]
    second = srcad.grad(gradient)

    def agree(expected):
        assert gradient(3.0) == tangent(3.0) == expected[0]
        assert second(3.0) == expected[1]

    agree((12.0, 4.0))
    space["helper"] = lambda x: x**3
    agree((54.0, 36.0))
    space["helper"] = math.exp
    agree((2 * math.exp(3.0), 2 * math.exp(3.0)))
    space["helper"] = functools.partial(operator.mul, 5.0)
    agree((10.0, 0.0))
    space["scale"] = np.float64(3.0)
    agree((15.0, 0.0))
    del space["helper"]
    with pytest.raises((NameError, srcad.MissingRule), match="helper"):
        gradient(3.0)
    space["helper"] = lambda x: x * x
    agree((18.0, 6.0))


def test_defaults_replaced_in_what_is_called():
    def scaled(self, x, scale=2.0, *, shift=0.0):
        return x * scale + shift * x

    class Callable:
        __call__ = scaled

    for make in (lambda: scaled.__get__(1), lambda: functools.partial(scaled, 1), Callable):
        scaled.__defaults__, scaled.__kwdefaults__ = (2.0,), {"shift": 0.0}
        gradient = srcad.grad(make())
        for _ in range(9):  # from the second call on, the generated code itself looks at what it relies on
            assert gradient(1.0) == 2.0
        scaled.__defaults__ = (5.0,)
        assert (gradient(1.0), gradient(1.0, 3.0)) == (5.0, 3.0)
        scaled.__kwdefaults__ = {"shift": 1.0}
        assert (gradient(1.0), gradient(1.0, shift=2.0)) == (6.0, 7.0)


def test_failures_of_passes_are_told_as_such(monkeypatch):
    from srcad import dispatch

    def broken(request, args):
        raise KeyError("a pass")

    monkeypatch.setattr(dispatch, "compile_request", broken)
    with pytest.raises(srcad.InternalError, match="KeyError") as info:
        srcad.grad(lambda x: x * 17)(1.0)
    assert "test_hostile.py" in str(info.value)


@pytest.mark.parametrize(
    "text",
    [
        "def f(x):\n    return " + "+".join(["x"] * 400) + "\n",
        "def f(x):\n    return " + "(" * 80 + "x" + "*x)" * 80 + "\n",
        "def f(x):\n    y = x\n" + "    y = y*1.0001*x\n" * 400 + "    return y\n",
        "def f(x):\n" + "".join("    " * (i + 1) + f"if x > {-i}:\n" for i in range(15)) + "    " * 16 + "return x*x\n",
    ],
    ids=["long sum", "deep parentheses", "many lines", "deep branches"],
)
def test_large_programs(text):
    f = srcad.from_source(text, {})
    value, tangent = srcad.jvp(f, (1.0001,), (1.0,))
    found, gradient = srcad.value_and_grad(f)(1.0001)
    assert value == found == f(1.0001)
    assert gradient == pytest.approx(tangent, rel=1e-12)
    step = 1e-6
    assert gradient == pytest.approx((f(1.0001 + step) - f(1.0001 - step)) / (2 * step), rel=1e-5)


def test_the_tangent_of_a_reshaped_copy_is_taken_before_its_array_changes():
    def f(x, n):
        kept, s = np.zeros((3, 2)), 0.0
        for _ in range(n):
            flat = kept.T.ravel()
            kept[1] = x + s
            s = s + np.sum(flat * flat) + 0.1 * x
        return s

    _, tangent = srcad.jvp(f, (0.7, 3), (1.0, None))
    assert tangent == pytest.approx((f(0.7 + 1e-6, 3) - f(0.7 - 1e-6, 3)) / 2e-6, rel=1e-6)


def written_under_its_strides(x):
    y = x * 2.0
    pairs = np.lib.stride_tricks.as_strided(y, (3, 2), (8, 8))
    y[1] = x[0] * x[3]
    return np.sum(pairs**2)


def written_through_its_strides(x):
    y = x * 2.0
    pairs = np.lib.stride_tricks.as_strided(y, (3, 2), (8, 8))
    pairs[1] = x[0] * x[3]
    return np.sum(y**2)


def written_before_its_strides(x):
    y = x * 2.0
    y[1] = x[0] * x[3]
    pairs = np.lib.stride_tricks.as_strided(y, (3, 2), (8, 8))
    return np.sum(pairs**2)


@pytest.mark.parametrize("f", [written_under_its_strides, written_through_its_strides])
def test_views_by_strides_that_are_written_into_are_refused(f):
    x = np.arange(1.0, 5.0)
    with pytest.raises(srcad.UnsupportedSyntax, match="may share memory with its arguments"):
        srcad.grad(f)(x)
    with pytest.raises(srcad.UnsupportedSyntax, match="may share memory with its arguments"):
        srcad.jvp(f, (x,), (np.ones(4),))


def test_views_by_strides_of_what_was_written_before():
    srcad.check_grads(written_before_its_strides, (np.arange(1.0, 5.0),), order=2)
