"""Dicts and sets whose keys are known only when they run: the positions of the keys, and lists of keys and values."""

from __future__ import annotations

import collections

from ..ir import Assign, Call, Const, Do, Expr, Name, Origin
from ..kinds import INT, NOTHING_YET, UNKNOWN, ListOf
from .list_methods import ListMethods
from .rows import Rows
from .skeletons import FAMILIES, Many, Skeleton, is_fixed, is_keyed, labels
from .values import NONE, Group, Keywords, Leaf, Value, View, constant_of, is_varied, number


class Tables(ListMethods):
    """The part of the specialiser for dicts and sets of unknown keys."""

    # ------------------------------------------------------------ from known keys to unknown ones
    def as_table(self, base: Group, key: Value, value: Value | None) -> Rows | None:
        """Let a dict or a set have unknown keys from here on, as it is to get this one; None if it may not."""
        ident = base.ident
        if ident is None or base.maker not in FAMILIES or not is_keyed(base.maker):
            return None
        before = self.skeletons.get(ident)
        entry = (self.fresh(key),) if value is None else (self.fresh(key), value)
        self.learn(ident, Group(tuple, tuple(range(len(entry))), entry))
        if self.structure_of(ident) is None:
            self.skeletons[ident] = before
            return None
        self.roll(ident)
        element = self.skeletons[ident]
        found = self.rolled_as.get(ident)
        assert found is not None and element is not None
        return self.as_rows(found)

    def new_table(self, family: type, element: Skeleton, wish: str, extra: object = None) -> Rows:
        """Write an empty dict or set of unknown keys and return it."""
        places = Name(self.names.fresh(wish + "_places"))
        self.emit(Assign(places, Call("dict"), self.origin))
        columns: list[Leaf] = []
        for label in labels(element, keyed=True):
            name = Name(self.names.fresh(f"{wish}_{label}"))
            self.emit(Assign(name, Call("list"), self.origin))
            columns.append(self.list_leaf(name, NOTHING_YET, False))
        return Rows(family, element, tuple(columns), Leaf(places, UNKNOWN), extra)

    def gathered_table(self, generator: View, family: type) -> Value:
        """Return the dict of the pairs, or the set of the members, that a generator of unknown length gives."""
        found: list[Skeleton | None] = []
        back = self.marked()
        entry = (lambda item: item) if family is dict else (lambda item: Group(tuple, (0,), (item,)))
        self.each(generator, lambda item: found.append(self.structure(entry(item))))
        back()
        element = found[0] if found else None
        if element is None or any(other != element for other in found):
            raise self.unsupported(
                f"a {family.__name__} comprehension of elements that differ in structure is not supported",
                "Write it as a list.",
            )
        table = self.new_table(family, element, "t")

        def put(item: Value) -> None:
            if family is dict:
                pair = self.fresh(item)
                assert isinstance(pair, Group)
                self.put_key(table, pair.items[0], pair.items[1], self.origin)
            else:
                self.put_key(table, item, None, self.origin)

        self.each(generator, put)
        return self.table_now(table)

    def table_now(self, rows: Rows) -> Value:
        """Return a table with what is known of it by now."""
        return self.now(rows)

    # ------------------------------------------------------------ reading
    def item_of_unknown_key(self, base: Group, key: Value, at: Origin | None) -> Value:
        """Return `table[key]` of a dict of known keys, which is empty or makes items for keys that it has not."""
        extra = self.extras.get(base.ident) if base.ident is not None else None
        if issubclass(base.maker, collections.Counter):
            default: Value | None = number(0)
        elif issubclass(base.maker, collections.defaultdict) and isinstance(extra, Value):
            default = self.trial(lambda: self.deep_fresh(self.call_values(extra, [], (), at)))
        else:
            default = None
        rows = self.as_table(base, key, default) if default is not None else None
        if rows is not None:
            return self.item_by_key(rows, key, at)
        if default is not None:
            raise self.unsupported(
                f"a {base.maker.__name__} whose keys are known at run time only, of such values, is not supported",
                at=at,
            )
        error = self.wrong_kind(f"there is no item in {self.say(base)}", at)
        raise self.fails(error, "KeyError", "no such key")

    def item_by_key(self, rows: Rows, key: Value, at: Origin | None) -> Value:
        """Return `table[key]`; some classes of dicts make an item where there is none."""
        key = self.key_name(key)
        if rows.family is collections.Counter:
            return self.got(rows, key, number(0), at)
        return self.entry_at(rows, self.present(rows, key, at))

    def present(self, rows: Rows, key: Value, at: Origin | None) -> Expr:
        """Return where the value of a key stands; a defaultdict makes one where there is none."""
        if rows.family is collections.defaultdict and isinstance(rows.extra, Value):
            factory = rows.extra
            if constant_of(factory) is not None:
                return self.made_present(rows, key, lambda: self.call_values(factory, [], (), at), at)
        return self.place_of(rows, key)

    def made_present(self, rows: Rows, key: Value, make: object, at: Origin | None) -> Expr:
        """Write that a key gets a value if it has none, and return where its value stands."""
        place = self.place_of(rows, key, "placed")
        assert callable(make)
        self.split(
            Call("==", (place, rows.length)), lambda: self.add_entry(rows, key, make(), at), lambda: None, self.origin
        )
        return place

    def add_entry(self, rows: Rows, key: Value, value: Value | None, at: Origin | None) -> None:
        """Write a new key and its value at the ends of the lists."""
        entry = (key,) if value is None else (key, value)
        parts = self.parts_of(rows, Group(tuple, tuple(range(len(entry))), entry), at)
        for column, part in zip(rows.columns, parts, strict=True):
            self.emit(Do(Call(".append()", (column.expr, part.expr)), self.origin))
            self.hold(column, part.expr)
            self.grow(column, part.kind)
            self.has_written(column, is_varied(part))
        last = self.temporary(Call("-", (rows.length, Const(1))), "place") if not is_fixed(rows.element) else Const(0)
        self.put_there(rows, Group(tuple, tuple(range(len(entry))), entry), last)

    def got(self, rows: Rows, key: Value, default: Value, at: Origin | None) -> Value:
        """Return `table.get(key, default)`."""
        frame = self.frame
        assert frame is not None
        key = self.key_name(key)
        place = self.place_of(rows, key, "find")
        variable = self.scratch("t", frame)
        self.split(
            Call(">=", (place, Const(0))),
            lambda: self.assign(variable, self.entry_at(rows, place), frame),
            lambda: self.assign(variable, default, frame),
            self.origin,
        )
        return self.lookup(variable, frame)

    # ------------------------------------------------------------ writing
    def put_key(self, rows: Rows, key: Value, value: Value | None, at: Origin | None) -> None:
        """Write `table[key] = value`, or `members.add(key)`."""
        key = self.key_name(key)
        if value is not None:
            value = self.settled(value, "t")
        place = self.place_of(rows, key, "placed")

        def write() -> None:
            if value is not None:
                self.put_value(rows, place, value, at)

        self.split(Call("==", (place, rows.length)), lambda: self.add_entry(rows, key, value, at), write, self.origin)

    def put_value(self, rows: Rows, place: Expr, value: Value, at: Origin | None) -> None:
        """Write a value at the position of its key."""
        assert isinstance(rows.element, tuple)
        columns = rows.columns[rows.key_columns :]
        inner = Rows(dict, rows.element[2][1], columns)
        parts = self.parts_of(inner, value, at)
        self.release(inner)
        for column, part in zip(columns, parts, strict=True):
            self.store(column, place, part)
        self.put_there(inner, value, place)

    def take(self, rows: Rows, key: Value, at: Origin | None) -> Value:
        """Write that a key goes, and return its value."""
        place = self.place_of(rows, self.key_name(key), "taken")
        plain = Rows(list, rows.element, rows.columns)
        found = self.pop(plain, Leaf(place, INT), at)
        assert isinstance(found, Group)
        return found.items[-1]

    # ------------------------------------------------------------ methods
    def table_method(
        self, rows: Rows, name: str, args: list[Value], keywords: Keywords, at: Origin | None
    ) -> Value | None:
        """Return the value of a method of a dict or a set of unknown keys."""
        if rows.family is set:
            return self.members_method(rows, name, args, at)
        match name, args:
            case ("items" | "keys" | "values", []):
                return self.dict_view(self.value_of(rows), name)
            case "get", [key]:
                return self.got(rows, key, NONE, at)
            case "get", [key, default]:
                inner = self.trial(lambda: self.entry_at(rows, Const(0)))
                return self.got(rows, key, self.default_beside([default], (inner,)), at)
            case "setdefault", [key, *rest]:
                key = self.key_name(key)
                default = rest[0] if rest else NONE
                return self.entry_at(rows, self.made_present(rows, key, lambda: default, at))
            case "pop", [key]:
                return self.take(rows, key, at)
            case "pop", [key, default]:
                return self.taken_or(rows, key, default, at)
            case "update", [other]:
                self.update_table(rows, other, at)
                return NONE
            case "clear", []:
                self.clear_table(rows, at)
                return NONE
            case _:
                pass
        raise self.unsupported(
            f"`.{name}()` of a {rows.family.__name__} whose keys are not known while compiling is not supported", at=at
        )

    def clear_table(self, rows: Rows, at: Origin | None) -> None:
        """Write that all keys go, the last one first."""
        length = self.temporary(rows.length, "length")
        self.record(length.id, INT)

        def go(_: Value) -> None:
            entry = self.at(rows, Const(-1))
            assert isinstance(entry, Group)
            self.take(rows, entry.items[0], at)

        self.each(self.range_view([Leaf(length, INT)]), go)

    def default_beside(self, given: list[Value], values: tuple[Value, ...]) -> Value:
        """Return a default that is given, or None; an empty tuple beside lists is gone through as an empty list is."""
        default = given[0] if given else NONE
        empty = isinstance(default, Group) and default.maker is tuple and not default.items
        lists = bool(values) and all(is_list(value) for value in values)
        return Group(list, (), ()) if empty and lists else default

    def taken_or(self, rows: Rows, key: Value, default: Value, at: Origin | None) -> Value:
        """Return `table.pop(key, default)`."""
        frame = self.frame
        assert frame is not None
        key = self.key_name(key)
        variable = self.scratch("t", frame)
        self.split(
            self.holds_key(rows, key).expr,
            lambda: self.assign(variable, self.take(rows, key, at), frame),
            lambda: self.assign(variable, default, frame),
            self.origin,
        )
        return self.lookup(variable, frame)

    def update_table(self, rows: Rows, other: Value, at: Origin | None) -> None:
        """Write `table.update(other)`."""
        found = self.as_rows(other)
        if found is not None and found.places is not None:
            view = self.pairs_view(found, "items")
        elif isinstance(other, Group) and issubclass(other.maker, dict):
            view = View(tuple(self.entries(other)))
        else:
            view = self.view(other)

        def put(item: Value) -> None:
            pair = self.as_group(item)
            self.put_key(rows, pair.items[0], pair.items[1], at)

        if view.items is not None:
            for item in view.items:
                put(item)
        else:
            self.each(view, put)

    def members_method(self, rows: Rows, name: str, args: list[Value], at: Origin | None) -> Value:
        """Return the value of a method of a set of unknown members."""
        match name, args:
            case "add", [key]:
                self.put_key(rows, key, None, at)
                return NONE
            case (("discard" | "remove"), [key]):
                key = self.key_name(key)
                if name == "remove":
                    self.take(rows, key, at)
                else:
                    gone = lambda: self.forget(rows, key, at)  # noqa: E731
                    self.split(self.holds_key(rows, key).expr, gone, lambda: None, self.origin)
                return NONE
            case "clear", []:
                self.clear_table(rows, at)
                return NONE
            case "update", [other]:
                view = self.view(other)
                if view.items is not None:
                    for item in view.items:
                        self.put_key(rows, item, None, at)
                else:
                    self.each(view, lambda item: self.put_key(rows, item, None, at))
                return NONE
            case _:
                pass
        raise self.unsupported(
            f"`.{name}()` of a set whose members are not known while compiling is not supported", at=at
        )

    def forget(self, rows: Rows, key: Value, at: Origin | None) -> None:
        """Take a key out."""
        self.take(rows, key, at)


def is_list(value: Value) -> bool:
    """Return whether a value is a list, of any length."""
    if isinstance(value, Leaf):
        return isinstance(value.kind, ListOf)
    family = value.maker.family if isinstance(value, Group) and issubclass(value.maker, Many) else None
    return family is list or (isinstance(value, Group) and value.maker is list)
