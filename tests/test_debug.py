"""Debug mode finds what is broken on purpose, reports inf and nan where they arise, and changes nothing else."""

import dataclasses
import math
import pathlib

import numpy as np
import pytest

import srcad
import srcad.ir
from srcad import runtime_debug
from srcad.analyse.save import Saver
from srcad.differentiate import arrange
from srcad.dispatch import forget
from tests.programs import harness
from tests.programs.test_programs import TABLES

EACH = 18  # every eighteenth row of each table
PENDING = (pathlib.Path(__file__).parent / "pending.txt").read_text(encoding="utf-8")
ROWS = [
    row
    for rows in TABLES.values()
    for k, row in enumerate(rows)
    if k % EACH == 0 or row.name in ("buffers_exchanged", "jacobi_iteration")
    if harness.runs(row) and f"-{row.name.replace(' ', '_')}]" not in PENDING
]


def root(a):
    x = a
    while abs(x * x - a) > 1e-12 * a:
        x = 0.5 * (x + a / x)
    return x


def power(x, n):
    y = x
    for _ in range(n):
        y = np.sin(y) * x
    return y


def stencil(u, n):
    for _ in range(n):
        u[1:-1] = u[1:-1] * u[2:] + u[:-2]
    return np.sum(u * u)


def recursive(x, n):
    return x if n == 0 else np.sin(recursive(x, n - 1)) * x


@pytest.mark.parametrize("row", [pytest.param(row, id=row.name.replace(" ", "_")) for row in ROWS])
def test_nothing_is_found_where_nothing_is_wrong(row):
    with np.errstate(all="ignore"):
        value, pullback = srcad.vjp(row.function, *row.args, argnums=row.argnums)
        checked, again = srcad.vjp(row.function, *row.args, argnums=row.argnums, debug=True)
        harness.assert_same(value, checked, "value")
        seed = harness.random_like(value, 1)
        wanted = harness.flat(pullback(seed))
        for _ in range(2):
            np.testing.assert_allclose(harness.flat(again(seed)), wanted, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    "function, args", [(root, (2.0,)), (power, (0.7, 4)), (stencil, (np.ones(6), 3)), (recursive, (0.7, 3))]
)
def test_all_ways_to_ask(function, args):
    value, gradient = srcad.value_and_grad(function, debug=True)(*args)
    wanted = srcad.value_and_grad(function)(*args)
    assert value == wanted[0]
    np.testing.assert_allclose(gradient, wanted[1], rtol=1e-12)
    np.testing.assert_allclose(srcad.grad(function, debug=True)(*args), wanted[1], rtol=1e-12)
    decorated = srcad.differentiate(function, debug=True)
    np.testing.assert_allclose(decorated.grad(*args), wanted[1], rtol=1e-12)
    assert "debug.same" in decorated.source(*args)
    assert "debug.same" not in srcad.source(function, *args)


def test_a_variable_may_be_called_debug():
    def f(debug, trace):
        for _ in range(2):
            debug = math.sin(debug) * trace
        return debug

    assert srcad.grad(f, debug=True)(0.3, 0.7) == srcad.grad(f)(0.3, 0.7)


# ------------------------------------------------------------ broken on purpose
@pytest.fixture
def broken(monkeypatch):
    """What breaks a part of srcad, all being compiled anew before and after."""
    forget()
    yield monkeypatch.setattr
    forget()


def test_finds_a_value_that_was_not_saved(broken):
    decide = Saver.decide
    broken(Saver, "decide", lambda self, lost, gone, state: decide(self, lost - {"y"}, gone, state))
    assert srcad.grad(power)(0.7, 4) != pytest.approx(0.01)  # a number comes out, and nobody would know
    with pytest.raises(srcad.InternalError, match=r"power:\d+, the backward sweep reads `y`") as info:
        srcad.grad(power, debug=True)(0.7, 4)
    assert "y = np.sin(y) * x" in "\n".join(info.value.__notes__)


def test_finds_memory_that_was_not_saved(broken):
    broken(Saver, "part_written", lambda self, stmt: None)
    with pytest.raises(srcad.InternalError, match="the backward sweep reads"):
        srcad.grad(stencil, debug=True)(np.linspace(0.5, 1.5, 6), 3)


def test_finds_a_value_overwritten_on_the_stack(broken):
    broken(Saver, "former", lambda self, part: srcad.ir.Call("[]", (part.base, part.index)))
    with pytest.raises(srcad.InternalError, match="overwritten while it was on the stack"):
        srcad.grad(stencil, debug=True)(np.linspace(0.5, 1.5, 6), 3)


def test_finds_what_is_left_on_a_stack(broken):
    sweep = arrange.forward_sweep

    def once_more(plan, *rest):
        pushes = [s for s in srcad.ir.statements(sweep(plan, *rest)) if isinstance(s, srcad.ir.Push) and s.site]
        first = [dataclasses.replace(push, value=srcad.ir.Const(0.0)) for push in pushes if push.stack == "y_stack"]
        return (*first, *sweep(plan, *rest))

    broken(arrange, "forward_sweep", once_more)
    with pytest.raises(srcad.InternalError, match=r"1 of what was pushed on y_stack is left, .* at power:\d+"):
        srcad.grad(power, debug=True)(0.7, 4)


def test_finds_a_wrong_entry_and_a_wrong_way():
    with pytest.raises(srcad.InternalError, match="pushed at f:3, where one pushed at f:4 or f:5 is wanted"):
        runtime_debug.untagged(runtime_debug.tagged(1.0, "f:3"), "f:4", "f:5")
    with pytest.raises(srcad.InternalError, match="comes to f:4 where the forward sweep was at f:3"):
        runtime_debug.same([runtime_debug.noted("f:3", x=1.0)], "f:4", x=1.0)
    with pytest.raises(srcad.InternalError, match="once more"):
        runtime_debug.same([], "f:4", x=1.0)


# ------------------------------------------------------------ inf and nan
def test_reports_the_line_that_made_an_adjoint_infinite():
    def f(x):
        y = x * 2
        z = np.sqrt(y - 2.0)
        return np.sum(z * x)

    with np.errstate(all="ignore"):
        with pytest.raises(srcad.NotFinite) as info:
            srcad.grad(f, debug=True)(np.array([2.0, 1.0]))
        assert not np.all(np.isfinite(srcad.grad(f)(np.array([2.0, 1.0]))))
    message = str(info.value)
    assert "became inf in an array of shape (2,)" in message
    assert "z = np.sqrt(y - 2.0)\n    ^^^^" in message
    assert isinstance(info.value, ArithmeticError)


def test_reports_nan_in_a_loop_and_in_a_pullback():
    def f(x, n):
        for k in range(n):
            x = x * math.exp(x) if k < 2 else (x - x) / (x - x + 1e-320)
        return x

    with np.errstate(all="ignore"), pytest.raises(srcad.NotFinite, match=r"x = x \* math.exp\(x\) if"):
        srcad.grad(f, debug=True)(0.5, 3)
    _, pullback = srcad.vjp(root, 2.0, debug=True)
    with pytest.raises(srcad.NotFinite, match="nan"):
        pullback(math.nan)


def test_conventions_are_finite():
    def f(x):
        return np.sum(np.where(x > 0, np.log(x), 0.0)) + np.linalg.norm(x * 0)

    with np.errstate(all="ignore"):
        assert np.all(np.isfinite(srcad.grad(f, debug=True)(np.array([2.0, 0.0]))))
