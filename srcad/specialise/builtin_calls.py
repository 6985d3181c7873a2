"""Builtins that work on containers and kinds, such as `len`, `zip` and `isinstance`, are what Python says."""

from __future__ import annotations

import builtins
import enum
import functools
import types
from collections.abc import Callable
from dataclasses import replace
from typing import cast

import numpy as np

from ..ir import Call, Const, Name, Origin
from ..kinds import FLOAT, INT, NUMERIC, UNKNOWN, Array, ListOf, Scalar, Struct
from ..rules.rule import RULES
from .extremes import Extremes
from .skeletons import Many
from .values import (
    MISSING,
    Closure,
    Given,
    Group,
    Keywords,
    Leaf,
    Partial,
    Static,
    Transformed,
    Value,
    View,
    constant_of,
    is_object,
    number,
)
from .views import count_of


class BuiltinCalls(Extremes):
    """The builtins' part of the specialiser."""

    def special(self, obj: object, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """Return the value of a builtin that works on containers or kinds, None if it is a call like others."""
        if not callable(obj):
            return None
        try:
            handler = _SPECIAL.get(obj)
        except TypeError:
            return None
        if handler is None:
            return None
        result = getattr(self, handler)(args, keywords, at)
        return cast("Value | None", result)

    def do_len(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`len(x)`."""
        args = [self.sure(args[0], at)]
        match args[0]:
            case Group(maker=maker) as group if issubclass(maker, Many):
                rows = self.as_rows(group)
                assert rows is not None
                return Leaf(rows.length, INT)
            case Group(maker=maker) as group if self.has_own(maker, "__len__"):
                return self.call_dunder(group, "__len__", [], at)
            case Group(items=items):
                return number(len(items))
            case Static(str() | tuple() | list() | dict() as known):
                return number(len(known))
            case Static(type() as cls) if issubclass(cls, enum.Enum):
                return number(len(cls))
            case View(items=items) if items is not None:
                return number(len(items))
            case View(length=length):
                return Leaf(length, INT)
            case Leaf(expr, Struct(items=items)):
                return replace(number(len(items)), expr=Call("len", (expr,), at=at))
            case value:
                return Leaf(Call("len", (self.to_expr(value),), at=at), INT)

    def do_range(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`range(...)`."""
        return self.range_view(args)

    def do_enumerate(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`enumerate(xs)`."""
        return self.enumerate_view(args, keywords)

    def do_zip(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`zip(...)`."""
        return self.zip_view(args)

    def do_reversed(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`reversed(xs)`."""
        return self.reversed_view(args)

    def do_map(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`map(f, xs)`."""
        return self.map_view(args)

    def do_container(self, maker: type, args: list[Value], at: Origin | None) -> Value | None:
        """`tuple(xs)` or `list(xs)`."""
        if not args:
            return Group(maker, (), ())
        value = args[0]
        if isinstance(value, Group) and self.has_own(value.maker, "__iter__"):
            value = self.view(value)
            args = [value]
        if isinstance(value, View) and value.run is not None:
            generator = self.view(value)
            items = self.items_of(generator)
            if items is None:
                return self.gathered(generator)
            return Group(maker, tuple(range(len(items))), items)
        rows = self.as_rows(value)
        if rows is not None and rows.places is None:
            if rows.family is list:
                return self.sliced(rows, Call("slice", (Const(None), Const(None), Const(None))))
            return self.gathered(self.rows_view(rows))
        if isinstance(value, Group) and rows is not None:
            return self.gathered(self.view(value))
        if isinstance(value, View) and value.items is None and count_of(value) is None:
            return self.gathered(self.positional(value))
        match value:
            case Group() | View() | Static(str()):
                found = self.as_group(args[0])
                return Group(maker, tuple(range(len(found.items))), found.items)
            case Leaf(kind=Array(dims=dims)) if dims is not None and dims[0].exact:
                assert isinstance(value, Leaf)
                leaf = self.atom(value)
                items = tuple(self.element(leaf, Const(i), i) for i in range(dims[0].low))
                return Group(maker, tuple(range(len(items))), items)
            case Leaf(kind=Struct(maker=made)) if maker is made is tuple:
                return value
            case Leaf(kind=Array(dims=dims)) if dims is None or len(dims) > 1 or value.varied:
                return self.gathered(self.view(value))
            case Leaf(kind=Array(dtype=str() as dtype)) if maker is list and dtype != "object":
                listed = self.temporary(Call("call", (Name("list"), value.expr), at=at))
                return self.list_leaf(listed, Scalar(dtype, weak=False), False)
            case Leaf() as leaf if not leaf.varied:
                return Leaf(Call("call", (Name(maker.__name__), leaf.expr), at=at), UNKNOWN)
            case value:
                raise self.unsupported(f"`{maker.__name__}` of {self.say(value)} is not supported yet", at=at)

    def do_tuple(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`tuple(xs)`."""
        return self.do_container(tuple, args, at)

    def do_list(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`list(xs)`."""
        return self.do_container(list, args, at)

    def do_dict(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`dict(...)`."""
        table: dict[object, Value] = {}
        if args:
            base = args[0]
            given = self.as_mapping(base, at)
            if given is not None:
                table.update(zip(given.keys, given.items, strict=True))
            else:
                for pair in self.as_group(base).items:
                    inner = self.as_group(pair)
                    key = constant_of(inner.items[0])
                    if key is MISSING:
                        raise self.unsupported("a dict whose keys are not known while compiling", at=at)
                    table[key] = inner.items[1]
        table.update(keywords)
        return Group(dict, tuple(table), tuple(table.values()))

    def class_of(self, value: Value, at: Origin | None) -> type:
        """Return the class of a value, which must be known while compiling."""
        cls = type_of(value)
        if cls is None:
            raise self.unsupported(f"a choice by the class of {self.say(value)}, which is not known", at=at)
        return cls

    def do_isinstance(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`isinstance(x, cls)`, decided by kind where possible."""
        value, classes = self.narrowed(args[0]), args[1]
        if isinstance(value, Group) and value.maker is Given:
            found = self.do_isinstance([self.fresh(value.items[1]), classes], keywords, at)
            return self.flag_of(value) if constant_of(found) is True else found
        wanted = constant_of(classes)
        if isinstance(classes, Group):
            wanted = tuple(constant_of(item) for item in classes.items)
        sample = type_of(value)
        if isinstance(wanted, type | tuple | types.UnionType):
            numeric = isinstance(value, Leaf) and value.kind == NUMERIC
            answers = {issubclass(cls, wanted) for cls in (NUMBERS if numeric else (sample,)) if cls is not None}
            if len(answers) == 1:
                return number(answers.pop())
        return Leaf(Call("isinstance", (self.to_expr(value), self.to_expr(classes)), at=at), Scalar("bool"))

    def do_print(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`print(x)` of objects that are taken apart."""
        return self.call_opaque(print, list(map(self.shown, args)), keywords, at) if any(map(is_object, args)) else None

    def do_str(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`str(x)` of a container or an object."""
        return self.text_of("str", args)

    def do_repr(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`repr(x)` of a container or an object."""
        return self.text_of("repr", args)

    def text_of(self, how: str, args: list[Value]) -> Value | None:
        """Return the text of a container or an object, None for other values."""
        if len(args) != 1 or not isinstance(args[0], Group):
            return None
        shown = self.shown(args[0])
        is_text = shown is not args[0]
        return shown if is_text else Leaf(Call("call", (Name(how), self.to_expr(shown))), UNKNOWN)

    def do_id(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`id(x)`: a number that no other container or object has."""
        value = self.fresh(args[0])
        if not isinstance(value, Group) or value.ident is None:
            return None
        if self.loops or any(other != value.ident and self.may_be_one(value.ident, other) for other in self.heap):
            raise self.unsupported("`id` of what may be several objects is not supported", "Give each a number.", at)
        return number(IDS + value.ident)

    def do_hash(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`hash(x)` of an object that is equal to itself only."""
        value = args[0]
        plain = isinstance(value, Group) and vars(object)["__hash__"] is value.maker.__hash__
        return self.do_id(args, keywords, at) if plain else None

    def do_callable(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`callable(x)`."""
        match self.narrowed(args[0]):
            case Closure() | Partial() | Transformed():
                return number(True)
            case Static(obj):
                return number(callable(obj))
            case Leaf(kind=Scalar() | Array() | ListOf()):
                return number(False)
            case Group(maker=maker) as group if maker is Given:
                return self.asked_of_given(group, False, lambda held: self.do_callable([held], (), at))
            case Group(maker=maker):
                return number(any("__call__" in vars(cls) for cls in maker.__mro__))
            case _:
                return None

    def asked_of_given(self, value: Group, of_none: bool, ask: Callable[[Value], Value | None]) -> Value | None:
        """Return the answer to a question about what may be None, which has the answer `of_none`; None if not known."""
        found = ask(self.fresh(value.items[1]))
        known = MISSING if found is None else constant_of(found)
        if known is MISSING:
            return None
        if known == of_none:
            return number(of_none)
        flag = self.flag_of(value)
        return flag if known else self.operation("not", [flag], (), None)

    def do_getattr(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`getattr(x, "name")`."""
        name = constant_of(args[1])
        if not isinstance(name, str):
            raise self.unsupported("`getattr` with a name that is not known while compiling", at=at)
        if len(args) > 2:
            there = self.do_hasattr(args[:2], (), at)
            if there is not None and constant_of(there) is MISSING:
                what = f"`getattr(x, {name!r}, default)` of what may be None"
                raise self.unsupported(f"{what} is not supported", "Ask `if x is not None` before.", at)
            if there is not None and constant_of(there) is False:
                return args[2]
        return self.attribute(args[0], name, at)

    def do_hasattr(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`hasattr(x, "name")`."""
        base, name = self.narrowed(args[0]), constant_of(args[1])
        if not isinstance(name, str):
            return None
        if isinstance(base, Group) and base.maker is Given:
            of_none = hasattr(None, name)
            return self.asked_of_given(base, of_none, lambda held: self.do_hasattr([held, args[1]], (), at))
        known = self.has_attribute(base, name, at)
        return None if known is None else number(known)

    def has_attribute(self, base: Value, name: str, at: Origin | None) -> bool | None:
        """Return whether a value has an attribute, which its class may have without it; None if that is not known."""
        if isinstance(base, Static):
            return hasattr(base.value, name)
        cls = type_of(base)
        if cls is None:
            return None
        held = next((vars(each)[name] for each in cls.__mro__ if name in vars(each)), MISSING)
        if isinstance(held, types.MemberDescriptorType) and isinstance(base, Group):  # a slot, which may be empty
            return name in base.keys
        if held is not MISSING:
            return True
        if isinstance(base, Group) and is_object(base):
            if self.has_own(cls, "__getattr__") and name not in base.keys:
                raise self.unsupported("whether an object has an attribute that `__getattr__` may give", at=at)
            return name in base.keys
        return False

    def do_type(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`type(x)`."""
        sample = type_of(args[0])
        return Static(sample) if sample is not None and len(args) == 1 else None

    def do_sum(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`sum(xs)`: of a container, one addition after the other."""
        start = args[1] if len(args) > 1 else dict(keywords).get("start", number(0))
        if isinstance(args[0], Leaf) and isinstance(args[0].kind, Array) and args[0].kind.rank == 1 and len(args) == 1:
            return None
        view = self.view(args[0])
        if view.run is not None:
            return self.sum_of(view, start, at)
        if view.items is not None:
            total = start
            for item in view.items:
                total = self.operation("+", [total, item], (), at)
            return total
        return self.accumulate(view, start, lambda total, item: self.operation("+", [total, item], (), at), at)

    def do_pow(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`pow(x, y)`."""
        return self.operation("**", args, (), at) if len(args) == 2 and not keywords else None

    def do_float(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`float(x)`: of a number a cast, of an array of unknown size refused where it matters."""
        if not args:
            return number(0.0)
        value = args[0]
        if isinstance(value, Static) and isinstance(value.value, str):
            return number(float(value.value))
        if isinstance(value, Leaf) and "float" in RULES:
            leaf = Leaf(Call("float", (value.expr,), at=at), FLOAT, value.varied)
            known = value.constant
            return replace(leaf, constant=float(known)) if isinstance(known, bool | int | float) else leaf
        return None

    def do_partial(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`functools.partial(f, ...)`."""
        return Partial(args[0], tuple(args[1:]), keywords)

    def do_reduce(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`functools.reduce(f, xs)`."""
        view = self.listed(args[1])
        if view.items is None:
            if len(args) < 3:
                inner = self.positional(view)
                rest = View(
                    None, Call("-", (inner.length, Const(1))),
                    lambda k: inner.item(Call("+", (k, Const(1)))), inner.reads,
                )  # fmt: skip
                start = inner.item(Const(0))
                return self.accumulate(rest, start, lambda a, b: self.call_values(args[0], [a, b], (), at), at)
            return self.accumulate(view, args[2], lambda a, b: self.call_values(args[0], [a, b], (), at), at)
        items = [*args[2:], *view.items]
        total = items[0]
        for item in items[1:]:
            total = self.call_values(args[0], [total, item], (), at)
        return total

    def sum_of(self, generator: View, start: Value, at: Origin | None) -> Value:
        """Return the sum of what a generator gives: a loop that adds, unless each element is known by itself."""
        items = self.items_of(generator)
        if items is not None:
            total = start
            for item in items:
                total = self.operation("+", [total, item], (), at)
            return total
        frame = self.frame
        assert frame is not None and generator.run is not None
        variable = self.scratch("total", frame)
        self.assign(variable, start, frame)

        def add(item: Value) -> None:
            self.assign(variable, self.operation("+", [self.lookup(variable, frame), item], (), at), frame)

        generator.run(add)
        return self.lookup(variable, frame)

    def do_stop_gradient(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`srcad.stop_gradient(x)`."""
        return _stopped(args[0])


def _stopped(value: Value) -> Value:
    match value:
        case Leaf():
            return (
                Leaf(Call("stop_gradient", (value.expr,)), value.kind, False, value.constant) if value.varied else value
            )
        case Group(maker, keys, items):
            return Group(maker, keys, tuple(_stopped(item) for item in items), value.whole)
        case _:
            return value


def type_of(value: Value) -> type | None:
    """Return a value's Python class if its kind tells it."""
    match value:
        case Leaf(kind=Scalar(dtype, True)):
            return {"b": bool, "i": int, "u": int, "f": float, "c": complex}.get(np.dtype(dtype).kind)
        case Leaf(kind=Scalar(dtype, False)):
            return np.dtype(dtype).type
        case Leaf(kind=Array()):
            return np.ndarray
        case Leaf(kind=ListOf()):
            return list
        case Group(maker) if issubclass(maker, Many):
            return maker.family
        case Group(maker):
            return maker
        case Static(obj):
            return type(obj)
        case Closure():
            return types.FunctionType
        case _:
            return None


_OF_NUMPY = {kind for kind in np.sctypeDict.values() if issubclass(kind, np.number | np.bool_)}
NUMBERS = (bool, int, float, complex, np.ndarray, *_OF_NUMPY)  # what numbers and arrays may be instances of
IDS = 1 << 40  # where numbers begin that tell objects apart

_SPECIAL: dict[object, str] = {
    builtins.len: "do_len", builtins.range: "do_range", builtins.enumerate: "do_enumerate", builtins.zip: "do_zip",
    builtins.reversed: "do_reversed", builtins.map: "do_map", builtins.tuple: "do_tuple", builtins.list: "do_list",
    builtins.dict: "do_dict", builtins.isinstance: "do_isinstance", builtins.callable: "do_callable",
    builtins.getattr: "do_getattr", builtins.hasattr: "do_hasattr", builtins.type: "do_type", builtins.sum: "do_sum",
    builtins.min: "do_min", builtins.max: "do_max", builtins.pow: "do_pow", builtins.float: "do_float",
    builtins.print: "do_print", builtins.str: "do_str", builtins.repr: "do_repr", builtins.id: "do_id",
    builtins.hash: "do_hash", builtins.any: "do_any", builtins.all: "do_all", functools.partial: "do_partial",
    functools.reduce: "do_reduce",
}  # fmt: skip
