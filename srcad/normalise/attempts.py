"""Cut the body of a `try` into guarded pieces, so that an exception leaves behind what it does in Python.

A guarded piece is done wholly or not at all. So a piece ends after each statement that changes what is read where a
later one raises, and a branch or a loop that changes such things in its midst is opened: its parts are guarded.

try:                                caught = 0
    for k in range(n):              trips = 0
        y = y + math.sqrt(x[k])     for k in range(n):
except ValueError:                      trips = trips + 1
    y = -y                              try: y = y + math.sqrt(x[k])
                                        except ValueError: caught = 1
                                        if caught != 0: break       (the loop's `stop`)
                                    if caught != 0: y = -y
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..errors import UnsupportedSyntax
from ..ir import (
    Assign,
    Block,
    Call,
    Const,
    Do,
    Expr,
    For,
    If,
    Item,
    Name,
    Origin,
    Stmt,
    Update,
    While,
    all_definitions,
    all_reads,
    blocks,
    map_blocks,
    statements,
    subexpressions,
    targets,
)
from ..names import Names

EITHER = Call("either")  # the condition of an `If` whose branches do the same, the second where the first cannot
QUIET = frozenset({"range", "enumerate", "zip", "reversed", "len"})  # calls that raise nothing that is caught
PLAIN = frozenset({"==", "!=", "<", "<=", ">", ">=", "is", "is not", "not", "and", "or", "+", "-", "*", "either"})


@dataclass
class Pieces:
    """How a `try` guards its body.

    `catches` are the exceptions, of which the number is noted in `caught` by `note`; `live` are the variables read
    where an exception leaves the body. `fine` guards every statement by itself that may change more than variables.
    """

    names: Names
    catches: Expr
    caught: str
    note: Block
    live: frozenset[str]
    origin: Origin | None
    fine: bool = False

    def block(self, body: Block) -> Block:
        """Return a body in guarded pieces; after one that raised, the others are left out."""
        parts: list[Block] = []
        current: list[Stmt] = []

        def close() -> None:
            if current:
                parts.append((self.guard(tuple(current)),))
                current.clear()

        for position, stmt in enumerate(body):
            if catches_all(stmt):
                close()
                parts.append((stmt,))
            elif self.must_open(stmt):
                close()
                parts += self.opened(stmt)
            else:
                current.append(stmt)
                if position < len(body) - 1 and self.changes(stmt):
                    close()
        close()
        found: Block = ()
        for part in reversed(parts):
            sure = all(catches_all(stmt) for stmt in part)
            found = (*part, *(found if sure else (self.unless_caught(found),))) if found else part
        return found

    def guard(self, piece: Block) -> If:
        """Return a guarded piece."""
        condition = Call("attempt", (self.catches, Name(self.caught)), at=self.origin)
        return If(condition, piece, self.note, self.origin)

    def unless_caught(self, block: Block) -> If:
        return If(Call("==", (Name(self.caught), Const(0))), block)

    # ------------------------------------------------------------ what changes
    def changes(self, stmt: Stmt) -> bool:
        """Whether a statement changes what is read where a later one raises."""
        if not self.live.isdisjoint(assigned_in(stmt)):
            return True
        return self.fine and any(has_effects(inner) for inner in statements((stmt,)))

    def must_open(self, stmt: Stmt) -> bool:
        """Whether a statement changes such things in its midst, so that a later part of it may raise after that."""
        if not blocks(stmt) or is_attempt(stmt, numbered=True):
            return False
        if isinstance(stmt, For | While):
            return any(self.changes(inner) for inner in stmt.body) or self.changes_itself(stmt)
        return any(
            self.changes_itself(stmt)
            or any(self.changes(inner) for inner in block[:-1])
            or (bool(block) and self.must_open(block[-1]))
            for block in blocks(stmt)
        )

    def changes_itself(self, stmt: Stmt) -> bool:
        """Whether a condition, or a loop's target, changes such things."""
        bare = map_blocks(stmt, lambda inner: ())
        return not self.live.isdisjoint(assigned_in(bare)) or (self.fine and has_effects(stmt))

    # ------------------------------------------------------------ branches and loops, opened
    def opened(self, stmt: Stmt) -> list[Block]:
        """Return a statement whose parts are guarded each by itself."""
        match stmt:
            case If() if is_attempt(stmt, numbered=False):
                return [self.ensured(stmt)]
            case If(condition, body, orelse):
                before, test = self.evaluated(condition, "test")
                return [*before, (replace(stmt, condition=test, body=self.block(body), orelse=self.block(orelse)),)]
            case For(iterable=iterable):
                before, iterable = self.evaluated(iterable, "values")
                counted = self.counted(stmt, stmt.stop)
                assert isinstance(counted[-1], For)
                return [*before, (*counted[:-1], replace(counted[-1], iterable=iterable))]
            case While(condition):
                before, test = self.evaluated(condition, "going")
                counted = self.counted(stmt, stmt.stop)
                loop = counted[-1]
                assert isinstance(loop, While)
                if before:  # the condition is evaluated again, guarded, at the end of each trip that leads to another
                    again: Block = (self.unless_caught(before[0]),)
                    if stmt.stop is not None:
                        again = (If(Call("not", (stmt.stop,)), again),)
                    loop = replace(loop, condition=test, body=(*loop.body, *again))
                return [*before, (*counted[:-1], loop)]
            case _:
                pass
        lost = sorted(self.live & assigned_in(stmt))
        what = f"`{lost[0]}`" if lost else "something"
        raise UnsupportedSyntax(
            f"{what} is changed inside a `with` inside a `try`, and read where an exception leaves it part of the way",
            getattr(stmt, "origin", None) or self.origin,
            hint="Put the `try` inside the `with`, around the statement that may fail.",
        )

    def evaluated(self, expr: Expr, wish: str) -> tuple[list[Block], Expr]:
        """Return an expression that raises nothing, and the guarded statement that it needs before."""
        if is_plain(expr):
            return [], expr
        name = Name(self.names.fresh(wish))
        return [(self.guard((Assign(name, expr, self.origin),)),)], name

    def counted(self, loop: For | While, stop: Expr | None) -> Block:
        """Return a loop that ends with the trip that raises; it counts its trips, whether they raise or not."""
        caught: Expr = Call("!=", (Name(self.caught), Const(0)))
        stop = caught if stop is None else Call("or", (caught, stop))
        if loop.trips is not None:
            count, body = loop.body[0], loop.body[1:]
            return (replace(loop, body=(count, *self.block(body)), stop=stop),)
        trips = self.names.fresh("trips")
        count = Assign(Name(trips), Call("+", (Name(trips), Const(1))))
        start = Assign(Name(trips), Const(0))
        return (start, replace(loop, body=(count, *self.block(loop.body)), stop=stop, trips=trips))

    def ensured(self, stmt: If) -> Block:
        """Return a `try` with `finally`, opened: every exception is kept, and raised again after what is done last."""
        number, error = self.names.fresh("caught"), self.names.fresh("error")
        note = (Assign(Name(error), Call("caught")), Assign(Name(number), Const(1)))
        live = self.live | all_reads(stmt.orelse)
        inner = Pieces(self.names, Name("BaseException"), number, note, live, stmt.origin, self.fine)
        again = Do(Call("raise", (Name(error),)), stmt.origin)
        last = tuple(again if inner == Do(Call("raise", ())) else inner for inner in stmt.orelse)
        rest = self.block((If(Call("!=", (Name(number), Const(0))), last),))
        return (Assign(Name(number), Const(0)), *inner.block(stmt.body), *rest)


# ------------------------------------------------------------ what statements are


def is_opened(loop: For | While) -> bool:
    """Return whether a loop is one whose trips are guarded each by itself."""
    match loop.stop:
        case Call("!=") | Call("or", (Call("!="), _)):
            return True
        case _:
            return False


def is_attempt(stmt: Stmt, numbered: bool) -> bool:
    """Return whether a statement is a guarded block: `numbered` one that goes on, else one that raises again."""
    match stmt:
        case If(Call("attempt", (_, number))):
            return isinstance(number, Name) is numbered
        case _:
            return False


def catches_all(stmt: Stmt) -> bool:
    """Return whether a statement lets no exception out: a guarded block that catches all."""
    match stmt:
        case If(Call("attempt", (Name("BaseException"), Name()))):
            return True
        case _:
            return False


def is_plain(expr: Expr) -> bool:
    """Return whether to evaluate an expression raises nothing and changes nothing."""
    match expr:
        case Name() | Const():
            return True
        case Call("call", (Name(function), *args)):
            return function in QUIET and all(is_plain(arg) for arg in args) and not expr.keywords
        case Call(op, args):
            return op in PLAIN and all(is_plain(arg) for arg in args)


def expressions_of(stmt: Stmt) -> Iterator[Expr]:
    """Yield the expressions that a statement itself evaluates, their parts included."""
    for slot in ("value", "condition", "iterable", "stop", "manager"):
        expr = getattr(stmt, slot, None)
        if isinstance(expr, Name | Const | Call):
            yield from subexpressions(expr)


def assigned_in(stmt: Stmt) -> frozenset[str]:
    """Return the variables that a statement may assign, `:=` included."""
    found = set(all_definitions((stmt,)))
    for inner in statements((stmt,)):
        for part in expressions_of(inner):
            if isinstance(part, Call) and part.op == ":=" and isinstance(part.args[0], Name):
                found.add(part.args[0].id)
    return frozenset(found)


def has_effects(stmt: Stmt) -> bool:
    """Return whether a statement itself may change more than variables: what an object or an array holds."""
    if isinstance(stmt, Assign) and any(isinstance(goal, Item) for goal in targets(stmt.target)):
        return True
    if isinstance(stmt, Update):
        return True
    return any(
        isinstance(part, Call) and (part.op in ("call", "del", "delattr") or part.op.endswith("()"))
        for part in expressions_of(stmt)
    )
