"""`zip`: of what has a length, of containers, and of generators that are asked each in its turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from ..errors import UnsupportedSyntax
from ..ir import Call, Const, Do, Expr
from ..kinds import INT, Array, Scalar
from ..runtime_iterators import Resumed, zip_counted, zip_endless, zip_resumed, zip_strict
from .by_places import ByPlaces, are_one, shortest
from .state import Resumes
from .values import MISSING, Group, Leaf, Static, Value, View, constant_of, number
from .views import ENDLESS, count_of


class Zips(ByPlaces):
    """The part of the specialiser for `zip`."""

    if TYPE_CHECKING:

        def each(self, view: View, action: Callable[[Value], None]) -> None: ...  # of `ListMethods`

    def zip_run(self, views: list[View], place: int, lasting: bool) -> View:
        """Return the view of `zip(...)` where one iterable is a generator of unknown length.

        One that is `lasting` may be asked for more later: it is asked once more where an iterable after it has ended.
        """
        generator = views[place]
        others = [
            self.positional(view if view.live is not None else self.steady_view(view))
            for i, view in enumerate(views)
            if i != place
        ]
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

    def zip_ahead(self, views: list[View], place: int, lasting: bool) -> View:
        """Return the view of `zip(...)` of several generators, of which one is gone through, the others before it."""

        def changed() -> Exception:
            made = next((view.made for view in views if view.run is not None and view.made is not None), None)
            return self.out_of_turn() if made is None else Resumes(made, self.out_of_turn())

        def gone_through(consume: Callable[[Value], None], test: Callable[[], Value] | None) -> None:
            view = self.unless_changed(self.zip_run(views, place, lasting), looked, changed)
            assert view.run is not None and view.left is not None
            return view.run(consume) if test is None else view.left(consume, test)

        looked = self.looked_at_by([view for i, view in enumerate(views) if i != place])
        return View(None, run=lambda consume: gone_through(consume, None), left=gone_through)

    def out_of_turn(self) -> UnsupportedSyntax:
        """Return the refusal of generators of which some would have to be gone through before the others."""
        return self.unsupported(
            "`zip` of several generators, of which one does more than to give its elements, or reads what the "
            "loop assigns or changes, is not supported",
            "Make a list of one before, or ask for the elements by `next`.",
        )

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

    def columns_of_view(self, view: View) -> Value | None:
        """Return `zip(*rows)` for a generator of tuples: the lists of their parts; None where its length is known."""
        if view.endless or count_of(view) is not None:
            return None
        items = self.items_of(view) if view.run is not None and self.lost == frozenset() else None
        if items is not None:
            return self.zip_view(list(items))
        columns = self.columns_of(self.gathered(view))
        if columns is None:
            raise self.unsupported(f"{self.say(view)} of unknown length cannot be unpacked here")
        return columns

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
            refusal = self.out_of_turn()
            others = [views[i] for i in running if i not in loud]
            raise (
                Resumes(others[0].made, refusal) if any(resumed) and others and others[0].made is not None else refusal
            )
        places = [i for i in running if views[i].left is not None]
        if places:
            lasting = isinstance(args[places[0]], Group) or places[0] in loud
            asked_for = lambda: self.by_places(self.zip_asked(args))  # noqa: E731
            if len(running) == 1:
                return replace(self.zip_run(views, places[0], lasting), places=asked_for)
            return replace(self.zip_ahead(views, places[0], lasting), places=asked_for)
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
