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
    names,
    statements,
    subexpressions,
    substitute,
)
from ..kinds import Scalar
from .algebra import simplify
from .redefined import Redefined
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
    return numbers.block(), numbers.kinds


class _Numbers(Redefined):
    """The statements of a block as they are after some names were made numbers, whose kinds are `kinds`."""

    def __init__(self, block: Block, memory: Memory, generated: frozenset[str]) -> None:
        super().__init__(block, memory)
        self.arrays = sure_arrays(block, memory.kinds, generated)
        self.kinds: Numbers = {}

    def number(self, made: Assign, name: str) -> None:
        """Let a name hold the number that fills it, if nothing that reads it needs the array."""
        now = self.now(made)
        assert isinstance(now, Assign) and isinstance(now.value, Call)
        readers = self.readers_now(name)
        if now.value.op != "expand" or readers is None:
            return
        number, x = now.value.args
        kind = expression_kind(number, self.memory.kinds)
        assert isinstance(kind, Scalar)
        memory = replace(self.memory, kinds={**self.memory.kinds, name: kind})
        spread = Spread(memory, frozenset(), self.arrays - {name})
        filled = Call("expand", (Name(name), x))
        found: dict[int, Stmt] = {id(made): replace(now, value=number)}
        for key, reader in readers:
            value = simplify(substitute(reader.value, {name: filled}), memory.kinds)
            stmt = spread.statement(replace(reader, value=value), {})
            assert isinstance(stmt, Assign | Update | Return)
            fills = (part for part in subexpressions(stmt.value) if isinstance(part, Call) and part.op == "expand")
            if any(Name(name) in part.args[:1] for part in fills):
                return
            found[key] = stmt
        self.changed.update(found)
        self.memory, self.kinds[name] = memory, kind
