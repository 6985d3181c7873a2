"""What a `for` runs over: a range, an array or a list by position, or the elements of a container one by one."""

from __future__ import annotations

import collections
import enum
from collections.abc import Sequence
from dataclasses import replace

from ..analyse.infer import expression_kind
from ..errors import UnsupportedSyntax
from ..ir import Call, Const, Expr, Name, names, substitute
from ..kinds import INT, Array, ListOf, Scalar, Struct
from ..runtime_iterators import Resumed, Stream, each_item, each_next, each_resumed
from .frame import rebound_inside
from .heap import Iterated
from .in_use import InUse
from .parts import Unclear
from .skeletons import Many
from .values import MISSING, Group, Leaf, Static, Value, View, constant_of, is_object, number

ENDLESS = Const(9223372036854775807)  # the length of what does not end


class Views(InUse):
    """The iterators' part of the specialiser."""

    spread = False  # whether loops with a known number of trips are written trip by trip

    def view(self, value: Value) -> View:
        """Return what iterating over a value gives."""
        value = self.sure(value, self.origin)
        match value:
            case View(ident=int() as ident):
                self.use_up(ident)
                return replace(value, ident=None)
            case View(live=live) if live is not None and value.again:
                return replace(value, items=live(), live=self.as_many(live))
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
                live, places = self.rest_of(value), self.places_of(value)
                self.use_up(ident)
                return View(live(), live=live, places=places)
            case Group(maker=maker) if maker is Resumed:
                rest = self.view(self.call_values(Static(each_resumed), [value], (), self.origin))
                return replace(rest, places=lambda: self.call_values(Static(Stream), [value], (), self.origin))
            case Group(maker=maker) if self.has_own(maker, "__iter__"):
                own = self.call_dunder(value, "__iter__", [], self.origin)
                if isinstance(own, Group) and self.has_own(own.maker, "__next__"):
                    own = self.call_values(Static(each_next), [own], (), self.origin)
                return self.view(own)
            case Group(maker=maker) if self.goes_by_own_method(maker):
                return self.known_items(value) or self.view(
                    self.call_values(Static(each_item), [value], (), self.origin)
                )
            case Group(maker=maker) as table if issubclass(maker, dict):
                return View(tuple(self.wrap_constant(key) for key in self.keys_in_turn(table)))
            case Group(maker, _, items) if issubclass(maker, set | frozenset):
                known = {self.as_member(item): item for item in items}
                if MISSING in known:
                    raise self.unsupported(f"the order of {self.say(value)} is not known, nor which of it are equal")
                if any(map(is_object, items)):  # in Python, the order of objects is that of their places in memory
                    return View(items)
                return View(tuple(known[member] for member in set(known)))  # in the order that Python has here
            case Group(maker, _, items) if issubclass(maker, tuple | list | collections.deque):
                if value.ident is None:
                    return View(items)
                return View(items, live=self.items_now(value), places=lambda: value)
            case Static(type() as cls) if issubclass(cls, enum.Enum):
                return View(tuple(Static(member) for member in cls))
            case Static(obj) if isinstance(obj, tuple | list | dict | set | frozenset | range):
                self.rely_on_members(obj)
                return self.view(self.wrap_constant(tuple(obj)))
            case Static(str() as text):
                return View(tuple(Static(char, Const(char)) for char in text))
            case Leaf(expr=Call(), kind=ListOf()):
                return self.view(self.kept_list(value))
            case Leaf() if value.varied and self.may_be_lost(names(value.expr)):
                return self.held_view(value)
            case Leaf(expr=Call(), kind=Array()) if value.varied:
                return self.held_view(value)  # one array has one adjoint, of which each trip adds to an element
            case Leaf(kind=Array() | ListOf()) if self.may_be_lost(names(value.expr)) or not self.is_part(value.expr):
                return self.held_view(value)
            case Leaf(kind=Array() | ListOf()):
                dims = value.kind.dims if isinstance(value.kind, Array) else None
                count = dims[0].low if dims and dims[0].exact else None
                length = Call("len", (value.expr,))
                item = lambda k: self.element(value, k)  # noqa: E731
                return View(None, length, item, names(value.expr), count=count, reading=True, places=lambda: value)
            case Leaf(kind=Struct(maker, _, parts)) if issubclass(maker, tuple | list):
                leaf = self.atom(value)
                return View(tuple(self.element(leaf, Const(i), i) for i in range(len(parts))))
            case Leaf(kind=Scalar()):
                error = self.wrong_kind(f"{self.say(value)} cannot be iterated over")
                raise self.fails(error, "TypeError", "a number is not iterable")
            case Leaf() if not value.varied:
                listed = replace(value, expr=self.temporary(Call("call", (Name("list"), value.expr)), "seq"))
                return View(None, Call("len", (listed.expr,)), lambda k: self.element(listed, k), names(listed.expr))
            case Leaf():
                return View(None, Call("len", (value.expr,)), lambda k: self.element(value, k), names(value.expr))
            case _:
                raise self.wrong_kind(f"{self.say(value)} cannot be iterated over")

    def as_group(self, value: Value) -> Group:
        """Return a value's elements as a container, if they are known one by one."""
        value = self.sure(value, self.origin)
        if isinstance(value, Group) and not issubclass(value.maker, Many):
            if issubclass(value.maker, dict):
                keys = tuple(self.wrap_constant(key) for key in self.keys_in_turn(value))
                return Group(tuple, tuple(range(len(keys))), keys)
            if issubclass(value.maker, tuple | list | set | frozenset) or value.maker.__name__ == "deque":
                return value
        view = self.listed(value)
        if view.items is None and view.bounds is not None:
            known = [constant_of(bound) for bound in view.bounds]
            bounds = [bound for bound in known if isinstance(bound, int)]
            if len(bounds) == len(known):
                numbers = tuple(number(i) for i in range(*bounds))
                return Group(tuple, tuple(range(len(numbers))), numbers)
        if isinstance(value, Leaf) and isinstance(value.kind, Array) and value.kind.dims and value.kind.dims[0].exact:
            base = self.atom(value)
            elements = tuple(self.element(base, Const(i), i) for i in range(value.kind.dims[0].low))
            return Group(tuple, tuple(range(len(elements))), elements)
        count = count_of(view)
        if view.items is None and count is not None:
            inner = self.positional(view)
            elements = tuple(self.settled(self.own(inner.item(Const(i)), "t"), "t") for i in range(count))
            return Group(tuple, tuple(range(count)), elements)
        if view.items is None:
            raise self.unsupported(f"{self.say(value)} of unknown length cannot be unpacked here")
        return Group(tuple, tuple(range(len(view.items))), view.items)

    def may_be_lost(self, read: frozenset[str]) -> bool:
        """Return whether one of several names may be assigned while an iterable that reads them is in use."""
        return bool(read) if self.lost is None else not (self.lost | self.rebound_by_calls()).isdisjoint(read)

    def is_part(self, expr: Expr) -> bool:
        """Return whether an expression names an array or a part of one, and is the same memory each time."""
        match expr:
            case Name():
                return True
            case Call(".T", (base,)):
                return self.is_part(base)
            case Call("[]", (base, index)):
                parts = index.args if isinstance(index, Call) and index.op == "tuple" else (index,)
                bounds = [b for p in parts for b in (p.args if isinstance(p, Call) and p.op == "slice" else (p,))]
                return self.is_part(base) and all(map(self.is_plain_index, bounds))
            case _:
                return False

    def is_plain_index(self, index: Expr) -> bool:
        """Return whether an index is a literal or a variable that holds a number, not places to gather from."""
        if isinstance(index, Name):
            return isinstance(expression_kind(index, self.known_kinds()), Scalar)
        return isinstance(index, Const)

    def rebound_by_calls(self) -> frozenset[str]:
        """Return the names of the variables that functions defined inside others write as ones around them."""
        around = self.seen()
        rebound = frozenset().union(*(rebound_inside(each.function) for each in around))
        return frozenset().union(*(each.core_names(rebound & each.locals) for each in around)) if rebound else rebound

    def held_view(self, value: Leaf) -> View:
        """Return what iterating over a value gives, under a name that nothing else assigns."""
        held = replace(value, expr=self.temporary(value.expr, "seq"))
        with self.losing(frozenset()):
            return self.view(held)

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
                raise Unclear
            found.append(self.settled(self.own(item, "t"), "t"))

        for again in (False, True):  # with loops as they are; then trip by trip, where their number is known
            self.spread = spread or again
            try:
                view.run(take)
                return tuple(found)
            except Unclear:
                back()
                found.clear()
            except UnsupportedSyntax:  # a recursion, say, that ends where it is told how far it has come
                if again:
                    raise
                back()
                found.clear()
            finally:
                self.spread = spread
        return None

    def quiet_items(self, view: View) -> tuple[Value, ...] | None:
        """Return the elements of a view one by one, where computing all of them at once is as good as in turn."""
        if view.run is None:
            return view.items
        back, before = self.marked(), self.as_of_now()
        items = self.items_of(view)
        if items is None or self.is_as_it_was(before):
            return items
        back()
        return None

    def unrolled_view(self, value: Value) -> View:
        """Return the view of a value, with the elements of a generator written here one by one where they are known."""
        view, place = self.view(value), ("ahead", self.origin)
        if view.run is None or self.lost != frozenset() or place in self.library.resumed:
            return view  # each element in its turn: what it reads may be assigned
        with self.looking() as looked:
            items = self.quiet_items(view)
            return view if items is None else View(items, live=self.as_read(looked(items), items, place))

    def listed(self, value: Value) -> View:
        """Return the view of a value that is no generator, or of a list of what a generator yields."""
        view = self.view(value)
        items = self.items_of(view) if view.run is not None and self.lost == frozenset() else None
        view = view if items is None else View(items)
        return view if view.run is None else self.view(self.gathered(view))

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

    # ------------------------------------------------------------ by position
    def range_view(self, args: Sequence[Value]) -> View:
        """Return the view of `range(...)`."""
        bounds = []
        for arg in args:
            if not isinstance(arg, Leaf):
                raise self.wrong_kind(f"range of {self.say(arg)}")
            self.refuse_real(arg, "a bound of `range` is a whole number")
            bounds.append(arg)
        if not 1 <= len(bounds) <= 3:
            raise self.wrong_kind(f"range takes one to three arguments, not {len(bounds)}")
        start = number(0) if len(bounds) == 1 else bounds[0]
        stop = bounds[0] if len(bounds) == 1 else bounds[1]
        step = bounds[2] if len(bounds) == 3 else number(1)
        start, stop, step = (
            replace(bound, expr=self.temporary(bound.expr, "end")) if self.may_be_lost(names(bound.expr)) else bound
            for bound in (start, stop, step)
        )
        triple = (start, stop, step)
        reads = names(start.expr) | names(stop.expr) | names(step.expr)
        return View(None, _range_length(triple), lambda k: Leaf(k, INT), reads, triple, again=True)

    def positional(self, view: View) -> View:
        """Return a view whose elements are asked for by position, ranges and generators too."""
        if view.run is not None:
            return self.view(self.gathered(view))
        items = view.items
        if items is not None:
            at, live = self.origin, None if view.live is None else self.as_many(view.live)

            def pick(k: Expr) -> Value:
                held = items if live is None else live()
                if isinstance(k, Const) and isinstance(k.value, int):
                    return held[k.value]
                return self.select(held, Leaf(k, INT), at)

            return View(None, Const(len(items)), pick, count=len(items))
        if view.bounds is None:
            return view
        start, _, step = view.bounds
        known = [bound for bound in map(constant_of, view.bounds) if isinstance(bound, int)]

        def item(k: Expr) -> Value:
            if isinstance(k, Const) and isinstance(k.value, int) and len(known) == 3:
                return number(range(*known)[k.value])
            if constant_of(step) == -1:
                return Leaf(Call("-", (start.expr, k)), INT)
            scaled = k if constant_of(step) == 1 else Call("*", (k, step.expr))
            return Leaf(scaled if constant_of(start) == 0 else Call("+", (start.expr, scaled)), INT)

        return replace(view, item=item, bounds=None, count=count_of(view))

    def steady_view(self, view: View) -> View:
        """Return a view whose elements, where they are known one by one, keep their values."""
        items = view.items
        return view if items is None else View(tuple(self.settled(self.own(item, "t"), "t") for item in items))


def count_of(view: View) -> int | None:
    """Return a view's length, if it is known while compiling."""
    if view.items is not None:
        return len(view.items)
    if view.count is None and view.bounds is not None:
        bounds = [bound for bound in map(constant_of, view.bounds) if isinstance(bound, int)]
        return len(range(*bounds)) if len(bounds) == 3 else None
    return view.count


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
