"""Derivatives of fractions, decimals and symbols: with whole numbers where floats of whole value would be."""

from __future__ import annotations

from ..ir import Assign, Block, Call, Comment, Const, Expr, Name, Return, Stmt, Update, definitions, map_blocks, rebuild
from .operations import calls


def with_whole_numbers(
    block: Block, primal: frozenset[str], returns_value: bool, like: Name | None = None, typed: bool = False
) -> Block:
    """Return a generated function with whole numbers in what is not the primal's, whose names are `primal`.

        s = x * 0.5
        # backward
        bs = 1.0
        bx = 2.0 * bs
    becomes
        s = x * 0.5
        # backward
        bs = 1
        bx = 2 * bs

    `1.0 * x` is a float for a fraction x, and an error for a decimal one; `1 * x` is neither. One half becomes that of
    a number like `like`, and with `typed`, adjoints begin as such numbers.
    """

    def statement(stmt: Stmt, primal: frozenset[str]) -> Stmt:
        match stmt:
            case Assign(Name(id) as target, Const(float(0.0 | 1.0 as value)), origin) if typed and id not in primal:
                assert like is not None
                number = Call("one_like", (like,)) if value else Call("*", (like, Const(0)))
                return Assign(target, number, origin)
            case Return(Call("tuple", (value, *rest))) if returns_value:
                return Return(Call("tuple", (value, *(whole(part, like) for part in rest))))
            case Return(value):
                return Return(whole(value, like))
            case Assign(target, value, origin) if not definitions(stmt) & primal:
                return Assign(target, whole(value, like), origin)
            case Update(target, op, value, origin) if not definitions(stmt) & primal:
                return Update(target, op, whole(value, like), origin)
            case _:
                return map_blocks(stmt, lambda block: tuple(statement(inner, primal) for inner in block))

    after = False
    out: list[Stmt] = []
    for stmt in block:
        after = after or stmt == Comment("backward")
        out.append(statement(stmt, frozenset() if after else primal))
    return tuple(out)


def whole(expr: Expr, like: Name | None = None) -> Expr:
    """Return an expression with whole numbers for floats of whole value, and parts of one like `like` for others."""
    match expr:
        case Const(float() as value) if value.is_integer():
            return Const(int(value))
        case Const(float() as value) if like is not None and (1 / value).is_integer():
            return Call("/", (Call("one_like", (like,)), Const(int(1 / value))))
        case Call():
            return rebuild(expr, lambda part: whole(part, like))
        case _:
            return expr


def divides(block: Block) -> bool:
    """Return whether statements may divide: what one divided by two is, depends on the kind of the numbers."""
    return not {"/", "**", "callee"}.isdisjoint(calls(block))
