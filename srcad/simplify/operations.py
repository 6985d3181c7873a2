"""The operations that a block calls, and the same change made to every expression of a block."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..ir import (
    Assign,
    Block,
    Call,
    Do,
    Expr,
    For,
    If,
    Item,
    Name,
    Push,
    Return,
    Stmt,
    Target,
    Targets,
    Update,
    While,
    map_blocks,
    statements,
    subexpressions,
)


def calls(block: Block) -> list[str]:
    """Return the operations in a block, in order."""
    found: list[str] = []
    for stmt in statements(block):
        for slot in ("value", "condition", "iterable", "stop"):
            expr = getattr(stmt, slot, None)
            if isinstance(expr, Call):
                found += [part.op for part in subexpressions(expr) if isinstance(part, Call)]
    return found


def map_expr(stmt: Stmt, change: Callable[[Expr], Expr]) -> Stmt:
    """Return a statement with `change` applied to every expression in it, inner blocks included."""
    stmt = map_blocks(stmt, lambda block: tuple(map_expr(inner, change) for inner in block))
    match stmt:
        case Assign(target, value):
            return replace(stmt, target=map_target(target, change), value=change(value))
        case Update(target, _, value):
            goal = map_target(target, change)
            assert not isinstance(goal, Targets)
            return replace(stmt, target=goal, value=change(value))
        case Push(_, value) | Do(value) | Return(value):
            return replace(stmt, value=change(value))
        case If(condition):
            return replace(stmt, condition=change(condition))
        case For(_, iterable, stop=stop):
            return replace(stmt, iterable=change(iterable), stop=None if stop is None else change(stop))
        case While(condition, stop=stop):
            return replace(stmt, condition=change(condition), stop=None if stop is None else change(stop))
        case _:
            return stmt


def root_of(target: Target) -> str:
    """Return the name that a target is, or whose item it is; "" for what has several."""
    match target:
        case Name(id) | Item(Name(id)):
            return id
        case _:
            return ""


def map_target(target: Target, change: Callable[[Expr], Expr]) -> Target:
    """Return a target with `change` applied to every expression in it, names included."""
    match target:
        case Name():
            renamed = change(target)
            assert isinstance(renamed, Name)
            return renamed
        case Item():
            return replace(target, base=change(target.base), index=change(target.index))
        case Targets(items, star):
            return Targets(tuple(map_target(item, change) for item in items), star)
