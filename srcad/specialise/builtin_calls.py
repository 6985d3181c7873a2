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
from ..kinds import FLOAT, INT, UNKNOWN, Array, ListOf, Scalar, Struct
from ..rules.rule import RULES
from .values import (
    MISSING,
    NONE,
    Closure,
    Group,
    Keywords,
    Leaf,
    Partial,
    Static,
    Transformed,
    Value,
    View,
    constant_of,
    number,
)
from .views import Views, count_of


class BuiltinCalls(Views):
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
        match args[0]:
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
        match args[0]:
            case Group() | View():
                found = self.as_group(args[0])
                return Group(maker, tuple(range(len(found.items))), found.items)
            case Leaf(kind=Array(dims=dims)) if dims is not None and dims[0].exact:
                leaf = self.atom(args[0])
                items = tuple(self.element(leaf, Const(i), i) for i in range(dims[0].low))
                return Group(maker, tuple(range(len(items))), items)
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
            if isinstance(base, Group) and base.maker is dict:
                table.update(zip(base.keys, base.items, strict=True))
            else:
                for pair in self.as_group(base).items:
                    inner = self.as_group(pair)
                    key = constant_of(inner.items[0])
                    if key is MISSING:
                        raise self.unsupported("a dict whose keys are not known while compiling", at=at)
                    table[key] = inner.items[1]
        table.update(keywords)
        return Group(dict, tuple(table), tuple(table.values()))

    def do_isinstance(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`isinstance(x, cls)`, decided by kind where possible."""
        value, classes = args
        wanted = constant_of(classes)
        if isinstance(classes, Group):
            wanted = tuple(constant_of(item) for item in classes.items)
        sample = type_of(value)
        if sample is not None and isinstance(wanted, type | tuple | types.UnionType):
            return number(issubclass(sample, wanted))
        return Leaf(Call("isinstance", (self.to_expr(value), self.to_expr(classes)), at=at), Scalar("bool"))

    def do_callable(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`callable(x)`."""
        match args[0]:
            case Closure() | Partial() | Transformed():
                return number(True)
            case Static(obj):
                return number(callable(obj))
            case Leaf(kind=Scalar() | Array() | ListOf()):
                return number(False)
            case _:
                return None

    def do_getattr(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`getattr(x, "name")`."""
        name = constant_of(args[1])
        if not isinstance(name, str):
            raise self.unsupported("`getattr` with a name that is not known while compiling", at=at)
        if len(args) > 2:
            base = args[0]
            has = name in base.keys or hasattr(base.maker, name) if isinstance(base, Group) else None
            has = hasattr(base.value, name) if isinstance(base, Static) else has
            if has is False:
                return args[2]
        return self.attribute(args[0], name, at)

    def do_hasattr(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`hasattr(x, "name")`."""
        name, base = constant_of(args[1]), args[0]
        if isinstance(base, Static) and isinstance(name, str):
            return number(hasattr(base.value, name))
        sample = type_of(base)
        if sample is not None and isinstance(name, str):
            return number(hasattr(sample, name) or (isinstance(base, Group) and name in base.keys))
        return None

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

    def accumulate(self, view: View, start: Value, step: Callable[[Value, Value], Value], at: Origin | None) -> Value:
        """Return what a loop over a view that carries one variable ends with."""
        frame = self.frame
        assert frame is not None
        variable, element = self.scratch("total", frame), self.scratch("item", frame)
        self.assign(variable, start, frame)
        self.loop_over(view, frame, frozenset((variable, element)), lambda item: self.assign(
            variable, step(self.lookup(variable, frame), item), frame))  # fmt: skip
        return self.lookup(variable, frame)

    def extreme(self, op: str, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`min` or `max`: of several numbers, of a container, or of an array."""
        named = dict(keywords)
        if len(args) == 1:
            if isinstance(args[0], Leaf) and not isinstance(args[0].kind, ListOf) and not keywords:
                return self.extreme_of_array(op, args[0], at)
            view = self.view(args[0])
            items = self.items_of(view) if view.run is not None else view.items
            count = count_of(view)
            if items is None and count is not None and (keywords or view.bounds is not None):
                inner = self.positional(view)
                items = tuple(self.steady_item(inner.item(Const(i))) for i in range(count))
            if items is None:
                if keywords or view.run is not None:
                    raise self.unsupported(f"`{op}` like this of something of unknown length is not supported", at=at)
                view = self.positional(view)
                first = view.item(Const(0))
                return self.accumulate(view, first, lambda best, x: self.operation(op, [best, x], (), at), at)
            args = list(items)
        if constant_of(named.get("key", NONE)) is not None:
            return self.extreme_by_key(op, tuple(args), named, at)
        if not args and "default" in named:
            return named["default"]
        if any(not isinstance(arg, Leaf) for arg in args):
            return self.extreme_by_key(op, tuple(args), named, at)
        if not args:
            raise self.wrong_kind(f"`{op}` of nothing", at)
        best = args[0]
        for arg in args[1:]:
            best = self.operation(op, [best, arg], (), at)
        return best

    def extreme_of_array(self, op: str, leaf: Leaf, at: Origin | None) -> Value | None:
        """`max(p)` of an array: number by number, as Python does."""
        if not isinstance(leaf.kind, Array) or leaf.kind.rank != 1:
            return None
        view = self.positional(self.view(self.atom(leaf)))
        return self.accumulate(view, view.item(Const(0)), lambda best, x: self.operation(op, [best, x], (), at), at)

    def do_min(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`min(...)`."""
        return self.extreme("min", args, keywords, at)

    def do_max(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`max(...)`."""
        return self.extreme("max", args, keywords, at)

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

    def do_any_all(self, name: str, args: list[Value], at: Origin | None) -> Value | None:
        """`any(xs)` or `all(xs)` of a container."""
        if isinstance(args[0], Leaf):
            return Leaf(Call(name, (args[0].expr,), at=at), Scalar("bool"))
        view = self.view(args[0])
        items = self.items_of(view) if view.run is not None else view.items
        if items is None:
            return self.any_all_of_view(name, view, at)
        known = [constant_of(item) for item in items]
        if MISSING not in known:
            return number(any(known) if name == "any" else all(known))
        return Leaf(Call(name, (Call("tuple", tuple(self.to_expr(item) for item in items)),), at=at), Scalar("bool"))

    def any_all_of_view(self, name: str, view: View, at: Origin | None) -> Value:
        """`any(...)` or `all(...)` of elements that a loop gives: none is looked at after the one that decides."""
        frame = self.frame
        assert frame is not None
        variable = self.scratch(name, frame)
        self.assign(variable, number(name == "all"), frame)

        def look(item: Value) -> None:
            found = self.lookup(variable, frame)
            assert isinstance(found, Leaf)
            test = Call("bool", (self.to_expr(item),)) if not is_flag(item) else self.to_expr(item)
            undecided = found.expr if name == "all" else Call("not", (found.expr,))
            decide = lambda: self.assign(variable, Leaf(test, Scalar("bool")), frame)  # noqa: E731
            self.split(undecided, decide, lambda: None, at)

        if view.run is not None:
            view.run(look)
        else:
            inner = self.positional(view)
            self.loop_over(replace(inner, bounds=None), frame, frozenset((variable,)), look)
        return self.lookup(variable, frame)

    def do_any(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`any(xs)`."""
        return self.do_any_all("any", args, at)

    def do_all(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`all(xs)`."""
        return self.do_any_all("all", args, at)

    def do_partial(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`functools.partial(f, ...)`."""
        return Partial(args[0], tuple(args[1:]), keywords)

    def do_reduce(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`functools.reduce(f, xs)`."""
        view = self.listed(args[1])
        if view.items is None:
            if len(args) < 3:
                raise self.unsupported("`reduce` over a sequence of unknown length needs a start", at=at)
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


def is_flag(value: Value) -> bool:
    """Return whether a value is surely True or False."""
    return isinstance(value, Leaf) and value.kind == Scalar("bool")


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
        case Group(maker):
            return maker
        case Static(obj):
            return type(obj)
        case Closure():
            return types.FunctionType
        case _:
            return None


_SPECIAL: dict[object, str] = {
    builtins.len: "do_len", builtins.range: "do_range", builtins.enumerate: "do_enumerate", builtins.zip: "do_zip",
    builtins.reversed: "do_reversed", builtins.map: "do_map", builtins.tuple: "do_tuple", builtins.list: "do_list",
    builtins.dict: "do_dict", builtins.isinstance: "do_isinstance", builtins.callable: "do_callable",
    builtins.getattr: "do_getattr", builtins.hasattr: "do_hasattr", builtins.type: "do_type", builtins.sum: "do_sum",
    builtins.min: "do_min", builtins.max: "do_max", builtins.pow: "do_pow", builtins.float: "do_float",
    builtins.any: "do_any", builtins.all: "do_all", functools.partial: "do_partial", functools.reduce: "do_reduce",
}  # fmt: skip
