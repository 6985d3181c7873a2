"""Functions of the core that others call: parameters, results, and which parameter may reach which result.

A call is the operation `"callee"`: its first argument is the callee, the others stand for its slots in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from ..ir import Assign, Block, Call, Const, Do, Expr, Name, Target, Targets, statements
from ..kinds import Kind

Positions: TypeAlias = tuple[frozenset[int], ...]  # for each slot, which of its items


@dataclass(frozen=True)
class Slot:
    """A parameter or a result: the variables that are handed over together under one name, mostly just one."""

    name: str
    items: tuple[str, ...]

    @property
    def packed(self) -> bool:
        """Whether it is a tuple of variables."""
        return self.items != (self.name,)


@dataclass(eq=False)
class Callee:
    """A function of the core that is called under its name; what it is made of is known once it is complete."""

    name: str
    title: str  # what names of derivatives begin with
    params: tuple[Slot, ...] = ()
    results: tuple[Slot, ...] = ()
    kinds: tuple[Kind, ...] = ()  # those of the results
    body: Block = ()
    flow: tuple[frozenset[int], ...] = ()  # for each result, the positions of the parameters that may reach it
    shares: frozenset[int] | None = frozenset()  # the parameters whose memory a result may share; None: any
    wanted: Positions = ()  # of a tangent: for each result of the callee it was made of, the items that have one
    shadows: frozenset[str] = (
        frozenset()
    )  # of a forward part: memory of adjoints that what it saves holds by many names

    def __repr__(self) -> str:
        return self.name


def plain_slots(names: Iterable[str]) -> tuple[Slot, ...]:
    """Return a slot for each name."""
    return tuple(Slot(name, (name,)) for name in names)


def call_of(callee: Callee, args: Iterable[Expr]) -> Call:
    """Return the call of a callee."""
    return Call("callee", (Const(callee), *args))


def callee_of(expr: object) -> Callee | None:
    """Return the callee that an expression calls, or None."""
    match expr:
        case Call("callee", (Const(Callee() as callee), *_)):
            return callee
        case _:
            return None


def goals(target: Target) -> tuple[str, ...]:
    """Return the names that get the results of a call."""
    if isinstance(target, Targets):
        return tuple(item.id for item in target.items if isinstance(item, Name))
    assert isinstance(target, Name)
    return (target.id,)


def bind_results(names: Iterable[Name], call: Call) -> Assign | Do:
    """Return the statement that binds the results of a call."""
    found = tuple(names)
    if not found:
        return Do(call)
    return Assign(found[0] if len(found) == 1 else Targets(found), call)


def reaching(call: Call, callee: Callee, result: int) -> Iterator[Expr]:
    """Yield the arguments of a call that may reach one of its results."""
    for position in sorted(callee.flow[result]) if callee.flow else ():
        yield call.args[position + 1]


def called(block: Block) -> Iterator[Callee]:
    """Yield the callees that a block calls."""
    for stmt in statements(block):
        callee = callee_of(getattr(stmt, "value", None))
        if callee is not None:
            yield callee
        value = getattr(stmt, "value", None)
        if callee is None and isinstance(value, Call):
            yield from _inside(value)


def _inside(expr: Call) -> Iterator[Callee]:
    for arg in (*expr.args, *(value for _, value in expr.keywords)):
        found = callee_of(arg)
        if found is not None:
            yield found
        if isinstance(arg, Call):
            yield from _inside(arg)
