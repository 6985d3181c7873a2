"""Comprehensions and generator expressions."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace

from ..ir import Call, Const, Do, Expr, For, Function, Name
from ..names import Names
from .combined import Combined
from .effects import may_be_left
from .frame import Frame, all_names, makes_closures
from .values import MISSING, Group, Value, View, constant_of
from .views import count_of

GIVEN = "<given>"  # the variable of a generator expression that holds what it goes through


class Comprehensions(Combined):
    """The part of the specialiser for comprehensions."""

    def comprehension(self, expr: Call, frame: Frame) -> Value:
        """Return a comprehension's value: a container, where each loop is over elements known one by one."""
        kind, loop = expr.args
        assert isinstance(kind, Const) and isinstance(loop, Const) and isinstance(loop.value, Function)
        text = loop.value
        given: Value | None = None
        place = (expr.at.file, expr.at.line, expr.at.column) if expr.at is not None else None
        if kind.value == "generator" and place in self.library.resumed:
            return self.resumed_expression(text, frame)
        if kind.value == "generator" and self.lost is None:  # what it goes through is evaluated at once
            text, given = self.begun(text, frame)
        if kind.value == "generator":
            mapped = self.mapped(text, frame) if given is None else None
            return replace(mapped or self.generator_expression(text, frame, given, place), made=place)
        generator = View(None, run=lambda consume: self.run_comprehension(text, frame, consume, given))
        items = self.items_of(generator)
        if items is None:
            if kind.value == "list":
                return self.gathered(generator)
            if kind.value in ("dict", "set"):
                return self.gathered_table(generator, dict if kind.value == "dict" else set)
            raise self.unsupported(
                f"a {kind.value} comprehension whose length is not known while compiling is not supported",
                "Write it as a list, or as operations on whole arrays.",
                expr.at,
            )
        if kind.value == "dict":
            pairs = [item for item in items if isinstance(item, Group)]
            table: dict[object, Value] = {}
            for pair in pairs:
                key = constant_of(pair.items[0])
                if key is MISSING:
                    return self.gathered_table(generator, dict)
                table[key] = pair.items[1]
            return Group(dict, tuple(table), tuple(table.values()))
        if kind.value == "set":
            return self.display_set(list(items), expr.at)
        return Group(list, tuple(range(len(items))), tuple(items))

    def mapped(self, loop: Function, frame: Frame) -> View | None:
        """Return the view of `(e for v in xs)`, if `xs` has a length that is not known while compiling."""
        first = loop.body[0]
        if (
            len(loop.body) != 1
            or not isinstance(first, For)
            or len(first.body) != 1
            or not isinstance(first.body[0], Do)
        ):
            return None
        yielded = first.body[0].value
        assert isinstance(yielded, Call)
        view = self.trial_view(first.iterable, frame)
        if view is None or view.items is not None or view.run is not None or view.bounds is not None:
            return None
        inner = self.positional(self.view(self.eval(first.iterable, frame)))

        def item(k: Expr) -> Value:
            own = Frame(loop, frame.scope, frame, self.names, caller=frame, code=frame.code)
            outer, self.frame = self.frame, own
            self.live.append(own)
            try:
                self.bind(first.target, inner.item(k), own)
                return self.settled(self.own(self.eval(yielded.args[0], own), "t"), "t")
            finally:
                self.frame = outer
                self.live.remove(own)

        return View(None, inner.length, self.looked_at(item), inner.reads, count=count_of(view))

    def trial_view(self, iterable: Expr, frame: Frame) -> View | None:
        """Return what iterating over an expression would give."""
        found: list[View] = []

        def look() -> Value:
            value = self.eval(iterable, frame)
            if not isinstance(value, Group):
                found.append(self.view(value))
            return Group(tuple, (), ())

        self.trial(look)
        return found[0] if found else None

    def resumed_expression(self, text: Function, frame: Frame) -> Value:
        """Return a generator expression as an object that goes on where it stopped."""
        with self.losing(None):  # whatever is assigned until it goes on
            begun, given = self.begun(text, frame)
        inner = Frame(begun, frame.scope, frame, self.names, caller=frame.caller, code=frame.code)
        inner.locals |= {GIVEN}
        inner.env[GIVEN] = self.stored(given)
        return self.resumed(begun, inner, text)

    def generator_expression(self, text: Function, frame: Frame, given: Value | None, place: Hashable) -> View:
        """Return the view of a generator expression, which can be gone through once, and left before its end."""
        ident = self.watched(place)
        cut = may_be_left(text, Names(all_names(text)))

        def go(consume: Callable[[Value], None], left: Callable[[], Value] | None) -> None:
            self.use_up(ident)
            self.run_comprehension(text if left is None else cut, frame, consume, given, left)

        return View(None, run=lambda consume: go(consume, None), left=go)

    def begun(self, loop: Function, frame: Frame) -> tuple[Function, Value]:
        """Return a generator expression that goes through a variable of its own, and the value of that."""
        first = loop.body[0]
        assert isinstance(first, For)
        value = self.eval(first.iterable, frame)
        if not isinstance(value, Group) or value.ident is None:
            view = self.view(value)
            value = self.own(view, "given") if view.live is not None else self.steady_view(view)
        return replace(loop, body=(replace(first, iterable=Name(GIVEN)), *loop.body[1:])), value

    def run_comprehension(
        self, loop: Function, frame: Frame, collect: Callable[[Value], None], given: Value | None = None,
        left: Callable[[], Value] | None = None,
    ) -> None:  # fmt: skip
        """Run a comprehension's loop in a frame of its own, handing its elements to `collect`."""
        inner = Frame(loop, frame.scope, frame, self.names, caller=frame, code=frame.code)
        if given is None:
            inner.first = next(stmt.iterable for stmt in loop.body if isinstance(stmt, For))
        else:
            inner.locals |= {GIVEN}
            inner.env[GIVEN] = self.stored(given)
        origin, outside = self.origin, (self.collector, self.frame, self.leaving)

        def take(item: Value) -> None:
            inside = self.collector, self.frame, self.leaving
            self.collector, self.frame, self.leaving = outside
            try:
                collect(item)
            finally:
                self.collector, self.frame, self.leaving = inside

        self.collector, self.frame, self.leaving = take, inner, left
        self.live.append(inner)
        try:
            self.block(loop.body, inner)
        finally:
            (self.collector, self.frame, self.leaving), self.origin = outside, origin
            if not makes_closures(loop):
                self.live.remove(inner)
