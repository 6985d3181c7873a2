"""Let a stack tell how often a loop ran: where each trip pushes on it once, no counter is needed.

trips = 0                        while x > 1:
while x > 1:                         x_stack.append(x)
    trips = trips + 1                x = x / 2
    x_stack.append(x)
    x = x / 2
for _ in range(trips):           while x_stack:
    x = x_stack.pop()                x = x_stack.pop()
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from ..forms import is_guard
from ..ir import (
    Assign,
    Block,
    Call,
    Const,
    For,
    If,
    Name,
    Pop,
    Push,
    Stmt,
    Update,
    While,
    all_reads,
    definitions,
    map_blocks,
    reads,
    statements,
)


def run_by_stack(forward: Block, backward: Block, others: frozenset[str]) -> tuple[Block, Block]:
    """Return both sweeps with loops run backwards by a stack; `others` are names read beside the sweeps."""
    if any(is_guard(stmt) for stmt in statements(forward)):
        return forward, backward  # an exception may have taken pushes back
    pushes = Counter(stmt.stack for stmt in statements(forward) if isinstance(stmt, Push))
    pops = Counter(stmt.stack for stmt in statements(backward) if isinstance(stmt, Pop))
    each_trip = {
        loop.trips: {stmt.stack for stmt in loop.body if isinstance(stmt, Push) and pushes[stmt.stack] == 1}
        for loop in _outermost(forward)
        if loop.trips is not None
    }

    def change(stmt: Stmt) -> Stmt:
        match stmt:
            case For(Name(counter), Call("range", (Name(trips),)), body) if trips in each_trip:
                found = [s.stack for s in body if isinstance(s, Pop) and pops[s.stack] == 1]
                stacks = [stack for stack in found if stack in each_trip[trips]]
                if stacks and counter not in all_reads(body):
                    return While(Name(stacks[0]), body)
        return stmt

    changed = _map_outside_loops(backward, change)
    if changed == backward:
        return forward, backward
    unread = frozenset(each_trip) - all_reads(changed) - others
    return _without_counters(forward, unread), changed


def _outermost(block: Block) -> list[While]:
    """Return the while loops that stand in no other loop."""
    found: list[While] = []
    for stmt in block:
        if isinstance(stmt, While):
            found.append(stmt)
        elif isinstance(stmt, If):
            found += _outermost(stmt.body) + _outermost(stmt.orelse)
    return found


def _map_outside_loops(block: Block, change: Callable[[Stmt], Stmt]) -> Block:
    return tuple(
        map_blocks(stmt, lambda inner: _map_outside_loops(inner, change)) if isinstance(stmt, If) else change(stmt)
        for stmt in block
    )


def without_counters(block: Block) -> Block:
    """Return a block that does not count trips which nothing else reads."""
    counters = frozenset(s.trips for s in statements(block) if isinstance(s, For | While) and s.trips)
    return _without_counters(block, counters) if counters else block


def _without_counters(block: Block, counters: frozenset[str]) -> Block:
    """Return a block that does not count trips which nobody else reads, for some counters."""

    def is_own(stmt: Stmt) -> bool:
        """Whether a statement starts or steps a counter."""
        match stmt:
            case Assign(Name(id), value) if id in counters:
                return value in (Const(0), Call("+", (Name(id), Const(1))))
            case Update(Name(id), "+", Const(1)):
                return id in counters
            case _:
                return False

    read = {name for stmt in statements(block) if not is_own(stmt) for name in _reads(stmt)}
    unread = counters - read

    def clean(block: Block) -> Block:
        out: list[Stmt] = []
        for stmt in block:
            if is_own(stmt) and definitions(stmt) <= unread:
                continue
            if isinstance(stmt, For | While) and stmt.trips in unread:
                stmt = replace(stmt, trips=None)
            out.append(map_blocks(stmt, clean))
        return tuple(out)

    return clean(block)


def _reads(stmt: Stmt) -> frozenset[str]:
    return reads(replace(stmt, trips=None)) if isinstance(stmt, For | While) else reads(stmt)
