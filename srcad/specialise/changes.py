"""Methods and statements that change containers of known structure: the change is seen under every name."""

from __future__ import annotations

import collections

from ..ir import Call, Const, Do, Expr, Item, Origin
from ..kinds import INT
from .frame import Frame
from .list_methods import ListMethods
from .values import MISSING, NONE, Group, Keywords, Leaf, Value, View, constant_of, number

SEQUENCES = (list, collections.deque)
CHANGING = frozenset(
    {
        "append", "extend", "insert", "pop", "remove", "clear", "sort", "reverse", "update", "setdefault", "popitem",
        "add", "discard", "appendleft", "extendleft", "popleft", "rotate", "move_to_end",
    }
)  # fmt: skip
SET_OPERATIONS = {
    "union": "|", "intersection": "&", "difference": "-", "symmetric_difference": "^",
    "update": "|", "intersection_update": "&", "difference_update": "-", "symmetric_difference_update": "^",
}  # fmt: skip


def positions(items: tuple[Value, ...]) -> tuple[object, ...]:
    """Return the keys of a sequence."""
    return tuple(range(len(items)))


class Changes(ListMethods):
    """The part of the specialiser that changes containers."""

    # ------------------------------------------------------------ statements
    def set_item(self, base: Value, index: Expr, value: Value, frame: Frame) -> None:
        """`base[index] = value`."""
        if isinstance(base, Group) and not self.has_own(base.maker, "__setitem__"):
            self.set_group_item(base, self.key_of(base, index, frame), value)
            return
        if isinstance(base, Group):
            self.call_dunder(base, "__setitem__", [self.eval(index, frame), value], self.origin)
            return
        self.refuse_item(base)

    def refuse_item(self, base: Value) -> None:
        """Refuse a write into something that is no container of known structure."""
        raise self.unsupported(
            "writing to an item of an array, a list or a dict is not supported yet",
            "Build a new value instead, with np.where, np.stack, np.concatenate or a new container.",
        )

    def key_of(self, base: Group, index: Expr, frame: Frame) -> object:
        """Return a key or position of a container that is written to: a slice, a Python object, or a value."""
        if isinstance(index, Call) and index.op == "slice":
            bounds = [constant_of(self.eval(bound, frame)) for bound in index.args]
            if any(bound is MISSING for bound in bounds):
                raise self.unsupported("a slice of a container needs bounds known while compiling", at=index.at)
            return slice(*bounds)
        value = self.eval(index, frame)
        key = constant_of(value)
        return value if key is MISSING else key

    def set_group_item(self, base: Group, key: object, value: Value) -> None:
        """Write to an item of a container."""
        now = self.fresh(base)
        assert isinstance(now, Group)
        base = now
        there = self.check_outside(base, [value], self.origin)
        if there is not None and not isinstance(key, slice | Leaf | Group):
            value = self.settled(value, "t")
            target = Item(there, self.key_expr(key))
            self.emit(Do(Call("setitem", (target.base, target.index, self.to_expr(value))), self.origin))
        elif there is not None:
            raise self.unsupported(f"this write into {self.foreign.get(base.ident or 0, 'it')} is not supported")
        if issubclass(base.maker, dict):
            if isinstance(key, Leaf | Group):
                self.set_unknown(base, self.position_of_key(base, key), value)
                return
            table = dict(zip(base.keys, base.items, strict=True))
            table[key] = value
            self.change(base, tuple(table), tuple(table.values()), self.origin)
            return
        if not issubclass(base.maker, SEQUENCES):
            raise self.wrong_kind(f"items of {self.say(base)} cannot be assigned")
        items = list(base.items)
        if isinstance(key, slice):
            items[key] = self.as_group(value).items
        elif isinstance(key, Leaf):
            every = Call("range", (Const(len(items)),))
            self.set_unknown(base, Leaf(Call("[]", (every, key.expr)), INT), value)
            return
        elif isinstance(key, int) and -len(items) <= key < len(items):
            items[key] = value
        else:
            raise self.wrong_kind(f"there is no item {key!r} in {self.say(base)}")
        self.change(base, positions(tuple(items)), tuple(items), self.origin)

    def set_unknown(self, base: Group, position: Leaf, value: Value) -> None:
        """Write to an item whose position is not known while compiling: a branch for each that it may be."""
        where = self.temporary(position.expr)
        value = self.settled(self.own(value, "t"), "t")

        def write(i: int) -> None:
            items = list(base.items)
            items[i] = value
            self.change(base, base.keys, tuple(items), self.origin)

        def branch(i: int) -> None:
            if i == len(base.items) - 1:
                write(i)
                return
            self.split(Call("==", (where, Const(i))), lambda: write(i), lambda: branch(i + 1), self.origin)

        if not base.items or issubclass(base.maker, dict):
            raise self.unsupported(
                f"a key or position that is not known while compiling cannot be written to in {self.say(base)}",
                "Use a list of fixed length, or an array.",
            )
        branch(0)

    def delete_item(self, base: Value, index: Expr, frame: Frame) -> None:
        """`del base[index]`."""
        if not isinstance(base, Group):
            raise self.unsupported("`del` of an item of an array is not supported", "Use np.delete.")
        if self.has_own(base.maker, "__delitem__"):
            self.call_dunder(base, "__delitem__", [self.eval(index, frame)], self.origin)
            return
        key = self.key_of(base, index, frame)
        if isinstance(key, Leaf):
            raise self.unsupported("`del` of an item that is not known while compiling is not supported")
        if issubclass(base.maker, dict):
            self.take_key(base, key, None)
            return
        items = list(base.items)
        try:
            del items[key]  # type: ignore[arg-type]
        except (IndexError, TypeError):
            raise self.wrong_kind(f"there is no item {key!r} in {self.say(base)}") from None
        self.change(base, positions(tuple(items)), tuple(items), self.origin)

    def update_container(self, base: Group, op: str, other: Value) -> Value | None:
        """`base += other` and the like, where they change the container; None where they make a new one."""
        if issubclass(base.maker, SEQUENCES) and op == "+":
            self.sequence_method(base, "extend", [other], (), self.origin)
            return base
        if base.maker is list and op == "*":
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

    # ------------------------------------------------------------ methods
    def container_method(
        self, base: Group, name: str, args: list[Value], keywords: Keywords, at: Origin | None
    ) -> Value | None:
        """Return the value of a method of a list, a dict, a set or a deque; None if it is none of theirs."""
        if name in CHANGING and base.ident in self.outside:
            there = self.check_outside(base, [*args, *(value for _, value in keywords)], at)
            assert there is not None
            exprs = tuple(self.to_expr(arg) for arg in args)
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
        match name:
            case "append":
                items.append(args[0])
            case "appendleft":
                items.insert(0, args[0])
            case "extend":
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
        if all(isinstance(item, Leaf) for item in (*base.items, args[0])):
            whole = Call("list", tuple(self.to_expr(item) for item in base.items))
            return Leaf(Call(f".{name}()", (whole, *(self.to_expr(arg) for arg in args)), at=at), INT)
        raise self.unsupported(f"`.{name}()` of values not known while compiling is not supported", at=at)

    def mapping_method(
        self, base: Group, name: str, args: list[Value], keywords: Keywords, at: Origin | None
    ) -> Value | None:
        """Return the value of a method of a dict."""
        keys = tuple(self.wrap_constant(key) for key in base.keys)
        match name:
            case "items":
                rows = [Group(tuple, (0, 1), (key, item)) for key, item in zip(keys, base.items, strict=True)]
                return View(tuple(rows), again=True)
            case "values":
                return View(base.items, again=True)
            case "keys":
                return View(keys, again=True)
            case "copy":
                return self.alike(base)
            case "get":
                key = self.known_key(args[0], at)
                if isinstance(key, Leaf):
                    return self.get_unknown(base, key, args[1] if len(args) > 1 else NONE, at)
                if key in base.keys:
                    return base.items[base.keys.index(key)]
                return args[1] if len(args) > 1 else NONE
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
                where = 0 if first else len(base.keys) - 1
                pair = Group(tuple, (0, 1), (keys[where], base.items[where]))
                self.take_key(base, base.keys[where], at)
                return pair
            case "clear":
                self.change(base, (), (), at)
                return NONE
            case "update":
                table = dict(zip(base.keys, base.items, strict=True))
                found = self.do_dict(args, keywords, at)
                assert isinstance(found, Group)
                added = dict(zip(found.keys, found.items, strict=True))
                if issubclass(base.maker, collections.Counter):
                    added = {k: self.operation("+", [table.get(k, number(0)), v], (), at) for k, v in added.items()}
                table.update(added)
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

    def alike(self, base: Group) -> Group:
        """Return a copy of a container."""
        copy = Group(base.maker, base.keys, base.items)
        if base.ident in self.extras:
            kept = self.settled(self.own(copy, self.homes.get(base.ident, "t")), "t")
            assert isinstance(kept, Group) and kept.ident is not None and base.ident is not None
            self.extras[kept.ident] = self.extras[base.ident]
            return kept
        return copy

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
        members = [constant_of(item) for item in base.items]
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
            others = {constant_of(item) for item in self.as_group(args[0]).items}
            if MISSING in others or MISSING in members:
                return None
            return number(getattr(set(members), name)(others))
        if name not in ("add", "discard", "remove", "clear"):
            return None
        wanted = self.certain_key(args[0], at) if args else None
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
