"""Which elements come first: `sorted`, and `min` and `max` with a key or of objects."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from ..ir import Call, Const, Name, Origin
from ..kinds import INT
from ..runtime_queues import ranks, ranks_by
from .containers import is_hashable
from .item_writes import positions
from .iteration import Iteration
from .values import MISSING, NONE, Group, Keywords, Leaf, Static, Value, View, constant_of, is_object, number


class Orders(Iteration):
    """The part of the specialiser for orders."""

    def ordered(self, base: Value, named: dict[str, Value], at: Origin | None) -> tuple[Value, ...]:
        """Return the elements of a container in order; where it depends on data, each is chosen while running."""
        if isinstance(base, View) and base.source is not None and base.items is not None:
            base = View(base.items)  # whatever order they are in
        elif isinstance(base, Group) and issubclass(base.maker, dict) and self.as_rows(base) is None:
            base = View(tuple(self.wrap_constant(key) for key in self.every_key(base)))
        items = self.elements(base)
        key, reverse = named.get("key", NONE), constant_of(named.get("reverse", number(False)))
        if reverse is MISSING:
            raise self.unsupported("an order that is reversed or not, as is not known while compiling", at=at)
        keys = [item if constant_of(key) is None else self.call_values(key, [item], (), at) for item in items]
        keys = self.ranked(keys, at)
        known = decisive(keys) or [constant_of(k) for k in keys]
        if not any(k is MISSING for k in known):
            found = sorted(range(len(items)), key=comparable(known), reverse=bool(reverse))
            return tuple(items[i] for i in found)
        listed = Call("list", tuple(self.to_expr(k) for k in keys))
        by = Call(".__getitem__", (self.temporary(listed, "keys"),))
        options = (("key", by), ("reverse", Const(True))) if reverse else (("key", by),)
        order = self.temporary(
            Call("call", (Name("sorted"), Call("range", (Const(len(items)),))), options, at), "order"
        )
        places = [Leaf(Call("[]", (order, Const(i))), INT) for i in range(len(items))]
        return tuple(self.settled(self.select(items, place, at), "t") for place in places)

    def ranked(self, keys: list[Value], at: Origin | None) -> list[Value]:
        """Return what stands for the keys of an order: numbers, texts, tuples; ranks where classes compare them."""
        if not any(map(self.has_order, keys)):
            return [self.sortable(key, at) for key in keys]
        every = self.own(Group(list, positions(tuple(keys)), tuple(keys)), "keys")
        return list(self.elements(self.call_values(Static(ranks), [every], (), at)))

    def ranked_rows(self, items: Value, key: Value, at: Origin | None) -> Leaf:
        """Return the ranks of what is in a list of unknown length, by objects that classes compare."""
        plain = constant_of(key) is None
        found = self.call_values(Static(ranks if plain else ranks_by), [items] if plain else [items, key], (), at)
        assert isinstance(found, Leaf)
        return self.atom(found)

    def has_order(self, key: Value) -> bool:
        """Return whether a class of the user's says which of its objects come first."""
        return isinstance(key, Group) and any(self.has_own(key.maker, name) for name in ("__lt__", "__gt__"))

    def sortable(self, key: Value, at: Origin | None) -> Value:
        """Return what stands for a key of an order: an object made by `dataclass(order=True)` as a tuple."""
        if isinstance(key, Group) and dataclasses.is_dataclass(key.maker):
            compared = [f.name for f in dataclasses.fields(key.maker) if f.compare]
            parts = tuple(key.items[key.keys.index(name)] for name in compared)
            return Group(tuple, positions(parts), parts)
        if isinstance(key, Group) and is_object(key):
            raise self.unsupported(f"the order of {self.say(key)} is not known while compiling", "Give a key.", at)
        return key

    def do_sorted(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`sorted(xs, key=f, reverse=False)`."""
        rows = self.as_rows(args[0])
        is_open = isinstance(args[0], Leaf | View) and self.is_open(args[0])
        if rows is None and (is_open or self.unknown_length(args[0])):
            rows = self.as_rows(self.gathered(self.positional(self.view(args[0]))))
        if rows is not None and rows.places is not None:
            alone = rows.family is set and not {"key"} & dict(keywords).keys()  # then no two members are in a tie
            rows = self.as_rows(self.gathered(self.rows_view(rows) if alone else self.view(args[0])))
        if rows is not None:
            return self.sorted_rows(rows, dict(keywords), at)
        found = self.ordered(args[0], dict(keywords), at)
        return Group(list, positions(found), found)

    def extreme_by_key(self, op: str, items: tuple[Value, ...], named: dict[str, Value], at: Origin | None) -> Value:
        """`max(xs, key=f)`: the first of the greatest."""
        if not items:
            if "default" in named:
                return named["default"]
            raise self.wrong_kind(f"`{op}` of nothing", at)
        key = named.get("key", NONE)
        keys = [item if constant_of(key) is None else self.call_values(key, [item], (), at) for item in items]
        keys = self.ranked(keys, at)
        known = decisive(keys) or [constant_of(k) for k in keys]
        every = range(len(items))
        if not any(k is MISSING for k in known):
            return items[(max if op == "max" else min)(every, key=comparable(known))]
        listed = self.temporary(Call("list", tuple(self.to_expr(k) for k in keys)), "keys")
        options = (("key", Call(".__getitem__", (listed,))),)
        where = self.temporary(Call("call", (Name(op), Call("range", (Const(len(items)),))), options, at), "best")
        return self.select(items, Leaf(where, INT), at)


def decisive(keys: list[Value]) -> list[Any] | None:
    """Return the first parts of tuples, as many as tell which of them comes first, if these are known."""
    tuples = [key for key in keys if isinstance(key, Group) and key.maker in (tuple, list)]
    if len(tuples) < len(keys) or len({key.maker for key in tuples}) != 1:
        return None
    for length in range(1, min(len(key.items) for key in tuples) + 1):
        first = [tuple(constant_of(item) for item in key.items[:length]) for key in tuples]
        if any(part is MISSING or not is_hashable(part) for parts in first for part in parts):
            return None
        if len(set(first)) == len(first):
            return list(first)
    return None


def comparable(known: list[Any]) -> Callable[[int], Any]:
    """Return what gives the key at a position."""
    return known.__getitem__
