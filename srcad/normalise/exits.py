"""Lower break, continue and return to integer variables, so that every block is left at its end.

for k in range(n):                  code = 0
    if x > 1:                       trips = 0
        break                       for k in range(n):
    x = x * x                           trips = trips + 1
return x                                if x > 1:
                                            code = 2
                                        else:
                                            x = x * x
                                        if code >= 2: break      (the loop's `stop`)
                                    value = x
                                    return value
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ..analyse.live import exposed_reads
from ..errors import UnsupportedSyntax
from ..ir import (
    Assign,
    Block,
    Call,
    Const,
    Do,
    Exit,
    Expr,
    For,
    Function,
    If,
    Name,
    Return,
    Stmt,
    Try,
    While,
    With,
    all_reads,
    blocks,
    definitions,
    map_blocks,
    statements,
)
from ..names import Names
from .attempts import EITHER, Pieces, expressions_of
from .returns import by_break, goes_on_forever, is_exit

CONTINUE, BREAK, RETURN = 1, 2, 3


def lower_exits(function: Function, names: Names) -> Function:
    """Return the function with one return, last, and no break or continue."""
    value, code = names.fresh("value"), names.fresh("code")
    body = function.body
    lower = _Lower(names, value, {code}, captured=captured(body))
    if body and isinstance(body[-1], Return) and not any(isinstance(stmt, Return) for stmt in statements(body[:-1])):
        last = body[-1]
        lower.outside = read_deeply((last,))
        lowered, _, _ = lower.block(body[:-1], _Frame(code))
        ending = (Assign(Name(value), last.value, last.origin), Return(Name(value)))
        return replace(function, body=drop_unread((*lowered, *ending), lower.codes))
    lowered, falls, _ = lower.block(body, _Frame(code))
    if falls:  # Python's own end of a function
        lowered, _, _ = lower.block((*body, Return(Const(None))), _Frame(code))
    start = Assign(Name(code), Const(0))
    return replace(function, body=drop_unread((start, *lowered, Return(Name(value))), lower.codes))


@dataclass
class _Frame:
    """A loop or a function while its body is lowered: the name of its code, and the codes that it may get."""

    code: str
    codes: set[int] = field(default_factory=set)


@dataclass
class _Lower:
    names: Names
    value: str
    codes: set[str] = field(default_factory=set)
    loops: int = 0
    captured: frozenset[str] = frozenset()  # variables that functions inside, or the function around, may read
    outside: frozenset[str] = frozenset()  # names read after the statement that is being lowered
    reads: dict[int, tuple[Stmt, frozenset[str]]] = field(default_factory=dict)  # by statement, what is read deeply

    def block(self, block: Block, frame: _Frame) -> tuple[Block, bool, bool]:
        """Return the lowered statements, whether their end may be reached, and whether they may leave otherwise."""
        found: list[Stmt] = []
        for position, stmt in enumerate(block):
            rest = block[position + 1 :]
            match stmt:
                case Exit(kind, origin):
                    number = BREAK if kind == "break" else CONTINUE
                    frame.codes.add(number)
                    return (*found, Assign(Name(frame.code), Const(number), origin)), False, True
                case Return(value, origin):
                    frame.codes.add(RETURN)
                    leave = Assign(Name(frame.code), Const(RETURN), origin)
                    return (*found, Assign(Name(self.value), value, origin), leave), False, True
                case Do(Call("raise")):
                    return (*found, stmt), False, False
                case Try() if not stmt.final:
                    lowered, falls, exits = self.attempt(last_exit_outside(stmt, self.value), rest, frame)
                    return (*found, *lowered), falls, exits
                case Try() | With():
                    lowered, exits = self.guarded(stmt, rest, frame)
                    found += lowered
                    after, falls, later = self.block(rest, frame)
                    if exits and after:
                        found.append(If(Call("==", (Name(frame.code), Const(0))), after))
                    else:
                        found += after
                    return tuple(found), falls, exits or later
                case If() if any(not isinstance(s, Assign) for s in statements(stmt.body + stmt.orelse)):
                    lowered, falls, exits = self.branch(stmt, rest, frame)
                    return (*found, *lowered), falls, exits
                case For() | While() if (other := by_break(stmt, rest)) is not None:
                    lowered, falls, exits = self.block(other, frame)
                    return (*found, *lowered), falls, exits
                case For() | While():
                    before, self.outside = self.outside, self.outside | self.read_after(rest)
                    lowered, inner = self.loop(stmt)
                    self.outside = before
                    found += lowered
                    leave = Assign(Name(frame.code), Const(RETURN))
                    if goes_on_forever(stmt) and BREAK not in inner.codes:  # what follows is never reached
                        frame.codes |= inner.codes & {RETURN}
                        return (*found, leave) if RETURN in inner.codes else tuple(found), False, RETURN in inner.codes
                    after, falls, exits = self.block(self.otherwise(stmt, inner) + rest, frame)
                    if RETURN in inner.codes:
                        frame.codes.add(RETURN)
                        test = Call("==", (Name(inner.code), Const(RETURN)))
                        return (*found, If(test, (leave,), after)), falls, True
                    return (*found, *after), falls, exits
                case _:
                    found.append(stmt)
        return tuple(found), True, False

    def read_after(self, rest: Block) -> frozenset[str]:
        """Return the names read in the rest of a block; each statement is looked through once."""
        for stmt in rest:
            if id(stmt) not in self.reads:
                self.reads[id(stmt)] = stmt, read_deeply((stmt,))
        return frozenset[str]().union(*[self.reads[id(stmt)][1] for stmt in rest])

    def branch(self, stmt: If, rest: Block, frame: _Frame) -> tuple[Block, bool, bool]:
        """Lower an `If` with an exit inside, together with the rest of its block."""
        before, self.outside = self.outside, self.outside | self.read_after(rest)
        try:
            return self.branches(stmt, rest, frame)
        finally:
            self.outside = before

    def branches(self, stmt: If, rest: Block, frame: _Frame) -> tuple[Block, bool, bool]:
        """Lower both branches of an `If`, with the rest of its block where one of them leaves."""
        a, a_falls, a_exits = self.block(stmt.body, frame)
        b, b_falls, b_exits = self.block(stmt.orelse, frame)
        if not a_exits and not b_exits:
            after, falls, exits = self.block(rest, frame)
            return (replace(stmt, body=a, orelse=b), *after), falls and (a_falls or b_falls), exits
        if not a_falls and not b_falls:
            return (replace(stmt, body=a, orelse=b),), False, True
        if not a_falls and not b_exits:
            b, falls, _ = self.block(stmt.orelse + rest, frame)
            return (replace(stmt, body=a, orelse=b),), falls, True
        if not b_falls and not a_exits:
            a, falls, _ = self.block(stmt.body + rest, frame)
            return (replace(stmt, body=a, orelse=b),), falls, True
        after, falls, _ = self.block(rest, frame)
        test = Call("==", (Name(frame.code), Const(0)))
        guarded: Block = (If(test, after),) if after else ()
        return (replace(stmt, body=a, orelse=b), *guarded), falls, True

    def guarded(self, stmt: Try | With, rest: Block, frame: _Frame) -> tuple[Block, bool]:
        """Lower a `with`, or a `try` with `finally`; also return whether it may leave the block that it stands in."""
        if isinstance(stmt, With):
            body, _, exits = self.block(stmt.body, frame)
            return (replace(stmt, body=body),), exits
        return self.finished(stmt, rest, frame)

    def attempt(self, stmt: Try, rest: Block, frame: _Frame) -> tuple[Block, bool, bool]:
        """Lower a `try`, together with the rest of its block."""
        around, self.outside = self.outside, self.outside | self.read_after(rest)
        handling = self.outside
        for handler in stmt.handlers:
            self.outside |= self.read_after(handler.body)
        body, _, exits = self.block(stmt.body, frame)
        self.outside = handling
        caught, error = self.names.fresh("caught"), self.names.fresh("error")
        orelse, goes_on, leaves_early = self.block(stmt.orelse, frame)
        handled, leaves = False, False  # whether a handler may come to its end, and whether one may leave
        live = self.captured | (exposed_reads(body) if self.loops else frozenset())
        chain: Block = ()
        keep = False
        for position in range(len(stmt.handlers) - 1, -1, -1):
            handler = stmt.handlers[position]
            block, ends_there, handler_leaves = self.block(handler.body, frame)
            handled, leaves = handled or ends_there, leaves or handler_leaves
            named = handler.name if handler.name in read_deeply(handler.body) else ""
            named = named or (error if _raises_again(block) else "")
            if named:
                keep = True
                block = (Assign(Name(named), Name(error)), *_named_raise(block, named))
            last = position == len(stmt.handlers) - 1
            chain = block if last else (If(Call("==", (Name(caught), Const(position + 1))), block, chain),)
            ends = bool(handler.body) and isinstance(handler.body[-1], Return | Do) and not self.falls(handler.body)
            live |= (
                exposed_reads(block)
                if ends
                else exposed_reads((*block, *rest))
                | ((around | read_deeply(rest) | read_deeply(block)) - _set_first(block))
            )
        if exits and orelse:
            orelse = (If(Call("==", (Name(frame.code), Const(0))), orelse),)
        note = (Assign(Name(error), Call("caught")),) if keep else ()
        ways = self.pieces(stmt, body, live - {caught, error}, caught, note)
        self.outside = around
        start = Assign(Name(caught), Const(0), stmt.origin)
        leaves_somewhere = exits or leaves or leaves_early
        after: Block = ()
        falls = later = False
        if exits or goes_on or handled:
            after, falls, later = self.block(rest, frame)
            if not exits and not goes_on and not leaves and len(ways) == 1:
                chain, after = (*chain, *after), ()
            elif not exits and not handled and not leaves_early and len(ways) == 1:
                orelse, after = (*orelse, *after), ()
            elif leaves_somewhere and after:
                after = (If(Call("==", (Name(frame.code), Const(0))), after),)
        end = If(Call("==", (Name(caught), Const(0))), orelse, chain)
        if len(ways) == 1:
            lowered: Block = (start, *ways[0], end)
        else:
            lowered = (If(EITHER, (start, *ways[0], end), (start, *ways[1], end), stmt.origin),)
        return (*lowered, *after), falls, leaves_somewhere or later

    def falls(self, body: Block) -> bool:
        """Whether the end of a block may be reached, its last statement being a `return` or not."""
        return not is_exit(body[-1])

    def pieces(self, stmt: Try, body: Block, live: frozenset[str], caught: str, note: Block) -> tuple[Block, ...]:
        """Return the guarded body, cut where that is surely needed, and cut finely where that is another way."""
        every = tuple(handler.classes or Name("BaseException") for handler in stmt.handlers)
        classes = every[0] if len(every) == 1 else Call("tuple", tuple(c for e in every for c in _classes(e)))
        number: Block = (Assign(Name(caught), Const(len(every))),)
        for k, wanted in reversed(list(enumerate(every[:-1], start=1))):
            test = Call("call", (Name("isinstance"), Call("caught"), wanted))
            number = (If(test, (Assign(Name(caught), Const(k)),), number),)
        coarse = Pieces(self.names, classes, caught, (*note, *number), live, stmt.origin)
        found = coarse.block(body)
        try:
            other = replace(coarse, fine=True).block(body)
        except UnsupportedSyntax:
            return (found,)
        return (found,) if other == found else (found, other)

    def finished(self, stmt: Try, rest: Block, frame: _Frame) -> tuple[Block, bool]:
        """Lower a `try` with a `finally`: it is done after the body, and before an exception goes on."""
        inner: Block = (replace(stmt, final=()),) if stmt.handlers else (*stmt.body, *stmt.orelse)
        if not stmt.handlers and stmt.orelse:
            inner = (*stmt.body, *stmt.orelse)
        outer, self.outside = self.outside, self.outside | self.read_after((*rest, *stmt.final))
        body, _, exits = self.block(inner, frame)
        self.outside = outer
        final, falls, leaves = self.block(stmt.final, frame)
        if leaves:
            raise UnsupportedSyntax(
                "`return`, `break` or `continue` inside `finally` is not supported", stmt.origin,
                hint="Leave after the `try`.",
            )  # fmt: skip
        again = (*final, Do(Call("raise", ()), stmt.origin)) if falls else final
        condition = Call("attempt", (Name("BaseException"), Const(0)), at=stmt.origin)
        return (If(condition, body, again, stmt.origin), *final), exits

    def loop(self, loop: For | While) -> tuple[Block, _Frame]:
        """Lower a loop without its `else`; also return the frame that tells how it may be left."""
        frame = _Frame(self.names.fresh("code"))
        self.codes.add(frame.code)
        self.loops += 1
        outer, self.outside = self.outside, self.outside | exposed_reads(loop.body)
        body, _, _ = self.block(loop.body, frame)
        self.outside = outer
        self.loops -= 1
        if CONTINUE in frame.codes:
            body = (Assign(Name(frame.code), Const(0)), *body)
        before: list[Stmt] = [Assign(Name(frame.code), Const(0))] if frame.codes else []
        stop: Expr | None = None
        trips: str | None = None
        if frame.codes & {BREAK, RETURN}:
            stop = Call(">=", (Name(frame.code), Const(BREAK)))
        if stop is not None or isinstance(loop, While):
            trips = self.names.fresh("trips")
            before.append(Assign(Name(trips), Const(0)))
            body = (Assign(Name(trips), Call("+", (Name(trips), Const(1)))), *body)
        return (*before, replace(loop, body=body, stop=stop, trips=trips, orelse=())), frame

    def otherwise(self, loop: For | While, frame: _Frame) -> Block:
        """Return a loop's `else` as the first statements after the loop."""
        if loop.orelse and frame.codes & {BREAK, RETURN}:
            return (If(Call("<", (Name(frame.code), Const(BREAK))), loop.orelse),)
        return loop.orelse


def last_exit_outside(stmt: Try, name: str) -> Try:
    """Return a `try` whose body does not end with an exit; the value that it returns is evaluated in the body."""
    match stmt.body[-1:]:
        case (Return(value, origin),):
            body = (*stmt.body[:-1], Assign(Name(name), value, origin))
            return replace(stmt, body=body, orelse=(Return(Name(name), origin),))
        case (Exit() as last,) if len(stmt.body) > 1:
            return replace(stmt, body=stmt.body[:-1], orelse=(last,))
        case _:
            return stmt


def captured(block: Block) -> frozenset[str]:
    """Return the variables of a function that others may read: functions inside it, and the one around it."""
    if not any(isinstance(stmt, Try) for stmt in statements(block)):
        return frozenset()
    found: frozenset[str] = frozenset()
    for stmt in statements(block):
        for part in expressions_of(stmt):
            if isinstance(part, Const) and isinstance(part.value, Function):
                found |= read_deeply(part.value.body)
            if isinstance(part, Call) and part.op == "nonlocal":
                found |= {str(arg.value) for arg in part.args if isinstance(arg, Const)}
    return found


def read_deeply(block: Block) -> frozenset[str]:
    """Return the names read anywhere in a block, those read inside functions and comprehensions included."""
    found = all_reads(block)
    for stmt in statements(block):
        for part in expressions_of(stmt):
            if isinstance(part, Const) and isinstance(part.value, Function):
                found |= read_deeply(part.value.body)
    return found


def _set_first(block: Block) -> frozenset[str]:
    """Return the names that a block surely assigns, before it reads them, if it is gone through to its end."""
    found: frozenset[str] = frozenset()
    for stmt in block:
        if isinstance(stmt, Assign):
            found |= definitions(stmt)
        elif isinstance(stmt, If):
            found |= _set_first(stmt.body) & _set_first(stmt.orelse)
    return found - exposed_reads(block)


def _raises_again(block: Block) -> bool:
    return any(isinstance(s, Do) and isinstance(s.value, Call) and s.value == Call("raise") for s in statements(block))


def _named_raise(block: Block, error: str) -> Block:
    """Return a handler with the exception's name in each bare `raise`, which no longer stands inside `except`."""

    def change(stmt: Stmt) -> Stmt:
        if isinstance(stmt, Do) and stmt.value == Call("raise"):
            return replace(stmt, value=Call("raise", (Name(error),)))
        return map_blocks(stmt, lambda inner: tuple(change(s) for s in inner))

    return tuple(change(stmt) for stmt in block)


def _classes(expr: Expr) -> tuple[Expr, ...]:
    return expr.args if isinstance(expr, Call) and expr.op == "tuple" else (expr,)


def _exits(stmt: Stmt) -> bool:
    """Whether a statement is, or holds, an exit from the block it stands in."""
    return isinstance(stmt, Exit | Return) or any(_exits(inner) for block in blocks(stmt) for inner in block)


def drop_unread(block: Block, candidates: set[str]) -> Block:
    """Remove the assignments to those of the candidates that nothing reads."""
    unread = candidates - all_reads(block)
    if not unread:
        return block

    def drop(block: Block) -> Block:
        return tuple(
            map_blocks(stmt, drop)
            for stmt in block
            if not (isinstance(stmt, Assign) and isinstance(stmt.target, Name) and stmt.target.id in unread)
        )

    return drop(block)
