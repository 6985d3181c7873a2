"""`python -m tests.fuzz --minutes 5`: many random programs, the failing ones shrunk, printed and kept."""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .check import FAILURES, KINDS, Outcome, check
from .generate import LEVEL_1, LEVEL_2, LEVEL_3, LEVEL_4, generate
from .program import Program
from .shrink import shrink
from .standin import PLANTS, StandIn

Task = tuple[int, int, tuple[str, ...], bool, float, bool, str]
TOOLS = {"right": StandIn(), **{plant.__name__: StandIn(plant()) for plant in PLANTS}}
Result = tuple[Program, Outcome, Program | None]


def one(task: Task) -> Result:
    """Generate and check the program of a seed; shrink it if it fails."""
    seed, level, only, order2, seconds, shrinking, stand_in = task
    tool = TOOLS[stand_in] if stand_in else None
    program = generate(seed, level, only)
    outcome = check(program, tool, order2, seconds)
    if not outcome.failed or not shrinking:
        return program, outcome, None
    smaller = shrink(program, lambda p: check(p, tool, order2, seconds).same_as(outcome), 60.0)
    return smaller, check(smaller, tool, order2, seconds), program


def results(options: argparse.Namespace) -> Iterator[Result]:
    """The results, as they come, until the count or the time is used up."""
    only = tuple(filter(None, options.features.split(",")))
    gc.freeze()  # collections would go through all modules again and again
    gc.set_threshold(50_000)
    end = time.monotonic() + 60 * options.minutes if options.minutes else float("inf")
    last = options.seed + options.count if options.count else sys.maxsize

    def tasks() -> Iterator[Task]:
        for seed in range(options.seed, last):
            if time.monotonic() > end:
                return
            yield seed, options.level, only, options.order2, options.limit, not options.no_shrink, options.stand_in

    if options.jobs == 1:
        yield from map(one, tasks())
        return
    with multiprocessing.get_context("fork").Pool(options.jobs, maxtasksperchild=500) as pool:
        pending: list[Any] = []
        source = tasks()
        while True:
            while len(pending) < 4 * options.jobs and (task := next(source, None)) is not None:
                pending.append(pool.apply_async(one, (task,)))
            if not pending:
                return
            ready = [p for p in pending if p.ready()]
            pending = [p for p in pending if p not in ready]
            yield from (p.get() for p in ready)
            if not ready:
                pending[0].wait(0.02)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=0.0)
    parser.add_argument("--count", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument(
        "--level",
        type=int,
        choices=(1, 2, 3, 4),
        default=1,
        help="2 adds writes into arrays, 3 objects, dicts, exceptions, 4 iterators kept and things under several names",
    )
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--order2", action="store_true", help="differentiate the gradient once more")
    parser.add_argument(
        "--features", default="", help=f"only some of: {','.join({**LEVEL_1, **LEVEL_2, **LEVEL_3, **LEVEL_4})}"
    )
    parser.add_argument("--out", type=Path, help="a folder for the failing programs")
    parser.add_argument("--limit", type=float, default=30.0, help="seconds for one program")
    parser.add_argument("--no-shrink", action="store_true")
    parser.add_argument(
        "--stand-in", default="", choices=TOOLS, help="try the harness: a tool that is right, or a planted error"
    )
    options = parser.parse_args()
    if not options.minutes and not options.count:
        options.count = 300
    start = last = time.monotonic()
    counts: Counter[str] = Counter()
    refusals: dict[str, list[Program]] = {}
    sorts: Counter[tuple[str, str]] = Counter()
    inexact, slowest = 0, (0.0, 0)
    for program, outcome, original in results(options):
        counts[outcome.kind] += 1
        inexact += not outcome.exact
        slowest = max(slowest, (outcome.seconds, program.seed or 0))
        if outcome.kind == "refused":
            refusals.setdefault(outcome.key, []).append(program)
        if outcome.failed:
            sorts[outcome.kind, outcome.key] += 1
            report(program, outcome, original, options.out)
        if time.monotonic() - last > 5:
            last = time.monotonic()
            print(f"# {sum(counts.values())} programs, {last - start:.0f} s: {line(counts)}", flush=True)
    for key, programs in sorted(refusals.items(), key=lambda item: -len(item[1])):
        shortest = min(programs, key=lambda p: len(p.text))
        print(f"\n== refused {len(programs)}: {key}\n{shortest}")
        if options.out:
            keep(options.out, f"refused-{shortest.seed}", f"# {key}\n{shortest}")
    for (kind, key), number in sorts.most_common():
        print(f"{number:5} {kind}: {key}")
    print(f"{sum(counts.values())} programs in {time.monotonic() - start:.0f} s: {line(counts)}; "
          f"{inexact} by differences; slowest {slowest[0]:.1f} s (seed {slowest[1]})")  # fmt: skip
    return 1 if any(counts[kind] for kind in FAILURES) else 0


def line(counts: Counter[str]) -> str:
    return ", ".join(f"{counts[kind]} {kind}" for kind in KINDS if counts[kind])


def report(program: Program, outcome: Outcome, original: Program | None, out: Path | None) -> None:
    text = f"{program}# {outcome.kind}: {outcome.key}\n" + "".join(f"# {row}\n" for row in outcome.detail.splitlines())
    print(f"\n== {outcome.kind}\n{text}", flush=True)
    if out:
        keep(out, f"{outcome.kind.replace(' ', '-')}-{program.seed}", f"{text}\n# before shrinking\n\n{original or ''}")


def keep(folder: Path, name: str, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.py").write_text(text)


if __name__ == "__main__":
    sys.exit(main())
