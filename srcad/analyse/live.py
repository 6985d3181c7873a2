"""Liveness: which names a block may read before it assigns them, and which hold one value while they are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ..ir import (
    Assign,
    Block,
    Call,
    Do,
    Exit,
    Expr,
    For,
    If,
    Name,
    Pop,
    Push,
    Return,
    Stmt,
    Targets,
    While,
    all_definitions,
    blocks,
    definitions,
    names,
    reads,
    statements,
)


def exposed_reads(block: Block, assigned: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return the names whose value before a block the block may read."""
    found: frozenset[str] = frozenset()
    for stmt in block:
        match stmt:
            case If(condition, body, orelse):
                found |= names(condition) - assigned
                found |= exposed_reads(body, assigned) | exposed_reads(orelse, assigned)
            case For() | While():
                inside = assigned | (definitions(stmt) if isinstance(stmt, For) else frozenset())
                found |= reads(stmt) - inside
                found |= exposed_reads(stmt.body, inside)
            case _:
                found |= reads(stmt) - assigned
        assigned |= _assigned((stmt,))
    return found


def live_places(block: Block, after: frozenset[str], leaving: frozenset[str] = frozenset()) -> list[frozenset[str]]:
    """Return the names whose value may be read from a place on: before each statement, and at the end.

    `leaving` are those that may be read where a `break` or `continue` of the loop around leads.
    """
    places = [after]
    for stmt in reversed(block):
        bound = _assigned((stmt,)) if isinstance(stmt, Assign | Pop | If) else frozenset[str]()
        here = (places[-1] - bound) | exposed_reads((stmt,))
        places.append(here | leaving if _leaves(stmt) else here)
    return places[::-1]


def _leaves(stmt: Stmt) -> bool:
    """Return whether a statement may leave the loop around it."""
    inner = stmt.orelse if isinstance(stmt, For | While) else tuple(each for block in blocks(stmt) for each in block)
    return isinstance(stmt, Exit) or any(map(_leaves, inner))


def _both(stmt: If) -> frozenset[str]:
    """Return the names that both branches of an `If` surely assign."""
    return _assigned(stmt.body) & _assigned(stmt.orelse)


def _assigned(block: Block) -> frozenset[str]:
    found: frozenset[str] = frozenset()
    for stmt in block:
        if isinstance(stmt, If):
            found |= _both(stmt)
        elif not isinstance(stmt, For | While):
            found |= definitions(stmt)
    return found


def surely_assigned(block: Block) -> frozenset[str]:
    """Return the names that have a value after a block whatever way it took."""
    found: frozenset[str] = frozenset()
    for stmt in block:
        match stmt:
            case If(condition, body, orelse):
                found |= surely_read(condition) | (surely_assigned(body) & surely_assigned(orelse))
            case For(iterable=iterable):
                found |= surely_read(iterable)
            case While(condition):
                found |= surely_read(condition)
            case _:
                found |= definitions(stmt) | used_by(stmt)
    return found


def used_by(stmt: Stmt) -> frozenset[str]:
    """Return the names that surely have a value because a statement reads them."""
    match stmt:
        case Assign(target=Name() | Targets(), value=value) | Push(value=value) | Do(value=value) | Return(value=value):
            passed = names(value) - surely_read(value)
            return reads(stmt) - passed
        case _:
            return reads(stmt)


def surely_read(expr: Expr) -> frozenset[str]:
    """Return the names that an expression reads whatever they hold: not those after `and`, say."""
    match expr:
        case Call("and" | "or", (first, *_)):
            return surely_read(first)
        case Call("ifelse", (condition, body, orelse)):
            return surely_read(condition) | (surely_read(body) & surely_read(orelse))
        case Call("chain", (_, first, second, *_)):
            return surely_read(first) | surely_read(second)
        case Call(args=args, keywords=keywords):
            return frozenset().union(*map(surely_read, args), *(surely_read(arg) for _, arg in keywords))
        case _:
            return names(expr)


def steady_names(block: Block, inputs: Iterable[str]) -> frozenset[str]:
    """Return the names that are assigned at one place only, and read only in the same trip of the loops around it.

    What is so of two of them where one is computed from the other is so wherever both are read.
    """
    count = Counter(list(inputs))
    for stmt in statements(block):
        count.update(definitions(stmt))
    home: dict[str, tuple[int, ...]] = {}
    passing: set[str] = set()

    def enter(block: Block, loops: tuple[int, ...]) -> None:
        for stmt in block:
            inside = (*loops, id(stmt)) if isinstance(stmt, For | While) else loops
            for name in definitions(stmt):
                home[name] = inside
            if inside is not loops:
                counted = definitions(stmt) if isinstance(stmt, For) else frozenset[str]()
                passing.update(exposed_reads(blocks(stmt)[0], counted) & all_definitions((stmt,)))
            for inner in blocks(stmt):
                enter(inner, inside)

    def look(block: Block, loops: tuple[int, ...]) -> None:
        for stmt in block:
            for name in reads(stmt):
                where = home.get(name, ())
                if loops[: len(where)] != where:
                    passing.add(name)
            inside = (*loops, id(stmt)) if isinstance(stmt, For | While) else loops
            for inner in blocks(stmt):
                look(inner, inside)

    enter(block, ())
    look(block, ())
    return frozenset(name for name in count if count[name] == 1 and name not in passing)
