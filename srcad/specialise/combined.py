"""What a `for` runs over that is made of other iterables: `enumerate`, `zip`, `reversed`, `map`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ..ir import Call, Const, Do, Expr, Origin, names
from ..kinds import INT, Array, Scalar
from ..runtime_iterators import Resumed, zip_counted, zip_endless, zip_resumed, zip_strict
from ..runtime_lazy import mapped
from .by_places import ByPlaces, are_one, now_by, one_less, shortest
from .frame import Frame
from .state import Resumes
from .values import MISSING, PROBE, Group, Keywords, Leaf, Static, Value, View, constant_of, number
from .views import ENDLESS, count_of


class Combined(ByPlaces):
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

    def zip_run(self, views: list[View], place: int, lasting: bool) -> View:
        """Return the view of `zip(...)` where one iterable is a generator of unknown length.

        One that is `lasting` may be asked for more later: it is asked once more where an iterable after it has ended.
        """
        generator = views[place]
        others = [self.positional(self.steady_view(view)) for i, view in enumerate(views) if i != place]
        keys, ends = tuple(range(len(views))), [view.length for view in others if view.length != ENDLESS]
        late = [view.length for view in others[place:] if view.length != ENDLESS] if lasting else []
        length, last = shortest(ends), shortest(late)
        early = shortest([view.length for view in others[:place] if view.length != ENDLESS]) if late else length
        origin = self.origin

        def go(consume: Callable[[Value], None], until: Callable[[], Value] | None) -> None:
            frame = self.frame
            assert frame is not None and generator.run is not None
            count = self.scratch("count", frame)
            self.assign(count, number(0), frame)

            def take(item: Value) -> None:
                def row() -> None:
                    parts = [view.item(self.to_expr(self.lookup(count, frame))) for view in others]
                    parts.insert(place, item)
                    consume(Group(tuple, keys, tuple(parts)))

                if late:
                    more = Call("<", (self.to_expr(self.lookup(count, frame)), last))
                    self.split(more, row, lambda: None, origin)
                else:
                    row()
                self.assign(count, self.operation("+", [self.lookup(count, frame), number(1)], (), None), frame)

            def done() -> Value:
                now = self.to_expr(self.lookup(count, frame))
                test = Call(">", (now, last)) if late else Call(">=", (now, length))
                if late and early != ENDLESS:
                    test = Call("or", (Call(">=", (now, early)), test))
                full = Leaf(test, Scalar("bool"))
                asked = until() if until is not None else number(False)
                if constant_of(asked) is False:
                    return full
                return Leaf(Call("or", (self.to_expr(asked), full.expr)), Scalar("bool"))

            if not ends and until is None:
                generator.run(take)
                return
            assert generator.left is not None
            run = generator.left
            if not ends:
                assert until is not None
                run(take, until)
                return
            if early == ENDLESS:
                run(take, done)
            else:
                self.split(Call(">", (early, Const(0))), lambda: run(take, done), lambda: None, origin)

        return View(None, run=lambda consume: go(consume, None), left=go)

    def goes_on(self, value: Value) -> bool:
        """Return whether a value is a generator that goes on for as long as it is asked."""
        if isinstance(value, Group) and value.maker is Resumed:
            return constant_of(value.items[value.keys.index("endless")]) is True
        return isinstance(value, View) and value.endless and value.made is not None

    def zip_of_endless(self, args: list[Value], places: list[int]) -> View:
        """Return the view of `zip(...)` of several generators without end: each goes on where it stopped."""
        first = next((i for i in range(len(args)) if i not in places), places[0])
        for arg in args:
            if isinstance(arg, View) and self.goes_on(arg):
                raise Resumes(arg.made, self.unsupported("`zip` of several generators without end is not supported"))
        others = [arg for i, arg in enumerate(args) if i != first]
        iterators = [self.call_values(Static(iter), [other], (), self.origin) for other in others]
        return self.view(
            self.call_values(Static(zip_endless), [number(first), args[first], *iterators], (), self.origin)
        )

    def zip_asked(self, args: list[Value]) -> Value:
        """Return the generator of `zip(...)` that asks each iterable in its turn, and may be asked for more later."""
        columns = [arg if isinstance(arg, Group) and arg.maker is Resumed else self.walk(arg) for arg in args]
        return self.call_values(Static(zip_resumed), columns, (), self.origin)

    def zip_view(self, args: list[Value], strict: bool = False) -> View:
        """Return the view of `zip(...)`: as long as the shortest."""
        if strict:
            return self.strict_zip(args)
        if len(args) > 1 and are_one(args):
            every = self.listed(args[0]).items or ()  # `zip(it, it)`: by pairs
            size = len(args)
            chunks = [every[i : i + size] for i in range(0, len(every) - size + 1, size)]
            return View(tuple(Group(tuple, tuple(range(size)), chunk) for chunk in chunks))
        asked = [arg.ident for arg in args if isinstance(arg, Group) and self.has_own(arg.maker, "__next__")]
        if len(set(asked)) < len(asked):  # one of them is given several times
            return self.view(self.zip_asked(args))
        resumed = [isinstance(arg, Group) and arg.maker is Resumed for arg in args]
        if sum(resumed) > 1 and all(
            self.goes_on(arg) is False or known for arg, known in zip(args, resumed, strict=True)
        ):
            return self.view(self.zip_asked(args))
        open_ended = [i for i, arg in enumerate(args) if self.goes_on(arg)]
        if len(open_ended) > 1:
            return self.zip_of_endless(args, open_ended)
        views = [self.unrolled_view(arg) for arg in args]
        running = [i for i, view in enumerate(views) if view.run is not None]
        loud = [i for i in running if not self.runs_quietly(views[i])]
        if len(running) > 1 and loud and self.lost is not None:
            refusal = self.unsupported(
                "`zip` of several generators, of which one does more than to give its elements, or reads what the "
                "loop assigns, is not supported",
                "Make a list of one before, or ask for the elements by `next`.",
            )
            others = [views[i] for i in running if i not in loud]
            raise (
                Resumes(others[0].made, refusal) if any(resumed) and others and others[0].made is not None else refusal
            )
        places = [i for i in running if views[i].left is not None]
        if places:
            lasting = isinstance(args[places[0]], Group) or places[0] in loud
            zipped = self.zip_run(views, places[0], lasting)
            return replace(zipped, places=lambda: self.by_places(self.zip_asked(args)))
        views = [self.positional(view) if view.run is not None else view for view in views]
        lengths = [count for count in map(count_of, views) if count is not None]
        if any(view.items is not None for view in views):
            return self.zip_of_known(views, args, min(lengths))
        inner_views = [self.positional(view) for view in views]
        if not inner_views:
            return View(())
        ends = list(dict.fromkeys(view.length for view in inner_views if view.length != ENDLESS)) or [ENDLESS]
        length = ends[0] if len(ends) == 1 else Call("min", tuple(ends))
        keys = tuple(range(len(inner_views)))
        reads = frozenset().union(*(view.reads for view in inner_views))
        counts = [count_of(view) for view in inner_views if view.length != ENDLESS]
        known = [count for count in counts if count is not None]
        return View(
            None, length, lambda k: Group(tuple, keys, tuple(view.item(k) for view in inner_views)), reads,
            count=min(known) if known and len(known) == len(counts) else None,
            reading=any(view.reading for view in inner_views), places=lambda: self.zipped(views),
        )  # fmt: skip

    def strict_zip(self, args: list[Value]) -> View:
        """Return the view of `zip(..., strict=True)`, which checks the lengths after the last row; not known ones."""
        count = len(args)
        if count > 1 and are_one(args):
            assert isinstance(args[0], Group)
            total = len(args[0].items)
            sizes: list[Value] = [number((total + count - 1 - i) // count) for i in range(count)]
            zipped = self.zip_view(args)
        else:
            views = [self.unrolled_view(arg) for arg in args]
            places = [i for i, view in enumerate(views) if view.run is not None]
            if len(places) > 1 or any(view.length == ENDLESS for view in views):
                raise self.unsupported(
                    "`zip` or `map` with `strict=True` of several generators of unknown length, or of an endless one",
                    "Make lists of them before.",
                )
            if places and count > 1:
                columns = [self.by_places(view) for view in views if view.run is None]
                given = [number(places[0]), views[places[0]], *columns]
                return self.view(self.call_values(Static(zip_counted), given, (), self.origin))
            sizes = [Leaf(view.length, INT) if (n := count_of(view)) is None else number(n) for view in views]
            zipped = self.zip_view(list(views))
        known = {constant_of(size) for size in sizes}
        if len(sizes) < 2 or (len(known) == 1 and MISSING not in known):
            return zipped
        origin = self.origin

        def go(consume: Callable[[Value], None]) -> None:
            self.each(zipped, consume)
            self.emit(Do(Call("check_sizes", tuple(map(self.to_expr, sizes))), origin))

        def until(consume: Callable[[Value], None], test: Callable[[], Value]) -> None:
            rows = self.view(self.call_values(Static(zip_strict), [zipped, *sizes], (), origin))
            assert rows.left is not None
            rows.left(consume, test)

        return View(None, run=go, left=until)

    def zip_of_known(self, views: list[View], args: list[Value], count: int) -> View:
        """Return the view of `zip(...)` of containers, and of what has a length that only the run knows."""
        inner = [self.positional(view) if view.items is None else self.steady_view(view) for view in views]
        keys, origin = tuple(range(len(views))), self.origin
        live, checked = [view.live for view in views], False
        ends: dict[Expr, None] = {}
        for view, arg in zip(inner, args, strict=True):
            if count_of(view) is not None or view.length == ENDLESS:
                continue
            if isinstance(arg, Leaf) and isinstance(arg.kind, Array):
                self.emit(Do(Call("check_length", (view.length, Const(count))), origin))
                checked = True
            else:
                ends[view.length] = None

        def rows() -> list[Group]:
            """Return the rows as they are now: a list may have grown."""
            columns = [view.items if now is None else now() for view, now in zip(inner, live, strict=True)]
            sizes = [
                count_of(view) if items is None else len(items) for view, items in zip(inner, columns, strict=True)
            ]
            size = min(known for known in sizes if known is not None)
            if checked and size > count:
                raise self.resized()
            return [
                Group(tuple, keys, tuple(
                    held.item(Const(i)) if items is None else items[i]
                    for held, items in zip(inner, columns, strict=True)
                ))
                for i in range(size)
            ]  # fmt: skip

        if not ends:
            steady = all(view.live is None and not view.reading for view in views)
            now = None if steady else lambda: tuple(rows())
            return View(tuple(rows()), live=now, places=lambda: self.zipped(views))
        length = next(iter(ends)) if len(ends) == 1 else Call("min", tuple(ends))

        def until(consume: Callable[[Value], None], test: Callable[[], Value] | None, i: int = 0) -> None:
            def step() -> None:
                consume(found[i])
                self.unless(number(False) if test is None else test(), lambda: until(consume, test, i + 1))

            found = rows()
            if i < len(found):
                self.split(Call(">", (length, Const(i))), step, lambda: None, origin)

        return View(None, run=lambda consume: until(consume, None), left=until)

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
            assert isinstance(row, Group)
            return self.call_values(function, list(row.items), (), origin)

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
        back, before = self.marked(), self.as_of_now()
        found = tuple(apply(item) for item in view.items)
        early = self.lost == frozenset() and self.is_as_it_was(before)
        if early or all(constant_of(item) is not MISSING for item in found):
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
