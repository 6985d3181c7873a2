"""The order of a dict's keys: that in which they were put there, which may differ from path to path."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..names import Names
from .state import State
from .values import Group, Poison, Value


class KeyOrders(State):
    """Which dicts have an order that is not known while compiling."""

    def __init__(self, names: Names) -> None:
        super().__init__(names)
        self.unordered: set[int] = set()

    if TYPE_CHECKING:  # of `Heap`

        def own(self, value: Value, wish: str) -> Value: ...

        def settled(self, value: Value, wish: str) -> Value: ...

    def note_order(self, former: Group, keys: Sequence[object], items: Sequence[Value]) -> None:
        """Note that a dict gets other items: a key that was there on some paths only may stand elsewhere on others."""
        absent = {key for key, item in zip(former.keys, former.items, strict=True) if is_absent(item)}
        if former.ident is not None and absent:
            there = [key in absent and not is_absent(item) for key, item in zip(keys, items, strict=True)]
            if any(there[:-1]):
                self.unordered.add(former.ident)

    def note_meeting(self, ident: int, one: Group, other: Group) -> None:
        """Note which order a dict has that is one of two."""
        shared = [key for key in one.keys if key in other.keys]
        swapped = issubclass(one.maker, dict) and shared != [key for key in other.keys if key in one.keys]
        if swapped or not self.unordered.isdisjoint({one.ident, other.ident}):
            self.unordered.add(ident)

    def refuse_unordered(self, base: Group) -> None:
        """Refuse to go through a dict whose keys have another order on some paths."""
        if base.ident in self.unordered and len(base.keys) > 1 and issubclass(base.maker, dict):
            raise self.unsupported(
                f"the order of the keys of {self.say(base)} is not known while compiling: they are not put there in "
                "the same order on every path",
                "Go through `sorted(d)` or `sorted(d.items())`, or put the keys there in the same order.",
            )

    def ordered_like(self, made: Group, *sources: Value) -> Group:
        """Return a dict made of others: where one of these has keys in an order that is not known, it has, too."""
        if self.unordered.isdisjoint({each.ident for each in sources if isinstance(each, Group)}):
            return made
        kept = self.settled(self.own(made, "t"), "t")
        assert isinstance(kept, Group) and kept.ident is not None
        self.unordered.add(kept.ident)
        return kept


def is_absent(item: Value) -> bool:
    """Return whether a part of a container is there on some paths only."""
    return isinstance(item, Poison) and item.absent
