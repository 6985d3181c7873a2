"""Functions of the standard library that make, choose or rearrange elements: itertools, collections, copy, ..."""

from __future__ import annotations

import builtins
import collections
import copy
import dataclasses
import functools
import itertools
import operator
from collections.abc import Callable, Iterable
from typing import Any

from ..ir import Call, Const, Expr, Name, Origin
from ..kinds import INT
from .changes import positions
from .instances import Instances, is_object
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
from .views import ENDLESS, Iterated, count_of


class Standard(Instances):
    """The part of the specialiser for the standard library."""

    def standard(self, obj: object, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """Return the value of a call of a function of the standard library, None if it is a call like others."""
        try:
            handler = _STANDARD.get(obj)
        except TypeError:
            return None
        if handler is None:
            return None
        result: Value | None = getattr(self, handler)(args, keywords, at)
        return result

    def elements(self, value: Value) -> tuple[Value, ...]:
        """Return the elements of something of known length; containers among them may go to several places."""
        return tuple(self.own(item, "t") for item in self.as_group(value).items)

    def rows(self, found: Iterable[tuple[Value, ...]]) -> View:
        """Return the view of several tuples."""
        return View(tuple(Group(tuple, positions(row), tuple(row)) for row in found))

    # ------------------------------------------------------------ objects
    def do_setattr(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`setattr(x, "name", value)`."""
        name = constant_of(args[1])
        if not isinstance(name, str):
            raise self.unsupported("`setattr` with a name that is not known while compiling", at=at)
        self.set_attribute(args[0], name, args[2], at)
        return NONE

    def do_raw_setattr(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`object.__setattr__(x, "name", value)`."""
        name = constant_of(args[1])
        if not isinstance(name, str):
            raise self.unsupported("an attribute whose name is not known while compiling", at=at)
        self.set_attribute(args[0], name, args[2], at, raw_write=True)
        return NONE

    def do_delattr(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`delattr(x, "name")`."""
        name = constant_of(args[1])
        if not isinstance(name, str):
            raise self.unsupported("`delattr` with a name that is not known while compiling", at=at)
        self.delete_attribute(args[0], name, at)
        return NONE

    def do_vars(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`vars(x)` of an object, to be read."""
        if args and isinstance(args[0], Group) and is_object(args[0]):
            return Group(dict, args[0].keys, args[0].items)
        return None

    def do_replace(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`dataclasses.replace(x, ...)`."""
        return self.changed_fields(args[0], keywords, at) if isinstance(args[0], Group) else None

    def do_asdict(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`dataclasses.asdict(x)`."""
        return self.unpacked(args[0], dict)

    def do_astuple(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`dataclasses.astuple(x)`."""
        return self.unpacked(args[0], tuple)

    def unpacked(self, value: Value, maker: type) -> Value:
        """Return a dataclass as a dict or a tuple, and so those inside it."""
        if not isinstance(value, Group):
            return value
        items = tuple(self.unpacked(item, maker) for item in value.items)
        if dataclasses.is_dataclass(value.maker):
            return Group(maker, value.keys if maker is dict else positions(items), items)
        return Group(value.maker, value.keys, items)

    def do_fields(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`dataclasses.fields(x)`."""
        cls = args[0].maker if isinstance(args[0], Group) else constant_of(args[0])
        found = tuple(Static(field) for field in dataclasses.fields(cls))  # type: ignore[arg-type]
        return Group(tuple, positions(found), found)

    def do_is_dataclass(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`dataclasses.is_dataclass(x)`."""
        cls = args[0].maker if isinstance(args[0], Group) else constant_of(args[0])
        return number(dataclasses.is_dataclass(cls))

    def do_copy(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`copy.copy(x)`."""
        value = args[0]
        if isinstance(value, Leaf):
            return None
        return self.alike(value) if isinstance(value, Group) else value

    def do_deepcopy(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`copy.deepcopy(x)`."""
        if isinstance(args[0], Leaf):
            return None
        return self.deep(args[0], {})

    def deep(self, value: Value, done: dict[int, Value]) -> Value:
        """Return a copy of a container and of those inside; what was one container stays one."""
        if not isinstance(value, Group):
            return value
        if value.ident in done:
            assert value.ident is not None
            return done[value.ident]
        copied = self.alike(Group(value.maker, value.keys, tuple(self.deep(item, done) for item in value.items)))
        if value.ident is None:
            return copied
        found = self.own(copied, self.homes[value.ident])
        assert isinstance(found, Group)
        if value.ident in self.extras and found.ident is not None:
            self.extras[found.ident] = self.extras[value.ident]
        done[value.ident] = found
        return found

    # ------------------------------------------------------------ iterators
    def do_iter(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`iter(xs)`."""
        value = args[0]
        if isinstance(value, Group) and value.maker is Iterated:
            return value
        view = self.view(value)
        items, count = view.items, count_of(view)
        if items is None and count is not None:
            inner = self.positional(view)
            items = tuple(inner.item(Const(i)) for i in range(count))
        if items is None:
            return view
        return self.own(Group(Iterated, positions(items), items), "rest")

    def do_next(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`next(it)`, `next(it, default)`."""
        value = args[0]
        if isinstance(value, View) and value.run is not None:
            return self.first_of(value, args[1] if len(args) > 1 else None, at)
        if not isinstance(value, Group):
            raise self.unsupported(f"`next` of {self.say(value)} of unknown length is not supported", at=at)
        if value.maker is not Iterated:
            if self.has_own(value.maker, "__next__"):
                return self.call_dunder(value, "__next__", [], at)
            raise self.wrong_kind(f"{self.say(value)} is no iterator", at)
        if not value.items:
            if len(args) > 1:
                return args[1]
            raise self.fails(self.wrong_kind("`next` of an iterator that has no more elements", at), "StopIteration")
        self.change(value, positions(value.items[1:]), value.items[1:], at)
        return value.items[0]

    def first_of(self, view: View, default: Value | None, at: Origin | None) -> Value:
        """Return the first element of a generator, where what it yields is known while compiling."""
        items = self.items_of(view)
        if items is None:
            raise self.unsupported("`next` of a generator whose elements are not known while compiling", at=at)
        if not items:
            if default is None:
                raise self.wrong_kind("`next` of a generator that yields nothing", at)
            return default
        return items[0]

    def do_filter(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`filter(f, xs)`, where what is kept is known while compiling."""
        view = self.view(args[1])
        items = self.items_of(view) if view.run is not None else view.items
        origin, function = self.origin, args[0]

        def passes(item: Value) -> Value:
            return item if constant_of(function) is None else self.call_values(function, [item], (), origin)

        def go(consume: Callable[[Value], None]) -> None:
            def trip(item: Value) -> None:
                test = self.settled(passes(item), "kept")
                truth = self.truth(test)
                if truth is MISSING:
                    self.split(self.to_expr(test), lambda: consume(item), lambda: None, origin)
                elif truth:
                    consume(item)

            if items is not None:
                for item in items:
                    trip(item)
            elif view.run is not None:
                view.run(trip)
            else:
                frame = self.frame
                assert frame is not None
                inner = self.positional(view)
                self.loop_over(inner, frame, frozenset(), trip)

        return View(None, run=go)

    def do_starmap(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`itertools.starmap(f, rows)`."""
        rows = self.elements(args[1])
        return View(tuple(self.call_values(args[0], list(self.as_group(row).items), (), at) for row in rows))

    def do_accumulate(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`itertools.accumulate(xs, f, initial=...)`."""
        named = dict(keywords)
        function = named.get("func", args[1] if len(args) > 1 else NONE)
        initial = named.get("initial", NONE)
        found: list[Value] = [] if constant_of(initial) is None else [initial]
        for item in self.elements(args[0]):
            if not found:
                found.append(item)
            elif constant_of(function) is None:
                found.append(self.operation("+", [found[-1], item], (), at))
            else:
                found.append(self.call_values(function, [found[-1], item], (), at))
            found[-1] = self.settled(self.own(found[-1], "t"), "t")
        return View(tuple(found))

    def do_chain(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`itertools.chain(xs, ys)`."""
        return View(tuple(item for arg in args for item in self.elements(arg)))

    def do_chained(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`itertools.chain.from_iterable(rows)`."""
        return self.do_chain(list(self.elements(args[0])), (), at)

    def do_product(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`itertools.product(xs, ys, repeat=1)`."""
        times = constant_of(dict(keywords).get("repeat", number(1)))
        assert isinstance(times, int)
        return self.rows(itertools.product(*(self.elements(arg) for arg in args), repeat=times))

    def chosen(self, function: Callable[..., Any], args: list[Value], at: Origin | None) -> View:
        """Return the view of a function that chooses some of several elements."""
        counts = [constant_of(arg) for arg in args[1:]]
        if MISSING in counts:
            raise self.unsupported("a number of elements that is not known while compiling", at=at)
        return self.rows(function(self.elements(args[0]), *counts))

    def do_combinations(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`itertools.combinations(xs, r)`."""
        return self.chosen(itertools.combinations, [*args, *dict(keywords).values()], at)

    def do_repeated_combinations(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`itertools.combinations_with_replacement(xs, r)`."""
        return self.chosen(itertools.combinations_with_replacement, [*args, *dict(keywords).values()], at)

    def do_permutations(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`itertools.permutations(xs, r)`."""
        return self.chosen(itertools.permutations, [*args, *dict(keywords).values()], at)

    def do_pairwise(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`itertools.pairwise(xs)`: also of arrays and ranges of any length."""
        view = self.listed(args[0])
        if view.items is not None:
            return self.rows(itertools.pairwise(tuple(self.own(item, "t") for item in view.items)))
        inner = self.positional(view)
        length = Call("max", (Call("-", (inner.length, Const(1))), Const(0)))
        after: Callable[[Expr], Expr] = lambda k: Call("+", (k, Const(1)))  # noqa: E731
        return View(None, length, lambda k: Group(tuple, (0, 1), (inner.item(k), inner.item(after(k)))), inner.reads)

    def do_islice(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`itertools.islice(xs, ...)`."""
        bounds: list[Any] = [constant_of(arg) for arg in args[1:]]
        if MISSING in bounds:
            raise self.unsupported("`islice` with bounds that are not known while compiling is not supported", at=at)
        view = self.listed(args[0])
        if view.items is not None:
            return View(tuple(itertools.islice(view.items, *bounds)))
        inner = self.positional(view)
        if view.length != ENDLESS:
            raise self.unsupported("`islice` of something of unknown length is not supported", "Take a slice.", at)
        wanted = slice(*bounds)
        return View(tuple(inner.item(Const(i)) for i in range(wanted.start or 0, wanted.stop, wanted.step or 1)))

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

        def item(k: Expr) -> Value:
            steps = number(k.value) if isinstance(k, Const) and isinstance(k.value, int) else Leaf(k, INT)
            scaled = steps if constant_of(step) == 1 else self.operation("*", [steps, step], (), at)
            return scaled if constant_of(start) == 0 else self.operation("+", [start, scaled], (), at)

        return View(None, ENDLESS, item)

    def do_cycle(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`itertools.cycle(xs)`."""
        items = self.elements(args[0])

        def item(k: Expr) -> Value:
            if isinstance(k, Const) and isinstance(k.value, int):
                return items[k.value % len(items)]
            return self.select(items, Leaf(Call("%", (k, Const(len(items)))), INT), at)

        return View(None, ENDLESS, item)

    def do_zip_longest(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`itertools.zip_longest(xs, ys, fillvalue=None)`."""
        fill = dict(keywords).get("fillvalue", NONE)
        return self.rows(itertools.zip_longest(*(self.elements(arg) for arg in args), fillvalue=fill))

    def do_batched(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`itertools.batched(xs, n)`."""
        items, size = self.elements(args[0]), constant_of(args[1])
        if not isinstance(size, int):
            raise self.unsupported("batches of a size that is not known while compiling", at=at)
        return self.rows(items[i : i + size] for i in range(0, len(items), size))

    def do_compress(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`itertools.compress(xs, flags)`, the flags being known."""
        flags = [constant_of(flag) for flag in self.elements(args[1])]
        if MISSING in flags:
            raise self.unsupported("`compress` by flags that are not known while compiling is not supported", at=at)
        return View(tuple(itertools.compress(self.elements(args[0]), flags)))

    def do_tee(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`itertools.tee(xs, n)`."""
        count = constant_of(args[1]) if len(args) > 1 else 2
        assert isinstance(count, int)
        items = self.elements(args[0])
        copies = tuple(self.own(Group(Iterated, positions(items), items), "rest") for _ in range(count))
        return Group(tuple, positions(copies), copies)

    # ------------------------------------------------------------ order
    def ordered(self, base: Value, named: dict[str, Value], at: Origin | None) -> tuple[Value, ...]:
        """Return the elements of a container in order; where it depends on data, each is chosen while running."""
        items = self.elements(base)
        key, reverse = named.get("key", NONE), constant_of(named.get("reverse", number(False)))
        if reverse is MISSING:
            raise self.unsupported("an order that is reversed or not, as is not known while compiling", at=at)
        keys = [item if constant_of(key) is None else self.call_values(key, [item], (), at) for item in items]
        keys = [self.sortable(k, at) for k in keys]
        known = [constant_of(k) for k in keys]
        if not any(k is MISSING for k in known):
            found = sorted(range(len(items)), key=comparable(known), reverse=bool(reverse))
            return tuple(items[i] for i in found)
        listed = Call("list", tuple(self.to_expr(k) for k in keys))
        by = Call(".__getitem__", (self.temporary(listed, "keys"),))
        options = (("key", by), ("reverse", Const(True))) if reverse else (("key", by),)
        order = self.temporary(
            Call("call", (Name("sorted"), Call("range", (Const(len(items)),))), options, at), "order"
        )
        places = [Leaf(Call("[]", (order, Const(i))), INT) for i in range(len(items))]
        return tuple(self.settled(self.select(items, place, at), "t") for place in places)

    def sortable(self, key: Value, at: Origin | None) -> Value:
        """Return what stands for a key of an order: an object made by `dataclass(order=True)` as a tuple."""
        if isinstance(key, Group) and dataclasses.is_dataclass(key.maker):
            compared = [f.name for f in dataclasses.fields(key.maker) if f.compare]
            parts = tuple(key.items[key.keys.index(name)] for name in compared)
            return Group(tuple, positions(parts), parts)
        if isinstance(key, Group) and is_object(key):
            raise self.unsupported(f"the order of {self.say(key)} is not known while compiling", "Give a key.", at)
        return key

    def do_sorted(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`sorted(xs, key=f, reverse=False)`."""
        found = self.ordered(args[0], dict(keywords), at)
        return Group(list, positions(found), found)

    def extreme_by_key(self, op: str, items: tuple[Value, ...], named: dict[str, Value], at: Origin | None) -> Value:
        """`max(xs, key=f)`: the first of the greatest."""
        if not items:
            if "default" in named:
                return named["default"]
            raise self.wrong_kind(f"`{op}` of nothing", at)
        key = named.get("key", NONE)
        keys = [item if constant_of(key) is None else self.call_values(key, [item], (), at) for item in items]
        keys = [self.sortable(k, at) for k in keys]
        known = [constant_of(k) for k in keys]
        every = range(len(items))
        if not any(k is MISSING for k in known):
            return items[(max if op == "max" else min)(every, key=comparable(known))]
        listed = self.temporary(Call("list", tuple(self.to_expr(k) for k in keys)), "keys")
        options = (("key", Call(".__getitem__", (listed,))),)
        where = self.temporary(Call("call", (Name(op), Call("range", (Const(len(items)),))), options, at), "best")
        return self.select(items, Leaf(where, INT), at)

    # ------------------------------------------------------------ containers
    def do_set(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`set(xs)`."""
        return self.display_set(list(self.elements(args[0])) if args else [], at)

    def do_frozenset(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`frozenset(xs)`."""
        found = self.do_set(args, keywords, at)
        return Group(frozenset, found.keys, found.items) if isinstance(found, Group) else found

    def do_slice(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`slice(a, b)` of known bounds."""
        bounds: list[Any] = [constant_of(arg) for arg in args]
        return None if MISSING in bounds else Static(slice(*bounds))

    def do_deque(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`collections.deque(xs, maxlen=None)`."""
        items = self.elements(args[0]) if args else ()
        limit = constant_of(dict(keywords).get("maxlen", args[1] if len(args) > 1 else NONE))
        if limit is MISSING:
            raise self.unsupported("a deque whose greatest length is not known while compiling", at=at)
        if isinstance(limit, int):
            items = items[max(len(items) - limit, 0) :]
        return self.with_extra(Group(collections.deque, positions(items), items), "queue", limit)

    def with_extra(self, group: Group, wish: str, extra: object) -> Value:
        """Return a container that remembers something beside what is in it."""
        found = self.own(group, wish)
        assert isinstance(found, Group) and found.ident is not None
        self.extras[found.ident] = extra
        return found

    def do_defaultdict(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`collections.defaultdict(factory, ...)`."""
        table = self.do_dict(args[1:], keywords, at)
        assert isinstance(table, Group)
        factory = args[0] if args else NONE
        return self.with_extra(Group(collections.defaultdict, table.keys, table.items), "table", factory)

    def do_ordered_dict(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`collections.OrderedDict(...)`."""
        table = self.do_dict(args, keywords, at)
        assert isinstance(table, Group)
        return Group(collections.OrderedDict, table.keys, table.items)

    def do_counter(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`collections.Counter(...)`."""
        if args and not (isinstance(args[0], Group) and issubclass(args[0].maker, dict)):
            known = [constant_of(item) for item in self.elements(args[0])]
            if MISSING in known:
                raise self.unsupported("a count of what is not known while compiling is not supported", at=at)
            counts = collections.Counter(known)
            return Group(collections.Counter, tuple(counts), tuple(number(n) for n in counts.values()))
        table = self.do_dict(args, keywords, at)
        assert isinstance(table, Group)
        return Group(collections.Counter, table.keys, table.items)

    def do_fromkeys(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`dict.fromkeys(keys, value)`."""
        keys = [constant_of(item) for item in self.elements(args[0])]
        if MISSING in keys:
            raise self.unsupported("a dict whose keys are not known while compiling is not supported", at=at)
        value = self.settled(self.own(args[1], "t"), "t") if len(args) > 1 else NONE
        distinct = tuple(dict.fromkeys(keys))
        return Group(dict, distinct, (value,) * len(distinct))

    # ------------------------------------------------------------ functions
    def do_wraps(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`functools.wraps(f)`: a decorator that changes nothing but names."""
        return Static(_same)

    def do_same(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """A decorator that changes nothing that matters here."""
        return args[0] if args else Static(_same)

    def do_update_wrapper(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`functools.update_wrapper(wrapper, wrapped)`."""
        return args[0]

    def do_getitem(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`operator.getitem(x, i)`."""
        return self.item_of(args[0], args[1], at) if isinstance(args[0], Group) else None

    def do_contains(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`operator.contains(xs, x)`."""
        return self.operation("in", [args[1], args[0]], (), at)

    def do_divmod(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`divmod(a, b)` of known integers."""
        a, b = (constant_of(arg) for arg in args)
        if isinstance(a, int) and isinstance(b, int) and b != 0:
            parts = tuple(number(part) for part in divmod(a, b))
            return Group(tuple, (0, 1), parts)
        return None

    def do_round(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`round(n)` of a known integer."""
        known = constant_of(args[0])
        return number(known) if isinstance(known, int) and len(args) == 1 else None

    def getter(self, obj: object, args: list[Value], at: Origin | None) -> Value:
        """Return what an `itemgetter`, `attrgetter` or `methodcaller` gives."""
        wanted: tuple[Any, ...] = obj.__reduce__()[1]  # type: ignore[assignment]
        if isinstance(obj, operator.methodcaller):
            name, *given = wanted
            return self.call_values(
                self.attribute(args[0], name, at), [self.wrap_constant(arg) for arg in given], (), at
            )
        parts: list[Value] = []
        for key in wanted:
            value = args[0]
            if isinstance(obj, operator.attrgetter):
                for name in key.split("."):
                    value = self.attribute(value, name, at)
            elif isinstance(value, Group):
                value = self.item_of(value, self.wrap_constant(key), at)
            elif isinstance(value, Leaf):
                value = self.element(value, Const(key), key)
            parts.append(value)
        return parts[0] if len(parts) == 1 else Group(tuple, tuple(range(len(parts))), tuple(parts))


def comparable(known: list[Any]) -> Callable[[int], Any]:
    """Return what gives the key at a position."""
    return known.__getitem__


def _same(function: Any) -> Any:
    """Return a function as it is."""
    return function


_STANDARD: dict[object, str] = {
    builtins.setattr: "do_setattr", object.__setattr__: "do_raw_setattr", builtins.delattr: "do_delattr",
    builtins.vars: "do_vars", builtins.iter: "do_iter", builtins.next: "do_next", builtins.filter: "do_filter",
    builtins.sorted: "do_sorted", builtins.set: "do_set", builtins.frozenset: "do_frozenset",
    builtins.slice: "do_slice", builtins.divmod: "do_divmod", builtins.round: "do_round",
    dataclasses.replace: "do_replace", dataclasses.asdict: "do_asdict", dataclasses.astuple: "do_astuple",
    dataclasses.fields: "do_fields", dataclasses.is_dataclass: "do_is_dataclass", copy.copy: "do_copy",
    copy.deepcopy: "do_deepcopy", itertools.accumulate: "do_accumulate", itertools.chain: "do_chain",
    itertools.chain.from_iterable: "do_chained", itertools.product: "do_product",
    itertools.combinations: "do_combinations", itertools.permutations: "do_permutations",
    itertools.combinations_with_replacement: "do_repeated_combinations", itertools.pairwise: "do_pairwise",
    itertools.islice: "do_islice", itertools.repeat: "do_repeat", itertools.count: "do_count",
    itertools.cycle: "do_cycle", itertools.zip_longest: "do_zip_longest", itertools.starmap: "do_starmap",
    itertools.compress: "do_compress", itertools.tee: "do_tee", collections.deque: "do_deque",
    collections.defaultdict: "do_defaultdict", collections.OrderedDict: "do_ordered_dict",
    collections.Counter: "do_counter", dict.fromkeys: "do_fromkeys", functools.wraps: "do_wraps",
    functools.update_wrapper: "do_update_wrapper", functools.lru_cache: "do_same", functools.cache: "do_same",
    operator.getitem: "do_getitem", operator.contains: "do_contains", _same: "do_same",
}  # fmt: skip
if hasattr(itertools, "batched"):
    _STANDARD[itertools.batched] = "do_batched"
