"""Indices that surely name no element twice, numbered by a range along one axis or being those of a triangle.

np.add.at(b, (np.arange(len(k)), k), g)          b[np.arange(len(k)), k] += g
rows, cols = np.tril_indices(n)
t = last_writes(b, (rows, cols))                 t = b[rows, cols]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from ..analyse.infer import expression_kind
from ..analyse.memory import Memory
from ..ir import (
    Assign,
    Block,
    Call,
    Const,
    Do,
    Expr,
    Item,
    Name,
    Stmt,
    Targets,
    Update,
    definitions,
    map_blocks,
    statements,
    subexpressions,
)
from ..kinds import Array, Dim, Kind, Scalar, same_length
from .operations import map_expr

# Each gives places one after the other: an index of all that it gives names no place twice.
PLACES = frozenset({
    "np.tril_indices", "np.triu_indices", "np.tril_indices_from", "np.triu_indices_from", "np.diag_indices",
    "np.diag_indices_from", "np.nonzero", ".nonzero()",
})  # fmt: skip


def add_distinct(block: Block, memory: Memory) -> Block:
    """Return a block in which `np.add.at` and `last_writes` are left where an element may be named twice."""
    if not any(map(_adds_or_picks, statements(block))):
        return block
    kinds = memory.kinds
    count = Counter(name for stmt in statements(block) for name in definitions(stmt))
    once = frozenset(name for name in count if count[name] == 1) - memory.token.keys()  # and never written into
    ranges: set[str] = set()
    places: list[frozenset[str]] = []
    for stmt in statements(block):
        match stmt:
            case Assign(Name(id), value) if id in once and is_range(value):
                ranges.add(id)
            case Assign(Targets(items, -1), Call(op)) if op in PLACES:
                found = frozenset(item.id for item in items if isinstance(item, Name) and item.id in once)
                places += [found] if len(found) == len(items) else []
            case _:
                pass

    def never_twice(index: Expr) -> bool:
        return is_distinct(index, kinds, ranges) or are_places(index, kinds, places)

    def picked(expr: Expr) -> Expr:
        match expr:
            case Call("last_writes", (base, index)) if never_twice(index):
                return Call("[]", (base, index), (), expr.at)
            case Call(args=args, keywords=keywords):
                return replace(expr, args=tuple(map(picked, args)), keywords=tuple((k, picked(v)) for k, v in keywords))
            case _:
                return expr

    def change(stmt: Stmt) -> Stmt:
        match stmt:
            case Do(Call("np.add.at", (Name() as base, index, value))) if never_twice(index):
                return Update(Item(base, index), "+", value, stmt.origin)
            case _:
                return map_blocks(stmt, lambda inner: tuple(change(each) for each in inner))

    return tuple(map_expr(change(stmt), picked) for stmt in block)


def _adds_or_picks(stmt: Stmt) -> bool:
    """Whether a statement adds at places of an index, or picks what was written last."""
    value = getattr(stmt, "value", None)
    return isinstance(value, Call) and any(
        isinstance(part, Call) and part.op in ("np.add.at", "last_writes") for part in subexpressions(value)
    )


def are_places(index: Expr, kinds: Mapping[str, Kind], places: list[frozenset[str]]) -> bool:
    """Whether the arrays in an index are all that one operation gave, each once."""
    parts = index.args if isinstance(index, Call) and index.op == "tuple" else (index,)
    arrays = [part for part in parts if not isinstance(expression_kind(part, kinds), Scalar) and not _is_plain(part)]
    found = [part.id for part in arrays if isinstance(part, Name)]
    return len(found) == len(arrays) and len(set(found)) == len(found) and frozenset(found) in places


def _is_plain(part: Expr) -> bool:
    return isinstance(part, Const) or (isinstance(part, Call) and part.op == "slice")


def is_range(expr: Expr) -> bool:
    """Whether an expression is the numbers from zero on."""
    return isinstance(expr, Call) and expr.op == "np.arange" and len(expr.args) == 1 and not expr.keywords


def is_distinct(index: Expr, kinds: Mapping[str, Kind], ranges: set[str]) -> bool:
    """Whether an index has a range for one axis, as long as what it has for the others, or they of length one."""
    parts = index.args if isinstance(index, Call) and index.op == "tuple" else (index,)
    numbered: list[Dim] = []
    lengths: list[Dim] = []
    for part in parts:
        if _is_plain(part):
            continue
        kind = expression_kind(part, kinds)
        if isinstance(kind, Scalar) and kind.dtype != "bool":
            continue
        if not isinstance(kind, Array) or kind.dtype in (None, "bool") or kind.dims is None or len(kind.dims) != 1:
            return False
        lengths.append(kind.dims[0])
        if is_range(part) or (isinstance(part, Name) and part.id in ranges):
            numbered.append(kind.dims[0])
    return any(own.not_one or all(other.is_one or same_length(own, other) for other in lengths) for own in numbered)
