"""Axes of length one as an index puts them in, and none where broadcasting adds them by itself.

np.expand_dims(v, 1) * M                           v[:, None] * M
np.expand_dims(np.sum(M, axis=0), 0) / n - N       np.sum(M, axis=0) / n - N
np.sum(M, axis=0, keepdims=True) * N               np.sum(M, axis=0) * N
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..analyse.infer import expression_kind
from ..forms import WHOLE
from ..ir import Call, Const, Expr
from ..kinds import Array, Kind, Scalar, rank_of

NEW = Const(None)
REDUCTIONS = frozenset({"np.sum", "np.mean", "np.max", "np.min", "np.prod"})


def indexed(call: Call, kinds: Mapping[str, Kind]) -> Expr | None:
    """Return `np.expand_dims(x, axis)` as an index of x, None where the rank of x or the axes are not known."""
    x, given = call.args
    before: tuple[Expr, ...] = ()
    if is_new(x):  # axes put into what has got some
        assert isinstance(x, Call)
        x, index = x.args
        before = index.args if isinstance(index, Call) and index.op == "tuple" else (index,)
    kind = expression_kind(x, kinds)
    axes = given.args if isinstance(given, Call) and given.op == "tuple" else (given,)
    places = [axis.value for axis in axes if isinstance(axis, Const) and type(axis.value) is int]
    if not isinstance(kind, Array) or not kind.rank or len(places) != len(axes):
        return None
    if not places:
        return x
    parts = [*before, *[WHOLE] * (kind.rank - sum(part != NEW for part in before))]
    rank = len(parts) + len(places)
    if not all(-rank <= place < rank for place in places):
        return None
    for place in sorted(place % rank for place in places):
        parts.insert(place, NEW)
    last = max(i for i, part in enumerate(parts) if part == NEW)
    parts = parts[: max(last + 1, 2)]
    if last > 1 and parts[:last] == [WHOLE] * last and rank == last + 1:
        parts = [Const(Ellipsis), NEW]
    return Call("[]", (x, Call("tuple", tuple(parts))))


def is_new(expr: Expr) -> bool:
    """Return whether an expression is one with new axes by an index of these alone."""
    match expr:
        case Call("[]", (_, Call("tuple", parts))):
            return NEW in parts and all(part in (NEW, WHOLE) for part in parts)
        case _:
            return False


def without_leading(op: str, a: Expr, b: Expr, kinds: Mapping[str, Kind]) -> Call | None:
    """Return an elementwise operation in which an operand has no axis in front that broadcasting adds by itself."""
    for one, other in ((a, b), (b, a)):
        rank = rank_of(expression_kind(one, kinds))
        if rank is None or rank < 2 or rank_of(expression_kind(other, kinds)) != rank:
            continue
        shorter = _shorter(one, kinds)
        if shorter is not None:
            return Call(op, (shorter, other) if one is a else (other, shorter))
    return None


def without_axes(op: str, a: Expr, b: Expr, kinds: Mapping[str, Kind]) -> Expr | None:
    """Return `M - np.mean(M)` for `M - np.mean(M, keepdims=True)`, None where no operand is such a number."""
    for one, other in ((a, b), (b, a)):
        match one:
            case Call(reduction, (x,), (("keepdims", Const(True)),)) if reduction in REDUCTIONS:
                rank, around = rank_of(expression_kind(x, kinds)), rank_of(expression_kind(other, kinds))
                if rank is not None and around is not None and rank <= around:
                    shorter = replace(one, keywords=())
                    return Call(op, (shorter, other) if one is a else (other, shorter))
            case _:
                pass
    return None


def _shorter(expr: Expr, kinds: Mapping[str, Kind]) -> Expr | None:
    """Return an array without its first axis, which is made where the array is and has length one; else None."""
    match expr:
        case Call("[]", (x, Call("tuple", (first, *rest)))) if first == NEW and is_new(expr):
            if not rest or all(part == WHOLE for part in rest):
                return x
            return Call("[]", (x, Call("tuple", tuple(rest)))) if len(rest) > 1 else Call("[]", (x, rest[0]))
        case Call(op, _, keywords) if op in REDUCTIONS and dict(keywords) == {
            "axis": Const(0),
            "keepdims": Const(True),
        }:
            return replace(expr, keywords=(("axis", Const(0)),))
        case Call("neg", (inner,)):
            found = _shorter(inner, kinds)
            return None if found is None else replace(expr, args=(found,))
        case Call("+" | "-" | "*" | "/", args):
            parts = [arg if isinstance(expression_kind(arg, kinds), Scalar) else _shorter(arg, kinds) for arg in args]
            return None if None in parts else replace(expr, args=tuple(part for part in parts if part is not None))
        case _:
            return None
