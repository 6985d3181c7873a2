"""What is gone through ahead of its turn: it may only read what stays as it is until its turn comes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from ..analyse.flow import written_names
from ..analyse.memory import is_memory
from ..errors import SrcadError
from ..ir import Block, definitions, names, reads, statements
from ..kinds import UNKNOWN
from .quiet import Present, Quiet
from .state import Resumes
from .values import Group, Value, View, leaves


@dataclass(frozen=True)
class Looked:
    """What generators read: variables by frame, containers by identity, and names in what is written."""

    places: frozenset[int | tuple[int, str]]
    names: frozenset[str]


class Ahead(Quiet):
    """The part of the specialiser that tells whether what was read ahead is what would be read in turn."""

    def looked_at_by(self, views: Sequence[View], others: Sequence[Value] = ()) -> Looked:
        """Return what generators read when they are gone through, and what is read of other values."""
        back, before, outer = self.marked(), self.as_of_now(), self.looked
        self.looked = set()
        found = {name for value in others for leaf in leaves(value) for name in names(leaf.expr)}
        held = {value.ident for value in others if isinstance(value, Group) and value.ident is not None}

        def take(item: Value) -> None:
            found.update(*(names(leaf.expr) for leaf in leaves(item)))

        try:
            for view in views:
                if view.run is not None:
                    view.run(take)
        except SrcadError:
            pass  # it is raised again where the generator is gone through
        finally:
            places, self.looked = frozenset(self.looked | held), outer
            found.update(*map(reads, statements(tuple(self.out[before.written :]))))
            back()
        return Looked(places, frozenset(found) & before.taken)

    @contextmanager
    def looking(self) -> Iterator[Callable[[tuple[Value, ...]], Looked]]:
        """Record what is read in this block; hand on what tells it, the values that were found being given."""
        before, outer = self.as_of_now(), self.looked
        self.looked = set()

        def told(found: tuple[Value, ...]) -> Looked:
            held = (names(leaf.expr) for value in found for leaf in leaves(value))
            read = frozenset[str]().union(*held, *map(reads, statements(tuple(self.out[before.written :]))))
            return Looked(frozenset(self.looked), read & before.taken)

        try:
            yield told
        finally:
            self.looked |= outer

    def as_read(
        self, looked: Looked, items: tuple[Value, ...], place: Hashable
    ) -> Callable[[], tuple[Value, ...]] | None:
        """Return what gives elements that were computed ahead, as long as all that was looked at stays as it is.

        Where it does not, they are computed each in its turn: `place` tells which. None if nothing was looked at.
        """
        before, stores = self.as_of_now(), self.stores
        kinds = self.known_kinds()
        memory = any(is_memory(kinds.get(name, UNKNOWN)) for name in looked.names)
        if not memory and not looked.places:
            return None

        def now() -> tuple[Value, ...]:
            if (memory and self.stores != stores) or self.has_other_values(looked, before):
                refusal = self.unsupported(
                    "an iterator of what is changed before it is gone through is not supported here",
                    "Make a list of it.",
                )
                raise Resumes(place, refusal)
            return items

        return now

    def unless_changed(self, view: View, looked: Looked, refusal: Callable[[], Exception]) -> View:
        """Return the view of what is read ahead, refused if something that was looked at is changed."""
        run, left = view.run, view.left
        assert run is not None

        def watched(go: Callable[[], None]) -> None:
            before = self.as_of_now()
            go()
            if self.has_changed(looked, before, tuple(self.out[before.written :])):
                raise refusal()

        def until(consume: Callable[[Value], None], test: Callable[[], Value]) -> None:
            assert left is not None
            watched(lambda: left(consume, test))

        return replace(view, run=lambda consume: watched(lambda: run(consume)), left=until if left else None)

    def has_changed(self, looked: Looked, before: Present, block: Block) -> bool:
        """Return whether statements written since, or what is known by now, change something that was looked at."""
        if self.has_other_values(looked, before):
            return True
        written = written_names(block, self.known_kinds())
        assigned = frozenset[str]().union(*map(definitions, statements(block)))
        roots = {self.memory_root(name) for name in written}
        return not (assigned.isdisjoint(looked.names) and roots.isdisjoint(map(self.memory_root, looked.names)))

    def has_other_values(self, looked: Looked, before: Present) -> bool:
        """Return whether a variable or a container that was looked at is another by now."""
        heap, frames = before.known.heap, {id(frame): (frame.env, env) for frame, env in before.known.frames}
        for place in looked.places:
            if isinstance(place, int):
                if place in heap and self.heap.get(place) != heap[place]:
                    return True
            elif place[0] in frames:
                now, then = frames[place[0]]
                if place[1] in then and now.get(place[1]) != then[place[1]]:
                    return True
        return False
