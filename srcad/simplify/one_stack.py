"""Push on one stack what is pushed at one place and popped at one place: as tuples.

x_stack.append(x)                stack.append((x, y))
y_stack.append(y)                x = y * x
x = y * x                        y = y + x
y = y + x                        ...
...                              x, y = stack.pop()
y = y_stack.pop()
x = x_stack.pop()
"""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar

from ..ir import (
    Assign,
    Block,
    Call,
    Exit,
    Expr,
    Name,
    Pop,
    Push,
    Return,
    Stmt,
    Target,
    Targets,
    While,
    all_definitions,
    all_reads,
    blocks,
    map_blocks,
    reads,
    statements,
)

COPY = ".copy()"
Part = TypeVar("Part", Expr, Target)


def on_one_stack(parts: tuple[Block, ...], taken: frozenset[str]) -> tuple[Block, ...]:
    """Return both sweeps, in one block or in two, with fewer stacks; new names are none of `taken`."""
    groups = [group for group in _groups(parts) if len(group.members) > 1]
    taken = taken.union(*map(all_definitions, parts), *map(all_reads, parts))
    table: dict[str, tuple[str, _Group]] = {}
    for group in groups:
        name = next(name for k in range(len(taken) + 1) if (name := f"stack_{k}" if k else "stack") not in taken)
        taken |= {name}
        table.update(dict.fromkeys(group.members, (name, group)))
    return tuple(_Rewrite(table).block(part) for part in parts) if table else parts


class _Places:
    """A block, where in it names are assigned and read, and where it may be left: looked up for each pair of stacks."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.assigned: dict[str, list[int]] = {}
        self.mentioned: dict[str, list[int]] = {}
        self.left: list[int] = []
        self.others: list[int] = []  # what is no push
        for place, stmt in enumerate(block):
            assigned = all_definitions((stmt,))
            for name in assigned:
                self.assigned.setdefault(name, []).append(place)
            for name in assigned | all_reads((stmt,)):
                self.mentioned.setdefault(name, []).append(place)
            if any(isinstance(inner, Exit | Return) for inner in statements((stmt,))):
                self.left.append(place)
            if not isinstance(stmt, Push):
                self.others.append(place)

    def pushes_alike(self, place: int, site: int) -> bool:
        """Whether what is pushed at a place is the same, and as often, if it is pushed at another."""
        first, last = min(place, site), max(place, site)
        if not _between(self.others, first, last):
            return True
        push = self.block[place]
        assert isinstance(push, Push)
        if not isinstance(push.value, Name) or _between(self.left, first, last):
            return False
        return not _between(self.assigned.get(push.value.id, []), first, last)

    def pops_alike(self, place: int, site: int) -> bool:
        """Whether a name may be popped earlier, where others are."""
        pop = self.block[place]
        assert isinstance(pop, Pop) and isinstance(pop.target, Name)
        return not _between(self.mentioned.get(pop.target.id, []), site, place) and not _between(self.left, site, place)


def _between(places: list[int], first: int, last: int) -> bool:
    """Whether one of some places, given in their order, lies between two others."""
    at = bisect.bisect_right(places, first)
    return at < len(places) and places[at] < last


@dataclass
class _Group:
    """Stacks that can be one: where each is pushed on and popped from, and the places where the one will be."""

    forth: _Places  # in the block that they are pushed in
    back: _Places  # in that which they are popped in
    site: int
    members: dict[str, tuple[int, int]] = field(default_factory=dict)  # in the order of the pushes

    @property
    def first(self) -> str:
        """The stack whose name, start and loop condition become those of the one."""
        return next(iter(self.members))

    @property
    def back_site(self) -> int:
        """Where all are popped: at the first pop."""
        return min(back for _, back in self.members.values())

    def takes(self, site: int, members: dict[str, tuple[int, int]]) -> bool:
        """Whether the members may be pushed at one place, and popped where the first of them is."""
        back_site = min(back for _, back in members.values())
        return all(
            self.forth.pushes_alike(place, site) and self.back.pops_alike(back, back_site)
            for place, back in members.values()
        )


def _groups(parts: tuple[Block, ...]) -> list[_Group]:
    """Return groups of stacks that are each pushed on at one place, the same for all, and popped from likewise."""
    single = _pushed_and_popped_once(parts)
    pushed: dict[str, tuple[Block, int]] = {}
    popped: dict[str, tuple[Block, int]] = {}
    for block in _all_blocks(parts):
        for place, stmt in enumerate(block):
            if isinstance(stmt, Push) and stmt.stack in single:
                pushed[stmt.stack] = block, place
            elif isinstance(stmt, Pop) and stmt.stack in single and isinstance(stmt.target, Name):
                popped[stmt.stack] = block, place
    known: dict[int, _Places] = {}

    def places(block: Block) -> _Places:
        if id(block) not in known:
            known[id(block)] = _Places(block)
        return known[id(block)]

    groups: list[_Group] = []
    for stack, (block, place) in pushed.items():
        if stack not in popped:
            continue
        back, back_place = popped[stack]
        for group in groups:
            if group.forth.block is not block or group.back.block is not back:
                continue
            members = {**group.members, stack: (place, back_place)}
            site = next((site for site in (place, group.site) if group.takes(site, members)), None)
            if site is not None:
                group.site, group.members = site, members
                break
        else:
            groups.append(_Group(places(block), places(back), place, {stack: (place, back_place)}))
    return groups


def _pushed_and_popped_once(parts: tuple[Block, ...]) -> frozenset[str]:
    """Return the stacks that are made, handed on, pushed on and popped from, and else only asked whether they last."""
    pushes: Counter[str] = Counter()
    pops: Counter[str] = Counter()
    mentioned: set[str] = set()
    for part in parts:
        for stmt in statements(part):
            match stmt:
                case Push(stack, value):
                    pushes[stack] += 1
                    mentioned |= all_reads((stmt,)) - {stack} if not isinstance(value, Name) else {value.id}
                case Pop(_, stack):
                    pops[stack] += 1
                case While(Name()):
                    mentioned |= reads(replace(stmt, condition=Call("tuple")))
                case Assign(Name(id), Call(op, args)) if _is_start(stmt) or (op == COPY and args == (Name(id),)):
                    pass
                case Return(Call("tuple", (value, Call("tuple")))) if len(parts) > 1:
                    mentioned |= all_reads((Return(value),))
                case _:
                    mentioned |= reads(stmt)
    return frozenset(stack for stack in pushes if pushes[stack] == pops[stack] == 1) - mentioned


def _is_start(stmt: Assign) -> bool:
    return stmt.value == Call("list", ())


def _all_blocks(found: tuple[Block, ...]) -> Iterator[Block]:
    for block in found:
        yield block
        for stmt in block:
            yield from _all_blocks(blocks(stmt))


class _Rewrite:
    """Puts the stacks of each group on one, whose name `table` gives."""

    def __init__(self, table: dict[str, tuple[str, _Group]]) -> None:
        self.table = table

    def block(self, block: Block) -> Block:
        """Return a block as it is with fewer stacks."""
        return tuple(new for place, stmt in enumerate(block) for new in self.statement(stmt, place, block))

    def statement(self, stmt: Stmt, place: int, block: Block) -> list[Stmt]:
        match stmt:
            case Push(stack) if stack in self.table:
                name, group = self.table[stack]
                values = tuple(self.pushed(group.forth.block[at]) for at, _ in group.members.values())
                return [Push(name, Call("tuple", values))] if place == group.site else []
            case Pop(_, stack) if stack in self.table:
                name, group = self.table[stack]
                goals = tuple(self.goal(group.back.block[at]) for _, at in group.members.values())
                return [Assign(Targets(goals), Call(".pop()", (Name(name),)))] if place == group.back_site else []
            case Assign(Name(id), Call(op)) if id in self.table:
                name, group = self.table[id]
                value = Call(COPY, (Name(name),)) if op == COPY else Call("list", ())
                return [Assign(Name(name), value)] if id == group.first else []
            case Assign(Targets(items), Name()):
                return [replace(stmt, target=Targets(tuple(self.kept(items))))]
            case Return(Call("tuple", (value, Call("tuple", handed)))):
                return [replace(stmt, value=Call("tuple", (value, Call("tuple", tuple(self.kept(handed))))))]
            case While(Name(id)) if id in self.table:
                return [replace(stmt, condition=Name(self.table[id][0]), body=self.block(stmt.body))]
            case _:
                return [map_blocks(stmt, self.block)]

    def pushed(self, stmt: Stmt) -> Expr:
        assert isinstance(stmt, Push)
        return stmt.value

    def goal(self, stmt: Stmt) -> Name:
        assert isinstance(stmt, Pop) and isinstance(stmt.target, Name)
        return stmt.target

    def kept(self, found: Iterable[Part]) -> Iterator[Part | Name]:
        """Yield what is handed from one part to the other, without the stacks that are no more."""
        for item in found:
            if not isinstance(item, Name) or item.id not in self.table:
                yield item
            elif self.table[item.id][1].first == item.id:
                yield Name(self.table[item.id][0])
