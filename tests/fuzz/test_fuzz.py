"""Programs that broke a rule once, and a round of new ones drawn at random: nothing may be wrong."""

from __future__ import annotations

from collections import Counter

import pytest

from .check import Outcome, check
from .found import FOUND, TWICE
from .generate import generate
from .program import Program
from .shrink import shrink

LEVEL2_SUPPORTED = True
MAY_BE_REFUSED: frozenset[str] = frozenset()  # labels of level-1 rows that srcad refuses for a reason
ROUNDS, PER_ROUND = 2, 50


def explain(program: Program, outcome: Outcome) -> str:
    return f"\n{outcome.kind} ({outcome.key}): {outcome.detail}\n{program}"


@pytest.mark.parametrize("label, program", [pytest.param(label, p, id=f"{p.level}-{label}") for label, p in FOUND])
def test_found(label: str, program: Program) -> None:
    outcome = check(program, seconds=10.0)
    if outcome.kind == "refused" and (label in MAY_BE_REFUSED or (program.level == 2 and not LEVEL2_SUPPORTED)):
        return
    assert outcome.kind == "ok", explain(program, outcome)


@pytest.mark.parametrize("label, program", [pytest.param(label, p, id=label) for label, p in TWICE])
def test_found_twice(label: str, program: Program) -> None:
    outcome = check(program, order2=True, seconds=10.0)
    assert outcome.kind == "ok", explain(program, outcome)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_random_programs(number: int) -> None:
    counts: Counter[str] = Counter()
    refused: list[str] = []
    for seed in range(number * PER_ROUND, (number + 1) * PER_ROUND):
        program = generate(seed, level=1)
        outcome = check(program, seconds=10.0)
        counts[outcome.kind] += 1
        if outcome.failed:
            smaller = shrink(program, lambda p, outcome=outcome: check(p, seconds=10.0).same_as(outcome), 30.0)
            pytest.fail(explain(smaller, check(smaller)) + f"\nbefore shrinking:\n{program}")
        if outcome.kind == "refused":
            refused.append(f"seed {seed}: {outcome.detail}")
    assert counts["skipped"] <= 0.2 * PER_ROUND, counts
    assert counts["refused"] <= 0.1 * (PER_ROUND - counts["skipped"]), "\n".join(refused)
