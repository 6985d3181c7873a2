"""Statements that write to items of containers, or delete them: `base[index] = value`, `del base[index]`."""

from __future__ import annotations

import collections

from ..ir import Call, Const, Do, Expr, Item, names
from ..kinds import INT
from .frame import Frame
from .rows import Rows
from .tables import Tables
from .values import MISSING, Group, Leaf, Value, constant_of

SEQUENCES = (list, collections.deque)


def positions(items: tuple[Value, ...]) -> tuple[object, ...]:
    """Return the keys of a sequence."""
    return tuple(range(len(items)))


class ItemWrites(Tables):
    """The part of the specialiser that writes to items of containers."""

    def set_item(self, base: Value, index: Expr, value: Value, mark: int, frame: Frame) -> None:
        """`base[index] = value`; the statements written since `mark` came after the value."""
        if not isinstance(base, Group):
            self.refuse_item(base)
        elif not self.has_own(base.maker, "__setitem__"):
            key = self.key_of(base, index, frame)
            self.set_group_item(base, key, self.as_at(value, mark))
        else:
            key = self.eval(index, frame)
            self.call_dunder(base, "__setitem__", [key, self.as_at(value, mark)], self.origin)

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

    def set_group_item(self, base: Value, key: object, value: Value) -> None:
        """Write to an item of a container."""
        now = self.fresh(base)
        self.refuse_in_doubles(now, [value])
        rows = self.as_rows(now)
        if rows is not None:
            self.put_in_rows(rows, key if isinstance(key, Leaf | Group) else self.wrap_constant(key), value)
            return
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
                made = self.as_table(base, key, value)
                if made is not None:
                    self.put_key(made, key, value, self.origin)
                    return
                self.set_unknown(base, self.position_of_key(base, key), value)
                return
            table = dict(zip(base.keys, base.items, strict=True))
            table[key] = value
            self.change(base, tuple(table), tuple(table.values()), self.origin)
            self.note_handed(base, key)
            return
        if not issubclass(base.maker, SEQUENCES):
            raise self.wrong_kind(f"items of {self.say(base)} cannot be assigned")
        items = list(base.items)
        if isinstance(key, slice):
            items[key] = self.as_group(value).items
        elif isinstance(key, Leaf):
            if names(key.expr) & self.strict:
                raise self.unsupported("a container is written to by a loop's position", at=self.origin)
            made = self.as_long_list(base)
            if made is not None:
                self.put_in_rows(made, key, value)
                return
            every = Call("range", (Const(len(items)),))
            self.set_unknown(base, Leaf(Call("[]", (every, key.expr)), INT), value)
            return
        elif isinstance(key, int) and -len(items) <= key < len(items):
            items[key] = value
        else:
            raise self.wrong_kind(f"there is no item {key!r} in {self.say(base)}")
        self.change(base, positions(tuple(items)), tuple(items), self.origin)

    def put_in_rows(self, rows: Rows, key: Value, value: Value) -> None:
        """Write to an item of a container of unknown length."""
        if rows.family is tuple:
            error = self.wrong_kind("items of a tuple cannot be assigned")
            raise self.fails(error, "TypeError", "'tuple' object does not support item assignment")
        if rows.places is not None:
            self.put_key(rows, key, value, self.origin)
        elif isinstance(constant_of(key), slice):
            raise self.unsupported("writing to a slice of a list of unknown length is not supported")
        else:
            self.put_item(rows, key, value, self.origin)

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
        listed = self.as_rows(base)
        if isinstance(base, Leaf) and listed is not None:
            self.delete_from(listed, index, frame)
            return
        if not isinstance(base, Group):
            raise self.unsupported("`del` of an item of an array is not supported", "Use np.delete.")
        if self.has_own(base.maker, "__delitem__"):
            self.call_dunder(base, "__delitem__", [self.eval(index, frame)], self.origin)
            return
        rows = self.as_rows(base)
        if rows is not None:
            self.delete_from(rows, index, frame)
            return
        key = self.key_of(base, index, frame)
        if isinstance(key, Leaf) and base.maker is list:
            self.pop(self.rolled(base), key, self.origin)
            return
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

    def rolled(self, base: Group) -> Rows:
        """Return a list as one of unknown length, which it is from now on."""
        assert base.ident is not None
        self.roll(base.ident)
        found = self.as_rows(self.rolled_as[base.ident])
        assert found is not None
        return found

    def delete_from(self, rows: Rows, index: Expr, frame: Frame) -> None:
        """`del base[index]` of a container of unknown length."""
        if isinstance(index, Call) and index.op == "slice":
            raise self.unsupported("`del` of a slice of a list of unknown length is not supported")
        key = self.eval(index, frame)
        if rows.places is not None:
            self.take(rows, key, self.origin)
        else:
            self.pop(rows, key, self.origin)
