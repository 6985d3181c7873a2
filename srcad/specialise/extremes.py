"""The greatest and the least of elements, and whether any or all of them are true."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..errors import UnsupportedSyntax
from ..ir import Call, Const, Do, Expr, Name, Origin
from ..kinds import Array, ListOf, Scalar
from ..runtime_lazy import all_of, any_of, is_member
from .comprehensions import Comprehensions
from .parts import Unclear
from .skeletons import LEAF
from .values import (
    MISSING,
    NONE,
    Group,
    Keywords,
    Leaf,
    Static,
    Value,
    View,
    constant_of,
    number,
)
from .views import count_of

HARMLESS = frozenset(
    {"+", "-", "*", "neg", "abs", "not", "and", "or", "==", "!=", "<", "<=", ">", ">=", "is", "is not"}
)


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
        named, live = dict(keywords), None
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
            args, live = list(items), view.live
        if not args and "default" in named:
            return named["default"]
        if not args:
            raise self.fails(
                self.wrong_kind(f"`{op}` of nothing", at), "ValueError", f"{op}() iterable argument is empty"
            )
        if constant_of(named.get("key", NONE)) is not None:
            found = self.extreme_by_key(op, tuple(args), named, at)
            if live is not None and live() != tuple(args):
                what = f"`{op}` of a list that its key function changes is not supported"
                raise self.unsupported(what, "Go through a copy of it, list(x).", at)
            return found
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
        """`any(xs)` or `all(xs)`: none is looked at after the one that decides."""
        if isinstance(args[0], Leaf):
            return Leaf(Call(name, (args[0].expr,), at=at), Scalar("bool"))
        view = self.view(args[0])
        back = self.marked()
        items = self.quiet_items(view)
        known = [constant_of(item) for item in items or ()]
        if items is not None and MISSING not in known:
            return number(any(known) if name == "any" else all(known))
        if view.run is not None:
            back()
            items = self.expressions_of(view)
        if items is None:
            return self.any_all_of_view(name, view, at)
        tests = tuple(self.to_expr(item) for item in items)
        if view.run is None or all(map(is_harmless, tests)):
            return Leaf(Call(name, (Call("tuple", tests),), at=at), Scalar("bool"))
        return Leaf(Call("bool", (Call("or" if name == "any" else "and", tests),), at=at), Scalar("bool"))

    def any_all_of_view(self, name: str, view: View, at: Origin | None) -> Value:
        """`any(...)` or `all(...)` of elements that a loop gives, which is left after the one that decides."""
        frame = self.frame
        assert frame is not None
        variable = self.scratch(name, frame)
        self.assign(variable, number(name == "all"), frame)
        stop: Expr = Name(variable) if name == "any" else Call("not", (Name(variable),))

        def look(item: Value) -> None:
            test = self.truth_of(item) if isinstance(item, Group) else item
            if not is_flag(test):
                test = Leaf(Call("bool", (self.to_expr(test),), at=at), Scalar("bool"))
            self.assign(variable, test, frame)

        if view.left is not None:
            view.left(look, lambda: self.condition(stop, frame))
        elif view.run is not None:
            return self.call_values(Static(any_of if name == "any" else all_of), [view], (), at)
        else:
            inner, trips = replace(self.positional(view), bounds=None), self.scratch("trips", frame)
            self.assign(trips, number(0), frame)

            def trip(item: Value) -> None:
                self.assign(trips, self.operation("+", [self.lookup(trips, frame), number(1)], (), None), frame)
                look(item)

            self.loop_over(inner, frame, frozenset((variable, trips)), trip, stop=stop, trips=trips)
        return self.lookup(variable, frame)

    def expressions_of(self, view: View) -> tuple[Value, ...] | None:
        """Return the elements of a generator, if they are known one by one and computing them needs no statement."""
        assert view.run is not None
        found: list[Value] = []
        back, before = self.marked(), self.as_of_now()

        def take(item: Value) -> None:
            if self.depth > before.depth or not isinstance(item, Leaf):
                raise Unclear
            found.append(item)

        try:
            view.run(take)
        except (Unclear, UnsupportedSyntax):
            found.clear()
        if found and len(self.out) == before.written and self.is_as_it_was(before):
            return tuple(found)
        back()
        return None

    def is_among(self, op: str, value: Value, view: View, at: Origin | None) -> Value:
        """`x in generator`: no element is asked for after the one that is found."""
        view = self.view(view)
        items = self.quiet_items(view)
        if items is not None:
            return self.operation(op, [value, Group(tuple, tuple(range(len(items))), items)], (), at)
        found = self.call_values(Static(is_member), [value, view], (), at)
        return found if op == "in" else self.operation("not", [found], (), at)

    def do_any(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`any(xs)`."""
        return self.do_any_all("any", args, at)

    def do_all(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`all(xs)`."""
        return self.do_any_all("all", args, at)


def is_flag(value: Value) -> bool:
    """Return whether a value is surely True or False."""
    return isinstance(value, Leaf) and value.kind == Scalar("bool")


def is_harmless(expr: Expr) -> bool:
    """Return whether evaluating an expression of numbers raises no exception."""
    match expr:
        case Call("[]", (Name(), Const())):
            return True
        case Call(op, args):
            return op in HARMLESS and all(map(is_harmless, args))
        case _:
            return True
