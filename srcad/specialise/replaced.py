"""The containers that a value holds, and what it is where one of them got an unknown length."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..kinds import Array, ListOf, Scalar, Unknown
from .values import Closure, Group, Leaf, Partial, Ref, Value, View


def is_element(value: Value) -> bool:
    """Return whether a value may be an element of a list of unknown length: a number or an array, or an object."""
    return isinstance(value, Leaf) and isinstance(value.kind, Scalar | Array | Unknown | ListOf)


def rolled(value: Value, ident: int, leaf: Leaf | Group) -> Value:
    """Return a value in which a list stands that had an identity."""
    match value:
        case Ref(same) if same == ident:
            return leaf
        case Group(ident=same) if same == ident:
            return leaf
        case Group(items=items):
            return replace(value, items=tuple(rolled(item, ident, leaf) for item in items))
        case View(items=items) if items is not None:
            return replace(value, items=tuple(rolled(item, ident, leaf) for item in items))
        case Partial(function, args, keywords):
            named = tuple((key, rolled(arg, ident, leaf)) for key, arg in keywords)
            return Partial(rolled(function, ident, leaf), tuple(rolled(arg, ident, leaf) for arg in args), named)
        case Closure(defaults=defaults) if defaults:
            return replace(value, defaults=tuple((key, rolled(arg, ident, leaf)) for key, arg in defaults))
        case _:
            return value


def references(value: Value) -> Iterator[int]:
    """Yield the identities of the containers that a value holds."""
    match value:
        case Ref(ident) | Group(ident=int() as ident):
            yield ident
        case Group(items=items):
            for item in items:
                yield from references(item)
        case View(source=(table, _)):
            yield from references(table)
        case View(items=items) if items is not None:
            for item in items:
                yield from references(item)
        case Partial(function, args, keywords):
            for part in (function, *args, *(arg for _, arg in keywords)):
                yield from references(part)
        case Closure(defaults=defaults):
            for _, arg in defaults:
                yield from references(arg)
        case _:
            pass
