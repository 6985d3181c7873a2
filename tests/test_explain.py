"""What `explain` says is so: what is stored takes the bytes it says, and what it calls refused is refused."""

import io
import math

import numpy as np
import pytest

import srcad
from srcad.api import dispatcher
from srcad.rules.kinks import CONVENTIONS
from srcad.rules.rule import RULES
from tests.programs import errors, harness
from tests.programs.test_programs import TABLES

EACH = 27  # every 27th row of each table
ROWS = [row for rows in TABLES.values() for row in rows[::EACH] if harness.runs(row)]


def explained(function, *args, **options):
    """What is found, without printing it."""
    stream = io.StringIO()
    found = srcad.explain(function, *args, file=stream, **options)
    assert stream.getvalue() == str(found) + "\n"
    return found


def stacked_bytes(function, args, argnums):
    """The bytes that the forward sweep of a pullback really leaves on stacks."""
    run = dispatcher(function, "vjp", argnums)
    table = run.bind(args, {})
    _, saved = run.run(run.find(table), table)
    stacks = [part for part in saved if isinstance(part, list)]
    found = [item for stack in stacks for each in stack for item in (each if isinstance(each, tuple) else (each,))]
    return sum(item.nbytes if isinstance(item, np.ndarray) else 32 for item in found)


def power(x, n):
    y = x
    for _ in range(n):
        y = math.sin(y) * x
    return y


def stencil(u, n):
    for _ in range(2 * n):
        u[1:-1] = u[1:-1] * u[2:] + u[:-2]
    return np.sum(u * u)


def by_rows(a):
    n, m = a.shape
    total = np.zeros(m)
    for i in range(n - 1):
        total = np.tanh(total) * a[i] + total
    return np.sum(total)


def nested(x, p):
    for _ in range(len(p)):
        for _ in range(3):
            x = x * math.exp(-x)
    return x


@pytest.mark.parametrize(
    "function, args",
    [(power, (0.7, 5)), (stencil, (np.ones(20), 3)), (by_rows, (np.ones((6, 7)),)), (nested, (0.7, np.ones(4)))],
)
def test_bytes_are_those_that_are_stored(function, args):
    found = explained(function, *args, mode="vjp")
    assert found.stored_bytes == stacked_bytes(function, args, (0,)) > 0
    assert found.supported
    assert all(each.total is not None and each.line > 0 for each in found.stored)


def test_unknown_trips_are_said_to_be_unknown():
    def halve(x):
        while x > 1:
            x = math.sin(x) * x / 2
        return x

    found = explained(halve, 9.0)
    assert [(each.what, each.each, each.times) for each in found.stored] == [("x", 32, None)]
    assert "depends on trips that are not known" in str(found)


def facts(found, text):
    """The facts of the line that has a text."""
    listing = found.listings[0]
    (number,) = [n for n, line in enumerate(listing.lines, listing.first) if text in line]
    return listing.facts[number]


def test_tells_what_is_active_and_why_not():
    def f(x, n):
        steps = n + 1
        level = np.floor(x)
        side = x * 2  # noqa: F841
        fixed = srcad.stop_gradient(x)
        y = np.maximum(x, 0.0) * level * fixed
        if x > 1:
            y = y * steps
        return y

    found = explained(f, 0.5, 2)
    assert facts(found, "np.maximum").active
    assert facts(found, "np.maximum").conventions == ("np.maximum: equal values share the derivative evenly",)
    assert "does not depend on `x`" in facts(found, "steps = n").why
    assert "np.floor` has derivative 0" in facts(found, "level =").why
    assert "stop_gradient" in facts(found, "fixed =").why
    assert "a branch" in facts(found, "if x > 1").conventions[0]
    assert (facts(found, "y = y * steps").active, facts(found, "return y").active) == (True, True)


def test_runs_nothing(capsys):
    def speaks(x):
        print("running")
        return x * x

    explained(speaks, 2.0)
    assert not capsys.readouterr().out


def test_what_is_compiled_before_makes_no_difference():
    def with_zeros_of_seven(x):
        total = np.zeros(7)
        for i in range(3):
            total = np.tanh(total) * x[i] + total
        return np.sum(total)

    srcad.grad(with_zeros_of_seven)(np.ones(3))
    assert explained(by_rows, np.ones((6, 7)), mode="vjp").stored_bytes == 280


def test_finds_all_reasons():
    def bad(x, p):
        n = int(x)
        exec("x = 3")

        class Inside(kind=1):
            pass

        z = p.astype(int)[0] * x
        for _ in range(3):
            x = x * n + errors.black_box(p)
        return x * z

    found = explained(bad, 2.0, np.ones(2), argnums=(0, 1))
    assert not found.supported
    assert {type(error).__name__ for error in found.refused} == {"GradientLeak", "UnsupportedSyntax", "MissingRule"}
    lines = [error.origin.line - bad.__code__.co_firstlineno for error in found.refused]
    assert sorted(lines) == [1, 2, 4, 7, 9]
    text = str(found)
    shown = text.splitlines()
    k = next(k for k, line in enumerate(shown) if "n = int(x)" in line)
    assert shown[k + 1].index("^^^^^^") == shown[k].index("int(x)")
    assert text.count("! ") >= 5
    assert found.stored == ()
    with pytest.raises(type(found.refused[0])):
        srcad.grad(bad)(2.0, np.ones(2))


def test_reasons_in_functions_that_are_called():
    def whole(t):
        return int(t) + hash(t)

    def outer(x):
        y = whole(x)
        return y * x

    found = explained(outer, 2.5)
    assert [error.origin.function for error in found.refused] == ["whole", "whole"]
    assert [listing.function for listing in found.listings] == ["outer", "whole"]


@pytest.mark.parametrize("row", [pytest.param(row, id=row.name.replace(" ", "_")) for row in ROWS])
def test_supported_functions(row):
    """A function has a reason against it exactly if its derivative is refused."""
    try:
        srcad.vjp(row.function, *row.args, argnums=row.argnums)
        refused = False
    except srcad.SrcadError:
        refused = True
    found = explained(row.function, *row.args, argnums=row.argnums, mode="vjp")
    assert found.supported is not refused, str(found)


REFUSED = [
    row
    for row in harness.unique(errors.ROWS)
    if isinstance(row.expected, type) and issubclass(row.expected, srcad.UnsupportedSyntax | srcad.GradientLeak)
    if not (row.until_level2 and harness.LEVEL2_SUPPORTED) and row.request is not errors._hvp
]


@pytest.mark.parametrize("row", [pytest.param(row, id=row.name.replace(" ", "_")) for row in REFUSED])
def test_refused_functions(row):
    with pytest.raises(row.expected) as info:
        row.request(row.function, *row.args)
    found = explained(row.function, *row.args)
    assert str(info.value) in [str(error) for error in found.refused]
    assert str(info.value) in str(found)


def test_tangents_store_nothing_and_hvp_is_not_explained():
    assert explained(power, 0.7, 5, mode="jvp").stored == ()
    with pytest.raises(srcad.KindError, match="explain"):
        srcad.explain(power, 0.7, 5, mode="hvp")
    with pytest.raises(srcad.KindError, match="derivative"):
        srcad.explain(srcad.grad(power), 0.7, 5)


def test_operations_of_a_product_of_matrices():
    found = explained(lambda a, b: np.sum(a @ b), np.ones((20, 30)), np.ones((30, 40)), argnums=(0, 1))
    own, whole = found.operations
    assert 2 * 20 * 30 * 40 <= own <= 2.2 * 20 * 30 * 40
    assert 1.5 <= whole / own <= 4


def test_conventions_are_of_operations_with_rules():
    known = {op.removesuffix("()").rpartition(".")[2] for op in RULES}
    assert set(CONVENTIONS) <= known


def test_explains_before_any_call_and_as_decorated(capsys):
    @srcad.differentiate(argnums="y")
    def weighted(x, y):
        return np.sum(x * y[1:])

    found = srcad.explain(weighted)
    assert found.text.startswith("# Assumed, as it was not called yet: x a number, y a vector.\n")
    assert "with respect to y" in capsys.readouterr().out
    assert srcad.explain(weighted, 2.0, np.ones(4)).text.partition("\n")[0] in found.text
    assert "with respect to x" in srcad.explain(weighted, 2.0, np.ones(4), argnums=0).text
