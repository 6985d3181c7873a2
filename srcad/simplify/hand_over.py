"""Use a part of an adjoint where it stands, before it is set to zero.

bt = ba[i]                       bx = 0.25 * ba[i]
ba[i] = 0.0                      ba[i] = 0.0
bx = 0.25 * bt
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from ..analyse.memory import Memory, sources
from ..ir import Assign, Block, Call, Const, Expr, Item, Name, Stmt, map_blocks, names, reads, statements, substitute
from .copies import is_pure


def hand_over(block: Block, temporaries: frozenset[str], memory: Memory) -> Block:
    """Return a block in which a part read once, by the statement after it is set to zero, is read directly."""
    count: Counter[str] = Counter()
    for stmt in statements(block):
        count.update(reads(stmt))
    return _block(block, frozenset(name for name in temporaries if count[name] == 1), memory)


def _block(block: Block, single: frozenset[str], memory: Memory) -> Block:
    out = [map_blocks(stmt, lambda inner: _block(inner, single, memory)) for stmt in block]
    position = 0
    while position + 2 < len(out):
        moved = _moved(out[position], out[position + 1], out[position + 2], single, memory)
        if moved is not None:
            out[position : position + 3] = [moved, out[position + 1]]
        else:
            position += 1
    return tuple(out)


def _moved(taken: Stmt, zeroed: Stmt, use: Stmt, single: frozenset[str], memory: Memory) -> Stmt | None:
    """Return the use as it stands before the zeroing, or None if it may not be moved there."""
    match taken, zeroed, use:
        case (
            Assign(Name(t), Call() as part),
            Assign(Item(Name(a), index), Const(0.0)),
            Assign(Name(), Call() as value),
        ) if t in single and t in names(value):
            looked = part.args[0] if part.op == "np.copy" else part
            if looked != Call("[]", (Name(a), index)) or not is_pure(value):
                return None
            if memory.contents(value) - memory.tokens((t,)) or sources(value, memory.kinds) or t in names(index):
                return None
            return replace(use, value=_in_place(value, t, looked, part))
        case _:
            return None


ARITHMETIC = frozenset({"+", "-", "*", "/", "neg", "@", "**"})


def _in_place(value: Expr, name: str, looked: Expr, part: Expr) -> Expr:
    """Return an expression with a name replaced by what it holds, copied only where arithmetic does not."""
    if isinstance(value, Call) and value.op in ARITHMETIC:
        return replace(
            value, args=tuple(looked if a == Name(name) else _in_place(a, name, looked, part) for a in value.args)
        )
    return substitute(value, {name: part})
