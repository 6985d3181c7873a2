"""Descriptors: objects that a class holds, whose methods say what reading or writing an attribute does."""

from __future__ import annotations

import functools
import types
from typing import Any, NoReturn

import numpy as np

from ..ir import Const, Origin
from ..kinds import Array, Scalar
from ..runtime_attributes import OwnAttributes
from .asked import class_attribute
from .changes import Changes
from .values import MISSING, NONE, Group, Held, Leaf, Static, Value

OWN = (property, functools.cached_property, functools.partialmethod, functools.singledispatchmethod)


class Descriptors(Changes):
    """The part of the specialiser for attributes that another object answers for."""

    def described(self, raw: object, name: str, args: list[Value], at: Origin | None) -> Value | None:
        """Return the value of a descriptor's method; None where a class holds something else, or it has none."""
        method = descriptor_method(raw, name)
        if method is None:
            return None
        owner = raw.value if isinstance(raw, Held) else self.held(raw)
        return self.call_values(Static(method), [owner, *args], (), at)

    def refuse_attribute(self, base: Value, name: str, at: Origin | None) -> NoReturn:
        """Refuse a write to an attribute of something that srcad does not look into; numbers and arrays take none."""
        kind = base.kind if isinstance(base, Leaf) else None
        if isinstance(kind, Scalar) or (isinstance(kind, Array) and not hasattr(np.ndarray, name)):
            error = self.wrong_kind(f"{self.say(base)} has no attribute {name!r} that could be written", at)
            raise self.fails(error, "AttributeError", f"no attribute {name!r}")
        raise self.unsupported(
            f"writing to an attribute of {self.say(base)} is not supported",
            "Return the new value, and store it where the function is called.",
            at,
        )

    def read_described(self, raw: object, base: Value | None, cls: type, at: Origin | None) -> Value | None:
        """Return what reading an attribute of an object, or of a class, gives, if a descriptor says so."""
        return self.described(raw, "__get__", [base or NONE, Static(cls)], at)

    def own_attributes(self, value: Value, at: Origin | None) -> Value:
        """Return what `value.__dict__` is."""
        if not isinstance(value, Group):
            hint = "Name the attributes, or use getattr and setattr."
            raise self.unsupported("`__dict__` shows attributes that srcad cannot follow", hint, at)
        return self.call_values(Static(OwnAttributes), [value], (), at)

    def name_descriptors(self, cls: type, at: Origin | None) -> None:
        """Tell the descriptors of a class inside a function what they are called, as Python does."""
        for name, raw in list(vars(cls).items()):
            if isinstance(raw, Held):
                self.described(raw, "__set_name__", [Static(cls), Static(name, Const(name))], at)


def descriptor_method(raw: object, name: str) -> types.FunctionType | None:
    """Return a method of a descriptor that is written in Python; None for all else, srcad's own among it."""
    value = raw.value if isinstance(raw, Held) else None
    maker = value.maker if isinstance(value, Group) else type(raw)
    if (
        maker.__module__.partition(".")[0] == "srcad"
        or isinstance(raw, OWN)
        or raw is MISSING
        or (isinstance(raw, Held) and value is None)
    ):
        return None
    found: Any = class_attribute(maker, name)
    return found if isinstance(found, types.FunctionType) else None


def is_data_descriptor(raw: object) -> bool:
    """Return whether a class's attribute comes before the object's own: it says what writing or deleting does."""
    return any(descriptor_method(raw, name) is not None for name in ("__set__", "__delete__"))
