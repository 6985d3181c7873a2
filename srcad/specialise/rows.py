"""A container of unknown length as the specialiser looks at it: its class, its elements' structure, and its lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..ir import Call, Expr
from .skeletons import Skeleton, is_leaf
from .values import Leaf


@dataclass(frozen=True)
class Rows:
    """A container of unknown length: its class, the structure of its elements, and a list for each of their parts."""

    family: type
    element: Skeleton
    columns: tuple[Leaf, ...]
    places: Leaf | None = None  # of a dict or a set: the positions of its keys
    extra: object = None

    @property
    def length(self) -> Expr:
        """The expression for how many elements there are."""
        return Call("len", (self.columns[0].expr,))

    @property
    def key_columns(self) -> int:
        """How many of the columns are those of a dict's keys."""
        assert isinstance(self.element, tuple)
        return sum(1 for _ in leaves_of(self.element[2][0]))


def leaves_of(element: Skeleton) -> Iterator[None]:
    """Yield once for each leaf of a structure."""
    if is_leaf(element):
        yield None
        return
    assert isinstance(element, tuple)
    for part in element[2]:
        yield from leaves_of(part)
