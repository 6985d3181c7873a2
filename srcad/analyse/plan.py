"""A plan of both sweeps: what is restored where the backward sweep passes a statement, and what is computed again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from ..ir import Assign, Call, Do, Expr, For, If, Item, Name, Stmt, While


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


def undone(stmt: Stmt) -> Stmt | None:
    """Return the statement that brings a list back to what it was before it grew or shrank."""
    match stmt:
        case Do(Call(".append()", (base, _))):
            return Do(Call(".pop()", (base,)))
        case Assign(Name() as taken, Call(".pop()", (base,))):
            return Do(Call(".append()", (base, taken)))
        case Assign(Name() as taken, Call(".pop()", (base, position))):
            return Do(Call(".insert()", (base, position, taken)))
        case _:
            return None
