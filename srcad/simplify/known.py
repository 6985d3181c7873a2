"""What names were computed by, followed through a block as long as it still holds."""

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
    Stmt,
    Update,
    While,
    all_definitions,
    definitions,
    map_blocks,
    names,
    statements,
)
from .copies import is_pure


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


class Walk:
    """A walk through a block that changes statements by what is known where they stand."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.backward = False

    def changed(self, stmt: Stmt, known: Known) -> Stmt | None:
        """Return what stands for a statement without blocks, None for nothing."""
        return stmt

    def block(self, block: Block, known: Known) -> Block:
        """Return a block changed; `known` becomes what is known at its end."""
        out: list[Stmt] = []
        for stmt in block:
            match stmt:
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
                    after = self.changed(stmt, known)
                    if after is None:
                        continue
                    written = stored(after, self.memory.kinds)  # `b += e` binds no array anew
                    self.forget(known, definitions(after) - written, (after,))
                    if isinstance(after, Assign) and isinstance(after.target, Name) and is_pure(after.value):
                        self.remember(known, after.target.id, after.value)
                    out.append(after)
        return tuple(out)

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
