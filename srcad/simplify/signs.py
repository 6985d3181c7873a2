"""Give a name the positive of what it holds, where all that read it can take the sign.

bt = -by                         bt = by
bx += bt * z                     bx -= bt * z
bz += bt * x                     bz -= bt * x
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from ..analyse.live import exposed_reads
from ..analyse.memory import Memory, sources
from ..ir import (
    Assign,
    Block,
    Call,
    Const,
    Expr,
    Name,
    Return,
    Stmt,
    Update,
    definitions,
    map_blocks,
    names,
    reads,
    rebuild,
    statements,
    subexpressions,
    substitute,
    target_reads,
)
from ..kinds import Array, Kind, Scalar
from .algebra import simplify
from .terms import number_of, without_sign


def without_negatives(block: Block, memory: Memory, derived: frozenset[str]) -> Block:
    """Return a block in which `derived` names assigned once hold no negatives that their readers can do without.

    The negative of an array is a new one, which is not given up where the array is written into.
    """
    kinds = memory.kinds
    count = Counter(name for stmt in statements(block) for name in definitions(stmt))
    derived -= exposed_reads(block)  # these have a value before any assignment here
    signed = [
        stmt.target.id
        for stmt in statements(block)
        if isinstance(stmt, Assign) and isinstance(stmt.target, Name) and without_sign(stmt.value) is not None
        if count[stmt.target.id] == 1 and stmt.target.id in derived
    ]
    for name in signed:
        if not isinstance(kinds.get(name), Scalar | Array):
            continue
        made = next(stmt for stmt in statements(block) if name in definitions(stmt))
        assert isinstance(made, Assign)
        positive = without_sign(made.value)
        if positive is None or number_of(positive) is not None:
            continue
        if isinstance(kinds[name], Scalar) or not sources(positive, kinds) & memory.token.keys():
            turn = _Turn(made, name, positive, kinds)
            turned = turn.block(block)
            if turn.possible and turn.gain > 0:
                block = turned
    return block


class _Turn:
    """One name given the positive of what it holds."""

    def __init__(self, made: Assign, name: str, positive: Expr, kinds: Mapping[str, Kind]) -> None:
        self.made = made
        self.name = name
        self.positive = positive
        self.kinds = kinds
        self.gain = negatives(made.value) - negatives(positive)
        self.possible = True

    def block(self, block: Block) -> Block:
        """Return a block in which the name holds the positive."""
        return tuple([self.statement(stmt) for stmt in block])

    def statement(self, stmt: Stmt) -> Stmt:
        if stmt is self.made:
            return replace(self.made, value=self.positive)
        if self.name not in reads(stmt):
            return map_blocks(stmt, self.block)
        if not isinstance(stmt, Assign | Update | Return) or (
            not isinstance(stmt, Return) and self.name in target_reads(stmt.target)
        ):
            self.possible = False
            return stmt
        value = self.expr(stmt.value)
        bare = without_sign(value) if isinstance(stmt, Update) and stmt.op in "+-" else None
        self.gain += negatives(stmt.value) - negatives(value if bare is None else bare)
        return replace(stmt, value=value)

    def expr(self, expr: Expr) -> Expr:
        """Return an expression with the sign in it; of what is returned, the parts that read the name."""
        if self.name not in names(expr):
            return expr
        if isinstance(expr, Call) and expr.op in ("tuple", "list", "dict", "call"):
            return rebuild(expr, self.expr)
        return simplify(substitute(expr, {self.name: Call("neg", (Name(self.name),))}), self.kinds)


def negatives(expr: Expr) -> int:
    """Return how many minus signs an expression has that are no subtractions."""
    signs = 0
    for part in subexpressions(expr):
        value = number_of(part) if isinstance(part, Const) else None
        signs += (isinstance(part, Call) and part.op == "neg") or (value is not None and value < 0)
    return signs
