"""Give a name the positive of what it holds, where all that read it can take the sign.

bt = -by                         bt = by
bx += bt * z                     bx -= bt * z
bz += bt * x                     bz -= bt * x
"""

from __future__ import annotations

from collections import Counter
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
    Stmt,
    Update,
    definitions,
    names,
    rebuild,
    statements,
    subexpressions,
    substitute,
)
from ..kinds import Array, Scalar
from .algebra import simplify
from .redefined import Redefined
from .shapes import floating
from .terms import number_of, without_sign


def without_negatives(block: Block, memory: Memory, derived: frozenset[str]) -> Block:
    """Return a block in which `derived` names assigned once hold no negatives that their readers can do without.

    The negative of an array is a new one, which is not given up where the array is written into.
    """
    kinds = memory.kinds
    signed = [
        stmt
        for stmt in statements(block)
        if isinstance(stmt, Assign) and isinstance(stmt.target, Name) and without_sign(stmt.value) is not None
        if stmt.target.id in derived and isinstance(kinds.get(stmt.target.id), Scalar | Array)
    ]
    if not signed:
        return block
    count = Counter(name for stmt in statements(block) for name in definitions(stmt))
    derived -= exposed_reads(block)  # these have a value before any assignment here
    turns = _Turns(block, memory)
    for stmt in signed:
        assert isinstance(stmt.target, Name)
        name = stmt.target.id
        made = turns.now(stmt)
        assert isinstance(made, Assign)
        positive = without_sign(made.value)
        if positive is None or number_of(positive) is not None or count[name] != 1 or name not in derived:
            continue
        if floating(made.value, kinds) and not floating(positive, kinds):
            positive = Call("*", (Const(1.0), positive))  # the size of an array, say, which counts as a float
        if isinstance(kinds[name], Scalar) or not sources(positive, kinds) & memory.token.keys():
            turns.turn(stmt, name, positive)
    return turns.block()


class _Turns(Redefined):
    """The statements of a block as they are after some names were given the positives of what they held."""

    def turn(self, made: Assign, name: str, positive: Expr) -> None:
        """Give a name the positive, if all that read it can take the sign and that makes something shorter."""
        now = self.now(made)
        assert isinstance(now, Assign)
        readers = self.readers_now(name)
        if readers is None:
            return
        gain = negatives(now.value) - negatives(positive)
        found: dict[int, Stmt] = {id(made): replace(now, value=positive)}
        for key, stmt in readers:
            value = self.signed(stmt.value, name)
            bare = without_sign(value) if isinstance(stmt, Update) and stmt.op in "+-" else None
            gain += negatives(stmt.value) - negatives(value if bare is None else bare)
            found[key] = replace(stmt, value=value)
        if gain > 0:
            self.changed.update(found)

    def signed(self, expr: Expr, name: str) -> Expr:
        """Return an expression with a name's sign in it; of what is returned, the parts that read the name."""
        if name not in names(expr):
            return expr
        if isinstance(expr, Call) and expr.op in ("tuple", "list", "dict", "call"):
            return rebuild(expr, lambda part: self.signed(part, name))
        return simplify(substitute(expr, {name: Call("neg", (Name(name),))}), self.memory.kinds)


def negatives(expr: Expr) -> int:
    """Return how many minus signs an expression has that are no subtractions."""
    signs = 0
    for part in subexpressions(expr):
        value = number_of(part) if isinstance(part, Const) else None
        signs += (isinstance(part, Call) and part.op == "neg") or (value is not None and value < 0)
    return signs
