"""The harness itself: its oracle agrees with differences, and it finds the errors that are planted into a stand-in."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from .check import check, plain
from .found import FOUND
from .generate import LEVEL_1, LEVEL_2, draw_features, generate
from .oracle import IllConditioned, by_differences, by_duals, jacobian
from .program import Program, flatten
from .shrink import shrink
from .standin import PLANTS, Refused, StandIn

SMALL = Program(
    "def f(x, p, n):\n    for i in range(n):\n        x = np.sin(x) * p[i]\n    return x + np.sum(p)", "(0.7, P, 2)"
)
PAIR = Program("def f(x, p):\n    return np.sin(x) * p, x", "(0.7, P)")


def test_found_has_no_two_rows_alike() -> None:
    assert len({(p.text, p.arguments) for _, p in FOUND}) == len(FOUND) >= 80
    assert len({(p.level, label) for label, p in FOUND}) == len(FOUND)


@pytest.mark.parametrize("program", [pytest.param(p, id=label) for label, p in FOUND])
def test_oracle_on_found(program: Program) -> None:
    """Dual numbers can run each row, and agree with differences."""
    agrees(program)


@pytest.mark.parametrize("level", (1, 2))
def test_oracle_on_random_programs(level: int) -> None:
    compared = wrong = 0
    for seed in range(60):
        program = generate(seed, level)
        try:
            plain(program)
        except Exception:
            continue
        compared += 1
        try:
            agrees(program)
        except AssertionError:
            wrong += 1  # a branch within the step, or a very steep function
        except IllConditioned:
            pass
    assert compared >= 45
    assert wrong <= 2


def agrees(program: Program) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        value = plain(program)
        exact, rough = by_duals(program), by_differences(program, value)
    assert np.allclose(flatten(exact.value), flatten(value), rtol=1e-11, atol=1e-11)
    error = np.min([np.abs(exact.choices[0] - matrix) for matrix in rough.choices], axis=0)
    assert np.all(error <= rough.tolerance()), error


def test_oracle_falls_back_to_differences() -> None:
    program = Program("def f(p):\n    return np.sum(np.interp(p, [-1.0, 0.0, 2.0], [0.0, 3.0, 1.0]) ** 2)", "(P,)")
    found = jacobian(program, plain(program))
    assert not found.exact
    assert "interp" in found.why


def test_oracle_has_a_row_for_an_integer_in_an_array() -> None:
    program = Program("def f(x):\n    v = np.ones(3) * x\n    v[1] = 2\n    return (v,)", "(0.7,)")
    found = by_duals(program)
    np.testing.assert_array_equal(found.choices[0], [[1.0], [0.0], [1.0]])
    assert check(program).kind == "ok"


def test_programs_are_reproducible() -> None:
    assert generate(3) == generate(3)
    assert generate(3).text != generate(4).text


def test_features_can_be_switched() -> None:
    texts = [generate(seed, only=("ifs",)).text for seed in range(20)]
    assert not any("for " in text or "while " in text or "np.array" in text for text in texts)
    assert any("if " in text for text in texts)
    drawn = set().union(*(draw_features(__import__("random").Random(k), 2) for k in range(200)))
    assert drawn == {*LEVEL_1, *LEVEL_2}
    with pytest.raises(ValueError, match="unknown features"):
        generate(0, only=("nonsense",))


def test_level_1_never_writes() -> None:
    for seed in range(200):
        text = generate(seed, 1).text
        assert ".append(" not in text
        assert not any("] = " in line.split("(")[0] or "] +=" in line for line in text.splitlines())


def test_programs_mostly_run() -> None:
    ran = 0
    for seed in range(100):
        try:
            plain(generate(seed, 1))
            ran += 1
        except Exception:
            pass
    assert ran >= 80


# Planted errors


def test_stand_in_is_right() -> None:
    outcomes = [check(generate(seed, level), StandIn(), order2=True) for level in (1, 2) for seed in range(25)]
    assert {outcome.kind for outcome in outcomes} <= {"ok", "skipped"}, [o for o in outcomes if o.failed]


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__)
def test_planted_error_is_found_and_shrunk(plant: type) -> None:
    """A wrong derivative of one feature is noticed within some hundred programs, and shrinks to a few lines."""
    tool = StandIn(plant())
    for seed in range(400):
        program = generate(seed, 1)
        outcome = check(program, tool, seconds=1)
        if outcome.kind == "wrong gradient":
            smaller = shrink(program, lambda p: check(p, tool, seconds=1).same_as(outcome), 20.0)
            assert len(smaller.text) < 250
            assert check(smaller, tool).kind == "wrong gradient"
            return
    pytest.fail("not found")


def spoiler(what: str, change: Callable[[Any], Any]) -> Callable[[str, Any], Any]:
    return lambda name, answer: change(answer) if name == what else answer


def grow(args: Any) -> None:
    args[1][0] += 1.0


def refuse(answer: Any) -> Any:
    raise Refused("`x` is not supported in line 3")


def crash(answer: Any) -> Any:
    raise KeyError("x")


def hang(answer: Any) -> Any:
    end = time.process_time() + 5
    while time.process_time() < end:
        pass


@pytest.mark.parametrize(
    "program, what, change, kind",
    [
        (SMALL, "value", lambda value: value + np.spacing(value), "wrong value"),
        (PAIR, "value", lambda value: (value[0] * 1.0, np.nextafter(value[1], 2.0)), "wrong value"),
        (PAIR, "value", list, "wrong value"),
        (SMALL, "arguments", grow, "wrong value"),
        (SMALL, "gradient", lambda g: (g[0] * (1 + 1e-5), *g[1:]), "wrong gradient"),
        (SMALL, "gradient", lambda g: (float("nan"), *g[1:]), "wrong gradient"),
        (SMALL, "gradient", lambda g: (np.array(g[0]), *g[1:]), "wrong gradient"),
        (SMALL, "gradient", lambda g: (g[0], g[1].astype(np.float32), None), "wrong gradient"),
        (SMALL, "gradient", lambda g: (g[0], g[1].reshape(4, 1), None), "wrong gradient"),
        (SMALL, "gradient", lambda g: (*g[:2], 0.0), "wrong gradient"),
        (PAIR, "gradient", lambda g: (g[0], g[1] + 1e-5), "wrong gradient"),
        (PAIR, "gradient", list, "wrong gradient"),
        (PAIR, "tangent", lambda t: (t[0] * 1.0001, t[1]), "wrong tangent"),
        (PAIR, "tangent", lambda t: (t[0], t[1] + 3e-8), "wrong tangent"),  # the dot product alone sees this
        (PAIR, "tangent", lambda t: (0.0, t[1]), "wrong tangent"),
        (SMALL, "second", lambda t: (t[0] + 0.01, t[1]), "wrong tangent"),
        (SMALL, "gradient", refuse, "refused"),
        (SMALL, "gradient", crash, "crash"),
        (SMALL, "tangent", hang, "timeout"),
    ],
)
def test_spoiled_answer_is_noticed(program: Program, what: str, change: Callable[[Any], Any], kind: str) -> None:
    assert check(program, StandIn(), order2=True).kind == "ok"
    assert check(program, StandIn(spoil=spoiler(what, change)), order2=True, seconds=1.0).kind == kind


def test_wrong_beats_refused() -> None:
    """A refused pullback does not hide a wrong tangent."""

    def spoil(name: str, answer: Any) -> Any:
        return refuse(answer) if name == "gradient" else 1.01 * answer if name == "tangent" else answer

    assert check(SMALL, StandIn(spoil=spoil)).kind == "wrong tangent"


@pytest.mark.parametrize(
    "text, why",
    [
        ("def f(x):\n    return z", "NameError"),
        ("def f(x):\n    return np.log(x - 2.0)", "FloatingPointError"),
        ("def f(x):\n    return x * 1e9", "ValueError"),
        ("def f(x):\n    while True:\n        pass", "TimeUp"),
        ("def f(x):\n    return max(x, 0.7) + max(x * 2.0, x + 0.7)", "IllConditioned"),
    ],
)
def test_programs_that_are_skipped(text: str, why: str) -> None:
    outcome = check(Program(text, "(0.7,)"), StandIn())
    assert (outcome.kind, outcome.key) == ("skipped", why)
