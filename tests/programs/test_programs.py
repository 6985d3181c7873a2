"""Each row of each program table, first and second order, against differences and against srcad's own check."""

import importlib
import importlib.util
import signal

import pytest

from tests.programs import harness

GROUPS = (
    "arithmetic",
    "branches",
    "loops",
    "made_complex",
    "whiles",
    "attempts",
    "exits",
    "functions",
    "recursion",
    "pytrees",
    "containers",
    "classes",
    "attributes",
    "statements",
    "arrays",
    "builtins",
    "orders",
    "science",
    "algorithms",
    "writes",
    "aliases",
    "rewritten",
    "texts",
    "met",
    "copies",
    "handed",
    "parts",
    *(["fetched"] if importlib.util.find_spec("scipy") else []),
    "iterators",
    "lazy",
    "growing",
    "totals",
    "converted",
    "judged",
    "resumed",
    "styles",
    "long_loops",
    "items",
    "late",
    "several",
    "signatures",
    "shrinking",
    "lengths",
    "sizes",
    *(["scipy_use"] if importlib.util.find_spec("scipy") else []),
    "numpy_calls",
    *(["options"] if importlib.util.find_spec("scipy") else []),
    "polynomials",
    "numpy_parts",
    "terse",
    "filled",
    "by_branches",
    "apart",
    "pullbacks",
    "queues",
    "turns",
    "stepping",
    "mingled",
    "in_use",
    "derived",
)
LIMIT = 40  # seconds of the processor's time: other work on the machine must not fail a test


def rows_of(group):
    return harness.unique(importlib.import_module(f"tests.programs.{group}").ROWS)


TABLES = {group: rows_of(group) for group in GROUPS}
CASES = [
    pytest.param(item, id=f"{group}-{item.name}".replace(" ", "_"))
    for group, rows in TABLES.items()
    for item in rows
    if harness.runs(item)
]


@pytest.fixture(autouse=True)
def _limited():
    """Fail a program that takes longer than any should: a compiler that does not end is a failure, not the end."""
    if not hasattr(signal, "SIGPROF"):
        yield
        return

    def stop(*_):
        raise TimeoutError(f"longer than {LIMIT} seconds")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, LIMIT)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, before)


@pytest.mark.parametrize("group", GROUPS)
def test_rows_are_sound(group, capsys):
    for item in TABLES[group]:
        try:
            harness.sound(item)
        except Exception as error:
            error.add_note(f"in the row {group}-{item.name}")
            raise


@pytest.mark.parametrize("item", CASES)
def test_derivatives(item):
    harness.check(item)
