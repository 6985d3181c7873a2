"""Compute nothing again that still has its value: what a backward sweep recomputes beside one adjoint serves the next.

t = np.cos(s)           t = np.cos(s)
by += bz * t            by += bz * t
t = np.cos(s)           bx += bw * t
bx += bw * t

In the backward sweep, functions are not called again inside expressions either, where a name has their value, and
no transpose is transposed back. Where a divisor is above zero, a quotient is a plain one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from ..analyse.alike import METHODS
from ..analyse.infer import expression_kind
from ..analyse.memory import Memory
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
    names,
    rebuild,
    statements,
)
from ..kinds import dtype_of
from .known import Known, Walk
from .quotients import positive
from .still_new import still_new

FUNCTIONS = ("np.", "math.", "scipy.")


def compute_once(block: Block, memory: Memory, generated: frozenset[str]) -> Block:
    """Return a block without assignments of what a name still holds; `memory` tells what of it is written."""
    return _Pass(memory, generated, transposes(block)).block(block, Known())


def transposes(block: Block) -> dict[str, Name]:
    """Return the names that only ever hold the transpose of a name that is never assigned, with the latter."""
    count = Counter(name for stmt in statements(block) for name in definitions(stmt))
    found: dict[str, Name] = {}
    for stmt in statements(block):
        match stmt:
            case Assign(Name(id), Call(".T", (Name(x) as original,))) if count[id] == 1 and not count[x]:
                found[id] = original
            case _:
                pass
    return found


class _Pass(Walk):
    def __init__(self, memory: Memory, generated: frozenset[str], transposed: Mapping[str, Name]) -> None:
        super().__init__(memory)
        self.generated = generated
        self.transposed = transposed

    def changed(self, stmt: Stmt, known: Known) -> Stmt | None:
        """Return a statement with names for what they still hold, None if its own name still holds its value."""
        match stmt:
            case Assign(Name(id), Call() as value) if known.value.get(id) == value:
                return None
            case _:
                return self.as_copy(self.reading(stmt, known) if self.backward else stmt, known)

    def reading(self, stmt: Stmt, known: Known) -> Stmt:
        """Return a statement in which names stand for calls of functions whose values they hold."""
        if not isinstance(stmt, Assign | Update | Return):
            return stmt
        value = self.at_hand(stmt.value, known)
        if value is stmt.value:
            return stmt
        return replace(stmt, value=still_new(stmt, value, self.memory) if isinstance(stmt, Assign) else value)

    def at_hand(self, expr: Expr, known: Known) -> Expr:
        """Return an expression with names for calls of functions whose values they hold."""
        if not isinstance(expr, Call):
            return expr
        match expr:
            case Call(".T", (Name(id),)) if id in self.transposed:
                return self.transposed[id]
            case Call(".T" | "neg" as op, (Name(id),)):
                match known.value.get(id):
                    case Call(again, (original,)) if again == op:
                        return original
                    case _:
                        pass
            case Call("over", (_, divisor)) if positive(divisor, known.value) and self.is_real(divisor):
                expr = replace(expr, op="/")
            case _:
                pass
        if expr.op.startswith(FUNCTIONS) and expr.args:
            held = self.held(expr, known)
            if held is not None:
                return held
        return rebuild(expr, lambda arg: self.at_hand(arg, known))

    def held(self, expr: Call, known: Known) -> Expr | None:
        """Return what has the value of a call: a name, or one with the axes that a reduction keeps."""
        forms = [expr]
        if expr.op in METHODS:
            forms.append(replace(expr, op=f".{expr.op[3:]}()"))
        for other in known.readers.get(next(iter(names(expr)), ""), ()):
            if other not in self.memory.token and known.value.get(other) in forms:
                return Name(other)
        match expr:
            case Call(op, _, (("axis", Const(int()) as axis), ("keepdims", Const(True)))) if op in METHODS:
                held = self.held(replace(expr, keywords=(("axis", axis),)), known)
                return None if held is None else Call("np.expand_dims", (held, axis))
            case _:
                return None

    def is_real(self, expr: Expr) -> bool:
        """Whether an expression gives real numbers."""
        return dtype_of(expression_kind(expr, self.memory.kinds)) in ("float64", "float32")

    def as_copy(self, stmt: Stmt, known: Known) -> Stmt:
        """Return a recomputation, by a function, of what another name still holds as a copy of that name."""
        match stmt:
            case Assign(Name(id), Call(op, args) as value, None) if self.is_plain(id) and "." in op and args:
                for other in known.readers.get(next(iter(names(value)), ""), ()):
                    if self.is_plain(other) and other != id and known.value.get(other) == value:
                        return replace(stmt, value=Name(other))
            case _:
                pass
        return stmt

    def is_plain(self, name: str) -> bool:
        """Whether a name is a generated one, and nothing is written into what it holds."""
        return name in self.generated and name not in self.memory.token
