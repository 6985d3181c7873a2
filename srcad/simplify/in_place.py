"""Print an update of a whole array, and one of a number that the user wrote as such, as Python has it.

p[...] *= x                      p *= x
p[...] = p * x                   p *= x
s = s + x                        s += x            for a number, where the source has `s += x`
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from ..analyse.infer import expression_kind
from ..ir import Assign, Block, Call, Const, Expr, Item, Name, Origin, Stmt, Update, map_blocks, names
from ..kinds import Array, Kind, Scalar, rank_of

WHOLE = Const(Ellipsis)
AUGMENTED = re.compile(r"[\w.\[\]'\" ]+(\+|-|\*|/|\*\*|@)= ")  # how the user wrote a statement
OPERATORS = frozenset({"+", "-", "*", "/", "**", "@"})


def keeps_kind(kind: Kind | None, op: str, value: Expr, kinds: Mapping[str, Kind]) -> bool:
    """Return whether `a op= value` does what `a[...] = a op value` does: not to integers, nor by `@` to a vector."""
    if not isinstance(kind, Array) or not (kind.dtype or "").startswith(("float", "complex")):
        return False
    return op != "@" or rank_of(kind) == rank_of(expression_kind(value, kinds)) == 2


def in_place(block: Block, kinds: Mapping[str, Kind]) -> Block:
    """Return a block with updates written as augmented assignments."""

    def statement(stmt: Stmt) -> Stmt:
        match stmt:
            case Update(target=Item(Name(a), index)) if index == WHOLE and isinstance(kinds.get(a), Array):
                return replace(stmt, target=Name(a))
            case Assign(Item(Name(a), index), Call(op, (Name(same), value)), origin) if (
                index == WHOLE and a == same and op in OPERATORS and a not in names(value)
            ):
                return Update(Name(a), op, value, origin) if keeps_kind(kinds.get(a), op, value, kinds) else stmt
            case Assign(Name(a), Call(op, (Name(same), value)), Origin(text=text) as origin) if (
                a == same and op in OPERATORS and isinstance(kinds.get(a), Scalar) and AUGMENTED.match(text)
            ):
                return Update(Name(a), op, value, origin)
            case _:
                return map_blocks(stmt, lambda inner: tuple(statement(s) for s in inner))

    return tuple(statement(stmt) for stmt in block)
