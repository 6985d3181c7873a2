"""Elements of containers of unknown length: read at a position or by a key, part by part."""

from __future__ import annotations

import collections
from dataclasses import replace

from ..ir import Call, Const, Expr, Name, Origin, names
from ..kinds import BOOL, INT, NOTHING_YET, UNKNOWN, ListOf
from .rows import Rows, leaves_of
from .skeletons import LEAF, LISTS, Extra, Many, built, is_fixed, is_keyed, is_leaf, labels, leaves_by, many
from .values import Group, Leaf, Static, Value, View, constant_of, number
from .windows import Windows


class Elements(Windows):
    """The part of the specialiser that reads elements of containers of unknown length."""

    def as_rows(self, value: Value) -> Rows | None:
        """Return a container of unknown length, None if it is anything else."""
        if isinstance(value, Leaf) and isinstance(value.kind, ListOf):
            return Rows(list, LISTS if isinstance(value.kind.element, ListOf) else LEAF, (value,))
        if isinstance(value, Group) and issubclass(value.maker, Many):
            columns = [item for item in value.items if isinstance(item, Leaf)]
            places = columns.pop(0) if is_keyed(value.maker.family) else None
            return Rows(value.maker.family, value.maker.element, tuple(columns), places, value.maker.extra)
        return None

    def value_of(self, rows: Rows) -> Value:
        """Return the container that has these columns."""
        if rows.family is list and is_leaf(rows.element):
            return rows.columns[0]
        keyed = is_keyed(rows.family)
        keys = ("places",) * keyed + tuple(labels(rows.element, keyed))
        items = (*((rows.places,) if rows.places is not None else ()), *rows.columns)
        return Group(many(rows.family, rows.element, Extra(rows.extra)), keys, items)

    def made_tuple(self, value: Value) -> Value:
        """Return a new list of unknown length as the tuple that it is."""
        rows = self.as_rows(value)
        return value if rows is None else self.value_of(replace(rows, family=tuple, extra=None))

    def made_list(self, rows: Rows) -> Rows:
        """Return a new tuple of unknown length as a list."""
        return replace(rows, family=list) if rows.family is tuple else rows

    def at(self, rows: Rows, k: Expr) -> Value:
        """Return the element at a position; of a dict, the pair of its key and its value."""
        if not is_fixed(rows.element):
            return self.seen_at(rows.columns, rows.element, k)
        return built(rows.element, iter([self.part_at(column, k) for column in rows.columns]))

    def rows_view(self, rows: Rows) -> View:
        """Return what iterating over a container of unknown length gives."""
        reads = frozenset[str]().union(*(names(column.expr) for column in rows.columns))

        def item(k: Expr) -> Value:
            found = self.at(rows, k)
            if rows.places is None:
                return found
            assert isinstance(found, Group)
            return found.items[0]

        return View(None, rows.length, item, reads)

    def pairs_view(self, rows: Rows, name: str) -> View:
        """Return what iterating over `.items()`, `.keys()` or `.values()` gives."""
        view = self.rows_view(rows)
        if name == "keys":
            return view

        def item(k: Expr) -> Value:
            found = self.at(rows, k)
            assert isinstance(found, Group)
            return found if name == "items" else found.items[1]

        return View(None, view.length, item, view.reads)

    # ------------------------------------------------------------ by position
    def place_in(self, rows: Rows, index: Value, at: Origin | None) -> Expr:
        """Return a position as an expression that stays what it is: from the start, in a name if it is computed."""
        known = constant_of(index)
        expr = self.to_expr(index)
        if isinstance(known, int):
            if known >= 0:
                return Const(known)
            return self.temporary(Call("-", (rows.length, Const(-known))), "place")
        if isinstance(expr, Name):
            return expr
        name = self.temporary(expr, "place")
        self.record(name.id, INT)
        return name

    def item_at(self, rows: Rows, index: Value, at: Origin | None) -> Value:
        """Return `xs[i]` of a list, or `table[key]` of a dict."""
        if rows.places is not None:
            return self.item_by_key(rows, index, at)
        self.refuse_real_index(index, at)
        expr = self.to_expr(index)
        if isinstance(expr, Call) and names(expr) and (len(rows.columns) > 1 or not is_fixed(rows.element)):
            expr = self.place_in(rows, index, at)
        return self.at(rows, expr)

    def columns_of(self, value: Value) -> Value | None:
        """Return the lists of the parts of a list of tuples, None if it is anything else."""
        rows = self.as_rows(value)
        if rows is None or rows.places is not None or not isinstance(rows.element, tuple):
            return None
        if not issubclass(rows.element[0], tuple | list):
            return None
        copy = self.as_rows(self.sliced(rows, Call("slice", (Const(None), Const(None), Const(None)))))
        assert copy is not None
        columns, found = list(copy.columns), []
        for part in rows.element[2]:
            count = sum(1 for _ in leaves_of(part))
            found.append(self.value_of(Rows(tuple, part, tuple(columns[:count]))))
            del columns[:count]
        return Group(tuple, tuple(range(len(found))), tuple(found))

    def array_of_rows(self, value: Value, at: Origin | None) -> Value:
        """Return a list of tuples of unknown length as the array that NumPy makes of it; other values as they are.

        A named tuple, or another object of a class derived from list or tuple, is to NumPy what those are.
        """
        maker = value.maker if isinstance(value, Group) else object
        family = next((base for base in (list, tuple) if issubclass(maker, base)), None)
        if isinstance(value, Group) and family is not None and not issubclass(maker, Many):
            inside = tuple(self.array_of_rows(item, at) for item in value.items)
            changed = any(new is not old for new, old in zip(inside, value.items, strict=True))
            return Group(family, value.keys, inside) if changed or value.maker is not family else value
        if not isinstance(value, Group) or not issubclass(value.maker, Many):
            return value
        rows = self.as_rows(value)
        assert rows is not None
        if is_leaf(rows.element):
            return rows.columns[0]
        found = self.columns_of(value)
        if not isinstance(found, Group):
            return value
        arrays = tuple(self.operation("np.array", [self.array_of_rows(item, at)], (), at) for item in found.items)
        one = (("axis", number(1)),)
        return self.operation("np.stack", [Group(tuple, tuple(range(len(arrays))), arrays)], one, at)

    def sliced(self, rows: Rows, bounds: Expr) -> Value:
        """Return `xs[a:b]`."""
        cut = [Leaf(self.temporary(Call("[]", (c.expr, bounds)), "t"), c.kind, c.varied) for c in rows.columns]
        for new, old in zip(cut, rows.columns, strict=True):
            assert isinstance(new.expr, Name)
            current = self.current(old)
            assert isinstance(current, Leaf) and isinstance(current.kind, ListOf)
            self.list_leaf(new.expr, current.kind.element, current.varied)
        return self.value_of(Rows(rows.family, rows.element, tuple(cut), None, rows.extra))

    # ------------------------------------------------------------ by key
    def key_name(self, key: Value) -> Value:
        """Return a key whose parts are names or literals."""
        return self.settled(key, "key") if not isinstance(key, Static) else key

    def place_of(self, rows: Rows, key: Value, op: str = "place_of") -> Name:
        """Write where a key stands, and return the name of that."""
        assert rows.places is not None
        name = self.temporary(Call(op, (rows.places.expr, self.to_expr(key))), "place")
        self.record(name.id, INT)
        return name

    def entry_at(self, rows: Rows, place: Expr) -> Value:
        """Return a dict's value at a position."""
        assert isinstance(rows.element, tuple)
        columns = rows.columns[rows.key_columns :]
        element = rows.element[2][1]
        if not is_fixed(element):
            return self.seen_at(columns, element, place)
        return built(element, iter([self.part_at(column, place) for column in columns]))

    def holds_key(self, rows: Rows, key: Value) -> Leaf:
        """Return whether a dict or a set has a key."""
        place = self.place_of(rows, key, "find")
        return Leaf(Call(">=", (place, Const(0))), BOOL)

    def whole_rows(self, rows: Rows) -> Expr | None:
        """Return an expression for a container as Python would have it, for what has no derivative."""
        if rows.family is set:
            return Call("call", (Name("set"), rows.columns[0].expr)) if len(rows.columns) == 1 else None
        if rows.family is collections.deque and is_leaf(rows.element):
            limit = () if rows.extra is None else (Const(rows.extra),)
            return Call("call", (self.bound(rows.family), rows.columns[0].expr, *limit))
        if rows.family is tuple and is_leaf(rows.element):
            return Call("call", (Name("tuple"), rows.columns[0].expr))
        if rows.places is not None or rows.family not in (list, tuple):
            return None
        if not isinstance(rows.element, tuple) or rows.element[0] is not tuple:
            return None
        if any(part != LEAF for part in rows.element[2]):
            return None
        return Call("call", (Name(rows.family.__name__), Call("call", (Name("zip"), *(c.expr for c in rows.columns)))))

    def many_expr(self, value: Group) -> Expr:
        """Return a container of unknown length as an expression."""
        rows = self.as_rows(value)
        assert rows is not None
        found = self.whole_rows(rows)
        if found is None:
            raise self.unsupported(
                f"a {rows.family.__name__} of unknown length, its elements having parts, cannot be handed over",
                "Return a list for each part, or arrays.",
            )
        return found

    def parts_of(self, rows: Rows, value: Value, at: Origin | None) -> list[Leaf]:
        """Return the parts of what is to be an element; what can be written into among them is frozen."""
        value = self.roll_inside(value, rows.element)
        found = self.structure(value)
        first = self.current(rows.columns[0])
        new = isinstance(first, Leaf) and first.kind == ListOf(NOTHING_YET)
        inside = isinstance(first, Leaf) and isinstance(first.kind, ListOf) and isinstance(first.kind.element, ListOf)
        wanted = (LISTS if inside else LEAF) if is_leaf(rows.element) else rows.element
        if found != wanted and not (new and is_leaf(found) and is_leaf(wanted)):
            raise self.unsupported(
                f"{self.say(self.fresh(value))} in a {rows.family.__name__} of unknown length, "
                "whose elements have another structure, is not supported",
                "Keep a list for each part, of numbers or of arrays.",
                at,
            )
        parts: list[Leaf] = []
        for part in leaves_by(rows.element, self.deep_fresh(value)):
            leaf = part if isinstance(part, Leaf) else Leaf(self.to_expr(part), UNKNOWN)
            if isinstance(leaf.expr, Call) and names(leaf.expr) and len(rows.columns) > 1:
                leaf = Leaf(self.temporary(leaf.expr), leaf.kind, leaf.varied)
                assert isinstance(leaf.expr, Name)
                self.record(leaf.expr.id, leaf.kind)
            parts.append(leaf)
        return parts
