"""Containers from outside read as they came: whole, or by a position that only the run knows, while nothing is written.

The parts of a container have names of their own, and arrays written into under these are copies. Where a function
writes into an array of a container that it also reads whole, all begins anew, and it is read by its parts only.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from ..analyse.memory import is_memory
from ..ir import Expr, names
from ..names import Names
from .heap import Heap
from .state import Resumes
from .values import Group, Leaf, leaves

if TYPE_CHECKING:
    from .separate import Library


class Wholes(Heap):
    """The part of the specialiser that reads containers as they came."""

    library: Library

    def __init__(self, names: Names) -> None:
        super().__init__(names)
        self.wholes: dict[Hashable, frozenset[str]] = {}  # the names for the memory of those that were read whole

    def whole_of(self, group: Group) -> Expr | None:
        """Return an expression for a container as it came, if nothing in it was changed since or has a derivative."""
        if group.whole is None or any(isinstance(item, Leaf) and item.varied for item in group.items):
            return None
        inner = [item for item in group.items if isinstance(item, Group)]
        if ("whole", group.whole) in self.library.resumed:
            return None
        return group.whole if all(self.whole_of(item) is not None for item in inner) else None

    def read_whole(self, group: Group) -> Expr | None:
        """Return the expression by which a container is read as it came; None where it is read by its parts."""
        whole = self.whole_of(group)
        if whole is None:
            return None
        arrays = [leaf for leaf in leaves(group) if is_memory(leaf.kind)]
        if not arrays:
            return whole
        found = names(whole).union(*(names(leaf.expr) for leaf in arrays))
        if any(self.memory_root(name) in self.written for name in found):
            return None
        self.wholes[("whole", whole)] = found
        return whole

    def check_wholes(self, written: set[str]) -> None:
        """Begin anew where memory is written of which a container holds a part that is read whole somewhere."""
        for place, found in self.wholes.items():
            if any(self.memory_root(name) in written for name in found):
                raise Resumes(place, self.unsupported("an array of a container that is read whole is written into"))
