"""Arrays that are computed for their shape alone: another array of the same shape tells it as well.

logp = logits - np.log(t)              blogp = np.zeros_like(logits)
blogp = np.zeros_like(logp)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set

from ..ir import (
    Assign,
    Block,
    Call,
    Do,
    Expr,
    If,
    Item,
    Name,
    Return,
    Stmt,
    Update,
    all_reads,
    definitions,
    map_blocks,
    reads,
    statements,
)
from ..kinds import Array, dtype_of
from ..simplify.copies import is_pure, map_expressions
from .alike import Shape, Shapes, is_elementwise
from .memory import CHANGERS, SHAPES, Memory


def shapes_of_others(block: Block, memory: Memory, temporaries: Set[str]) -> Block:
    """Return a block in which others tell the shapes of arrays that nothing else is read of; those are gone.

    Arrays that are assigned once, where every path passes, tell the shapes; among them are the arguments.
    The last of them does that is no temporary, which may have no line of its own.
    """
    kinds = memory.kinds
    count = Counter(name for stmt in statements(block) for name in definitions(stmt))
    read = contents_read(block)
    walk = Shapes(kinds)
    known: dict[tuple[Shape, object], str] = {}
    table: dict[str, Expr] = {}

    def tells(name: str) -> None:
        shape = walk.shape(Name(name))
        dtype = dtype_of(kinds[name]) if isinstance(kinds.get(name), Array) else None
        if shape and dtype and name in read:
            key = shape, dtype
            if key not in known or name not in temporaries:
                known[key] = name

    for name in sorted(all_reads(block) - count.keys()):
        tells(name)
    for stmt in block:
        walk.statement(stmt)
        if isinstance(stmt, Assign) and isinstance(stmt.target, Name) and count[name := stmt.target.id] == 1:
            kind, shape = kinds.get(name), walk.shape(stmt.target)
            if name not in read and isinstance(kind, Array) and is_alone(name, memory):
                other = known.get((shape, dtype_of(kind))) if shape else None
                if other is not None and is_pure(stmt.value):
                    table[name] = Name(other)
            tells(name)
    return tuple(map_expressions(stmt, table) for stmt in without(block, table)) if table else block


def contents_read(block: Block) -> set[str]:
    """Return the names of which more than the shape is read, as what is computed of them is."""
    every, read, before = statements(block), set[str](), -1
    while len(read) > before:
        before = len(read)
        for stmt in every:
            read |= read_by(stmt, read)
    return read


def without(block: Block, gone: Mapping[str, Expr]) -> Block:
    """Return a block without the statements that assign names or write into them."""
    left = (stmt for stmt in block if written(stmt) not in gone)
    return tuple(map_blocks(stmt, lambda inner: without(inner, gone)) for stmt in left)


def written(stmt: Stmt) -> str | None:
    """Return the name that a statement does nothing but assign or write into."""
    match stmt:
        case Assign(Name(id) | Item(Name(id), _, False), value) | Update(Item(Name(id), _, False), _, value):
            return id if is_pure(value) else None
        case Do(Call(op, (Name(id), *rest))) if op in CHANGERS and all(map(is_pure, rest)):
            return id
        case _:
            return None


def is_alone(name: str, memory: Memory) -> bool:
    """Whether no other name shares the memory of one."""
    token = memory.token.get(name)
    return token is None or memory.members(token) == {name}


def read_by(stmt: Stmt, known: Set[str]) -> set[str]:
    """Return the names of which a statement itself reads more than the shape, as far as names `known` are read."""
    found: set[str] = set()
    alone = written(stmt) is not None
    match stmt:
        case Assign(Item(_, index, False), value) | Update(Item(_, index, False), _, value) if alone:
            exprs = [index, value]
        case Do(Call(_, (_, *rest))) if alone:
            exprs = rest
        case Assign(Name(id), value):
            look(value, id not in known, found)
            return found
        case Update(Name(), _, value) | Return(value) | Do(value) | If(value):
            exprs = [value]
        case _:
            return set(reads(stmt))
    if isinstance(stmt, Update) and isinstance(stmt.target, Name):
        found.add(stmt.target.id)
    for expr in exprs:
        look(expr, False, found)
    return found


def look(expr: Expr, shape: bool, found: set[str]) -> None:
    """Collect the names of which more than the shape is read; `shape` says that of the whole only that is."""
    if isinstance(expr, Name):
        if not shape:
            found.add(expr.id)
    elif isinstance(expr, Call):
        places = SHAPES.get(expr.op, ())
        alike = shape and (is_elementwise(expr.op) or expr.op == "expand")
        for i, arg in enumerate(expr.args):
            look(arg, alike or i in places or (shape and expr.op == "[]" and not i), found)
        for _, arg in expr.keywords:
            look(arg, False, found)
