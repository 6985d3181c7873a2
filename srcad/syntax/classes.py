"""Read a class that a function defines: its methods are functions of the function's, its attributes expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gast

from ..ir import Assign, Call, Const, Expr, Name, Origin, Stmt, substitute

if TYPE_CHECKING:
    from .read import Reader

NOTHING = Call("nothing")  # the value of an attribute that only has an annotation


def read_class(reader: Reader, node: gast.ClassDef, origin: Origin | None) -> list[Stmt]:
    """Read `class C(B): ...` as `C = class("C", bases, members)`, decorators around it."""
    if node.keywords:
        raise reader.refuse(node, "a metaclass or other keywords of a class inside a function are not supported")
    table: dict[str, Expr] = {}  # what the names of the class's body mean in what follows
    members: list[Expr] = []
    for stmt in node.body:
        for name, kind, value, decorators in member(reader, stmt):
            known = substitute(value, table)
            if value != NOTHING and kind != "method":
                table[name] = known
            members.append(Call("member", (Const(name), Const(kind), known, *decorators), at=reader.where(stmt)))
    bases = Call("tuple", reader.exprs(node.bases))
    made: Expr = Call("class", (Const(node.name), bases, *members), at=origin)
    for decorator in reversed(node.decorator_list):
        made = Call("call", (reader.expr(decorator), made), at=reader.where(decorator))
    return [Assign(Name(node.name), made, origin)]


def member(reader: Reader, stmt: gast.AST) -> list[tuple[str, str, Expr, tuple[Expr, ...]]]:
    """Return name, kind, value and decorators of what a statement in a class's body defines."""
    match type(stmt).__name__:
        case "FunctionDef":
            closure = Call("closure", (Const(reader.function(stmt, stmt.name)),), at=reader.where(stmt))
            return [(stmt.name, "method", closure, reader.exprs(stmt.decorator_list))]
        case "AnnAssign" if isinstance(stmt.target, gast.Name):
            kind = "shared" if "ClassVar" in gast.dump(stmt.annotation) else "field"
            return [(stmt.target.id, kind, NOTHING if stmt.value is None else reader.expr(stmt.value), ())]
        case "Assign" if all(isinstance(target, gast.Name) for target in stmt.targets):
            return [(target.id, "shared", reader.expr(stmt.value), ()) for target in stmt.targets]
        case "Pass":
            return []
        case "Expr" if isinstance(stmt.value, gast.Constant):
            return []
        case _:
            raise reader.refuse(stmt, "this statement in the body of a class inside a function is not supported")
