"""`srcad.checkpointed`: a loop that keeps few of its states, and runs steps again in the backward sweep."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


def checkpointed(iterable: Iterable[T], slots: int) -> Iterator[T]:
    """Iterate; where the loop is differentiated in reverse mode, keep `slots` states of it at a time.

        for step in srcad.checkpointed(range(10_000), slots=20):
            u = advance(u)

    The other states are computed again, as seldom as can be: the schedule is that of Griewank and Walther, "Algorithm
    799: Revolve" (2000). What the loop's body assigns or writes into, and was bound before the loop, is its state.

    The loop may be left by `break`. How many steps there are is not known then while states are kept, which are chosen
    as in Wang, Moin and Iaccarino, "Minimal repetition dynamic checkpointing algorithm for unsteady adjoint
    calculation" (2009): at most 1.4 times as many steps. So a `while` is `for _ in checkpointed(range(10**9), k)`.
    """
    return iter(iterable)
