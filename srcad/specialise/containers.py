"""Containers of known structure: their displays, items and attributes, and the expressions that give them back."""

from __future__ import annotations

import functools
import inspect
import types
from dataclasses import replace
from typing import Any

import numpy as np

from ..analyse.indexing import element_kind, index_kind
from ..analyse.results import UNKNOWN_VALUE
from ..errors import GradientLeak, KindError
from ..ir import Call, Const, Expr, Name, Origin
from ..kinds import UNKNOWN, Kind, ListOf, Scalar, kind_of
from ..syntax.source import primal
from .frame import Frame, Scope
from .names_of import canonical_name
from .objects import Objects, is_data
from .values import (
    MISSING,
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


class Containers(Objects):
    """The containers' part of the specialiser."""

    def display_dict(self, pairs: tuple[Expr, ...], frame: Frame) -> Value:
        """Return the value of a dict display."""
        found: dict[object, Value] = {}
        for pair in pairs:
            assert isinstance(pair, Call)
            if pair.op == "starstar":
                inner = self.eval(pair.args[0], frame)
                if not isinstance(inner, Group) or inner.maker is not dict:
                    raise self.unsupported("`**` of something that is not a dict of known keys", at=pair.at)
                found.update(zip(inner.keys, inner.items, strict=True))
                continue
            key = constant_of(self.eval(pair.args[0], frame))
            if key is MISSING:
                raise self.unsupported("a dict whose keys are not known while compiling is not supported", at=pair.at)
            found[key] = self.eval(pair.args[1], frame)
        return Group(dict, tuple(found), tuple(found.values()))

    def to_expr(self, value: Value) -> Expr:
        """Return an expression that gives a value at run time."""
        match value:
            case Leaf(expr):
                return expr
            case Group(whole=whole) if whole is not None:
                return whole
            case Group(maker, keys, items):
                parts = tuple(self.to_expr(item) for item in items)
                if maker in (tuple, list):
                    return Call(maker.__name__, parts)
                if maker is dict:
                    return Call("dict", tuple(Call("tuple", (Const(k), p)) for k, p in zip(keys, parts, strict=True)))
                if issubclass(maker, tuple):
                    return Call("call", (self.bound(maker), *parts))
                named = tuple((str(key), part) for key, part in zip(keys, parts, strict=True))
                return Call("call", (self.bound(maker),), named)
            case Static(obj, expr):
                if expr is not None:
                    return expr
                return self.reach(obj)
            case View(items=items) if items is not None:
                return Call("tuple", tuple(self.to_expr(item) for item in items))
            case View(bounds=bounds) if bounds is not None:
                return Call("range", tuple(bound.expr for bound in bounds))
            case _:
                raise self.unsupported(f"{self.say(value)} cannot be handed to code that srcad does not compile")

    def named(self, keywords: Keywords) -> tuple[tuple[str, Expr], ...]:
        """Return keyword arguments as expressions."""
        return tuple((key, self.to_expr(value)) for key, value in keywords)

    def reach(self, obj: object) -> Expr:
        """Return an expression for an object that is fixed while compiling."""
        name = canonical_name(obj)
        return Name(name) if name is not None else self.bound(obj)

    def as_group(self, value: Value) -> Group:
        """Return a value's elements as a container, if they are known one by one."""
        if isinstance(value, Group):
            if value.maker is dict:
                return Group(tuple, tuple(range(len(value.keys))), tuple(self.wrap_constant(key) for key in value.keys))
            return value
        view = self.view(value)
        if view.items is None and view.bounds is not None:
            known = [constant_of(bound) for bound in view.bounds]
            bounds = [bound for bound in known if isinstance(bound, int)]
            if len(bounds) == len(known):
                numbers = tuple(number(i) for i in range(*bounds))
                return Group(tuple, tuple(range(len(numbers))), numbers)
        if view.items is None:
            raise self.unsupported(f"{self.say(value)} of unknown length cannot be unpacked here")
        return Group(tuple, tuple(range(len(view.items))), view.items)

    def subscript(self, base: Value, index: Expr, frame: Frame, at: Origin | None) -> Value:
        """Return the value of `base[index]`."""
        if isinstance(base, View):
            base = self.as_group(base)
        if isinstance(base, Group):
            return self.group_item(base, index, frame, at)
        if isinstance(base, Static):
            key = constant_of(self.eval(index, frame))
            if isinstance(base.value, str) and isinstance(key, int):
                return Static(base.value[key])
            return Leaf(Call("[]", (self.to_expr(base), self.passive(index, frame)), at=at), UNKNOWN)
        if not isinstance(base, Leaf):
            raise self.wrong_kind(f"{self.say(base)} has no items", at)
        index_value = self.index_value(index, frame)
        index_expr = index_value if isinstance(index_value, Call | Name | Const) else self.to_expr(index_value)
        self.refuse_real_index(index_value, at)
        kind = self.subscript_kind(base.kind, index, frame)
        if isinstance(base.kind, ListOf) and isinstance(index_expr, Call) and index_expr.op == "slice":
            kind = base.kind
        return Leaf(Call("[]", (base.expr, index_expr), at=at), kind, base.varied)

    def refuse_real_index(self, index: Value | Expr, at: Origin | None) -> None:
        """Refuse a number that is differentiated as an index: it is real, and an index has no derivative."""
        if not isinstance(index, Leaf) or not index.varied or not isinstance(index.kind, Scalar):
            return
        if np.dtype(index.kind.dtype).kind in "fc":
            why = "This one depends on the arguments differentiated with respect to, which are taken as real."
            hint = "Name the arguments to differentiate with respect to by argnums, or use srcad.stop_gradient(int(i))."
            raise GradientLeak("an index is a whole number, and has no derivative", at or self.origin, why, hint)

    def index_value(self, index: Expr, frame: Frame) -> Value | Expr:
        """Return an index as an expression; its names are read as they are now."""
        if isinstance(index, Call) and index.op == "slice":
            return Call("slice", tuple(self.passive(bound, frame) for bound in index.args), at=index.at)
        if isinstance(index, Call) and index.op == "tuple":
            parts = []
            for part in index.args:
                value = self.index_value(part, frame)
                parts.append(value if isinstance(value, Call | Name | Const) else self.to_expr(value))
            return Call("tuple", tuple(parts), at=index.at)
        return self.eval(index, frame)

    def subscript_kind(self, base: Kind, index: Expr, frame: Frame) -> Kind:
        """Return the kind of `base[index]`."""
        parts = index.args if isinstance(index, Call) and index.op == "tuple" else (index,)
        kinds = []
        for part in parts:
            if isinstance(part, Call) and part.op == "slice":
                bounds = [argument(self.trial(functools.partial(self.eval, bound, frame)))[1] for bound in part.args]
                kinds.append(("slice", *bounds))
            else:
                value = self.trial(functools.partial(self.eval, part, frame))
                kinds.append(("item", *argument(value)))
        return index_kind(base, kinds)

    def group_item(self, base: Group, index: Expr, frame: Frame, at: Origin | None) -> Value:
        """Return an item of a container of known structure."""
        if isinstance(index, Call) and index.op == "slice":
            bounds: list[Any] = [constant_of(self.eval(bound, frame)) for bound in index.args]
            if MISSING in bounds:
                raise self.unsupported("a slice of a container needs bounds known while compiling", at=at)
            chosen = base.items[slice(*bounds)]
            return Group(base.maker if base.maker in (tuple, list) else tuple, tuple(range(len(chosen))), chosen)
        value = self.eval(index, frame)
        if base.maker is not dict:
            self.refuse_real_index(value, at)
        key = constant_of(value)
        if key is MISSING:
            return self.dynamic_item(base, value, at)
        if isinstance(key, int) and not isinstance(key, bool) and base.maker is not dict:
            if not -len(base.items) <= key < len(base.items):
                raise KindError(f"index {key} is out of range for {self.say(base)} elements", at or self.origin)
            return base.items[key]
        if base.maker is dict and key in base.keys:
            return base.items[base.keys.index(key)]
        raise KindError(f"there is no item {key!r} in {self.say(base)}", at or self.origin)

    def dynamic_item(self, base: Group, index: Value, at: Origin | None) -> Value:
        """Return `base[i]` for an `i` known at run time only: the container becomes a list of one kind."""
        kinds = {kind_of_value(item) for item in base.items}
        plain = all(isinstance(item, Leaf) for item in base.items)
        if not plain or not base.items or base.maker is dict:
            raise self.unsupported(
                f"{self.say(base)} elements of different structure is read by an index "
                "that is not known while compiling",
                "Loop over the container itself.",
                at,
            )
        kind = next(iter(kinds)) if len(kinds) == 1 else UNKNOWN
        expr = Call("[]", (self.to_expr(replace(base, maker=list)), self.to_expr(index)), at=at)
        return Leaf(expr, kind, is_varied(base))

    def element(self, base: Leaf, index: Expr, position: object = None) -> Value:
        """Return `base[index]` for an integer index."""
        return Leaf(Call("[]", (base.expr, index)), element_kind(base.kind, position), base.varied)

    def attribute(self, base: Value, name: str, at: Origin | None) -> Value:
        """Return the value of `base.name`."""
        match base:
            case Static(obj):
                if not hasattr(obj, name):
                    raise KindError(f"{self.say(base)} has no attribute {name!r}", at or self.origin)
                found = getattr(obj, name)
                if isinstance(obj, types.ModuleType) and not obj.__name__.startswith(("numpy", "math", "scipy")):
                    return self.free_value(name, _module_scope(obj))
                if isinstance(obj, types.ModuleType) and isinstance(found, float | complex):
                    return Leaf(self.reach_attribute(obj, name), kind_of(found), False, found)
                if isinstance(obj, type) and is_data(found):
                    return self.class_attribute(obj, name, found)
                if is_data(found):
                    return self.wrap_object(found, Call("." + name, (self.to_expr(base),)), False)
                if isinstance(obj, type):
                    self.guard(obj, name)
                return self.wrap_static(found)
            case Group(maker, keys, items):
                if name in keys and maker is not dict:
                    return items[keys.index(name)]
                named = getattr(maker, "_fields", ())
                if name in named:
                    return items[named.index(name)]
                found = getattr(maker, name, MISSING)
                if found is not MISSING and not is_data(found):
                    self.guard(maker, name)
                if isinstance(found, property) and found.fget is not None:
                    return self.call_values(Static(found.fget), [base], (), at)
                if isinstance(found, functools.cached_property):
                    return self.call_values(Static(found.func), [base], (), at)
                if isinstance(inspect.getattr_static(maker, name, None), staticmethod) or isinstance(
                    found, types.MethodType
                ):
                    return Static(found)
                if isinstance(found, types.FunctionType) or primal(found) is not None:
                    return Partial(Static(found), (base,))
                if found is not MISSING and is_data(found):
                    return self.class_attribute(maker, name, found)
                if found is not MISSING and not callable(found):
                    return self.wrap_static(found)
                raise KindError(f"{self.say(base)} has no attribute {name!r}", at or self.origin)
            case Partial(Static(obj), args, keywords) if primal(obj) is not None and name in ("grad", "value_and_grad"):
                return Partial(self.attribute(Static(obj), name, at), args, keywords)
            case Leaf():
                return self.operation("." + name, [base], (), at)
            case _:
                raise self.wrong_kind(f"{self.say(base)} has no attribute {name!r}", at)

    def class_attribute(self, cls: type, name: str, found: object) -> Value:
        """Return the value of data that is an attribute of a class, read at each call."""
        owner = next((base for base in cls.__mro__ if name in vars(base)), None)
        if owner is None:  # a metaclass gives it
            return self.wrap_object(found, Call("." + name, (self.bound(cls),)), False)
        return self.free_value(name, _class_scope(owner))

    def reach_attribute(self, obj: object, name: str) -> Expr:
        """Return the expression for a number that is an attribute of a module, such as `np.pi`."""
        if isinstance(obj, types.ModuleType) and obj.__name__ in ("numpy", "math"):
            return Name(("np" if obj.__name__ == "numpy" else "math") + "." + name)
        return Const(getattr(obj, name))


def argument(value: Value) -> tuple[Kind, object]:
    """Return a value's kind, and the value itself where it is known."""
    known = constant_of(value)
    return kind_of_value(value), UNKNOWN_VALUE if known is MISSING else known


@functools.lru_cache(maxsize=1024)
def _class_scope(owner: type) -> Scope:
    """Return where the attributes of a class live; the same object each time, so that they are read once."""
    return Scope(owner.__name__, vars(owner), {}, {}, owner)


def _module_scope(module: types.ModuleType) -> Scope:
    return Scope(module.__name__, vars(module), {}, {})
