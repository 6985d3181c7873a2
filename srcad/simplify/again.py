"""Compute nothing again that still has its value: what a backward sweep recomputes beside one adjoint serves the next.

t = np.cos(s)           t = np.cos(s)
by += bz * t            by += bz * t
t = np.cos(s)           bx += bw * t
bx += bw * t

In the backward sweep, functions are not called again inside expressions either, where a name has their value.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..analyse.memory import CHANGERS, Memory, is_memory, stored
from ..forms import is_guard
from ..ir import (
    Assign,
    Block,
    Call,
    Comment,
    Do,
    Expr,
    For,
    If,
    Name,
    Return,
    Stmt,
    Update,
    While,
    all_definitions,
    definitions,
    map_blocks,
    names,
    rebuild,
    statements,
)
from .copies import is_pure

FUNCTIONS = ("np.", "math.", "scipy.")


class Known:
    """What names were computed by, where that still holds."""

    def __init__(
        self, value: dict[str, Expr], readers: dict[str, dict[str, None]], memory: dict[str, frozenset[str]]
    ) -> None:
        self.value = value
        self.readers = readers  # by name, the names whose values read it or once did, in order; never changed apart
        self.memory = memory  # for names whose values read more than numbers, the tokens of what is written of that

    def copy(self) -> Known:
        """Return the same facts, to be changed apart."""
        return Known(dict(self.value), self.readers, dict(self.memory))

    def drop(self, found: Iterable[str]) -> None:
        """Forget what names were computed by."""
        for name in found:
            self.value.pop(name, None)
            self.memory.pop(name, None)


def compute_once(block: Block, memory: Memory, generated: frozenset[str]) -> Block:
    """Return a block without assignments of what a name still holds; `memory` tells what of it is written."""
    return _Pass(memory, generated).block(block, Known({}, {}, {}))


class _Pass:
    def __init__(self, memory: Memory, generated: frozenset[str]) -> None:
        self.memory = memory
        self.generated = generated
        self.backward = False

    def block(self, block: Block, known: Known) -> Block:
        """Return a block shortened; `known` becomes what is known at its end."""
        out: list[Stmt] = []
        for stmt in block:
            match stmt:
                case Assign(Name(id), Call() as value) if known.value.get(id) == value:
                    continue
                case If(_, body, orelse) if is_guard(stmt):
                    self.forget(known, all_definitions((stmt,)), (stmt,))
                    both = self.block(body, known.copy()), self.block(orelse, known.copy())
                    out.append(replace(stmt, body=both[0], orelse=both[1]))
                case If(_, body, orelse):
                    other = known.copy()
                    body, orelse = self.block(body, known), self.block(orelse, other)
                    pairs = [(n, value, other.value.get(n)) for n, value in known.value.items()]
                    known.drop([n for n, value, found in pairs if found is not value and found != value])
                    out.append(If(stmt.condition, body, orelse, stmt.origin))
                case For() | While():
                    self.forget(known, all_definitions((stmt,)), (stmt,))
                    out.append(map_blocks(stmt, lambda inner: self.block(inner, known.copy())))
                case Comment("backward"):
                    self.backward = True
                    out.append(stmt)
                case _:
                    stmt = self.as_copy(self.reading(stmt, known) if self.backward else stmt, known)
                    written = stored(stmt, self.memory.kinds)  # `b += e` binds no array anew
                    self.forget(known, definitions(stmt) - written, (stmt,))
                    if isinstance(stmt, Assign) and isinstance(stmt.target, Name) and is_pure(stmt.value):
                        self.remember(known, stmt.target.id, stmt.value)
                    out.append(stmt)
        return tuple(out)

    def reading(self, stmt: Stmt, known: Known) -> Stmt:
        """Return a statement in which names stand for calls of functions whose values they hold."""
        if not isinstance(stmt, Assign | Update | Return):
            return stmt
        value = self.at_hand(stmt.value, known)
        return stmt if value is stmt.value else replace(stmt, value=value)

    def at_hand(self, expr: Expr, known: Known) -> Expr:
        """Return an expression with names for calls of functions whose values they hold."""
        if not isinstance(expr, Call):
            return expr
        if expr.op.startswith(FUNCTIONS) and expr.args:
            for other in known.readers.get(next(iter(names(expr)), ""), ()):
                if other not in self.memory.token and known.value.get(other) == expr:
                    return Name(other)
        return rebuild(expr, lambda arg: self.at_hand(arg, known))

    def as_copy(self, stmt: Stmt, known: Known) -> Stmt:
        """Return a recomputation, by a function, of what another name still holds as a copy of that name."""
        match stmt:
            case Assign(Name(id), Call(op, args) as value, None) if self.is_plain(id) and "." in op and args:
                for other in known.readers.get(next(iter(names(value)), ""), ()):
                    if self.is_plain(other) and other != id and known.value.get(other) == value:
                        return replace(stmt, value=Name(other))
            case _:
                pass
        return stmt

    def is_plain(self, name: str) -> bool:
        """Whether a name is a generated one, and nothing is written into what it holds."""
        return name in self.generated and name not in self.memory.token

    def remember(self, known: Known, name: str, value: Expr) -> None:
        """Note what a name was computed by, unless that makes memory that is written into."""
        read = names(value)
        made = name in self.memory.token and self.memory.is_new(value)
        if isinstance(value, Call) and name not in read and not made:
            known.value[name] = value
            for each in read:
                known.readers.setdefault(each, {})[name] = None
            if any(is_memory(self.memory.kinds.get(each)) for each in read):
                known.memory[name] = self.memory.looked_through(value)

    def forget(self, known: Known, lost: frozenset[str], block: Block) -> None:
        """Drop what is no longer so after statements that assign names and may write memory."""
        known.drop(lost)
        for name in lost:
            readers = known.readers.get(name, ())
            known.drop([reader for reader in readers if reader in known.value and name in names(known.value[reader])])
        if not known.memory:
            return
        if any(_is_unclear(stmt) for stmt in statements(block)):
            known.drop(list(known.memory))
        written = frozenset().union(*(self.memory.writes(stmt) for stmt in block))
        if written:
            known.drop([name for name, tokens in known.memory.items() if tokens & written])


def _is_unclear(stmt: Stmt) -> bool:
    """Whether a statement may write into memory that it does not name."""
    match stmt:
        case Do(Call(op)):
            return op not in (*CHANGERS, "raise")
        case Assign(value=value) | Update(value=value):
            return not is_pure(value)
        case _:
            return False
