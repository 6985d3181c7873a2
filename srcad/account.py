"""What is said of each statement of a function: active or not, stored, computed again, kept, and which conventions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .analyse.activity import flows, is_constant, useful_names, varied_names
from .analyse.callee import callee_of
from .analyse.extent import Extent
from .analyse.memory import stored as stored_names
from .analyse.plan import PlannedBlock, PlannedIf, PlannedLoop, PlannedStmt, Restore
from .differentiate.arrange import sweeps
from .forms import is_guard
from .ir import (
    Assign,
    Block,
    Call,
    Expr,
    For,
    If,
    Item,
    Name,
    Origin,
    Stmt,
    While,
    definitions,
    names,
    reads,
    statements,
    subexpressions,
    substitute,
)
from .kinds import is_real_or_complex
from .program import Program
from .rules.kinks import convention
from .syntax.write import write_expression

BRANCH = "a branch: the derivative is that of the path which runs"


@dataclass(frozen=True)
class Stored:
    """Something that the forward sweep puts on a stack: its text, bytes each time, and how often (None: not known)."""

    what: str
    line: int
    each: int | None
    times: int | None
    why: str

    @property
    def total(self) -> int | None:
        """The bytes in all, if they are known."""
        return None if self.each is None or self.times is None else self.each * self.times


@dataclass(frozen=True)
class Facts:
    """What is known of a statement."""

    active: bool = False
    why: str = ""  # why it is not active
    stored: tuple[Stored, ...] = ()
    recomputed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    conventions: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()

    def merged(self, other: Facts) -> Facts:
        """Return the facts of two statements that stand on one line."""
        both = {
            slot: tuple(dict.fromkeys((*getattr(self, slot), *getattr(other, slot))))
            for slot in ("stored", "recomputed", "kept", "conventions", "refused")
        }
        active = self.active or other.active
        return Facts(active, "" if active else self.why or other.why, **both)


def facts_of(
    program: Program, mode: str, extent_of: Callable[[Block], Extent]
) -> tuple[dict[Origin, Facts], list[Stored], int]:
    """Return the facts of each statement by its place, all that is stored, and the bytes of what is kept."""
    teller = Teller(program)
    teller.activity()
    if mode == "jvp":
        return teller.facts, [], 0
    both = sweeps(program, pair=mode == "vjp")
    teller.extent = extent_of(program.body)
    teller.plan(both.plan, 1, None)
    kept = teller.keep(both.needed)
    return teller.facts, teller.stored, kept


class Teller:
    """Collects facts by the places of statements."""

    extent: Extent

    def __init__(self, program: Program) -> None:
        self.program = program
        self.facts: dict[Origin, Facts] = {}
        self.stored: list[Stored] = []
        self.counters = frozenset(
            stmt.trips for stmt in statements(program.body) if isinstance(stmt, For | While) and stmt.trips
        )
        self.texts: dict[str, Expr] = {
            stmt.target.id: stmt.value
            for stmt in statements(program.body)
            if isinstance(stmt, Assign) and isinstance(stmt.target, Name) and stmt.target.id in program.temporaries
        }

    def add(self, origin: Origin | None, **found: tuple[object, ...] | bool | str) -> None:
        """Add facts of a statement."""
        if origin is not None:
            new = Facts(**found)  # type: ignore[arg-type]
            self.facts[origin] = self.facts[origin].merged(new) if origin in self.facts else new

    def shown(self, expr: Expr, depth: int = 3) -> str:
        """Return an expression as the user may know it, temporaries spelled out."""
        if isinstance(expr, Call) and expr.op == "np.copy":
            expr = expr.args[0]
        while depth and not names(expr).isdisjoint(self.texts):
            expr, depth = substitute(expr, self.texts), depth - 1
        return write_expression(expr)

    # ------------------------------------------------------------ activity
    def activity(self) -> None:
        """Tell of each statement whether a derivative flows through it, and if not, why."""
        program, body, memory = self.program, self.program.body, self.program.memory
        varied = varied_names(body, program.wrt, memory)
        useful = useful_names(body, frozenset(program.results), memory)
        wrt = ", ".join(f"`{name}`" for name in sorted(program.wrt)) or "what is differentiated"
        for stmt in statements(body):
            origin: Origin | None = getattr(stmt, "origin", None)
            bound = definitions(stmt) | stored_names(stmt, program.kinds)
            seen = definitions(stmt) - program.temporaries - self.counters or stored_names(stmt, program.kinds)
            value = getattr(stmt, "value", None)
            exprs = [value] if isinstance(value, Call) else []
            meets = tuple(text for expr in exprs for text in self.conventions(expr, varied))
            if isinstance(stmt, If) and reads(stmt) & varied and not is_guard(stmt):
                meets += (BRANCH,)
            if bound & program.active:
                self.add(origin, active=True, conventions=meets)
                continue
            if bound & varied:
                why = "it does not reach the result"
            elif reads(stmt) & varied:
                why = self.lost(exprs, varied) if bound else ""
            else:
                why = f"it does not depend on {wrt}" if bound else ""
            if bound and not bound & useful and not why:
                why = "it does not reach the result"
            self.add(origin, why=why if seen and not isinstance(stmt, For) else "", conventions=meets)

    def conventions(self, expr: Expr, varied: frozenset[str]) -> list[str]:
        """Return what holds where the operations of an expression have no derivative."""
        found = []
        for part in subexpressions(expr):
            if isinstance(part, Call) and not is_constant(part.op) and names(part) & varied:
                text = convention(part.op)
                shown = part.op.removesuffix("()").lstrip(".")
                found += [f"{shown}: {text}"] if text else []
        return found

    def lost(self, exprs: list[Call], varied: frozenset[str]) -> str:
        """Return why a statement that reads what varies gives what does not."""
        for part in (part for expr in exprs for part in subexpressions(expr)):
            if not isinstance(part, Call) or not is_constant(part.op) or names(part).isdisjoint(varied):
                continue
            if part.op == "stop_gradient":
                return "stop_gradient says that no derivative flows"
            kinds = [self.program.kinds.get(name) for name in names(part) & varied]
            if any(kind is not None and is_real_or_complex(kind) for kind in kinds):
                return f"`{part.op.removesuffix('()').lstrip('.')}` has derivative 0 by convention"
        lost = not any(flows(expr) & varied for expr in exprs)
        return "it reads only shapes, counts or positions of what varies" if lost else ""

    # ------------------------------------------------------------ both sweeps
    def plan(self, planned: PlannedBlock, times: int | None, around: Stmt | None) -> None:
        """Tell what is stored and what is computed again, `times` being how often a block runs."""
        for item in planned.items:
            match item:
                case PlannedStmt(stmt, restores, again):
                    self.restores(restores, stmt, times, "this overwrites it")
                    self.restores(again, stmt, times, "")
                    self.pairs(stmt, times)
                case PlannedIf(stmt, body, orelse):
                    self.plan(body, times, stmt)
                    self.plan(orelse, times, stmt)
                case PlannedLoop(stmt, body):
                    trips = self.extent.trips(stmt.iterable) if isinstance(stmt, For) else None
                    self.plan(body, None if times is None or trips is None else times * trips, stmt)
        if around is not None:
            why = "the other path leaves it as it was" if isinstance(around, If) else "the next trip overwrites it"
            self.restores(planned.close, around, times, why)

    def restores(self, restores: tuple[Restore, ...], stmt: Stmt, times: int | None, why: str) -> None:
        """Tell how names come back to their former values."""
        origin: Origin | None = getattr(stmt, "origin", None)
        for restore in restores:
            if restore.expr is not None:
                name, text = self.shown(Name(restore.name)), self.shown(restore.expr, 0)
                again = (f"{name} = {text}" if restore.name not in self.texts else text,)
                self.add(origin, recomputed=again)
            elif restore.undo is None:
                value = restore.value or Name(restore.name)
                part = restore.part
                shown = self.shown(Call("[]", (part.base, part.index)) if isinstance(part, Item) else value)
                found = Stored(shown, origin.line if origin else 0, self.extent.bytes(value), times, why)
                self.stored.append(found)
                self.add(origin, stored=(found,))

    def pairs(self, stmt: Stmt, times: int | None) -> None:
        """Tell that a function with sweeps of its own stores what it needs."""
        value = getattr(stmt, "value", None)
        callee = callee_of(value) if isinstance(value, Call) else None
        origin: Origin | None = getattr(stmt, "origin", None)
        if callee is not None and value is not None and definitions(stmt) & self.program.active:
            what = f"what {callee.title.removesuffix('_forward')} needs"
            found = Stored(what, origin.line if origin else 0, None, times, "it has sweeps of its own")
            self.stored.append(found)
            self.add(origin, stored=(found,))

    def keep(self, needed: frozenset[str]) -> int:
        """Tell which variables stay for the backward sweep, and return their bytes."""
        total = 0
        own = {i.name for i in self.program.inputs}
        for stmt in statements(self.program.body):
            for name in sorted(definitions(stmt) & needed - own - self.counters):
                each = self.extent.bytes(Name(name)) or 0
                total += each
                needed -= {name}
                self.add(getattr(stmt, "origin", None), kept=(f"{self.shown(Name(name))}{size(each)}",))
        return total


def size(count: int | None) -> str:
    """Return a number of bytes as people read it, in parentheses."""
    return "" if not count else f" ({readable(count)})"


def readable(count: float) -> str:
    """Return a number of bytes as people read it."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if count < 10_000 or unit == "GB":
            return f"{count:.0f} {unit}" if unit == "bytes" or count >= 100 else f"{count:.1f} {unit}"
        count /= 1000
    return ""
