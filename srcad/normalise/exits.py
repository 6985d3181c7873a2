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
    While,
    all_reads,
    blocks,
    map_blocks,
    statements,
)
from ..names import Names

CONTINUE, BREAK, RETURN = 1, 2, 3


def lower_exits(function: Function, names: Names) -> Function:
    """Return the function with one return, last, and no break or continue."""
    value, code = names.fresh("value"), names.fresh("code")
    body = function.body
    lower = _Lower(names, value, {code})
    lower = _Lower(names, value, {code})
    if body and isinstance(body[-1], Return) and not any(isinstance(stmt, Return) for stmt in statements(body[:-1])):
        last = body[-1]
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
                case If() if any(not isinstance(s, Assign) for s in statements(stmt.body + stmt.orelse)):
                    lowered, falls, exits = self.branch(stmt, rest, frame)
                    return (*found, *lowered), falls, exits
                case For() | While():
                    lowered, inner = self.loop(stmt)
                    found += lowered
                    after, falls, exits = self.block(self.otherwise(stmt, inner) + rest, frame)
                    if RETURN in inner.codes:
                        frame.codes.add(RETURN)
                        test = Call("==", (Name(inner.code), Const(RETURN)))
                        leave = Assign(Name(frame.code), Const(RETURN))
                        return (*found, If(test, (leave,), after)), falls, True
                    return (*found, *after), falls, exits
                case _:
                    found.append(stmt)
        return tuple(found), True, False

    def branch(self, stmt: If, rest: Block, frame: _Frame) -> tuple[Block, bool, bool]:
        """Lower an `If` with an exit inside, together with the rest of its block."""
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

    def loop(self, loop: For | While) -> tuple[Block, _Frame]:
        """Lower a loop without its `else`; also return the frame that tells how it may be left."""
        frame = _Frame(self.names.fresh("code"))
        self.codes.add(frame.code)
        body, _, _ = self.block(loop.body, frame)
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
