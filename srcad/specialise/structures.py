"""What the elements of a container are like: what a list of unknown length, or a dict of unknown keys, is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..ir import Expr
from ..kinds import NOTHING_YET, UNKNOWN, Array, Kind, ListOf, Scalar, Unknown, join
from ..names import Names
from .heap import Iterated
from .rows import Rows
from .skeletons import (
    EMPTY,
    FAMILIES,
    IMPOSSIBLE,
    LEAF,
    LISTS,
    Extra,
    Many,
    Skeleton,
    filled_in,
    is_leaf,
    joined_skeleton,
    labels,
    many,
    may_hold,
)
from .state import Known
from .values import Group, Leaf, Static, Value
from .wholes import Wholes

HELD = "an object that a container of unknown length holds"


def joined(a: Kind, b: Kind) -> Kind:
    """Return the kind of the elements of a list that holds both."""
    if NOTHING_YET in (a, b):
        return b if a == NOTHING_YET else a
    if isinstance(a, ListOf) and isinstance(b, ListOf):
        return ListOf(joined(a.element, b.element))
    return join(a, b)


def kind_of_leaf(value: Leaf | Static) -> Kind:
    """Return the kind of a part of an element."""
    return value.kind if isinstance(value, Leaf) else UNKNOWN


class Structures(Wholes):
    """The part of the specialiser that knows what elements are like."""

    def __init__(self, names: Names) -> None:
        super().__init__(names)
        self.skeletons: dict[int, Skeleton | None] = {}  # what elements of containers are like, by identity
        self.shapes: dict[tuple[str, int, str], Skeleton] = {}  # and those of empty lists, by where they are made
        self.windows: dict[int, tuple[tuple[Leaf, ...], Skeleton, Expr]] = {}  # objects that stand in lists, and where
        self.fixed: set[str] = set()  # the roots of lists whose objects may only be read
        self.leaf_kinds: dict[int, list[Kind]] = {}  # and the kinds of their leaves, as far as they were seen

    if TYPE_CHECKING:

        def put_there(self, rows: Rows, value: Value, place: Expr) -> None: ...

        def to_expr(self, value: Value) -> Expr: ...

        def wrap_constant(self, value: object) -> Value: ...

    # ------------------------------------------------------------ the structure of elements
    def structure(self, value: Value) -> Skeleton | None:
        """Return the structure of an element; a list of which nothing is known is taken to be one of numbers."""
        return filled_in(self.skeleton(value))

    def skeleton(self, value: Value) -> Skeleton | None:
        """Return the structure of an element, None if there can be no list of unknown length of such."""
        match self.fresh(value):
            case Leaf(kind=Scalar() | Array() | Unknown()) | Static(None | str()):
                return LEAF
            case Leaf(kind=kind) if kind == NOTHING_YET:
                return LEAF
            case Leaf(kind=ListOf()):
                return LISTS
            case Group(maker, keys, items) if issubclass(maker, Many):
                return (maker, keys, tuple(self.skeleton(item) for item in items))
            case Group(maker=maker, items=items, ident=ident) if maker is list:
                return self.skeleton_of_list(items, ident)
            case Group(maker, keys, items, ident=ident) if not issubclass(maker, set | frozenset | Many | Iterated):
                if maker.__name__ == "deque" or (issubclass(maker, dict) and maker is not dict):
                    return None
                parts = tuple(self.skeleton(item) for item in items)
                if not parts or None in parts or ident in self.effects:
                    return None
                return (maker, keys, parts)
            case _:
                return None

    def skeleton_of_list(self, items: tuple[Value, ...], ident: int | None) -> Skeleton | None:
        """Return the structure of a list in a list, which will have an unknown length there."""
        found: Skeleton | None = None if ident is None else self.shape_of(ident)
        for item in items:
            part = self.skeleton(item)
            found = joined_skeleton(found, IMPOSSIBLE if part is None else part)
        if found == IMPOSSIBLE:
            return None
        if found is None:
            return EMPTY
        if is_leaf(found):
            return LISTS
        found = filled_in(found)
        keys = tuple(labels(found))
        return (many(list, found, Extra(None)), keys, (LISTS,) * len(keys))

    def shape_of(self, ident: int) -> Skeleton | None:
        """Return what the elements of an empty list are like, as was found when the function was read before."""
        return self.shapes.get(self.born.get(ident, ("", 0, "")))

    def learn(self, ident: int, value: Value | None) -> None:
        """Remember what an element of a container is like."""
        found = None if value is None else self.skeleton(value)
        self.skeletons[ident] = joined_skeleton(self.skeletons.get(ident), IMPOSSIBLE if found is None else found)
        if found is not None and value is not None:
            kinds = self.kinds_by(found, self.deep_fresh(value))
            former = self.leaf_kinds.get(ident, kinds)
            if len(former) == len(kinds):
                for a, b in zip(former, kinds, strict=True):
                    self.library.meet(a, b)
                self.leaf_kinds[ident] = [joined(a, b) for a, b in zip(former, kinds, strict=True)]

    def kinds_by(self, element: Skeleton, value: Value) -> list[Kind]:
        """Return the kinds of the leaves of a value, those of lists as far as they are known."""
        if element == EMPTY:
            return [ListOf(NOTHING_YET)]
        if is_leaf(element) and isinstance(value, Group):
            kind: Kind = NOTHING_YET
            self.library.meet(*(item.kind for item in value.items if isinstance(item, Leaf)))
            for item in value.items:
                kind = joined(kind, self.kinds_by(LEAF, item)[0])
            return [ListOf(kind)]
        if is_leaf(element):
            assert isinstance(value, Leaf | Static)
            return [kind_of_leaf(value)]
        assert isinstance(element, tuple) and isinstance(value, Group)
        if issubclass(element[0], Many) and not issubclass(value.maker, Many):
            return [ListOf(NOTHING_YET)] * len(element[2])
        return [kind for part, item in zip(element[2], value.items, strict=True) for kind in self.kinds_by(part, item)]

    def learn_from(self, ident: int, known: Known) -> None:
        """Remember what the elements of a container are like at a place."""
        heap, self.heap = self.heap, known.heap
        try:
            contents = known.heap.get(ident)
            if isinstance(contents, Group):
                for item in self.entries(contents):
                    self.learn(ident, item)
        finally:
            self.heap = heap

    def entries(self, contents: Group) -> list[Value]:
        """Return the elements of a container: of a dict, pairs of a key and a value."""
        items = [self.fresh(item) for item in contents.items]
        if issubclass(contents.maker, dict):
            keys = [self.wrap_constant(key) for key in contents.keys]
            return [Group(tuple, (0, 1), pair) for pair in zip(keys, items, strict=True)]
        if issubclass(contents.maker, set):
            return [Group(tuple, (0,), (item,)) for item in items]
        return items

    def structure_of(self, ident: int) -> Skeleton | None:
        """Return what the elements of a container are like as far as is known, None if they cannot be kept."""
        contents = self.heap.get(ident)
        if not isinstance(contents, Group) or ident in self.foreign or not may_hold(self.extras.get(ident)):
            return None
        if contents.maker not in FAMILIES:
            return None
        found = self.skeletons.get(ident)
        for item in self.entries(contents):
            part = self.skeleton(item)
            found = joined_skeleton(found, IMPOSSIBLE if part is None else part)
        if found is None and contents.maker is list:
            shape = self.shape_of(ident)
            found = LEAF if shape is None else shape
        found = filled_in(found)
        return None if found == IMPOSSIBLE else found

    def freeze(self, value: Value) -> None:
        """Let nothing write any more into what goes into a list of unknown length: it is copied there."""
        found: set[int] = set()
        self.reach_into(value, found)
        for ident in found:
            for other in list(self.homes):
                if other == ident or self.aliases(other) & self.aliases(ident):
                    self.foreign.setdefault(other, HELD)

    def deep_fresh(self, value: Value) -> Value:
        """Return a value with all references in it followed."""
        found = self.fresh(value)
        if isinstance(found, Group):
            return Group(found.maker, found.keys, tuple(self.deep_fresh(item) for item in found.items))
        return found
