"""Use the number instead of an array filled with it, where what it meets has the array's shape.

b = expand(1.0, y)
bx = b * np.cos(x)       bx = np.cos(x)
bz = b * w               bz = w
"""

from __future__ import annotations

from dataclasses import replace

from ..analyse.memory import Memory
from ..forms import is_guard
from ..ir import (
    Assign,
    Block,
    Call,
    Const,
    Expr,
    For,
    If,
    Item,
    Name,
    Stmt,
    Update,
    While,
    all_definitions,
    definitions,
    names,
    subexpressions,
    substitute,
)
from ..kinds import Array, Scalar
from .algebra import simplify
from .shapes import covers
from .still_new import still_new

Fills = dict[str, Call]  # name -> expand(number, array)


def spread(block: Block, memory: Memory, generated: frozenset[str]) -> Block:
    """Return a block in which arrays filled with one number are not read where the number would do."""
    return _Spread(memory, generated).block(block, {})


class _Spread:
    def __init__(self, memory: Memory, generated: frozenset[str]) -> None:
        self.memory, self.kinds = memory, memory.kinds
        self.generated = generated - memory.token.keys()  # what is written into does not stay filled

    def block(self, block: Block, known: Fills) -> Block:
        """Return a block changed; `known` becomes what is known at its end."""
        out: list[Stmt] = []
        for stmt in block:
            match stmt:
                case If(condition, body, orelse):
                    if is_guard(stmt):
                        forget(known, all_definitions((stmt,)))
                    inside = dict(known), dict(known)
                    body, orelse = self.block(body, inside[0]), self.block(orelse, inside[1])
                    out.append(If(condition, body, orelse, stmt.origin))
                    forget(known, all_definitions((stmt,)))
                case For() | While():
                    forget(known, all_definitions((stmt,)))
                    out.append(replace(stmt, body=self.block(stmt.body, dict(known))))
                case _:
                    stmt = self.statement(stmt, known)
                    forget(known, definitions(stmt))
                    out.append(stmt)
                    match stmt:
                        case Assign(Name(id), Call("expand", (g, x)) as value) if self.is_fill(id, g, x):
                            known[id] = value
                        case _:
                            pass
        return tuple(out)

    def is_fill(self, name: str, g: Expr, x: Expr) -> bool:
        """Whether a name holds an array filled with a number that is known by name."""
        number = isinstance(g, Const) or (isinstance(g, Name) and isinstance(self.kinds.get(g.id), Scalar))
        return number and name in self.generated and name not in names(x)

    def statement(self, stmt: Stmt, known: Fills) -> Stmt:
        """Return a statement that reads numbers where it can."""
        match stmt:
            case Update(target, _, value):
                value = self.expr(value, known)
                value = known.get(value.id, value) if isinstance(value, Name) else value
                if isinstance(value, Call) and value.op == "expand" and self.takes(target, value.args[1]):
                    return replace(stmt, value=value.args[0])
                return replace(stmt, value=self.expr(stmt.value, known))
            case Assign(value=value):
                return replace(stmt, value=still_new(value, self.expr(value, known), self.memory))
            case _:
                return stmt

    def takes(self, target: Name | Item, x: Expr) -> bool:
        """Whether a number added in place has the effect of an array of x's shape: it is broadcast."""
        if isinstance(target, Item):
            return True
        return isinstance(self.kinds.get(target.id), Array) and covers(target, x, self.kinds)

    def expr(self, expr: Expr, known: Fills) -> Expr:
        """Return an expression in which those fills are numbers that shape nothing."""
        for name in sorted(names(expr) & known.keys()):
            shorter = simplify(substitute(expr, {name: known[name]}), self.kinds)
            if not any(part == known[name] for part in subexpressions(shorter)):
                expr = shorter
        return expr


def forget(known: Fills, lost: frozenset[str]) -> None:
    """Drop what no longer holds after names were assigned."""
    for name in [name for name, fill in known.items() if name in lost or names(fill) & lost]:
        del known[name]
