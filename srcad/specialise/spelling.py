"""The expressions that give values back as Python has them: containers are made anew, objects reached by a name."""

from __future__ import annotations

import types
from dataclasses import fields, is_dataclass

from ..ir import Call, Const, Expr, Name
from .assigned import Assigned
from .names_of import canonical_name
from .skeletons import Many
from .values import (
    Given,
    Group,
    Keywords,
    Leaf,
    Poison,
    Static,
    Value,
    View,
    is_object,
)


class Spelling(Assigned):
    """The part of the specialiser that spells values."""

    def to_expr(self, value: Value) -> Expr:
        """Return an expression that gives a value at run time."""
        match value:
            case Leaf(expr):
                return expr
            case Group(maker, _, (flag, held)) if maker is Given:
                return Call("ifelse", (self.to_expr(flag), self.to_expr(held), Const(None)))
            case Group(maker=maker) if issubclass(maker, Many):
                return self.many_expr(value)
            case Group() if (whole := self.read_whole(value)) is not None:
                return whole
            case Group(items=items):
                parts = tuple(self.to_expr(item) for item in items)
                return self.made_anew(value, parts)
            case Static(slice() as part, None):
                return Call("slice", tuple(map(Const, bounds_of(part))))
            case Static(obj, expr):
                if expr is not None:
                    return expr
                return self.reach(obj)
            case View(items=items) if items is not None:
                return Call("tuple", tuple(self.to_expr(item) for item in items))
            case View(bounds=bounds) if bounds is not None:
                return Call("range", tuple(bound.expr for bound in bounds))
            case View(slots=None):
                return self.to_expr(self.gathered(self.view(value)))
            case Poison(reason):
                what = f"what is read here is {reason}, and cannot be followed while compiling"
                raise self.unsupported(what, "Give it the same structure on every path.")
            case _:
                raise self.unsupported(f"{self.say(value)} cannot be handed to code that srcad does not compile")

    def every_key(self, base: Group) -> tuple[object, ...]:
        """Return the keys of a dict, or the names of an object's attributes, which must be there on every path."""
        for item in base.items:
            self.refuse_absent(base, item)
        return base.keys

    def keys_in_turn(self, base: Group) -> tuple[object, ...]:
        """Return the keys of a dict in their order."""
        self.refuse_unordered(base)
        return self.every_key(base)

    def refuse_absent(self, base: Group, item: Value) -> None:
        """Refuse to ask for a part of a container that is there on some paths only."""
        if isinstance(item, Poison) and item.absent:
            what = f"what {self.say(base)} holds is not known while compiling: one item is {item.reason}"
            raise self.unsupported(what, "Give it the same keys, or attributes, on every path.")

    def made_anew(self, group: Group, parts: tuple[Expr, ...]) -> Expr:
        """Return an expression that makes a container like another one."""
        maker = group.maker
        if maker in (tuple, list):
            return Call(maker.__name__, parts)
        if maker in (set, slice) and parts:
            return Call(maker.__name__, parts)
        if issubclass(maker, dict):
            pairs = tuple(Call("tuple", (self.key_expr(k), p)) for k, p in zip(group.keys, parts, strict=True))
            table = Call("dict", pairs)
            if maker is dict:
                return table
            extra = self.extras.get(group.ident) if group.ident is not None else None
            before = (self.to_expr(extra),) if isinstance(extra, Static) else ()  # a defaultdict's factory
            return Call("call", (self.bound(maker), *before, table))
        if issubclass(maker, list | set | frozenset) or maker.__name__ == "deque":
            return Call("call", (self.bound(maker), Call("tuple", parts)))
        if issubclass(maker, tuple):
            given = parts if hasattr(maker, "_fields") else (Call("tuple", parts),)
            return Call("call", (self.bound(maker), *given))
        if is_made_by_names(group):
            named = tuple((str(key), part) for key, part in zip(group.keys, parts, strict=True))
            return Call("call", (self.bound(maker),), named)
        raise self.unsupported(
            f"an object of the class {maker.__name__} cannot be handed to code that srcad does not follow",
            "Hand on the numbers that it holds.",
        )

    def shown(self, value: Value) -> Value:
        """Return a value that is to be printed: of an object that srcad takes apart, the text that its class makes."""
        if not isinstance(value, Group) or not is_object(value) or self.whole_of(value) is not None:
            return value
        if value.maker is Given or issubclass(value.maker, Many) or is_made_by_names(value):
            return value
        if self.has_own(value.maker, "__format__"):
            return value
        for name in ("__str__", "__repr__"):
            if self.has_own(value.maker, name):
                return self.call_dunder(value, name, [], self.origin)
        return self.wrap_constant(f"<{value.maker.__module__}.{value.maker.__qualname__} object>")

    def key_expr(self, key: object) -> Expr:
        """Return an expression for a key."""
        return self.to_expr(self.wrap_constant(key))

    def named(self, keywords: Keywords) -> tuple[tuple[str, Expr], ...]:
        """Return keyword arguments as expressions."""
        return tuple((key, self.to_expr(value)) for key, value in keywords)

    def reach(self, obj: object) -> Expr:
        """Return an expression for an object that is fixed while compiling."""
        name = canonical_name(obj)
        return Name(name) if name is not None else self.bound(obj)


def is_made_by_names(group: Group) -> bool:
    """Return whether an object's class makes an equal object of its attributes by their names."""
    return group.maker is types.SimpleNamespace or (
        is_dataclass(group.maker)
        and "__post_init__" not in dir(group.maker)
        and all(field.init for field in fields(group.maker) if field.name in group.keys)
    )


def bounds_of(part: slice) -> tuple[object, object, object]:
    """Return start, stop and step of a slice."""
    return part.start, part.stop, part.step
