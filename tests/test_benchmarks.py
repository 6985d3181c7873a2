"""The benchmark's gradients are right, and its script runs; nothing here asserts a time."""

import pathlib
import subprocess
import sys

import numpy as np
import pytest

import srcad
from tests.benchmarks import cases, tools

ROOT = pathlib.Path(__file__).parent.parent
QUICK = [case for case in cases.CASES if case.group != cases.LARGE]


@pytest.mark.parametrize("case", QUICK, ids=lambda case: case.name)
def test_hand_written_gradient(case):
    """The gradient by hand agrees with central differences along a direction."""
    args = case.args()
    active = case.argnums if isinstance(case.argnums, tuple) else (case.argnums,)
    rng = np.random.default_rng(0)
    direction = {k: tools.map_leaves(lambda leaf: rng.normal(size=np.shape(leaf)), args[k]) for k in active}

    def along(t):
        moved = list(args)
        for k in active:
            moved[k] = tools.map_leaves(lambda leaf, way: leaf + t * way, args[k], direction[k])
        return case.primal(*moved)

    h = 1e-6
    expected = (along(h) - along(-h)) / (2 * h)
    value, gradient = case.hand(*args)
    if not isinstance(case.argnums, tuple):
        gradient = (gradient,)
    product = sum(
        np.sum(a * b)
        for k, part in zip(active, gradient, strict=True)
        for a, b in zip(tools.leaves(part), tools.leaves(direction[k]), strict=True)
    )
    assert value == pytest.approx(case.primal(*args), rel=1e-14)
    assert product == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("case", QUICK, ids=lambda case: case.name)
def test_srcad_agrees(case):
    args = case.args()
    value, gradient = srcad.value_and_grad(case.primal, argnums=case.argnums)(*args)
    assert value == case.primal(*args)
    assert tools.difference(gradient, case.hand(*args)[1]) < 1e-12


def test_script_runs(tmp_path):
    table = tmp_path / "table.md"
    script = ROOT / "tests" / "benchmarks" / "run.py"
    command = [sys.executable, script, "--quick", "--tools", "srcad", "--out", table]
    process = subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=ROOT)
    assert process.returncode == 0, process.stderr
    text = table.read_text()
    assert all(f"| {case.name} |" in text for case in QUICK)
