"""Read expressions that stand as statements of their own, and may bind variables by `:=`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gast

from ..ir import Assign, Block, Call, Do, If, Name, Origin, Stmt

if TYPE_CHECKING:
    from .read import Reader


def in_passing(reader: Reader, node: gast.Expr, origin: Origin | None) -> list[Stmt]:
    """Return an expression whose value nobody wants as statements, where what it chooses between need not be alike.

    c and f(x)               if c: f(x)
    f(x) if c else g(x)      if c: f(x)
                             else: g(x)
    (x := e)                 x = e
    (a if c else b).f(x)     if c: a.f(x)
                             else: b.f(x)
    """

    def block(value: gast.AST) -> Block:
        return tuple(reader.statement(gast.copy_location(gast.Expr(gast.copy_location(value, node)), node)))

    match node.value:
        case gast.NamedExpr() as value:
            return [Assign(Name(value.target.id), reader.expr(value.value), origin)]
        case gast.IfExp() as value:
            return [If(reader.expr(value.test), block(value.body), block(value.orelse), origin)]
        case gast.Call(func=gast.Attribute(value=gast.IfExp() as chosen)) as value:
            sides: list[Block] = []
            for side in (chosen.body, chosen.orelse):
                called = gast.copy_location(gast.Attribute(side, value.func.attr, gast.Load()), value.func)
                sides.append(block(gast.copy_location(gast.Call(called, value.args, value.keywords), value)))
            return [If(reader.expr(chosen.test), sides[0], sides[1], origin)]
        case gast.BoolOp() as value:
            first, *rest = value.values
            body = block(rest[0] if len(rest) == 1 else gast.BoolOp(value.op, rest))
            condition = reader.expr(first)
            return [If(condition if isinstance(value.op, gast.And) else Call("not", (condition,)), body, (), origin)]
        case gast.Tuple() as value if not any(isinstance(item, gast.Starred) for item in value.elts):
            return [stmt for item in value.elts for stmt in block(item)]
        case gast.Constant():
            return []
        case value:
            return [Do(reader.expr(value), origin)]
