"""Print an exit as `break` again, where the integer that stands for it is only read at the end of the trip.

for k in range(n):               for k in range(n):
    if x > limit:                    if x > limit:
        code = 2                         break
    else:                            x = x * x
        x = x * x
    if code >= 2: break
"""

from __future__ import annotations

import functools
from collections import Counter
from dataclasses import replace

from ..forms import is_guard
from ..ir import (
    Assign,
    Block,
    Call,
    Const,
    Exit,
    Expr,
    For,
    If,
    Name,
    Push,
    Stmt,
    While,
    all_definitions,
    all_reads,
    blocks,
    map_blocks,
    reads,
    statements,
)


def print_exits(block: Block, outside: frozenset[str] = frozenset()) -> Block:
    """Return a block whose loops are left by `break` where they can be; `outside` are names read after the block."""
    out: list[Stmt] = []
    later = set(outside)
    for stmt in reversed(block):
        if isinstance(stmt, For | While):
            out.append(_loop(stmt, frozenset(later)))
        elif isinstance(stmt, If):
            out.append(map_blocks(stmt, functools.partial(print_exits, outside=frozenset(later))))
        else:
            out.append(stmt)
        later |= all_reads((stmt,))
    return tuple(reversed(out))


def _loop(loop: For | While, later: frozenset[str]) -> For | While:
    again = later | reads(loop) | all_reads(loop.body)
    body = print_exits(loop.body, again)
    loop = replace(loop, body=body)
    code = _code(loop.stop)
    if code is None or any(code in reads(stmt) for stmt in statements(body)):
        return loop
    left, printed = _tail(body, code, code in later)
    if not left:
        return loop
    return replace(loop, body=_unnest(printed), stop=None)


def _code(stop: Expr | None) -> str | None:
    match stop:
        case Call(">=", (Name(code), Const(2))):
            return code
        case _:
            return None


def _tail(block: Block, code: str, keep: bool) -> tuple[bool, Block]:
    """Return whether all that sets the code to leave stands at the block's ends, and the block with breaks there."""
    if not block:
        return True, block
    *first, last = pushed_first(block, code)
    for stmt in statements(tuple(first)):
        if isinstance(stmt, Assign) and stmt.target == Name(code) and stmt.value != Const(0):
            return False, block
    first = [s for s in first if keep or not (isinstance(s, Assign) and s.target == Name(code))]
    match last:
        case Assign(Name(id), Const(value)) if id == code:
            leave: tuple[Stmt, ...] = (Exit("break"),) if isinstance(value, int) and value >= 2 else ()
            return True, (*first, *((last,) if keep else ()), *leave)
        case If(body=body, orelse=orelse):
            good_body, body = _tail(body, code, keep)
            good_orelse, orelse = _tail(orelse, code, keep)
            return good_body and good_orelse, (*first, replace(last, body=body, orelse=orelse))
        case _:
            inner = any(
                isinstance(stmt, Assign) and stmt.target == Name(code) and stmt.value != Const(0)
                for stmt in statements((last,))
            )
            return not inner, (*first, last)


def pushed_first(block: Block, code: str) -> Block:
    """Return a block whose last pushes stand before the assignment or the branch that tells how the trip ends."""
    end = len(block)
    while end and isinstance(block[end - 1], Push):
        end -= 1
    last, pushes = block[end - 1 : end], block[end:]
    if not last or code not in all_definitions(last) or is_guard(last[0]):
        return block
    stacks = {stmt.stack for stmt in statements(last) if isinstance(stmt, Push)}
    for push in pushes:
        assert isinstance(push, Push)
        if not isinstance(push.value, Name) or push.value.id in all_definitions(last) or push.stack in stacks:
            return block
    return (*block[: end - 1], *pushes, *last)


def _unnest(block: Block) -> Block:
    """Return a block in which what follows a branch that breaks is not indented."""
    if not block:
        return block
    *first, last = block
    if isinstance(last, If):
        if is_guard(last):
            return block
        body, orelse = _unnest(last.body), _unnest(last.orelse)
        if body and orelse and isinstance(body[-1], Exit):
            return (*first, replace(last, body=body, orelse=()), *orelse)
        last = replace(last, body=body, orelse=orelse)
    return (*first, last)


def print_else(block: Block) -> Block:
    """Return a block with an `else` of a loop in the place of a test, after it, that it was not left by `break`."""
    count = Counter(name for stmt in statements(block) for name in reads(stmt))
    unread: set[str] = set()

    def visit(block: Block) -> Block:
        out: list[Stmt] = []
        for stmt in block:
            before = out[-1] if out else None
            match stmt:
                case If(Call("<", (Name(code), Const(2))), body, ()) if (
                    isinstance(before, For | While)
                    and count[code] == 1
                    and _begins_anew(out[:-1], code)
                    and _is_told_by(before, code)
                ):
                    out[-1] = replace(before, orelse=visit(body))
                    unread.add(code)
                case _:
                    out.append(map_blocks(stmt, visit))
        return tuple(out)

    block = visit(block)
    return _without_assignments(block, unread) if unread else block


def _begins_anew(before: list[Stmt], code: str) -> bool:
    """Return whether a code to leave is zero after the statements before a loop."""
    last = next((stmt for stmt in reversed(before) if code in all_definitions((stmt,))), None)
    return isinstance(last, Assign) and last.target == Name(code) and last.value == Const(0)


def _is_told_by(loop: For | While, code: str) -> bool:
    """Return whether a loop without an `else` sets a code to leave just where it breaks, and breaks nowhere else."""

    def good(block: Block) -> bool:
        for i, stmt in enumerate(block):
            leaves = i + 1 < len(block) and isinstance(block[i + 1], Exit) and block[i + 1] == Exit("break")
            sets = isinstance(stmt, Assign) and stmt.target == Name(code) and stmt.value != Const(0)
            if sets != leaves or (stmt == Exit("break") and not i):
                return False
            if isinstance(stmt, For | While):
                if code in all_definitions((stmt,)):
                    return False
            elif not all(good(inner) for inner in blocks(stmt)):
                return False
        return True

    return code in all_definitions(loop.body) and loop.stop is None and not loop.orelse and good(loop.body)


def _without_assignments(block: Block, lost: set[str]) -> Block:
    return tuple(
        map_blocks(stmt, lambda inner: _without_assignments(inner, lost))
        for stmt in block
        if not (isinstance(stmt, Assign) and isinstance(stmt.target, Name) and stmt.target.id in lost)
    )
