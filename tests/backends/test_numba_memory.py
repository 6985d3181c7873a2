"""Memory of compiled code: arrays made once for all trips, those that stacks hold, and what is kept between calls."""

import os
import re
import subprocess
import sys

import numpy as np
import pytest

import srcad

pytest.importorskip("numba")

from srcad.backends.numba import kept
from tests.backends.test_numba import _cache, both  # noqa: F401 (the fixture keeps what is compiled in a folder)
from tests.backends.test_numba_lengths import text_of
from tests.programs import harness


# ------------------------------------------------------------ arrays made once
def smooths(u, n):
    u = u.copy()
    for _ in range(n):
        lap = u[:-2] - 2.0 * u[1:-1] + u[2:]
        u[1:-1] += 0.1 * lap * lap
    return np.sum(u * u)


def diffuses(u, n):
    u = u.copy()
    for _ in range(n):
        lap = u[:-2] - 2.0 * u[1:-1] + u[2:]
        u[1:-1] += 0.1 * lap
    return np.sum(u * u)


def keeps_its_arrays(x, n):
    last = x * 1.0
    total = 0.0
    for k in range(n):
        part = np.sin(x) * (k + 1.0)
        total = total + np.sum(part * last)
        last = part
    return total + np.sum(last**2)


def reads_what_a_trip_before_made(x, n):
    part = x * 2.0
    for k in range(n):
        y = part * x
        part = np.zeros(x.shape[0])
        part[1:] = y[:-1] * (k + 0.5)
    return np.sum(part)


@pytest.mark.parametrize("n", [0, 1, 4])
@pytest.mark.parametrize("function", [smooths, diffuses, keeps_its_arrays, reads_what_a_trip_before_made])
def test_arrays_made_in_loops(function, n):
    both(function, harness.normal(7), n)


def test_no_array_is_made_in_each_trip_that_nobody_keeps():
    text = text_of(diffuses, harness.normal(7), 3)
    loop = text[text.index("for _ in") : text.index("# backward")]
    assert "lap = empty(" not in loop
    assert "lap = empty(" in text[: text.index("for _ in")]


def test_of_two_arrays_the_one_is_kept_of_which_nothing_is_computed_again():
    text = text_of(smooths, harness.normal(7), 3)
    assert "lap_stack" in text
    assert "u_part_stack" not in text


def changes_rows(a, b, n):
    a = a.copy()
    total = 0.0
    for k in range(n):
        y = a * b - 1.0
        total += np.sum(y * y)
        a[k % 3] *= 0.5
    return total


def test_a_row_is_kept_rather_than_what_is_computed_of_all_rows():
    both(changes_rows, harness.normal(5, 6), harness.normal(5, 6), 4, argnums=(0, 1))
    text = text_of(changes_rows, harness.normal(5, 6), harness.normal(5, 6), 4)
    assert re.findall(r"(\w+)\.append", text) == ["a_1_part_stack"]


# ------------------------------------------------------------ views that do not lie in one piece
def reshaped_after_a_turn(p, w):
    s = np.sin(p).reshape(2, 2).T.reshape(4)
    t = np.outer(s, p).T
    u = t
    return np.sum(s * w) + np.sum(np.dot(u[::2], p)) + np.sum(u[:, 1:3].ravel()[:4] * w)


def products_of_parts(p, w):
    odd = np.sin(p)[::2]
    back = (p * w)[::-1]
    return np.sum(np.kron(odd, back[:2]) * w) + np.sum(odd.reshape(2, 1) * p[:2])


@pytest.mark.parametrize("function", [reshaped_after_a_turn, products_of_parts])
def test_views_are_put_in_one_piece_where_numba_asks_for_it(function):
    both(function, harness.normal(4), harness.normal(4), argnums=(0, 1))


# ------------------------------------------------------------ memory that is kept for the next arrays
def waves(x, n):
    y = x
    for _ in range(n):
        y = np.sin(y) * x
    return np.sum(y)


def by_hand(x, n):
    """Return the gradient of waves."""
    y, dy = x, np.ones_like(x)
    for _ in range(n):
        y, dy = np.sin(y) * x, np.cos(y) * dy * x + np.sin(y)
    return dy


def test_results_stay_as_they_are_while_memory_is_used_again():
    gradient = srcad.grad(waves, backend="numba")
    lengths = [9000, 40000, 9000, 8192, 100, 8191, 10000, 12000, 9000, 40000, 0, 9001]
    inputs = [harness.normal(n) for n in lengths]
    found = [gradient(x, 3) for x in inputs]
    for x in inputs:
        gradient(x, 4)
    for x, mine in zip(inputs, found, strict=True):
        np.testing.assert_allclose(mine, by_hand(x, 3), rtol=1e-10)
        assert not any(np.shares_memory(mine, other) for other in found if other is not mine and mine.size)


KEPT = """
import sys
import numpy as np
import srcad
from srcad.backends.numba import kept
from tests.backends.test_numba_memory import waves

gradient = srcad.grad(waves, backend="numba")
gradient(np.ones(10), 2)
most = 0
for n in (9000, 9000, 30000, 100000, 9000, 200000, 9001):
    found = gradient(np.ones(n), 6)
    del found
    most = max(most, kept.size())
print(most)
"""


@pytest.mark.parametrize("limit, least, most", [("", 6 * 1600000, 256 << 20), ("1", 6 * 72000, 1 << 20), ("0", 0, 0)])
def test_no_more_is_kept_than_is_allowed(tmp_path, limit, least, most):
    done = subprocess.run(
        [sys.executable, "-c", KEPT],
        env={
            **os.environ,
            "SRCAD_KEPT_MEMORY": limit,
            "SRCAD_CACHE_DIR": str(tmp_path),
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert least <= int(done.stdout) <= most


@pytest.mark.parametrize("given", ["-1", "lots", "1.5"])
def test_what_is_no_number_of_mebibytes_is_refused(monkeypatch, given):
    monkeypatch.setenv("SRCAD_KEPT_MEMORY", given)
    with pytest.raises(srcad.SrcadError, match="not a number of MiB"):
        kept.limit()
