"""What a `for` runs over that is made of other iterables: `enumerate`, `zip`, `reversed`, `map`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ..ir import Call, Const, Expr, Origin, names
from ..kinds import INT
from ..runtime_lazy import mapped
from .by_places import now_by, one_less
from .frame import Frame
from .values import MISSING, PROBE, Group, Keywords, Leaf, Static, Value, View, constant_of, number
from .views import count_of
from .zips import Zips


class Combined(Zips):
    """The part of the specialiser for iterables made of others."""

    def enumerate_view(self, args: list[Value], keywords: Keywords) -> View:
        """Return the view of `enumerate(xs, start=0)`."""
        start = args[1] if len(args) > 1 else dict(keywords).get("start", number(0))
        view = self.unrolled_view(args[0])
        places = lambda: self.numbered(view, start)  # noqa: E731
        if view.run is not None:
            return View(
                None,
                run=lambda consume: self.run_counted(view, start, consume, None),
                left=(lambda consume, test: self.run_counted(view, start, consume, test)) if view.left else None,
                places=places,
            )
        first = constant_of(start)
        if view.items is not None and isinstance(first, int):

            def numbered(items: tuple[Value, ...]) -> tuple[Value, ...]:
                return tuple(Group(tuple, (0, 1), (number(first + i), item)) for i, item in enumerate(items))

            return View(numbered(view.items), live=now_by(view, numbered), places=places)
        if not isinstance(start, Leaf):
            raise self.wrong_kind("enumerate takes a number to start from")
        inner = self.positional(view)

        def item(k: Expr) -> Value:
            count = Leaf(k if first == 0 else Call("+", (k, start.expr)), INT)
            return Group(tuple, (0, 1), (count, inner.item(k)))

        return View(
            None, inner.length, item, inner.reads | names(start.expr), count=inner.count, reading=inner.reading,
            places=places,
        )  # fmt: skip

    def run_counted(
        self, view: View, start: Value, consume: Callable[[Value], None], test: Callable[[], Value] | None
    ) -> None:
        """Run a generator of unknown length, and hand on its elements with their numbers."""
        frame = self.frame
        assert frame is not None and view.run is not None
        count = self.scratch("count", frame)
        self.assign(count, start, frame)

        def take(item: Value) -> None:
            now = self.lookup(count, frame)
            consume(Group(tuple, (0, 1), (now, item)))
            self.assign(count, self.operation("+", [self.lookup(count, frame), number(1)], (), None), frame)

        if test is not None:
            assert view.left is not None
            return view.left(take, test)
        return view.run(take)

    def range_part(self, view: View, index: Expr, frame: Frame) -> Value:
        """Return an element of a range, or what a slice of it runs over."""
        assert view.bounds is not None
        whole = Call("range", tuple(bound.expr for bound in view.bounds))
        if not isinstance(index, Call) or index.op != "slice":
            place = self.eval(index, frame)
            if not isinstance(place, Leaf):
                raise self.wrong_kind(f"{self.say(place)} is no position in a range")
            name = self.temporary(Call("[]", (whole, place.expr)), "place")
            self.record(name.id, INT)
            return Leaf(name, INT)
        bounds = [self.eval(bound, frame) for bound in index.args]
        given: list[Any] = [constant_of(bound) for bound in bounds]
        known: list[Any] = [constant_of(bound) for bound in view.bounds]
        if MISSING not in given and all(isinstance(bound, int) for bound in known):
            found = range(*known)[slice(*given)]
            return self.range_view([number(found.start), number(found.stop), number(found.step)])
        if given == [None, None, -1]:
            return self.reversed_view([view])
        part = Call("[]", (whole, Call("slice", tuple(self.to_expr(bound) for bound in bounds))))
        name = self.temporary(part, "part")
        return View(None, Call("len", (name,)), lambda k: Leaf(Call("[]", (name, k)), INT), frozenset({name.id}))

    def reversed_view(self, args: list[Value]) -> View:
        """Return the view of `reversed(xs)`."""
        if isinstance(args[0], Group) and self.has_own(args[0].maker, "__reversed__"):
            return self.view(self.call_dunder(args[0], "__reversed__", [], self.origin))
        view = self.listed(args[0])
        if view.items is not None:
            count = len(view.items)
            live = now_by(view, lambda items: self.same_length(items[:count], count)[::-1])
            return View(view.items[::-1], live=live, places=lambda: self.turned(view))
        if view.bounds is not None and view.bounds[2].expr == Const(1) and view.slots is None:
            start, stop, _ = view.bounds
            found = self.range_view([one_less(stop), one_less(start), number(-1)])
            return replace(found, length=view.length, again=False)
        inner = self.positional(view)
        length = inner.length

        def item(k: Expr) -> Value:
            last = Const(length.value - 1) if isinstance(length, Const) and isinstance(length.value, int) else None
            return inner.item(Call("-", (last or Call("-", (length, Const(1))), k)))

        return View(
            None, length, item, inner.reads, count=count_of(view), reading=inner.reading,
            places=lambda: self.turned(view),
        )  # fmt: skip

    def map_view(self, args: list[Value], at: Origin | None, strict: bool = False) -> Value:
        """Return the view of `map(f, xs, ...)`."""
        function, *iterables = args
        origin, place = self.origin, ("map", at)
        if place in self.library.resumed and not strict:
            return self.call_values(Static(mapped), args, (), at)

        def apply(row: Value) -> Value:
            return self.call_values(function, list(self.as_group(row).items), (), origin)

        if len(iterables) == 1:
            first = self.unrolled_view(iterables[0])
            if first.run is not None:
                found = self.handed_on(first, lambda item, consume: consume(apply(Group(tuple, (0,), (item,)))))
                return replace(found, places=lambda: self.mapped_places(function, self.zip_view(iterables)), made=place)
            iterables = [first]
        zipped = self.zip_view(iterables, strict)
        places = lambda: self.mapped_places(function, zipped)  # noqa: E731
        if zipped.run is not None:
            found = self.handed_on(zipped, lambda row, consume: consume(apply(row)))
            return replace(found, places=places, made=place)
        if zipped.items is not None:
            return replace(self.mapped_items(zipped, apply), places=places, made=place)
        item = self.looked_at(lambda k: apply(zipped.item(k)))
        return View(None, zipped.length, item, zipped.reads, count=zipped.count, places=places, made=place)

    def mapped_items(self, view: View, apply: Callable[[Value], Value]) -> View:
        """Return what a function makes of elements known one by one: of each in its turn, where that can differ."""
        assert view.items is not None
        back, before, place = self.marked(), self.as_of_now(), ("ahead", self.origin)
        with self.looking() as looked:
            found = tuple(apply(item) for item in view.items)
            early = self.lost == frozenset() and self.is_as_it_was(before) and place not in self.library.resumed
            if early:
                return View(found, live=self.as_read(looked(found), found, place))
        if all(constant_of(item) is not MISSING for item in found):
            return View(found)
        back()

        return self.in_turn(view, lambda item, consume: consume(apply(item)))

    def handed_on(self, view: View, trip: Callable[[Value, Callable[[Value], None]], None]) -> View:
        """Return a generator that hands on what `trip` makes of the elements of another one."""
        run, left = view.run, view.left
        assert run is not None

        def to(consume: Callable[[Value], None]) -> Callable[[Value], None]:
            return lambda item: trip(item, consume)

        until = (lambda consume, test: left(to(consume), test)) if left is not None else None
        return View(None, run=lambda consume: run(to(consume)), left=until)

    def looked_at(self, item: Callable[[Expr], Value]) -> Callable[[Expr], Value]:
        """Return what gives the elements of a view, and writes nothing where one is only looked at."""
        return lambda k: self.trial(lambda: item(k)) if PROBE.id in names(k) else item(k)
