"""Which arrays go by one name only: `s += e` may then give the name another array, as `s = s + e` does.

`op=` of what may be a number or an array binds the name anew for a number, and writes into an array. To tell the two
apart is needed only where the array has another name, or is in a list, by then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias, TypeGuard

from ..forms import is_guard
from ..ir import (
    Assign,
    Block,
    Call,
    Do,
    Expr,
    For,
    If,
    Item,
    Name,
    Stmt,
    Update,
    While,
    definitions,
    map_blocks,
    names,
    reads,
    statements,
    subexpressions,
)
from ..kinds import Array, Kind, Scalar, Unknown, array_of
from ..rules.rule import RULES
from .infer import expression_kind
from .live import exposed_reads, live_places
from .memory import is_memory, sources

Shared: TypeAlias = Mapping[str, frozenset[str]]  # names, and which others may have the same memory; no more have
ASKS = frozenset({
    "check_number", "check_scalar", "check_length", "check_count", "check_columns", "check_sizes", "check_some",
    "check_steady", "check_array", "assert", "raise",
})  # fmt: skip


def without_checks(block: Block, kinds: Mapping[str, Kind]) -> Block:
    """Return a block in which nothing is checked to be a number where an array has the same effect."""
    checks = {stmt.value.args[0] for stmt in statements(block) if isinstance(stmt, Do) and is_check(stmt.value)}
    if not checks:
        return block
    found = _Sole(kinds, live_at_checks(block))
    found.block(block, {})
    wide = {name for name in checks if is_wide(name, block, kinds)}

    def rewritten(block: Block) -> Block:
        return tuple(new for stmt in block for new in one(stmt))

    def one(stmt: Stmt) -> Block:
        if not isinstance(stmt, Do) or not is_check(stmt.value):
            return (map_blocks(stmt, rewritten),)
        if not found.sole.get(id(stmt)):
            return (stmt,)
        name = stmt.value.args[0]
        return () if name in wide else (replace(stmt, value=Call("check_wide", (name,))),)

    return rewritten(block)


def is_check(expr: Expr) -> TypeGuard[Call]:
    """Return whether an expression checks that a name holds a number."""
    return isinstance(expr, Call) and expr.op == "check_number" and isinstance(expr.args[0], Name)


def is_wide(name: Expr, block: Block, kinds: Mapping[str, Kind]) -> bool:
    """Return whether all arrays that a name is bound to have one dtype, which `op=` with numbers and others keeps."""
    found: set[str | None] = set()
    for stmt in statements(block):
        if isinstance(stmt, Assign) and stmt.target == name:
            kind = expression_kind(stmt.value, kinds)
            array = array_of(kind)
            if not isinstance(kind, Scalar):
                found.add(array.dtype if array is not None else None)
    return found <= {"float64"} or found <= {"complex128"}


class _Sole:
    """Goes through statements in their order, with the names whose memory only names can have that are known."""

    def __init__(self, kinds: Mapping[str, Kind], live: Mapping[int, frozenset[str]]) -> None:
        self.kinds, self.live = kinds, live
        self.sole: dict[int, bool] = {}  # of the statements that check a number: whether only its name has it then
        self.raised: list[Shared] = []  # what is shared at any point of the guarded blocks around

    def block(self, block: Block, shared: Shared) -> Shared:
        for stmt in block:
            shared = self.statement(stmt, shared)
            self.raised = [joined(before, shared) for before in self.raised]
        return shared

    def statement(self, stmt: Stmt, shared: Shared) -> Shared:
        match stmt:
            case If(_, body, orelse) if is_guard(stmt):
                self.raised.append(shared)
                end = self.block(body, shared)
                return joined(end, self.block(orelse, self.raised.pop()))
            case If(_, body, orelse):
                return joined(self.block(body, shared), self.block(orelse, shared))
            case For(body=body) | While(body=body):
                head = bound_anew(shared, definitions(stmt))
                while True:
                    again = joined(head, self.block(body, head))
                    if again == head:
                        return head
                    head = again
            case Do(Call("check_number", (Name(name),))):
                alone = name in shared and shared[name].isdisjoint(self.live[id(stmt)])
                self.sole[id(stmt)] = self.sole.get(id(stmt), True) and alone
                return shared
            case Do(Call(op)) if op in ASKS:
                return shared
            case Do(value):
                return without(shared, self.kept(value))
            case Assign(Name(name), value):
                return self.bound(name, value, shared)
            case Assign(Item(Name(base)), value) if is_of_numbers(self.kinds.get(base)):
                return without(shared, self.kept(value))
            case Update(value=value):
                return without(shared, self.kept(value))
            case _:
                return without(bound_anew(shared, definitions(stmt)), reads(stmt))

    def kept(self, value: Expr) -> frozenset[str]:
        """Return the names that what is called in an expression may put elsewhere."""
        calls = (part for part in subexpressions(value) if isinstance(part, Call) and part.op not in RULES)
        return frozenset().union(*map(self.handed, calls))

    def handed(self, call: Call) -> frozenset[str]:
        """Return the names whose memory a call of something gets, which may put it elsewhere."""
        found = set[str]()
        for part in (*call.args, *(value for _, value in call.keywords)):
            new = isinstance(part, Call) and part.op in RULES  # it holds only what it is made from
            found |= sources(part, self.kinds) if new else names(part)
        return frozenset(found)

    def bound(self, name: str, value: Expr, shared: Shared) -> Shared:
        """Return what is shared once a name was bound to the value of an expression."""
        shared = without(shared, self.kept(value))
        others = sources(value, self.kinds)
        known = others <= shared.keys()
        group = frozenset().union(others, *(shared[other] for other in others)) - {name} if known else frozenset[str]()
        after = bound_anew(shared, frozenset((name,)))
        is_new = not isinstance(value, Call) or value.op in RULES or not is_memory(expression_kind(value, self.kinds))
        if not known or not is_new:
            return without(after, others)
        return {**after, **{other: after[other] | {name} for other in group & after.keys()}, name: group}


def is_of_numbers(kind: Kind | None) -> bool:
    """Return whether what is written into holds numbers, which are copied into it, and no other arrays."""
    return isinstance(kind, Array) or (isinstance(kind, Unknown) and kind.numeric)


def joined(one: Shared, other: Shared) -> Shared:
    """Return what is shared after either of two ways."""
    return {name: one[name] | other[name] for name in one.keys() & other.keys()}


def without(shared: Shared, names: frozenset[str]) -> Shared:
    """Return what is shared, but nothing of names whose memory may be anywhere."""
    if shared.keys().isdisjoint(names):
        return shared
    lost = frozenset().union(names, *(shared[name] for name in names if name in shared))
    return {name: others for name, others in shared.items() if name not in lost}


def bound_anew(shared: Shared, names: frozenset[str]) -> Shared:
    """Return what is shared after names were bound to something else."""
    return {name: others - names for name, others in shared.items() if name not in names}


def live_at_checks(block: Block) -> dict[int, frozenset[str]]:
    """Return, for each statement that checks a number, the names whose value is read from there on."""
    found: dict[int, frozenset[str]] = {}

    def back(block: Block, after: frozenset[str], caught: frozenset[str]) -> None:
        """`caught` are the names read where what may be raised is caught."""
        places = live_places(block, after)
        for i, stmt in enumerate(block):
            late = caught if i + 2 < len(block) else frozenset[str]()
            match stmt:
                case If(_, body, orelse) if is_guard(stmt):
                    back(body, places[i + 1], caught | exposed_reads(orelse) | places[i + 1])
                    back(orelse, places[i + 1], caught)
                case If(_, body, orelse):
                    back(body, places[i + 1], caught)
                    back(orelse, places[i + 1], caught)
                case For(body=body) | While(body=body):
                    back(body, places[i + 1] | reads(stmt) | exposed_reads(body), caught)
                case _:
                    found[id(stmt)] = places[i + 1] | late

    back(block, frozenset(), frozenset())
    return found
