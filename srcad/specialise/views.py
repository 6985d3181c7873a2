"""What a `for` runs over: a range, an array or a list by position, or the elements of a container one by one."""

from __future__ import annotations

import collections
import enum
from collections.abc import Callable
from dataclasses import replace

from ..ir import Call, Const, Do, Expr, For, Function, Name, names, substitute
from ..kinds import INT, Array, ListOf, Struct
from .expressions import Expressions
from .frame import Frame, makes_closures
from .heap import Iterated
from .skeletons import Many
from .values import MISSING, PROBE, Group, Keywords, Leaf, Static, Value, View, constant_of, number

ENDLESS = Const(9223372036854775807)  # the length of what does not end


class _Unknown(Exception):
    """An element of a generator comes from a loop or a branch of unknown course."""


class Views(Expressions):
    """The iterators' part of the specialiser."""

    spread = False  # whether loops with a known number of trips are written trip by trip

    def view(self, value: Value) -> View:
        """Return what iterating over a value gives."""
        match value:
            case View(ident=int() as ident):
                self.use_up(ident)
                return replace(value, ident=None)
            case View():
                return value
            case Group(maker=maker) if issubclass(maker, Many):
                rows = self.as_rows(value)
                assert rows is not None
                if rows.family is set:
                    raise self.unsupported(
                        "the order of a set whose members are not known while compiling is not known either",
                        "Loop over a list, or a dict.",
                    )
                return self.rows_view(rows)
            case Group(maker=maker, ident=ident) if maker is Iterated:
                assert ident is not None
                self.use_up(ident)
                return View(value.items)
            case Group(maker=maker) if self.has_own(maker, "__iter__"):
                return self.view(self.call_dunder(value, "__iter__", [], self.origin))
            case Group(maker=maker) if self.has_own(maker, "__getitem__") and self.has_own(maker, "__len__"):
                size = constant_of(self.call_dunder(value, "__len__", [], self.origin))
                if not isinstance(size, int):
                    raise self.unsupported(f"{self.say(value)} of unknown length cannot be iterated over")
                found = [self.call_dunder(value, "__getitem__", [number(i)], self.origin) for i in range(size)]
                return View(tuple(found))
            case Group(maker, keys) if issubclass(maker, dict):
                return View(tuple(self.wrap_constant(key) for key in keys))
            case Group(maker, _, items) if issubclass(maker, set | frozenset):
                known = {constant_of(item): item for item in items}
                return View(tuple(known[member] for member in set(known)))  # in the order that Python has here
            case Group(maker, _, items) if issubclass(maker, tuple | list | collections.deque):
                return View(items)
            case Static(type() as cls) if issubclass(cls, enum.Enum):
                return View(tuple(Static(member) for member in cls))
            case Static(obj) if isinstance(obj, tuple | list | dict | set | range):
                return self.view(self.wrap_constant(tuple(obj)))
            case Static(str() as text):
                return View(tuple(Static(char, Const(char)) for char in text))
            case Leaf(expr=Call(), kind=ListOf()):
                return self.view(self.kept_list(value))
            case Leaf(kind=Array() | ListOf()):
                dims = value.kind.dims if isinstance(value.kind, Array) else None
                count = dims[0].low if dims and dims[0].exact else None
                length = Call("len", (value.expr,))
                return View(None, length, lambda k: self.element(value, k), names(value.expr), count=count)
            case Leaf(kind=Struct(maker, _, parts)) if issubclass(maker, tuple | list):
                leaf = self.atom(value)
                return View(tuple(self.element(leaf, Const(i), i) for i in range(len(parts))))
            case Leaf() if not value.varied:
                listed = replace(value, expr=self.temporary(_listed(value.expr), "seq"))
                return View(None, Call("len", (listed.expr,)), lambda k: self.element(listed, k), names(listed.expr))
            case Leaf():
                return View(None, Call("len", (value.expr,)), lambda k: self.element(value, k), names(value.expr))
            case _:
                raise self.wrong_kind(f"{self.say(value)} cannot be iterated over")

    def kept_list(self, value: Leaf) -> Leaf:
        """Return a list that an expression gives under a name."""
        kept = self.atom(value, "seq")
        assert isinstance(kept.expr, Name) and isinstance(value.kind, ListOf)
        return self.list_leaf(kept.expr, value.kind.element, value.varied)

    def items_of(self, view: View) -> tuple[Value, ...] | None:
        """Return the elements of a view one by one, if they are known so; those of a generator are written here."""
        if view.run is None:
            return view.items
        found: list[Value] = []
        back, depth, spread = self.marked(), self.depth, self.spread

        def take(item: Value) -> None:
            if self.depth > depth:
                raise _Unknown
            found.append(self.settled(self.own(item, "t"), "t"))

        for again in (False, True):  # with loops as they are; then trip by trip, where their number is known
            self.spread = spread or again
            try:
                view.run(take)
                return tuple(found)
            except _Unknown:
                back()
                found.clear()
            finally:
                self.spread = spread
        return None

    def listed(self, value: Value) -> View:
        """Return the view of a value, with the elements of a generator written here one by one."""
        view = self.view(value)
        if view.run is None:
            return view
        items = self.items_of(view)
        if items is None:
            raise self.unsupported(
                "a generator whose length is not known while compiling is not supported here",
                "Loop over it with `for`.",
            )
        return View(items)

    def frozen(self, value: Value) -> Value:
        """Return an iterable under a name of its own, for a loop whose body rebinds what it runs over."""
        match value:
            case Leaf():
                return replace(value, expr=self.temporary(value.expr, "seq"))
            case View(items=None, reads=reads):
                table: dict[str, Expr] = {name: self.temporary(Name(name), "seq") for name in sorted(reads)}
                return replace(
                    value,
                    length=substitute(value.length, table),
                    item=lambda k: _substituted(value.item(k), table),
                    reads=frozenset(name for expr in table.values() for name in names(expr)),
                )
            case _:
                return value

    # ------------------------------------------------------------ range, enumerate, zip, reversed, map
    def range_view(self, args: list[Value]) -> View:
        """Return the view of `range(...)`."""
        bounds = []
        for arg in args:
            if not isinstance(arg, Leaf):
                raise self.wrong_kind(f"range of {self.say(arg)}")
            bounds.append(arg)
        if not 1 <= len(bounds) <= 3:
            raise self.wrong_kind(f"range takes one to three arguments, not {len(bounds)}")
        start = number(0) if len(bounds) == 1 else bounds[0]
        stop = bounds[0] if len(bounds) == 1 else bounds[1]
        step = bounds[2] if len(bounds) == 3 else number(1)
        triple = (start, stop, step)
        reads = names(start.expr) | names(stop.expr) | names(step.expr)
        return View(None, _range_length(triple), lambda k: Leaf(k, INT), reads, triple, again=True)

    def positional(self, view: View) -> View:
        """Return a view whose elements are asked for by position, ranges too."""
        if view.bounds is None:
            return view
        start, _, step = view.bounds
        known = [bound for bound in map(constant_of, view.bounds) if isinstance(bound, int)]

        def item(k: Expr) -> Value:
            if isinstance(k, Const) and isinstance(k.value, int) and len(known) == 3:
                return number(range(*known)[k.value])
            scaled = k if constant_of(step) == 1 else Call("*", (k, step.expr))
            return Leaf(scaled if constant_of(start) == 0 else Call("+", (start.expr, scaled)), INT)

        return replace(view, item=item, bounds=None, count=count_of(view))

    def enumerate_view(self, args: list[Value], keywords: Keywords) -> View:
        """Return the view of `enumerate(xs, start=0)`."""
        start = args[1] if len(args) > 1 else dict(keywords).get("start", number(0))
        view = self.view(args[0])
        if view.run is not None and self.items_of(view) is None:
            return View(None, run=lambda consume: self.run_counted(view, start, consume))
        view = self.listed(args[0])
        first = constant_of(start)
        if view.items is not None and isinstance(first, int):
            pairs = [Group(tuple, (0, 1), (number(first + i), item)) for i, item in enumerate(view.items)]
            return View(tuple(pairs))
        if not isinstance(start, Leaf):
            raise self.wrong_kind("enumerate takes a number to start from")
        inner = self.positional(view)

        def item(k: Expr) -> Value:
            count = Leaf(k if first == 0 else Call("+", (k, start.expr)), INT)
            return Group(tuple, (0, 1), (count, inner.item(k)))

        return View(None, inner.length, item, inner.reads | names(start.expr), count=inner.count)

    def run_counted(self, view: View, start: Value, consume: Callable[[Value], None]) -> None:
        """Run a generator of unknown length, and hand on its elements with their numbers."""
        frame = self.frame
        assert frame is not None and view.run is not None
        count = self.scratch("count", frame)
        self.assign(count, start, frame)

        def take(item: Value) -> None:
            now = self.lookup(count, frame)
            consume(Group(tuple, (0, 1), (now, item)))
            self.assign(count, self.operation("+", [self.lookup(count, frame), number(1)], (), None), frame)

        view.run(take)

    def zip_view(self, args: list[Value]) -> View:
        """Return the view of `zip(...)`: as long as the shortest."""
        same = {arg.ident for arg in args if isinstance(arg, Group) and arg.maker is Iterated}
        if len(same) == 1 and len(args) > 1 and all(isinstance(arg, Group) and arg.ident in same for arg in args):
            every = self.listed(args[0]).items or ()  # `zip(it, it)`: by pairs
            size = len(args)
            chunks = [every[i : i + size] for i in range(0, len(every) - size + 1, size)]
            return View(tuple(Group(tuple, tuple(range(size)), chunk) for chunk in chunks))
        views = [self.listed(arg) for arg in args]
        lengths = [len(view.items) for view in views if view.items is not None]
        if lengths:
            count = min(lengths)
            parts: list[tuple[Value, ...]] = []
            for view in views:
                if view.items is not None:
                    parts.append(view.items[:count])
                    continue
                if view.bounds is None or not all(isinstance(constant_of(b), int) for b in view.bounds):
                    # a container of known length beside one of unknown length: assume that the container is the shorter
                    inner = self.positional(view)
                    parts.append(tuple(inner.item(Const(i)) for i in range(count)))
                    continue
                bounds = [b for b in (constant_of(b) for b in view.bounds) if isinstance(b, int)]
                whole = range(*bounds)
                count = min(count, len(whole))
                parts = [part[:count] for part in parts]
                parts.append(tuple(number(i) for i in whole[:count]))
            rows = list(zip(*parts, strict=False))
            return View(tuple(Group(tuple, tuple(range(len(row))), row) for row in rows))
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
        )  # fmt: skip

    def reversed_view(self, args: list[Value]) -> View:
        """Return the view of `reversed(xs)`."""
        if isinstance(args[0], Group) and self.has_own(args[0].maker, "__reversed__"):
            return self.view(self.call_dunder(args[0], "__reversed__", [], self.origin))
        view = self.listed(args[0])
        if view.items is not None:
            return View(view.items[::-1])
        inner = self.positional(view)
        length = inner.length

        def item(k: Expr) -> Value:
            last = Const(length.value - 1) if isinstance(length, Const) and isinstance(length.value, int) else None
            return inner.item(Call("-", (last or Call("-", (length, Const(1))), k)))

        return View(None, length, item, inner.reads, count=count_of(view))

    def map_view(self, args: list[Value]) -> View:
        """Return the view of `map(f, xs, ...)`."""
        function, *iterables = args
        zipped = self.zip_view(iterables)
        origin = self.origin

        def apply(row: Value) -> Value:
            assert isinstance(row, Group)
            return self.call_values(function, list(row.items), (), origin)

        if zipped.items is not None:
            return View(tuple(apply(row) for row in zipped.items))
        item = self.looked_at(lambda k: apply(zipped.item(k)))
        return View(None, zipped.length, item, zipped.reads, count=zipped.count)

    def looked_at(self, item: Callable[[Expr], Value]) -> Callable[[Expr], Value]:
        """Return what gives the elements of a view, and writes nothing where one is only looked at."""
        return lambda k: self.trial(lambda: item(k)) if PROBE.id in names(k) else item(k)

    # ------------------------------------------------------------ comprehensions
    def comprehension(self, expr: Call, frame: Frame) -> Value:
        """Return a comprehension's value: a container, where each loop is over elements known one by one."""
        kind, loop = expr.args
        assert isinstance(kind, Const) and isinstance(loop, Const) and isinstance(loop.value, Function)
        text = loop.value
        generator = View(None, run=lambda consume: self.run_comprehension(text, frame, consume))
        if kind.value == "generator":
            return self.mapped(text, frame) or generator
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
        own = Frame(loop, frame.scope, frame, self.names, caller=frame.caller, code=frame.code)

        def item(k: Expr) -> Value:
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

    def run_comprehension(self, loop: Function, frame: Frame, collect: Callable[[Value], None]) -> None:
        """Run a comprehension's loop in a frame of its own, handing its elements to `collect`."""
        inner = Frame(loop, frame.scope, frame, self.names, caller=frame.caller, code=frame.code)
        outer_collector, outer_frame, origin = self.collector, self.frame, self.origin
        self.collector, self.frame = collect, inner
        self.live.append(inner)
        try:
            self.block(loop.body, inner)
        finally:
            self.collector, self.frame, self.origin = outer_collector, outer_frame, origin
            if not makes_closures(loop):
                self.live.remove(inner)


def count_of(view: View) -> int | None:
    """Return a view's length, if it is known while compiling."""
    if view.items is not None:
        return len(view.items)
    if view.count is None and view.bounds is not None:
        bounds = [bound for bound in map(constant_of, view.bounds) if isinstance(bound, int)]
        return len(range(*bounds)) if len(bounds) == 3 else None
    return view.count


def _listed(expr: Expr) -> Expr:
    return Call("call", (Name("list"), expr))


def _range_length(bounds: tuple[Leaf, Leaf, Leaf]) -> Expr:
    start, stop, step = bounds
    if constant_of(start) == 0 and constant_of(step) == 1:
        return stop.expr
    return Call("len", (Call("range", (start.expr, stop.expr, step.expr)),))


def _substituted(value: Value, table: dict[str, Expr]) -> Value:
    """Return a value whose leaves read other names."""
    match value:
        case Leaf(expr):
            return replace(value, expr=substitute(expr, table))
        case Group(maker, keys, items):
            return Group(maker, keys, tuple(_substituted(item, table) for item in items))
        case _:
            return value
