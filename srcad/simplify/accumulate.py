"""Add in place to an adjoint that is an array of its own, from the second contribution on.

bx = g * y               bx = g * y
bx = bx + h * z          bx += h * z

An array is its name's own if it is new: nobody else's, and no other name's, nor a view of another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..analyse.infer import expression_kind
from ..forms import is_guard
from ..ir import (
    Assign,
    Block,
    Call,
    Expr,
    For,
    If,
    Name,
    Pop,
    Push,
    Stmt,
    Targets,
    Update,
    While,
    all_definitions,
    all_reads,
    definitions,
    names,
)
from ..kinds import Array, Kind, promote
from .shapes import as_arrays, has_shape_of

NEW = frozenset(
    {"+", "-", "*", "/", "**", "@", "neg", "np.copy", "np.zeros_like", "np.ones_like", "np.full_like", "np.outer"}
)  # operations that always give a new array (of arrays of numbers)


def add_in_place(block: Block, kinds: Mapping[str, Kind], adjoints: frozenset[str]) -> Block:
    """Return a block in which adjoints are added to in place where that is safe."""
    return _Pass(kinds, adjoints).block(block, set())


class _Pass:
    def __init__(self, kinds: Mapping[str, Kind], adjoints: frozenset[str]) -> None:
        self.kinds = kinds
        self.adjoints = adjoints

    def block(self, block: Block, own: set[str]) -> Block:
        """Return a block changed; `own` holds the names whose arrays are their own, and becomes that at its end."""
        out: list[Stmt] = []
        for position, stmt in enumerate(block):
            match stmt:
                case If(_, body, orelse):
                    if is_guard(stmt):
                        own -= all_definitions((stmt,)) | all_reads((stmt,))
                    other = set(own)
                    body, orelse = self.block(body, own), self.block(orelse, other)
                    own &= other
                    out.append(replace(stmt, body=body, orelse=orelse))
                case For(body=body) | While(body=body):
                    own -= definitions(stmt)
                    while True:  # until what is assumed at the head holds at the end
                        end = set(own)
                        body = self.block(stmt.body, end)
                        if own <= end:
                            break
                        own &= end
                    out.append(replace(stmt, body=body))
                case Assign(Name(id), Call("np.copy", (Name(same),))) if id == same and id in own:
                    pass  # nobody else has it
                case Assign(Name(id), Call("np.copy", (Name(same) as array,))) if (
                    same in own and {id, same} <= self.adjoints and is_bound_next(same, block[position + 1 :])
                ):
                    out.append(replace(stmt, value=array))  # it has the only name that is read
                    own -= {id, same}
                    own |= {id} if self.kinds.get(id) == self.kinds.get(same) else set()
                case _:
                    stmt = self.added(stmt, own)
                    self.step(stmt, own)
                    out.append(stmt)
        return tuple(out)

    def added(self, stmt: Stmt, own: set[str]) -> Stmt:
        """Return `b = b + e` as `b += e` where b is its own array and the sum has its shape and dtype."""
        match stmt:
            case Assign(Name(id), Call("+" | "-") as value) if id in own and id in self.adjoints:
                found = _without_first(value, id)
                if found is not None and id not in names(found[1]) and self.fits(id, found[1]):
                    return Update(Name(id), found[0], found[1], stmt.origin)
            case _:
                pass
        return stmt

    def fits(self, name: str, expr: Expr) -> bool:
        """Whether adding an expression changes neither the shape nor the dtype of an array."""
        kinds = as_arrays(expr, self.kinds)  # a number is added to an array as well
        mine, theirs = kinds.get(name), expression_kind(expr, kinds)
        if not isinstance(mine, Array) or not isinstance(theirs, Array) or mine.dtype is None or theirs.dtype is None:
            return False
        if not mine.dtype.startswith(("float", "complex")) or promote(mine.dtype, theirs.dtype) != mine.dtype:
            return False
        return has_shape_of(Name(name), expr, kinds)

    def step(self, stmt: Stmt, own: set[str]) -> None:
        """Follow what a statement does to ownership."""
        match stmt:
            case Assign(Name(id), value):
                if self.is_new(value):
                    own.discard(id)
                    if self.is_whole(value, id):
                        own.add(id)
                else:
                    own -= names(value) | {id}
            case Assign(target, value):
                own -= definitions(stmt) | (names(value) if isinstance(target, Targets) else self.shared(value))
            case Push(_, value):
                own -= names(value)
            case Pop():
                own -= definitions(stmt)
            case _:
                pass

    def shared(self, value: Expr) -> frozenset[str]:
        """Return the names that an element may share memory with after it was set to a value: objects in lists."""
        return frozenset() if self.is_new(value) else names(value)

    def is_new(self, value: Expr) -> bool:
        """Whether an expression gives a new array of numbers."""
        kind = expression_kind(value, self.kinds)
        known = isinstance(kind, Array) and kind.dtype is not None and kind.dtype.startswith(("float", "complex"))
        return isinstance(value, Call) and value.op in NEW and known

    def is_whole(self, value: Expr, name: str) -> bool:
        """Whether a value has the dtype and shape that its name's kind tells: the copy of an adjoint may be of 0.0."""
        if isinstance(value, Call) and value.op == "np.copy" and names(value) & self.adjoints:
            return False
        kind, mine = expression_kind(value, self.kinds), self.kinds.get(name)
        same = isinstance(kind, Array) and isinstance(mine, Array) and kind.dtype == mine.dtype
        return same and has_shape_of(value, Name(name), self.kinds)


def is_bound_next(name: str, rest: Block) -> bool:
    """Return whether a block binds a name anew before it reads it."""
    for stmt in rest:
        if name in all_reads((stmt,)):
            return False
        if name in all_definitions((stmt,)):
            return isinstance(stmt, Assign)
    return False


def _without_first(total: Expr, name: str) -> tuple[str, Expr] | None:
    """Return how `name + a - b` goes on: the sign before `a`, and `a - b`; None if the sum does not begin with it."""
    if not isinstance(total, Call) or total.op not in ("+", "-"):
        return None
    first, last = total.args
    if first == Name(name):
        return total.op, last
    found = _without_first(first, name)
    if found is None:
        return None
    sign, rest = found
    flip = {"+": "-", "-": "+"}[total.op]
    return sign, Call(total.op if sign == "+" else flip, (rest, last))
