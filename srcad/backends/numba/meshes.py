"""Blocks of matrices are chosen by arrays of places that are turned against each other, as np.ix_ makes them.

    K[np.ix_(rows, columns)] += E
becomes
    K[rows[:, None], columns[None, :]] += E
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ...analyse.infer import expression_kind, infer
from ...ir import Block, Call, Expr, Stmt
from ...kinds import Array, Kind, ListOf, Scalar, Struct
from ...program import Parts, Program, Wrt
from ...simplify.operations import calls, map_expr
from .edges import given_to
from .facts import NONE
from .written_out import WHOLE


def with_meshes_apart(parts: Parts, program: Program, wrt: Wrt) -> Parts:
    """Return what answers a request, in which what np.ix_ gives is a tuple of parts of arrays."""
    if not any("np.ix_" in calls(block) for _, _, block in parts):
        return parts
    known = {**program.hints, **program.kinds}

    def written(i: int, role: str, block: Block) -> Block:
        kinds = infer(block, given_to(role, i, parts, program, wrt).kinds, known)
        return tuple(_written(stmt, {**known, **kinds}) for stmt in block)

    return tuple((role, params, written(i, role, block)) for i, (role, params, block) in enumerate(parts))


def _written(stmt: Stmt, kinds: Mapping[str, Kind]) -> Stmt:
    def turned(expr: Expr) -> Expr:
        if not isinstance(expr, Call):
            return expr
        keywords = tuple((key, turned(arg)) for key, arg in expr.keywords)
        expr = replace(expr, args=tuple(map(turned, expr.args)), keywords=keywords)
        places = [_places(arg, kinds) for arg in expr.args] if expr.op == "np.ix_" else [None]
        found = [place for place in places if place is not None]
        return _mesh(found) if len(found) == len(places) else expr

    return map_expr(stmt, turned)


def _mesh(places: list[Expr]) -> Expr:
    """Return the tuple of arrays, each along an axis of its own."""
    parts: list[Expr] = []
    for k, place in enumerate(places):
        index = tuple(WHOLE if i == k else NONE for i in range(len(places)))
        parts.append(Call("[]", (place, Call("tuple", index))) if len(places) > 1 else place)
    return Call("tuple", tuple(parts))


def _places(given: Expr, kinds: Mapping[str, Kind]) -> Expr | None:
    """Return the array of the places that np.ix_ is given along an axis; None if they are of an unknown kind."""
    match expression_kind(given, kinds):
        case Array("bool", dims) if dims is not None and len(dims) == 1:
            return Call("np.flatnonzero", (given,))
        case Array("int64" | "int32" | "uint32" | "uint64" | "intp", dims) if dims is not None and len(dims) == 1:
            return given
        case ListOf(Scalar("int64")):
            return Call("np.array", (given,))
        case Struct(maker, _, items) if maker in (tuple, list) and items and all(map(_is_place, items)):
            return Call("np.array", (given,))
        case _:
            return None


def _is_place(kind: Kind) -> bool:
    return isinstance(kind, Scalar) and kind.dtype == "int64"
