"""Contributions to several adjoints that have a part in common: it is written once, before them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from ..analyse.infer import expression_kind
from ..ir import Assign, Call, Const, Expr, Name, Origin, Stmt, rebuild, subexpressions
from ..kinds import Array, Kind, same_length
from ..names import Names
from .bounds import CONDITIONAL

CHEAP = ("tuple", "list")
COMPUTES = ("np.", "math.", "scipy.")
COMPARISONS = frozenset({"<", "<=", ">", ">=", "==", "!="})
LOOKS = frozenset(
    {"np.size", "np.shape", "np.ndim", "np.expand_dims", "np.squeeze", "np.reshape", "np.transpose", "np.moveaxis",
     "np.swapaxes", "np.zeros_like", "np.ones_like", "np.full_like", "np.broadcast_to", "np.ravel", "np.diagonal"}
)  # fmt: skip
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
    What stands under conditions alone stays there: it may have no value where they do not hold.
    """
    while True:
        count = Counter(call for _, expr, _ in steps for call in dear_calls(expr))
        computed = {part for _, expr, _ in steps for part in unconditional(expr)}
        repeated = [call for call in count if count[call] > 1 and call in computed]
        if not repeated:
            break
        common = max(repeated, key=size)
        own = [first(name) for name, expr, index in steps if expr == common and index is None]
        kept = own[0] if own and own[0] is not None else Name(fresh.fresh("bt"))
        kinds[kept.id] = expression_kind(common, kinds)
        out.append(Assign(kept, common, origin))
        steps = [(name, _replaced(expr, common, kept), index) for name, expr, index in steps]
    wholes = Counter(whole for _, expr, _ in steps for whole in calls_in_parts(expr))
    computed = {part for _, expr, _ in steps for part in unconditional(expr)}
    done: list[tuple[Call, Name]] = []
    several = [whole for whole, count in wholes.items() if count > 1 and whole in computed]
    for whole in sorted(several, key=size):  # inner ones first
        kept = Name(fresh.fresh("parts"))
        now: Expr = whole
        for old, new in done:
            now = _replaced(now, old, new)
        assert isinstance(now, Call)
        out.append(Assign(kept, now, origin))
        done.append((now, kept))
        steps = [(name, _replaced(expr, now, kept), index) for name, expr, index in steps]
    return steps


def dear_calls(expr: Expr) -> list[Call]:
    """Return the calls in an expression that are worth a name: quotients, masks, and functions that compute."""
    return [inner for inner in subexpressions(expr) if isinstance(inner, Call) and _is_dear(inner)]


def _is_dear(call: Call) -> bool:
    if call.op in ("+", "*"):
        return any(isinstance(part, Call) and part.op in COMPARISONS for part in subexpressions(call))
    return call.op == "/" or (call.op.startswith(COMPUTES) and call.op not in LOOKS)


def shared_out(value: Call, g: Expr, found: dict[str, Expr], kinds: Mapping[str, Kind]) -> dict[str, Expr]:
    """Return contributions to two arrays of which each element of the adjoint goes to one: the other gets the rest.

    y = np.maximum(a, b)         bt = by * ((a > b) + 0.5 * (a == b))
                                 ba += bt
                                 bb += by - bt
    """
    if value.op not in ("np.maximum", "np.minimum") or len(found) != 2 or value.keywords:
        return found
    (one, first), (other, second) = found.items()
    a, b = kinds.get(one), kinds.get(other)
    if not isinstance(a, Array) or not isinstance(b, Array) or a.dims is None or b.dims is None or a.dtype != b.dtype:
        return found
    pairs = zip(a.dims, b.dims, strict=False)
    alike = len(a.dims) == len(b.dims) and all(same_length(p, q) or (p.not_one and q.not_one) for p, q in pairs)
    plain = all(isinstance(expr, Call) and expr.op in ("+", "*") for expr in (first, second))
    return {one: first, other: Call("-", (g, first))} if alike and plain and isinstance(g, Name) else found


def unconditional(expr: Expr) -> Iterator[Expr]:
    """Yield the expressions inside one, and itself, that are computed whatever the conditions in it say."""
    yield expr
    if isinstance(expr, Call):
        for arg in expr.args[:1] if expr.op in CONDITIONAL else (*expr.args, *(arg for _, arg in expr.keywords)):
            yield from unconditional(arg)


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
