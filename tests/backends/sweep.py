"""Every program of the tables under the numba backend, against the NumPy backend: one line per program that differs.

    python -m tests.backends.sweep [--groups loops,whiles] [--every 7] [--modes reverse,forward]

It prints what numba refuses, counted by reason, and ends with status 1 if a number differs. All take an hour.
"""

import argparse
import collections
import copy
import importlib
import signal
import sys
import time
import warnings

import numpy as np

import srcad
from tests.programs import harness
from tests.programs.test_programs import GROUPS

LIMIT = 120  # seconds for one program
SAME = 1e-9  # relative


def results(item, mode, backend):
    """Return the value and the derivatives of a row, as a flat vector."""
    args = copy.deepcopy(item.args)
    argnums = item.argnums
    with np.errstate(all="ignore"):
        if mode == "forward":
            along = harness.random_like(args, 3)
            tangents = tuple(along[i] if i in argnums else None for i in range(len(args)))
            return harness.flat(srcad.jvp(item.function, args, tangents, backend=backend))
        if is_number(item):
            return harness.flat(srcad.value_and_grad(item.function, argnums, backend=backend)(*args))
        value, pullback = srcad.vjp(item.function, *args, argnums=argnums, backend=backend)
        return harness.flat((value, pullback(harness.random_like(value, 5))))


def is_number(item):
    """Return whether a row's function returns one real number."""
    with np.errstate(all="ignore"):
        value = item.function(*copy.deepcopy(item.args))
    return isinstance(value, float | np.floating)


def compare(item, mode):
    """Return "same", "differs: ...", or why numba does not compile a row."""
    try:
        expected = results(item, mode, "numpy")
    except srcad.SrcadError:
        return "no NumPy code"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found = results(item, mode, "numba")
    except srcad.SrcadError as error:
        if isinstance(error, srcad.errors.InternalError):
            return f"differs: {error}"
        return error.what
    if found.shape != expected.shape:
        return f"differs: {found.shape} and {expected.shape}"
    scale = np.max(np.abs(expected[np.isfinite(expected)]), initial=1e-300)
    single = any(np.asarray(leaf).dtype in (np.float32, np.complex64) for leaf in harness.leaves(item.args))
    fits = (
        (np.abs(found - expected) <= (1e-5 if single else SAME) * scale)
        | (found == expected)
        | (np.isnan(found) & np.isnan(expected))
    )
    return "same" if np.all(fits) else f"differs: {found} and {expected}"


def main():
    """Run the sweep."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--groups", default=",".join(GROUPS))
    parser.add_argument("--every", type=int, default=1, help="take one program in so many")
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--modes", default="reverse,forward")
    given = parser.parse_args()
    counted = collections.Counter()
    wrong = 0

    def late(*_):
        raise TimeoutError(f"longer than {LIMIT} seconds")

    signal.signal(signal.SIGALRM, late)
    for group in given.groups.split(","):
        rows = harness.unique(importlib.import_module(f"tests.programs.{group}").ROWS)
        for item in [row for row in rows if harness.runs(row)][given.start :: given.every]:
            for mode in given.modes.split(","):
                begun = time.process_time()
                signal.alarm(LIMIT)
                try:
                    found = compare(item, mode)
                except Exception as error:
                    found = f"differs: {type(error).__name__}: {error}"
                signal.alarm(0)
                counted[found if not found.startswith("differs") else "differs"] += 1
                wrong += found.startswith("differs")
                spent = time.process_time() - begun
                if found != "same" or spent > 6:
                    print(f"{group}-{item.name} {mode} {spent:.1f}s {found}"[:400], flush=True)
    for reason, count in counted.most_common():
        print(f"{count:5d} {reason}")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
