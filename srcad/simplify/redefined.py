"""The statements of a block in which names are given something else to hold, and what reads them follows."""

from __future__ import annotations

from dataclasses import replace

from ..analyse.memory import Memory
from ..ir import Assign, Block, Return, Stmt, Update, map_blocks, reads, statements, target_reads
from .still_new import still_new

Reader = Assign | Update | Return


class Redefined:
    """A block as it is after some of its names were redefined."""

    def __init__(self, block: Block, memory: Memory) -> None:
        self.memory = memory
        self.before = block
        self.changed: dict[int, Stmt] = {}  # by the id of the statement in the block
        self.gone: set[int] = set()  # the ids of those that are left out
        self.readers: dict[str, list[Stmt]] = {}
        for stmt in statements(block):
            for name in reads(stmt):
                self.readers.setdefault(name, []).append(stmt)

    def now(self, stmt: Stmt) -> Stmt:
        """Return what has become of a statement."""
        return self.changed.get(id(stmt), stmt)

    def readers_now(self, name: str) -> list[tuple[int, Reader]] | None:
        """Return the statements that read a name, as they are now, each after the id that it had in the block.

        None where the name is written into, or where a loop or a condition reads it.
        """
        found: list[tuple[int, Reader]] = []
        for reader in self.readers.get(name, ()):
            if id(reader) in self.gone:
                continue
            stmt = self.now(reader)
            if not isinstance(stmt, Assign | Update | Return):
                return None
            if not isinstance(stmt, Return) and name in target_reads(stmt.target):
                return None
            found.append((id(reader), stmt))
        return found

    def block(self) -> Block:
        """Return the block as it is now."""
        return self.within(self.before) if self.changed or self.gone else self.before

    def within(self, block: Block) -> Block:
        """Return a block inside as it is now."""
        return tuple([map_blocks(self.settled(stmt), self.within) for stmt in block if id(stmt) not in self.gone])

    def settled(self, stmt: Stmt) -> Stmt:
        """Return what has become of a statement: what it makes anew stays so."""
        now = self.now(stmt)
        if now is stmt or not isinstance(stmt, Assign) or not isinstance(now, Assign):
            return now
        return replace(now, value=still_new(stmt, now.value, self.memory))
