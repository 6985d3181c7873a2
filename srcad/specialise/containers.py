"""Containers of known structure: their displays, items and attributes, and the expressions that give them back."""

from __future__ import annotations

import enum
import functools
import types
import typing
from collections import Counter, defaultdict, deque
from typing import Any

import numpy as np

from ..analyse.indexing import element_kind, index_kind
from ..errors import KindError
from ..ir import Call, Const, Expr, Name, Origin, names
from ..kinds import INT, UNKNOWN, Array, Fixed, ListOf, Struct, join, kind_of
from ..syntax.source import primal
from .asked import held_by_class, of_class
from .assigned import Holder, attributes_of
from .frame import Frame, Scope
from .indices import Indices, operands
from .objects import is_data
from .rows import Rows
from .skeletons import Many
from .values import (
    MISSING,
    Closure,
    Group,
    Held,
    Leaf,
    Partial,
    Poison,
    Static,
    Value,
    Variant,
    View,
    constant_of,
    is_varied,
    kind_of_value,
    number,
)


class Containers(Indices):
    """The containers' part of the specialiser."""

    def display_dict(self, pairs: tuple[Expr, ...], frame: Frame) -> Value:
        """Return the value of a dict display."""
        keys: list[object] = []
        items: list[Value] = []
        marks: list[int] = []
        spread: list[Value] = []
        for pair in pairs:
            assert isinstance(pair, Call)
            if pair.op == "starstar":
                inner = self.eval(pair.args[0], frame)
                spread.append(inner)
                given = self.as_mapping(inner, pair.at)
                if given is None:
                    raise self.unsupported("`**` of something that is not a dict of known keys", at=pair.at)
                keys += given.keys
                items += given.items
            else:
                key = constant_of(self.eval(pair.args[0], frame))
                if key is MISSING:
                    raise self.unsupported(
                        "a dict whose keys are not known while compiling is not supported", at=pair.at
                    )
                keys.append(key)
                items.append(self.eval(pair.args[1], frame))
            marks += [len(self.out)] * (len(items) - len(marks))
        found = dict(zip(keys, self.kept_in_turn(items, marks), strict=True))
        return self.ordered_like(Group(dict, tuple(found), tuple(found.values())), *spread)

    def subscript(self, base: Value, index: Expr, frame: Frame, at: Origin | None) -> Value:
        """Return the value of `base[index]`."""
        if isinstance(base, View) and base.bounds is not None:
            return self.range_part(base, index, frame)
        if isinstance(base, View):
            base = self.as_group(base)
        if isinstance(base, Group):
            own = self.has_own(base.maker, "__getitem__")
            is_part = isinstance(index, Call) and index.op == "slice" and not own
            base, *values = self.eval_after(base, operands(index) if is_part else (index,), frame)
            assert isinstance(base, Group)
            if own:
                return self.call_dunder(base, "__getitem__", values, at)
            return self.part_of_group(base, values, at) if is_part else self.group_item(base, values[0], at)
        if isinstance(base, Static):
            if base.value is np.mgrid or base.value is np.ogrid:
                name = "np.mgrid" if base.value is np.mgrid else "np.ogrid"
                return self.grid(name, index, self.eval_all(operands(index), frame), at)
            found = self.eval(index, frame)
            key = constant_of(found)
            if isinstance(base.value, enum.EnumMeta) and isinstance(key, str):
                return Static(base.value[key])
            if isinstance(base.value, type) or typing.get_origin(base.value) is not None:  # `list[float]`
                return base
            if isinstance(base.value, str) and isinstance(key, int | slice):
                return Static(base.value[key])
            if base.value is None:
                error = self.wrong_kind("None has no items", at)
                raise self.fails(error, "TypeError", "'NoneType' object is not subscriptable")
            shown = found if isinstance(found, Group) and found.maker is slice else self.shown(found)
            return Leaf(Call("[]", (self.to_expr(base), self.to_expr(shown)), at=at), UNKNOWN)
        if not isinstance(base, Leaf):
            raise self.wrong_kind(f"{self.say(base)} has no items", at)
        found, *values = self.eval_after(base, operands(index), frame)
        assert isinstance(found, Leaf)
        base = found
        if len(values) == 1:
            self.refuse_real_index(values[0], at)
        index_expr, kinds = self.index_of(index, values)
        kind = index_kind(base.kind, kinds)
        if isinstance(base.kind, ListOf) and isinstance(index_expr, Call) and index_expr.op == "slice":
            kind = base.kind
        if isinstance(base.kind, Struct) and base.kind.maker is tuple:
            parts = self.part_of_shape(base, index_expr, at)
            if parts is not None:
                return parts
        base, index_expr = self.without_row(base, index_expr) or (base, index_expr)
        part = Leaf(Call("[]", (base.expr, index_expr), at=at), kind, base.varied)
        return self.current(part) if isinstance(base.kind, ListOf) else part

    def part_of_shape(self, base: Leaf, index: Expr, at: Origin | None) -> Group | None:
        """Return a slice of an array's shape, whose length is known; None for other indices and other tuples."""
        match base, index:
            case Leaf(Call(".shape", (Name(),))), Call("slice", bounds) if all(isinstance(b, Const) for b in bounds):
                assert isinstance(base.kind, Struct)
                chosen: list[Any] = [bound.value for bound in bounds if isinstance(bound, Const)]
                places = range(len(base.kind.items))[slice(*chosen)]
                parts = tuple(Leaf(Call("[]", (base.expr, Const(i)), at=at), base.kind.items[i]) for i in places)
                return Group(tuple, tuple(range(len(parts))), parts, Call("[]", (base.expr, index), at=at))
            case _:
                return None

    def part_of_group(self, base: Group, bounds: list[Value], at: Origin | None) -> Value:
        """Return a slice of a container of known structure, or of a list of unknown length."""
        rows = self.as_rows(base)
        if rows is not None:
            return self.sliced(rows, Call("slice", tuple(map(self.to_expr, bounds))))
        known: list[Any] = [constant_of(bound) for bound in bounds]
        if MISSING in known:
            raise self.unsupported("a slice of a container needs bounds known while compiling", at=at)
        chosen = base.items[slice(*known)]
        return Group(base.maker if base.maker in (tuple, list) else tuple, tuple(range(len(chosen))), chosen)

    def group_item(self, base: Group, index: Value, at: Origin | None) -> Value:
        """Return an item of a container of known structure."""
        if base.maker is not dict:
            self.refuse_real_index(index, at)
        return self.item_of(base, index, at)

    def item_of(self, base: Value, value: Value, at: Origin | None) -> Value:
        """Return an item of a container."""
        rows, bounds = self.as_rows(base), self.bounds_in(value)
        if bounds is not None and isinstance(base, Group) and not issubclass(base.maker, dict):
            return self.part_of_group(base, bounds, at)
        if rows is not None:
            return self.item_at(rows, value, at)
        assert isinstance(base, Group)
        key = constant_of(value)
        if key is MISSING:
            return self.dynamic_item(base, value, at)
        if issubclass(base.maker, dict):
            if key in base.keys:
                return self.certain(base.items[base.keys.index(key)], key, at)
            return self.missing_item(base, key, at)
        if isinstance(key, int):
            if not -len(base.items) <= key < len(base.items):
                error = KindError(f"index {key} is out of range for {self.say(base)} elements", at or self.origin)
                raise self.fails(error, "IndexError", f"{base.maker.__name__} index out of range")
            return base.items[key]
        raise KindError(f"there is no item {key!r} in {self.say(base)}", at or self.origin)

    def missing_item(self, base: Group, key: object, at: Origin | None) -> Value:
        """Return what reading a key that is not there gives: some classes of dicts make an item then."""
        extra = self.extras.get(base.ident) if base.ident is not None else None
        if isinstance(extra, Static | Closure | Partial) and constant_of(extra) is not None:
            if base.ident in self.foreign:
                raise self.unsupported(f"{self.foreign[base.ident]} gets a new key", "Use .get(key, 0.0).", at)
            made = self.call_values(extra, [], (), at)
            now = self.fresh(base)
            assert isinstance(now, Group)
            self.change(now, (*now.keys, key), (*now.items, made), at)
            now = self.fresh(base)
            assert isinstance(now, Group)
            return now.items[-1]
        if issubclass(base.maker, Counter):
            return number(0)
        if self.has_own(base.maker, "__missing__"):
            return self.call_dunder(base, "__missing__", [self.wrap_constant(key)], at)
        error = KindError(f"there is no item {key!r} in {self.say(base)}", at or self.origin)
        raise self.fails(error, "KeyError", key)

    def dynamic_item(self, base: Group, index: Value, at: Origin | None) -> Value:
        """Return `base[i]` for an `i` known at run time only: the container becomes a list of one kind."""
        makes = base.maker.__name__ in ("defaultdict", "Counter")
        if issubclass(base.maker, dict) and (makes or not base.items):
            return self.item_of_unknown_key(base, index, at)
        if issubclass(base.maker, dict) and isinstance(index, Group):
            return self.select(base.items, self.position_of_key(base, index), at)
        if not base.items and isinstance(index, Leaf) and (made := self.as_long_list(base)) is not None:
            return self.item_at(made, index, at)  # what it will hold is found in a later pass
        if not base.items or not isinstance(index, Leaf):
            raise self.unsupported(f"{self.say(base)} is read by an index that is not known while compiling", at=at)
        if issubclass(base.maker, dict) and not self.uneven_lists(base):
            return self.select(base.items, self.position_of_key(base, index), at)
        whole = self.read_whole(base)
        if self.uneven_lists(base):
            assert base.ident is not None
            self.roll(base.ident)
            return self.item_of(self.rolled_as[base.ident], index, at)
        if names(index.expr) & self.strict and is_varied(base):
            raise self.unsupported("a container of different elements is read by a loop's position", at=at)
        if whole is not None and all(isinstance(item, Leaf) for item in base.items):
            self.library.meet(*(item.kind for item in base.items if isinstance(item, Leaf)))
            kind = functools.reduce(join, (kind_of_value(item) for item in base.items))
            return Leaf(Call("[]", (whole, index.expr), at=at), kind, is_varied(base))
        made = self.as_long_list(base)
        return self.select(base.items, index, at) if made is None else self.item_at(made, index, at)

    def as_long_list(self, base: Group) -> Rows | None:
        """Let a list have an unknown length from here on, as only the run knows positions in it; None if it may not."""
        if base.maker is not list or base.ident is None or not self.rolling.wanted or not self.may_roll(base.ident):
            return None
        self.rolling.tried = True
        self.roll(base.ident)
        return self.as_rows(self.rolled_as[base.ident])

    def uneven_lists(self, base: Group) -> bool:
        """Return whether a container holds lists of different lengths, or empty ones, and may get an unknown length."""
        lists = [item for item in base.items if isinstance(item, Group) and item.maker is list]
        lengths = {len(item.items) for item in lists}
        if len(lists) < len(base.items) or base.ident is None or (len(lengths) < 2 and lengths != {0}):
            return False
        return self.may_roll(base.ident)

    def position_of_key(self, base: Group, key: Value) -> Leaf:
        """Return the position of a key that is known at run time only; a key that is not there raises KeyError."""
        places = Call("dict", tuple(Call("tuple", (self.key_expr(k), Const(i))) for i, k in enumerate(base.keys)))
        return Leaf(Call("[]", (places, self.to_expr(key))), INT)

    def select(self, items: tuple[Value, ...], index: Leaf, at: Origin | None) -> Value:
        """Return the item at a position known at run time only: leaf by leaf, from a list of the like leaves."""
        if len({constant_of(i) if is_hashable(constant_of(i)) else i for i in items}) == 1 and MISSING not in [
            constant_of(item) for item in items
        ]:
            return items[0]
        if all(isinstance(item, Leaf) or (isinstance(item, Static) and is_text(item.value)) for item in items):
            self.library.meet(*(item.kind for item in items if isinstance(item, Leaf)))
            kind = functools.reduce(join, (kind_of_value(item) for item in items))
            kind = UNKNOWN if isinstance(kind, Fixed) else kind
            if not any(isinstance(item, Leaf) and item.varied for item in items):
                listed = Call("list", tuple(self.to_expr(item) for item in items))
                return Leaf(Call("[]", (listed, index.expr), at=at), kind)
            place = index.expr
            if place not in self.places:
                place = self.temporary(Call("[]", (Call("range", (Const(len(items)),)), index.expr), at=at), "place")
            assert isinstance(place, Name)
            return Leaf(chosen_by(place, [self.to_expr(item) for item in items], 0), kind, True)
        groups = [item for item in items if isinstance(item, Group)]
        first = groups[0] if groups else None
        alike = [group for group in groups if first and group.maker is first.maker and group.keys == first.keys]
        if first is not None and len(alike) == len(items):
            idents = tuple(group.ident for group in groups if group.ident is not None)
            if len(idents) == len(groups) and len(set(idents)) == 1:
                return first
            if index.expr not in self.places:
                place = self.temporary(Call("[]", (Call("range", (Const(len(items)),)), index.expr), at=at), "place")
                self.places.add(place)
                index = Leaf(place, INT)
            columns = zip(*(group.items for group in groups), strict=True)
            parts = tuple(self.select(column, index, at) for column in columns)
            found = self.own(Group(first.maker, first.keys, parts), "t")
            if isinstance(found, Group) and found.ident is not None:
                self.descend(found.ident, idents)
                if len(idents) == len(groups) and isinstance(index.expr, Name):
                    self.choose_one(found.ident, index.expr, idents)
            return found
        if all(isinstance(item, Static | Closure) and item_is_callable(item) for item in items):
            position = Call("[]", (Call("range", (Const(len(items)),)), index.expr))
            return Variant(Leaf(self.temporary(position), INT), items)
        if all(isinstance(item, Static) and isinstance(item.value, str | enum.Enum) for item in items):
            return Leaf(Call("[]", (Call("tuple", tuple(map(self.to_expr, items))), index.expr), at=at), UNKNOWN)
        raise self.unsupported(
            "elements of different structure are read by an index that is not known while compiling",
            "Loop over the container itself.",
            at,
        )

    def element(self, base: Leaf, index: Expr, position: object = None) -> Value:
        """Return `base[index]` for an integer index."""
        return Leaf(Call("[]", (base.expr, index)), element_kind(base.kind, position), base.varied)

    def attribute(self, base: Value, name: str, at: Origin | None) -> Value:
        """Return the value of `base.name`."""
        base = self.sure(base, at)
        match base:
            case Static(slice()) if name == "indices":
                return Partial(Static(slice.indices), (base,))
            case Static(obj):
                if not hasattr(obj, name):
                    error = self.wrong_kind(f"{self.say(base)} has no attribute {name!r}", at)
                    raise self.fails(error, "AttributeError", f"no attribute {name!r}")
                found = getattr(obj, name)
                if isinstance(found, Held):
                    return found.value
                if isinstance(obj, type) and (function := of_class(held_by_class(obj, name))) is not None:
                    self.guard(obj, name)
                    return Partial(Static(function), (base,))
                if isinstance(obj, types.ModuleType) and not obj.__name__.startswith(
                    ("numpy", "math", "cmath", "scipy", "autograd.numpy")
                ):
                    return self.free_value(name, _module_scope(obj))
                if isinstance(obj, types.ModuleType) and isinstance(found, float | complex):
                    return Leaf(self.reach_attribute(obj, name), kind_of(found), False, found)
                if isinstance(obj, Holder) and (known := self.assigned_attribute(obj, name)) is not None:
                    return known
                if isinstance(obj, types.FunctionType) and name in vars(obj) and is_data(found):
                    return self.free_value(name, attributes_of(obj))
                if isinstance(obj, type) and (own := self.read_described(held_by_class(obj, name), None, obj, at)):
                    return own
                if isinstance(obj, type) and is_data(found):
                    return self.class_attribute(obj, name, found)
                if is_data(found):
                    return self.wrap_object(found, Call("." + name, (self.to_expr(base),)), False)
                self.rely_on_attribute(obj, name, found)
                return self.wrap_static(found)
            case Group() if name in ("maxlen", "default_factory") and (kept := self.remembered(base, name)) is not None:
                return kept
            case Group(maker=maker) if issubclass(maker, Many) and hasattr(maker.family, name):
                return Partial(Static(getattr(maker.family, name)), (base,))
            case Group():
                return self.object_attribute(base, name, at)
            case Partial(Static(obj), args, keywords) if primal(obj) is not None and name in ("grad", "value_and_grad"):
                return Partial(self.attribute(Static(obj), name, at), args, keywords)
            case Partial(Static(obj)) if obj is super:
                return self.super_method(base, name, at)
            case Partial(function, args, keywords) if name in ("func", "args", "keywords"):
                named = Group(dict, tuple(key for key, _ in keywords), tuple(arg for _, arg in keywords))
                return {"func": function, "args": Group(tuple, tuple(range(len(args))), args), "keywords": named}[name]
            case Poison():
                return self.certain(base, name, at)
            case Leaf(kind=Struct(maker)) if name in getattr(maker, "_fields", ()):
                position = tuple(getattr(maker, "_fields", ())).index(name)
                return self.element(base, Const(position), position)
            case Leaf(kind=Array(dtype=str() as dtype)) if name == "dtype":
                return Leaf(Call(".dtype", (base.expr,), at=at), UNKNOWN, False, np.dtype(dtype))
            case Leaf(constant=np.dtype() as dtype) if name in ("kind", "char", "name", "str", "type", "itemsize"):
                return self.wrap_static(getattr(dtype, name))
            case Leaf(kind=Array()) if not hasattr(np.ndarray, name):
                raise self.fails(self.wrong_kind(f"an array has no attribute {name!r}", at), "AttributeError")
            case Leaf():
                return self.operation("." + name, [base], (), at)
            case _:
                raise self.wrong_kind(f"{self.say(base)} has no attribute {name!r}", at)

    def remembered(self, base: Group, name: str) -> Value | None:
        """Return what a deque or a defaultdict remembers beside its elements; None for what is neither."""
        family = base.maker.family if issubclass(base.maker, Many) else base.maker
        if not hasattr(family, name) or not issubclass(family, deque | defaultdict):
            return None
        extra = base.maker.extra if issubclass(base.maker, Many) else self.extras.get(base.ident or 0)
        return extra if isinstance(extra, Value) else self.wrap_constant(extra)

    def class_attribute(self, cls: type, name: str, found: object) -> Value:
        """Return the value of data that is an attribute of a class, read at each call."""
        owner = next((base for base in cls.__mro__ if name in vars(base)), None)
        if owner is None:  # a metaclass gives it
            return self.wrap_object(found, Call("." + name, (self.bound(cls),)), False)
        return self.free_value(name, attributes_of(owner))

    def reach_attribute(self, obj: object, name: str) -> Expr:
        """Return the expression for a number that is an attribute of a module, such as `np.pi`."""
        if isinstance(obj, types.ModuleType) and obj.__name__ in ("numpy", "math", "cmath"):
            return Name(("np" if obj.__name__ == "numpy" else obj.__name__) + "." + name)
        return Const(getattr(obj, name))


def _module_scope(module: types.ModuleType) -> Scope:
    return Scope(module.__name__, vars(module), {}, {})


def chosen_by(place: Name, options: list[Expr], first: int) -> Expr:
    """Return the expression for the option at a place, by tests that halve what is left."""
    if len(options) == 1:
        return options[0]
    half = len(options) // 2
    test = Call("==", (place, Const(first))) if half == 1 else Call("<", (place, Const(first + half)))
    return Call(
        "ifelse", (test, chosen_by(place, options[:half], first), chosen_by(place, options[half:], first + half))
    )


def is_text(value: object) -> bool:
    """Return whether an object fixed while compiling may stand in a list at run time beside numbers."""
    return value is None or isinstance(value, str | bool | int | float)


def is_hashable(value: object) -> bool:
    """Return whether a value can be in a set."""
    try:
        hash(value)
    except TypeError:
        return False
    return True


def item_is_callable(value: Value) -> bool:
    """Return whether a value is a function or class known while compiling."""
    return isinstance(value, Closure) or (isinstance(value, Static) and callable(value.value))
