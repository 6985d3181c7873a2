"""What an object holds itself, and how one of a dataclass is made of its parts alone."""

from __future__ import annotations

import functools
import types
from dataclasses import fields
from typing import Any


def object_of(maker: Any) -> Any:
    """Return the function that makes an object of a class that holds given parts, whatever the class does there."""

    def of_parts(**parts: Any) -> Any:
        made = object.__new__(maker)
        for name, part in parts.items():
            object.__setattr__(made, name, part)
        return made

    return of_parts


def is_written(method: object) -> bool:
    """Return whether `dataclass` wrote a method: it says so in the code, whatever file picklers name."""
    return isinstance(method, types.FunctionType) and method.__code__.co_qualname.startswith("__create_fn__.")


def is_made_by_fields(cls: Any) -> bool:
    """Return whether a dataclass makes an object of its fields by their names, and does nothing else."""
    plain = is_written(cls.__init__) and cls.__new__ is object.__new__ and not hasattr(cls, "__post_init__")
    return plain and "__setattr__" not in vars(cls) and all(field.init for field in fields(cls))


def beside_fields(value: Any) -> dict[str, Any]:
    """Return the attributes of a dataclass's object that are no fields, those left out that a property caches."""
    own = getattr(value, "__dict__", None)
    declared = type(value).__dataclass_fields__
    if type(own) is not dict or own.keys() <= declared.keys():
        return {}
    beside = {name: part for name, part in own.items() if name not in declared}
    return {k: part for k, part in beside.items() if not isinstance(_static(type(value), k), functools.cached_property)}


def _static(cls: type, name: str) -> object:
    """Return what a class or its bases hold under a name, as it stands there."""
    return next((vars(base)[name] for base in cls.__mro__ if name in vars(base)), None)


def told(value: Any, name: str, default: Any = None) -> Any:
    """Return an attribute that an object or its class holds, not one that a `__getattr__` of the class makes up."""
    kind = type(value)
    if isinstance(value, type) or not hasattr(kind, "__getattr__"):
        return getattr(value, name, default)
    held = name in getattr(value, "__dict__", ()) or any(name in vars(base) for base in kind.__mro__)
    return getattr(value, name, default) if held else default
