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
    blocks,
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
from .spread import Spread

Numbers = dict[str, Scalar]


def as_numbers(block: Block, memory: Memory, generated: frozenset[str]) -> tuple[Block, Numbers]:
    """Return a block with fewer arrays that are filled with one number, and the kinds of the names that hold it now."""
    count = Counter(name for stmt in statements(block) for name in definitions(stmt))
    generated -= exposed_reads(block)  # these have a value before any assignment here
    found: Numbers = {}
    for stmt in statements(block):
        match stmt:
            case Assign(Name(id), Call("expand", (Call() as number, x)) as fill) if (
                id in generated - memory.token.keys() and count[id] == 1 and id not in names(fill)
            ):
                kind = expression_kind(number, memory.kinds)
                names_only = isinstance(kind, Scalar) and all(count[name] <= 1 for name in names(x))
                shorter = _Number(block, id, fill, kind, memory).block(block) if names_only else None
                if shorter is not None and isinstance(kind, Scalar):
                    block, found[id] = shorter, kind
                    memory = replace(memory, kinds={**memory.kinds, id: kind})
            case _:
                pass
    return block, found


class _Number:
    """One name made a number: `fill` is `expand(number, x)`."""

    def __init__(self, block: Block, name: str, fill: Call, kind: object, memory: Memory) -> None:
        assert isinstance(kind, Scalar)
        self.name = name
        self.fill = fill
        self.filled = Call("expand", (Name(name), fill.args[1]))
        self.spread = Spread(block, replace(memory, kinds={**memory.kinds, name: kind}), frozenset())

    def block(self, block: Block) -> Block | None:
        """Return a block in which the name holds the number, None if something needs the array."""
        out = [self.statement(stmt) for stmt in block]
        return None if None in out else tuple(stmt for stmt in out if stmt is not None)

    def statement(self, stmt: Stmt) -> Stmt | None:
        """Return a statement in which the name holds the number, None if it needs the array."""
        if stmt == Assign(Name(self.name), self.fill):
            return Assign(Name(self.name), self.fill.args[0], stmt.origin)
        if self.name in reads(stmt):
            if not isinstance(stmt, Assign | Update | Return):
                return None
            if not isinstance(stmt, Return) and self.name in target_reads(stmt.target):
                return None
            value = simplify(substitute(stmt.value, {self.name: self.filled}), self.spread.kinds)
            stmt = self.spread.statement(replace(stmt, value=value), {})
            assert isinstance(stmt, Assign | Update | Return)
            spread = (part for part in subexpressions(stmt.value) if isinstance(part, Call) and part.op == "expand")
            return None if any(Name(self.name) in part.args[:1] for part in spread) else stmt
        inner = [self.block(part) for part in blocks(stmt)]
        if None in inner:
            return None
        changed = iter([part for part in inner if part is not None])
        return map_blocks(stmt, lambda _: next(changed))
