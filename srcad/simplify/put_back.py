"""Take no part out of an adjoint that is put back: `K[i] += e` leaves the adjoint of K as it was.

bt = last_writes(bK, i)          bt = last_writes(bK, i)
bK[i] = 0.0                      be += bt
be += bt
np.add.at(bK, i, bt)

Where the index names an element twice, only its last value is in what was taken: so it is there once, too.
"""

from __future__ import annotations

from ..analyse.memory import Memory
from ..ir import (
    Assign,
    Block,
    Call,
    Const,
    Do,
    Exit,
    Expr,
    Item,
    Name,
    Return,
    Stmt,
    Update,
    all_definitions,
    all_reads,
    blocks,
    map_blocks,
    names,
)


def without_putting_back(block: Block, temporaries: frozenset[str], memory: Memory) -> Block:
    """Return a block in which parts of adjoints stay where they are, if they are only read before they are put back."""
    out = [map_blocks(stmt, lambda inner: without_putting_back(inner, temporaries, memory)) for stmt in block]
    position = 0
    while position + 2 < len(out):
        match out[position], out[position + 1]:
            case (
                Assign(Name(id), Call("last_writes" | "np.copy" as op, args)),
                Assign(Item(Name()) as part, Const(0.0)),
            ) if id in temporaries and args == _taken(op, part):
                back = _put_back(out[position + 2 :], id, part, memory)
                if back is not None:
                    del out[position + 2 + back], out[position + 1]
            case _:
                pass
        position += 1
    return tuple(out)


def _taken(op: str, part: Item) -> tuple[Expr, ...]:
    """Return the arguments of the call that takes out a part."""
    return (part.base, part.index) if op == "last_writes" else (Call("[]", (part.base, part.index)),)


def _put_back(rest: list[Stmt], taken: str, part: Item, memory: Memory) -> int | None:
    """Return which statement adds what was taken to where it was, None if others meet the adjoint before."""
    fixed = names(part.base) | names(part.index) | {taken}
    tokens = memory.tokens(fixed)
    for position, stmt in enumerate(rest):
        match stmt:
            case Do(Call("np.add.at", (base, index, Name(added)))) | Update(Item(base, index), "+", Name(added)) if (
                added == taken and base == part.base and index == part.index
            ):
                return position
            case _:
                pass
        if blocks(stmt) or isinstance(stmt, Exit | Return):
            return None
        if fixed & all_definitions((stmt,)) or tokens & memory.writes(stmt):
            return None
        if memory.tokens(all_reads((stmt,))) & memory.tokens(names(part.base)) or names(part.base) & all_reads((stmt,)):
            return None
    return None
