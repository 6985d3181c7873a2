"""Put a temporary's value where it is used, when it is used once.

    t = x * w
    y = np.sin(t)
becomes
    y = np.sin(x * w)

A temporary stays when a name it reads is assigned, or memory it reads is written, before the use.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from ..analyse.memory import CHANGERS, Memory, stored
from ..analyse.raising import ALL
from ..forms import is_guard
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
    Pop,
    Push,
    Return,
    Stmt,
    Update,
    While,
    definitions,
    map_blocks,
    names,
    reads,
    statements,
    subexpressions,
    substitute,
)
from ..kinds import Kind
from .copies import is_pure, map_expressions

LARGEST = 24  # operations in one expression, beyond which a temporary helps the reader


def inline(block: Block, temporaries: frozenset[str], memory: Memory, first: bool = False) -> Block:
    """Return a block with those temporaries put in place that are assigned once and read once in the same block.

    The `first` time, those wait of which another one is the negative: it may turn out to be needed no more.
    `memory` tells what of it is written.
    """
    assigned: Counter[str] = Counter()
    read: Counter[str] = Counter()
    for stmt in statements(block):
        assigned.update(definitions(stmt))
        for name, times in _occurrences(stmt).items():
            read[name] += times
    single = frozenset(n for n in temporaries if assigned[n] == 1 and read[n] == 1)
    if first:
        single -= {
            stmt.value.args[0].id
            for stmt in statements(block)
            if isinstance(stmt, Assign) and isinstance(stmt.value, Call) and stmt.value.op == "neg"
            if isinstance(stmt.value.args[0], Name)
        }
    return _block(block, single, memory)


def _occurrences(stmt: Stmt) -> Counter[str]:
    """Return how often a statement itself reads each name."""
    found: Counter[str] = Counter()

    def scan(expr: Expr | None) -> None:
        if expr is not None:
            found.update(part.id for part in subexpressions(expr) if isinstance(part, Name))

    match stmt:
        case Assign(target, value) | Update(target, _, value):
            scan(value)
            if isinstance(target, Item):
                scan(target.base)
                scan(target.index)
            elif not isinstance(target, Name):
                for name in reads(stmt):
                    found[name] += 1
            if isinstance(stmt, Update) and isinstance(target, Name):
                found[target.id] += 1
        case If(condition):
            scan(condition)
        case For() | While():
            scan(stmt.iterable if isinstance(stmt, For) else stmt.condition)
            scan(stmt.stop)
            if stmt.trips:
                found[stmt.trips] += 1
        case Push(stack, value):
            scan(value)
            found[stack] += 1
        case Do(value) | Return(value):
            scan(value)
        case Pop():
            for name in reads(stmt):
                found[name] += 1
        case _:
            pass
    return found


def _block(block: Block, single: frozenset[str], memory: Memory, guarded: bool = False) -> Block:
    """Return a block with temporaries put in place; what is raised first stays so where it is `guarded` by a `try`."""
    out: list[Stmt] = []
    for stmt in block:
        inside = guarded or is_guard(stmt)
        stmt = map_blocks(stmt, lambda inner, inside=inside: _block(inner, single, memory, inside))  # type: ignore[misc]
        # take in the temporaries that this statement reads, latest first
        changed = True
        while changed:
            changed = False
            for position in range(len(out) - 1, max(-1, len(out) - 40), -1):
                before = out[position]
                if (
                    not isinstance(before, Assign)
                    or not isinstance(before.target, Name)
                    or before.target.id not in single
                ):
                    continue
                name = before.target.id
                if (
                    name not in _direct_reads(stmt)
                    or not is_pure(before.value)
                    or blocks_motion(before.value, out[position + 1 :], memory)
                    or (guarded and _raises_later(before.value, tuple(out[position + 1 :]), memory.kinds))
                ):
                    continue
                merged = _merge(stmt, name, before.value)
                if merged is None:
                    continue
                if isinstance(merged, Assign | Update | Do) and merged.origin is None:
                    merged = replace(merged, origin=before.origin)
                stmt = merged
                del out[position]
                changed = True
                break
        out.append(stmt)
    return tuple(out)


def _direct_reads(stmt: Stmt) -> frozenset[str]:
    """Return the names that a statement reads once each time it runs: not those in a loop's condition or stop."""
    match stmt:
        case While():
            return frozenset()
        case For(iterable=iterable):
            return names(iterable)
        case Update(target=Item(base, index), value=value):
            return names(value) | names(base) | names(index)
        case Update(value=value):
            return names(value)
        case _:
            return reads(stmt)


def _merge(stmt: Stmt, name: str, value: Expr) -> Stmt | None:
    table = {name: value}
    if isinstance(stmt, For):
        merged: Stmt = replace(stmt, iterable=substitute(stmt.iterable, table))
    elif isinstance(stmt, If):
        merged = replace(stmt, condition=substitute(stmt.condition, table))
    elif isinstance(stmt, Update) and isinstance(stmt.target, Name):
        merged = replace(stmt, value=substitute(stmt.value, table))
    elif isinstance(stmt, Assign | Update) and isinstance(stmt.target, Item) and name in names(stmt.target.base):
        return None
    else:
        merged = map_expressions(stmt, table)
    slot = getattr(merged, "value", None)
    if isinstance(slot, Call) and sum(isinstance(part, Call) for part in subexpressions(slot)) > LARGEST:
        return None
    return merged


def blocks_motion(value: Expr, between: list[Stmt], memory: Memory) -> bool:
    """Return whether a statement on the way assigns what an expression reads, or writes memory that it may read."""
    wanted = names(value)
    looks = any(isinstance(part, Call) for part in subexpressions(value))
    contents = memory.looked_through(value)
    for stmt in statements(tuple(between)):
        if definitions(stmt) & wanted:
            return True
        if contents & memory.tokens(stored(stmt, memory.kinds)):
            return True
        match stmt:
            case Do(value=Call(op)) if op not in (*CHANGERS, "raise", "print") and looks:
                return True
            case Assign(value=other) if looks and not is_pure(other):
                return True
    return False


def _raises_later(value: Expr, between: Block, kinds: Mapping[str, Kind]) -> bool:
    """Whether an expression may raise an exception, and so may a statement that it would be put behind."""
    return bool(between) and ALL.evaluates(value, kinds) and ALL.any_raises(between, kinds)
