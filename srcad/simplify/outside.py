"""Let names hold arrays without the number that they are multiplied with, where all that read them sum them up.

bt = g * v                       bt = v
bw = bt * w                      bw = bt * w
bx = np.sum(bw)                  bx = g * np.sum(bw)
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from ..analyse.infer import expression_kind
from ..analyse.live import exposed_reads
from ..analyse.memory import Memory, sources
from ..ir import Assign, Block, Call, Expr, Name, Stmt, definitions, names, statements, subexpressions, substitute
from ..kinds import Array, Scalar
from .algebra import simplify
from .factors import factors_of, product_of
from .redefined import Redefined


def numbers_outside(block: Block, memory: Memory, derived: frozenset[str]) -> Block:
    """Return a block in which arrays that only sums read, `derived` ones assigned once, are not multiplied first."""
    arrays = [
        stmt
        for stmt in statements(block)
        if isinstance(stmt, Assign) and isinstance(stmt.target, Name) and stmt.target.id in derived
        if isinstance(memory.kinds.get(stmt.target.id), Array) and _numbers(stmt.value, memory)
    ]
    if not arrays:
        return block
    count = Counter(name for stmt in statements(block) for name in definitions(stmt))
    carried = exposed_reads(block)
    once = frozenset(name for name in count if count[name] == 1) - carried - memory.token.keys()
    moved = _Moved(block, memory, once & derived)
    for stmt in arrays:
        now = moved.now(stmt)
        assert isinstance(now, Assign)
        for number in _numbers(now.value, memory):
            if number.id in once or not count[number.id]:
                moved.move(stmt, number)
    return moved.block()


def _numbers(value: Expr, memory: Memory) -> list[Name]:
    """Return the numbers that a product is multiplied with."""
    factors = factors_of(value)
    names_of = [factor for op, factor in factors if op == "*" and isinstance(factor, Name)] if factors[1:] else []
    return [name for name in names_of if isinstance(memory.kinds.get(name.id), Scalar)]


class _Moved(Redefined):
    """The statements of a block as they are after numbers were taken out of arrays."""

    def __init__(self, block: Block, memory: Memory, once: frozenset[str]) -> None:
        super().__init__(block, memory)
        self.once = once

    def move(self, made: Stmt, number: Name) -> None:
        """Take a number out of an array, and of those made of it, if all that read these sum them up."""
        kinds = self.memory.kinds
        found: dict[int, Stmt] = {}
        waiting = [(id(made), self.now(made))]
        seen = {id(made)}
        while waiting:
            key, stmt = waiting.pop()
            if not isinstance(stmt, Assign) or not isinstance(stmt.target, Name) or stmt.target.id not in self.once:
                return
            name = stmt.target.id
            rest = without(stmt.value, number)
            readers = self.readers_now(name)
            if rest is None or readers is None or expression_kind(rest, kinds) != kinds.get(name):
                return
            if sources(rest, kinds) & self.memory.token.keys():
                return  # the product is new memory
            found[key] = replace(stmt, value=rest)
            for other, reader in readers:
                if other in seen:
                    return
                seen.add(other)
                value = simplify(substitute(reader.value, {name: Call("*", (number, Name(name)))}), kinds)
                if any(self.multiplies(part, name, number) for part in subexpressions(value)):
                    waiting.append((other, replace(reader, value=value)))
                else:
                    found[other] = replace(reader, value=value)
        self.changed.update(found)

    def multiplies(self, part: Expr, name: str, number: Name) -> bool:
        """Whether a part of what reads a name multiplies an array with the number."""
        if not isinstance(part, Call) or part.op not in ("*", "/") or not {name, number.id} <= names(part):
            return False
        return isinstance(expression_kind(part, self.memory.kinds), Array)


def without(expr: Expr, number: Name) -> Expr | None:
    """Return a product without one of its factors, None if it has it not."""
    factors = factors_of(expr)
    if ("*", number) not in factors:
        return None
    factors.remove(("*", number))
    return product_of(factors) if any(op == "*" for op, _ in factors) else None
