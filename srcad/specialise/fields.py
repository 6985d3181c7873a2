"""Dataclasses: what their `__init__`, which has no text, makes of its arguments."""

from __future__ import annotations

import operator
import types
from dataclasses import MISSING as NO_DEFAULT
from dataclasses import fields
from typing import Any

from ..dataclass_objects import is_written
from ..ir import Origin
from ..tree import HEAP_TYPE
from .asked import class_attribute, held_by_class
from .descriptors import Descriptors, is_data_descriptor
from .values import MISSING, NONE, Group, Keywords, Static, Value


class Fields(Descriptors):
    """The part of the specialiser for dataclasses."""

    def field_values(
        self, cls: type, args: list[Value], keywords: Keywords, at: Origin | None
    ) -> tuple[dict[str, Value], list[Value]]:
        """Return what the `__init__` of a dataclass puts into the fields, and what it hands to `__post_init__`."""
        every = list(cls.__dataclass_fields__.values())  # type: ignore[attr-defined]
        kinds = {field.name: getattr(field._field_type, "name", "") for field in every}
        every = [field for field in every if kinds[field.name] != "_FIELD_CLASSVAR"]
        given = [field for field in every if field.init]
        placed = [field.name for field in given if not field.kw_only]
        if len(args) > len(placed):
            raise self.wrong_kind(f"`{cls.__name__}` takes fewer positional arguments", at)
        table: dict[str, Value] = dict(zip(placed, args, strict=False))
        for key, value in keywords:
            if key in table or key not in {field.name for field in given}:
                raise self.wrong_kind(f"`{cls.__name__}` has no parameter `{key}`, or was given it twice", at)
            table[key] = value
        found: dict[str, Value] = {}
        for field in every:
            if field.name in table:
                found[field.name] = table[field.name]
            elif field.default is not NO_DEFAULT:
                found[field.name] = self.default(field.default, field.name)
            elif field.default_factory is not NO_DEFAULT:
                factory: Any = field.default_factory
                found[field.name] = self.call_object(factory, Static(factory), [], (), at)
            elif field.init:
                raise self.wrong_kind(f"`{cls.__name__}` misses its argument `{field.name}`", at)
        extra = [name for name in found if kinds[name] == "_FIELD_INITVAR"]
        return {name: value for name, value in found.items() if name not in extra}, [found[name] for name in extra]

    def construct_dataclass(self, cls: type, args: list[Value], keywords: Keywords, at: Origin | None) -> Value:
        """Return a new object of a dataclass."""
        kept, extra = self.field_values(cls, args, keywords, at)
        looked_at = isinstance(class_attribute(cls, "__setattr__"), types.FunctionType) or any(
            is_data_descriptor(class_attribute(cls, name)) for name in kept
        )
        by_hand = looked_at and not cls.__dataclass_params__.frozen  # type: ignore[attr-defined]
        group = Group(cls, () if by_hand else tuple(kept), () if by_hand else tuple(kept.values()))
        after = class_attribute(cls, "__post_init__") is not MISSING
        if not after and not by_hand:
            return group
        instance = self.own(group, cls.__name__.lower())
        for name, value in kept.items() if by_hand else ():
            self.set_attribute(self.fresh(instance), name, value, at)
        now = self.fresh(instance)
        assert isinstance(now, Group)
        if after:
            self.call_dunder(now, "__post_init__", extra, at)
        return self.fresh(now)

    def init_fields(
        self, init: types.FunctionType, args: list[Value], keywords: Keywords, at: Origin | None
    ) -> Value | None:
        """Return what the `__init__` of a dataclass gives that is called by hand; None if it is none."""
        instance = args[0] if args else None
        if not isinstance(instance, Group) or not is_written(init):
            return None
        cls = next((base for base in instance.maker.__mro__ if vars(base).get("__init__") is init), None)
        if cls is None or "__dataclass_params__" not in vars(cls):
            return None
        kept, extra = self.field_values(cls, args[1:], keywords, at)
        for name, value in kept.items():
            self.set_attribute(self.fresh(instance), name, value, at, past=int(cls.__dataclass_params__.frozen))  # type: ignore[attr-defined]
        if class_attribute(instance.maker, "__post_init__") is not MISSING:
            now = self.fresh(instance)
            assert isinstance(now, Group)
            self.call_dunder(now, "__post_init__", extra, at)
        return NONE

    def rely_on_attribute(self, obj: object, name: str, found: object) -> None:
        """Rely on what an object fixed while compiling has under a name, if it is of a class written in Python."""
        cls = obj if isinstance(obj, type) else type(obj)
        if cls is obj or (cls.__flags__ & HEAP_TYPE and held_by_class(cls, name) is not None):
            self.guard(cls, name)
        elif cls.__flags__ & HEAP_TYPE and getattr(obj, name) is found:
            self.rely_on(found, getattr, obj, name)

    def held_by_names(self, partial: Any) -> Keywords:
        """Return the keyword arguments that a `functools.partial` holds, which its dict may say otherwise later."""
        self.rely_on(len(partial.keywords), len, partial.keywords)
        for key, arg in partial.keywords.items():
            self.rely_on(arg, operator.getitem, partial.keywords, key)
        return tuple((key, self.held(arg)) for key, arg in partial.keywords.items())

    def changed_fields(self, base: Group, keywords: Keywords, at: Origin | None) -> Value:
        """`dataclasses.replace(base, ...)`."""
        own = [field.name for field in fields(base.maker) if field.init]
        table = {name: self.certain(base.items[base.keys.index(name)], name, at) for name in own if name in base.keys}
        return self.construct_dataclass(base.maker, [], tuple({**table, **dict(keywords)}.items()), at)


def is_made_by_dataclass(cls: type) -> bool:
    """Return whether a dataclass's `__init__` is the one that `dataclass` wrote."""
    for base in cls.__mro__:
        if "__init__" in vars(base):
            return "__dataclass_params__" in vars(base) and is_written(vars(base)["__init__"])
    return False
