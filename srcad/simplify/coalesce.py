"""Assign a variable where its value is made, not through a temporary that is copied into it.

if x > y:                if x > y:
    t = x                    larger = x
else:                    else:
    t = y                    larger = y
larger = t
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from ..forms import is_guard
from ..ir import (
    Assign,
    Block,
    For,
    If,
    Name,
    Stmt,
    While,
    all_definitions,
    all_reads,
    definitions,
    map_blocks,
    reads,
    statements,
)


def coalesce(block: Block, is_generated: Callable[[str], bool]) -> Block:
    """Return a block in which a temporary that is only copied into a variable is that variable."""
    return _Pass(block, is_generated).block(block)


class _Pass:
    def __init__(self, block: Block, is_generated: Callable[[str], bool]) -> None:
        self.is_generated = is_generated
        self.read: Counter[str] = Counter()
        self.assigned: Counter[str] = Counter()
        for stmt in statements(block):
            self.read.update(reads(stmt))
            self.assigned.update(definitions(stmt))

    def block(self, block: Block) -> Block:
        """Return a block changed, inner ones included."""
        out: list[Stmt] = []
        for stmt in block:
            stmt = map_blocks(stmt, self.block)
            match stmt:
                case Assign(Name(variable), Name(temporary)) if self.is_generated(temporary):
                    start = self.start(out, variable, temporary)
                    if start is not None:
                        self.assigned[variable] += self.assigned[temporary] - 1
                        out[start:] = [renamed(each, temporary, variable) for each in out[start:]]
                        continue
                case _:
                    pass
            out.append(stmt)
        return tuple(out)

    def start(self, out: list[Stmt], variable: str, temporary: str) -> int | None:
        """Return from where on a temporary may have the variable's name, or None."""
        if self.read[temporary] != 1 or variable == temporary or not self.assigned[temporary]:
            return None  # what is handed over is no temporary, whatever its name
        left = self.assigned[temporary]
        for position in range(len(out) - 1, -1, -1):
            stmt = out[position]
            own = (stmt,)
            loops = [inner for inner in statements(own) if isinstance(inner, For | While)]
            if any(temporary in all_definitions((loop,)) for loop in loops):
                return None
            if any(is_guard(inner) for inner in statements(own)):
                return None
            if left == 1 and isinstance(stmt, Assign) and stmt.target == Name(temporary):
                return position  # what it reads of the variable is read before that is assigned
            if variable in all_reads(own) or variable in all_definitions(own):
                return None
            left -= sum(temporary in definitions(inner) for inner in statements(own))
            if any(temporary in definitions(inner) and not _is_plain(inner) for inner in statements(own)):
                return None
            if left == 0:
                return position
        return None


def _is_plain(stmt: Stmt) -> bool:
    return isinstance(stmt, Assign) and isinstance(stmt.target, Name)


def renamed(stmt: Stmt, old: str, new: str) -> Stmt:
    """Return a statement with a name changed where it is assigned."""
    match stmt:
        case Assign(Name(id)) if id == old:
            return replace(stmt, target=Name(new))
        case If():
            return map_blocks(stmt, lambda block: tuple(renamed(inner, old, new) for inner in block))
        case _:
            return stmt
