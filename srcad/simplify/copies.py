"""Put the original where a name only stands for another, and drop what nothing reads.

a = x
b = np.sin(a)        b = np.sin(x)
c = b * 2            return b
return b
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ..analyse.infer import expression_kind
from ..analyse.live import exposed_reads
from ..analyse.memory import memory_of
from ..forms import is_guard
from ..ir import (
    Assign,
    Block,
    Call,
    Comment,
    Const,
    Do,
    Exit,
    Expr,
    For,
    If,
    Item,
    Name,
    Pop,
    Push,
    Return,
    Stmt,
    Target,
    Targets,
    Update,
    While,
    all_reads,
    blocks,
    definitions,
    names,
    reads,
    statements,
    subexpressions,
    substitute,
    targets,
)
from ..kinds import Kind, Scalar
from ..rules.rule import RULES


def map_expressions(stmt: Stmt, table: dict[str, Expr]) -> Stmt:
    """Return a statement with names replaced in all the expressions that it reads, inner blocks included."""
    match stmt:
        case Assign(target, value):
            return replace(stmt, target=_target(target, table), value=substitute(value, table))
        case Update(target, _, value):
            goal = _target(target, table)
            assert not isinstance(goal, Targets)
            return replace(stmt, target=goal, value=substitute(value, table))
        case Push(_, value) | Do(value) | Return(value):
            return replace(stmt, value=substitute(value, table))
        case Pop(target):
            goal = _target(target, table)
            assert not isinstance(goal, Targets)
            return replace(stmt, target=goal)
        case If(condition, body, orelse):
            body = tuple(map_expressions(s, table) for s in body)
            orelse = tuple(map_expressions(s, table) for s in orelse)
            return If(substitute(condition, table), body, orelse, stmt.origin)
        case For(body=body) | While(body=body):
            return _loop_header(stmt, table, tuple(map_expressions(s, table) for s in body))
        case _:
            return stmt


def _target(target: Target, table: dict[str, Expr]) -> Target:
    match target:
        case Item(base, index):
            return replace(target, base=substitute(base, table), index=substitute(index, table))
        case Targets(items):
            return replace(target, items=tuple(_target(item, table) for item in items))
        case _:
            return target


def propagate_copies(block: Block, through: bool = False) -> Block:
    """Replace a name assigned once, as a copy of another or of a literal, where all its uses follow in its block.

    `through`: also where something is written into what the name stands for.
    """
    return _Copies(block, through=through).block(block, {})


def repeat_short(
    block: Block, kinds: Mapping[str, Kind], temporaries: frozenset[str], adjoints: frozenset[str]
) -> Block:
    """Replace a temporary by what it is, where that is as short as a name and is read at two places at most.

    t = x[0]
    y = t * w            y = x[0] * w
    bw = t               bw = x[0]
    """
    if not memory_of(block, kinds).token.keys() <= adjoints or any(map(_changes_an_object, statements(block))):
        return block
    return _Copies(block, kinds, temporaries).block(block, {})


def return_originals(block: Block) -> Block:
    """Return a block whose last statement returns what a name at its end is only another name of.

    value = x
    return value, dx     return x, dx
    """
    match block:
        case (*before, Assign(Name(copy), Name() as original), Return(result) as last) if copy in names(result):
            if not any(copy in reads(stmt) for stmt in statements(tuple(before))):
                return (*before, replace(last, value=substitute(result, {copy: original})))
            return block
        case _:
            return block


def _changes_an_object(stmt: Stmt) -> bool:
    """Whether a statement changes a container from outside, which what is read later may be in."""
    if not isinstance(stmt, Do) or not isinstance(stmt.value, Call):
        return False
    op = stmt.value.op
    return op in ("setitem", "setattr", "call") or (is_method(op) and op not in (".append()", ".pop()", ".insert()"))


class _Copies:
    """Where names are assigned and read, by the position of the statement in the text."""

    def __init__(
        self, block: Block, kinds: Mapping[str, Kind] | None = None, temporaries: frozenset[str] = frozenset(),
        through: bool = False,
    ) -> None:  # fmt: skip
        self.through = through
        self.kinds = kinds
        self.temporaries = temporaries
        self.times: Counter[str] = Counter()
        self.loop = _loops(block) if kinds is not None else []
        self.count: Counter[str] = Counter()
        self.first: dict[str, int] = {}
        self.last: dict[str, int] = {}
        self.written: set[str] = set()
        self.trips: set[str] = set()
        self.given = exposed_reads(block)  # these have a value before any assignment here: one more definition
        self.position = -1
        self.turn = 0  # where the backward sweep begins
        for position, stmt in enumerate(statements(block)):
            if stmt == Comment("backward"):
                self.turn = position
            self.count.update(definitions(stmt))
            for name in reads(stmt):
                self.first.setdefault(name, position)
                self.last[name] = position
                self.times[name] += 1
                if kinds is not None and (isinstance(stmt, Return) or _occurs(stmt, name) > 1):
                    self.times[name] += 2
            if isinstance(stmt, Assign | Update | Pop):
                for item in targets(stmt.target):
                    if isinstance(item, Item) and isinstance(item.base, Name):
                        self.written.add(item.base.id)
            elif isinstance(stmt, For | While) and stmt.trips:
                self.trips.add(stmt.trips)

    def block(self, block: Block, table: dict[str, Expr]) -> Block:
        """Return a block with copies replaced; `table` is what they are replaced by."""
        out: list[Stmt] = []
        end = self.position + sum(1 for _ in statements(block))
        for stmt in block:
            self.position += 1
            match stmt:
                case Assign(Name(id), Name() | Const() as value) if self.is_copy(id, value, end, table):
                    table[id] = table.get(value.id, value) if isinstance(value, Name) else value
                case Assign(Name(id), Call() as value) if self.is_short(id, value, end):
                    table[id] = substitute(value, table)
                case If(condition):
                    condition = substitute(condition, table)
                    body, orelse = self.block(stmt.body, table), self.block(stmt.orelse, table)
                    out.append(replace(stmt, condition=condition, body=body, orelse=orelse))
                case For() | While():
                    out.append(_loop_header(stmt, table, self.block(stmt.body, table)))
                case _:
                    out.append(map_expressions(stmt, table))
        return tuple(out)

    def is_short(self, name: str, value: Call, end: int) -> bool:
        """Whether a temporary is as good as its value, which nothing changes up to its last use."""
        if self.kinds is None or name not in self.temporaries or not 0 < self.times[name] <= 2:
            return False
        if not _is_short(value, self.kinds) or self.count[name] != 1:
            return False
        around = {self.loop[position] for position in (self.position, self.first[name], self.last[name])}
        always = all(self.count[n] == 0 and n in self.given for n in names(value))
        stable = always or all(self.count[n] + (n in self.given) <= 1 for n in names(value))
        late = always and self.position < self.turn < self.first[name]  # the forward sweep does not read it
        return (late or len(around) == 1) and stable and (always or self.is_copy(name, Const(None), end, {}))

    def is_copy(self, name: str, value: Name | Const, end: int, table: dict[str, Expr]) -> bool:
        """Whether a name is assigned nowhere else and read only after this place, up to the end of the block."""
        if self.count[name] != 1 or name in self.given or name in self.trips:
            return False
        if name in self.written and not (self.through and isinstance(value, Name)):
            return False
        if not self.position < self.first.get(name, end) <= self.last.get(name, end) <= end:
            return False
        if isinstance(value, Name):
            original = table.get(value.id, value)
            if isinstance(original, Name):
                if self.count[original.id] + (original.id in self.given) > 1:
                    return False
                self.last[original.id] = max(self.last.get(original.id, end), self.last.get(name, end))
        return True


def _loops(block: Block) -> list[int]:
    """Return for each statement, in the order of the text, which loop it stands in."""
    found: list[int] = []

    def visit(block: Block, loop: int) -> None:
        for stmt in block:
            found.append(loop)
            own = len(found) if isinstance(stmt, For | While) else loop
            for inner in blocks(stmt):
                visit(inner, own)

    visit(block, 0)
    return found


def _occurs(stmt: Stmt, name: str) -> int:
    """Return how often a name stands in a statement's value or condition."""
    exprs = [getattr(stmt, slot, None) for slot in ("value", "condition", "iterable")]
    return sum(part == Name(name) for e in exprs if isinstance(e, Call) for part in subexpressions(e))


def _is_short(expr: Expr, kinds: Mapping[str, Kind]) -> bool:
    """Whether an expression is an item by number, an attribute, or a number plus, minus or times a literal."""
    match expr:
        case Call("[]", (Name(), Const(int()))):
            return True
        case Call(".T", (Name(),)):
            return True
        case Call("+" | "-" | "*", (a, b)) if isinstance(a, Const) != isinstance(b, Const):
            other = b if isinstance(a, Const) else a
            known = isinstance(other, Name) or _is_short(other, kinds)
            return known and isinstance(expression_kind(expr, kinds), Scalar)
        case _:
            return False


def _loop_header(loop: For | While, table: dict[str, Expr], body: Block) -> Stmt:
    stop = None if loop.stop is None else substitute(loop.stop, table)
    if isinstance(loop, While):
        return replace(loop, condition=substitute(loop.condition, table), stop=stop, body=body)
    return replace(loop, iterable=substitute(loop.iterable, table), stop=stop, body=body)


PURE_PREFIXES = ("np.", "math.", ".")
IMPURE = frozenset(
    {"call", "passive", "callee", "raise", ":=", "next", "attempt", "within", "caught", ".pop()", ".append()",
     ".insert()", "place_of", "find", "placed", "taken", "add_into"}
)  # fmt: skip


_CHANGING = {
    "fill", "sort", "put", "partition", "resize", "setfield", "setflags", "clear", "update", "setdefault", "popitem",
    "pop",
}  # fmt: skip
_READING = {name for cls in (str, tuple, dict, np.ndarray, np.generic) for name in dir(cls)} - _CHANGING
PURE_METHODS = frozenset(f".{name}()" for name in _READING)


def is_method(op: str) -> bool:
    """Return whether an operation is a method."""
    return op.startswith(".") and op.endswith("()")


def is_pure(expr: Expr) -> bool:
    """Return whether evaluating an expression has no effect (errors apart)."""
    for part in subexpressions(expr):
        if isinstance(part, Call) and is_method(part.op) and part.op not in PURE_METHODS and part.op not in RULES:
            return False  # of an object: a draw from a random generator, say
        if isinstance(part, Call) and (part.op in IMPURE or part.op.startswith("np.random")):
            if part.op == "call" and part.args[0] in (Name("list"), Name("tuple")):
                continue
            return False
        if isinstance(part, Call) and part.op in ("print", "input", "open", "setattr"):
            return False
    return True


def drop_dead(block: Block) -> Block:
    """Remove assignments whose values nothing reads, and ifs and loops with nothing inside, until nothing changes."""
    while True:
        shorter = _live_part(block, set())
        if len(shorter) == len(block) and shorter == block:
            return block
        block = shorter


def _live_part(block: Block, live: set[str], around: frozenset[str] = frozenset()) -> Block:
    """Return the part of a block that matters; `live` is what is read after it, and becomes what is read before it.

    `around` is what may be read where a `break` or `continue` in it leads.
    """
    out: list[Stmt] = []
    for stmt in reversed(block):
        match stmt:
            case Assign(target, value):
                bound = definitions(stmt)
                if target == value or (live.isdisjoint(bound) and is_pure(value) and not _has_item(target)):
                    continue
                live -= bound
                live |= reads(stmt)
                out.append(stmt)
            case If() if is_guard(stmt):  # whether it raises decides what happens, also where nothing reads it
                live |= all_reads((stmt,))
                out.append(stmt)
            case If(condition):
                other = set(live)
                body, orelse = _live_part(stmt.body, live, around), _live_part(stmt.orelse, other, around)
                live |= other
                if not body and not orelse and is_pure(condition):
                    continue
                live |= names(condition)
                if body or not orelse:
                    out.append(replace(stmt, body=body, orelse=orelse))
                else:
                    out.append(replace(stmt, condition=negate(condition), body=orelse, orelse=()))
            case For() | While():
                after = frozenset(live)
                if stmt.orelse:
                    live |= all_reads(stmt.orelse)
                live |= reads(stmt) | (exposed_reads(stmt.body) - definitions(stmt))
                body = _live_part(stmt.body, live, after | live)
                live -= definitions(stmt)  # each trip begins by binding it
                empty = isinstance(stmt, For) and not body and stmt.stop is None and is_pure(stmt.iterable)
                if empty and after.isdisjoint(definitions(stmt)):
                    live.clear()
                    live |= after
                    continue
                live |= reads(stmt) | after
                out.append(replace(stmt, body=body))
            case Exit():
                live |= around
                out.append(stmt)
            case Pop(Name(id)):
                live.discard(id)
                live.add(stmt.stack)
                out.append(stmt)
            case _:
                live |= reads(stmt)
                out.append(stmt)
    return tuple(reversed(out))


def _has_item(target: Target) -> bool:
    if isinstance(target, Targets):
        return any(_has_item(item) for item in target.items)
    return isinstance(target, Item)


NEGATIONS = {
    "==": "!=", "!=": "==", "is": "is not", "is not": "is", "in": "not in", "not in": "in",
}  # fmt: skip


def negate(condition: Expr) -> Expr:
    """Return the opposite of a condition (`<` stays under `not`: it has another opposite where nan is compared)."""
    if isinstance(condition, Call) and condition.op == "not":
        return condition.args[0]
    if isinstance(condition, Call) and condition.op in NEGATIONS:
        return replace(condition, op=NEGATIONS[condition.op])
    return Call("not", (condition,))
