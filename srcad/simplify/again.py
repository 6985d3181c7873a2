"""Drop an assignment that gives a name what it holds already.

row = a[k]                       row = a[k]
brow[0] += row[1]                brow[0] += row[1]
row = a[k]                       brow[1] += row[0]
brow[1] += row[0]
"""

from __future__ import annotations

from ..analyse.memory import Memory, stored
from ..ir import Assign, Block, Call, Expr, For, If, Name, Stmt, While, all_definitions, definitions, map_blocks, names
from .copies import is_pure

Known = dict[str, Expr]


def drop_repeated(block: Block, memory: Memory) -> Block:
    """Return a block without assignments of what a name is known to hold."""
    return _block(block, {}, memory)[0]


def _block(block: Block, known: Known, memory: Memory) -> tuple[Block, Known]:
    out: list[Stmt] = []
    known = dict(known)
    for stmt in block:
        match stmt:
            case Assign(Name(id), Call() as value) if known.get(id) == value:
                continue
            case If(body=body, orelse=orelse):
                first, after_body = _block(body, known, memory)
                second, after_orelse = _block(orelse, known, memory)
                sides = iter((first, second))
                out.append(map_blocks(stmt, lambda _, sides=sides: next(sides)))  # type: ignore[misc]
                known = {n: e for n, e in after_body.items() if after_orelse.get(n) == e}
            case For() | While():
                lost = all_definitions((stmt,)) | definitions(stmt)
                inside = _without(known, lost, memory.writes(stmt), memory)
                out.append(map_blocks(stmt, lambda inner, inside=inside: _block(inner, inside, memory)[0]))  # type: ignore[misc]
                known = inside
            case _:
                written = stored(stmt, memory.kinds)
                bound = definitions(stmt) - written  # `b += e` binds no array anew
                known = _without(known, bound, memory.tokens(written), memory)
                match stmt:
                    case Assign(Name(id), Call() as value) if id not in names(value) and _may_repeat(id, value, memory):
                        known[id] = value
                    case _:
                        pass
                out.append(stmt)
    return tuple(out), known


def _may_repeat(name: str, value: Expr, memory: Memory) -> bool:
    """Whether evaluating an expression twice gives the same: not if it makes memory that is written."""
    return is_pure(value) and not (name in memory.token and memory.is_new(value))


def _without(known: Known, lost: frozenset[str], written: frozenset[str], memory: Memory) -> Known:
    return {
        name: expr
        for name, expr in known.items()
        if name not in lost and not names(expr) & lost and not memory.looked_through(expr) & written
    }
