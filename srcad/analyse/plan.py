"""A plan of both sweeps: what is restored where the backward sweep passes a statement, and what is computed again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ..ir import Assign, Call, Do, Expr, For, If, Item, Name, Stmt, While, names


@dataclass(frozen=True)
class Restore:
    """A name, or a part of an array, brought back to its former value: popped, or computed by `expr`."""

    name: str
    expr: Expr | None = None
    part: Item | None = None  # the item of an array whose former contents are popped
    value: Expr | None = None  # what is pushed, if not the name
    undo: Stmt | None = None  # what brings a list back, instead of a push and a pop
    stack: str = ""  # where a popped value waits
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


def pushes(plan: PlannedBlock) -> int:
    """Return at how many places in loops a plan pushes something."""
    return _pushes_in(plan, 0)


def _pushes(item: Planned, depth: int) -> int:
    match item:
        case PlannedStmt(_, restores):
            return _pushed(restores) if depth else 0
        case PlannedIf(_, body, orelse):
            return _pushes_in(body, depth) + _pushes_in(orelse, depth)
        case PlannedLoop(_, body):
            return _pushes_in(body, depth + 1)


def _pushes_in(block: PlannedBlock, depth: int) -> int:
    return (_pushed(block.close) if depth else 0) + sum(_pushes(item, depth) for item in block.items)


def _pushed(restores: tuple[Restore, ...]) -> int:
    return sum(restore.expr is None and restore.undo is None for restore in restores)
