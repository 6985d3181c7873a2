"""Which containers among the arguments must be two: one that the function changes, and one read under another name."""

from __future__ import annotations

from collections.abc import Set

from ..analyse.flow import written_names
from ..ir import Block, Call, Do, Expr, Name, all_reads, names
from .heap import Heap
from .values import MISSING, Group, Leaf, Value, leaves


def distinct_arguments(heap: Heap, body: Block, result: Value) -> Block:
    """Return the checks that no container which a function changes is given to it under a second name.

    p.n = p.n + 1.0
    return x * q.n
    begins with
    check_distinct([p], q)

    A second name under which nothing is read that was changed does no harm.
    """
    read = all_reads(body).union(*(names(leaf.expr) for leaf in leaves(result)))
    stored = written_names(body, heap.known_kinds())
    given: dict[type, dict[int, Group]] = {}
    for ident, group in heap.originals.items():
        if ident not in heap.foreign and isinstance(group, Group) and group.whole is not None:
            given.setdefault(group.maker, {})[ident] = group
    checks: list[Do] = []
    for groups in given.values():
        changes: dict[int, Set[object]] = {}
        for ident, group in groups.items():
            rolled = heap.rolled_as.get(ident)
            if ident in heap.changed:
                changes[ident] = heap.changed[ident]
            elif rolled is not None and any(names(leaf.expr) & stored for leaf in leaves(rolled)):
                changes[ident] = {*group.keys, len(group.keys)}
        keys = frozenset().union(*changes.values())
        others = [g for ident, g in groups.items() if ident not in changes and is_seen(g, keys, read)]
        if changes and len(changes) + len(others) > 1:
            changed = Call("list", tuple(whole_of(groups[ident]) for ident in changes))
            checks.append(Do(Call("check_distinct", (changed, *map(whole_of, others)))))
    return tuple(checks)


def whole_of(group: Group) -> Expr:
    """Return the expression by which a container is given."""
    assert group.whole is not None
    return group.whole


def is_seen(group: Group, keys: Set[object], read: Set[str]) -> bool:
    """Return whether something may be read of a container under one of these keys, as it came."""
    items = dict(zip(group.keys, group.items, strict=True))
    return any(key not in items or is_read(items[key], read) for key in keys)


def is_read(item: Value, read: Set[str]) -> bool:
    """Return whether a part may be read: what is known of it while compiling leaves no trace."""
    if isinstance(item, Leaf) and isinstance(item.expr, Name) and item.constant is MISSING:
        return item.expr.id in read
    return True
