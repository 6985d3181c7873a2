"""The greatest and the least of elements, and whether any or all of them are true."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..ir import Call, Const, Do, Expr, Name, Origin
from ..kinds import Array, ListOf, Scalar
from .comprehensions import Comprehensions
from .skeletons import LEAF
from .values import (
    MISSING,
    NONE,
    Group,
    Keywords,
    Leaf,
    Value,
    View,
    constant_of,
    number,
)
from .views import count_of


class Extremes(Comprehensions):
    """The part of the specialiser for `min`, `max`, `any` and `all`."""

    def accumulate(self, view: View, start: Value, step: Callable[[Value, Value], Value], at: Origin | None) -> Value:
        """Return what a loop over a view that carries one variable ends with."""
        frame = self.frame
        assert frame is not None
        variable, element = self.scratch("total", frame), self.scratch("item", frame)
        self.assign(variable, start, frame)
        self.loop_over(view, frame, frozenset((variable, element)), lambda item: self.assign(
            variable, step(self.lookup(variable, frame), item), frame))  # fmt: skip
        return self.lookup(variable, frame)

    def extreme(self, op: str, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`min` or `max`: of several numbers, of a container, or of an array."""
        named = dict(keywords)
        if len(args) == 1 and "default" in named:
            args = [self.held_elements(args[0])]
            rows = self.as_rows(args[0])
            if rows is not None:
                return self.extreme_or(op, args[0], rows.length, named, at)
        if len(args) == 1 and constant_of(named.get("default", NONE)) is None:
            rows = self.as_rows(args[0])
            if rows is not None and (keywords or rows.element != LEAF or rows.places is not None):
                return self.best(rows, op, named, at)
        if len(args) == 1:
            if isinstance(args[0], Leaf) and not isinstance(args[0].kind, ListOf) and not keywords:
                return self.extreme_of_array(op, args[0], at)
            view = self.view(args[0])
            items = self.items_of(view) if view.run is not None else view.items
            count = count_of(view)
            if items is None and count is not None and (keywords or view.bounds is not None):
                inner = self.positional(view)
                items = tuple(self.steady_item(inner.item(Const(i))) for i in range(count))
            if items is None and view.run is not None:
                return self.extreme(op, [self.gathered(view)], keywords, at)
            if items is None:
                if keywords:
                    return self.extreme(op, [self.gathered(self.positional(view))], keywords, at)
                view = self.positional(view)
                if not isinstance(self.trial(lambda: view.item(Const(0))), Leaf):  # pairs and the like
                    return self.extreme(op, [self.gathered(view)], keywords, at)
                return self.extreme_in_turn(op, view, at)
            args = list(items)
        if not args and "default" in named:
            return named["default"]
        if not args:
            raise self.fails(
                self.wrong_kind(f"`{op}` of nothing", at), "ValueError", f"{op}() iterable argument is empty"
            )
        if constant_of(named.get("key", NONE)) is not None:
            return self.extreme_by_key(op, tuple(args), named, at)
        if any(not isinstance(arg, Leaf) for arg in args):
            return self.extreme_by_key(op, tuple(args), named, at)
        best = args[0]
        for arg in args[1:]:
            best = self.operation(op, [best, arg], (), at)
        return best

    def held_elements(self, value: Value) -> Value:
        """Return what a generator yields as a list; other values as they are."""
        if not isinstance(value, View) or value.run is None:
            return value
        view = self.view(value)
        items = self.items_of(view)
        return self.gathered(view) if items is None else Group(list, tuple(range(len(items))), items)

    def extreme_or(self, op: str, value: Value, length: Expr, named: dict[str, Value], at: Origin | None) -> Value:
        """`min(xs, default=d)` of a list of unknown length."""
        frame = self.frame
        assert frame is not None
        variable, default = self.scratch("best", frame), named["default"]
        rest = tuple((key, value) for key, value in named.items() if key != "default")

        def some() -> None:
            found = self.extreme(op, [value], rest, at)
            assert found is not None
            self.assign(variable, found, frame)

        self.split(Call(">", (length, Const(0))), some, lambda: self.assign(variable, default, frame), at)
        return self.lookup(variable, frame)

    def extreme_of_array(self, op: str, leaf: Leaf, at: Origin | None) -> Value | None:
        """`max(p)` of an array: number by number, as Python does."""
        if not isinstance(leaf.kind, Array) or leaf.kind.rank != 1:
            return None
        return self.extreme_in_turn(op, self.positional(self.view(self.atom(leaf))), at)

    def extreme_in_turn(self, op: str, view: View, at: Origin | None) -> Value:
        """Return the least or the greatest of numbers by positions, of which there must be one."""
        if not self.is_some(view.length):
            self.emit(Do(Call("check_some", (view.length, Const(op))), self.origin))
        return self.accumulate(view, view.item(Const(0)), lambda best, x: self.operation(op, [best, x], (), at), at)

    def is_some(self, length: Expr) -> bool:
        """Return whether a length is surely not zero."""
        match length:
            case Const(int() as known):
                return known > 0
            case Call("len", (Name(id),)):
                kind = self.known_kinds().get(id)
                return isinstance(kind, Array) and kind.dims is not None and kind.dims[0].low > 0
            case Call("min", several):
                return all(map(self.is_some, several))
            case _:
                return False

    def do_min(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`min(...)`."""
        return self.extreme("min", args, keywords, at)

    def do_max(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`max(...)`."""
        return self.extreme("max", args, keywords, at)

    def do_any_all(self, name: str, args: list[Value], at: Origin | None) -> Value | None:
        """`any(xs)` or `all(xs)` of a container."""
        if isinstance(args[0], Leaf):
            return Leaf(Call(name, (args[0].expr,), at=at), Scalar("bool"))
        view = self.view(args[0])
        items = self.items_of(view) if view.run is not None else view.items
        if items is None:
            return self.any_all_of_view(name, view, at)
        known = [constant_of(item) for item in items]
        if MISSING not in known:
            return number(any(known) if name == "any" else all(known))
        return Leaf(Call(name, (Call("tuple", tuple(self.to_expr(item) for item in items)),), at=at), Scalar("bool"))

    def any_all_of_view(self, name: str, view: View, at: Origin | None) -> Value:
        """`any(...)` or `all(...)` of elements that a loop gives: none is looked at after the one that decides."""
        frame = self.frame
        assert frame is not None
        variable = self.scratch(name, frame)
        self.assign(variable, number(name == "all"), frame)

        def look(item: Value) -> None:
            found = self.lookup(variable, frame)
            assert isinstance(found, Leaf)
            test = Call("bool", (self.to_expr(item),)) if not is_flag(item) else self.to_expr(item)
            undecided = found.expr if name == "all" else Call("not", (found.expr,))
            decide = lambda: self.assign(variable, Leaf(test, Scalar("bool")), frame)  # noqa: E731
            self.split(undecided, decide, lambda: None, at)

        if view.run is not None:
            view.run(look)
        else:
            inner = self.positional(view)
            self.loop_over(replace(inner, bounds=None), frame, frozenset((variable,)), look)
        return self.lookup(variable, frame)

    def do_any(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`any(xs)`."""
        return self.do_any_all("any", args, at)

    def do_all(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`all(xs)`."""
        return self.do_any_all("all", args, at)


def is_flag(value: Value) -> bool:
    """Return whether a value is surely True or False."""
    return isinstance(value, Leaf) and value.kind == Scalar("bool")
