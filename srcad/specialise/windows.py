"""Objects in a list of unknown length: what is read of one is read in the list, what is written goes there.

An object that stands in a list may be reached in several ways, of which none is known while compiling to be another.
So nothing of it is kept anywhere else, as long as it stays at its place; where places change, objects are only read.
"""

from __future__ import annotations

from dataclasses import replace

from ..ir import Call, Const, Expr, Name, Origin
from ..kinds import INT
from .containers import Containers
from .heap import is_mutable
from .rows import Rows, leaves_of
from .skeletons import LEAF, Skeleton, built, is_leaf
from .structures import HELD
from .values import Group, Leaf, Poison, Ref, Value, is_varied


class Windows(Containers):
    """The part of the specialiser for objects in lists of unknown length."""

    # ------------------------------------------------------------ objects at a place
    def seen_at(self, columns: tuple[Leaf, ...], element: Skeleton, k: Expr) -> Value:
        """Return an element at a position; what can be written into in it is read and written there."""
        place: Expr = k
        if not isinstance(k, Const):
            name = self.temporary(k, "place")
            self.record(name.id, INT)
            place = name
        return self.windowed(self.own_names_of(columns), element, place)

    def own_names_of(self, columns: tuple[Leaf, ...]) -> list[Leaf]:
        """Return lists under names that nothing else is bound to."""
        found: list[Leaf] = []
        for column in columns:
            now = self.current(column)
            assert isinstance(now, Leaf)
            name = self.temporary(now.expr, "held")
            self.record(name.id, now.kind)
            found.append(replace(now, expr=name))
        return found

    def windowed(self, columns: list[Leaf], element: Skeleton, place: Expr) -> Value:
        """Return what these lists hold at a place."""
        if is_leaf(element):
            return self.part_at(columns[0], place)
        assert isinstance(element, tuple)
        group = Group(element[0], element[1], self.parts_there(columns, element, place))
        if not is_mutable(group.maker):
            return group
        group = self.stand(group, "t")
        assert group.ident is not None
        self.windows[group.ident] = (tuple(columns), element, place)
        return group

    def parts_there(self, columns: list[Leaf], element: Skeleton, place: Expr) -> tuple[Value, ...]:
        """Return the parts of an element at a place."""
        assert isinstance(element, tuple)
        rest, items = list(columns), []
        for part in element[2]:
            count = sum(1 for _ in leaves_of(part))
            items.append(self.windowed(rest[:count], part, place))
            del rest[:count]
        return tuple(items)

    def part_at(self, column: Leaf, k: Expr) -> Leaf:
        """Return a part of the element at a position."""
        current = self.current(column)
        assert isinstance(current, Leaf)
        found = self.current(self.element(current, k))
        assert isinstance(found, Leaf)
        return found

    def taken_out(self, parts: Rows, leaves: list[Leaf]) -> Value:
        """Return an element that was taken out; nothing of it may be written into, as others may know it, too."""
        value = self.own(built(parts.element, iter(leaves)), "t")
        found: set[int] = set()
        self.reach_into(value, found)
        for ident in found:
            self.foreign[ident] = HELD
        return value

    # ------------------------------------------------------------ objects that are put into a list
    def put_there(self, rows: Rows, value: Value, place: Expr) -> None:
        """Let an object that was put into a list be read and written there from here on."""
        found: set[int] = set()
        self.reach_into(value, found)
        if not found:
            return
        known = any(ident in self.windows or ident in self.foreign for ident in found)
        columns = self.own_names_of(rows.columns)
        if known:  # it is in two places now
            self.freeze(value)
            self.fix(columns)
            for ident in found & self.windows.keys():
                self.fix(list(self.windows[ident][0]))
            return
        self.move(value, columns, rows.element, place)

    def move(self, value: Value, columns: list[Leaf], element: Skeleton, place: Expr) -> None:
        """Let a value's containers be what these lists hold at a place."""
        if is_leaf(element) or not isinstance(element, tuple):
            return
        rest = list(columns)
        contents = self.heap.get(value.ident) if isinstance(value, Ref) else value
        if isinstance(value, Group) and value.ident is not None:
            contents = self.heap.get(value.ident)
        if not isinstance(contents, Group):
            return
        items: list[Value] = []
        for part, item in zip(element[2], contents.items, strict=True):
            count = sum(1 for _ in leaves_of(part))
            self.move(item, rest[:count], part, place)
            items.append(self.part_at(rest[0], place) if is_leaf(part) else item)
            del rest[:count]
        ident = contents.ident
        if ident is not None:
            self.heap[ident] = replace(contents, items=tuple(items), whole=None)
            self.windows[ident] = (tuple(columns), element, place)

    def fix(self, columns: list[Leaf]) -> None:
        """Let the objects in these lists only be read."""
        self.fixed |= {self.root_of(column) for column in columns}

    def root_of(self, column: Leaf) -> str:
        """Return what stands for a list's memory."""
        assert isinstance(column.expr, Name)
        return self.memory_root(column.expr.id)

    # ------------------------------------------------------------ writes
    def change(
        self, group: Group, keys: tuple[object, ...], items: tuple[Value, ...], at: Origin | None = None
    ) -> None:
        """Give a container other contents: those of one that stands in a list are written there."""
        if group.ident not in self.windows or group.ident in self.foreign:
            super().change(group, keys, items, at)
            return
        columns, element, place = self.windows[group.ident]
        assert isinstance(element, tuple)
        now = self.heap[group.ident]
        roots = {self.root_of(column) for column in columns}
        copied = [i for i in self.reachable() if i in self.foreign and self.foreign[i] == HELD]
        if keys != group.keys or isinstance(now, Poison) or roots & self.fixed or copied:
            raise self.unsupported(
                "this write into an object in a list of unknown length is not supported: it may be held elsewhere, too",
                "Put a new object into the list instead.",
                at,
            )
        rest = list(columns)
        for part, old, new in zip(element[2], group.items, items, strict=True):
            count = sum(1 for _ in leaves_of(part))
            if new is not old and new != old:
                if part != LEAF or not isinstance(new, Leaf):
                    raise self.unsupported(
                        f"putting {self.say(new)} into an object in a list of unknown length is not supported", at=at
                    )
                self.store(rest[0], place, replace(new, varied=is_varied(new)))
            del rest[:count]
        self.heap[group.ident] = replace(now, items=tuple(map(self.again, now.items)))

    def again(self, item: Value) -> Value:
        """Return a part of an object in a list as it is now."""
        return self.current(item) if isinstance(item, Leaf) else item

    def release(self, rows: Rows) -> None:
        """Keep what is known of objects in a list whose elements are about to change places."""
        roots = {self.root_of(column) for column in rows.columns if isinstance(column.expr, Name)}
        for ident in sorted(self.heap.keys() & self.windows.keys()):
            contents = self.heap.get(ident)
            if not isinstance(contents, Group) or not {self.root_of(c) for c in self.windows[ident][0]} & roots:
                continue
            items = [
                self.settled(item, "t") if isinstance(item, Leaf) and isinstance(item.expr, Call) else item
                for item in contents.items
            ]
            self.heap[ident] = replace(contents, items=tuple(items))
            self.foreign[ident] = HELD

    def descend(self, new: int, former: tuple[int, ...]) -> None:
        """Note that a container is one of some former ones: if these stand in lists, it is a copy that is only read."""
        super().descend(new, former)
        if any(ident in self.windows for ident in former):
            self.foreign[new] = HELD
