"""Print an update of a whole array, and one of a number that the user wrote as such, as Python has it.

p[...] *= x                      p *= x
p[...] = p * x                   p *= x
s = s + x                        s += x            for a number, where the source has `s += x`, or for an adjoint
bs = bs + x + y                  bs += x + y
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from ..analyse.infer import expression_kind
from ..forms import ALL, TURN
from ..ir import (
    Assign,
    Block,
    Call,
    Expr,
    Item,
    Name,
    Origin,
    Stmt,
    Update,
    all_definitions,
    map_blocks,
    names,
)
from ..kinds import Array, Kind, Scalar, rank_of

AUGMENTED = re.compile(r"[\w.\[\]'\" ]+(\+|-|\*|/|\*\*|@)= ")  # how the user wrote a statement
OPERATORS = frozenset({"+", "-", "*", "/", "**", "@"})


def keeps_kind(kind: Kind | None, op: str, value: Expr, kinds: Mapping[str, Kind]) -> bool:
    """Return whether `a op= value` does what `a[...] = a op value` does: not to integers, nor by `@` to a vector."""
    if not isinstance(kind, Array) or not (kind.dtype or "").startswith(("float", "complex")):
        return False
    return op != "@" or rank_of(kind) == rank_of(expression_kind(value, kinds)) == 2


def in_place(block: Block, kinds: Mapping[str, Kind]) -> Block:
    """Return a block with updates written as augmented assignments."""
    turn = block.index(TURN) if TURN in block else len(block)
    made = all_definitions(block[turn:]) - all_definitions(block[:turn])
    adjoints = {name for name in made if name.startswith("b")}  # what is computed again keeps its bits

    def statement(stmt: Stmt) -> Stmt:
        match stmt:
            case Update(target=Item(Name(a), index)) if index == ALL and isinstance(kinds.get(a), Array):
                return replace(stmt, target=Name(a))
            case Assign(Item(Name(a), index), Call(op, (Name(same), value)), origin) if (
                index == ALL and a == same and op in OPERATORS and a not in names(value)
            ):
                return Update(Name(a), op, value, origin) if keeps_kind(kinds.get(a), op, value, kinds) else stmt
            case Assign(Name(a), Call(op, (Name(same), value)), Origin(text=text) as origin) if (
                a == same and op in OPERATORS and isinstance(kinds.get(a), Scalar) and AUGMENTED.match(text)
            ):
                return Update(Name(a), op, value, origin)
            case Assign(Name(a), value, origin) if a in adjoints and isinstance(kinds.get(a), Scalar):
                return added(a, value, origin) or stmt
            case _:
                return map_blocks(stmt, lambda inner: tuple(statement(s) for s in inner))

    return tuple(statement(stmt) for stmt in block)


def added(name: str, value: Expr, origin: Origin | None) -> Update | None:
    """Return the update that `name = value` is, None where the value is no sum that begins with the name."""
    terms: list[tuple[str, Expr]] = []
    while isinstance(value, Call) and value.op in ("+", "-"):
        terms.insert(0, (value.op, value.args[1]))
        value = value.args[0]
    if value != Name(name) or not terms or any(name in names(term) for _, term in terms):
        return None
    first, rest = terms[0][0], terms[0][1]
    for op, term in terms[1:]:
        rest = Call("+" if op == first else "-", (rest, term))
    return Update(Name(name), first, rest, origin)
