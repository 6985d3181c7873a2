"""Adjoints that are masks, or small integers, count as numbers where NumPy computes otherwise with such.

t = x > 0.5                      t = x > 0.5
bx = t - u                       bx = 1.0 * t - u           masks are not subtracted, and `+` of two is `or`
by = -t * np.sin(y)              by = -1.0 * t * np.sin(y)  nor negated; unsigned integers begin anew below zero
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ..analyse.infer import expression_kind, infer
from ..ir import (
    Assign,
    Block,
    Call,
    Const,
    Expr,
    Item,
    Name,
    Return,
    Stmt,
    Update,
    map_blocks,
    rebuild,
    statements,
    subexpressions,
)
from ..kinds import Array, Kind, Scalar
from .operations import root_of
from .terms import leading

TESTS = frozenset({"==", "!=", "<", "<=", ">", ">=", "not", "np.logical_not", "np.logical_and", "np.logical_or", "~"})
PAIRS = frozenset({"+", "-", "@", "np.dot", "np.matmul", "np.inner", "np.vdot"})


def count_flags(block: Block, kinds: Mapping[str, Kind], derived: frozenset[str]) -> Block:
    """Return a block whose `derived` names are computed with masks and small integers as with numbers."""
    parts = (part for stmt in statements(block) for expr in _values(stmt) for part in subexpressions(expr))
    if not any(map(_is_small, kinds.values())) and not any(
        isinstance(part, Call) and part.op in TESTS for part in parts
    ):
        return block
    known = {name: kind for name, kind in kinds.items() if name not in derived}
    found = infer(block, known, {})
    changed = {
        root_of(stmt.target)
        for stmt in statements(block)
        if isinstance(stmt, Update) or (isinstance(stmt, Assign) and isinstance(stmt.target, Item))
    }
    grows = {name for name in changed & derived if _is_small(found.get(name))}
    now = {**known, **{name: kind for name, kind in found.items() if name in derived and name not in grows}}

    def change(expr: Expr) -> Expr:
        expr = rebuild(expr, change) if isinstance(expr, Call) else expr
        match expr:
            case Call("neg", (a,)) if _is_small(expression_kind(leading(a), now)):
                return _times_minus_one(a)
            case Call("*", (Const(int() as number), a)) if _is_small(kind := expression_kind(a, now)):
                return expr if _is_flag(kind) else replace(expr, args=(Const(float(number)), a))
            case Call(op, (a, b)) if op in PAIRS or op == "*":
                small = [expression_kind(each, now) for each in (a, b)]
                if all(map(_is_small, small)) and (op != "*" or not any(map(_is_flag, small))):
                    return replace(expr, args=(_as_number(a), b))
                return expr
            case _:
                return expr

    def statement(stmt: Stmt) -> Stmt:
        match stmt:
            case Assign(target, value) if root_of(target) in derived:
                value = change(value)
                widen = isinstance(target, Name) and target.id in grows and _is_small(expression_kind(value, now))
                return replace(stmt, value=_as_number(value) if widen else value)
            case Update(target, value=value) if root_of(target) in derived:
                return replace(stmt, value=change(value))
            case Return(Call("tuple", (value, *others)) as both) if derived:
                return replace(stmt, value=replace(both, args=(value, *map(change, others))))
            case Return(value) if derived:
                return replace(stmt, value=change(value))
            case _:
                return map_blocks(stmt, lambda inner: tuple(statement(s) for s in inner))

    return tuple(statement(stmt) for stmt in block)


def _values(stmt: Stmt) -> tuple[Expr, ...]:
    return (stmt.value,) if isinstance(stmt, Assign | Update | Return) else ()


def _times_minus_one(expr: Expr) -> Expr:
    """Return the negative of a product, taken of its first factor as the text has it."""
    if isinstance(expr, Call) and expr.op in ("*", "/"):
        return replace(expr, args=(_times_minus_one(expr.args[0]), *expr.args[1:]))
    return Call("*", (Const(-1.0), expr))


def _as_number(expr: Expr) -> Expr:
    return Call("*", (Const(1.0), expr))


def _is_small(kind: Kind | None) -> bool:
    """Whether a kind is that of NumPy's flags, or of integers that are soon too large for it, or not below zero."""
    if not isinstance(kind, Array | Scalar) or (isinstance(kind, Scalar) and kind.weak) or kind.dtype is None:
        return False
    dtype = np.dtype(kind.dtype)
    return dtype.kind in "bu" or (dtype.kind == "i" and dtype.itemsize < 8)


def _is_flag(kind: Kind) -> bool:
    return isinstance(kind, Array | Scalar) and kind.dtype == "bool"
