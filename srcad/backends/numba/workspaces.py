"""Arrays that a loop makes anew in each trip are made once, before it, where nothing keeps them beyond the trip.

    for t in range(n):
        d = np.empty(x.shape[0], np.float64)
        ...
becomes
    d = np.empty(x.shape[0], np.float64)
    for t in range(n):
        ...

Small arrays cost more to make than to fill, and the system hands out the memory of large ones page by page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from ...analyse.live import exposed_reads, live_places, surely_assigned
from ...ir import (
    Assign,
    Block,
    Call,
    Const,
    Do,
    Expr,
    For,
    If,
    Item,
    Name,
    Pop,
    Push,
    Return,
    Stmt,
    Update,
    While,
    all_definitions,
    definitions,
    map_blocks,
    names,
    statements,
)
from ...kinds import Array, Kind, ListOf
from .facts import rank_in
from .in_python import is_python_block

MAKERS = ("np.empty", "np.zeros")
LOOKS = frozenset({".shape", ".size", "len", ".ndim"})


class Workspaces:
    """Moves what makes arrays out of loops."""

    def __init__(self, block: Block, kinds: Mapping[str, Kind]) -> None:
        self.kinds = kinds
        self.kept: set[str] = set()  # what another name, a stack, a result or Python may keep
        for stmt in statements(block):
            self.statement(stmt)

    # ------------------------------------------------------------ what is kept
    def statement(self, stmt: Stmt) -> None:
        """Note what a statement keeps."""
        match stmt:
            case If() if is_python_block(stmt):
                self.kept |= exposed_reads((stmt,))
            case Assign(target=target, value=value) | Update(target=target, value=value):
                self.look(value)
                if isinstance(target, Item):
                    self.look(target.index)
            case Push(value=value) | Return(value=value) | Do(value=value):
                self.look(value)
            case For(iterable=expr) | While(condition=expr) | If(condition=expr):
                self.look(expr)
            case Pop(target=Item(index=index)):
                self.look(index)
            case _:
                pass

    def look(self, expr: Expr) -> None:
        """Note what the value of an expression keeps."""
        match expr:
            case Name(id):
                self.kept.add(id)
            case Call(op, (Name(),)) if op in LOOKS:
                pass
            case Call("[]", (Name() as base, index)) if rank_in(base, self.kinds) == 0 or self.is_element(base, index):
                self.look_at_numbers(index)
            case Call("np.dot", args):
                for arg in args:
                    self.look_at_factor(arg)
            case Call(_, args):
                for arg in (*args, *(value for _, value in expr.keywords)):
                    self.look(arg)
            case _:
                pass

    def is_element(self, base: Name, index: Expr) -> bool:
        """Return whether an index takes one element of an array."""
        parts = index.args if isinstance(index, Call) and index.op == "tuple" else (index,)
        return len(parts) == rank_in(base, self.kinds) and all(map(self.is_number, parts))

    def is_number(self, part: Expr) -> bool:
        """Return whether a part of an index is a number; what loops count with has no kind."""
        match part:
            case Name(id):
                return not isinstance(self.kinds.get(id), Array | ListOf)
            case Const(value):
                return isinstance(value, int)
            case Call("+" | "-" | "*" | "neg", args):
                return all(map(self.is_number, args))
            case _:
                return rank_in(part, self.kinds) == 0

    def look_at_numbers(self, index: Expr) -> None:
        for part in index.args if isinstance(index, Call) else ():
            self.look(part)

    def look_at_factor(self, expr: Expr) -> None:
        """Note what a factor of a product keeps: not itself."""
        if isinstance(expr, Call) and expr.op in (".T", "np.ascontiguousarray"):
            self.look_at_factor(expr.args[0])
        elif not isinstance(expr, Name):
            self.look(expr)

    # ------------------------------------------------------------ loops
    def block(self, block: Block, sure: frozenset[str], after: frozenset[str]) -> Block:
        """Return a block; `sure` has a value before it, `after` is read after it."""
        out: list[Stmt] = []
        for stmt, live in zip(block, live_places(block, after)[1:], strict=True):
            match stmt:
                case For() | While():
                    inside = sure | definitions(stmt)
                    around = live | exposed_reads((stmt,))
                    body = self.block(stmt.body, inside, around)
                    moved, body = self.moved(body, sure - all_definitions((stmt,)), around)
                    out += [*moved, replace(stmt, body=body)]
                case If() if not is_python_block(stmt):
                    here = sure
                    out.append(map_blocks(stmt, lambda b: self.block(b, here, live)))  # noqa: B023
                case _:
                    out.append(stmt)
            sure |= surely_assigned((stmt,))
        return tuple(out)

    def moved(self, body: Block, sure: frozenset[str], live: frozenset[str]) -> tuple[list[Stmt], Block]:
        """Return the statements that can stand before a loop, and the body of the loop without them."""
        bound = Counter(name for stmt in statements(body) for name in definitions(stmt))
        moved: list[Stmt] = []
        out: list[Stmt] = []
        for stmt in body:
            match stmt:
                case Assign(Name(id), Call(op, (shape, *rest))) if (
                    op in MAKERS
                    and bound[id] == 1
                    and id not in self.kept | live
                    and names(shape) <= sure
                    and isinstance(self.kinds.get(id), Array)
                ):
                    moved.append(Assign(Name(id), Call("np.empty", (never_less(shape), *rest)), stmt.origin))
                    if op == "np.zeros":
                        out.append(Do(Call(".fill()", (Name(id), Const(0))), stmt.origin))
                case _:
                    out.append(stmt)
        return moved, tuple(out)


def never_less(shape: Expr) -> Expr:
    """Return lengths that are not negative where a loop has no trips."""
    if isinstance(shape, Call) and shape.op == "tuple":
        return Call("tuple", tuple(map(never_less, shape.args)))
    return Call("max", (shape, Const(0))) if isinstance(shape, Call) and shape.op != "[]" else shape


def made_once(block: Block, kinds: Mapping[str, Kind], given: Iterable[str]) -> Block:
    """Return a block in which arrays are made before the loops that use them."""
    return Workspaces(block, kinds).block(block, frozenset(given), frozenset())
