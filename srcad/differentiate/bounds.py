"""Bounds of loops and indices get a name where they read, under a condition, what may have no value there.

for i in range(n):                                     for i in range(n):
    for j in range(k if i > 0 else 0):                     bound = k if i > 0 else 0
        s = s * x                                          for j in range(bound):
    k = i                                                      s = s * x
                                                           k = i

The backward sweep asks for the range again, and would need the values that the names had before the loop.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from ..analyse.infer import expression_kind
from ..analyse.live import surely_assigned, surely_read
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
    Stmt,
    Update,
    all_definitions,
    assigned,
    definitions,
    map_blocks,
    names,
    reads,
    rebuild,
    statements,
)
from ..program import Program

CONDITIONAL = frozenset({"ifelse", "and", "or"})


def with_sure_bounds(program: Program) -> Program:
    """Return a program whose ranges, indices and arguments read only what surely has a value."""
    body = program.body
    if not any(_passed(part) for stmt in statements(body) for part in _asked_again(stmt, program.active)):
        return program
    outside = frozenset().union(*map(reads, statements(body))) - all_definitions(body)
    return replace(program, body=_block(body, outside.union(i.name for i in program.inputs), program))


def _asked_again(stmt: Stmt, active: frozenset[str]) -> tuple[Expr, ...]:
    """Return what the backward sweep may ask for again: a loop's range, the indices and arguments of what is active."""
    match stmt:
        case For(iterable=iterable):
            return (iterable,)
        case Assign(Item(base, index), value) | Update(Item(base, index), _, value) if names(base) & active:
            return (index, *_arguments(value))
        case Assign(target, value) | Update(target, _, value) if assigned(target) & active:
            return _arguments(value)
        case Do(Call(args=args) as call) if any(isinstance(arg, Name) and arg.id in active for arg in args):
            return _arguments(call)
        case _:
            return ()


def _arguments(value: Expr) -> tuple[Expr, ...]:
    if not isinstance(value, Call) or value.op in CONDITIONAL:
        return ()
    return (*value.args, *(arg for _, arg in value.keywords))


def _passed(expr: Expr) -> frozenset[str]:
    """Return the names that an expression may pass by."""
    return names(expr) - surely_read(expr)


def _block(block: Block, known: frozenset[str], program: Program) -> Block:
    out: list[Stmt] = []

    def named(expr: Expr, wish: str) -> Expr:
        """Return an expression in which the conditional parts that may lack a value have names."""
        if not isinstance(expr, Call) or _passed(expr) <= known:
            return expr
        if expr.op not in CONDITIONAL:
            return rebuild(expr, lambda part: named(part, wish))
        name = Name(program.fresh.fresh(wish))
        program.kinds[name.id] = expression_kind(expr, program.kinds)
        out.append(Assign(name, expr, expr.at))
        return name

    def within(value: Expr) -> Expr:
        return (
            rebuild(value, lambda part: named(part, "index"))
            if isinstance(value, Call) and _arguments(value)
            else value
        )

    for stmt in block:
        inside = known
        if any(_passed(part) - known for part in _asked_again(stmt, program.active)):
            match stmt:
                case For(iterable=iterable):
                    stmt = replace(stmt, iterable=named(iterable, "bound"))
                case Assign(Item(_, index) as part, value) | Update(Item(_, index) as part, _, value):
                    stmt = replace(stmt, target=replace(part, index=named(index, "index")), value=within(value))
                case Assign(_, value) | Update(_, _, value) | Do(value):
                    stmt = replace(stmt, value=within(value))
                case _:
                    pass
        if isinstance(stmt, For):
            inside |= definitions(stmt) | surely_read(stmt.iterable)
        elif isinstance(stmt, If):
            inside |= surely_read(stmt.condition)
        out.append(map_blocks(stmt, partial(_block, known=inside, program=program)))
        known |= surely_assigned((stmt,))
    return tuple(out)
