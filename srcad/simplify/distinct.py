"""Add to elements by `+=` where an index surely names none twice, being numbered by a range along one axis.

np.add.at(b, (np.arange(len(k)), k), g)          b[np.arange(len(k)), k] += g
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from ..analyse.infer import expression_kind
from ..ir import Assign, Block, Call, Const, Do, Expr, Item, Name, Stmt, Update, definitions, map_blocks, statements
from ..kinds import Array, Dim, Kind, Scalar, same_length


def add_distinct(block: Block, kinds: Mapping[str, Kind]) -> Block:
    """Return a block in which `np.add.at` is left where an element may be named twice."""
    if not any(isinstance(stmt, Do) for stmt in statements(block)):
        return block
    count = Counter(name for stmt in statements(block) for name in definitions(stmt))
    ranges = {
        stmt.target.id
        for stmt in statements(block)
        if isinstance(stmt, Assign) and isinstance(stmt.target, Name) and count[stmt.target.id] == 1
        if is_range(stmt.value)
    }

    def change(stmt: Stmt) -> Stmt:
        match stmt:
            case Do(Call("np.add.at", (Name() as base, index, value))) if is_distinct(index, kinds, ranges):
                return Update(Item(base, index), "+", value, stmt.origin)
            case _:
                return map_blocks(stmt, lambda inner: tuple(change(each) for each in inner))

    return tuple(change(stmt) for stmt in block)


def is_range(expr: Expr) -> bool:
    """Whether an expression is the numbers from zero on."""
    return isinstance(expr, Call) and expr.op == "np.arange" and len(expr.args) == 1 and not expr.keywords


def is_distinct(index: Expr, kinds: Mapping[str, Kind], ranges: set[str]) -> bool:
    """Whether an index has a range for one axis, as long as what it has for the others, or they of length one."""
    parts = index.args if isinstance(index, Call) and index.op == "tuple" else (index,)
    numbered: list[Dim] = []
    lengths: list[Dim] = []
    for part in parts:
        if isinstance(part, Const) or (isinstance(part, Call) and part.op == "slice"):
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
