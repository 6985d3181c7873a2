"""Builtins that work on containers, such as `len`, `zip` and `map`, are what Python says."""

from __future__ import annotations

import builtins
import enum
import functools
import math
from collections.abc import Hashable
from dataclasses import replace
from typing import cast

import numpy as np

from ..ir import Call, Const, Do, Name, Origin
from ..kinds import FLOAT, INT, UNKNOWN, Array, ListOf, Scalar, Struct, dtype_of, is_real_or_complex
from ..rules.rule import RULES
from ..runtime_edges import check_sizes
from ..runtime_lazy import reduced
from .questions import Questions
from .skeletons import Many
from .state import Resumes
from .values import (
    MISSING,
    NONE,
    Group,
    Keywords,
    Leaf,
    Partial,
    Static,
    Value,
    View,
    constant_of,
    is_varied,
    kind_of_value,
    number,
)
from .views import count_of


class BuiltinCalls(Questions):
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
            case Group() as group:
                return number(len(self.every_key(group)))
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
            case Leaf(kind=Scalar()) | Static(None):
                raise self.not_so(args[0], "has no len()", at)
            case value:
                return Leaf(Call("len", (self.to_expr(value),), at=at), INT)

    def not_so(self, value: Value, what: str, at: Origin | None) -> Exception:
        """Return what to raise for a number, or None, that is used as something else."""
        dtype = value.kind.dtype if isinstance(value, Leaf) and isinstance(value.kind, Scalar) else "NoneType"
        name = {"float64": "float", "int64": "int", "complex128": "complex"}.get(dtype, dtype)
        text = f"object of type {name!r} {what}" if "len" in what else f"{name!r} object {what}"
        return self.fails(self.wrong_kind(f"{self.say(value)} {what}", at), "TypeError", text)

    def do_range(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`range(...)`."""
        return self.range_view(args)

    def do_enumerate(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`enumerate(xs)`."""
        return self.enumerate_view(args, keywords)

    def do_zip(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`zip(...)`."""
        return self.zip_view(args, self.is_strict(keywords, at))

    def do_check_sizes(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """The end of `zip(..., strict=True)`, of which the lengths are checked."""
        self.emit(Do(Call("check_sizes", tuple(map(self.to_expr, args))), self.origin))
        return NONE

    def is_strict(self, keywords: Keywords, at: Origin | None) -> bool:
        """Return whether `zip` or `map` refuses iterables of different lengths."""
        strict = constant_of(dict(keywords).get("strict", number(False)))
        if strict is MISSING:
            raise self.unsupported("`strict` that only the run knows", "Let it be a literal, or a default.", at)
        return bool(strict)

    def do_reversed(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`reversed(xs)`."""
        return self.reversed_view(args)

    def do_map(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`map(f, xs)`."""
        return self.map_view(args, at, self.is_strict(keywords, at))

    def do_container(self, maker: type, args: list[Value], at: Origin | None) -> Value | None:
        """`tuple(xs)` or `list(xs)`."""
        if not args:
            return Group(maker, (), ())
        value = args[0]
        if isinstance(value, Group) and self.goes_by_own_method(value.maker):
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
            case Leaf(kind=Scalar()) | Static(None):
                raise self.not_so(value, "is not iterable", at)
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
        """`tuple(xs)`; one of unknown length that has a derivative is kept as a list is, and is never an index."""
        found = self.do_container(tuple, args, at)
        if isinstance(found, Leaf) and isinstance(found.kind, ListOf) and not self.leaf_varied(found):
            held = found.kind.element
            whole = isinstance(held, Array) and held.dtype is not None and np.dtype(held.dtype).kind in "biu"
            if whole or isinstance(held, Scalar):  # what an array of floats holds may have a derivative later
                return Leaf(self.temporary(Call("call", (Name("tuple"), found.expr), at=at), "t"), UNKNOWN)
        return None if found is None else self.made_tuple(found)

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
        return self.ordered_like(Group(dict, tuple(table), tuple(table.values())), *args)

    def do_sum(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`sum(xs)`: of a container, one addition after the other."""
        start = args[1] if len(args) > 1 else dict(keywords).get("start", number(0))
        vector = isinstance(args[0], Leaf) and isinstance(args[0].kind, Array) and args[0].kind.rank == 1
        if vector and start == number(0):
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

    def do_prod(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`math.prod(xs)`: of numbers one call, of a container of others one multiplication after the other."""
        if not args:
            return None
        start = dict(keywords).get("start", number(1))
        values = self.do_container(list, args, at) if isinstance(args[0], View) else args[0]
        one_call = isinstance(start, Leaf) and isinstance(start.kind, Scalar) and not start.varied
        if values is None or not (is_varied(values) or is_varied(start)) or (one_call and holds_numbers(values)):
            return None if values is args[0] else self.operation("math.prod", [values or args[0]], keywords, at)
        view = self.view(values)
        if view.items is None:
            return self.accumulate(view, start, lambda total, item: self.operation("*", [total, item], (), at), at)
        items = [start, *view.items]
        kind = kind_of_value(items[1]) if len(items) > 2 and not keywords else INT
        if dtype_of(kind) is not None and is_real_or_complex(kind):
            items = items[1:]  # nothing comes of the product with 1, and the next product is a new array
        return functools.reduce(lambda total, item: self.operation("*", [total, item], (), at), items)

    def do_sumprod(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`math.sumprod(p, q)`: of numbers one call, of others one product after the other."""
        if len(args) != 2 or all(map(holds_numbers, args)) or not any(map(is_varied, args)):
            return None
        p, q = (self.as_group(arg).items for arg in args)
        if len(p) != len(q):
            text = "Inputs are not the same length"
            raise self.fails(self.wrong_kind(f"math.sumprod: {text.lower()}", at), "ValueError", text)
        products = [self.operation("*", list(pair), (), at) for pair in zip(p, q, strict=True)]
        first: Value = number(0)
        return functools.reduce(lambda total, item: self.operation("+", [total, item], (), at), products, first)

    def do_pow(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`pow(x, y)`."""
        return self.operation("**", args, (), at) if len(args) == 2 and not keywords else None

    def do_float(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`float(x)`: of a number a cast, of an array of unknown size refused where it matters."""
        if not args:
            return number(0.0)
        value = args[0]
        if isinstance(value, Static) and isinstance(value.value, str | None):
            try:
                return number(float(value.value))  # type: ignore[arg-type]
            except (TypeError, ValueError) as error:
                raise self.fails(self.wrong_kind(str(error), at), type(error).__name__, str(error)) from None
        if isinstance(value, Leaf) and "float" in RULES:
            leaf = Leaf(Call("float", (value.expr,), at=at), FLOAT, value.varied)
            known = value.constant
            return replace(leaf, constant=float(known)) if isinstance(known, bool | int | float) else leaf
        return None

    def do_partial(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`functools.partial(f, ...)`."""
        return Partial(args[0], tuple(args[1:]), keywords)

    def do_reduce(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """`functools.reduce(f, xs)`: each element is asked for in its turn where the function changes what is read."""
        place, given = ("reduce", at), args[1]
        if place in self.library.resumed:
            return self.call_values(Static(reduced), args, (), at)
        running = isinstance(given, View) and given.run is not None
        looked = self.looked_at_by([replace(given, ident=None)]) if isinstance(given, View) and running else None
        before = self.as_of_now()
        found = self.folded(args, place, at)
        if looked is not None and self.has_changed(looked, before, tuple(self.out[before.written :])):
            raise Resumes(place, self.resized())
        return found

    def folded(self, args: list[Value], place: Hashable, at: Origin | None) -> Value:
        """Return what a function makes of all elements of an iterable, one after the other."""
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
        steady = self.while_steady(args[1:2], view, place).live
        items = [*args[2:], *view.items]
        total = items[0]
        for item in items[1:]:
            total = self.call_values(args[0], [total, item], (), at)
            if steady is not None:
                steady()
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


def holds_numbers(value: Value) -> bool:
    """Return whether all elements of a container are surely numbers."""
    match value:
        case Leaf(kind=Array(dims=dims)):
            return dims is not None and len(dims) == 1
        case Leaf(kind=ListOf(element=element)):
            return isinstance(element, Scalar)
        case Leaf(kind=Struct(items=items)):
            return all(isinstance(item, Scalar) for item in items)
        case Group(maker, _, items) if maker in (tuple, list):
            return all(isinstance(item, Leaf) and isinstance(item.kind, Scalar) for item in items)
        case _:
            return False


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


_SPECIAL: dict[object, str] = {
    np.isscalar: "do_isscalar", np.issubdtype: "do_issubdtype",
    builtins.len: "do_len", builtins.range: "do_range", builtins.enumerate: "do_enumerate", builtins.zip: "do_zip",
    builtins.reversed: "do_reversed", builtins.map: "do_map", builtins.tuple: "do_tuple", builtins.list: "do_list",
    builtins.dict: "do_dict", builtins.isinstance: "do_isinstance", builtins.callable: "do_callable",
    builtins.getattr: "do_getattr", builtins.hasattr: "do_hasattr", builtins.type: "do_type", builtins.sum: "do_sum",
    builtins.min: "do_min", builtins.max: "do_max", builtins.pow: "do_pow", builtins.float: "do_float",
    builtins.print: "do_print", builtins.str: "do_str", builtins.repr: "do_repr", builtins.id: "do_id",
    builtins.hash: "do_hash", builtins.any: "do_any", builtins.all: "do_all", functools.partial: "do_partial",
    functools.reduce: "do_reduce", math.prod: "do_prod", check_sizes: "do_check_sizes",
}  # fmt: skip
if hasattr(math, "sumprod"):  # from Python 3.12 on
    _SPECIAL[math.sumprod] = "do_sumprod"
