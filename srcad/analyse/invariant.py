"""What a loop computes anew in each trip from what no trip changes: it is the same in all of them."""

from __future__ import annotations

from collections.abc import Mapping

from ..ir import Assign, For, Name, While, all_definitions, names, statements
from ..kinds import Array, Scalar
from ..simplify.copies import is_pure
from .live import exposed_reads
from .memory import Memory


def invariants(loop: For | While, count: Mapping[str, int], memory: Memory) -> frozenset[str]:
    """Return the names that hold one value at all places of a loop, its inner ones included, where they have any.

    `count` tells at how many places of the function a name is assigned.
    """
    changing = all_definitions((loop,))
    written = memory.writes(loop)
    carried = exposed_reads(loop.body)
    found: set[str] = set()
    for stmt in statements(loop.body):
        if not isinstance(stmt, Assign) or not isinstance(stmt.target, Name):
            continue
        name, value = stmt.target.id, stmt.value
        if count[name] != 1 or name in carried or name in memory.token or not is_pure(value):
            continue
        if not isinstance(memory.kinds.get(name), Scalar | Array):
            continue
        if names(value) & changing <= found and not memory.contents(value) & written:
            found.add(name)
    return frozenset(found)
