"""Adjoints that np.where has set to zero in places: the same condition again, rather than a test for zero.

bt = np.where(c, g, 0)           bx = np.where(c, g * y, 0.0)
bx = times(bt, y)

Where the condition does not hold nothing flows, also where a partial is infinite or not a number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from ..analyse.infer import expression_kind
from ..analyse.memory import memory_of
from ..ir import (
    Assign,
    Block,
    Call,
    Const,
    Expr,
    Name,
    Update,
    definitions,
    map_blocks,
    names,
    rebuild,
    statements,
    subexpressions,
)
from ..kinds import Kind, Scalar, nameless

ZEROS = (Const(0), Const(0.0))


def same_masks(block: Block, kinds: Mapping[str, Kind], temporaries: frozenset[str], earlier: Block = ()) -> Block:
    """Return a block in which what depends on a masked adjoint is masked by the same condition.

    But a condition that is written into, or an adjoint that is, may be another one by then; `earlier` is what ran
    before, in another function.
    """
    masked: dict[str, Call] = {}
    count = Counter(name for stmt in statements(block) for name in definitions(stmt))
    for stmt in statements(block):
        match stmt:
            case Assign(Name(id), Call("np.where", (Name(c), *branches)) as value) if id in temporaries:
                g = _flowing(tuple(branches))
                single = count[id] == 1 and all(count[name] <= 1 for name in names(value)) and count[c] == 1
                if g is not None and single and isinstance(g, Name | Const):
                    masked[id] = value
            case _:
                pass
    if masked:
        written = memory_of((*earlier, *block), kinds).token.keys()
        masked = {id: value for id, value in masked.items() if names(value).isdisjoint(written)}
    if not masked:
        return block
    doubtful = _masked_names(block)

    def change(expr: Expr) -> Expr:
        if not isinstance(expr, Call):
            return expr
        match expr:
            case Call("times" | "over" as op, (Name(id), factor)) if id in masked:
                condition, first, second = masked[id].args
                g = second if first in ZEROS else first
                surely = isinstance(g, Const) or (isinstance(g, Name) and g.id not in doubtful)
                inner = change(Call("*" if op == "times" and surely else op, (g, change(factor))))
                parts = (Const(0.0), inner) if first in ZEROS else (inner, Const(0.0))
                return Call("np.where", (condition, *parts), (), expr.at)
            case _:
                return rebuild(expr, change)

    def part(block: Block) -> Block:
        return tuple(
            replace(s, value=change(s.value)) if isinstance(s, Assign | Update) else map_blocks(s, part) for s in block
        )

    return part(block)


def _masked_names(block: Block) -> frozenset[str]:
    """Return the names into which a result of np.where may go."""
    found: set[str] = set()
    while True:
        before = len(found)
        for stmt in statements(block):
            if isinstance(stmt, Assign | Update):
                where = any(isinstance(part, Call) and part.op == "np.where" for part in subexpressions(stmt.value))
                if where or not found.isdisjoint(names(stmt.value)):
                    found |= definitions(stmt)
        if len(found) == before:
            return frozenset(found)


def _flowing(branches: tuple[Expr, ...]) -> Expr | None:
    """Return what np.where lets through, where the other branch is zero."""
    if len(branches) != 2 or (branches[0] in ZEROS) == (branches[1] in ZEROS):
        return None
    return branches[1] if branches[0] in ZEROS else branches[0]


def masked_sum(op: str, a: Expr, b: Expr) -> Expr | None:
    """`np.where(c, x, 0) + np.where(c, 0, y)` is `np.where(c, x, y)`, and so on branch by branch."""
    if not (_masks(a) and _masks(b)) or not isinstance(a, Call) or not isinstance(b, Call) or a.args[0] != b.args[0]:
        return None
    branches = [_added(op, x, y) for x, y in zip(a.args[1:], b.args[1:], strict=True)]
    return replace(a, args=(a.args[0], *branches))


def _added(op: str, x: Expr, y: Expr) -> Expr:
    if y in ZEROS:
        return x
    if x in ZEROS:
        return y if op == "+" else Call("neg", (y,))
    return Call(op, (x, y))


def masked_product(op: str, a: Expr, b: Expr, kinds: Mapping[str, Kind]) -> Expr | None:
    """`s * np.where(c, x, 0)` is `np.where(c, s * x, 0)` for a number s."""
    for mask, number in ((a, b), (b, a)):
        if isinstance(mask, Call) and _masks(mask) and isinstance(expression_kind(number, kinds), Scalar):
            if op == "/" and mask is b:
                return None
            scaled = [x if x in ZEROS else Call(op, (number, x) if op == "*" else (x, number)) for x in mask.args[1:]]
            return replace(mask, args=(mask.args[0], *scaled))
    return None


def masked_factor(op: str, mask: Expr, factor: Expr, kinds: Mapping[str, Kind]) -> Expr | None:
    """`times(np.where(c, x, 0), y)` is `np.where(c, times(x, y), 0)`, a plain product where x is a number."""
    if not isinstance(mask, Call) or not _masks(mask):
        return None
    number = all(isinstance(expression_kind(x, kinds), Scalar) for x in mask.args[1:])
    plain = "*" if op == "times" and number else op
    return replace(mask, args=(mask.args[0], *(x if x in ZEROS else Call(plain, (x, factor)) for x in mask.args[1:])))


def _masks(expr: Expr) -> bool:
    """Whether an expression is np.where with a zero."""
    return (
        isinstance(expr, Call)
        and expr.op == "np.where"
        and len(expr.args) == 3
        and any(x in ZEROS for x in expr.args[1:])
    )


def unexpanded(expr: Call, kinds: Mapping[str, Kind]) -> Expr | None:
    """`np.where(c, expand(g, x), 0)` is `np.where(c, g, 0)` where the condition has x's shape."""
    plain = [x.args[0] if isinstance(x, Call) and x.op == "expand" else x for x in expr.args[1:]]
    shorter = replace(expr, args=(expr.args[0], *plain))
    if shorter == expr or nameless(expression_kind(shorter, kinds)) != nameless(expression_kind(expr, kinds)):
        return None
    return shorter
