"""Assign the first contribution to a part of an adjoint that was just made of zeros.

bx = np.zeros_like(x)            bx = np.zeros_like(x)
bx[1:] += bt                     bx[1:] = bt
"""

from __future__ import annotations

from ..ir import Assign, Block, Call, Item, Name, Stmt, Update, all_definitions, all_reads, map_blocks, names


def assign_first(block: Block, adjoints: frozenset[str]) -> Block:
    """Return a block in which nothing is added to zeros."""
    out: list[Stmt] = []
    zeros: set[str] = set()  # the adjoints that are all zeros at this place
    for stmt in block:
        match stmt:
            case Assign(Name(id), Call("np.zeros_like")) if id in adjoints:
                zeros.add(id)
            case Update(Item(Name(id), index), "+", value) if id in zeros - names(value) - names(index):
                zeros -= all_reads((stmt,))
                stmt = Assign(stmt.target, value, stmt.origin)
            case _:
                zeros -= all_reads((stmt,)) | all_definitions((stmt,))
                stmt = map_blocks(stmt, lambda inner: assign_first(inner, adjoints))
        out.append(stmt)
    return tuple(out)
