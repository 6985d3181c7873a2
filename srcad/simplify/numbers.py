"""Let a name hold a number instead of an array filled with it, where all that read the name allow that.

bt = expand(1.0 / n, y)          bt = 1.0 / n
bx = bt * y                      bx = bt * y
bz = bt * (1 - y)                bz = bt * (1 - y)
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from ..analyse.infer import expression_kind
from ..analyse.live import exposed_reads
from ..analyse.memory import Memory
from ..ir import (
    Assign,
    Block,
    Call,
    Name,
    Return,
    Stmt,
    Update,
    definitions,
    map_blocks,
    names,
    reads,
    statements,
    subexpressions,
    substitute,
    target_reads,
)
from ..kinds import Scalar
from .algebra import simplify
from .spread import Spread, sure_arrays

Numbers = dict[str, Scalar]


def as_numbers(block: Block, memory: Memory, generated: frozenset[str]) -> tuple[Block, Numbers]:
    """Return a block with fewer arrays that are filled with one number, and the kinds of the names that hold it now."""
    fills = [
        (stmt, stmt.target.id, stmt.value)
        for stmt in statements(block)
        if isinstance(stmt, Assign) and isinstance(stmt.target, Name) and isinstance(stmt.value, Call)
        if stmt.value.op == "expand" and isinstance(stmt.value.args[0], Call)
        if stmt.target.id in generated and isinstance(expression_kind(stmt.value.args[0], memory.kinds), Scalar)
    ]
    if not fills:
        return block, {}
    count = Counter(name for stmt in statements(block) for name in definitions(stmt))
    numbers = _Numbers(block, memory, generated)
    generated -= exposed_reads(block) | memory.token.keys()  # given before any assignment here, or written into
    for stmt, name, fill in fills:
        fixed = count[name] == 1 and all(count[each] <= 1 for each in names(fill.args[1]))
        if fixed and name in generated and name not in names(fill):
            numbers.number(stmt, name)
    return numbers.block(block), numbers.kinds


class _Numbers:
    """The statements of a block as they are after some names were made numbers, whose kinds are `kinds`."""

    def __init__(self, block: Block, memory: Memory, generated: frozenset[str]) -> None:
        self.memory = memory
        self.arrays = sure_arrays(block, memory.kinds, generated)
        self.kinds: Numbers = {}
        self.changed: dict[int, Stmt] = {}  # by the id of the statement in the block
        self.readers: dict[str, list[Stmt]] = {}
        for stmt in statements(block):
            for name in reads(stmt):
                self.readers.setdefault(name, []).append(stmt)

    def now(self, stmt: Stmt) -> Stmt:
        """Return what has become of a statement."""
        return self.changed.get(id(stmt), stmt)

    def number(self, made: Assign, name: str) -> None:
        """Let a name hold the number that fills it, if nothing that reads it needs the array."""
        now = self.now(made)
        assert isinstance(now, Assign) and isinstance(now.value, Call)
        if now.value.op != "expand":
            return
        number, x = now.value.args
        kind = expression_kind(number, self.memory.kinds)
        assert isinstance(kind, Scalar)
        memory = replace(self.memory, kinds={**self.memory.kinds, name: kind})
        spread = Spread(memory, frozenset(), self.arrays - {name})
        filled = Call("expand", (Name(name), x))
        found: dict[int, Stmt] = {id(made): replace(now, value=number)}
        for reader in self.readers.get(name, ()):
            stmt = self.now(reader)
            if not isinstance(stmt, Assign | Update | Return):
                return
            if not isinstance(stmt, Return) and name in target_reads(stmt.target):
                return
            value = simplify(substitute(stmt.value, {name: filled}), memory.kinds)
            stmt = spread.statement(replace(stmt, value=value), {})
            assert isinstance(stmt, Assign | Update | Return)
            fills = (part for part in subexpressions(stmt.value) if isinstance(part, Call) and part.op == "expand")
            if any(Name(name) in part.args[:1] for part in fills):
                return
            found[id(reader)] = stmt
        self.changed.update(found)
        self.memory, self.kinds[name] = memory, kind

    def block(self, block: Block) -> Block:
        """Return a block as it is now."""
        if not self.changed:
            return block
        return tuple([map_blocks(self.now(stmt), self.block) for stmt in block])
