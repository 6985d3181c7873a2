"""Arrays that are handed on: another name gets them, and nothing reads or writes them by the former ones any more.

un = np.empty_like(u)
un[1:] = u[1:] - u[:-1]
u = un                           u = handed_on(un)

What is computed then is what a copy would give, and a copy is new memory: no name is an alias of another.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..forms import is_guard
from ..ir import Assign, Block, Call, Exit, For, If, Name, Pop, Stmt, Update, While, map_blocks, statements
from ..kinds import Array, Kind
from .live import exposed_reads, live_places
from .memory import ELEMENTS, Memory, memory_of, stored

HANDED = "handed_on"


def with_handed(block: Block, kinds: Mapping[str, Kind]) -> Block:
    """Return a block in which written arrays are handed on where that may be, and what gets them is not written."""
    memory = memory_of(block, dict(kinds))
    if not memory.token or any(isinstance(stmt, Exit) or is_guard(stmt) for stmt in statements(block)):
        return block
    found: dict[int, str] = {}
    _find(block, frozenset(), memory, found)
    if not found:
        return block

    def change(stmt: Stmt) -> Stmt:
        if id(stmt) in found and isinstance(stmt, Assign):
            return Assign(stmt.target, Call(HANDED, (stmt.value,)), stmt.origin)
        return map_blocks(stmt, lambda inner: tuple(map(change, inner)))

    changed = tuple(map(change, block))
    return block if frozenset(found.values()) & memory_of(changed, dict(kinds)).token.keys() else changed


def _find(block: Block, after: frozenset[str], memory: Memory, found: dict[int, str]) -> None:
    """Note the assignments that hand an array on, by their ids, with the name that gets it."""
    for stmt, later in zip(block, live_places(block, after)[1:], strict=True):
        match stmt:
            case Assign(Name(new), Name(old)) if new != old and isinstance(memory.kinds.get(new), Array):
                token = memory.token.get(old)
                others = {name.removesuffix(ELEMENTS) for name in memory.members(token or "")} - {new}
                if token and isinstance(memory.kinds.get(old), Array) and later.isdisjoint(others):
                    found[id(stmt)] = new
            case If(_, body, orelse):
                _find(body, later, memory, found)
                _find(orelse, later, memory, found)
            case For(body=body) | While(body=body):
                _find(body, later | exposed_reads((stmt,)), memory, found)
            case _:
                pass


def without_handed(block: Block, kinds: Mapping[str, Kind], later: Block) -> Block:
    """Return a block in which names get the arrays that are handed on to them; copies, if `later` writes into those."""
    memory = memory_of((*block, *later), dict(kinds))
    written = memory.tokens(
        name
        for stmt in statements(later)
        for name in (stored(stmt, memory.kinds) if isinstance(stmt, Assign | Update | Pop) else ())
    )

    def change(stmt: Stmt) -> Stmt:
        match stmt:
            case Assign(value=Call("handed_on", (Name(old) as value,))):
                kept = memory.token.get(old) in written
                return Assign(stmt.target, Call("np.copy", (value,)) if kept else value, stmt.origin)
            case _:
                return map_blocks(stmt, lambda inner: tuple(map(change, inner)))

    return tuple(map(change, block))
