"""Containers of unknown length whose elements have parts: a list for each part, under a class that tells the structure.

A list of pairs whose length only the run can tell is two lists of one length, a dict with such keys is the positions
of its keys beside the lists of its keys and its values. To all passes after the specialiser these are plain lists.
"""

from __future__ import annotations

import collections
import functools
from collections.abc import Hashable, Iterator
from typing import ClassVar, TypeAlias

from ..ir import Call, Const, Expr, Name
from .values import Closure, Group, Leaf, Partial, Static, Value

LEAF = "leaf"
LISTS = "list"  # a leaf that is a list of unknown length, of leaves
Skeleton: TypeAlias = Hashable  # LEAF, or a class, the keys, and the skeletons of the parts


def is_leaf(element: Skeleton | None) -> bool:
    """Return whether elements have no parts."""
    return element in (LEAF, LISTS)


class Many:
    """The base of the classes that stand for containers of unknown length; see `many`."""

    family: ClassVar[type]
    element: ClassVar[Skeleton]
    extra: ClassVar[object]


class Extra:
    """What a container remembers beside its elements: a deque's greatest length, a defaultdict's factory."""

    def __init__(self, value: object) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Extra):
            return False
        plain = isinstance(self.value, Static | int | None) and isinstance(other.value, Static | int | None)
        return self.value == other.value if plain else self.value is other.value

    def __hash__(self) -> int:
        return hash(type(self.value))


@functools.cache
def many(family: type, element: Skeleton, extra: Extra) -> type[Many]:
    """Return the class that stands for containers of a class whose elements have this structure."""
    return type(family.__name__, (Many,), {"family": family, "element": element, "extra": extra.value})


def is_many(value: Value) -> bool:
    """Return whether a value is a container of unknown length that is kept as lists of the parts of its elements."""
    return isinstance(value, Group) and issubclass(value.maker, Many)


def is_keyed(family: type) -> bool:
    """Return whether containers of a class are read by keys: dicts and sets."""
    return issubclass(family, dict | set)


FAMILIES = (list, dict, set, collections.deque, collections.defaultdict, collections.OrderedDict, collections.Counter)


def part_of(whole: Expr, maker: type, key: object, place: int) -> Call:
    """Return the expression for a part of a container or an object, read by its key, its place or its name."""
    if issubclass(maker, Many):
        return Call("call", (Name("list"), whole)) if is_leaf(maker.element) else Call("column", (whole, Const(place)))
    if issubclass(maker, dict):
        return Call("[]", (whole, Const(key)))
    if issubclass(maker, tuple | list | collections.deque):
        return Call("[]", (whole, Const(place)))
    return Call(f".{key}", (whole,))


def may_hold(extra: object) -> bool:
    """Return whether what a container remembers beside its elements can be kept."""
    return extra is None or isinstance(extra, int | Static | Closure | Partial)


def joined_skeleton(a: Skeleton | None, b: Skeleton | None) -> Skeleton | None:
    """Return the structure of elements that are of both structures; None stands for one that is not known yet."""
    if a is None or b is None:
        return b if a is None else a
    if a == b:
        return a
    if EMPTY in (a, b):
        other = b if a == EMPTY else a
        inside = isinstance(other, tuple) and issubclass(other[0], Many) and other[0].family is list
        return other if inside or other == LISTS else IMPOSSIBLE
    if isinstance(a, tuple) and isinstance(b, tuple) and a[:2] == b[:2]:
        parts = tuple(joined_skeleton(p, q) for p, q in zip(a[2], b[2], strict=True))
        return IMPOSSIBLE if IMPOSSIBLE in parts else (*a[:2], parts)
    return IMPOSSIBLE


def filled_in(element: Skeleton | None) -> Skeleton | None:
    """Return a structure in which lists of which only empty ones were seen are lists of numbers."""
    if element == EMPTY:
        return LISTS
    if isinstance(element, tuple):
        return (*element[:2], tuple(filled_in(part) for part in element[2]))
    return element


IMPOSSIBLE = "impossible"
EMPTY = "empty list"  # the structure of a list of which only that it is empty is known


def labels(element: Skeleton, keyed: bool = False) -> list[str]:
    """Return a name for each part of an element that is a leaf."""
    found: list[str] = []

    def walk(part: Skeleton, path: tuple[str, ...]) -> None:
        if is_leaf(part):
            found.append("_".join(path) or "items")
            return
        assert isinstance(part, tuple)
        maker, keys, parts = part
        fields: tuple[object, ...] = getattr(maker, "_fields", None) or keys
        if keyed and not path:
            fields = ("key", "value")[: len(parts)]
        for key, inner in zip(fields, parts, strict=True):
            walk(inner, (*path, str(key)))

    walk(element, ())
    return found


def leaves_by(element: Skeleton, value: Value) -> Iterator[Leaf | Static]:
    """Yield the leaves of a value of a known structure."""
    if is_leaf(element):
        assert isinstance(value, Leaf | Static)
        yield value
        return
    assert isinstance(element, tuple) and isinstance(value, Group)
    for part, item in zip(element[2], value.items, strict=True):
        yield from leaves_by(part, item)


def built(element: Skeleton, parts: Iterator[Leaf]) -> Value:
    """Return a value of a known structure with these leaves."""
    if is_leaf(element):
        return next(parts)
    assert isinstance(element, tuple)
    maker, keys, inner = element
    return Group(maker, keys, tuple(built(part, parts) for part in inner))


def is_fixed(element: Skeleton) -> bool:
    """Return whether nothing in elements of a structure can be written into: tuples of leaves."""
    if is_leaf(element):
        return True
    assert isinstance(element, tuple)
    return issubclass(element[0], tuple | frozenset) and all(is_fixed(part) for part in element[2])
