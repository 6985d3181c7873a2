"""Functions of the standard library that make, choose or rearrange elements: itertools, collections, copy, ..."""

from __future__ import annotations

import array
import builtins
import collections
import copy
import dataclasses
import functools
import itertools
import operator
import types
import typing
from dataclasses import replace
from typing import Any, cast

import numpy as np

from ..ir import Call, Const, Name, Origin
from ..kinds import INT, UNKNOWN, Array, ListOf
from ..runtime_attributes import put_into, table_of
from ..runtime_iterators import Resumed, as_sequence, longest
from ..runtime_lazy import longest_in_turn
from ..runtime_queues import numbers
from .copies import Copies
from .in_use import is_computed
from .indices import slice_of
from .item_writes import positions
from .rows import Rows
from .state import Resumes
from .values import MISSING, NONE, Group, Keywords, Leaf, Static, Value, View, constant_of, is_object, is_varied, number
from .views import count_of

BY_NAME = frozenset({"numexpr"})  # modules whose functions look into the frame that calls them


class Standard(Copies):
    """The part of the specialiser for the standard library."""

    def standard(self, obj: object, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """Return the value of a call of a function of the standard library, None if it is a call like others."""
        try:
            handler = _STANDARD.get(obj)
        except TypeError:
            return None
        if handler is None and str(getattr(obj, "__module__", "")).partition(".")[0] in BY_NAME:
            hint = "Write the expression itself."
            raise self.unsupported(f"`{obj.__name__}` reads variables by their names in a text", hint, at)  # type: ignore[attr-defined]
        if handler is None and isinstance(origin := typing.get_origin(obj), type):  # `typing.Counter`, `list[float]`
            return self.call_object(origin, Static(origin), args, keywords, at)
        if handler is None and isinstance(obj, types.FunctionType) and is_field_maker(obj):
            handler = "do_new_named"
        if handler is None and isinstance(obj, types.FunctionType) and obj.__name__ == "__init__":
            return self.init_fields(obj, args, keywords, at)
        if handler is None:
            return None
        result: Value | None = getattr(self, handler)(args, keywords, at)
        return result

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
        self.set_attribute(args[0], name, args[2], at, past=1)
        return NONE

    def do_put_into(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`x.__dict__["name"] = value`."""
        name = constant_of(args[1])
        if not isinstance(name, str):
            raise self.unsupported("an attribute whose name is not known while compiling", at=at)
        self.set_attribute(args[0], name, args[2], at, past=2)
        return NONE

    def do_delattr(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`delattr(x, "name")`."""
        name = constant_of(args[1])
        if not isinstance(name, str):
            raise self.unsupported("`delattr` with a name that is not known while compiling", at=at)
        self.delete_attribute(args[0], name, at)
        return NONE

    def do_raw_delattr(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`object.__delattr__(x, "name")`."""
        name = constant_of(args[1])
        if not isinstance(name, str):
            raise self.unsupported("an attribute whose name is not known while compiling", at=at)
        self.delete_attribute(args[0], name, at, raw_write=True)
        return NONE

    def do_vars(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`vars(x)` of an object."""
        return self.own_attributes(args[0], at) if args and is_object(args[0]) else None

    def do_table_of(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """Return a dict of an object's own attributes as they are."""
        assert isinstance(args[0], Group)
        return Group(dict, args[0].keys, args[0].items)

    def do_replace(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`dataclasses.replace(x, ...)`."""
        return self.changed_fields(args[0], keywords, at) if isinstance(args[0], Group) else None

    def do_asdict(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`dataclasses.asdict(x)`."""
        return self.unpacked(self.deep(args[0], {}, at), dict)

    def do_astuple(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`dataclasses.astuple(x)`."""
        return self.unpacked(self.deep(args[0], {}, at), tuple)

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

    # ------------------------------------------------------------ containers
    def do_set(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`set(xs)`."""
        if not args:
            return self.display_set([], at)
        value = self.sure(args[0], at)
        rows, view = self.as_rows(value), value if isinstance(value, View) else None
        if view is not None and view.run is None and view.items is None and count_of(view) is None:
            return self.gathered_table(self.positional(view), set)
        if rows is not None:
            return self.gathered_table(self.rows_view(rows), set)
        if isinstance(value, Leaf) and count_of(self.view(value)) is None:
            return self.gathered_table(self.view(value), set)
        return self.display_set(list(self.elements(value)), at)

    def do_frozenset(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`frozenset(xs)`."""
        found = self.do_set(args, keywords, at)
        return Group(frozenset, found.keys, found.items) if isinstance(found, Group) else found

    def do_bool(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`bool(x)` of None or a text."""
        plain = len(args) == 1 and isinstance(args[0], Static) and isinstance(args[0].value, str | None)
        return number(bool(constant_of(args[0]))) if plain else None

    def do_slice(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`slice(a, b)`."""
        if not 1 <= len(args) <= 3 or keywords:
            return None
        return slice_of([NONE, args[0], NONE] if len(args) == 1 else [*args, NONE][:3])

    def do_indices(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`part.indices(n)` of a slice: where a range begins, ends, and its step."""
        known: list[Any] = [constant_of(arg) for arg in args]
        if len(args) != 2 or keywords:
            return None
        if MISSING not in known:
            return Group(tuple, (0, 1, 2), tuple(map(number, known[0].indices(known[1]))))
        part = Call("call", (self.bound(slice), *map(self.to_expr, self.bounds_in(args[0]) or ())))
        whole = self.temporary(Call(".indices()", (part, self.to_expr(args[1])), at=at), "bounds")
        return Group(tuple, (0, 1, 2), tuple(Leaf(Call("[]", (whole, Const(i))), INT) for i in range(3)))

    def do_deque(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`collections.deque(xs, maxlen=None)`."""
        limit = constant_of(dict(keywords).get("maxlen", args[1] if len(args) > 1 else NONE))
        if limit is MISSING:
            raise self.unsupported("a deque whose greatest length is not known while compiling", at=at)
        rows = self.as_rows(self.as_list(args[0])) if args else None
        if rows is not None:
            return self.deque_of_rows(rows, limit)
        items = self.elements(args[0]) if args else ()
        if isinstance(limit, int):
            items = items[max(len(items) - limit, 0) :]
        return self.with_extra(Group(collections.deque, positions(items), items), "queue", limit)

    def as_list(self, value: Value) -> Value:
        """Return what an iterator or an array of unknown length gives as a list; other values as they are."""
        if isinstance(value, Leaf) and isinstance(value.kind, Array) and value.kind.rank and self.is_open(value):
            return self.call_values(Static(list, Name("list")), [self.atom(value)], (), self.origin)
        return self.gathered(self.view(value)) if isinstance(value, View) and self.unknown_length(value) else value

    def deque_of_rows(self, rows: Rows, limit: object) -> Value:
        """Return a deque of the last elements of a list of unknown length."""
        first, end = (-limit or None, None if limit else 0) if isinstance(limit, int) else (None, None)
        found = self.as_rows(self.sliced(rows, Call("slice", (Const(first), Const(end), Const(None)))))
        assert found is not None
        return self.value_of(Rows(collections.deque, rows.element, found.columns, None, limit))

    def do_zip_longest(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`itertools.zip_longest(xs, ys, fillvalue=None)`."""
        fill, place = dict(keywords).get("fillvalue", NONE), ("zip_longest", at)
        running = [replace(a, ident=None) for a in args if isinstance(a, View) and a.run is not None]
        begun = any(isinstance(arg, Group) and arg.maker is Resumed for arg in args)
        in_turn = begun or place in self.library.resumed or not all(map(self.runs_quietly, running))
        is_open = any(self.unknown_length(arg) or self.is_open(arg) for arg in args)
        computed = [arg for arg in args if isinstance(arg, View) and is_computed(arg)]
        if in_turn or self.may_change(place, computed if is_open else args):
            return self.call_values(Static(longest_in_turn), [fill, *map(self.by_places, args)], (), at)
        if is_open:
            looked = self.looked_at_by(running, args)
            rows = self.call_values(Static(longest), args, keywords, at)
            if not isinstance(rows, View):  # `next` asks for one element after the other
                raise Resumes(place, self.resized())
            return self.unless_changed(rows, looked, lambda: Resumes(place, self.resized()))

        def taken() -> tuple[Value, ...]:
            return self.rows(itertools.zip_longest(*map(self.elements, args), fillvalue=fill)).items or ()

        return self.taken_ahead(args, place, taken)

    def do_array(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`array.array("d", xs)`: a list of floats. Others are left alone, those made of bytes too."""
        given = args[1] if len(args) > 1 else None
        plain = not isinstance(given, Leaf) or isinstance(given.kind, ListOf | Array)
        if not args or constant_of(args[0]) != "d" or not plain or isinstance(given, Static):
            return None
        self.make_doubles(at)
        return self.call_values(Static(numbers), args, keywords, at)

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

    def do_ndarray(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`np.ndarray(shape, dtype)`, which is `np.empty` by another name."""
        if len(args) > 2 or not {key for key, _ in keywords} <= {"shape", "dtype", "order"}:
            raise self.unsupported("`np.ndarray` of a buffer is not supported", "Use `np.frombuffer`.", at)
        return self.operation("np.empty", args, keywords, at)

    def do_same(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """A decorator that changes nothing that matters here."""
        return args[0] if args and not isinstance(args[0], Leaf) and args[0] != NONE else Static(_same)

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

    def folded_method(self, obj: object, args: list[Value], keywords: Keywords) -> Value | None:
        """Return the value of a method of a text, of known arguments; and of what `format` makes of any."""
        if not isinstance(obj, types.BuiltinMethodType) or not isinstance(obj.__self__, str):
            return None
        known = [constant_of(arg) for arg in args]
        named = {key: constant_of(arg) for key, arg in keywords}
        if any(v is MISSING or not is_plain(v) for v in (*known, *named.values())):
            return self.formatted(obj.__self__, args, keywords) if obj.__name__ == "format" else None
        result = obj(*known, **named)
        if isinstance(result, list):
            parts = tuple(self.wrap_constant(part) for part in result)
            return Group(list, tuple(range(len(parts))), parts)
        return self.wrap_constant(result)

    def formatted(self, text: str, args: list[Value], keywords: Keywords) -> Value:
        """Return the value of `text.format(...)`."""
        given = [self.shown(arg) for arg in args]
        named = tuple((key, self.to_expr(self.shown(arg))) for key, arg in keywords)
        call = Call(".format()", (Const(text), *map(self.to_expr, given)), named, self.origin)
        varied = any(map(is_varied, (*args, *(arg for _, arg in keywords))))
        return Leaf(Call("str", (call,), at=self.origin), UNKNOWN, varied)

    def getter(self, obj: object, args: list[Value], at: Origin | None) -> Value:
        """Return what an `itemgetter`, `attrgetter` or `methodcaller` gives."""
        maker, wanted, *_ = cast("tuple[Any, ...]", obj.__reduce__())
        if isinstance(obj, operator.methodcaller):
            if isinstance(maker, functools.partial):  # so it is kept where it has keywords
                wanted = (*maker.args, *wanted)
            named = maker.keywords if isinstance(maker, functools.partial) else {}
            name, *given = wanted
            keywords = tuple((key, self.wrap_constant(value)) for key, value in named.items())
            positional = [self.wrap_constant(arg) for arg in given]
            return self.call_values(self.attribute(args[0], name, at), positional, keywords, at)
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


def is_field_maker(function: types.FunctionType) -> bool:
    """Return whether a function is the `__new__` that `collections.namedtuple` writes for a class."""
    return function.__name__ == "__new__" and function.__module__.startswith("namedtuple_")


def is_plain(value: object) -> bool:
    """Return whether an object is a number that is exact, a text or None, or a tuple or list of such."""
    if isinstance(value, tuple | list):
        return all(is_plain(item) for item in value)
    return value is None or isinstance(value, bool | int | str)


def _same(function: Any) -> Any:
    """Return a function as it is."""
    return function


_STANDARD: dict[object, str] = {
    builtins.setattr: "do_setattr", object.__setattr__: "do_raw_setattr",
    object.__delattr__: "do_raw_delattr", table_of: "do_table_of", put_into: "do_put_into",
    builtins.delattr: "do_delattr",
    builtins.vars: "do_vars", builtins.iter: "do_iter", builtins.next: "do_next", builtins.filter: "do_filter",
    object.__new__: "do_new", builtins.sorted: "do_sorted", builtins.set: "do_set", builtins.frozenset: "do_frozenset",
    builtins.slice: "do_slice", slice.indices: "do_indices",
    builtins.bool: "do_bool", builtins.divmod: "do_divmod", builtins.round: "do_round",
    dataclasses.replace: "do_replace", dataclasses.asdict: "do_asdict", dataclasses.astuple: "do_astuple",
    dataclasses.fields: "do_fields", dataclasses.is_dataclass: "do_is_dataclass", copy.copy: "do_copy",
    copy.deepcopy: "do_deepcopy", itertools.accumulate: "do_accumulate", itertools.chain: "do_chain",
    itertools.chain.from_iterable: "do_chained", itertools.product: "do_product",
    itertools.combinations: "do_combinations", itertools.permutations: "do_permutations",
    itertools.combinations_with_replacement: "do_repeated_combinations", itertools.pairwise: "do_pairwise",
    itertools.islice: "do_islice", itertools.repeat: "do_repeat", itertools.count: "do_count",
    itertools.cycle: "do_cycle", itertools.zip_longest: "do_zip_longest", itertools.starmap: "do_starmap",
    itertools.compress: "do_compress", itertools.groupby: "do_groupby", itertools.tee: "do_tee",
    collections.deque: "do_deque", array.array: "do_array",
    collections.defaultdict: "do_defaultdict", collections.OrderedDict: "do_ordered_dict",
    collections.Counter: "do_counter", dict.fromkeys: "do_fromkeys", functools.wraps: "do_wraps",
    functools.update_wrapper: "do_update_wrapper", functools.lru_cache: "do_same", functools.cache: "do_same",
    operator.getitem: "do_getitem", operator.contains: "do_contains", np.ndarray: "do_ndarray",
    _same: "do_same",
    as_sequence: "do_sequence", collections.namedtuple: "do_namedtuple", tuple.__new__: "do_new_tuple",
    dataclasses.make_dataclass: "do_make_dataclass",
    dataclasses.dataclass: "do_dataclass", functools.total_ordering: "do_total_ordering",
}  # fmt: skip
if hasattr(itertools, "batched"):
    _STANDARD[itertools.batched] = "do_batched"
