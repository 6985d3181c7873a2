"""What changes a list of unknown length: `append`, `extend`, `pop`, and the lists that comprehensions make."""

from __future__ import annotations

from collections.abc import Callable

from ..analyse.indexing import element_kind
from ..ir import Assign, Call, Const, Do, Expr, Name, Origin
from ..kinds import NOTHING_YET, Kind
from .lists import is_element
from .scipy_calls import ScipyCalls
from .values import NONE, Group, Leaf, Value, View, is_varied


class ListMethods(ScipyCalls):
    """The part of the specialiser that changes lists of unknown length."""

    def list_method(self, base: Leaf, name: str, args: list[Value], at: Origin | None) -> Value:
        """Return the value of a method that changes a list."""
        base = self.atom(base)
        if name == "append" and len(args) == 1:
            self.append(base, args[0])
            return NONE
        if name == "extend" and len(args) == 1:
            self.extend(base, args[0])
            return NONE
        if name == "pop" and len(args) <= 1:
            return self.pop(base, [self.to_expr(arg) for arg in args], at)
        raise self.unsupported(
            f"`.{name}()` of a list whose length is not known while compiling is not supported",
            "Build a new list with append.",
            at,
        )

    def new_list(self, wish: str) -> Leaf:
        """Write an empty list and return it."""
        name = Name(self.names.fresh(wish))
        self.emit(Assign(name, Call("list"), self.origin))
        return self.list_leaf(name, NOTHING_YET, False)

    def append(self, base: Leaf, value: Value) -> None:
        """Write `base.append(value)`."""
        if not is_element(value):
            raise self.unsupported(
                f"a list of {self.say(value)} and more whose length is not known while compiling is not supported",
                "Keep a list for each part, of numbers or of arrays.",
            )
        assert isinstance(value, Leaf)
        self.emit(Do(Call(".append()", (base.expr, value.expr)), self.origin))
        self.grow(base, value.kind)
        self.has_written(base, is_varied(value))

    def extend(self, base: Leaf, values: Value) -> None:
        """Write `base.extend(values)`: element by element."""
        view = self.view(values)
        if view.items is not None:
            for item in view.items:
                self.append(base, item)
            return
        if isinstance(values, Leaf) and values.expr == base.expr:
            view = self.view(self.frozen(Leaf(Call("[]", (base.expr, WHOLE_SLICE)), values.kind, values.varied)))
        self.each(view, lambda item: self.append(base, item))

    def each(self, view: View, action: Callable[[Value], None]) -> None:
        """Do something with each element of a view of unknown length."""
        frame = self.frame
        assert frame is not None
        self.loop_over(view, frame, frozenset(), action)

    def pop(self, base: Leaf, position: list[Expr], at: Origin | None) -> Value:
        """Write `t = base.pop()`."""
        current = self.current(base)
        assert isinstance(current, Leaf)
        element = element_kind(current.kind)
        varied = self.leaf_varied(current)
        name = self.temporary(Call(".pop()", (base.expr, *position), at=at))
        self.record(name.id, element)
        self.has_written(base, False)
        return Leaf(name, element, varied)

    def gathered(self, generator: View) -> Leaf:
        """Return the list of the elements that a generator of unknown length gives."""
        leaf = self.new_list("t")
        assert generator.run is not None
        generator.run(lambda item: self.append(leaf, item))
        current = self.current(leaf)
        assert isinstance(current, Leaf)
        return current

    def repeated(self, group: Group, times: Leaf) -> Leaf:
        """Return `[x] * n` for a number of times that is not known while compiling."""
        if any(is_varied(item) for item in group.items) or not all(is_element(item) for item in group.items):
            leaf = self.new_list("t")
            self.each(self.range_view([times]), lambda _: self.extend(leaf, group))
            current = self.current(leaf)
            assert isinstance(current, Leaf)
            return current
        element: Kind = NOTHING_YET
        name = Name(self.names.fresh("t"))
        self.emit(Assign(name, Call("*", (self.to_expr(group), times.expr)), self.origin))
        leaf = self.list_leaf(name, element, False)
        for item in group.items:
            assert isinstance(item, Leaf)
            self.grow(leaf, item.kind)
        found = self.current(leaf)
        assert isinstance(found, Leaf)
        return found


WHOLE_SLICE = Call("slice", (Const(None), Const(None), Const(None)))
