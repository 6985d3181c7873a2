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
    Name,
    Pop,
    Push,
    Return,
    Stmt,
    Targets,
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
    kinds = infer(block, given, hints)
    made = {
        s.target.id
        for s in statements(block)
        if isinstance(s, Assign) and isinstance(s.target, Name) and s.value == Call("list")
    }
    made -= {name for s in statements(block) if isinstance(s, While) for name in names(s.condition)}
    ranks = _of_several(_put(block, kinds), _taken(block, kinds), made)
    if not ranks:
        return block
    return _split(block, kinds, _named(ranks, all_definitions(block) | all_reads(block) | frozenset(given)))


def split_between(
    forward: Block, backward: Block, given: tuple[Mapping[str, Kind], Mapping[str, Kind]], hints: Mapping[str, Kind]
) -> tuple[Block, Block]:
    """Return the parts of a pullback, in which the stacks that go from one to the other are split likewise."""
    kinds = infer(forward, given[0], hints), infer(backward, given[1], hints)
    saved = {
        s.target.id
        for s in backward
        if isinstance(s, Assign) and isinstance(s.target, Name) and s.value == Call(".copy()", (s.target,))
    }
    asked = {name for s in statements(backward) if isinstance(s, While) for name in names(s.condition)}
    ranks = _of_several(_put(forward, kinds[0]), _taken(backward, kinds[1]), saved - asked)
    if not ranks:
        return forward, backward
    both = (*forward, *backward)
    table = _named(ranks, all_definitions(both) | all_reads(both) | frozenset(given[0]) | frozenset(given[1]))
    return _split(forward, kinds[0], table), _split(backward, kinds[1], table)


def _put(block: Block, kinds: Mapping[str, Kind]) -> dict[str, set[int]]:
    """Return how many axes what is put on each stack has."""
    found: dict[str, set[int]] = {}
    for stmt in statements(block):
        if isinstance(stmt, Push):
            found.setdefault(stmt.stack, set()).add(axes(stmt.value, kinds))
    return found


def _taken(block: Block, kinds: Mapping[str, Kind]) -> dict[str, set[int]]:
    """Return how many axes what is taken from each stack has."""
    found: dict[str, set[int]] = {}
    for stmt in statements(block):
        if isinstance(stmt, Pop):
            found.setdefault(stmt.stack, set()).add(axes(_place(stmt), kinds))
    return found


def _place(stmt: Pop) -> Expr:
    return stmt.target if isinstance(stmt.target, Name) else Call("[]", (stmt.target.base, stmt.target.index))


def _of_several(put: dict[str, set[int]], taken: dict[str, set[int]], some: set[str]) -> dict[str, set[int]]:
    """Return the ranks of what is on the stacks that hold things of several, all of them known."""
    found = {name: ranks for name, ranks in put.items() if len(ranks) > 1 and name in some and -1 not in ranks}
    return {name: ranks for name, ranks in found.items() if taken.get(name, {-1}) <= ranks}


def _named(ranks: dict[str, set[int]], taken: frozenset[str]) -> dict[str, dict[int, str]]:
    fresh = Names(taken)
    return {name: {rank: fresh.fresh(name) for rank in sorted(ranks[name])} for name in sorted(ranks)}


def _split(block: Block, kinds: Mapping[str, Kind], table: Mapping[str, Mapping[int, str]]) -> Block:
    """Return a block with several stacks in place of each in a table."""

    def each(expr: Expr) -> list[Expr]:
        several = table.get(expr.id) if isinstance(expr, Name) else None
        return [within(expr)] if several is None else [Name(new) for new in several.values()]

    def within(expr: Expr) -> Expr:
        if not isinstance(expr, Call) or expr.op != "tuple":
            return expr
        return replace(expr, args=tuple(part for arg in expr.args for part in each(arg)))

    out: list[Stmt] = []
    for stmt in block:
        match stmt:
            case Assign(Name(id), Call("list", ())) if id in table:
                out += [replace(stmt, target=Name(new)) for new in table[id].values()]
            case Assign(Name(id), Call(".copy()", (Name(),))) if id in table:
                new_ones = [Name(new) for new in table[id].values()]
                out += [replace(stmt, target=new, value=Call(".copy()", (new,))) for new in new_ones]
            case Push(stack, value) if stack in table:
                out.append(replace(stmt, stack=table[stack][axes(value, kinds)]))
            case Pop(_, stack) if stack in table:
                out.append(replace(stmt, stack=table[stack][axes(_place(stmt), kinds)]))
            case Assign(Targets(items), Name("saved")):
                found = [part for item in items if isinstance(item, Name) for part in each(item)]
                out.append(replace(stmt, target=Targets(tuple(part for part in found if isinstance(part, Name)))))
            case Return(value):
                out.append(replace(stmt, value=within(value)))
            case _:
                out.append(map_blocks(stmt, lambda inner: _split(inner, kinds, table)))
    return tuple(out)


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
