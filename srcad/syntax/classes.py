"""Read a class that a function defines: its methods are functions of the function's, its attributes expressions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import gast

from ..ir import Assign, Call, Const, Expr, Function, Name, Origin, Stmt, substitute

if TYPE_CHECKING:
    from .read import Reader

ACCESSORS = (".setter", ".getter", ".deleter")
NOTHING = Call("nothing")  # the value of an attribute that only has an annotation


def read_class(reader: Reader, node: gast.ClassDef, origin: Origin | None) -> list[Stmt]:
    """Read `class C(B): ...` as `C = class("C", bases, members)`, decorators around it.

    What the class's body reads again is bound to a variable before: that the value of an attribute is made once.
    """
    if node.keywords:
        raise reader.refuse(node, "a metaclass or other keywords of a class inside a function are not supported")
    table: dict[str, Expr] = {}  # what the names of the class's body mean in what follows
    members: list[Expr] = []
    before: list[Stmt] = []
    again = reads_own(node)
    for stmt in node.body:
        for name, kind, value, decorators in member(reader, stmt):
            known = in_scope(value, table)
            of_property = any(isinstance(each, Call) and each.op in ACCESSORS for each in decorators)
            if not of_property:
                decorators = tuple(substitute(each, table) for each in decorators)
            if again and kind == "shared" and not is_plain(known):
                reader.count += 1
                held = Name(f"{node.name}_{name}_{reader.count}")
                before.append(Assign(held, known, reader.where(stmt)))
                known = held
            if value != NOTHING and not of_property:
                table[name] = known
                for decorator in reversed(decorators):
                    table[name] = Call("call", (decorator, table[name]), at=reader.where(stmt))
            members.append(Call("member", (Const(name), Const(kind), known, *decorators), at=reader.where(stmt)))
    bases = Call("tuple", reader.exprs(node.bases))
    made: Expr = Call("class", (Const(node.name), bases, *members), at=origin)
    for decorator in reversed(node.decorator_list):
        made = Call("call", (reader.expr(decorator), made), at=reader.where(decorator))
    return [*before, Assign(Name(node.name), made, origin)]


def reads_own(node: gast.ClassDef) -> bool:
    """Return whether the body of a class may read an attribute that it defined before."""
    parts: list[gast.AST] = []
    for stmt in node.body:
        function = isinstance(stmt, gast.FunctionDef)
        parts += (
            [*stmt.args.defaults, *filter(None, stmt.args.kw_defaults), *stmt.decorator_list] if function else [stmt]
        )
    found = [name for part in parts for name in gast.walk(part) if isinstance(name, gast.Name)]
    bound = {name.id for name in found if isinstance(name.ctx, gast.Store)}
    return any(name.id in bound and isinstance(name.ctx, gast.Load) for name in found)


def is_closure(expr: Expr) -> bool:
    """Return whether an expression is a function that is defined there."""
    return isinstance(expr, Call) and expr.op == "closure"


def is_plain(expr: Expr) -> bool:
    """Return whether it is all the same how often an expression is evaluated: a constant, what holds functions."""
    return isinstance(expr, Const) or (isinstance(expr, Call) and (is_closure(expr) or any(map(is_closure, expr.args))))


def in_scope(value: Expr, table: dict[str, Expr]) -> Expr:
    """Return an expression of a class's body; of a function, what it takes for parameters that are not given."""
    if not isinstance(value, Call) or not is_closure(value):
        return substitute(value, table)
    (inner,) = value.args
    assert isinstance(inner, Const) and isinstance(inner.value, Function)
    params = tuple(
        param if param.default is None else replace(param, default=substitute(param.default, table))
        for param in inner.value.params
    )
    return replace(value, args=(replace(inner, value=replace(inner.value, params=params)),))


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
