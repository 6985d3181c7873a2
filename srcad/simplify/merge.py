"""Make one assignment of a first contribution and the one added to it.

bx = g * y           bx = g * y + h * z
bx += h * z

bx += g * y          bx += g * y + h * z      for numbers
bx += h * z

bx = by              bx = by + g * y
by = g * x           by = g * x
bx += g * y
"""

from __future__ import annotations

from dataclasses import replace

from ..analyse.memory import Memory, is_memory, sources, stored
from ..ir import (
    Assign,
    Block,
    Call,
    Do,
    Name,
    Stmt,
    Update,
    definitions,
    map_blocks,
    names,
    reads,
    statements,
    subexpressions,
)
from ..kinds import Scalar
from .copies import is_pure


def merge(block: Block, generated: frozenset[str], memory: Memory) -> Block:
    """Return a block in which a generated name that is assigned and then added to is assigned once.

    But a view, or another name of an array, to which is added is written through.
    """
    out: list[Stmt] = []
    for stmt in block:
        stmt = map_blocks(stmt, lambda inner: merge(inner, generated, memory))
        place: int | None = None  # where it moves up to
        while place is None and (found := _first(out, stmt, generated, memory)) is not None:
            position, moves = found
            first = out.pop(position)
            assert isinstance(first, Assign | Update)
            if isinstance(first, Update):
                assert isinstance(stmt, Update)
                stmt = _both(first, stmt)
            elif isinstance(stmt, Update):
                stmt = Assign(stmt.target, Call(stmt.op, (first.value, stmt.value)), stmt.origin or first.origin)
            else:
                assert isinstance(stmt, Assign) and isinstance(stmt.value, Call)
                stmt = replace(stmt, value=replace(stmt.value, args=(first.value, stmt.value.args[1])))
            place = None if moves else position
        out.insert(len(out) if place is None else place, stmt)
    return tuple(out)


def _first(out: list[Stmt], stmt: Stmt, generated: frozenset[str], memory: Memory) -> tuple[int, bool] | None:
    """Return where the first contribution stands that a statement adds to, and whether it moves down to the other.

    Else the other moves up to it. It is None if neither may be.
    """
    match stmt:
        case Update(Name(id), "+" | "-", value) if id in generated and id not in names(value):
            name = id
        case Assign(Name(id), Call("+" | "-", (Name(same), value))) if (
            id == same and id in generated and id not in names(value)
        ):
            name = id
        case _:
            return None
    for position in range(len(out) - 1, -1, -1):
        before = out[position]
        if isinstance(before, Assign | Update) and before.target == Name(name):
            if isinstance(before, Update) and not (isinstance(stmt, Update) and _is_added(before, memory)):
                return None
            wanted = names(before.value)
            between = out[position + 1 :]
            kinds = memory.kinds
            if isinstance(stmt, Update) and is_memory(kinds.get(name)) and sources(before.value, kinds):
                return None
            if not is_pure(before.value) or _heavy(before):
                return None
            if not _disturbed(wanted, memory.looked_through(before.value), between, memory):
                return position, True
            read = memory.looked_through(Call("+", (value, value)))  # its elements, also where it is a name alone
            up = is_pure(value) and not _disturbed(names(value), read, between, memory)
            return (position, False) if up and isinstance(before, Assign) else None
        if any(name in reads(s) or name in definitions(s) for s in statements((before,))):
            return None
    return None


def _is_added(stmt: Update, memory: Memory) -> bool:
    """Whether a statement adds to a number by a few operations."""
    assert isinstance(stmt.target, Name)
    return stmt.op in "+-" and isinstance(memory.kinds.get(stmt.target.id), Scalar)


def _both(first: Update, second: Update) -> Update:
    """Return what adds both to a number."""
    a, b = first.value, second.value
    if first.op == "-" and second.op == "+":
        return replace(second, value=Call("-", (b, a)))
    return replace(second, op=first.op, value=Call("+" if first.op == second.op else "-", (a, b)))


def _heavy(stmt: Assign | Update) -> bool:
    return sum(isinstance(part, Call) for part in subexpressions(stmt.value)) > 8


def _disturbed(wanted: frozenset[str], contents: frozenset[str], between: list[Stmt], memory: Memory) -> bool:
    for stmt in statements(tuple(between)):
        if definitions(stmt) & wanted:
            return True
        if isinstance(stmt, Do) or contents & memory.tokens(stored(stmt, memory.kinds)):
            return True
    return False
