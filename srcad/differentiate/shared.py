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
    done: list[tuple[Call, Name]] = []
    for whole in sorted((whole for whole, count in wholes.items() if count > 1), key=size):  # inner ones first
        kept = Name(fresh.fresh("parts"))
        now: Expr = whole
        for old, new in done:
            now = _replaced(now, old, new)
        assert isinstance(now, Call)
        out.append(Assign(kept, now, origin))
        done.append((now, kept))
        steps = [(name, _replaced(expr, now, kept), index) for name, expr, index in steps]
    return steps


def size(expr: Expr) -> int:
    """Return how many expressions an expression is made of."""
    return sum(1 for _ in subexpressions(expr))


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
