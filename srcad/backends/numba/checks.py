"""Checks of lengths that follow each other are one."""

from __future__ import annotations

from dataclasses import replace

from ...ir import Block, Call, Do, If, Stmt, map_blocks
from .elements import MISMATCH


def checked_at_once(block: Block) -> Block:
    """Return a block in which checks of lengths that follow each other are one, which numba compiles faster."""
    out: list[Stmt] = []
    for stmt in block:
        stmt = map_blocks(stmt, checked_at_once)
        last = out[-1] if out else None
        if isinstance(stmt, If) and isinstance(last, If) and is_check(stmt) and is_check(last):
            out[-1] = replace(last, condition=Call("or", (last.condition, stmt.condition)))
        else:
            out.append(stmt)
    return tuple(out)


def is_check(stmt: If) -> bool:
    """Return whether a statement refuses lengths that do not fit."""
    match stmt:
        case If(body=(Do(Call("raise", (Call("ValueError", (message,)),))),), orelse=()):
            return message == MISMATCH
        case _:
            return False
