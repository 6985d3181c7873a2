"""Assign the first contribution to a part of an adjoint that was just made of zeros.

bx = np.zeros_like(x)            bx = np.zeros_like(x)
bx[1:] += bt                     bx[1:] = bt
bx[:1] += bt                     bx[:1] = bt

bx = np.zeros_like(x)            bx = np.zeros_like(x)
for i in range(n):               for i in range(n):
    bx[i] += i * y                   bx[i] = i * y
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..analyse.affine import Sum, number, plus, possible, sum_of
from ..analyse.infer import expression_kind
from ..analyse.lengths import is_sure
from ..analyse.memory import Memory
from ..ir import (
    Assign,
    Block,
    Call,
    Const,
    Expr,
    For,
    If,
    Item,
    Name,
    Stmt,
    Update,
    all_definitions,
    all_reads,
    definitions,
    map_blocks,
    names,
    statements,
)
from ..kinds import Kind, Scalar
from .algebra import simplify
from .spell import spelled
from .terms import number_of

NO_BOUND = Const(None)


def assign_first(block: Block, adjoints: frozenset[str], memory: Memory) -> Block:
    """Return a block in which nothing is added to zeros; `memory` tells what of it is written."""
    kinds = memory.kinds
    out: list[Stmt] = []
    filled: dict[str, list[Expr]] = {}  # the parts that are more than zeros, of adjoints that else are zeros
    for stmt in block:
        match stmt:
            case Assign(Name(id), Call("np.zeros_like")) if id in adjoints:
                filled[id] = []
            case Update(Item(Name(id), index), "+" | "-" as op, value) if id in filled.keys() - names(value) - names(
                index
            ):
                if all(are_apart(index, other, kinds) for other in filled[id]):
                    stmt = first_of(op, stmt, kinds)
                filled[id].append(index)
                forget(filled, all_reads((stmt,)) - {id}, frozenset())
            case _:
                stmt = map_blocks(stmt, lambda inner: assign_first(inner, adjoints, memory))
                for id in [id for id in filled if not filled[id]]:
                    stmt = set_in_loop(stmt, id, (), kinds)
                forget(filled, all_reads((stmt,)), all_definitions((stmt,)))
        if written := memory.writes(stmt):  # what says a part, such as `k[0]`, may be another number then
            for id in [id for id, parts in filled.items() if any(memory.contents(part) & written for part in parts)]:
                del filled[id]
        out.append(stmt)
    return tuple(out)


def forget(filled: dict[str, list[Expr]], read: frozenset[str], bound: frozenset[str]) -> None:
    """Drop adjoints that are read or bound elsewhere, and those whose parts are said by names that are bound anew."""
    for id in [id for id, parts in filled.items() if id in read | bound or any(names(p) & bound for p in parts)]:
        del filled[id]


# ---------------------------------------------------------------- loops
def set_in_loop(stmt: Stmt, id: str, variables: tuple[str, ...], kinds: Mapping[str, Kind]) -> Stmt:
    """Return a loop that sets elements of zeros which it would add to, where each trip has another one."""
    mentions = [each for each in statements((stmt,)) if id in definitions(each) or id in all_reads((without(each),))]
    if len(mentions) != 1 or not isinstance(stmt, For | If | Update):
        return stmt
    match stmt:
        case For(Name(variable), iterable, body) if counts_up_from_zero(iterable):
            return replace(stmt, body=tuple(set_in_loop(inner, id, (*variables, variable), kinds) for inner in body))
        case If(_, body, orelse):
            change = [tuple(set_in_loop(inner, id, variables, kinds) for inner in each) for each in (body, orelse)]
            return replace(stmt, body=change[0], orelse=change[1])
        case Update(Item(Name(base), index), "+" | "-" as op, value) if base == id and variables:
            parts = index.args if isinstance(index, Call) and index.op == "tuple" else (index,)
            if id not in names(value) | names(index) and all(Name(variable) in parts for variable in variables):
                return first_of(op, stmt, kinds)
    return stmt


def first_of(op: str, stmt: Update, kinds: Mapping[str, Kind]) -> Assign | Update:
    """Return the assignment of what is added to a zero, or taken from it: if the negative of an array takes no pass."""
    if op == "+":
        return Assign(stmt.target, stmt.value, stmt.origin)
    negative = simplify(Call("neg", (stmt.value,)), kinds)
    if (
        isinstance(negative, Call)
        and negative.op == "neg"
        and not isinstance(expression_kind(stmt.value, kinds), Scalar)
    ):
        return stmt
    return Assign(stmt.target, spelled(negative, kinds), stmt.origin)


def without(stmt: Stmt) -> Stmt:
    """Return a statement without the blocks inside."""
    return map_blocks(stmt, lambda inner: ())


def counts_up_from_zero(iterable: Expr) -> bool:
    """Whether the numbers of a loop are all different, and none is below zero: that would count from the end."""
    match iterable:
        case Call("reversed", (inner,)):
            return counts_up_from_zero(inner)
        case Call("range", (_,)):
            return True
        case Call("range", (Const(int() as start), _)):
            return start >= 0
        case Call("range", (Const(int() as start), _, Const(int() as step))) if step > 0:
            return start >= 0
        case Call("range", (_, Call("neg", (Const(1),)), Call("neg", (Const(int()),)))):
            return True
        case Call("range", (_, Const(int() as stop), Const(int() as step))):
            return stop >= -1 and step < 0
        case _:
            return False


# ---------------------------------------------------------------- slices
def are_apart(index: Expr, other: Expr, kinds: Mapping[str, Kind]) -> bool:
    """Whether two parts of an array surely have no element in common, as they are apart along an axis."""
    mine, theirs = (each.args if isinstance(each, Call) and each.op == "tuple" else (each,) for each in (index, other))
    for one, two in zip(mine, theirs, strict=False):
        match one, two:
            case Call("slice", (a, b, Const(None))), Call("slice", (c, d, Const(None))):
                if before(b, c, kinds) or before(d, a, kinds):
                    return True
            case Call("slice", bounds), _ if (k := whole(two)) is not None:
                if is_outside(k, bounds):
                    return True
            case _, Call("slice", bounds) if (k := whole(one)) is not None:
                if is_outside(k, bounds):
                    return True
            case _ if (k := whole(one)) is not None and (q := whole(two)) is not None:
                if k != q and (k < 0) == (q < 0):
                    return True
            case _:
                return False  # what is before may stand for several axes
    return False


def whole(expr: Expr) -> int | None:
    """Return the whole number that an index literally is, or None."""
    value = number_of(expr.args[0]) if isinstance(expr, Call) and expr.op == "neg" else number_of(expr)
    return None if not isinstance(value, int) else -value if isinstance(expr, Call) else value


def is_outside(k: int, bounds: tuple[Expr, ...]) -> bool:
    """Whether an element surely is not among those of a slice, all being counted from the same end."""
    start, stop, step = bounds
    first, last = whole(start), whole(stop)
    if step != NO_BOUND:
        return False
    late = last is not None and (k < 0) == (last < 0) and k >= last
    return late or (first is not None and (k < 0) == (first < 0) and k < first)


def before(end: Expr, start: Expr, kinds: Mapping[str, Kind]) -> bool:
    """Whether a slice to `end` surely ends where one from `start` begins, or before."""
    if NO_BOUND in (end, start):
        return False
    if end == start:
        return True  # wherever that is, counted from the end or not

    def variable(expr: Expr) -> Sum | None:
        kind = kinds.get(expr.id) if isinstance(expr, Name) else None
        length = kind.length if isinstance(kind, Scalar) else None
        return {expr.id: 1} if isinstance(expr, Name) and length is not None and is_sure(length) else None

    low, high = sum_of(end, variable), sum_of(start, variable)
    if low is None or high is None:
        return False
    lengths: list[Sum] = [{name: 1} for name in {*low, *high} if name]  # at least zero
    negative = plus(plus({}, low, -1), number(-1))
    later = plus(plus(low, high, -1), number(-1))
    return not possible([negative, *lengths]) and not possible([later, *lengths])
