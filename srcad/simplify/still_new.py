"""What is new memory stays new: `bw = 1.0 * v` is `bw = v` only where nothing writes into `v`, or into `bw`."""

from __future__ import annotations

from ..analyse.infer import expression_kind
from ..analyse.memory import Memory, sources
from ..ir import Assign, Call, Expr, Name
from ..kinds import Array


def still_new(stmt: Assign, new: Expr, memory: Memory) -> Expr:
    """Return what an assigned value was shortened to: as a copy, if its memory would now be shared and written into."""
    kinds = memory.kinds
    shared = sources(new, kinds) - sources(stmt.value, kinds)
    written = isinstance(stmt.target, Name) and stmt.target.id in memory.token
    if not shared or (not written and shared.isdisjoint(memory.token)):
        return new
    return Call("np.copy" if isinstance(expression_kind(new, kinds), Array) else "copied", (new,))
