"""A plan of both sweeps: what is restored where the backward sweep passes a statement, and what is computed again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from ..ir import Assign, Call, Do, Expr, For, If, Item, Name, Stmt, While, names
from ..kinds import Array, Dim, Kind
from ..names import Names
from .infer import expression_kind


@dataclass(frozen=True)
class Restore:
    """A name, or a part of an array, brought back to its former value: popped, or computed by `expr`."""

    name: str
    expr: Expr | None = None
    part: Item | None = None  # the item of an array whose former contents are popped
    value: Expr | None = None  # what is pushed, if not the name
    undo: Stmt | None = None  # what brings a list back, instead of a push and a pop
    stack: str = ""  # where a popped value waits
    kept: str = ""  # the name that keeps it instead, outside loops and branches
    site: str = ""  # in debug mode: what its entries on the stack are marked with


@dataclass(frozen=True)
class PlannedStmt:
    """A statement, what is restored where the backward sweep passes it, and what is computed again for its adjoint."""

    stmt: Stmt
    restores: tuple[Restore, ...] = ()
    again: tuple[Restore, ...] = ()


@dataclass(frozen=True)
class PlannedIf:
    """An `If` that the backward sweep takes again."""

    stmt: If
    body: PlannedBlock
    orelse: PlannedBlock


@dataclass(frozen=True)
class PlannedLoop:
    """A loop that the backward sweep runs backwards."""

    stmt: For | While
    body: PlannedBlock


@dataclass(frozen=True)
class PlannedBlock:
    """A block; `close` is restored first where the backward sweep enters it."""

    items: tuple[Planned, ...]
    close: tuple[Restore, ...] = ()


Planned: TypeAlias = PlannedStmt | PlannedIf | PlannedLoop


def order(chosen: Mapping[str, Restore], stack_of: Callable[[str], str]) -> tuple[Restore, ...]:
    """Return pops first, then recomputations, each after those it reads."""
    pops = [restore for restore in chosen.values() if restore.expr is None]
    rest = {restore.name: restore for restore in chosen.values() if restore.expr is not None}
    done: list[Restore] = []
    read = {name: names(restore.expr) - {name} for name, restore in rest.items() if restore.expr is not None}
    while rest:
        ready = [name for name in rest if read[name].isdisjoint(rest)]
        if not ready:  # two that would be computed from each other: pop one of them
            first = next(iter(rest))
            pops.append(Restore(first, stack=stack_of(first)))
            del rest[first]
        for name in ready:
            done.append(rest.pop(name))
    return (*pops, *done)


def undone(stmt: Stmt) -> Stmt | None:
    """Return the statement that brings a list back to what it was before it grew or shrank."""
    match stmt:
        case Do(Call(".append()", (base, _))):
            return Do(Call(".pop()", (base,)))
        case Do(Call(".insert()", (base, position, _))):
            return Do(Call(".pop()", (base, position)))
        case Assign(Name() as taken, Call(".pop()", (base,))):
            return Do(Call(".append()", (base, taken)))
        case Assign(Name() as taken, Call(".pop()", (base, position))):
            return Do(Call(".insert()", (base, position, taken)))
        case _:
            return None


def part_name(part: Item) -> str:
    """Return the name under which the parts of an array are pushed."""
    assert isinstance(part.base, Name)
    return part.base.id + "_part"


def kept_by_names(plan: PlannedBlock, kinds: dict[str, Kind], fresh: Names) -> PlannedBlock:
    """Return a plan in which parts of arrays that are saved outside loops and branches have names, not stacks."""

    def named(restore: Restore) -> Restore:
        part, value = restore.part, restore.value
        if part is None or value is None or not isinstance(part.base, Name):
            return restore
        if not isinstance(kinds.get(part.base.id), Array):
            return restore
        name = fresh.fresh(restore.name)
        kinds[name] = expression_kind(value, kinds)
        return replace(restore, kept=name)

    items = [
        replace(item, restores=tuple(map(named, item.restores))) if isinstance(item, PlannedStmt) else item
        for item in plan.items
    ]
    return replace(plan, items=tuple(items))


def had_anyway(plan: PlannedBlock) -> frozenset[str]:
    """Return names that a trip of a loop pushes at its end, and that are computed again beside adjoints before that.

    They have their values all through the trip as the backward sweep goes back through it.
    """
    found: frozenset[str] = frozenset()
    for item in plan.items:
        if isinstance(item, PlannedIf):
            found |= had_anyway(item.body) | had_anyway(item.orelse)
        elif isinstance(item, PlannedLoop):
            close = item.body.close
            pushed = {restore.name for restore in close if restore.expr is None and restore.value is None}
            found |= had_anyway(item.body) | (pushed & _made_in(item.body) & _made_again(item.body))
    return found


def _made_in(block: PlannedBlock) -> frozenset[str]:
    """Return the names that a block assigns, but for those of loops inside."""
    found: set[str] = set()
    for item in block.items:
        if isinstance(item, PlannedIf):
            found |= _made_in(item.body) | _made_in(item.orelse)
        elif isinstance(item, PlannedStmt) and isinstance(item.stmt, Assign) and isinstance(item.stmt.target, Name):
            found.add(item.stmt.target.id)
    return frozenset(found)


def _made_again(block: PlannedBlock) -> frozenset[str]:
    """Return the names that are computed again beside adjoints of a block."""
    found: set[str] = set()
    for item in block.items:
        match item:
            case PlannedStmt(_, _, again):
                found |= {restore.name for restore in again}
            case PlannedIf(_, body, orelse):
                found |= _made_again(body) | _made_again(orelse)
            case PlannedLoop(_, body):
                found |= _made_again(body)
    return frozenset(found)


def is_lighter(plan: PlannedBlock, other: PlannedBlock, kinds: Mapping[str, Kind]) -> bool:
    """Return whether a plan pushes at no more places in loops than another one, and no larger arrays there."""
    mine, others = _sizes(plan, kinds), _sizes(other, kinds)
    pairs = zip(mine, others, strict=False)
    return len(mine) <= len(others) and all(one == two or len(one) < len(two) for one, two in pairs)


def _sizes(plan: PlannedBlock, kinds: Mapping[str, Kind]) -> list[tuple[Dim, ...]]:
    """Return the lengths of what a plan pushes in loops, arrays of many axes first; those of numbers are none."""
    found = []
    for restore in _pushed_in(plan, 0):
        kind = expression_kind(Name(restore.name) if restore.value is None else restore.value, kinds)
        found.append(kind.dims if isinstance(kind, Array) and kind.dims is not None else ())
    return sorted(found, key=lambda dims: (-len(dims), repr(dims)))


def _pushed_by(item: Planned, depth: int) -> list[Restore]:
    match item:
        case PlannedStmt(_, restores):
            return _pushed(restores) if depth else []
        case PlannedIf(_, body, orelse):
            return _pushed_in(body, depth) + _pushed_in(orelse, depth)
        case PlannedLoop(_, body):
            return _pushed_in(body, depth + 1)


def _pushed_in(block: PlannedBlock, depth: int) -> list[Restore]:
    own = _pushed(block.close) if depth else []
    return own + [restore for item in block.items for restore in _pushed_by(item, depth)]


def _pushed(restores: tuple[Restore, ...]) -> list[Restore]:
    return [restore for restore in restores if restore.expr is None and restore.undo is None]
