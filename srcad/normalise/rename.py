"""Give each independent life of a variable a name of its own, so that facts can be about names.

    x = np.sin(x)        x_1 = np.sin(x)
    y = x * x            y = x_1 * x_1
    x = 2.0              x_2 = 2.0

A life is a set of assignments that reach a common use. Where paths join, or a loop comes round, lives are one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from ..ir import (
    Assign,
    Block,
    Call,
    Comment,
    Do,
    Exit,
    Expr,
    For,
    If,
    Item,
    Name,
    Pop,
    Push,
    Return,
    Stmt,
    Target,
    Targets,
    Try,
    Update,
    While,
    With,
    all_definitions,
    names,
    substitute,
)
from ..names import Names

Site = tuple[object, ...]
Reaching = dict[str, frozenset[Site]]


def rename(
    block: Block,
    inputs: tuple[str, ...],
    fresh: Names,
    only: frozenset[str] | None = None,
    former: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Block, dict[str, str]]:
    """Return a block with one name a life, and the former name of each; inputs are definitions before the block.

    With `only`, the other names stay as they are. Lives of a variable that had a `former` name are called by that one.
    """
    lives = _Lives()
    start: Reaching = {name: frozenset({("input", name)}) for name in inputs}
    for name in inputs:
        lives.define(name, ("input", name))
    lives.block(block, start, ())
    table = lives.names(fresh, only, former)
    renamed = _Rename(lives, table).block(block, ())
    return renamed, {new: old for (old, _), new in table.items()} | {name: name for name in inputs}


@dataclass
class _Lives:
    """Union of definitions that reach a common use; `uses` tells a definition for each use, by place and name."""

    parent: dict[tuple[str, Site], tuple[str, Site]] = field(default_factory=dict)
    order: dict[tuple[str, Site], int] = field(default_factory=dict)
    uses: dict[tuple[Site, str], tuple[str, Site]] = field(default_factory=dict)

    def define(self, name: str, site: Site) -> None:
        key = (name, site)
        if key not in self.parent:
            self.parent[key] = key
            self.order[key] = len(self.order)

    def find(self, key: tuple[str, Site]) -> tuple[str, Site]:
        while self.parent[key] != key:
            self.parent[key] = self.parent[self.parent[key]]
            key = self.parent[key]
        return key

    def use(self, name: str, place: Site, reaching: Reaching) -> None:
        sites = sorted(reaching.get(name, ()), key=repr)
        if not sites:
            return
        first = (name, sites[0])
        self.uses[place, name] = first
        for site in sites[1:]:
            a, b = self.find(first), self.find((name, site))
            if a != b:
                early, late = sorted((a, b), key=self.order.__getitem__)
                self.parent[late] = early

    def names(
        self, fresh: Names, only: frozenset[str] | None, former: Mapping[str, str]
    ) -> dict[tuple[str, Site], str]:
        """Return the name of each life, by the definition that represents it: the first life keeps the variable's."""
        table: dict[tuple[str, Site], str] = {}
        seen: set[str] = set()
        for key in self.order:
            root = self.find(key)
            if root in table:
                continue
            same = root[0] not in seen or (only is not None and root[0] not in only)
            table[root] = root[0] if same else fresh.fresh(former.get(root[0], root[0]))
            seen.add(root[0])
        return table

    # ------------------------------------------------------------ reaching definitions
    def block(self, block: Block, reaching: Reaching, path: Site) -> Reaching:
        for i, stmt in enumerate(block):
            reaching = self.statement(stmt, reaching, (*path, i))
        return reaching

    def statement(self, stmt: Stmt, reaching: Reaching, place: Site) -> Reaching:
        match stmt:
            case If(condition, body, orelse):
                self.read(names(condition), place, reaching)
                a = self.block(body, reaching, (*place, "body"))
                if isinstance(condition, Call) and condition.op == "within":
                    return a
                b = self.block(orelse, reaching, (*place, "orelse"))
                return merge(a, b, all_definitions((stmt,)))
            case For() | While():
                return self.loop(stmt, reaching, place)
            case Assign(target, value):
                self.read(names(value) | _target_reads(target), place, reaching)
                return self.bind(target, place, reaching)
            case Update(target, _, value):
                self.read(names(value) | _target_reads(target), place, reaching)
                if isinstance(target, Name):
                    self.use(target.id, place, reaching)
                    # the object updated in place and the name bound anew are one life
                    after = self.bind(target, place, reaching)
                    both = reaching.get(target.id, frozenset()) | after.get(target.id, frozenset())
                    self.use(target.id, (*place, "after"), {target.id: both})
                    return after
                return reaching
            case Push(_, value) | Do(value) | Return(value):
                self.read(names(value), place, reaching)
                return reaching
            case Pop(target):
                self.read(_target_reads(target), place, reaching)
                return self.bind(target, place, reaching)
            case Exit() | Comment() | Try() | With():
                return reaching

    def loop(self, loop: For | While, reaching: Reaching, place: Site) -> Reaching:
        if isinstance(loop, For):
            self.read(names(loop.iterable), place, reaching)
        head = reaching
        assigned = all_definitions((loop,))
        while True:
            inside = head
            if isinstance(loop, For):
                inside = self.bind(loop.target, place, head)
            else:
                self.read(names(loop.condition), place, head)
            end = self.block(loop.body, inside, (*place, "body"))
            if loop.stop is not None:
                self.read(names(loop.stop), (*place, "stop"), end)
            if loop.trips is not None:
                self.use(loop.trips, (*place, "trips"), merge(head, end, assigned))
            again = merge(head, end, assigned)
            if again == head:
                return head
            head = again

    def read(self, wanted: frozenset[str], place: Site, reaching: Reaching) -> None:
        for name in wanted:
            self.use(name, place, reaching)

    def bind(self, target: Target, place: Site, reaching: Reaching) -> Reaching:
        found = dict(reaching)
        for item in _names_bound(target):
            self.define(item, place)
            found[item] = frozenset({place})
        return found


def merge(a: Reaching, b: Reaching, assigned: frozenset[str]) -> Reaching:
    """Return the definitions that reach a place where two paths meet, on which some names were `assigned`."""
    found = dict(a)
    for name in assigned:
        if name in a or name in b:
            found[name] = a.get(name, frozenset()) | b.get(name, frozenset())
    return found


def _names_bound(target: Target) -> list[str]:
    if isinstance(target, Name):
        return [target.id]
    if isinstance(target, Targets):
        return [name for item in target.items for name in _names_bound(item)]
    return []


def _target_reads(target: Target) -> frozenset[str]:
    if isinstance(target, Item):
        return names(target.base) | names(target.index)
    if isinstance(target, Targets):
        return frozenset().union(*(_target_reads(item) for item in target.items))
    return frozenset()


@dataclass
class _Rename:
    lives: _Lives
    table: dict[tuple[str, Site], str]

    def block(self, block: Block, path: Site) -> Block:
        return tuple(self.statement(stmt, (*path, i)) for i, stmt in enumerate(block))

    def used(self, name: str, place: Site) -> str:
        definition = self.lives.uses.get((place, name))
        return name if definition is None else self.table[self.lives.find(definition)]

    def defined(self, name: str, place: Site) -> str:
        return self.table[self.lives.find((name, place))]

    def expr(self, expr: Expr, place: Site) -> Expr:
        changed: dict[str, Expr] = {}
        for name in names(expr):
            new = self.used(name, place)
            if new != name:
                changed[name] = Name(new)
        return substitute(expr, changed) if changed else expr

    def target(self, target: Target, place: Site) -> Target:
        match target:
            case Name(id):
                return Name(self.defined(id, place))
            case Item(base, index):
                return replace(target, base=self.expr(base, place), index=self.expr(index, place))
            case Targets(items):
                return replace(target, items=tuple(self.target(item, place) for item in items))

    def statement(self, stmt: Stmt, place: Site) -> Stmt:
        match stmt:
            case If():
                body = self.block(stmt.body, (*place, "body"))
                orelse = self.block(stmt.orelse, (*place, "orelse"))
                return replace(stmt, condition=self.expr(stmt.condition, place), body=body, orelse=orelse)
            case For() | While():
                stop = None if stmt.stop is None else self.expr(stmt.stop, (*place, "stop"))
                trips = None if stmt.trips is None else self.used(stmt.trips, (*place, "trips"))
                body = self.block(stmt.body, (*place, "body"))
                if isinstance(stmt, While):
                    condition = self.expr(stmt.condition, place)
                    return replace(stmt, condition=condition, body=body, stop=stop, trips=trips)
                iterable = self.expr(stmt.iterable, place)
                target = self.target(stmt.target, place)
                return replace(stmt, target=target, iterable=iterable, body=body, stop=stop, trips=trips)
            case Assign():
                return replace(stmt, target=self.target(stmt.target, place), value=self.expr(stmt.value, place))
            case Update():
                target = self.target(stmt.target, place)
                assert not isinstance(target, Targets)
                return replace(stmt, target=target, value=self.expr(stmt.value, place))
            case Push() | Do() | Return():
                return replace(stmt, value=self.expr(stmt.value, place))
            case Pop():
                target = self.target(stmt.target, place)
                assert not isinstance(target, Targets)
                return replace(stmt, target=target)
            case Exit() | Comment() | Try() | With():
                return stmt
