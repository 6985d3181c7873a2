"""Give a name its next value after the last use of the present one, where a copy kept that until then.

bt = bs                          bx += bs * y
bs = bs * x                      bs = bs * x
bx += bt * y
"""

from __future__ import annotations

from collections import Counter

from ..analyse.memory import Memory, sources
from ..forms import is_guard
from ..ir import (
    Assign,
    Block,
    Item,
    Name,
    Stmt,
    Update,
    blocks,
    definitions,
    map_blocks,
    names,
    reads,
    statements,
)
from .copies import is_pure, map_expressions
from .inline import blocks_motion

FARTHEST = 40  # statements


def later(block: Block, derived: frozenset[str], memory: Memory) -> Block:
    """Return a block in which `derived` names change after copies of them were read, which need not be made then."""
    assigned = Counter(name for stmt in statements(block) for name in definitions(stmt))
    readers = Counter(name for stmt in statements(block) for name in reads(stmt))
    single = frozenset(name for name in derived if assigned[name] == 1)
    return _block(block, derived, single, readers, memory)


def _block(
    block: Block, derived: frozenset[str], single: frozenset[str], readers: Counter[str], memory: Memory
) -> Block:
    out = [map_blocks(stmt, lambda inner: _block(inner, derived, single, readers, memory)) for stmt in block]
    position = 0
    while position < len(out):
        match out[position]:
            case Assign(Name(copy), Name(name)) if copy in single and name in derived:
                found = _places(out, position, copy, name, readers[copy], memory)
                if found is not None:
                    change, last = found
                    out.insert(last, out.pop(change))
                    for place in range(position + 1, last + 1):
                        out[place] = map_expressions(out[place], {copy: Name(name)})
                    readers[name] += readers[copy]
                    del out[position]
                    continue
            case _:
                pass
        position += 1
    return tuple(out)


def _places(out: list[Stmt], position: int, copy: str, name: str, times: int, memory: Memory) -> tuple[int, int] | None:
    """Return where a name that was copied changes, and where its copy is read last, if it may change there."""
    seen, change = 0, 0
    for place in range(position + 1, min(len(out), position + FARTHEST)):
        stmt = out[place]
        if is_guard(stmt) or blocks(stmt):
            return None
        if name in definitions(stmt):
            if change or not isinstance(stmt, Assign) or stmt.target != Name(name) or not is_pure(stmt.value):
                return None
            change = place
        elif change and name in reads(stmt):
            return None
        if copy in reads(stmt):
            if not isinstance(stmt, Assign | Update) or copy in _kept(stmt, memory):
                return None
            seen += 1
        if change and seen == times:
            between, value = out[change + 1 : place + 1], out[change]
            assert isinstance(value, Assign)
            moves = place > change and not blocks_motion(value.value, between, memory)
            return (change, place) if moves else None
    return None


def _kept(stmt: Assign | Update, memory: Memory) -> frozenset[str]:
    """Return the names into whose memory a statement writes, or whose memory it gives to others."""
    places = names(stmt.target.base) if isinstance(stmt.target, Item) else definitions(stmt)
    return places | (sources(stmt.value, memory.kinds) if memory.token else frozenset())
