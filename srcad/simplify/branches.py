"""Write once what both branches of an `if` begin or end with.

if c:                        bx = np.zeros_like(x)
    bx = np.zeros_like(x)    if not c:
else:                            bx[0] += g
    bx = np.zeros_like(x)
    bx[0] += g
"""

from __future__ import annotations

from dataclasses import replace

from ..forms import is_guard
from ..ir import (
    Assign,
    Block,
    Call,
    Comment,
    Do,
    Exit,
    If,
    Item,
    Name,
    Pop,
    Return,
    Stmt,
    Update,
    definitions,
    map_blocks,
    names,
    subexpressions,
)
from .copies import is_pure, negate


def share(block: Block, generated: frozenset[str]) -> Block:
    """Return a block in which what generated statements of both branches have in common stands before or after them."""
    out: list[Stmt] = []
    for stmt in block:
        if isinstance(stmt, If) and not is_guard(stmt):
            orelse = stmt.orelse
            if len(orelse) == 1 and isinstance(orelse[0], If):  # an elif stays one
                orelse = (map_blocks(orelse[0], lambda inner: share(inner, generated)),)
            else:
                orelse = share(orelse, generated)
            out += _shared(replace(stmt, body=share(stmt.body, generated), orelse=orelse), generated)
        else:
            out.append(map_blocks(stmt, lambda inner: share(inner, generated)))
    return tuple(out)


def _shared(stmt: If, generated: frozenset[str]) -> list[Stmt]:
    body, orelse = list(stmt.body), list(stmt.orelse)
    before: list[Stmt] = []
    after: list[Stmt] = []
    if is_pure(stmt.condition):
        read = names(stmt.condition)
        while body and orelse and _is_same(body[0], orelse[0], generated) and _binds(body[0]):
            if definitions(body[0]) & read:
                break
            before.append(_once(body.pop(0), orelse.pop(0)))
    while body and orelse and _is_same(body[-1], orelse[-1], generated):
        after.insert(0, _once(body.pop(), orelse.pop()))
    if (body and orelse and not any(_is_costly(shared) for shared in (*before, *after))) or not (before or after):
        return [stmt]
    if not body and orelse:
        middle: list[Stmt] = [replace(stmt, condition=negate(stmt.condition), body=tuple(orelse), orelse=())]
    elif not body and is_pure(stmt.condition):
        middle = []
    else:
        middle = [replace(stmt, body=tuple(body), orelse=tuple(orelse))]
    return [*before, *middle, *after]


def _is_same(one: Stmt, other: Stmt, generated: frozenset[str]) -> bool:
    """Whether two statements of the generated code are the same."""
    if one != other or isinstance(one, Return | Exit):
        return False
    target = getattr(one, "target", None)
    while isinstance(target, Item):
        target = target.base
    return isinstance(one, Assign | Update | Pop | Do) and isinstance(target, Name) and target.id in generated


def _once(one: Stmt, other: Stmt) -> Stmt:
    """Return a statement of both branches, without a comment where it belongs to two statements of the user's."""
    if isinstance(one, Pop) and isinstance(other, Pop) and one.site != other.site:
        one = replace(one, site=f"{one.site} {other.site}")
    same = getattr(one, "origin", None) == getattr(other, "origin", None)
    return one if same or isinstance(one, Comment) else replace(one, origin=None)


def _is_costly(stmt: Stmt) -> bool:
    """Whether a statement calls a function."""
    value = getattr(stmt, "value", None)
    return isinstance(value, Call) and any(isinstance(p, Call) and "." in p.op for p in subexpressions(value))


def _binds(stmt: Stmt) -> bool:
    """Whether a statement binds a name without any other effect."""
    return isinstance(stmt, Assign) and isinstance(stmt.target, Name) and is_pure(stmt.value)
