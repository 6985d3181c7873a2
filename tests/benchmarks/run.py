"""Time gradients beside the primal, the adjoint by hand and other tools, and print tables.

    python tests/benchmarks/run.py [--tools srcad,srcad_numba,autograd,jax] [--quick] [--out docs/benchmarks.md]

All tools run interleaved in one process, and medians over rounds are compared, so that a busy machine changes the
times more than the ratios. Gradients must agree before anything is timed. No time makes the run fail.
"""

from __future__ import annotations

import argparse
import gc
import importlib.metadata
import importlib.util
import itertools
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import textwrap
import time
import timeit
import tracemalloc
from dataclasses import dataclass, field

for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")  # one thread for all, set before NumPy is loaded

sys.path.insert(0, str(pathlib.Path(__file__).parents[2]))

import numpy as np

import srcad
from tests.benchmarks import sizes
from tests.benchmarks.cases import CALL, CASES, LARGE, LOOPS, SMALL, Case
from tests.benchmarks.tools import TOOLS, Missing, difference, fresh, text_of

AGREEMENT = 1e-8
SHORT = 26  # statements of the generated code of a function that compiles in 50 ms
INTRODUCTION = """
Written by `python tests/benchmarks/run.py --out docs/benchmarks.md`. Every tool computes the value and the gradient;
"by hand" is the adjoint that a careful engineer would write (`tests/benchmarks/cases.py`). All run interleaved in one
process with one thread, and medians of {rounds} rounds are compared: trust the ratios more than the times. Before
anything is timed, the gradients of all tools must agree within 1e-8.
"""


@dataclass
class Plan:
    """How long to measure."""

    rounds: int
    seconds: float  # of one batch
    quick: bool


@dataclass
class Row:
    """What was measured of one case: seconds by tool (and of the primal), and facts of srcad's gradient."""

    case: Case
    seconds: dict[str, float] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    compile_seconds: float = 0.0
    statements: int = 0
    peak: dict[str, int] = field(default_factory=dict)


# ------------------------------------------------------------------ measuring
def timer(function, args):
    """A timer of one call, its arguments as local names."""
    names = ", ".join(f"a{k}" for k in range(len(args)))
    space = {"function": function, **{f"a{k}": arg for k, arg in enumerate(args)}}
    return timeit.Timer(f"function({names})", globals=space)


def interleaved(calls, plan):
    """The median time of each call over rounds in which all take their turn; `calls` maps names to (function, args)."""
    timers = {name: timer(function, args) for name, (function, args) in calls.items()}
    for each in timers.values():
        each.timeit(3)  # compile, and let the generated function take its place
    once = {name: max(min(timer.timeit(1) for _ in range(3)), 1e-8) for name, timer in timers.items()}
    repeats = {name: max(1, int(plan.seconds / seconds)) for name, seconds in once.items()}
    times = {name: [] for name in timers}
    for _ in range(plan.rounds):
        for name, each in timers.items():
            gc.collect()
            times[name].append(each.timeit(repeats[name]) / repeats[name])
    return {name: statistics.median(values) for name, values in times.items()}


def compile_seconds(text, name, args, argnums, rounds):
    """The median of first call minus second call, in the processor's time, of a function that srcad has not seen."""
    times = []
    for _ in range(rounds):
        gradient = srcad.value_and_grad(getattr(fresh(text), name), argnums=argnums)
        start = time.process_time()
        gradient(*args)
        middle = time.process_time()
        gradient(*args)
        times.append(2 * middle - start - time.process_time())
    return statistics.median(times)


def peak_memory(function, args):
    """The bytes that a call allocates beyond what was there."""
    tracemalloc.start()
    function(*args)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def count_statements(text):
    """The lines of a source that are neither blank nor a comment nor a docstring's."""
    import ast

    body = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.stmt)]
    return sum(not (isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)) for n in body) - sum(
        isinstance(n, ast.FunctionDef | ast.Import) for n in body
    )


def measure(case, names, plan):
    """Build the gradient with each tool, check that they agree, and time them."""
    row = Row(case)
    args = case.args()
    _, expected = case.hand(*args)
    calls = {"primal": (case.primal, args)}
    for name in ["hand", *names]:
        try:
            function = TOOLS[name](case)
            _, gradient = function(*args)
        except Missing as missing:
            row.missing[name] = str(missing)
            continue
        except Exception as error:  # of another tool, which cannot do this case
            if name in ("hand", "srcad"):
                raise
            row.missing[name] = f"refused by {name}: {type(error).__name__}"
            continue
        error = difference(gradient, expected)
        if not error < AGREEMENT:
            raise AssertionError(f"{case.name}: the gradient by {name} is off by {error:.1e}")
        calls[name] = (function, args)
    row.seconds = interleaved(calls, plan)
    row.peak = {name: peak_memory(*calls[name]) for name in ("primal", "hand", "srcad") if name in calls}
    if "srcad" in calls:
        name = case.primal.__name__
        row.compile_seconds = compile_seconds(text_of(case), name, args, case.argnums, 1 if plan.quick else 3)
        row.statements = count_statements(srcad.source(case.primal, *args, argnums=case.argnums))
    return row


# ------------------------------------------------------------------ tables
def table(head, rows):
    """A Markdown table."""
    return "\n".join(
        ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)] + ["| " + " | ".join(r) + " |" for r in rows]
    )


def ratio(row, over, under):
    """The text of a ratio of two times, or a dash."""
    a, b = row.seconds.get(over), row.seconds.get(under)
    return "-" if a is None or b is None else f"{a / b:.3g}" if a / b < 100 else f"{a / b:.0f}"


def micro(seconds):
    """A time in microseconds."""
    return "-" if seconds is None else f"{seconds * 1e6:.3g}" if seconds < 1e-4 else f"{seconds * 1e6:.0f}"


def gradients(rows, names):
    """The main table: times, and ratios to the primal, to the adjoint by hand, and to other tools."""
    peers = [name for name in names if name != "srcad"]
    head = ["case", "primal µs", "srcad µs", "srcad / primal", "by hand / primal", "srcad / by hand"]
    head += [f"{peer} / srcad" for peer in peers]
    parts = []
    for group in (CALL, LOOPS, SMALL, LARGE):
        for row in (row for row in rows if row.case.group == group):
            cells = [row.case.name, micro(row.seconds["primal"]), micro(row.seconds.get("srcad"))]
            cells += [ratio(row, *pair) for pair in (("srcad", "primal"), ("hand", "primal"), ("srcad", "hand"))]
            parts.append(cells + [ratio(row, peer, "srcad") for peer in peers])
    notes = {
        f"{row.case.name}: {reason}" for row in rows for reason in row.missing.values() if "installed" not in reason
    }
    absent = {reason for row in rows for reason in row.missing.values() if "installed" in reason}
    return table(head, parts) + "".join(f"\n\n{note}." for note in sorted(notes) + sorted(absent))


def compilation(rows):
    """Compile time, size and memory of each gradient."""
    head = ["case", "compile ms", "statements", "peak KiB", "peak / primal", "peak / by hand"]
    parts = []
    for row in rows:
        peak = row.peak["srcad"]
        against = [f"{peak / row.peak[other]:.2f}" if row.peak[other] > 10_000 else "-" for other in ("primal", "hand")]
        parts.append(
            [row.case.name, f"{row.compile_seconds * 1e3:.1f}", str(row.statements), f"{peak / 1024:.1f}", *against]
        )
    return table(head, parts)


def generated_function(statements, mixed):
    """A function of so many statements: straight lines, or with a branch and a loop in every ten."""
    straight = ["a = np.sin(a) * x + 0.5 * b", "b = a * y - b / (1.0 + x * x)"]
    blocks = ["if b > 0.25:", "    b = 0.5 * b * x", "for k in range(2):", "    a = a * 0.5 + np.cos(b) * y"]
    pattern = (3 * straight + blocks) if mixed else straight
    lines = ["a = x * y", "b = x + y", *itertools.islice(itertools.cycle(pattern), statements - 3), "return a + b"]
    return "import numpy as np\n\n\ndef generated(x, y):\n" + textwrap.indent("\n".join(lines), "    ") + "\n"


def against_hand(rows):
    """The ratio to the adjoint by hand, in geometric mean over all cases, and the greatest."""
    ratios = [row.seconds["srcad"] / row.seconds["hand"] for row in rows if "srcad" in row.seconds]
    return statistics.geometric_mean(ratios), max(ratios)


def against_length(plan):
    """Compile time of generated functions of 10, 100 and 1000 statements; and the worst growth per statement."""
    parts, growth = [], []
    for kind, mixed in (("straight lines", False), ("with branches and loops", True)):
        first = None
        for size in (10, 100) if plan.quick else (10, 100, 1000):
            # Sizes that end a pattern, so that no block is cut.
            text = generated_function(size + 3, mixed)
            seconds = compile_seconds(text, "generated", (0.5, 0.7), (0, 1), 1 if plan.quick or size == 1000 else 3)
            first = first or seconds / size
            per = seconds / size
            growth.append(per / first)
            parts.append([kind, str(size), f"{seconds * 1e3:.1f}", f"{per * 1e3:.3f}", f"{per / first:.2f}"])
    return table(["source", "statements", "compile ms", "ms a statement", "against the first"], parts), max(growth)


def call_overhead(plan):
    """The time of a call beyond the bare generated function, for x*x*y + y + 2; and that of the decorated one alone."""
    case = CASES[0]
    args = case.args()
    space = {"np": np}
    exec(srcad.source(case.primal, *args, argnums=case.argnums), space)
    bare = [item for name, item in space.items() if callable(item) and not name.startswith("__")][-1]
    assert difference(bare(*args)[1], case.hand(*args)[1]) < AGREEMENT
    decorated = srcad.differentiate(argnums=case.argnums)(case.primal)
    calls = {
        "the bare generated function": (bare, args),
        "`srcad.value_and_grad(f, argnums=(0, 1))`": (srcad.value_and_grad(case.primal, argnums=case.argnums), args),
        "`f.value_and_grad`, decorated": (decorated.value_and_grad, args),
        "by hand": (case.hand, args),
        "the primal": (case.primal, args),
    }
    seconds = interleaved(calls, plan)
    base = seconds["the bare generated function"]
    parts = [[name, f"{s * 1e6:.3f}", f"{(s - base) * 1e6:+.3f}"] for name, s in seconds.items()]
    return table(["call", "µs", "above the bare function, µs"], parts), seconds["`f.value_and_grad`, decorated"] - base


def import_time(plan):
    """The processor's time of `import numpy` and of `import srcad`, each in fresh processes, from compiled files."""
    space = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def seconds(module):
        program = f"import time; t = time.process_time(); import {module}; print(time.process_time() - t)"
        command = [sys.executable, "-c", program]
        return float(subprocess.run(command, capture_output=True, text=True, check=True, env=space).stdout)

    seconds("srcad")  # writes the compiled files
    pairs = [(seconds("numpy"), seconds("srcad")) for _ in range(3 if plan.quick else 9)]
    numpy, ours = (statistics.median(column) for column in zip(*pairs, strict=True))
    return table(["import", "ms"], [["numpy", f"{numpy * 1e3:.0f}"], ["srcad, numpy included", f"{ours * 1e3:.0f}"]])


def installed(module):
    """Whether a module could be imported."""
    return importlib.util.find_spec(module) is not None


def against_size(plan, names, out):
    """Loops and arrays of growing size; the picture lies beside the page."""
    picture = None
    if out is not None and installed("matplotlib"):
        picture = out.with_name("cost_against_size.svg")
    backends = [b for b, name in (("numpy", "srcad"), ("numba", "srcad_numba")) if name in names and installed(b)]
    text = table(*sizes.section(backends, plan.quick, picture))
    note = "Growth is the exponent over the larger half of the sizes: n^1 is proportional."
    return "\n\n".join([note, text, *([f"![cost against size]({picture.name})"] if picture else [])])


def goals(rows, overhead, growth):
    """The goals of the project beside what this run measured."""

    def extreme(pick, over, under, *groups):
        chosen = [row for row in rows if row.case.group in groups and {over, under} <= row.seconds.keys()]
        return pick((row.seconds[over] / row.seconds[under] for row in chosen), default=float("nan"))

    loops, small = (extreme(min, "autograd", "srcad", group) for group in (LOOPS, SMALL))
    cost = extreme(max, "srcad", "primal", CALL, LOOPS, SMALL, LARGE)
    mean, worst = against_hand(rows)
    slowest = max(row.compile_seconds for row in rows if row.statements <= SHORT)
    checks = [
        ("call overhead, µs", overhead * 1e6, "<=", 1.5),
        ("scalar loops, autograd / srcad, least", loops, ">=", 50),
        ("small arrays, autograd / srcad, least", small, ">=", 5),
        ("srcad / primal, greatest", cost, "<=", 5),
        ("srcad / by hand, geometric mean", mean, "<=", 1.1),
        ("srcad / by hand, greatest", worst, "<=", 1.4),
        (f"compile time, ms, greatest with up to {SHORT} statements", slowest * 1e3, "<=", 50),
        ("compile time a statement, greatest growth", growth, "<=", 1.5),
    ]
    parts = []
    for name, value, sign, goal in checks:
        reached = value <= goal if sign == "<=" else value >= goal
        verdict = "not measured" if value != value else "yes" if reached else "no"
        parts.append([name, f"{sign} {goal}", f"{value:.3g}", verdict])
    return table(["goal", "", "measured", "reached"], parts)


def machine():
    """What it ran on."""
    versions = [f"Python {platform.python_version()}"]
    for name in ("numpy", "autograd", "jax"):
        try:
            versions.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            continue
    return f"{', '.join(versions)}; {platform.system()} on {platform.machine()}, {os.cpu_count()} cores."


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tools", default="srcad,srcad_numba,autograd,jax", help="of " + ", ".join(TOOLS))
    parser.add_argument("--quick", action="store_true", help="few short rounds, no large cases")
    parser.add_argument("--out", type=pathlib.Path, help="a Markdown file for the tables")
    options = parser.parse_args()
    names = options.tools.split(",")
    plan = Plan(3, 0.002, True) if options.quick else Plan(9, 0.03, False)

    rows = []
    for case in CASES:
        if options.quick and case.group == LARGE:
            continue
        rows.append(measure(case, names, plan))
        print(
            f"{case.name}: " + ", ".join(f"{name} {micro(s)} µs" for name, s in rows[-1].seconds.items()),
            file=sys.stderr,
        )

    parts = ["# Benchmarks", INTRODUCTION.strip().format(rounds=plan.rounds), machine()]

    def publish(*more):
        """Write the page as far as it has come: what a time limit cuts off is then the rest alone."""
        parts.extend(more)
        if options.out:
            options.out.write_text("\n\n".join(parts) + "\n", encoding="utf-8")

    publish("## Gradients", gradients(rows, names))
    if "srcad" in names:
        publish("## Compile time, size and memory", compilation(rows))
        calls, overhead = call_overhead(plan)
        publish("## Call overhead of x*x*y + y + 2", calls, "## Import", import_time(plan))
        lengths, growth = against_length(plan)
        parts[3:3] = ["## Goals", goals(rows, overhead, growth)]
        publish("## Compile time against source length", lengths)
        publish("## Cost against size", against_size(plan, names, options.out))
    print("\n\n".join(parts))


if __name__ == "__main__":
    main()
