"""Objects, dicts and namespaces from outside: what is in them is read where it is used, and its kinds are known."""

import functools
import re
import types
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest

import srcad


@dataclass
class Constants:
    gravity: float = 9.81
    density: float = 1.2


class Dense:
    def __init__(self, n, m, seed):
        generator = np.random.default_rng(seed)
        self.weights = generator.normal(size=(n, m))
        self.bias = generator.normal(size=m)

    def __call__(self, x):
        return np.tanh(x @ self.weights + self.bias)


class Network:
    def __init__(self):
        self.layers = [Dense(3, 4, 0), Dense(4, 2, 1)]
        self.options = {"scale": 2.0, "kind": "sum"}

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x * self.options["scale"]

    def loss(self, x):
        y = self(x)
        return np.sum(y**2) + np.sum(self.layers[0].weights ** 2)


CONSTANTS = Constants()
NETWORK = Network()
SPACE = types.SimpleNamespace(factor=2.0, matrix=np.array([[1.0, 0.5, 0.2], [0.1, 2.0, 0.3], [0.4, 0.2, 1.5]]))
TABLE = {"rate": 0.3, "weights": np.array([0.5, -1.0, 2.0])}


def network_and_constants(x):
    return np.sum(NETWORK(x)) * CONSTANTS.gravity / CONSTANTS.density


def space_in_a_loop(x):
    s = 0.0
    for i in range(len(x)):
        s += SPACE.matrix[i, i] * x[i] ** 2 * SPACE.factor
    return s


def table_and_space(x):
    return np.sum(TABLE["weights"] * x) ** 2 * TABLE["rate"] + np.sum(SPACE.matrix @ x)


def made_by_a_closure():
    options = {"weights": np.array([1.0, 2.0, 3.0]), "power": 2.0}

    def inner(x):
        return np.sum(options["weights"] * x) ** options["power"]

    return inner


PROGRAMS = [network_and_constants, space_in_a_loop, table_and_space, made_by_a_closure(), NETWORK.loss]
X = np.array([0.3, -0.7, 1.1])
ALONG = np.array([0.6, 0.2, -0.5])


def slope(function, x, step=1e-6):
    return (function(x + step * ALONG) - function(x - step * ALONG)) / (2 * step)


@pytest.mark.parametrize("function", PROGRAMS, ids=lambda f: f.__name__)
def test_derivatives(function):
    value, gradient = srcad.value_and_grad(function)(X)
    assert value == function(X)
    assert gradient @ ALONG == pytest.approx(slope(function, X), rel=1e-7)
    assert srcad.jvp(function, (X,), (ALONG,))[1] == pytest.approx(slope(function, X), rel=1e-7)
    srcad.check_grads(function, (X,), order=2)


@pytest.mark.parametrize("function", PROGRAMS[:3] + PROGRAMS[4:], ids=lambda f: f.__name__)
def test_known_kinds_make_plain_code(function):
    text = srcad.source(function, X)
    assert not re.search(r"unbroadcast|matmul_|expand|check_|copied|np\.copy", text), text


def test_other_kinds_are_compiled_anew(monkeypatch):
    gradient = srcad.grad(table_and_space)
    first = gradient(X)
    monkeypatch.setitem(TABLE, "weights", 2.0)
    assert gradient(X) @ ALONG == pytest.approx(slope(table_and_space, X), rel=1e-7)
    monkeypatch.setitem(TABLE, "weights", np.array([[1.0, 2.0, 3.0], [0.5, 0.1, 0.7]]))
    monkeypatch.setitem(TABLE, "rate", np.float32(0.5))
    monkeypatch.setattr(SPACE, "matrix", np.array([[1.0, 2.0, 3.0]]))
    assert gradient(X) @ ALONG == pytest.approx(slope(table_and_space, X), rel=1e-6)
    monkeypatch.undo()
    assert np.array_equal(gradient(X), first)


def test_layers_are_added(monkeypatch):
    gradient = srcad.grad(network_and_constants)
    gradient(X)
    monkeypatch.setattr(NETWORK, "layers", [*NETWORK.layers, Dense(2, 2, 3)])
    assert gradient(X) @ ALONG == pytest.approx(slope(network_and_constants, X), rel=1e-7)


def rebinds_what_it_reads(x):
    y = SPACE.matrix @ x
    SPACE.matrix = np.ones(3)
    z = np.sum(SPACE.matrix * x)
    return np.sum(y) * z


def test_an_attribute_that_the_function_rebinds(monkeypatch):
    before = SPACE.matrix
    monkeypatch.setattr(SPACE, "matrix", before)
    expected = np.sum(before, axis=0) * np.sum(X) + np.sum(before @ X)
    for derivative in (srcad.grad(rebinds_what_it_reads), lambda x: np.array([tangent(x, e) for e in np.eye(3)])):
        SPACE.matrix = before
        try:
            found = derivative(X)
        except srcad.UnsupportedSyntax:
            continue
        assert found == pytest.approx(expected, rel=1e-12)


def tangent(x, along):
    SPACE.matrix = MATRIX
    return srcad.jvp(rebinds_what_it_reads, (x,), (along,))[1]


MATRIX = SPACE.matrix


NUMBERS = [1.0, 2.0, 3.0, 4.0]


def turns_a_list_around(x):
    NUMBERS.reverse()
    return x[0] * NUMBERS[1]


def test_a_list_that_the_function_turns_around():
    gradient = srcad.value_and_grad(turns_a_list_around)
    for _ in range(2):
        NUMBERS[:] = [1.0, 2.0, 3.0, 4.0]
        value, found = gradient(X)
        assert value == X[0] * 3.0
        assert np.array_equal(found, [3.0, 0.0, 0.0])


class Counted:
    def __init__(self):
        self.calls, self.factor, self.parts = 0, 2.0, types.SimpleNamespace(last=0, shape=None)

    def __call__(self, x):
        self.calls += 1
        self.parts.last = self.calls * 2
        self.parts.shape = x.shape
        return np.sum(x * x) * self.factor


class Growing(Counted):
    def __call__(self, x):
        for _ in range(2):
            self.calls += 1
            self.fresh = 3
        return np.sum(x * x) * self.calls * self.fresh + self.parts.last


COUNTED, GROWING = Counted(), Growing()


def calls_a_counter(x):
    return COUNTED(x) * COUNTED(np.sin(x))


def calls_a_growing_one(x):
    return GROWING(x) * x[1]


@pytest.mark.parametrize(("function", "obj"), [(calls_a_counter, COUNTED), (calls_a_growing_one, GROWING)])
def test_objects_that_count_their_calls(function, obj):
    def anew(call):
        obj.__init__()
        obj.__dict__.pop("fresh", None)
        return call()

    def primal(x):
        return anew(lambda: function(x))

    value, expected = primal(X), slope(primal, X)
    count, last = obj.calls, obj.parts.last
    for _ in range(3):
        found, gradient = anew(lambda: srcad.value_and_grad(function)(X))
        assert found == value
        assert gradient @ ALONG == pytest.approx(expected, rel=1e-7)
        assert (obj.calls, obj.parts.last) == (count, last)
        assert anew(lambda: srcad.grad(function)(X)) @ ALONG == pytest.approx(expected, rel=1e-7)
        assert anew(lambda: srcad.jvp(function, (X,), (ALONG,)))[1] == pytest.approx(expected, rel=1e-7)
        assert anew(lambda: srcad.vjp(function, X)[1](1.0))[0] @ ALONG == pytest.approx(expected, rel=1e-7)


class Node:
    made, halved = 0, 2.0

    def __init__(self, value):
        self.value, self.number = value, Node.made
        Node.made += 1

    def __mul__(self, other):
        return Node(self.value * other.value)

    @classmethod
    def half(cls, x):
        cls.halved *= 0.5
        return x * cls.halved


def numbered_nodes(x):
    a, b = Node(x[0]), Node(np.sin(x[1]))
    c = a * b * a
    return c.value * c.number + Node.made * x[2]


def attributes_in_a_loop(x):
    y = x[0]
    for i in range(3):
        y = Node.half(y * np.cos(x[i])) + Node(y).value
        if i == 1:
            Node.made = 7
    return y * Node.made


def counts_its_calls(x):
    counts_its_calls.calls += 1
    return np.sum(x * x) * counts_its_calls.calls


counts_its_calls.calls = 0


def remembered(n):
    if n not in remembered.table:
        remembered.table[n] = np.linspace(0.0, 1.0, n)
    return remembered.table[n]


remembered.table = {}


def tables_of_a_function(x):
    return np.sum(remembered(3) * x) * np.sum(remembered(4) ** 2 * x[0]) * np.sum(remembered(3) + x)


def as_at_first():
    Node.made, Node.halved, counts_its_calls.calls = 0, 2.0, 0
    remembered.table.clear()


def as_is():
    return Node.made, Node.halved, counts_its_calls.calls, sorted(remembered.table)


ASSIGNING = [numbered_nodes, attributes_in_a_loop, counts_its_calls, tables_of_a_function]


@pytest.mark.parametrize("function", ASSIGNING, ids=lambda f: f.__name__)
def test_attributes_of_classes_and_functions_that_are_assigned(function):
    def anew(call):
        as_at_first()
        return call()

    def primal(x):
        return anew(lambda: function(x))

    expected, value = slope(primal, X), primal(X)
    after = as_is()
    for _ in range(3):
        found, gradient = anew(lambda: srcad.value_and_grad(function)(X))
        assert (found, as_is()) == (value, after)
        assert gradient @ ALONG == pytest.approx(expected, rel=1e-7)
        assert anew(lambda: srcad.grad(function)(X)) @ ALONG == pytest.approx(expected, rel=1e-7)
        assert anew(lambda: srcad.jvp(function, (X,), (ALONG,)))[1] == pytest.approx(expected, rel=1e-7)
        assert anew(lambda: srcad.vjp(function, X)[1](1.0))[0] @ ALONG == pytest.approx(expected, rel=1e-7)
    srcad.grad(function)(X)
    function(X)
    twice = primal(X), function(X)
    assert anew(lambda: srcad.value_and_grad(function)(X))[0] == twice[0]
    assert srcad.value_and_grad(function)(X)[0] == twice[1]


def reads_what_it_counts(x):
    y = np.sin(x[0]) * COUNTED.calls
    COUNTED.calls += 1
    return y * y


def counts_by_another_way(x):
    y = np.sin(x[0]) * TWICE.first.calls
    TWICE.second.calls += 1
    return y * y


TWICE = types.SimpleNamespace(first=COUNTED, second=COUNTED)


@pytest.mark.parametrize("function", [reads_what_it_counts, counts_by_another_way])
def test_what_is_read_before_it_is_counted(function):
    with pytest.raises(srcad.UnsupportedSyntax, match="outside"):
        srcad.grad(function)(X)


# ------------------------------------------------------------ namespaces as arguments
def of_a_namespace(p):
    return np.sum(p.matrix**2) * p.factor + p.inner.rate


def test_namespaces_are_trees():
    inner = types.SimpleNamespace(rate=2.0)
    p = types.SimpleNamespace(matrix=np.array([1.0, 2.0]), factor=3.0, inner=inner)
    found = srcad.grad(of_a_namespace)(p)
    assert type(found) is types.SimpleNamespace
    assert list(vars(found)) == ["matrix", "factor", "inner"]
    assert np.array_equal(found.matrix, [6.0, 12.0])
    assert found.factor == 5.0
    assert found.inner.rate == 1.0
    srcad.check_grads(of_a_namespace, (p,), order=2)


def made_inside(x):
    state = types.SimpleNamespace(position=x, speed=0.5 * x)
    for _ in range(3):
        state.speed -= 0.1 * state.position
        state.position = state.position + 0.2 * state.speed
    return state.position * state.speed


def test_namespaces_made_inside():
    srcad.check_grads(made_inside, (0.7,), order=2)


# ------------------------------------------------------------ pullbacks, and what changes after they were made
STATE = types.SimpleNamespace(factor=2.0, count=3, weights=np.ones(3), rows=[1.0, 0.5, 2.0], table={"n": 2.0})
WEIGHTS = np.array([1.0, 2.0, 3.0])


class Setting:
    rate = 0.5


def of_much_outside(x):
    y = np.sum(np.sin(x * WEIGHTS) * STATE.weights) * STATE.factor * STATE.table["n"]
    if STATE.factor > 1.0:
        y = y * Setting.rate
    for k in range(STATE.count):
        y = y * np.cos(y) * STATE.rows[k]
    return y


def powers(x, n):
    y, found = x, []
    for _ in range(n):
        found.append(y)
        y = y * x
    return sum(found) * y


def test_a_pullback_is_of_the_point_where_it_was_made(monkeypatch):
    monkeypatch.setattr(Setting, "rate", 0.5)
    value, pullback = srcad.vjp(of_much_outside, X)
    (first,) = pullback(1.0)
    STATE.factor, STATE.count, Setting.rate, STATE.table["n"] = -1.0, 5, 7.0, 9.0
    try:
        for array in (STATE.weights, WEIGHTS):
            array += 4.0
        STATE.rows[:] = [9.0, 9.0, 9.0]
        assert np.array_equal(pullback(1.0)[0], first)
    finally:
        for array in (STATE.weights, WEIGHTS):
            array -= 4.0
        STATE.factor, STATE.count, STATE.table["n"], STATE.rows[:] = 2.0, 3, 2.0, [1.0, 0.5, 2.0]
        Setting.rate = 0.5
    assert value == of_much_outside(X)
    assert first @ ALONG == pytest.approx(
        (of_much_outside(X + 1e-6 * ALONG) - of_much_outside(X - 1e-6 * ALONG)) / 2e-6
    )


def filled_from_outside(x):
    y, out = x * WEIGHTS, np.zeros(3)
    for i in range(STATE.count):
        out[i] = y[i] * STATE.factor
        y[i] = out[i] ** 2
        y = y * x + out
    return y


def filled_from_an_object(state, x):
    y, out = x * state.weights, np.zeros(3)
    for i in range(state.count):
        out[i] = y[i] * state.factor
        y[i] = out[i] ** 2
        y = y * x + out
    return y


@pytest.mark.parametrize("before", [0, 1])
@pytest.mark.parametrize("given", [(filled_from_outside, X), (filled_from_an_object, STATE, X)])
def test_a_pullback_that_works_in_its_memory_is_of_the_point_where_it_was_made(given, before):
    function, *args = given
    seed = np.array([1.0, -1.0, 2.0])
    (first,) = srcad.vjp(function, *args, argnums=(len(args) - 1,))[1](seed)
    _, pullback = srcad.vjp(function, *args, argnums=(len(args) - 1,))
    for _ in range(before):
        pullback(seed)
    STATE.factor, STATE.count = -1.0, 2
    try:
        for array in (STATE.weights, WEIGHTS):
            array += 4.0
        for _ in range(2):
            assert np.array_equal(pullback(seed)[0], first)
    finally:
        for array in (STATE.weights, WEIGHTS):
            array -= 4.0
        STATE.factor, STATE.count = 2.0, 3


def test_arrays_on_stacks_are_the_pullbacks_own():
    x = X.copy()
    value, pullback = srcad.vjp(powers, x, 3)
    first = pullback(np.ones(3))[0].copy()
    x += 1.0
    value *= 2.0
    assert np.array_equal(pullback(np.ones(3))[0], first)
    assert np.array_equal(first, srcad.vjp(powers, X, 3)[1](np.ones(3))[0])


# ------------------------------------------------------------ calls that stay as they are, and what they change outside
FIELD = np.zeros(3)
HISTORY = [1.0]
SEEN = {"n": 0}
HOLDER = types.SimpleNamespace(rows=[])


class Tuned:
    rate = 2.0

    @classmethod
    def halve(cls):
        cls.rate = cls.rate / 2.0


class Finer(Tuned):
    pass


def fill(k):
    FIELD[:] = k + 1.0


def fill_later(k):
    return fill(k)


def remember():
    HISTORY.append(3.0)


def count():
    SEEN["n"] += 1


def reads_an_array_that_a_helper_fills(x):
    s = 0.0
    for k in range(3):
        fill(k)
        s = s + np.sum(FIELD * x * x)
    return s


def reads_one_that_is_filled_further_down(x):
    y = FIELD * x
    fill_later(2)
    return np.sum(y * x)


def reads_a_list_that_a_helper_extends(x):
    remember()
    return x[0] * len(HISTORY) * HISTORY[-1]


def reads_an_attribute_that_a_method_changes(x):
    Tuned.halve()
    return np.sum(x) * Tuned.rate


def reads_one_that_its_class_inherits(x):
    Finer.halve()
    return np.sum(x) * Finer.rate


def changes_what_it_put_outside(x):
    HOLDER.rows = []
    HOLDER.rows.append(2.0)
    return x[0] * sum(HOLDER.rows)


def counts_beside(x):
    count()
    return np.sum(np.sin(x))


@pytest.fixture
def kept():
    before = FIELD.copy(), list(HISTORY), dict(SEEN)
    yield
    FIELD[:], HISTORY[:] = before[0], before[1]
    SEEN.update(before[2])
    Tuned.rate, HOLDER.rows = 2.0, []


@pytest.mark.parametrize(
    "function",
    [
        reads_an_array_that_a_helper_fills, reads_one_that_is_filled_further_down, reads_a_list_that_a_helper_extends,
        reads_one_that_its_class_inherits, changes_what_it_put_outside,
    ],
    ids=lambda f: f.__name__,
)  # fmt: skip
@pytest.mark.usefixtures("kept")
def test_what_cannot_be_followed_is_refused(function):
    for derivative in (srcad.grad(function), lambda x: srcad.jvp(function, (x,), (ALONG,))):
        with pytest.raises(srcad.UnsupportedSyntax):
            derivative(X)


@pytest.mark.usefixtures("kept")
def test_what_a_method_changes_is_read_afterwards():
    assert np.array_equal(srcad.grad(reads_an_attribute_that_a_method_changes)(X), np.ones(3))
    assert Tuned.rate == 1.0
    value, gradient = srcad.value_and_grad(counts_beside)(X)
    assert value == np.sum(np.sin(X))
    assert np.array_equal(gradient, np.cos(X))
    assert SEEN["n"] == 1


def remembers_its_calls(x):
    SEEN["n"] += 1
    return x * x * SEEN["n"]


def sum_that_remembers(x):
    return np.sum(remembers_its_calls(x))


def counts_only(x):
    SEEN["n"] += 1
    return np.sum(x**3)


def with_an_inner_gradient(x):
    return srcad.grad(sum_that_remembers)(x) @ x


@pytest.mark.usefixtures("kept")
def test_derivatives_that_would_call_a_function_again():
    assert np.array_equal(srcad.jacrev(remembers_its_calls)(X), np.diag(2 * X))
    for derivative in (srcad.jacfwd(remembers_its_calls), srcad.hessian(sum_that_remembers)):
        with pytest.raises(srcad.KindError, match="changes"):
            derivative(X)
    with pytest.raises(srcad.UnsupportedSyntax, match="taken inside"):
        srcad.vjp(srcad.grad(sum_that_remembers), X)
    with pytest.raises(srcad.UnsupportedSyntax, match="taken inside"):
        srcad.grad(with_an_inner_gradient)(X)
    assert srcad.hessian(counts_only)(X) == pytest.approx(np.diag(6 * X))


def weighted(x, factors):
    s = 0.0
    for k in range(len(factors)):
        s += x * factors[k] * x
    return s


def test_a_list_is_the_pullbacks_own():
    factors = [1.0, 2.0, 3.0] * 5
    pullback = srcad.vjp(weighted, 0.7, factors, argnums=0)[1]
    first = pullback(1.0)
    factors[0] = 99.0
    assert pullback(1.0) == first


CALLS = []


@functools.lru_cache
def costly(n):
    CALLS.append(n)
    return np.arange(float(n))


def test_a_cache_goes_on_to_save_time():
    slope = srcad.grad(lambda x, n: np.sum(costly(n) * x))
    assert [slope(2.0, n) for n in (3, 4, 3, 4)] == [3.0, 6.0, 3.0, 6.0]
    assert CALLS == [3, 4]


DATA = np.array([1.0, 2.0, 3.0])


def first_numbers(n):
    return DATA[:n] * 1.0


first_numbers_kept = functools.lru_cache(first_numbers)


def test_a_function_is_called_beside_its_cache(monkeypatch):
    def kept_first(x):
        return np.sum(first_numbers_kept(3) * x) + np.sum(first_numbers(3) * x)

    def kept_last(x):
        return np.sum(first_numbers(3) * x) + np.sum(first_numbers_kept(3) * x)

    slopes = [srcad.grad(f) for f in (kept_first, kept_last)]
    assert [slope(1.0) for slope in slopes] == [12.0, 12.0]
    monkeypatch.setitem(globals(), "DATA", np.full(3, 5.0))
    assert [slope(1.0) for slope in slopes] == [kept_first(1.0), kept_last(1.0)] == [21.0, 21.0]


POWERS, NAMES, FIXED = {1.0, 2.0}, {"a", "b"}, frozenset({1.0, 3.0})


class Powers:
    held: ClassVar[set[float]] = {1.0, 2.0}


def powers_in_a_loop(x):
    s = 0.0
    for p in POWERS:
        s += x**p
    return s


def powers_in_order(x):
    return sum(x**p for p in sorted(POWERS)) + x * len(POWERS) + sum(p * x for p in FIXED)


def powers_of_a_class(x):
    return sum(p * x for p in Powers.held)


def powers_by_default(x, powers=POWERS):
    return sum(powers) * x + x


def keys_by_name(x):
    return sum({"a": x, "b": 2 * x, "c": 5 * x}[name] for name in NAMES)


def powers_there(x):
    return (x if POWERS else 2 * x) + (x * x if POWERS and x > 0 else x) + (x if POWERS == {1.0, 2.0} else 3 * x)


@pytest.mark.parametrize(
    "function",
    [powers_in_a_loop, powers_in_order, powers_of_a_class, powers_by_default, keys_by_name, powers_there],
)
def test_a_set_is_what_it_is_by_now(function, monkeypatch):
    both = srcad.value_and_grad(function)

    def assert_right():
        value, slope = both(0.7)
        assert value == function(0.7)
        np.testing.assert_allclose(slope, (function(0.7 + 1e-6) - function(0.7 - 1e-6)) / 2e-6, rtol=1e-8, atol=1e-9)

    numbers = [{1.0, 2.0}, {1.0, 2.0, 5.0}, {2.0, 5.0}, set(), {1}, {True}]
    try:
        for k, members in enumerate(numbers):
            for held in (POWERS, Powers.held):
                held.clear()
                held.update(members)
            NAMES.symmetric_difference_update("abc"[k % 3])
            assert_right()
            assert_right()
    finally:
        for held in (POWERS, Powers.held):
            held.clear()
            held.update(numbers[0])


def test_points_and_weights_are_known_to_be_vectors():
    def quadrature(a, n):
        x, w = np.polynomial.legendre.leggauss(n)
        total = 0.0
        for i in range(n):
            total += w[i] * np.exp(a * x[i])
        return total

    assert "unbroadcast" not in srcad.source(quadrature, 2.0, 4)


COEFFICIENTS = [1, 0.5, 0.25, 2]
TABLEAU = [[], [0.5], [0.0, 0.75], [0.2, 1, 0.3]]
STEPS = [np.array([0.1, 0.2]), np.array([0.3, 0.4])]


def weighted_stages(y, n):
    stages = []
    for i in range(n):
        point = y
        for j in range(i):
            point = point + TABLEAU[i][j] * stages[j]
        stages.append(np.sin(point))
    total = y
    for i in range(n):
        total = total + COEFFICIENTS[i] * stages[i]
    return np.sum(total)


def weighted_by_argument(x, weights, n):
    total = x * 0.5
    for i in range(n):
        total = total + weights[i] * x * x
    return np.sum(total)


def steps_in_turn(x, n):
    for i in range(n):
        x = x * x + STEPS[i % 2]
    return np.sum(x)


@pytest.mark.parametrize(
    ("function", "args"),
    [
        (weighted_stages, (np.array([0.3, 0.8]), 4)),
        (weighted_by_argument, (np.array([0.3, 0.8]), COEFFICIENTS, 3)),
        (weighted_by_argument, (np.array([0.3, 0.8]), tuple(COEFFICIENTS), 3)),
        (weighted_by_argument, (0.3, [1, 2, 3], 3)),
        (steps_in_turn, (np.array([0.3, 0.8]), 3)),
    ],
)
def test_elements_of_lists_have_kinds(function, args):
    assert not re.search(r"unbroadcast|np\.sum\(b", srcad.source(function, *args))
    srcad.check_grads(function, args, order=2)


def picked(places, a, b, w):
    total = np.zeros(len(w))
    np.add.at(total, places, a)
    np.add.at(total, places, b)
    return np.sum(total * w)


def test_what_an_index_picks_is_handed_out_as_it_is():
    args = np.array([0, 2, 2]), np.ones(3), np.ones(3), np.arange(4.0)
    assert "np.copy" not in srcad.source(picked, *args, argnums=1, mode="grad")
    found = srcad.grad(picked, (1, 2))(*args)
    np.testing.assert_array_equal(found[0], args[3][args[0]])
    np.testing.assert_array_equal(found[1], found[0])
    assert not np.shares_memory(*found)


def averaged(x, m, betas=(0.9, 0.25), weights=np.array([1.0, 2.0, 3.0])):  # noqa: B008 (what is made once)
    return (betas[0] * m + (1 - betas[0]) * x * weights) / (1 - betas[1])


def averaged_in_turn(x, n):
    m = np.zeros(3)
    for _ in range(n):
        m = averaged(x, m)
    return np.sum(np.sin(m))


def test_defaults_of_helpers_are_literals_or_have_the_names_of_parameters():
    text = srcad.source(averaged_in_turn, np.ones(3), 2, mode="grad")
    assert "0.9 * m" in text
    assert "(1 - 0.9)" in text
    assert "* weights" in text
    srcad.check_grads(averaged_in_turn, (np.array([0.1, -0.2, 0.3]), 2), argnums=0)
