"""Iterators: `iter` and `next`, `filter`, and the functions of itertools."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from typing import Any

from ..ir import Call, Const, Expr, Origin
from ..kinds import INT
from ..runtime_iterators import (
    Counting,
    Cycling,
    Resumed,
    Walk,
    each_until,
    first,
    first_or,
    next_or,
    resumed_or,
    take_slice,
    tee_in_turn,
    walk_or,
)
from ..runtime_lazy import batches, chained, cycled, flattened
from .by_places import now_by
from .heap import Iterated
from .in_use import has_live_items
from .item_writes import positions
from .lazily import Lazily
from .state import Resumes
from .values import MISSING, NONE, Group, Keywords, Leaf, Static, Value, View, constant_of, number
from .views import ENDLESS, count_of


class Iteration(Lazily):
    """The part of the specialiser for iterators."""

    def elements(self, value: Value) -> tuple[Value, ...]:
        """Return the elements of something of known length; containers among them may go to several places."""
        return tuple(self.own(item, "t") for item in self.as_group(value).items)

    def rows(self, found: Iterable[tuple[Value, ...]]) -> View:
        """Return the view of several tuples."""
        return View(tuple(Group(tuple, positions(row), tuple(row)) for row in found))

    def do_iter(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`iter(xs)`, or `iter(function, last)`."""
        if len(args) == 2:
            return self.call_values(Static(each_until), args, (), at)
        value = args[0]
        if isinstance(value, Group) and value.maker is Iterated:
            return value
        if isinstance(value, Group) and self.has_own(value.maker, "__iter__"):
            value = self.call_dunder(value, "__iter__", [], at)
            if isinstance(value, Group) and self.has_own(value.maker, "__next__"):
                return value
        with self.losing(None):  # whatever is assigned until it goes on
            view = self.view(value)
        items, count, live = view.items, count_of(view), view.live
        if items is None and count is not None:
            inner, size = self.positional(view), count

            def now() -> tuple[Value, ...]:
                return tuple(inner.item(Const(i)) for i in range(size))

            items, live = now(), now if view.reading else live
        if items is None and not isinstance(value, View):
            return self.call_values(Static(Walk), [value], (), at)
        if items is None:
            return view
        return self.own(View(items, live=live, places=view.places), "rest")

    def do_next(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`next(it)`, `next(it, default)`."""
        value = args[0]
        if isinstance(value, View) and value.run is not None:
            if value.ident is not None:
                self.use_up(value.ident)
            return self.first_of(value, args[1] if len(args) > 1 else None, at)
        if not isinstance(value, Group):
            refusal = self.unsupported(f"`next` of {self.say(value)} of unknown length is not supported", at=at)
            raise Resumes(made, refusal) if (made := self.made_at(value)) is not None else refusal
        if value.maker is not Iterated:
            if value.maker is Resumed and len(args) > 1:
                return self.call_values(Static(resumed_or), args, (), at)
            if value.maker is Resumed and self.inside:
                return self.next_inside(value, at)
            if self.has_own(value.maker, "__next__"):
                if len(args) > 1:
                    return self.call_values(Static(walk_or if value.maker is Walk else next_or), args, (), at)
                return self.call_dunder(value, "__next__", [], at)
            raise self.wrong_kind(f"{self.say(value)} is no iterator", at)
        if not value.items:
            self.has_ended(value)
            if len(args) > 1:
                return args[1]
            raise self.fails(self.wrong_kind("`next` of an iterator that has no more elements", at), "StopIteration")
        first: Value = self.rest_of(value)()[0]
        self.change(value, positions(value.items[1:]), value.items[1:], at)
        return first

    def next_inside(self, generator: Group, at: Origin | None) -> Value:
        """Return the next element of a generator inside `try`, where it is known that there is one."""
        self.call_values(self.attribute(generator, "advance", at), [NONE], (), at)
        ended = self.truth(self.call_values(self.attribute(generator, "ended", at), [], (), at))
        if ended is MISSING:
            raise self.unsupported(
                "`next` of a generator inside `try`, where it may raise StopIteration, is not supported",
                "Go through it by `for`, or ask for `next(g, None)`.", at,
            )  # fmt: skip
        if ended:
            raise self.fails(self.wrong_kind("`next` of a generator that has ended", at), "StopIteration")
        return self.call_values(self.attribute(generator, "item", at), [], (), at)

    def first_of(self, view: View, default: Value | None, at: Origin | None) -> Value:
        """Return the first element of a generator, which gives no other one after that."""
        view = self.view(view)
        items = self.quiet_items(view) if self.lost == frozenset() else None
        if items is None:
            given: list[Value] = [view] if default is None else [view, default]
            return self.call_values(Static(first if default is None else first_or), given, (), at)
        if not items:
            if default is None:
                raise self.wrong_kind("`next` of a generator that yields nothing", at)
            return default
        return items[0]

    def do_chain(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`itertools.chain(xs, ys)`."""
        place = ("chain", at)
        if any(self.is_open(arg) for arg in args) or self.may_change(place, args):
            return self.call_values(Static(chained), args, (), at)
        views = [self.listed(arg) for arg in args]
        if all(view.items is not None for view in views):
            held = [tuple(self.own(item, "t") for item in view.items or ()) for view in views]
            if not any(view.live for view in views):
                return View(tuple(itertools.chain(*held)))
            lives = [view.live or self.held_still(items) for items, view in zip(held, views, strict=True)]
            kept = [self.as_many(live, place) for live in lives]
            return View(tuple(itertools.chain(*held)), live=lambda: tuple(item for now in kept for item in now()))
        return View(tuple(item for arg in args for item in self.elements(arg)))

    def do_chained(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`itertools.chain.from_iterable(rows)`."""
        place = ("chain", at)
        if self.is_open(args[0]) or self.may_change(place, args):
            return self.call_values(Static(flattened), args, (), at)
        return self.do_chain(list(self.elements(args[0])), (), at)

    def do_product(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`itertools.product(xs, ys, repeat=1)`."""
        times = constant_of(dict(keywords).get("repeat", number(1)))
        if not isinstance(times, int):
            hint = "Let the number be a literal, or a default."
            raise self.unsupported("`itertools.product` with a `repeat` that only the run knows", hint, at)
        gathered = [self.do_container(list, [arg], at) if self.view(arg).run else None for arg in args]
        args = [found or self.taken(arg, at) for found, arg in zip(gathered, args, strict=True)]
        if any(self.is_open(arg) or isinstance(arg, Leaf) for arg in args):
            views = [self.steady_view(self.view(arg)) for arg in args]
            return View(None, run=lambda consume: self.nested_loops(views * times, (), consume))
        return self.rows(itertools.product(*(self.elements(arg) for arg in args), repeat=times))

    def nested_loops(self, iterables: list[View], chosen: tuple[Value, ...], consume: Callable[[Value], None]) -> None:
        """Write a loop for each of several iterables, one inside the other, and hand on the elements of each trip."""
        if not iterables:
            consume(Group(tuple, tuple(range(len(chosen))), chosen))
            return
        self.each(iterables[0], lambda item: self.nested_loops(iterables[1:], (*chosen, item), consume))

    def pairs_of(self, value: Value) -> View:
        """Return the view of the pairs of different elements of something of unknown length, in their order."""
        view = self.positional(self.view(value))

        def go(consume: Callable[[Value], None]) -> None:
            end = Leaf(view.length, INT)

            def first(i: Value) -> None:
                after = self.operation("+", [i, number(1)], (), None)
                self.each(self.range_view([after, end]), lambda j: consume(self.pair(view, i, j)))

            self.each(self.range_view([end]), first)

        return View(None, run=go)

    def pair(self, view: View, i: Value, j: Value) -> Group:
        """Return the elements of a view at two positions."""
        return Group(tuple, (0, 1), (view.item(self.to_expr(i)), view.item(self.to_expr(j))))

    def chosen(self, function: Callable[..., Any], args: list[Value], at: Origin | None) -> View:
        """Return the view of a function that chooses some of several elements."""
        counts = [constant_of(arg) for arg in args[1:]]
        if MISSING in counts:
            raise self.unsupported("a number of elements that is not known while compiling", at=at)
        return self.rows(function(self.elements(args[0]), *counts))

    def do_combinations(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`itertools.combinations(xs, r)`: of something of unknown length, pairs."""
        counts = [*args[1:], *dict(keywords).values()]
        if (self.is_open(args[0]) or isinstance(args[0], Leaf)) and len(counts) == 1 and constant_of(counts[0]) == 2:
            return self.pairs_of(self.taken(args[0], at))
        return self.chosen(itertools.combinations, [*args, *dict(keywords).values()], at)

    def do_repeated_combinations(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`itertools.combinations_with_replacement(xs, r)`."""
        return self.chosen(itertools.combinations_with_replacement, [*args, *dict(keywords).values()], at)

    def do_permutations(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`itertools.permutations(xs, r)`."""
        return self.chosen(itertools.permutations, [*args, *dict(keywords).values()], at)

    def do_islice(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`itertools.islice(xs, ...)`."""
        bounds: list[Any] = [constant_of(arg) for arg in args[1:]]
        view = self.unrolled_view(args[0])
        if MISSING not in bounds and view.items is not None:

            def part(items: tuple[Value, ...]) -> tuple[Value, ...]:
                return tuple(itertools.islice(items, *bounds))

            return View(part(view.items), live=now_by(view, part))
        if MISSING not in bounds and view.length == ENDLESS:
            wanted = slice(*bounds)
            return View(tuple(view.item(Const(i)) for i in range(wanted.start or 0, wanted.stop, wanted.step or 1)))
        given = args[1:] if len(args) > 2 else [NONE, *args[1:]]
        start, stop, step = (*given, NONE)[:3]
        plain = [
            default if constant_of(bound) is None else bound
            for bound, default in ((start, number(0)), (stop, NONE), (step, number(1)))
        ]
        return self.call_values(Static(take_slice), [view, *plain], (), at)

    def do_repeat(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`itertools.repeat(x, n)`."""
        item = self.settled(self.own(args[0], "t"), "t")
        times = constant_of(args[1]) if len(args) > 1 else constant_of(dict(keywords).get("times", NONE))
        if isinstance(times, int):
            return View((item,) * times)
        length = ENDLESS if times is None else self.to_expr(args[1])
        return View(None, length, lambda k: item)

    def do_count(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`itertools.count(start, step)`."""
        named = dict(keywords)
        start = named.get("start", args[0] if args else number(0))
        step = named.get("step", args[1] if len(args) > 1 else number(1))
        place = ("count", at)
        if place in self.library.resumed:
            return self.call_values(Static(Counting), [start, step], (), at)

        def item(k: Expr) -> Value:
            steps = number(k.value) if isinstance(k, Const) and isinstance(k.value, int) else Leaf(k, INT)
            scaled = steps if constant_of(step) == 1 else self.operation("*", [steps, step], (), at)
            return scaled if constant_of(start) == 0 else self.operation("+", [start, scaled], (), at)

        return View(None, ENDLESS, item, made=place)

    def do_cycle(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`itertools.cycle(xs)`."""
        place, in_turn = ("cycle", at), ("cycle in turn", at)
        if self.is_open(args[0]) or self.may_change(in_turn, args):
            return self.call_values(Static(cycled), args, (), at)
        if place in self.library.resumed and isinstance(args[0], Group) and has_live_items(args[0]):
            return self.call_values(Static(cycled), args, (), at)
        if place in self.library.resumed:
            return self.call_values(Static(Cycling), args, (), at)
        steady = self.taken_ahead(args, in_turn, lambda: tuple(map(self.as_now, self.elements(args[0]))))
        kept = steady.live or self.held_still(steady.items or ())

        def item(k: Expr) -> Value:
            items = kept()
            if isinstance(k, Const) and isinstance(k.value, int):
                return items[k.value % len(items)]
            return self.select(items, Leaf(Call("%", (k, Const(len(items)))), INT), at)

        return View(None, ENDLESS, item, made=place)

    def do_batched(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`itertools.batched(xs, n)`."""
        size, place = constant_of(args[1]), ("batched", at)
        if not isinstance(size, int) or self.is_open(args[0]) or self.may_change(place, args[:1]):
            return self.call_values(Static(batches), args, (), at)

        def taken() -> tuple[Value, ...]:
            items = self.elements(args[0])
            return self.rows(items[i : i + size] for i in range(0, len(items), size)).items or ()

        return self.taken_ahead(args, place, taken)

    def do_tee(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`itertools.tee(xs, n)`."""
        count, place = args[1] if len(args) > 1 else dict(keywords).get("n", number(2)), ("tee", at)
        view = self.unrolled_view(args[0])
        loud = view.run is not None and not self.runs_quietly(view)
        if loud or self.is_open(args[0]) or self.may_change(place, [view, *args[:1]]):
            return self.call_values(Static(tee_in_turn), [self.by_places(args[0]), count], (), at)
        known = constant_of(count)
        assert isinstance(known, int)
        steady = self.taken_ahead([view, *args[:1]], place, lambda: self.elements(view))
        copies = tuple(self.own(steady, "rest") for _ in range(known))
        return Group(tuple, positions(copies), copies)
