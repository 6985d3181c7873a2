"""Generators as functions that go on where they stopped: for those that `next` is called of several times.

def powers(x):              at = 0
    y = x                   def advance(sent):
    while True:                 nonlocal at, item, y
        yield y                 if at == 0:
        y = y * x                   y = x
                                elif at == 1:
                                    y = y * x
                                item = y
                                at = 1

What a call of `advance` leaves in `item` is the next element, unless it leaves `at` below zero: then there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

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
    Param,
    Return,
    Stmt,
    Try,
    While,
    With,
    blocks,
    statements,
)
from ..names import Names

ENDED = Const(-1)
GO_ON = "Go through it in one loop, or make a list of it."


@dataclass(frozen=True)
class Resumable:
    """A generator's text as a function that goes on; `at` and `item` are variables of the generator's own frame."""

    advance: Function
    at: str
    item: str
    variables: tuple[str, ...]  # all that a call leaves for the next one


def resumable(
    function: Function, names: Names, bound: Callable[[Function], frozenset[str]], walk: Callable[[Expr], Expr],
    endless: bool,
) -> Resumable:  # fmt: skip
    """Return a generator as a function that goes on where it stopped; `walk` makes a sequence of an iterable."""
    made = _Resume(names, names.fresh("at"), names.fresh("item"), names.fresh("sent"), walk)
    fresh = made.block(function.body)
    entries = [fresh, *(made.resumed(function.body, number) for number in [*made.places])]
    same = common_end(entries)
    chain: Block = ()
    for number in range(len(entries) - 1, -1, -1):
        own = entries[number][: len(entries[number]) - same]
        if own and endless and number == len(entries) - 1:
            chain = own
        elif own or chain:
            chain = (If(Call("==", (Name(made.at), Const(number))), own, chain),)
    body: Block = (Assign(Name(made.at), ENDED), Return(Const(None)))
    end = fresh[len(fresh) - same :]
    if end and not endless:
        end = (If(Call(">=", (Name(made.at), Const(0))), end),)
    body = (*chain, *end, *body)
    text = replace(function, params=(Param(made.sent),), body=body)
    kept = tuple(sorted((bound(text) | bound(function) | {made.at, made.item}) - {made.sent}))
    declared = Do(Call("nonlocal", tuple(Const(name) for name in kept)))
    return Resumable(replace(text, body=(declared, *body)), made.at, made.item, kept)


class _Resume:
    """The parts of a generator's text, entered at their start or after one of its `yield`s."""

    def __init__(self, names: Names, at: str, item: str, sent: str, walk: Callable[[Expr], Expr]) -> None:
        self.names, self.at, self.item, self.sent, self.walk = names, at, item, sent, walk
        self.places: dict[int, Stmt] = {}  # the `yield`s, by their number
        self.numbers: dict[int, int] = {}
        self.loops: dict[int, While] = {}

    def number(self, stmt: Stmt) -> int:
        """Return the number of a `yield`."""
        if id(stmt) not in self.numbers:
            self.numbers[id(stmt)] = len(self.numbers) + 1
            self.places[self.numbers[id(stmt)]] = stmt
        return self.numbers[id(stmt)]

    def holds(self, stmt: Stmt, number: int) -> bool:
        """Return whether a `yield` is this statement, or inside of it."""
        return any(part is self.places[number] for part in statements((stmt,)))

    # ------------------------------------------------------------ entered at the start
    def block(self, block: Block) -> Block:
        """Return the statements of a block that is entered at its start."""
        return tuple(part for stmt in block for part in self.statement(stmt))

    def statement(self, stmt: Stmt) -> Iterator[Stmt]:
        """Yield what a statement becomes."""
        match stmt:
            case Do(Call("yield", (value,))):
                number = self.number(stmt)
                yield Assign(Name(self.item), value, stmt.origin)
                yield Assign(Name(self.at), Const(number))
                yield Return(Const(None), stmt.origin)
            case Return(value):
                yield Do(value, stmt.origin)
                yield Assign(Name(self.at), ENDED)
                yield Return(Const(None), stmt.origin)
            case Assign(target, Call("sent")):
                yield replace(stmt, value=Name(self.sent), target=target)
            case If() if leaves_inside(stmt):
                yield replace(stmt, body=self.block(stmt.body), orelse=self.block(stmt.orelse))
            case For() if leaves_inside(stmt):
                sequence, place, loop = self.stepwise(stmt)
                yield Assign(Name(sequence), self.walk(stmt.iterable), stmt.origin)
                yield Assign(Name(place), Const(0))
                yield from self.statement(loop)
            case While() if leaves_inside(stmt):
                body, orelse = self.block(stmt.body), self.block(stmt.orelse)
                once = one_trip(body)
                yield (
                    replace(stmt, body=body, orelse=orelse)
                    if once is None
                    else If(stmt.condition, once, orelse, stmt.origin)
                )
            case Try() | With() if leaves_inside(stmt):
                raise UnsupportedSyntax(
                    "several calls of `next` of a generator that yields inside `try` or `with` are not supported",
                    stmt.origin, hint=GO_ON,
                )  # fmt: skip
            case _:
                yield stmt

    def stepwise(self, loop: For) -> tuple[str, str, While]:
        """Return a `for` as a `while` over the places of a sequence, and the names of the sequence and the place."""
        if id(loop) not in self.loops:
            sequence, place = self.names.fresh("sequence"), self.names.fresh("place")
            element = Call("[]", (Name(sequence), Name(place)), at=loop.origin)
            step = Assign(Name(place), Call("+", (Name(place), Const(1))))
            test = Call("<", (Name(place), Call("call", (Const(len), Name(sequence)))))
            body = (Assign(loop.target, element, loop.origin), step, *loop.body)
            self.loops[id(loop)] = While(test, body, orelse=loop.orelse, origin=loop.origin)
        found = self.loops[id(loop)]
        assert isinstance(found.condition, Call) and isinstance(found.condition.args[1], Call)
        place_name, sequence_name = found.condition.args[0], found.condition.args[1].args[1]
        assert isinstance(place_name, Name) and isinstance(sequence_name, Name)
        return sequence_name.id, place_name.id, found

    # ------------------------------------------------------------ entered after a `yield`
    def resumed(self, block: Block, number: int) -> Block:
        """Return the statements of a block that is entered after one of its `yield`s."""
        position = next(i for i, stmt in enumerate(block) if self.holds(stmt, number))
        stmt, rest = block[position], self.block(block[position + 1 :])
        match stmt:
            case If():
                inside = stmt.body if any(self.holds(part, number) for part in stmt.body) else stmt.orelse
                return (*self.resumed(inside, number), *rest)
            case For():
                return (*self.loop(self.stepwise(stmt)[2], number), *rest)
            case While():
                return (*self.loop(stmt, number), *rest)
            case _:
                return rest

    def loop(self, loop: While, number: int) -> Block:
        """Return a loop whose first trip goes on after a `yield`."""
        if any(self.holds(part, number) for part in loop.orelse):
            return self.resumed(loop.orelse, number)
        first = self.resumed(loop.body, number)
        if not leaves_trip(loop.body):
            return (*first, *self.statement(loop))
        again = self.names.fresh("again")  # `break` and `continue` in the trip that goes on are the loop's own
        test = Call("or", (Call("not", (Name(again),)), loop.condition))
        body = (If(Name(again), self.block(loop.body), (Assign(Name(again), Const(True)), *first)),)
        return Assign(Name(again), Const(False)), While(test, body, orelse=self.block(loop.orelse), origin=loop.origin)


def common_end(blocks: list[Block]) -> int:
    """Return how many statements at their end all blocks have in common."""
    shortest = min(map(len, blocks))
    same = 0
    while same < shortest and len({block[len(block) - same - 1] for block in blocks}) == 1:
        same += 1
    return same


def leaves_inside(stmt: Stmt) -> bool:
    """Return whether there is a `yield` or a `return` inside a statement."""
    return any(
        isinstance(part, Return)
        or (isinstance(part, Do) and isinstance(part.value, Call) and part.value.op == "yield")
        or (isinstance(part, Assign) and part.value == Call("sent"))
        for part in statements((stmt,))
    )


def leaves_trip(block: Block) -> bool:
    """Return whether there is a `break` or a `continue` of the loop whose body this is."""
    for stmt in block:
        inner = (stmt.orelse,) if isinstance(stmt, For | While) else blocks(stmt)
        if isinstance(stmt, Exit) or any(map(leaves_trip, inner)):
            return True
    return False


def one_trip(body: Block) -> Block | None:
    """Return the statements of a loop's only trip, if it surely ends by a `return`; None if there may be more."""
    for position, stmt in enumerate(body):
        if isinstance(stmt, Return):
            return body[: position + 1]
        if leaves_trip((stmt,)):
            return None
    return None
