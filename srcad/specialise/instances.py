"""Objects of the user's classes: made, read, written to, and met by operators, as the methods of their class say."""

from __future__ import annotations

import collections
import enum
import functools
import inspect
import operator
import types
from dataclasses import fields, is_dataclass
from typing import Any

from ..dataclass_objects import is_written
from ..ir import Call, Const, Do, Name, Origin
from ..kinds import Scalar
from ..runtime_attributes import put_into
from .asked import class_attribute, of_class
from .descriptors import is_data_descriptor
from .effects import EFFECTS
from .fields import Fields, is_made_by_dataclass
from .frame import Frame
from .objects import is_data
from .values import (
    MISSING,
    Group,
    Held,
    Keywords,
    Leaf,
    Partial,
    Poison,
    Static,
    Value,
    constant_of,
    is_object,
    number,
)

BINARY = {
    "+": "add", "-": "sub", "*": "mul", "/": "truediv", "//": "floordiv", "%": "mod", "**": "pow", "@": "matmul",
    "&": "and", "|": "or", "^": "xor", "<<": "lshift", ">>": "rshift",
}  # fmt: skip
COMPARED = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
MIRRORED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
UNARY = {"neg": "neg", "pos": "pos", "invert": "invert", "abs": "abs"}

REPLACE = "Make another one: dataclasses.replace(obj, name=value)."

BY_READING = frozenset(
    {"subtract", "__and__", "__or__", "most_common", "elements", "total"}
)  # methods of Counter that need no others

CONTAINERS = (list, tuple, dict, set, frozenset, collections.deque)  # classes whose `in` does not iterate


class Instances(Fields):
    """The part of the specialiser for objects of the user's classes."""

    # ------------------------------------------------------------ what a class defines
    def has_own(self, maker: type, name: str) -> bool:
        """Return whether a class or a base of it defines a method in Python."""
        found = class_attribute(maker, name)
        if not isinstance(found, types.FunctionType) or is_written(found):
            return False
        return found.__qualname__ != f"Counter.{name}" or found.__module__ != "collections" or name in BY_READING

    def goes_by_own_method(self, maker: type) -> bool:
        """Return whether iterating over an object calls a method of its class that is written in Python."""
        own = self.has_own(maker, "__getitem__") and class_attribute(maker, "__iter__") is MISSING
        return own or self.has_own(maker, "__iter__")

    def call_dunder(self, base: Group, name: str, args: list[Value], at: Origin | None) -> Value:
        """Return the value of a special method."""
        self.guard(base.maker, name)
        function = class_attribute(base.maker, name)
        return self.call_object(function, Static(function), [base, *args], (), at)

    def as_mapping(self, value: Value, at: Origin | None) -> Group | None:
        """Return a dict of what a mapping holds, which may be of a class of the user's; None for anything else."""
        if not isinstance(value, Group) or self.as_rows(value) is not None:
            return None
        if issubclass(value.maker, dict):
            return Group(dict, value.keys, value.items)
        if not self.has_own(value.maker, "keys") or not self.has_own(value.maker, "__getitem__"):
            return None
        keys = self.as_group(self.call_dunder(value, "keys", [], at)).items
        found = {constant_of(key): self.call_dunder(value, "__getitem__", [key], at) for key in keys}
        return None if MISSING in found else Group(dict, tuple(found), tuple(found.values()))

    def object_attribute(self, base: Group, name: str, at: Origin | None) -> Value:
        """Return the value of `base.name` for an object or a named tuple."""
        raw = class_attribute(base.maker, name)
        if isinstance(raw, property):
            self.guard(base.maker, name)
            if raw.fget is None:
                raise self.wrong_kind(f"`{name}` of {self.say(base)} cannot be read", at)
            return self.call_object(raw.fget, Static(raw.fget), [base], (), at)
        if is_data_descriptor(raw) and (own := self.read_described(raw, base, base.maker, at)) is not None:
            self.guard(base.maker, name)
            return own
        if name in base.keys and not issubclass(base.maker, dict):
            return self.certain(base.items[base.keys.index(name)], name, at)
        named = getattr(base.maker, "_fields", ())
        if name in named:
            return base.items[named.index(name)]
        cached = getattr(raw, "func", None) if type(raw).__name__ == "cached_property" else None
        if cached is not None:
            self.guard(base.maker, name)
            value = self.call_object(cached, Static(cached), [base], (), at)
            self.set_attribute(base, name, value, at, past=2)
            return value
        if name == "__class__":
            return Static(base.maker)
        if name == "__dict__":
            return self.own_attributes(base, at)
        if raw is MISSING:
            fallback = class_attribute(base.maker, "__getattr__")
            if fallback in (dict.__getitem__, dict.get) and issubclass(base.maker, dict):
                reader = operator.getitem if fallback is dict.__getitem__ else dict.get
                return self.call_values(Static(reader), [base, self.wrap_constant(name)], (), at)
            if isinstance(fallback, types.FunctionType):
                self.guard(base.maker, "__getattr__")
                return self.call_object(fallback, Static(fallback), [base, self.wrap_constant(name)], (), at)
            error = self.wrong_kind(f"{self.say(base)} has no attribute {name!r}", at)
            raise self.fails(error, "AttributeError", f"{base.maker.__name__!r} object has no attribute {name!r}")
        return self.bound_attribute(base, base.maker, name, raw)

    def bound_attribute(self, owner: Value, cls: type, name: str, raw: object) -> Value:
        """Return what reading something that a class holds gives: a method is bound."""
        known = self.assigned_attribute(cls, name)
        if known is not None:
            return known
        self.guard(cls, name)
        match raw:
            case staticmethod():
                return Static(raw.__func__)
            case _ if (function := of_class(raw)) is not None:
                return Partial(Static(function), (Static(cls),))
            case types.FunctionType():
                return Partial(Static(raw), (owner,))
            case property():
                return self.call_object(raw.fget, Static(raw.fget), [owner], (), None)
            case functools.singledispatchmethod():
                return Partial(Static(raw), (owner,))
            case functools.partialmethod():
                whole = self.bound_attribute(owner, cls, name, raw.func)
                return Partial(whole, tuple(self.held(arg) for arg in raw.args), self.held_by_names(raw))
            case _ if (found := self.read_described(raw, owner, cls, None)) is not None:
                return found
            case _ if callable(raw) and not isinstance(raw, type) and hasattr(raw, "__get__"):
                return Partial(Static(raw), (owner,))
            case _:
                return self.attribute_of_class(cls, name, raw)

    def dispatched(self, method: functools.singledispatchmethod[Any], args: list[Value], at: Origin | None) -> Value:
        """Return the method that is chosen by the class of the first argument, bound to its object."""
        cls = self.class_of(args[1], at)
        raw = method.dispatcher.dispatch(cls)
        self.rely_on(raw, method.dispatcher.dispatch, cls)
        return self.bound_attribute(args[0], self.class_of(args[0], at), method.func.__name__, raw)

    def attribute_of_class(self, cls: type, name: str, raw: object) -> Value:
        """Return the value of an attribute of a class."""
        if isinstance(raw, Held):
            return raw.value
        if is_data(raw):
            return self.class_attribute(cls, name, raw)
        return self.wrap_static(getattr(cls, name))

    def certain(self, value: Value, name: object, at: Origin | None) -> Value:
        """Return a part of a container, which must be the same kind of thing on every path."""
        if isinstance(value, Poison):
            raise self.unfollowed(name, value, at)
        return value

    # ------------------------------------------------------------ writes
    def set_attribute(self, base: Value, name: str, value: Value, at: Origin | None, past: int = 0) -> None:
        """`base.name = value`: past the class's `__setattr__` with 1, past its descriptors, too, with 2."""
        base = self.sure(base, at)
        if isinstance(base, Static) and self.assign_outside(base.value, name, value, at):
            return
        if not isinstance(base, Group):
            self.refuse_attribute(base, name, at)
        if past == 0:
            setter = class_attribute(base.maker, "__setattr__")
            if is_dataclass(base.maker) and base.maker.__dataclass_params__.frozen:  # type: ignore[attr-defined]
                raise self.wrong_kind(f"{self.say(base)} is frozen: `{name}` cannot be written", at, REPLACE)
            if setter is dict.__setitem__ and issubclass(base.maker, dict):
                self.call_values(Static(operator.setitem), [base, self.wrap_constant(name), value], (), at)
                return
            if isinstance(setter, types.FunctionType):
                self.guard(base.maker, "__setattr__")
                self.call_object(setter, Static(setter), [base, self.wrap_constant(name), value], (), at)
                return
        if past < 2:
            own = class_attribute(base.maker, name)
            if isinstance(own, property):
                self.guard(base.maker, name)
                if own.fset is None:
                    raise self.wrong_kind(f"`{name}` of {self.say(base)} cannot be written", at)
                self.call_object(own.fset, Static(own.fset), [base, value], (), at)
                return
            if self.described(own, "__set__", [base, value], at) is not None:
                return
            if is_data_descriptor(own):
                raise self.wrong_kind(f"`{name}` of {self.say(base)} cannot be written", at)
        if issubclass(base.maker, tuple | list | dict | set):
            error = self.wrong_kind(f"attributes of {self.say(base)} cannot be written", at)
            has_none = not base.maker.__dictoffset__ and not hasattr(base.maker, name)
            raise self.fails(error, "AttributeError", f"no attribute {name!r}") if has_none else error
        assert base.ident is not None
        now = self.fresh(base)
        assert isinstance(now, Group)
        base = now
        self.check_outside(base, [value], at)
        table = dict(zip(base.keys, base.items, strict=True))
        table[name] = value
        self.change(base, tuple(table), tuple(table.values()), at)
        self.note_handed(base, name)
        effect = self.effects.get(base.ident or 0)
        if effect is not None:
            changed = self.fresh(base)
            assert isinstance(changed, Group)
            stored = changed.items[changed.keys.index(name)]
            where = (effect, Const(name), self.to_expr(stored))
            writer = self.bound(put_into) if past == 2 else Name("object.__setattr__")
            beyond = Call("call", (writer, *where), at=at)  # past what the class says of it
            says = past == 1 or isinstance(class_attribute(base.maker, "__setattr__"), types.FunctionType)
            said = past and (says or hasattr(type(class_attribute(base.maker, name)), "__set__"))
            self.emit(Do(beyond if said else Call("setattr", where, at=at), self.origin))

    def delete_attribute(self, base: Value, name: str, at: Origin | None, raw_write: bool = False) -> None:
        """`del base.name`."""
        base = self.sure(base, at)
        own = class_attribute(base.maker, name) if isinstance(base, Group) and not raw_write else MISSING
        deleter = class_attribute(base.maker, "__delattr__") if isinstance(base, Group) and not raw_write else MISSING
        if isinstance(deleter, types.FunctionType):
            self.call_object(deleter, Static(deleter), [base, self.wrap_constant(name)], (), at)
            return
        if isinstance(own, property) and own.fdel is not None:
            self.call_object(own.fdel, Static(own.fdel), [base], (), at)
            return
        if self.described(own, "__delete__", [base], at) is not None:
            return
        if isinstance(own, property) or is_data_descriptor(own):
            raise self.wrong_kind(f"`{name}` of {self.say(base)} cannot be deleted", at)
        if not isinstance(base, Group) or base.ident is None or base.ident in self.effects:
            raise self.unsupported("`del` of an attribute is not supported here", at=at)
        table = dict(zip(base.keys, base.items, strict=True))
        if name not in table:
            raise self.wrong_kind(f"{self.say(base)} has no attribute {name!r}", at)
        del table[name]
        self.change(base, tuple(table), tuple(table.values()), at)

    # ------------------------------------------------------------ operators
    def user_operation(self, op: str, args: list[Value], at: Origin | None) -> Value | None:
        """Return the value of an operator that a class defines; None if none of the operands' classes does."""
        if op in UNARY and len(args) == 1 and isinstance(args[0], Group):
            name = f"__{UNARY[op]}__"
            return self.call_dunder(args[0], name, [], at) if self.has_own(args[0].maker, name) else None
        if op in ("in", "not in") and isinstance(args[1], Group):
            if not self.has_own(args[1].maker, "__contains__"):
                searched = self.goes_by_own_method(args[1].maker) and not issubclass(args[1].maker, CONTAINERS)
                return self.searched(op, *args) if searched else None
            found = self.call_dunder(args[1], "__contains__", [args[0]], at)
            return found if op == "in" else self.operation("not", [found], (), at)
        if op == "not" and isinstance(args[0], Group):
            known = self.truth(args[0])
            return number(not known) if known is not MISSING else None
        if len(args) != 2 or (op not in BINARY and op not in COMPARED):
            return None
        left, right = args
        mirrored = f"__{COMPARED[MIRRORED[op]]}__" if op in COMPARED else f"__r{BINARY[op]}__"
        plain = f"__{COMPARED.get(op) or BINARY[op]}__"
        tries = [(left, right, plain), (right, left, mirrored)]
        both = isinstance(left, Group) and isinstance(right, Group) and left.maker is not right.maker
        if both and issubclass(right.maker, left.maker) and self.has_own(right.maker, mirrored):  # type: ignore[union-attr]
            tries.reverse()
        some = False
        for own, other, name in tries:
            negated = op == "!=" and isinstance(own, Group) and not self.has_own(own.maker, name)
            name = "__eq__" if negated else name  # which `!=` negates where a class says nothing else
            if isinstance(own, Group) and self.has_own(own.maker, name):
                if own is right and not some:
                    self.check_left(left, own, at)
                some = True
                result = self.call_dunder(own, name, [other], at)
                if not (isinstance(result, Static) and result.value is NotImplemented):
                    return self.operation("not", [result], (), at) if negated else result
        if op in ("==", "!="):
            return self.compared(op, left, right, at)
        if some:
            raise self.wrong_kind(f"`{op}` of {self.say(left)} and {self.say(right)} is not implemented", at)
        return None

    def check_left(self, left: Value, right: Group, at: Origin | None) -> None:
        """Refuse an array on the left of an object whose class does not tell NumPy to stand back."""
        stands_back = class_attribute(right.maker, "__array_ufunc__") is None
        plain = isinstance(left, Leaf) and isinstance(left.kind, Scalar) and left.kind.weak
        number_like = isinstance(left, Leaf) and isinstance(left.kind, Scalar)
        sequence = any(
            class_attribute(right.maker, n) is not MISSING for n in ("__len__", "__getitem__", "__array__", "__float__")
        )
        if isinstance(left, Leaf) and not plain and not stands_back and (not number_like or sequence):
            raise self.unsupported(
                f"an array or a number of NumPy on the left of {self.say(right)} is not supported: "
                "NumPy would take the object apart",
                "Put the object on the left, or set `__array_ufunc__ = None` in its class.",
                at,
            )

    def compared(self, op: str, left: Value, right: Value, at: Origin | None) -> Value | None:
        """Return the value of `==` for objects whose class does not define it, or has it made by `dataclass`."""
        same_class = isinstance(left, Group) and isinstance(right, Group) and left.maker is right.maker
        if not same_class or not isinstance(left, Group) or not isinstance(right, Group):
            if any(is_object(side) for side in (left, right)):
                return number(op == "!=")
            return None
        if is_dataclass(left.maker) and left.maker.__dataclass_params__.eq:  # type: ignore[attr-defined]
            compared = [field.name for field in fields(left.maker) if field.compare]
            pairs: list[Value] = []
            for group in (left, right):
                parts = tuple(group.items[group.keys.index(name)] for name in compared)
                pairs.append(Group(tuple, tuple(range(len(parts))), parts))
            return self.operation(op, pairs, (), at)
        return self.identity("is" if op == "==" else "is not", [left, right], at) if is_object(left) else None

    def update_object(self, base: Group, op: str, other: Value, at: Origin | None) -> Value | None:
        """Return the value of `base op= other` by the class's own method; None if there is none."""
        name = f"__i{BINARY[op]}__" if op in BINARY else ""
        if not name or not self.has_own(base.maker, name):
            return None
        result = self.call_dunder(base, name, [other], at)
        return None if isinstance(result, Static) and result.value is NotImplemented else result

    # ------------------------------------------------------------ made
    def construct_object(self, cls: type, args: list[Value], keywords: Keywords, at: Origin | None) -> Value | None:
        """Return a new object of a class written in Python; None if the class is none, or does what cannot be seen."""
        if is_dataclass(cls) and not self.has_own(cls, "__new__"):
            made = class_attribute(cls, "__init__")
            if not isinstance(made, types.FunctionType) or is_made_by_dataclass(cls):
                return self.construct_dataclass(cls, args, keywords, at)
        if cls is types.SimpleNamespace and not args:
            return Group(cls, tuple(key for key, _ in keywords), tuple(value for _, value in keywords))
        if not is_plain_class(cls):
            return None
        instance = self.own(Group(cls, (), ()), cls.__name__.lower())
        assert isinstance(instance, Group)
        init = class_attribute(cls, "__init__")
        if isinstance(init, types.FunctionType):
            self.guard(cls, "__init__")
            self.call_object(init, Static(init), [instance, *args], keywords, at)
        elif args or keywords:
            raise self.wrong_kind(f"`{cls.__name__}` takes no arguments", at)
        return self.fresh(instance)

    # ------------------------------------------------------------ super
    def super_value(self, args: list[Value], frame: Frame | None) -> Value:
        """`super()`, or `super(cls, self)`."""
        if args:
            cls = constant_of(args[0])
            if not isinstance(cls, type):
                raise self.unsupported("`super` of a class that is not known while compiling")
            return Partial(Static(super), (Static(cls), args[1]))
        where = frame
        while where is not None:
            owner = self.owners.get(id(where.code))
            cell = types.CellType(owner) if owner is not None else where.scope.cells.get("__class__")
            params = where.function.params
            if cell is not None and params and params[0].name in where.env:
                return Partial(Static(super), (Static(cell.cell_contents), self.lookup(params[0].name, where)))
            where = where.parent
        raise self.unsupported("`super()` outside of a method")

    def super_method(self, base: Partial, name: str, at: Origin | None) -> Value:
        """Return what `super().name` gives."""
        cls, owner = constant_of(base.args[0]), base.args[1]
        maker = owner.maker if isinstance(owner, Group) else constant_of(owner)
        if not isinstance(cls, type) or not isinstance(maker, type):
            raise self.unsupported(f"`super()` of {self.say(owner)} is not supported", at=at)
        order = maker.__mro__
        for above in order[order.index(cls) + 1 :]:
            if name in vars(above):
                raw = vars(above)[name]
                self.guard(above, name)
                if isinstance(raw, types.FunctionType | staticmethod | classmethod | property):
                    return self.bound_attribute(owner, maker, name, raw)
                if name == "__init__":
                    return Partial(Static(_nothing), ())
                if name == "__setattr__":
                    return Partial(Static(object.__setattr__), (owner,))
                return self.attribute_of_class(above, name, raw)
        raise self.wrong_kind(f"no class above {cls.__name__} has {name!r}", at)


def _nothing(*args: object, **keywords: object) -> None:
    """Do what `object.__init__` does."""


def is_plain_class(cls: type, but_new: bool = False) -> bool:
    """Return whether a class is written in Python, from its bases on, and makes its objects in the usual way.

    `but_new`: or by a `__new__` of its own.
    """
    if issubclass(cls, BaseException | enum.Enum | type) or inspect.isabstract(cls):
        return False
    if type(cls).__call__ is not type.__call__:
        return False
    plain_bases = all(base is object or base.__flags__ & (1 << 9) for base in cls.__mro__)
    new = class_attribute(cls, "__new__")
    typing_new = but_new or getattr(new, "__module__", None) == "typing" or new is object.__new__ or new is MISSING
    modules = {base.__module__.partition(".")[0] for base in cls.__mro__}
    return (
        plain_bases
        and typing_new
        and not modules & ({"numpy", "scipy", "collections", "decimal", "fractions"} | EFFECTS)
    )
