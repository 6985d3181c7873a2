"""Clear no part of an adjoint that nothing reads any more, and copy none that is read before it changes.

bt = bM[1:]                      bt = bM[1:]
bM[1:] = 0.0                     return bt
return bt

bt = np.copy(by)                 bx += w * by
bx += w * bt

bt = by                          bx += w * by
by = np.copy(by)                 by[0] += 1.0
bx += w * bt
by[0] += 1.0

bt = np.copy(bv[1:])             bt = bv[1:]
bx += np.sum(bt * w)             bx += np.sum(bt * w)
bv[1:] = 0.0                     bv[1:] = 0.0
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from ..analyse.memory import Memory, is_gathering, sources
from ..ir import (
    Assign,
    Block,
    Call,
    Const,
    Expr,
    Item,
    Name,
    Stmt,
    Update,
    all_definitions,
    all_reads,
    blocks,
    definitions,
    map_blocks,
    names,
    reads,
    statements,
)
from ..kinds import Array
from .copies import map_expressions


def without_last_stores(block: Block, memory: Memory, adjoints: frozenset[str]) -> Block:
    """Return the block of a function in which zeros are put into `adjoints` only where something reads them."""
    foreign = frozenset(token for name, token in memory.token.items() if name not in adjoints)
    read: set[str] = set()
    out: list[Stmt] = []
    for stmt in reversed(block):
        match stmt:
            case Assign(Item(Name(id)), Const(0.0)) if memory.token.get(id, id) not in foreign | read:
                continue
            case _:
                read |= memory.tokens(all_reads((stmt,))) | all_reads((stmt,))
                out.append(stmt)
    return tuple(reversed(out))


def without_early_copies(block: Block, memory: Memory, generated: frozenset[str]) -> Block:
    """Return a block in which `generated` names hold parts of arrays where these change after their last use only."""
    count = Counter(name for stmt in statements(block) for name in definitions(stmt))
    total = Counter(name for stmt in statements(block) for name in reads(stmt))
    copies = frozenset(name for name in generated - memory.token.keys() if count[name] == 1)

    def change(block: Block) -> Block:
        out: list[Stmt] = []
        whole: dict[str, Expr] = {}  # what a name is another name of
        same: Stmt | None = None  # which needs no copy
        for position, stmt in enumerate(block):
            if stmt is same:
                continue
            stmt = map_expressions(stmt, whole) if whole else stmt
            match stmt:
                case Assign(Name(id), Name(base)) if id in generated and count[id] == 1 and is_alone(base, id):
                    same = block[position + 1] if position + 1 < len(block) else None
                    rest = block[position + 2 :]
                    if is_copied(base, same) and is_used_before(id, base, rest, total[id], memory):
                        whole[id] = Name(base)
                        continue
                    same = None
                case Assign(Name(id), Call("np.copy", (Name(base),))) if id in copies and is_array(base):
                    if is_used_before(id, base, block[position + 1 :], total[id], memory):
                        whole[id] = Name(base)
                        continue
                case Assign(Name(id), Call("np.copy", (Call("[]", (Name(base), index)) as part,))) if id in copies:
                    rest = block[position + 1 :]
                    view = is_array(base) and not is_gathering(index, memory.kinds)
                    if view and is_used_before(id, base, rest, total[id], memory):
                        stmt = replace(stmt, value=part)
                case Assign(
                    Name(id),
                    Call("[]", (Call("np.copy", (Call("[]", (Name(base), index)) as part,)), axes)) as value,
                ) if id in copies:  # with axes of length one, say
                    rest = block[position + 1 :]
                    gathers = is_gathering(index, memory.kinds) or is_gathering(axes, memory.kinds)
                    if is_array(base) and not gathers and is_used_before(id, base, rest, total[id], memory):
                        stmt = replace(stmt, value=replace(value, args=(part, axes)))
                case _:
                    stmt = map_blocks(stmt, change)
            out.append(stmt)
        return tuple(out)

    def is_array(name: str) -> bool:
        return name in memory.token or (name in generated and isinstance(memory.kinds.get(name), Array))

    def is_alone(name: str, other: str) -> bool:
        token = memory.token.get(name)
        return token is not None and {n for n, its in memory.token.items() if its == token} <= {name, other}

    return change(block)


def is_copied(name: str, stmt: Stmt | None) -> bool:
    """Whether a statement gives an array memory of its own."""
    return isinstance(stmt, Assign) and stmt.target == Name(name) and stmt.value == Call("np.copy", (Name(name),))


def is_used_before(name: str, base: str, rest: Block, total: int, memory: Memory) -> bool:
    """Whether all that reads a name comes before what writes into the memory of an array, and keeps none of it."""
    seen = 0
    for stmt in rest:
        if seen == total:
            return True
        if blocks(stmt):
            inner = [s for s in statements((stmt,)) if name in reads(s)]
            if any(not isinstance(s, Assign | Update) or name in kept_by(s, memory) for s in inner):
                return False
            if inner and (memory.token.get(base) in memory.writes(stmt) or base in all_definitions((stmt,))):
                return False
            seen += len(inner)
        elif name in reads(stmt):
            if not isinstance(stmt, Assign | Update) or name in kept_by(stmt, memory):
                return False
            seen += 1
        if memory.token.get(base) in memory.writes(stmt) or base in definitions(stmt):
            return seen == total
    return seen == total


def kept_by(stmt: Assign | Update, memory: Memory) -> frozenset[str]:
    """Return the names whose memory a statement gives to others, or uses as places."""
    target = stmt.target
    whole = isinstance(target, Item) and isinstance(target.base, Name) and memory.kinds.get(target.base.id)
    if isinstance(target, Item) and isinstance(whole, Array):
        return names(target.base) | names(target.index)  # what is put into an array is copied
    places = names(target.base) | names(target.index) if isinstance(target, Item) else frozenset[str]()
    return places | sources(stmt.value, memory.kinds) if isinstance(target, Name) else places | _bare(stmt.value)


def _bare(value: Expr) -> frozenset[str]:
    return names(value) if not isinstance(value, Call) else frozenset()
