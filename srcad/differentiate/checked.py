"""Debug mode: both sweeps with statements that check them, put in by one pass over the plan and one over the core.

x = np.sin(x)        trace.append(debug.noted("f:8", x=x))          ba += debug.finite(g * y, "ba")
                     x_stack.append(debug.tagged(x, "f:8"))         x = debug.untagged(x_stack.pop(), "f:8")
                     x = np.sin(x)                                  debug.same(trace, "f:8", x=x)

What the adjoint of a statement reads is noted where the forward sweep passes the statement, and compared where the
backward sweep passes it. Every entry of a stack is marked with its place and must be as it was when it is popped; at
the end all stacks are empty. An adjoint that is inf or nan is reported where it arises.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace

from ..analyse.again import Reads
from ..analyse.memory import Memory
from ..analyse.plan import Planned, PlannedBlock, PlannedIf, PlannedLoop, PlannedStmt, Restore
from ..ir import (
    Assign,
    Block,
    Call,
    Comment,
    Const,
    Do,
    Expr,
    Function,
    Item,
    Name,
    Origin,
    Pop,
    Push,
    Return,
    Stmt,
    Target,
    Update,
    map_blocks,
    rebuild,
    statements,
)
from ..simplify.operations import map_expr

TRACE = "trace"
BINDING = "@"  # before the mark of an entry that tells which memory a name is bound to, whatever is in it


@dataclass
class Checks:
    """What debug mode remembers while sweeps are written: the names of adjoints, and the marks given so far."""

    adjoints: set[str] = field(default_factory=set)
    given: Counter[str] = field(default_factory=Counter)

    def site(self, stmt: Stmt, what: str) -> str:
        """Return a mark for a place that nothing else of its sort has: the function and the line of a statement."""
        origin: Origin | None = getattr(stmt, "origin", None)
        base = f"{origin.function}:{origin.line}" if origin is not None else "end"
        self.given[what + base] += 1
        count = self.given[what + base]
        return base if count == 1 else f"{base}#{count}"


# ---------------------------------------------------------------- the plan
def checked_plan(
    plan: PlannedBlock, reads: Mapping[int, Reads], memory: Memory, others: Set[str], trace: str, checks: Checks
) -> PlannedBlock:
    """Return a plan in which what each adjoint reads is noted on the way there, and compared on the way back.

    `others` are names that hold no values of the primal: shadows, and what a callee saved.
    """

    def noted(stmt: Stmt, read: frozenset[str]) -> list[Planned]:
        whole = [n for n in sorted(read) if n[0] != "@" and "." not in n and n not in others]
        whole = [n for n in whole if n not in memory.token or memory.token[n] in read]
        if not whole:
            return []
        site = Const(checks.site(stmt, "note "))
        values = tuple((name, Name(name)) for name in whole)
        note = Push(trace, Call("debug.noted", (site,), values))
        return [PlannedStmt(note, (Restore("", undo=Do(Call("debug.same", (Name(trace), site), values))),))]

    def marked(restores: tuple[Restore, ...], stmt: Stmt) -> tuple[Restore, ...]:
        found = []
        for r in restores:
            if r.expr is None and r.undo is None:
                slot = r.part is not None and r.part.base in {Name(other) for other in others}  # of a list of shadows
                bound = slot or (r.part is None and (r.name in others or r.name in memory.token))
                r = replace(r, site=BINDING * bound + checks.site(stmt, "push "))
            found.append(r)
        return tuple(found)

    def block(planned: PlannedBlock, around: Stmt) -> PlannedBlock:
        items: list[Planned] = []
        for item in planned.items:
            match item:
                case PlannedStmt(stmt, restores):
                    own = reads.get(id(stmt), Reads())
                    items += noted(stmt, own.before)
                    items.append(replace(item, restores=marked(restores, stmt)))
                    items += noted(stmt, own.after)
                case PlannedIf(stmt, body, orelse):
                    items.append(replace(item, body=block(body, stmt), orelse=block(orelse, stmt)))
                case PlannedLoop(stmt, body):
                    items.append(replace(item, body=block(body, stmt)))
        return PlannedBlock(tuple(items), marked(planned.close, around))

    return block(plan, Comment(""))


# ---------------------------------------------------------------- the core
def checked_function(function: Function, backward: bool, checks: Checks, debug: str) -> Function:
    """Return a generated function whose stacks and adjoints are checked; `debug` is what it knows the helpers by."""
    stacks = list(dict.fromkeys(s.stack for s in statements(function.body) if isinstance(s, Push | Pop)))
    last = function.body[-1] if function.body else None
    position = next((i for i, stmt in enumerate(function.body) if stmt == Comment("backward")), -1)
    if not backward and position < 0:
        return replace(function, body=_renamed(_marked(function.body, checks, False), debug))
    head, rest = function.body[: position + 1], function.body[position + 1 :]
    body: Block = (*_marked(head, checks, False), *_marked(rest, checks, True))
    traced = {arg.id for s in statements(rest) if (arg := _trace_of(s)) is not None}
    stacks += [name for name in sorted(traced) if name not in stacks]
    if stacks and isinstance(last, Return):
        done = Do(Call("debug.emptied", (), tuple((stack, Name(stack)) for stack in stacks)))
        body = (*body[:-1], done, body[-1])
    return replace(function, body=_renamed(body, debug))


def _trace_of(stmt: Stmt) -> Name | None:
    match stmt:
        case Do(Call("debug.same", (Name() as trace, _))):
            return trace
        case _:
            return None


def _marked(block: Block, checks: Checks, backward: bool) -> Block:
    """Return a block whose pushes and pops are marked, and whose adjoints are looked at."""

    def finite(target: Target, value: Expr) -> Expr:
        root = target
        while isinstance(root, Item) and isinstance(root.base, Name | Call):
            root = root.base if isinstance(root.base, Name) else Name("")
        if not backward or not isinstance(root, Name) or root.id not in checks.adjoints:
            return value
        return value if not isinstance(value, Call) else Call("debug.finite", (value, Const(root.id)), at=value.at)

    def statement(stmt: Stmt) -> Stmt:
        match stmt:
            case Push(stack, value, site) if site:
                op = "debug.held" if site.startswith(BINDING) else "debug.tagged"
                return Push(stack, Call(op, (value, Const(site.removeprefix(BINDING)))), site, stmt.origin)
            case Pop(target, stack, site) if site:
                marks = tuple(Const(mark.removeprefix(BINDING)) for mark in site.split(" "))
                return Assign(target, Call("debug.untagged", (Call(".pop()", (Name(stack),)), *marks)), stmt.origin)
            case Assign(target, value):
                return replace(stmt, value=finite(target, value))
            case Update(target, _, value):
                return replace(stmt, value=finite(target, value))
            case Do(Call("np.add.at", (Name() as target, index, value))):
                return replace(stmt, value=Call("np.add.at", (target, index, finite(target, value))))
            case _:
                return map_blocks(stmt, lambda inner: _marked(inner, checks, backward))

    return tuple(statement(stmt) for stmt in block)


def _renamed(block: Block, debug: str) -> Block:
    """Return a block that knows the helpers of debug mode by another name."""

    def change(expr: Expr) -> Expr:
        if not isinstance(expr, Call):
            return expr
        return rebuild(replace(expr, op=debug + expr.op[5:]) if expr.op.startswith("debug.") else expr, change)

    return tuple(map_expr(stmt, change) for stmt in block)
