"""Names that are bound to things of several kinds become several names: numba gives each name one type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ...analyse.infer import expression_kind, infer
from ...ir import (
    Assign,
    Block,
    Call,
    Const,
    Expr,
    Item,
    Name,
    Pop,
    Push,
    Stmt,
    While,
    all_definitions,
    all_reads,
    definitions,
    map_blocks,
    names,
    statements,
    subexpressions,
)
from ...kinds import Array, Kind, Scalar
from ...names import Names
from ...simplify.operations import map_expr
from .facts import refuse


# ------------------------------------------------------------ stacks
def split_stacks(block: Block, given: Mapping[str, Kind], hints: Mapping[str, Kind]) -> Block:
    """Return a block in which a stack of numbers and arrays is several: one for each number of axes.

    What is taken was put last among what has as many axes, so that each of them is a stack again.
    """
    made = {
        s.target.id
        for s in statements(block)
        if isinstance(s, Assign) and isinstance(s.target, Name) and s.value == Call("list")
    }
    kinds = infer(block, given, hints)
    put: dict[str, set[int]] = {}
    taken: dict[str, set[int]] = {}
    for stmt in statements(block):
        match stmt:
            case Push(stack, value):
                put.setdefault(stack, set()).add(axes(value, kinds))
            case Pop(Name() as target, stack):
                taken.setdefault(stack, set()).add(axes(target, kinds))
            case Pop(Item(base, index), stack):
                taken.setdefault(stack, set()).add(axes(Call("[]", (base, index)), kinds))
            case While(condition=condition):
                made -= names(condition)
            case _:
                pass
    several = {n for n, found in put.items() if len(found) > 1 and n in made and -1 not in found | taken.get(n, {-1})}
    several = {name for name in several if taken[name] <= put[name]}
    if not several:
        return block
    fresh = Names(all_definitions(block) | all_reads(block) | frozenset(given))
    table = {(name, rank): fresh.fresh(name) for name in sorted(several) for rank in sorted(put[name])}

    def split(inner: Block) -> Block:
        out: list[Stmt] = []
        for stmt in inner:
            match stmt:
                case Assign(Name(id), Call("list", ())) if id in several:
                    out += [replace(stmt, target=Name(new)) for (name, _), new in table.items() if name == id]
                case Push(stack, value) if stack in several:
                    out.append(replace(stmt, stack=table[stack, axes(value, kinds)]))
                case Pop(target, stack) if stack in several:
                    place = target if isinstance(target, Name) else Call("[]", (target.base, target.index))
                    out.append(replace(stmt, stack=table[stack, axes(place, kinds)]))
                case _:
                    out.append(map_blocks(stmt, split))
        return tuple(out)

    return split(block)


def axes(expr: Expr, kinds: Mapping[str, Kind]) -> int:
    """Return how many axes a value has, 0 for a number, -1 if that is not known."""
    kind = expression_kind(expr, kinds)
    if isinstance(kind, Scalar):
        return 0
    return len(kind.dims) if isinstance(kind, Array) and kind.dims is not None else -1


# ------------------------------------------------------------ None
def with_flags(block: Block) -> Block:
    """Return a block in which flags tell what is None, where the program asks."""
    asked = {part.args[0].id for stmt in block for part in tests_in(stmt) if isinstance(part.args[0], Name)}
    bound = [s for s in statements(block) if isinstance(s, Assign) and isinstance(s.target, Name)]
    nothing = {s.target.id for s in bound if s.value == Const(None) and isinstance(s.target, Name)}
    asked &= nothing
    while True:  # what is bound to one of them may be None as well
        more = {s.value.id for s in bound if isinstance(s.value, Name) and s.target.id in asked} & nothing  # type: ignore[union-attr]
        if more <= asked:
            break
        asked |= more
    if not asked:
        return block
    for stmt in statements(block):
        if (definitions(stmt) & asked) and not (isinstance(stmt, Assign) and isinstance(stmt.target, Name)):
            raise refuse(f"`{min(definitions(stmt) & asked)}`, which may be None", getattr(stmt, "origin", None))
    fresh = Names(all_definitions(block) | all_reads(block))
    flags = {name: Name(fresh.fresh(f"{name}_is_none")) for name in sorted(asked)}

    def told(inner: Block) -> Block:
        out: list[Stmt] = []
        for stmt in inner:
            stmt = map_blocks(map_expr(stmt, flagged), told)
            out.append(stmt)
            if isinstance(stmt, Assign) and isinstance(stmt.target, Name) and stmt.target.id in flags:
                value = stmt.value
                flag = flags.get(value.id, Const(False)) if isinstance(value, Name) else Const(value == Const(None))
                if isinstance(value, Call) and any(part == Const(None) for part in choices(value)):
                    raise refuse(f"`{stmt.target.id}`, which may be None", stmt.origin)
                out.append(Assign(flags[stmt.target.id], flag, stmt.origin))
        return tuple(out)

    def flagged(expr: Expr) -> Expr:
        match expr:
            case Call("is" | "is not" as op, (Name(id), Const(None))) if id in flags:
                return flags[id] if op == "is" else Call("not", (flags[id],))
            case Call():
                keywords = tuple((key, flagged(arg)) for key, arg in expr.keywords)
                return Call(expr.op, tuple(flagged(arg) for arg in expr.args), keywords, expr.at)
            case _:
                return expr

    return told(block)


def tests_in(stmt: Stmt) -> list[Call]:
    """Return the questions in a statement whether something is None."""
    found: list[Call] = []

    def look(expr: Expr) -> Expr:
        for part in subexpressions(expr):
            if isinstance(part, Call) and part.op in ("is", "is not") and part.args[1] == Const(None):
                found.append(part)
        return expr

    map_expr(stmt, look)
    return found


def choices(expr: Expr) -> list[Expr]:
    """Return what an expression may be, of those that it chooses from."""
    if isinstance(expr, Call) and expr.op in ("ifelse", "and", "or"):
        return [part for arg in expr.args for part in choices(arg)]
    return [expr]
