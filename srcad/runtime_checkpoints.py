"""Run a loop of generated code with few of its states kept, and backwards: the schedule of Revolve.

Griewank and Walther, "Algorithm 799: Revolve: An implementation of checkpointing for the reverse or adjoint mode of
computational differentiation", ACM Transactions on Mathematical Software 26 (2000). A loop with a `break`, whose steps
are not known beforehand, keeps states as in Wang, Moin and Iaccarino, "Minimal repetition dynamic checkpointing
algorithm for unsteady adjoint calculation", SIAM Journal on Scientific Computing 31 (2009).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np


def middle(count: int, slots: int) -> int:
    """Return after how many of `count` steps the next state is kept, `slots` being kept with the first."""
    r = 1
    while math.comb(slots + r, slots) < count:
        r += 1
    return max(1, min(math.comb(slots + r - 1, slots), count - math.comb(slots + r - 2, slots - 1)))


def checkpointed_run(step: Any, steps: Any, slots: int, ends: int | None, *state: Any) -> Any:
    """Return the state after all steps, and then the states kept, for the way back.

    `ends` is the place in the state of a code that is 2 or more where the loop was left by `break`, if it may be.
    """
    if slots < 1:
        raise ValueError("a checkpointed loop needs a slot at least")
    kept: dict[int, Any] = {}  # states by the number of steps before them, and under -1 how many steps there were
    levels: dict[int, float] = {}
    due, free, count = 0, slots, len(steps)
    for k in range(count):
        if ends is not None:
            if len(kept) > slots:
                del kept[dropped(levels)]
            levels.setdefault(k, 0 if k else math.inf)
            kept[k] = owned_copies(state)
        elif k in (due, count - 1):  # that before the last step takes no slot: it is used up first
            kept[k] = owned_copies(state)
            if k == due:
                due = k + middle(count - k, free) if free > 1 and count - k > 1 else -1
                free -= 1
        state = step(steps[k], *state)
        if ends is not None and state[ends] >= 2:
            count = k + 1
            break
    kept[-1] = count
    return (*state, kept)


def dropped(levels: dict[int, float]) -> int:
    """Take out the state that is needed least, and return which; `levels` are those of the states kept, in their order.

    That is one before another of a higher level; where there is none, it is the last, and the next gets a higher level.
    """
    highest = -1.0
    for at, level in reversed(levels.items()):
        if level < highest:
            del levels[at]
            return at
        highest = max(highest, level)
    last, level = levels.popitem()
    levels[last + 1] = level + 1
    return last


def checkpointed_back(
    step: Any,
    back: Any,
    steps: Any,
    slots: int,
    ends: int | None,
    kept: Any,
    state: tuple[Any, ...],
    adjoint: tuple[Any, ...],
    totals: tuple[Any, ...],
) -> Any:
    """Return the adjoints of the first state, then those of what the steps read beside it, `totals` to begin with.

    `back(k, state, adjoint)` gives them for one step, from the adjoint of the state after it.
    """
    parts = len(adjoint)
    if not kept:  # this is the second time, or the first of a tangent
        kept = checkpointed_run(step, steps, slots, ends, *state)[-1]

    def advance(state: Any, first: int, trips: int) -> Any:
        for k in range(first, first + trips):
            state = step(steps[k], *state)
        return state

    def turn(state: Any, k: int) -> None:
        nonlocal adjoint, totals
        found = back(steps[k], state, adjoint)
        adjoint, more = found[:parts], found[parts:]
        totals = tuple(a + b for a, b in zip(totals, more, strict=True))

    def reverse(state: Any, first: int, trips: int, free: int) -> None:
        if trips == 1:
            turn(state, first)
        elif free == 1:
            for k in reversed(range(trips)):
                turn(advance(state, first, k), first + k)
        else:
            m = middle(trips, free)
            reverse(advance(state, first, m), first + m, trips - m, free - 1)
            reverse(state, first, m, free)

    end = kept.pop(-1)
    for before, first in reversed(list(enumerate(sorted(kept)))):
        reverse(kept.pop(first), first, end - first, max(1, slots - before))
        end = first
    return (*adjoint, *totals)


def owned_copies(state: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a state whose arrays nothing else holds."""
    return tuple(np.array(part) if isinstance(part, np.ndarray) else part for part in state)


def like_zero(x: Any) -> Any:
    """Return the zero that adjoints of x are added to."""
    return np.zeros_like(x) if isinstance(x, np.ndarray) else 0.0
