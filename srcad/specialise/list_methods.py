"""What changes a list or a deque of unknown length, and the lists that comprehensions, sorting and operators make."""

from __future__ import annotations

import collections
import itertools
from collections.abc import Callable
from dataclasses import replace

from ..analyse.indexing import element_kind
from ..analyse.memory import is_memory
from ..forms import WHOLE
from ..ir import Assign, Call, Const, Do, Expr, Name, Origin
from ..kinds import INT, NOTHING_YET, Kind, ListOf
from .replaced import is_element
from .rows import Rows
from .scipy_calls import ScipyCalls
from .skeletons import LEAF, Skeleton, is_fixed, is_leaf, is_many, labels
from .state import Restructured
from .values import MISSING, NONE, Group, Keywords, Leaf, Value, View, constant_of, is_varied, is_whole, leaves, number


class ListMethods(ScipyCalls):
    """The part of the specialiser that changes lists of unknown length."""

    def list_method(
        self, rows: Rows, name: str, args: list[Value], keywords: Keywords, at: Origin | None
    ) -> Value | None:
        """Return the value of a method of a list or a deque, None if it has no such method."""
        self.refuse_method_of_doubles(self.value_of(rows), name, args)
        if name in ("append", "appendleft") and len(args) == 1:
            self.append(rows, args[0], name == "appendleft")
            return NONE
        if name in ("extend", "extendleft") and len(args) == 1:
            self.extend(rows, args[0], name == "extendleft")
            return NONE
        if name == "pop" and len(args) <= 1:
            return self.pop(rows, args[0] if args else None, at)
        if name == "popleft" and not args:
            return self.pop(rows, number(0), at)
        if name == "insert" and len(args) == 2:
            self.insert(rows, args[0], args[1], at)
            return NONE
        if name == "remove" and len(args) == 1:
            self.pop(rows, self.where_is(rows, args[0], at), at)
            return NONE
        if name in ("index", "count") and len(args) == 1:
            return self.where_is(rows, args[0], at, name)
        if name == "clear":
            self.clear(rows)
            return NONE
        if name == "copy":
            return self.sliced(rows, WHOLE)
        if name == "reverse":
            backwards = Call("slice", (Const(None), Const(None), Const(-1)))
            self.rewrite(rows, [Call("[]", (column.expr, backwards)) for column in rows.columns])
            return NONE
        if name == "sort":
            order = self.order(rows, dict(keywords), at)
            self.rewrite(rows, [self.arranged(rows, k, order) for k in range(len(rows.columns))])
            return NONE
        raise self.unsupported(
            f"`.{name}()` of a {rows.family.__name__} whose length is not known while compiling is not supported",
            "Build a new list with append.",
            at,
        )

    def new_rows(self, family: type, element: Skeleton, wish: str, extra: object = None) -> Rows:
        """Write an empty list and return it."""
        found: list[Leaf] = []
        for label in labels(element):
            name = Name(self.names.fresh(wish if is_leaf(element) else f"{wish}_{label}"))
            self.emit(Assign(name, Call("list"), self.origin))
            found.append(self.list_leaf(name, NOTHING_YET, False))
        return Rows(family, element, tuple(found), None, extra)

    def now(self, rows: Rows) -> Value:
        """Return a list with what is known of it by now."""
        columns = [self.current(column) for column in rows.columns]
        return self.value_of(
            Rows(rows.family, rows.element, tuple(c for c in columns if isinstance(c, Leaf)), rows.places, rows.extra)
        )

    def fitting(self, rows: Rows, value: Value, at: Origin | None) -> list[Leaf]:
        """Return the parts of an element that goes into a list; see `gathered` for lists of which nothing is known."""
        column = rows.columns[0]
        if isinstance(value, Group) and value.maker is list:
            value = self.own(value, "t")  # where it is made may tell what it will hold
        found = self.structure(value)
        if not is_leaf(found) and found is not None and is_leaf(rows.element) and isinstance(column.expr, Name):
            current = self.current(column)
            if isinstance(current, Leaf) and current.kind == ListOf(NOTHING_YET):
                root = self.memory_root(column.expr.id)
                sites = {site for name, site in self.guessed.items() if self.memory_root(name) == root}
                raise Restructured(
                    column.expr.id,
                    found,
                    sites,
                    self.unsupported(
                        f"{self.say(self.fresh(value))} in a list of which nothing was known before is not supported",
                        at=at,
                    ),
                )
        return self.parts_of(rows, value, at or self.origin)

    def append(self, rows: Rows, value: Value, first: bool = False) -> None:
        """Write `base.append(value)`."""
        rows = self.under_names(rows)
        parts = self.fitting(rows, value, None)
        limit = rows.extra if rows.family is collections.deque else None
        if limit == 0:
            return
        if first:
            self.release(rows)
        for column, part in zip(rows.columns, parts, strict=True):
            if first:
                self.emit(Do(Call(".insert()", (column.expr, Const(0), part.expr)), self.origin))
            else:
                self.emit(Do(Call(".append()", (column.expr, part.expr)), self.origin))
            self.hold(column, part.expr)
            self.grow(column, part.kind)
            self.has_written(column, is_varied(part))
        last: Expr = Const(0)
        if not first and not is_fixed(rows.element):
            last = self.temporary(Call("-", (rows.length, Const(1))), "place")
        self.put_there(rows, value, last)
        if isinstance(limit, int):
            full = Call(">", (rows.length, Const(limit)))
            self.split(full, lambda: self.dropped(rows, None if first else number(0)), lambda: None, self.origin)

    def under_names(self, rows: Rows) -> Rows:
        """Return a list whose columns are names."""
        columns = tuple(self.atom(column) for column in rows.columns)
        return Rows(rows.family, rows.element, columns, rows.places, rows.extra)

    def extend(self, rows: Rows, values: Value, first: bool = False) -> None:
        """Write `base.extend(values)`: element by element."""
        other = self.as_rows(values)
        if other is not None and {c.expr for c in other.columns} & {c.expr for c in rows.columns}:
            values = self.sliced(other, WHOLE)
        view = self.view(values)
        if view.items is not None and view.live is None:  # they are all made before the list changes
            view = replace(view, items=tuple(self.rescue(i, frozenset(), len(self.out), True) for i in view.items))
        self.each(view, lambda item: self.append(rows, item, first))

    def each(self, view: View, action: Callable[[Value], None]) -> None:
        """Do something with each element of a view of unknown length."""
        if view.run is not None:
            view.run(action)
            return
        if view.items is not None:
            for i in itertools.count():
                items = view.items if view.live is None else self.not_endless(view.live(), len(view.items))
                if i >= len(items):
                    return
                action(items[i])
        frame = self.frame
        assert frame is not None
        self.loop_over(self.positional(view), frame, frozenset(), action)

    def dropped(self, rows: Rows, position: Value | None) -> None:
        """Take an element out of a list."""
        self.pop(rows, position, None)

    def pop(self, rows: Rows, position: Value | None, at: Origin | None) -> Value:
        """Write `t = base.pop()`."""
        rows = self.under_names(rows)
        self.release(rows)
        where: list[Expr] = []
        if position is not None and constant_of(position) != -1:
            self.refuse_real_index(position, at)
            where = [self.from_start(rows, position, at)]
        parts: list[Leaf] = []
        for column in rows.columns:
            current = self.current(column)
            assert isinstance(current, Leaf) and isinstance(current.kind, ListOf)
            element = element_kind(current.kind)
            varied = self.leaf_varied(current)
            name = self.temporary(Call(".pop()", (column.expr, *where), at=at))
            self.record(name.id, element)
            self.has_written(column, False)
            parts.append(Leaf(name, element, varied))
        return self.taken_out(rows, parts)

    def from_start(self, rows: Rows, position: Value, at: Origin | None) -> Expr:
        """Return a position counted from the start, whatever sign it has."""
        known = constant_of(position)
        if isinstance(known, int):
            return self.place_in(rows, position, at)
        expr = self.to_expr(position)
        place = self.temporary(Call("[]", (Call("range", (rows.length,)), expr)), "place")
        self.record(place.id, INT)
        return place

    def insert(self, rows: Rows, position: Value, value: Value, at: Origin | None) -> None:
        """Write `base.insert(i, value)`."""
        rows = self.under_names(rows)
        self.release(rows)
        known = constant_of(position)
        parts = self.fitting(rows, value, at)
        place: Expr = Const(0)
        if known != 0:
            self.refuse_real_index(position, at)
            name = self.temporary(Call("insertion", (rows.length, self.to_expr(position))), "place")
            self.record(name.id, INT)
            place = name
        for column, part in zip(rows.columns, parts, strict=True):
            self.emit(Do(Call(".insert()", (column.expr, place, part.expr)), self.origin))
            self.hold(column, part.expr)
            self.grow(column, part.kind)
            self.has_written(column, is_varied(part))
        self.put_there(rows, value, place)

    def clear(self, rows: Rows) -> None:
        """Write `base.clear()`."""
        frame = self.frame
        assert frame is not None
        length = self.temporary(rows.length, "length")
        self.record(length.id, INT)
        self.each(self.range_view([Leaf(length, INT)]), lambda _: self.dropped(rows, None))

    def where_is(self, rows: Rows, wanted: Value, at: Origin | None, name: str = "index") -> Leaf:
        """Return the position of an element, or how often it is there."""
        whole: Expr | None = rows.columns[0].expr if is_leaf(rows.element) else self.whole_rows(rows)
        if whole is None:
            raise self.unsupported(f"`.{name}()` of elements like these is not supported", at=at)
        found = self.temporary(Call("sought", (whole, self.to_expr(wanted), Const(name))), "place")
        self.record(found.id, INT)
        return Leaf(found, INT)

    # ------------------------------------------------------------ order
    def order(self, rows: Rows, named: dict[str, Value], at: Origin | None) -> Leaf:
        """Write the positions of elements in the order that `sorted` gives, and return them."""
        key, reverse = named.get("key", NONE), constant_of(named.get("reverse", number(False)))
        if reverse is MISSING:
            raise self.unsupported("an order that is reversed or not, as is not known while compiling", at=at)
        name = self.temporary(Call("order_of", (self.keys_for(rows, key, at).expr, Const(bool(reverse)))), "order")
        return self.list_leaf(name, INT, False)

    def keys_for(self, rows: Rows, key: Value, at: Origin | None) -> Leaf:
        """Write a list of what elements are compared by, and return it."""
        if constant_of(key) is None and is_leaf(rows.element):
            return self.atom(rows.columns[0])
        back = self.marked()
        keys = self.new_rows(list, LEAF, "keys").columns[0]
        ordered = False  # by methods of the keys' class

        def look(item: Value) -> None:
            nonlocal ordered
            found = item if constant_of(key) is None else self.call_values(key, [item], (), at)
            if self.has_order(found):
                ordered = True
                return
            expr = self.to_expr(self.sortable(found, at))
            self.emit(Do(Call(".append()", (keys.expr, Call("stop_gradient", (expr,)))), self.origin))
            if isinstance(found, Leaf):
                self.grow(keys, found.kind)

        self.each(self.rows_view(rows), look)
        if ordered:
            back()
            return self.ranked_rows(self.value_of(rows), key, at)
        return keys

    def best(self, rows: Rows, op: str, named: dict[str, Value], at: Origin | None) -> Value:
        """Return `min(xs, key=f)` or `max(xs, key=f)`: the first of the least or the greatest."""
        if "default" in named:
            raise self.unsupported(f"`{op}` of something of unknown length with a default is not supported", at=at)
        keys = self.keys_for(rows, named.get("key", NONE), at)
        place = self.temporary(Call("best_of", (keys.expr, Const(op))), "place")
        self.record(place.id, INT)
        found = self.at(rows, place)
        if rows.places is not None:
            assert isinstance(found, Group)
            return found.items[0]
        return found

    def arranged(self, rows: Rows, k: int, order: Leaf) -> Expr:
        """Write one list of an element's parts in another order."""
        new = self.new_rows(list, LEAF, "t").columns[0]

        def take(place: Value) -> None:
            part = self.part_at(rows.columns[k], self.to_expr(place))
            self.emit(Do(Call(".append()", (new.expr, part.expr)), self.origin))
            self.hold(new, part.expr)
            self.grow(new, part.kind)
            self.has_written(new, is_varied(part))

        self.each(self.view(order), take)
        return new.expr

    def rewrite(self, rows: Rows, exprs: list[Expr]) -> None:
        """Write other elements into a list, in the place of those that it has."""
        rows = self.under_names(rows)
        self.release(rows)
        for column, expr in zip(rows.columns, exprs, strict=True):
            current = self.current(column)
            assert isinstance(current, Leaf) and isinstance(current.kind, ListOf)
            new = expr if isinstance(expr, Name) else self.temporary(expr)
            assert isinstance(new, Name)
            other = self.list_leaf(new, current.kind.element, current.varied)

            def put(place: Value, column: Leaf = column, other: Leaf = other) -> None:
                k = self.to_expr(place)
                self.store(column, k, self.part_at(other, k))

            self.each(self.range_view([Leaf(rows.length, INT)]), put)

    def sorted_rows(self, rows: Rows, named: dict[str, Value], at: Origin | None) -> Value:
        """Return `sorted(xs)`."""
        order = self.order(rows, named, at)
        columns = [self.arranged(rows, k, order) for k in range(len(rows.columns))]
        found = tuple(self.current(Leaf(column, ListOf(NOTHING_YET))) for column in columns)
        return self.value_of(Rows(list, rows.element, tuple(c for c in found if isinstance(c, Leaf))))

    # ------------------------------------------------------------ items
    def put_item(self, rows: Rows, index: Value, value: Value, at: Origin | None) -> None:
        """Write `xs[i] = value`."""
        rows = self.under_names(rows)
        parts = self.parts_of(rows, value, at)
        self.refuse_real_index(index, at)
        place = self.place_in(rows, index, at)
        self.release(rows)
        for column, part in zip(rows.columns, parts, strict=True):
            self.store(column, place, part)
        self.put_there(rows, value, place)

    # ------------------------------------------------------------ new lists
    def gathered(self, generator: View, family: type = list) -> Value:
        """Return the list of the elements that a generator of unknown length gives."""
        if generator.endless:
            raise self.unsupported("all elements of a generator that has no end", "Take some by `itertools.islice`.")
        element: Skeleton = LEAF
        wish, self.wish = self.wish, "t"
        back = self.marked()
        for _ in range(2):
            rows = self.new_rows(family, element, wish)
            name = rows.columns[0].expr
            try:
                self.each(generator, lambda item, rows=rows: self.append(rows, item))  # type: ignore[misc]
            except Restructured as found:
                if Name(found.name) != name:
                    raise
                element = found.element
                back()
                continue
            return self.now(rows)
        raise AssertionError

    def repeated(self, group: Group, times: Leaf) -> Value:
        """Return `[x] * n` for a number of times that is not known while compiling."""
        memory = any(is_memory(leaf.kind) for item in group.items for leaf in leaves(item))
        place = "one in memory", self.origin
        written = memory and place in self.library.resumed  # what is written into is, in all places at once
        if written or any(is_varied(item) for item in group.items) or not all(is_element(i) for i in group.items):
            every, once = self.range_view([times]), replace(group, items=tuple(map(self.made_once, group.items)))
            return self.gathered(View(None, run=lambda consume: self.each(every, lambda _: _all(once, consume))))
        element: Kind = NOTHING_YET
        name, self.wish = Name(self.names.fresh(self.wish)), "t"
        several = Call("*", (self.to_expr(group), times.expr))
        self.emit(Assign(name, several, self.origin))
        leaf = self.list_leaf(name, element, False)
        if memory:
            self.one_in_memory[name.id] = place
            self.share(name.id, several)
        for item in group.items:
            assert isinstance(item, Leaf)
            self.grow(leaf, item.kind)
        found = self.current(leaf)
        assert isinstance(found, Leaf)
        return found

    def added(self, a: Value, b: Value) -> Value | None:
        """Return `a + b` of lists of which at least one has an unknown length; None if it is anything else."""
        if not all(self.as_rows(v) is not None or (isinstance(v, Group) and v.maker in (list, tuple)) for v in (a, b)):
            return None
        known = [rows for rows in (self.as_rows(a), self.as_rows(b)) if rows is not None]
        families = {rows.family for rows in known} | {
            v.maker for v in (a, b) if isinstance(v, Group) and not is_many(v)
        }
        if not known or len(families) > 1 or not families <= {list, tuple}:
            return None
        first = self.as_rows(a)
        if first is not None:
            copy = self.as_rows(self.sliced(self.made_list(first), WHOLE))
            assert copy is not None
            rows = copy
        else:
            rows = self.new_rows(list, known[-1].element, "t")
            self.extend(rows, a)
        self.extend(rows, b)
        return self.made_tuple(self.now(rows)) if tuple in families else self.now(rows)

    def multiplied(self, a: Value, times: Value) -> Value | None:
        """Return `a * n` of a list of unknown length; None if it is anything else."""
        rows = self.as_rows(a)
        if rows is None or rows.family not in (list, tuple) or rows.places is not None:
            return None
        if not isinstance(times, Leaf) or not is_whole(times):
            return None
        a = self.own(a, "t")
        count = constant_of(times)
        found = self.new_rows(list, rows.element, "t")
        if isinstance(count, int):
            for _ in range(count):
                self.extend(found, a)
        else:
            self.each(self.range_view([times]), lambda _: self.extend(found, a))
        return self.made_tuple(self.now(found)) if rows.family is tuple else self.now(found)


def _all(group: Group, consume: Callable[[Value], None]) -> None:
    for item in group.items:
        consume(item)
