"""`copy.copy` and `copy.deepcopy` of containers, objects and arrays."""

from __future__ import annotations

from ..analyse.memory import sources
from ..ir import Call, Const, Expr, Origin
from ..kinds import Array, Scalar
from .orders import Orders
from .values import Group, Keywords, Leaf, Value


class Copies(Orders):
    """The part of the specialiser for the module `copy`."""

    def do_copy(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`copy.copy(x)`."""
        value = args[0]
        rows = self.as_rows(value)
        if rows is not None and rows.family is list and rows.places is None:
            return self.sliced(rows, Call("slice", (Const(None), Const(None), Const(None))))
        if isinstance(value, Leaf):
            return self.copied_leaf(value, at)
        if isinstance(value, Group) and self.has_own(value.maker, "__copy__"):
            return self.call_dunder(value, "__copy__", [], at)
        return self.alike(value) if isinstance(value, Group) else value

    def do_deepcopy(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`copy.deepcopy(x)`."""
        return self.deep(args[0], {}, at)

    def deep(self, value: Value, done: dict[int | str | Expr, Value], at: Origin | None) -> Value:
        """Return a copy of a container and of the containers and arrays inside; what was one stays one."""
        if isinstance(value, Leaf):
            memory = {self.memory_root(name) for name in sources(value.expr, self.hints)}
            if value.expr not in done:
                if not memory.isdisjoint(done):
                    raise self.unsupported(
                        "`copy.deepcopy` of what may hold an array twice is not supported", "Copy the arrays.", at
                    )
                done[value.expr] = self.settled(self.copied_leaf(value, at), "t")
                done.update(dict.fromkeys(memory, value))
            return done[value.expr]
        if not isinstance(value, Group):
            return value
        if value.ident in done:
            assert value.ident is not None
            return done[value.ident]
        if self.has_own(value.maker, "__deepcopy__"):
            return self.call_dunder(value, "__deepcopy__", [Group(dict, (), ())], at)
        items = tuple(self.deep(item, done, at) for item in value.items)
        copied = self.alike(Group(value.maker, value.keys, items))
        if value.ident is None:
            return copied
        found = self.own(copied, self.homes[value.ident])
        assert isinstance(found, Group)
        if value.ident in self.extras and found.ident is not None:
            self.extras[found.ident] = self.extras[value.ident]
        done[value.ident] = found
        return found

    def copied_leaf(self, value: Leaf, at: Origin | None) -> Value:
        """Return a copy of an array, or of a list of unknown length and the arrays in it; numbers as they are."""
        if isinstance(value.kind, Scalar) or isinstance(value.expr, Const):
            return value
        return self.operation("np.copy" if isinstance(value.kind, Array) else "copied", [value], (), at)
