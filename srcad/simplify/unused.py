"""Drop what only feeds itself: numbers carried through a loop that nothing else reads, stacks popped for nobody.

for i in range(n):                for i in range(n):
    x = np.sin(x)                     x = np.sin(x)
    s = s + x
"""

from __future__ import annotations

from ..forms import is_guard
from ..ir import (
    Assign,
    Block,
    Comment,
    For,
    If,
    Name,
    Pop,
    Push,
    Stmt,
    While,
    all_definitions,
    all_reads,
    blocks,
    definitions,
    map_blocks,
    reads,
    statements,
)
from .copies import is_pure

BACK = "'"  # after a name: what it holds in the backward sweep


def drop_unused(block: Block) -> Block:
    """Return a block without the assignments, pushes and pops from which nothing leads to what it is run for."""
    turn = block.index(Comment("backward")) if Comment("backward") in block else len(block)
    forward, backward = block[:turn], block[turn:]
    feeds: dict[str, set[str]] = {}  # what is read for a name, or for what is on a stack
    wanted: set[str] = set()
    stacks: set[str] = set()
    for sweep, mark in ((forward, ""), (backward, BACK)):
        for stmt in statements(sweep):
            if is_guard(stmt):  # whether something in it raises decides what happens, also where nothing reads it
                wanted |= {name + mark for name in all_reads((stmt,)) | all_definitions((stmt,))}
            read = {name + mark for name in reads(stmt)}
            if isinstance(stmt, Push):
                stacks.add(stmt.stack)
                feeds.setdefault(stmt.stack, set()).update(read)
            elif _only_binds(stmt) or (isinstance(stmt, Pop) and isinstance(stmt.target, Name)):
                for name in definitions(stmt):
                    feeds.setdefault(name + mark, set()).update(read)
            else:
                wanted |= read
    waiting = list(wanted)
    while waiting:
        name = waiting.pop()
        before = {name.removesuffix(BACK)} if name.endswith(BACK) else set()
        for other in feeds.get(name, set()) | before:
            if other not in wanted:
                wanted.add(other)
                waiting.append(other)
    stacks -= wanted & live_stacks(block)

    def kept(block: Block, mark: str) -> Block:
        def is_unused(stmt: Stmt) -> bool:
            if isinstance(stmt, Push | Pop) and stmt.stack in stacks:
                return True
            return _only_binds(stmt) and wanted.isdisjoint(name + mark for name in definitions(stmt))

        return tuple(map_blocks(s, lambda inner: kept(inner, mark)) for s in block if not is_unused(s))

    return kept(forward, "") + kept(backward, BACK)


def live_stacks(block: Block) -> frozenset[str]:
    """Return the stacks of which something is popped that may be read before its name is assigned again.

    A stack that is asked for its length, or whether it is empty, is among them.
    """
    found = {name for stmt in statements(block) if not isinstance(stmt, Push | Pop) for name in reads(stmt)}
    _live(block, set(), found)
    return frozenset(found)


def _live(block: Block, live: set[str], found: set[str]) -> None:
    """Walk back over a block: `live`, what may be read after it, becomes what may be read before it."""
    for stmt in reversed(block):
        match stmt:
            case Pop(Name(id)):
                if id in live:
                    found.add(stmt.stack)
                live.discard(id)
            case Pop():
                found.add(stmt.stack)
                live |= reads(stmt)
            case If() if not is_guard(stmt):
                other = set(live)
                _live(stmt.body, live, found)
                _live(stmt.orelse, other, found)
                live |= other | reads(stmt)
            case If() | For() | While():
                live |= all_reads((stmt,))
                for inner in blocks(stmt):
                    _live(inner, set(live), found)
            case _:
                live -= definitions(stmt)
                live |= reads(stmt)


def _only_binds(stmt: Stmt) -> bool:
    """Whether a statement has no other effect than to give a name a value."""
    return isinstance(stmt, Assign) and isinstance(stmt.target, Name) and is_pure(stmt.value)
