"""Objects from outside become values: literals, the user's globals, and containers that are taken apart."""

from __future__ import annotations

import enum
import types
from dataclasses import fields, is_dataclass, replace

from ..ir import Call, Const, Expr, Name
from ..kinds import UNKNOWN, ListOf, is_real_or_complex, kind_of
from .frame import Frame, Scope
from .parts import Parts
from .state import FreeInput, Guard
from .values import Group, Leaf, Poison, Static, Value, number


class Objects(Parts):
    """The part that wraps objects at hand."""

    def wrap_constant(self, value: object) -> Value:
        """Return the value of a literal."""
        if type(value) in (bool, int, float, complex):
            assert isinstance(value, bool | int | float | complex)
            return number(value)
        if type(value) is tuple:
            return Group(tuple, tuple(range(len(value))), tuple(self.wrap_constant(item) for item in value))
        if value is None or value is Ellipsis or isinstance(value, str | bytes):
            return Static(value, Const(value))
        return Static(value)

    def lookup(self, name: str, frame: Frame) -> Value:
        """Return what a variable holds; one from outside is resolved now and checked again at each call."""
        where: Frame | None = frame
        while where is not None:
            if name in where.locals:
                if name in where.env:
                    found = self.current(self.fresh(where.env[name]))
                    if isinstance(found, Poison):
                        raise self.unsupported(
                            f"`{name}` is {found.reason}, and cannot be followed while compiling",
                            "Give it the same structure on every path.",
                        )
                    return found
                self.missed.add((id(where), name))
                return Leaf(where.canonical((name,)), UNKNOWN)
            if where.parent is None:
                break
            where = where.parent
        return self.free_value(name, (where or frame).scope)

    def free_value(self, name: str, scope: Scope) -> Value:
        """Return the value of a name from outside the function."""
        try:
            found = scope.find(name)
        except (NameError, ValueError):
            return Leaf(Name(name), UNKNOWN)
        key = (id(scope.cells.get(name)) if name in scope.cells else id(scope.globals), name)
        if key in self.free:
            return self.fresh(self.free[key].value)
        if _is_data(found):
            core = self.names.fresh(name)
            value = self.adopt(
                self.wrap_object(found, Name(core), varied=False), core, f"`{name}`, from outside the function,"
            )
            self.free[key] = FreeInput(scope, name, core, value)
            return value
        self.guards.append(Guard(scope.cells.get(name) or scope.globals, name, found))
        return self.wrap_static(found)

    def wrap_static(self, found: object) -> Value:
        """Return the value of an object that is fixed while compiling."""
        if isinstance(found, enum.Enum):
            return Static(found)
        if isinstance(found, bool | int):
            return replace(number(found), expr=Const(found))
        if found is None or isinstance(found, str):
            return Static(found, Const(found))
        return Static(found)

    def bound(self, obj: object) -> Name:
        """Return a name by which generated code can reach an object."""
        for name, known in self.bindings.items():
            if known is obj and (name in self.given or name not in self.names.taken):
                return self.give(name)
        wish = getattr(obj, "__name__", type(obj).__name__)
        name = self.names.fresh(wish if wish.isidentifier() else "function")
        while name in self.bindings:
            name = self.names.fresh(wish if wish.isidentifier() else "function")
        self.bindings[name] = obj
        return self.give(name)

    def give(self, name: str) -> Name:
        """Return the name of a bound object, which no variable of this function may have."""
        self.given.add(name)
        self.names.taken.add(name)
        return Name(name)

    def wrap_object(self, obj: object, expr: Expr, varied: bool) -> Value:
        """Return the value of an object at hand that `expr` gives: containers of known structure are taken apart."""
        if isinstance(obj, enum.Enum):
            return Static(obj)
        if obj is None or isinstance(obj, str):
            return Static(obj, Const(obj))
        if isinstance(obj, tuple | list | dict) or (is_dataclass(obj) and not isinstance(obj, type)):
            return self.wrap_container(obj, expr, varied)
        kind = kind_of(obj)
        if kind == UNKNOWN and (callable(obj) or isinstance(obj, types.ModuleType)):
            return Static(obj, expr)
        return Leaf(expr, kind, varied and is_real_or_complex(kind))

    def wrap_container(self, obj: object, expr: Expr, varied: bool) -> Value:
        """Return a container's value: a long list of one kind as a leaf, others item by item."""
        if type(obj) is list and len(obj) > 8:
            kinds = {kind_of(item) for item in obj}
            if len(kinds) == 1 and not isinstance(obj[0], tuple | list | dict | str) and UNKNOWN not in kinds:
                return Leaf(expr, ListOf(next(iter(kinds))), varied)
        if isinstance(obj, dict) and type(obj) is not dict:
            raise self.wrong_kind(f"an argument of the class {type(obj).__name__} is not supported: pass a plain dict")
        if isinstance(obj, dict):
            keys: tuple[object, ...] = tuple(obj)
            items = [self.wrap_object(obj[key], Call("[]", (expr, Const(key))), varied) for key in keys]
            return Group(dict, keys, tuple(items), expr)
        if isinstance(obj, tuple | list):
            positions = tuple(range(len(obj)))
            found = [self.wrap_object(obj[i], Call("[]", (expr, Const(i))), varied) for i in positions]
            return Group(type(obj), positions, tuple(found), expr)
        attributes = tuple(field.name for field in fields(obj))  # type: ignore[arg-type]
        parts = [self.wrap_object(getattr(obj, name), Call("." + name, (expr,)), varied) for name in attributes]
        return Group(type(obj), attributes, tuple(parts), expr)

    def default(self, value: object, name: str) -> Value:
        """Return the value of a parameter's default."""
        wrapped = self.wrap_constant(value) if isinstance(value, bool | int | float | complex) else None
        return wrapped or self.adopt(
            self.wrap_object(value, self.bound(value), False), name, f"the default of `{name}`"
        )


def _is_data(obj: object) -> bool:
    """Whether a global is data, read at each call, rather than something that decides what the code means."""
    if isinstance(obj, bool | int):
        return False
    if isinstance(obj, float | complex | tuple | list | dict):
        return True
    if is_dataclass(obj) and not isinstance(obj, type):
        return True
    return kind_of(obj) != UNKNOWN
