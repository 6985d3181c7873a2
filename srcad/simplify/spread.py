"""Use the number instead of an array filled with it, where what it meets has the array's shape.

b = expand(1.0, y)
bx = b * np.cos(x)       bx = np.cos(x)
bz = b * w               bz = w

An array that is spread along axes needs no spreading either, where it is added to one that is as long.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import replace

from ..analyse.infer import expression_kind
from ..analyse.memory import Memory
from ..forms import is_guard
from ..ir import (
    Assign,
    Block,
    Call,
    Const,
    Do,
    Expr,
    For,
    If,
    Item,
    Name,
    Return,
    Stmt,
    Update,
    While,
    all_definitions,
    definitions,
    names,
    rebuild,
    statements,
    subexpressions,
    substitute,
)
from ..kinds import Array, Kind, ListOf, Scalar
from .algebra import simplify
from .operations import calls
from .shapes import covers
from .still_new import still_new

Fills = dict[str, Call]  # name -> expand(number, array)


def spread(block: Block, memory: Memory, generated: frozenset[str]) -> Block:
    """Return a block in which arrays filled with one number are not read where the number would do."""
    if "expand" not in calls(block):
        return block
    return Spread(memory, generated, sure_arrays(block, memory.kinds, generated)).block(block, {})


class Spread:
    def __init__(self, memory: Memory, generated: frozenset[str], arrays: frozenset[str]) -> None:
        self.memory, self.kinds = memory, memory.kinds
        self.arrays = arrays
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
                return replace(stmt, value=still_new(stmt, self.expr(value, known), self.memory))
            case Return(value=value):
                return replace(stmt, value=self.expr(value, known))
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
        return self.summed(expr)

    def summed(self, expr: Expr) -> Expr:
        """Return an expression in which nothing is spread that is added to an array of that shape."""
        if not isinstance(expr, Call):
            return expr
        expr = rebuild(expr, self.summed)
        match expr:
            case Call("+" | "-" as op, (Call("expand", (g, x)), other)) if self.holds_whole(other, x):
                return simplify(Call(op, (g, other)), self.kinds)
            case Call("+" | "-" as op, (other, Call("expand", (g, x)))) if self.holds_whole(other, x):
                return simplify(Call(op, (other, g)), self.kinds)
            case _:
                return expr

    def holds_whole(self, expr: Expr, x: Expr) -> bool:
        """Whether an expression has a term or a factor that is an array which surely has x's shape and dtype."""
        if isinstance(expr, Call) and expr.op in ("+", "-", "*", "/", "neg"):
            return any(self.holds_whole(arg, x) for arg in expr.args)
        return isinstance(expr, Name) and self.is_whole(expr.id, x)

    def is_whole(self, name: str, x: Expr) -> bool:
        return name in self.arrays and covers(Name(name), x, self.kinds)


def sure_arrays(block: Block, kinds: Mapping[str, Kind], generated: frozenset[str]) -> frozenset[str]:
    """Return the names that surely hold arrays: an adjoint may be the number 0.0 instead, or computed from such."""
    values: dict[str, list[Expr | None]] = {}
    for stmt in statements(block):
        for name in definitions(stmt):
            plain = isinstance(stmt, Assign) and isinstance(stmt.target, Name)
            if not isinstance(stmt, Update):
                values.setdefault(name, []).append(stmt.value if isinstance(stmt, Assign) and plain else None)
    found = {name for name, kind in kinds.items() if isinstance(kind, Array) and name not in generated}
    while True:
        more = {
            name
            for name, given in values.items()
            if name not in found and isinstance(kinds.get(name), Array)
            if all(value is not None and surely_array(value, found, kinds) for value in given)
        }
        if not more:
            return frozenset(found)
        found |= more


def maybe_numbers(block: Block, kinds: Mapping[str, Kind]) -> frozenset[str]:
    """Return the names said to hold arrays that may hold the number 0.0 instead, or what is computed of such numbers.

    Among them are lists of adjoints that may hold such a number for an array.
    """
    found: set[str] = set()

    def is_number(expr: Expr) -> bool:
        match expr:
            case Const(value):
                return isinstance(value, int | float)
            case Name(id):
                return id in found or isinstance(kinds.get(id), Scalar)
            case Call("[]" | ".pop()" | "full", (Name(id), *_)) if isinstance(kinds.get(id), ListOf):
                return id in found
            case Call("+" | "-" | "*" | "/" | "neg" | "np.copy", args):
                return all(map(is_number, args))
            case _:
                return isinstance(expression_kind(expr, kinds), Scalar)

    while True:
        before = len(found)
        for stmt in statements(block):
            match stmt:
                case Assign(Name(id), value) if isinstance(kinds.get(id), Array | ListOf) and is_number(value):
                    found.add(id)
                case Assign(Item(Name(id)), value) | Do(Call(".append()" | ".insert()", (Name(id), *_, value))):
                    if isinstance(kinds.get(id), ListOf) and is_number(value):
                        found.add(id)
                case _:
                    pass
        if len(found) == before:
            return frozenset(found)


MAKES_ARRAYS = frozenset({"expand", "np.zeros_like", "np.ones_like", "np.full_like"})


def surely_array(expr: Expr, arrays: Set[str], kinds: Mapping[str, Kind]) -> bool:
    """Return whether an expression is an array if `arrays` are: what is computed element by element from one is."""
    match expr:
        case Name(id):
            return id in arrays
        case Call(op) if op in MAKES_ARRAYS:
            return True
        case Call("+" | "-" | "*" | "/" | "**" | "neg" | "np.copy", args):
            return any(surely_array(arg, arrays, kinds) for arg in args)
        case Call():
            known = all(name in arrays or isinstance(kinds.get(name), Scalar) for name in names(expr))
            return known and isinstance(expression_kind(expr, kinds), Array)
        case _:
            return False


def forget(known: Fills, lost: frozenset[str]) -> None:
    """Drop what no longer holds after names were assigned."""
    for name in [name for name, fill in known.items() if name in lost or names(fill) & lost]:
        del known[name]
