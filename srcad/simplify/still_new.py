"""What is new memory stays new: `bw = 1.0 * v` is `bw = v` only where nothing writes into `v`."""

from __future__ import annotations

from ..analyse.infer import expression_kind
from ..analyse.memory import Memory, sources
from ..ir import Call, Expr
from ..kinds import Array


def still_new(old: Expr, new: Expr, memory: Memory) -> Expr:
    """Return what an expression was shortened to: as a copy, if it would now be in memory that is written into."""
    kinds = memory.kinds
    shared = sources(new, kinds) - sources(old, kinds)
    if shared.isdisjoint(memory.token):
        return new
    return Call("np.copy" if isinstance(expression_kind(new, kinds), Array) else "copied", (new,))
