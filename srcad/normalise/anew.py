"""Bind an array anew where all of it is updated in place, the old elements are wanted, and nothing else sees it.

y = x.copy()                 y = x.copy()
y /= np.sum(y)               y_1 = y / np.sum(y)
y[0] = 1.0                   y_1[0] = 1.0

A derivative that reads the old elements would keep a copy of them, and put them back.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..analyse.alike import Shapes
from ..analyse.infer import expression_kind
from ..analyse.memory import Memory, is_memory
from ..forms import ALL
from ..ir import Assign, Block, Call, Const, Expr, Item, Name, Stmt, Update, names
from ..kinds import UNKNOWN, dtype_of
from ..simplify.copies import is_pure

READERS = frozenset({"*", "/", "**", "@"})  # operators whose derivative may read the old elements


def bound_anew(
    block: Block, memory: Memory, inputs: Sequence[str], alone: bool
) -> tuple[Block, frozenset[str]]:  # fmt: skip
    """Return a block in which whole arrays are bound anew, not updated in place, and the names of these.

    Only statements outside loops and branches are looked at: a loop would make an array in each trip. Of a function
    that stands `alone`, an argument may be bound anew where no other can share its memory.
    """
    if not any(updated(stmt) for stmt in block):
        return block, frozenset()
    kinds = memory.kinds
    arrays = [name for name in inputs if is_memory(kinds.get(name))]
    walk, out, found = Shapes(kinds), list[Stmt](), set[str]()
    for stmt in block:
        change = updated(stmt)
        if change is not None:
            name, value = change
            shape = walk.shape(Name(name))
            sole = is_sole(name, memory) and (name not in inputs or (alone and arrays == [name]))
            dtype = dtype_of(kinds.get(name, UNKNOWN))
            same = dtype in ("float64", "float32") and dtype_of(expression_kind(value, kinds)) == dtype
            if sole and same and shape and walk.shape(value) == shape and is_pure(value):
                stmt = Assign(Name(name), value, getattr(stmt, "origin", None))
                found.add(name)
        walk.statement(stmt)
        out.append(stmt)
    return tuple(out), frozenset(found)


def updated(stmt: Stmt) -> tuple[str, Expr] | None:
    """Return what is updated as a whole, and what it holds then; None where no derivative wants the old elements."""
    match stmt:
        case Update(Item(Name(id), index, False), op, value) if index == ALL:
            reads = id in names(value) or (op in READERS and not isinstance(value, Const))
            return (id, Call(op, (Name(id), value))) if reads else None
        case Assign(Item(Name(id), index, False), Call() as value) if index == ALL and id in names(value):
            return id, value
        case _:
            return None


def is_sole(name: str, memory: Memory) -> bool:
    """Whether a name is the only one for its memory, beside views that are as good as copies."""
    token = memory.token.get(name)
    return token is not None and memory.members(token) - memory.gathers == {name}
