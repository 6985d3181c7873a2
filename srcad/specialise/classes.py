"""Classes that are called and methods of containers whose structure is known."""

from __future__ import annotations

import inspect
import types
from dataclasses import MISSING as NO_DEFAULT
from dataclasses import fields, is_dataclass, replace

import numpy as np

from ..ir import Call, Name, Origin
from ..kinds import BOOL, COMPLEX, INT, UNKNOWN, Kind, Scalar
from ..syntax.source import primal
from .builtin_calls import BuiltinCalls
from .frame import Frame
from .names_of import canonical_name
from .values import MISSING, NONE, Group, Keywords, Leaf, Static, Value, View, constant_of, is_varied, number

CASTS: dict[type, Kind] = {int: INT, bool: BOOL, str: UNKNOWN, complex: COMPLEX}


class Classes(BuiltinCalls):
    """The classes' part of the specialiser."""

    def group_method(self, base: Group, name: str, expr: Call, frame: Frame) -> Value:
        """Return the value of a method call on a container of known structure."""
        args = self.eval_all(expr.args[1:], frame)
        keywords = tuple((key, self.eval(arg, frame)) for key, arg in expr.keywords)
        keys = tuple(self.wrap_constant(key) for key in base.keys)
        if base.maker is dict:
            match name:
                case "items":
                    rows = [Group(tuple, (0, 1), (key, item)) for key, item in zip(keys, base.items, strict=True)]
                    return View(tuple(rows))
                case "values":
                    return View(base.items)
                case "keys":
                    return View(keys)
                case "copy":
                    return replace(base, whole=None)
                case "get":
                    key = constant_of(args[0])
                    if key is MISSING:
                        raise self.unsupported("a key that is not known while compiling", at=expr.at)
                    if key in base.keys:
                        return base.items[base.keys.index(key)]
                    return args[1] if len(args) > 1 else NONE
                case _:
                    pass
        if base.maker in (tuple, list) and name in ("index", "count"):
            wanted, members = constant_of(args[0]), [constant_of(item) for item in base.items]
            if wanted is not MISSING and MISSING not in members:
                return number(getattr(members, name)(wanted))
        if base.maker is list and name == "copy":
            return replace(base, whole=None)
        if issubclass(base.maker, tuple) and name == "_replace":
            changed = dict(zip(getattr(base.maker, "_fields", ()), base.items, strict=True)) | dict(keywords)
            return Group(base.maker, base.keys, tuple(changed.values()))
        if issubclass(base.maker, tuple) and name == "_asdict":
            return Group(dict, getattr(base.maker, "_fields", ()), base.items)
        if base.maker in (tuple, list, dict):
            raise self.unsupported(
                f"the method `.{name}()` of a {base.maker.__name__} is not supported yet", at=expr.at
            )
        if name in base.keys:
            return self.call_values(base.items[base.keys.index(name)], args, keywords, expr.at)
        self.guard(base.maker, name)
        function = getattr(base.maker, name, None)
        raw = inspect.getattr_static(base.maker, name, None)
        if isinstance(raw, staticmethod):
            return self.call_object(raw.__func__, Static(raw.__func__), args, keywords, expr.at)
        if isinstance(raw, classmethod):
            return self.call_object(raw.__func__, Static(raw.__func__), [Static(base.maker), *args], keywords, expr.at)
        if isinstance(function, types.FunctionType) or primal(function) is not None:
            return self.call_object(function, Static(function), [base, *args], keywords, expr.at)
        raise self.wrong_kind(f"{self.say(base)} has no method {name!r}", expr.at)

    def construct(self, cls: type, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """Return the value of a class that is called: containers of known structure are taken apart."""
        if issubclass(cls, BaseException):
            exprs = tuple(self.to_expr(arg) for arg in args)
            return Leaf(
                Call("call", (Name(canonical_name(cls) or self.bound(cls).id), *exprs), self.named(keywords), at),
                UNKNOWN,
            )
        names_given = getattr(cls, "_fields", None)
        if issubclass(cls, tuple) and isinstance(names_given, tuple):
            table = dict(zip(names_given, args, strict=False)) | dict(keywords)
            defaults = getattr(cls, "_field_defaults", {})
            full = {key: table[key] if key in table else self.default(defaults[key], key) for key in names_given}
            return Group(cls, tuple(range(len(full))), tuple(full.values()))
        if is_dataclass(cls) and "__post_init__" not in dir(cls):
            own = [field for field in fields(cls) if field.init]
            table = dict(zip((field.name for field in own), args, strict=False)) | dict(keywords)
            for field in own:
                if field.name not in table and field.default is not NO_DEFAULT:
                    table[field.name] = self.default(field.default, field.name)
                elif field.name not in table:
                    raise self.unsupported(f"`{cls.__name__}` misses its argument `{field.name}`", at=at)
            ordered = [table[field.name] for field in own]
            return Group(cls, tuple(field.name for field in own), tuple(ordered))
        if (
            len(args) == 1
            and not keywords
            and isinstance(args[0], Leaf)
            and (cls in CASTS or issubclass(cls, np.number))
        ):
            return self.cast(cls, args[0], at)
        if any(is_varied(value) for value in [*args, *(value for _, value in keywords)]):
            raise self.unsupported(f"making an object of the class `{cls.__name__}` is not supported yet", at=at)
        return self.call_opaque(cls, args, keywords, at)

    def cast(self, cls: type, leaf: Leaf, at: Origin | None) -> Value:
        """Return the value of `int(x)`, `np.float64(x)` and the like."""
        if cls in CASTS:
            known = leaf.constant
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
