"""Iterators in use: what becomes of their elements while something goes through them."""

from __future__ import annotations

import collections
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace

from ..analyse.memory import is_memory
from ..errors import UnsupportedSyntax
from ..runtime_iterators import Rest
from .ahead import Ahead
from .skeletons import Many
from .state import Resumes
from .values import Group, Leaf, Static, Value, View, number, reads_memory

LIMIT_GROWTH = 200  # so many elements may a list get while it is gone through


class InUse(Ahead):
    """The part of the specialiser that tells whether iterables change in use."""

    def items_now(self, group: Group) -> Callable[[], tuple[Value, ...]]:
        """Return what gives the elements of a container as they are when it is asked; a list may have more by then."""
        if issubclass(group.maker, list):
            return lambda: self.now_of(group).items
        return lambda: self.same_length(self.now_of(group).items, len(group.items))

    def now_of(self, group: Group) -> Group:
        """Return a container as it is now, whose elements are known one by one."""
        now = self.fresh(group)
        if not isinstance(now, Group) or issubclass(now.maker, Many):
            raise self.unsupported(
                f"{self.say(group)} whose length changes while it is gone through is not supported",
                "Go through a copy of it, list(x).",
            )
        return now

    def rest_of(self, iterator: Group) -> Callable[[], tuple[Value, ...]]:
        """Return what gives the elements that an iterator has still to give, as they are when it is asked."""
        assert iterator.ident is not None
        live, _, count = self.sources.get(iterator.ident, (None, None, 0))
        if live is None:
            return lambda: iterator.items
        return lambda: live()[count - len(iterator.items) :]

    def has_ended(self, iterator: Group) -> None:
        """Refuse an iterator whose list has grown."""
        if self.rest_of(iterator)():
            raise self.unsupported("a list that grows while an iterator goes through it", "Go through a copy of it.")

    def places_of(self, iterator: Group) -> Callable[[], Value] | None:
        """Return what gives the elements that an iterator has still to give by places."""
        assert iterator.ident is not None
        _, places, count = self.sources.get(iterator.ident, (None, None, 0))
        given = count - len(iterator.items)
        if places is None or not given:
            return places
        return lambda: self.call_values(Static(Rest), [places(), number(given)], (), self.origin)

    def same_length(self, items: tuple[Value, ...], count: int) -> tuple[Value, ...]:
        """Return elements, if there are as many as there were."""
        if len(items) != count:
            raise self.resized()
        return items

    def resized(self) -> UnsupportedSyntax:
        """Return the refusal of a list whose length a loop changes that goes through it."""
        return self.unsupported(
            "a list that changes its length while it is gone through", "Go through a copy, list(x)."
        )

    def as_many(self, live: Callable[[], tuple[Value, ...]], place: Hashable = None) -> Callable[[], tuple[Value, ...]]:
        """Return what gives the elements as they are when it is asked, if there are as many as there are now.

        Where there are not, and there is a `place`, each element is asked for in its turn.
        """
        count = len(live())

        def now() -> tuple[Value, ...]:
            items = live()
            if len(items) != count and place is not None:
                raise Resumes(place, self.resized())
            return self.same_length(items, count)

        return now

    def may_change(self, place: Hashable, args: Sequence[Value]) -> bool:
        """Return whether each element of several iterables must be read when it is asked for: they may change.

        `place` tells what goes through them; once a list among them is known to change in use, it is in `resumed`.
        """
        views = [arg for arg in args if isinstance(arg, View)]
        held = [item for arg in args if isinstance(arg, View | Group) for item in arg.items or ()]
        reading = any(isinstance(arg, Leaf) and is_memory(arg.kind) for arg in args) or any(map(reads_memory, held))
        reading = reading or any(view.reading or is_computed(view) for view in views)
        self.careless = self.careless or (reading and not self.careful)
        return place in self.library.resumed or (reading and self.careful)

    def while_steady(self, args: Sequence[Value], view: View, place: Hashable = None) -> View:
        """Return the view of what is made of all elements of several iterables, if no list among them changes in use.

        Where one does, and there is a `place`, each element is asked for in its turn.
        """
        lives = [arg.live if isinstance(arg, View) else None for arg in args]
        lives += [self.items_now(arg) for arg in args if isinstance(arg, Group) and has_live_items(arg)]
        lives.append(view.live)
        kept = [(live, live()) for live in lives if live is not None]
        items = view.items
        if not kept or items is None:
            return view

        def now() -> tuple[Value, ...]:
            for live, before in kept:
                if live() != before:
                    raise self.resized() if place is None else Resumes(place, self.resized())
            return items

        return replace(view, live=now)

    def taken_ahead(self, args: Sequence[Value], place: Hashable, make: Callable[[], tuple[Value, ...]]) -> View:
        """Return the view of what `make` makes of all elements of several iterables, if nothing that it reads changes.

        Where something does, each element is asked for in its turn: `place` tells that.
        """
        with self.looking() as looked:
            items = make()
            live = self.as_read(looked(items), items, place)
        return self.while_steady(args, View(items, live=live), place)

    def not_endless(self, items: tuple[Value, ...], count: int) -> tuple[Value, ...]:
        """Return elements, if there are not by far more of them than there were."""
        if len(items) > count + LIMIT_GROWTH:
            raise self.unsupported("a list that grows by so much while it is gone through", "Go through a copy.")
        return items


def is_computed(view: View) -> bool:
    """Return whether the elements of a view are computed of others, whenever they are asked for."""
    return view.items is None and view.run is None and view.bounds is None


def has_live_items(group: Group) -> bool:
    """Return whether a container is one whose elements may be others by the time that they are asked for."""
    return group.ident is not None and issubclass(group.maker, list | collections.deque)
