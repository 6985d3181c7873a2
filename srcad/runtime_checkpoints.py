"""Run a loop of generated code with few of its states kept, and backwards: the schedule of Revolve.

Griewank and Walther, "Algorithm 799: Revolve: An implementation of checkpointing for the reverse or adjoint mode of
computational differentiation", ACM Transactions on Mathematical Software 26 (2000).
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


def checkpointed_run(step: Any, steps: Any, slots: int, *state: Any) -> Any:
    """Return the state after all steps, and then the states kept, for the way back."""
    if slots < 1:
        raise ValueError("a checkpointed loop needs a slot at least")
    count, due, free = len(steps), 0, slots
    kept: dict[int, Any] = {}  # states by the number of steps before them; the one before the last step under -1
    for k in range(count):
        if k == due:
            kept[k] = owned_copies(state)
            due = k + middle(count - k, free) if free > 1 and count - k > 1 else -1
            free -= 1
        if k == count - 1:
            kept[-1] = owned_copies(state)
        state = step(steps[k], *state)
    return (*state, kept)


def checkpointed_back(
    step: Any,
    back: Any,
    steps: Any,
    slots: int,
    kept: Any,
    state: tuple[Any, ...],
    adjoint: tuple[Any, ...],
    totals: tuple[Any, ...],
) -> Any:
    """Return the adjoints of the first state, then those of what the steps read beside it, `totals` to begin with.

    `back(k, state, adjoint)` gives them for one step, from the adjoint of the state after it.
    """
    count, parts = len(steps), len(adjoint)
    if not kept:  # this is the second time, or the first of a tangent
        kept = checkpointed_run(step, steps, slots, *state)[-1]

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
                last = kept.pop(-1, None) if first + k == count - 1 else None
                turn(advance(state, first, k) if last is None else last, first + k)
        else:
            m = middle(trips, free)
            at = kept.pop(first + m, None)
            reverse(advance(state, first, m) if at is None else at, first + m, trips - m, free - 1)
            reverse(state, first, m, free)

    if count:
        reverse(kept.pop(0), 0, count, slots)
        kept.clear()
    return (*adjoint, *totals)


def owned_copies(state: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a state whose arrays nothing else holds."""
    return tuple(np.array(part) if isinstance(part, np.ndarray) else part for part in state)


def like_zero(x: Any) -> Any:
    """Return the zero that adjoints of x are added to."""
    return np.zeros_like(x) if isinstance(x, np.ndarray) else 0.0
