"""`check_grads(..., locate=True)` finds the statement whose derivative was made wrong on purpose."""

import math

import numpy as np
import pytest

import srcad
from srcad.analyse.save import Saver
from srcad.dispatch import forget
from tests.programs import harness
from tests.programs.test_programs import TABLES


class Functions:
    """Functions with wrong rules; a class, so that no rule of another test goes by the same name."""

    @staticmethod
    def square_off(x):
        return x * x

    @staticmethod
    def adjoint_off(x):
        return np.sin(x)

    @staticmethod
    def product_off(a, b):
        return a * b


square_off, adjoint_off, product_off = Functions.square_off, Functions.adjoint_off, Functions.product_off
srcad.rule("square_off(x)", "g * 2.1 * x", function=square_off)
srcad.rule(
    "adjoint_off(x)", sort="general", jvp=("g * np.cos(x)",), vjp=("g * np.cos(x) + 1e-3",), function=adjoint_off
)
srcad.rule("product_off(a, b)", "g * b", "g * a * 1.01", function=product_off)


def straight(x):
    y = np.sin(x)
    z = square_off(y) + y  # here
    return z * x


def in_a_loop(x, n):
    y = x
    for k in range(n):
        y = np.tanh(y) * x
        if k % 2:
            y = y + square_off(x)  # here
    return y


def in_a_helper(p):
    def smooth(q):
        r = q[1:] + q[:-1]
        return adjoint_off(r)  # here

    return np.sum(smooth(p * 2) * p[0])


def in_a_while(x):
    while x < 10:
        x = product_off(x, 1.5 + 0.1 * x)  # here
    return x


def through_memory(u, n):
    for _ in range(n):
        u[1:-1] = u[2:] * u[:-2]
        u[0] = square_off(u[1])  # here
    return np.sum(u * u)


def in_a_parameter(p):
    w = p["w"] * 2.0
    b = square_off(p["b"])  # here
    return np.sum(w) * b


def two_are_wrong(x):
    y = square_off(x)  # here
    return square_off(y)


CASES = [
    (straight, (0.7,)), (in_a_loop, (0.3, 4)), (in_a_helper, (np.array([0.3, 0.5, 0.9]),)), (in_a_while, (1.5,)),
    (through_memory, (np.linspace(0.5, 1.5, 6), 2)), (in_a_parameter, ({"w": np.ones(2), "b": 1.5},)),
    (two_are_wrong, (0.7,)),
]  # fmt: skip


def marked(function):
    """The number of the line that ends with `# here`."""
    with open(__file__, encoding="utf-8") as file:
        lines = file.read().splitlines()
    start = function.__code__.co_firstlineno
    return next(n for n, line in enumerate(lines, 1) if n >= start and "# here" in line)


@pytest.mark.parametrize("function, args", CASES, ids=lambda v: getattr(v, "__name__", ""))
@pytest.mark.parametrize("modes", [("fwd", "rev"), ("rev",)], ids=str)
def test_the_statement_is_found(function, args, modes):
    with pytest.raises(srcad.CheckFailed) as info:
        srcad.check_grads(function, args, order=1, modes=modes, locate=True)
    error = info.value
    assert error.origin is not None, str(error)
    assert error.origin.line == marked(function), str(error)
    text = error.origin.source.strip().partition("  #")[0]
    assert text in str(error)
    assert "_off(" in error.origin.source[error.origin.column : error.origin.end_column]
    assert "but differences give" in error.why


def test_without_it_only_the_function_is_named():
    with pytest.raises(srcad.CheckFailed) as info:
        srcad.check_grads(straight, (0.7,), order=1)
    assert info.value.origin is None


def test_an_adjoint_that_is_wrong_only_as_a_whole(monkeypatch):
    """Where a value is not saved, each statement is right, but the slice up to the one that loses it is not."""

    def overwrites(x):
        y = x
        for _ in range(3):
            y = math.sin(y) * x
        z = y * 2.0
        return z * x

    decide = Saver.decide
    monkeypatch.setattr(Saver, "decide", lambda self, lost, gone, state: decide(self, lost - {"y"}, gone, state))
    forget()
    with pytest.raises(srcad.CheckFailed) as info:
        srcad.check_grads(overwrites, (0.7,), order=1, modes=("rev",), locate=True)
    forget()
    assert info.value.origin.text.startswith("for _ in range(3)"), str(info.value)
    assert "each of which is right by itself" in str(info.value)


ROWS = [row for rows in TABLES.values() for row in rows[::40] if harness.runs(row) and row.order > 1]


@pytest.mark.parametrize("row", [pytest.param(row, id=row.name.replace(" ", "_")) for row in ROWS])
def test_nothing_is_found_where_nothing_is_wrong(row):
    from srcad.api import dispatcher
    from srcad.callables import primal_of
    from srcad.locate import locate

    found = locate(dispatcher(primal_of(row.function), "vjp", row.argnums), row.args, 1e-4, 1e-6)
    assert found is None, f"{found.what} {found.origin} {found.found} {found.expected}"


def changed_through_a_view(x, y):
    z = x * 1.0
    part = z[1:]
    part += y
    part *= 2.0
    return np.sum(z * z * part[0])


def test_nothing_is_found_in_writes_through_views():
    from srcad.api import dispatcher
    from srcad.callables import primal_of
    from srcad.locate import locate

    run = dispatcher(primal_of(changed_through_a_view), "vjp", (0, 1))
    assert locate(run, (np.arange(1.0, 5.0), np.arange(1.0, 4.0)), 1e-4, 1e-6) is None
