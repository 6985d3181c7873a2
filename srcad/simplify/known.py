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

Fact = tuple[Expr | None, frozenset[str] | None]  # what a name was computed by, and the memory read for it


class Known:
    """What names were computed by, where that still holds."""

    def __init__(self) -> None:
        self.value: dict[str, Expr] = {}
        # by name, the names whose values read it or once did, in order; by "", those whose values read no name
        self.readers: dict[str, dict[str, None]] = {}
        self.memory: dict[str, frozenset[str]] = {}  # of values that read memory, the tokens of what is written of it
        self.log: list[tuple[str, Fact]] = []  # what was known before each change

    def put(self, name: str, value: Expr | None, memory: frozenset[str] | None) -> None:
        """Note what a name is computed by, None for what is not known."""
        self.log.append((name, (self.value.get(name), self.memory.get(name))))
        self.value.pop(name, None)
        self.memory.pop(name, None)
        if value is not None:
            self.value[name] = value
        if memory is not None:
            self.memory[name] = memory

    def drop(self, found: Iterable[str]) -> None:
        """Forget what names were computed by."""
        for name in found:
            if name in self.value:
                self.put(name, None, None)

    def before(self, mark: int) -> dict[str, Fact]:
        """Return what was known, when the log was so long, of the names that changed since."""
        return dict(reversed(self.log[mark:]))

    def back(self, mark: int) -> dict[str, Expr | None]:
        """Go back to what was known when the log was so long; return what is given up."""
        former = self.before(mark)
        given_up = {name: self.value.get(name) for name in former}
        del self.log[mark:]
        for name, (value, memory) in former.items():
            self.put(name, value, memory)
        del self.log[mark:]
        return given_up


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
                    out.append(replace(stmt, body=self.apart(body, known), orelse=self.apart(orelse, known)))
                case If(_, body, orelse):
                    out.append(If(stmt.condition, *self.branches(body, orelse, known), stmt.origin))
                case For() | While():
                    self.forget(known, all_definitions((stmt,)), (stmt,))
                    out.append(map_blocks(stmt, lambda inner: self.apart(inner, known)))
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

    def apart(self, block: Block, known: Known) -> Block:
        """Return a block changed, which leaves nothing known."""
        mark = len(known.log)
        found = self.block(block, known)
        known.back(mark)
        return found

    def branches(self, body: Block, orelse: Block, known: Known) -> tuple[Block, Block]:
        """Return both branches changed; what is known then is what both leave known."""
        mark = len(known.log)
        body = self.block(body, known)
        there = known.back(mark)
        orelse = self.block(orelse, known)
        former = known.before(mark)
        for name in there.keys() | former.keys():
            value = there[name] if name in there else former[name][0]
            here = known.value.get(name)
            if here is not value and here != value:
                known.drop((name,))
        return body, orelse

    def remember(self, known: Known, name: str, value: Expr) -> None:
        """Note what a name was computed by, unless that makes memory that is written into."""
        read = names(value)
        made = name in self.memory.token and self.memory.is_new(value)
        if isinstance(value, Call) and name not in read and not made:
            for each in read or ("",):
                known.readers.setdefault(each, {})[name] = None
            looks = any(is_memory(self.memory.kinds.get(each)) for each in read)
            known.put(name, value, self.memory.looked_through(value) if looks else None)

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
