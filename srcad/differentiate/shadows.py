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
from ..analyse.infer import expression_kind
from ..analyse.memory import ELEMENTS, Memory, elements, memory_of, sources
from ..analyse.views import COMPUTED, is_unsure, shared_arguments
from ..ir import (
    Assign,
    Block,
    Call,
    Const,
    Do,
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
from ..kinds import Array, Kind, ListOf, Scalar, Unknown, dtype_of, has_real_dtype
from ..names import Names
from ..program import Program
from ..simplify.copies import map_expressions
from .fitting import zero_like
from .partials import unclear

# They may return what they were given, but what they do with an array does not tell what to do with its adjoint.
UNCLEAR = frozenset(
    {"call", "callee", "np.nan_to_num", "np.broadcast_to", "np.broadcast_arrays", "sliding_window_view",
     "np.lib.stride_tricks.sliding_window_view", "np.lib.stride_tricks.as_strided", *COMPUTED}
)  # fmt: skip
READ_ONLY = frozenset({".diagonal()", "np.diagonal", "np.linalg.diagonal", "np.diag"})  # the views that these give
COPIES = frozenset({"np.copy", "copied"})


@dataclass(frozen=True)
class Shadows:
    """The shadow of each array that has one, and what binds shadows `beside` a statement, by the statement's id.

    The elements of a list that is `deep` have shadows of their own, and the list's shadow is the list of these.
    """

    named: Mapping[str, str] = field(default_factory=dict)
    beside: Mapping[int, Stmt] = field(default_factory=dict)
    deep: Mapping[str, str] = field(default_factory=dict)  # of these lists, their shadows


def travelling(program: Program) -> frozenset[str]:
    """Return the names whose adjoints need a shadow: those of written memory that goes by several names."""
    memory = program.memory
    tokens = memory.tokens(program.active) - memory.single
    found = frozenset(n for n, t in memory.token.items() if t in tokens and n not in memory.gathers)
    return frozenset(n for n in found if not n.endswith(ELEMENTS)) | deep_lists(found)


def deep_lists(wanted: frozenset[str]) -> frozenset[str]:
    """Return the lists whose elements are written into, so that these have shadows."""
    return frozenset(name.partition(ELEMENTS)[0] for name in wanted if name.endswith(ELEMENTS))


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
                    active = (active if id in program.wrt else active - {id}) | {new}
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
    tokens = program.memory.tokens(program.active) - program.memory.single
    deep = deep_lists(frozenset(n for n, t in program.memory.token.items() if t in tokens))
    kinds, memory, fresh = program.kinds, program.memory, program.fresh
    mixed = real_at_times(program.body, wanted, kinds)
    named: dict[str, str] = {}
    for name in sorted(wanted):
        named[name] = fresh.fresh("b" + name)
        kind = kinds.get(name, Unknown())
        if isinstance(kind, Unknown) and kind.constant:  # the shadow of a literal is an array without axes
            kind = kinds[name] = replace(kind, constant=False)
        if isinstance(kind, Array) and name in mixed:
            kind = replace(kind, dtype=None)
        numbers = name in deep and isinstance(kind, ListOf) and isinstance(kind.element, Scalar)
        kinds[named[name]] = ListOf(Unknown()) if numbers else kind  # the shadow of a number there is an array
    beside: dict[int, Stmt] = {}
    for stmt in statements(program.body):
        found: Stmt | None = changed(stmt, named, deep, kinds)
        if found is None and isinstance(stmt, Assign):
            found = binding(stmt, named, deep, kinds, memory, fresh)
        if found is not None:
            beside[id(stmt)] = found
    return Shadows(named, beside, {name: named[name] for name in sorted(deep) if name in named})


def real_at_times(block: Block, wanted: frozenset[str], kinds: Mapping[str, Kind]) -> frozenset[str]:
    """Return those of some names which are of complex arrays, and of real ones before or else."""
    complexes = {name for name in wanted if (dtype_of(kinds.get(name, Unknown())) or "").startswith("complex")}
    found: frozenset[str] = frozenset()
    while complexes:
        before = found
        for stmt in statements(block):
            match stmt:
                case Assign(Name(id), value) if id in complexes and (
                    has_real_dtype(expression_kind(value, kinds)) or sources(value, kinds) & found
                ):
                    found |= {id}
                case _:
                    pass
        if found == before:
            break
    return found


def changed(stmt: Stmt, named: Mapping[str, str], deep: frozenset[str], kinds: Mapping[str, Kind]) -> Stmt | None:
    """Return the statement that changes the shadow of a list as a statement changes the list."""

    def shadow_of(value: Expr, name: str) -> Expr:
        if isinstance(value, Name) and value.id in named:
            return Name(named[value.id])
        return Call("memory_like", (value,)) if name in deep else zero_like(value, kinds)

    match stmt:
        case Do(Call(".append()" | ".insert()" as op, (Name(id), *position, value)), origin) if id in named:
            return Do(Call(op, (Name(named[id]), *position, shadow_of(value, id))), origin)
        case Assign(Name(t), Call(".pop()", (Name(id), *position)), origin) if id in named:
            taken = Call(".pop()", (Name(named[id]), *position))
            return Assign(Name(named[t]), taken, origin) if t in named else Do(taken, origin)
        case Assign(Item(Name(id), index), value, origin) if id in deep:
            return Assign(Item(Name(named[id]), index), shadow_of(value, id), origin)
        case Assign(Item(Name(id), index), value, origin) if id in named:
            held = kinds.get(id)
            if not isinstance(held, ListOf) or isinstance(held.element, Scalar):
                return None
            return Assign(Item(Name(named[id]), index), zero_like(value, kinds), origin)  # which may have another shape
        case _:
            return None


def shares(name: str, value: Expr, kinds: Mapping[str, Kind], deep: frozenset[str]) -> bool:
    """Return whether the shadow of what a name is bound to is made of the shadows of what that is read from."""
    if isinstance(value, Call) and value.op == "passive":
        return False  # new memory: `check_passive` has seen to it
    if isinstance(value, Call) and value.op == "list" and isinstance(kinds.get(name), ListOf) and name not in deep:
        return False  # the shadow of such a list holds adjoints as values
    found = sources(value, kinds) | (elements(value, kinds) if is_cut(value, kinds) else frozenset())
    return any(not name.endswith(ELEMENTS) or name.removesuffix(ELEMENTS) in deep for name in found)


def is_cut(value: Expr, kinds: Mapping[str, Kind]) -> bool:
    """Return whether an expression is a slice of a list: a new list of the same elements."""
    return (
        isinstance(value, Call)
        and value.op == "[]"
        and isinstance(value.args[1], Call)
        and value.args[1].op == "slice"
        and isinstance(expression_kind(value.args[0], kinds), ListOf)
    )


def binding(
    stmt: Assign, named: Mapping[str, str], deep: frozenset[str], kinds: Mapping[str, Kind], memory: Memory,
    fresh: Names,
) -> Assign | None:  # fmt: skip
    """Return the statement that binds the shadow of what a statement binds."""
    table: dict[str, Expr] = {name: Name(shadow) for name, shadow in named.items()}
    match stmt:
        case Assign(Name(id), value) if id in named:
            if not shares(id, value, kinds, deep):
                if id in deep and isinstance(value, Call) and value.op == "*":
                    raise unclear(stmt)
                return Assign(Name(named[id]), memory_like(Name(id), kinds))
            if isinstance(value, Call) and value.op in UNCLEAR:
                raise unclear(stmt)
            if id in deep and isinstance(value, Call) and value.op == "list":
                numbers = {arg: Call("memory_like", (arg,)) for arg in value.args if is_number(arg, named)}
                parts = (numbers[arg] if arg in numbers else mirrored(arg, table, kinds) for arg in value.args)
                return Assign(Name(named[id]), Call("list", tuple(parts)))
            return Assign(Name(named[id]), mirrored(value, table, kinds))
        case Assign(Targets() as several, Call(op) as call):
            made = [goal for goal in goals(several) if goal in named]
            if not made:
                return None
            if sources(call, kinds) or op in UNCLEAR - {"callee"}:
                raise unclear(stmt)
            zeros = tuple(memory_like(Name(goal), kinds) for goal in made)
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


def is_number(arg: Expr, named: Mapping[str, str]) -> bool:
    """Return whether an element of a list whose elements have shadows is a number, which has none of its own."""
    return isinstance(arg, Const) or (isinstance(arg, Name) and arg.id not in named)


def memory_like(name: Name, kinds: Mapping[str, Kind]) -> Expr:
    """Return the zero of a variable as memory, which a number that may be there has none of."""
    zero = zero_like(name, kinds)
    return replace(zero, op="memory_like") if isinstance(zero, Call) and zero.op == "zeros_like" else zero


def mirrored(expr: Expr, table: Mapping[str, Expr], kinds: Mapping[str, Kind]) -> Expr:
    """Return a view or a choice of arrays as that of their shadows; indices and conditions stay."""
    if isinstance(expr, Name):
        return table.get(expr.id, expr)
    if not isinstance(expr, Call):
        return expr
    if expr.op == "passive":
        return zero_like(expr, kinds)
    if expr.op == "ifelse":
        sides = tuple(mirrored(side, table, kinds) for side in expr.args[1:])
        return replace(expr, args=(expr.args[0], *sides))
    if expr.op in ("tuple", "list"):
        return replace(expr, args=tuple(mirrored(arg, table, kinds) for arg in expr.args))
    places = shared_arguments(expr, kinds) or (0,)
    args = tuple(mirrored(arg, table, kinds) if i in places else arg for i, arg in enumerate(expr.args))
    found = replace(expr, args=args)
    if expr.op == "[]" and isinstance(expression_kind(expr, kinds), Unknown):
        return Call("part_of", (found, args[0]))
    if expr.op in READ_ONLY:
        return Call("writable", (found,))
    return Call("view_of", (found, args[places[0]])) if is_unsure(expr, kinds) else found
