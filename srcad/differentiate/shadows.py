"""Shadows: arrays that hold the adjoints of memory which goes by several names, bound beside the primal's names.

u, w = np.zeros(n), np.ones(n)           bu = np.zeros_like(u); bw = np.zeros_like(w)
v = u[1:]                                bv = bu[1:]
u, w = w, u                              bu, bw = bw, bu

Two arrays share memory exactly when their shadows do. The shadow's name is to the analyses a second target of the
statement that binds its primal, and is kept, repeated or pushed like any other name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..analyse.callee import goals
from ..analyse.memory import Memory, memory_of, sources
from ..analyse.views import is_unsure, shared_arguments
from ..errors import UnsupportedSyntax
from ..ir import (
    Assign,
    Call,
    Expr,
    For,
    Item,
    Name,
    Pop,
    Stmt,
    Target,
    Targets,
    Update,
    map_blocks,
    statements,
    targets,
)
from ..kinds import Kind
from ..names import Names
from ..program import Program
from ..simplify.copies import map_expressions
from .partials import zero_like

# They may return what they were given, but what they do with an array does not tell what to do with its adjoint.
UNCLEAR = frozenset({"call", "callee", "np.trim_zeros", "np.nan_to_num", "np.diff", "np.polyder", "np.polyint"})
COPIES = frozenset({"np.copy", "copied"})


@dataclass(frozen=True)
class Shadows:
    """The shadow of each array that has one, and what binds shadows `beside` a statement, by the statement's id."""

    named: Mapping[str, str] = field(default_factory=dict)
    beside: Mapping[int, Assign] = field(default_factory=dict)


def travelling(program: Program) -> frozenset[str]:
    """Return the names whose adjoints need a shadow: those of written memory that goes by several names."""
    memory = program.memory
    tokens = memory.tokens(program.active) - memory.single
    return frozenset(n for n, t in memory.token.items() if t in tokens and n not in memory.gathers)


def with_own_entries(program: Program) -> Program:
    """Return a program in which the copy of an argument that needs a shadow has another name than the argument."""
    inputs = {i.name for i in program.inputs}
    body, kinds, active = program.body, program.kinds, program.active
    for position, stmt in enumerate(body):
        match stmt:
            case Assign(Name(id), Call(op, (Name(same),)) as value) if id == same and op in COPIES and id in inputs:
                if id not in travelling(program):
                    continue
                new = program.fresh.fresh(id)
                kinds[new] = kinds[id]
                if id in active:
                    active |= {new}
                rest = tuple(renamed(later, id, new) for later in body[position + 1 :])
                body = (*body[:position], Assign(Name(new), value, stmt.origin), *rest)
            case _:
                pass
    if body is program.body:
        return program
    return replace(program, body=body, active=active, memory=memory_of(body, kinds))


def renamed(stmt: Stmt, old: str, new: str) -> Stmt:
    """Return a statement with a variable renamed."""

    def target(found: Target) -> Target:
        match found:
            case Name(id):
                return Name(new) if id == old else found
            case Targets(items):
                return replace(found, items=tuple(target(item) for item in items))
            case Item():
                return found

    def bound(stmt: Stmt) -> Stmt:
        if isinstance(stmt, Assign | For):
            stmt = replace(stmt, target=target(stmt.target))
        elif isinstance(stmt, Update | Pop):
            found = target(stmt.target)
            assert not isinstance(found, Targets)
            stmt = replace(stmt, target=found)
        return map_blocks(stmt, lambda block: tuple(bound(inner) for inner in block))

    return bound(map_expressions(stmt, {old: Name(new)}))


def shadows_of(program: Program) -> Shadows:
    """Return the shadows that a program needs."""
    wanted = travelling(program)
    if not wanted:
        return Shadows()
    kinds, memory, fresh = program.kinds, program.memory, program.fresh
    named: dict[str, str] = {}
    for name in sorted(wanted):
        named[name] = fresh.fresh("b" + name)
        kinds[named[name]] = kinds[name]
    beside: dict[int, Assign] = {}
    for stmt in statements(program.body):
        if isinstance(stmt, Assign):
            found = binding(stmt, named, kinds, memory, fresh)
            if found is not None:
                beside[id(stmt)] = found
    return Shadows(named, beside)


def binding(
    stmt: Assign, named: Mapping[str, str], kinds: Mapping[str, Kind], memory: Memory, fresh: Names
) -> Assign | None:
    """Return the statement that binds the shadow of what a statement binds."""
    table: dict[str, Expr] = {name: Name(shadow) for name, shadow in named.items()}
    match stmt:
        case Assign(Name(id), value) if id in named:
            shared = sources(value, kinds)
            if not shared:
                return Assign(Name(named[id]), zero_like(Name(id), kinds))
            if isinstance(value, Call) and value.op in UNCLEAR:
                raise unclear(stmt)
            return Assign(Name(named[id]), mirrored(value, table, kinds))
        case Assign(Targets() as several, Call("callee") as call):
            made = [goal for goal in goals(several) if goal in named]
            if not made:
                return None
            if sources(call, kinds):
                raise unclear(stmt)
            zeros = tuple(zero_like(Name(goal), kinds) for goal in made)
            if len(made) == 1:
                return Assign(Name(named[made[0]]), zeros[0])
            return Assign(Targets(tuple(Name(named[goal]) for goal in made)), Call("tuple", zeros))
        case Assign(Targets() as several, Name(id)) if any(
            isinstance(item, Name) and item.id in named for item in targets(several)
        ):
            found: list[Target] = []
            for item in targets(several):
                assert isinstance(item, Name)
                found.append(Name(named[item.id]) if item.id in named else Name(fresh.fresh("b" + item.id)))
            return Assign(Targets(tuple(found), several.star), table[id])
        case _:
            return None


def unclear(stmt: Assign) -> UnsupportedSyntax:
    """Return the error for a call whose result is written into and may share memory with its arguments."""
    return UnsupportedSyntax(
        "what this call returns may share memory with its arguments, and is written into later",
        stmt.origin, hint="Copy it first, with np.copy.",
    )  # fmt: skip


def mirrored(expr: Expr, table: Mapping[str, Expr], kinds: Mapping[str, Kind]) -> Expr:
    """Return a view or a choice of arrays as that of their shadows; indices and conditions stay."""
    if isinstance(expr, Name):
        return table.get(expr.id, expr)
    if not isinstance(expr, Call):
        return expr
    if expr.op == "ifelse":
        sides = tuple(mirrored(side, table, kinds) for side in expr.args[1:])
        return replace(expr, args=(expr.args[0], *sides))
    if expr.op in ("tuple", "list"):
        return replace(expr, args=tuple(mirrored(arg, table, kinds) for arg in expr.args))
    places = shared_arguments(expr, kinds) or (0,)
    args = tuple(mirrored(arg, table, kinds) if i in places else arg for i, arg in enumerate(expr.args))
    found = replace(expr, args=args)
    return Call("view_of", (found, args[places[0]])) if is_unsure(expr, kinds) else found
