"""Read expressions that stand as statements of their own, and may bind variables by `:=`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gast

from ..ir import Assign, Call, Do, If, Name, Origin, Stmt

if TYPE_CHECKING:
    from .read import Reader


def bound_in_passing(reader: Reader, node: gast.Expr, origin: Origin | None) -> list[Stmt]:
    """Return `(x := e)` as an assignment, and `c and (x := e)` as an `if`, where they stand as statements."""
    value = node.value
    if isinstance(value, gast.NamedExpr):
        return [Assign(Name(value.target.id), reader.expr(value.value), origin)]
    if not any(isinstance(part, gast.NamedExpr) for part in gast.walk(value)):
        return [Do(reader.expr(value), origin)]
    first, *rest = value.values
    after = rest[0] if len(rest) == 1 else gast.BoolOp(value.op, rest)
    body = tuple(reader.statement(gast.copy_location(gast.Expr(gast.copy_location(after, node)), node)))
    condition = reader.expr(first)
    return [If(condition if isinstance(value.op, gast.And) else Call("not", (condition,)), body, (), origin)]
