"""What parameters of a callee may reach: which results by derivatives, and which names by sharing memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set

from ..ir import Assign, Block, Call, Do, Expr, Item, Name, definitions, names, statements
from ..kinds import Kind
from .activity import useful_names
from .callee import Callee
from .memory import sources, stored


def solve(callees: Iterable[Callee]) -> None:
    """Find what flows through callees: nothing to begin with, then again until nothing changes."""
    found = list(callees)
    for callee in found:
        callee.flow = (frozenset(),) * len(callee.results)
    while True:
        before = [callee.flow for callee in found]
        for callee in found:
            callee.flow = tuple(_reaching(callee, slot.items) for slot in callee.results)
        if [callee.flow for callee in found] == before:
            return


def _reaching(callee: Callee, items: tuple[str, ...]) -> frozenset[int]:
    useful = useful_names(callee.body, frozenset(items))
    return frozenset(i for i, slot in enumerate(callee.params) if useful & frozenset(slot.items))


def written_names(block: Block, kinds: Mapping[str, Kind]) -> frozenset[str]:
    """Return the names through which a block writes into memory."""
    return frozenset().union(*(stored(stmt, kinds) for stmt in statements(block)))


def sharing(block: Block, kinds: Mapping[str, Kind], start: Iterable[str]) -> frozenset[str]:
    """Return the names whose memory some names may share: those that they were bound to, directly or through others."""
    lines: dict[str, set[str]] = {}
    for holder, inside, mutual in _bindings(block, kinds):
        lines.setdefault(holder, set()).update(inside)
        for other in inside if mutual else ():
            lines.setdefault(other, set()).add(holder)
    return _closure(lines, start)


def bound_to(block: Block, kinds: Mapping[str, Kind], start: Iterable[str]) -> frozenset[str]:
    """Return the names that may come to share memory with what some names hold before a block."""
    lines: dict[str, set[str]] = {}
    for holder, inside, mutual in _bindings(block, kinds):
        for other in inside:
            lines.setdefault(other, set()).add(holder)
            if mutual:
                lines.setdefault(holder, set()).add(other)
    return _closure(lines, start)


def _bindings(block: Block, kinds: Mapping[str, Kind]) -> Iterator[tuple[str, frozenset[str], bool]]:
    """Yield names with those whose memory they are bound to; and whether these share it with the name from then on."""
    for stmt in statements(block):
        match stmt:
            case Assign(Item(base=base), value) | Do(Call(".append()" | ".insert()", (base, *_, value))):
                for holder in names(base):
                    yield holder, sources(value, kinds), True
            case Assign(target, value):
                shared = sources(value, kinds)
                if not isinstance(target, Name) and isinstance(value, Name):
                    shared = frozenset((value.id,))
                for name in definitions(stmt):
                    yield name, shared, False
            case _:
                pass


def _closure(lines: Mapping[str, set[str]], start: Iterable[str]) -> frozenset[str]:
    found, waiting = set(start), list(start)
    while waiting:
        for other in lines.get(waiting.pop(), ()):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return frozenset(found)


def changed_outside(block: Block, outside: Set[str]) -> list[tuple[Expr, Expr]]:
    """Return the containers from outside that a block changes, each with the key or the attribute's name.

    `outside` are the names of what is read there. Where a method may change all of it, the key is a name.
    """
    found: list[tuple[Expr, Expr]] = []
    for stmt in statements(block):
        match stmt:
            case Do(Call("setitem" | "setattr", (base, key, *_))):
                found.append((base, key))
            case Do(Call("call", (Name("object.__setattr__"), base, key, *_))):
                found.append((base, key))
            case Do(Call(op, (base, *_))) if op.endswith("()") and names(base) & outside:
                found.append((base, Name(op)))
            case _:
                pass
    return found
