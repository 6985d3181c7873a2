"""Classes that are called and methods of containers whose structure is known."""

from __future__ import annotations

import contextlib
import enum
import operator
import types
from dataclasses import replace
from typing import Any

import numpy as np

from ..ir import Call, Const, Name, Origin
from ..kinds import BOOL, COMPLEX, INT, UNKNOWN, Kind, Scalar
from ..tree import is_as_its_base
from .as_it_is import AsItIs
from .asked import class_attribute
from .frame import Frame
from .instances import is_plain_class
from .names_of import canonical_name
from .values import MISSING, Group, Keywords, Leaf, Partial, Static, Value, constant_of, is_varied, number

CASTS: dict[type, Kind] = {int: INT, bool: BOOL, str: UNKNOWN, complex: COMPLEX}


class Classes(AsItIs):
    """The classes' part of the specialiser."""

    def group_method(self, base: Group, name: str, expr: Call, frame: Frame) -> Value:
        """Return the value of a method call on a container of known structure."""
        now, args, keywords = self.eval_arguments(base, expr.args[1:], expr, frame)
        if isinstance(now, Leaf):  # an argument read it by a place that only the run knows
            return self.leaf_method(now, name, args, keywords, expr.at)
        assert isinstance(now, Group)
        return self.method_of(now, name, args, keywords, expr.at)

    def method_of(self, base: Group, name: str, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """Return the value of a method of a container or an object."""
        current = self.fresh(base)
        assert isinstance(current, Group)
        base = current
        if name == "__class__":
            return self.call_values(Static(base.maker), args, keywords, at)
        if not self.has_own(base.maker, name):
            found = self.container_method(base, name, args, keywords, at)
            if found is not None:
                return found
        if issubclass(base.maker, tuple):
            if name in ("index", "count"):
                return self.found_in(base, name, args, at)
            if name == "_replace":
                changed = dict(zip(getattr(base.maker, "_fields", ()), base.items, strict=True)) | dict(keywords)
                return Group(base.maker, base.keys, tuple(changed.values()))
            if name == "_asdict":
                return Group(dict, getattr(base.maker, "_fields", ()), base.items)
        if issubclass(base.maker, tuple | list | dict | set | frozenset) and not self.has_own(base.maker, name):
            raw = class_attribute(base.maker, name)
            if not isinstance(raw, staticmethod | classmethod):
                raise self.unsupported(f"the method `.{name}()` of a {base.maker.__name__} is not supported", at=at)
        return self.asked_as_it_is(
            base, args, keywords, lambda: self.call_values(self.object_attribute(base, name, at), args, keywords, at)
        )

    def construct_by_new(self, cls: type, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """Return what a class gives by a `__new__` of its own, initialised if it is an object of the class."""
        new = class_attribute(cls, "__new__")
        own = isinstance(new, staticmethod) and isinstance(new.__func__, types.FunctionType)
        if not own or getattr(new.__func__, "__module__", "") == "typing" or not is_plain_class(cls, but_new=True):
            return None
        self.guard(cls, "__new__")
        made = self.call_object(new.__func__, Static(new.__func__), [Static(cls), *args], keywords, at)
        init = class_attribute(cls, "__init__")
        if isinstance(made, Group) and issubclass(made.maker, cls) and isinstance(init, types.FunctionType):
            self.guard(cls, "__init__")
            self.call_object(init, Static(init), [made, *args], keywords, at)
        return self.fresh(made)

    def do_new(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`object.__new__(cls)` of a class written in Python: an object without attributes."""
        cls = constant_of(args[0]) if args else None
        if not isinstance(cls, type) or not is_plain_class(cls, but_new=True):
            return None
        return self.own(Group(cls, (), ()), cls.__name__.lower())

    def do_new_tuple(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`tuple.__new__(cls, items)` of a named tuple: what its own methods make it by."""
        cls = constant_of(args[0]) if args else None
        if not isinstance(cls, type) or not hasattr(cls, "_fields") or len(args) != 2:
            return None
        items = self.elements(args[1])
        return Group(cls, tuple(range(len(items))), items)

    def do_new_named(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`__new__(cls, ...)` of a class made by `collections.namedtuple`."""
        cls = constant_of(args[0]) if args else None
        if not isinstance(cls, type):
            return None
        names_given: tuple[str, ...] = getattr(cls, "_fields", ())
        table = dict(zip(names_given, args[1:], strict=False)) | dict(keywords)
        defaults = getattr(cls, "_field_defaults", {})
        wanting = any(key not in defaults for key in names_given if key not in table)
        if len(args) > len(names_given) + 1 or wanting or table.keys() - set(names_given):
            raise self.wrong_kind(f"`{cls.__name__}` takes {', '.join(names_given)}", at)
        full = {key: table[key] if key in table else self.default(defaults[key], key) for key in names_given}
        return Group(cls, tuple(range(len(full))), tuple(full.values()))

    def construct(self, cls: type, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """Return the value of a class that is called: containers of known structure are taken apart."""
        if issubclass(cls, BaseException):
            self.refuse_methods(cls, at)
            exprs = tuple(self.to_expr(self.shown(arg)) for arg in args)
            if any(is_varied(value) for value in (*args, *(value for _, value in keywords))):
                self.library.carried = self.library.carried or at or self.origin
            return Leaf(
                Call("call", (Name(canonical_name(cls) or self.bound(cls).id), *exprs), self.named(keywords), at),
                UNKNOWN,
            )
        new = class_attribute(cls, "__new__")
        if issubclass(cls, tuple) and isinstance(new, staticmethod) and isinstance(new.__func__, types.FunctionType):
            return self.call_object(new.__func__, Static(new.__func__), [Static(cls), *args], keywords, at)
        if cls is types.MethodType and len(args) == 2 and not keywords:
            return Partial(args[0], (args[1],))
        if cls is contextlib.nullcontext:
            return Partial(Static(cls), tuple(args))
        if cls in (operator.itemgetter, operator.attrgetter, operator.methodcaller):
            given: list[Any] = [constant_of(arg) for arg in args]
            named = {key: constant_of(value) for key, value in keywords}
            if MISSING in (*given, *named.values()):
                raise self.unsupported(f"`{cls.__name__}` of what is not known while compiling", at=at)
            return Static(cls(*given, **named))
        if issubclass(cls, enum.Enum):
            known = [constant_of(arg) for arg in args]
            if MISSING in known:
                raise self.unsupported("an enumeration's member that is not known while compiling", at=at)
            return Static(cls(*known))
        made = self.construct_as_it_is(
            cls, args, keywords, at,
            lambda: self.construct_by_new(cls, args, keywords, at) or self.construct_object(cls, args, keywords, at),
        )  # fmt: skip
        if made is None and is_as_its_base(cls):
            made = self.construct_derived(cls, args, keywords, at)
        if made is not None:
            return made
        if (
            len(args) == 1
            and not keywords
            and isinstance(args[0], Leaf)
            and (cls in CASTS or issubclass(cls, np.number))
        ):
            return self.cast(cls, args[0], at)
        if any(is_varied(value) for value in [*args, *(value for _, value in keywords)]):
            raise self.unsupported(f"making an object of the class `{cls.__name__}` is not supported yet", at=at)
        self.refuse_methods(cls, at)
        return self.call_opaque(cls, args, keywords, at)

    def construct_derived(self, cls: type, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """Return an object of a class derived from list, tuple or dict that holds its parts as these do."""
        family = next(base for base in (dict, list, tuple) if issubclass(cls, base))
        made = self.fresh(self.call_values(Static(family), args, keywords, at))
        if not isinstance(made, Group) or made.maker is not family:
            return None
        return Group(cls, made.keys, made.items)

    def refuse_methods(self, cls: type, at: Origin | None) -> None:
        """Refuse to make an object while running whose class the function defines: such a class has no code there."""
        held = [raw for base in cls.__mro__ for raw in vars(base).values() if isinstance(raw, types.FunctionType)]
        if any(raw in self.methods for raw in held):
            raise self.unsupported(
                f"an object of `{cls.__name__}`, a class inside a function that has methods and is an exception, "
                "a dict or the like, is not supported",
                "Define the class at the top level.", at,
            )  # fmt: skip

    def cast(self, cls: type, leaf: Leaf, at: Origin | None) -> Value:
        """Return the value of `int(x)`, `np.float64(x)` and the like."""
        if cls in CASTS:
            known = leaf.constant
            if cls is str and isinstance(known, bool | int | str):
                return Static(str(known), Const(str(known)))
            folded = number(cls(known)) if cls is not str and isinstance(known, bool | int | float) else None
            expr = Call(cls.__name__, (leaf.expr,), at=at)
            kind = CASTS[cls]
            return (
                replace(folded, expr=expr) if folded is not None else Leaf(expr, kind, leaf.varied and cls is not bool)
            )
        if isinstance(leaf.kind, Scalar):
            op = "np." + cls.__name__
            return Leaf(Call(op, (leaf.expr,), at=at), Scalar(np.dtype(cls).name, weak=False), leaf.varied)
        return self.operation(".astype()", [leaf, Static(cls, Name("np." + cls.__name__))], (), at)
