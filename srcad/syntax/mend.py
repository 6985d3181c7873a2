"""Read a function that is refused all the same, without what is refused, so that what else there is can be found."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

import gast

from ..errors import UnsupportedSyntax
from ..ir import (
    Assign,
    Block,
    Call,
    Const,
    Expr,
    For,
    Function,
    If,
    Name,
    Origin,
    Return,
    Stmt,
    Try,
    Update,
    While,
    With,
    map_blocks,
    rebuild,
    target_reads,
)
from .read import Reader


class ForgivingReader(Reader):
    """Leaves out statements that cannot be read, and keeps the errors; what they would have bound is a number."""

    def __init__(self, where: Callable[[gast.AST], Origin | None]) -> None:
        super().__init__(where)
        self.errors: list[UnsupportedSyntax] = []

    def statement(self, node: gast.AST) -> list[Stmt]:
        """Read one statement, or what stands for it."""
        try:
            return super().statement(node)
        except UnsupportedSyntax as error:
            self.errors.append(error)
            origin = self.where(node)
            goals = [n.id for n in gast.walk(node) if isinstance(n, gast.Name) and isinstance(n.ctx, gast.Store)]
            goals += [node.name] if isinstance(getattr(node, "name", None), str) else []
            return [Assign(Name(goal), Const(1.0), origin) for goal in dict.fromkeys(goals)]


def mended(function: Function, places: Collection[Origin]) -> Function:
    """Return a function without what stands at some places: an expression becomes its first operand.

    A statement at such a place goes, or leaves the statements in it.
    """
    return replace(function, body=_block(function.body, places)) if places else function


def _block(block: Block, places: Collection[Origin]) -> Block:
    out: list[Stmt] = []
    for stmt in block:
        stmt = map_blocks(stmt, lambda inner: _block(inner, places))
        before = stmt
        match stmt:
            case Assign(value=value) | Update(value=value) | Return(value=value):
                stmt = replace(stmt, value=_expression(value, places))
            case If(condition=value):
                stmt = replace(stmt, condition=_expression(value, places))
            case For(iterable=value):
                stmt = replace(stmt, iterable=_expression(value, places))
            case _:
                pass
        if getattr(stmt, "origin", None) not in places or stmt is not before:
            out.append(stmt)
            continue
        match stmt:  # the whole statement is refused
            case Try(body=body, orelse=orelse, final=final):
                out += (*body, *orelse, *final)
            case With(body=body) | For(body=body) | While(body=body):
                out += body
            case Assign(target=target, value=value) if not target_reads(target):
                out.append(replace(stmt, value=_operand(value)))
            case Return():
                out.append(replace(stmt, value=_operand(stmt.value)))
            case _:
                pass
    return tuple(out)


def _expression(expr: Expr, places: Collection[Origin]) -> Expr:
    if not isinstance(expr, Call):
        return expr
    if expr.at is not None and expr.at in places:
        return _operand(expr)
    return rebuild(expr, lambda arg: _expression(arg, places))


def _operand(expr: Expr) -> Expr:
    """Return what an expression is about: its first operand that is more than a literal, or a number."""
    if not isinstance(expr, Call):
        return expr
    operands = expr.args[1:] if expr.op == "call" else expr.args
    return next((arg for arg in operands if not isinstance(arg, Const)), Const(1.0))
