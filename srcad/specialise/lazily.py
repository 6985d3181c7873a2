"""Functions whose elements are asked for one by one: `filter`, and `accumulate`, `pairwise` and others of itertools."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ..ir import Call, Const, Expr, Origin
from ..kinds import INT, Array
from ..runtime_iterators import filtered
from ..runtime_lazy import accumulated, compressed, pairs
from .heap import Iterated
from .instances import Instances
from .values import MISSING, NONE, Group, Keywords, Leaf, Poison, Static, Value, View, constant_of, number
from .views import count_of
from .written_iterables import groupby


class Lazily(Instances):
    """The part of the specialiser for functions that ask for one element after the other."""

    def do_filter(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`filter(f, xs)`."""
        place = ("filter", at)
        if place in self.library.resumed:
            return self.call_values(Static(filtered), args, (), at)
        view = self.unrolled_view(args[1])
        origin, function = self.origin, args[0]

        def passes(item: Value) -> Value:
            return item if constant_of(function) is None else self.call_values(function, [item], (), origin)

        def trip(item: Value, consume: Callable[[Value], None]) -> None:
            test = self.settled(passes(item), "kept")
            truth = self.truth(test)
            if truth is MISSING:
                self.split(self.to_expr(test), lambda: consume(item), lambda: None, origin)
            elif truth:
                consume(item)

        def go(consume: Callable[[Value], None]) -> None:
            frame = self.frame
            assert frame is not None
            self.loop_over(self.positional(view), frame, frozenset(), lambda item: trip(item, consume))

        if view.items is not None:
            kept = self.in_turn(view, trip)
        elif view.run is not None:
            kept = self.handed_on(view, trip)
        else:
            kept = View(None, run=go, left=self.left_by(filtered, [function, view]))
        places = lambda: self.by_places(self.call_values(Static(filtered), [function, args[1]], (), at))  # noqa: E731
        return replace(kept, places=places, made=place)

    def do_starmap(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`itertools.starmap(f, rows)`."""
        view = self.unrolled_view(args[1])

        def apply(row: Value) -> Value:
            return self.call_values(args[0], list(self.as_group(row).items), (), at)

        if view.items is not None:
            return self.mapped_items(view, apply)
        if view.run is not None:
            return self.handed_on(view, lambda row, consume: consume(apply(row)))
        item = self.looked_at(lambda k: apply(view.item(k)))
        return View(None, view.length, item, view.reads, count=view.count)

    def do_accumulate(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`itertools.accumulate(xs, f, initial=...)`."""
        named = dict(keywords)
        function = named.get("func", args[1] if len(args) > 1 else NONE)
        initial = named.get("initial", NONE)
        view = self.unrolled_view(args[0])
        kept = args[0] if isinstance(args[0], Leaf) else view  # what `next` goes on with, by places
        in_turn = functools.partial(self.call_values, Static(accumulated), [kept, function, initial], (), at)
        if view.run is not None:
            return in_turn()
        if self.is_open(args[0]):
            return self.accumulated(view, function, initial, at)
        place = ("accumulate", at)
        if self.may_change(place, [view]):
            return in_turn()
        back, before = self.marked(), self.as_of_now()

        def totals() -> tuple[Value, ...]:
            found: list[Value] = [] if constant_of(initial) is None else [initial]
            for item in self.elements(view):
                if not found:
                    found.append(item)
                elif constant_of(function) is None:
                    found.append(self.operation("+", [found[-1], item], (), at))
                else:
                    found.append(self.call_values(function, [found[-1], item], (), at))
                found[-1] = self.settled(self.own(found[-1], "t"), "t")
            return tuple(found)

        taken = self.taken_ahead([*args[:1], view], place, totals)
        if constant_of(function) is not None and not (self.lost == frozenset() and self.is_as_it_was(before)):
            back()
            return in_turn()
        return taken

    def accumulated(self, view: View, function: Value, initial: Value, at: Origin | None) -> Value:
        """Return what `accumulate` gives for elements of which the number is not known while compiling."""
        view = self.positional(view)

        def go(consume: Callable[[Value], None]) -> None:
            frame = self.frame
            assert frame is not None
            variable = self.scratch("total", frame)

            def begin(start: Value, first: int) -> None:
                self.assign(variable, start, frame)
                consume(self.lookup(variable, frame))
                bounds: list[Value] = [number(first), Leaf(view.length, INT)]
                self.loop_over(self.range_view(bounds[not first :]), frame, frozenset((variable,)), step)
                self.refuse_resizing(view)

            def step(place: Value) -> None:
                total, item = self.lookup(variable, frame), view.item(self.to_expr(place))
                plain = constant_of(function) is None
                found = (
                    self.operation("+", [total, item], (), at)
                    if plain
                    else self.call_values(function, [total, item], (), at)
                )
                self.assign(variable, found, frame)
                consume(self.lookup(variable, frame))

            if constant_of(initial) is not None:
                begin(initial, 0)
                return
            some = Call(">", (view.length, Const(0)))
            self.split(some, lambda: begin(view.item(Const(0)), 1), lambda: None, at)

        return View(None, run=go, left=self.left_by(accumulated, [view, function, initial]))

    def is_open(self, value: Value) -> bool:
        """Return whether the number of something's elements is not known while compiling."""
        if isinstance(value, View):
            return value.items is None and (value.bounds is None or count_of(value) is None)
        if isinstance(value, Leaf):
            dims = value.kind.dims if isinstance(value.kind, Array) else None
            return not (dims and dims[0].exact)
        return self.as_rows(value) is not None

    def left_by(
        self, function: Callable[..., Any], args: list[Value]
    ) -> Callable[[Callable[[Value], None], Callable[[], Value]], None]:
        """Return what goes through a generator function's elements until a test holds."""
        origin = self.origin

        def until(consume: Callable[[Value], None], test: Callable[[], Value]) -> None:
            found = self.view(self.call_values(Static(function), args, (), origin))
            assert found.left is not None
            found.left(consume, test)

        return until

    def do_pairwise(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`itertools.pairwise(xs)`: also of arrays and ranges of any length."""
        view, place = self.unrolled_view(args[0]), ("pairwise", at)
        if view.run is not None or place in self.library.resumed:
            return self.call_values(Static(pairs), [view], (), at)
        if view.items is not None:
            if view.live is None:
                kept = tuple(self.own(item, "t") for item in view.items)
                return View(tuple(self.pair_of(row) for row in itertools.pairwise(kept)))
            return self.pairs_in_turn(view.live, len(view.items), place)
        inner = self.positional(view)
        length = Call("max", (Call("-", (inner.length, Const(1))), Const(0)))
        after: Callable[[Expr], Expr] = lambda k: Call("+", (k, Const(1)))  # noqa: E731

        def item(k: Expr) -> Value:
            self.paired = (*self.paired, (place, inner.reads))
            return Group(tuple, (0, 1), (inner.item(k), inner.item(after(k))))

        return View(None, length, item, inner.reads)

    def do_groupby(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`itertools.groupby(xs, key)`: a group is handed on once the first element after it has been looked at."""
        given = args[0]
        loud = isinstance(given, View) and given.run is not None and not self.runs_quietly(replace(given, ident=None))
        view = self.view(self.call_values(Static(groupby), args, keywords, at))
        if self.rebound and (loud or (view.run and not self.runs_without_rebound(view, lambda before: True))):
            raise self.unsupported(
                "`groupby` whose key or iterable reads what the loop assigns, or has effects, is not supported",
                "Go through a list of the groups: `[(key, list(group)) for key, group in groupby(...)]`.", at,
            )  # fmt: skip

        def changed() -> Exception:
            return self.unsupported(
                "`groupby` whose key or iterable reads what is changed while it is gone through is not supported",
                "Go through a list of the groups: `[(key, list(group)) for key, group in groupby(...)]`.", at,
            )  # fmt: skip

        return self.unless_changed(self.handed_on(view, self.hand_on_group), self.looked_at_by([view]), changed)

    def hand_on_group(self, pair: Value, consume: Callable[[Value], None]) -> None:
        """Hand on a key and its group, to be gone through once, which is empty when the next is asked for."""
        assert isinstance(pair, Group)
        key, held = pair.items
        view = self.view(held)
        group = self.own(View(view.items) if view.items is not None else view, "group")
        consume(replace(pair, items=(key, group)))
        if isinstance(group, Group | View) and group.ident is not None:
            empty = Group(Iterated, (), (), None, group.ident)
            self.heap[group.ident] = empty if isinstance(group, Group) else Poison("a group that was left behind")

    def do_compress(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`itertools.compress(xs, flags)`."""
        views, place = [self.unrolled_view(arg) for arg in args], ("compress", at)
        if self.lost != frozenset() or any(view.run is not None for view in views) or self.may_change(place, views):
            return self.call_values(Static(compressed), list(views), (), at)
        args = list(views)
        flags = [MISSING] if any(map(self.is_open, args)) else [constant_of(flag) for flag in self.elements(args[1])]
        if MISSING in flags:
            return self.call_values(Static(compressed), args, (), at)
        chosen = lambda: tuple(itertools.compress(self.elements(args[0]), flags))  # noqa: E731
        return self.taken_ahead(args, place, chosen)
