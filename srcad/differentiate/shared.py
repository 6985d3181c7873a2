"""Contributions to several adjoints that have a part in common: it is written once, before them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from ..analyse.infer import expression_kind
from ..ir import Assign, Call, Const, Expr, Name, Origin, Stmt, rebuild, subexpressions
from ..kinds import Kind
from ..names import Names

CHEAP = ("tuple", "list")
Step = tuple[str, Expr, Expr | None]  # an adjoint, what it gets, and the index of the part that gets it


def written_once(
    steps: list[Step], fresh: Names, out: list[Stmt], origin: Origin | None, kinds: dict[str, Kind],
    first: Callable[[str], Name | None],
) -> list[Step]:  # fmt: skip
    """Return contributions in which what several have in common has a name; write its assignment to `out`.

    ba += f(g)[0]                parts = f(g)
    bb += f(g)[1]                ba += parts[0]
                                 bb += parts[1]
    ba += g / b                  bt = g / b
    bb -= g / b * y              ba += bt
                                 bb -= bt * y

    `first` gives the name of an adjoint that gets its first contribution, which may serve as that of the contribution.
    """
    quotients = Counter(quotient for _, expr, _ in steps for quotient in calls_of("/", expr))
    for quotient, count in quotients.items():
        if count > 1:
            own = [first(name) for name, expr, index in steps if expr == quotient and index is None]
            kept = own[0] if own and own[0] is not None else Name(fresh.fresh("bt"))
            kinds[kept.id] = expression_kind(quotient, kinds)
            out.append(Assign(kept, quotient, origin))
            steps = [(name, _replaced(expr, quotient, kept), index) for name, expr, index in steps]
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


def calls_of(op: str, expr: Expr) -> list[Call]:
    """Return the calls of one operation in an expression."""
    return [inner for inner in subexpressions(expr) if isinstance(inner, Call) and inner.op == op]


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
