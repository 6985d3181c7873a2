"""Contributions to several adjoints that are parts of one call: the call is written once, before them."""

from __future__ import annotations

from collections import Counter

from ..ir import Assign, Call, Const, Expr, Name, Origin, Stmt, rebuild, subexpressions
from ..names import Names

CHEAP = ("tuple", "list")
Step = tuple[str, Expr, Expr | None]  # an adjoint, what it gets, and the index of the part that gets it


def written_once(steps: list[Step], fresh: Names, out: list[Stmt], origin: Origin | None) -> list[Step]:
    """Return contributions in which a call that several take a part of has a name; write its assignment to `out`.

    ba += f(g)[0]                parts = f(g)
    bb += f(g)[1]                ba += parts[0]
                                 bb += parts[1]
    """
    wholes = Counter(whole for _, expr, _ in steps for whole in calls_in_parts(expr))
    for whole, count in wholes.items():
        if count > 1:
            kept = Name(fresh.fresh("parts"))
            out.append(Assign(kept, whole, origin))
            steps = [(name, _replaced(expr, whole, kept), index) for name, expr, index in steps]
    return steps


def calls_in_parts(expr: Expr) -> list[Call]:
    """Return the calls of which an expression takes a part: `f(x)` in `f(x)[0]`."""
    found = []
    for inner in subexpressions(expr):
        match inner:
            case Call("[]" | "entry", (Call(op) as whole, Const(int()))) if op.isidentifier() and op not in CHEAP:
                found.append(whole)
            case _:
                pass
    return found


def _replaced(expr: Expr, old: Call, new: Name) -> Expr:
    """Return an expression with a call inside it replaced by a name."""
    if expr == old:
        return new
    return rebuild(expr, lambda arg: _replaced(arg, old, new)) if isinstance(expr, Call) else expr
