"""The guard before a generated function lets through exactly what the function was made for."""

import collections
import dataclasses
import enum
import itertools
import threading
import traceback
import types

import numpy as np
import pytest

import srcad
from srcad.guards import Guards
from srcad.tree import signature

Pair = collections.namedtuple("Pair", "a b")


@dataclasses.dataclass
class Model:
    w: object
    b: float = 1.0


class Mode(enum.Enum):
    LINEAR = 1
    SQUARE = 2


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Text(str):
    """A string of a class of its own."""


class Plain:
    """An object of which only the class is known."""


ZOO = [
    1.0, 2.0, 1, 2, True, 1j, np.float64(1.0), np.float32(1.0), np.int64(3), None, "sum", "mean", Text("sum"), np.sin,
    np.cos, Text("mean"), np.str_("sum"), np.str_("mean"), len, Plain(), Model, Model(1.0), Model(1),
    Model(np.ones(3)), Pair(1.0, 2.0), Pair(1.0, 2), (1.0, 2.0),
    (1.0, 2), (1.0,), [1.0, 2.0], [1.0] * 9, [1.0] * 12, [1] * 9, [1.0] * 8 + [1], {"a": 1.0}, {"a": 1}, {"b": 1.0},
    {"a": 1.0, "b": 2.0}, {"b": 2.0, "a": 1.0}, {1: 1.0}, {(1, 2): 1.0}, {"a": {"b": [1.0, np.ones(7)]}},
    {"a": {"b": [1.0, np.ones(3)]}}, dict.fromkeys(range(60), 1.0), dict.fromkeys(range(59), 1.0),
    collections.OrderedDict(a=1.0), [(1.0, 2.0)] * 9, [(1.0, 2.0)] * 10, collections.deque([1.0, 2.0]),
    collections.deque([1.0, 2.0], 2), collections.deque([1.0, 2]), collections.deque([1.0] * 9),
    collections.deque([1.0] * 12), collections.deque([(1.0, 2.0)] * 12),
    np.ones(()), np.ones(0), np.ones(1), np.ones(3), np.ones(4), np.ones(5), np.ones(7), np.ones(7, np.float32),
    np.ones(7, int), np.ones(7, complex), np.ones(7, bool), np.ones(7, object), np.ones(7, ">f8"),
    np.ones((7, 7)), np.ones((8, 9)),
    np.ones((1, 7)), np.ones((7, 1)), np.ones((3, 2)), np.ones((6, 7, 8)), np.ones((6, 1, 8)), np.ma.ones(7),
    np.ones(7, [("x", float)]), Mode.LINEAR, Mode.SQUARE, Level.LOW, Level.HIGH, (Mode.LINEAR, 1.0), (Mode.SQUARE, 1.0),
]  # fmt: skip


def fits(value, other):
    """Whether the tests made for one value let another through."""
    tests = Guards(frozenset({"x"}))
    text = " and ".join(tests.arguments({"x": value}))
    return bool(eval(text, {**tests.held}, {"x": other}))


@pytest.mark.parametrize("value", ZOO, ids=[f"{k}-{type(value).__name__}" for k, value in enumerate(ZOO)])
def test_tests_say_what_the_signature_says(value):
    assert fits(value, value)
    for other in ZOO:
        same = signature(value) == signature(other)
        strict = isinstance(value, dict) and type(value) is not type(other)  # a subclass goes the slow way
        assert fits(value, other) == (same and not strict), other


def outcome(call, *args, **kwargs):
    """What a call gives, as types and numbers, or the error's class."""
    try:
        found = call(*args, **kwargs)
    except Exception as error:
        return type(error)
    return [
        (type(leaf), str(np.asarray(leaf).dtype), np.asarray(leaf).tolist()) for leaf in srcad.tree.tree_leaves(found)
    ]


def product(x, scale=2.0):
    return np.sum(x * x) * scale


def named(x, *rest, power=2, **more):
    return np.sum(x**power) * sum(rest) * more.get("scale", 1.0)


VALUES = [1.5, 3, True, np.float64(1.5), np.float32(1.5), np.ones(3), np.ones(7), np.ones((7, 1)), np.ones(7, int),
          np.ones(7, np.float32), 1.5j, "text", None]  # fmt: skip


@pytest.mark.parametrize("first, second", list(itertools.permutations(range(len(VALUES)), 2)))
def test_any_argument_after_any_other(first, second):
    a, b = VALUES[first], VALUES[second]
    run = srcad.value_and_grad(renewed(product))
    plain = {id(v): outcome(product, v) for v in (a, b)}
    fresh = {id(v): outcome(srcad.value_and_grad(renewed(product)), v) for v in (a, b)}
    for value in (a, a, a, b, b, b, a, b):
        found = outcome(run, value)
        assert found == fresh[id(value)]
        if isinstance(found, list):
            assert found[:1] == plain[id(value)]


def renewed(function):
    """The same function as an object of its own, so that nothing is cached for it."""
    made = types.FunctionType(function.__code__, function.__globals__, function.__name__, function.__defaults__)
    made.__kwdefaults__ = function.__kwdefaults__
    return made


ITEMS = [(1.0, 2.0), [1.0, 2.0], {"a": 1.0}, Model(1.0), Plain(), None, np.sin]


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: type(item).__name__)
def test_long_lists_that_are_taken_apart(item):
    def f(x, items):
        return x * len([each for each in items if each is not x])

    derivative = srcad.value_and_grad(f)
    for length in (9, 10, 30, 12):
        assert derivative(2.0, [item] * length) == (2.0 * length, length)


def test_pairs_in_long_lists():
    def f(x, pairs):
        return sum(a * b for a, b in pairs) * x

    derivative = srcad.value_and_grad(f)
    for length in (9, 10, 30, 12):
        assert derivative(2.0, [(1.0, 2.0)] * length) == (4.0 * length, 2.0 * length)


def test_keywords_and_defaults_through_the_guard():
    run = srcad.grad(renewed(product))
    for _ in range(4):
        assert run(3.0) == 12.0
        assert run(3.0, 1.0) == 6.0
        assert run(x=3.0, scale=3.0) == 18.0
        assert run(scale=3.0, x=3.0) == 18.0
        with pytest.raises(TypeError):
            run()
        with pytest.raises(TypeError):
            run(3.0, 1.0, 2.0)
        with pytest.raises(TypeError):
            run(3.0, scales=1.0)


def test_starred_and_named_parameters_through_the_guard():
    run = srcad.grad(renewed(named))
    for _ in range(3):
        assert run(3.0, 1.0, 2.0) == 18.0
        assert run(3.0, 1.0) == 6.0
        assert run(3.0, 1.0, power=3) == 27.0
        assert run(3.0, 1.0, scale=2.0) == 12.0


def space(text, **names):
    """A module's namespace made from a text."""
    function = srcad.from_source(text, names)
    return function, function.__globals__


def test_parts_of_starred_parameters_are_entered_at_once():
    gradient = srcad.grad(lambda *q: np.sum(q[0] * q[1]), (0, 1))
    x = np.arange(6.0)
    for _ in range(5):
        np.testing.assert_array_equal(gradient(x, x + 1.0)[0], x + 1.0)
    assert gradient.entries
    assert gradient(2, 3.0) == (3.0, 2.0)  # an integer is made real, behind the guard
    assert gradient(x, x, x)[1] is not x


def test_a_helper_redefined():
    f, where = space("def f(x):\n    return helper(x) * 2.0\n", helper=lambda x: x * x)
    run = srcad.grad(f)
    assert [run(3.0) for _ in range(3)] == [12.0] * 3
    where["helper"] = lambda x: x
    assert [run(3.0) for _ in range(3)] == [2.0] * 3


def test_a_builtin_shadowed_and_uncovered():
    f, where = space("def f(x):\n    return abs(x)\n")
    run = srcad.grad(f)
    assert [run(-3.0) for _ in range(3)] == [-1.0] * 3
    where["abs"] = lambda x: 5.0 * x
    assert [run(-3.0) for _ in range(3)] == [5.0] * 3
    del where["abs"]
    assert [run(-3.0) for _ in range(3)] == [-1.0] * 3


def test_a_global_of_another_kind():
    f, where = space("def f(x):\n    return np.sum(x * scale)\n", np=np, scale=2.0)
    run = srcad.grad(f)
    for scale in (2.0, 3.0, np.ones((7, 7)), np.ones(4), 2, np.float32(0.5)):
        where["scale"] = scale
        assert [run(3.0) for _ in range(3)] == [np.sum(3.0 * scale) / 3.0] * 3


def test_a_closure_variable_rebound():
    factor = 2.0

    def f(x):
        return helper(x) * factor

    def helper(x):
        return x * x

    run = srcad.grad(f)
    assert [run(3.0) for _ in range(3)] == [12.0] * 3
    factor = np.ones(())
    assert [float(run(3.0)) for _ in range(3)] == [6.0] * 3

    helper = abs  # noqa: F811  # this is what is tested
    assert [float(run(3.0)) for _ in range(3)] == [1.0] * 3


def test_many_signatures_in_turn():
    run = srcad.grad(renewed(product))
    cases = [np.ones((7,) * rank) for rank in range(8)]
    for _ in range(4):
        for x in cases:
            assert np.array_equal(run(x), 4.0 * x)
            assert run(x).shape == x.shape


def test_threads_that_change_the_entry():
    run = srcad.grad(renewed(product))
    cases = [1.5, np.float64(1.5), np.ones(3), np.ones(7), np.ones((7, 7)), np.ones(7, np.float32)]
    wrong = []

    def work(shift):
        for k in range(300):
            x = cases[(k + shift) % len(cases)]
            if not np.array_equal(run(x), 4.0 * x) or type(run(x)) is not type(4.0 * x):
                wrong.append(x)

    threads = [threading.Thread(target=work, args=(shift,)) for shift in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_names_that_the_guard_could_mistake():
    f, _ = space("def f(type, len, otherwise, fits):\n    return type * len + otherwise * fits\n")
    run = srcad.grad(f, (0, 1, 2, 3))
    for _ in range(3):
        assert run(2.0, 3.0, 5.0, 7.0) == (3.0, 2.0, 7.0, 5.0)


def test_the_shown_line_is_the_line_that_runs():
    f, _ = space("def f(x):\n    y = x * x\n    return 1.0 / y\n")
    run = srcad.value_and_grad(f)
    run(1.0)
    run(1.0)
    with pytest.raises(ZeroDivisionError) as caught:
        run(0.0)
    last = traceback.extract_tb(caught.value.__traceback__)[-1]
    assert last.line == srcad.source(f, 0.0).splitlines()[last.lineno - 1].strip()
    assert "/" in last.line


def test_tangents_of_functions_with_named_parameters():
    for _ in range(4):
        assert srcad.jvp(named, (3.0, 1.0), (1.0, None)) == (9.0, 6.0)
        assert srcad.jvp(only_by_name, (3.0,), (1.0,)) == (6.0, 2.0)


def only_by_name(x, /, y=0.0, *, scale=2.0):
    return x * scale + y
