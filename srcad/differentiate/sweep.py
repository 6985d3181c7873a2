"""The forward sweep of a planned block, its stacks, and what reverse mode asks of a body before it is planned."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import replace

from ..analyse.memory import NOTHING, Memory
from ..analyse.plan import Planned, PlannedBlock, PlannedIf, PlannedLoop, PlannedStmt, Restore
from ..forms import raises
from ..ir import Assign, Block, Call, Const, Do, Expr, For, If, Name, Push, Stmt, While, statements
from ..kinds import Array, Kind

WHOLE = (Call("slice", (Const(None),) * 3), Const(Ellipsis))  # parts of an index that leave an axis as it is


def forward_sweep(plan: PlannedBlock, beside: Mapping[int, Stmt], taken: Set[str] = frozenset()) -> Block:
    """Return the forward sweep: the primal with the pushes that its plan asks for, and shadows bound `beside` it.

    New names are none of `taken`.
    """
    out: list[Stmt] = []
    for item in plan.items:
        match item:
            case PlannedStmt(stmt, restores):
                out += pushes(restores)
                out.append(stmt)
                if id(stmt) in beside:
                    out.append(beside[id(stmt)])
            case PlannedIf(stmt, body, orelse):
                inner = forward_sweep(body, beside, taken)
                started, cut = marks(stmt, inner, taken)
                out += started
                out.append(If(stmt.condition, inner, (*cut, *forward_sweep(orelse, beside, taken)), stmt.origin))
            case PlannedLoop(stmt, body):
                out.append(replace(stmt, body=forward_sweep(body, beside, taken)))
    return (*out, *pushes(plan.close))


def marks(stmt: If, body: Block, taken: Set[str]) -> tuple[list[Stmt], list[Stmt]]:
    """Return, for a `try` whose body pushes, what notes the heights of stacks and what brings them back to these."""
    if not isinstance(stmt.condition, Call) or stmt.condition.op != "attempt" or raises(stmt.orelse):
        return [], []
    started: list[Stmt] = []
    cut: list[Stmt] = []
    for stack in stacks(body):
        mark = stack.removesuffix("_stack") + "_height"
        while mark in taken:
            mark += "_1"
        started.append(Assign(Name(mark), Call("len", (Name(stack),))))
        cut.append(Do(Call("del", (Name(stack), Call("slice", (Name(mark), Const(None), Const(None)))))))
    return started, cut


def way_back(stmt: If) -> tuple[bool, Expr | None]:
    """Return whether the backward sweep takes the body of an `If` whatever happened, and the condition around it.

    That of a `try` asks the number that tells whether an exception was caught; a context is entered again, or not.
    """
    condition = stmt.condition
    if isinstance(condition, Call) and condition.op == "within":
        return True, condition if condition.args[2] == Const(True) else None
    if isinstance(condition, Call) and condition.op == "attempt":
        caught = Call("==", (condition.args[1], Const(0)))
        return (True, None) if raises(stmt.orelse) else (False, caught)
    return False, condition


def pushes(restores: tuple[Restore, ...]) -> list[Stmt]:
    """Return what saves the names and parts that will be brought back, on stacks but for those that have names."""
    kept = [(r, r.value or Name(r.name)) for r in restores if r.expr is None and r.undo is None]
    return [Assign(Name(r.kept), value) if r.kept else Push(r.stack, value, r.site) for r, value in kept]


def stacks(block: Block) -> list[str]:
    """Return the stacks that a block pushes on, in order of appearance."""
    found: list[str] = []
    for stmt in statements(block):
        if isinstance(stmt, Push) and stmt.stack not in found:
            found.append(stmt.stack)
    return found


def trivial_plan(block: Block) -> PlannedBlock:
    """Return a plan that saves nothing, to find out what the backward sweep reads."""
    items: list[Planned] = []
    for stmt in block:
        match stmt:
            case If():
                items.append(PlannedIf(stmt, trivial_plan(stmt.body), trivial_plan(stmt.orelse)))
            case For() | While():
                items.append(PlannedLoop(stmt, trivial_plan(stmt.body)))
            case _:
                items.append(PlannedStmt(stmt))
    return PlannedBlock(tuple(items))


def indexed_names(
    block: Block, active: frozenset[str], kinds: Mapping[str, Kind], memory: Memory = NOTHING
) -> frozenset[str]:
    """Return the active names that are read by index or written: their adjoints get parts, and so are memory."""
    found: set[str] = {name for name in active if name in memory.token and name not in memory.gathers}
    for stmt in statements(block):
        match stmt:
            case Assign(value=Call("[]", (Name(id), index))) if id in active and new_axes(index, kinds.get(id)) is None:
                found.add(id)
            case _:
                pass
    return frozenset(found)


def new_axes(index: Expr, kind: Kind | None) -> tuple[int, ...] | None:
    """Return the axes of length one that an index puts into an array, None if it does anything else."""
    parts = index.args if isinstance(index, Call) and index.op == "tuple" else (index,)
    if not isinstance(kind, Array) or kind.dims is None or not all(part in (*WHOLE, Const(None)) for part in parts):
        return None
    axes: list[int] = []
    place = 0
    for part in parts:
        if part == Const(None):
            axes.append(place)
        elif part == Const(Ellipsis):
            place += len(kind.dims) - parts.count(WHOLE[0]) - 1
        place += 1
    return tuple(axes)
