"""What is new memory stays new: `bw = 1.0 * v` is `bw = v` only where nothing writes into `v`, or into `bw`."""

from __future__ import annotations

from ..analyse.infer import expression_kind
from ..analyse.memory import ELEMENTS, Memory, sources
from ..ir import Assign, Call, Expr, Name
from ..kinds import Array


def still_new(stmt: Assign, new: Expr, memory: Memory) -> Expr:
    """Return what an assigned value was shortened to: as a copy, if its memory would now be shared and written into."""
    kinds = memory.kinds
    shared = sources(new, kinds) - sources(stmt.value, kinds)
    own = frozenset((stmt.target.id, stmt.target.id + ELEMENTS)) if isinstance(stmt.target, Name) else frozenset()
    if not shared or (shared | own).isdisjoint(memory.token):
        return new
    return Call("np.copy" if isinstance(expression_kind(new, kinds), Array) else "copied", (new,))
