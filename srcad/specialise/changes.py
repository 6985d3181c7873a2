"""Methods and statements that change containers of known structure: the change is seen under every name."""

from __future__ import annotations

import collections
import operator
from dataclasses import replace
from typing import TYPE_CHECKING

from ..forms import WHOLE
from ..ir import Call, Const, Do, Origin
from ..kinds import INT, Array, Scalar
from .asked import has_equality
from .effects import CHANGING, OPERATOR_METHODS
from .item_writes import SEQUENCES, ItemWrites, positions
from .rows import Rows
from .skeletons import joined_skeleton
from .values import MISSING, NONE, Group, Keywords, Leaf, Static, Value, View, constant_of, number

SET_OPERATIONS = {
    "union": "|", "intersection": "&", "difference": "-", "symmetric_difference": "^",
    "update": "|", "intersection_update": "&", "difference_update": "-", "symmetric_difference_update": "^",
}  # fmt: skip


class Changes(ItemWrites):
    """The part of the specialiser that changes containers."""

    if TYPE_CHECKING:

        def do_counter(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value: ...  # of `Standard`

    # ------------------------------------------------------------ statements
    def update_container(self, base: Group | Leaf, op: str, other: Value) -> Value | None:
        """`base += other` and the like, where they change the container; None where they make a new one."""
        rows = self.as_rows(base)
        if rows is not None and rows.family is tuple:
            return None
        sequence = rows is None or rows.places is None
        self.refuse_in_doubles(base, [other] if op == "+" else [])
        if isinstance(other, Leaf) and isinstance(other.kind, Array | Scalar) and op == "+" and sequence:
            return None  # NumPy adds element by element
        if rows is not None and sequence and op in ("+", "*"):
            return self.update_rows(rows, op, other)
        if isinstance(base, Leaf):
            return None
        if rows is not None and op == "|" and rows.places is not None:
            self.table_method(rows, "update", [other], (), self.origin)
            return base
        if issubclass(base.maker, SEQUENCES) and op == "+":
            self.sequence_method(base, "extend", [other], (), self.origin)
            return self.fresh(base)
        if base.maker is list and op == "*":
            if isinstance(other, Leaf) and isinstance(other.kind, Array):
                return None
            count = constant_of(other)
            if not isinstance(count, int):
                raise self.unsupported("a list repeated a number of times that is not known while compiling")
            self.change(base, positions(base.items * count), base.items * count, self.origin)
            return base
        if issubclass(base.maker, dict) and op == "|":
            self.mapping_method(base, "update", [other], (), self.origin)
            return base
        if base.maker is set and op in ("|", "&", "-", "^"):
            changed = self.operation(op, [base, other], (), self.origin)
            assert isinstance(changed, Group)
            self.change(base, changed.keys, changed.items, self.origin)
            return base
        return None

    def update_rows(self, rows: Rows, op: str, other: Value) -> Value | None:
        """`base += other` or `base *= other` of a list of unknown length."""
        if op == "+":
            self.extend(rows, other)
            return self.now(rows)
        count = constant_of(other)
        if not isinstance(count, int):
            return None
        if count <= 0:
            self.clear(rows)
        copy = self.sliced(rows, WHOLE)
        for _ in range(count - 1):
            self.extend(rows, copy)
        return self.now(rows)

    # ------------------------------------------------------------ methods
    def container_method(
        self, base: Group, name: str, args: list[Value], keywords: Keywords, at: Origin | None
    ) -> Value | None:
        """Return the value of a method of a list, a dict, a set or a deque; None if it is none of theirs."""
        if name in OPERATOR_METHODS and not keywords:
            return self.call_values(Static(getattr(operator, name)), [base, *args], (), at)
        self.refuse_method_of_doubles(base, name, args)
        rows = self.as_rows(base)
        if rows is not None:
            method = self.list_method if rows.places is None else self.table_method
            return method(rows, name, args, keywords, at)
        if name in CHANGING and base.ident is None:  # of a display, say
            own = self.own(base, "t")
            assert isinstance(own, Group)
            base = own
        if name in CHANGING and base.ident in self.outside:
            there = self.check_outside(base, [*args, *(value for _, value in keywords)], at)
            assert there is not None
            exprs = tuple(self.to_expr(arg) for arg in args)
            base = replace(base, items=tuple(self.settled(item, "t") for item in base.items))  # as they are before
            self.heap[base.ident or 0] = base
            self.emit(Do(Call(f".{name}()", (there, *exprs), self.named(keywords)), self.origin))
        if issubclass(base.maker, dict):
            return self.mapping_method(base, name, args, keywords, at)
        if issubclass(base.maker, SEQUENCES):
            return self.sequence_method(base, name, args, keywords, at)
        if issubclass(base.maker, set | frozenset):
            return self.set_method(base, name, args, at)
        return None

    def sequence_method(
        self, base: Group, name: str, args: list[Value], keywords: Keywords, at: Origin | None
    ) -> Value | None:
        """Return the value of a method of a list or a deque."""
        items = list(base.items)
        result: Value = NONE
        if self.place_is_open(base, name, args, at):
            return self.rolled_method(base, name, args, keywords, at)
        match name:
            case "append":
                items.append(args[0])
            case "appendleft":
                items.insert(0, args[0])
            case "extend":
                if self.unknown_length(args[0]):
                    return self.rolled_method(base, name, args, keywords, at)
                items += self.as_group(args[0]).items
            case "extendleft":
                items = [*reversed(self.as_group(args[0]).items), *items]
            case "insert":
                items.insert(self.known_int(args[0], "position", at), args[1])
            case "pop" | "popleft":
                where = self.known_int(args[0], "position", at) if args else (0 if name == "popleft" else -1)
                if not -len(items) <= where < len(items):
                    error = self.wrong_kind(f"`.{name}()` from {self.say(base)}", at)
                    raise self.fails(error, "IndexError", "pop from empty list")
                result = items.pop(where)
            case "remove":
                items.pop(self.position_in(base, args[0], at))
            case "clear":
                items = []
            case "reverse":
                items.reverse()
            case "rotate":
                turns = self.known_int(args[0], "number", at) if args else 1
                turns = turns % len(items) if items else 0
                items = items[len(items) - turns :] + items[: len(items) - turns]
            case "sort":
                ordered = self.ordered(base, dict(keywords), at)
                items = list(ordered)
            case "copy":
                return Group(base.maker, base.keys, base.items)
            case "index" | "count":
                return self.found_in(base, name, args, at)
            case _:
                return None
        limit = self.extras.get(base.ident) if base.ident is not None else None
        if isinstance(limit, int) and issubclass(base.maker, collections.deque) and len(items) > limit:
            items = items[:limit] if name in ("appendleft", "extendleft") else items[len(items) - limit :]
        self.change(base, positions(tuple(items)), tuple(items), at)
        return result

    def place_is_open(self, base: Group, name: str, args: list[Value], at: Origin | None) -> bool:
        """Return whether a method of a list takes out or puts in an element at a place that only the run knows."""
        if base.maker is not list or not args or name not in ("insert", "pop", "remove"):
            return False
        where = self.found_in(base, "index", args, at) if name == "remove" else args[0]
        return isinstance(where, Leaf) and constant_of(where) is MISSING

    def unknown_length(self, value: Value) -> bool:
        """Return whether a value gives elements of which the number is not known while compiling."""
        if self.as_rows(value) is not None:
            return True
        return isinstance(value, View) and value.items is None and value.bounds is None and value.ident is None

    def rolled_method(
        self, base: Group, name: str, args: list[Value], keywords: Keywords, at: Origin | None
    ) -> Value | None:
        """Return the value of a method of a list that gets an unknown length by it."""
        assert base.ident is not None
        for value in args:
            rows = self.as_rows(value)
            if rows is not None:
                self.skeletons[base.ident] = joined_skeleton(self.skeletons.get(base.ident), rows.element)
        return self.list_method(self.rolled(base), name, args, keywords, at)

    def unknown_key_method(
        self, base: Group, name: str, args: list[Value], value: Value | None, at: Origin | None
    ) -> Value | None:
        """Return the value of a method of a dict or a set, called with a key that is not known while compiling."""
        rows = self.as_table(base, args[0], value)
        if rows is None:
            raise self.unsupported("a key that is not known while compiling", at=at)
        return self.table_method(rows, name, args, (), at)

    def updated_by(self, base: Group, other: Rows, at: Origin | None) -> Value:
        """Return None, a dict of known keys being updated by one of unknown keys."""
        assert base.ident is not None
        self.skeletons[base.ident] = joined_skeleton(self.skeletons.get(base.ident), other.element)
        self.update_table(self.rolled(base), self.value_of(other), at)
        return NONE

    def known_int(self, value: Value, what: str, at: Origin | None) -> int:
        """Return an integer that must be known while compiling."""
        known = constant_of(value)
        if not isinstance(known, int):
            raise self.unsupported(f"a {what} in a list that is not known while compiling is not supported", at=at)
        return known

    def position_in(self, base: Group, wanted: Value, at: Origin | None) -> int:
        """Return where a value stands, which must be known while compiling."""
        found = self.found_in(base, "index", [wanted], at)
        return self.known_int(found, "position", at)

    def found_in(self, base: Group, name: str, args: list[Value], at: Origin | None) -> Value:
        """Return the value of `.index(x)` or `.count(x)`."""
        wanted, members = constant_of(args[0]), [constant_of(item) for item in base.items]
        if wanted is not MISSING and all(member is not MISSING for member in members):
            if name == "index" and wanted not in members:
                raise self.fails(self.wrong_kind(f"{wanted!r} is not in {self.say(base)}", at), "ValueError", wanted)
            return number(getattr(members, name)(*[wanted, *(constant_of(arg) for arg in args[1:])]))
        if name == "index" and (place := self.object_place(base, args[0])) is not None:
            return number(place)
        if all(isinstance(item, Leaf) or isinstance(constant_of(item), str) for item in (*base.items, args[0])):
            whole = Call("list", tuple(self.to_expr(item) for item in base.items))
            return Leaf(Call(f".{name}()", (whole, *(self.to_expr(arg) for arg in args)), at=at), INT)
        raise self.unsupported(f"`.{name}()` of values not known while compiling is not supported", at=at)

    def object_place(self, base: Group, wanted: Value) -> int | None:
        """Return where an object stands that is the same as no other one but itself; None if that is not sure."""
        alike = [*base.items, wanted]
        if not all(
            isinstance(item, Group) and item.ident is not None and item.ident not in self.alias for item in alike
        ):
            return None
        if any(has_equality(item.maker) for item in alike if isinstance(item, Group)):
            return None
        places = [i for i, item in enumerate(base.items) if item.ident == wanted.ident]  # type: ignore[union-attr]
        return places[0] if places else None

    def mapping_method(
        self, base: Group, name: str, args: list[Value], keywords: Keywords, at: Origin | None
    ) -> Value | None:
        """Return the value of a method of a dict."""
        keys = tuple(self.wrap_constant(key) for key in base.keys)
        match name:
            case "items" | "values" | "keys":
                return self.dict_view(base, name)
            case "copy":
                return self.alike(base)
            case "get":
                key = self.known_key(args[0], at)
                if isinstance(key, Leaf):
                    return self.get_unknown(base, key, self.default_beside(args[1:], base.items), at)
                if key in base.keys:
                    return base.items[base.keys.index(key)]
                return args[1] if len(args) > 1 else NONE
            case "setdefault" if constant_of(args[0]) is MISSING:
                return self.unknown_key_method(base, name, args, args[1] if len(args) > 1 else None, at)
            case "setdefault":
                key = self.certain_key(args[0], at)
                if key in base.keys:
                    return base.items[base.keys.index(key)]
                self.change(base, (*base.keys, key), (*base.items, args[1] if len(args) > 1 else NONE), at)
                current = self.fresh(base)
                assert isinstance(current, Group)
                return current.items[-1]
            case "pop":
                return self.take_key(base, self.certain_key(args[0], at), at, args[1] if len(args) > 1 else None)
            case "popitem":
                first = dict(keywords).get("last") is not None and not constant_of(dict(keywords)["last"])
                if not base.keys:
                    raise self.wrong_kind("`.popitem()` from an empty dict", at)
                self.refuse_unordered(base)
                where = 0 if first else len(base.keys) - 1
                pair = Group(tuple, (0, 1), (keys[where], base.items[where]))
                self.take_key(base, base.keys[where], at)
                return pair
            case "clear":
                self.change(base, (), (), at)
                return NONE
            case "update" if args and self.as_rows(args[0]) is not None:
                other = self.as_rows(args[0])
                assert other is not None
                return self.updated_by(base, other, at)
            case "update":
                table = dict(zip(base.keys, base.items, strict=True))
                counts = issubclass(base.maker, collections.Counter)
                found = self.do_counter(args, keywords, at) if counts else self.do_dict(args, keywords, at)
                assert isinstance(found, Group)
                added = dict(zip(found.keys, found.items, strict=True))
                if counts:
                    added = {k: self.operation("+", [table.get(k, number(0)), v], (), at) for k, v in added.items()}
                table.update(added)
                if found.ident in self.unordered and base.ident is not None:
                    self.unordered.add(base.ident)
                self.change(base, tuple(table), tuple(table.values()), at)
                return NONE
            case "move_to_end":
                key = self.certain_key(args[0], at)
                table = dict(zip(base.keys, base.items, strict=True))
                moved = {key: table.pop(key)}
                last = constant_of(args[1]) if len(args) > 1 else constant_of(dict(keywords).get("last", number(True)))
                table = {**table, **moved} if last else {**moved, **table}
                self.change(base, tuple(table), tuple(table.values()), at)
                return NONE
            case _:
                return None

    def dict_view(self, table: Value, what: str) -> View:
        """Return what `d.items()`, `d.values()` or `d.keys()` gives, with what is in the dict now."""
        rows = self.as_rows(table)
        if rows is not None:
            return replace(self.pairs_view(rows, what), again=True, source=(table, what))
        assert isinstance(table, Group)
        base = table

        def entries() -> tuple[Value, ...]:
            current = self.now_of(base) if base.ident is not None else base
            self.every_key(current)
            if what == "items":
                return tuple(self.entries(current))
            return current.items if what == "values" else tuple(map(self.wrap_constant, current.keys))

        def now() -> tuple[Value, ...]:
            self.refuse_unordered(base)
            return entries()

        live = now if base.ident is not None else None  # a display without a name stays as it is
        return View(entries(), again=True, live=live, source=(table, what))

    def alike(self, base: Group) -> Group:
        """Return a copy of a container."""
        copy = Group(base.maker, base.keys, base.items)
        if base.ident in self.extras:
            kept = self.settled(self.own(copy, self.homes.get(base.ident, "t")), "t")
            assert isinstance(kept, Group) and kept.ident is not None and base.ident is not None
            self.extras[kept.ident] = self.extras[base.ident]
            copy = kept
        return self.ordered_like(copy, base)

    def take_key(self, base: Group, key: object, at: Origin | None, default: Value | None = None) -> Value:
        """Take an item out of a dict."""
        if key not in base.keys:
            if default is not None:
                return default
            raise self.fails(self.wrong_kind(f"there is no item {key!r} in {self.say(base)}", at), "KeyError", key)
        table = dict(zip(base.keys, base.items, strict=True))
        found = table.pop(key)
        self.change(base, tuple(table), tuple(table.values()), at)
        return found

    def known_key(self, value: Value, at: Origin | None) -> object:
        """Return a key as a Python object, or as a leaf where it is not known while compiling."""
        key = constant_of(value)
        if key is not MISSING:
            return key
        if isinstance(value, Leaf):
            return value
        raise self.unsupported("a key that is not known while compiling", at=at)

    def certain_key(self, value: Value, at: Origin | None) -> object:
        """Return a key that must be known while compiling."""
        key = constant_of(value)
        if key is MISSING:
            raise self.unsupported("a key that is not known while compiling", at=at)
        return key

    def get_unknown(self, base: Group, key: Leaf, default: Value, at: Origin | None) -> Value:
        """`table.get(key, default)` for a key known at run time only."""
        places = Call("dict", tuple(Call("tuple", (self.key_expr(k), Const(i))) for i, k in enumerate(base.keys)))
        where = Leaf(Call(".get()", (places, key.expr, Const(len(base.keys)))), INT)
        return self.select((*base.items, default), where, at)

    def set_method(self, base: Group, name: str, args: list[Value], at: Origin | None) -> Value | None:
        """Return the value of a method of a set of known members."""
        members = [self.as_member(item) for item in base.items]
        if name in SET_OPERATIONS:
            found: Value = base
            for other in args:
                group = self.as_group(other)
                items = self.do_container(set, [group], at)
                assert items is not None
                found = self.operation(SET_OPERATIONS[name], [found, items], (), at)
            assert isinstance(found, Group)
            if not name.endswith("update"):
                return found
            self.change(base, found.keys, found.items, at)
            return NONE
        if name == "copy":
            return Group(base.maker, base.keys, base.items)
        if name in ("issubset", "issuperset", "isdisjoint"):
            others = {self.as_member(item) for item in self.as_group(args[0]).items}
            if MISSING in others or MISSING in members:
                return None
            return number(getattr(set(members), name)(others))
        if name not in ("add", "discard", "remove", "clear"):
            return None
        wanted = self.as_member(args[0]) if args else None
        if wanted is MISSING:
            return self.unknown_key_method(base, name, args, None, at)
        left = list(base.items)
        if name == "clear":
            left = []
        elif name == "add" and wanted not in members:
            left.append(args[0])
        elif name != "add" and wanted in members:
            left.pop(members.index(wanted))
        elif name == "remove":
            raise self.wrong_kind(f"{wanted!r} is not in {self.say(base)}", at)
        self.change(base, positions(tuple(left)), tuple(left), at)
        return NONE
