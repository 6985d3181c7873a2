"""Give a value at once to the name that it is copied to soon after.

bt = bx + by * c                 bx = bx + by * c
bx = bt                          bz = bx * h
bz = bt * h
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from ..analyse.live import exposed_reads
from ..forms import is_guard
from ..ir import (
    Assign,
    Block,
    Name,
    Stmt,
    all_definitions,
    all_reads,
    definitions,
    map_blocks,
    reads,
    statements,
)
from ..kinds import Kind, nameless
from .copies import map_expressions


def at_once(
    block: Block, kinds: Mapping[str, Kind], derived: frozenset[str], kept: frozenset[str] = frozenset()
) -> Block:
    """Return a block in which `derived` names, but not those `kept`, have at once the name that they are copied to."""
    given = exposed_reads(block)  # these have a value before any assignment here
    assigned = Counter(name for stmt in statements(block) for name in definitions(stmt))
    readers = Counter(name for stmt in statements(block) for name in reads(stmt))
    for name in [name for name in assigned if assigned[name] != 1 or name not in derived - kept - given]:
        del assigned[name]
    return _block(block, kinds, derived, frozenset(assigned), readers)


def _block(
    block: Block, kinds: Mapping[str, Kind], derived: frozenset[str], single: frozenset[str], readers: Counter[str]
) -> Block:
    out = [map_blocks(s, lambda inner: _block(inner, kinds, derived, single, readers)) for s in block]
    position = 0
    while position < len(out):
        match out[position]:
            case Assign(Name(new), Name(old)) if (
                new in derived and old in single and _same(kinds.get(new), kinds.get(old))
            ):
                found = _start(out, position, new, old, readers[old])
                if found is not None:
                    start, end = found
                    made = out[start]
                    assert isinstance(made, Assign)
                    out[start] = replace(made, target=Name(new))
                    for place in range(start + 1, end + 1):
                        out[place] = map_expressions(out[place], {old: Name(new)})
                    del out[position]
                    readers[new] += readers[old]  # at most
                    continue
            case _:
                pass
        position += 1
    return tuple(out)


def _start(out: list[Stmt], copied: int, new: str, old: str, times: int) -> tuple[int, int] | None:
    """Return where a name is assigned that is copied at a place, and where it is read last, if it may be the other."""
    for start in range(copied - 1, -1, -1):
        stmt = out[start]
        if isinstance(stmt, Assign) and stmt.target == Name(old):
            break
        if is_guard(stmt) or new in all_reads((stmt,)) | all_definitions((stmt,)):
            return None
    else:
        return None
    seen = sum(old in reads(inner) for stmt in out[start + 1 : copied + 1] for inner in statements((stmt,)))
    end = copied
    while seen < times and end + 1 < len(out):
        end += 1
        if is_guard(out[end]):
            return None
        here = sum(old in reads(inner) for inner in statements((out[end],)))
        if new in all_definitions((out[end],)) and (
            seen + here < times or here == 0 or not isinstance(out[end], Assign)
        ):
            return None
        seen += here
    return (start, end) if seen == times else None


def _same(one: Kind | None, other: Kind | None) -> bool:
    return one is not None and other is not None and nameless(one) == nameless(other)
