"""What a program asks of a value is told by its kind or its class: isinstance, callable, hasattr, id, and its text."""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any

import numpy as np

from ..ir import Call, Const, Name, Origin
from ..kinds import UNKNOWN, Array, ListOf, Scalar, Struct, class_of_number, is_numeric
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
    constant_of,
    is_object,
    number,
)

_OF_NUMPY = set(np.sctypeDict.values()) - {np.object_}
# what numbers, arrays and their elements may be instances of
NUMBERS = (bool, int, float, complex, np.ndarray, *_OF_NUMPY)
IDS = 1 << 40  # where numbers begin that tell objects apart


class Questions(Extremes):
    """The part of the specialiser for builtins that ask what a value is."""

    def classes_of(self, value: Value) -> tuple[type, ...]:
        """Return the classes one of which a value is of, as far as is known while compiling; () if nothing is."""
        if isinstance(value, Leaf) and is_numeric(value.kind):
            return NUMBERS
        own = type_of(value)
        if own is None:
            return ()
        if isinstance(value, Leaf) and isinstance(value.kind, Scalar) and constant_of(value) is MISSING:
            if self.library.other_classes and is_plain_number(value):  # a fraction, say
                return ()
            return tuple(self.library.met) if own in self.library.met else (own,)
        return (own,)

    def told_class(self, value: Value) -> type | None:
        """Return a value's class if it is known while compiling."""
        classes = self.classes_of(value)
        return classes[0] if len(classes) == 1 else None

    def class_of(self, value: Value, at: Origin | None) -> type:
        """Return the class of a value, which must be known while compiling."""
        cls = self.told_class(value)
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
        self.refuse_class_of_doubles(value, wanted, at)
        if isinstance(wanted, type | tuple | types.UnionType):
            answers = {issubclass(cls, wanted) for cls in self.classes_of(value)}
            if len(answers) == 1:
                return number(answers.pop())
        return Leaf(Call("isinstance", (self.to_expr(value), self.to_expr(classes)), at=at), Scalar("bool"))

    def do_print(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`print(x)` of objects that are taken apart."""
        self.refuse_text_of_doubles(args, at)
        return self.call_opaque(print, list(map(self.shown, args)), keywords, at) if any(map(is_object, args)) else None

    def do_str(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`str(x)` of a container or an object."""
        return self.text_of("str", args)

    def do_repr(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`repr(x)` of a container, an object or an array."""
        if len(args) == 1 and isinstance(args[0], Leaf) and isinstance(args[0].kind, Array):
            text = Call("%", (Const("%r"), Call("tuple", (args[0].expr,))), at=at)
            return Leaf(Call("str", (text,), at=at), UNKNOWN, args[0].varied)
        return self.text_of("repr", args)

    def text_of(self, how: str, args: list[Value]) -> Value | None:
        """Return the text of a container or an object, None for other values."""
        self.refuse_text_of_doubles(args, self.origin)
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

    def do_isscalar(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`np.isscalar(x)`, where the kind of the value tells it."""
        cls = self.told_class(self.narrowed(args[0])) if args else None
        if cls is None or (isinstance(args[0], Leaf) and is_numeric(args[0].kind)):
            return None
        return number(issubclass(cls, (int, float, complex, str, bytes, np.generic)))

    def do_issubdtype(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`np.issubdtype(dtype, cls)` of types that are known while compiling."""
        known: list[Any] = [constant_of(arg) for arg in args]
        if len(known) != 2 or not all(isinstance(one, np.dtype | type | str) for one in known):
            return None
        return number(bool(np.issubdtype(*known)))

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
        cls = self.told_class(base)
        if cls is None:
            return None
        if isinstance(base, Group) and name in base.keys:
            self.refuse_absent(base, base.items[base.keys.index(name)])
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
        self.refuse_class_of_doubles(args[0], None, at)
        sample = self.told_class(args[0])
        number_like = isinstance(args[0], Leaf) and isinstance(args[0].kind, Scalar)
        if sample is None and len(args) == 1 and number_like:
            return Leaf(Call("passive", (Name("type"), self.to_expr(args[0])), at=at), UNKNOWN)
        return Static(sample) if sample is not None and len(args) == 1 else None


def is_plain_number(value: Value) -> bool:
    """Return whether a value is a number whose operators are those of Python's numbers."""
    return isinstance(value, Leaf) and isinstance(value.kind, Scalar) and value.kind.weak and value.kind.dtype != "bool"


def type_of(value: Value) -> type | None:
    """Return a value's Python class if its kind tells it."""
    match value:
        case Leaf(kind=Scalar() as kind):
            return class_of_number(kind)
        case Leaf(kind=Array()):
            return np.ndarray
        case Leaf(kind=ListOf()):
            return list
        case Leaf(kind=Struct(maker=maker)):
            return maker
        case Leaf(expr=Call(".shape" | "np.shape")):
            return tuple
        case Leaf(expr=Call("slice")):
            return slice
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
