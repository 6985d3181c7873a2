"""Iterables by places: what goes on where it stopped reads each element when it is asked for, not before."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable, Sequence

from ..forms import raises
from ..ir import Call, Const, Expr, Origin
from ..kinds import INT, Array, rank_of
from ..normalise.resume import GO_ON
from ..runtime_iterators import Mapped, Numbered, Resumed, Span, Stream, Turned, Walk, Zipped, as_sequence
from .heap import Iterated
from .state import Resumes
from .values import MISSING, Group, Keywords, Leaf, Static, Value, View, constant_of, number
from .views import ENDLESS, Views


class ByPlaces(Views):
    """The part of the specialiser for sequences that stand for iterables."""

    def do_sequence(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """Return what an iterable gives, by places: as it is, where it has them."""
        value = self.sure(args[0], at)
        if isinstance(value, Group) and value.maker is Resumed:
            return self.call_values(Static(Stream), [value], (), at)
        rows = self.as_rows(value)
        if isinstance(value, Leaf) or (rows is not None and rows.places is None):
            return value
        if isinstance(value, Group) and issubclass(value.maker, tuple | list):
            return value
        view = self.view(value)
        if view.endless or view.length == ENDLESS:
            raise self.unsupported(
                "several calls of `next` of a generator that goes through one without end are not supported",
                GO_ON, at,
            )  # fmt: skip
        if view.bounds is not None:
            start, _, step = view.bounds
            return self.call_values(Static(Span), [start, step, Leaf(view.length, INT)], (), at)
        if view.places is not None and (view.reading or view.live is not None or view.run is not None):
            return view.places()
        refusal = self.unsupported("a generator in another one is not supported here", GO_ON, at)
        if view.made is not None:  # each element is computed when it is asked for
            raise Resumes(view.made, refusal)
        if view.run is not None:
            raise refusal
        if view.source is not None and isinstance(view.source[0], Group) and view.source[0].ident is not None:
            self.gone_through.add(view.source[0].ident)
        return self.call_values(Static(list), [view], (), at)

    def known_items(self, base: Group) -> View | None:
        """Return the items that `__getitem__` gives, where it has surely no more of them than `__len__` says."""
        if not self.has_own(base.maker, "__len__"):
            return None
        back = self.marked()
        size = constant_of(self.call_dunder(base, "__len__", [], self.origin))

        def item(i: int) -> Value:
            return self.call_dunder(base, "__getitem__", [number(i)], self.origin)

        def beyond() -> None:
            assert isinstance(size, int)
            item(size)

        if isinstance(size, int):
            found = View(tuple(map(item, range(size))))
            undo = self.marked()
            self.inside += 1  # so that an exception is written
            after = self.aside(beyond)
            self.inside -= 1
            undo()
            if raises(after):
                return found
        back()
        return None

    def by_places(self, value: Value) -> Value:
        """Return what an iterable gives, by places."""
        return self.call_values(Static(as_sequence), [value], (), self.origin)

    def numbered(self, value: Value, start: Value) -> Value:
        """Return `enumerate(value, start)` by places."""
        return self.call_values(Static(Numbered), [self.by_places(value), start], (), self.origin)

    def zipped(self, columns: Sequence[Value]) -> Value:
        """Return `zip(*columns)` by places."""
        return self.call_values(Static(Zipped), [self.by_places(column) for column in columns], (), self.origin)

    def mapped_places(self, function: Value, rows: Value) -> Value:
        """Return `starmap(function, rows)` by places."""
        return self.call_values(Static(Mapped), [function, self.by_places(rows)], (), self.origin)

    def turned(self, value: Value) -> Value:
        """Return `reversed(value)` by places."""
        return self.call_values(Static(Turned), [self.by_places(value)], (), self.origin)

    def walk(self, value: Value) -> Value:
        """Return an iterator that goes through an iterable by places, from the first on."""
        if isinstance(value, Group) and self.has_own(value.maker, "__next__"):
            return value
        return self.call_values(Static(Walk), [self.by_places(value)], (), self.origin)

    def own(self, value: Value, wish: str) -> Value:
        """Return a value whose containers have an identity; an iterator goes by places where its place is asked for."""
        if not isinstance(value, View) or value.items is None or value.again:
            return super().own(value, wish)
        place = ("iterator", self.origin)
        if place in self.library.resumed and (value.places is not None or value.live is None):
            return self.walk(value)
        made = super().own(value, wish)
        if isinstance(made, Group) and made.ident is not None:
            self.generators[made.ident] = place
        return made

    def taken(self, value: Value, at: Origin | None) -> Value:
        """Return an iterable with its elements as they are now: writes into it later are not seen."""
        rows = self.as_rows(value)
        numbers = isinstance(value, Leaf) and isinstance(value.kind, Array) and rank_of(value.kind) == 1
        if not numbers and (rows is None or rows.family is not list or rows.places is not None):
            return value
        self.careless = self.careless or not self.careful
        if not self.careful:  # nothing is known to be written yet
            return value
        if numbers:
            return self.operation("np.copy", [value], (), at)
        return self.call_values(Static(list), [value], (), at)

    def in_turn(self, view: View, trip: Callable[[Value, Callable[[Value], None]], None]) -> View:
        """Return the generator that makes something of elements known one by one, each as it is in its turn."""
        assert view.items is not None
        count, live = len(view.items), view.live
        kept = view.items if live is not None else tuple(self.as_now(item) for item in view.items)

        def now() -> tuple[Value, ...]:
            return kept if live is None else self.not_endless(live(), count)

        def go(consume: Callable[[Value], None]) -> None:
            for i in itertools.count():
                items = now()
                if i >= len(items):
                    break
                trip(items[i], consume)

        def until(consume: Callable[[Value], None], test: Callable[[], Value], i: int = 0) -> None:
            items = now()
            if i < len(items):
                trip(items[i], consume)
                self.unless(test(), lambda: until(consume, test, i + 1))

        return View(None, run=go, left=until)

    def as_now(self, value: Value) -> Value:
        """Return a value that stays as it is, whatever the loop that is written now assigns."""
        if self.lost is None:
            return self.settled(self.own(value, "t"), "t")
        return self.rescue(value, self.lost, len(self.out))

    def unless(self, stop: Value, rest: Callable[[], None]) -> None:
        """Write the rest of what is gone through, for when a test does not hold."""
        if constant_of(stop) is MISSING:
            self.split(self.to_expr(stop), lambda: None, rest, self.origin)
        elif not constant_of(stop):
            rest()

    def held_still(self, items: tuple[Value, ...]) -> Callable[[], tuple[Value, ...]]:
        """Return what gives elements as they are now."""
        kept = tuple(map(self.as_now, items))
        return lambda: kept

    def pairs_in_turn(self, live: Callable[[], tuple[Value, ...]], count: int, place: Hashable) -> View:
        """Return the generator of the pairs of neighbours in a container that may change: each element is read once."""
        items = self.as_many(live, place)

        def now(i: int) -> Value:
            return self.settled(self.own(items()[i], "t"), "t")

        def until(
            consume: Callable[[Value], None], test: Callable[[], Value] | None, i: int = 1, before: Value | None = None
        ) -> None:
            if i < count:
                pair = (before or now(0), now(i))
                consume(self.pair_of(pair))
                stop = number(False) if test is None else test()
                self.unless(stop, lambda: until(consume, test, i + 1, pair[1]))
            else:
                items()

        return View(None, run=lambda consume: until(consume, None), left=until)

    def pair_of(self, row: tuple[Value, ...]) -> Value:
        """Return a tuple of elements."""
        return Group(tuple, tuple(range(len(row))), row)


def are_one(args: list[Value]) -> bool:
    """Return whether all of several values are the same iterator."""
    idents = {arg.ident if isinstance(arg, Group) and arg.maker is Iterated else None for arg in args}
    return len(idents) == 1 and None not in idents


def shortest(lengths: list[Expr]) -> Expr:
    """Return the least of several lengths."""
    several = tuple(dict.fromkeys(lengths))
    return Call("min", several) if len(several) > 1 else several[0] if several else ENDLESS


def one_less(bound: Leaf) -> Leaf:
    """Return a bound of a range minus one."""
    known = constant_of(bound)
    constant = known - 1 if isinstance(known, int) else MISSING
    match bound.expr:
        case Const(int() as value):
            return number(value - 1)
        case Call("-", (rest, Const(int() as taken))):
            return Leaf(Call("-", (rest, Const(taken + 1))), INT, False, constant)
        case expr:
            return Leaf(Call("-", (expr, Const(1))), INT, False, constant)


def now_by(
    view: View, change: Callable[[tuple[Value, ...]], tuple[Value, ...]]
) -> Callable[[], tuple[Value, ...]] | None:
    """Return what gives the elements made of those of a view as they are when it is asked; None if they stay."""
    live = view.live
    return None if live is None else lambda: change(live())
