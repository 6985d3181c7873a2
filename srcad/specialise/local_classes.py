"""Classes that a function defines: each becomes a class without code, whose methods stand for nested functions."""

from __future__ import annotations

import abc
import collections
import dataclasses
import enum
import functools
import types
import typing
from typing import Any

from ..ir import Call, Const, Expr, Name, Origin
from .frame import Frame
from .standard import Standard
from .values import MISSING, Closure, Held, Keywords, Partial, Static, Value, constant_of

PLAIN = (property, staticmethod, classmethod, functools.cached_property, abc.abstractmethod, typing.final)
NAMES = ("__slots__", "__match_args__")  # what a class says of its attributes by their names
LOCAL = "__srcad_local__"


class LocalClasses(Standard):
    """The part of the specialiser for classes inside functions."""

    def local_class(self, expr: Call, frame: Frame) -> Value:
        """Return the class that a `class` statement makes: one for each activation of the function."""
        name, bases, *members = expr.args
        assert isinstance(name, Const) and isinstance(bases, Call)
        parents = [constant_of(self.eval(base, frame)) for base in bases.args]
        cls = self.classes.get((frame, id(expr)))
        table: dict[str, Any] = {LOCAL: True, "__module__": frame.scope.globals.get("__name__", "")}
        if cls is not None:
            table |= {key: vars(cls)[key] for key in (str(m.args[0].value) for m in members) if key in vars(cls)}  # type: ignore[union-attr]
        fields: list[str] = []
        for member in members:
            assert isinstance(member, Call)
            key, kind, value, *decorators = member.args
            assert isinstance(key, Const) and isinstance(kind, Const)
            if kind.value == "field":
                fields.append(str(key.value))
            if value != Call("nothing"):
                self.fill(table, str(key.value), value, decorators, frame, expr.at)
        if cls is None:
            cls = self.made_class(str(name.value), parents, table, fields, expr.at)
            self.classes[frame, id(expr)] = cls
            self.told_apart.append(expr)
            self.name_descriptors(cls, expr.at)
        for member in members:
            value = member.args[2]  # type: ignore[union-attr]
            if isinstance(value, Call) and value.op == "closure":
                self.owners[id(value.args[0].value)] = cls  # type: ignore[union-attr]
        return Static(cls)

    def fill(
        self, table: dict[str, Any], key: str, value: Expr, decorators: list[Expr], frame: Frame, at: Origin | None
    ) -> None:
        """Put what a class's body says of a name into the class's table."""
        if isinstance(value, Call) and value.op == "closure":
            table[key] = self.method(table, key, self.eval(value, frame), decorators, frame, at)
            return
        former = table.get(key)
        if key in NAMES:
            named = self.eval(value, frame)
            known = constant_of(named)
            table[key] = tuple(map(constant_of, self.as_group(named).items)) if known is MISSING else known
            return
        made = self.made_of_functions(value, frame)
        if made is not None:
            table[key] = made
        elif isinstance(former, Held):
            former.value = self.settled(self.own(self.eval(value, frame), key), key)
        elif isinstance(value, Call) and self.is_field(value, frame):
            options = {name: self.raw(self.eval(each, frame)) for name, each in value.keywords}
            table[key] = dataclasses.field(**options)
        else:
            table[key] = self.raw(self.eval(value, frame))

    def made_of_functions(self, value: Expr, frame: Frame) -> object:
        """Return the property, or the like, that `property(get, set)` makes of functions of the class, else None."""
        if not isinstance(value, Call) or not any(isinstance(arg, Call) and arg.op == "closure" for arg in value.args):
            return None
        first, *args = value.args
        known = constant_of(self.eval(first, frame))
        if value.op != "call":
            known = getattr(known, value.op[1:-2], None) if isinstance(known, types.ModuleType) else None
        if known not in (*PLAIN, functools.partialmethod):
            return None
        keywords = {name: self.raw(self.eval(each, frame)) for name, each in value.keywords}
        return known(*(self.raw(self.eval(arg, frame)) for arg in args), **keywords)

    def is_field(self, value: Call, frame: Frame) -> bool:
        """Return whether an expression is a call of `dataclasses.field`."""
        if value.op == "call" and isinstance(value.args[0], Name):
            return constant_of(self.eval(value.args[0], frame)) is dataclasses.field
        if value.op != ".field()":
            return False
        return constant_of(self.eval(value.args[0], frame)) is dataclasses

    def raw(self, value: Value) -> Any:
        """Return what a class's table holds for a value: functions, classes, texts and flags as they are."""
        known = constant_of(value)
        if isinstance(value, Static) or isinstance(known, bool):
            return known
        if isinstance(value, Closure | Partial):
            return self.stub(value)
        return Held(self.settled(self.own(value, "held"), "held"))

    def stub(self, value: Value, former: object = None) -> types.FunctionType:
        """Return a function that stands for a nested one: the same one as before, if there is one."""
        found = former if isinstance(former, types.FunctionType) and former in self.methods else _stub()
        self.methods[found] = value
        return found

    def method(
        self, table: dict[str, Any], key: str, value: Value, decorators: list[Expr], frame: Frame, at: Origin | None
    ) -> Any:
        """Return what a class's table holds for a method."""
        former = table.get(key)
        inner = getattr(former, "__func__", getattr(former, "fget", getattr(former, "func", former)))
        found: Any = None
        for decorator in reversed(decorators):
            if isinstance(decorator, Call) and decorator.op in (".setter", ".getter", ".deleter"):
                base = decorator.args[0]
                assert isinstance(base, Name)
                found = getattr(table[base.id], decorator.op[1:])(found or self.stub(value))
                continue
            wrap = self.eval(decorator, frame)
            known = constant_of(wrap)
            if known in PLAIN:
                found = known(found or self.stub(value, inner))
            elif found is None:
                value = self.call_values(wrap, [value], (), at)
            else:
                raise self.unsupported("a decorator around a property or a class's method is not supported", at=at)
        return found if found is not None else self.stub(value, inner)

    def made_class(
        self, name: str, parents: list[object], table: dict[str, Any], fields: list[str], at: Origin | None
    ) -> type:
        """Return a new class."""
        if parents == [typing.NamedTuple]:
            given = [table.pop(field) for field in fields if field in table]
            made: Any = collections.namedtuple(name, fields, defaults=given)  # type: ignore[misc]
            for key, value in table.items():
                setattr(made, key, value)
            return made
        bases = tuple(base for base in parents if isinstance(base, type))
        told = [base for base in bases if "__init_subclass__" in dir(base) and _is_told(base)]
        if len(bases) != len(parents) or told:
            raise self.unsupported(f"the bases of the class `{name}` inside a function are not supported", at=at)
        if any(issubclass(base, enum.Enum) for base in bases):
            held = {key: constant_of(v.value) if isinstance(v, Held) else v for key, v in table.items() if key != LOCAL}
            if MISSING in held.values():
                raise self.unsupported("an enumeration of what is not known while compiling", at=at)
            return types.new_class(name, bases, {}, lambda space: _filled(space, held))
        table["__annotations__"] = dict.fromkeys(fields, object)
        return types.new_class(name, bases, {}, lambda space: space.update(table))

    def do_dataclass(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`dataclass(C)` of a class inside a function, or `dataclass(...)` that is to decorate one."""
        if not args:
            return Partial(Static(dataclasses.dataclass), (), keywords)
        cls = constant_of(args[0])
        options: dict[str, Any] = {key: constant_of(value) for key, value in keywords}
        if not isinstance(cls, type) or LOCAL not in vars(cls) or MISSING in options.values():
            return None
        if "__dataclass_params__" not in vars(cls):
            self.dataclasses[cls] = dataclasses.dataclass(**options)(cls)
        return Static(self.dataclasses[cls])

    def do_namedtuple(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`collections.namedtuple(name, fields)` inside a function."""
        return self.class_of_known(collections.namedtuple, args, keywords)

    def do_make_dataclass(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`dataclasses.make_dataclass(name, fields)` inside a function."""
        return self.class_of_known(dataclasses.make_dataclass, args, keywords)

    def class_of_known(self, maker: Any, args: list[Value], keywords: Keywords) -> Value | None:
        """Return a class that is made of what is known while compiling, None if something is not."""
        known = [constant_of(arg) for arg in args]
        named = {key: constant_of(value) for key, value in keywords}
        if MISSING in (*known, *named.values()):
            return None
        given = _hashable(known), _hashable(list(named.items()))
        return Static(_class_made(maker, *given, repr(given)))

    def do_total_ordering(self, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """`functools.total_ordering(C)` of a class inside a function."""
        cls = constant_of(args[0])
        if not isinstance(cls, type) or LOCAL not in vars(cls):
            return None
        return Static(functools.total_ordering(cls))


@functools.lru_cache(maxsize=1024)
def _class_made(maker: Any, args: tuple[Any, ...], named: tuple[tuple[str, Any], ...], spelled: str) -> type:
    """Return a class, the same one for the same arguments: a statement may be specialised several times.

    How these are `spelled` tells 0 from 0.0 and False, which are equal.
    """
    made: type = maker(*args, **dict(named))
    return made


def _hashable(value: Any) -> Any:
    return tuple(map(_hashable, value)) if isinstance(value, list | tuple) else value


def _stub() -> Any:
    def method(*args: object, **keywords: object) -> object:
        raise TypeError("a method of a class inside a differentiated function is called from outside of it")

    return method


def _filled(space: dict[str, Any], table: dict[str, Any]) -> None:
    for key, value in table.items():  # one by one: an enumeration notes each
        space[key] = value


def _is_told(base: type) -> bool:
    """Whether a class does something of its own when another one is derived from it."""
    return any("__init_subclass__" in vars(above) for above in base.__mro__ if above not in (object, abc.ABC)) and not (
        issubclass(base, enum.Enum)
    )
